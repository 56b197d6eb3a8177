"""External match tables: deaths, payroll, village cadres, cars and businesses of people whom no rule may accuse."""

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.days import later, month
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import AS_OF, Person
from synthetic.world import World, yuan

MONTHS = [month(y, m)[0] for y in (2018, 2019) for m in range(1, 13)]


@writes("death_register")
def enter_death(world: World, person: Person, **told) -> dict:
    """An entry of the death register; the person's household is told too, unless it names somebody else or a day after the audit's."""
    on, source = told["death_date"], told.get("source") or "火化"
    if told.get("name", person.name)[1:] == person.name[1:] and told.get("id_no", person.id_no) and on <= AS_OF:
        person.died_on = min(on, person.died_on or on)
    burnt = f"HH{on.year}{world.index:02d}{world.number('cremation'):05d}" if source == "火化" else None
    reporter = world.people.name("男", person.name[0])
    return record(world, "death_register", person, told, source=source, cremation_no=burnt, reporter=reporter)


def deaths(world: World, others: int) -> None:
    """The old of the register die at 4 to 6 % a year; so do people outside of it."""
    rng, first, last = world.rng, dt.date(2018, 1, 10), dt.date(2019, 12, 20)
    for person in [p for h in world.free for p in h.members if p.age() >= 68]:
        if rng.random() < 0.16:
            enter_death(world, person, death_date=world.day(first, last), source=rng.choice(("火化", "死亡医学证明")))
    for _ in range(others):
        enter_death(
            world, world.outsider(rng.randrange(60, 96)), death_date=world.day(first, last), source=rng.choice(("火化", "户籍注销"))
        )


def payroll(world: World, count: int) -> None:
    """Teachers, doctors, officials, the retired and the rest, none of them in the register, with the same pay each month of two years."""
    for _ in range(count):
        kind = world.rng.choices(("事业", "公务员", "工勤", "离退休", "编外"), (50, 20, 10, 15, 5))[0]
        person = world.outsider(world.rng.randrange(61, 80) if kind == "离退休" else world.rng.randrange(25, 58))
        status = "退休" if kind == "离退休" else "在职"
        first = record(world, "fiscal_payroll", person, staff_type=kind, status=status, month=MONTHS[0])
        for day in MONTHS[1:]:
            world.add("fiscal_payroll", **first | {"month": day})


@writes("village_cadre")
def serve(world: World, person: Person, relative: Person | None = None, **told) -> dict:
    """A village cadre, with a relative where the list names one."""
    kin = {"relative_name": relative.name, "relative_id": relative.id_no, "relation": "配偶"} if relative else {}
    return record(world, "village_cadre", person, kin | told)


def cadres(world: World) -> list[Person]:
    """Secretary and accountant of every village."""
    people = []
    for village in world.villages:
        for post in ("党支部书记", "村委会委员"):
            person = world.outsider(world.rng.randrange(38, 64), village=village)
            kin = world.outsider(world.rng.randrange(36, 62), village=village) if world.rng.random() < 0.3 else None
            serve(world, person, kin, post=post)
            people.append(person)
    return people


def vehicles(world: World, count: int) -> None:
    """Cars of people outside the register; three-wheelers of some inside."""
    for _ in range(count):
        record(world, "motor_vehicle", world.outsider(world.rng.randrange(24, 60)))
    for household in world.free[: count // 4]:
        kind = world.rng.choice(("正三轮载货摩托车", "普通二轮摩托车", "低速货车"))
        record(world, "motor_vehicle", household.head, vehicle_type=kind, price=yuan(world.rng.randrange(3, 18) * 1000))


@writes("business_registration")
def trade(world: World, person: Person, **told) -> dict:
    """A firm of one's own."""
    firm = world.firms.get(told.get("ent_name")) or world.firm(words.FIRM_BUILDERS)
    known = {"ent_name": firm["name"], "uscc": firm["uscc"], "legal_rep": person.name, "legal_rep_id": person.id_no}
    return record(world, "business_registration", person, told, **known)


def businesses(world: World, count: int) -> None:
    """Firms and co-operatives; a co-operative lists poor households as members by design."""
    rng = world.rng
    for place in range(count):
        owner, firm = world.outsider(rng.randrange(28, 60)), world.firm(words.FIRM_OPERATORS + words.FIRM_BUILDERS)
        co_op = firm["name"].endswith("合作社")
        kind = {"ent_type": "农民专业合作社" if co_op else "有限公司", "reg_capital": yuan(rng.choice((50, 100, 200)) * 10000)}
        kind |= {"ent_name": firm["name"], "est_date": later(dt.date(2013, 1, 1), rng, 0, 1800)}
        trade(world, owner, **kind, share_ratio=Decimal(40))
        for home in world.free[place * 3 : place * 3 + (6 if co_op else 0)]:
            trade(world, home.head, **kind, legal_rep=owner.name, legal_rep_id=owner.id_no, role="成员", share_ratio=Decimal(10))
