"""What offices and towns keep of every registered household: assistance, certificates, income, screening, visits.

Written after the planters, so that their households have it too. A household or person in ``world.special[ledger]`` is left alone there.
"""

import datetime as dt
from decimal import Decimal
from itertools import groupby

from synthetic.days import later, month
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Household, Person
from synthetic.world import World, yuan

ITEMS = ("教育", "医疗", "住房", "饮水")
FIRST_DAY = dt.date(2019, 9, 24)
#: Households that one checker sees in a day.
A_DAY = 12
KINDS = {"肢体": "4", "视力": "1", "听力": "2", "智力": "5", "精神": "6"}
GRADES = {"一级": "1", "二级": "2", "三级": "3", "四级": "4"}


def after(world: World) -> None:
    for household in world.households:
        if household not in world.special["social_assistance"]:
            _assist(world, household)
        if household not in world.special["household_income"]:
            _incomes(world, household)
        for person in household.members:
            if "残疾" in person.health and person not in world.special["disability"]:
                certify(world, person)
    _screen_all(world)


@writes("social_assistance")
def assist(world: World, person: Person, **told) -> dict:
    """One person on assistance since 2016, until the month of death."""
    kind = told.get("assist_type") or "农村低保"
    last = told.get("to_date") or (month(person.died_on.year, person.died_on.month)[1] if person.died_on else None)
    amount = yuan({"农村低保": 420, "城市低保": 560}.get(kind, 700))
    status = "停保" if last else "正常"
    return record(world, "social_assistance", person, told, assist_type=kind, to_date=last, monthly_amount=amount, status=status)


def _assist(world: World, household: Household) -> None:
    if household.attr not in ("低保贫困户", "五保贫困户"):
        return
    kind = "农村低保" if household.attr == "低保贫困户" else "特困分散"
    row = assist(world, household.head, assist_type=kind, persons=len(household.members))
    for person in household.members[1:]:
        assist(world, person, assist_type=kind, persons=row["persons"], assist_hh=row["assist_hh"])


@writes("disability")
def certify(world: World, person: Person, **told) -> dict:
    """A disability certificate: the identity number, kind and grade; who is in no register is not severely disabled."""
    kind, grade = world.rng.choice(list(KINDS)), told.get("grade") or (world.rng.choice(list(GRADES)) if person.household else "三级")
    number = person.id_no + KINDS[kind] + GRADES[grade]
    return record(world, "disability", person, told, cert_no=number, disability_type=kind, grade=grade)


def income(world: World, person: Person, year: int, per_capita: Decimal, **told) -> dict:
    """The survey of a household's income in a year: wages make up what transfers and what is told do not."""
    household = person.household
    count, parts = len(household.members), dict.fromkeys(("business", "business_cost", "property"), yuan(0)) | told
    net = yuan(per_capita * count)
    pension = yuan(min(net / 4, Decimal(1416) * sum(p.age() >= 60 for p in household.members)))
    wage = yuan(net - pension - sum(parts.values()))
    parts |= {"wage": wage, "transfer": pension, "pension": pension, "net_income": net, "per_capita": yuan(per_capita)}
    head = household.head.columns
    return record(world, "household_income", household.head, parts, year=year, hh_no=head["hh_no"], member_count=count)


def _incomes(world: World, household: Household) -> None:
    for year in household.snapshots:
        income(world, household.head, year, household.income + (year - 2018) * 480)


@writes("screening_ledger")
def screen(world: World, person: Person, **told) -> dict:
    """One item of the screening of a household, or of somebody outside the register."""
    household = person.household or Household(None, person.village, [person], attr="一般农户")
    kind = {"hh_no": household.hh_no, "household_type": household.attr}
    return record(world, "screening_ledger", household.head, told, checker=world.people.name("男"), **kind)


def _screen_all(world: World) -> None:
    """Village by village, a checker each, so many households a day; in every village one problem was found, and solved."""
    screened = {(row["hh_no"], row["item"]) for row in world.tables["screening_ledger"]}
    by_village = sorted(world.households, key=lambda h: (h.village.town, h.village.name))
    for _, group in groupby(by_village, key=lambda h: (h.village.town, h.village.name)):
        checker = world.people.name("男")
        for place, household in enumerate(group):
            if household in world.special["screening_ledger"]:
                continue
            on = FIRST_DAY + dt.timedelta(days=place // A_DAY)
            for item in (item for item in ITEMS if (household.hh_no, item) not in screened):
                found = item == "医疗" and not place % 15
                solved = {
                    "result": "无保障",
                    "problem": "家庭医生签约未及时更新",
                    "measure": "重新签约",
                    "solved_on": later(on, world.rng, 5, 20),
                }
                screen(world, household.head, item=item, check_date=on, checker=checker, **solved if found else {})
            _visit(world, household, on, checker)


def _visit(world: World, household: Household, on: dt.date, checker: str) -> None:
    for day, team, purpose in (
        (on, checker, "三保障排查"),
        (world.day(dt.date(2019, 1, 5), dt.date(2019, 8, 31)), f"{household.village.town}帮扶干部", "帮扶走访"),
    ):
        record(world, "visit_log", household.head, visit_date=day, team=team, purpose=purpose)
