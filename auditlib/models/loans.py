"""Loans as rules ask of them: one row per loan out of the lists of bank and poverty office, what was paid out, repaid and subsidised for
it.

A loan that several lists hold, or that its extension enters a second time, is one ``loan`` (int64), whatever numbers they give it.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.prepared import prepared
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import UNKNOWN, filled, lookup, one_copy, one_per, subquery, taken_back

#: Facts of every lead on a loan, as the list has them.
COPIED = "loan_no borrower_name borrower_id bank product issue_date principal"
REPAID = ("还本", "还本息", "代偿")
REVERSAL = "冲正"
PERFORMING = ("正常", "关注")
#: What a remark says of a loan that goes on after its due day.
CONTINUED = ("loan.extended", "loan.renewed")

_TXN = ("loan", "txn_date", "type", "amount", "counterparty_account", "counterparty", "summary")
_SUBSIDY = ("loan", "batch_no", "period_from", "period_to", "subsidy_amount", "paid_on")
_FILLED = (
    "borrower_id", "borrower_name", "head_id", "head_name", "hh_no", "product", "bank", "term_months", "rate", "due_date", "collateral",
    "purpose", "use_mode", "user_entity", "renewal_of", "remark", "subsidy_total", "town_name", "repaid_on", "repaid_amount",
    "overdue_principal", "overdue_interest", "unread",
)  # fmt: skip
_KEPT = ("extended_due_date", "balance", "overdue_since", "subsidised", "five_class", "borrower_id_note")


@prepared
def loan_rows(micro_loan: ir.Table) -> ir.Table:
    """``micro_loan`` with ``loan``, equal for rows that are one loan.

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
    return rows.select("row_id", "loan_no", "village_name", "issue_date", "principal", *_KEPT, *_FILLED, loan=loan)


@prepared
def loans(micro_loan: ir.Table) -> ir.Table:
    """One row per ``loan``: the earliest entry, its gaps filled from the others, its state the newest known.

    A later due date in another entry of the same loan is its extension (``extended_due_date``); ``last_day`` is when it falls due at last,
    ``closed_on`` when the list says that it was paid off. ``five_class`` is null where two lists differ on whether it performs;
    ``x_product``: no poverty micro-loan of a household (L22 业务品种).
    """
    rows, whole = loan_rows(micro_loan), ibis.window(group_by="loan")
    order = [_.issue_date.asc(nulls_first=False), _.due_date.asc(nulls_first=False), _.loan_no.asc(nulls_first=False), _.row_id.asc()]
    later = ibis.greatest(ibis.coalesce(rows.due_date, rows.extended_due_date), ibis.coalesce(rows.extended_due_date, rows.due_date))
    good = rows.five_class.isin(PERFORMING)
    agreed = (good.all().over(whole) == good.any().over(whole)).fill_null(False)
    rows = rows.mutate(
        place=ibis.row_number().over(ibis.window(group_by="loan", order_by=order)),
        **{c: ibis.coalesce(rows[c], rows[c].max().over(whole)) for c in _FILLED},
        last_due=later.max().over(whole),
        balance=rows.balance.min().over(whole),
        overdue_since=rows.overdue_since.min().over(whole),
        subsidised=rows.subsidised.any().over(whole),
        five_class=ibis.ifelse(agreed, rows.five_class.max().over(whole), ibis.null("string")),
    )
    first = rows.filter(_.place == 0)
    by_term = (first.issue_date + first.term_months.cast("int64").as_interval("M")).cast("date")
    extended = ibis.ifelse(first.due_date.isnull() | (first.last_due > first.due_date), first.last_due, ibis.null("date"))
    book = first.mutate(
        extended_due_date=extended,
        last_day=ibis.coalesce(extended, first.due_date, by_term),
        closed_on=ibis.ifelse(_paid_off(first), first.repaid_on, ibis.null("date")),
        x_product=said("loan.other_product", first.product),
    )
    return book.drop("place", "last_due")


def _paid_off(loan: ir.Table) -> ir.BooleanValue:
    silent = loan.balance.isnull() & loan.repaid_amount.isnull()
    whole = (loan.balance == 0) | (loan.repaid_amount >= loan.principal) | silent
    return (loan.repaid_on.notnull() & whole).fill_null(False)


