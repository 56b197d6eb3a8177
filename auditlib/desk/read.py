"""A workbook that comes back from the desk: its lines, wherever sorting, filters, inserted columns or another program have put them."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from auditlib.casework.moves import Moves
from auditlib.columns import header_key
from auditlib.desk.columns import COLUMNS, KEY, Column
from auditlib.errors import AuditError, IntakeError
from auditlib.excel import formulas
from auditlib.intake.grids import Reader
from auditlib.intake.guard import inspect
from auditlib.outside import readable, shown
from auditlib.scratch import Scratch

#: A header stands within so many rows: somebody may have put a title above it.
HEAD = 20
#: Characters of one filled cell; more is no reason but a file.
LONGEST = 2_000
#: What a cell with a formula is read as.
FORMULA = "\x00formula"
_TITLES = {header_key(column.title): column for column in COLUMNS.values()}
#: A number with or without separators of thousands.
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?元?")
#: Columns in which 无 or a stroke is no answer.
SUBSTANCE = {
    *("assigned_to", "reason", "evidence", "checked_by", "reviewed_by", "reopen", "evidence_no", "paper_no", "paper_reviewed_by"),
    *("unreported_reason", "transfer_to", "measure", "evidence_rectified", "accepted_town", "accepted_county", "accepted_city"),
    "reason_continued",
}
EMPTY = re.compile(r"[\W_]*|[暂]?无|没有|不详|是|否|\d")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))")


@dataclass(frozen=True)
class Filled:
    """One line as it came back. ``cells``: column name → text as read; ``places``: column name → cell, as Excel names it."""

    file: str
    sheet: str
    cells: dict[str, str]
    places: dict[str, str]

    def place(self, column: str) -> str:
        return f"{self.sheet}!{self.places[column]}"


class Unfit(ValueError):
    """Why a cell can not stand, in Chinese. It quotes nothing of the cell, which may tell of a person."""


def read(path: Path) -> tuple[list[Filled], list[str]]:
    """The lines of a workbook that hold an id, and the sheets that were left out, with the reason.

    Raises AuditError for a file that is no workbook of the desk, has macros, or was saved half way.
    """
    name = readable(path.name)
    try:
        inspected = inspect(path)
        cells = formulas(path)
        with Scratch() as folder, Reader(folder) as reader:
            grids = [(grid, [] if grid.problem or not grid.width else grid.table().to_pylist()) for grid in reader.read(path, inspected)]
    except (IntakeError, zipfile.BadZipFile, OSError) as error:
        what = error.args[0] if isinstance(error, IntakeError) else "读不出来"
        raise AuditError(f"{name}: {what}；没有导入任何内容，以前的决定都在") from None
    lines, left = [], []
    for grid, rows in grids:
        sheet = grid.sheet  # as the intake reads it: readable
        found = _lines(name, sheet, rows, cells.get(sheet, set()))
        lines += found
        if grid.problem:
            left.append(f"{sheet}: {grid.problem}")
    if not lines:
        raise AuditError(f"{name}: 没有一张工作表有“{KEY.title}”列和可填写的列；请用 auditlib cases export 导出的工作簿")
    return lines, left


def _lines(file: str, sheet: str, rows: list[dict], formulas: set[str]) -> list[Filled]:
    head = next((place for place, row in enumerate(rows[:HEAD]) if any(_title(value) is KEY for value in _texts(row))), None)
    if head is None:
        return []
    columns: dict[str, int] = {}
    for place, value in enumerate(_texts(rows[head])):
        if (column := _title(value)) is not None:
            if column.name in columns:
                first, again = (xl_rowcol_to_cell(rows[head]["row"] - 1, at) for at in (columns[column.name], place))
                raise AuditError(f"{file} {sheet}: 两列都叫“{column.title}”（{first} 和 {again}）；请给自己加的列改名")
            columns[column.name] = place
    if not any(COLUMNS[name].fill for name in columns):
        return []
    found = []
    for row in rows[head + 1 :]:
        texts = _texts(row)
        cells = {name: texts[place] for name, place in columns.items() if texts[place]}
        places = {name: xl_rowcol_to_cell(row["row"] - 1, place) for name, place in columns.items()}
        cells |= {name: FORMULA for name, place in places.items() if place in formulas and COLUMNS[name].fill}
        if any(name == KEY.name or COLUMNS[name].fill for name in cells):
            found.append(Filled(file, sheet, cells, places))
    return found


def _texts(row: dict) -> list[str]:
    return [value or "" for name, value in row.items() if name != "row"]


def _title(text: str) -> Column | None:
    return _TITLES.get(header_key(text)) if text else None


def value_of(text: str, column: Column, moves: Moves) -> str:
    """A filled cell as the record keeps it. Raises Unfit."""
    if text == FORMULA:
        raise Unfit("这里是公式；请填写结果本身")
    if not text:
        return ""
    if len(text) > LONGEST:
        raise Unfit(f"内容过长（{len(text):,} 个字，最多 {LONGEST:,} 个）；材料请作为附件，这里只写名称")
    if column.kind == "choice":
        return _choice(text, column, moves)
    if column.kind == "date":
        return _date(text).isoformat()
    if column.kind in ("money", "whole"):
        return _number(text, column)
    if column.name in SUBSTANCE and EMPTY.fullmatch(text):
        raise Unfit("没有内容；没有的请留空")
    return "\n".join(map(shown, text.splitlines()))


def _choice(text: str, column: Column, moves: Moves) -> str:
    known = moves.lists[column.name]
    flat = header_key(text)
    for value, meaning in known.items():
        if flat in (header_key(value), header_key(f"{value}{meaning}"), *([header_key(meaning)] if value.isascii() else [])):
            return value
    raise Unfit(f"不在可填的值里；可填：{'、'.join(f'{v} {m}' if v.isascii() else v for v, m in known.items())}")


def _date(text: str) -> date:
    found = _DAY.fullmatch(text.strip().split(" ")[0].split("T")[0])
    if not found:
        raise Unfit("不是日期；请写成 2019-11-30 这样")
    year, *parts = [int(part) for part in found.groups() if part]
    try:
        day = date(year, *parts)
    except ValueError:
        raise Unfit("没有这一天；请核对年月日") from None
    if not 2000 <= day.year <= 2099:
        raise Unfit("年份不在 2000 至 2099 年之间；请核对")
    return day


def _number(text: str, column: Column) -> str:
    flat = "".join(unicodedata.normalize("NFKC", text).split())
    if not _NUMBER.fullmatch(flat):
        raise Unfit("不能小于 0" if flat.startswith("-") else "不是数；请填写数字（元），不写“万元”")
    number = Decimal(flat.replace(",", "").removesuffix("元"))
    if number > 10**12:
        raise Unfit("大过一万亿；请核对")
    places = Decimal("0.01") if column.kind == "money" else Decimal(1)
    if number != number.quantize(places):
        raise Unfit("金额到分为止（两位小数）" if column.kind == "money" else "应为整数")
    return format(number.quantize(places), "f")
