"""Unusual patterns of digits (CROSS-04)."""

from __future__ import annotations

from ibis import _

from auditlib.models.vocabulary import either
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.crosscheck import figures


@rule(
    "CROSS-04",
    basis=("cross.digits_rows_min", "cross.pattern_rows_min", "cross.approval_limits", "cross.below_limit_percent"),
    severity="L",
    strength="C",
    amount="N",
    needs=("treasury_payment.amount|voucher.debit|project_payment.amount",),
    statement=True,
)
def number_patterns(treasury_payment=ABSENT, voucher=ABSENT, project_payment=ABSENT, *, policy):
    """Sums of a book with unusual first digits, round sums, sums just below a limit, and equal sums to one payee: for ranking samples."""
    rows = figures.amounts(treasury_payment, voucher, project_payment)
    least = int(policy.value("cross.pattern_rows_min"))
    tests = [
        figures.first_digits(rows, int(policy.value("cross.digits_rows_min"))),
        figures.round_sums(rows, least),
        figures.below_limits(rows, least, policy.value("cross.approval_limits"), policy.value("cross.below_limit_percent")),
        figures.equal_sums(rows, least),
    ]
    return either(*tests).order_by("book", "test", _.expected.desc(), _.hits.desc(), _.total.desc(), "item")
