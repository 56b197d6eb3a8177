"""Water works: tests of quality, operation and upkeep (WATER-02, WATER-03)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import plain
from auditlib.models.register import newest_year
from auditlib.models.texts import said
from auditlib.models.villages import known_villages, may_be_here, unplaced, with_place
from auditlib.models.vocabulary import UNKNOWN, breach, either, exists, filled, first_true, kinds, left_empty, lookup, one_per, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.water.supplies import STOPPED, served, supplies, tests, unlisted

#: What may pay for a supply's upkeep.
MONEY = ("maint_fund", "fee_rate")


@rule(
    "WATER-02",
    basis=("water.test_months", "water.retest_days", "water.quality"),
    severity="M",
    strength="A",
    amount="N",
    accuses=("water_project", "water_test"),
    decides=("water_test.result|water_test.qualified", "water_test.supply_no|water_test.supply_name"),
    tests=("water_test.result|water_test.qualified", "water_test.sample_point", "water_test.items"),
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
    """Supplies without a test after a running month; unknown where a test has no day, or may be the supply's."""
    last = tested.group_by("supply").agg(last_test=_.sample_date.max(), undated=_.sample_date.isnull().any())
    rows = lookup(supply, last, "supply").filter(~(month(_.last_test) > since).fill_null(False))
    rows = exists(rows, _perhaps(rows, supply, tested.filter((month(_.sample_date) > since).fill_null(True))), "row_id", "perhaps")
    unknown = first_true({"水质检测没有采样日期": rows.undated, "水质检测与供水工程没有可以对照的编号或名称": rows.perhaps})
    return rows.mutate(not_judged=unknown, x_stopped=~rows.works, x_new=month(rows.built) > since)


def _perhaps(rows, supply, tested):
    """The rows that a test of no listed supply may be of, for the two share nothing to be compared by: a name, or a number where the two
    offices use the same ones."""
    strays = tested.anti_join(supply, "supply").select(numbered=_.supply_no.notnull(), called=_.supply_name.notnull()).distinct()
    strays = strays.cross_join(tested.agg(shared=_.known.any().fill_null(False)))
    pairs = rows.select("row_id", "supply_no", "supply_name").cross_join(strays)
    return pairs.filter(~(_.numbered & _.shared & _.supply_no.notnull()), ~(_.called & _.supply_name.notnull()))


def _without_the_poor(rows, water_project, village, poor_person):
    """Add x_no_poor: no village that the supply serves has registered persons; unknown where it is not known which it serves, or where the
    persons of its town live."""
    names = known_villages(village, poor_person)
    places, poor = served(water_project, names), with_place(newest_year(poor_person), names)
    rows = exists(rows, places.filter(_.place.notnull()).semi_join(poor, "place"), "supply", "for_poor")
    rows = exists(rows, unlisted(rows, unplaced(places, names, village)), "row_id", "vague")
    rows = may_be_here(rows, unplaced(poor, names, village), "somewhere")
    return rows.mutate(x_no_poor=ibis.ifelse(~_.for_poor & (_.vague | _.somewhere), UNKNOWN, ~_.for_poor))


def _failed(supply, tested, today, days: int):
    """The newest failed test of each point and items of a supply that no later one answers."""
    rows = tested.mutate(points=_.sample_point, point=_told(tested, "sample_point"), asks=_told(tested, "items"))
    answered, row = _answered(rows), _.row_id.cast("string")
    failed = rows.filter(_.bad).mutate(spot=ibis.coalesce(_.point, row), of=ibis.coalesce(_.asks, row))
    failed = one_per(failed, ["supply", "spot", "of"], [_.sample_date.desc(), _.row_id])
    failed = exists(failed.anti_join(answered.filter(_.answers), "row_id"), answered.filter(_.answers.isnull()), "row_id", "perhaps")
    failed = lookup(failed, supply.select("supply", "supply_type"), "supply")
    only_microbes = said("water.microbes", failed["items"]) & ~said("water.other_items", failed["items"])
    return failed.mutate(
        last_test=_.sample_date,
        failing=_["items"],
        not_judged=first_true({"合格的复检是否在其后、是否同一采样点和项目不明": _.perhaps}),
        x_tank=(_.sample_point == "户内水缸") | said("water.tank_sample", _.remark),
        x_boiled=(_.supply_type == "分散") & only_microbes,
        x_grace=today.delta(failed.sample_date, unit="day") <= days,
    )


def _told(rows, column):
    """What a cell tells, "" where it is empty; unknown where it could not be read."""
    return ibis.ifelse(unread(rows, column), ibis.null("string"), rows[column].fill_null(""))


def _answered(rows):
    """Failed tests with a passed one of the supply, and whether it ``answers`` for it: later, of the same point and of any of the items,
    which is unknown where one of the two alone tells the day, the point, the items. Raw water (水源) is treated before anybody drinks it:
    any passed sample of the supply answers for it."""
    passed = rows.filter(_.good).select("supply", passed_on="sample_date", of_point="point", of_asks="asks", of_asked="asked")
    pairs = rows.filter(_.bad).inner_join(passed, "supply")
    here, same = (
        ibis.ifelse((pairs[c] == "") ^ (pairs[f"of_{c}"] == ""), UNKNOWN, pairs[c] == pairs[f"of_{c}"]) for c in ("point", "asks")
    )
    shared = (pairs.asked.intersect(pairs.of_asked).length() > 0) | said("water.all_items", pairs.asks, pairs.of_asks)
    answers = (pairs.passed_on > pairs.sample_date) & ((here & (same | shared.fill_null(False))) | (pairs.point == "水源").fill_null(False))
    return pairs.mutate(answers=answers).filter(_.answers.fill_null(True))


