"""Promises in payments, their programmes, notices and settlements of all counties, and counties that pay far more a household (STD-04)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.payments import arrived
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, one_per

FACTS = ("row_id", "county_id", "place", "wording", "occurred_on", "questioned_amount")


def in_texts(table: ir.Table, place: str, text: ir.StringValue, amount: ir.DecimalValue, on: ir.DateValue) -> ir.Table:
    """One row per county and wording that holds a promise: its first row, and what was paid under it."""
    rows = table.select("row_id", "county_id", wording=text, amount=amount, occurred_on=on, place=ibis.literal(place))
    rows = rows.filter(said("std.promise", _.wording))
    whole = ibis.window(group_by=["county_id", "wording"])
    rows = rows.mutate(questioned_amount=rows.amount.sum().over(whole).cast(MONEY))
    return one_per(rows, ["county_id", "wording"], [_.occurred_on, _.row_id]).select(*FACTS)


def outliers(benefit_payment: ir.Table, poor_person: ir.Table, k: int, least: int, as_of: dt.date) -> ir.Table:
    """Counties whose cash per registered household in the audit year exceeds Q3 + k % × (Q3 − Q1): their largest payment row stands for them.

    Quartiles by rank (nearest rank), so that every engine gives the same; amounts to the fen.
    """
    people = poor_person.filter(_.snapshot_date.year() == as_of.year)
    households = people.group_by("county_id").agg(households=_.hh_no.nunique()).filter(_.households > 0)
    numbers = (
        people.select("county_id", number="id_no").union(people.select("county_id", number="hh_no")).filter(_.number.notnull()).distinct()
    )
    paid = benefit_payment.filter(_.pay_date.year() == as_of.year, _.amount.notnull(), arrived(_.pay_status))
    paid = paid.mutate(number=ibis.coalesce(_.hh_no, _.id_no)).semi_join(numbers, ["county_id", "number"])
    each = paid.group_by("county_id").agg(cash=_.amount.sum().cast(MONEY)).inner_join(households, "county_id").filter(_.cash > 0)
    each = each.mutate(per_household=share(each.cash, 1, each.households))
    each = each.mutate(
        rank=ibis.row_number().over(order_by=[each.per_household, each.county_id]) + 1, units=each.count().over(ibis.window())
    )
    at = {name: each.per_household.max(where=each["rank"] == (each.units * part + 3) // 4) for name, part in (("q1", 1), ("q3", 3))}
    fence = each.agg(**at, counties=each.units.max()).filter(_.counties >= least)
    fence = fence.mutate(fence=(_.q3 + share(_.q3 - _.q1, k, 100)).cast(MONEY))
    far = each.cross_join(fence).filter(_.per_household > _.fence)
    largest = one_per(paid, "county_id", [_.amount.desc(), _.pay_date, _.row_id]).select("row_id", "pay_date", of_county="county_id")
    return breach(
        far.inner_join(largest, [("county_id", "of_county")]),
        "county_id per_household fence households",
        on="pay_date",
        amount=((_.per_household - _.fence) * _.households.cast("decimal(9,0)")),
        place=ibis.literal("到户资金发放明细"),
        wording=ibis.null("string"),
    )
