"""FUND-04, FUND-06 and FUND-07: paid twice, paid too much, paid to somebody who is not entitled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder, quarterly
from synthetic.days import half, month, quarter, year
from synthetic.key import AnswerKey
from synthetic.lawful.funds import alias, pay
from synthetic.lawful.register import change
from synthetic.world import World, yuan

TWICE, TOO_MUCH, NOT_ENTITLED = "FUND-04", "FUND-06", "FUND-07"
LEDGER = "benefit_payment"
DIVIDENDS = dt.date(2019, 12, 11)


@planter(TWICE, LEDGER)
def plant_fund_04(world: World, key: AnswerKey) -> None:
    _same_person_twice(world, key)
    _household_or_account_twice(world, key)
    _looks_like_twice(world, key)
    _one_right_two_rows(world, key)


def _same_person_twice(world: World, key: AnswerKey) -> None:
    person = elder(world)
    quarterly(world, person, "XSYL", 3, 20)
    row = quarterly(world, person, "XSYL", 3, 27, batch_no="201909-补")
    key.breach(TWICE, LEDGER, row, row["amount"], "同一季度发放两次")

    person = elder(world)
    for day in (5, 12, 19):
        row = pay(world, person, "CJSH", month(2019, 10), dt.date(2019, 10, day))
        if day > 5:
            key.breach(TWICE, LEDGER, row, row["amount"], "同一月发放三次")

    person = elder(world)
    pay(world, person, "CJHL", month(2019, 5), dt.date(2019, 5, 22))
    row = pay(world, person, "CJHL", month(2019, 5), dt.date(2019, 5, 29), programme=alias(world, "CJHL"))
    key.breach(TWICE, LEDGER, row, row["amount"], "两个部门以不同名称发放同一项目")

    # Two lists of one entitlement: by the quarter, and by one of its months.
    person = elder(world)
    quarterly(world, person, "XSYL", 2, 20)
    row = pay(world, person, "XSYL", month(2019, 5), dt.date(2019, 5, 24), batch_no="201905-村")
    key.breach(TWICE, LEDGER, row, row["amount"], "按季发放后又按月发放")


def _household_or_account_twice(world: World, key: AnswerKey) -> None:
    household = world.household([71, 68])
    pay(world, household.head, "CYFH", year(2019), DIVIDENDS)
    row = pay(world, household.members[1], "CYFH", year(2019), dt.date(2019, 12, 18))
    key.breach(TWICE, LEDGER, row, row["amount"], "到户项目, 同户两人领取")

    first, second = elder(world), elder(world)
    pay(world, first, "YBDJ", year(2019), dt.date(2019, 2, 20))
    row = pay(world, second, "YBDJ", year(2019), dt.date(2019, 3, 6), account_no=first.account)
    key.breach(TWICE, LEDGER, row, row["amount"], "不同户两人同一账号、同期、同额")


def _looks_like_twice(world: World, key: AnswerKey) -> None:
    person = elder(world)
    quarterly(world, person, "XSYL", 1, 20, pay_status="失败")
    row = quarterly(world, person, "XSYL", 1, 28)
    key.look_alike(TWICE, LEDGER, row, "x_ret", "首次退票后重发")

    person = elder(world)
    row = quarterly(world, person, "XSYL", 2, 20)
    quarterly(world, person, "XSYL", 2, 25, amount=-row["amount"], remark="退回重发")
    row = quarterly(world, person, "XSYL", 2, 28)
    key.look_alike(TWICE, LEDGER, row, "x_ret", "冲回后重发")

    person = world.household([55]).head
    pay(world, person, "GYG", year(2019), dt.date(2019, 3, 25), 1)
    row = pay(world, person, "GYG", year(2019), dt.date(2019, 4, 25), 1)
    key.look_alike(TWICE, LEDGER, row, "period", "只写补贴年度的按月项目, 两笔是两个月")

    twins = world.household([41, 40, 12, 12]).members[2:]
    for twin in twins:
        row = pay(world, twin, "YJSH", half(2019, 1), dt.date(2019, 6, 3), account_no=twins[0].household.head.account)
    key.look_alike(TWICE, LEDGER, row, "x_hh", "双胞胎共用家长账号")

    person = elder(world)
    pay(world, person, "LINSHI", None, dt.date(2019, 3, 12), remark="火灾")
    row = pay(world, person, "LINSHI", None, dt.date(2019, 10, 15), remark="突发大病住院")
    key.look_alike(TWICE, LEDGER, row, "x_reason", "两次救助事由不同")


def _one_right_two_rows(world: World, key: AnswerKey) -> None:
    """Several rows that together are no more than one entitlement."""
    student = world.household([45, 44, 18]).members[2]
    pay(world, student, "YULU", half(2019, 1), dt.date(2019, 5, 27), amount=yuan(1000))
    row = pay(world, student, "YULU", half(2019, 1), dt.date(2019, 7, 8), amount=yuan(500), remark="补发差额")
    key.look_alike(TWICE, LEDGER, row, "x_supplement", "补发后未超过标准")

    household = world.household([69])
    for part, on in (("上半年", dt.date(2019, 7, 15)), ("下半年", DIVIDENDS)):
        row = pay(world, household.head, "CYFH", year(2019), on, amount=yuan(300), batch_no=f"2019年{part}", remark=f"{part}收益")
    key.look_alike(TWICE, LEDGER, row, "x_instalment", "上下半年分两次发放")

    person = elder(world)
    for acres in ("3.2", "1.5"):
        row = pay(world, person, "GENGDI", year(2019), dt.date(2019, 6, 18), Decimal(acres), remark=f"地块{acres}亩")
    key.look_alike(TWICE, LEDGER, row, "x_parcels", "两块地")


@planter(TOO_MUCH, LEDGER)
def plant_fund_06(world: World, key: AnswerKey) -> None:
    row = quarterly(world, elder(world), "XSYL", 3, 20, amount=yuan(240))
    key.breach(TOO_MUCH, LEDGER, row, yuan(60), "180元的季度发了240元")
    student = world.household([46, 44, 18]).members[2]
    row = pay(world, student, "YULU", year(2019), dt.date(2019, 11, 12), amount=yuan(3600), standard=yuan(3000), unit="年")
    key.breach(TOO_MUCH, LEDGER, row, yuan(600), "每年3000元")
    row = pay(world, elder(world), "GENGDI", year(2019), dt.date(2019, 6, 18), 4, amount=yuan(560))
    key.breach(TOO_MUCH, LEDGER, row, yuan(60), "4亩×125元")

    row = quarterly(world, elder(world), "XSYL", 3, 20, amount=yuan(360), remark="含补发二季度")
    key.look_alike(TOO_MUCH, LEDGER, row, "x_arrears", "补发上季度")
    row = quarterly(world, elder(world), "XSYL", 4, 20, amount=yuan(181))
    key.look_alike(TOO_MUCH, LEDGER, row, "boundary", "恰为容差1元")
    row = quarterly(world, elder(world, attr="五保贫困户"), "TEKUN", 2, 10, quantity=None)
    key.look_alike(TOO_MUCH, LEDGER, row, "quantity", "未写数量, 按季三个月")
    if world.programme("GAOLING").top_up_doc:
        row = quarterly(world, world.household([91]).head, "GAOLING", 3, amount=yuan(300))
        key.look_alike(TOO_MUCH, LEDGER, row, "x_pol", "县里有提标文件")


@planter(NOT_ENTITLED, LEDGER, "poor_person", "poor_household", "register_change")
def plant_fund_07(world: World, key: AnswerKey) -> None:
    _not_registered(world, key)
    _registered_after_all(world, key)
    _not_in_this_years_snapshot(world, key)


def _not_registered(world: World, key: AnswerKey) -> None:
    person = world.outsider(72)
    for number in (1, 2):
        row = quarterly(world, person, "XSYL", number, 20)
        key.breach(NOT_ENTITLED, LEDGER, row, row["amount"], "未建档")

    household = world.household([70], exit_year=2016, attr="一般贫困户", policy={2018: "脱贫不享受政策", 2019: "脱贫不享受政策"})
    row = pay(world, household.head, "CYFH", year(2019), DIVIDENDS)
    key.breach(NOT_ENTITLED, LEDGER, row, row["amount"], "不再享受政策")
    row = quarterly(world, household.head, "XSYL", 2, 20)
    key.breach(NOT_ENTITLED, LEDGER, row, row["amount"], "不再享受政策")

    household = world.household([63], snapshots=(2018,))
    change(world, household.head, "清退", "识别不精准", dt.date(2018, 9, 10))
    row = quarterly(world, household.head, "XSYL", 3, 20)
    key.breach(NOT_ENTITLED, LEDGER, row, row["amount"], "2018年已清退")

    row = quarterly(world, world.outsider(73), "XSYL", 3, 20, pay_status="失败")
    key.look_alike(NOT_ENTITLED, LEDGER, row, "failed", "发放失败")


def _registered_after_all(world: World, key: AnswerKey) -> None:
    household = world.household([67])
    relative = world.outsider(41, village=household.village)
    row = pay(world, relative, "CYFH", year(2019), DIVIDENDS, hh_no=household.hh_no)
    key.look_alike(NOT_ENTITLED, LEDGER, row, "x_hh", "到户项目, 由户外亲属账户代收")

    person = elder(world)
    other_account = f"6224{world.index:02d}{world.number('account'):013d}"
    row = pay(world, person, "YBDJ", year(2019), dt.date(2019, 2, 20), id_no=world.people.misread(person.id_no), account_no=other_account)
    key.downgraded(NOT_ENTITLED, LEDGER, row, "x_typo", "D", "同村同名, 身份证号错一位")

    if not world.year_only_snapshots:
        household = world.household([71], attr="一般贫困户", policy={2018: "脱贫享受政策", 2019: "脱贫不享受政策"}, exit_year=2017)
        row = quarterly(world, household.head, "XSYL", 2, 20)
        key.look_alike(NOT_ENTITLED, LEDGER, row, "x_status_date", "2019年底才不再享受")


def _not_in_this_years_snapshot(world: World, key: AnswerKey) -> None:
    person = elder(world)
    row = pay(world, person, "XSYL", quarter(2017, 4), dt.date(2017, 12, 20))
    key.look_alike(NOT_ENTITLED, LEDGER, row, "x_snapshot", "缺2017年数据, 本人在册")

    for kind, detail, exception in (("自然增加", "婚入", "x_lag"), ("即时帮扶", "即时帮扶纳入", "x_instant")):
        household = world.household([58])
        joined = world.outsider(52, village=household.village)
        change(world, joined, kind, detail, dt.date(2019, 3, 14))
        row = pay(world, joined, "YBDJ", year(2019), dt.date(2019, 6, 5), hh_no=household.hh_no)
        key.look_alike(NOT_ENTITLED, LEDGER, row, exception, f"2019年3月{detail}")

    household = world.household(
        [66],
        first_identified=dt.date(2019, 4, 20),
        exit_year=None,
        exit_status="未脱贫",
        policy={2018: None, 2019: "未脱贫"},
        snapshots=(2019,),
    )
    row = quarterly(world, household.head, "XSYL", 2, 20)
    key.look_alike(NOT_ENTITLED, LEDGER, row, "registered", "当年新识别")
