"""Safe houses: some appraised A or B, a few D ones rebuilt in time, for whom they should, as large as they may be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.people import Person
from synthetic.world import World, alive, yuan

LEDGER = "house_appraisal"
CATEGORIES = {"低保贫困户": "低保", "五保贫困户": "分散特困", "一般贫困户": "建档立卡"}


def who(person: Person) -> dict:
    """The columns by which both ledgers name a household; people of no register have no number of it."""
    home = {"hh_no": person.household.hh_no} if person.household else {}
    return {**person.village.region, **home, "name": person.name, "id_no": person.id_no}


def appraise(world: World, person: Person, level: str, on: dt.date, **changes) -> dict:
    """One appraisal with its report."""
    serial = world.number("appraisal")
    usual = {
        "address": None,
        "structure": world.rng.choice(("砖木", "土木", "砖混")),
        "area": Decimal(world.rng.randrange(40, 90)),
        "built": dt.date(world.rng.randrange(1965, 2005), 1, 1),
        "level": level,
        "appraise_date": on,
        "institution": f"{world.short}房屋安全鉴定中心",
        "appraiser": world.people.name("男"),
        "report_no": f"JD{on.year}{world.index:02d}{serial:05d}",
        "lived_in": None,
        "remark": None,
    }
    return world.add(LEDGER, **who(person) | usual | changes)


def renovate(world: World, person: Person, year: int = 2018, level: str = "D", appraised: bool = True, **changes) -> dict:
    """A renovation of that year: appraised in March, built from May, accepted, then paid."""
    rng, household = world.rng, person.household
    persons = len(household.members) if household else 2
    start = later(dt.date(year, 5, 4), rng, 0, 20)
    done = later(start, rng, 60, 80)
    accepted = later(done, rng, 5, 20)
    subsidy = yuan({"C": 8000, "D": 16000}.get(level, 16000))
    if appraised:
        appraise(world, person, level, later(dt.date(year, 3, 5), rng, 0, 30))
    usual = {
        "category": CATEGORIES[household.attr] if household else "低保",
        "level": level,
        "way": "修缮" if level == "C" else "重建",
        "plan_year": year,
        "persons": persons,
        "area_after": Decimal(rng.randrange(42, 59) if persons <= 3 else persons * rng.randrange(14, 18)),
        "start_date": start,
        "done_on": done,
        "accept_date": accepted,
        "subsidy": subsidy,
        "pay_date": later(accepted, rng, 10, 40),
        "total_cost": subsidy + yuan(rng.randrange(2, 20) * 1000),
        "fund_source": "中央农村危房改造补助资金",
        "luxury": "简单粉刷",
        "remark": None,
        "bank_name": person.bank,
        "account_no": person.account,
        "account_name": person.name,
    }
    row = who(person) | usual | changes
    return world.add("house_renovation", **row | {"self_fund": changes.get("self_fund", row["total_cost"] - row["subsidy"])})


def before(world: World) -> None:
    """A few of the county's households live in a house rebuilt in 2018 and appraised again since."""
    for household in (h for h in world.free[3::25] if alive(h.head)):
        world.special[LEDGER].add(household)
        row = renovate(world, household.head, level="C" if household.head.age() % 3 == 0 else "D")
        if household.head.age() % 2:
            appraise(world, household.head, "A", later(row["accept_date"], world.rng, 120, 200))


def after(world: World) -> None:
    for household in world.households:
        if household not in world.special[LEDGER] and world.rng.random() < 0.3:
            appraise(world, household.head, world.rng.choice("AB"), world.day(dt.date(2019, 3, 4), dt.date(2019, 9, 20)))
