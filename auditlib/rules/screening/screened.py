"""The screening ledger by household, item, checker and village (SCREEN-03, SCREEN-04, SCREEN-06)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.screenings import KEY, is_problem
from auditlib.models.texts import said
from auditlib.models.vocabulary import exists, filled, first_true, left_empty, lookup, one_per, subquery, true_names, unread

ITEMS = ("教育", "医疗", "住房", "饮水")
SCHOOL_AGES = (6, 15)
#: Households for whom the guarantees must hold now.
UNDER_POLICY = ("未脱贫", "脱贫享受政策", "即时帮扶")


def missing_items(homes: ir.Table, people: ir.Table, screened: ir.Table, ended: ir.BooleanValue) -> ir.Table:
    """Households of the register (newest row each, somebody alive) with the items nobody screened; 教育 only where a child is of school
    age. With untold: why it is not known that nobody did, or that anybody should have."""
    due = homes.filter(_.hh_no.notnull(), ibis.coalesce(_.policy_status, UNDER_POLICY[0]).isin(UNDER_POLICY))
    rows = lookup(lookup(one_per(due, "hh_no", [_.row_id]), _families(people, ended), "hh_no"), _screened(screened), "hh_no")
    rows = subquery(rows).filter(_.living.fill_null(True), ~_.whole.fill_null(False))
    rows = exists(rows, screened.filter(_.home.isnull(), _.name.isnull()), "village_name", "nameless")
    lacks = {item: ~rows[f"has_{item}"].fill_null(False) for item in ITEMS}
    schooling = lacks["教育"] & rows.ageless.fill_null(False)
    rows = rows.mutate(shown=true_names(lacks | {"教育": lacks["教育"] & rows.pupils.fill_null(False)}).replace("、", ""))
    why = {
        "“是否享受政策”未能读出": unread(rows, "policy_status"),
        "三保障排查台账“排查项目”为空": rows.some.fill_null(False),
        "三保障排查台账有未写明户的记录": rows.nameless,
        "成员年龄未知，是否有适龄儿童未知": (rows.shown == "") & schooling,
    }
    return rows.mutate(untold=first_true(why)).filter((_.shown != "") | schooling)


def _families(people: ir.Table, ended: ir.BooleanValue) -> ir.Table:
    """Of each household (hh_no) whether anybody lives, pupils: a child of school age does, and ageless: somebody of unknown age does."""
    age = people.snapshot_date.year() - ibis.coalesce(people.birth_date.year(), _year_of(people.id_no))
    family = people.mutate(living=~ended, pupil=(age.between(*SCHOOL_AGES) & ~ended).fill_null(False), ageless=age.isnull() & ~ended)
    return family.group_by("hh_no").agg(living=_.living.any(), pupils=_.pupil.any(), ageless=_.ageless.any())


def _screened(screened: ir.Table) -> ir.Table:
    """Of each household (hh_no) the items screened (has_…), whole: without naming items, by a list that names none, and some: one that
    another list's row should name."""
    rows = screened.mutate(items=filled(_.item), lacks=_.item.isnull()).filter(_.home.notnull())
    has = {f"has_{item}": (_.item == item).fill_null(False).any() for item in ITEMS}
    return rows.group_by(hh_no=_.home).agg(whole=(_.lacks & ~_["items"]).any(), some=(_.lacks & _["items"]).any(), **has)


def unsolved(screening_ledger: ir.Table, since: ir.DateValue, until: ir.DateValue) -> ir.Table:
    """Rows that report a problem without measure or without a day of solution up to the day ``until`` (a later one is a plan).

    x_later: a later row of the item says 有保障; x_term: found since that day, and something is being done.

    A column that no row of its list fills is not held against a row; with untold: what is not known of a problem, or of whether there is
    one.
    """
    rows = screening_ledger
    nothing = ibis.ifelse(rows.measure.isnull(), left_empty(rows, "measure"), said("cell.nothing", rows.measure))
    still = ibis.ifelse(rows.solved_on.isnull(), left_empty(rows, "solved_on"), rows.solved_on > until)
    keyed = rows.mutate(key=KEY, idle=nothing, open=still, trouble=is_problem(rows), garbled=unread(rows, "result") & rows.problem.isnull())
    fine = keyed.filter(_.result == "有保障", ~_.trouble, _.key.notnull(), _.item.notnull())
    fine = fine.group_by("key", "item").agg(fine=_.count() > 0, fine_on=_.check_date.max())
    rows = lookup(keyed.filter(_.garbled | (_.trouble & (_.idle | _.open).fill_null(True))), fine, ["key", "item"])
    open_, idle = rows.open.fill_null(False), rows.idle.fill_null(False)
    why = {"“排查结果”未能读出": rows.garbled, "“整改措施”、“解决日期”未知": ~open_ & ~idle}
    return rows.mutate(
        x_later=ibis.ifelse(rows.fine.isnull(), False, rows.fine_on >= rows.check_date),
        x_term=(rows.check_date >= since) & ~rows.idle,
        shown=ibis.cases((idle & open_, "无措施、无解决日期"), (idle, "无措施"), else_="无解决日期"),
        untold=first_true(why),
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
