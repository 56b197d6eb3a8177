"""Delimited text: .csv, .txt, and tables named .xls that are text. Encoding first, strictly; then the delimiter; then rows."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_COLUMNS
from auditlib.intake.sheet_writer import write_sheet

DELIMITERS = ",\t;|"
SAMPLE = 30  # lines looked at to find the delimiter


def read(path: Path, folder: Path, refused: dict[str, str]) -> list[Grid]:
    """The one sheet of a text file; its name is the file's, its row numbers are lines. Raises IntakeError."""
    text = decode(path.read_bytes())
    if text.startswith("sep="):  # Excel's own hint; kept as an empty line, so that line numbers stay true
        text = "\n" + text.partition("\n")[2]
    rows, numbers = _rows(text)
    width = max(map(len, rows), default=0)
    target = folder / "0.arrow"
    if width > MAX_COLUMNS:
        problem = f"该表有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，未读取；请检查分隔符，或删去右侧多余的列后提交"
        return [Grid(path.stem, target, 0, problem=problem)]
    write_sheet(target, width, rows, numbers=numbers)
    return [Grid(path.stem, target, width)]


def _rows(text: str) -> tuple[list[list[str]], list[int]]:
    """Rows with the line each begins on. A quoted cell may hold line breaks."""
    csv.field_size_limit(10_000_000)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=_delimiter(lines[:SAMPLE]))
    rows, numbers, line = [], [], 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(line)
            line = reader.line_num + 1
    except csv.Error:
        raise IntakeError(f"第 {line} 行的引号或单元格有误，读不出来；请用 Excel/WPS 另存为 .xlsx 后提交") from None
    return rows, numbers


def _delimiter(lines: list[str]) -> str:
    """The one that splits most lines, and splits them alike."""
    lines = [line for line in lines if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n) * (n > 0), n), default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(DELIMITERS, key=evenness)


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
