"""The risk-compensation fund: its state and terms, what left it, which loans it should have answered for (LOAN-12)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import literal_date
from auditlib.models.loans import loan_rows, standing
from auditlib.models.texts import claim, said, without
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, first_true, lookup, one_per, subquery

#: As large as this many times what the agreement needs at most, the fund lies idle.
AMPLE = 2
ANY_SUM = money(10**12)
TERMS = ("risk.leverage_min", "risk.leverage_max", "risk.share_gov", "risk.trigger_days")


def state(rows: ir.Table, policy, as_of: dt.date) -> ir.Table:
    """One row, the newest of the ledger: ``fund`` (balances of all accounts), its terms ``times``, ``narrow``, ``share_of`` (of 10,000)
    and ``trigger``.

    Terms are the ledger's own, else the policy values; the widest leverage that is usual where no agreement is known (``own_…``: it is
    known, or confirmed). ``unbooked``: more than a year old, and of all that was booked nothing is interest. x_above: a city's or
    province's fund.
    """
    last = _newest(rows)
    own, (least, most, part, wait) = last.leverage_told.cast("decimal(18,4)"), (policy.value(term) for term in TERMS)
    known = {term: ibis.literal(all(value.confirmed for value in policy.values[term].values)) for term in TERMS}
    return last.mutate(
        times=ibis.coalesce(own, ibis.literal(most, type="decimal(18,4)")),
        narrow=ibis.coalesce(own, ibis.literal(least, type="decimal(18,4)")),
        share_of=ibis.coalesce((last.share_told * 100).cast("int64"), int(part * 10_000)),
        trigger=ibis.coalesce(last.trigger_told.cast("int64"), int(wait)),
        own_leverage=own.notnull() | known["risk.leverage_max"],
        own_trigger=last.trigger_told.notnull() | known["risk.trigger_days"],
        unbooked=~last.booked & (last["first"] < literal_date(as_of) - ibis.interval(days=365)),
        x_above=last.x_above.fill_null(False),
    )


def _newest(rows: ir.Table) -> ir.Table:
    """The newest row with ``fund``, and of all rows: what is told of leverage, share and trigger, the first day, whether interest was
    booked, and x_above."""
    rows = claim(rows, "above", "risk_fund.above_county", rows.bank, rows.account, rows.remark)
    rows = rows.mutate(holder=holder(rows), one=ibis.literal(1))
    order = [_.txn_date.desc(nulls_first=False), _.row_id.desc()]
    sums = one_per(rows.filter(_.balance.notnull()), "holder", order).group_by("one").agg(fund=_.balance.sum().cast(MONEY))
    whole = rows.group_by("one").agg(
        leverage_told=_.leverage.max(),
        share_told=_.gov_share.max(),
        trigger_told=_.trigger_days.max(),
        first=ibis.coalesce(_.opened_on, _.txn_date).min(),
        booked=said("risk_fund.interest", rows.txn_type).any(),
        x_above=_.above.any(),
        x_above_words=_.above_words.max(),
        undated=(_.balance.notnull() & _.txn_date.isnull()).any(),
    )
    return lookup(lookup(one_per(rows, "one", order).drop("above", "above_words"), sums, "one"), whole, "one")


def holder(rows: ir.Table) -> ir.StringValue:
    """The account, else the bank; a ledger that names neither is of one account."""
    return ibis.coalesce(rows.account, rows.bank, ibis.literal(""))


def needed(outstanding: ir.DecimalValue, times: ir.DecimalValue) -> ir.DecimalValue:
    """What the fund must hold: the loans outstanding over the leverage, to the fen."""
    return share(outstanding, 10_000, (times * 10_000).cast("int64"))


def diverted(rows: ir.Table) -> ir.Table:
    """Movements out of the fund other than compensation.

    Within five days the same amount came into another account of it (x_moved), or back into its own (x_ret, or as the remark says:
    x_ret_words); what was lent or spent meanwhile was diverted though it came back, and what the treasury took back left the fund.
    x_compensated: the remark or a loan's number tells of a compensation entered as a transfer.
    """
    out = claim(rows.filter(_away(rows), _.txn_amount > 0), "x_compensated", "risk_fund.compensated", _.remark)
    out = claim(out, "said_back", "remark.returned", without("risk_fund.to_treasury", out.remark))
    into = rows.filter(_.txn_type.isin(("注入", "追回返还"))).select("txn_amount", in_account=holder(rows), in_day="txn_date")
    met = out.select("row_id", "txn_date", "txn_amount", account=holder(out)).join(into, "txn_amount")
    met = met.filter(_.in_day.delta(_.txn_date, unit="day").between(0, 5))
    met = met.group_by("row_id").agg(moved=(_.account != _.in_account).any(), back=(_.account == _.in_account).any())
    out = lookup(out, met, "row_id")
    used = said("risk_fund.other_end", out.txn_type, out.remark).fill_null(False)
    unknown = ibis.ifelse(out.txn_date.isnull(), UNKNOWN, FALSE)
    return out.mutate(
        x_moved=ibis.coalesce(out.moved, unknown),
        x_ret=(ibis.coalesce(out.back, unknown) | out.said_back | said("remark.corrected", out.remark)) & ~used,
        x_ret_words=out.said_back_words,
        x_compensated=out.loan_no.notnull() | out.x_compensated,
    )


def _away(rows: ir.Table) -> ir.BooleanValue:
    """Movements out of the fund that are not entered as compensation."""
    return ((rows.txn_type == "划出") | said("risk_fund.out", rows.txn_type)).fill_null(False)


def unknown_moves(rows: ir.Table) -> ir.Table:
    """Movements of which nobody can say whether they left the fund, or how much did: ``row_id``, ``txn_date``, ``not_judged``."""
    untyped = rows.txn_type.isnull() & (rows.txn_amount > 0)
    told = {"“资金变动类型”为空或未能读出，无从判断去向": untyped, "划出的“变动金额”为空或未能读出": _away(rows) & rows.txn_amount.isnull()}
    return rows.mutate(not_judged=first_true(told)).filter(_.not_judged.notnull())


def unknown_state(fund: ir.Table) -> ir.Table:
    """The fund's one row where nobody can say whether it suffices, or earns interest, with ``not_judged``."""
    told = {
        "补偿金账户余额或其日期不明，无从判断是否足额": fund.fund.isnull() | fund.undated,
        "贷款余额不明，无从判断补偿金是否足额": fund.outstanding.isnull() | ((fund.fund >= fund.needed) & fund.open),
        "资金变动类型、日期不明，无从判断利息是否入账": fund.unbooked.isnull(),
    }
    return fund.mutate(not_judged=first_true(told)).filter(_.not_judged.notnull())


