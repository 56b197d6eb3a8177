"""Medical insurance of everybody, some stays in hospital settled as they should be, and family doctors of the chronically ill."""

import datetime as dt
from decimal import Decimal

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.funds import entitled
from synthetic.people import Person
from synthetic.world import World, alive, yuan

YEAR = 2019
ENROLLING = (dt.date(2018, 11, 1), dt.date(2018, 12, 20))


def after(world: World) -> None:
    deaths = world.tables["death_register"]
    listed, dead = {row["id_no"] for row in deaths}, {row["id_no"] for row in deaths if row["death_date"].year < YEAR}
    # A household whose settlements a planter wrote gets no further one: they are judged together.
    settled = {row["id_no"] for row in world.tables["medical_settlement"]}
    for household in world.households:
        for person in household.members:
            if person not in world.special["medical_enrol"] and alive(person, dt.date(2018, 12, 31)):
                # Of whom a list says that he died (under a wrong number), another insurance shows that he lives.
                employee = {"insure_type": "职工", "gov_subsidy": None, "personal_paid": yuan(1600)}
                insure(world, person, **employee if person.id_no in dead else {})
            if "慢性病" in person.health and person not in world.special["doctor_contract"]:
                sign(world, person)
        if entitled(household) and not any(
            person.id_no in settled or person in world.special["medical_settlement"] for person in household.members
        ):
            for person in household.members:
                if "大病" in person.health and (person.died_on or person.id_no not in listed):
                    _in_hospital(world, person)


def _in_hospital(world: World, person: Person) -> None:
    """One stay with the whole chain applied, the assistance in a row of its own."""
    admit = world.day(dt.date(2019, 1, 5), dt.date(2019, 10, 20))
    last = person.died_on or dt.date(2019, 12, 31)
    if admit + dt.timedelta(days=20) < last and (person.identified_on or admit) <= admit:
        row = settle(world, person, admit=admit, assist_pay=None)
        share = row["in_scope_fee"] - row["basic_pay"]
        settle(
            world,
            person,
            admit=admit,
            settle_no=row["settle_no"],
            **{c: row[c] for c in ("discharge", "total_fee", "in_scope_fee", "settled_on")},
            basic_pay=None,
            assist_pay=yuan(share * Decimal("0.7")),
        )


@writes("medical_enrol")
def insure(world: World, person: Person, **told) -> dict:
    """A resident's insurance of a year: the premium paid by the budget where the household is under policies, else by himself."""
    paid_on = world.day(*ENROLLING)
    if person.birth >= ENROLLING[0]:
        paid_on = min(later(person.birth, world.rng, 10, 60), dt.date(2019, 12, 31))
    free = person.household is None or (entitled(person.household) and (person.identified_on or paid_on) <= paid_on)
    paid = {"personal_paid": yuan(0 if free else 250), "gov_subsidy": yuan(250 if free else 0), "paid_on": paid_on}
    return record(world, "medical_enrol", person, told, **paid)


@writes("medical_settlement")
def settle(world: World, person: Person, **told) -> dict:
    """A stay in the county's hospital, settled in one place on the day of discharge, with assistance."""
    total = told.get("total_fee") or yuan(world.rng.randrange(600000, 1800000)) / 100
    in_scope = told.get("in_scope_fee") or yuan(total * Decimal("0.9"))
    basic = yuan(in_scope * Decimal("0.65")) if told.get("basic_pay") is None else told["basic_pay"]
    left = told.get("discharge")
    admit = told.get("admit") or (later(left, world.rng, -12, -5) if left else world.day(dt.date(2019, 1, 5), dt.date(2019, 10, 20)))
    discharge = admit + dt.timedelta(days=world.rng.randrange(5, 15))
    days = {"admit": admit, "discharge": discharge, "settled_on": told.get("discharge", discharge)}
    assisted = yuan(max(in_scope - basic, Decimal(0)) * Decimal("0.7"))
    fees = {"total_fee": yuan(total), "in_scope_fee": in_scope, "basic_pay": basic, "assist_pay": assisted, "self_pay": yuan(total - basic)}
    return record(world, "medical_settlement", person, told, **days, **fees)


@writes("doctor_contract")
def sign(world: World, person: Person, **told) -> dict:
    """A family doctor's contract of 2019 and its visits."""
    return record(world, "doctor_contract", person, told, doctor=world.people.name("男"))
