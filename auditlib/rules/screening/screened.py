"""The screening ledger by household, item, checker and village (SCREEN-03, SCREEN-04, SCREEN-06)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_per, subquery

ITEMS = ("教育", "医疗", "住房", "饮水")
SCHOOL_AGES = (6, 15)
#: Households for whom the guarantees must hold now.
UNDER_POLICY = ("未脱贫", "脱贫享受政策", "即时帮扶")


def is_problem(rows: ir.Table) -> ir.BooleanValue:
    """The row reports a problem: by its result or by its text."""
    told = rows.problem.notnull() & ~said("problem.none", rows.problem)
    return (rows.result == "无保障").fill_null(False) | told


def members(people: ir.Table) -> ir.Table:
    """``hh_no`` and ``id_no`` of every member of the register, so that a ledger by heads, or under an old household number, is found."""
    return people.filter(_.hh_no.notnull(), _.id_no.notnull()).select("hh_no", "id_no").distinct()


def by_household(screening_ledger: ir.Table, people: ir.Table, homes: ir.Table) -> ir.Table:
    """The screening rows with ``home``: the register's household, by its number, by a member, or by a name that is one household's in its village."""
    of_member = one_per(members(people), "id_no", [_.hh_no]).rename(reg_hh="hh_no")
    rows = lookup(screening_ledger, of_member, "id_no")
    at = ibis.coalesce(_.village_name, "")
    names = people.filter(_.hh_no.notnull()).group_by(at=at, name=_.name).agg(named_hh=_.hh_no.min(), homes=_.hh_no.nunique())
    rows = lookup(rows.mutate(at=at), names.filter(_.homes == 1).drop("homes"), ["at", "name"])
    own = people.select("hh_no").union(homes.select("hh_no")).filter(_.hh_no.notnull()).distinct().mutate(is_home=ibis.literal(True))
    rows = lookup(rows, own, "hh_no")
    return rows.mutate(home=ibis.ifelse(rows.is_home.fill_null(False), rows.hh_no, ibis.coalesce(rows.reg_hh, rows.named_hh, rows.hh_no)))


def missing_items(homes: ir.Table, people: ir.Table, screened: ir.Table, ended: ir.BooleanValue) -> ir.Table:
    """Households of the register (newest row each, somebody alive) with the items nobody screened; 教育 only where a child is of school age."""
    age = people.snapshot_date.year() - ibis.coalesce(people.birth_date.year(), _year_of(people.id_no))
    family = (
        people.mutate(living=~ended, pupil=age.between(*SCHOOL_AGES))
        .group_by("hh_no")
        .agg(living=_.living.any(), pupils=(_.pupil & _.living).fill_null(False).any())
    )
    done = (
        screened.filter(_.home.notnull())
        .group_by(hh_no=_.home)
        .agg(whole=_.item.isnull().any(), **{f"has_{n}": (_.item == item).fill_null(False).any() for n, item in enumerate(ITEMS)})
    )
    due = homes.filter(_.hh_no.notnull(), ibis.coalesce(_.policy_status, UNDER_POLICY[0]).isin(UNDER_POLICY))
    rows = subquery(lookup(lookup(one_per(due, "hh_no", [_.row_id]), family, "hh_no"), done, "hh_no"))
    rows = rows.filter(rows.living.fill_null(True), ~rows.whole.fill_null(False))
    lacks = [
        ~rows[f"has_{n}"].fill_null(False) & (rows.pupils.fill_null(False) if item == "教育" else ibis.literal(True))
        for n, item in enumerate(ITEMS)
    ]
    text = ibis.literal("")
    for item, lack in zip(ITEMS, lacks, strict=True):
        text = text + ibis.ifelse(lack, item, "")
    return rows.mutate(shown=text).filter(_.shown != "")


def unsolved(screening_ledger: ir.Table) -> ir.Table:
    """Rows that report a problem without measure or without a day of solution, and whether a later row of the item says 有保障.

    A column that no row of the county fills is not held against a row.
    """
    whole, told = ibis.window(), ~said("cell.nothing", screening_ledger.measure).fill_null(True)
    keyed = screening_ledger.mutate(
        idle=~told & (screening_ledger.measure.count().over(whole) > 0),
        open=screening_ledger.solved_on.isnull() & (screening_ledger.solved_on.count().over(whole) > 0),
    )
    keyed = keyed.mutate(key=ibis.coalesce(_.hh_no, _.id_no, _.village_name + "|" + _.name))
    fine = keyed.filter(_.result == "有保障", ~is_problem(keyed)).group_by("key", "item").agg(fine_on=_.check_date.max())
    rows = keyed.filter(is_problem(keyed) & (keyed.idle | keyed.open))
    return lookup(rows, fine.filter(_.key.notnull(), _.item.notnull()), ["key", "item"]).mutate(
        later=(_.fine_on >= _.check_date).fill_null(False),
        shown=ibis.cases((_.idle & _.open, "无措施、无解决日期"), (_.idle, "无措施"), else_="无解决日期"),
    )


def crowded_days(screening_ledger: ir.Table, most: int) -> ir.Table:
    """One row per checker and day with more households than anybody can visit."""
    rows = screening_ledger.filter(_.checker.notnull(), _.check_date.notnull()).mutate(
        key=ibis.coalesce(_.hh_no, _.id_no, _.village_name + "|" + _.name)
    )
    days = rows.group_by("checker", "check_date").agg(visited=_.key.nunique()).filter(_.visited > most)
    return one_per(rows.inner_join(days, ["checker", "check_date"]), ["checker", "check_date"], [_.key, _.item, _.row_id]).mutate(
        shown=_.visited.cast("string") + "户"
    )


def flawless_villages(screening_ledger: ir.Table, least: int) -> ir.Table:
    """One row per village where every household of many is without any problem."""
    rows = screening_ledger.filter(_.village_name.notnull()).mutate(
        key=ibis.coalesce(_.hh_no, _.id_no, _.name), trouble=is_problem(screening_ledger), place=ibis.coalesce(_.town_name, "")
    )
    villages = rows.group_by("place", "village_name").agg(visited=_.key.nunique(), troubles=_.trouble.any())
    fine = villages.filter((_.visited >= least) & ~_.troubles)
    return one_per(
        rows.inner_join(fine, ["place", "village_name"]), ["place", "village_name"], [_.check_date, _.key, _.item, _.row_id]
    ).mutate(shown=_.visited.cast("string") + "户全部无问题")


def _year_of(id_no: ir.StringValue) -> ir.IntegerValue:
    return ibis.ifelse(id_no.re_search(r"^\d{17}[\dX]$"), id_no.substr(6, 4), ibis.null("string")).cast("int32")
