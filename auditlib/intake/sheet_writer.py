"""Rows of cells → an Arrow file of text columns. Built column by column: no Python object per cell beyond the reader's own."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROWS = 5_000
#: Beyond this a float (and Excel itself: 15 digits) no longer knows its last digits.
EXACT = 1e15
#: First row, first column, last row, last column, counted from 0, ends included.
Merge = tuple[int, int, int, int]
#: Rows: their numbers, and their columns.
Piece = tuple[np.ndarray, list[pa.Array]]


def write_sheet(path: Path, width: int, rows: Iterable[Sequence], offset: int = 0, numbers: Sequence[int] | None = None) -> None:
    """Write `row` and c0 … c{width-1}; `offset` empty columns stand before the first; `numbers` are the rows' own numbers."""
    schema = _schema(width)
    done = 0
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for chunk in _chunks(rows):
            span = range(done + 1, done + len(chunk) + 1) if numbers is None else numbers[done : done + len(chunk)]
            empty = pa.nulls(len(chunk), pa.string())
            columns = [empty] * offset + [text_column(column) for column in zip_longest(*chunk, fillvalue="")]
            columns = (columns + [empty] * width)[:width]
            writer.write_table(pa.table([pa.array(span, pa.int32()), *columns], schema=schema))
            done += len(chunk)


def write_columns(path: Path, width: int, pieces: Iterable[Piece]) -> None:
    """Write columns that are text already, and as many empty ones as `width` asks for."""
    schema = _schema(width)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for numbers, columns in pieces:
            filled = [*map(_tidy, columns), *[pa.nulls(len(numbers), pa.string())] * (width - len(columns))]
            writer.write_table(pa.table([pa.array(numbers, pa.int32()), *filled], schema=schema))


def _schema(width: int) -> pa.Schema:
    return pa.schema([("row", pa.int32()), *((f"c{i}", pa.string()) for i in range(width))])


def _chunks(rows: Iterable[Sequence]) -> Iterable[list[Sequence]]:
    rows = iter(rows)
    while chunk := list(islice(rows, ROWS)):
        yield chunk


def text_column(cells: Sequence) -> pa.Array:
    """Cells of one column as trimmed text, null where empty."""
    kinds = set(map(type, cells))
    if kinds == {dt.date}:
        return pa.array(cells).cast(pa.string())
    if kinds == {float}:
        return float_text(pa.array(cells, pa.float64()))
    if kinds - {str}:
        cells = [cell if type(cell) is str else _TEXT[type(cell)](cell) for cell in cells]
    try:
        texts = pa.array(cells, pa.string())
    except UnicodeEncodeError:  # half a surrogate pair, as damaged exports have
        texts = pa.array([cell.encode("utf-8", "replace").decode() if cell else cell for cell in cells], pa.string())
    return _tidy(texts)


def _tidy(texts: pa.Array) -> pa.Array:
    """Trimmed, null where empty; without the ="…" that exports put around digits to keep them as they are, and the "…" behind a space."""
    if _may_be_untidy(texts):
        texts = pc.utf8_trim_whitespace(texts)
        if pc.any(pc.match_substring_regex(texts, '^=?"')).as_py():
            texts = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r'(?s)^=?"([^"]*)"$', r"\1"))
    empty = pc.equal(texts, "")
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts


def _may_be_untidy(texts: pa.Array) -> bool:
    """Whether any byte of a column begins white space of any kind, or is an equals sign: a look at its bytes, not at its cells."""
    held = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    return bool(((held <= 0x20) | (held == ord("=")) | (held == 0xC2) | (held - np.uint8(0xE1) < 3)).any())


def float_text(numbers: pa.Array) -> pa.Array:
    """`number_text` for a whole column; null where it is no number."""
    numbers = pc.if_else(pc.is_finite(numbers), numbers, None)
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), EXACT))
    digits = pc.if_else(whole, numbers, 0.0).cast(pa.int64()).cast(pa.string())
    return pc.if_else(whole, digits, numbers.cast(pa.string()))


def number_text(number: float) -> str:
    """Digits when exact; scientific notation when the last digits are lost, so that nobody takes it for a number read whole."""
    if number == number // 1 and abs(number) < EXACT:
        return str(int(number))
    if abs(number) >= EXACT:
        return f"{number:.14E}"
    return repr(number)


def _moment(value: dt.datetime) -> str:
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")


_TEXT = {
    float: number_text,
    int: lambda number: str(number) if abs(number) < EXACT else f"{number:.14E}",
    bool: lambda value: "是" if value else "否",
    dt.datetime: _moment,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: str,
    str: str,
    type(None): lambda _: "",
}
