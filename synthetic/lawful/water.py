"""Safe water: one supply a town, tested twice a year, and every household's evaluation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.lawful import writes
from synthetic.lawful.villages import former_names, persons
from synthetic.people import Person, Village
from synthetic.world import World, yuan

LEDGER = "household_water"


@writes("water_project")
def supply(world: World, village: Village, **changes) -> dict:
    """A supply of one village that works, is looked after and paid for."""
    serial, population = world.number("supply"), changes.get("population") or persons(world, village)
    usual = {
        **village.region,
        "supply_no": f"GS{world.index:02d}{serial:04d}",
        "supply_name": f"{village.name}供水站{serial}",
        "supply_type": "集中",
        "scale": Decimal(max(20, population // 10)),
        "source": "地下水",
        "built": dt.date(2005 + serial % 12, 1, 1),
        "villages": village.name,
        "population": population,
        "status": "正常",
        "water_price": Decimal("2.5"),
        "fee_rate": Decimal(85 + serial % 15),
        "operator": f"{world.short}农村供水公司",
        "maint_fund": yuan(population * 10),
        "outage_days": serial % 20,
        "year": 2019,
    }
    return world.add("water_project", **usual | changes)


@writes("water_test")
def sample(world: World, village: Village, **changes) -> dict:
    """One water sample of a supply, by default a good one at the tap."""
    usual = {
        **village.region,
        "report_no": f"SZ2019{world.index:02d}{world.number('sample'):05d}",
        "sample_point": "末梢",
        "items": "总大肠菌群、浑浊度、氟化物、硝酸盐",
        "result": "合格",
        "action": None,
        "remark": None,
    }
    return world.add("water_test", **usual | changes)


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
def evaluate(world: World, person: Person, **changes) -> dict:
    """A household's evaluation: on the mains of its town, by default well supplied."""
    household = person.household
    mains = next(r["supply_no"] for r in world.tables["water_project"] if r["town_name"] == household.village.town)
    good = world.rng.random() < 0.8
    usual = {
        **household.village.region,
        "hh_no": household.hh_no,
        "name": household.head.name,
        "id_no": household.head.id_no,
        "litres_pcd": Decimal(world.rng.randrange(42, 90) if good else world.rng.randrange(25, 40)),
        "water_ok": True,
        "minutes": Decimal(0),
        "distance_m": None,
        "vertical_m": None,
        "guarantee_rate": Decimal(world.rng.choice((95, 96, 98)) if good else 92),
        "water_source": "自来水",
        "supply_no": mains,
        "evaluated_on": world.day(dt.date(2019, 5, 6), dt.date(2019, 8, 30)),
        "result": "达标" if good else "基本达标",
        "absent": "否",
        "remark": None,
    }
    return world.add(LEDGER, **usual | changes)


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
    village = Village(*(row[c] for c in ("county_name", "town_name", "village_name", "village_code")))
    for point, first in (("出厂", dt.date(2019, 4, 2)), ("末梢", dt.date(2019, 9, 3))):
        told = {"supply_no": row["supply_no"], "supply_name": row["supply_name"]}
        sample(world, village, **told, sample_point=point, sample_date=later(first, world.rng, 0, 20))
