"""The words in which rules are written: what joins, picks and tests rows of Ibis tables, on any engine. Nothing is executed."""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

#: An exception that cannot be tested is unknown, never false: it spares nobody.
UNKNOWN = ibis.null("boolean")
FALSE = ibis.literal(False)


def subquery(table: ir.Table, *columns: str) -> ir.Table:
    """The table as a step of its own in the SQL, with all or the named columns: for what is read more than once, and after each join.

    Ibis folds a join on a join into one, and a projection into what reads it, and repeats both wherever they are read again. A limit is not
    folded, and a limit to no number of rows leaves no trace in the SQL. (A DISTINCT costs a pass, and Sail drops columns from it.)
    """
    return (table.select(*columns) if columns else table).limit(None)


def lookup(left: ir.Table, right: ir.Table, key: str | list[str]) -> ir.Table:
    """``left`` with what ``right`` (one row per key) knows about its key; nulls where it knows nothing."""
    joined = left.left_join(right, key)
    return joined.drop(*[c for c in joined.columns if c.endswith("_right")])


def one_per(table: ir.Table, by: str | list[str], order: list) -> ir.Table:
    """The first row per key in the given order; state an order that leaves no ties in content."""
    return table.mutate(nth=ibis.row_number().over(group_by=by, order_by=order)).filter(_.nth == 0).drop("nth")


def latest(table: ir.Table, by: str, *order: str) -> ir.Table:
    """The row of the newest snapshot per key, which is never null in the result."""
    return one_per(table.filter(table[by].notnull()), by, [table.snapshot_date.desc(), *order, "row_id"])


def one_copy(table: ir.Table, columns: tuple[str, ...], first: str = "row_id") -> ir.Table:
    """One copy of an entry that two lists (files, sheets) both hold; entries alike within one list all stay.

    ``columns`` are the content that makes two entries the same; of the copies the one stays whose ``first`` is least.
    """
    listed = ibis.window(group_by=[*columns, "source_file", "source_sheet"], order_by="row_id")
    rows = table.mutate(nth=ibis.row_number().over(listed))
    alike = ibis.window(group_by=[*columns, "nth"], order_by=[_[first].asc(nulls_first=False), "row_id"])
    return rows.mutate(copy=ibis.row_number().over(alike)).filter(_.copy == 0).select(*table.columns)


def says(pattern: str, *texts: ir.StringValue) -> ir.BooleanValue:
    """Whether one of the texts holds the pattern; unknown when all of them are blank."""
    found = reduce(or_, (text.re_search(pattern).fill_null(False) for text in texts))
    return ibis.cases((found, True), (ibis.coalesce(*texts).notnull(), False), else_=ibis.null(bool))


def true_names(told: dict[str, ir.BooleanValue]) -> ir.StringValue:
    """The names of what is true, joined by 、."""
    named = (ibis.ifelse(true.fill_null(False), "、" + name, "") for name, true in told.items())
    return reduce(lambda text, part: text + part, named).re_replace("^、", "")
