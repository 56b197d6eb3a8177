"""CONS-01 … CONS-03: goods that help nobody, sales counted twice or too dear, shares not bought and wages docked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.key import AnswerKey
from synthetic.lawful.consumption import BUDGET, sell
from synthetic.world import World, yuan

LEDGER = "consumption_sales"


def order(world: World, buyer: str = "税务局", quantity: int = 200, price: int = 6, product: str = "红薯", **changes) -> dict:
    """An order of a supplier of its own, outside the platforms."""
    supplier = world.firm(words.FIRM_OPERATORS)
    return sell(
        world, f"{world.short}{buyer}", supplier, product, "斤", Decimal(quantity), Decimal(price), **{"platform": "线下直购"} | changes
    )


@planter("CONS-01", LEDGER)
def plant_cons_01(world: World, key: AnswerKey) -> None:
    for linked in (None, "0"):
        row = order(world, linked_hh=linked)
        key.breach("CONS-01", LEDGER, row, row["amount"], "无带动贫困户")
    row = order(world, linked_hh=None, cert_no=None)
    key.breach("CONS-01", LEDGER, row, row["amount"], "未认定且无带动贫困户")
    row = order(world, cert_no=None)
    key.look_alike("CONS-01", LEDGER, row, "x_before_list", "2019年认定名录尚未公布")


@planter("CONS-02", LEDGER)
def plant_cons_02(world: World, key: AnswerKey) -> None:
    first = order(world, sale_date=dt.date(2019, 8, 6))
    numbers = {
        "invoice_no": first["invoice_no"],
        "supplier_name": first["supplier_name"],
        "uscc": first["uscc"],
        "cert_no": first["cert_no"],
    }
    row = order(world, "工会", sale_date=dt.date(2019, 8, 20), **numbers)
    key.breach("CONS-02", LEDGER, row, row["amount"], "同一发票两次统计")
    row = order(world, market_price=Decimal(4))
    key.breach("CONS-02", LEDGER, row, yuan(400), "每斤高出市场价2元")
    row = order(world, order_status="退货")
    key.breach("CONS-02", LEDGER, row, row["amount"], "退货仍计入")

    row = order(world, **numbers, sale_date=dt.date(2019, 8, 9), product="芋头")
    key.look_alike("CONS-02", LEDGER, row, "x_lines", "同一发票的另一商品行")
    row = order(world, price=13, market_price=Decimal(10))
    key.look_alike("CONS-02", LEDGER, row, "boundary", "恰为市场价的1.3倍")
    row = order(world, order_status="退货")
    again = {name: row[name] for name in ("order_no", "invoice_no", "supplier_name", "uscc", "cert_no")}
    order(world, **again, sale_date=dt.date(2019, 12, 24), amount=-row["amount"], order_status="退货")
    key.look_alike("CONS-02", LEDGER, row, "x_ret", "已冲减")


@planter("CONS-03", LEDGER)
def plant_cons_03(world: World, key: AnswerKey) -> None:
    row = order(world, f"第{world.number('unit')}中学", reserved_budget=BUDGET, reserved_share=Decimal(5))
    key.breach("CONS-03", LEDGER, row, yuan(1800), "应采购3000元, 仅1200元")
    row = order(world, paid_from="职工工资代扣")
    key.breach("CONS-03", LEDGER, row, None, "从工资扣款")
    row = order(world, f"第{world.number('unit')}中学", 500, reserved_budget=BUDGET, reserved_share=Decimal(5))
    key.look_alike("CONS-03", LEDGER, row, "boundary", "恰为预留份额")
    row = order(world, paid_from="职工自愿购买，工资代扣")
    key.look_alike("CONS-03", LEDGER, row, "x_voluntary", "职工自愿")
