"""A page brings its own letters: Noto Sans SC, cut down to the characters that the page uses.

A Windows or Linux laptop may have no Chinese font at all, and rare characters in village names are missing from most.
The subset is cut with HarfBuzz and packed as WOFF2, 6 ms together. The container is written here because the general packers
compress at the slowest setting (0.3–0.5 s a page for 10 % fewer bytes; at quality 9 it would be 30 ms for 2 %).
"""

import base64
import html
import struct
from functools import cache

#: The family name in the page's style sheet and in the text of charts.
FAMILY = "Noto Sans SC"
#: Used behind the embedded subset.
STACK = f'"{FAMILY}","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei","SimHei",sans-serif'
ASCII = {chr(n) for n in range(0x20, 0x7F)}
#: Of no use in a page: layout features and vertical metrics.
DROPPED = ("GPOS", "GSUB", "BASE", "VORG", "vhea", "vmtx")
QUALITY = 5


def font_path() -> str:
    """Noto Sans SC Regular (OFL 1.1) of the package pylopdf-fonts-zh-cn."""
    from pylopdf_fonts_zh_cn import sans_path

    return str(sans_path())


@cache
def _face():
    """The whole font, read once per process."""
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(font_path()))


@cache
def _covered() -> frozenset[int]:
    return frozenset(_face().unicodes)


def missing(text: str) -> list[str]:
    """The printable characters of the text that the font does not have, sorted."""
    return sorted(c for c in set(text) if c.isprintable() and not c.isspace() and ord(c) not in _covered())


def embed(page: str) -> str:
    """The page with a subset of the font in its head: every character shows on a machine without Chinese fonts. Same page, same bytes."""
    data = base64.b64encode(subset(set(html.unescape(page)) | ASCII)).decode()
    rule = f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff2;base64,{data})format("woff2")}}'
    return page.replace("</head>", f"<style>{rule}</style>\n</head>", 1)


def subset(characters: set[str]) -> bytes:
    """A WOFF2 font with exactly these characters, those that the font has."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    wanted.unicode_set.update(sorted(map(ord, characters)))
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED)
    return woff2(bytes(uharfbuzz.subset(_face(), wanted).blob.data))


def woff2(sfnt: bytes) -> bytes:
    """The font in the container WOFF2 (W3C Recommendation, §4–5), its tables as they are, by Brotli: outlines in CFF have no transform."""
    import brotli

    flavor, count = struct.unpack_from(">4sH", sfnt)
    records = [struct.unpack_from(">4sIII", sfnt, 12 + 16 * i) for i in range(count)]
    directory, tables = b"", b""
    for tag, _, offset, length in records:
        directory += b"\x3f" + tag + _base128(length)  # 0x3f: the tag is written out
        tables += sfnt[offset : offset + length]
    packed = brotli.compress(tables, mode=brotli.MODE_FONT, quality=QUALITY)
    unpacked_size = 12 + sum(16 + _padded(record[3]) for record in records)
    length = _padded(48 + len(directory) + len(packed))
    header = struct.pack(">4s4sIHHIIHH5I", b"wOF2", flavor, length, count, 0, unpacked_size, len(packed), 1, 0, 0, 0, 0, 0, 0)
    return (header + directory + packed).ljust(length, b"\0")


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
