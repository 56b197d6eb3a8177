"""Workbooks (.xlsx .xlsm .xls .xlsb .ods) by calamine: typed cells, never "as string", which invents digits of long numbers."""

from __future__ import annotations

import io
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, WorkbookClosed

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_CELLS, MAX_COLUMNS, PASSWORD
from auditlib.intake.sheet_writer import write_sheet

DAMAGED = "工作簿已损坏，读不出来；请用 Excel/WPS 打开并另存为 .xlsx 后提交"
SHEET_DAMAGED = "该工作表已损坏，未读取；请用 Excel/WPS 打开并另存为 .xlsx 后提交"


def read(path: Path, folder: Path, refused: dict[str, str]) -> list[Grid]:
    """Sheets of a workbook, hidden ones too. Raises IntakeError."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))  # by its path it would be judged by its ending
    except PasswordError:
        raise IntakeError(PASSWORD) from None
    except (CalamineError, WorkbookClosed, OSError, ValueError):
        raise IntakeError(DAMAGED) from None
    grids = []
    with workbook:
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ == SheetTypeEnum.WorkSheet:
                hidden = sheet.visible != SheetVisibleEnum.Visible
                target = folder / f"{index}.arrow"
                grids.append(_sheet(workbook, sheet.name, target, hidden, refused.get(sheet.name)))
    return grids


def _sheet(workbook: CalamineWorkbook, name: str, target: Path, hidden: bool, problem: str | None) -> Grid:
    if problem:
        return Grid(name, target, 0, hidden, problem=problem)
    try:
        sheet = workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError):
        return Grid(name, target, 0, hidden, problem=SHEET_DAMAGED)
    if sheet.start is None:
        return Grid(name, target, 0, hidden)
    offset = sheet.start[1]
    width = offset + sheet.width
    if width > MAX_COLUMNS or width * sheet.total_height > MAX_CELLS:
        problem = f"该表有 {width:,} 列、{sheet.total_height:,} 行，过大，未读取；请删去远处的零星单元格，或拆分后提交"
        return Grid(name, target, 0, hidden, problem=problem)
    write_sheet(target, width, sheet.iter_rows(), offset)
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Grid(name, target, width, hidden, merges)
