"""The loan book: one row per loan out of the lists of bank and poverty office, what was repaid when, which base rate was in force."""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import fen_share
from auditlib.models.vocabulary import lookup, one_copy, subquery

#: Facts of every lead on a loan, as the list has them.
COPIED = ("row_id", "loan_no", "borrower_name", "borrower_id", "bank", "product", "issue_date", "principal")
#: Products that are not a poverty micro-loan of a household (L22 业务品种).
OTHER_PRODUCTS = "创业|助学|生源地|富民生产"
REPAID = ("还本", "还本息", "代偿")

_TXN = ("loan", "txn_date", "type", "amount", "counterparty_account", "counterparty", "summary")
_NEWEST = ("borrower_id_note", "extended_due_date", "balance", "repaid_on", "repaid_amount")
_FILLED = (
    "borrower_id", "borrower_name", "head_id", "head_name", "hh_no", "product", "bank", "term_months", "rate", "due_date",
    "collateral", "purpose", "use_mode", "user_entity", "renewal_of", "remark", "subsidy_total",
)  # fmt: skip


def keyed(micro_loan: ir.Table) -> ir.Table:
    """``micro_loan`` with ``loan`` (int64), equal for rows that are one loan.

    One loan: same number and borrower, or same borrower, day of issue and principal. Two numbers within ONE list
    are two loans even on one day; in two lists they are the contract and the account number of one loan.
    """
    content = ["borrower_id", "issue_date", "principal"]
    listed = ibis.window(group_by=[*content, "source_file", "source_sheet"], order_by=_.loan_no.asc(nulls_first=False))
    rows = micro_loan.mutate(nth=ibis.dense_rank().over(listed))
    complete = rows.borrower_id.notnull() & rows.issue_date.notnull() & rows.principal.notnull()
    rows = rows.mutate(
        alike=ibis.ifelse(complete, rows.row_id.min().over(ibis.window(group_by=[*content, "nth"])), rows.row_id),
        whose=ibis.coalesce(rows.borrower_id, rows.borrower_id.max().over(ibis.window(group_by="loan_no"))),
    )
    numbered = rows.alike.min().over(ibis.window(group_by=["loan_no", "whose"]))
    loan = ibis.ifelse(rows.loan_no.notnull(), numbered, rows.alike)
    return subquery(rows.select("row_id", "loan_no", "village_name", "issue_date", "principal", *_NEWEST, *_FILLED, loan=loan))


def loans(rows: ir.Table) -> ir.Table:
    """One row per loan out of ``keyed`` rows: the earliest entry, its gaps filled from the others, its state the newest known.

    A later due date in another entry of the same loan is its extension.
    """
    whole = ibis.window(group_by="loan")
    order = [_.issue_date.asc(nulls_first=False), _.due_date.asc(nulls_first=False), _.loan_no.asc(nulls_first=False), _.row_id.asc()]
    rows = rows.mutate(
        place=ibis.row_number().over(ibis.window(group_by="loan", order_by=order)),
        **{c: ibis.coalesce(rows[c], rows[c].max().over(whole)) for c in _FILLED},
        last_due=ibis.greatest(ibis.coalesce(rows.due_date, rows.extended_due_date), ibis.coalesce(rows.extended_due_date, rows.due_date))
        .max()
        .over(whole),
        balance=rows.balance.min().over(whole),
        repaid_on=rows.repaid_on.max().over(whole),
        repaid_amount=rows.repaid_amount.max().over(whole),
    )
    first = rows.filter(_.place == 0)
    book = first.mutate(
        extended_due_date=ibis.ifelse(first.last_due > first.due_date, first.last_due, ibis.null("date")),
        closed_on=ibis.ifelse(_paid_off(first), first.repaid_on, ibis.null("date")),
        x_product=first.product.re_search(OTHER_PRODUCTS),
    ).drop("place", "last_due")
    return subquery(book)


def _paid_off(loan: ir.Table) -> ir.BooleanValue:
    silent = loan.balance.isnull() & loan.repaid_amount.isnull()
    whole = (loan.balance == 0) | (loan.repaid_amount >= loan.principal) | silent
    return (loan.repaid_on.notnull() & whole).fill_null(False)


