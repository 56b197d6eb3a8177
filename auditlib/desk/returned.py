"""The copy of a workbook that goes back: every cell that was refused is red, with the reason beside it."""

import zipfile
from collections import defaultdict
from pathlib import Path

from auditlib.desk.columns import KEY, REFUSED
from auditlib.desk.take import Refused
from auditlib.errors import AuditError
from auditlib.excel import set_aside
from auditlib.outside import readable
from auditlib.private import private

ENDING = "_退回"
RED = "FFFFC7CE"


@private()
def write_returned(path: Path, refused: list[Refused]) -> Path:
    """Write the copy beside the workbook and return its path. Raises AuditError when it can not be written there."""
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    try:
        with path.open("rb") as file:  # whatever its name ends in
            book = load_workbook(file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise AuditError(
            "{name}: no copy with the refused cells can be made of it ({fault}); the messages above say which they are",
            name=readable(path.name),
            fault=type(error).__name__,
        ) from None
    by_sheet: dict[str, list[Refused]] = defaultdict(list)
    for one in refused:
        by_sheet[one.line.sheet].append(one)
    for page in book.worksheets:
        if not (found := by_sheet.get(readable(page.title))):
            continue
        last = page.max_column + 1
        head = min(page[one.line.places[KEY.name]].row for one in found) - 1
        page.cell(max(head, 1), last, REFUSED)
        page.column_dimensions[page.cell(1, last).column_letter].width = 60
        reasons: dict[int, list[str]] = defaultdict(list)
        for one in found:
            cell = _seen(page, one.line.places[one.column])
            cell.fill = PatternFill("solid", fgColor=RED)
            cell.comment = Comment(one.why, "auditlib")
            reasons[cell.row].append(f"{one.line.places[one.column]}：{one.why}")
        for row, told in reasons.items():
            page.cell(row, last, "；".join(told)).fill = PatternFill("solid", fgColor=RED)
    copy = path.with_name(f"{path.stem}{ENDING}.xlsx")
    set_aside(copy)
    try:
        book.save(copy)
    except (OSError, zipfile.BadZipFile) as error:
        raise AuditError(
            "{name}: the copy with the refused cells can not be written ({fault}); close it in Excel, then import again",
            name=readable(copy.name),
            fault=type(error).__name__,
        ) from None
    return copy


def _seen(page, place: str):
    """The cell of a place; of merged cells the one that is seen."""
    merged = next((cells for cells in page.merged_cells.ranges if place in cells), None)
    return page.cell(merged.min_row, merged.min_col) if merged else page[place]
