"""Rows of one table → typed rows of one ledger, and what could not be read, with column, original text and reason."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.contracts import Ledger
from auditlib.intake.refusals import ROW, Reading, told, unknown, unread_cells
from auditlib.intake.typed_cells import Cells, Source, cells_of, texts_of

#: One amount merged over several rows is one amount: it is never repeated.
NEVER_FILLED = {"money", "rate", "percent", "ratio", "number", "integer", "term"}


@dataclass(frozen=True)
class Typed:
    """Kept rows (ledger columns, `unread` and `row`), what could not be read (REFUSED), rows without content, warnings.

    `unread`: column → how many cells of the kept rows were not read; `unknown`: wordings that a category or boolean column does not know →
    how many cells.
    """

    kept: pa.Table
    refused: pa.Table
    no_content: pa.Array
    warnings: dict[tuple[str, str], int]
    unread: dict[str, int]
    unknown: dict[tuple[str, str], int]

    @property
    def quarantined(self) -> int:
        """How many rows can not stand."""
        return len(self.refused.filter(pc.equal(self.refused["scope"], ROW))["row"].unique())


def fill_merged(
    table: pa.Table, first_row: int, sources: list[Source], merges: list[tuple[int, int, int, int]]
) -> tuple[pa.Table, set[int], pa.Array]:
    """Text and date cells merged downwards take the text above.

    Also returns the columns that had any such cell, and for each row whether such a cell covers it from above.
    """
    fillable = {s.header.index for s in sources if s.header and s.column.type not in NEVER_FILLED}
    spans: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merges:
        top, bottom = top - first_row, min(bottom - first_row, table.num_rows - 1)
        if left in fillable and bottom > top >= 0:
            spans.setdefault(left, []).append((top, bottom))
    covered = np.zeros(table.num_rows, bool)
    for index, ranges in spans.items():
        take = np.arange(table.num_rows)
        for top, bottom in ranges:
            take[top : bottom + 1] = top
            covered[top + 1 : bottom + 1] = True
        place = table.schema.get_field_index(f"c{index}")
        table = table.set_column(place, f"c{index}", table[f"c{index}"].take(pa.array(take)))
    return table, set(spans), pa.array(covered)


def where(table: pa.Table, chosen: pa.Array) -> pa.Table:
    """The rows that are chosen; of the table's pieces only those of which some are not are copied."""
    pieces, done = [], 0
    for piece in table.to_batches():
        here = chosen.slice(done, piece.num_rows)
        pieces.append(piece if pc.all(here).as_py() else piece.filter(here))
        done += piece.num_rows
    return pa.Table.from_batches(pieces, table.schema)


def fill_down(table: pa.Table, sources: list[Source], merged: set[int]) -> pa.Table:
    """Columns that the contract fills down, where the sheet has no merged cells to say so: a blank takes the text above."""
    for source in sources:
        if source.header and source.column.fill_down and source.header.index not in merged:
            place = table.schema.get_field_index(f"c{source.header.index}")
            table = table.set_column(place, table.column_names[place], pc.fill_null_forward(table.column(place)))
    return table


def type_rows(connection: duckdb.DuckDBPyConnection, ledger: Ledger, sources: list[Source], table: pa.Table) -> Typed:
    """Type the data rows of a table (columns row, c0, c1, …)."""
    cells = {source.column.name: cells_of(connection, source, table) for source in sources}
    originals = {source.column.name: texts_of(source, table).cast(pa.string()) for source in sources}
    rows, empty = table["row"], _without_content(ledger, cells, table.num_rows)
    no_content = rows.filter(empty)
    if len(no_content):
        there = pc.invert(empty)
        rows = rows.filter(there)
        cells = {name: column.each(lambda part: part.filter(there)) for name, column in cells.items()}
        originals = {name: texts.filter(there) for name, texts in originals.items()}
    reading = Reading(ledger, rows, cells, originals)
    warned = {(name, text): pc.sum(rows).as_py() or 0 for name, column in cells.items() for text, rows in column.warned.items()}
    kept, refused = reading.kept(), reading.refused()
    return Typed(
        kept,
        refused,
        no_content,
        {key: count for key, count in warned.items() if count} | told(refused, ledger),
        unread_cells(kept),
        unknown(refused, [texts for name, texts in originals.items() if ledger.columns[name].type == "name"]),
    )


def _without_content(ledger: Ledger, cells: dict[str, Cells], length: int) -> pa.ChunkedArray | pa.Array:
    """Rows in which everything is empty, or nil, that makes a row one of this ledger."""
    empty = None
    for name in ledger.row_if:
        if name in cells:
            here = cells[name].empty
            if ledger.columns[name].type == "money":
                here = pc.or_(here, pc.fill_null(pc.equal(cells[name].value, 0), False))
            empty = here if empty is None else pc.and_(empty, here)
    return pa.repeat(False, length) if empty is None else empty
