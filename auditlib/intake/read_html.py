"""Web tables named .xls, as many bureau systems export them; also as browsers and Excel save them whole (MHTML)."""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lxml import etree

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid, lay_out
from auditlib.intake.guard import MAX_COLUMNS, is_mhtml
from auditlib.intake.read_text import decode
from auditlib.intake.sheet_writer import Merge

_TABLES = etree.XPath("count(ancestor::table)")
DAMAGED = "网页表格已损坏，读不完整；请用 Excel/WPS 打开后另存为 .xlsx 再提交"
NO_TABLE = "网页格式，其中没有表格；请用 Excel/WPS 打开后另存为 .xlsx 再提交"


def read(path: Path, folder: Path) -> list[Grid]:
    """Each outermost table is a sheet. Raises IntakeError."""
    tables = [
        table for page in _pages(path.read_bytes()) for table in page.iter("table") if next(table.iterancestors("table"), None) is None
    ]
    if not tables:
        raise IntakeError(NO_TABLE)
    grids = []
    for index, table in enumerate(tables):
        rows, merges = _cells(table)
        name = path.stem if len(tables) == 1 else f"{path.stem} 表{index + 1}"
        grids.append(lay_out(name, folder / f"{index}.arrow", rows, merges=merges))
    return grids


def _pages(data: bytes) -> Iterator[etree._Element]:
    """The web pages of a file. Elements without a closing tag end where browsers end them."""
    parts = [data]
    if is_mhtml(data[:4096]):
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    for part in parts:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True)
        text = decode(part).replace("\0", "").encode("utf-8", "replace")
        with suppress(etree.XMLSyntaxError):  # nothing in it
            yield etree.fromstring(text, parser)
        if parser.error_log.filter_from_fatals():
            raise IntakeError(DAMAGED)


def _cells(table: etree._Element) -> tuple[list[list[str]], list[Merge]]:
    """Rows of text with spans laid out as merged ranges: the text in the first cell, the others empty.

    Rows of tables within the table are rows of it: pages are laid out by tables around the one that holds the data.
    """
    rows: list[list[str]] = []
    merges = []
    nested = next(table.iterdescendants("table"), None) is not None
    hanging: dict[int, int] = {}  # column → rows that a cell from above still covers
    for number, line in enumerate(table.iter("tr")):
        row: list[str] = []
        covered, hanging = hanging, {c: n - 1 for c, n in hanging.items() if n > 1}
        for cell in line.iterchildren("td", "th"):
            while len(row) in covered:
                row.append("")
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1 or right > 1:
                merges.append((number, len(row), number + down - 1, len(row) + right - 1))
            if down > 1:
                hanging.update({len(row) + i: down - 1 for i in range(right)})
            row += [_text(cell, nested), *[""] * (right - 1)]
        rows.append(row)
    return rows, merges


def _text(cell: etree._Element, nested: bool) -> str:
    """What stands in a cell, in one line; without what stands in a table within it, where there may be one."""
    texts = cell.xpath(".//text()[count(ancestor::table) = $tables]", tables=_TABLES(cell)) if nested else cell.itertext()
    return " ".join(" ".join(texts).split())


def _span(cell: etree._Element, name: str) -> int:
    digits = re.match(r"\d+", cell.get(name, "1"))
    return min(max(int(digits.group()), 1), MAX_COLUMNS) if digits else 1
