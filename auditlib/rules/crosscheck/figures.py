"""Patterns of digits in payments (CROSS-04): first digits, round sums, sums just below a limit, equal sums. They rank samples and prove
nothing."""

import datetime as dt
from decimal import Decimal
from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, percent
from auditlib.models.contracts import each_once
from auditlib.models.funds import PAID_OUT
from auditlib.models.texts import said
from auditlib.models.vocabulary import either, one_copy, subquery
from auditlib.rules.catalogue import ABSENT, rule

#: Benford's law: the first digit d has the share lg(1 + 1/d), in per cent.
BENFORD = ("30.10", "17.61", "12.49", "9.69", "7.92", "6.69", "5.80", "5.12", "4.58")
PERCENT = "decimal(9,2)"
NO_SHARE = ibis.null(PERCENT)
COLUMNS = "book test item rows hits share expected total".split()
#: Rows shown per book and test.
SHOWN = 20
#: Content that makes rows of two lists one entry of a book.
ENTRY = ("unit", "account_set", "voucher_no", "line_no", "date", "subject_name", "summary", "debit", "credit")


@rule(
    "CROSS-04",
    basis=("cross.digits_rows_min", "cross.pattern_rows_min", "cross.approval_limits", "cross.below_limit_percent"),
    severity="L",
    strength="C",
    amount="N",
    needs=("treasury_payment.amount|voucher.debit|project_payment.amount",),
    statement=True,
)
def number_patterns(treasury_payment=ABSENT, voucher=ABSENT, project_payment=ABSENT, *, policy, as_of):
    """Sums of a book with unusual first digits, round sums, sums just below a limit, and equal sums to one payee: for ranking samples."""
    rows = _amounts(treasury_payment, voucher, project_payment, as_of)
    least = int(policy.value("cross.pattern_rows_min"))
    tests = [
        _first_digits(rows, int(policy.value("cross.digits_rows_min"))),
        _round_sums(rows, least),
        _below_limits(rows, least, policy.value("cross.approval_limits"), policy.value("cross.below_limit_percent")),
        _equal_sums(rows, least),
    ]
    return either(*tests).order_by("book", "test", _.expected.desc(), _.hits.desc(), _.total.desc(), "item")


def _amounts(treasury_payment: ir.Table, voucher: ir.Table, project_payment: ir.Table, as_of: dt.date) -> ir.Table:
    """Sums paid, each once: book, item (who spent), payee, amount.

    What comes into an account or a till is a debit, too, and is left out; so are benefits: by a fixed standard they are all alike.
    """
    spent = voucher.filter(~said("fund.money_subject", _.subject_name).fill_null(False))
    of_projects = project_payment.mutate(of=ibis.coalesce(_.project_name, _.project_no))
    whole = either(
        one_copy(treasury_payment, PAID_OUT).select("payee", "amount", book=ibis.literal("国库集中支付"), item="dept"),
        one_copy(spent, ENTRY).select("payee", amount="debit", book=ibis.literal("镇街村级账"), item="unit"),
        each_once(of_projects, "of", as_of).select("payee", "amount", book=ibis.literal("项目报账支付"), item="of"),
    )
    return subquery(whole.filter(_.amount > 0).mutate(item=ibis.coalesce(_.item, "未写明"), amount=_.amount.cast(MONEY)))


def _first_digits(rows: ir.Table, least: int) -> ir.Table:
    """The share of each first digit in a book of enough sums of ten yuan or more, beside Benford's."""
    rows = rows.filter(_.amount >= 10).mutate(digit=_.amount.cast("string").re_extract("[1-9]", 0))
    size = rows.group_by("book").agg(rows=_.count()).filter(_.rows >= least)
    digits = rows.group_by("book", "digit").agg(hits=_.count(), total=_.amount.sum().cast(MONEY)).inner_join(size, "book")
    expected = ibis.cases(*((_.digit == str(d), Decimal(p)) for d, p in enumerate(BENFORD, 1)), else_=NO_SHARE)
    return _shown(digits, "首位数字", item=_.digit, expected=expected.cast(PERCENT))


def _round_sums(rows: ir.Table, least: int) -> ir.Table:
    """Spenders with most sums in whole ten thousands."""
    return _ranked(rows, "整万元", rows.amount % money(10_000) == money(0), least)


def _below_limits(rows: ir.Table, least: int, limits: list[str], within: Decimal) -> ir.Table:
    """Spenders with most sums in the last stretch below a limit of approval."""
    bounds = [(money(Decimal(limit) * (100 - within) / 100), money(limit)) for limit in limits]
    return _ranked(rows, "略低于审批限额", reduce(or_, ((rows.amount >= low) & (rows.amount < limit) for low, limit in bounds)), least)


def _equal_sums(rows: ir.Table, least: int) -> ir.Table:
    """Payees with the same sum again and again."""
    rows = rows.filter(_.payee.notnull())
    same = rows.group_by("book", "payee", "amount").agg(hits=_.count(), total=_.amount.sum().cast(MONEY))
    groups = same.inner_join(rows.group_by("book", "payee").agg(rows=_.count()), ["book", "payee"])
    return _top(groups.mutate(item=_.payee + "：" + _.amount.cast("string")), "同一收款人金额相同", least)


def _ranked(rows: ir.Table, test: str, hit: ir.BooleanValue, least: int) -> ir.Table:
    groups = rows.mutate(hit=hit).group_by("book", "item")
    return _top(groups.agg(rows=_.count(), hits=_.hit.sum(), total=_.amount.sum(where=_.hit).cast(MONEY)), test, least)


def _top(groups: ir.Table, test: str, least: int) -> ir.Table:
    order = [_.hits.desc(), _.total.desc(), _.item]
    ranked = subquery(groups).filter(_.hits >= least).mutate(nth=ibis.row_number().over(group_by="book", order_by=order))
    return _shown(ranked.filter(_.nth < SHOWN), test, item=_.item, expected=NO_SHARE)


def _shown(groups: ir.Table, test: str, **told: ir.Value) -> ir.Table:
    share = percent(groups.hits, groups.rows).cast(PERCENT)
    counts = {name: groups[name].cast("int64") for name in ("rows", "hits")}
    return groups.mutate(test=ibis.literal(test), share=share, **counts, **told).select(*COLUMNS)
