"""Interest subsidies: overpaid (LOAN-09), late or not paid (LOAN-10)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.dates import NO_DATE, literal_date
from auditlib.models.vocabulary import UNKNOWN, lookup
from auditlib.rules._loan_book import keyed, loans, repayments
from auditlib.rules.catalogue import rule
from auditlib.rules.micro_loans import _interest
from auditlib.rules.micro_loans._overdue import states


@rule(
    "LOAN-09",
    basis=("loan.day_count", "loan.subsidy_ratio", "loan.enterprise_subsidy", "loan.subsidy_tol"),
    severity="H",
    strength="A",
    amount="V",
    needs=("interest_subsidy.period|interest_subsidy.period_from", "micro_loan.issue_date"),
)
def subsidy_overpaid(interest_subsidy, micro_loan, loan_txn=None, *, policy):
    """The subsidies of one loan for one period exceed the interest recomputed day by day on the principal that is not overdue.

    Whole quarters are computed both by the calendar and from the 21st to the 20th, and the larger counts; entries whose periods
    overlap by more than half are one group. The last positive entry of a group is accused of the excess.
    """
    rows = keyed(micro_loan)
    book = loans(rows)
    groups = _interest.groups(_interest.entries(interest_subsidy, rows))
    found = _interest.compared(groups, book, repayments(book, rows, loan_txn), policy)
    found = found.filter(_.over > ibis.literal(policy.value("loan.subsidy_tol"), type="decimal(18,2)"))
    return found.select(
        "row_id", "loan_no", "borrower_name", "borrower_id", "period_from", "period_to", "subsidy_amount", "kind", "entries", "total",
        "lawful", "over", "base", "rate", "principal", "issue_date", "last_day", "closed_on", "related", "x_reset", "x_product",
        occurred_on="period_to",
        questioned_amount="over",
    )  # fmt: skip


@rule(
    "LOAN-10",
    basis=("loan.subsidy_days", "loan.day_count", "loan.subsidy_ratio", "loan.subsidy_tol"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    accuses=("interest_subsidy", "micro_loan"),
    needs=("interest_subsidy.period|interest_subsidy.period_from", "micro_loan.issue_date"),
)
def subsidy_late(interest_subsidy, micro_loan, loan_txn=None, *, policy, as_of):
    """A performing loan got no interest subsidy for a settled period (应贴未贴), or it was paid long after the period's end (拨付不及时).

    Periods are those for which the ledger subsidises anybody. A loan is accused once, of the interest of all its missing periods.
    What was paid late is the matter of its batch.
    """
    rows = keyed(micro_loan)
    book = loans(rows)
    entries = _interest.entries(interest_subsidy, rows)
    allowed = int(policy.value("loan.subsidy_days"))
    late = entries.mutate(late_days=entries.paid_on.delta(entries.period_to, unit="day").cast("int64")).filter(
        _.late_days > allowed, _.subsidy_amount > 0
    )
    late = late.select(
        "row_id", "loan_no", "borrower_name", "late_days", "period_from", "period_to", "paid_on", kind=ibis.literal("拨付不及时"),
        periods=ibis.null("int64"), first_missed=ibis.null("date"), owed=ibis.null(MONEY), allowed=ibis.literal(allowed, type="int64"),
        thing=_.batch_no + "｜" + _.period_to.cast("string") + "｜" + _.paid_on.cast("string"),
        occurred_on="period_to", questioned_amount="subsidy_amount", x_product=UNKNOWN, x_overdue=ibis.literal(False),
        x_unsubsidised=ibis.literal(False), x_stopped=ibis.literal(False),
    )  # fmt: skip
    last = literal_date(as_of - dt.timedelta(days=allowed + 1))
    missed = _interest.unsubsidised(book, entries, repayments(book, rows, loan_txn), policy, last)
    missed = missed.filter(_.lawful > ibis.literal(policy.value("loan.subsidy_tol"), type=MONEY))
    book = lookup(book, states(micro_loan, rows), "loan")
    missed = lookup(missed, book.select("loan", "overdue_since"), "loan")
    missed = missed.mutate(late=(missed.overdue_since <= missed.end).fill_null(False))
    # periods after a loan fell overdue are shown only where there is no other
    missed = missed.mutate(overdue=missed.late.all().over(ibis.window(group_by="loan"))).filter(~_.late | _.overdue)
    sums = missed.group_by("loan", "overdue").agg(periods=_.count(), first_missed=_.start.min(), last_missed=_.end.max(), owed=_.lawful.sum().cast(MONEY))
    found = lookup(sums, book, "loan")
    never = found.select(
        "row_id", "loan_no", "borrower_name", late_days=ibis.null("int64"), period_from=NO_DATE, period_to=NO_DATE, paid_on=NO_DATE,
        kind=ibis.literal("应贴未贴"), periods="periods", first_missed="first_missed", owed="owed", allowed=ibis.literal(allowed, type="int64"),
        thing=ibis.null("string"), occurred_on="last_missed", questioned_amount="owed", x_product="x_product", x_overdue=found.overdue | (found.overdue_interest > 0).fill_null(False),
        x_unsubsidised=~found.subsidised, x_stopped=found.remark.re_search("停止贴息|取消贴息|不予贴息|收回贴息").fill_null(False),
    )  # fmt: skip
    return late.union(never.select(*late.columns))
