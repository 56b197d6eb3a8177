"""Lawful micro-loans: one a household, up to 50,000 yuan, up to three years, at the base rate, on credit, for production.

The interest is subsidised quarter by quarter, to the fen: principal × rate / 360 × days, from the day of issue to the day before
it is repaid. A county settles either by calendar quarters or by the banks' quarters (21st to 20th).
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from synthetic.days import Period, add_months, bank_quarter, later, quarter
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import AS_OF, Household, Person
from synthetic.words import TABLES
from synthetic.world import FEN, World, yuan

#: 人民银行 benchmark and LPR (1 year), % a year (DOMAIN.md §3.1).
BENCHMARK = [(day, Decimal(f"{short:.2f}"), Decimal(f"{long:.2f}")) for day, short, long in TABLES["benchmark"]]
#: What every loan has, whether an example says it or leaves it empty.
NEEDED = ("product", "issue_date", "term_months", "principal")
#: By what the ledgers of loans name one.
LOAN = ("loan_no", "borrower_name", "borrower_id")


def base_rate(day: dt.date, months: int) -> Decimal:
    """The rate at which a poverty loan may be lent on a day."""
    _, short, long = [row for row in BENCHMARK if row[0] <= day][-1]
    return short if months <= 12 else long


@dataclass
class Loan:
    row: dict
    borrower: Person
    subsidies: list[dict] = field(default_factory=list)


def borrower(household: Household) -> Person | None:
    """The member who may borrow: 22 to 62 years old."""
    return next((p for p in household.members if 22 <= p.age() <= 62 and p.died_on is None), None)


def usual(world: World, person: Person) -> None:
    """An ordinary loan."""
    issued = world.day(dt.date(2017, 1, 5), dt.date(2019, 10, 31))
    months, principal = world.rng.choice((12, 24, 36, 36)), yuan(world.rng.randrange(10, 51) * 1000)
    lend(world, person, issue_date=issued, term_months=months, principal=principal)


@writes("micro_loan")
def lend(world: World, person: Person, **told) -> dict:
    """A loan of the bank's list, repaid on its due date when that lies before the audit date; `after` writes what followed.

    Only poverty loans are subsidised, so another product is not.
    """
    household = person.household
    told = {name: value for name, value in told.items() if value is not None or name not in NEEDED}
    issued = told.get("issue_date") or world.day(dt.date(2018, 2, 1), dt.date(2019, 5, 30))
    due, months = told.get("due_date"), told.get("term_months")
    months = months or (max(1, round((due - issued).days * 12 / 365.25)) if due else 24)
    due = due or add_months(issued, months)
    principal, open_ended = yuan(told.get("principal", 30000)), told.get("due_date", due) is None
    usually = later(due, world.rng, -12, 0) if due <= AS_OF and not open_ended and not told.get("balance") else None
    repaid = told.get("repaid_on", usually)
    head = household.head if household else person
    known = {
        "loan_no": f"JK{issued.year}{world.index:02d}{world.number('loan'):06d}",
        "borrower_name": person.name,
        "borrower_id": person.id_no,
        "head_name": head.name,
        "head_id": head.id_no,
        "member_count": len(household.members) if household else None,
        "exit_status": household.exit_status if household else None,
        "principal": principal,
        "rate": base_rate(issued, months),
        "term_months": months,
        "issue_date": issued,
        "due_date": due,
        "balance": yuan(0) if repaid else principal,
        "repaid_amount": principal if repaid else yuan(0),
        "repaid_on": repaid,
        "subsidised": "product" not in told,
    }
    world.loans.append(Loan(record(world, "micro_loan", person, told, **known), person))
    return world.loans[-1].row


def listed(world: World, loan_no: str) -> Loan:
    return next(loan for loan in world.loans if loan.row["loan_no"] == loan_no)


@writes("loan_txn")
def booked(world: World, person: Person, loan_no: str, **told) -> dict:
    """A transaction of a loan that is in the bank's list, with the borrower himself where nobody else is named."""
    row = listed(world, loan_no).row
    return record(world, "loan_txn", None, told, **{column: row[column] for column in LOAN}, counterparty=row["borrower_name"])


