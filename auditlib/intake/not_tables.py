"""What is handed in and is no table: known by its first bytes, with what it is and what to do."""

from __future__ import annotations

import re

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
