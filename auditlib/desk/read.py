"""A workbook that comes back from the desk: its lines, and what is filled in on them as the record keeps it."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

from auditlib.casework.moves import Moves
from auditlib.columns import header_key
from auditlib.desk.columns import COLUMNS, KEY, Column
from auditlib.errors import AuditError
from auditlib.intake.returned import FORMULA, Row, returned
from auditlib.outside import readable, shown

#: Characters of one filled cell; more is no reason but a file.
LONGEST = 2_000
_TITLES = {header_key(column.title): name for name, column in COLUMNS.items()}
FILL = {name for name, column in COLUMNS.items() if column.fill}
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


class Unfit(ValueError):
    """Why a cell can not stand, in Chinese. It quotes nothing of the cell, which may tell of a person."""


def read(path: Path) -> tuple[list[Row], list[str]]:
    """The lines of a workbook that hold an id or are filled in, and the sheets that were left out, with the reason.

    Raises AuditError for a file that is no workbook of the desk, has macros, or was saved half way.
    """
    sheets = returned(path)
    found = [line for sheet in sheets for line in sheet.filled(_named, KEY.name, FILL)]
    lines = [line for line in found if FILL & {*line.places} and (FILL | {KEY.name}) & {*line.cells}]
    if not lines:
        title = readable(path.name)
        raise AuditError(f"{title}: 没有一张工作表有“{KEY.title}”列和可填写的列；请用 auditlib cases export 导出的工作簿")
    return lines, [f"{sheet.title}: {sheet.problem}" for sheet in sheets if sheet.problem]


def _named(title: str) -> str | None:
    return _TITLES.get(header_key(title)) if title else None


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
