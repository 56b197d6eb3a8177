"""Water works: tests of quality, operation and upkeep (WATER-02, WATER-03)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.register import newest_year
from auditlib.models.texts import said
from auditlib.models.villages import known_villages, with_place
from auditlib.models.vocabulary import FALSE, breach, one_per
from auditlib.rules.catalogue import rule
from auditlib.rules.water.supplies import served, supplies, tests, unlisted


@rule(
    "WATER-02",
    basis=("water.test_months", "water.retest_days", "water.quality"),
    severity="M",
    strength="A",
    amount="N",
    accuses=("water_project", "water_test"),
    decides="water_test.result|water_test.qualified",
)
def untested_or_failed(water_project, water_test, village=None, poor_person=None, *, policy, as_of):
    """A supply of poor villages has no test in the period (未检测), or its newest failed test no passed one after it (不合格未整改)."""
    supply = supplies(water_project)
    tested = tests(water_test, supply).filter((_.sample_date <= literal_date(as_of)) | _.sample_date.isnull())
    return _untested(supply, water_project, tested, village, poor_person, policy, as_of).union(_failed(supply, tested, policy, as_of))


def _untested(supply, water_project, tested, village, poor_person, policy, as_of):
    since = as_of.year * 12 + as_of.month - int(policy.value("water.test_months"))
    last = tested.group_by(t_supply=_.supply).agg(last_test=_.sample_date.max(), undated=_.sample_date.isnull().any())
    rows = supply.left_join(last, [("supply", "t_supply")]).filter(~(month(_.last_test) > since).fill_null(False))
    if poor_person is None:
        rows = rows.mutate(x_no_poor=ibis.null("boolean"))
    else:
        names = known_villages(village, poor_person)
        poor = with_place(newest_year(poor_person), names).select("place").distinct()
        serving = served(water_project, names).semi_join(poor, "place").select(p_supply="supply").distinct()
        unknown = unlisted(supply).select(u_supply="supply")
        rows = rows.left_join(serving, [("supply", "p_supply")])
        rows = rows.left_join(unknown, [("supply", "u_supply")])
        rows = rows.mutate(x_no_poor=ibis.cases((_.p_supply.notnull(), False), (_.u_supply.notnull(), ibis.null("boolean")), else_=True))
    return _test_finding(
        rows,
        "未检测",
        literal_date(as_of),
        last_test=rows.last_test,
        x_no_poor=rows.x_no_poor,
        x_stopped=~rows.works,
        x_new=month(rows.built) > since,
        not_judged=ibis.ifelse(rows.undated, "水质检测没有采样日期", ibis.null("string")),
    )


def _failed(supply, tested, policy, as_of):
    point = ibis.coalesce(tested.sample_point, ibis.literal(""))
    rows = tested.mutate(points=point).filter(_.bad | _.good)
    # Raw water is treated before anybody drinks it: any later passed sample of the supply answers for it.
    passed = rows.filter(_.good).select(g_supply="supply", g_point="points", g_date="sample_date")
    met = rows.filter(_.bad).select("row_id", "supply", "points", "sample_date").inner_join(passed, [("supply", "g_supply")])
    met = met.filter(_.g_date > _.sample_date, (_.points == _.g_point) | _.points.isin(["", "水源"]) | (_.g_point == ""))
    failed = one_per(rows.filter(_.bad), ["supply", "points"], [_.sample_date.desc(), _.row_id])
    failed = failed.anti_join(met.select("row_id").distinct(), "row_id")
    kinds = supply.select(k_supply="supply", k_type="supply_type")
    rows = failed.left_join(kinds, [("supply", "k_supply")])
    only_microbes = said("water.microbes", rows["items"]) & ~said("water.other_items", rows["items"])
    days = int(policy.value("water.retest_days"))
    return _test_finding(
        rows,
        "不合格未整改",
        rows.sample_date,
        last_test=rows.sample_date,
        points=rows.sample_point,
        failing=rows["items"],
        x_tank=(rows.sample_point == "户内水缸") | said("water.tank_sample", rows.remark),
        x_boiled=(rows.k_type == "分散") & only_microbes,
        x_grace=literal_date(as_of).delta(rows.sample_date, unit="day") <= days,
    )


def _test_finding(rows, aspect: str, on, **columns):
    usual = {
        "last_test": ibis.null("date"), "points": ibis.null("string"), "failing": ibis.null("string"),
        "not_judged": ibis.null("string"), "x_no_poor": FALSE, "x_stopped": FALSE, "x_new": FALSE, "x_tank": FALSE, "x_boiled": FALSE, "x_grace": FALSE,
    }  # fmt: skip
    return breach(rows, "supply_no supply_name", on=on, amount=NO_AMOUNT, aspect=ibis.literal(aspect), **usual | columns)


@rule(
    "WATER-03",
    basis="water.outage_days_max",
    severity="M",
    strength="B",
    amount="I",
)
def poor_upkeep(water_project, operation_inspection=None, village=None, poor_person=None, *, policy, as_of):
    """Water was cut off on too many days of a year (停水), nobody looks after the supply (无人管护), nothing pays for it (无经费), or it is out of use while villages are listed (停用).

    Operator and money are asked of the newest row of a working supply, and only where the county's list has such a column filled.
    """
    today = literal_date(as_of)
    rows = water_project.mutate(
        on=ibis.coalesce(ibis.least(ibis.date(water_project.year, ibis.literal(12), ibis.literal(31)), today), today)
    )
    rows = rows.mutate(most=policy.at("water.outage_days_max", rows.on))
    outage = rows.filter(_.outage_days > _.most)
    newest = supplies(water_project)
    filled = newest.agg(operators=newest.operator.count(), funds=newest.maint_fund.count() + newest.fee_rate.count())
    works = newest.filter(_.works).cross_join(filled)
    unkept = _with_caretaker(works.filter(_.operators > 0, _.operator.isnull() | said("cell.nothing", _.operator)), operation_inspection)
    unpaid = works.filter(_.funds > 0, (_.maint_fund.fill_null(0) <= 0) & (_.fee_rate.fill_null(0) <= 0))
    stopped = _with_replaced(
        newest.filter(~_.works, _.villages.notnull() | (_.population > 0)), water_project, newest, village, poor_person
    )
    scattered = {"x_scattered": _.supply_type == "分散"}
    found = _upkeep(outage, ibis.literal("停水") + outage.year.cast("string").fill_null(""), outage.on, most=outage.most.cast("int32"))
    found = found.union(_upkeep(unkept, ibis.literal("无人管护"), today, x_caretaker=_.x_caretaker, **scattered))
    found = found.union(_upkeep(unpaid, ibis.literal("无经费"), today, **scattered))
    return found.union(_upkeep(stopped, ibis.literal("停用"), today, x_replaced=_.x_replaced))


def _upkeep(rows, aspect, on, **columns):
    usual = {"most": ibis.null("int32"), "x_caretaker": FALSE, "x_scattered": FALSE, "x_replaced": FALSE}
    facts = ("row_id", "supply_no", "supply_name", "supply_type", "status", "villages", "outage_days", "operator", "maint_fund", "fee_rate")
    return rows.select(*facts, aspect=aspect, occurred_on=on, questioned_amount=NO_AMOUNT, **usual | columns)


def _with_caretaker(rows, operation_inspection):
    """Add x_caretaker: an inspection of the supply names somebody."""
    if operation_inspection is None:
        return rows.mutate(x_caretaker=ibis.null("boolean"))
    looked = operation_inspection.filter(_.caretaker.notnull(), ~said("cell.nothing", _.caretaker))
    looked = ibis.union(*(looked.select(looked=looked[c]) for c in ("project_no", "asset_no", "project_name", "asset_name")), distinct=True)
    looked = looked.filter(_.looked.notnull())
    by_no, by_name = looked.select(no="looked"), looked.select(of_name="looked")
    rows = rows.left_join(by_no, [("supply_no", "no")])
    rows = rows.left_join(by_name, [("supply_name", "of_name")])
    return rows.mutate(x_caretaker=_.no.notnull() | _.of_name.notnull())


def _with_replaced(stopped, water_project, newest, village, poor_person):
    """Add x_replaced: every village of the stopped supply is served by a working one, or the remark says so."""
    places = served(water_project, known_villages(village, poor_person, water_project))
    working = places.semi_join(newest.filter(_.works), "supply").select("place").distinct()
    left = places.anti_join(working, "place").select(l_supply="supply").distinct()
    told = places.select(p_supply="supply").distinct()
    rows = stopped.left_join(left, [("supply", "l_supply")])
    rows = rows.left_join(told, [("supply", "p_supply")])
    covered = ibis.ifelse(rows.p_supply.isnull(), ibis.null("boolean"), rows.l_supply.isnull())
    return rows.mutate(x_replaced=covered | said("water.taken_over", rows.remark))
