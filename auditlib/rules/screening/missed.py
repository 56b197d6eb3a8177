"""Households outside the register that may have become poor (SCREEN-04): who they are, and what the register knows of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date
from auditlib.models.identity import folded
from auditlib.models.persons import deaths
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_copy, one_per, subquery

RURAL = ("农村低保", "特困分散", "特困集中", "特困")
GRADES = ("一级", "二级")
ENDED = "停|退出|注销|取消|终止|死亡"


def people(social_assistance: ir.Table, disability: ir.Table | None, medical: ir.Table | None, limit: Decimal, as_of: dt.date) -> ir.Table:
    """One row per household (保障户, else person) in need at the audit date: the source row, ``ground`` and ``since`` when."""
    parts = [_assisted(social_assistance, as_of)]
    if disability is not None:
        parts.append(_disabled(disability, as_of))
    if medical is not None:
        parts.append(_paid_much(medical, limit, as_of))
    homes = one_per(social_assistance.filter(_.id_no.notnull(), _.assist_hh.notnull()), "id_no", [_.assist_hh]).select(
        "id_no", assist="assist_hh"
    )
    rows = lookup(ibis.union(*parts), homes, "id_no")
    rows = rows.mutate(home=ibis.coalesce(rows.home, rows.assist, rows.id_no))
    return subquery(one_per(rows, "home", [_.rank, _.since, _.id_no, _.row_id]))


def registered(found: ir.Table, social_assistance: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Add ``listed`` (the person stands in the register, in whatever snapshot) and ``family_listed`` (another of the same 保障户 does)."""
    ids = poor_person.filter(_.id_no.notnull()).select("id_no").distinct().mutate(listed=ibis.literal(True))
    shared = (
        social_assistance.filter(_.assist_hh.notnull())
        .inner_join(ids, "id_no")
        .select(home="assist_hh")
        .distinct()
        .mutate(family_listed=ibis.literal(True))
    )
    return lookup(lookup(found, ids, "id_no"), shared, "home")


