"""What the engines disagree on is kept out of the rules: each rule's expression is walked, whatever its SQL would be.

The walk is tested here; it goes over the rules in tests/docs/test_catalogue.py, which has built all their expressions.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import ibis
import pytest
from ibis import _
from ibis.common.graph import Graph
from ibis.expr import operations as ops

#: Operation → why no rule may use it.
FORBIDDEN = {
    ops.First: "which row is first differs: take the one of row_number() == 0",
    ops.Last: "which row is last differs: take the one of row_number() == 0",
    ops.Arbitrary: "any row may be taken: take min, max or the one of row_number() == 0",
    ops.GroupConcat: "Spark and Sail keep no order: collect into an array and let the report sort it",
    ops.HashBytes: "only DuckDB's own: hexdigest() is the same everywhere",
    ops.Hash: "each engine hashes in its own way: hexdigest() is the same everywhere",
    ops.Sample: "each engine draws other rows: take the least hexdigest() of the key",
    ops.RandomScalar: "other rows with every run",
    ops.RandomUUID: "other values with every run",
    ops.TimestampNow: "other results tomorrow: the audit date is as_of",
    ops.DateNow: "other results tomorrow: the audit date is as_of",
    ops.ScalarUDF: "Python row by row",
    ops.AggUDF: "Python row by row",
    ops.Median: "a float where money is decimal",
    ops.Quantile: "engines interpolate differently",
    ops.ApproxCountDistinct: "an estimate",
    ops.Strftime: "format letters differ: year(), month(), cast to string",
    ops.StringToDate: "format letters differ: intake has typed the dates",
    ops.SQLStringView: "SQL of one engine",
    ops.SQLQueryResult: "SQL of one engine",
}


def faults(table: ibis.Table) -> list[str]:
    """The forbidden operations of an expression, each with the reason."""
    nodes = set(Graph.from_bfs(table.op()))
    found = [f"{type(node).__name__}: {why}" for node in nodes for kind, why in FORBIDDEN.items() if isinstance(node, kind)]
    if any(isinstance(node, ops.JoinLink) and node.how in ("asof", "any_inner", "any_left") for node in nodes):
        found.append("asof or any join: not on Spark; join on [from, to) instead")
    if any(isinstance(node, ops.DateDelta) and node.part.value != "day" for node in nodes):
        found.append("DateDelta in months or years: DuckDB counts boundaries, Spark full months; see shared.month")
    if any(isinstance(node, ops.WindowFunction) and _days_by_date(node) for node in nodes):
        found.append("RANGE window over dates: Sail ignores its lower bound; order by a day number")
    if any(isinstance(node, ops.Literal) and node.dtype.is_decimal() and node.dtype.scale is None and _odd(node.value) for node in nodes):
        found.append("decimal literal without a type: DuckDB drops the fourth decimal, Sail cannot read 1E+3; see shared.money")
    if any(isinstance(node, ops.Divide) and node.left.dtype.is_decimal() for node in nodes):
        found.append("a decimal divided: DuckDB makes it a float, and rounds otherwise; see shared.share")
    if any(isinstance(node, ops.StringSplit) and re.escape(node.delimiter.value) != node.delimiter.value for node in nodes):
        found.append("split at a character that patterns use: Sail takes it for a pattern; split at a comma or 、")
    if any(rule.find(ops.WindowFunction, filter=ops.Value) for node in nodes if isinstance(node, ops.Filter) for rule in node.predicates):
        found.append("a window within a filter: in Spark's SQL the rest of it names a table that is not there; a column first")
    values = [value for node in nodes if isinstance(node, (ops.Project, ops.Aggregate)) for value in node.values.values()]
    if any(
        value.find(ops.Unnest, filter=ops.Value) and not isinstance(value.arg if isinstance(value, ops.Alias) else value, ops.Unnest)
        for value in values
    ):
        found.append("unnest within another expression: Spark has no plan for it; unnest into a column of its own")
    if any(value.find(ops.InSubquery, filter=ops.Value) for value in values):
        found.append("isin(column of a table) as a column: Sail has no plan for it but in a filter; join instead")
    return sorted(set(found))


def _odd(value: Decimal) -> bool:
    return not -3 <= value.normalize().as_tuple().exponent <= 0


def _days_by_date(window: ops.WindowFunction) -> bool:
    bounded = any(b is not None and not (isinstance(b.value, ops.Literal) and b.value.value == 0) for b in (window.start, window.end))
    return window.how == "range" and bounded and any(key.arg.dtype.is_temporal() for key in window.order_by)


ROWS = ibis.table({"id": "string", "day": "date", "amount": "decimal(18,2)"}, name="rows")


@pytest.mark.parametrize(
    "table",
    [
        ROWS.group_by("id").agg(x=_.amount.first(order_by=_.day)),
        ROWS.group_by("id").agg(x=_.id.group_concat()),
        ROWS.mutate(x=_.id.hash()),
        ROWS.mutate(x=_.day.delta(ibis.date("2000-01-01"), unit="month")),
        ROWS.mutate(x=_.amount.sum().over(ibis.range_window(order_by=_.day, preceding=ibis.interval(days=30), following=0))),
        ROWS.mutate(x=ROWS.id.isin(ROWS.view().id)),
        ROWS.filter(_.amount > Decimal("0.0001")),
        ROWS.filter(_.amount > Decimal("1000")),
        ROWS.mutate(x=_.id.split("|")),
        ROWS.mutate(x=_.id.split("、").unnest().upper()),
        ROWS.filter(_.day < ibis.today()),
        ROWS.asof_join(ROWS.view(), "day"),
        ROWS.filter((_.amount.sum().over(ibis.window(group_by="id")) > 0) | _.day.notnull()),
    ],
    ids=["first", "concat", "hash", "months", "range", "isin", "literal", "thousand", "split", "unnest", "today", "asof", "window"],
)
def test_the_walk_sees_what_is_forbidden(table):
    assert len(faults(table)) == 1


def test_what_is_allowed():
    day = _.day.delta(ibis.literal(dt.date(2000, 1, 1)), unit="day")
    numbered = ROWS.mutate(day=day).mutate(x=_.amount.sum().over(ibis.range_window(order_by="day", preceding=30, following=0)))
    assert faults(numbered.filter(numbered.id.isin(ROWS.view().id))) == []
