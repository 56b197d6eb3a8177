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
#: What every loan has, whether an example says it or leaves it empty.
NEEDED = ("product", "issue_date", "term_months", "principal")


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
def lend(world: World, person: Person, **changes) -> dict:
    """A loan of the bank's list, repaid on its due date when that lies before the audit date; `after` writes what followed.

    Only poverty loans are subsidised, so another product is not.
    """
    household, serial = person.household, world.number("loan")
    changes = {name: value for name, value in changes.items() if value is not None or name not in NEEDED}
    issued = changes.get("issue_date") or world.day(dt.date(2018, 2, 1), dt.date(2019, 5, 30))
    due, months = changes.get("due_date"), changes.get("term_months")
    months = months or (max(1, round((due - issued).days * 12 / 365.25)) if due else 24)
    due = due or add_months(issued, months)
    principal, open_ended = yuan(changes.get("principal", 30000)), changes.get("due_date", due) is None
    usually = later(due, world.rng, -12, 0) if due <= AS_OF and not open_ended and not changes.get("balance") else None
    repaid = changes.get("repaid_on", usually)
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
        "principal": principal,
        "rate": base_rate(issued, months),
        "term_months": months,
        "issue_date": issued,
        "due_date": due,
        "extended_due_date": None,
        "collateral": "信用",
        "purpose": world.rng.choice(PURPOSES),
        "use_mode": "户贷户用",
        "user_entity": None,
        "balance": yuan(0) if repaid else principal,
        "repaid_amount": principal if repaid else yuan(0),
        "repaid_on": repaid,
        "overdue_principal": None,
        "overdue_since": None,
        "overdue_interest": None,
        "five_class": "正常",
        "subsidised": "product" not in changes,
        "subsidy_total": None,
        "renewal_of": None,
        "should_lend": None,
        "remark": None,
    }
    world.loans.append(Loan(world.add("micro_loan", **usual | changes), person))
    return world.loans[-1].row


def listed(world: World, loan_no: str) -> Loan:
    return next(loan for loan in world.loans if loan.row["loan_no"] == loan_no)


@writes("loan_txn")
def booked(world: World, person: Person, loan_no: str, **changes) -> dict:
    """A transaction of a loan that is in the bank's list, with the borrower himself where nobody else is named."""
    row = listed(world, loan_no).row
    usual = {
        "txn_no": f"{changes['txn_date']:%Y%m%d}{world.index:02d}{world.number('transaction'):06d}",
        **{column: row[column] for column in ("loan_no", "borrower_name", "borrower_id")},
        "counterparty": row["borrower_name"],
        "counterparty_account": None,
        "summary": changes["type"],
    }
    return world.add("loan_txn", **usual | changes)


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
def told(world: World, person: Person, loan_no: str, period_from: dt.date, period_to: dt.date, **changes) -> dict:
    """A subsidy of a calendar quarter, dated as the county settles its quarters."""
    period = next(period for period in periods(world) if period[0] <= period_from + dt.timedelta(days=40) <= period[1])
    return _subsidy(world, listed(world, loan_no), period, **changes)


def _subsidy(world: World, loan: Loan, period: Period, **changes) -> dict:
    """A subsidy paid within six weeks after its quarter."""
    row, applied = loan.row, later(period[1], world.rng, 5, 15)
    usual = {
        **loan.borrower.village.region,
        **{column: row[column] for column in ("loan_no", "borrower_name", "borrower_id", "rate")},
        "batch_no": f"TX{period[1].year}{(period[1].month + 2) // 3:02d}",
        "period_from": period[0],
        "period_to": period[1],
        "basis_principal": row["principal"],
        "days": (period[1] - period[0]).days + 1,
        "interest": changes["subsidy_amount"],
        "subsidy_ratio": Decimal(1),
        "applied_on": applied,
        "paid_on": later(applied, world.rng, 10, 25),
        "payee": row["bank"],
        "remark": None,
    }
    loan.subsidies.append(world.add("interest_subsidy", **usual | changes))
    return loan.subsidies[-1]
