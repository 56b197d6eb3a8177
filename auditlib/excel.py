"""Workbooks that go out to be filled in, or printed: written whole, nothing executed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditlib.errors import AuditError
from auditlib.outside import readable, shown

#: A cell of an auditee that begins with = is no formula, one that begins with http no link.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: Characters that Excel allows in one cell; its numbers of paper.
LONGEST, A3, A4 = 32_000, 8, 9
#: Points of a line of text, and the most lines that a row shows.
LINE, TALLEST = 15, 26


@contextmanager
def workbook(path: Path, **options: object) -> Iterator[xlsxwriter.Workbook]:
    """A new workbook, there as a whole when the block ends, or not at all. ``options``: further ones of xlsxwriter.

    Raises AuditError when it can not be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with xlsxwriter.Workbook(str(part), PLAIN | options) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})  # the same content, the same bytes
            yield book
        part.replace(path)
    except (FileCreateError, PermissionError):
        with suppress(OSError):
            part.unlink()
        raise AuditError(
            "{name}: can not be written; close it in Excel or WPS, or choose another folder, then give the same command again",
            name=readable(path.name),
        ) from None


def put(page: Worksheet, row: int, place: int, value: str | Decimal | int | date | None, style: Format | None = None) -> None:
    """A cell as what its value is: a number and a day real ones, all else text, nothing of it executed."""
    if value is None or value == "":
        page.write_blank(row, place, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, style)
    elif isinstance(value, str):
        page.write_string(row, place, cell_text(value), style)
    else:
        page.write_number(row, place, value, style)


def cell_text(text: str) -> str:
    """What Excel can hold: nothing unseen, not too long."""
    text = "\n".join(map(shown, text.splitlines()))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…（过长，已截断）"


def lines(value: object, width: int) -> int:
    """How many lines a value takes, wrapped at so many characters (a Chinese one is two): not every program fits rows to their text."""
    texts = str("" if value is None else value).splitlines() or [""]
    return sum(max(1, ceil(sum(1 if c.isascii() else 2 for c in text) * 1.05 / width)) for text in texts)


class Page:
    """A page of text and tables, written from top to bottom; ``widths``: of its columns, in characters."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, widths: Sequence[int]):
        self.sheet, self.widths, self.row = book.add_worksheet(name), widths, 0
        edge = {"valign": "top", "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
        self._title, self._wrapped = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True, "valign": "top"})
        self._head = book.add_format({"bold": True, "bg_color": "#D9E2EF", "text_wrap": True, "border": 1, "valign": "vcenter"})
        self._text, self._number, self._sum = (book.add_format(edge | more) for more in ({"num_format": "@"}, {}, {"bold": True}))
        self._link = book.add_format(edge | {"font_color": "#1F4E79", "underline": 1})
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def title(self, text: str) -> None:
        self.sheet.write_string(self.row, 0, cell_text(text), self._title)
        self.row += 1

    def paragraph(self, text: str) -> None:
        """A text across all columns."""
        self._tall([lines(text, sum(self.widths))])
        if len(self.widths) > 1:
            self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", self._wrapped)
        self.sheet.write_string(self.row, 0, cell_text(text), self._wrapped)
        self.row += 1

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence], total: Sequence = (), links: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        """A table with an empty line below it. ``total``: its last row; ``links``: column → the sheet that each row leads to there."""
        self._line(head, [self._head] * len(head))
        for number, cells in enumerate(rows):
            self._line(cells, [self._text if value is None or isinstance(value, str) else self._number for value in cells])
            for place, sheets in (links or {}).items():
                self.sheet.write_url(self.row - 1, place, f"internal:'{sheets[number]}'!A1", self._link, cell_text(str(cells[place])))
        if total:
            self._line(total, [self._sum] * len(total))
        self.row += 1

    def _line(self, cells: Sequence, formats: Sequence[Format]) -> None:
        self._tall(map(lines, cells, self.widths))
        for place, (value, style) in enumerate(zip(cells, formats, strict=True)):
            put(self.sheet, self.row, place, value, style)
        self.row += 1

    def _tall(self, heights: Iterable[int]) -> None:
        self.sheet.set_row(self.row, LINE * min(TALLEST, max(heights)))


def printed(page: Worksheet, name: str, head: int, stamp: str, *, paper: int = A4, across: int = 1, lying: bool = True) -> None:
    """How a sheet is printed: its header's row on every page, ``stamp`` above, ``name`` and the page's number below."""
    if lying:
        page.set_landscape()
    page.set_paper(paper)
    page.repeat_rows(head)
    page.fit_to_pages(across, 0)
    page.set_margins(0.4, 0.4, 0.7, 0.6)
    page.set_header(f"&L{stamp.replace('&', '&&')[:200]}")
    page.set_footer(f"&L{name.replace('&', '&&')}&R第 &P 页 共 &N 页")


def set_aside(path: Path) -> None:
    """What stands there under this name may be filled in already: it is kept under the next number (疑点核查表_临朐县-1.xlsx)."""
    if path.exists():
        numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(1))
        path.rename(next(place for place in numbered if not place.exists()))
