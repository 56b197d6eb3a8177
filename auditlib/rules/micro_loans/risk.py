"""Risk: overdue loans, renewed and classified (LOAN-11), and the fund that answers for them (LOAN-12)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.loans import COPIED, PERFORMING, renews_named
from auditlib.models.texts import claim
from auditlib.models.vocabulary import breach, first_true, kinds, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.micro_loans.overdue import bad_ratio, positions, renewed
from auditlib.rules.micro_loans.risk_fund import (
    AMPLE,
    TERMS,
    diverted,
    needed,
    state,
    uncompensated,
    unknown_lateness,
    unknown_moves,
    unknown_state,
)

LATE = ("row_id", "late_days", "late", "x_covid", "x_extended", "x_extended_words")
UNKNOWN_STATE = "贷款余额、还款情况都没有，无从判断是否逾期"
UNCLASSED = "逾期较久，“五级形态”为空、未能读出或各表不一"
UNLISTED = "台账没有登记任何逾期，无从判断是否漏列逾期"
UNDATED = "到期日或贷款逾期时间不明，无从判断是否按时列为逾期"
UNKNOWN_PAYER = "归还旧贷款的账户或交易类型不明，无从判断是否借新还旧"


@rule(
    "LOAN-11",
    basis=("npl.days", "loan.overdue_tol_days", "loan.renewal_days", "loan.overdue_warn", "loan.overdue_loans_min", "loan.covid_until"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("due_date|term_months|overdue_since",),
    tests=("five_class", "overdue_since|overdue_principal", "loan_txn.counterparty", "loan_txn.type"),
    claims=("x_renewal", "x_extended"),
)
def overdue_hidden(micro_loan, loan_txn=ABSENT, *, policy, as_of):
    """An overdue loan is not listed as such or only later (逾期不实), classified as performing (五级分类不实), or was renewed to hide it
    (借新还旧).

    逾期率: a bank or town with too much overdue, shown at its largest overdue loan, only to rank. Amount: the overdue principal; of a
    renewal what it repaid, as far as the new loan goes.
    """
    book = positions(micro_loan, loan_txn, policy, as_of)
    listed = (book.overdue_since.notnull() | (book.overdue_principal > 0).fill_null(False)).any()
    book = subquery(book.cross_join(book.agg(lists=listed)))
    latest = (book.last_day + ibis.interval(days=int(policy.value("loan.overdue_tol_days")))).cast("date")
    unlisted = book.overdue_since.isnull() & ~(book.overdue_principal > 0).fill_null(False)
    hidden = ((latest < literal_date(as_of)) & unlisted & book.lists) | (book.overdue_since > latest).fill_null(False)
    bad = book.filter(_.late_days > int(policy.value("npl.days")))
    told = {
        "逾期不实": _late(book.filter(hidden & (book.late_days > 0))),
        "五级分类不实": _late(bad.filter(_.five_class.isin(PERFORMING))),
        "借新还旧": _again(lookup(book, renewed(book, micro_loan, loan_txn, int(policy.value("loan.renewal_days"))), "loan")),
    } | _unclear(book, bad, hidden, latest < literal_date(as_of))
    warn, least = ibis.literal(policy.value("loan.overdue_warn"), type=MONEY), int(policy.value("loan.overdue_loans_min"))
    for column, name in (("bank", "银行逾期率"), ("town_name", "乡镇逾期率")):
        told[name] = _ranked(bad_ratio(book, book[column], least).filter(_.ratio > warn))
    found = kinds(told)
    ranked = found.ratio.notnull()
    return found.mutate(
        kind=ibis.ifelse(ranked, "逾期率", found.aspect),
        aspect=ibis.ifelse(ranked, ibis.literal("逾期率") + found.thing, found.aspect),
        severity=ibis.ifelse(ranked, "L", "M"),
        strength=ibis.ifelse(ranked, "C", "A"),
    )


FACTS = f"{COPIED} last_day overdue_since five_class late_days late x_product"


def _unclear(book: ir.Table, bad: ir.Table, hidden: ir.BooleanValue, due: ir.BooleanValue) -> dict[str, ir.Table]:
    """Loans of which nobody can say whether they are owed (those ``due``), since when they are listed, how they are classified
    (``bad``)."""
    late, bad = (rows.filter(~_.x_product.fill_null(False)) for rows in (book.filter(_.late_days > 0), bad.filter(~hidden)))
    told = {
        UNKNOWN_STATE: book.filter(book.owed.isnull() & due),
        UNLISTED: late.filter(due, ~late.lists),
        UNDATED: late.filter(_undated(late)),
        UNCLASSED: bad.filter(_.five_class.isnull()),
    }
    return {why: _late(rows).mutate(not_judged=ibis.literal(why)) for why, rows in told.items()}


def _undated(book: ir.Table) -> ir.BooleanValue:
    """Listed as overdue, but since when, or when it was due, is not told."""
    return ((book.overdue_principal > 0).fill_null(False) & book.overdue_since.isnull()) | (
        book.overdue_since.notnull() & book.last_day.isnull()
    )


def _late(book: ir.Table) -> ir.Table:
    return breach(book, f"{FACTS} x_covid x_extended x_extended_words", on="last_day", amount="late")


def _ranked(book: ir.Table) -> ir.Table:
    return breach(book, f"{FACTS} ratio x_covid", on="last_day", amount=NO_AMOUNT, thing="group")


def _again(book: ir.Table) -> ir.Table:
    """Loans granted when the bank itself had repaid an older one; 无还本续贷 is allowed: by the older one's number, or by what is
    remarked."""
    found = claim(book.filter(book.txn_row.notnull()), "x_renewal", "loan.renewed", _.remark, _.product)
    found = found.mutate(
        x_renewal=renews_named(found).fill_null(False) | found.x_renewal,
        related=ibis.array([found.txn_row]),
        not_judged=first_true({UNKNOWN_PAYER: found.own_account.isnull()}),
    )
    facts = f"{FACTS} repaid_by x_renewal_words related not_judged x_renewal"
    return breach(found, facts, on="issue_date", amount=ibis.least(found.repaid, found.principal))


@rule(
    "LOAN-12",
    basis=TERMS,
    severity="M",
    strength="A",
    amount="I",
    accuses=("risk_fund", "micro_loan"),
    needs="risk_fund.txn_type|risk_fund.balance",
    tests=("txn_type", "balance"),
    claims=("x_ret", "x_compensated", "x_above", "x_extended"),
)
def fund_short(risk_fund, micro_loan=ABSENT, loan_txn=ABSENT, *, policy, as_of):
    """The fund is smaller than the agreement demands (不足额), money left it for other ends (挪用), or a loan long overdue was not
    compensated (应代偿未代偿).

    Also pointed out: interest never booked (利息未入账), and a fund twice as large as the narrowest leverage needs (闲置). All accounts
    together are held against all loans; a loan that was not compensated is accused itself, of the government's share. What rests on terms
    that neither the ledger nor a confirmed agreement tells only ranks.
    """
    rows = risk_fund.filter(risk_fund.txn_date.isnull() | (risk_fund.txn_date <= literal_date(as_of)))
    book = positions(micro_loan, loan_txn, policy, as_of).filter(~_.x_product.fill_null(False))
    sums = book.agg(outstanding=_.owed.sum().cast(MONEY), open=_.owed.isnull().any())
    fund = subquery(state(rows, policy, as_of).cross_join(sums))
    fund = fund.mutate(needed=needed(fund.outstanding, fund.times), most=(needed(fund.outstanding, fund.narrow) * AMPLE).cast(MONEY))
    fund = subquery(fund)
    sure = fund.filter(~_.undated)
    short, ample = sure.filter(_.fund < _.needed), sure.filter(_.fund > _.most, ~_.open)
    due = uncompensated(book, micro_loan, rows, loan_txn, fund).mutate(txn_date=_.last_day)
    out, unbooked = diverted(rows), fund.filter(fund.unbooked)
    away = ("row_id", "x_moved", "x_ret", "x_ret_words", "x_compensated", "x_compensated_words")
    found = kinds(
        {
            "挪用": out.select(*away, **_what(out, out.txn_amount, "H", "V")),
            "利息未入账": unbooked.select("row_id", **_what(unbooked, NO_AMOUNT, "L")),
            "不足额": _held(short, short.needed - short.fund, "M", short.own_leverage),
            "闲置": _held(ample, ample.fund - ample.most, "L", ample.own_leverage),
            "应代偿未代偿": due.select(*LATE, "not_judged", **_what(due, due.to_pay, known=due.own_trigger)),
            "未判断": _untold(unknown_moves(rows)),
            "未判断是否足额": _untold(unknown_state(fund)),
            "未判断是否逾期": _untold(unknown_lateness(book, as_of).mutate(txn_date=_.issue_date)),
        }
    )
    return found.mutate(kind=found.aspect)


def _untold(rows: ir.Table) -> ir.Table:
    return rows.select("row_id", "not_judged", **_what(rows, NO_AMOUNT))


def _held(fund: ir.Table, amount: ir.DecimalValue, severity: str, known: ir.BooleanValue) -> ir.Table:
    facts = ("row_id", "fund", "outstanding", "needed", "times", "x_above", "x_above_words")
    return fund.select(*facts, **_what(fund, amount, severity, known=known))


def _what(
    rows: ir.Table, amount: ir.DecimalValue, severity: str = "M", amount_class: str = "I", known: ir.BooleanValue | None = None
) -> dict[str, ir.Value]:
    """What is questioned, and how surely: by terms that nobody ``known`` or confirmed it only ranks."""
    strength = ibis.literal("A") if known is None else ibis.ifelse(known, "A", "C")
    return {
        "occurred_on": rows.txn_date,
        "questioned_amount": amount.cast(MONEY),
        "severity": ibis.literal(severity),
        "strength": strength,
        "amount_class": ibis.literal(amount_class),
    }
