"""FUND-10, FUND-11 and FUND-12: poverty money spent on other things, forged lists, money that came late or through other hands."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder, quarterly
from synthetic.days import quarter, year
from synthetic.key import AnswerKey
from synthetic.lawful.funds import allocate, pay, spend
from synthetic.lawful.matches import serve
from synthetic.lawful.vouchers import BANK, TILL, book
from synthetic.world import World, yuan

DIVERTED, FORGED, BY_HAND = "FUND-10", "FUND-11", "FUND-12"
PAYMENT, TREASURY, VOUCHER = "benefit_payment", "treasury_payment", "voucher"


def town(world: World) -> str:
    return world.rng.choice(world.villages).town


def shop(world: World, kind: str) -> tuple[str, str]:
    """A payee and its account."""
    return f"{world.short}{kind}", f"9071{world.index:02d}{world.number('shop'):010d}"


@planter(DIVERTED, TREASURY, "budget_allocation")
def plant_fund_10(world: World, key: AnswerKey) -> None:
    doc = allocate(world, 2019, dt.date(2019, 3, 6), 240000)["doc_no"]
    for on, amount, kind, purpose, code in (
        (dt.date(2019, 6, 12), 8600, "鸿运大酒店", "公务接待费", "30217"),
        (dt.date(2019, 7, 3), 64000, "宏远汽贸", "购置车辆款", "31013"),
        (dt.date(2019, 9, 18), 120000, "金厦装饰", "办公用房维修款", "30213"),
    ):
        row = spend(world, doc, on, yuan(amount), *shop(world, kind), purpose=purpose, econ_code=code)
        key.breach(DIVERTED, TREASURY, row, row["amount"], purpose)

    row = spend(world, doc, dt.date(2019, 5, 9), yuan(18000), *shop(world, "职业培训学校"), purpose="贫困户实用技术培训", econ_code="30216")
    key.downgraded(DIVERTED, TREASURY, row, "x_code", "L", "科目不符而用途正确")
    row = spend(
        world,
        f"潍财行〔2019〕{world.number('other document') + 30}号",
        dt.date(2019, 5, 16),
        yuan(15000),
        *shop(world, "办公用品店"),
        purpose="第一书记扶贫工作经费",
        econ_code="30201",
        func_code="2013299",
    )
    key.look_alike(DIVERTED, TREASURY, row, "x_other", "第一书记工作经费另有来源")
    payee = shop(world, "通讯营业厅")
    row = spend(world, doc, dt.date(2019, 8, 6), yuan(2300), *payee, purpose="电话费", econ_code="30207")
    spend(world, doc, dt.date(2019, 8, 20), yuan(-2300), *payee, purpose="电话费", econ_code="30207")
    key.look_alike(DIVERTED, TREASURY, row, "x_ret", "已冲回")
    _management_fee(world, key)
    _in_the_books(world, key)


def _management_fee(world: World, key: AnswerKey) -> None:
    """Of the central funds of 2016, 500,000 yuan, one per cent is spent on management by March; what follows is too much."""
    doc = allocate(world, 2016, dt.date(2016, 2, 16), 500000, level="中央", func_code="2130505")["doc_no"]
    office = shop(world, "扶贫项目评审中心")
    row = spend(world, doc, dt.date(2016, 3, 22), yuan(5000), *office, purpose="项目管理费")
    key.look_alike(DIVERTED, TREASURY, row, "x_fee", "恰为中央资金的1%")
    row = spend(world, doc, dt.date(2016, 10, 11), yuan(3200), *office, purpose="项目管理费")
    key.breach(DIVERTED, TREASURY, row, yuan(3200), "超过1%的部分")


def _in_the_books(world: World, key: AnswerKey) -> None:
    if not world.has(VOUCHER):
        return
    row = book(world, town(world), dt.date(2019, 4, 17), "专项应付款-扶贫资金", "发放职工过节费", 12600, "专项扶贫资金", BANK)
    key.breach(DIVERTED, VOUCHER, row, row["debit"], "镇街账: 福利")
    row = book(world, town(world), dt.date(2019, 6, 21), "管理费用-办公费", "第一书记扶贫工作办公费", 860, "第一书记专项经费", BANK)
    key.look_alike(DIVERTED, VOUCHER, row, "x_other", "镇街账: 第一书记经费")


@planter(FORGED, PAYMENT, "village_cadre")
def plant_fund_11(world: World, key: AnswerKey) -> None:
    _one_account(world, key)
    _accounts_in_a_row(world, key)
    _in_a_cadres_hand(world, key)
    if world.has(VOUCHER):
        row = book(world, town(world), dt.date(2019, 5, 23), "专项应付款-扶贫资金", "付修缮材料款", 6400, "专项扶贫资金", TILL)
        key.breach(FORGED, VOUCHER, row, row["debit"], "扶贫资金以现金支付")
        row = book(world, town(world), dt.date(2019, 5, 24), "专项应付款-扶贫资金", "付用工人员工资", 3600, "专项扶贫资金", TILL)
        key.look_alike(FORGED, VOUCHER, row, "x_wages", "用工工资可用现金")


def _one_account(world: World, key: AnswerKey) -> None:
    people = [elder(world) for _ in range(3)]
    rows = [
        pay(world, person, "CYJB", year(2019), dt.date(2019, 8, 20 + place), 1 + place, account_no=people[0].account)
        for place, person in enumerate(people)
    ]
    key.breach(FORGED, PAYMENT, rows[0], sum(row["amount"] for row in rows), "三户三人同一账号")

    home = world.household([44, 43, 18, 17, 16])
    for place, child in enumerate(home.members[2:]):
        row = pay(
            world,
            child,
            "YULU",
            (dt.date(2019, 1, 1), dt.date(2019, 6, 30)),
            dt.date(2019, 5, 27),
            amount=yuan(1500 - place),
            account_no=home.head.account,
        )
    key.look_alike(FORGED, PAYMENT, row, "x_hh", "三个子女共用家长社保卡")

    residence, village = f"6225{world.index:02d}{world.number('account'):013d}", world.rng.choice(world.villages)
    for place in range(3):
        person = elder(world, village=village, attr="五保贫困户")
        row = pay(
            world,
            person,
            "TEKUN",
            (dt.date(2019, 4, 1), dt.date(2019, 4, 30)),
            dt.date(2019, 4, 10),
            amount=yuan(560 - place),
            account_no=residence,
            account_name=f"{village.town}敬老院",
        )
    key.look_alike(FORGED, PAYMENT, row, "x_institution", "集中供养, 敬老院账户")


def _accounts_in_a_row(world: World, key: AnswerKey) -> None:
    village, first = world.rng.choice(world.villages), world.number("run") * 100
    rows = [
        pay(
            world,
            elder(world, village=village),
            "CYJB",
            year(2019),
            dt.date(2019, 9, 17),
            batch_no=f"201909-连{first}",
            account_no=f"9080{world.index:02d}{first + place:08d}",
        )
        for place in range(5)
    ]
    first_row = min(rows, key=lambda row: (row["id_no"], row["name"]))
    key.breach(FORGED, PAYMENT, first_row, sum(row["amount"] for row in rows), "五个账号相连")


def _in_a_cadres_hand(world: World, key: AnswerKey) -> None:
    person = elder(world)
    cadre = world.outsider(52, village=person.village)
    serve(world, cadre, "村会计")
    row = quarterly(world, person, "XSYL", 3, 20, proxy_name=cadre.name, proxy_id=cadre.id_no)
    key.breach(FORGED, PAYMENT, row, row["amount"], "村会计代领")

    person = elder(world)
    cadre = world.outsider(49, village=person.village)
    serve(world, cadre, "村委会委员")
    row = quarterly(world, person, "XSYL", 3, 20, proxy_name=cadre.name, proxy_id=cadre.id_no, proxy_relation="书面委托")
    key.look_alike(FORGED, PAYMENT, row, "x_proxy", "有书面委托")


@planter(BY_HAND, PAYMENT)
def plant_fund_12(world: World, key: AnswerKey) -> None:
    row = pay(world, elder(world), "XSYL", quarter(2019, 1), dt.date(2019, 8, 14))
    key.breach(BY_HAND, PAYMENT, row, row["amount"], "一季度补贴8月才发放")
    person = elder(world)
    row = pay(
        world,
        person,
        "WEIWEN",
        quarter(2019, 3),
        dt.date(2019, 9, 10),
        account_no=f"9081{world.index:02d}{world.number('village account'):010d}",
        account_name=f"{person.village.name}村民委员会",
    )
    key.breach(BY_HAND, PAYMENT, row, row["amount"], "打入村委会账户", severity="M")

    row = pay(world, elder(world), "CYFH", year(2018), dt.date(2019, 5, 15))
    key.look_alike(BY_HAND, PAYMENT, row, "x_income", "年度收益次年分配")
    person = elder(world)
    quarterly(world, person, "XSYL", 2, 27, pay_status="失败")
    row = pay(world, person, "XSYL", quarter(2019, 2), dt.date(2019, 7, 22))
    key.look_alike(BY_HAND, PAYMENT, row, "x_repaid", "退票后25天内重发")
    row = pay(world, elder(world), "XSYL", quarter(2019, 2), dt.date(2019, 8, 29))
    key.look_alike(BY_HAND, PAYMENT, row, "boundary", "恰为60天")
