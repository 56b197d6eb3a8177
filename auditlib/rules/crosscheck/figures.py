"""Patterns of digits in payments (CROSS-04): first digits, round sums, sums just below a limit, equal sums. They rank samples and prove nothing."""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, percent
from auditlib.models.vocabulary import subquery

#: Benford's law: the first digit d has the share lg(1 + 1/d), in per cent.
BENFORD = ("30.10", "17.61", "12.49", "9.69", "7.92", "6.69", "5.80", "5.12", "4.58")
PERCENT = "decimal(9,2)"
COLUMNS = ("book", "test", "item", "rows", "hits", "share", "expected", "total")
#: Rows shown per book and test.
SHOWN = 20


def amounts(treasury_payment: ir.Table | None, voucher: ir.Table | None, project_payment: ir.Table | None) -> ir.Table:
    """Sums paid: book, item (who spent), payee, amount. Benefits are left out: by a fixed standard they are all alike."""
    parts = []
    if treasury_payment is not None:
        parts.append(treasury_payment.select(book=ibis.literal("国库集中支付"), item="dept", payee="payee", amount="amount"))
    if voucher is not None:
        parts.append(voucher.select(book=ibis.literal("镇街村级账"), item="unit", payee="payee", amount="debit"))
    if project_payment is not None:
        parts.append(
            project_payment.select(
                book=ibis.literal("项目报账支付"), item=ibis.coalesce(_.project_name, _.project_no), payee="payee", amount="amount"
            )
        )
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return subquery(whole.filter(_.amount > 0).mutate(item=ibis.coalesce(_.item, "未写明"), amount=_.amount.cast(MONEY)))


def first_digits(rows: ir.Table, least: int) -> ir.Table:
    """The share of each first digit in a book of enough sums of ten yuan or more, beside Benford's."""
    rows = rows.filter(_.amount >= 10).mutate(digit=_.amount.cast("string").re_extract("[1-9]", 0))
    size = rows.group_by(b_book=_.book).agg(rows=_.count())
    digits = rows.group_by("book", "digit").agg(hits=_.count(), total=_.amount.sum().cast(MONEY))
    joined = subquery(digits.inner_join(size.filter(_.rows >= least), [("book", "b_book")]))
    expected = ibis.cases(*((joined.digit == str(d), Decimal(p)) for d, p in enumerate(BENFORD, 1)), else_=ibis.null(PERCENT)).cast(PERCENT)
    return _shown(joined.mutate(test=ibis.literal("首位数字"), item=_.digit, expected=expected))


def round_sums(rows: ir.Table, least: int) -> ir.Table:
    """Spenders with most sums in whole ten thousands."""
    return _ranked(rows, "整万元", (rows.amount.cast("int64") % 10_000 == 0) & (rows.amount == rows.amount.cast("int64")), least)


def below_limits(rows: ir.Table, least: int, limits: list[str], within: Decimal) -> ir.Table:
    """Spenders with most sums in the last stretch below a limit of approval."""
    near = ibis.literal(False)
    for text in limits:
        limit = Decimal(text)
        near = near | ((rows.amount < money(limit)) & (rows.amount >= money(limit * (100 - within) / 100)))
    return _ranked(rows, "略低于审批限额", near, least)


def equal_sums(rows: ir.Table, least: int) -> ir.Table:
    """Payees with the same sum again and again."""
    same = (
        rows.filter(_.payee.notnull())
        .group_by("book", "payee", "amount")
        .agg(hits=_.count(), total=_.amount.sum().cast(MONEY))
        .filter(_.hits >= least)
    )
    size = rows.filter(_.payee.notnull()).group_by(b_book=_.book, b_payee=_.payee).agg(rows=_.count())
    joined = subquery(same.inner_join(size, [("book", "b_book"), ("payee", "b_payee")]))
    return _top(
        joined.mutate(test=ibis.literal("同一收款人金额相同"), item=_.payee + "：" + _.amount.cast("string"), expected=ibis.null(PERCENT))
    )


def _ranked(rows: ir.Table, test: str, hit: ir.BooleanValue, least: int) -> ir.Table:
    groups = (
        rows.mutate(hit=hit).group_by("book", "item").agg(rows=_.count(), hits=_.hit.sum(), total=_.amount.sum(where=_.hit).cast(MONEY))
    )
    return _top(subquery(groups).filter(_.hits >= least).mutate(test=ibis.literal(test), expected=ibis.null(PERCENT)))


def _top(groups: ir.Table) -> ir.Table:
    order = [groups.hits.desc(), groups.total.desc(), groups.item]
    ranked = groups.mutate(nth=ibis.row_number().over(group_by=["book"], order_by=order))
    return _shown(subquery(ranked).filter(_.nth < SHOWN))


def _shown(groups: ir.Table) -> ir.Table:
    share = percent(groups.hits, groups.rows).cast(PERCENT)
    return groups.mutate(share=share, rows=_.rows.cast("int64"), hits=_.hits.cast("int64")).select(*COLUMNS)
