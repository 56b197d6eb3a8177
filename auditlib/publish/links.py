"""Pages of a run with their figures and ids as links. A link is made only to what the site holds, so none is dead."""

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from html import escape, unescape

#: A row's name and a column's heading → where a figure leads; the heading is empty for the name itself.
Target = Callable[[str, str], str]

MAIN = re.compile(r"(<main\b.*?</main>)", re.DOTALL)
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>.*?(?=<tr\b|</t(?:head|body|foot|able)>)", re.DOTALL)
CELL = re.compile(r"(<t[dh]\b[^>]*>(?:<b>)?)([^<]*)")
FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
#: What stays as it is: code, drawings, links that are there already, tags; then texts.
PIECE = re.compile(r"<(svg|pre|code|a|caption|summary)\b.*?</\1>|<[^>]*>|([^<]+)", re.DOTALL)
#: A link to another file.
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
#: The id of a rule, a matter or a lead.
ID = re.compile(r"(?<![\w-])[A-Z]{3,}-\d\d[a-z]?(?:-M?[0-9a-f]{10})?(?![\w-])")


def linked(page: str, ids: Mapping[str, str], target: Target) -> str:
    """The page with links on what ``ids`` knows, and in tables on the names of rows that ``target`` knows and on their figures."""
    before, main, after = MAIN.split(page, maxsplit=1)
    main = TABLE.sub(lambda found: _table(found[0], target), main)
    return before + PIECE.sub(lambda found: _ids(found[2], ids) if "-" in (found[2] or "") else found[0], main) + after


def living(page: str, folder: str, there: Collection[str]) -> str:
    """The page of ``folder`` with links only to files that are ``there`` (paths in the site); of the others the text stays."""

    def kept(found: re.Match) -> str:
        return found[0] if posixpath.normpath(posixpath.join(folder, unescape(found[1]))) in there else found[2]

    return LINK.sub(kept, page)


def _table(table: str, target: Target) -> str:
    headings: list[str] = []

    def row(found: re.Match) -> str:
        cells = [" ".join(unescape(text).split()) for _, text in CELL.findall(found[0])]
        if not headings:
            headings.extend(cells)
            return found[0]
        if not cells or not target(cells[0], ""):
            return found[0]
        places = iter(range(len(cells)))
        return CELL.sub(lambda cell: _cell(cell, next(places), cells[0]), found[0])

    def _cell(cell: re.Match, place: int, name: str) -> str:
        text = cell[2].strip()
        heading = headings[place] if place and place < len(headings) else ""
        if not text or (place and not FIGURE.fullmatch(text)):
            return cell[0]
        return f'{cell[1]}<a href="{escape(target(name, heading))}">{text}</a>{cell[2][len(cell[2].rstrip()) :]}'

    return ROW.sub(row, table)


def _ids(text: str, ids: Mapping[str, str]) -> str:
    return ID.sub(lambda found: f'<a href="{escape(ids[found[0]])}">{found[0]}</a>' if found[0] in ids else found[0], text)
