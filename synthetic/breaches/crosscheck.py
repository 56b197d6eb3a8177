"""What is only seen of many at once: one person in two places, one account for many, the cadres' kin, screening on paper."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.days import later, month, quarter, year
from synthetic.key import AnswerKey
from synthetic.lawful.funds import pay
from synthetic.lawful.matches import serve
from synthetic.lawful.register import change, newest
from synthetic.lawful.screening import screen
from synthetic.people import PREFIX, Person, with_check_digit
from synthetic.world import World, yuan

PAYMENT, PERSON, HOUSEHOLD, SCREENED = "benefit_payment", "poor_person", "poor_household", "screening_ledger"
#: People whom two neighbouring counties have in common: name, birth. Their sequence digits belong to no county (see People.identity).
COMMON = (
    ("徐福堂", dt.date(1946, 3, 11)),
    ("郭秀芳", dt.date(1951, 8, 24)),
    ("宋志宝", dt.date(1949, 5, 6)),
    ("韩桂霞", dt.date(1953, 11, 2)),
)
#: Households for one checker in one day, and of one village without any problem (parameters/policy/screening.yaml).
TOO_MANY, A_VILLAGE = 31, 20


def elder(world: World, **changes) -> Person:
    """Somebody old, living alone."""
    return world.household([world.rng.randrange(70, 90)], **changes).head


def common(world: World, which: int, person: Person) -> Person:
    """``person`` as one of those whom this county shares with its neighbour (counties 0 and 1, 2 and 3, …)."""
    person.name, person.birth = COMMON[which]
    person.sex = "男" if which % 2 == 0 else "女"
    sequence = 960 + world.index // 2 * 4 + (1 if person.sex == "男" else 0)
    person.id_no = with_check_digit(f"{PREFIX}{person.birth:%Y%m%d}{sequence:03d}")
    return person


@planter("CROSS-01")
def plant_cross_01(world: World, key: AnswerKey) -> None:
    """Once in each county, whatever its size: the neighbour knows of each of these people once."""
    if world.number("common") > 1:
        return
    later_county = bool(world.index % 2)
    for which, code in ((0, "YBDJ"), (1, "THBX")):
        person = common(world, which, elder(world, attr="一般贫困户"))
        key.breach("CROSS-01", PERSON, newest(person), None, "两县同时建档")
        row = pay(world, person, code, year(2019), dt.date(2019, 3 if later_county else 2, 20))
        if later_county:
            key.breach("CROSS-01", PAYMENT, row, row["amount"], "邻县已为其支付")
        else:
            key.look_alike("CROSS-01", PAYMENT, row, "first", "两县重复, 先付的一笔不列")

    person = common(world, 2, elder(world, attr="一般贫困户"))
    if not later_county:
        change(world, person, "自然减少", "迁出", dt.date(2019, 10, 15))
    key.look_alike("CROSS-01", PERSON, newest(person), "x_moved", "当年迁往邻县")
    person = common(world, 3, world.outsider(66))
    row = pay(world, person, "GENGDI", year(2019), dt.date(2019, 7 if later_county else 6, 18), 3)
    key.look_alike("CROSS-01", PAYMENT, row, "x_land" if later_county else "first", "两县都有承包地")


@planter("SCREEN-01", PERSON, HOUSEHOLD)
def plant_number_twice(world: World, key: AnswerKey) -> None:
    first = elder(world, first_identified=dt.date(2014, 5, 8))
    second = world.household([52], first_identified=dt.date(2016, 5, 8)).head
    second.written = {"id_no": first.id_no, "sex": first.sex, "birth_date": first.birth}
    key.breach("SCREEN-01", PERSON, newest(second), note="与另一户成员同一证件号码")
    for person in (first, second):
        key.breach("CROSS-01", PERSON, newest(person), note="同一证件号码而姓名不同", severity="D")


@planter("CROSS-02", PAYMENT)
def plant_cross_02(world: World, key: AnswerKey) -> None:
    people = [elder(world) for _ in range(4)]
    for person in people:
        person.phone = people[0].phone
    key.breach("CROSS-02", HOUSEHOLD, newest(people[0].household), None, "四户同一电话")
    people = [elder(world) for _ in range(3)]
    for person in people:
        person.phone = people[0].phone
    key.look_alike("CROSS-02", HOUSEHOLD, newest(people[0].household), "boundary", "三户同一电话")

    account = f"6226{world.index:02d}{world.number('account'):013d}"
    told = {"period": quarter(2019, 2), "account_no": account}
    rows = [pay(world, elder(world), "XSYL", on=dt.date(2019, 6, 20 + place), amount=yuan(180 - place), **told) for place in range(4)]
    key.breach("CROSS-02", PAYMENT, rows[0], None, "四户同一账号")
    key.breach("FUND-11", PAYMENT, rows[0], sum(row["amount"] for row in rows), "四户四人同一账号")

    home, account = world.rng.choice(world.villages), f"6227{world.index:02d}{world.number('account'):013d}"
    told = {"period": month(2019, 5), "on": dt.date(2019, 5, 10), "account_no": account, "account_name": f"{home.town}中心敬老院"}
    rows = [pay(world, elder(world, village=home, attr="五保贫困户"), "TEKUN", amount=yuan(560 - place), **told) for place in range(4)]
    key.look_alike("CROSS-02", PAYMENT, rows[-1], "x_institution", "集中供养, 敬老院账户")


@planter("CROSS-03", "village_cadre", "village", PAYMENT)
def plant_cross_03(world: World, key: AnswerKey) -> None:
    for kin, note in ((4, "四户亲属受益"), (5, "五户亲属受益"), (2, "只有两户亲属受益")):
        village = world.villages[world.number("kin village") % len(world.villages)]
        cadre, rows = world.outsider(54, village=village), []
        for relation in ("父亲", "母亲", "岳父", "伯父", "姑母")[:kin]:
            relative = elder(world, village=village, attr="一般贫困户")
            rows.append(serve(world, cadre, relative, post="村委会主任", relation=relation))
            pay(world, relative, "XSYL", quarter(2019, 4), dt.date(2019, 12, 20))
        if kin > 2:
            key.breach("CROSS-03", "village_cadre", rows[0], None, note)
        else:
            key.look_alike("CROSS-03", "village_cadre", rows[0], "boundary", note)


@planter("SCREEN-06", SCREENED, HOUSEHOLD, PERSON)
def plant_on_paper(world: World, key: AnswerKey) -> None:
    """Too many households for one person on one day; a whole village in which nothing is wrong."""
    told = {"checker": world.people.name("男"), "item": "住房"}
    on = later(dt.date(2019, 10, 15), world.rng, 0, 15)
    rows = [screen(world, world.outsider(58), check_date=on, **told) for _ in range(TOO_MANY)]
    key.breach("SCREEN-06", SCREENED, min(rows, key=lambda row: row["id_no"]), note="一人一天31户")

    village, told = world.new_village(), told | {"checker": told["checker"] + "组"}
    days = [dt.date(2019, 10, 20) + dt.timedelta(days=place // 10) for place in range(A_VILLAGE)]
    rows = [screen(world, world.outsider(55, village=village), check_date=day, **told) for day in days]
    key.breach("SCREEN-06", SCREENED, min(rows, key=lambda row: (row["check_date"], row["id_no"])), note="20户全部无问题")
