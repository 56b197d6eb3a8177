"""FUND-05: benefits that exclude each other, and pairs that may stand side by side."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder, monthly, quarterly
from synthetic.days import half
from synthetic.key import AnswerKey
from synthetic.lawful.funds import pay
from synthetic.lawful.screening import assist
from synthetic.people import Person
from synthetic.world import World

RULE, LEDGER = "FUND-05", "benefit_payment"


@planter(RULE, LEDGER)
def plant_fund_05(world: World, key: AnswerKey) -> None:
    person = elder(world, attr="五保贫困户")
    monthly(world, person, "TEKUN", range(3, 7))
    for row in monthly(world, person, "DIBAO", range(3, 7), 15):
        key.breach(RULE, LEDGER, row, row["amount"], "特困供养期间同时领取低保")

    person = elder(world, attr="五保贫困户")
    quarterly(world, person, "TEKUN", 3)
    row = quarterly(world, person, "DIBAO", 3)
    key.breach(RULE, LEDGER, row, row["amount"], "同一季度两项")

    person = elder(world, attr="五保贫困户")
    monthly(world, person, "DIBAO", range(2, 6), 15)
    monthly(world, person, "TEKUN", range(5, 9))
    row = (
        next(r for r in world.tables[LEDGER] if r["id_no"] == person.id_no and r["pay_date"] == dt.date(2019, 5, 15))
        if world.has(LEDGER)
        else {}
    )
    key.look_alike(RULE, LEDGER, row, "x_transfer", "低保转特困, 衔接一个月")

    person = elder(world, attr="低保贫困户")
    monthly(world, person, "DIBAO", range(1, 4), 15)
    quarterly(world, person, "CJSH", 1, 22)
    row = quarterly(world, person, "CJHL", 1, 22)
    key.look_alike(RULE, LEDGER, row, "lawful", "低保与残疾人两项补贴可同时享受")

    student = world.household([46, 45, 17]).members[2]
    pay(world, student, "YULU", half(2019, 1), dt.date(2019, 5, 27))
    row = pay(world, student, "YJSH", half(2019, 1), dt.date(2019, 6, 3))
    key.look_alike(RULE, LEDGER, row, "lawful", "雨露计划与助学金可同时享受")


@planter(RULE, "social_assistance")
def plant_both_granted(world: World, key: AnswerKey) -> None:
    """Granted by the civil-affairs register, whatever was paid."""
    person = _known_to_civil_affairs(world)
    row = assist(world, person, "农村低保", from_date=dt.date(2018, 3, 1))
    assist(world, person, "特困分散", from_date=dt.date(2018, 9, 1))
    key.breach(RULE, "social_assistance", row, note="同时列入低保和特困名册")

    person = _known_to_civil_affairs(world)
    row = assist(world, person, "农村低保", from_date=dt.date(2018, 3, 1), to_date=dt.date(2018, 8, 31), status="停保")
    assist(world, person, "特困分散", from_date=dt.date(2018, 9, 1))
    key.look_alike(RULE, "social_assistance", row, "lawful", "低保停后转特困")


def _known_to_civil_affairs(world: World) -> Person:
    """Somebody old whose entries in the civil-affairs register are those that are planted."""
    person = elder(world)
    world.special["social_assistance"].add(person.household)
    return person
