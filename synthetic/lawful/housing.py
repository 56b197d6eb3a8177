"""Safe houses: some appraised A or B, a few D ones rebuilt in time, for whom they should, as large as they may be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.lawful import writes
from synthetic.people import Person
from synthetic.world import World, alive, yuan

CATEGORIES = {"低保贫困户": "低保", "五保贫困户": "分散特困", "一般贫困户": "建档立卡"}


def who(person: Person) -> dict:
    """The columns by which both ledgers name a household; people of no register have no number of it."""
    home = {"hh_no": person.household.hh_no} if person.household else {}
    return {**person.village.region, **home, "name": person.name, "id_no": person.id_no}


@writes("house_appraisal")
def appraise(world: World, person: Person, **changes) -> dict:
    """One appraisal with its report."""
    serial, on = world.number("appraisal"), changes.get("appraise_date") or world.day(dt.date(2019, 3, 4), dt.date(2019, 9, 20))
    usual = {
        "address": None,
        "structure": world.rng.choice(("砖木", "土木", "砖混")),
        "area": Decimal(world.rng.randrange(40, 90)),
        "built": dt.date(world.rng.randrange(1965, 2005), 1, 1),
        "level": world.rng.choice("AB"),
        "appraise_date": on,
        "institution": f"{world.short}房屋安全鉴定中心",
        "appraiser": world.people.name("男"),
        "report_no": f"JD{on.year}{world.index:02d}{serial:05d}",
        "lived_in": None,
        "remark": None,
    }
    return world.add("house_appraisal", **who(person) | usual | changes)


@writes("house_renovation")
def renovate(world: World, person: Person, **changes) -> dict:
    """A renovation of a year: built from May, accepted, then paid; where one of these days is told, the others go before and after it."""
    rng, household, year = world.rng, person.household, changes.get("plan_year") or 2018
    level, persons = changes.get("level") or "D", changes.get("persons") or (len(household.members) if household else 2)
    accepted = changes.get("accept_date") or later(changes.get("pay_date") or dt.date(year, 9, 10), rng, -30, -10)
    paid = changes.get("pay_date") or later(accepted, rng, 10, 40)
    done = later(accepted, rng, -20, -5)
    subsidy = changes.get("subsidy") or yuan(8000 if level == "C" else 16000)
    total = changes.get("total_cost") or subsidy + yuan(rng.randrange(2, 20) * 1000)
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
        "pay_date": paid,
        "total_cost": total,
        "self_fund": total - subsidy,
        "fund_source": "中央农村危房改造补助资金",
        "luxury": "简单粉刷",
        "remark": None,
        "bank_name": person.bank,
        "account_no": person.account,
        "account_name": person.name,
    }
    if "accept_date" in changes and changes["accept_date"] is None:
        usual |= {"done_on": None, "pay_date": None}
    return world.add("house_renovation", **who(person) | usual | changes)


def before(world: World) -> None:
    """A few of the county's households live in a house appraised and rebuilt in 2018, and appraised again since."""
    for household in (h for h in world.free[3::25] if alive(h.head)):
        world.special["house_appraisal"].add(household)
        level = "C" if household.head.age() % 3 == 0 else "D"
        appraise(world, household.head, level=level, appraise_date=later(dt.date(2018, 3, 5), world.rng, 0, 30))
        row = renovate(world, household.head, level=level)
        if household.head.age() % 2:
            appraise(world, household.head, level="A", appraise_date=later(row["accept_date"], world.rng, 120, 200))


def after(world: World) -> None:
    """Some of the others have their house appraised; of a house that was renovated nobody doubts that it is safe."""
    written = world.special["house_appraisal"] | world.special["house_renovation"]
    for household in world.households:
        if household not in written and world.rng.random() < 0.3:
            appraise(world, household.head)
