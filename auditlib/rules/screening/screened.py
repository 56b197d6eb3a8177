"""The screening ledger by household, item, checker and village (SCREEN-03, SCREEN-04, SCREEN-06)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models import screenings
from auditlib.models.screenings import KEY, is_problem
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_per, subquery, true_names

ITEMS = ("教育", "医疗", "住房", "饮水")
SCHOOL_AGES = (6, 15)
#: Households for whom the guarantees must hold now.
UNDER_POLICY = ("未脱贫", "脱贫享受政策", "即时帮扶")


def missing_items(homes: ir.Table, people: ir.Table, screened: ir.Table, ended: ir.BooleanValue) -> ir.Table:
    """Households of the register (newest row each, somebody alive) with the items nobody screened; 教育 only where a child is of school
    age."""
    age = people.snapshot_date.year() - ibis.coalesce(people.birth_date.year(), _year_of(people.id_no))
    family = people.mutate(living=~ended, pupil=(age.between(*SCHOOL_AGES) & ~ended).fill_null(False)).group_by("hh_no")
    screenings = screened.filter(_.home.notnull()).group_by(hh_no=_.home)
    done = screenings.agg(whole=_.item.isnull().any(), **{f"has_{item}": (_.item == item).fill_null(False).any() for item in ITEMS})
    due = homes.filter(_.hh_no.notnull(), ibis.coalesce(_.policy_status, UNDER_POLICY[0]).isin(UNDER_POLICY))
    rows = lookup(one_per(due, "hh_no", [_.row_id]), family.agg(living=_.living.any(), pupils=_.pupil.any()), "hh_no")
    rows = subquery(lookup(rows, done, "hh_no")).filter(_.living.fill_null(True), ~_.whole.fill_null(False))
    lacks = {item: ~rows[f"has_{item}"].fill_null(False) for item in ITEMS}
    lacks["教育"] &= rows.pupils.fill_null(False)
    return rows.mutate(shown=true_names(lacks).replace("、", "")).filter(_.shown != "")


def unsolved(screening_ledger: ir.Table, since: ir.DateValue, until: ir.DateValue) -> ir.Table:
    """Rows that report a problem without measure or without a day of solution up to the day ``until`` (a later one is a plan).

    x_later: a later row of the item says 有保障; x_term: found since that day, and something is being done.

    A column that no row of the county fills is not held against a row.
    """
    whole, told = ibis.window(), ~said("cell.nothing", screening_ledger.measure).fill_null(True)
    keyed = screening_ledger.mutate(
        key=KEY,
        idle=~told & (screening_ledger.measure.count().over(whole) > 0),
        open=screenings.unsolved(screening_ledger, until) & (screening_ledger.solved_on.count().over(whole) > 0),
    )
    fine = keyed.filter(_.result == "有保障", ~is_problem(keyed)).group_by("key", "item").agg(fine_on=_.check_date.max())
    rows = keyed.filter(is_problem(keyed) & (keyed.idle | keyed.open))
    rows = lookup(rows, fine.filter(_.key.notnull(), _.item.notnull()), ["key", "item"])
    return rows.mutate(
        x_later=(rows.fine_on >= rows.check_date).fill_null(False),
        x_term=(rows.check_date >= since) & ~rows.idle,
        shown=ibis.cases((rows.idle & rows.open, "无措施、无解决日期"), (rows.idle, "无措施"), else_="无解决日期"),
    )


def crowded_days(screening_ledger: ir.Table, most: int) -> ir.Table:
    """One row per checker and day with more households than anybody can visit."""
    rows, day = screening_ledger.filter(_.checker.notnull(), _.check_date.notnull()).mutate(key=KEY), ["checker", "check_date"]
    rows = rows.inner_join(rows.group_by(day).agg(visited=_.key.nunique()).filter(_.visited > most), day)
    rows = one_per(rows, day, [_.key, _.item, _.row_id])
    return rows.mutate(shown=_.visited.cast("string") + "户", thing=_.checker + "｜" + _.check_date.cast("string"))


def flawless_villages(screening_ledger: ir.Table, least: int) -> ir.Table:
    """One row per village where every household of many is without any problem."""
    rows = screening_ledger.filter(_.village_name.notnull()).mutate(
        key=ibis.coalesce(_.hh_no, _.id_no, _.name), place=_.town_name.fill_null("")
    )
    village = ["place", "village_name"]
    fine = rows.mutate(trouble=is_problem(rows)).group_by(village).agg(visited=_.key.nunique(), troubles=_.trouble.any())
    rows = one_per(
        rows.inner_join(fine.filter((_.visited >= least) & ~_.troubles), village), village, [_.check_date, _.key, _.item, _.row_id]
    )
    return rows.mutate(shown=_.visited.cast("string") + "户全部无问题", thing=_.place + "｜" + _.village_name)


def _year_of(id_no: ir.StringValue) -> ir.IntegerValue:
    return ibis.ifelse(id_no.re_search(r"^\d{17}[\dX]$"), id_no.substr(6, 4), ibis.null("string")).cast("int32")
