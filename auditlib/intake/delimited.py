"""Lines of text → rows, without losing one to a quotation mark: every line is a row unless a quoted cell clearly runs over several.

Lines whose quotation marks cannot be paired are read as plain characters and named.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditlib.intake.shifted import put_right

MARKS = ",\t;|\x01^~"
#: Stand inside cells as often as between them, so that they separate only where nothing else does.
LISTING = "、，；"
SAMPLE = 30  # lines looked at to find the delimiter
WIDTHS = 1_000  # lines looked at to find the usual number of cells
NAMED = 10  # lines named in a message
CELL_LIMIT = 10_000_000
LITERAL = "已按普通字符读入（格首、格尾的去掉），一行仍算一行，没有并行；请核对这些行的内容"


@dataclass
class Lines:
    """Rows, the line that each begins on, those of the lines whose cells are shifted, and what to tell.

    Of the whole text: the lines with NUL bytes, those with broken ones, and how many there are.
    """

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    shifted: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    nul: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    total: int = 0


def delimiter(lines: list[str]) -> str:
    """The mark that splits most of the first lines, and splits them alike."""
    lines = [line for line in lines[:SAMPLE] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n) * (n > 0), n), default=0)
        return (counts.count(usual) if usual else 0, usual)

    best, listing = max(MARKS, key=evenness), max(LISTING, key=evenness)
    return listing if evenness(best)[0] * 2 < len(lines) < evenness(listing)[0] * 2 else best


def line_by_line(lines: list[str], mark: str, width: int, numbers: Sequence[int], total: int) -> Lines:
    """Every line a row, or part of one. `numbers` of the lines, which are some or all of the `total` that a text has."""
    csv.field_size_limit(CELL_LIMIT)
    odd = [index for index, line in enumerate(lines) if line.count('"') % 2]
    rows, begun, literal = [], [], []
    index = after = 0  # `after`: how many of `odd` lie behind
    while index < len(lines):
        line, end = lines[index], index + 1
        after += after < len(odd) and odd[after] == index
        row = _cells(line, mark) if '"' in line else line.split(mark)
        if '"' in line and (row is None or len(row) != width):
            if line.count('"') % 2 == 0:
                row = _loosely(line, mark, width)
            elif after < len(odd) and (joined := _over_lines(lines[index : odd[after] + 1], mark, width)):
                row, end = joined, odd[after] + 1
                after += 1
        if row is None:
            row = [cell.strip('"') for cell in line.split(mark)]
            literal.append(numbers[index])
        rows.append(row)
        begun.append(numbers[index])
        index = end
    mended, shifted = put_right(rows, width, total - len(lines) + len(rows)) if mark == "," else ([], [])
    told = [f"第 {named(literal)} 行的引号不成对，{LITERAL}"] if literal else []
    if mended:
        told.append(f"第 {named([begun[row] for row in mended])} 行的金额有未加引号的千位逗号，已合并为一格读入，请核对")
    return Lines(rows, begun, [begun[row] for row in shifted], told)


def usual_width(lines: list[str], mark: str) -> int:
    """How many cells most lines have; titles and notes of one cell do not count."""
    found: Counter[int] = Counter()
    for line in lines[:WIDTHS]:
        row = line.split(mark) if '"' not in line else _cells(line, mark)
        if row and len(row) > 1:
            found[len(row)] += 1
    return max(found, key=lambda width: (found[width], width), default=1)


def _cells(text: str, mark: str) -> list[str] | None:
    """The cells of one row whose quotation marks are all in order; else None."""
    try:
        return next(csv.reader([text], delimiter=mark, strict=True))
    except csv.Error:
        return None


def _loosely(line: str, mark: str, width: int) -> list[str] | None:
    """A row with paired quotation marks in odd places, unless only plain splitting gives the usual number of cells: then None."""
    try:
        row = next(csv.reader([line], delimiter=mark))
    except csv.Error:
        return None
    return None if len(row) != width == line.count(mark) + 1 else row


def _over_lines(lines: list[str], mark: str, width: int) -> list[str] | None:
    """One row over several lines, if they read as one of the usual width and not as rows of their own; else None."""
    full = [lines[0].count(mark) >= width - 1, lines[-1].count(mark) >= width - 1]
    if width > 2 and (all(full) or any(line.count(mark) == width - 1 and _cells(line, mark) for line in lines[1:-1])):
        return None
    row = _cells("\n".join(lines), mark)
    return row if row is not None and len(row) == width else None


def named(lines: list[int]) -> str:
    """Lines by number, as many as a message holds."""
    return "、".join(map(str, lines[:NAMED])) + (f" 等 {len(lines):,}" if len(lines) > NAMED else "")
