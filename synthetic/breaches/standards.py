"""STD-01 … STD-04: protection beyond the standard in medicine, school and housing, and promises that nobody can keep."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.housing import head
from synthetic.days import half, later, year
from synthetic.key import AnswerKey
from synthetic.lawful.housing import renovate
from synthetic.people import Person
from synthetic.world import World, yuan

MEDICAL, SCHOOL, HOUSING, PROMISES = (f"STD-0{n}" for n in range(1, 5))
SETTLEMENT, AID, RENOVATION, PAYMENT = "medical_settlement", "education_aid", "house_renovation", "benefit_payment"


def settle(world: World, person: Person, admitted: dt.date, percent: Decimal | int, **changes) -> dict:
    """An inpatient settlement in the county's hospital of which so many percent were paid for the patient."""
    total = yuan(world.rng.randrange(60, 160) * 100)
    paid = yuan(total * percent / 100)
    basic = yuan(total * 60 / 100)
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "settle_no": f"JS2019{world.index:02d}9{world.number('over'):05d}",
        "hospital": f"{world.short}人民医院",
        "hospital_level": "二级",
        "hospital_place": world.county.name,
        "visit_type": "住院",
        "diagnosis": "脑梗死",
        "admit": admitted,
        "discharge": admitted + dt.timedelta(days=9),
        "settled_on": admitted + dt.timedelta(days=9),
        "total_fee": total,
        "in_scope_fee": total,
        "basic_pay": basic,
        "assist_pay": paid - basic,
        "self_pay": total - paid,
        "one_stop": True,
    }
    return world.add(SETTLEMENT, **usual | changes)


def twice(world: World, person: Person, percent: Decimal | int, **changes) -> tuple[dict, Decimal]:
    """Two settlements of a year: the later one, and what was paid above 90 % in both."""
    rows = [
        settle(world, person, later(first, world.rng, 0, 20), percent, **changes) for first in (dt.date(2019, 3, 4), dt.date(2019, 8, 5))
    ]
    total = sum(row["total_fee"] for row in rows)
    return rows[1], sum(row["total_fee"] - row["self_pay"] for row in rows) - yuan(total * 90 / 100)


@planter(MEDICAL, SETTLEMENT, "poor_person")
def plant_std_01(world: World, key: AnswerKey) -> None:
    row, excess = twice(world, world.household([66], attr="一般贫困户").head, 100)
    key.breach(MEDICAL, SETTLEMENT, row, excess, "两次住院均未自付")
    row, excess = twice(world, world.household([66], attr="一般贫困户").head, 96)
    key.breach(MEDICAL, SETTLEMENT, row, excess, "两次住院支付比例96%")

    row, _ = twice(world, world.household([76], attr="五保贫困户").head, 100)
    key.look_alike(MEDICAL, SETTLEMENT, row, "x_tekun", "特困供养人员")
    row, _ = twice(world, world.household([52], attr="一般贫困户").head, 100, diagnosis="精神分裂症")
    key.look_alike(MEDICAL, SETTLEMENT, row, "x_mental", "严重精神障碍患者")
    row, _ = twice(world, world.household([66], attr="一般贫困户").head, 90)
    key.look_alike(MEDICAL, SETTLEMENT, row, "boundary", "恰好90%")
    row = settle(world, world.household([66], attr="一般贫困户").head, dt.date(2019, 5, 7), 100)
    key.look_alike(MEDICAL, SETTLEMENT, row, "single", "只有一次住院")


def aid(world: World, age: int, kind: str, amount: int, **changes) -> dict:
    """One payment of a kind of school aid to a pupil of a registered household."""
    pupil = world.household([43, 42, age]).members[2]
    first, last = half(2019, 1)
    usual = {
        "school": f"{world.short}{'实验小学' if age < 12 else '第一中学'}",
        "stage": "小学" if age < 12 else "普通高中",
        "aid_type": kind,
        "term_from": first,
        "term_to": last,
        "amount": yuan(amount),
        "pay_date": dt.date(2019, 5, 21),
        "pay_status": "成功",
        "remark": None,
    }
    payee = {c: v for c, v in pupil.payee.items() if c != "phone"}
    return world.add(AID, **payee | usual | changes)


@planter(SCHOOL, AID)
def plant_std_02(world: World, key: AnswerKey) -> None:
    row = aid(world, 16, "择校费补助", 300)
    key.breach(SCHOOL, AID, row, row["amount"], "补助择校费")
    row = aid(world, 10, "生活费全包补助", 450)
    key.breach(SCHOOL, AID, row, row["amount"], "小学生生活费全包")

    row = aid(world, 10, "研学夏令营补助", 400, remark="爱心企业捐助")
    key.look_alike(SCHOOL, AID, row, "x_given", "社会捐助资金")


@planter(HOUSING, RENOVATION)
def plant_std_03(world: World, key: AnswerKey) -> None:
    for luxury in ("精装修、空调", "欧式吊顶、实木地板"):
        row = renovate(world, head(world), self_fund=yuan(0), total_cost=yuan(16000), luxury=luxury)
        key.breach(HOUSING, RENOVATION, row, row["subsidy"], f"未自筹而{luxury}")

    row = renovate(world, head(world), luxury="吊顶")
    key.look_alike(HOUSING, RENOVATION, row, "self_fund", "农户自筹")
    row = renovate(world, head(world), self_fund=yuan(0), total_cost=yuan(16000), luxury="空调(子女出资)")
    key.look_alike(HOUSING, RENOVATION, row, "x_given", "子女出资购置")


@planter(PROMISES, PAYMENT)
def plant_std_04(world: World, key: AnswerKey) -> None:
    batch = world.number("promise")
    for place, text in enumerate(("贫困户看病零自付补助", "贫困户医药费全额报销补助")):
        row = _promised(world, f"{text}第{batch}批", 600 + place * 50)
        key.breach(PROMISES, PAYMENT, row, row["amount"], text)
    row = _promised(world, f"义务教育学杂费全免补助第{batch}批", 300)
    key.look_alike(PROMISES, PAYMENT, row, "x_national", "国家统一规定的免费")


def _promised(world: World, programme: str, amount: int) -> dict:
    person, period = world.household([64]).head, year(2019)
    return world.add(
        PAYMENT,
        **person.payee,
        batch_no="201910-补",
        programme=programme,
        period_from=period[0],
        period_to=period[1],
        amount=yuan(amount),
        declared_amount=yuan(amount),
        pay_date=dt.date(2019, 10, 16),
        pay_status="成功",
        grant_level="到人",
        remark=None,
    )
