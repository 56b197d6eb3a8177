"""What a household owes on the day of each loan, beside the ceiling of that day (LOAN-02)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.loans import continues, loans, repaid_vaguely, repayments
from auditlib.models.persons import homes
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import lookup, subquery


def debts(micro_loan: ir.Table, loan_txn: ir.Table, poor_household: ir.Table, poor_person: ir.Table, policy) -> ir.Table:
    """One row per loan with day and principal: ``total``, ``outstanding`` … as in `owed`, and the ``ceiling`` in force on its day of
    issue."""
    found = running_up(micro_loan, loan_txn, poor_household, poor_person, int(policy.value("loan.term_max")))
    return found.mutate(ceiling=policy.at("loan.ceiling", found.issue_date).cast(MONEY))


@prepared
def running_up(micro_loan: ir.Table, loan_txn: ir.Table, poor_household: ir.Table, poor_person: ir.Table, longest: int) -> ir.Table:
    """The loans with what is `owed` on their days. One of unknown term is taken to run as long as it lawfully may, ``longest`` months."""
    book = loans(micro_loan).filter(_.issue_date.notnull() & _.principal.notnull())
    book = by_household(book, poor_household, poor_person)
    repaid = repayments(micro_loan, loan_txn)
    last_day = (book.issue_date + ibis.interval(months=longest)).cast("date")
    book = repaid_vaguely(book.mutate(last_day=ibis.coalesce(book.last_day, last_day)), repaid)
    return subquery(lookup(book, owed(book, repaid), "loan"))


def by_household(book: ir.Table, households: ir.Table, persons: ir.Table) -> ir.Table:
    """``book`` with ``household`` and ``n``, the loan's place within it by day of issue.

    The household is the one by the number of this or of another loan of the same borrower or head, else the register's, else the head
    himself; a household that the register gave another number is one. ``alone``: of the household only the borrower is known, or
    nobody; then the loan is nobody else's.
    """
    whose = ibis.coalesce(book.head_id, book.borrower_id)
    named = ibis.coalesce(book.hh_no, ibis.ifelse(whose.notnull(), book.hh_no.max().over(ibis.window(group_by=whose)), ibis.null("string")))
    book = book.mutate(whose=whose, named=named)
    known = homes(households, persons)
    for of, column in (("named", "named_home"), ("borrower_id", "own_home"), ("whose", "head_home")):
        book = lookup(book, known.select(**{of: "number", column: "home"}), of)
    household = ibis.coalesce(book.named_home, book.named, book.own_home, book.head_home)
    loan = ibis.literal("贷 ") + book.loan.cast("string")
    alone = household.isnull() & book.head_id.isnull()
    book = book.mutate(household=ibis.coalesce(ibis.literal("户 ") + household, ibis.literal("人 ") + book.whose, loan), alone=alone)
    order = [_.issue_date.asc(), _.loan_no.asc(nulls_first=False), _.row_id.asc()]
    return book.mutate(n=ibis.row_number().over(ibis.window(group_by="household", order_by=order)))


def owed(book: ir.Table, repaid: ir.Table) -> ir.Table:
    """Per ``loan``: ``total`` owed by the household once it is paid out, ``outstanding`` without loans that were renewed into a later one,
    ``perhaps`` with those of whose repayment, or its day, nothing is told.

    ``loans`` counts those owed, ``related`` their rows, ``x_repaid`` is null when a part of one of them was paid off on an unknown day, or
    nothing tells of it. A loan paid off on the day of the new one counts no more; loans of other products never count.
    """
    pairs = _pairs(book)
    repaid = repaid.select("day", "repaid", paid_loan="loan")
    paid = pairs.join(repaid, [pairs.other == repaid.paid_loan, repaid.day <= pairs.issue_date])
    paid = paid.group_by("loan", "other").agg(repaid=_.repaid.sum())
    pairs = lookup(pairs, paid, ["loan", "other"])
    left = ibis.greatest(pairs.other_principal - ibis.coalesce(pairs.repaid, money(0)), money(0))
    pairs = pairs.mutate(left=ibis.ifelse(pairs.loan == pairs.other, pairs.other_principal, left)).filter(_.left > 0)
    kept = (_.renewed_at > _.n).fill_null(True)
    return pairs.group_by("loan").agg(
        total=_.left.sum(where=~_.perhaps).cast(MONEY),
        outstanding=_.left.sum(where=~_.perhaps & kept).cast(MONEY),
        perhaps=_.left.sum(where=kept).cast(MONEY),
        loans=(~_.perhaps).sum(),
        related=_.other_row.collect(where=~_.perhaps),
        x_repaid=ibis.ifelse((_.vague & ~_.perhaps & (_.loan != _.other)).any(), ibis.null("boolean"), ibis.literal(False)),
    )


def _pairs(book: ir.Table) -> ir.Table:
    """Every loan with itself and the household's earlier loans that are not paid off on its day of issue; ``perhaps``: of which nobody
    tells on what day they were paid off, or, their term being over, whether."""
    paid_off = (book.balance == 0).fill_null(False) & book.closed_on.isnull()
    gone = ibis.coalesce(book.closed_on, ibis.ifelse(paid_off, book.due_date, ibis.null("date")))
    book = book.mutate(gone=gone, paid_off=paid_off, vague=book.vague | book.silent)
    earlier = lookup(book, _renewals(book), "loan").select(
        *"household gone paid_off silent vague last_day renewed_at".split(),
        other="loan",
        other_row="row_id",
        other_n="n",
        other_principal="principal",
        other_product="x_product",
    )
    now = book.select("loan", "household", "n", "issue_date")
    pairs = now.join(earlier, "household").filter(_.other_n <= _.n)
    alive = (pairs.gone > pairs.issue_date) | pairs.gone.isnull()
    same = pairs.loan == pairs.other
    pairs = pairs.filter(same | (alive & ~pairs.other_product.fill_null(False)))
    ended = pairs.silent & (pairs.last_day <= pairs.issue_date).fill_null(False)
    return pairs.mutate(perhaps=~same & (pairs.paid_off | ended))


def _renewals(book: ir.Table) -> ir.Table:
    """``loan`` and ``renewed_at``: place of the first later loan of the household that continues it.

    Named by number; or, where the later loan only says 续贷 or 展期, the same principal issued within 31 days of the due day
    (or entered with the same day of issue).
    """
    later = book.filter(continues(book).fill_null(False))
    later = later.select("household", "renewal_of", later_n="n", later_issue="issue_date", later_principal="principal")
    pairs = (
        book.select("loan", "household", "n", "loan_no", "principal", "issue_date", "due_date")
        .join(later, "household")
        .filter(_.n < _.later_n)
    )
    apart = pairs.later_issue.delta(pairs.due_date, unit="day").abs()
    fits = (pairs.principal == pairs.later_principal) & ((apart <= 31) | (pairs.later_issue == pairs.issue_date))
    named = (pairs.renewal_of == pairs.loan_no).fill_null(False)
    return pairs.filter(named | fits.fill_null(False)).group_by("loan").agg(renewed_at=_.later_n.min())