def unknown_lateness(book: ir.Table, as_of: dt.date) -> ir.Table:
    """Loans perhaps still owed of which nobody can say whether or since when they are overdue, with ``not_judged``."""
    since = ibis.coalesce(book.overdue_since, book.last_day)
    told = {
        "到期日、期限、逾期日期都没有，无从判断是否应代偿": since.isnull() & (book.owed > 0).fill_null(True),
        "贷款余额、还款情况都没有，无从判断是否应代偿": book.owed.isnull() & (since < literal_date(as_of)),
    }
    return book.mutate(not_judged=first_true(told)).filter(_.not_judged.notnull())


def uncompensated(book: ir.Table, micro_loan: ir.Table, funds: ir.Table, loan_txn: ir.Table, terms: ir.Table) -> ir.Table:
    """Loans overdue for longer than the agreement waits, for which the fund paid nothing and nothing was recovered: ``to_pay``, its share.

    ``funds``: the movements of the fund, ``terms``: its one row of ``state``. ``not_judged``: it may have paid, by an entry whose kind is
    not known, or by one as large that names no loan.
    """
    paid = funds.txn_type.isin(("代偿", "追回返还")) | said("risk_fund.compensated", funds.remark).fill_null(False)
    served, unclear = (_served(micro_loan, loan_txn, funds, *of) for of in ((paid | _away(funds), "代偿"), (funds.txn_type.isnull(), None)))
    late = book.filter(book.late_days > 0).anti_join(served, "loan").cross_join(terms.select("trigger", "share_of", "own_trigger"))
    late = late.filter(_.late_days > _.trigger).cross_join(_nameless(micro_loan, funds.filter(paid.fill_null(False))))
    late = lookup(subquery(late).mutate(to_pay=share(_.late, _.share_of, 10_000)), unclear.mutate(perhaps=TRUE), "loan")
    told = {
        "补偿金台账或流水中有该笔贷款的记录，类型不明": late.perhaps,
        "有未注明贷款的代偿或追回，金额够付该笔贷款": ibis.ifelse(late.loan_no.isnull(), late.unlisted, late.unnamed) >= late.to_pay,
    }
    return late.mutate(not_judged=first_true(told))


def _nameless(micro_loan: ir.Table, paid: ir.Table) -> ir.Table:
    """One row: the largest sum ``paid`` that names no loan (``unnamed``), and that names none of the list (``unlisted``), which may be of a
    loan without a number. A sum that is not told may be any."""
    numbers = loan_rows(micro_loan).filter(_.loan_no.notnull()).select("loan_no").distinct().mutate(known=TRUE)
    paid = lookup(paid.mutate(sum=ibis.coalesce(paid.txn_amount, ANY_SUM)), numbers, "loan_no")
    return paid.agg(unnamed=_["sum"].max(where=_.loan_no.isnull()), unlisted=_["sum"].max(where=_.known.isnull()))


def _served(micro_loan: ir.Table, loan_txn: ir.Table, funds: ir.Table, which: ir.BooleanValue, kind: str | None) -> ir.Table:
    """``loan`` of the fund's movements ``which`` that name one, and of the bank's transactions of a ``kind`` (None: not told)."""
    numbers = loan_rows(micro_loan).filter(_.loan_no.notnull()).select("loan", "loan_no")
    named = funds.filter(which.fill_null(False), funds.loan_no.notnull()).select("loan_no").join(numbers, "loan_no").select("loan")
    txns = standing(loan_txn, micro_loan)
    of_kind = txns.type.isnull() if kind is None else txns.type == kind
    return named.union(txns.filter(of_kind).select("loan")).distinct()
