"""Water at the households: below the standard, or not served as the project says (WATER-01, WATER-04)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.persons import at_home, homes
from auditlib.models.register import newest_year
from auditlib.models.texts import claim, said
from auditlib.models.villages import known_villages, with_place
from auditlib.models.vocabulary import as_listed, breach, exists, kinds, lookup, one_per, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.water.supplies import served, supplies, unlisted

#: What a household's evaluation tells of; one of them is enough to be judged.
INDICATORS = ("litres_pcd", "water_ok", "minutes", "distance_m", "vertical_m", "guarantee_rate", "result")


@rule(
    "WATER-01",
    basis=("water.lpcd_min", "water.minutes_max", "water.distance_max", "water.vertical_max", "water.guarantee_min"),
    severity="H",
    strength="B",
    amount="N",
    decides="|".join(INDICATORS),
    claims="x_season",
)
def below_standard(household_water, poor_person=ABSENT, poor_household=ABSENT, *, policy, as_of):
    """One of the four indicators is below 基本达标: litres, quality, way to the water, guarantee; or the evaluation itself says 不达标.

    The newest evaluation of each household counts. The way is lawful when the time is, or the distance.
    """
    today = literal_date(as_of)
    rows = at_home(household_water, homes(poor_household, poor_person, household_water))
    rows = rows.filter(_.home.notnull(), (_.evaluated_on <= today) | _.evaluated_on.isnull())
    rows = one_per(rows, "home", [_.evaluated_on.desc(), _.row_id])
    rows = rows.mutate(failed=true_names(_below(rows, ibis.coalesce(rows.evaluated_on, today), policy)))
    rows = rows.mutate(garbled=ibis.or_(*(unread(rows, column) for column in INDICATORS))).filter((_.failed != "") | _.garbled)
    return breach(
        claim(rows, "x_season", "water.seasonal", _.remark),
        "litres_pcd water_ok minutes distance_m vertical_m guarantee_rate result failed x_season x_season_words",
        on="evaluated_on",
        amount=NO_AMOUNT,
        x_absent=said("cell.yes", _.absent) | said("person.away", _.absent, _.remark),
        not_judged=ibis.ifelse(_.failed == "", "评价指标有未能读出的，其余都达标", ibis.null("string")),
    )


def _below(rows, on, policy):
    """Which indicators are below the values of that day. Far counts when it takes long, or nobody says how long it takes; long, unless it
    is near."""
    far = (rows.distance_m > policy.at("water.distance_max", on)).fill_null(False)
    far |= (rows.vertical_m > policy.at("water.vertical_max", on)).fill_null(False)
    slow, unmeasured = rows.minutes > policy.at("water.minutes_max", on), rows.distance_m.isnull() & rows.vertical_m.isnull()
    return {
        "水量": rows.litres_pcd < policy.at("water.lpcd_min", on),
        "水质": ~rows.water_ok,
        "取水": ibis.ifelse(rows.minutes.isnull(), far, slow & (far | unmeasured)),
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
    decides=("poor_household.safe_water", "poor_household.village_name|village_code", "water_project.population"),
    against=("water_project", "village"),
)
def coverage(poor_household, water_project, household_water=ABSENT, village=ABSENT, *, policy):
    """The register says safe water, but no working supply serves the village (无供水工程); or a supply's population is not that of its villages
    (人口不符).

    Villages are compared by code, then by name without 村, 社区, 居委会, with the former names of merged ones.
    """
    names = known_villages(village, poor_household, water_project)
    works, places = supplies(water_project).filter(_.works), served(water_project, names)
    places = places.semi_join(works, "supply")
    unserved = _unserved(poor_household, works, places, household_water, names)
    miscounted = _miscounted(works, places, village, names, int(policy.value("water.population_tolerance")))
    return breach(
        kinds({"无供水工程": unserved, "人口不符": miscounted}),
        "aspect thing own_source x_connected supply_name population people x_well x_open_list x_shared x_partial",
        on=ibis.coalesce(_.snapshot_date, ibis.date(_.year, 12, 31)),
        amount=NO_AMOUNT,
        severity=ibis.ifelse(_.aspect == "人口不符", "D", "M"),
    )


def _unserved(poor_household, works, places, household_water, names):
    """Households with safe water by the register's newest list, in a village that no working supply serves."""
    rows = one_per(newest_year(poor_household).filter(_.hh_no.notnull()), "hh_no", [_.snapshot_date.desc(), _.row_id])
    rows = with_place(rows, names).filter(_.safe_water, _.place.notnull()).anti_join(places, "place")
    own = one_per(household_water.filter(_.hh_no.notnull()), "hh_no", [_.evaluated_on.desc(), _.row_id])
    rows = lookup(rows, own.select("hh_no", own_source="water_source", own_supply="supply_no"), "hh_no")
    connected = works.select(own_supply="supply_no")
    rows = exists(as_listed(rows, "own_supply", connected), connected, "own_supply", "x_connected")
    open_lists = unlisted(works)
    rows = exists(rows, open_lists, "town_name", "in_town")
    rows = rows.cross_join(open_lists.agg(anywhere=_.town_name.isnull().any().fill_null(False)))
    thing = _.town_name.fill_null("") + "｜" + _.village_name
    return rows.mutate(thing=thing, x_well=said("water.own_source", _.own_source), x_open_list=_.in_town | _.anywhere)


def _miscounted(works, places, village, names, tolerance: int):
    """Working supplies whose villages are all known, and together have other people than the supply's, by more than the tolerance
    (percent)."""
    villages = with_place(one_per(village, ["village_code", "town_name", "village_name"], [_.snapshot_date.desc(), _.row_id]), names)
    people = villages.filter(_.total_persons > 0).group_by("place").agg(persons=_.total_persons.max())
    often = places.group_by("place").agg(supplies=_.supply.nunique())
    sums = lookup(lookup(places, people, "place"), often, "place").group_by("supply")
    sums = sums.agg(people=_.persons.sum().cast("int32"), unknown=_.persons.isnull().any(), x_shared=(_.supplies > 1).any())
    rows = works.filter(_.population > 0, _.rows == 1).inner_join(sums.filter(~_.unknown), "supply")
    rows = rows.filter((_.population - _.people).abs() * 100 > _.people * tolerance)
    return rows.mutate(x_open_list=said("water.open_list", _.villages), x_partial=said("water.partly_served", _.remark))
