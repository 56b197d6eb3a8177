"""Delimited text: .csv, .txt, and tables named .xls that are text.

Encoding first, strictly; then the delimiter; then columns (text_columns.py).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from auditlib.errors import IntakeError
from auditlib.intake.delimited import NAMED, delimiter
from auditlib.intake.grids import BROKEN, Grid
from auditlib.intake.guard import too_large, utf_16_without_mark
from auditlib.intake.text_columns import blocks, split, write_text

#: Bytes by which the encoding is told, and characters whose lines say what is usual.
SAMPLE_SIZE = 5_000_000
FIRST_LINES = 1_000_000
MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: One line of so many may hold broken bytes; where more do, it is the encoding that is not known.
SOUND = 10
NUL = "\0"


def read(path: Path, folder: Path) -> list[Grid]:
    """The one sheet of a text file; its name is the file's, its row numbers are lines. Raises IntakeError."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_SIZE)
    for encoding in _likely(sample):
        with suppress(UnicodeError):
            return [_grid(path, folder, blocks(path, encoding), sample.decode(encoding, "ignore"), [])]
    text, told = decode(path.read_bytes())
    if NUL in text:
        told.append(f"{_named(text, NUL)}有空字节（NUL），已去掉，请核对这些行")
        text = text.replace(NUL, "")
    return [_grid(path, folder, [text.encode("utf-8", "replace")], text, told)]


def _grid(path: Path, folder: Path, text: Iterable[bytes], sample: str, told: list[str]) -> Grid:
    first = split(sample[:FIRST_LINES])
    if len(sample) > FIRST_LINES and len(first) > 1:  # the last line is cut
        first.pop()
    if first[0].startswith("sep="):  # Excel's own hint; kept as an empty line, so that line numbers stay true
        first[0] = ""
        text = (block if number else b"\n" + block.partition(b"\n")[2] for number, block in enumerate(text))
    target, width, odd = write_text(folder, text, first, delimiter(first))
    if problem := too_large(width):
        return Grid(path.stem, target, 0, problem=problem)
    return Grid(path.stem, target, width, warnings=told + odd.told, shifted=odd.shifted)


def _likely(sample: bytes) -> Iterator[str]:
    """Encodings in which a sound text that begins so may be, one after the other."""
    if marked := [encoding for mark, encoding in MARKED if sample.startswith(mark)]:
        yield from marked
    elif pairs := utf_16_without_mark(sample[:65_536]):
        yield pairs
    else:
        yield "utf-8"
        if not is_mostly_utf8(sample):
            yield "gb18030"


def decode(data: bytes) -> tuple[str, list[str]]:
    """Text of UTF-8 (with or without BOM), UTF-16, or GB18030, and what to tell of it.

    Broken bytes cost their cell, which then holds `grids.BROKEN`. Raises IntakeError naming the line where more lines are broken than a
    sound file has, or where bytes stand in pairs, so that one that is lost bends all behind it.
    """
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return _lenient(data, encoding) if encoding == "utf-8-sig" else (_strict(data, encoding), [])
    if encoding := utf_16_without_mark(data[:65_536]):
        return _strict(data, encoding), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _lenient(data, "utf-8" if is_mostly_utf8(data) else "gb18030")


def _lenient(data: bytes, encoding: str) -> tuple[str, list[str]]:
    text = data.decode(encoding, "replace")
    if BROKEN not in text:
        return text, []
    lines = text.split("\n")
    if sum(BROKEN in line for line in lines) > max(1, len(lines) // SOUND):
        _strict(data, encoding)
    return text, [f"{_named(text, BROKEN)}有损坏的字节，所在单元格未读取；请重新导出，或用 Excel/WPS 另存为 .xlsx 后提交"]


def _named(text: str, mark: str) -> str:
    """The lines in which a character stands: the first ten by number, and how many there are."""
    found = [number for number, line in enumerate(text.split("\n"), 1) if mark in line]
    return f"第 {'、'.join(map(str, found[:NAMED]))} 行" + (f"等 {len(found):,} 行" if len(found) > NAMED else "")


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


def is_mostly_utf8(data: bytes) -> bool:
    """Broken UTF-8 often decodes as GB18030 into other, plausible characters; then it must be refused, not read."""
    sample = data[:SAMPLE_SIZE].decode("utf-8", "replace")
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    return chinese > sample.count("\ufffd")