def told_extended(book: ir.Table) -> ir.Table:
    """``book`` with x_extended and x_extended_words: the remark says that the loan was extended or renewed, and nothing says until when.

    A due day beyond the agreed term is that of the extension itself: then it is known.
    """
    agreed = (book.issue_date + book.term_months.cast("int64").as_interval("M")).cast("date")
    counted = book.extended_due_date.notnull() | (book.due_date.delta(agreed, unit="day") > 31).fill_null(False)
    words = ibis.coalesce(*(quoted(concept, book.remark) for concept in CONTINUED))
    return book.mutate(
        x_extended=ibis.ifelse(counted, False, ibis.ifelse(book.remark.isnull(), UNKNOWN, words.notnull())),
        x_extended_words=ibis.ifelse(counted, ibis.null("string"), words),
    )


def loan_of(entries: ir.Table, micro_loan: ir.Table) -> ir.Table:
    """``entries`` (transactions, subsidies) with the ``loan`` they belong to, null where that is none that the lists know.

    By loan number (and borrower, where one number serves several); where entry or loan has none, by a borrower who has one loan.
    """
    rows = loan_rows(micro_loan)
    numbered = rows.filter(rows.loan_no.notnull())
    by_both = numbered.group_by("loan_no", "borrower_id").agg(by_both=_.loan.min())
    by_number = _single(numbered, "loan_no", "by_number")
    by_person = _single(rows.filter(rows.borrower_id.notnull()), "borrower_id", "by_person")
    bare = rows.group_by(by_person="loan").agg(bare=_.loan_no.isnull().all())
    found = lookup(lookup(entries, by_both, ["loan_no", "borrower_id"]), by_number, "loan_no")
    found = lookup(lookup(found, by_person, "borrower_id"), bare, "by_person")
    alone = ibis.ifelse(found.loan_no.isnull() | found.bare, found.by_person, ibis.null("int64"))
    found = found.mutate(loan=ibis.coalesce(found.by_both, found.by_number, alone))
    return subquery(found.drop("by_both", "by_number", "by_person", "bare"))


def _single(rows: ir.Table, key: str, name: str) -> ir.Table:
    """Per ``key`` of one loan only, that loan as ``name``."""
    counted = rows.group_by(key).agg(loans=_.loan.nunique(), **{name: _.loan.min()})
    return counted.filter(_.loans == 1).drop("loans")


@prepared
def transactions(loan_txn: ir.Table, micro_loan: ir.Table) -> ir.Table:
    """``loan_txn`` of known loans with ``loan``, one row per transaction even when two lists hold it.

    What takes an entry back (`_taking_back`) has its type and day, and the sign turned: the two come to nothing, as if neither had been.
    """
    rows = one_copy(loan_of(loan_txn, micro_loan).filter(_.loan.notnull()), _TXN)
    rows = lookup(rows, _taking_back(rows), "row_id")
    back = rows.of_type.notnull()
    told = {
        "amount": ibis.ifelse(back, -rows.amount.abs(), rows.amount).cast(rows.amount.type()),
        "type": ibis.coalesce(rows.of_type, rows.type),
        "txn_date": ibis.coalesce(rows.of_date, rows.txn_date),
    }
    return subquery(rows.mutate(**told).drop("of_type", "of_date"))


def _taking_back(rows: ir.Table) -> ir.Table:
    """``row_id`` of entries that take back another, and its type and day (``of_type``, ``of_date``): the latest before of the loan and
    size, rather to the same account.

    They have the sign turned, or are booked (冲正, of any type) or remarked as reversals whatever their sign.
    """
    booked = (rows.type == REVERSAL).fill_null(False)
    signed = booked | (rows.amount < 0).fill_null(False)
    rows = rows.mutate(size=rows.amount.abs(), booked=booked, signed=signed, account=rows.counterparty_account)
    of = rows.filter(~_.signed).select("loan", "size", of_row="row_id", of_type="type", of_date="txn_date", of_account="account")
    back = rows.filter(_.signed | said("loan.reversal", _.summary).fill_null(False))
    met = back.select("row_id", "loan", "size", "type", "txn_date", "booked", "signed", "account").inner_join(of, ["loan", "size"])
    earlier = (met.of_date < met.txn_date) | ((met.of_date == met.txn_date) & (met.signed | (met.of_row < met.row_id)))
    met = met.filter(earlier.fill_null(False), met.booked | (met.type == met.of_type))
    met = met.mutate(apart=(met.account != met.of_account).fill_null(False))
    return one_per(met, "row_id", ["apart", _.of_date.desc(), _.of_row.desc()]).select("row_id", "of_type", "of_date")


def standing(loan_txn: ir.Table, micro_loan: ir.Table) -> ir.Table:
    """`transactions` that stand: none that was reversed, and no reversal."""
    rows = taken_back(transactions(loan_txn, micro_loan), ["loan", "type"], day="txn_date")
    return rows.filter(~_.taken_back, (_.amount >= 0).fill_null(True)).drop("taken_back")


