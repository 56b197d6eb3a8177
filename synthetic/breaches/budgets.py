"""FUND-08 and FUND-09: budgets handed down late, and money that lies idle."""

from __future__ import annotations

import datetime as dt

from synthetic import words
from synthetic.breaches import planter
from synthetic.days import later
from synthetic.key import AnswerKey
from synthetic.lawful.funds import allocate, spend
from synthetic.world import World, yuan

LATE, IDLE = "FUND-08", "FUND-09"
LEDGER = "budget_allocation"


def after(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


@planter(LATE, LEDGER)
def plant_fund_08(world: World, key: AnswerKey) -> None:
    for received, days in ((dt.date(2019, 3, 4), 45), (dt.date(2018, 5, 21), 132)):
        row = allocate(world, received.year, received, world.rng.randrange(30, 90) * 10000, after(received, days))
        key.breach(LATE, LEDGER, row, row["amount"], f"{days}天才分解下达")
    row = allocate(world, 2019, dt.date(2019, 6, 10), 480000, used=0, issued_on=None)
    key.breach(LATE, LEDGER, row, row["amount"], "至审计截止日未分解下达")

    row = allocate(world, 2019, dt.date(2019, 4, 8), 260000, after(dt.date(2019, 4, 8), 30))
    key.look_alike(LATE, LEDGER, row, "boundary", "恰好30天")
    row = allocate(
        world,
        2019,
        dt.date(2018, 11, 20),
        900000,
        dt.date(2019, 1, 18),
        doc_name="关于提前下达2019年中央财政专项扶贫资金预算指标的通知",
        level="中央",
    )
    key.look_alike(LATE, LEDGER, row, "x_advance", "提前下达指标, 自1月1日起算")
    row = allocate(
        world, 2019, dt.date(2019, 2, 25), 350000, after(dt.date(2019, 2, 25), 100), doc_name="关于下达2019年产业发展以奖代补资金的通知"
    )
    key.look_alike(LATE, LEDGER, row, "x_award", "以奖代补, 验收后拨付")


@planter(IDLE, LEDGER, "treasury_payment")
def plant_fund_09(world: World, key: AnswerKey) -> None:
    _idle(world, key)
    _moved_not_spent(world, key)
    _lawfully_left(world, key)


def _idle(world: World, key: AnswerKey) -> None:
    row = allocate(world, 2018, dt.date(2018, 5, 15), 1000000, used=650000)
    key.breach(IDLE, LEDGER, row, row["balance"], "闲置一年以上", severity="M")
    row = allocate(world, 2017, dt.date(2017, 6, 20), 800000, used=520000)
    key.breach(IDLE, LEDGER, row, row["balance"], "闲置两年以上", severity="H")
    row = allocate(world, 2018, dt.date(2018, 12, 31), 300000, used=100000)
    key.look_alike(IDLE, LEDGER, row, "boundary", "至审计截止日恰好一年")


def _moved_not_spent(world: World, key: AnswerKey) -> None:
    """The balance is nil, but part of it only moved to the township's own account."""
    town, firm = world.rng.choice(world.villages).town, world.firm(words.FIRM_BUILDERS)
    row = allocate(world, 2018, dt.date(2018, 6, 4), 400000, recipient_unit=town)
    spend(
        world, row["doc_no"], dt.date(2018, 8, 14), yuan(250000), f"{town}财政所", f"9999{world.index:02d}00000001", purpose="拨付镇街专户"
    )
    spend(world, row["doc_no"], dt.date(2018, 10, 23), yuan(150000), firm["name"], firm["account"], purpose="工程款")
    key.breach(IDLE, LEDGER, row, yuan(250000), "转入镇街财政所, 不算支出", severity="M")


def _lawfully_left(world: World, key: AnswerKey) -> None:
    row = allocate(world, 2018, dt.date(2018, 4, 17), 500000, used=485000, remark="预留质保金15000元")
    key.look_alike(IDLE, LEDGER, row, "x_retention", "质保金未到期")
    row = allocate(world, 2018, dt.date(2018, 3, 27), 360000, used=200000, remark="合同诉讼, 资金被法院冻结")
    key.look_alike(IDLE, LEDGER, row, "x_litigation", "诉讼冻结")
    firm = world.firm(words.FIRM_BUILDERS)
    row = allocate(world, 2018, dt.date(2018, 7, 11), 450000, used=370000)
    spend(world, row["doc_no"], later(dt.date(2020, 1, 1), world.rng, 2, 8), yuan(80000), firm["name"], firm["account"], purpose="工程款")
    key.look_alike(IDLE, LEDGER, row, "x_transit", "年末在途, 1月上旬已支付")
    row = allocate(world, 2019, dt.date(2019, 3, 12), 520000, used=90000)
    key.look_alike(IDLE, LEDGER, row, "age", "不满一年")
