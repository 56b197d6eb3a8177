"""The files that intake leaves: a Parquet file per ledger, the quarantine, and the rows set aside. Written in one order, streamed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.contracts import Ledger

_SOURCE = [("source_file", pa.string()), ("source_sheet", pa.string()), ("source_row", pa.int32()), ("source_sha256", pa.string())]
#: scope: row (the whole row is in no ledger) or cell (the row is kept, the cell null and named in its `unread`).
QUARANTINE = pa.schema([*((name, pa.string()) for name in ("ledger", "column", "original", "reason", "scope")), *_SOURCE])
#: kind: total, note, example, no_content (a row without what makes it one of the ledger) or replaced (by a later version).
#: cells: JSON list of the row's cells as received.
SET_ASIDE = pa.schema([("ledger", pa.string()), ("kind", pa.string()), ("cells", pa.string()), *_SOURCE])
#: Columns in which no number stands twice: a list of the different ones would be as long as they are.
COUNTING = ("row_id", "source_row")


class Store:
    """Writers for one county's folder; what a former run left there is removed first."""

    def __init__(self, out: Path, ledgers: dict[str, Ledger]):
        self.out, self.ledgers = out, ledgers
        self.rows: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._sheets: dict[str, set[tuple[str, str]]] = {}
        self._withdrawn: list[tuple[str, str]] = []
        shutil.rmtree(out / "ledgers", ignore_errors=True)
        (out / "ledgers").mkdir(parents=True)
        self._quarantine = pq.ParquetWriter(out / "quarantine.parquet", QUARANTINE)
        self._set_aside = pq.ParquetWriter(out / "set_aside.parquet", SET_ASIDE)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def withdraw(self, file: str, sheet: str) -> None:
        """Of a sheet that could not be read to its end no row stays, once the files are finished."""
        self._withdrawn.append((file, sheet))

    def close(self) -> None:
        """Finish the files; nothing can be appended after it."""
        for writer in (self._quarantine, self._set_aside, *self._writers.values()):
            writer.close()
        while self._withdrawn:
            self._take_back(self._withdrawn.pop())

    def path(self, name: str) -> Path:
        """Where a ledger's rows are."""
        return self.out / "ledgers" / f"{name}.parquet"

    @property
    def aside(self) -> Path:
        """Where the rows set aside are."""
        return self.out / "set_aside.parquet"

    def _take_back(self, place: tuple[str, str]) -> None:
        for path in (self.out / "quarantine.parquet", self.aside):
            _part(path, place)
        for name in [name for name, sheets in self._sheets.items() if place in sheets]:
            self._sheets[name].remove(place)
            self.rows[name] -= _part(self.path(name), place)
            if not self._sheets[name]:
                self.path(name).unlink()
                del self.rows[name], self._sheets[name]

    def keep(self, name: str, table: pa.Table, origin: dict[str, object], base: int) -> None:
        """Append typed rows (with a column `row`) to a ledger; `row_id` is `base` + row."""
        schema = self.ledgers[name].schema()
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self.path(name), schema, **written(schema))
            self.rows[name], self._sheets[name] = 0, set()
        self._sheets[name].add((origin["source_file"], origin["source_sheet"]))
        rows = table["row"].cast(pa.int64())
        values = {**_origin(rows, origin), "row_id": pc.add(rows, base)}
        columns = []
        for field in schema:
            column = values.get(field.name)
            if column is None:
                column = table[field.name] if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
            columns.append(column.cast(field.type))
        self.rows[name] += table.num_rows
        if table.num_rows:
            self._writers[name].write_table(pa.table(columns, schema=schema).combine_chunks())

    def quarantine(self, name: str, refused: pa.Table, origin: dict[str, object]) -> None:
        """Append what could not be read: (row, column, original, reason, scope)."""
        values = {"ledger": name, **{c: refused[c] for c in ("column", "original", "reason", "scope")}, **_origin(refused["row"], origin)}
        _append(self._quarantine, QUARANTINE, values, refused.num_rows)

    def set_aside(self, name: str, kinds: pa.Array, rows: pa.ChunkedArray, cells: pa.ChunkedArray, origin: dict[str, object]) -> None:
        """Append rows that are no data, with their cells as received."""
        _append(self._set_aside, SET_ASIDE, {"ledger": name, "kind": kinds, "cells": cells, **_origin(rows, origin)}, len(rows))


def _part(path: Path, place: tuple[str, str]) -> int:
    """Take the rows of one file and sheet out of a file that is finished; how many they were."""
    table = pq.read_table(path)
    mine = pc.and_(pc.equal(table["source_file"], place[0]), pc.equal(table["source_sheet"], place[1]))
    if pc.any(mine).as_py():
        rewrite(path, table.filter(pc.invert(mine)))
    return pc.sum(mine).as_py() or 0


def cells_of_rows(connection: duckdb.DuckDBPyConnection, rows: pa.Table, names: Sequence[str | None]) -> pa.ChunkedArray:
    """The cells of each row under `names` as text, in a JSON list, as SET_ASIDE keeps them; null for a column that is not there."""
    cells = ", ".join(f'CAST("{name}" AS VARCHAR)' if name in rows.column_names else "NULL" for name in names)
    numbered = rows.append_column("#", pa.array(np.arange(rows.num_rows)))
    connection.register("rows_aside", numbered)
    texts = connection.sql(f'SELECT CAST(to_json([{cells}]) AS VARCHAR) AS cells FROM rows_aside ORDER BY "#"').to_arrow_table()
    connection.unregister("rows_aside")
    return texts["cells"]


def rewrite(path: Path, table: pa.Table) -> None:
    """Put `table` in the place of a ledger's rows, or of those set aside, after the store is closed."""
    pq.write_table(table.combine_chunks(), path, **written(table.schema))


def written(schema: pa.Schema) -> dict[str, object]:
    """How a ledger's file is written."""
    return {
        "compression": "zstd",
        "store_decimal_as_integer": True,
        "use_dictionary": [name for name in schema.names if name not in COUNTING],
        "column_encoding": {name: "DELTA_BINARY_PACKED" for name in schema.names if name in COUNTING},
    }


def _origin(rows: pa.ChunkedArray, origin: dict[str, object]) -> dict[str, object]:
    return {name: _same(text, len(rows)) for name, text in origin.items()} | {"source_row": rows.cast(pa.int32())}


def _same(text: str, length: int) -> pa.Array:
    """One text for all rows: `pa.repeat` is slow with texts."""
    return pa.array([text]).take(pa.array(np.zeros(length, np.int8)))


def _append(writer: pq.ParquetWriter, schema: pa.Schema, values: dict[str, object], length: int) -> None:
    if length:
        columns = [_same(v, length) if isinstance(v, str) else v.cast(f.type) for f in schema for v in [values[f.name]]]
        writer.write_table(pa.table(columns, schema=schema).combine_chunks())  # pages begin where pieces do