def after(world: World) -> None:
    """What followed of the loans, as far as nobody has told it: paid out, spent, paid back and subsidised as they should."""
    told = {row["loan_no"] for row in world.tables["loan_txn"]}
    for loan in world.loans:
        if loan.row["loan_no"] not in told:
            _book(world, loan)
        if loan.row["subsidised"]:
            for period in periods(world):
                subsidise(world, loan, period)
            loan.row["subsidy_total"] = sum((s["subsidy_amount"] for s in loan.subsidies), Decimal(0)) or None


def _book(world: World, loan: Loan) -> None:
    """The money is credited to the borrower, spent with a seller of his own, and repaid from his account."""
    row, person = loan.row, loan.borrower
    own = {"loan_no": row["loan_no"], "amount": row["principal"], "counterparty_account": person.account}
    booked(world, person, txn_date=row["issue_date"], type="放款", summary="贷款发放", **own)
    seller = {"counterparty": world.people.name("男"), "counterparty_account": f"6217{world.index:02d}{world.number('seller'):013d}"}
    booked(world, person, txn_date=later(row["issue_date"], world.rng, 1, 5), type="转出", summary="货款", **own | seller)
    if row["repaid_on"]:
        booked(world, person, txn_date=row["repaid_on"], type="还本", summary="归还贷款", **own)


def periods(world: World) -> list[Period]:
    """The settled quarters from 2018 to the third of 2019: of two counties in three the banks', of the third the calendar's."""
    make = quarter if world.index % 3 == 1 else bank_quarter
    return [make(y, q) for y in (2018, 2019) for q in range(1, 5) if (y, q) < (2019, 4)]


def interest(principal: Decimal, rate: Decimal, days: int) -> Decimal:
    return (principal * rate * days / 36000).quantize(FEN, ROUND_HALF_UP)


def days_in(loan: Loan, period: Period) -> int:
    """Days of a period on which interest is due: from the issue to the day before it is due or repaid."""
    row = loan.row
    end = min(day for day in (row["extended_due_date"] or row["due_date"] or dt.date.max, row["repaid_on"] or dt.date.max))
    return max(0, (min(period[1] + dt.timedelta(days=1), end) - max(period[0], row["issue_date"])).days)


def subsidise(world: World, loan: Loan, period: Period) -> None:
    """One quarter's subsidy, unless it is told already or no interest was due."""
    days, row = days_in(loan, period), loan.row
    if days and all(told["period_to"] != period[1] for told in loan.subsidies):
        rate = min(row["rate"], base_rate(row["issue_date"], row["term_months"]))
        amount = interest(row["principal"], rate, days)
        _subsidy(world, loan, period, days=days, rate=rate, subsidy_amount=amount)


@writes("interest_subsidy")
def entered(world: World, person: Person, loan_no: str, period_from: dt.date, period_to: dt.date, **changes) -> dict:
    """A subsidy of a calendar quarter, dated as the county settles its quarters."""
    period = next(period for period in periods(world) if period[0] <= period_from + dt.timedelta(days=40) <= period[1])
    return _subsidy(world, listed(world, loan_no), period, **changes)


def _subsidy(world: World, loan: Loan, period: Period, **told) -> dict:
    """A subsidy paid within six weeks after its quarter."""
    row, applied = loan.row, later(period[1], world.rng, 5, 15)
    known = {
        **{column: row[column] for column in (*LOAN, "rate")},
        "batch_no": f"TX{period[1].year}{(period[1].month + 2) // 3:02d}",
        "period_from": period[0],
        "period_to": period[1],
        "basis_principal": row["principal"],
        "days": (period[1] - period[0]).days + 1,
        "interest": told["subsidy_amount"],
        "applied_on": applied,
        "paid_on": later(applied, world.rng, 10, 25),
        "payee": row["bank"],
    }
    loan.subsidies.append(record(world, "interest_subsidy", loan.borrower.village, told, **known))
    return loan.subsidies[-1]
