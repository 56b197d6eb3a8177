"""What could not be read, and which rows can not stand without it.

A cell that can not be read is null, named in the row's `unread`, and listed with its original and the reason. Its row is kept, unless it
can not stand: without a required column, without a business key that the cell would have completed, or without anything that makes it a row
of the ledger (`row_if`). Then the whole row goes to the quarantine.
"""

from collections.abc import Callable
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.contracts import UNREAD, Ledger
from auditlib.intake import clean
from auditlib.intake.typed_cells import Cells, Values

REQUIRED = "必填为空"
#: Of an identity number: notes that mean that a number stands there and can not be read. A placeholder is no number.
UNREADABLE_NUMBER = ["zeroed", "masked", "two", "invalid"]
#: scope: what went to the quarantine, the whole row or the cell alone.
ROW, CELL = "row", "cell"
REFUSED = pa.schema(
    [("row", pa.int32()), ("column", pa.string()), ("original", pa.string()), ("reason", pa.string()), ("scope", pa.string())]
)


class Reading:
    """One batch after typing: what of it could not be read, and which rows can not stand.

    `rows`: their numbers; `cells`, `originals`: by column, in the order of `rows`.
    """

    def __init__(self, ledger: Ledger, rows: Values, cells: dict[str, Cells], originals: dict[str, Values]):
        self.ledger, self.originals = ledger, originals
        values = {name: column.value for name, column in cells.items() if ledger.columns[name].type != "period"}
        for column in cells.values():
            for name, value in column.extra.items():  # a column's own value comes first
                values[name] = pc.coalesce(values[name], value) if name in values else value
        self.result = pa.table({"row": rows, **values})
        self.reasons = {
            name: column.reason for name, column in cells.items() if column.reason is not None and column.reason.null_count < len(rows)
        }
        columns = [ledger.columns[name] for name in cells]
        #: Columns of which some cell was not read → which.
        self.unread = {
            name: pc.and_(unread, pc.invert(self._there(name)))
            for column in columns
            if (unread := self._unread(column)) is not None
            for name in column.into or [column.name]
        }
        self.falls = self._falls([column for column in columns if column.required])

    def _unread(self, column: Column) -> pa.ChunkedArray | None:
        reason = self.reasons.get(column.name)
        unread = None if reason is None else pc.is_valid(reason)
        note = f"{column.name}_note"
        if column.type == "identity" and note in self.result.column_names:
            lost = pc.is_in(self.result[note], value_set=pa.array(UNREADABLE_NUMBER))
            if pc.any(lost).as_py():
                unread = lost if unread is None else pc.or_(unread, lost)
        return unread

    def _there(self, name: str) -> Values:
        if name in self.result.column_names:
            return pc.is_valid(self.result[name])
        return pa.repeat(False, self.result.num_rows)

    def _present(self, name: str) -> Values:
        """Something there. A number that can not be matched is there: its note says what is wrong."""
        column = self.ledger.columns.get(name)
        if column and column.type == "period":
            return pc.or_(*(self._there(end) for end in column.into))
        return pc.or_(self._there(name), self._there(f"{name}_note")) if column and column.type == "identity" else self._there(name)

    def _falls(self, required: list[Column]) -> Values:
        """Rows that can not stand: a required column lacks, or what was not read leaves no business key, or nothing to make a row."""
        falls = pa.repeat(False, self.result.num_rows)
        for column in required:
            falls = pc.or_(falls, pc.invert(self._present(column.name)))
        if self.unread:
            for stand in (self._keyed, self._has_content):
                falls = pc.or_(falls, pc.and_(stand(self._or_unread), pc.invert(stand(self._present))))
        return falls

    def _or_unread(self, name: str) -> Values:
        there = self._present(name)
        return pc.or_(there, self.unread[name]) if name in self.unread else there

    def _keyed(self, there: Callable[[str], pa.Array]) -> pa.Array:
        return reduce(pc.or_, (reduce(pc.and_, map(there, names)) for names in self.ledger.key))

    def _has_content(self, there: Callable[[str], pa.Array]) -> pa.Array:
        return reduce(pc.or_, map(there, self.ledger.row_if))

    def kept(self) -> pa.Table:
        """The rows that stand, with what of them was not read."""
        names = ""
        for name in self.ledger.fields():
            if name in self.unread:
                names = pc.binary_join_element_wise(names, pc.if_else(self.unread[name], f"{name},", ""), "")
        if self.unread:
            unread = pc.if_else(pc.equal(names, ""), None, pc.binary_join_element_wise("", names, ","))
        else:
            unread = pa.nulls(self.result.num_rows, pa.string())
        rows = self.result.append_column(UNREAD, unread)
        return rows.filter(pc.invert(self.falls)) if pc.any(self.falls).as_py() else rows

    def refused(self) -> pa.Table:
        """What could not be read, and what is required and lacks (columns of REFUSED)."""
        scope = pc.if_else(self.falls, ROW, CELL)
        parts = []
        for name, column in self.ledger.columns.items():
            reason = self.reasons.get(name)
            if column.required and name in self.originals:
                lacking = pc.if_else(pc.invert(self._present(name)), REQUIRED, pa.scalar(None, pa.string()))
                reason = lacking if reason is None else pc.coalesce(reason, lacking)
            if reason is not None and reason.null_count < len(reason):
                columns = [self.result["row"], pa.repeat(name, self.result.num_rows), self.originals[name], reason, scope]
                parts.append(pa.table(columns, schema=REFUSED).filter(pc.is_valid(reason)))
        return pa.concat_tables(parts).sort_by([("row", "ascending"), ("column", "ascending")]) if parts else REFUSED.empty_table()


def told(refused: pa.Table, ledger: Ledger) -> dict[tuple[str, str], int]:
    """What to tell of a sheet: by column, what could not be read, in how many cells, and whether it cost the rows."""
    counted = (
        refused.group_by(["column", "reason", "scope"])
        .aggregate([([], "count_all")])
        .sort_by([(c, "ascending") for c in ("column", "reason", "scope")])
    )
    told: dict[tuple[str, str], int] = {}
    for entry in counted.to_pylist():
        fate = "整行隔离" if entry["scope"] == ROW else "此格置空并标记，行保留"
        key = (entry["column"], f"「{ledger.columns[entry['column']].header}」{entry['reason'].split('；')[0]}，{fate}")
        told[key] = told.get(key, 0) + entry["count_all"]
    return told


def unread_cells(kept: pa.Table) -> dict[str, int]:
    """Column → how many cells of the kept rows were not read."""
    counts: dict[str, int] = {}
    for entry in kept[UNREAD].drop_null().value_counts().to_pylist():
        for name in entry["values"].strip(",").split(","):
            counts[name] = counts.get(name, 0) + entry["counts"]
    return counts


def unknown(refused: pa.Table, names: list[Values]) -> dict[tuple[str, str], int]:
    """(Column, wording that it does not know) → how many cells. A number of somebody or one of the `names` is no wording: it names
    nobody."""
    words = refused.filter(pc.equal(refused["reason"], clean.UNKNOWN))
    personal = pc.match_substring_regex(words["original"], "[0-9]{6}")
    for column in names:
        personal = pc.or_(personal, pc.is_in(words["original"], value_set=pc.unique(column)))
    words = words.filter(pc.invert(personal))
    counted = words.group_by(["column", "original"]).aggregate([([], "count_all")])
    return {(entry["column"], entry["original"]): entry["count_all"] for entry in counted.to_pylist()}
