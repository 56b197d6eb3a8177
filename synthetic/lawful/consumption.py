"""Consumption-based help: canteens and trade unions buy recognised goods of suppliers who let poor households gain by it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.world import World, yuan

GOODS = (("苹果", "斤", 4), ("小米", "斤", 7), ("花生油", "桶", 98), ("鸡蛋", "斤", 5), ("蜂蜜", "瓶", 45), ("大棚西红柿", "斤", 3))
BUYERS = ("机关事务服务中心", "人民医院", "第一中学", "总工会", "农商银行", "供电公司")
PLATFORMS = ("扶贫832平台", "消费扶贫专馆", "线下直购")
BUDGET, SHARE = yuan(60000), Decimal(5)


def before(world: World) -> None:
    """Every buyer keeps the share of its canteen's budget that it reserved for 2019."""
    suppliers = [world.firm(words.FIRM_OPERATORS) for _ in range(4)]
    for buyer in BUYERS:
        for _ in range(max(3, round(6 * world.size))):
            good, unit, price = world.rng.choice(GOODS)
            count = Decimal(-(-1500 // price))
            supplier = world.rng.choice(suppliers)
            told = {"buyer": f"{world.short}{buyer}", "product": good, "unit": unit, "price": Decimal(price), "amount": yuan(count * price)}
            sell(world, supplier=supplier, **told, reserved_budget=BUDGET, reserved_share=SHARE)


@writes("consumption_sales")
def sell(world: World, village: Village | None = None, supplier: dict | None = None, **changes) -> dict:
    """One order, invoiced and delivered, at the market's price."""
    number, supplier = world.number("order"), supplier or world.firm(words.FIRM_OPERATORS)
    price = changes.get("price") or Decimal(10)
    usual = {
        **(village or world.rng.choice(world.villages)).region,
        "order_no": f"XF2019{world.index:02d}{number:05d}",
        "sale_date": world.day(dt.date(2019, 3, 1), dt.date(2019, 12, 20)),
        "supplier_name": supplier["name"],
        "uscc": supplier["uscc"],
        "product": "苹果",
        "cert_no": f"FPCP{world.index:02d}{int(supplier['account'][-6:]):06d}",
        "quantity": changes["amount"] / price,
        "unit": "斤",
        "price": price,
        "market_price": price,
        "linked_hh": f"{world.rng.randrange(3, 30)}户",
        "invoice_no": f"37{world.index:02d}{number:06d}",
        "platform": world.rng.choice(PLATFORMS),
        "order_status": "完成",
        "reserved_budget": None,
        "reserved_share": None,
        "paid_from": "食堂经费",
        "remark": None,
    }
    return world.add("consumption_sales", **usual | changes)
