"""The register: two snapshots of households and persons, and the ledger of changes between them.

Written last, from the households as the planters left them. The dead of a year stay in that year's snapshot, marked as dead.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Household, Person, age_on
from synthetic.world import World

YEARS = (2018, 2019)


def after(world: World) -> None:
    for year in YEARS:
        for household in world.households:
            if year in household.snapshots:
                _household(world, household, year)
                for person in household.members:
                    if _listed(person, year):
                        _person(world, household, person, year)
    for household in world.households:
        for person in household.members:
            if person.died_on and person.died_on.year in YEARS:
                change(world, person, "自然减少", "死亡", person.died_on)


def newest(of: Person | Household) -> Callable[[dict], dict]:
    """How the row of a person or household in the newest list is found when the register is written."""
    ledger, column = ("poor_person", "person_no") if isinstance(of, Person) else ("poor_household", "hh_no")
    return lambda tables: max((row for row in tables[ledger] if row[column] == getattr(of, column)), key=lambda row: row["snapshot_date"])


@writes("register_change")
def change(world: World, person: Person, change_type: str, detail: str | None = None, on: dt.date = dt.date(2019, 6, 3), **told) -> dict:
    """One entry of the ledger of changes; the system's entry time lags behind the event."""
    on = told.get("change_date") or on
    what = {"change_type": change_type, "change_date": on, "entered_on": later(on, world.rng, 10, 60)}
    return record(world, "register_change", person, ({"change_detail": detail} if detail else {}) | told, **what)


def _listed(person: Person, year: int) -> bool:
    """Born, identified and not dead before that year's snapshot."""
    joined = person.identified_on is None or person.identified_on.year <= year
    return joined and person.birth.year <= year and (person.died_on is None or person.died_on.year >= year)


def _common(world: World, household: Household, year: int) -> dict:
    exited = household.exit_year is not None and household.exit_year <= year
    return {
        "snapshot_date": dt.date(year, 1, 1) if world.year_only_snapshots else dt.date(year, 12, 31),
        "hh_no": household.hh_no,
        "member_count": sum(_listed(p, year) for p in household.members),
        "household_attr": household.attr,
        "exit_status": "已脱贫" if exited else household.exit_status if household.exit_year is None else "未脱贫",
        "exit_year": household.exit_year,
        "policy_status": household.policy[year],
        "first_identified": household.first_identified,
        "main_cause": household.cause,
        "dangerous_house": False,
        "safe_water": True,
        "per_capita_income": household.income + (year - 2018) * 480,
        "monitored_type": household.monitored,
    }


def _head(household: Household, year: int) -> Person:
    """Who heads the household in that year's list: after the head's death the next who is left."""
    return next((person for person in household.members if _listed(person, year)), household.head)


def _household(world: World, household: Household, year: int) -> None:
    standard = "省定标准" if household.first_identified.year > 2014 else "国家标准"
    known = _common(world, household, year) | {"identification_standard": standard}
    record(world, "poor_household", _head(household, year), household.written, **known)


def _person(world: World, household: Household, person: Person, year: int) -> None:
    age = age_on(person.birth, dt.date(year, 12, 31))
    died = person.died_on if person.died_on and person.died_on.year == year else None
    known = {
        **_common(world, household, year),
        "natural_village": household.village.name.rstrip("村"),
        "relation": "户主" if person is _head(household, year) else person.relation,
        "birth_date": person.birth,
        "education_level": "学龄前儿童" if age < 6 else "小学" if age < 13 or age > 65 else "初中",
        "student_status": _student(age),
        "health": person.health,
        "labour": person.labour,
        "work_months": Decimal(6) if 20 < age < 58 and person.health == "健康" else None,
        "pension_insured": age >= 16,
        "dibao": household.attr == "低保贫困户",
        "tekun": household.attr == "五保贫困户",
        "hh_phone": household.head.phone,
        "identified_on": person.identified_on,
        "alive": died is None,
        "death_date": died,
    }
    record(world, "poor_person", person, person.written, **known)


STUDENTS = ("七年级", "八年级", "九年级", "普通高中一年级", "普通高中二年级")


def _student(age: int) -> str:
    """Whether he goes to school, and where, by his age."""
    return "学前教育" if 3 <= age < 6 else "小学" if 6 <= age < 12 else STUDENTS[age - 12] if 12 <= age < 17 else "非在校生"
