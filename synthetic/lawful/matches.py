"""External match tables: deaths, payroll, village cadres, cars and businesses of people whom no rule may accuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.days import later, month
from synthetic.people import Person
from synthetic.world import World, yuan

OFFICES = ("第一中学", "实验小学", "中心卫生院", "财政局", "自然资源和规划局", "农业农村局", "水利局", "人民医院", "审批服务局")
MONTHS = [month(y, m)[0] for y in (2018, 2019) for m in range(1, 13)]


def bury(world: World, person: Person, on: dt.date | None = None, source: str = "火化", **changes) -> dict:
    """An entry of the death register; the person's household is told too."""
    person.died_on = on or person.died_on
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "death_date": person.died_on,
        "source": source,
        "cremation_no": f"HH{person.died_on.year}{world.index:02d}{world.number('cremation'):05d}" if source == "火化" else None,
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


def employ(
    world: World, person: Person, staff_type: str = "事业", first: int = 0, last: int = 23, status: str = "在职", **changes
) -> list[dict]:
    """Monthly payroll of a person, by default from January 2018 to December 2019."""
    office = f"{world.short}{world.rng.choice(OFFICES)}"
    pay = yuan(world.rng.randrange(320000, 680000)) / 100
    usual = {"name": person.name, "id_no": person.id_no, "unit": office, "staff_type": staff_type, "status": status}
    return [world.add("fiscal_payroll", **usual | changes | {"month": day, "net_pay": yuan(pay)}) for day in MONTHS[first : last + 1]]


def payroll(world: World, count: int) -> None:
    """Teachers, doctors, officials, the retired and the rest, none of them in the register."""
    for _ in range(count):
        kind = world.rng.choices(("事业", "公务员", "工勤", "离退休", "编外"), (50, 20, 10, 15, 5))[0]
        person = world.outsider(world.rng.randrange(61, 80) if kind == "离退休" else world.rng.randrange(25, 58))
        employ(world, person, kind, status="退休" if kind == "离退休" else "在职")


def serve(world: World, person: Person, post: str = "村委会委员", relative: Person | None = None, relation: str = "配偶") -> dict:
    """A village cadre, with a relative where the list names one."""
    return world.add(
        "village_cadre",
        **person.village.region,
        name=person.name,
        id_no=person.id_no,
        post=post,
        from_date=dt.date(2017, 12, 18),
        to_date=None,
        relative_name=relative.name if relative else None,
        relative_id=relative.id_no if relative else None,
        relation=relation if relative else None,
    )


def cadres(world: World) -> list[Person]:
    """Secretary and accountant of every village."""
    people = []
    for village in world.villages:
        for post in ("党支部书记", "村委会委员"):
            person = world.outsider(world.rng.randrange(38, 64), village=village)
            serve(world, person, post, world.outsider(world.rng.randrange(36, 62), village=village) if world.rng.random() < 0.3 else None)
            people.append(person)
    return people


def vehicles(world: World, count: int) -> None:
    """Cars of people outside the register; three-wheelers of some inside."""
    for _ in range(count):
        _vehicle(world, world.outsider(world.rng.randrange(24, 60)), "小型轿车", world.rng.randrange(60, 220) * 1000)
    for household in world.free[: count // 4]:
        _vehicle(
            world, household.head, world.rng.choice(("正三轮载货摩托车", "普通二轮摩托车", "低速货车")), world.rng.randrange(3, 18) * 1000
        )


def _vehicle(world: World, person: Person, kind: str, price: int) -> None:
    world.add(
        "motor_vehicle",
        name=person.name,
        id_no=person.id_no,
        plate=f"鲁{world.rng.choice('GV')}T{world.index:X}{world.number('plate'):03d}",
        vehicle_type=kind,
        use_nature="非营运",
        brand=world.rng.choice(("五菱", "东风", "福田", "时风", "长安")),
        reg_date=world.day(dt.date(2010, 3, 1), dt.date(2019, 6, 30)),
        price=yuan(price),
        status="正常",
    )


def businesses(world: World, count: int) -> None:
    """Firms and co-operatives; a co-operative lists poor households as members by design."""
    rng = world.rng
    for place in range(count):
        owner, firm = world.outsider(rng.randrange(28, 60)), world.firm(words.FIRM_OPERATORS + words.FIRM_BUILDERS)
        co_op = firm["name"].endswith("合作社")
        capital, established = yuan(rng.choice((50, 100, 200)) * 10000), later(dt.date(2013, 1, 1), rng, 0, 1800)
        members = [owner, *(h.head for h in world.free[place * 3 : place * 3 + (6 if co_op else 0)])]
        for member in members:
            world.add(
                "business_registration",
                ent_name=firm["name"],
                uscc=firm["uscc"],
                ent_type="农民专业合作社" if co_op else "有限公司",
                reg_capital=capital,
                est_date=established,
                status="存续",
                legal_rep=owner.name,
                legal_rep_id=owner.id_no,
                name=member.name,
                id_no=member.id_no,
                role="法定代表人" if member is owner else "成员",
                share_ratio=Decimal(40) if member is owner else Decimal(10),
            )
