"""The risk-compensation fund: its state and terms, what left it, which loans it should have answered for (LOAN-12)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import literal_date
from auditlib.models.vocabulary import lookup, one_per, says, subquery
from auditlib.rules._loan_book import transactions

#: Movements out of the fund that are no compensation, in the words of the ledger.
OUT = "划出|转出|调出|支取|提取|出借|借给|借出|理财|购买|购置|支付|挪"
#: As large as this many times what the agreement needs at most, the fund lies idle.
AMPLE = 2


def state(rows: ir.Table, policy, as_of: dt.date) -> ir.Table:
    """One row, the newest of the ledger: ``fund`` (balances of all accounts), ``leverage``, ``gov_share`` (of 10,000), ``trigger``, ``unbooked``.

    Terms are the ledger's own, else the policy values; the widest leverage that is usual where no agreement is known. ``unbooked``: more
    than a year old, and interest was never booked.
    """
    rows = rows.mutate(holder=ibis.coalesce(rows.account, rows.bank, ibis.literal("")), one=ibis.literal(1))
    order = [_.txn_date.desc(nulls_first=False), _.row_id.desc()]
    accounts = one_per(rows.filter(_.balance.notnull()), "holder", order)
    sums = accounts.group_by("one").agg(fund=_.balance.sum().cast(MONEY))
    whole = rows.group_by("one").agg(
        own_leverage=_.leverage.max(), own_share=_.gov_share.max(), own_trigger=_.trigger_days.max(), first=ibis.coalesce(_.opened_on, _.txn_date).min(),
        booked=_.txn_type.contains("息").fill_null(False).any(), above=says("市级|省级|市本级", _.bank, _.account, _.remark).any(),
    )  # fmt: skip
    last = lookup(lookup(one_per(rows, "one", order), sums, "one"), whole, "one")
    return last.mutate(
        times=ibis.coalesce(last.own_leverage.cast("decimal(18,4)"), ibis.literal(policy.value("risk.leverage_max"), type="decimal(18,4)")),
        share_of=ibis.coalesce((last.own_share * 100).cast("int64"), int(policy.value("risk.share_gov") * 10_000)),
        trigger=ibis.coalesce(last.own_trigger.cast("int64"), int(policy.value("risk.trigger_days"))),
        unbooked=~last.booked & (last["first"] < literal_date(as_of) - ibis.interval(days=365)).fill_null(False),
        x_above=last.above.fill_null(False),
    )


def needed(outstanding: ir.DecimalValue, times: ir.DecimalValue) -> ir.DecimalValue:
    """What the fund must hold: the loans outstanding over the leverage, to the fen."""
    return share(outstanding, 10_000, (times * 10_000).cast("int64"))


def diverted(rows: ir.Table) -> ir.Table:
    """Movements out of the fund other than compensation; ``moved``: the same amount came into another account of it within five days."""
    out = rows.filter((_.txn_type == "划出") | _.txn_type.re_search(OUT), _.txn_amount > 0)
    into = rows.filter(_.txn_type == "注入").select(in_account="account", in_day="txn_date", txn_amount="txn_amount")
    met = out.select("row_id", "account", "txn_date", "txn_amount").join(into, "txn_amount").filter(_.account != _.in_account)
    met = met.filter(_.in_day.delta(_.txn_date, unit="day").between(0, 5)).select("row_id").distinct().mutate(moved=ibis.literal(True))
    return lookup(out, met, "row_id").mutate(moved=_.moved.fill_null(False))


def uncompensated(book: ir.Table, rows: ir.Table, funds: ir.Table, loan_txn: ir.Table | None, terms: ir.Table) -> ir.Table:
    """Loans overdue for longer than the agreement waits, for which the fund paid nothing and nothing was recovered: ``to_pay``, its share.

    ``rows`` are the keyed rows of the loan lists, ``funds`` the movements of the fund, ``terms`` its one row of ``state``.
    """
    numbers = rows.filter(_.loan_no.notnull()).select("loan", "loan_no")
    served = funds.filter(_.txn_type.isin(("代偿", "追回返还")) & _.loan_no.notnull()).select("loan_no").join(numbers, "loan_no").select("loan")
    if loan_txn is not None:
        served = served.union(transactions(loan_txn, rows).filter(_.type == "代偿").select("loan"))
    late = subquery(book.anti_join(served, "loan").cross_join(terms.select("trigger", "share_of")).filter(_.late_days > _.trigger))
    return late.mutate(to_pay=share(late.late, late.share_of, 10_000))
