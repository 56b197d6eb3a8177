"""FUND-01 and FUND-02: payments that a match table makes questionable: to the dead, and to people on the payroll."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.days import half, month, quarter, year
from synthetic.key import AnswerKey
from synthetic.lawful.funds import pay
from synthetic.lawful.matches import bury, employ
from synthetic.lawful.register import newest
from synthetic.people import Household, Person
from synthetic.world import World, yuan

RULE = "FUND-01"


def elder(world: World, **changes) -> Person:
    """Somebody old, living alone."""
    return world.household([world.rng.randrange(70, 90)], **changes).head


def monthly(world: World, person: Person, code: str, numbers: range, day: int = 10, **changes) -> list[dict]:
    """Payments of some months of 2019."""
    return [pay(world, person, code, month(2019, n), dt.date(2019, n, day), **changes) for n in numbers]


def quarterly(world: World, person: Person, code: str, number: int, day: int = 24, **changes) -> dict:
    return pay(world, person, code, quarter(2019, number), dt.date(2019, number * 3, day), **changes)


@planter(RULE, "benefit_payment", "death_register")
def plant_fund_01(world: World, key: AnswerKey) -> None:
    _paid_on_after_death(world, key)
    _single_payments_after_death(world, key)
    _lawful_after_death(world, key)
    _household_lives_on(world, key)
    _wrong_identity(world, key)


def _paid_on_after_death(world: World, key: AnswerKey) -> None:
    """Monthly money that nobody stopped."""
    person = elder(world, attr="五保贫困户")
    bury(world, person, world.day(dt.date(2019, 4, 12), dt.date(2019, 4, 28)))
    for row in monthly(world, person, "TEKUN", range(1, 13))[4:]:
        key.breach(RULE, "benefit_payment", row, row["amount"], "每月发放未停")

    person = elder(world, attr="五保贫困户")
    bury(world, person, dt.date(2019, 3, 8))
    bury(world, person, dt.date(2019, 3, 8), "户籍注销", death_date=dt.date(2019, 9, 12))
    for row in monthly(world, person, "TEKUN", range(1, 9))[3:]:
        key.breach(RULE, "benefit_payment", row, row["amount"], "两个死亡日期, 以较早的火化日期为准")


def _single_payments_after_death(world: World, key: AnswerKey) -> None:
    person = elder(world)
    bury(world, person, dt.date(2019, 4, 15))
    row = quarterly(world, person, "GAOLING", 2)
    key.breach(RULE, "benefit_payment", row, yuan(row["amount"] * 2 / 3), "按月计发: 死亡当月之后两个月")
    row = quarterly(world, person, "GAOLING", 3)
    key.breach(RULE, "benefit_payment", row, row["amount"])

    person = elder(world)
    bury(world, person, dt.date(2019, 3, 19))
    row = pay(world, person, "CJSH", None, dt.date(2019, 9, 20))
    key.breach(RULE, "benefit_payment", row, row["amount"], "无所属期, 宽限期后发放")

    person = elder(world)
    bury(world, person, dt.date(2019, 2, 11))
    row = pay(world, person, "CYFH", half(2019, 2), dt.date(2019, 12, 11))
    key.breach(RULE, "benefit_payment", row, row["amount"], "到户项目, 户内已无人")

    person = elder(world)
    person.name = "闫" + person.name[1:]
    bury(world, person, dt.date(2019, 5, 6), name=words.VARIANTS["闫"] + person.name[1:])
    row = quarterly(world, person, "GAOLING", 4)
    key.breach(RULE, "benefit_payment", row, row["amount"], "姓名异体字, 是同一人")


def _lawful_after_death(world: World, key: AnswerKey) -> None:
    person = elder(world, attr="五保贫困户")
    bury(world, person, dt.date(2019, 3, 28))
    row = pay(world, person, "TEKUN", month(2019, 3), dt.date(2019, 4, 10))
    key.look_alike(RULE, "benefit_payment", row, "x_acc", "死亡当月应发, 次月到账")

    person = elder(world)
    bury(world, person, dt.date(2019, 5, 3))
    row = pay(world, person, "YBDJ", year(2019), dt.date(2019, 6, 10))
    key.look_alike(RULE, "benefit_payment", row, "x_acc", "年度项目不按月计发")

    person = elder(world)
    bury(world, person, dt.date(2019, 5, 10))
    row = pay(world, person, "CJSH", None, dt.date(2019, 6, 14))
    key.look_alike(RULE, "benefit_payment", row, "x_grace", "无所属期, 宽限期内")

    person = elder(world)
    bury(world, person, dt.date(2019, 5, 22))
    row = pay(world, person, "SANGZANG", None, dt.date(2019, 9, 5))
    key.look_alike(RULE, "benefit_payment", row, "x_pol", "因死亡发放")
    row = pay(world, person, "GENGDI", half(2019, 2), dt.date(2019, 11, 18), Decimal("3.4"))
    key.look_alike(RULE, "benefit_payment", row, "x_pol", "随土地承包, 可继承")

    person = elder(world)
    bury(world, person, dt.date(2019, 5, 30))
    row = quarterly(world, person, "GAOLING", 3)
    quarterly(world, person, "GAOLING", 3, 28, amount=-row["amount"], remark="死亡退回")
    key.look_alike(RULE, "benefit_payment", row, "x_ret", "已退回")
    row = quarterly(world, person, "GAOLING", 4, pay_status="失败")
    key.look_alike(RULE, "benefit_payment", row, "failed", "发放失败")

    person = elder(world, attr="五保贫困户")
    bury(world, person, dt.date(2020, 1, 9))
    person.died_on = None
    row = pay(world, person, "TEKUN", month(2019, 12), dt.date(2019, 12, 10))
    key.look_alike(RULE, "benefit_payment", row, "as_of", "死亡日期在审计截止日之后")


def _household_lives_on(world: World, key: AnswerKey) -> None:
    """What belongs to the household: only the payee has to change."""
    household = world.household([77, 74], attr="低保贫困户")
    bury(world, household.head, dt.date(2019, 3, 17))
    for row in monthly(world, household.head, "DIBAO", range(5, 7), 15):
        key.downgraded(RULE, "benefit_payment", row, "x_hh", "L", "户内有健在成员, 应变更领款人")

    household = world.household([81, 79])
    bury(world, household.head, dt.date(2019, 4, 2))
    row = pay(world, household.head, "CYFH", half(2019, 2), dt.date(2019, 12, 11))
    key.downgraded(RULE, "benefit_payment", row, "x_hh", "L", "户内有健在成员, 应变更领款人")


def _wrong_identity(world: World, key: AnswerKey) -> None:
    person = elder(world, attr="五保贫困户")
    other = world.people.name(person.sex)
    bury(world, person, dt.date(2019, 6, 21), name=other if other[0] != person.name[0] else "苗" + other[1:])
    person.died_on = None
    for row in monthly(world, person, "TEKUN", range(8, 10)):
        key.downgraded(RULE, "benefit_payment", row, "x_name", "D", "死亡名单身份证号写错, 本人健在")
    if not world.year_only_snapshots:
        key.breach("SCREEN-02", "poor_person", newest(person), note="死亡名单身份证号写错, 姓名不符", severity="D")

    person = elder(world, attr="五保贫困户")
    bury(world, person, dt.date(2019, 2, 14), id_no=None)
    person.died_on = None
    row = pay(world, person, "TEKUN", month(2019, 7), dt.date(2019, 7, 10))
    key.look_alike(RULE, "benefit_payment", row, "no_id", "火化名单无身份证号, 仅同名")


# --- FUND-02 ----------------------------------------------------------------------------------------------------------

PAYROLL = "FUND-02"
LATE = dt.date(2018, 6, 5)  # identified after the payroll data begin, so that the job is known to be older


def newly_identified(world: World, ages: list[int], **changes) -> Household:
    """A household identified in 2018 that has not left poverty."""
    return world.household(
        ages, **{"first_identified": LATE, "exit_year": None, "exit_status": "未脱贫", "policy": {2018: "未脱贫", 2019: "未脱贫"}} | changes
    )


@planter(PAYROLL, "benefit_payment", "fiscal_payroll")
def plant_fund_02(world: World, key: AnswerKey) -> None:
    _employed_and_paid(world, key)
    _employed_and_registered(world, key)
    _employed_later(world, key)
    _not_really_employed(world, key)


def _employed_and_paid(world: World, key: AnswerKey) -> None:
    person = world.outsider(44)
    employ(world, person, "事业")
    for row in monthly(world, person, "CJSH", range(2, 5), 22):
        key.breach(PAYROLL, "benefit_payment", row, row["amount"], "事业在职人员")

    person = newly_identified(world, [48]).head
    employ(world, person, "公务员")
    for row in monthly(world, person, "GYG", range(3, 7), 25):
        key.breach(PAYROLL, "benefit_payment", row, row["amount"], "识别时已是公务员")

    household = newly_identified(world, [52, 51], attr="低保贫困户")
    employ(world, household.members[1], "工勤")
    for row in monthly(world, household.head, "DIBAO", range(4, 7), 15):
        key.breach(PAYROLL, "benefit_payment", row, row["amount"], "到户项目, 配偶识别时已在职")


def _employed_and_registered(world: World, key: AnswerKey) -> None:
    """Households without a payment: their entry in the register is accused."""
    household = newly_identified(world, [57, 55])
    employ(world, household.members[1], "公务员")
    key.breach(PAYROLL, "poor_person", newest(household.members[1]), note="配偶识别时已是公务员, 没有发放记录")

    household = newly_identified(
        world, [54, 53], exit_year=2018, exit_status="已脱贫", policy={2018: "脱贫享受政策", 2019: "脱贫不享受政策"}
    )
    employ(world, household.members[1], "事业")
    key.look_alike(PAYROLL, "poor_person", newest(household.members[1]), "x_out", "已不享受政策")


def _employed_later(world: World, key: AnswerKey) -> None:
    person = world.household([33], first_identified=dt.date(2015, 5, 9), exit_year=2017).head
    employ(world, person, "事业", first=14)
    for row in monthly(world, person, "GYG", range(5, 7), 25):
        key.breach(PAYROLL, "benefit_payment", row, row["amount"], "x_new_job: 脱贫后就业", severity="M")


def _not_really_employed(world: World, key: AnswerKey) -> None:
    for staff_type in ("公益岗", "村干部"):
        person = newly_identified(world, [50]).head
        employ(world, person, staff_type)
        row = pay(world, person, "GYG", month(2019, 5), dt.date(2019, 5, 25))
        key.look_alike(PAYROLL, "benefit_payment", row, "x_staff", f"{staff_type}不是财政供养人员")

    person = world.outsider(66)
    employ(world, person, "事业", status="退休")
    row = pay(world, person, "CJSH", month(2019, 5), dt.date(2019, 5, 22))
    key.look_alike(PAYROLL, "benefit_payment", row, "x_retired", "已退休")

    person = newly_identified(world, [41]).head
    employ(world, person, "事业", last=7)
    row = pay(world, person, "GYG", month(2019, 5), dt.date(2019, 5, 25))
    key.look_alike(PAYROLL, "benefit_payment", row, "x_spell", "2018年8月已离职")

    person = world.outsider(39)
    employ(world, person, "公务员")
    row = pay(world, person, "GENGDI", year(2019), dt.date(2019, 6, 18), Decimal("2.6"))
    key.look_alike(PAYROLL, "benefit_payment", row, "x_pol", "地力补贴不审核家庭经济状况")

    person = newly_identified(world, [46]).head
    other = world.people.name(person.sex)
    employ(world, person, "事业", name=other if other[0] != person.name[0] else "苗" + other[1:])
    for row in monthly(world, person, "GYG", range(8, 10), 25):
        key.downgraded(PAYROLL, "benefit_payment", row, "x_name", "D", "工资表身份证号写错")

    person = newly_identified(world, [47]).head
    employ(world, person, "事业", id_no=None)
    row = pay(world, person, "GYG", month(2019, 5), dt.date(2019, 5, 25))
    key.look_alike(PAYROLL, "benefit_payment", row, "no_id", "仅同名, 工资表无身份证号")
