"""Real estate and formal jobs: bought flats and insured jobs outside the register, resettled houses inside."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.lawful import writes
from synthetic.lawful.matches import OFFICES
from synthetic.people import Person
from synthetic.world import World, yuan


@writes("real_estate")
def own(world: World, person: Person, **changes) -> dict:
    """A building of somebody, registered on a day."""
    serial, on = world.number("real estate"), changes.get("reg_date") or world.day(dt.date(2015, 3, 1), dt.date(2018, 11, 30))
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "cert_no": f"鲁({on.year})测试{world.index:02d}不动产权第{serial:07d}号",
        "location": f"{world.short}幸福路{serial}号",
        "area": Decimal(world.rng.randrange(50, 130)),
        "use": "住宅",
        "reg_date": on,
        "acquire_type": "购买",
        "price": yuan(world.rng.randrange(18, 60) * 10000) if changes.get("acquire_type", "购买") == "购买" else None,
        "status": "现势",
    }
    return world.add("real_estate", **usual | changes)


def before(world: World) -> None:
    rng = world.rng
    for _ in range(max(6, round(24 * world.size))):
        person = world.outsider(rng.randrange(26, 58))
        own(world, person, reg_date=world.day(dt.date(2012, 1, 9), dt.date(2019, 8, 30)))
        _insure(world, person)
    for household in (h for h in world.free[5::9] if h not in world.special["house_appraisal"]):
        own(world, household.head, acquire_type=rng.choice(("安置", "继承", "赠与")))


def _insure(world: World, person: Person) -> None:
    """A formal job: housing fund and employees' pension, the last quarter of 2019."""
    employer, base = f"{world.short}{world.rng.choice(OFFICES)}", yuan(world.rng.randrange(3400, 7000))
    for number in (10, 11, 12):
        for kind, rate in (("住房公积金", "0.12"), ("企业职工养老", "0.08")):
            world.add(
                "housing_fund",
                **person.village.region,
                name=person.name,
                id_no=person.id_no,
                insure_type=kind,
                employer=employer,
                base=base,
                contribution=yuan(base * Decimal(rate)),
                month=dt.date(2019, number, 1),
                status="正常",
            )
