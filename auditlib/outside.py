"""Text that came from outside: names of files, folders and sheets, headers, cells. What does not print as itself is shown by its number.

A name can hold what a terminal obeys (ESC, C1), what turns a line around (RLO), what begins a line of its own, or what nobody sees. Written
as it came it forges messages, so each such character becomes ``〈U+001B〉``, where the text enters and, for cells, where it is printed.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

#: What nobody sees and no word needs: controls but for white space, marks that join letters or turn a line around. As ranges, not by a
#: table of Unicode's categories, which differs between versions of Python, and without a backslash, so that every engine's patterns
#: understand it.
INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000e0000-\U000e0fff"
)
#: Besides, white space but for spaces, also the full-width one; halves of pairs; private characters. Every ideograph stays.
_UNSEEN = re.compile(f"[{INVISIBLE}\t-\r\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")
#: What no file and no sheet of a workbook may be called.
_REFUSED = re.compile(r"[\[\]\\/:*?\"'<>|]")
#: What `shown` writes for a character. The brackets are of GB 2312: fonts and consoles have them.
MARK = re.compile(r"〈U\+[0-9A-F]{4,6}〉")


def shown(text: str) -> str:
    """The text with every character that does not print as itself written by its number: ``〈U+202E〉``. Shown again it stays the same."""
    return _UNSEEN.sub(lambda found: _mark(found.group()), text)


@lru_cache(50_000)
def plain(text: str) -> str:
    """NFKC without any white space: how texts are compared that people write with blanks and wide characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def deep(value: object, change: Callable[[str], str]) -> object:
    """A value as JSON holds it with every text in it changed, those of keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: deep(item, change) for key, item in value.items()}
    return [deep(item, change) for item in value] if isinstance(value, (list, tuple)) else value


def as_name(name: str, instead: str = "、") -> str:
    """The name without what no file and no sheet may be called: an office writes 民政局/扶贫办."""
    return _REFUSED.sub(instead, name)


def readable(name: str) -> str:
    """A name or path of a file, folder or sheet as everything but the file system knows it: different names stay different.

    Names from archives made on Chinese Windows come as bytes of GB18030. Where a name looks of its own as if it held a mark, the mark's
    bracket is written by its number too, so that no name can pass for another one.
    """
    decoded = "/".join(map(_decoded, name.replace(os.sep, "/").split("/")))
    return shown(MARK.sub(lambda found: _mark("〈") + found.group()[1:], decoded))


def _decoded(text: str) -> str:
    if text.isprintable():
        return text
    for encoding in ("utf-8", "gb18030"):
        try:
            return os.fsencode(text).decode(encoding)
        except UnicodeError:
            continue
    return text


def _mark(character: str) -> str:
    return f"〈U+{ord(character):04X}〉"
