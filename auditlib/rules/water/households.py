"""Water at the households: below the standard, or not served as the project says (WATER-01, WATER-04)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.persons import at_home, homes
from auditlib.models.register import newest_year
from auditlib.models.texts import claim, said
from auditlib.models.villages import known_villages, with_place
from auditlib.models.vocabulary import FALSE, breach, one_per, true_names
from auditlib.rules.catalogue import rule
from auditlib.rules.water.supplies import served, supplies, unlisted


@rule(
    "WATER-01",
    basis=("water.lpcd_min", "water.minutes_max", "water.distance_max", "water.vertical_max", "water.guarantee_min"),
    severity="H",
    strength="B",
    amount="N",
    decides="litres_pcd|water_ok|minutes|distance_m|vertical_m|guarantee_rate|result",
    claims="x_season",
)
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
    failed = true_names(
        {
            "水量": rows.litres_pcd < policy.at("water.lpcd_min", on),
            "水质": ~rows.water_ok,
            "取水": (slow & (far | ~measured)) | (far & rows.minutes.isnull()),
            "保证率": rows.guarantee_rate < policy.at("water.guarantee_min", on),
            "评价结果": rows.result == "不达标",
        }
    )
    ticked = rows.absent.re_search("^(是|有|√|1|Y)")
    rows = claim(
        rows.mutate(failed=failed, away=ticked | said("person.away", rows.absent, rows.remark)), "x_season", "water.seasonal", _.remark
    )
    return breach(
        rows.filter(_.failed != ""),
        "litres_pcd water_ok minutes distance_m vertical_m guarantee_rate result failed x_season x_season_words",
        on="evaluated_on",
        amount=NO_AMOUNT,
        x_absent="away",
    )


@rule(
    "WATER-04",
    basis="water.population_tolerance",
    severity="M",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("poor_household", "water_project"),
    decides=("poor_household.safe_water", "poor_household.village_name|village_code", "water_project.population"),
)
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
    rows = one_per(newest_year(poor_household).filter(_.hh_no.notnull()), "hh_no", [_.snapshot_date.desc(), _.row_id])
    rows = with_place(rows, names).filter(_.safe_water, _.place.notnull())
    rows = rows.anti_join(places.semi_join(works, "supply").select("place").distinct(), "place")
    unknown = unlisted(works)
    rows = rows.left_join(unknown.select(open_town="town_name").distinct(), [("town_name", "open_town")])
    rows = rows.cross_join(unknown.agg(anywhere=(_.town_name.isnull().sum() > 0).fill_null(False)))
    if household_water is None:
        rows = rows.mutate(own_source=ibis.null("string"), x_connected=ibis.null("boolean"))
    else:
        own = household_water.filter(_.hh_no.notnull()).select(
            "evaluated_on", "row_id", w_hh="hh_no", own_source="water_source", own_supply="supply_no"
        )
        own = one_per(own, "w_hh", [_.evaluated_on.desc(), _.row_id]).drop("row_id", "evaluated_on")
        rows = rows.left_join(own, [("hh_no", "w_hh")])
        numbers = works.filter(_.supply_no.notnull()).select(of_no="supply_no").distinct()
        rows = rows.left_join(numbers, [("own_supply", "of_no")])
        rows = rows.mutate(x_connected=ibis.ifelse(_.own_supply.isnull(), ibis.null("boolean"), _.of_no.notnull()))
    return breach(
        rows,
        "own_source x_connected",
        on=_.snapshot_date,
        amount=NO_AMOUNT,
        thing=_.town_name.fill_null("") + "｜" + _.village_name,
        severity=ibis.literal("M"),
        aspect=ibis.literal("无供水工程"),
        supply_name=ibis.null("string"),
        population=ibis.null("int32"),
        people=ibis.null("int32"),
        x_well=said("water.own_source", _.own_source),
        x_open_list=_.open_town.notnull() | _.anywhere,
        x_shared=FALSE,
        x_partial=FALSE,
    )


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
    return breach(
        rows,
        on=ibis.date(_.year, ibis.literal(12), ibis.literal(31)),
        amount=NO_AMOUNT,
        own_source=ibis.null("string"),
        x_connected=FALSE,
        thing=ibis.null("string"),
        severity=ibis.literal("D"),
        aspect=ibis.literal("人口不符"),
        supply_name=_.supply_name,
        population=_.population,
        people=_.people.cast("int32"),
        x_well=FALSE,
        x_open_list=said("water.open_list", _.villages),
        x_shared=_.shared,
        x_partial=said("water.partly_served", _.remark),
    )
