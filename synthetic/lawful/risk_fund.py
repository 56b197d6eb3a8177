"""The risk-compensation fund: a seventh of what is lent, yearly interest, every loan compensated that is long overdue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.people import AS_OF
from synthetic.world import World, yuan

SHARE = Decimal("0.7")
WAIT = 90
SIGN = {"注入": 1, "利息": 1, "追回返还": 1, "代偿": -1, "划出": -1}


def account(world: World, number: int = 1) -> dict:
    """The columns that name an account of the fund."""
    return {"account": f"1607{world.index:02d}88{number:04d}", "bank": f"{world.short}农村商业银行"}


def move(world: World, on: dt.date, kind: str, amount: Decimal | int, number: int = 1, **changes) -> dict:
    """One movement; balances are worked out when all are known."""
    usual = {**account(world, number), "opened_on": dt.date(2016, 9, 12), "txn_date": on, "txn_type": kind, "txn_amount": yuan(amount)}
    return world.add(
        "risk_fund", **usual | dict.fromkeys(("loan_no", "bank_share", "counterparty", "counterparty_account", "remark")) | changes
    )


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
    move(world, dt.date(2016, 9, 20), "注入", half)
    move(world, dt.date(2018, 3, 15), "注入", capital - half)
    for year in (2016, 2017, 2018, 2019):
        move(world, dt.date(year, 12, 21), "利息", world.rng.randrange(8, 30) * 100)
    for row in late:
        amount = SHARE * row["balance"]
        move(world, dt.date(2019, 12, 24), "代偿", amount, loan_no=row["loan_no"], bank_share=yuan(row["balance"] - amount))
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
