"""A sheet before it has a format: cells in rows, merged ranges, and how it comes to look like a clerk's table.

Title and unit rows above, one to three header rows, repeated headers, subtotals, totals, and signatures below.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from random import Random

from auditlib.contracts import Ledger
from synthetic import layouts
from synthetic.dirt import Style, cell, period, zeroed

Cell = object
Merge = tuple[int, int, int, int]


@dataclass
class Grid:
    """Rows of cells and merged ranges (first row, first column, last row, last column; 0-based)."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    def below(self, other: Grid) -> None:
        """Put another table under this one, on the same sheet."""
        offset = len(self.rows) + 2
        self.rows += [[], [], *other.rows]
        self.merges += [(a + offset, b, c + offset, d) for a, b, c, d in other.merges]


@dataclass
class Table:
    """What goes on a sheet: a ledger's rows, the columns shown in their order, and how they are written.

    headers      column → header                       title    above the table
    words        (column, canonical value) → how this sheet words it
    options      those of the filing (see `houses`) by which it is laid out
    """

    ledger: Ledger
    rows: list[dict]
    columns: list[str]
    style: Style
    headers: dict[str, str]
    words: dict[tuple[str, str], str]
    title: str | None
    options: dict[str, str]

    def __post_init__(self):
        self.serial, self.page = "noserial" not in self.options, int(self.options.get("page", "0"))
        self.totals = self.options.get("totals", "none")
        self.wan, self.plain, self.numbers = (set(filter(None, self.options.get(o, "").split("+"))) for o in ("wan", "plain", "numbers"))
        self.merged = [column for column in self.options.get("merge", "").split("+") if column in self.columns]
        self.groups = layouts.groups(self.ledger.name, self.columns) if self.options.get("head", "1") > "1" else ()


def lay_out(name: str, table: Table, rng: Random) -> Grid:
    """The sheet of a table."""
    grid = Grid(name)
    head = _head(table)
    _above(grid, table, len(head[-1]))
    _header(grid, table, head)
    if "numbering" in table.options:
        grid.rows.append(list(range(1, len(head[-1]) + 1)))
    first, money = len(grid.rows), [c for c in table.columns if _type(table, c) == "money"]
    if table.totals == "among":
        grid.rows.append(_sum_row(table, table.rows, "合计", money))
        grid.rows.append(_sum_row(table, table.rows, "其中：中央", money))
        first = len(grid.rows)
    since = 0
    for number, row in enumerate(table.rows, 1):
        if table.page and since == table.page:
            _above(grid, table, len(head[-1]))
            _header(grid, table, head)
            since = 0
        since += 1
        grid.rows.append(([number] if table.serial else []) + [shown(table, c, row, rng) for c in table.columns])
        if table.totals == "village" and _last_of_village(table.rows, number):
            village = row["village_name"]
            grid.rows.append(_sum_row(table, [r for r in table.rows if r["village_name"] == village], "小 计", money))
    if table.totals in ("end", "village"):
        grid.rows.append(_sum_row(table, table.rows, "合    计", money))
    if "footer" in table.options:
        grid.rows += [[], ["填表人：", None, None, "审核人：", None, None, "单位负责人：(签字盖章)"]]
    _merge_blocks(grid, table, first)
    return grid


def shown(table: Table, column: str, row: dict, rng: Random) -> Cell:
    """A row's value as it stands in the sheet. `_raw` of a row overrides: what the clerk really typed."""
    if column in row.get("_raw", ()):
        return row["_raw"][column]
    spec, style = table.ledger.columns[column], table.style
    if spec.type == "period":
        first, last = (row.get(c) for c in spec.into)
        return None if first is None else period((first, last), style)
    value = row.get(column)
    if value is None:
        return None
    if column in row.get("_zeroed", ()):
        return f"{Decimal(zeroed(value)):.5E}" if style.text_only or style.typed else zeroed(value)
    if column in table.numbers and not style.text_only:
        return int(value)
    if spec.type == "identity" and rng.random() < style.messy and "残疾" in (row.get("health") or ""):
        return f"{value}{rng.randrange(1, 7)}{rng.randrange(1, 5)}"
    if spec.type == "category":
        value = table.words.get((column, value), value)
    return cell(spec, value, replace(style, money="万元") if column in table.wan | table.plain else style, rng)


