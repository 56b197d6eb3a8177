"""Interest subsidies: overpaid (LOAN-09)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _interest
from auditlib.rules._loan_book import LAW, keyed, loans, repayments
from auditlib.rules.catalogue import rule


@rule(
    "LOAN-09",
    title="Interest subsidy overpaid",
    zh="多贴、重复贴、超范围贴息",
    basis=("loan.day_count", "loan.subsidy_ratio", "loan.enterprise_subsidy", "loan.subsidy_tol"),
    law=LAW,
    phrase="违规贴息、多贴息",
    severity="H",
    strength="A",
    amount="V",
    answers=("扶贫办", "财政局", "银行"),
    disposition="追缴",
    needs=("interest_subsidy.period|interest_subsidy.period_from", "micro_loan.issue_date"),
    procedure="查贴息申报表、借据、还款凭证，重新计算",
    labels={
        "kind": "情形",
        "total": "该期已贴息合计",
        "lawful": "重新计算应贴息",
        "over": "多贴息",
        "entries": "该期贴息笔数",
        "base": "适用贴息利率(%)",
        "closed_on": "还清日期",
        "last_day": "贴息截止日（到期或展期到期）",
        "x_reset": "利率按1月1日基准调整",
    },
)
def subsidy_overpaid(interest_subsidy, micro_loan, loan_txn=None, *, policy):
    """同一笔贷款同一期间的贴息合计超过按未逾期本金逐日重新计算的应贴利息。

    Whole quarters are computed both by the calendar and from the 21st to the 20th, and the larger counts; entries whose periods
    overlap by more than half are one group. The last positive entry of a group is accused of the excess.
    """
    rows = keyed(micro_loan)
    book = loans(rows)
    groups = _interest.groups(_interest.entries(interest_subsidy, rows))
    found = _interest.compared(groups, book, repayments(book, rows, loan_txn), policy)
    found = found.filter(_.over > ibis.literal(policy.value("loan.subsidy_tol"), type="decimal(18,2)"))
    return found.select(
        "row_id", "loan_no", "borrower_name", "borrower_id", "period_from", "period_to", "subsidy_amount", "kind", "entries", "total",
        "lawful", "over", "base", "rate", "principal", "issue_date", "last_day", "closed_on", "related", "x_reset", "x_product",
        occurred_on="period_to",
        questioned_amount="over",
    )  # fmt: skip
