"""One file → sheets of text, read in a child process that may die without taking the county with it.

Hostile or merely huge files make native readers abort or eat all memory; neither can be caught in the same process.
The child has a memory limit (where the system has one) and hands sheets over as Arrow files in a folder for the run.

A cell that holds something without a value stays in the grid as what stands in it: an error as Excel writes it (#REF!, ########), a formula
whose value was never stored from its = on. `UNREAD` knows such texts, from a workbook and from a CSV alike; what it fits is unknown, never
empty.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib import processes
from auditlib.errors import IntakeError
from auditlib.intake.guard import too_large
from auditlib.intake.sheet_writer import Merge, float_text, write_sheet
from auditlib.outside import readable

MEMORY_LIMIT = 6_000_000_000  # bytes of address space of the child: a full sheet of 1,048,576 × 40 cells fits
PARQUET_BATCH = 1_000_000
#: Stands for bytes that are no character.
BROKEN = "\ufffd"
#: Texts of cells that hold something and could not be read (RE2, whole cell). The ="0012" of a CSV is none of them: it is read as 0012.
UNREAD = rf"^(=[^=].*|#([A-Z]+(/0)?[!?]|N/A|GETTING_DATA)|#{{3,}}|Err:[0-9]{{3}}|.*{BROKEN}.*)$"
DIED = "读取时超出内存或读取程序中止（文件过大或已损坏）；请拆分，或用 Excel/WPS 打开另存为 .xlsx 后提交"


@dataclass(frozen=True)
class Grid:
    """One sheet as text. `merges` are (first row, first column, last row, last column), counted from 0, ends included.

    `names` is given for Parquet only: a table whose header is known and which is read in place, batch by batch.
    `problem` says why the sheet was not read, `warnings` what to know of one that was; `shifted`: numbers of rows in which nobody knows
    which cell is which.
    """

    sheet: str
    path: Path
    width: int
    hidden: bool = False
    merges: list[Merge] = field(default_factory=list)
    names: list[str] | None = None
    problem: str | None = None
    warnings: list[str] = field(default_factory=list)
    shifted: list[int] = field(default_factory=list)

    def table(self) -> pa.Table:
        """Columns row (int32, 1-based, as Excel shows it) and c0, c1, … (text, null where empty)."""
        with pa.memory_map(str(self.path)) as source:
            return pa.ipc.open_file(source).read_all()

    def window(self, first: int, last: int) -> pa.Table:
        """Of Parquet the rows numbered `first` to `last`, as `batches()` has them: no more is read than the row groups that hold them."""
        file, begin, parts = pq.ParquetFile(self.path), 1, []
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            start, end = max(first - begin, 0), min(last + 1 - begin, count)
            if start < end:
                parts.append(
                    self._numbered(file.read_row_group(group).slice(start, end - start).combine_chunks().to_batches()[0], begin + start)
                )
            begin += count
        return pa.concat_tables(parts) if parts else pa.table({"row": pa.array([], pa.int32())})

    def batches(self) -> Iterator[pa.Table]:
        """As `table()`; Parquet in batches, so that ten million rows need no more memory than one million."""
        if self.names is None:
            yield self.table()
            return
        first = 1
        for batch in pq.ParquetFile(self.path).iter_batches(PARQUET_BATCH):
            yield self._numbered(batch, first)
            first += batch.num_rows

    def _numbered(self, batch: pa.RecordBatch, first: int) -> pa.Table:
        rows = pa.array(np.arange(first, first + batch.num_rows, dtype=np.int32))
        return pa.table([rows, *map(exact_text, batch.columns)], names=["row", *(f"c{i}" for i in range(self.width))])


def lay_out(sheet: str, path: Path, rows: Sequence[Sequence], numbers: Sequence[int] | None = None, **more: Any) -> Grid:
    """Rows of cells as a sheet in an Arrow file at `path`, with `more` of what a grid has; one that is too large is not written."""
    width = max(map(len, rows), default=0)
    if problem := too_large(width, len(rows)):
        return Grid(sheet, path, 0, problem=problem)
    write_sheet(path, width, rows, numbers=numbers)
    return Grid(sheet, path, width, **more)


def exact_text(column: pa.Array) -> pa.Array:
    """A typed Parquet column as text without loss; exact types that the cleaners understand stay as they are."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_date(kind):
        return column.cast(pa.date32())
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "是", "否")
    if pa.types.is_floating(kind):
        return float_text(column.cast(pa.float64()))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _blank_to_null(column.cast(pa.string()))
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())


def _blank_to_null(column: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


class Reader:
    """Reads files one after the other in one child; a child that dies is replaced, and only its file is lost."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._pool: ProcessPoolExecutor | None = None
        self._files = 0
        self._ahead: dict[Path, Future[list[Grid]]] = {}

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def read(self, path: Path, kind: str) -> list[Grid]:
        """The sheets of a file of a kind that `guard.inspect` names.

        Raises IntakeError when the file can not be read, saying what to do.
        """
        try:
            return (self._ahead.pop(path, None) or self._start(path, kind)).result()
        except BrokenProcessPool:
            self._pool = None
            raise IntakeError(DIED) from None
        except MemoryError:
            raise IntakeError(DIED) from None

    def read_ahead(self, path: Path, kind: str) -> None:
        """Let the child read the file that will be wanted next, while the last one is typed."""
        self._ahead[path] = self._start(path, kind)

    def _start(self, path: Path, kind: str) -> Future[list[Grid]]:
        self._files += 1
        target = self.folder / f"file{self._files}"
        target.mkdir()
        if self._pool is None:
            context = processes.context(["auditlib.intake.read_workbook", "auditlib.intake.read_text"])
            self._pool = ProcessPoolExecutor(1, context, initializer=_prepare_child, initargs=(MEMORY_LIMIT,))
        try:
            with _callers_script_hidden():
                return self._pool.submit(_read, path, kind, target)
        except BrokenProcessPool:  # a child with nothing to do was killed
            self._pool = None
            return self._start(path, kind)


@contextmanager
def _callers_script_hidden() -> Iterator[None]:
    """While a child starts: it would import the caller's script again, which fails for `python -` and repeats a script without a guard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class _NoPandas:
    """Import hook: pyarrow would import pandas at its first array, for nothing, half a second in every child."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def _prepare_child(limit: int) -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    sys.meta_path.insert(0, _NoPandas)
    gc.disable()  # rows of cells hold no circles, and looking for some takes as long as writing the rows
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_the_parent() -> None:
    """A parent that is killed outright cannot say that it is over."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _read(path: Path, kind: str, folder: Path) -> list[Grid]:
    """Runs in the child: the reader of each kind is a module of its own, loaded when first needed."""
    reader = importlib.import_module(f"auditlib.intake.read_{kind}")
    return [replace(grid, sheet=readable(grid.sheet)) for grid in reader.read(path, folder)]