def loan_of(entries: ir.Table, rows: ir.Table) -> ir.Table:
    """``entries`` (transactions, subsidies) with the ``loan`` they belong to; entries of no known loan are left out.

    By loan number (and borrower, where one number serves several), without a number by a borrower who has one loan.
    """
    numbered = rows.filter(rows.loan_no.notnull())
    by_both = numbered.group_by("loan_no", "borrower_id").agg(by_both=_.loan.min())
    by_number = numbered.group_by("loan_no").agg(loans=_.loan.nunique(), by_number=_.loan.min()).filter(_.loans == 1)
    by_person = (
        rows.filter(rows.borrower_id.notnull())
        .group_by("borrower_id")
        .agg(loans=_.loan.nunique(), by_person=_.loan.min())
        .filter(_.loans == 1)
    )
    found = lookup(entries, by_both, ["loan_no", "borrower_id"])
    found = lookup(found, by_number.drop("loans"), "loan_no")
    found = lookup(found, by_person.drop("loans"), "borrower_id")
    alone = ibis.ifelse(found.loan_no.isnull(), found.by_person, ibis.null("int64"))
    found = found.mutate(loan=ibis.coalesce(found.by_both, found.by_number, alone))
    return found.filter(_.loan.notnull()).drop("by_both", "by_number", "by_person")


def transactions(loan_txn: ir.Table, rows: ir.Table) -> ir.Table:
    """``loan_txn`` with ``loan``, one row per transaction even when two lists hold it."""
    return one_copy(loan_of(loan_txn, rows), _TXN)


def repayments(book: ir.Table, rows: ir.Table, loan_txn: ir.Table | None) -> ir.Table:
    """Principal repaid: ``loan``, ``day``, ``repaid`` (元). From the bank's transactions, for other loans from the loan list itself.

    还本息 counts only when it covers the whole principal: its principal part is not told otherwise.
    """
    listed = book.filter(book.repaid_on.notnull() & (book.repaid_amount < book.principal))
    listed = listed.select("loan", day=_.repaid_on, repaid=_.repaid_amount)
    if loan_txn is None:
        return listed
    paid = transactions(loan_txn, rows).filter(_.type.isin(REPAID) & _.amount.notnull())
    paid = paid.join(book.select("loan", "principal"), "loan")
    paid = paid.filter((_.type != "还本息") | (_.amount >= _.principal))
    paid = paid.select("loan", day=_.txn_date, repaid=ibis.least(_.amount, _.principal))
    return paid.union(listed.anti_join(paid, "loan"))


def tenor(loan: ir.Table) -> ir.IntegerValue:
    """Months of the loan: as agreed, else from the dates, a part of a month counting as one."""
    issued, due = loan.issue_date, loan.due_date
    months = (due.year() - issued.year()) * 12 + due.month() - issued.month() + (due.day() > issued.day()).cast("int32")
    return ibis.coalesce(loan.term_months, months)


def base_rate(policy, day: ir.DateValue, months: ir.IntegerValue) -> ir.DecimalValue:
    """The PBoC benchmark of the tenor, from 2019-08-20 the one-year LPR, % p.a.; the highest benchmark where the tenor is unknown."""
    benchmark = ibis.cases(
        (months <= 12, policy.at("loan.benchmark_1y", day)),
        (months <= 60, policy.at("loan.benchmark_1_5y", day)),
        else_=policy.at("loan.benchmark_over_5y", day),
    )
    return ibis.coalesce(_prime(policy, "loan.lpr_1y", day), benchmark)


def highest_base_rate(policy, day: ir.DateValue, months: ir.IntegerValue) -> ir.DecimalValue:
    """As ``base_rate``, but the five-year LPR where a loan of more than a year may be linked to it: only the contract says."""
    longer = ibis.ifelse((months > 12).fill_null(True), _prime(policy, "loan.lpr_5y", day), ibis.null("decimal(18,6)"))
    return ibis.coalesce(longer, base_rate(policy, day, months))


def _prime(policy, policy_id: str, day: ir.DateValue) -> ir.DecimalValue:
    """The LPR, null before the first: asked for from its first date on only, since the benchmark judges earlier loans."""
    first = ibis.literal(policy.first_date(policy_id))
    return ibis.ifelse(day >= first, policy.at(policy_id, ibis.greatest(day, first)), ibis.null("decimal(18,6)"))


def interest(fen_days: ir.IntegerValue, rate: ir.DecimalValue, day_count: Decimal) -> ir.DecimalValue:
    """Interest in 元, rounded half up to the fen, on fen × days at a yearly rate in %: exact on every engine."""
    return fen_share(fen_days, (rate.round(5) * 100_000).cast("int64"), int(day_count) * 100 * 100_000)


def fen(amount: ir.DecimalValue) -> ir.IntegerValue:
    """An amount in 元 as whole fen."""
    return (amount * 100).cast("int64")
