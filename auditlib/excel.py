"""Workbooks that go out to be filled in, or printed: written whole, nothing executed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import count
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
