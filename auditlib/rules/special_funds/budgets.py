"""Budgets: handed down late, or left idle. DOMAIN §2.1."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import literal_date, month
from auditlib.models.funds import allocations, for_next_year, standing
from auditlib.models.texts import claim, sum_said
from auditlib.models.vocabulary import UNKNOWN, breach, first_true
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "FUND-08",
    basis="fund.pass_down_days",
    severity="M",
    strength="A",
    amount="I",
    decides=("received_on", "amount", "issued_on?"),
    needs="budget_allocation.issued_on",
    claims=("x_award", "x_withheld"),
)
def passed_down_late(budget_allocation, *, policy, as_of):
    """Allocation broken down later than the days allowed after receipt, or not yet.

    An allocation for next year received in November or December counts from 1 January. A row without a date of issue of which
    money is already spent was issued some day: it is not judged.
    """
    today = literal_date(as_of)
    rows = allocations(budget_allocation, today)
    rows = rows.mutate(advance=for_next_year(rows) & (rows.received_on.month() >= int(policy.value("fund.advance_months"))))
    next_year = ibis.date(rows.received_on.year() + 1, 1, 1)
    done = ibis.least(ibis.coalesce(rows.issued_on, today), today)
    rows = rows.mutate(
        counted_from=ibis.ifelse(rows.advance.fill_null(False), next_year, rows.received_on),
        limit_days=policy.at("fund.pass_down_days", rows.received_on).cast("int32"),
        not_judged=first_true({"已有支出而未写分解下达日期": rows.issued_on.isnull() & (rows.used_amount > 0)}),
    )
    late = rows.mutate(days=done.delta(rows.counted_from, unit="day")).filter(done.delta(rows.received_on, unit="day") > _.limit_days)
    late = claim(claim(late, "x_award", "budget.award", _.doc_name, _.fund_type, _.remark), "x_withheld", "budget.withheld", _.remark)
    return breach(
        late,
        "doc_no doc_name received_on issued_on counted_from days limit_days amount recipient_unit x_award x_award_words "
        "x_withheld x_withheld_words not_judged",
        on="received_on",
        amount="amount",
        x_advance=_.advance & (_.days <= _.limit_days),
    )


@rule(
    "FUND-09",
    basis=("fund.idle_years_warn", "fund.idle_years_take_back"),
    severity="M",
    strength="A",
    amount="I",
    decides=("received_on", "amount"),
    claims=("x_retention", "x_litigation", "x_returned"),
)
def idle_funds(budget_allocation, treasury_payment=ABSENT, project_payment=ABSENT, *, policy, as_of):
    """Balance of an allocation more than one year after receipt; from two years it should have been taken back (H).

    Money moved to a township or a special account is not spent (以拨代支) until it is paid on, by the treasury's list or by that of the
    projects. Payments are matched by project number, else by document where the document is one row; where neither fits only the
    allocation's own columns count, and without them the row is not judged. A retention (质保金) that the remark names is no idle money: its
    sum, or where none is written what may be retained of the amount. Not tested: whether the retention has fallen due.
    """
    today = literal_date(as_of)
    rows = standing(budget_allocation, treasury_payment, project_payment, today, int(policy.value("fund.transit_days")))
    warn, back = (int(policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    rows = rows.filter((_.idle > 0) | _.idle.isnull() | _.doubtful, rows.received_on + ibis.interval(months=12 * warn) < today)
    held = share(rows.amount, (policy.at("retention_ratio_max", rows.received_on) * 100).cast("int64"), 10_000)
    rows = _by_remark(rows.mutate(held=held))
    lawful = rows.retained + rows.in_transit + rows.returned
    return breach(
        rows,
        "doc_no doc_name received_on amount used_amount balance idle parked retained recipient_unit x_litigation x_litigation_words "
        "x_returned_words",
        on="received_on",
        amount=ibis.ifelse(lawful < rows.idle, rows.idle - lawful, rows.idle),
        months=month(today) - month(rows.received_on),
        severity=ibis.ifelse(rows.received_on + ibis.interval(months=12 * back) <= today, "H", "M"),
        not_judged=first_true(
            {"支出、结余都不知道": _.idle.isnull(), "国库支付没有写收款人、日期或金额，是否拨到用款单位不知道": _.idle <= 0}
        ),
        x_transit=_.in_transit >= _.idle,
        x_retention=ibis.cases((_.kept.isnull() & (_.idle <= _.held), UNKNOWN), else_=_.kept.fill_null(False) & (_.retained >= _.idle)),
        x_retention_words="kept_words",
        x_returned=_.x_returned & (_.returned >= _.idle),
    )


def _by_remark(rows: ir.Table) -> ir.Table:
    """Add what the remark says of the balance: a sum retained (``kept``, ``retained``), taken back since (x_returned, ``returned``), frozen
    (x_litigation). Where it names no sum: what may be retained, all that is idle."""
    for column, concept in {"kept": "budget.retention", "x_litigation": "budget.frozen", "x_returned": "remark.returned"}.items():
        rows = claim(rows, column, concept, _.remark)
    retained = ibis.least(ibis.coalesce(sum_said("budget.retention", rows.remark), rows.held), rows.idle)
    returned = ibis.coalesce(sum_said("remark.returned", rows.remark), rows.idle)
    return rows.mutate(
        retained=ibis.ifelse(rows.kept.fill_null(False), retained, 0).cast(MONEY),
        returned=ibis.ifelse(rows.x_returned.fill_null(False), returned, 0).cast(MONEY),
    )
