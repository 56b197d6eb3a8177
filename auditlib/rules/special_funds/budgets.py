"""Budgets: handed down late, or left idle. DOMAIN §2.1."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import doc_no
from auditlib.models.vocabulary import UNKNOWN, one_copy, says
from auditlib.rules._funds import ALLOCATION, PAID_OUT
from auditlib.rules.catalogue import rule

#: Accounts of the administration itself: money there is not yet spent (以拨代支).
FISCAL_PAYEE = "财政所|财政局|财政经管|财政专户|专户|镇人民政府|乡人民政府|镇政府|街道办事处|经管站|管委会"


@rule(
    "FUND-08",
    basis="fund.pass_down_days",
    severity="M",
    strength="A",
    amount="I",
    needs=("budget_allocation.received_on", "budget_allocation.issued_on"),
)
def passed_down_late(budget_allocation, *, policy, as_of):
    """Allocation broken down later than the days allowed after receipt, or not yet.

    An allocation for next year received in November or December counts from 1 January. A row without a date of issue of which
    money is already spent was issued some day: it is not judged.
    """
    today = literal_date(as_of)
    rows = one_copy(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0, _.issued_on.notnull() | ~(_.used_amount > 0).fill_null(False))
    done = ibis.least(ibis.coalesce(rows.issued_on, today), today)
    next_year = ibis.date(rows.received_on.year() + 1, 1, 1)
    late_in_year = rows.received_on.month() >= int(policy.value("fund.advance_months"))
    in_advance = says("提前下达|提前告知|提前通知", rows.doc_name, rows.remark) | (rows.budget_year > rows.received_on.year())
    in_advance = ibis.cases((in_advance.fill_null(False), True), (rows.budget_year.notnull(), False), else_=UNKNOWN)
    advance = ibis.ifelse(late_in_year, in_advance, ibis.literal(False))
    limit = policy.at("fund.pass_down_days", rows.received_on)
    counted_from = ibis.ifelse(advance.fill_null(False), next_year, rows.received_on)
    rows = rows.mutate(
        counted_from=counted_from,
        limit_days=limit.cast("int32"),
        days=done.delta(counted_from, unit="day"),
        since_receipt=done.delta(rows.received_on, unit="day"),
        advance=advance,
    )
    late = rows.filter(_.since_receipt > _.limit_days)
    return late.select(
        "row_id", "doc_no", "doc_name", "received_on", "issued_on", "counted_from", "days", "limit_days", "amount", "recipient_unit",
        occurred_on="received_on",
        questioned_amount="amount",
        x_advance=_.advance & (_.days <= _.limit_days),
        x_award=says("以奖代补", _.doc_name, _.fund_type, _.remark),
        x_withheld=says("暂缓|暂停下达|上级.*(要求|通知).*(停|缓)", _.remark),
    )  # fmt: skip


@rule(
    "FUND-09",
    basis=("fund.idle_years_warn", "fund.idle_years_take_back"),
    severity="M",
    strength="A",
    amount="I",
    needs=("budget_allocation.received_on",),
)
def idle_funds(budget_allocation, treasury_payment=None, *, policy, as_of):
    """Balance of an allocation more than one year after receipt; from two years it should have been taken back (H).

    Money moved to a township or a special account is not spent (以拨代支). Payments are matched by project number, else by document
    where the document is one row; where neither fits only the allocation's own columns count.
    """
    today = literal_date(as_of)
    rows = _with_payments(one_copy(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0), treasury_payment, as_of, int(policy.value("fund.transit_days")))
    spent_elsewhere = ibis.coalesce(rows.balance, rows.amount - rows.used_amount)
    idle = ibis.coalesce(spent_elsewhere + ibis.coalesce(rows.parked, money(0)), rows.amount - rows.spent)
    rows = rows.mutate(idle=ibis.ifelse(idle > rows.amount, rows.amount, idle).cast(MONEY))
    warn, back = (int(policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    held = share(rows.amount, (policy.at("retention_ratio_max", rows.received_on) * 100).cast("int64"), 10_000)
    old = rows.mutate(held=held).filter(_.idle > 0, _.received_on + ibis.interval(months=12 * warn) < today)
    retention = says("质保金|质量保证金|保修金", old.remark)
    return old.select(
        "row_id", "doc_no", "doc_name", "received_on", "amount", "used_amount", "balance", "idle", "parked", "recipient_unit",
        occurred_on="received_on",
        questioned_amount="idle",
        months=month(today) - month(old.received_on),
        severity=ibis.ifelse(_.received_on + ibis.interval(months=12 * back) <= today, "H", "M"),
        x_transit=_.in_transit >= _.idle,
        x_retention=ibis.cases((retention.fill_null(False), True), (retention.isnull() & (_.idle <= _.held), UNKNOWN), else_=False),
        x_litigation=says("诉讼|冻结|查封", _.remark),
    )  # fmt: skip


def _with_payments(allocations, treasury_payment, as_of, transit_days: int):
    """Add spent (paid to others than the administration), parked (moved to it and not paid on), in_transit (paid just after year end)."""
    nothing = ibis.null(MONEY)
    if treasury_payment is None:
        return allocations.mutate(spent=nothing, parked=nothing, in_transit=nothing)
    paid = one_copy(treasury_payment, PAID_OUT).filter(_.amount.notnull(), _.pay_date.notnull()).mutate(doc=doc_no(_.budget_doc_no), fiscal=_.payee.re_search(FISCAL_PAYEE).fill_null(False))
    own = paid.filter(_.fiscal, _.payee_account.notnull()).select(own_account="payee_account").distinct()
    paid = paid.left_join(own, [("payer_account", "own_account")]).mutate(onward=_.own_account.notnull())
    end, late = literal_date(as_of), literal_date(as_of) + ibis.interval(days=transit_days)
    sums = {
        "to_others": _.amount.sum(where=~_.fiscal & (_.pay_date <= end)),
        "to_fiscal": _.amount.sum(where=_.fiscal & ~_.onward & (_.pay_date <= end)),
        "paid_on": _.amount.sum(where=_.onward & ~_.fiscal & (_.pay_date <= end)),
        "after": _.amount.sum(where=~_.fiscal & (_.pay_date > end) & (_.pay_date <= late)),
    }
    rows = allocations.mutate(doc=doc_no(allocations.doc_no))
    rows = rows.mutate(
        rows_of_doc=ibis._.row_id.count().over(group_by="doc"), rows_of_project=ibis._.row_id.count().over(group_by=["doc", "project_no"])
    )
    by_project = paid.filter(_.project_no.notnull()).group_by(p_doc=_.doc, p_no=_.project_no).agg(**sums)
    by_doc = paid.group_by(d_doc=_.doc).agg(**sums)
    of_project = (rows.rows_of_project == 1) & (rows.doc == by_project.p_doc) & (rows.project_no == by_project.p_no)
    rows = rows.left_join(by_project, of_project).rename({f"p_{c}": c for c in sums})
    rows = rows.left_join(by_doc, (rows.rows_of_doc == 1) & (rows.doc == by_doc.d_doc))
    found = {c: ibis.coalesce(rows[f"p_{c}"], rows[c]) for c in sums}
    zero = money(0)
    matched = (rows.rows_of_doc == 1) | rows.p_doc.notnull()
    parked = ibis.greatest(ibis.coalesce(found["to_fiscal"], zero) - ibis.coalesce(found["paid_on"], zero), zero)
    return rows.select(
        *allocations.columns,
        spent=ibis.ifelse(matched, ibis.coalesce(found["to_others"], zero), nothing).cast(MONEY),
        parked=ibis.ifelse(matched, parked, nothing).cast(MONEY),
        in_transit=ibis.coalesce(found["after"], zero).cast(MONEY),
    )