def similar(found: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Row ids of those who bear name and village of a registered person whose number differs in at most two places, or is unknown."""
    register = poor_person.select("village_name", called=folded(poor_person.name), other_id="id_no").distinct()
    pairs = found.select("row_id", "id_no", "village_name", called=folded(found.name)).join(register, ["called", "village_name"])
    near = pairs.filter(_.other_id.isnull() | (_.id_no.levenshtein(_.other_id) <= 2))
    return near.select("row_id").distinct().mutate(similar=ibis.literal(True))


def screened(found: ir.Table, social_assistance: ir.Table, screening_ledger: ir.Table) -> ir.Table:
    """Row ids of those whom the screening ledger names, by number, by another of the same 保障户, or by name and village."""
    numbers = screening_ledger.filter(_.id_no.notnull()).select("id_no").distinct()
    names = screening_ledger.filter(_.id_no.isnull()).select("village_name", called=folded(screening_ledger.name)).distinct()
    by_id = found.select("row_id", "id_no").inner_join(numbers, "id_no").select("row_id")
    homes = social_assistance.filter(_.assist_hh.notnull()).inner_join(numbers, "id_no").select(home="assist_hh").distinct()
    by_home = found.select("row_id", "home").inner_join(homes, "home").select("row_id")
    by_name = (
        found.select("row_id", "village_name", called=folded(found.name)).inner_join(names, ["village_name", "called"]).select("row_id")
    )
    return ibis.union(by_id, by_home, by_name, distinct=True).mutate(seen=ibis.literal(True))


def dead(found: ir.Table, death_register: ir.Table | None, as_of: dt.date) -> ir.Table:
    if death_register is None:
        return found.mutate(died=ibis.null("boolean"))
    return lookup(found, deaths(death_register, as_of).select("id_no", "death_date"), "id_no").mutate(died=_.death_date.notnull())


def urban(rows: ir.Table, medical_enrol: ir.Table | None) -> ir.Table:
    """Add ``town_folk``: said to be of town hukou, or insured as an employee; false for rural assistance; else unknown."""
    if medical_enrol is None:
        rows = rows.mutate(insured=ibis.null("string"))
    else:
        kinds = (
            medical_enrol.filter(_.id_no.notnull(), _.insure_type.isin(["居民", "职工"])).group_by("id_no").agg(insured=_.insure_type.max())
        )
        rows = lookup(rows, kinds, "id_no")
    return rows.mutate(
        town_folk=ibis.cases(
            (said("person.urban", rows.remark).fill_null(False), True),
            ((rows.rank == 0), False),
            ((rows.insured == "职工").fill_null(False), True),
            else_=ibis.null("boolean"),
        )
    )


def _assisted(social_assistance: ir.Table, as_of: dt.date) -> ir.Table:
    rows = social_assistance.filter(
        _.id_no.notnull(),
        _.assist_type.isin(RURAL),
        (_.from_date <= literal_date(as_of)).fill_null(True),
        (_.to_date >= literal_date(as_of)).fill_null(True),
        ~_.status.re_search(ENDED).fill_null(False),
    )
    head = rows.relation.re_search("^(户主|本人)").fill_null(False)
    first = one_per(
        rows.mutate(key=ibis.coalesce(rows.assist_hh, rows.id_no), member=~head), "key", [_.member, _.from_date, _.id_no, _.row_id]
    )
    return _rows(first, "assist_type", 0, "from_date", home="assist_hh")


def _disabled(disability: ir.Table, as_of: dt.date) -> ir.Table:
    rows = disability.filter(
        _.id_no.notnull(),
        _.grade.isin(GRADES),
        (_.cert_date <= literal_date(as_of)).fill_null(True),
        ~_.status.re_search(ENDED).fill_null(False),
    )
    first = one_per(rows, "id_no", [_.cert_date, _.row_id])
    return _rows(first.mutate(ground=ibis.literal("重度残疾") + first.grade), "ground", 1, "cert_date")


def _paid_much(medical: ir.Table, limit: Decimal, as_of: dt.date) -> ir.Table:
    """Persons of a village whose own share of a year's settlements is large, in a calendar year that the last twelve months touch.

    One settlement may stand in a row per payer: its largest share counts. A list that names no village at all tells nothing of where people live.
    """
    placed = medical.cross_join(medical.agg(villages=_.village_name.count()))
    rows = placed.filter(_.id_no.notnull(), _.village_name.notnull() | (_.villages == 0), _.self_pay.notnull()).drop("villages")
    rows = rows.mutate(on=ibis.coalesce(rows.settled_on, rows.discharge, rows.admit))
    rows = rows.mutate(
        key=ibis.coalesce(rows.settle_no, ibis.coalesce(rows.hospital, "") + rows.admit.cast("string"), rows.row_id.cast("string"))
    )
    rows = rows.filter(_.on <= literal_date(as_of), _.on >= literal_date(dt.date((as_of - dt.timedelta(days=364)).year, 1, 1)))
    each = one_per(one_copy(rows, ("id_no", "key", "self_pay")), ["id_no", "key"], [_.self_pay.desc(), _.row_id])
    each = each.mutate(year=_.on.year())
    sums = each.group_by("id_no", "year").agg(selfpay=_.self_pay.sum().cast(MONEY), last=_.on.max()).filter(_.selfpay > limit)
    first = one_per(each.inner_join(sums, ["id_no", "year"]), "id_no", [_.selfpay.desc(), _.self_pay.desc(), _.row_id])
    return _rows(first.mutate(ground=ibis.literal("大额医疗自付")), "ground", 2, "last", selfpay=first.selfpay)


def _rows(table: ir.Table, ground: str, rank: int, since: str, home: str | None = None, selfpay: ir.DecimalValue | None = None) -> ir.Table:
    return table.select(
        "row_id",
        "id_no",
        "name",
        "town_name",
        "village_name",
        "remark",
        since=table[since],
        ground=table[ground],
        rank=ibis.literal(rank, type="int64"),
        home=table[home] if home else ibis.null("string"),
        selfpay=ibis.null(MONEY) if selfpay is None else selfpay,
    )


def supported(rows: ir.Table) -> ir.BooleanValue:
    """The remark says that the family supports them, or that they were looked into and did not qualify."""
    return said("screen.supported", rows.remark)
