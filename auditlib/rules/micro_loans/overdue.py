"""Loans on the audit date: what is still owed, since when it is overdue, by what it was renewed, how much of a group is overdue (LOAN-11,
LOAN-12)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, percent
from auditlib.models.dates import literal_date
from auditlib.models.loans import loans, repayments, standing, told_extended, transactions
from auditlib.models.prepared import prepared
from auditlib.models.texts import denied, said
from auditlib.models.vocabulary import UNKNOWN, lookup, one_per, subquery, unread


def positions(micro_loan: ir.Table, loan_txn: ir.Table, policy, as_of: dt.date) -> ir.Table:
    """The loans issued until then, or nobody knows when, with ``owed``, ``late_days`` (0: not overdue), ``late`` (overdue principal),
    ``x_covid`` and ``x_extended`` (`told_extended`).

    Owed: the list's balance, else the principal less what was repaid; null where neither the list nor the bank's transactions tell.
    Overdue: by the last day (due or extended), or by the list itself. x_covid: due in the epidemic while its extension ran, unless one is
    denied.
    """
    first, until = (policy.day(f"loan.{end}") for end in ("covid_due_from", "covid_until"))
    return loan_positions(micro_loan, loan_txn, first, until, as_of)


@prepared
def loan_positions(micro_loan: ir.Table, loan_txn: ir.Table, first: dt.date, until: dt.date, as_of: dt.date) -> ir.Table:
    today = literal_date(as_of)
    book = _owed(told_extended(loans(micro_loan)).filter((_.issue_date <= today).fill_null(True)), micro_loan, loan_txn, today)
    by_day, by_list = (ibis.greatest(today.delta(day, unit="day"), 0).fill_null(0) for day in (book.last_day, book.overdue_since))
    prolonged = (book.last_day >= literal_date(first)) & ibis.literal(as_of <= until)
    return book.mutate(
        late_days=ibis.ifelse((book.owed > 0).fill_null(False), ibis.greatest(by_day, by_list), 0).cast("int64"),
        late=ibis.coalesce(book.overdue_principal.nullif(0), book.owed).cast(MONEY),
        x_covid=prolonged & ~denied("loan.extended", book.remark).fill_null(False),
    )


def _owed(book: ir.Table, micro_loan: ir.Table, loan_txn: ir.Table, today: ir.DateValue) -> ir.Table:
    """Add owed: the balance stated, else the principal less what was paid back; nothing once closed, unknown where nobody tells."""
    paid = repayments(micro_loan, loan_txn).filter(_.day <= today).group_by("loan").agg(paid_back=_.repaid.sum())
    spoken = transactions(loan_txn, micro_loan).select("loan").distinct().mutate(spoken=True)
    book = lookup(lookup(book, paid, "loan"), spoken, "loan")
    of_list = book.repaid_amount.notnull() | book.overdue_since.notnull() | (book.overdue_principal > 0).fill_null(False)
    back = ibis.greatest(ibis.coalesce(book.paid_back, 0), ibis.coalesce(book.repaid_amount, 0))
    left = ibis.greatest(book.principal - back, 0).cast(MONEY)
    left = ibis.ifelse(book.principal.notnull() & (book.spoken.notnull() | of_list), left, ibis.null(MONEY))
    closed = (book.closed_on <= today).fill_null(False)
    owed = ibis.ifelse(closed, ibis.literal(0).cast(MONEY), ibis.coalesce(book.balance, left))
    return book.mutate(owed=owed).drop("spoken", "paid_back")


def renewed(book: ir.Table, micro_loan: ir.Table, loan_txn: ir.Table, days: int) -> ir.Table:
    """``loan``, ``repaid``, ``repaid_by``, ``txn_row``: loans issued on the days on which the bank's own account repaid an older one of
    the household; ``own_account`` is unknown where who repaid, or whether, could not be read."""
    paid = standing(loan_txn, micro_loan).filter(_.type.isin(("还本", "还本息")) | _.type.isnull(), _.txn_date.notnull())
    paid = subquery(lookup(paid, book.select("loan", "bank", household=ibis.coalesce(book.hh_no, book.borrower_id)), "loan"))
    own = said("loan.own_account", paid.counterparty) | (paid.counterparty == paid.bank)
    own = ibis.ifelse(unread(paid, "counterparty"), own, own.fill_null(False))
    own = ibis.ifelse(paid.type.isnull() & own.fill_null(True), UNKNOWN, own)
    paid = paid.filter(own.fill_null(True), paid.household.notnull())
    paid = paid.select("household", "txn_date", old="loan", repaid="amount", repaid_by="counterparty", txn_row="row_id", own_account=own)
    new = book.select("loan", "issue_date", household=ibis.coalesce(book.hh_no, book.borrower_id))
    pairs = subquery(new.join(paid, "household")).filter((_.loan != _.old) & _.issue_date.delta(_.txn_date, unit="day").between(0, days))
    first = one_per(pairs, "loan", [_.own_account.isnull(), _.txn_date, _.txn_row])
    return first.select("loan", "repaid", "repaid_by", "txn_row", "own_account")


def bad_ratio(book: ir.Table, group: ir.StringColumn, least: int) -> ir.Table:
    """Per ``group`` of at least ``least`` loans with a balance: ``ratio`` (% overdue of what is owed) and its largest overdue loan."""
    running = book.filter(book.owed > 0, ~book.x_product.fill_null(False)).mutate(group=group)
    sums = (
        running.filter(_.group.notnull())
        .group_by("group")
        .agg(loans=_.count(), owed_all=_.owed.sum(), late_all=_.late.sum(where=_.late_days > 0).fill_null(0))
    )
    sums = sums.filter(_.loans >= least, _.late_all > 0)
    sums = sums.mutate(ratio=percent(sums.late_all, sums.owed_all))
    largest = one_per(running.filter(_.late_days > 0), "group", [_.late.desc(), _.loan_no, _.row_id])
    return lookup(largest, sums.select("group", "ratio"), "group").filter(_.ratio.notnull())
