"""XML Spreadsheet 2003, as Excel and some bureau systems save it: streamed, so that its size costs no memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_CELLS, MAX_COLUMNS
from auditlib.intake.sheet_writer import write_sheet

DAMAGED = "XML 表格已损坏，读不出来；请用 Excel/WPS 打开后另存为 .xlsx 再提交"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET, _ROW = f"{_SS}Worksheet", f"{_SS}Row"
MAX_ROWS = 1_048_576
_BOOLEAN = {"1": "是", "0": "否"}
Merge = tuple[int, int, int, int]


def read(path: Path, folder: Path) -> list[Grid]:
    """Worksheets of an XML spreadsheet. Raises IntakeError."""
    grids: list[Grid] = []
    rows: list[list[str]] = []
    merges: list[Merge] = []
    try:
        for _, element in etree.iterparse(str(path), tag=(_SHEET, _ROW), no_network=True, resolve_entities=False):
            if element.tag == _ROW:
                _add(element, rows, merges)
            else:
                grids.append(_sheet(element, rows, merges, folder / f"{len(grids)}.arrow"))
                rows, merges = [], []
            element.clear()
    except (etree.XMLSyntaxError, ValueError):
        raise IntakeError(DAMAGED) from None
    return grids


def _sheet(sheet: etree._Element, rows: list[list[str]], merges: list[Merge], target: Path) -> Grid:
    name = sheet.get(f"{_SS}Name", "")
    hidden = next(sheet.iter("{urn:schemas-microsoft-com:office:excel}Visible"), None) is not None
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        problem = f"该表有 {width:,} 列、{len(rows):,} 行，过大，未读取；请删去远处的零星单元格，或拆分后提交"
        return Grid(name, target, 0, hidden, problem=problem)
    write_sheet(target, width, rows)
    return Grid(name, target, width, hidden, merges)


def _add(row: etree._Element, rows: list[list[str]], merges: list[Merge]) -> None:
    place = min(_number(row, "Index", len(rows) + 1), MAX_ROWS)
    rows += [[] for _ in range(place - 1 - len(rows))]
    cells: list[str] = []
    for column, right, down, text in _cells(row):
        cells += [""] * (column - len(cells)) + [text] + [""] * right
        if right or down:
            merges.append((place - 1, column, place - 1 + down, column + right))
    rows.append(cells)


def _cells(row: etree._Element) -> Iterator[tuple[int, int, int, str]]:
    """Column from 0, how many columns and rows the cell is merged over, text."""
    column = 0
    for cell in row.iterchildren(f"{_SS}Cell"):
        column = min(_number(cell, "Index", column + 1) - 1, MAX_COLUMNS + 1)
        right = min(_number(cell, "MergeAcross", 0), MAX_COLUMNS + 1)
        yield column, right, _number(cell, "MergeDown", 0), _text(cell)
        column += right + 1


def _text(cell: etree._Element) -> str:
    """The value as text; a formula whose value was not stored stays a formula."""
    data = cell.find(f"{_SS}Data")
    text = "".join(data.itertext()).strip() if data is not None else ""
    if not text:
        return cell.get(f"{_SS}Formula", "")
    kind = data.get(f"{_SS}Type")
    if kind == "DateTime":
        return text.removesuffix("T00:00:00.000").replace("T", " ")
    return _BOOLEAN.get(text, text) if kind == "Boolean" else text


def _number(element: etree._Element, name: str, default: int) -> int:
    return int(element.get(f"{_SS}{name}", default))
