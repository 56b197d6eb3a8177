"""Safe drinking water (饮水安全有保障): WATER-01 … WATER-04. Grounding, traps and sources: DOMAIN §2.8."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules._supplies import served, supplies, tests, unlisted
from auditlib.rules._villages import OPEN_LIST, known_villages, with_place
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, at_home, homes, listed, literal_date, month, one_per, says, standing

STANDARD = "T/CHES 18-2018"
NOBODY = r"^\s*(无|没有|未落实|未明确|/|—|-)\s*$"
NO_AMOUNT = ibis.null(MONEY)
FALSE = ibis.literal(False)
MICROBES = "大肠|菌落|细菌|微生物"
OTHER_ITEMS = "氟|硝|砷|铁|锰|浑浊|浊度|色度|硬度|氯|硫|铅|汞|镉|铬|pH|溶解性|耗氧|臭|肉眼"


@rule(
    "WATER-01",
    title="Household below standard",
    zh="农户饮水安全不达标",
    basis=("water.lpcd_min", "water.minutes_max", "water.distance_max", "water.vertical_max", "water.guarantee_min"),
    law=(STANDARD, "水农〔2018〕188号"),
    phrase="饮水安全不达标",
    severity="H",
    strength="B",
    amount="N",
    answers="水利局",
    disposition="整改",
    procedure="入户查看取水方式，量水、测时，核对水质检测报告",
    labels={"failed": "不达标指标", "x_season": "季节性或临时情况", "x_absent": "常年外出户"},
)  # fmt: skip
def below_standard(household_water, poor_person=None, poor_household=None, *, policy, as_of):
    """One of the four indicators is below 基本达标: litres, quality, way to the water, guarantee; or the evaluation itself says 不达标.

    The newest evaluation of each household counts. The way is lawful when the time is, or the distance.
    """
    today = literal_date(as_of)
    rows = at_home(household_water, homes(poor_household, poor_person, household_water))
    rows = rows.filter((_.evaluated_on <= today) | _.evaluated_on.isnull())
    rows = one_per(rows.filter(_.home.notnull()), "home", [_.evaluated_on.desc(), _.row_id])
    on = ibis.coalesce(rows.evaluated_on, today)
    most = {name: policy.at(f"water.{name}_max", on) for name in ("minutes", "distance", "vertical")}
    far = (rows.distance_m > most["distance"]).fill_null(False) | (rows.vertical_m > most["vertical"]).fill_null(False)
    measured = rows.distance_m.notnull() | rows.vertical_m.notnull()
    slow = (rows.minutes > most["minutes"]).fill_null(False)
    failed = listed(
        {
            "水量": rows.litres_pcd < policy.at("water.lpcd_min", on),
            "水质": ~rows.water_ok,
            "取水": (slow & (far | ~measured)) | (far & rows.minutes.isnull()),
            "保证率": rows.guarantee_rate < policy.at("water.guarantee_min", on),
            "评价结果": rows.result == "不达标",
        }
    )
    absent = rows.absent.re_search("外出|不在|无人") | rows.absent.re_search("^(是|有|√|1|Y)")
    return rows.mutate(failed=failed, away=absent & ~rows.absent.re_search("未外出|不外出|无外出")).filter(_.failed != "").select(
        "row_id", "litres_pcd", "water_ok", "minutes", "distance_m", "vertical_m", "guarantee_rate", "result", "failed",
        occurred_on="evaluated_on",
        questioned_amount=NO_AMOUNT,
        x_season=says("季节|枯水|丰水|汛期|雨季|冰冻|抢修|检修|临时", _.remark),
        x_absent=_.away | says("常年外出|举家外出|全家外出|外出务工|无人居住|长期不在", _.remark),
    )  # fmt: skip


@rule(
    "WATER-02",
    title="Quality tests missing or failed",
    zh="水质未检测、不合格未整改",
    basis=("water.test_months", "water.retest_days", "water.quality"),
    law=("GB 5749-2006", STANDARD, "水农〔2018〕188号"),
    phrase="水质不达标",
    severity="M",
    strength="A",
    amount="N",
    answers=("卫健局", "水利局"),
    disposition="检测/整改",
    procedure="核对检测报告、采样记录和整改复检资料",
    labels={
        "last_test": "最近检测日期", "points": "采样点", "failing": "不合格或检测项目", "x_no_poor": "供水村无贫困户", "x_stopped": "已停用",
        "x_new": "新建工程，检测期未满", "x_tank": "户内水缸采样", "x_boiled": "分散供水微生物超标，饮用开水", "x_grace": "复检期未满",
    },
)  # fmt: skip
def untested_or_failed(water_project, water_test, village=None, poor_person=None, *, policy, as_of):
    """A supply of poor villages has no test in the period (未检测), or its newest failed test no passed one after it (不合格未整改)."""
    supply = supplies(water_project)
    tested = tests(water_test, supply).filter((_.sample_date <= literal_date(as_of)) | _.sample_date.isnull())
    return _untested(supply, water_project, tested, village, poor_person, policy, as_of).union(_failed(supply, tested, policy, as_of))


def _untested(supply, water_project, tested, village, poor_person, policy, as_of):
    since = as_of.year * 12 + as_of.month - int(policy.value("water.test_months"))
    last = tested.group_by(t_supply=_.supply).agg(last_test=_.sample_date.max())
    rows = supply.left_join(last, [("supply", "t_supply")]).filter(~(month(_.last_test) > since).fill_null(False))
    if poor_person is None:
        rows = rows.mutate(x_no_poor=ibis.null("boolean"))
    else:
        names = known_villages(village, poor_person)
        poor = with_place(standing(poor_person), names).select("place").distinct()
        serving = served(water_project, names).semi_join(poor, "place").select(p_supply="supply").distinct()
        unknown = unlisted(supply).select(u_supply="supply")
        rows = rows.left_join(serving, [("supply", "p_supply")])
        rows = rows.left_join(unknown, [("supply", "u_supply")])
        rows = rows.mutate(x_no_poor=ibis.cases((_.p_supply.notnull(), False), (_.u_supply.notnull(), ibis.null("boolean")), else_=True))
    return _test_finding(
        rows, "未检测", literal_date(as_of), last_test=rows.last_test, x_no_poor=rows.x_no_poor, x_stopped=~rows.works,
        x_new=month(rows.built) > since,
    )  # fmt: skip


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
    only_microbes = rows["items"].re_search(MICROBES) & ~rows["items"].re_search(OTHER_ITEMS)
    days = int(policy.value("water.retest_days"))
    return _test_finding(
        rows, "不合格未整改", rows.sample_date, last_test=rows.sample_date, points=rows.sample_point, failing=rows["items"],
        x_tank=(rows.sample_point == "户内水缸") | says("水缸|储水", rows.remark),
        x_boiled=(rows.k_type == "分散") & only_microbes,
        x_grace=literal_date(as_of).delta(rows.sample_date, unit="day") <= days,
    )  # fmt: skip


def _test_finding(rows, aspect: str, on, **columns):
    usual = {
        "last_test": ibis.null("date"), "points": ibis.null("string"), "failing": ibis.null("string"),
        "x_no_poor": FALSE, "x_stopped": FALSE, "x_new": FALSE, "x_tank": FALSE, "x_boiled": FALSE, "x_grace": FALSE,
    }  # fmt: skip
    return rows.select(
        "row_id", "supply_no", "supply_name", aspect=ibis.literal(aspect), occurred_on=on, questioned_amount=NO_AMOUNT, **usual | columns
    )


@rule(
    "WATER-03",
    title="Poor operation and upkeep",
    zh="供水工程管护不到位、停用",
    basis="water.outage_days_max",
    law=(STANDARD, "水农〔2018〕188号"),
    phrase="管护不到位",
    severity="M",
    strength="B",
    amount="I",
    answers=("水利局", "镇街"),
    disposition="管护",
    procedure="现场查看供水工程，走访用水户，核对停水记录、管护协议和水费账",
    labels={
        "most": "停水天数上限", "x_caretaker": "巡查台账有管护责任人", "x_scattered": "分散供水，农户自管", "x_replaced": "所列村已由其他工程供水",
    },
)  # fmt: skip
def poor_upkeep(water_project, operation_inspection=None, village=None, poor_person=None, *, policy, as_of):
    """Water was cut off on too many days of a year (停水), nobody looks after the supply (无人管护), nothing pays for it (无经费), or it is out of use while villages are listed (停用).

    Operator and money are asked of the newest row of a working supply, and only where the county's list has such a column filled.
    """
    today = literal_date(as_of)
    rows = water_project.mutate(on=ibis.coalesce(ibis.least(ibis.date(water_project.year, ibis.literal(12), ibis.literal(31)), today), today))
    rows = rows.mutate(most=policy.at("water.outage_days_max", rows.on))
    outage = rows.filter(_.outage_days > _.most)
    newest = supplies(water_project)
    filled = newest.agg(operators=newest.operator.count(), funds=newest.maint_fund.count() + newest.fee_rate.count())
    works = newest.filter(_.works).cross_join(filled)
    unkept = _with_caretaker(works.filter(_.operators > 0, _.operator.isnull() | _.operator.re_search(NOBODY)), operation_inspection)
    unpaid = works.filter(_.funds > 0, (_.maint_fund.fill_null(0) <= 0) & (_.fee_rate.fill_null(0) <= 0))
    stopped = _with_replaced(newest.filter(~_.works, _.villages.notnull() | (_.population > 0)), water_project, newest, village, poor_person)
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
    looked = operation_inspection.filter(_.caretaker.notnull(), ~_.caretaker.re_search(NOBODY))
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
    return rows.mutate(x_replaced=covered | says("并网|并入|替代|已接入|改由|管网延伸|联村供水", rows.remark))


@rule(
    "WATER-04",
    title="Coverage contradiction",
    zh="饮水安全台账与实际不符",
    basis="water.population_tolerance",
    law=("水农〔2018〕188号", "潍扶贫组发〔2019〕7号"),
    phrase="台账与实际不符",
    severity="M",
    strength="A",
    amount="N",
    answers=("水利局", "扶贫办"),
    disposition="更正",
    procedure="核对供水工程覆盖村名单、户饮水来源和村人口",
    labels={
        "own_source": "户饮水来源", "people": "所列村总人口", "x_well": "自备水源", "x_connected": "接入正常运行的供水工程", "x_open_list": "供水村名单不全",
        "x_shared": "有村由多处工程供水", "x_partial": "部分村民自备水源或未全部接入",
    },
)  # fmt: skip
def coverage(poor_household, water_project, household_water=None, village=None, *, policy):
    """The register says safe water, but no working supply serves the village (无供水工程); or a supply's population is not that of its villages (人口不符).

    Villages are compared by code, then by name without 村, 社区, 居委会, with the former names of merged ones.
    """
    names = known_villages(village, poor_household, water_project)
    places = served(water_project, names)
    works = supplies(water_project).filter(_.works)
    found = _unserved(poor_household, works, places, household_water, names)
    return found if village is None else found.union(_miscounted(works, places, village, names, policy))


def _unserved(poor_household, works, places, household_water, names):
    rows = one_per(standing(poor_household).filter(_.hh_no.notnull()), "hh_no", [_.snapshot_date.desc(), _.row_id])
    rows = with_place(rows, names).filter(_.safe_water, _.place.notnull())
    rows = rows.anti_join(places.semi_join(works, "supply").select("place").distinct(), "place")
    unknown = unlisted(works)
    rows = rows.left_join(unknown.select(open_town="town_name").distinct(), [("town_name", "open_town")])
    rows = rows.cross_join(unknown.agg(anywhere=(_.town_name.isnull().sum() > 0).fill_null(False)))
    if household_water is None:
        rows = rows.mutate(own_source=ibis.null("string"), x_connected=ibis.null("boolean"))
    else:
        own = household_water.filter(_.hh_no.notnull()).select("evaluated_on", "row_id", w_hh="hh_no", own_source="water_source", own_supply="supply_no")
        own = one_per(own, "w_hh", [_.evaluated_on.desc(), _.row_id]).drop("row_id", "evaluated_on")
        rows = rows.left_join(own, [("hh_no", "w_hh")])
        numbers = works.filter(_.supply_no.notnull()).select(of_no="supply_no").distinct()
        rows = rows.left_join(numbers, [("own_supply", "of_no")])
        rows = rows.mutate(x_connected=ibis.ifelse(_.own_supply.isnull(), ibis.null("boolean"), _.of_no.notnull()))
    return rows.select(
        "row_id", "own_source", "x_connected",
        severity=ibis.literal("M"), aspect=ibis.literal("无供水工程"), occurred_on=_.snapshot_date, questioned_amount=NO_AMOUNT,
        supply_name=ibis.null("string"), population=ibis.null("int32"), people=ibis.null("int32"),
        x_well=_.own_source.re_search("井|自备|泉|水窖|自建"),
        x_open_list=_.open_town.notnull() | _.anywhere, x_shared=FALSE, x_partial=FALSE,
    )  # fmt: skip


def _miscounted(works, places, village, names, policy):
    """Working supplies whose villages are all known, and together have other people than the supply's, by more than the tolerance."""
    villages = with_place(one_per(village, ["village_code", "town_name", "village_name"], [_.snapshot_date.desc(), _.row_id]), names)
    counts = villages.filter(_.total_persons > 0).group_by(v_place=_.place).agg(persons=_.total_persons.max())
    places = places.semi_join(works, "supply")
    often = places.group_by(o_place=_.place).agg(supplies=_.supply.nunique())
    met = places.left_join(counts, [("place", "v_place")])
    met = met.left_join(often, [("place", "o_place")])
    sums = met.group_by(s_supply=_.supply).agg(people=_.persons.sum(), unknown=_.persons.isnull().any(), shared=(_.supplies > 1).any())
    tolerance = int(policy.value("water.population_tolerance"))
    rows = works.filter(_.population > 0, _.rows == 1).inner_join(sums.filter(~_.unknown), [("supply", "s_supply")])
    rows = rows.filter((_.population - _.people).abs() * 100 > _.people * tolerance)
    return rows.select(
        "row_id", own_source=ibis.null("string"), x_connected=FALSE,
        severity=ibis.literal("D"), aspect=ibis.literal("人口不符"),
        occurred_on=ibis.date(_.year, ibis.literal(12), ibis.literal(31)), questioned_amount=NO_AMOUNT,
        supply_name=_.supply_name, population=_.population, people=_.people.cast("int32"),
        x_well=FALSE, x_open_list=_.villages.re_search(OPEN_LIST), x_shared=_.shared,
        x_partial=says("部分|自备|未全部|未接入", _.remark),
    )  # fmt: skip
