"""LOAN-07 to LOAN-09: who used the money, what for, and how much interest the county paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.loan_terms import LEDGER, ordinary
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
    subsidise_all,
    transact,
)
from synthetic.world import World, yuan

OTHERS_USE, NOT_FOR_PRODUCTION, OVERPAID = "LOAN-07", "LOAN-08", "LOAN-09"
TERM = dt.date(2018, 3, 14)


@planter(OTHERS_USE, LEDGER, "loan_txn")
def plant_loan_07(world: World, key: AnswerKey) -> None:
    firm = world.firm(words.FIRM_OPERATORS)
    for mode, user in (("户贷企用", firm["name"]), ("分贷统还", None), ("合作社托管", None)):
        loan = ordinary(world, world.day(dt.date(2018, 2, 1), dt.date(2019, 4, 30)), use_mode=mode, user_entity=user)
        key.breach(OTHERS_USE, LEDGER, loan.row, loan.row["principal"], mode)
    for loan in _to_one_firm(world, 5, (firm["name"], firm["account"]), dt.date(2019, 4, 9)):
        key.breach(OTHERS_USE, LEDGER, loan.row, loan.row["principal"], "放款后集中转入同一企业")
    payer = world.firm(words.FIRM_OPERATORS)
    for loan in _by_one_payer(world, (payer["name"], payer["account"]), "统一还款"):
        key.breach(OTHERS_USE, LEDGER, loan.row, loan.row["principal"], "同一企业账户归还多户贷款")
    _lawful_together(world, key)


def _to_one_firm(world: World, count: int, to: tuple[str, str], issued: dt.date, days: tuple[int, int] = (1, 5)) -> list[Loan]:
    """Some borrowers' money goes to one account soon after it was paid out."""
    loans = []
    for place in range(count):
        loan = lend(world, borrower(home(world)), issued + dt.timedelta(days=place // 2), 24, 30000)
        pay_out(world, loan, to, days)
        subsidise_all(world, loan)
        loans.append(loan)
    return loans


def _by_one_payer(world: World, payer: tuple[str, str], summary: str) -> list[Loan]:
    """Five borrowers' loans are repaid from one account."""
    loans = []
    for _ in range(5):
        loan = lend(world, borrower(home(world)), TERM, 12, 20000)
        pay_out(world, loan)
        pay_back(world, loan, payer, summary)
        subsidise_all(world, loan)
        loans.append(loan)
    return loans


def _lawful_together(world: World, key: AnswerKey) -> None:
    loan = ordinary(world, dt.date(2017, 3, 8), 36, 30000, use_mode="户贷企用", user_entity=world.firm(words.FIRM_OPERATORS)["name"])
    key.look_alike(OTHERS_USE, LEDGER, loan.row, "x_legacy", "2017年7月25日前的合同")
    dealer = (f"{world.short}惠民农资经营部", f"6230{world.index:02d}0000000001")
    for loan in _to_one_firm(world, 5, dealer, dt.date(2019, 3, 5)):
        key.look_alike(OTHERS_USE, LEDGER, loan.row, "x_dealer", "都向一家农资店购买农资")
    collector = (f"{world.villages[0].name}村民委员会".replace("村村民", "村民"), f"9160{world.index:02d}0000000001")
    for loan in _by_one_payer(world, collector, "受托代收代还"):
        key.look_alike(OTHERS_USE, LEDGER, loan.row, "x_collector", "村委会受托代还")
    few, slow = world.firm(words.FIRM_OPERATORS), world.firm(words.FIRM_OPERATORS)
    for loan in _to_one_firm(world, 4, (few["name"], few["account"]), dt.date(2019, 4, 23)):
        key.look_alike(OTHERS_USE, LEDGER, loan.row, "agg_n", "只有四户")
    for loan in _to_one_firm(world, 5, (slow["name"], slow["account"]), dt.date(2019, 2, 19), (9, 20)):
        key.look_alike(OTHERS_USE, LEDGER, loan.row, "agg_days", "放款7日以后")
    loan = lend(
        world,
        borrower(home(world)),
        dt.date(2018, 9, 13),
        12,
        50000,
        product="富民生产贷",
        use_mode="户贷企用",
        user_entity=few["name"],
        subsidised=False,
    )
    key.look_alike(OTHERS_USE, LEDGER, loan.row, "x_product", "企业贷款产品")


@planter(NOT_FOR_PRODUCTION, LEDGER, "loan_txn", "interest_subsidy")
def plant_loan_08(world: World, key: AnswerKey) -> None:
    for purpose in ("儿子结婚", "翻建住房"):
        loan = ordinary(world, world.day(dt.date(2018, 2, 1), dt.date(2019, 4, 30)), 24, purpose=purpose)
        key.breach(NOT_FOR_PRODUCTION, LEDGER, loan.row, loan.row["principal"], purpose)
    loan = lend(world, borrower(home(world)), dt.date(2018, 11, 7), 24, 40000)
    pay_out(world, loan, (f"{world.short}惠民家电商场", f"6231{world.index:02d}0000000001"))
    subsidise_all(world, loan)
    key.breach(NOT_FOR_PRODUCTION, LEDGER, loan.row, loan.row["principal"], "资金转入家电商场")

    for purpose in ("翻建鸡舍", "购买农用三轮车", "建大棚"):
        loan = ordinary(world, world.day(dt.date(2018, 2, 1), dt.date(2019, 4, 30)), 24, purpose=purpose)
        key.look_alike(NOT_FOR_PRODUCTION, LEDGER, loan.row, "x_productive", purpose)


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
