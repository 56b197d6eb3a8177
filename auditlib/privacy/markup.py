"""What a page says, without its markup: what a reader, a screen reader or a search can read, for the gate to look into."""

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

#: Pieces of a page: what is no text for a reader, a tag, a text.
PIECE = re.compile(r"<!--.*?-->|<(?:style|script)\b.*?</(?:style|script)\s*>|<[^<>]*>|[^<]+|<", re.DOTALL | re.IGNORECASE)
#: Tags within a line: a number may go on behind them.
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|kbd|mark|s|samp|small|span|strong|sub|sup|tspan|u|var|wbr)\b[^<>]*>", re.IGNORECASE
)
#: Style and scripts; a block of data (the further rows of a table) is read.
HIDDEN = re.compile(r"<(style|script)\b(?! type=\"application/json\">).*?</\1\s*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
#: Attributes that say something; the others are form and geometry: numbers in any order.
ATTRIBUTE = re.compile(
    r"""\s(?!(?:class|style|scope|role|tabindex|colspan|rowspan|width|height|d|points|transform|viewBox|x|y|x1|x2|y1|y2"""
    r"""|cx|cy|r|rx|ry|dx|dy|clip-path|font-size|stroke[\w-]*|fill[\w-]*|opacity)\s*=)([\w:.-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
PICTURE = re.compile(r"""data:[\w/+.-]*(?:;[\w=-]+)*;base64,[A-Za-z0-9+/=\s]*""")


def said(page: str) -> str:
    """All that a page says, a line for each piece: its texts, then its attributes; style, scripts and pictures left out."""
    page = PICTURE.sub("", HIDDEN.sub("\n", page))
    attributes = [value.strip("\"'") for tag in TAG.findall(page) if "=" in tag for _, value in ATTRIBUTE.findall(tag)]
    text = TAG.sub("\n", INLINE.sub("", page.replace("\n", " ") if "<pre" not in page else page))
    whole = html.unescape("\n".join([text, *attributes]))
    return unquote(whole) if "%" in whole else whole


def masked(page: str, mask: Callable[[str], str]) -> str:
    """The page with its texts and attributes masked, its form untouched."""
    return "".join(_piece(piece.group(), mask) for piece in PIECE.finditer(page))


def _piece(piece: str, mask: Callable[[str], str]) -> str:
    if not piece.startswith("<"):
        return _changed(piece, mask, quote=False)
    if piece.startswith(("<!--", "<style", "<script", "<STYLE", "<SCRIPT")):
        return mask(piece)
    return ATTRIBUTE.sub(lambda found: _attribute(found, mask), piece)


def _attribute(found: re.Match, mask: Callable[[str], str]) -> str:
    bare = found[2].strip("\"'")
    if PICTURE.fullmatch(bare):
        return found[0]
    shown = _changed(bare, mask, quote=True)
    return found[0] if shown == bare else f' {found[1]}="{shown}"'


def _changed(text: str, mask: Callable[[str], str], quote: bool) -> str:
    plain = html.unescape(text)
    plain = unquote(plain) if quote and "%" in plain and mask(unquote(plain)) != unquote(plain) else plain
    shown = mask(plain)
    return html.escape(shown, quote=quote) if shown != plain else text
