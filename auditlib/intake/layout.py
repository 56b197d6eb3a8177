"""Where the headers of a sheet stand: title and unit rows above, one to three header rows, and further tables below.

Start and depth of a header are chosen by trying them all and counting the headers that some ledger knows.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake.grids import Grid
from auditlib.intake.headers import Header, Vocabulary, header_key, is_header_cell, plain

HEAD_ROWS = 30
MAX_DEPTH = 3
MIN_KNOWN = 2
Merge = tuple[int, int, int, int]
Row = list[str | None]


@dataclass(frozen=True)
class Block:
    """One table of a sheet: rows [start, end) below its header, counted from 0 in the grid; `above`: texts of title and unit rows.

    `dense_above` counts rows above that look like data of another, unknown table.
    `repeated` are the row texts (see `row_text`) of its header and title rows, which printed pages repeat.
    """

    headers: list[Header]
    depth: int
    start: int
    end: int
    above: list[str]
    repeated: frozenset[str]
    dense_above: int = 0


def find_blocks(grid: Grid, table: pa.Table, vocabulary: Vocabulary) -> list[Block]:
    """The tables of a sheet from top to bottom; empty when no header is found in the first rows."""
    if grid.names is not None:
        headers = [Header(i, (), name) for i, name in enumerate(grid.names)]
        return [Block(headers, 1, 0, table.num_rows, [], frozenset())]
    head = _rows(table, 0, HEAD_ROWS + MAX_DEPTH)
    first = _first_header(head, grid.merges, vocabulary)
    if first is None:
        return []
    places = [first]
    for row in _may_be_headers(table, first.below, vocabulary):
        if row >= places[-1].below and (place := _header_below(table, row, places[-1], grid.merges, vocabulary)):
            places.append(place)
    return _blocks(table, places)


@dataclass(frozen=True)
class _Place:
    start: int
    depth: int
    headers: list[Header]
    score: int

    @property
    def below(self) -> int:
        return self.start + self.depth

    @property
    def good(self) -> bool:
        """Most of it is known: no row of data that happens to look like headers."""
        return self.score >= max(3, len(self.headers) // 2)


def _first_header(head: list[Row], merges: list[Merge], vocabulary: Vocabulary) -> _Place | None:
    """The first good header, in its best shape; when none is good, the best of all."""
    last = min(len(head), HEAD_ROWS)
    for start in range(last):
        place = _best(head, range(start, start + 1), 0, merges, vocabulary)
        if place and place.good:
            return _best(head, range(start, min(start + MAX_DEPTH, last)), 0, merges, vocabulary)
    return _best(head, range(last), 0, merges, vocabulary)


def _blocks(table: pa.Table, places: list[_Place]) -> list[Block]:
    tops = [_top(table, place.start, after) for place, after in zip(places, [0, *(p.below for p in places)], strict=False)]
    blocks = []
    for place, top, end in zip(places, tops, [*tops[1:], table.num_rows], strict=True):
        above = _rows(table, top, place.start)
        header = _rows(table, place.start, place.below)
        start = place.below
        start += _numbering_rows(_rows(table, start, start + 2))
        texts = [cell for row in above for cell in row if cell]
        repeated = frozenset(row_text(row) for row in [*above, *header] if row_text(row))
        dense = sum(len([cell for cell in row if cell]) >= 4 for row in above)
        blocks.append(Block(place.headers, place.depth, start, end, texts, repeated, dense))
    return blocks


def row_text(row: Row) -> str:
    """A row as one text, for comparing whole rows."""
    return "\x1f".join(cell for cell in row if cell)


def _top(table: pa.Table, header: int, after: int) -> int:
    """Where the title of a table begins: the sparse rows directly above its header."""
    top = header
    floor = after if after == 0 else max(after, header - 4)
    while top > floor and (after == 0 or sum(c is not None for c in _rows(table, top - 1, top)[0]) <= 2):
        top -= 1
    return top


def _rows(table: pa.Table, start: int, end: int) -> list[Row]:
    columns = [column.to_pylist() for column in table.slice(start, max(end - start, 0)).columns[1:]]
    return [list(row) for row in zip(*columns, strict=True)]


def _best(rows: list[Row], starts: range, offset: int, merges: list[Merge], vocabulary: Vocabulary) -> _Place | None:
    best: _Place | None = None
    for depth in range(1, MAX_DEPTH + 1):
        for start in starts:
            block = rows[start : start + depth]
            if len(block) < depth or not all(any(row) for row in block) or not all(map(_groups, block[:-1])):
                continue
            headers = _flatten(block, offset + start, merges)
            score = _score(headers, vocabulary)
            if score >= MIN_KNOWN and (best is None or score > best.score):
                best = _Place(offset + start, depth, headers, score)
    return best


def _groups(row: Row) -> bool:
    """A row of group headings or of headers merged downwards holds at least two different short texts, none of them data."""
    cells = {cell for cell in row if cell}
    return len(cells) >= 2 and all(len(cell) <= 40 for cell in cells)


def _score(headers: list[Header], vocabulary: Vocabulary) -> int:
    return len({(header.path, key) for header in headers if (key := vocabulary.knows(header))})


def _flatten(rows: list[Row], first: int, merges: list[Merge]) -> list[Header]:
    """Columns' headers: the lowest text of each column, under the group headings that stand or spread above it."""
    spread = [_spread(row, rows[i + 1 :], first + i, merges) for i, row in enumerate(rows[:-1])]
    headers = []
    for column in range(len(rows[0])):
        texts = [row[column] for row in rows]
        depth = max((i for i, text in enumerate(texts) if text and is_header_cell(text)), default=None)
        if depth is not None:
            path = tuple(dict.fromkeys(text for row in spread[:depth] if (text := row[column]) and text != texts[depth]))
            headers.append(Header(column, path, texts[depth]))
    return headers


