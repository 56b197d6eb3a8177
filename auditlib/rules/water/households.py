"""Water at the households: below the standard, or not served as the project says (WATER-01, WATER-04)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.persons import at_home, homes
from auditlib.models.register import newest_year
from auditlib.models.texts import claim, said
from auditlib.models.villages import known_villages, may_be_here, unplaced, with_place
from auditlib.models.vocabulary import as_listed, breach, exists, first_true, kinds, left_empty, lookup, one_per, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.water.supplies import of_whole_town, served, supplies, unlisted

#: What a household's evaluation tells of, one column or several an indicator; one of them is enough to be judged.
INDICATORS = ("litres_pcd", "water_ok", "minutes|distance_m|vertical_m", "guarantee_rate", "result")


@rule(
    "WATER-01",
    basis=("water.lpcd_min", "water.minutes_max", "water.distance_max", "water.vertical_max", "water.guarantee_min"),
    severity="H",
    strength="B",
    amount="N",
    decides=("|".join(INDICATORS), "evaluated_on?"),
    tests=INDICATORS,
    claims="x_season",
)
def below_standard(household_water, poor_person=ABSENT, poor_household=ABSENT, *, policy, as_of):
    """One of the four indicators is below 基本达标: litres, quality, way to the water, guarantee; or the evaluation itself says 不达标.

    The newest evaluation of each household counts; where several may be the newest and differ, none. The way is lawful when the time is, or
    the distance. An indicator that the list gives for others is missed where it is empty, unless the evaluation itself says 达标.
    """
    today = literal_date(as_of)
    rows = at_home(household_water, homes(poor_household, poor_person, household_water))
    # Who has no number is known by name within the village; a row without a name, too, is nobody's but its own.
    named = _.town_name.fill_null("") + "｜" + _.village_name + "｜" + _.name
    rows = rows.mutate(home=ibis.coalesce(_.home, named, _.row_id.cast("string")), untold=_untold(rows))
    rows = rows.filter((_.evaluated_on <= today) | _.evaluated_on.isnull())
    rows = rows.mutate(failed=true_names(_below(rows, ibis.coalesce(rows.evaluated_on, today), policy)))
    rows = _newest(rows).filter((_.failed != "") | _.untold.notnull())
    return breach(
        claim(rows, "x_season", "water.seasonal", _.remark),
        "litres_pcd water_ok minutes distance_m vertical_m guarantee_rate result failed x_season x_season_words",
        on="evaluated_on",
        amount=NO_AMOUNT,
        x_absent=said("cell.yes", _.absent) | said("person.away", _.absent, _.remark),
        not_judged=ibis.cases((~_.agreed, "同一户同日或无日期的几次评价不一致"), (_.failed == "", _.untold), else_=ibis.null("string")),
    )


def _untold(rows):
    """What is not known of a row's indicators, as a reader is told it where all others are above the values; null where nothing is."""
    parts = [text.split("|") for text in INDICATORS if text != "result"]
    garbled = ibis.or_(*(unread(rows, column) for part in (*parts, ["result"]) for column in part))
    empty = (
        ibis.and_(*(rows[c].isnull() for c in part)) & ibis.or_(*(left_empty(rows, c) for c in part)).fill_null(False) for part in parts
    )
    passed = rows.result.isin(["达标", "基本达标"]).fill_null(False)
    return first_true({"评价指标有未能读出的，其余都达标": garbled, "评价指标有为空的，其余都达标": ~passed & ibis.or_(*empty)})


def _newest(rows):
    """The newest evaluation of each ``home``, the worst of those that may be it; ``agreed``: they come to the same."""
    of_home = ibis.window(group_by="home")
    rows = rows.mutate(bad=(rows.failed != "").cast("int8"), last=rows.evaluated_on.max().over(of_home))
    rows = rows.filter(_.evaluated_on.isnull() | (_.evaluated_on == _.last))
    rows = rows.mutate(agreed=rows.bad.min().over(of_home) == rows.bad.max().over(of_home))
    return one_per(rows, "home", [_.bad.desc(), _.untold.isnull(), _.evaluated_on.desc(), _.row_id])


def _below(rows, on, policy):
    """Which indicators are below the values of that day. Far counts when nobody says how long it takes; long, unless it is known to be
    near."""
    far, high = rows.distance_m > policy.at("water.distance_max", on), rows.vertical_m > policy.at("water.vertical_max", on)
    garbled = unread(rows, "distance_m") | unread(rows, "vertical_m")
    near = (~far & ~high.fill_null(False)).fill_null(False) | garbled
    return {
        "水量": rows.litres_pcd < policy.at("water.lpcd_min", on),
        "水质": ~rows.water_ok,
        "取水": ibis.ifelse(
            rows.minutes.isnull(), (far | high) & ~unread(rows, "minutes"), (rows.minutes > policy.at("water.minutes_max", on)) & ~near
        ),
        "保证率": rows.guarantee_rate < policy.at("water.guarantee_min", on),
        "评价结果": rows.result == "不达标",
    }


