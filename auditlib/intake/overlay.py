"""What a workbook shows and calamine does not give: laid over its rows before they are written.

Cells of errors and of formulas without a stored value come back empty, numbers without the noughts and letters of their format.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from lxml import etree

from auditlib.intake.sheet_writer import EXACT, Merge, number_text

#: Errors by the number that binary workbooks write.
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
FORMULA_SHOWN = 200  # characters of a formula that stay as the cell's text
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(.)', re.DOTALL)
_SHOWN = re.compile(r"([^\d.,%]*)(0*)(\d+)([^\d.,%]*)$")
_LETTER = re.compile(r"[^\W_]")
_QUANTITY = re.compile("[元万亿￥¥$]|RMB|CNY")
_MEASURED = re.compile(r'(?:\[[^\]]*\])?(?:#,##)?[#0](?:\.[#0?]+)?(?:_.)?\s*"?([万亿]元)"?(?:_.)?\s*(?:;|$)')


def elements(stream: IO[bytes], *tags: str) -> Iterator[etree._Element]:
    """The elements of an XML stream with these tags, whole and one after the other; what is past is let go."""
    for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


class Format(Protocol):
    """A number format that says more than the number."""

    def text(self, number: float) -> str | None:
        """The number as it is shown; None where the format is not for it."""


@dataclass(frozen=True)
class Measured:
    """A number format with a unit of money larger than the yuan: 0.00"万元"."""

    unit: str

    def text(self, number: float) -> str | None:
        return None if isinstance(number, bool) else number_text(number) + self.unit


class Digits:
    """A number format that carries digits or letters of a code: 0000, "JX-"0000000000, 000-0000. A token is 0, # or literal text."""

    def __init__(self, tokens: list[str], places: list[int]):
        self.tokens, self.places = tokens, places

    def text(self, number: float) -> str | None:
        if isinstance(number, bool) or number < 0 or number != number // 1 or number >= EXACT:
            return None
        digits = str(int(number)).rjust(len(self.places), " ")
        spare = len(digits) - len(self.places)
        shown = dict(zip(self.places, [digits[: spare + 1], *digits[spare + 1 :]], strict=True))
        return "".join(
            token if place not in shown else shown[place].replace(" ", "0" if token == "0" else "")
            for place, token in enumerate(self.tokens)
        )


def format_of(code: str) -> Format | None:
    """The format's part for positive numbers, if it adds noughts, letters or 万元; None for other amounts, percentages and dates."""
    measured = _MEASURED.match(code)
    return Measured(measured[1]) if measured else _digits_of(code)


def _digits_of(code: str) -> Digits | None:
    tokens, places = [], []
    for quoted, escaped, plain in _TOKEN.findall(code):
        if plain == ";":
            break
        if plain and plain in "0#?":
            places.append(len(tokens))
            tokens.append(plain)
        elif plain and plain not in " -()/:+":
            return None  # a point, a comma, a percentage, a date's letters, General, @
        elif quoted or escaped or plain:
            tokens.append(quoted or escaped or plain)
    literal = "".join(token for place, token in enumerate(tokens) if place not in places)
    before = "".join(tokens[: places[-1]]) if places else ""
    carries = sum(tokens[place] == "0" for place in places) > 1 or bool(_LETTER.search(before.translate(dict.fromkeys(map(ord, "0#?")))))
    return Digits(tokens, places) if places and carries and not _QUANTITY.search(literal) else None


def is_code(shown: str, value: str) -> bool:
    """Whether a whole number is shown with noughts or letters before it, as 0012 or JX-0012: then its digits are a code."""
    found = _SHOWN.match(shown)
    if not found or not value.removesuffix(".0").isdecimal() or found[3] != value.removesuffix(".0") or _QUANTITY.search(shown):
        return False
    return bool(found[2] or _LETTER.search(found[1]))


@dataclass
class Overlay:
    """Of one sheet, counted from 0: texts or formats of cells by row and column, and merged ranges where calamine knows none."""

    cells: dict[int, dict[int, str | Format]] = field(default_factory=lambda: defaultdict(dict))
    merges: list[Merge] = field(default_factory=list)

    @property
    def width(self) -> int:
        return 1 + max((max(row) for row in self.cells.values()), default=-1)

    @property
    def height(self) -> int:
        return 1 + max(self.cells, default=-1)

    def over(self, rows: Iterable[Sequence[Any]], offset: int) -> Iterator[list[Any]]:
        """The rows from the first column on, with what lies over them; `offset` columns are missing on their left."""
        number = -1
        for number, row in enumerate(rows):
            yield self._laid([""] * offset + list(row), self.cells.get(number, {}))
        for beyond in range(number + 1, self.height):
            yield self._laid([], self.cells.get(beyond, {}))

    def _laid(self, row: list[Any], cells: dict[int, str | Format]) -> list[Any]:
        row += [""] * (max(cells, default=-1) + 1 - len(row))
        for column, what in cells.items():
            if isinstance(what, str):
                row[column] = what
            elif isinstance(row[column], (int, float)):
                row[column] = what.text(row[column]) or row[column]
        return row
