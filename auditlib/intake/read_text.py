"""Delimited text: .csv, .txt, and tables named .xls that are text. Encoding first, strictly; then the delimiter; then rows (delimited.py)."""

from __future__ import annotations

import codecs
from pathlib import Path

from auditlib.errors import IntakeError
from auditlib.intake.delimited import delimiter, line_by_line, whole
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_COLUMNS
from auditlib.intake.sheet_writer import write_columns, write_sheet

#: Characters in which the delimiter is looked for.
SAMPLE_SIZE = 100_000


def read(path: Path, folder: Path) -> list[Grid]:
    """The one sheet of a text file; its name is the file's, its row numbers are lines. Raises IntakeError."""
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if text.startswith("sep="):  # Excel's own hint; kept as an empty line, so that line numbers stay true
        text = "\n" + text.partition("\n")[2]
    target = folder / "0.arrow"
    mark = delimiter(text[:SAMPLE_SIZE].split("\n"))
    table = whole(text, mark)
    if table is not None and table.num_columns <= MAX_COLUMNS:
        write_columns(target, table)
        return [Grid(path.stem, target, table.num_columns)]
    (rows, numbers), warnings = line_by_line(text.split("\n"), mark)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS:
        problem = f"该表有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，未读取；请检查分隔符，或删去右侧多余的列后提交"
        return [Grid(path.stem, target, 0, problem=problem)]
    write_sheet(target, width, rows, numbers=numbers)
    return [Grid(path.stem, target, width, warnings=warnings)]


def decode(data: bytes) -> str:
    """Text of UTF-8 (with or without BOM), UTF-16, or GB18030; strict. Raises IntakeError naming the line with broken bytes."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in (sample := data[:65_536]):  # UTF-16 without a mark: the zero byte of Latin text is the first or the second
        return _strict(data, "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            raise _broken(data, error, "utf-8") from None
    return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, error, encoding) from None


def _broken(data: bytes, error: UnicodeDecodeError, encoding: str) -> IntakeError:
    line = data[: error.start].count(b"\n") + 1
    return IntakeError(
        f"第 {line} 行有损坏的字节（按 {encoding.upper().replace('-SIG', '')} 读），整份文件未读取；请重新导出，或用 Excel/WPS 另存为 .xlsx 后提交"
    )


def _is_mostly_utf8(data: bytes) -> bool:
    """Broken UTF-8 often decodes as GB18030 into other, plausible characters; then it must be refused, not read."""
    sample = data[:5_000_000].decode("utf-8", "replace")
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    return chinese > sample.count("\ufffd")