@rule(
    "WATER-04",
    basis="water.population_tolerance",
    severity="M",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("poor_household", "water_project"),
    decides=("poor_household.safe_water", "poor_household.hh_no|poor_household.id_no", "water_project.population"),
    against=("water_project", "village"),
    tests=("poor_household.safe_water", "water_project.population", "water_project.status"),
)
def coverage(poor_household, water_project, household_water=ABSENT, village=ABSENT, *, policy):
    """The register says safe water, but no working supply serves the village (无供水工程); or a supply's population is not that of its
    villages (人口不符).

    Villages are compared by code, then by name without 村, 社区, 居委会, with the former names of merged ones. What depends on a supply of
    which it is not known whether it works or which villages it serves, or on a village that is not known, is not judged.
    """
    names = known_villages(village, poor_household, water_project)
    works, places = supplies(water_project).filter(_.works.fill_null(True)), served(water_project, names)
    places = places.semi_join(works, "supply")
    vague = unlisted(works, unplaced(places, names, village))
    rows = with_place(at_home(newest_year(poor_household), homes(poor_household, household_water)), names)
    rows = exists(rows, unplaced(rows, names, village), "row_id", "strange")
    unserved = _with_own_source(_unserved(rows, works, places, vague), works, household_water)
    miscounted = _miscounted(works, places, vague, village, names, int(policy.value("water.population_tolerance")))
    return breach(
        kinds({"无供水工程": unserved, "人口不符": miscounted}),
        "aspect thing own_source x_connected supply_name population people x_well x_open_list x_shared x_partial not_judged",
        on=ibis.coalesce(_.snapshot_date, ibis.date(_.year, 12, 31)),
        amount=NO_AMOUNT,
        severity=ibis.ifelse(_.aspect == "人口不符", "D", "M"),
    )


def _unserved(rows, works, places, vague):
    """Households with safe water by the register's newest list, in a village that no working supply serves; ``vague``, ``halted``: one may
    serve it, if it serves this village, if it works."""
    rows = one_per(rows.filter(_.home.notnull()), "home", [_.snapshot_date.desc(), _.row_id]).filter(_.safe_water)
    working, halted = (places.semi_join(works.filter(which), "supply") for which in (_.works, _.works.isnull()))
    whole = of_whole_town(works.filter(_.works))
    rows = exists(rows.anti_join(working.filter(_.place.notnull()), "place"), halted, "place", "halted")
    rows = exists(rows, whole, "town_name", "x_open_list")
    return may_be_here(rows, vague.anti_join(whole, "supply"), "vague")


def _with_own_source(rows, works, household_water):
    """Add what the household's own evaluation says of its water, the thing (the village), and why it cannot be judged."""
    places = homes(household_water)
    own = one_per(at_home(household_water, places).filter(_.home.notnull()), "home", [_.evaluated_on.desc(), _.row_id])
    rows = lookup(rows, own.select("home", own_source="water_source", own_supply="supply_no"), "home")
    for name, which in {"x_connected": _.works, "perhaps": _.works.isnull()}.items():
        of_those = works.filter(which).select(own_supply="supply_no")
        rows = exists(as_listed(rows, "own_supply", of_those), of_those, "own_supply", name)
    rows = rows.mutate(x_well=said("water.own_source", rows.own_source), thing=_.town_name.fill_null("") + "｜" + _.village_name)
    cleared = (rows.x_connected | rows.x_well | rows.x_open_list).fill_null(False)
    unknown = {
        "户所在的村不明，或不在村级名单中": rows.strange,
        "供水工程是否正常运行不明": rows.halted | rows.perhaps,
        "供水工程没有列明所供的村": rows.vague,
    }
    return rows.mutate(not_judged=first_true({reason: holds & ~cleared for reason, holds in unknown.items()}))


def _miscounted(works, places, vague, village, names, tolerance: int):
    """Supplies that together serve other people than the supply's own population, by more than the tolerance (percent); told where their
    villages, these villages' people or the supply's state are not known."""
    villages = with_place(one_per(village, ["village_code", "town_name", "village_name"], [_.snapshot_date.desc(), _.row_id]), names)
    people = villages.filter(_.total_persons > 0).group_by("place").agg(persons=_.total_persons.max())
    often = places.group_by("place").agg(supplies=_.supply.nunique())
    sums = lookup(lookup(places, people, "place"), often, "place").group_by("supply")
    sums = sums.agg(people=_.persons.sum().cast("int32"), unknown=_.persons.isnull().any(), shared=(_.supplies > 1).any())
    rows = exists(works.filter(_.population > 0, _.rows == 1).inner_join(sums, "supply"), vague, "supply", "vague")
    rows = rows.mutate(unknown=_.unknown | _.vague)
    rows = rows.filter(_.unknown | ((_.population - _.people).abs() * 100 > _.people * tolerance))
    unknown = {"供水工程所供的村或其人口不明": rows.unknown, "供水工程是否正常运行不明": rows.works.isnull()}
    # Villages with several supplies explain fewer persons than live there, never more.
    rows = rows.mutate(x_shared=_.shared & (_.population < _.people))
    return rows.mutate(not_judged=first_true(unknown), x_partial=said("water.partly_served", _.remark))
