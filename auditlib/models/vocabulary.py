"""The words in which rules are written: what joins, picks and tests rows of Ibis tables, on any engine. Nothing is executed.

Tables carry ``row_id``. A question is answered true, false or unknown (null), and unknown is never made an answer here.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY
from auditlib.models.identity import plain, same_name

TRUE = ibis.literal(True)
FALSE = ibis.literal(False)
#: An exception that cannot be tested is unknown, never false: it spares nobody.
UNKNOWN = ibis.null("boolean")


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


def as_listed(rows: ir.Table, column: str, listed: ir.Table) -> ir.Table:
    """``rows`` with the number in ``column`` as ``listed`` writes it in its own, where the two differ in spaces, brackets or dashes
    only."""
    own = listed.filter(listed[column].notnull()).group_by(bare_no=plain(listed[column])).agg(listed_no=_[column].min())
    rows = lookup(rows.mutate(bare_no=plain(rows[column])), own, "bare_no")
    return subquery(rows.mutate(**{column: ibis.coalesce(rows.listed_no, rows[column])}).drop("bare_no", "listed_no"))


def breach(rows: ir.Table, facts: str = "", *, on, amount, **more) -> ir.Table:
    """How a rule ends: its candidates with ``row_id``, the day and the money of the breach, and what a reader is shown.

    ``facts``: columns of ``rows`` that are shown as they are. ``on`` and ``amount``: columns or values, as ``more``: facts and exceptions
    by name.
    """
    (questioned,) = rows.bind(amount)
    return rows.select("row_id", *facts.split(), occurred_on=on, questioned_amount=questioned.cast(MONEY), **more)


def likeliest(rows: ir.Table, by: str | list[str], spares: Sequence[str], order: list) -> ir.Table:
    """Of several candidates per key the one for which least speaks: with the fewest of the exceptions ``spares``, then in the given
    order."""
    spared = sum((rows[x].fill_null(False).cast("int32") for x in spares), ibis.literal(0))
    return one_per(rows.mutate(spared=spared), by, ["spared", *order]).drop("spared")


def match(
    rows: ir.Table,
    other: ir.Table,
    key: str,
    name: str,
    when: Callable[[ir.Table], ir.BooleanValue] | None = None,
    *,
    take: Sequence[str] = (),
    first: Sequence[str] = (),
) -> ir.Table:
    """``rows`` with ``name``: whether ``other`` holds the same key, under the condition ``when``; unknown as in `exists`.

    Also ``<name>_row`` (its row_id), ``<name>_differs`` (another person by name; where both tables have ``name``) and ``<name>_<column>``
    for each column of ``take``. Of several that fit the one whose name agrees, then by the columns ``first``, then by row_id. ``when`` is
    given the pairs, in which the columns of ``other`` are called ``<name>_<column>`` too; a pair for which it is unknown does not fit.
    """
    right = other.filter(_[key].notnull()).rename(lambda column: column if column == key else f"{name}_{column}")
    # Selected first, or Ibis does not see that rows are read twice, and repeats all that they are made of.
    pairs = subquery(rows.select(*rows.columns).inner_join(right, key))
    if when is not None:
        pairs = pairs.filter(when(pairs).fill_null(False))
    named = "name" in rows.columns and "name" in other.columns
    pairs = pairs.mutate(differs=~same_name(pairs["name"], pairs[f"{name}_name"]) if named else UNKNOWN)
    best = one_per(pairs, "row_id", [_.differs.asc(nulls_first=False), *(f"{name}_{column}" for column in first), f"{name}_row_id"])
    differs = {f"{name}_differs": "differs"} if named else {}
    best = best.select("row_id", *(f"{name}_{column}" for column in take), **{f"{name}_row": f"{name}_row_id"}, **differs, met=TRUE)
    return _answered(lookup(rows, best, "row_id"), other, [key], name)


def exists(rows: ir.Table, other: ir.Table, key: str | list[str], name: str) -> ir.Table:
    """``rows`` with ``name``: whether ``other`` holds the same key; unknown where the row has none, or the ledger was not handed in."""
    keys = [key] if isinstance(key, str) else key
    held = other.filter(*(other[k].notnull() for k in keys)).select(*keys).distinct().mutate(met=TRUE)
    return _answered(lookup(rows, held, keys), other, keys, name)


def _answered(joined: ir.Table, other: ir.Table, keys: list[str], name: str) -> ir.Table:
    """``met`` under its name: true, else no where that can be known."""
    unknown = TRUE if absent(other) else reduce(or_, (joined[k].isnull() for k in keys))
    return subquery(joined.mutate(**{name: ibis.cases((joined.met.fill_null(False), True), (unknown, UNKNOWN), else_=False)}).drop("met"))


def filled(cell: ir.Value) -> ir.BooleanValue:
    """Whether the list (file, sheet) that a row stands in fills this column anywhere: what no row of it tells is not held against one."""
    return cell.count().over(ibis.window(group_by=["source_file", "source_sheet"])) > 0


def left_empty(table: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the cell was left empty, which is an answer where its list fills the column; unknown where the list does not, or where the
    cell could not be read."""
    cell = table[column]
    return ibis.cases((cell.notnull(), False), (unread(table, column) | ~filled(cell), UNKNOWN), else_=True)


