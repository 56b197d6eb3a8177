"""Delimited text: .csv, .txt, and tables named .xls that are text.

Encoding first, strictly; then the delimiter; then columns (text_columns.py).
"""

import codecs
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from auditlib.errors import IntakeError
from auditlib.intake.delimited import delimiter, named
from auditlib.intake.grids import BROKEN, Grid
from auditlib.intake.guard import too_large, utf_16_without_mark
from auditlib.intake.shifted import apart
from auditlib.intake.text_columns import blocks, split, write_text

#: Bytes by which the encoding is told, and characters whose lines say what is usual.
SAMPLE_SIZE = 5_000_000
FIRST_LINES = 1_000_000
MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Rows of another width than most among which the header is looked for.
HEADER = 3
#: One line of so many may hold broken bytes; where more do, it is the encoding that is not known.
SOUND = 10
REFUSED = "第 {} 行有损坏的字节（按 {} 读），整份文件未读取；请重新导出，或用 Excel/WPS 另存为 .xlsx 后提交"
CELLS_BROKEN = "第 {} 行有损坏的字节，所在单元格未读取；请重新导出，或用 Excel/WPS 另存为 .xlsx 后提交"
NULS = "第 {} 行有空字节（NUL），已去掉，请核对这些行"


def read(path: Path, folder: Path) -> list[Grid]:
    """The one sheet of a text file; its name is the file's, its row numbers are lines.

    Broken bytes cost their cell, which then holds `grids.BROKEN`. Raises IntakeError naming the line where more lines are broken than a
    sound file has, or where bytes stand in pairs, so that one that is lost bends all behind it.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_SIZE)
    encodings = _likely(sample)
    for encoding in encodings:
        with suppress(UnicodeError):
            return [_grid(path, folder, blocks(path, encoding), sample.decode(encoding, "ignore"))]
    return [_grid(path, folder, blocks(path, encoding, "replace"), sample.decode(encoding, "replace"), encoding)]


def _grid(path: Path, folder: Path, text: Iterable[bytes], sample: str, broken_in: str = "") -> Grid:
    """`broken_in`: the encoding of a text that is known to be broken."""
    first = split(sample[:FIRST_LINES].replace("\0", ""))
    if len(sample) > FIRST_LINES and len(first) > 1:  # the last line is cut
        first.pop()
    if first[0].startswith("sep="):  # Excel's own hint; kept as an empty line, so that line numbers stay true
        first[0] = ""
        text = (block if number else b"\n" + block.partition(b"\n")[2] for number, block in enumerate(text))
    mark = delimiter(first)
    target, width, odd = write_text(folder, text, first, mark)
    if problem := too_large(width):
        return Grid(path.stem, target, 0, problem=problem)
    if broken_in:
        _refuse(odd.broken, odd.total, broken_in)
    told = [form.format(named(lines)) for form, lines in ((CELLS_BROKEN, odd.broken), (NULS, odd.nul)) if lines]
    grid = Grid(path.stem, target, width, warnings=told + odd.told, shifted=odd.shifted)
    header = max((len(row) for row in odd.rows[:HEADER] if len(row) < width), default=0)
    return replace(grid, shifted=grid.shifted + apart(grid.table(), header)) if header > 1 and mark == "," else grid


def decode(data: bytes) -> str:
    """A whole text in memory. Raises IntakeError where it is broken, as `read` does."""
    encodings = _likely(data)
    for encoding in encodings:
        with suppress(UnicodeError):
            return data.decode(encoding)
    lines = data.decode(encoding, "replace").split("\n")
    _refuse([number for number, line in enumerate(lines, 1) if BROKEN in line], len(lines), encoding)
    return "\n".join(lines)


def _likely(sample: bytes) -> list[str]:
    """Encodings in which a sound text that begins so may be, to be tried one after the other."""
    if marked := [encoding for mark, encoding in MARKED if sample.startswith(mark)]:
        return marked
    if pairs := utf_16_without_mark(sample[:65_536]):
        return [pairs]
    return ["utf-8"] if is_mostly_utf8(sample) else ["utf-8", "gb18030"]


def _refuse(broken: list[int], total: int, encoding: str) -> None:
    if broken and (encoding.startswith("utf-16") or len(broken) > max(1, total // SOUND)):
        raise IntakeError(REFUSED.format(broken[0], encoding.upper().removesuffix("-SIG")))


def is_mostly_utf8(data: bytes) -> bool:
    """Broken UTF-8 often decodes as GB18030 into other, plausible characters; then it must be refused, not read."""
    sample = data[:SAMPLE_SIZE].decode("utf-8", "replace")
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    return chinese > sample.count(BROKEN)
