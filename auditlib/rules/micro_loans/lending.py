"""To whom and on what terms loans are granted (LOAN-01 … LOAN-06)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT, share
from auditlib.models.vocabulary import UNKNOWN, lookup
from auditlib.rules._loan_book import COPIED, base_rate, fen, highest_base_rate, interest, keyed, loans, repayments, tenor
from auditlib.rules.catalogue import rule
from auditlib.rules.micro_loans import _household_debt, _interest
from auditlib.rules.micro_loans._registered import unregistered

CREDIT = "信用|免担保|免抵押|免保证|无担保|无抵押"
DEMANDED = "保证|抵押|质押|担保|联保"
#: 免担保, 无抵押、担保 …: says that nothing was demanded.
WAIVED = "(免|无|不需要|无需|未)(任何)?((抵押|担保|保证|质押)[、，,/和及]?)+"
NOTHING = ("", "无", "否", "不需要", "/", "-", "—")


def _book(micro_loan):
    return loans(keyed(micro_loan))


def _day(policy, policy_id: str):
    """A dated policy value that is itself a day."""
    return dt.date.fromisoformat(policy.value(policy_id))


@rule(
    "LOAN-01",
    basis="loan.edge_household",
    severity="H",
    strength="B",
    amount="V",
    matter="borrower_id",
    needs=("micro_loan.borrower_id", "micro_loan.issue_date"),
    downgrades={"x_typo": "D"},
)
def borrower_not_registered(micro_loan, poor_person, register_change=None, poor_household=None, *, policy):
    """On the day of issue neither the borrower (who left poverty still counts) nor the household is registered as poor.

    A household struck off (清退) before the loan is not registered; a person in any snapshot is, from the day of identification on.
    """
    book = _book(micro_loan).filter(_.borrower_id.notnull() & _.issue_date.notnull())
    found = unregistered(book, poor_person, poor_household, register_change, _day(policy, "loan.edge_household"))
    return found.select(
        *COPIED, "kind", "since", "x_hh", "x_lag", "x_removed", "x_typo", "x_snapshot", "x_product",
        occurred_on="issue_date",
        questioned_amount="principal",
    )  # fmt: skip


@rule(
    "LOAN-02",
    basis="loan.ceiling",
    severity="M",
    strength="A",
    amount="I",
    matter="household",
    needs=("micro_loan.issue_date",),
)
def principal_over_ceiling(micro_loan, loan_txn=None, poor_person=None, *, policy):
    """On the day of issue the household's unpaid poverty micro-loans together exceed the ceiling for one household.

    Each loan that lifts the household over the ceiling, or further over it, is accused of its part of the excess.
    """
    rows = keyed(micro_loan)
    book = loans(rows).filter(_.issue_date.notnull() & _.principal.notnull())
    book = _household_debt.by_household(book, poor_person)
    found = lookup(book, _household_debt.owed(book, repayments(book, rows, loan_txn)), "loan")
    found = found.mutate(ceiling=policy.at("loan.ceiling", found.issue_date).cast("decimal(18,2)")).filter(_.total > _.ceiling)
    over = found.outstanding > found.ceiling
    counted = ibis.ifelse(over, found.outstanding, found.total)
    return found.select(
        *COPIED, "household", "loans", "related", "ceiling", "x_repaid", "x_product",
        outstanding=counted,
        occurred_on="issue_date",
        questioned_amount=ibis.least(found.principal, counted - found.ceiling).cast("decimal(18,2)"),
        x_renewal=~over,
    )  # fmt: skip


@rule(
    "LOAN-03",
    basis=("loan.term_max", "loan.covid_until"),
    severity="M",
    strength="A",
    amount="I",
    needs=("micro_loan.issue_date", "micro_loan.due_date|micro_loan.term_months"),
)
def term_over_limit(micro_loan, interest_subsidy=None, *, policy):
    """The agreed due day is later than the day of issue plus the longest term.

    The amount is the interest subsidised for the time after the lawful end, of a period that holds it by days. Where only the list's due
    day, not the agreed
    term, is beyond it, an extension noted in the remark spares the loan; nothing noted leaves that open.
    """
    rows = keyed(micro_loan)
    book = loans(rows)
    longest = policy.at("loan.term_max", book.issue_date)
    book = book.mutate(longest=longest, last_day=(book.issue_date + longest.cast("int64").as_interval("M")).cast("date"))
    late = ibis.literal(int(policy.value("loan.term_tol_days"))).as_interval("D")
    latest = (book.last_day + late).cast("date")
    book = book.mutate(
        due_late=ibis.ifelse(book.due_date.isnull(), book.term_months > book.longest, book.due_date > latest).fill_null(False),
        extended_late=(book.extended_due_date > latest).fill_null(False),
    )
    found = book.filter(_.due_late | _.extended_late)
    if interest_subsidy is None:
        found = found.mutate(subsidy=NO_AMOUNT)
    else:
        found = lookup(found, _subsidy_after(found, _interest.entries(interest_subsidy, rows)), "loan").mutate(
            subsidy=_.subsidy.fill_null(0).cast("decimal(18,2)")
        )
    noted = found.remark.re_search("展期|续贷|延期").fill_null(False)
    short = found.due_date.notnull() & (found.term_months <= found.longest).fill_null(False)
    prolonged = (found.last_day >= ibis.literal(_day(policy, "loan.covid_due_from"))) & (
        ibis.coalesce(found.due_date, found.last_day + (found.term_months - found.longest).cast("int64").as_interval("M")).cast("date")
        <= ibis.literal(_day(policy, "loan.covid_until"))
    )
    return found.select(
        *COPIED, "term_months", "due_date", "extended_due_date", "last_day", "x_product",
        occurred_on="issue_date",
        questioned_amount="subsidy",
        x_extension=ibis.cases((~found.due_late, True), (short & noted, True), (short, UNKNOWN), else_=False),
        x_covid=prolonged,
    )  # fmt: skip


def _subsidy_after(found, entries):
    """``loan``, ``subsidy``: interest subsidised for the days after the lawful end."""
    paid = entries.join(found.select("loan", "last_day"), "loan")
    after, days = paid.period_to.delta(paid.last_day, unit="day"), paid.period_to.delta(paid.period_from, unit="day") + 1
    divided = (paid.period_from <= paid.last_day) & (after > 0) & (paid.subsidy_amount > 0)
    part = ibis.ifelse(divided, share(paid.subsidy_amount, after.cast("int64"), days.cast("int64")), paid.subsidy_amount)
    paid = paid.mutate(part=part).filter((_.period_from > _.last_day) | divided)
    return paid.group_by("loan").agg(subsidy=_.part.sum())


@rule(
    "LOAN-04",
    basis=("loan.benchmark_1y", "loan.benchmark_1_5y", "loan.benchmark_over_5y", "loan.lpr_1y", "loan.lpr_5y"),
    severity="M",
    strength="A",
    amount="V",
    needs=("micro_loan.issue_date", "micro_loan.rate"),
)
def rate_above_base(micro_loan, *, policy, as_of):
    """The annual rate is above the base rate of the same term on the day of issue (LPR from 20 August 2019 on).

    Excess interest from issue to the earliest of due day, repayment and audit date, on what was still owed: of principal repaid in part
    only
    the last day and its sum are known from the list. A loan of more than a
    year above the one-year but not the five-year LPR stays open until the contract is read.
    """
    book = _book(micro_loan)
    book = book.mutate(months=tenor(book))
    found = book.mutate(
        ceiling=base_rate(policy, book.issue_date, book.months),
        highest=highest_base_rate(policy, book.issue_date, book.months),
        tolerance=ibis.literal(policy.value("loan.rate_tol"), type="decimal(18,6)"),
    ).filter(_.rate > _.ceiling + _.tolerance)
    due = ibis.coalesce(found.due_date, (found.issue_date + found.term_months.cast("int64").as_interval("M")).cast("date"))
    end = ibis.least(*[ibis.coalesce(day, ibis.literal(as_of)) for day in (due, found.closed_on, ibis.literal(as_of))])
    # What was repaid early bore no more interest.
    early = ibis.ifelse(
        (found.repaid_amount < found.principal).fill_null(False), end.delta(found.repaid_on, unit="day"), ibis.null("int64")
    )
    relieved = ibis.coalesce(fen(found.repaid_amount) * ibis.greatest(early, 0), 0)
    found = found.mutate(days=ibis.greatest(end.delta(found.issue_date, unit="day"), 0), relieved=relieved)
    return found.select(
        *COPIED, "rate", "ceiling", "months", "due_date", "days", "x_product",
        occurred_on="issue_date",
        questioned_amount=interest(fen(found.principal) * found.days - found.relieved, found.rate - found.ceiling,
            policy.value("loan.day_count")),
        x_tenor=ibis.ifelse(found.rate > found.highest + found.tolerance, False, UNKNOWN),
    )  # fmt: skip


@rule(
    "LOAN-05",
    severity="M",
    strength="A",
    amount="N",
    needs=("micro_loan.collateral",),
)
def collateral_demanded(micro_loan):
    """The loan is not on credit: the borrower had to give a guarantee or a pledge."""
    book = _book(micro_loan)
    text = book.collateral.re_replace(r"\s", "").re_replace(WAIVED, "信用")
    village = text.re_replace("信用村|信用户", "")
    demanded = text.re_search(DEMANDED) | ~village.re_search(CREDIT)
    found = book.filter(demanded & ~text.isin(NOTHING))
    return found.select(
        *COPIED, "collateral", "x_product",
        occurred_on="issue_date",
        questioned_amount=NO_AMOUNT,
        x_risk=found.collateral.re_search("风险补偿|信用村|风险金|政府担保"),
    )  # fmt: skip


@rule(
    "LOAN-06",
    basis=("loan.age_min", "loan.age_max"),
    severity="L",
    strength="A",
    amount="N",
    needs=("micro_loan.borrower_id", "micro_loan.issue_date"),
    downgrades={"x_checksum": "D"},
)
def age_out_of_range(micro_loan, *, policy):
    """On the day of issue the borrower's age is out of range (only for loans granted after the document was issued)."""
    book = _book(micro_loan)
    book = book.filter(book.borrower_id.re_search(r"^\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"))
    issued = book.issue_date.year() * 10000 + book.issue_date.month() * 100 + book.issue_date.day()
    age = ((issued - book.borrower_id.substr(6, 8).cast("int64")) / 10000).floor().cast("int32")
    found = book.mutate(age=age, age_min=policy.at("loan.age_min", book.issue_date), age_max=policy.at("loan.age_max", book.issue_date))
    found = found.filter((_.age < _.age_min) | (_.age > _.age_max))
    return found.select(
        *COPIED, "age", "x_product",
        age_min=found.age_min.cast("int32"),
        age_max=found.age_max.cast("int32"),
        occurred_on="issue_date",
        questioned_amount=NO_AMOUNT,
        x_checksum=(found.borrower_id_note == "checksum").fill_null(False),
    )  # fmt: skip
