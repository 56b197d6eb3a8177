"""What a file really is, by its first bytes, and whether it is safe to open. Names and extensions are not trusted.

Two workbooks of a few kilobytes can take the process down: one that unpacks to gigabytes, and one with a single
value in XFD1048576, for which the reader lays out the whole rectangle. Both are refused before parsing.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from auditlib.errors import IntakeError
from auditlib.intake import compound
from auditlib.intake.not_tables import DOCUMENT, XML, no_sheets, not_a_table

MAX_COLUMNS = 1_000
MAX_CELLS = 60_000_000
MAX_UNPACKED = 2_000_000_000
MAX_RATIO = 200  # real workbooks: about 8; deflate's limit: 1,032
RATIO_FROM = 10_000_000  # a small member may be as repetitive as it likes
CHUNK = 4_000_000

ARCHIVE_PASSWORD = "压缩包有密码；请解压后把里面的文件放进本县文件夹，或提交一份不带密码的压缩包"
PASSWORD = "工作簿有密码；请打开后另存一份不带密码的副本再提交"
TRUNCATED = "文件不完整（传输或复制中断）；请重新导出或重新复制后提交"
EMPTY = "文件是空的（0 字节）；请重新导出后提交"
BOMB = "解压后体积异常（疑似压缩炸弹），为安全起见不打开；请用 Excel/WPS 打开原表另存为 .xlsx 后提交"
UNKNOWN = "不是可识别的表格文件；请另存为 .xlsx 或 .csv 后提交"

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Inspected:
    """What a file is: workbook, spreadsheet_xml, html, text, parquet or archive; and the sheets of it that must not be opened, with the reason."""

    kind: str
    refused_sheets: dict[str, str] = field(default_factory=dict)


def inspect(path: Path) -> Inspected:
    """Decide by content. Raises IntakeError with what is wrong and what to do."""
    with open(path, "rb") as stream:
        head = stream.read(65_536)
    if not head:
        raise IntakeError(EMPTY)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _zip(path)
    if head.startswith(compound.SIGNATURE):
        return _ole2(path)
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if problem := not_a_table(head):
        raise IntakeError(problem)
    return Inspected(_text_kind(head))


def _text_kind(head: bytes) -> str:
    marked = head.startswith(_BOMS)
    text = head.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if is_mhtml(text):
        return "html"
    if text.startswith(b"<"):
        if any(tag in text for tag in (b"<html", b"<table", b"<tr")) and b"<workbook" not in text:
            return "html"
        if b"schemas-microsoft-com:office:spreadsheet" in text:
            return "spreadsheet_xml"
        if text.startswith(b"<?xml"):
            raise IntakeError(XML)
    nulls = head.count(0)
    # UTF-16 without a mark: every second byte of Latin text and of the separators is zero.
    if not marked and nulls and (nulls < len(head) * 0.02 or len(head) % 2 or b"\0\0\0" in head):
        raise IntakeError(UNKNOWN)
    return "text"


_HEADER_LINES = re.compile(rb"([\w-]+:[^\n]*\n([ \t][^\n]*\n)*)*mime-version:", re.IGNORECASE)


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins as a mail does: a web page saved whole, with its parts."""
    return _HEADER_LINES.match(head[:4096]) is not None


def _parquet(path: Path) -> Inspected:
    with open(path, "rb") as stream:
        stream.seek(-4, 2)
        if stream.read() != b"PAR1":
            raise IntakeError(TRUNCATED)
    return Inspected("parquet")


def _ole2(path: Path) -> Inspected:
    data = path.read_bytes()
    streams = compound.top_streams(data)
    if "EncryptedPackage" in streams:
        raise IntakeError(PASSWORD)
    if streams & {"Workbook", "Book"}:
        return Inspected("workbook")
    if streams & {"WordDocument", "PowerPoint Document"}:
        raise IntakeError(DOCUMENT)
    raise IntakeError(TRUNCATED if len(data) % 512 else UNKNOWN)


def _zip(path: Path) -> Inspected:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            workbook = bool(names & {"[Content_Types].xml", "mimetype"})
            if any(member.flag_bits & 1 for member in members):
                raise IntakeError(PASSWORD if workbook else ARCHIVE_PASSWORD)
            if problem := no_sheets(names, _mimetype(archive) if "mimetype" in names else b""):
                raise IntakeError(problem)
            if not workbook:
                return Inspected("archive")
            _check_sizes(members)
            return Inspected("workbook", _refused_sheets(archive, names))
    except zipfile.BadZipFile:
        raise IntakeError(TRUNCATED) from None
    except (KeyError, EOFError, ElementTree.ParseError, NotImplementedError, OSError, ValueError, zipfile.zlib.error):
        raise IntakeError("工作簿内部已损坏；请用 Excel/WPS 打开并另存为 .xlsx 后提交") from None


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    with archive.open("mimetype") as stream:
        return stream.read(100)


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise IntakeError(BOMB)
    if any(map(swollen, members)):
        raise IntakeError(BOMB)


def swollen(member: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip unpacks to far more than any honest one."""
    return member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)


def _refused_sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Sheets of an .xlsx that are too wide or too large to lay out, by their name."""
    if "xl/workbook.xml" not in names:
        return {}  # .ods and .xlsb: the child's memory limit is their guard
    refused = {}
    for sheet, part in _sheet_parts(archive):
        if part in names:
            problem = _too_large(archive, part)
            if problem:
                refused[sheet] = problem
    return refused


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(sheet name, member of the archive) from the workbook's own directory."""
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    targets = {node.get("Id"): node.get("Target", "") for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    parts = []
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(relation), "")
            parts.append((node.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"))
    return parts


# A cell with content: its tag does not close itself. An empty styled cell far out is harmless.
_FAR_CELL = re.compile(rb'r="([A-Z]{2,3})\d+"[^>]*[^/>]>')
_CELL = re.compile(rb' r="[A-Z]{1,3}(\d+)"')


def _too_large(archive: zipfile.ZipFile, part: str) -> str | None:
    """Stream the sheet's XML, looking only at cell references: widest column and last row that hold a value."""
    columns: set[bytes] = set()
    last_row = 0
    unpacked = 0
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise IntakeError(BOMB)
            text = rest + chunk
            columns.update(_FAR_CELL.findall(text))
            end = max(text.rfind(b"<v>"), text.rfind(b"<v "), text.rfind(b"<is>"))
            if end >= 0:
                rows = _CELL.findall(text, max(0, end - 4000), end)
                last_row = max(last_row, int(rows[-1]) if rows else 0)
            rest = text[-4000:]
    width = max(map(_column_number, columns), default=26)
    if width > MAX_COLUMNS:
        return f"该表有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，未读取；请删去右侧多余的列，或拆分后提交"
    if width * last_row > MAX_CELLS:
        return f"该表范围到第 {last_row:,} 行、第 {width:,} 列，过大，未读取；请删去远处的零星单元格后另存提交"
    return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
