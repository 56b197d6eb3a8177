"""Water works: tests of quality, operation and upkeep (WATER-02, WATER-03)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import plain
from auditlib.models.register import newest_year
from auditlib.models.texts import said
from auditlib.models.villages import known_villages, with_place
from auditlib.models.vocabulary import UNKNOWN, breach, either, exists, filled, kinds, lookup, one_per
from auditlib.rules.catalogue import ABSENT, rule
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
def untested_or_failed(water_project, water_test, village=ABSENT, poor_person=ABSENT, *, policy, as_of):
    """A supply of poor villages has no test in the period (未检测), or its newest failed test no passed one after it (不合格未整改)."""
    supply, today = supplies(water_project), literal_date(as_of)
    tested = tests(water_test, supply).filter((_.sample_date <= today) | _.sample_date.isnull())
    untested = _untested(supply, tested, as_of.year * 12 + as_of.month - int(policy.value("water.test_months")))
    untested = _without_the_poor(untested, water_project, village, poor_person)
    return breach(
        kinds({"未检测": untested, "不合格未整改": _failed(supply, tested, today, int(policy.value("water.retest_days")))}),
        "supply_no supply_name aspect last_test points failing not_judged x_no_poor x_stopped x_new x_tank x_boiled x_grace",
        on=ibis.coalesce(_.sample_date, today),
        amount=NO_AMOUNT,
    )


def _untested(supply, tested, since: int):
    """Supplies without a test after a running month; unknown where a test has no day."""
    last = tested.group_by("supply").agg(last_test=_.sample_date.max(), undated=_.sample_date.isnull().any())
    rows = lookup(supply, last, "supply").filter(~(month(_.last_test) > since).fill_null(False))
    unknown = ibis.ifelse(rows.undated, "水质检测没有采样日期", ibis.null("string"))
    return rows.mutate(not_judged=unknown, x_stopped=~rows.works, x_new=month(rows.built) > since)


def _without_the_poor(rows, water_project, village, poor_person):
    """Add x_no_poor: no village that the supply serves has registered persons; unknown where it does not say which it serves."""
    names = known_villages(village, poor_person)
    poor = with_place(newest_year(poor_person), names)
    rows = exists(rows, served(water_project, names).semi_join(poor, "place"), "supply", "for_poor")
    rows = exists(rows, unlisted(rows), "row_id", "open_list")
    return rows.mutate(x_no_poor=ibis.ifelse(~_.for_poor & _.open_list, UNKNOWN, ~_.for_poor))


def _failed(supply, tested, today, days: int):
    """The newest failed test of each point of a supply that no later one answers."""
    rows = tested.mutate(points=_.sample_point, point=_.sample_point.fill_null(""))
    answered = _answered(rows)
    failed = one_per(rows.filter(_.bad), ["supply", "point"], [_.sample_date.desc(), _.row_id])
    failed = exists(failed.anti_join(answered.filter(_.later), "row_id"), answered.filter(_.later.isnull()), "row_id", "perhaps")
    failed = lookup(failed, supply.select("supply", "supply_type"), "supply")
    only_microbes = said("water.microbes", failed["items"]) & ~said("water.other_items", failed["items"])
    return failed.mutate(
        last_test=_.sample_date,
        failing=_["items"],
        not_judged=ibis.ifelse(_.perhaps, "水质检测没有采样日期", ibis.null("string")),
        x_tank=(_.sample_point == "户内水缸") | said("water.tank_sample", _.remark),
        x_boiled=(_.supply_type == "分散") & only_microbes,
        x_grace=today.delta(failed.sample_date, unit="day") <= days,
    )


def _answered(rows):
    """Failed tests with a passed one of the point and of any of the items, and whether it is ``later`` (unknown without a day). Raw water
    (水源) is treated before anybody drinks it: any passed sample of the supply answers for it."""
    passed = rows.filter(_.good).select("supply", of_point="point", passed_on="sample_date", of_asked="asked", of_items="items")
    pairs = rows.filter(_.bad).inner_join(passed, "supply").mutate(later=_.passed_on > _.sample_date)
    same = (pairs.asked.intersect(pairs.of_asked).length() > 0) | said("water.all_items", pairs["items"], pairs.of_items)
    here = (pairs.point == pairs.of_point) | (pairs.point == "") | (pairs.of_point == "")
    return pairs.filter((here & same.fill_null(True)) | (pairs.point == "水源"))


@rule(
    "WATER-03",
    basis="water.outage_days_max",
    severity="M",
    strength="B",
    amount="I",
)
def poor_upkeep(water_project, operation_inspection=ABSENT, village=ABSENT, poor_person=ABSENT, *, policy, as_of):
    """Water was cut off on too many days of a year (停水), nobody looks after the supply (无人管护), nothing pays for it (无经费), or it is out of
    use while villages are listed (停用).

    Operator and money are asked of the newest row of a working supply, and only where the list has such a column filled.
    """
    today, newest = literal_date(as_of), supplies(water_project)
    rows = water_project.mutate(on=ibis.coalesce(ibis.least(ibis.date(_.year, 12, 31), today), today))
    works = newest.mutate(operated=filled(newest.operator), funded=filled(newest.maint_fund) | filled(newest.fee_rate))
    works = works.filter(_.works).mutate(x_scattered=_.supply_type == "分散")
    stopped = newest.filter(~_.works, _.villages.notnull() | (_.population > 0))
    told = {
        "停水": rows.mutate(most=policy.at("water.outage_days_max", rows.on).cast("int32")).filter(_.outage_days > _.most),
        "无人管护": _with_caretaker(works.filter(_.operated, _.operator.isnull() | said("cell.nothing", _.operator)), operation_inspection),
        "无经费": works.filter(_.funded, (_.maint_fund.fill_null(0) <= 0) & (_.fee_rate.fill_null(0) <= 0)),
        "停用": _with_replaced(stopped, newest, served(water_project, known_villages(village, poor_person, water_project))),
    }
    return breach(
        kinds(told),
        "supply_no supply_name supply_type status villages outage_days operator maint_fund fee_rate most x_caretaker x_scattered x_replaced",
        on=ibis.coalesce(_.on, today),
        amount=NO_AMOUNT,
        aspect=ibis.ifelse(_.aspect == "停水", _.aspect + _.year.cast("string").fill_null(""), _.aspect),
    )


def _with_caretaker(rows, operation_inspection):
    """Add x_caretaker: an inspection of the supply, by its number or its name, names somebody."""
    looked = operation_inspection.filter(_.caretaker.notnull(), ~said("cell.nothing", _.caretaker))
    looked = either(*(looked.select(looked=plain(looked[c])) for c in ("project_no", "asset_no", "project_name", "asset_name")))
    for column in ("supply_no", "supply_name"):
        rows = exists(rows.mutate(looked=plain(rows[column])), looked, "looked", f"by_{column}")
    return rows.mutate(x_caretaker=_.by_supply_no.fill_null(False) | _.by_supply_name)


def _with_replaced(stopped, newest, places):
    """Add x_replaced: every village of the stopped supply is served by a working one, or the remark says so."""
    working = places.semi_join(newest.filter(_.works), "supply")
    covered = exists(places, working, "place", "working").group_by("supply").agg(covered=_.working.all())
    return lookup(stopped, covered, "supply").mutate(x_replaced=_.covered | said("water.taken_over", _.remark))
