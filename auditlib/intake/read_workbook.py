"""Workbooks (.xlsx .xlsm .xls .xlsb .ods .et) by calamine: typed cells, never "as string", which invents digits of long numbers.

What calamine does not give of a workbook is laid over its rows (overlay.py).
"""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, WorkbookClosed

from auditlib.errors import IntakeError
from auditlib.intake import ods_content, xls_records, xlsb_records
from auditlib.intake.grids import Grid
from auditlib.intake.guard import DAMAGED, PASSWORD, too_large
from auditlib.intake.overlay import Overlay
from auditlib.intake.sheet_writer import write_sheet
from auditlib.intake.sheet_xml import Book, Seen, see, with_odd_cells_as_text

READ_AS_TEXT = "{} 格的写法不是 Excel 的规定（{}），按格中所写的文字读入；请核对，或用 Excel/WPS 另存后重新提交"
SHEET_DAMAGED = "该工作表已损坏，未读取；请用 Excel/WPS 打开并另存为 .xlsx 后提交"
NAMED = 10


def read(path: Path, folder: Path) -> list[Grid]:
    """Sheets of a workbook, hidden ones too. Raises IntakeError."""
    data = path.read_bytes()
    try:
        seen = _see(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))  # by its path it would be judged by its ending
    except PasswordError:
        raise IntakeError(PASSWORD) from None
    except (CalamineError, WorkbookClosed, OSError, ValueError, KeyError, EOFError, zipfile.zlib.error):
        raise IntakeError(DAMAGED) from None
    except (zipfile.BadZipFile, ElementTree.ParseError, etree.XMLSyntaxError, NotImplementedError):
        raise IntakeError(DAMAGED) from None
    grids = []
    with workbook:
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ == SheetTypeEnum.WorkSheet:
                hidden = sheet.visible != SheetVisibleEnum.Visible
                target = folder / f"{index}.arrow"
                what = seen.get(sheet.name, Seen())
                try:
                    grids.append(_sheet(workbook, sheet.name, target, hidden, what))
                except (CalamineError, ValueError):
                    grids.append(_mended(data, sheet.name, target, hidden, what))
    return grids


def _see(data: bytes) -> dict[str, Seen]:
    """What calamine does not give, by sheet."""
    if not data.startswith(b"PK"):
        return _laid(xls_records.overlays(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.NameToInfo
        for member in archive.infolist():  # some programs write xl\\workbook.xml
            names.setdefault(member.filename.replace("\\", "/"), member)
        if "xl/workbook.xml" in names:
            book = Book(archive)
            return {name: see(book, part) for name, part in book.parts.items()}
        if "xl/workbook.bin" in names:
            return _laid(xlsb_records.overlays(archive))
        if "content.xml" in names:
            with archive.open("content.xml") as content:
                return _laid(ods_content.overlays(content))
        return {}


def _laid(overlays: dict[str, Overlay]) -> dict[str, Seen]:
    return {name: Seen(overlay=overlay) for name, overlay in overlays.items()}


def _sheet(workbook: CalamineWorkbook, name: str, target: Path, hidden: bool, seen: Seen) -> Grid:
    if seen.problem:
        return Grid(name, target, 0, hidden, problem=seen.problem)
    sheet = workbook.get_sheet_by_name(name)
    overlay = seen.overlay or Overlay()
    if sheet.start is None and not overlay.cells:
        return Grid(name, target, 0, hidden)
    offset = sheet.start[1] if sheet.start else 0
    width = max(offset + sheet.width, overlay.width)
    height = max(sheet.total_height, overlay.height)
    if problem := too_large(width, height):
        return Grid(name, target, 0, hidden, problem=problem)
    rows = sheet.iter_rows() if sheet.start else ()
    if overlay.cells:
        rows, offset = overlay.over(rows, offset), 0
    write_sheet(target, width, rows, offset)
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Grid(name, target, width, hidden, [*merges, *overlay.merges])


def _mended(data: bytes, name: str, target: Path, hidden: bool, seen: Seen) -> Grid:
    """A sheet of which one cell stops calamine: an error that it does not know, a yes-or-no cell with a word in it."""
    try:
        mended, odd = with_odd_cells_as_text(data, name)
        with CalamineWorkbook.from_filelike(io.BytesIO(mended)) as workbook:
            told = READ_AS_TEXT.format(f"{len(odd):,}", "、".join(odd[:NAMED]) + "等" * (len(odd) > NAMED))
            return replace(_sheet(workbook, name, target, hidden, seen), warnings=[told])
    except (CalamineError, ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return Grid(name, target, 0, hidden, problem=SHEET_DAMAGED)