@rule(
    "WATER-03",
    basis="water.outage_days_max",
    severity="M",
    strength="B",
    amount="I",
    tests=("outage_days", "operator", "maint_fund|fee_rate", "status", "villages|population"),
)
def poor_upkeep(water_project, operation_inspection=ABSENT, village=ABSENT, poor_person=ABSENT, *, policy, as_of):
    """Water was cut off on too many days of a year (停水), nobody looks after the supply (无人管护), nothing pays for it (无经费), or it is
    out of use while villages are listed (停用).

    Operator and money are asked of the newest row of a supply that works: an empty cell says that there is none where the list fills the
    column for others, and nothing where it does not.
    """
    today, newest = literal_date(as_of), supplies(water_project)
    rows = water_project.mutate(on=ibis.coalesce(ibis.least(ibis.date(_.year, 12, 31), today), today))
    works = _kept(newest).filter(_.works.fill_null(True))
    stopped = newest.filter(~_.works, _.villages.notnull() | (_.population > 0))
    told = {
        "停水": _cut_off(rows.mutate(most=policy.at("water.outage_days_max", rows.on).cast("int32"))),
        "无人管护": _with_caretaker(works.filter(_.unmanned), operation_inspection),
        "无经费": works.filter(_.unpaid),
        "停用": _with_replaced(stopped, newest, served(water_project, known_villages(village, poor_person, water_project))),
        "未判断": works.mutate(not_judged=_.untold).filter(_.not_judged.notnull()),
    }
    return breach(
        kinds(told),
        "supply_no supply_name supply_type status villages outage_days operator maint_fund fee_rate most not_judged"
        " x_caretaker x_scattered x_stopped x_replaced",
        on=ibis.coalesce(_.on, today),
        amount=NO_AMOUNT,
        aspect=ibis.ifelse(_.aspect == "停水", _.aspect + _.year.cast("string").fill_null(""), _.aspect),
    )


def _cut_off(rows):
    """Years of a supply with more days without water than allowed; told where the days, or the year, are not known."""
    over, empty = rows.outage_days > rows.most, left_empty(rows, "outage_days") | unread(rows, "outage_days")
    unknown = {
        "“停水天数”为空或未能读出": empty & rows.most.notnull() & (rows.status != STOPPED).fill_null(True),
        "“年度”未能读出": over & unread(rows, "year"),
    }
    return rows.mutate(not_judged=first_true(unknown)).filter(over | _.not_judged.notnull())


def _kept(newest):
    """Add whether nobody looks after a supply (unmanned) and nothing pays for it (unpaid), and what of it is not known (untold)."""
    nothing = [ibis.cases((newest[c] > 0, False), (newest[c].notnull(), True), else_=left_empty(newest, c)) for c in MONEY]
    unpaid, told = nothing[0] & nothing[1], ibis.or_(*(filled(newest[c]) | unread(newest, c) for c in MONEY))
    unknown = {
        "“管护单位”未能读出": unread(newest, "operator") & (newest.supply_type != "分散").fill_null(True),
        "“维修养护经费”“水费收缴率”都不足以判断": unpaid.isnull() & told & (newest.supply_type != "分散").fill_null(True),
        "“运行状态”为空或未能读出": newest.works.isnull() & (newest.villages.notnull() | (newest.population > 0)),
    }
    return newest.mutate(
        unmanned=ibis.cases((said("cell.nothing", newest.operator), True), else_=left_empty(newest, "operator")),
        unpaid=unpaid,
        untold=first_true(unknown),
        x_scattered=newest.supply_type == "分散",
        x_stopped=~newest.works,
    )


def _with_caretaker(rows, operation_inspection):
    """Add x_caretaker: an inspection of the supply, by its number or its name, names somebody."""
    looked = operation_inspection.filter(_.caretaker.notnull(), ~said("cell.nothing", _.caretaker))
    looked = either(*(looked.select(looked=plain(looked[c])) for c in ("project_no", "asset_no", "project_name", "asset_name")))
    for column in ("supply_no", "supply_name"):
        rows = exists(rows.mutate(looked=plain(rows[column])), looked, "looked", f"by_{column}")
    return rows.mutate(x_caretaker=_.by_supply_no.fill_null(False) | _.by_supply_name)


def _with_replaced(stopped, newest, places):
    """Add x_replaced: every village of the stopped supply is served by a working one, or the remark says so; unknown where one of these
    villages is not known, or a working supply of the town may serve it."""
    served_by = places.semi_join(newest.filter(_.works), "supply")
    vague = unlisted(newest.filter(_.works.fill_null(True)), places.filter(_.place.isnull()))
    covered = may_be_here(exists(places, served_by, "place", "working"), vague, "perhaps").mutate(
        working=ibis.ifelse(~_.working & _.perhaps, UNKNOWN, _.working)
    )
    covered = covered.group_by("supply").agg(
        covered=ibis.cases(((~_.working).any(), False), (_.working.isnull().any(), UNKNOWN), else_=True)
    )
    cut_short = exists(stopped, unlisted(stopped, places.filter(_.place.isnull())), "row_id", "vague")
    rows = lookup(cut_short, covered, "supply").mutate(covered=ibis.ifelse(_.vague, UNKNOWN, _.covered))
    return rows.mutate(x_replaced=_.covered | said("water.taken_over", _.remark))
