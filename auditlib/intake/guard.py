"""What a file really is, by its first bytes, and whether it is safe to open. Names and extensions are not trusted.

Two workbooks of a few kilobytes can take the process down: one that unpacks to gigabytes, refused here, and one with a single value in
XFD1048576, for which the reader lays out the whole rectangle: refused sheet by sheet before it is parsed (sheet_xml.py).
"""

import codecs
import re
import zipfile
from pathlib import Path

from auditlib.errors import IntakeError
from auditlib.intake import compound

MAX_ROWS, MAX_COLUMNS = 1_048_576, 1_000
MAX_CELLS = 60_000_000
MAX_UNPACKED = 2_000_000_000
MAX_RATIO = 200  # real workbooks: about 8; deflate's limit: 1,032
RATIO_FROM = 10_000_000  # a small member may be as repetitive as it likes

ARCHIVE_PASSWORD = "压缩包有密码；请解压后把里面的文件放进本县文件夹，或提交一份不带密码的压缩包"
PASSWORD = "工作簿有密码；请打开后另存一份不带密码的副本再提交"
TRUNCATED = "文件不完整（传输或复制中断）；请重新导出或重新复制后提交"
DAMAGED = "工作簿内部已损坏，读不出来；请用 Excel/WPS 打开并另存为 .xlsx 后提交"
EMPTY = "文件是空的（0 字节）；请重新导出后提交"
BOMB = "解压后体积异常（疑似压缩炸弹），为安全起见不打开；请用 Excel/WPS 打开原表另存为 .xlsx 后提交"
UNKNOWN = "不是可识别的表格文件；请另存为 .xlsx 或 .csv 后提交"

TOO_LARGE = (
    f"该表有 {{:,}} 列、{{:,}} 行，超过 {MAX_COLUMNS:,} 列或 {MAX_CELLS:,} 格，未读取；"
    "请删去右侧、下方多余的列、行和远处的零星单元格（文本文件请检查分隔符），或拆分后提交"
)

#: What is handed in and is no table: what it is and what to do.
_SHEET = "请提交电子表格（.xlsx 或 .csv）"
_UNPACK = "这是压缩包；请解压后把里面的文件放进本县文件夹，或改用 .zip 提交"
_PICTURE = f"这是图片；{_SHEET}，扫描件请附上原来的电子表格"
DOCUMENT = "这是文字文档或幻灯片（Word、PPT）；请把其中的表格另存为 .xlsx 后提交"
_PAGE = f"这是版式文件（PDF、OFD）；{_SHEET}，即导出它的那份表"
_DATABASE = "这是数据库文件；请把各表导出为 .csv 后提交"

#: First bytes → what it is and what to do. In a text file none of them begins a header.
_FIRST_BYTES = (
    (b"%PDF-", _PAGE),
    (b"Rar!\x1a", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", _UNPACK),
    (b"\x1f\x8b\x08", _UNPACK),
    (b"\xfd7zXZ", _UNPACK),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"{\\rtf", DOCUMENT),
    (b"SQLite format 3\0", _DATABASE),
    (b"\0\1\0\0Standard Jet DB", _DATABASE),
    (b"\0\1\0\0Standard ACE DB", _DATABASE),
)
_BZIP = re.compile(rb"BZh[1-9]1AY&SY")
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_PICTURE_BOXES = re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(heic|heix|mif1|avif)", re.DOTALL)
_JSON = re.compile(rb"\s*(?:[\w.]+\(\s*)?[\[{]\s*([\[{]|\"[^\"]*\"\s*[:,\]])")
JSON = "这是 JSON（接口数据），其中没有一条一条的记录；请让提供单位导出为 .xlsx 或 .csv 后提交"
XML = "这是 XML 数据，不是表格；请用 Excel/WPS 打开后另存为 .xlsx 再提交"

#: Members of a zip by which it is known → what it is and what to do.
_MEMBERS = (
    (re.compile(r"(^|/)OFD\.xml$"), _PAGE),
    (re.compile(r"(^|/)Index(\.zip$|/.*\.iwa$)"), "这是苹果 Numbers 表格；请在 Numbers 中导出为 Excel（.xlsx）后提交"),
)
_OFFICE_TEXT = re.compile(r"^(word|ppt)/")
MIMETYPE_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"

_PAGE_BEGINS = (b"<!doctype html", b"<head", b"<meta", b"<style", b"<body", b"<div")
#: What no text holds (\x01 may stand between fields, \x1a ends files of DOS).
_CONTROL = re.compile(rb"[\x02-\x08\x0e-\x19\x1b-\x1f]")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def inspect(path: Path) -> str:
    """What a file is, by its content: workbook, spreadsheet_xml, html, json, dbf, text, parquet or archive.

    Raises IntakeError with what is wrong and what to do.
    """
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
    if problem := not_a_table(head.removeprefix(codecs.BOM_UTF8)):
        raise IntakeError(problem)
    if is_dbf(head):
        return "dbf"
    return "json" if is_json(head.removeprefix(codecs.BOM_UTF8)) else _text_kind(head)


