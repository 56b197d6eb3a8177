"""Web tables named .xls, as many bureau systems export them."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_CELLS, MAX_COLUMNS
from auditlib.intake.read_text import decode
from auditlib.intake.sheet_writer import write_sheet

NO_TABLE = "网页格式，其中没有表格；请用 Excel/WPS 打开后另存为 .xlsx 再提交"


def read(path: Path, folder: Path, refused: dict[str, str]) -> list[Grid]:
    """Each outermost table is a sheet. Raises IntakeError."""
    page = BeautifulSoup(decode(path.read_bytes()), "html.parser")
    tables = [table for table in page.find_all("table") if table.find_parent("table") is None]
    if not tables:
        raise IntakeError(NO_TABLE)
    grids = []
    for index, table in enumerate(tables):
        name = path.stem if len(tables) == 1 else f"{path.stem} 表{index + 1}"
        grids.append(_sheet(table, name, folder / f"{index}.arrow"))
    return grids


def _sheet(table: Tag, name: str, target: Path) -> Grid:
    rows, merges = lay_out(table)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        return Grid(name, target, 0, problem=f"该表有 {width:,} 列，过大，未读取；请用 Excel/WPS 打开后另存为 .xlsx 再提交")
    write_sheet(target, width, rows)
    return Grid(name, target, width, merges=merges)


def lay_out(table: Tag) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Rows of text with spans laid out as merged ranges: the text in the first cell, the others empty."""
    rows: list[list[str]] = []
    merges = []
    hanging: dict[int, int] = {}  # column → rows that a cell from above still covers
    for number, line in enumerate(table.find_all("tr")):
        row: list[str] = []
        covered, hanging = hanging, {c: n - 1 for c, n in hanging.items() if n > 1}
        for cell in line.find_all(["td", "th"], recursive=False):
            while len(row) in covered:
                row.append("")
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1 or right > 1:
                merges.append((number, len(row), number + down - 1, len(row) + right - 1))
            if down > 1:
                hanging.update({len(row) + i: down - 1 for i in range(right)})
            row += [cell.get_text(" ", strip=True), *[""] * (right - 1)]
        rows.append(row)
    return rows, merges


def _span(cell: Tag, name: str) -> int:
    digits = re.match(r"\d+", str(cell.get(name, "1")))
    return min(max(int(digits.group()), 1), MAX_COLUMNS) if digits else 1