def unread(table: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the cell held something that nobody could read."""
    return table.unread.contains(f",{column},").fill_null(False)


def either(*tables: ir.Table) -> ir.Table:
    """The rows of all tables under one another, in the columns of the first. Where one is absent, what none of them holds is unknown."""
    return reduce(lambda one, two: one.union(two.select(*one.columns)), tables)


def kinds(told: dict[str, ir.Table]) -> ir.Table:
    """Candidates of several kinds as one table, with the kind's name as ``aspect``.

    A fact that a kind does not have is null, an exception that it does not test false.
    """
    types = {column: kind for table in told.values() for column, kind in table.schema().items()}
    nothing = {column: FALSE if column.startswith("x_") and kind.is_boolean() else ibis.null(kind) for column, kind in types.items()}
    parts = [
        table.select(aspect=ibis.literal(kind), **{c: table[c].cast(types[c]) if c in table.columns else nothing[c] for c in types})
        for kind, table in told.items()
    ]
    return either(*parts)


def taken_back(rows: ir.Table, key: Sequence[str], amount: str = "amount", day: str = "pay_date") -> ir.Table:
    """``rows`` with ``taken_back``: a later entry of the same ``key`` and size, with the sign turned, takes this one back.

    One refund takes back one payment, the latest before it. Where the day of either is unknown the refund still takes back one.
    """
    rows = rows.mutate(size=rows[amount].abs())
    same = [*key, "size"]
    back = rows.filter(rows[amount] < 0).group_by(same).agg(refunds=_.count(), refunded=_[day].max())
    met = lookup(rows.filter(rows[amount] > 0).select("row_id", day, *same), back, same)
    met = met.mutate(before=(met[day] <= met.refunded).fill_null(True)).filter(_.refunds > 0, _.before)
    nth = ibis.row_number().over(group_by=same, order_by=[met[day].desc(), met.row_id])
    taken = met.mutate(nth=nth).filter(_.nth < _.refunds).select("row_id", met=TRUE)
    joined = lookup(rows, taken, "row_id")
    return subquery(joined.mutate(taken_back=joined.met.fill_null(False)).drop("met", "size"))


def first_true(told: dict[str, ir.BooleanValue], otherwise: str | None = None) -> ir.StringValue:
    """The name of the first that is true; ``otherwise`` where none is."""
    return ibis.cases(
        *((true.fill_null(False), name) for name, true in told.items()), else_=ibis.null("string") if otherwise is None else otherwise
    )


def true_names(told: dict[str, ir.BooleanValue]) -> ir.StringValue:
    """The names of all that is true, joined by 、; empty where nothing is."""
    named = (ibis.ifelse(true.fill_null(False), "、" + name, "") for name, true in told.items())
    return reduce(lambda text, part: text + part, named).re_replace("^、", "")


def reasons(
    told: dict[str, ir.BooleanValue], differs: dict[str, ir.BooleanValue]
) -> tuple[ir.StringValue, dict[str, ir.BooleanValue], ir.BooleanValue]:
    """Several reasons against one row: their `true_names`, ``alone[name]`` (no other reason), and X-NAME over all of them.

    ``differs``: of the reasons that rest on a number, whether the name is another's. X-NAME holds when every reason rests on such a match;
    it is unknown while one of them cannot be compared.
    """
    true = {name: holds.fill_null(False) for name, holds in told.items()}
    alone = {name: reduce(and_, (holds if other == name else ~holds for other, holds in true.items())) for name in true}
    sure = reduce(or_, (holds & ~differs[name].fill_null(True) if name in differs else holds for name, holds in true.items()))
    open_ = reduce(or_, (true[name] & differs[name].isnull() for name in differs), FALSE)
    return true_names(told), alone, ibis.cases((sure, False), (open_, UNKNOWN), else_=True)


def covers(begins: ir.Value, ends: ir.Value, at: ir.Value) -> ir.BooleanValue:
    """Whether a span holds a day, month or year; an open end holds all of its side."""
    return (begins <= at).fill_null(True) & (ends >= at).fill_null(True)
