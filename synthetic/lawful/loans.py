"""Lawful micro-loans: one a household, up to 50,000 yuan, up to three years, at the base rate, on credit, for production.

The interest is subsidised quarter by quarter, to the fen: principal × rate / 360 × days, from the day of issue to the day before
it is repaid. A county settles either by calendar quarters or by the banks' quarters (21st to 20th).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from synthetic.days import Period, add_months, bank_quarter, later, quarter
from synthetic.lawful import writes
from synthetic.people import AS_OF, Household, Person
from synthetic.world import FEN, World, yuan

#: 人民银行 benchmark and LPR (1 year), % a year (DOMAIN.md §3.1).
BENCHMARK = (
    (dt.date(2014, 11, 22), Decimal("5.60"), Decimal("6.00")),
    (dt.date(2015, 3, 1), Decimal("5.35"), Decimal("5.75")),
    (dt.date(2015, 5, 11), Decimal("5.10"), Decimal("5.50")),
    (dt.date(2015, 6, 28), Decimal("4.85"), Decimal("5.25")),
    (dt.date(2015, 8, 26), Decimal("4.60"), Decimal("5.00")),
    (dt.date(2015, 10, 24), Decimal("4.35"), Decimal("4.75")),
    (dt.date(2019, 8, 20), Decimal("4.25"), Decimal("4.25")),
    (dt.date(2019, 9, 20), Decimal("4.20"), Decimal("4.20")),
    (dt.date(2019, 11, 20), Decimal("4.15"), Decimal("4.15")),
)
PURPOSES = ("养殖肉鸡", "种植大姜", "购买种羊", "种植露天蔬菜", "养牛", "种植西瓜", "养殖生猪", "大棚蔬菜种植", "果树种植", "种植花生")


def base_rate(day: dt.date, months: int) -> Decimal:
    """The rate at which a poverty loan may be lent on a day."""
    _, short, long = [row for row in BENCHMARK if row[0] <= day][-1]
    return short if months <= 12 else long


@dataclass
class Loan:
    row: dict
    borrower: Person
    subsidies: list[dict] = field(default_factory=list)

    @property
    def names(self) -> dict:
        return {"loan_no": self.row["loan_no"], "borrower_name": self.row["borrower_name"], "borrower_id": self.row["borrower_id"]}


def borrower(household: Household) -> Person:
    """The member who may borrow: 22 to 62 years old."""
    return next(p for p in household.members if 22 <= p.age() <= 62 and p.died_on is None)


def may_borrow(household: Household) -> bool:
    return any(22 <= p.age() <= 62 and p.died_on is None for p in household.members)


def home(world: World) -> Household:
    """A new household with somebody who may borrow."""
    age = world.rng.randrange(36, 58)
    return world.household([age, age - 1, max(8, age - 27)][: world.rng.choice((2, 2, 3))], first_identified=dt.date(2014, 4, 12))


def lend(world: World, person: Person, issued: dt.date, months: int = 24, principal: int = 30000, listed: bool = True, **changes) -> Loan:
    """A loan, lawful unless `changes` say otherwise; repaid on its due date when that lies before the audit date."""
    serial, household = world.number("loan"), person.household
    due = add_months(issued, months)
    repaid = later(due, world.rng, -12, 0) if due <= AS_OF else None
    head = household.head if household else person
    usual = {
        **person.village.region,
        "loan_no": f"JK{issued.year}{world.index:02d}{serial:06d}",
        "product": "富民农户贷",
        "borrower_name": person.name,
        "borrower_id": person.id_no,
        "head_name": head.name,
        "head_id": head.id_no,
        "relation": person.relation,
        "hh_no": household.hh_no if household else None,
        "member_count": len(household.members) if household else None,
        "exit_status": household.exit_status if household else None,
        "bank": f"{world.short}农村商业银行",
        "branch": f"{person.village.town}支行",
        "principal": yuan(principal),
        "rate": base_rate(issued, months),
        "term_months": months,
        "issue_date": issued,
        "due_date": due,
        "extended_due_date": None,
        "collateral": "信用",
        "purpose": world.rng.choice(PURPOSES),
        "use_mode": "户贷户用",
        "user_entity": None,
        "balance": yuan(0 if repaid else principal),
        "repaid_amount": yuan(principal if repaid else 0),
        "repaid_on": repaid,
        "overdue_principal": None,
        "overdue_since": None,
        "overdue_interest": None,
        "five_class": "正常",
        "subsidised": True,
        "subsidy_total": None,
        "renewal_of": None,
        "should_lend": None,
        "remark": None,
    }
    return Loan(world.add("micro_loan", **usual | changes) if listed else usual | changes, person)


@writes("micro_loan")
def enter(world: World, person: Person, **changes) -> dict:
    """A loan of the bank's list; what followed is written when the county is complete. Only poverty loans are subsidised."""
    issued = changes.pop("issue_date", None) or world.day(dt.date(2018, 2, 1), dt.date(2019, 5, 30))
    due, months = changes.get("due_date"), changes.pop("term_months", None)
    months = months or (max(1, round((due - issued).days * 12 / 365.25)) if due else 24)
    if changes.get("product"):
        changes = {"subsidised": False} | changes
    else:
        changes.pop("product", None)
    if "due_date" in changes and due is None:
        changes["repaid_on"] = changes.get("repaid_on")
    loan = lend(world, person, issued, months, changes.pop("principal", 30000), **changes)
    world.loans.append(loan)
    return loan.row