def _text_kind(head: bytes) -> str:
    marked = head.startswith(_BOMS)
    text = head.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if is_mhtml(text):
        return "html"
    if text.startswith(b"<"):
        if b"<workbook" not in text and (any(tag in text for tag in (b"<html", b"<table", b"<tr")) or text.startswith(_PAGE_BEGINS)):
            return "html"
        if b"schemas-microsoft-com:office:spreadsheet" in text:
            return "spreadsheet_xml"
        if text.startswith(b"<?xml"):
            raise IntakeError(XML)
    if not marked and b"\0" in head and not utf_16_without_mark(head) and _CONTROL.search(head):
        raise IntakeError(UNKNOWN)
    return "text"


def utf_16_without_mark(head: bytes) -> str:
    """The encoding, where the many zero bytes of Latin text and separators stand on one side of the pairs; a few anywhere are strays."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 20 < len(head) or min(first, second) * 5 > max(first, second):
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


_HEADER_LINES = re.compile(rb"([\w-]+:[^\n]*\n([ \t][^\n]*\n)*)*mime-version:", re.IGNORECASE)


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins as a mail does: a web page saved whole, with its parts."""
    return _HEADER_LINES.match(head[:4096]) is not None


def _parquet(path: Path) -> str:
    with open(path, "rb") as stream:
        stream.seek(-4, 2)
        if stream.read() != b"PAR1":
            raise IntakeError(TRUNCATED)
    return "parquet"


def _ole2(path: Path) -> str:
    data = path.read_bytes()
    streams = compound.top_streams(data)
    if "EncryptedPackage" in streams:
        raise IntakeError(PASSWORD)
    if streams & {"Workbook", "Book"}:
        return "workbook"
    if streams & {"WordDocument", "PowerPoint Document"}:
        raise IntakeError(DOCUMENT)
    raise IntakeError(TRUNCATED if len(data) % 512 else UNKNOWN)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            workbook = bool(names & {"[Content_Types].xml", "mimetype"})
            if any(member.flag_bits & 1 for member in members):
                raise IntakeError(PASSWORD if workbook else ARCHIVE_PASSWORD)
            if problem := no_sheets(names, archive.open("mimetype").read(100) if "mimetype" in names else b""):
                raise IntakeError(problem)
            if not workbook:
                return "archive"
            _check_sizes(members)
            return "workbook"
    except zipfile.BadZipFile:
        raise IntakeError(TRUNCATED) from None
    except (EOFError, NotImplementedError, OSError, ValueError, zipfile.zlib.error):
        raise IntakeError(DAMAGED) from None


def not_a_table(head: bytes) -> str | None:
    """What a file is that begins with `head`, and what to do with it; None when it may be a table."""
    known = next((problem for first, problem in _FIRST_BYTES if head.startswith(first)), None)
    if known:
        return known
    if _BZIP.match(head):
        return _UNPACK
    if _BITMAP.match(head) or _PICTURE_BOXES.match(head):
        return _PICTURE
    return None


def is_json(head: bytes) -> bool:
    """Whether a file begins as JSON does, bare or as the argument of a call."""
    return _JSON.match(head) is not None


def no_sheets(names: set[str], mimetype: bytes) -> str | None:
    """Likewise for a zip, by the names of its members and what its `mimetype` says; None when it is a workbook or an archive."""
    if mimetype and not mimetype.startswith(MIMETYPE_SHEET):
        return DOCUMENT
    if "[Content_Types].xml" in names and any(map(_OFFICE_TEXT.match, names)):
        return DOCUMENT
    return next((problem for pattern, problem in _MEMBERS if any(map(pattern.search, names))), None)


def is_dbf(head: bytes) -> bool:
    """A version, a day, and fields of 32 bytes each that end in a carriage return."""
    if len(head) < 65 or head[0] not in (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xCB, 0xF5):
        return False
    length = int.from_bytes(head[8:10], "little")
    return b"\0" in head[:32] and 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and b"\x0d" in head[64:length] and head[43:44] in b"CNDLFMITBY"


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise IntakeError(BOMB)
    if any(map(swollen, members)):
        raise IntakeError(BOMB)


def too_large(columns: int, rows: int = 1) -> str | None:
    """Why a sheet of so many columns and rows is not laid out; None where it can be."""
    return TOO_LARGE.format(columns, rows) if columns > MAX_COLUMNS or columns * rows > MAX_CELLS else None


def swollen(member: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip unpacks to far more than any honest one."""
    return member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)
