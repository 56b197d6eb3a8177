"""The sheets of an .xlsx, seen before calamine lays them out: too wide or too large, pictures alone, and cells that it leaves empty.

One streamed pass of patterns over each sheet's bytes; only a sheet in which they find something is parsed, element by element.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from lxml import etree

from auditlib.errors import IntakeError
from auditlib.intake.guard import BOMB, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, too_large
from auditlib.intake.overlay import FORMULA_SHOWN, Format, Overlay, elements, format_of

CHUNK = 4_000_000
OVERLAP = 4_000
PICTURES = "该表没有数据，只有图片（扫描件）；请提交电子表格，扫描件可另附"

# A cell with content: its tag does not close itself. An empty styled cell far out is harmless.
_FAR_CELL = re.compile(rb'r="([A-Z]{2,3})\d+"[^>]*[^/>]>')
_CELL = re.compile(rb' r="[A-Z]{1,3}(\d+)"')
_NO_VALUE = re.compile(rb"</f>\s*<(?:/c>|v\s*/>|v></)|<f\b[^>]*/>\s*<(?:/c>|v\s*/>|v></)")
_NOUGHT = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*<v>0</v>")
#: What may stand in a cell of each kind.
_ANY, _NEVER = re.compile(".*", re.DOTALL), re.compile("(?!)")
_SOUND = {
    "n": re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|"),
    "b": re.compile("[01]|true|false|"),
    "e": re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA)|"),
    **dict.fromkeys(("s", "str", "inlineStr", "d"), _ANY),
}
_LETTERS = re.compile(r"([A-Z]+)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def members_of(archive: zipfile.ZipFile, relations: str) -> dict[str | None, str]:
    """The members of a workbook's archive by the ids that its parts know them by."""
    targets = {node.get("Id"): node.get("Target", "").replace("\\", "/") for node in ElementTree.fromstring(archive.read(relations))}
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in targets.items()}


class Book:
    """What holds for all sheets of a workbook: its parts, its digit-carrying styles, and whether it was never calculated."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = set(archive.NameToInfo)
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        members = members_of(archive, "xl/_rels/workbook.xml.rels")
        sheets = [node for node in book.iter() if node.tag.endswith("}sheet")]
        parts = {node.get("name", ""): members.get(node.get(_RELATION) or node.get(_RELATION_STRICT)) for node in sheets}
        self.parts = {name: part for name, part in parts.items() if part in self.names}
        calculation = next((node for node in book.iter() if node.tag.endswith("}calcPr")), None)
        self.uncalculated = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
        self.styles = self._styles() if "xl/styles.xml" in self.names else {}
        styles = "|".join(self.styles).encode()
        self.styled = re.compile(rb'\ss="(?:' + styles + rb')"') if self.styles else None
        self.pictures = any(name.startswith("xl/media/") for name in self.names)

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
    if problem := too_large(width, last_row):
        return Seen(problem)
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
        for element in elements(stream, "{*}row"):
            row = int(element.get("r", row + 2)) - 1
            for cell in odd_cells(element) if row < MAX_ROWS else ():
                place = _LETTERS.match(cell.get("r", ""))
                column = _column_number(place[1].encode()) - 1 if place else element.index(cell)
                what = _what(book, cell)
                if what and column < MAX_COLUMNS:
                    overlay.cells[row][column] = what
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


def with_odd_cells_as_text(data: bytes, sheet: str) -> tuple[bytes, list[str]]:
    """A workbook in which each cell of a sheet that does not hold what it says it holds is the text that stands in it; which these are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part, odd = Book(archive).parts[sheet], []
        page = etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, huge_tree=True))
        for cell in page.iter("{*}c"):
            value = cell.findtext("{*}v") or ""
            if not _SOUND.get(cell.get("t", "n"), _NEVER).fullmatch(value.strip()):
                cell.set("t", "str")
                odd.append(cell.get("r", "?"))
        mended = io.BytesIO()
        with zipfile.ZipFile(mended, "w") as copy:
            for member in archive.infolist():
                copy.writestr(member.filename, etree.tostring(page) if member.filename == part else archive.read(member))
    return mended.getvalue(), odd


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
