"""The sheets of an .ods: merged ranges, errors, formulas without a value, and numbers as they are shown, which calamine does not give."""

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from auditlib.intake.guard import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from auditlib.intake.overlay import FORMULA_SHOWN, Overlay, elements, is_code

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROW, _SHEET, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_NAMESPACE = re.compile(r"^\w+:(?==)")  # of:=SUM([.A1]) and such


def overlays(content: IO[bytes]) -> dict[str, Overlay]:
    """What lies over the cells of each sheet, by its name, from the stream of content.xml."""
    found: dict[str, Overlay] = {}
    row = cells = 0
    for element in elements(content, _ROW):
        name = next(element.iterancestors(_SHEET)).get(f"{_TABLE}name", "")
        row = row if name in found else 0
        overlay = found.setdefault(name, Overlay())
        repeated = _number(element, "number-rows-repeated")
        for column, span, what in _cells(element):
            if what is not None:
                cells += repeated
                for number in range(row, row + repeated) if cells < MAX_CELLS // 50 else ():
                    overlay.cells[number][column] = what
            if span:
                overlay.merges.append((row, column, row + span[0] - 1, column + span[1] - 1))
        row = min(row + repeated, MAX_ROWS)
    return found


def _cells(row: etree._Element) -> Iterator[tuple[int, tuple[int, int] | None, str | None]]:
    """Column from 0, rows and columns that the cell is merged over, what lies over its value."""
    column = 0
    for cell in row.iter(_CELL, _COVERED):
        repeated = _number(cell, "number-columns-repeated")
        down, right = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        what = _what(cell)
        for place in range(column, min(column + repeated, MAX_COLUMNS) if what is not None else min(column + 1, MAX_COLUMNS)):
            yield place, (down, right) if down > 1 or right > 1 else None, what
        column += repeated


def _what(cell: etree._Element) -> str | None:
    kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
    shown = "".join(text for paragraph in cell.iter(f"{_TEXT}p") for text in paragraph.itertext())
    if cell.get(_KIND) == "error":
        return shown
    if formula and kind is None:
        return _NAMESPACE.sub("", formula)[:FORMULA_SHOWN]
    if kind == "float":
        return shown if is_code(shown, cell.get(f"{_OFFICE}value", "")) else None
    return None


def _number(element: etree._Element, name: str) -> int:
    return max(int(element.get(f"{_TABLE}{name}", 1)), 1)
