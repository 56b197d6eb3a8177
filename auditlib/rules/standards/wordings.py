"""Promises in payments, their programmes, notices and settlements of all counties, and counties that pay far more a household (STD-04)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.payments import arrived
from auditlib.models.texts import said
from auditlib.models.vocabulary import either, one_per


def in_texts(table: ir.Table, place: str, text: ir.StringValue, amount: ir.DecimalValue, on: ir.DateValue) -> ir.Table:
    """One row per county and wording that holds a promise: its first row, and what was paid under it."""
    key = ["county_id", "wording"]
    rows = table.select("row_id", "county_id", place=ibis.literal(place), wording=text, amount=amount, on=on)
    rows = rows.filter(said("std.promise", _.wording))
    rows = rows.mutate(amount=_.amount.sum().over(ibis.window(group_by=key)).cast(MONEY), x_national=said("std.national_policy", _.wording))
    return one_per(rows, key, [_.on, _.row_id])


def outliers(benefit_payment: ir.Table, poor_person: ir.Table, k: int, least: int, as_of: dt.date) -> ir.Table:
    """Counties whose cash per registered household in the audit year exceeds Q3 + k % × (Q3 − Q1): their largest payment row stands for
    them.

    Quartiles by rank (nearest rank), so that every engine gives the same; amounts to the fen.
    """
    paid = _paid(benefit_payment, poor_person, as_of)
    each = _per_household(paid, poor_person.filter(_.snapshot_date.year() == as_of.year))
    at = {name: each.per_household.max(where=each["rank"] == (each.units * part + 3) // 4) for name, part in (("q1", 1), ("q3", 3))}
    fence = each.agg(**at, counties=each.units.max()).filter(_.counties >= least)
    far = each.cross_join(fence.mutate(fence=(_.q3 + share(_.q3 - _.q1, k, 100)).cast(MONEY))).filter(_.per_household > _.fence)
    largest = one_per(paid, "county_id", [_.amount.desc(), _.pay_date, _.row_id]).select("county_id", "row_id", on="pay_date")
    amount = ((_.per_household - _.fence) * _.households.cast("decimal(9,0)")).cast(MONEY)
    return far.inner_join(largest, "county_id").mutate(place=ibis.literal("到户资金发放明细"), amount=amount)


def _paid(benefit_payment: ir.Table, poor_person: ir.Table, as_of: dt.date) -> ir.Table:
    """Payments of the audit year to the persons and households registered in it."""
    people = poor_person.filter(_.snapshot_date.year() == as_of.year)
    numbers = either(*(people.select("county_id", number=column) for column in ("id_no", "hh_no"))).distinct()
    paid = benefit_payment.filter(_.pay_date.year() == as_of.year, _.amount.notnull(), arrived(_.pay_status))
    return paid.mutate(number=ibis.coalesce(_.hh_no, _.id_no)).semi_join(numbers, ["county_id", "number"])


def _per_household(paid: ir.Table, people: ir.Table) -> ir.Table:
    """Of each county households, per_household, rank (from the least) and units (how many counties)."""
    households = people.group_by("county_id").agg(households=_.hh_no.nunique()).filter(_.households > 0)
    each = paid.group_by("county_id").agg(cash=_.amount.sum().cast(MONEY)).inner_join(households, "county_id").filter(_.cash > 0)
    each = each.mutate(per_household=share(each.cash, 1, each.households))
    rank = ibis.row_number().over(order_by=[each.per_household, each.county_id]) + 1
    return each.mutate(rank=rank, units=each.count().over(ibis.window()))
