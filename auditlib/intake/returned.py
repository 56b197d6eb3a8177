"""A workbook that went out to be filled in, as it comes back: its rows by the titles of their columns, wherever sorting, filters, inserted
columns or another program have put them.
"""

import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from auditlib.errors import AuditError, IntakeError
from auditlib.intake.grids import Grid, Reader
from auditlib.intake.guard import inspect
from auditlib.outside import readable
from auditlib.scratch import Scratch

#: The titles stand within so many rows: somebody may have put a line above them.
HEAD = 20
#: What a cell to be filled in is read as that holds a formula.
FORMULA = "\x00formula"
#: A cell with a formula, whatever order its attributes and whatever prefix its names have.
_FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s>/]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')


@dataclass(frozen=True)
class Row:
    """One row as it came back. ``cells``: column → text as read; ``places``: column → cell, as Excel names it."""

    file: str
    sheet: str
    cells: dict[str, str]
    places: dict[str, str]

    def place(self, column: str) -> str:
        return f"{self.sheet}!{self.places[column]}"


@dataclass(frozen=True)
class Sheet:
    """``rows``: the number of each and its texts; ``formulas``: cells with one; ``problem``: why there are no rows to read."""

    file: str
    title: str
    rows: list[tuple[int, list[str]]]
    formulas: set[str]
    problem: str | None

    def filled(self, named: Callable[[str], str | None], key: str, asked: Collection[str]) -> list[Row]:
        """The rows in which a known column holds anything; none where no row of titles has that of ``key``.

        ``named``: title → column, None of one that somebody has added; ``asked``: the columns to be filled in. Raises AuditError for two
        columns of one title.
        """
        titles = ((place, [named(text) for text in texts]) for place, (_, texts) in enumerate(self.rows[:HEAD]))
        head, names = next(((place, names) for place, names in titles if key in names), (len(self.rows), []))
        columns: dict[str, int] = {}
        for place, name in enumerate(names):
            if name in columns:
                first, again = (xl_rowcol_to_cell(self.rows[head][0] - 1, at) for at in (columns[name], place))
                raise AuditError(
                    f"{self.file} {self.title}: 两列都叫“{self.rows[head][1][place]}”（{first} 和 {again}）；请给自己加的列改名"
                )
            if name is not None:
                columns[name] = place
        found = []
        for number, texts in self.rows[head + 1 :]:
            places = {name: xl_rowcol_to_cell(number - 1, place) for name, place in columns.items()}
            cells = {name: texts[place] for name, place in columns.items() if texts[place]}
            cells |= {name: FORMULA for name in asked if places.get(name) in self.formulas}
            if cells:
                found.append(Row(self.file, self.title, cells, places))
        return found


def returned(path: Path) -> list[Sheet]:
    """The sheets of a workbook, read as intake reads. Raises AuditError for one that is no .xlsx, has macros, or was saved half way."""
    name = readable(path.name)
    try:
        kind = inspect(path)
        formulas = _formulas(path, name)
        with Scratch() as folder, Reader(folder) as reader:
            return [Sheet(name, grid.sheet, _rows(grid), formulas.get(grid.sheet, set()), grid.problem) for grid in reader.read(path, kind)]
    except (IntakeError, zipfile.BadZipFile, KeyError, OSError) as error:
        what = error.args[0] if isinstance(error, IntakeError) else "不是完整的 .xlsx 工作簿；请用 Excel/WPS/LibreOffice 另存为 .xlsx"
        raise AuditError(f"{name}: {what}；没有读入任何内容，以前记录的都在") from None


def _rows(grid: Grid) -> list[tuple[int, list[str]]]:
    if grid.problem or not grid.width:
        return []
    numbers, *columns = (column.to_pylist() for column in grid.table().columns)
    return [(number, [text or "" for text in texts]) for number, *texts in zip(numbers, *columns, strict=True)]


def _formulas(path: Path, name: str) -> dict[str, set[str]]:
    """Sheet → the cells with a formula, of which a reader sees what came out last."""
    from openpyxl.reader.workbook import WorkbookParser

    with zipfile.ZipFile(path) as archive:
        if any(part.lower().endswith("vbaproject.bin") or "/macrosheets/" in part for part in archive.namelist()):
            raise AuditError(f"{name}: 工作簿里有宏；请另存为不含宏的 .xlsx 再导入")
        parser = WorkbookParser(archive, "xl/workbook.xml", keep_links=False)
        parser.parse()
        parts = {readable(sheet.name): _FORMULA.findall(archive.read(part.target)) for sheet, part in parser.find_sheets()}
    return {sheet: {place.decode() for cell in cells for place in _PLACE.findall(cell)} for sheet, cells in parts.items()}
