"""Where the tables of a sheet stand, one below or beside the other: title and unit rows, one to three header rows, rows of data."""

import re
from dataclasses import dataclass, replace
from string import ascii_uppercase

import pyarrow as pa

from auditlib.intake.grids import Grid
from auditlib.intake.header_rows import Place, Row, first_header, headers_below, rows_of
from auditlib.intake.headers import Header, Vocabulary
from auditlib.intake.segments import segments
from auditlib.outside import plain

_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
#: Rows at the end of a table among which notes stand.
NOTES = 5


@dataclass(frozen=True)
class Block:
    """One table of a sheet: rows [start, end) below its header and the columns `left` to `right`, counted from 0 in the grid.

    `above`: texts of title and unit rows; `below`: of notes at its end; `before`: titles of the table above it, which a table without one
    continues.
    `dense_above` counts rows above that look like data of another, unknown table.
    `repeated` are the row texts (see `row_text`) of its header and title rows, which printed pages repeat.
    `beside` counts the tables to its left; `line` is the row of its header, as Excel shows it.
    """

    headers: list[Header]
    depth: int
    start: int
    end: int
    left: int
    right: int
    above: list[str]
    below: list[str]
    before: list[str]
    repeated: frozenset[str]
    dense_above: int = 0
    beside: int = 0
    line: int = 1

    def rows(self, table: pa.Table) -> pa.Table:
        """Its rows and columns of the sheet."""
        return table.slice(self.start, self.end - self.start).select(["row", *(f"c{n}" for n in range(self.left, self.right + 1))])


def find_blocks(grid: Grid, table: pa.Table, vocabulary: Vocabulary) -> list[Block]:
    """The tables of a sheet from top to bottom, and from left to right; empty when no header is found."""
    if grid.names is not None:
        headers = [Header(i, (), name) for i, name in enumerate(grid.names)]
        return [Block(headers, 1, 0, table.num_rows, 0, grid.width - 1, [], [], [], frozenset())]
    first = first_header(table, grid.merges, vocabulary)
    if first is None:
        return []
    places = [first, *headers_below(table, first, grid.merges, vocabulary)]
    tops = [_top(table, place.start, after) for place, after in zip(places, [0, *(p.below for p in places)], strict=False)]
    blocks: list[Block] = []
    for place, top, end in zip(places, tops, [*tops[1:], table.num_rows], strict=True):
        blocks += _side_by_side(table, place, top, end, blocks[-1].above if blocks else [], vocabulary)
    return blocks


def _side_by_side(table: pa.Table, place: Place, top: int, end: int, before: list[str], vocabulary: Vocabulary) -> list[Block]:
    above, header = rows_of(table, top, place.start), rows_of(table, place.start, place.below)
    start = place.below + _numbering_rows(rows_of(table, place.below, min(place.below + 2, end)))
    place = replace(place, headers=_with_units(place.headers, rows_of(table, start, min(start + 1, end))))
    dense = sum(len([cell for cell in row if cell]) >= 4 for row in above)
    notes = [cells[0] for row in rows_of(table, max(end - NOTES, start), end) if len(cells := [cell for cell in row if cell]) == 1]
    tables = segments(place.headers, table.slice(start, end - start), vocabulary)
    line = table["row"][place.start].as_py()
    edges = [0, *(headers[0].index for headers in tables[1:]), table.num_columns - 1]
    blocks = []
    for number, headers in enumerate(tables):
        left, right = edges[number], edges[number + 1] - 1
        own = [row[left : right + 1] for row in above]
        texts = [cell for row in own if row for cell in row if cell] or [cell for row in above for cell in row if cell]
        repeated = frozenset(filter(None, map(row_text, [*own, *(row[left : right + 1] for row in header)])))
        blocks.append(Block(headers, place.depth, start, end, left, right, texts, notes, before, repeated, dense, number, line))
        dense = 0  # above all of them, and told once
    return blocks


def _with_units(headers: list[Header], below: list[Row]) -> list[Header]:
    """Headers with the units that stand in the first row below them, where all that stands in it is in brackets: （万元）, （年月日）."""
    if not below or not all(_BRACKETS.fullmatch(plain(cell)) for cell in below[0] if cell):
        return headers
    units = {index: cell for index, cell in enumerate(below[0]) if cell and Header(index, (), cell).unit}
    return [replace(header, leaf=header.leaf + units.get(header.index, "")) for header in headers]


def row_text(row: Row) -> str:
    """A row as one text, for comparing whole rows."""
    return "\x1f".join(cell for cell in row if cell)


def _top(table: pa.Table, header: int, after: int) -> int:
    """Where the title of a table begins: the sparse rows directly above its header."""
    top = header
    floor = after if after == 0 else max(after, header - 4)
    while top > floor and (after == 0 or _like_a_title(rows_of(table, top - 1, top)[0])):
        top -= 1
    return top


def _like_a_title(row: Row) -> bool:
    """One text or two, or nothing; a text beside a bare number is a row of the table above: a total, a payment."""
    cells = [cell for cell in row if cell]
    return (
        len(cells) < 2
        or len(cells) == 2
        and not any(re.fullmatch(r"[¥￥]?-?[0-9][0-9,]*(\.[0-9]+)?元?", cell) for cell in map(plain, cells))
    )


def _numbering_rows(rows: list[Row]) -> int:
    """Rows such as "1 2 3 4" or "甲 乙 1 2" directly below a header are part of it."""
    count = 0
    for row in rows:
        cells = [plain(cell).strip("()栏次") for cell in row if cell]
        numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) <= 2]
        labels = [cell for cell in cells if cell in {*"甲乙丙丁戊己庚辛", *ascii_uppercase} or "=" in cell or not cell]
        told = len(numbers) >= 2 or len({*labels}) == len(cells)
        if len(cells) < 3 or len(numbers) + len(labels) < len(cells) or not told or numbers != sorted(set(numbers)):
            break
        count += 1
    return count
