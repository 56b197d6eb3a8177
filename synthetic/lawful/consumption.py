"""Consumption-based help: canteens and trade unions buy recognised goods of suppliers who let poor households gain by it."""

from decimal import Decimal

from synthetic import words
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.words import TABLES
from synthetic.world import World, yuan

BUDGET, SHARE = yuan(60000), Decimal(5)


def before(world: World) -> None:
    """Every buyer keeps the share of its canteen's budget that it reserved for 2019."""
    suppliers = [world.firm(words.FIRM_OPERATORS) for _ in range(4)]
    for buyer in TABLES["buyers"]:
        for _ in range(max(3, round(6 * world.size))):
            good, unit, price = world.rng.choice(TABLES["goods"])
            count = Decimal(-(-1500 // price))
            supplier = world.rng.choice(suppliers)
            told = {"buyer": f"{world.short}{buyer}", "product": good, "unit": unit, "price": Decimal(price), "amount": yuan(count * price)}
            sell(world, supplier=supplier, **told, reserved_budget=BUDGET, reserved_share=SHARE)


@writes("consumption_sales")
def sell(world: World, village: Village | None = None, supplier: dict | None = None, **told) -> dict:
    """One order, invoiced and delivered, at the market's price."""
    supplier, price = supplier or world.firm(words.FIRM_OPERATORS), told.get("price") or Decimal(10)
    seller = {"supplier_name": supplier["name"], "uscc": supplier["uscc"]}
    certificate = f"FPCP{world.index:02d}{int(supplier['account'][-6:]):06d}"
    sold = {"quantity": told["amount"] / price, "price": price, "market_price": price, "cert_no": certificate}
    return record(world, "consumption_sales", village or world.rng.choice(world.villages), told, **seller, **sold)
