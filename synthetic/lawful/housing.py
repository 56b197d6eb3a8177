"""Safe houses: some appraised A or B, a few D ones rebuilt in time, for whom they should, as large as they may be."""

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Person
from synthetic.world import World, alive, yuan

CATEGORIES = {"低保贫困户": "低保", "五保贫困户": "分散特困", "一般贫困户": "建档立卡"}


@writes("house_renovation")
def renovate(world: World, person: Person, **told) -> dict:
    """A renovation of a year: built from May, accepted, then paid; where one of these days is told, the others go before and after it."""
    rng, household, year = world.rng, person.household, told.get("plan_year") or 2018
    level, persons = told.get("level") or "D", told.get("persons") or (len(household.members) if household else 2)
    accepted = told.get("accept_date") or later(told.get("pay_date") or dt.date(year, 9, 10), rng, -30, -10)
    done, paid = later(accepted, rng, -20, -5), later(accepted, rng, 10, 40)
    subsidy = told.get("subsidy") or yuan(8000 if level == "C" else 16000)
    total = told.get("total_cost") or subsidy + yuan(rng.randrange(2, 20) * 1000)
    usual = {
        "category": CATEGORIES.get(household.attr, "建档立卡") if household else "低保",
        "level": level,
        "way": "修缮" if level == "C" else "重建",
        "plan_year": year,
        "persons": persons,
        "area_after": Decimal(rng.randrange(42, 59) if persons <= 3 else persons * rng.randrange(14, 18)),
        "start_date": later(done, rng, -80, -60),
        "done_on": done,
        "accept_date": accepted,
        "subsidy": subsidy,
        "pay_date": told.get("pay_date") or paid,
        "total_cost": total,
        "self_fund": total - subsidy,
    }
    if "accept_date" in told and told["accept_date"] is None:
        usual |= {"done_on": None, "pay_date": None}
    return record(world, "house_renovation", person, told, **usual)


def before(world: World) -> None:
    """A few of the county's households live in a house appraised and rebuilt in 2018, and appraised again since."""
    for household in (h for h in world.free[3::25] if alive(h.head)):
        world.special["house_appraisal"].add(household)
        level = "C" if household.head.age() % 3 == 0 else "D"
        record(world, "house_appraisal", household.head, level=level, appraise_date=later(dt.date(2018, 3, 5), world.rng, 0, 30))
        row = renovate(world, household.head, level=level)
        if household.head.age() % 2:
            record(world, "house_appraisal", household.head, level="A", appraise_date=later(row["accept_date"], world.rng, 120, 200))


def after(world: World) -> None:
    """Some of the others have their house appraised; of a house that was renovated nobody doubts that it is safe."""
    written = world.special["house_appraisal"] | world.special["house_renovation"]
    for household in world.households:
        if household not in written and world.rng.random() < 0.3:
            record(world, "house_appraisal", household.head)
