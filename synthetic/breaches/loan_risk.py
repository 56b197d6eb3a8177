"""LOAN-10 to LOAN-12: interest not subsidised, overdue loans that are hidden, money that left the fund behind them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.loan_terms import LEDGER, ordinary
from synthetic.key import AnswerKey
from synthetic.lawful.loans import Loan, borrower, days_in, home, interest, lend, pay_back, pay_out, periods, subsidise, subsidise_all
from synthetic.lawful.risk_fund import SHARE, WAIT, move
from synthetic.people import AS_OF
from synthetic.world import World, yuan

UNPAID, OVERDUE, FUND = "LOAN-10", "LOAN-11", "LOAN-12"
SMALL = 5000


@planter(UNPAID, "interest_subsidy", LEDGER)
def plant_loan_10(world: World, key: AnswerKey) -> None:
    """The quarter left out is the third of 2019: 92 days by the calendar and by the banks' quarter."""
    for principal in (30000, 42000):
        loan = _without(world, periods(world)[-1:], principal=principal)
        owed = interest(loan.row["principal"], loan.row["rate"], 92)
        key.breach(UNPAID, LEDGER, loan.row, owed, "2019年第三季度应贴未贴")
    for late in (91, 160):
        period = periods(world)[-3]
        loan = _without(world, [period])
        row = subsidise(world, loan, period, paid_on=period[1] + dt.timedelta(days=late))
        key.breach(UNPAID, "interest_subsidy", row, row["subsidy_amount"], f"期末{late}天后拨付")

    period = periods(world)[-3]
    loan = _without(world, [period])
    row = subsidise(world, loan, period, paid_on=period[1] + dt.timedelta(days=90))
    key.look_alike(UNPAID, "interest_subsidy", row, "boundary", "期末90天拨付")
    loan = _without(world, periods(world), subsidised=False)
    key.look_alike(UNPAID, LEDGER, loan.row, "x_unsubsidised", "不属贴息贷款")
    loan = _without(world, periods(world)[-1:], overdue_interest=yuan(120))
    key.look_alike(UNPAID, LEDGER, loan.row, "x_overdue", "欠息，停止贴息")


def _without(world: World, missing: list, principal: int = 30000, **changes) -> Loan:
    """A loan of May 2018 at 4.35 % (3.625 ‰ a month: both give the same interest), subsidised but for some quarters."""
    loan = lend(world, borrower(home(world)), dt.date(2018, 5, 8), 36, principal, rate=Decimal("4.35"), **changes)
    pay_out(world, loan)
    for period in periods(world):
        if period not in missing and days_in(loan, period):
            subsidise(world, loan, period)
    return loan


def overdue(world: World, issued: dt.date, since: dt.date | None, five_class: str, **changes) -> Loan:
    """A loan of two years that was not paid back."""
    late = {"repaid_on": None, "balance": yuan(SMALL), "repaid_amount": yuan(0), "five_class": five_class, "overdue_since": since}
    late |= {"overdue_principal": yuan(SMALL) if since else None}
    loan = lend(world, borrower(home(world)), issued, 24, SMALL, **late | changes)
    pay_out(world, loan)
    subsidise_all(world, loan)
    return loan


@planter(OVERDUE, LEDGER, "loan_txn")
def plant_loan_11(world: World, key: AnswerKey) -> None:
    for five_class in ("正常", "关注"):
        loan = overdue(world, dt.date(2017, 6, 8), dt.date(2019, 6, 8), five_class)
        key.breach(OVERDUE, LEDGER, loan.row, yuan(SMALL), f"aspect=五级分类不实; 逾期206天仍为{five_class}")
    for since in (None, dt.date(2019, 9, 30)):
        loan = overdue(world, dt.date(2017, 7, 11), since, "次级")
        key.breach(OVERDUE, LEDGER, loan.row, yuan(SMALL), "aspect=逾期不实; " + ("未列逾期" if since is None else "逾期日期晚列"))
    loan = _again(world, (f"{world.short}农村商业银行", f"9999{world.index:02d}0000000001"))
    key.breach(OVERDUE, LEDGER, loan.row, yuan(20000), "aspect=借新还旧; 银行账户归还旧贷款")

    loan = overdue(world, AS_OF.replace(year=2017) - dt.timedelta(days=WAIT), AS_OF - dt.timedelta(days=WAIT), "关注")
    key.look_alike(OVERDUE, LEDGER, loan.row, "boundary", "恰好逾期90天")
    loan = overdue(world, dt.date(2017, 6, 20), dt.date(2019, 6, 22), "可疑")
    key.look_alike(OVERDUE, LEDGER, loan.row, "listed", "如实列示并分类")
    loan = _again(world, (f"{world.short}农村商业银行", f"9999{world.index:02d}0000000001"), renewed=True)
    key.look_alike(OVERDUE, LEDGER, loan.row, "x_renewal", "无还本续贷")


def _again(world: World, by: tuple[str, str], renewed: bool = False) -> Loan:
    """A loan repaid from an account of the bank, and lent again the next day."""
    household, due = home(world), dt.date(2019, 2, 14)
    first = lend(world, borrower(household), dt.date(2018, 2, 14), 12, 20000, repaid_on=due)
    pay_out(world, first)
    pay_back(world, first, by, "贷款收回")
    subsidise_all(world, first)
    return ordinary(world, due + dt.timedelta(days=1), 24, 20000, household, renewal_of=first.row["loan_no"] if renewed else None)


@planter(FUND, "risk_fund", LEDGER)
def plant_loan_12(world: World, key: AnswerKey) -> None:
    serial = world.number("diversion")
    for amount, on in ((60000 + serial * 100, dt.date(2019, 4, 16)), (85000 + serial * 100, dt.date(2019, 8, 22))):
        to = {"counterparty": f"{world.short}宏远商贸有限公司", "counterparty_account": f"9177{world.index:02d}0000000001"}
        row = move(world, on, "划出", amount, remark="借给企业周转", **to)
        key.breach(FUND, "risk_fund", row, yuan(amount), "aspect=挪用", "H")
    loan = overdue(world, dt.date(2017, 5, 15), dt.date(2019, 5, 15), "次级")
    world.special["risk_fund"].add(loan.row["loan_no"])
    key.breach(FUND, LEDGER, loan.row, SHARE * SMALL, "aspect=应代偿未代偿; 逾期230天")

    moved = 40000 + serial * 100
    row = move(world, dt.date(2019, 5, 20), "划出", moved, remark="更换合作银行账户")
    move(world, dt.date(2019, 5, 22), "注入", moved, 2)
    key.look_alike(FUND, "risk_fund", row, "x_moved", "转入补偿金另一账户")
    row = move(world, dt.date(2019, 6, 11), "划出", 30000 + serial * 100, remark="误划，当日退回")
    move(world, dt.date(2019, 6, 11), "注入", 30000 + serial * 100, remark="退回")
    key.look_alike(FUND, "risk_fund", row, "x_ret", "误划退回")
    loan = overdue(world, dt.date(2017, 5, 22), dt.date(2019, 5, 22), "次级")
    key.look_alike(FUND, LEDGER, loan.row, "compensated", "已代偿")
