"""XML Spreadsheet 2003, as Excel and some bureau systems save it: streamed, so that its size costs no memory."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid, lay_out
from auditlib.intake.guard import MAX_COLUMNS, MAX_ROWS
from auditlib.intake.sheet_writer import Merge

DAMAGED = "XML 表格已损坏，读不出来；请用 Excel/WPS 打开后另存为 .xlsx 再提交"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET, _ROW = f"{_SS}Worksheet", f"{_SS}Row"
_BOOLEAN = {"1": "是", "0": "否"}


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
                hidden = next(element.iter("{urn:schemas-microsoft-com:office:excel}Visible"), None) is not None
                name, target = element.get(f"{_SS}Name", ""), folder / f"{len(grids)}.arrow"
                grids.append(lay_out(name, target, rows, hidden=hidden, merges=merges))
                rows, merges = [], []
            element.clear()
    except (etree.XMLSyntaxError, ValueError):
        raise IntakeError(DAMAGED) from None
    return grids


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
