"""Real estate and formal jobs: bought flats and insured jobs outside the register, resettled houses inside."""

import datetime as dt
from decimal import Decimal

from synthetic.forms import FORMS, record
from synthetic.people import Person
from synthetic.world import World, yuan

EMPLOYERS = FORMS["fiscal_payroll"]["unit"]


def before(world: World) -> None:
    rng = world.rng
    for _ in range(max(6, round(24 * world.size))):
        person = world.outsider(rng.randrange(26, 58))
        record(world, "real_estate", person, reg_date=world.day(dt.date(2012, 1, 9), dt.date(2019, 8, 30)))
        _insure(world, person)
    for household in (h for h in world.free[5::9] if h not in world.special["house_appraisal"]):
        record(world, "real_estate", household.head, acquire_type=rng.choice(("安置", "继承", "赠与")), price=None)


def _insure(world: World, person: Person) -> None:
    """A formal job: housing fund and employees' pension, the last quarter of 2019."""
    told = {"employer": world.rng.choice(EMPLOYERS).format(short=world.short), "base": yuan(world.rng.randrange(3400, 7000))}
    for number in (10, 11, 12):
        for kind, rate in (("住房公积金", "0.12"), ("企业职工养老", "0.08")):
            told |= {"insure_type": kind, "contribution": yuan(told["base"] * Decimal(rate)), "month": dt.date(2019, number, 1)}
            record(world, "housing_fund", person, told)
