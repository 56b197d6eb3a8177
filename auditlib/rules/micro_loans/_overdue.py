"""Loans on the audit date: what is still owed, since when it is overdue, how it is classified, by what it was renewed (LOAN-10 … LOAN-12)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, percent
from auditlib.models.assets import plain
from auditlib.models.dates import literal_date
from auditlib.models.vocabulary import lookup, one_per, subquery
from auditlib.rules._loan_book import loans, repayments, transactions

#: A repayment booked against an account of the bank itself.
OWN_ACCOUNT = "银行|信用社|农商行?|信用联社|过渡|待清算|内部账户"
PERFORMING = ("正常", "关注")


def states(micro_loan: ir.Table, rows: ir.Table) -> ir.Table:
    """Per ``loan`` what any of its lists says: overdue_since, overdue_principal, overdue_interest, subsidised, five_class, town_name.

    ``five_class`` is null where two lists differ on whether it performs.
    """
    columns = ("overdue_since", "overdue_principal", "overdue_interest", "subsidised", "five_class", "town_name")
    found = lookup(rows.select("row_id", "loan"), micro_loan.select("row_id", *columns), "row_id")
    good = _.five_class.isin(PERFORMING)
    facts = found.group_by("loan").agg(
        overdue_since=_.overdue_since.min(), overdue_principal=_.overdue_principal.max(), overdue_interest=_.overdue_interest.max(),
        subsidised=_.subsidised.any(), five_class=_.five_class.max(), town_name=_.town_name.max(), all_good=good.all(), any_good=good.any(),
    )  # fmt: skip
    agreed = (facts.all_good == facts.any_good).fill_null(False)
    return facts.mutate(five_class=ibis.ifelse(agreed, facts.five_class, ibis.null("string"))).drop("all_good", "any_good")


def positions(micro_loan: ir.Table, rows: ir.Table, loan_txn: ir.Table | None, as_of: dt.date) -> ir.Table:
    """The loans issued until then with ``owed``, ``last_day``, ``late_days`` (0: not overdue), ``late`` (overdue principal) and their states.

    Owed: the list's balance, else the principal less what was repaid. Overdue: by the due day or its extension, or by the list itself.
    """
    today = literal_date(as_of)
    book = loans(rows).filter(_.issue_date <= today)
    paid = repayments(book, rows, loan_txn).filter(_.day <= today).group_by("loan").agg(paid_back=_.repaid.sum())
    book = lookup(lookup(book, states(micro_loan, rows), "loan"), paid, "loan")
    left = ibis.greatest(book.principal - book.paid_back.fill_null(0), 0).cast(MONEY)
    closed = (book.closed_on <= today).fill_null(False)
    book = book.mutate(
        owed=ibis.ifelse(closed, ibis.literal(0).cast(MONEY), ibis.coalesce(book.balance, left)),
        last_day=ibis.coalesce(
            book.extended_due_date, book.due_date, (book.issue_date + book.term_months.cast("int64").as_interval("M")).cast("date")
        ),
    )
    by_day, by_list = (ibis.greatest(today.delta(day, unit="day"), 0).fill_null(0) for day in (book.last_day, book.overdue_since))
    owing = (book.owed > 0).fill_null(False)
    return subquery(
        book.mutate(
            late_days=ibis.ifelse(owing, ibis.greatest(by_day, by_list), 0).cast("int64"),
            late=ibis.coalesce(book.overdue_principal.nullif(0), book.owed).cast(MONEY),
        )
    )


def renewed(book: ir.Table, rows: ir.Table, loan_txn: ir.Table, days: int) -> ir.Table:
    """``loan``, ``repaid``, ``repaid_by``, ``txn_row``: loans issued on the days on which the bank's own account repaid an older one of the household."""
    paid = transactions(loan_txn, rows).filter(_.type.isin(("还本", "还本息")) & _.txn_date.notnull())
    paid = paid.join(book.select("loan", "bank", household=ibis.coalesce(book.hh_no, book.borrower_id)), "loan")
    own = paid.counterparty.re_search(OWN_ACCOUNT) | (plain(paid.counterparty) == plain(paid.bank))
    paid = subquery(paid.filter(own.fill_null(False)), "row_id", "loan", "household", "txn_date", "amount", "counterparty")
    paid = paid.select("household", "txn_date", old="loan", repaid="amount", repaid_by="counterparty", txn_row="row_id")
    new = book.select("loan", "issue_date", household=ibis.coalesce(book.hh_no, book.borrower_id))
    pairs = subquery(new.join(paid, "household")).filter((_.loan != _.old) & _.issue_date.delta(_.txn_date, unit="day").between(0, days))
    return one_per(pairs, "loan", [_.txn_date, _.txn_row]).select("loan", "repaid", "repaid_by", "txn_row")


def bad_ratio(book: ir.Table, group: ir.StringColumn, least: int) -> ir.Table:
    """Per ``group`` of at least ``least`` loans with a balance: ``ratio`` (% overdue of what is owed) and its largest overdue loan."""
    running = book.filter(book.owed > 0, ~book.x_product.fill_null(False)).mutate(group=group)
    sums = running.filter(_.group.notnull()).group_by("group").agg(
        loans=_.count(), owed_all=_.owed.sum(), late_all=_.late.sum(where=_.late_days > 0).fill_null(0)
    )
    sums = sums.filter(_.loans >= least, _.late_all > 0)
    sums = sums.mutate(ratio=percent(sums.late_all, sums.owed_all))
    largest = one_per(running.filter(_.late_days > 0), "group", [_.late.desc(), _.loan_no, _.row_id])
    return lookup(largest, sums.select("group", "ratio"), "group").filter(_.ratio.notnull())