@writes("loan_txn")
def booked(world: World, person: Person, loan_no: str, **changes) -> dict:
    """A transaction of a loan that is in the bank's list."""
    loan = next(loan for loan in world.loans if loan.row["loan_no"] == loan_no)
    other = (changes.pop("counterparty", loan.row["borrower_name"]), changes.pop("counterparty_account", None))
    kind, on, amount = changes.pop("type"), changes.pop("txn_date"), changes.pop("amount")
    return transact(world, loan, on, kind, amount, other, changes.pop("summary", None) or kind)


def after(world: World) -> None:
    """What followed of loans that were only listed: paid out, paid back and subsidised as they should."""
    booked_already = {row["loan_no"] for row in world.tables["loan_txn"]}
    for loan in world.loans:
        if loan.row["loan_no"] not in booked_already:
            pay_out(world, loan)
            if loan.row["repaid_on"]:
                pay_back(world, loan)
        if loan.row["subsidised"]:
            subsidise_all(world, loan)


def pay_out(world: World, loan: Loan, to: tuple[str, str] | None = None, days: tuple[int, int] = (1, 5)) -> None:
    """The money is credited to the borrower and spent with `to` (name, account), or with a seller of its own."""
    row = loan.row
    transact(world, loan, row["issue_date"], "放款", row["principal"], (row["borrower_name"], loan.borrower.account), "贷款发放")
    to = to or (world.people.name("男"), f"6217{world.index:02d}{world.number('seller'):013d}")
    transact(world, loan, later(row["issue_date"], world.rng, *days), "转出", row["principal"], to, "货款")


def pay_back(world: World, loan: Loan, by: tuple[str, str] | None = None, summary: str = "归还贷款") -> None:
    """The principal is repaid from the borrower's own account, or from that of `by`."""
    by = by or (loan.row["borrower_name"], loan.borrower.account)
    transact(world, loan, loan.row["repaid_on"], "还本", loan.row["principal"], by, summary)


def transact(world: World, loan: Loan, on: dt.date, kind: str, amount: Decimal, other: tuple[str, str], summary: str) -> dict:
    serial = world.number("transaction")
    return world.add(
        "loan_txn",
        txn_no=f"{on:%Y%m%d}{world.index:02d}{serial:06d}",
        **loan.names,
        txn_date=on,
        type=kind,
        amount=yuan(amount),
        counterparty=other[0],
        counterparty_account=other[1],
        summary=summary,
    )


def settles_by_bank_quarter(world: World) -> bool:
    return world.index % 3 != 1


def periods(world: World, first: int = 2018) -> list[Period]:
    """The settled quarters up to the third of 2019."""
    make = bank_quarter if settles_by_bank_quarter(world) else quarter
    return [make(y, q) for y in range(first, 2020) for q in range(1, 5) if (y, q) < (2019, 4)]


def interest(principal: Decimal, rate: Decimal, days: int) -> Decimal:
    return (principal * rate * days / 36000).quantize(FEN, ROUND_HALF_UP)


def days_in(loan: Loan, period: Period) -> int:
    """Days of a period on which interest is due: from the issue to the day before it is due or repaid."""
    row = loan.row
    end = min(day for day in (row["extended_due_date"] or row["due_date"] or dt.date.max, row["repaid_on"] or dt.date.max))
    return max(0, (min(period[1] + dt.timedelta(days=1), end) - max(period[0], row["issue_date"])).days)


def subsidise(world: World, loan: Loan, period: Period, days: int | None = None, rate: Decimal | None = None, **changes) -> dict | None:
    """One quarter's subsidy, paid within six weeks; nothing when no interest was due."""
    row, days = loan.row, days_in(loan, period) if days is None else days
    if not days:
        return None
    rate = rate or min(row["rate"], base_rate(row["issue_date"], row["term_months"]))
    amount = interest(row["principal"], rate, days)
    applied = later(period[1], world.rng, 5, 15)
    usual = {
        **loan.borrower.village.region,
        "batch_no": f"TX{period[1].year}{(period[1].month + 2) // 3:02d}",
        "period_from": period[0],
        "period_to": period[1],
        **loan.names,
        "basis_principal": row["principal"],
        "days": days,
        "rate": rate,
        "interest": amount,
        "subsidy_ratio": Decimal(1),
        "subsidy_amount": amount,
        "applied_on": applied,
        "paid_on": later(applied, world.rng, 10, 25),
        "payee": row["bank"],
        "remark": None,
    }
    subsidy = world.add("interest_subsidy", **usual | changes)
    loan.subsidies.append(subsidy)
    return subsidy


def subsidise_all(world: World, loan: Loan) -> None:
    """Every settled quarter of the loan; its total goes into the loan's row."""
    for period in periods(world):
        subsidise(world, loan, period)
    loan.row["subsidy_total"] = sum((s["subsidy_amount"] for s in loan.subsidies), Decimal(0)) or None


def usual(world: World, household: Household, issued: dt.date | None = None, **changes) -> Loan:
    """An ordinary loan of a household with all that follows: spent, subsidised, repaid."""
    issued = issued or world.day(dt.date(2017, 1, 5), dt.date(2019, 10, 31))
    months = changes.pop("months", None) or world.rng.choice((12, 24, 36, 36))
    loan = lend(world, borrower(household), issued, months, changes.pop("principal", None) or world.rng.randrange(10, 51) * 1000, **changes)
    pay_out(world, loan)
    if loan.row["repaid_on"]:
        pay_back(world, loan)
    subsidise_all(world, loan)
    return loan