def _spread(row: Row, below: list[Row], number: int, merges: list[Merge]) -> Row:
    """A heading stands over all columns it is merged over; without merges, over the empty cells to its right."""
    result = list(row)
    spans = [(c0, c1) for r0, c0, r1, c1 in merges if r0 <= number <= r1 and c1 > c0]
    if spans:
        for c0, c1 in spans:
            result[c0 : c1 + 1] = [row[c0]] * (min(c1, len(row) - 1) - c0 + 1)
        return result
    for column in range(1, len(row)):
        if not row[column] and any(line[column] for line in below):
            result[column] = result[column - 1]
    return result


def _numbering_rows(rows: list[Row]) -> int:
    """Rows such as "1 2 3 4" or "甲 乙 1 2" directly below a header are part of it."""
    count = 0
    for row in rows:
        cells = [plain(cell).strip("()栏次") for cell in row if cell]
        numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) <= 2]
        labels = [cell for cell in cells if cell in set("甲乙丙丁戊ABCDEF") or "=" in cell or not cell]
        if len(cells) < 3 or len(numbers) + len(labels) < len(cells) or len(numbers) < 2 or numbers != sorted(set(numbers)):
            break
        count += 1
    return count


def _may_be_headers(table: pa.Table, start: int, vocabulary: Vocabulary) -> list[int]:
    """Rows below `start` in which at least three cells are headers as the contracts write them."""
    below = table.slice(start)
    hits = pa.array([0] * below.num_rows, pa.int16())
    for column in below.columns[1:]:
        hits = pc.add(hits, pc.is_in(column, value_set=vocabulary.raw_texts).cast(pa.int16()))
    rows = pc.indices_nonzero(pc.greater_equal(hits, 3))
    return [start + row for row in rows.to_pylist()[:5_000]]


def _header_below(table: pa.Table, row: int, last: _Place, merges: list[Merge], vocabulary: Vocabulary) -> _Place | None:
    """A different header at `row`; None when it repeats the last one (a printed page) or is only data that looks alike."""
    same = {header.key for header in last.headers}
    if {header_key(cell) for cell in _rows(table, row, row + 1)[0] if cell} <= same:
        return None
    first = max(row - MAX_DEPTH + 1, last.below)
    rows = _rows(table, first, row + MAX_DEPTH)
    place = _best(rows, range(len(rows)), first, merges, vocabulary)
    if place is None or not place.good or {header.key for header in place.headers} <= same:
        return None
    return place
