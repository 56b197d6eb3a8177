"""The risk-compensation fund: its state and terms, what left it, which loans it should have answered for (LOAN-12)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import literal_date
from auditlib.models.loans import loan_rows, standing
from auditlib.models.texts import claim, said, without
from auditlib.models.vocabulary import lookup, one_per, subquery

#: As large as this many times what the agreement needs at most, the fund lies idle.
AMPLE = 2
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
    rows = rows.mutate(holder=ibis.coalesce(rows.account, rows.bank, ibis.literal("")), one=ibis.literal(1))
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
    )
    return lookup(lookup(one_per(rows, "one", order).drop("above", "above_words"), sums, "one"), whole, "one")


def needed(outstanding: ir.DecimalValue, times: ir.DecimalValue) -> ir.DecimalValue:
    """What the fund must hold: the loans outstanding over the leverage, to the fen."""
    return share(outstanding, 10_000, (times * 10_000).cast("int64"))


def diverted(rows: ir.Table) -> ir.Table:
    """Movements out of the fund other than compensation.

    Within five days the same amount came into another account of it (x_moved), or back into its own (x_ret, or as the remark says:
    x_ret_words); what was lent or spent meanwhile was diverted though it came back, and what the treasury took back left the fund. x_compensated: the remark or a loan's number tells of a
    compensation entered as a transfer.
    """
    out = claim(rows.filter(_away(rows), _.txn_amount > 0), "x_compensated", "risk_fund.compensated", _.remark)
    out = claim(out, "said_back", "remark.returned", without("risk_fund.to_treasury", out.remark))
    into = rows.filter(_.txn_type.isin(("注入", "追回返还"))).select("txn_amount", in_account="account", in_day="txn_date")
    met = out.select("row_id", "account", "txn_date", "txn_amount").join(into, "txn_amount")
    met = met.filter(_.in_day.delta(_.txn_date, unit="day").between(0, 5))
    met = met.group_by("row_id").agg(moved=(_.account != _.in_account).any(), back=(_.account == _.in_account).any())
    out = lookup(out, met, "row_id")
    used = said("risk_fund.other_end", out.txn_type, out.remark).fill_null(False)
    return out.mutate(
        x_moved=out.moved.fill_null(False),
        x_ret=(out.back.fill_null(False) | out.said_back | said("remark.corrected", out.remark)) & ~used,
        x_ret_words=out.said_back_words,
        x_compensated=out.loan_no.notnull() | out.x_compensated,
    )


def _away(rows: ir.Table) -> ir.BooleanValue:
    """Movements out of the fund that are not entered as compensation."""
    return ((rows.txn_type == "划出") | said("risk_fund.out", rows.txn_type)).fill_null(False)


def uncompensated(book: ir.Table, micro_loan: ir.Table, funds: ir.Table, loan_txn: ir.Table, terms: ir.Table) -> ir.Table:
    """Loans overdue for longer than the agreement waits, for which the fund paid nothing and nothing was recovered: ``to_pay``, its share.

    ``funds``: the movements of the fund, ``terms``: its one row of ``state``.
    """
    numbers = loan_rows(micro_loan).filter(_.loan_no.notnull()).select("loan", "loan_no")
    served = funds.filter(funds.txn_type.isin(("代偿", "追回返还")) | _away(funds), funds.loan_no.notnull())
    served = served.select("loan_no").join(numbers, "loan_no").select("loan")
    served = served.union(standing(loan_txn, micro_loan).filter(_.type == "代偿").select("loan"))
    late = book.filter(book.late_days > 0).anti_join(served, "loan").cross_join(terms.select("trigger", "share_of", "own_trigger"))
    late = subquery(late.filter(_.late_days > _.trigger))
    return late.mutate(to_pay=share(late.late, late.share_of, 10_000))
