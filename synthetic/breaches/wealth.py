"""FUND-03: registered households with a car, a bought house, a firm; and what looks like wealth and is none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.matched_payments import quarterly
from synthetic.key import AnswerKey
from synthetic.lawful.wealth import own
from synthetic.people import Household, Person
from synthetic.world import World, yuan

RULE, LEDGER = "FUND-03", "poor_household"
UNDER_POLICY = {2018: "脱贫享受政策", 2019: "脱贫享受政策"}


def household(world: World, ages: list[int], **changes) -> Household:
    """A household identified in April 2014 that left poverty in 2018 and is still under policies."""
    usual = {
        "first_identified": dt.date(2014, 4, 1),
        "exit_year": 2018,
        "exit_status": "已脱贫",
        "policy": dict(UNDER_POLICY),
        "attr": "一般贫困户",
    }
    return world.household(ages, **usual | changes)


def row_of(world: World, home: Household) -> dict:
    """By what the key finds the household's row of the newest snapshot: the register itself is written last."""
    day = dt.date(2019, 1, 1) if world.year_only_snapshots else dt.date(2019, 12, 31)
    return {"hh_no": home.hh_no, "snapshot_date": day, "id_no": home.head.id_no}


def drive(world: World, person: Person, on: dt.date, price: int, kind: str = "小型轿车", **changes) -> None:
    usual = {"vehicle_type": kind, "use_nature": "非营运", "brand": "测试牌", "reg_date": on, "price": yuan(price), "status": "正常"}
    plate = f"鲁{world.rng.choice('GV')}T{world.index:X}{world.number('plate'):03d}"
    world.add("motor_vehicle", name=person.name, id_no=person.id_no, plate=plate, **usual | changes)


def trade(world: World, person: Person, on: dt.date, capital: int, kind: str = "有限公司", **changes) -> None:
    firm = world.firm(words.FIRM_BUILDERS)
    usual = {
        "ent_name": firm["name"],
        "status": "存续",
        "legal_rep": person.name,
        "legal_rep_id": person.id_no,
        "role": "法定代表人",
        "share_ratio": Decimal(100),
    }
    world.add(
        "business_registration",
        **{"uscc": firm["uscc"], "ent_type": kind, "reg_capital": yuan(capital), "est_date": on, "name": person.name, "id_no": person.id_no}
        | usual
        | changes,
    )


def paid(world: World, home: Household) -> Decimal:
    """What the household receives in 2019."""
    return sum((quarterly(world, home.head, "XSYL", number, 20)["amount"] for number in (1, 2)), Decimal(0))


@planter(RULE, "motor_vehicle", "real_estate", "business_registration")
def plant_fund_03(world: World, key: AnswerKey) -> None:
    home = household(world, [72, 68, 41])
    drive(world, home.members[2], dt.date(2016, 5, 17), 126000)
    key.breach(RULE, LEDGER, row_of(world, home), paid(world, home), "儿子识别后购轿车")

    home = household(world, [66, 64])
    own(world, home.members[1], "购买", dt.date(2017, 9, 12))
    key.breach(RULE, LEDGER, row_of(world, home), paid(world, home), "识别后购商品房")

    home = household(world, [63, 60, 35])
    trade(world, home.members[2], dt.date(2017, 3, 8), 500000)
    key.breach(RULE, LEDGER, row_of(world, home), paid(world, home), "名下有限公司")

    _no_wealth(world, key)


def _no_wealth(world: World, key: AnswerKey) -> None:
    def spared(home: Household, exception: str, note: str) -> None:
        key.look_alike(RULE, LEDGER, row_of(world, home), exception, note)

    home = household(world, [67, 42])
    drive(world, home.members[1], dt.date(2016, 8, 3), 118000, "中型普通货车", use_nature="营运")
    spared(home, "x_liv", "营运货车, 谋生工具")
    home = household(world, [71, 45])
    drive(world, home.members[1], dt.date(2016, 8, 3), 118000, status="转移")
    spared(home, "x_gone", "已过户")
    home = household(world, [70, 44])
    drive(world, home.members[1], dt.date(2012, 8, 3), 118000)
    spared(home, "x_before", "识别前购买")
    home = household(world, [69, 46])
    drive(world, home.members[1], dt.date(2019, 3, 6), 118000)
    spared(home, "x_exit", "脱贫以后购买")
    home = household(world, [68, 43], policy={2018: "脱贫不享受政策", 2019: "脱贫不享受政策"}, exit_year=2017)
    drive(world, home.members[1], dt.date(2016, 6, 6), 118000)
    spared(home, "x_out", "不再享受政策")
    home = household(world, [73])
    own(world, home.head, "安置", dt.date(2016, 10, 20))
    spared(home, "x_given", "安置房")
    home = household(world, [58, 56])
    trade(world, home.head, dt.date(2016, 4, 1), 120000, "个体工商户", ent_name=f"{home.village.name}便民小卖部")
    spared(home, "x_liv", "个体小卖部")