def _type(table: Table, column: str) -> str:
    return table.ledger.columns[column].type


def header(table: Table, column: str) -> str:
    """The header as this sheet writes it, with the unit where the values are not in yuan."""
    text = table.headers.get(column) or table.ledger.columns[column].header
    kind = _type(table, column)
    if column in table.wan:
        return f"{text}(万元)"
    if kind == "money" and table.wan:
        return f"{text}(元)"
    if kind == "rate":
        return "月利率(‰)" if table.style.rate == "‰" else f"{text}(%)"
    return text


def _head(table: Table) -> list[list[str | None]]:
    leaves: list[str | None] = [header(table, c) for c in table.columns]
    serial: list[str | None] = ["序号"] if table.serial else []
    if not table.groups:
        return [serial + leaves]
    heading = {column: text for text, columns in table.groups for column in columns}
    upper = serial + [heading.get(c, leaf) for c, leaf in zip(table.columns, leaves, strict=True)]
    lower = [None] * len(serial) + [leaf if c in heading else None for c, leaf in zip(table.columns, leaves, strict=True)]
    if table.options["head"] != "3":
        return [upper, lower]
    top = ["基本情况" if c in heading else text for c, text in zip([None] * len(serial) + table.columns, upper, strict=True)]
    middle = [text if c in heading else None for c, text in zip([None] * len(serial) + table.columns, upper, strict=True)]
    return [top, middle, lower]


def _header(grid: Grid, table: Table, head: list[list[str | None]]) -> None:
    top = len(grid.rows)
    for depth, row in enumerate(head):
        shown_row: list[Cell] = list(row)
        start = 0
        for text, run in groupby(row):
            end = start + len([*run])
            if depth < len(head) - 1 and text is not None and end - start > 1:
                grid.merges.append((top + depth, start, top + depth, end - 1))
                shown_row[start + 1 : end] = [None] * (end - start - 1)
            start = end
        grid.rows.append(shown_row)
    for column in range(len(head[0])):
        if len(head) > 1 and all(row[column] is None for row in head[1:]):
            grid.merges.append((top, column, top + len(head) - 1, column))
    grid.headers = [text for text in head[-1] if text]


def _above(grid: Grid, table: Table, width: int) -> None:
    unit = table.options.get("unit")
    for text in filter(None, (table.title, unit and f"单位：{unit}")):
        grid.merges.append((len(grid.rows), 0, len(grid.rows), width - 1))
        grid.rows.append([text])


def _last_of_village(rows: list[dict], number: int) -> bool:
    return number == len(rows) or rows[number]["village_name"] != rows[number - 1]["village_name"]


def _sum_row(table: Table, rows: list[dict], label: str, money: list[str]) -> list[Cell]:
    """A total: its label in the first column, the sums of money below their headers."""
    cells: list[Cell] = [label] if table.serial else []
    for place, column in enumerate(table.columns):
        if not place and not table.serial:
            cells.append(label)
        elif column in money:
            total = sum((r[column] for r in rows if isinstance(r.get(column), Decimal)), Decimal(0))
            cells.append(shown(table, column, {column: total}, Random(0)))
        else:
            cells.append(None)
    return cells


def _merge_blocks(grid: Grid, table: Table, first: int) -> None:
    """Equal neighbours in the merged columns become one tall cell; the rows below it are empty there."""
    if table.page or table.totals == "village":
        return
    places = {c: i + table.serial for i, c in enumerate(table.columns)}
    for count, column in enumerate(table.merged, 1):
        start = 0
        for values, run in groupby(table.rows, key=lambda row: [row.get(outer) for outer in table.merged[:count]]):
            end = start + len([*run])
            if end - start > 1 and values[-1] is not None:
                grid.merges.append((first + start, places[column], first + end - 1, places[column]))
                for row in grid.rows[first + start + 1 : first + end]:
                    row[places[column]] = None
            start = end


def as_text(value: Cell) -> str:
    """A cell in a text file."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else value.isoformat() if isinstance(value, dt.date) else str(value)
