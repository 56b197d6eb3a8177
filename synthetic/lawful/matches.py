"""External match tables: deaths, payroll, village cadres, cars and businesses of people whom no rule may accuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.days import later, month
from synthetic.lawful import writes
from synthetic.people import AS_OF, Person
from synthetic.world import World, yuan

OFFICES = ("第一中学", "实验小学", "中心卫生院", "财政局", "自然资源和规划局", "农业农村局", "水利局", "人民医院", "审批服务局")
MONTHS = [month(y, m)[0] for y in (2018, 2019) for m in range(1, 13)]


@writes("death_register")
def bury(world: World, person: Person, on: dt.date | None = None, source: str = "火化", **changes) -> dict:
    """An entry of the death register; the person's household is told too, unless it names somebody else or a day after the audit's."""
    on = on or changes["death_date"]
    if changes.get("name", person.name)[1:] == person.name[1:] and changes.get("id_no", person.id_no) and on <= AS_OF:
        person.died_on = min(on, person.died_on or on)
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "death_date": on,
        "source": source,
        "cremation_no": f"HH{on.year}{world.index:02d}{world.number('cremation'):05d}" if source == "火化" else None,
        "reporter": world.people.name("男", person.name[0]),
    }
    return world.add("death_register", **usual | changes)


def deaths(world: World, others: int) -> None:
    """The old of the register die at 4 to 6 % a year; so do people outside of it."""
    rng = world.rng
    for person in [p for h in world.free for p in h.members if p.age() >= 68]:
        if rng.random() < 0.16:
            bury(world, person, world.day(dt.date(2018, 1, 10), dt.date(2019, 12, 20)), rng.choice(("火化", "死亡医学证明")))
    for _ in range(others):
        bury(
            world,
            world.outsider(rng.randrange(60, 96)),
            world.day(dt.date(2018, 1, 5), dt.date(2019, 12, 28)),
            rng.choice(("火化", "户籍注销")),
        )


@writes("fiscal_payroll")
def employed(world: World, person: Person, **changes) -> dict:
    """A month's pay."""
    pay = yuan(world.rng.randrange(320000, 680000)) / 100
    office = f"{world.short}{world.rng.choice(OFFICES)}"
    usual = {"name": person.name, "id_no": person.id_no, "unit": office, "staff_type": "事业", "status": "在职", "net_pay": pay}
    return world.add("fiscal_payroll", **usual | changes)


def employ(world: World, person: Person, months: list[dt.date] = MONTHS, **changes) -> list[dict]:
    """Pay of some months, by default from January 2018 to December 2019, the same each month."""
    first = employed(world, person, month=months[0], **changes)
    return [first, *(employed(world, person, **first | {"month": day}) for day in months[1:])]


def payroll(world: World, count: int) -> None:
    """Teachers, doctors, officials, the retired and the rest, none of them in the register."""
    for _ in range(count):
        kind = world.rng.choices(("事业", "公务员", "工勤", "离退休", "编外"), (50, 20, 10, 15, 5))[0]
        person = world.outsider(world.rng.randrange(61, 80) if kind == "离退休" else world.rng.randrange(25, 58))
        employ(world, person, staff_type=kind, status="退休" if kind == "离退休" else "在职")


@writes("village_cadre")
def serve(world: World, person: Person, relative: Person | None = None, **changes) -> dict:
    """A village cadre, with a relative where the list names one."""
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "post": "村委会委员",
        "from_date": dt.date(2017, 12, 18),
        "to_date": None,
        "relative_name": relative.name if relative else None,
        "relative_id": relative.id_no if relative else None,
        "relation": "配偶" if relative else None,
    }
    return world.add("village_cadre", **usual | changes)


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
        drive(world, world.outsider(world.rng.randrange(24, 60)))
    for household in world.free[: count // 4]:
        kind = world.rng.choice(("正三轮载货摩托车", "普通二轮摩托车", "低速货车"))
        drive(world, household.head, vehicle_type=kind, price=yuan(world.rng.randrange(3, 18) * 1000))


@writes("motor_vehicle")
def drive(world: World, person: Person, **changes) -> dict:
    """A private car."""
    usual = {
        "name": person.name,
        "id_no": person.id_no,
        "plate": f"鲁{world.rng.choice('GV')}T{world.index:X}{world.number('plate'):03d}",
        "vehicle_type": "小型轿车",
        "use_nature": "非营运",
        "brand": world.rng.choice(("五菱", "东风", "福田", "时风", "长安")),
        "reg_date": world.day(dt.date(2010, 3, 1), dt.date(2019, 6, 30)),
        "price": yuan(world.rng.randrange(60, 220) * 1000),
        "status": "正常",
    }
    return world.add("motor_vehicle", **usual | changes)


@writes("business_registration")
def trade(world: World, person: Person, **changes) -> dict:
    """A firm of one's own."""
    firm = world.firm(words.FIRM_BUILDERS)
    usual = {
        "ent_name": firm["name"],
        "uscc": firm["uscc"],
        "ent_type": "有限公司",
        "reg_capital": yuan(500000),
        "est_date": later(dt.date(2013, 1, 1), world.rng, 0, 1800),
        "status": "存续",
        "legal_rep": person.name,
        "legal_rep_id": person.id_no,
        "name": person.name,
        "id_no": person.id_no,
        "role": "法定代表人",
        "share_ratio": Decimal(100),
    }
    return world.add("business_registration", **usual | changes)


def businesses(world: World, count: int) -> None:
    """Firms and co-operatives; a co-operative lists poor households as members by design."""
    rng = world.rng
    for place in range(count):
        owner, firm = world.outsider(rng.randrange(28, 60)), world.firm(words.FIRM_OPERATORS + words.FIRM_BUILDERS)
        co_op = firm["name"].endswith("合作社")
        kind = {"ent_type": "农民专业合作社" if co_op else "有限公司", "reg_capital": yuan(rng.choice((50, 100, 200)) * 10000)}
        kind |= {"ent_name": firm["name"], "uscc": firm["uscc"], "est_date": later(dt.date(2013, 1, 1), rng, 0, 1800)}
        trade(world, owner, **kind, share_ratio=Decimal(40))
        for home in world.free[place * 3 : place * 3 + (6 if co_op else 0)]:
            trade(world, home.head, **kind, legal_rep=owner.name, legal_rep_id=owner.id_no, role="成员", share_ratio=Decimal(10))
