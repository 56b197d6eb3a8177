"""The risk-compensation fund: a seventh of what is lent, yearly interest, every loan compensated that is long overdue."""

import datetime as dt
from decimal import Decimal

from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import AS_OF, Village
from synthetic.world import World, yuan

SHARE = Decimal("0.7")
WAIT = 90
SIGN = {"注入": 1, "利息": 1, "追回返还": 1, "代偿": -1, "划出": -1}


@writes("risk_fund")
def move(world: World, village: Village | None = None, **told) -> dict:
    """One movement, of the first account unless said otherwise; balances are worked out when all are known."""
    return record(world, "risk_fund", None, told, account=world.here["补偿金一户"])


def after(world: World) -> None:
    if not world.has("micro_loan", "risk_fund"):
        return
    loans = {row["loan_no"]: row for row in world.tables["micro_loan"]}.values()
    owed = sum(row["principal"] if row["balance"] is None else row["balance"] for row in loans if row["product"] == "富民农户贷")
    late = [row for row in loans if _overdue(row) > WAIT and row["loan_no"] not in world.special["risk_fund"]]
    spent = sum((SHARE * row["balance"] for row in late), Decimal(0))
    planted = sum(row["txn_amount"] * SIGN.get(row["txn_type"], -1) for row in world.tables["risk_fund"])
    capital = (owed / 7 + spent - planted).quantize(Decimal("1E3"))
    half = (capital / 2).quantize(Decimal("1E3"))
    move(world, txn_date=dt.date(2016, 9, 20), txn_type="注入", txn_amount=yuan(half))
    move(world, txn_date=dt.date(2018, 3, 15), txn_type="注入", txn_amount=yuan(capital - half))
    for year in (2016, 2017, 2018, 2019):
        move(world, txn_date=dt.date(year, 12, 21), txn_type="利息", txn_amount=yuan(world.rng.randrange(8, 30) * 100))
    for row in late:
        paid = {"txn_amount": yuan(SHARE * row["balance"]), "bank_share": yuan((1 - SHARE) * row["balance"])}
        move(world, txn_date=dt.date(2019, 12, 24), txn_type="代偿", loan_no=row["loan_no"], **paid)
    _balances(world)


def _overdue(row: dict) -> int:
    due = row["extended_due_date"] or row["due_date"]
    return (AS_OF - due).days if due and row["balance"] else 0


def _balances(world: World) -> None:
    """In the order of days, account by account; planters' movements have their place among them."""
    rows = world.tables["risk_fund"]
    rows.sort(key=lambda row: (row["account"], row["txn_date"]))
    balance: dict[str, Decimal] = {}
    for row in rows:
        name = row["account"]
        row["balance"] = balance[name] = balance.get(name, yuan(0)) + row["txn_amount"] * SIGN.get(row["txn_type"], -1)
