"""Households outside the register that may have become poor (SCREEN-04): who they are, and what the register knows of them."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date
from auditlib.models.identity import folded
from auditlib.models.persons import certified
from auditlib.models.settlements import stays
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, exists, kinds, lookup, one_per, subquery

RURAL = ("农村低保", "特困分散", "特困集中", "特困")
GRADES = ("一级", "二级")
PERSON = ("row_id", "id_no", "name", "town_name", "village_name", "remark")
#: Changes of the register that show that it dealt with somebody.
CHANGES = ("新识别", "返贫", "自然增加", "即时帮扶", "清退", "自然减少", "脱贫")


def people(social_assistance: ir.Table, disability: ir.Table, medical: ir.Table, limit: ir.DecimalValue, as_of: dt.date) -> ir.Table:
    """One row per household (保障户, else person: not ``housed``) in need at the audit date: the source row, ``ground`` and ``since``
    when."""
    told = {"0": _assisted(social_assistance, as_of), "1": _disabled(disability, as_of), "2": _paid_much(medical, limit, as_of)}
    homes = one_per(social_assistance.filter(_.id_no.notnull(), _.assist_hh.notnull()), "id_no", [_.assist_hh])
    rows = lookup(kinds(told).rename(rank="aspect"), homes.select("id_no", home="assist_hh"), "id_no")
    home = ibis.coalesce(rows.assist_hh, rows.home)
    rows = rows.mutate(home=ibis.coalesce(home, rows.id_no), housed=home.notnull())
    return subquery(one_per(rows, "home", [_.rank, _.since, _.id_no, _.row_id]))


def families(social_assistance: ir.Table, named: ir.Table) -> ir.Table:
    """``home``: the 保障户 of whom somebody stands in a list, by number."""
    return social_assistance.semi_join(named, "id_no").select(home="assist_hh")


def screened(found: ir.Table, social_assistance: ir.Table, screening_ledger: ir.Table) -> ir.Table:
    """Add x_screened: the ledger names them, by number, by another of the same 保障户, or by name and village.

    It names heads: of somebody whose household is not known it does not tell.
    """
    nameless = screening_ledger.filter(_.id_no.isnull()).mutate(called=folded(_.name))
    found = exists(found, screening_ledger, "id_no", "by_id")
    found = exists(found, families(social_assistance, screening_ledger), "home", "by_home")
    found = exists(found.mutate(called=folded(_.name)), nameless, ["village_name", "called"], "by_name")
    seen = (found.by_id | found.by_home | found.by_name).fill_null(False)
    return found.mutate(x_screened=ibis.cases((seen, True), ((found["rank"] == "0") & found.housed, False), else_=UNKNOWN))


def urban(rows: ir.Table, medical_enrol: ir.Table) -> ir.Table:
    """Add x_urban: said to be of town hukou, or insured as an employee; false for rural assistance; else unknown."""
    employees = medical_enrol.filter(_.insure_type == "职工")
    rows = exists(rows, employees, "id_no", "employee")
    town = said("person.urban", rows.remark).fill_null(False)
    return rows.mutate(
        x_urban=ibis.cases((town, True), (rows["rank"] == "0", False), (rows.employee.fill_null(False), True), else_=UNKNOWN)
    )


def _assisted(social_assistance: ir.Table, as_of: dt.date) -> ir.Table:
    rows = social_assistance.filter(
        _.id_no.notnull(),
        _.assist_type.isin(RURAL),
        (_.from_date <= literal_date(as_of)).fill_null(True),
        (_.to_date >= literal_date(as_of)).fill_null(True),
        ~said("assistance.ended", _.status).fill_null(False),
    )
    head = said("kin.head", rows.relation).fill_null(False)
    first = one_per(
        rows.mutate(key=ibis.coalesce(rows.assist_hh, rows.id_no), member=~head), "key", [_.member, _.from_date, _.id_no, _.row_id]
    )
    return first.select(*PERSON, "assist_hh", since="from_date", ground="assist_type")


def _disabled(disability: ir.Table, as_of: dt.date) -> ir.Table:
    rows = certified(disability).filter(_.id_no.notnull(), _.grade.isin(GRADES), (_.cert_date <= literal_date(as_of)).fill_null(True))
    first = one_per(rows, "id_no", [_.cert_date, _.row_id])
    return first.select(*PERSON, since="cert_date", ground="重度残疾" + _.grade)


def _paid_much(medical: ir.Table, limit: ir.DecimalValue, as_of: dt.date) -> ir.Table:
    """Persons of a village whose own share of a year's settlements is large, in a calendar year that the last twelve months touch.

    A list that names no village at all tells nothing of where people live.
    """
    lives = medical.select("row_id", "town_name", "village_name", "remark", villages=_.village_name.count().over(ibis.window()))
    rows = stays(medical).filter(_.id_no.notnull(), _.own.notnull(), ~_.refund).inner_join(lives, "row_id")
    rows = rows.filter(_.village_name.notnull() | (_.villages == 0)).mutate(on=ibis.coalesce(_.settled_on, _.discharge, _.admit))
    year = dt.date((as_of - dt.timedelta(days=364)).year, 1, 1)
    each = subquery(rows.filter(_.on.between(literal_date(year), literal_date(as_of))).mutate(year=_.on.year()))
    sums = each.group_by("id_no", "year").agg(selfpay=_.own.sum().cast(MONEY), last=_.on.max()).filter(_.selfpay > limit)
    first = one_per(each.inner_join(sums, ["id_no", "year"]), "id_no", [_.selfpay.desc(), _.own.desc(), _.row_id])
    return first.select(*PERSON, "selfpay", since="last", ground=ibis.literal("大额医疗自付"))
