"""Days and running months as every engine counts them alike."""

import datetime as dt

import ibis
from ibis.expr import types as ir

NO_DATE = ibis.null("date")


def month(date: ir.DateValue) -> ir.IntegerValue:
    """Running number of the calendar month, the same on every engine (delta in months is not)."""
    return date.year() * 12 + date.month()


def year_month(running: ir.IntegerValue) -> ir.StringValue:
    """A running month as a reader writes it: 2019-07."""
    return ((running - 1) // 12).cast("string") + "-" + ((running - 1) % 12 + 1).cast("string").lpad(2, "0")


def literal_date(date: dt.date) -> ir.DateScalar:
    return ibis.literal(date, type="date")
