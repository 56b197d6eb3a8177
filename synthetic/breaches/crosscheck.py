"""CROSS-01, CROSS-02 and CROSS-03: one person in two counties, one account for many, benefits for the cadres' kin."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder, quarterly
from synthetic.breaches.wealth import row_of
from synthetic.days import month, year
from synthetic.key import AnswerKey
from synthetic.lawful.funds import pay
from synthetic.lawful.matches import serve
from synthetic.lawful.register import change
from synthetic.people import PREFIX, Person, with_check_digit
from synthetic.world import World, yuan

TWICE, SHARED, KIN = "CROSS-01", "CROSS-02", "CROSS-03"
PAYMENT, PERSON, HOUSEHOLD = "benefit_payment", "poor_person", "poor_household"
#: People whom two neighbouring counties of the demo have in common: number → name, birth. Their sequence digits belong to no county (see People.identity).
COMMON = (
    ("徐福堂", dt.date(1946, 3, 11)),
    ("郭秀芳", dt.date(1951, 8, 24)),
    ("宋志宝", dt.date(1949, 5, 6)),
    ("韩桂霞", dt.date(1953, 11, 2)),
)


def common(world: World, which: int, person: Person) -> Person:
    """``person`` as one of those whom this county shares with its neighbour (counties 0 and 1, 2 and 3, …)."""
    person.name, person.birth = COMMON[which]
    person.sex = "男" if which % 2 == 0 else "女"
    sequence = 960 + world.index // 2 * 4 + (1 if person.sex == "男" else 0)
    person.id_no = with_check_digit(f"{PREFIX}{person.birth:%Y%m%d}{sequence:03d}")
    return person


def listed(world: World, person: Person) -> dict:
    """By what the key finds the person's row of the newest snapshot: the register itself is written last."""
    day = dt.date(2019, 1, 1) if world.year_only_snapshots else dt.date(2019, 12, 31)
    return {"person_no": person.person_no, "snapshot_date": day, "id_no": person.id_no}


@planter(TWICE)
def plant_cross_01(world: World, key: AnswerKey) -> None:
    """Once in each county, whatever its size: the neighbour knows of each of these people once."""
    if world.number("common") > 1:
        return
    later = bool(world.index % 2)
    for which, code in ((0, "YBDJ"), (1, "THBX")):
        person = common(world, which, elder(world, attr="一般贫困户"))
        key.breach(TWICE, PERSON, listed(world, person), None, "两县同时建档")
        row = pay(world, person, code, year(2019), dt.date(2019, 3, 20) if later else dt.date(2019, 2, 20))
        if later:
            key.breach(TWICE, PAYMENT, row, row["amount"], "邻县已为其支付")
        else:
            key.look_alike(TWICE, PAYMENT, row, "first", "两县重复, 先付的一笔不列")

    person = common(world, 2, elder(world, attr="一般贫困户"))
    if not later:
        change(world, person, "自然减少", "迁出", dt.date(2019, 10, 15))
    key.look_alike(TWICE, PERSON, listed(world, person), "x_moved", "当年迁往邻县")
    person = common(world, 3, world.outsider(66))
    row = pay(world, person, "GENGDI", year(2019), dt.date(2019, 7, 18) if later else dt.date(2019, 6, 18), 3)
    key.look_alike(TWICE, PAYMENT, row, "x_land" if later else "first", "两县都有承包地")


@planter(SHARED, PAYMENT)
def plant_cross_02(world: World, key: AnswerKey) -> None:
    people = [elder(world) for _ in range(4)]
    for person in people:
        person.phone = people[0].phone
    key.breach(SHARED, HOUSEHOLD, row_of(world, people[0].household), None, "四户同一电话")

    people = [elder(world) for _ in range(4)]
    account = f"6226{world.index:02d}{world.number('account'):013d}"
    rows = [
        quarterly(world, person, "XSYL", 2, 20 + place, amount=yuan(180 - place), account_no=account) for place, person in enumerate(people)
    ]
    key.breach(SHARED, PAYMENT, rows[0], None, "四户同一账号")
    key.breach("FUND-11", PAYMENT, rows[0], sum(row["amount"] for row in rows), "四户四人同一账号")

    home, account = world.rng.choice(world.villages), f"6227{world.index:02d}{world.number('account'):013d}"
    for place in range(4):
        person = elder(world, village=home, attr="五保贫困户")
        row = pay(
            world,
            person,
            "TEKUN",
            month(2019, 5),
            dt.date(2019, 5, 10),
            amount=yuan(560 - place),
            account_no=account,
            account_name=f"{home.town}中心敬老院",
        )
    key.look_alike(SHARED, PAYMENT, row, "x_institution", "集中供养, 敬老院账户")

    people = [elder(world) for _ in range(3)]
    for person in people:
        person.phone = people[0].phone
    key.look_alike(SHARED, HOUSEHOLD, row_of(world, people[0].household), "boundary", "三户同一电话")


@planter(KIN, "village_cadre", "village", PAYMENT)
def plant_cross_03(world: World, key: AnswerKey) -> None:
    for kin, note in ((4, "四户亲属受益"), (5, "五户亲属受益"), (2, "只有两户亲属受益")):
        village = world.villages[world.number("kin village") % len(world.villages)]
        cadre = world.outsider(54, village=village)
        relations = ("父亲", "母亲", "岳父", "伯父", "姑母")[:kin]
        rows = []
        for relation in relations:
            relative = elder(world, village=village, attr="一般贫困户")
            rows.append(serve(world, cadre, "村委会主任", relative, relation))
            quarterly(world, relative, "XSYL", 4, 20)
        if kin > 2:
            key.breach(KIN, "village_cadre", rows[0], None, note)
        else:
            key.look_alike(KIN, "village_cadre", rows[0], "boundary", note)
