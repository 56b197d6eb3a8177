"""Safe water: one supply a town, tested twice a year, and every household's evaluation."""

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.villages import former_names, persons
from synthetic.people import Person, Village
from synthetic.world import World, yuan

LEDGER = "household_water"
REGION = ("county_name", "town_name", "village_name", "village_code")


@writes("water_project")
def supply(world: World, village: Village, **told) -> dict:
    """A supply of one village that works, is looked after and paid for."""
    people = told.get("population") or persons(world, village)
    size = {"population": people, "scale": Decimal(max(20, people // 10)), "maint_fund": yuan(people * 10)}
    return record(world, "water_project", village, told, **size)


def written(world: World, village: Village, place: int) -> str:
    """A village as the water office writes it: with its ending, without it, with another, or by its old name."""
    former = former_names(world, village)
    if former:
        return "、".join(former) if place % 2 else village.name
    bare = village.name.removesuffix("村")
    return (village.name, bare, f"{bare}村委会")[place % 3]


def before(world: World) -> None:
    towns: dict[str, list[Village]] = {}
    for village in world.villages:
        towns.setdefault(village.town, []).append(village)
    for town, villages in towns.items():
        listed = "、".join(written(world, village, place) for place, village in enumerate(villages))
        supply(
            world, villages[0], supply_name=f"{town}水厂", villages=listed, population=sum(persons(world, village) for village in villages)
        )


@writes(LEDGER)
def evaluate(world: World, person: Person, **told) -> dict:
    """A household's evaluation: on the mains of its town, by default well supplied."""
    mains = next(row["supply_no"] for row in world.tables["water_project"] if row["town_name"] == person.village.town)
    good = world.rng.random() < 0.8
    usual = {
        "litres_pcd": Decimal(world.rng.randrange(42, 90) if good else world.rng.randrange(25, 40)),
        "guarantee_rate": Decimal(world.rng.choice((95, 96, 98)) if good else 92),
        "supply_no": mains,
        "result": "达标" if good else "基本达标",
    }
    return record(world, LEDGER, person.household.head, told, **usual)


def after(world: World) -> None:
    for household in world.households:
        if household not in world.special[LEDGER]:
            evaluate(world, household.head)
    tested = {row["supply_no"] for row in world.tables["water_test"]}
    for row in world.tables["water_project"]:
        if row["supply_no"] not in tested | world.special["water_test"]:
            _tests(world, row)


def _tests(world: World, row: dict) -> None:
    """Water tested in spring and autumn of 2019."""
    for point, first in (("出厂", dt.date(2019, 4, 2)), ("末梢", dt.date(2019, 9, 3))):
        told = {column: row[column] for column in (*REGION, "supply_no", "supply_name")}
        record(world, "water_test", None, told, sample_point=point, sample_date=later(first, world.rng, 0, 20))
