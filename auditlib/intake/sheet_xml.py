"""The sheets of an .xlsx, seen before calamine lays them out: too wide or too large, pictures alone, and cells that it leaves empty.

One streamed pass of patterns over each sheet's bytes; only a sheet in which they find something is parsed, element by element.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from lxml import etree

from auditlib.errors import IntakeError
from auditlib.intake.guard import BOMB, MAX_CELLS, MAX_COLUMNS, MAX_UNPACKED
from auditlib.intake.overlay import FORMULA_SHOWN, Format, Overlay, format_of

CHUNK = 4_000_000
OVERLAP = 4_000
MAX_ROWS = 1_048_576
PICTURES = "该表没有数据，只有图片（扫描件）；请提交电子表格，扫描件可另附"

# A cell with content: its tag does not close itself. An empty styled cell far out is harmless.
_FAR_CELL = re.compile(rb'r="([A-Z]{2,3})\d+"[^>]*[^/>]>')
_CELL = re.compile(rb' r="[A-Z]{1,3}(\d+)"')
_NO_VALUE = re.compile(rb"</f>\s*<(?:/c>|v\s*/>|v></)|<f\b[^>]*/>\s*<(?:/c>|v\s*/>|v></)")
_NOUGHT = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*<v>0</v>")
_LETTERS = re.compile(r"([A-Z]+)")


class Book:
    """What holds for all sheets of a workbook: its parts, its digit-carrying styles, and whether it was never calculated."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = set(archive.NameToInfo)
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        self.parts = {name: part for name, part in self._parts(book) if part in self.names}
        calculation = next((node for node in book.iter() if node.tag.endswith("}calcPr")), None)
        self.uncalculated = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
        self.styles = self._styles() if "xl/styles.xml" in self.names else {}
        styles = "|".join(self.styles).encode()
        self.styled = re.compile(rb'\ss="(?:' + styles + rb')"') if self.styles else None
        self.pictures = any(name.startswith("xl/media/") for name in self.names)

    def _parts(self, book: ElementTree.Element) -> list[tuple[str, str]]:
        """(sheet name, member of the archive) from the workbook's own directory."""
        relation = (
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
            "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
        )
        relations = ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))
        targets = {node.get("Id"): node.get("Target", "") for node in relations}
        parts = []
        for node in book.iter():
            if node.tag.endswith("}sheet"):
                target = targets.get(node.get(relation[0]) or node.get(relation[1]), "").replace("\\", "/")
                parts.append((node.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"))
        return parts

    def _styles(self) -> dict[str, Format]:
        """Cell styles whose number format carries digits, by the number that cells name them by."""
        root = ElementTree.fromstring(self.archive.read("xl/styles.xml"))
        codes = {node.get("numFmtId"): format_of(node.get("formatCode", "")) for node in root.iter() if node.tag.endswith("}numFmt")}
        cells = next((node for node in root if node.tag.endswith("}cellXfs")), [])
        formats = {str(number): codes.get(node.get("numFmtId")) for number, node in enumerate(cells)}
        return {number: digits for number, digits in formats.items() if digits}


@dataclass(frozen=True)
class Seen:
    """Of one sheet: why it must not be opened, or what lies over its cells."""

    problem: str | None = None
    overlay: Overlay | None = None


def see(book: Book, part: str) -> Seen:
    """Look through a sheet's XML without laying it out. Raises IntakeError when it unpacks to far too much."""
    columns: set[bytes] = set()
    last_row = unpacked = 0
    odd = drawing = False
    with book.archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise IntakeError(BOMB)
            text = rest + chunk
            columns.update(_FAR_CELL.findall(text))
            end = -1
            for mark in (b"<v>", b"<v ", b"<is>"):
                end = max(end, text.rfind(mark, max(end, 0)))
            if end >= 0:
                rows = _CELL.findall(text, max(0, end - OVERLAP), end)
                last_row = max(last_row, int(rows[-1]) if rows else 0)
            odd = odd or _is_odd(book, text)
            drawing = drawing or (last_row == 0 and b"<drawing" in text)
            rest = text[-OVERLAP:]
    width = max(map(_column_number, columns), default=26)
    if width > MAX_COLUMNS:
        return Seen(f"该表有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，未读取；请删去右侧多余的列，或拆分后提交")
    if width * last_row > MAX_CELLS:
        return Seen(f"该表范围到第 {last_row:,} 行、第 {width:,} 列，过大，未读取；请删去远处的零星单元格后另存提交")
    if drawing and book.pictures and last_row == 0 and not odd:
        return Seen(PICTURES)
    return Seen(overlay=_overlay(book, part) if odd else None)


def _is_odd(book: Book, text: bytes) -> bool:
    """Whether some cell may show what calamine does not give; a sheet whose elements have prefixes is none that these patterns know."""
    if b't="e"' in text or b":sheetData" in text or (book.styled and book.styled.search(text)):
        return True
    return b"<f" in text and bool(_NO_VALUE.search(text) or (book.uncalculated and _NOUGHT.search(text)))


def _overlay(book: Book, part: str) -> Overlay:
    overlay = Overlay()
    styled = "".join(f" or @s='{style}'" for style in book.styles)
    odd_cells = etree.XPath(f"*[@t='e' or *[local-name()='f']{styled}]")
    row = -1
    with book.archive.open(part) as stream:
        for _, element in etree.iterparse(stream, tag="{*}row", resolve_entities=False):
            row = int(element.get("r", row + 2)) - 1
            for cell in odd_cells(element) if row < MAX_ROWS else ():
                place = _LETTERS.match(cell.get("r", ""))
                column = _column_number(place[1].encode()) - 1 if place else element.index(cell)
                what = _what(book, cell)
                if what and column < MAX_COLUMNS:
                    overlay.cells[row][column] = what
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return overlay


def _what(book: Book, cell: etree._Element) -> str | Format | None:
    """What a cell shows that calamine does not give: an error, a formula without a stored value, a number's own format."""
    value, formula = cell.findtext("{*}v"), cell.find("{*}f")
    kind = cell.get("t", "n")
    if kind == "e":
        return value
    if formula is not None:
        nothing = value is None or (value == "" and kind != "str")
        if nothing and cell.find("{*}is") is None or (book.uncalculated and kind == "n" and value == "0"):
            return f"={formula.text or '公式'}"[:FORMULA_SHOWN]
    return book.styles.get(cell.get("s", "")) if kind == "n" and value else None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