def spoken(loan_txn: ir.Table, micro_loan: ir.Table, *columns: str) -> ir.Table:
    """``loan`` of transactions in a list that fills one of these columns anywhere: an empty cell of it then says that there was nobody."""
    rows = transactions(loan_txn, micro_loan)
    return rows.mutate(tells=ibis.or_(*(filled(rows[c]) for c in columns))).filter(_.tells).select("loan").distinct()


@prepared
def subsidies(interest_subsidy: ir.Table, micro_loan: ir.Table) -> ir.Table:
    """``interest_subsidy`` with an amount and with ``loan`` (null: none that the lists know); an entry that two lists hold stands once.

    What is taken back without a period is of the period of the latest entry before it, of its size, else larger.
    """
    entries = one_copy(loan_of(interest_subsidy, micro_loan), _SUBSIDY, first="loan_no").filter(_.subsidy_amount.notnull())
    back = entries.filter(_.subsidy_amount < 0, _.period_from.isnull())
    back = back.select("loan", back_row="row_id", back_on="paid_on", size=-_.subsidy_amount)
    met = entries.inner_join(back, "loan").filter(_.subsidy_amount >= _["size"], (_.paid_on <= _.back_on).fill_null(True))
    met = one_per(met, "back_row", [_.subsidy_amount != _["size"], _.paid_on.desc(), _.row_id])
    met = met.select(row_id="back_row", of_from="period_from", of_to="period_to")
    entries = lookup(entries, met, "row_id")
    told = {"period_from": ibis.coalesce(_.period_from, _.of_from), "period_to": ibis.coalesce(_.period_to, _.of_to)}
    return subquery(entries.mutate(**told).drop("of_from", "of_to"))


@prepared
def repayments(micro_loan: ir.Table, loan_txn: ir.Table) -> ir.Table:
    """Principal repaid: ``loan``, ``day``, ``repaid`` (元). From the bank's transactions, for other loans from the loan list itself.

    还本息 counts only when it covers the whole principal: its principal part is not told otherwise.
    """
    book = loans(micro_loan)
    listed = book.filter(book.repaid_on.notnull() & (book.repaid_amount < book.principal))
    listed = listed.select("loan", day=_.repaid_on, repaid=_.repaid_amount)
    paid = transactions(loan_txn, micro_loan).filter(_.type.isin(REPAID) & _.amount.notnull())
    paid = paid.join(book.select("loan", "principal"), "loan")
    paid = paid.filter((_.type != "还本息") | (_.amount.abs() >= _.principal))
    paid = paid.select("loan", day=_.txn_date, repaid=ibis.greatest(ibis.least(_.amount, _.principal), -_.principal))
    return paid.union(listed.anti_join(paid, "loan"))


def repaid_vaguely(book: ir.Table, repaid: ir.Table) -> ir.Table:
    """``book`` with ``vague``: more of the loan is paid back than on days that somebody tells; and ``silent``: nothing tells of its state
    at all. ``repaid``: `repayments`."""
    book = lookup(book, repaid.group_by("loan").agg(on_days=_.repaid.sum()), "loan")
    left = ibis.coalesce(book.balance, book.principal - book.repaid_amount)
    vague = book.closed_on.isnull() & (book.principal - left > ibis.coalesce(book.on_days, 0))
    silent = left.isnull() & book.repaid_on.isnull() & book.on_days.isnull()
    return subquery(book.mutate(vague=vague.fill_null(False), silent=silent).drop("on_days"))


def renews_named(book: ir.Table) -> ir.BooleanValue:
    """Whether the list names what a loan renews: by a number, or by a yes (是, 无还本续贷); another text tells nothing."""
    told = book.renewal_of.re_search("[0-9A-Za-z]") | said("cell.yes", book.renewal_of) | ibis.or_(*_continued(book.renewal_of))
    return ibis.ifelse(told & ~said("cell.nothing", book.renewal_of), True, ibis.ifelse(told, False, ibis.null("boolean")))


def continues(book: ir.Table) -> ir.BooleanValue:
    """Whether the list says of a loan that it renews or extends an earlier one: by a number or by words; null where it says nothing."""
    return ibis.cases((renews_named(book).fill_null(False), True), else_=ibis.or_(*_continued(book.remark, book.product)))


def _continued(*texts: ir.StringValue) -> list[ir.BooleanValue]:
    return [said(concept, *texts) for concept in CONTINUED]
