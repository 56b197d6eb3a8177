"""Risk: overdue loans, renewed and classified (LOAN-11), and the fund that answers for them (LOAN-12)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.vocabulary import lookup, says, subquery
from auditlib.rules._loan_book import COPIED, keyed
from auditlib.rules.catalogue import rule
from auditlib.rules.micro_loans import _overdue, _risk_fund

NO_ROW = ibis.null("int64")


@rule(
    "LOAN-11",
    basis=("npl.days", "loan.overdue_tol_days", "loan.renewal_days", "loan.overdue_warn", "loan.overdue_loans_min", "loan.covid_until"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    needs=("micro_loan.due_date|micro_loan.term_months|micro_loan.overdue_since",),
)
def overdue_hidden(micro_loan, loan_txn=None, *, policy, as_of):
    """An overdue loan is not listed as such or only later (逾期不实), classified as performing (五级分类不实), or was renewed to hide it (借新还旧).

    逾期率: a bank or town with too much overdue, shown at its largest overdue loan, only to rank. Amount: the overdue principal; of a renewal
    what it repaid, as far as the new loan goes.
    """
    rows = keyed(micro_loan)
    book = _overdue.positions(micro_loan, rows, loan_txn, as_of)
    book = book.mutate(x_covid=_in_covid(book, policy, as_of))
    listed = (book.overdue_since.notnull() | (book.overdue_principal > 0).fill_null(False)).any()
    book = subquery(book.cross_join(book.agg(lists=listed)))
    latest = (book.last_day + ibis.interval(days=int(policy.value("loan.overdue_tol_days")))).cast("date")
    unlisted = book.overdue_since.isnull() & ~(book.overdue_principal > 0).fill_null(False)
    hidden = ((latest < literal_date(as_of)) & unlisted & book.lists) | (book.overdue_since > latest).fill_null(False)
    parts = [
        _lead(book.filter(hidden & (book.late_days > 0)), "逾期不实"),
        _lead(book.filter((_.late_days > int(policy.value("npl.days"))) & _.five_class.isin(_overdue.PERFORMING)), "五级分类不实"),
    ]
    if loan_txn is not None:
        found = lookup(book, _overdue.renewed(book, rows, loan_txn, int(policy.value("loan.renewal_days"))), "loan").filter(_.txn_row.notnull())
        kept = found.renewal_of.notnull() | found.remark.re_search("续贷|无还本").fill_null(False)
        parts.append(
            _lead(
                found, "借新还旧", occurred_on=found.issue_date, questioned_amount=ibis.least(found.repaid, found.principal).cast(MONEY),
                repaid_by=found.repaid_by, x_renewal=kept,
                x_covid=ibis.literal(False), related=ibis.array([found.txn_row]),
            )
        )  # fmt: skip
    warn, least = ibis.literal(policy.value("loan.overdue_warn"), type=MONEY), int(policy.value("loan.overdue_loans_min"))
    for column in ("bank", "town_name"):
        found = _overdue.bad_ratio(book, book[column], least).filter(_.ratio > warn)
        ranked = {"severity": ibis.literal("L"), "strength": ibis.literal("C"), "questioned_amount": NO_AMOUNT}
        parts.append(_lead(found, "逾期率", ratio=found.ratio, aspect=ibis.literal("逾期率") + found.group, thing=found.group, **ranked))
    return ibis.union(*parts)


def _lead(rows, kind, **changes):
    usual = {
        "aspect": ibis.literal(kind), "thing": ibis.null("string"), "occurred_on": rows.last_day, "questioned_amount": rows.late,
            "repaid_by": ibis.null("string"),
        "ratio": ibis.null(MONEY), "severity": ibis.literal("M"), "strength": ibis.literal("A"), "related": ibis.array([NO_ROW]),
        "x_covid": rows.x_covid, "x_renewal": ibis.literal(False),
    }  # fmt: skip
    return rows.select(
        *COPIED, "last_day", "overdue_since", "five_class", "late_days", "late", "x_product", kind=ibis.literal(kind), **usual | changes
    )


@rule(
    "LOAN-12",
    basis=("risk.leverage_min", "risk.leverage_max", "risk.share_gov", "risk.trigger_days"),
    severity="M",
    strength="A",
    amount="I",
    accuses=("risk_fund", "micro_loan"),
    needs=("risk_fund.txn_type|risk_fund.balance",),
)
def fund_short(risk_fund, micro_loan=None, loan_txn=None, *, policy, as_of):
    """The fund is smaller than the agreement demands (不足额), money left it for other ends (挪用), or a loan long overdue was not compensated (应代偿未代偿).

    Also pointed out: interest never booked (利息未入账), and a fund twice as large as the narrowest leverage needs (闲置). All accounts
    together are held against all loans; a loan that was not compensated is accused itself, of the government's share.
    """
    rows = risk_fund.filter(risk_fund.txn_date.isnull() | (risk_fund.txn_date <= literal_date(as_of)))
    fund, out = subquery(_risk_fund.state(rows, policy, as_of)), _risk_fund.diverted(rows)
    returned = says("退回|冲正|误划|更正", out.remark).fill_null(False)
    parts = [
        _fund_lead(out, "挪用", out.txn_amount, severity="H", amount_class="V", x_moved=out.moved, x_ret=returned),
        _fund_lead(fund.filter(fund.unbooked), "利息未入账", NO_AMOUNT, severity="L"),
    ]
    if micro_loan is None:
        return ibis.union(*parts)
    keys = keyed(micro_loan)
    book = subquery(_overdue.positions(micro_loan, keys, loan_txn, as_of).filter(~_.x_product.fill_null(False)))
    fund = fund.cross_join(book.agg(outstanding=_.owed.sum().fill_null(0).cast(MONEY)))
    fund = subquery(fund.mutate(needed=_risk_fund.needed(fund.outstanding, fund.times)))
    narrow = ibis.coalesce(fund.own_leverage.cast("decimal(18,4)"), ibis.literal(policy.value("risk.leverage_min"), type="decimal(18,4)"))
    most = _risk_fund.needed(fund.outstanding, narrow) * _risk_fund.AMPLE
    short, ample = fund.filter(fund.fund < fund.needed), fund.mutate(most=most.cast(MONEY)).filter(_.fund > _.most)
    due = _risk_fund.uncompensated(book, keys, rows, loan_txn, fund)
    due = due.mutate(txn_date="last_day")
    parts += [
        _fund_lead(short, "不足额", short.needed - short.fund, **_state(short), x_above=short.x_above),
        _fund_lead(ample, "闲置", ample.fund - ample.most, severity="L", **_state(ample), x_above=ample.x_above),
        _fund_lead(due, "应代偿未代偿", due.to_pay, late_days=due.late_days, late=due.late, x_covid=_in_covid(due, policy, as_of)),
    ]
    return ibis.union(*parts)


def _state(fund):
    return {name: fund[name] for name in ("fund", "outstanding", "needed", "times")}


def _in_covid(book, policy, as_of):
    """Due in the epidemic, while its extension ran."""
    first, until = (dt.date.fromisoformat(policy.value(f"loan.{end}")) for end in ("covid_due_from", "covid_until"))
    return (book.last_day >= literal_date(first)).fill_null(False) & ibis.literal(as_of <= until)


def _fund_lead(rows, kind, amount, severity="M", amount_class="I", **changes):
    usual = {name: ibis.null(MONEY) for name in ("fund", "outstanding", "needed", "late")}
    usual |= {"times": ibis.null("decimal(18,4)"), "late_days": ibis.null("int64")}
    usual |= {name: ibis.literal(False) for name in ("x_above", "x_moved", "x_ret", "x_covid")}
    return rows.select(
        "row_id", kind=ibis.literal(kind), aspect=ibis.literal(kind), occurred_on="txn_date", questioned_amount=amount.cast(MONEY),
        severity=ibis.literal(severity), amount_class=ibis.literal(amount_class), **usual | changes,
    )  # fmt: skip
