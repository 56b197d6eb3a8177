"""LOAN-07 to LOAN-09: who used the money, what for, and how much interest the county paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.loan_terms import LEDGER
from synthetic.days import bank_quarter, quarter
from synthetic.key import AnswerKey
from synthetic.lawful.loans import (
    Loan,
    borrower,
    home,
    interest,
    lend,
    pay_back,
    pay_out,
    periods,
    settles_by_bank_quarter,
    subsidise,
    transact,
)
from synthetic.world import World, yuan

OTHERS_USE, NOT_FOR_PRODUCTION, OVERPAID = "LOAN-07", "LOAN-08", "LOAN-09"
TERM = dt.date(2018, 3, 14)


@planter(OVERPAID, "interest_subsidy", LEDGER, "loan_txn")
def plant_loan_09(world: World, key: AnswerKey) -> None:
    """Third quarter of 2019: 92 days by the calendar and by the banks' quarter, so that both give the same interest."""
    _twice_or_too_late(world, key)
    _above_base(world, key)
    _lawful_interest(world, key)


def _third_quarter(world: World) -> tuple[dt.date, dt.date]:
    return bank_quarter(2019, 3) if settles_by_bank_quarter(world) else quarter(2019, 3)


def _subsidised(world: World, issued: dt.date = dt.date(2018, 5, 8), months: int = 36, principal: int = 30000, **changes) -> Loan:
    """A loan at 4.35 %, subsidised up to the second quarter of 2019."""
    loan = lend(world, borrower(home(world)), issued, months, principal, rate=Decimal("4.35"), **changes)
    pay_out(world, loan)
    for period in periods(world)[:-1]:
        subsidise(world, loan, period)
    return loan


def _twice_or_too_late(world: World, key: AnswerKey) -> None:
    period = _third_quarter(world)
    for principal in (30000, 45000):
        loan = _subsidised(world, principal=principal)
        first = subsidise(world, loan, period)
        row = subsidise(world, loan, period, paid_on=first["paid_on"] + dt.timedelta(days=9), batch_no="TX201903补")
        key.breach(OVERPAID, "interest_subsidy", row, row["subsidy_amount"], "重复贴息")

    loan = _subsidised(world, repaid_on=dt.date(2019, 6, 10), balance=yuan(0), repaid_amount=yuan(30000))
    pay_back(world, loan)
    row = subsidise(world, loan, period, 92)
    key.breach(OVERPAID, "interest_subsidy", row, row["subsidy_amount"], "还款后仍贴息")

    late = {"repaid_on": None, "balance": yuan(30000), "repaid_amount": yuan(0), "overdue_principal": yuan(30000), "five_class": "次级"}
    loan = _subsidised(world, dt.date(2017, 3, 15), 24, overdue_since=dt.date(2019, 3, 15), **late)
    row = subsidise(world, loan, period, 92)
    key.breach(OVERPAID, "interest_subsidy", row, row["subsidy_amount"], "逾期本金贴息")


def _above_base(world: World, key: AnswerKey) -> None:
    loan, period, rate = _subsidised(world), _third_quarter(world), Decimal("5.64")
    row = subsidise(world, loan, period, rate=rate)
    lawful = interest(loan.row["principal"], loan.row["rate"], 92)
    key.breach(OVERPAID, "interest_subsidy", row, row["subsidy_amount"] - lawful, "按5.64%贴息, 贷款利率4.35%")


def _lawful_interest(world: World, key: AnswerKey) -> None:
    period = _third_quarter(world)
    loan = _subsidised(world)
    row = subsidise(world, loan, period, rate=Decimal("4.75"))
    key.look_alike(OVERPAID, "interest_subsidy", row, "x_reset", "1月1日重定价, 未超当日基准")

    loan = _subsidised(world)
    first = subsidise(world, loan, period)
    wrong = subsidise(world, loan, period, paid_on=first["paid_on"] + dt.timedelta(days=5))
    subsidise(world, loan, period, paid_on=first["paid_on"] + dt.timedelta(days=11), subsidy_amount=-wrong["subsidy_amount"], remark="冲回")
    key.look_alike(OVERPAID, "interest_subsidy", wrong, "x_ret", "重复后已冲回")

    loan = _subsidised(world)
    row = subsidise(world, loan, period)
    row["subsidy_amount"] = row["interest"] = row["subsidy_amount"] + Decimal("0.80")
    key.look_alike(OVERPAID, "interest_subsidy", row, "boundary", "差额0.80元在容差内")

    loan = _subsidised(world, principal=40000, balance=yuan(30000), repaid_amount=yuan(10000))
    part = period[0] + dt.timedelta(days=35)
    transact(world, loan, part, "还本", yuan(10000), (loan.row["borrower_name"], loan.borrower.account), "归还部分本金")
    row = subsidise(world, loan, period)
    days = (period[1] - part).days + 1
    row["subsidy_amount"] = row["interest"] = interest(Decimal(40000), loan.row["rate"], 92 - days) + interest(
        Decimal(30000), loan.row["rate"], days
    )
    key.look_alike(OVERPAID, "interest_subsidy", row, "part_repaid", "季中归还部分本金, 分段计息")
