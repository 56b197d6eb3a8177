"""A figure of matplotlib as SVG inside a page: text stays text, same figure same bytes."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

from auditlib.errors import AuditError
from auditlib.report import fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: A hundredth of a point is finer than any printer; matplotlib writes six places.
TAG, FINER = re.compile("<[^>]+>"), re.compile(r"(\d\.\d\d)\d+")
FAMILY = re.compile(r" font-family: [^;\"]+;?")


def svg_of(fig: Figure) -> str:
    """Laid out once by ourselves: savefig would do so in a drawing of its own, which costs as much as the picture.

    Raises AuditError for a character that the font lacks: it would show as a box.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    _check_glyphs(fig)
    FigureCanvasSVG(fig)
    fig.get_layout_engine().execute(fig)
    fig.set_layout_engine(None)
    buffer = io.StringIO()
    fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return inline_svg(_lighter(buffer.getvalue()))


def _lighter(svg: str) -> str:
    """What matplotlib repeats at every mark, once: half of the bytes."""
    svg = TAG.sub(lambda tag: " ".join(FINER.sub(r"\1", tag.group()).split()), svg)
    family = FAMILY.search(svg)
    svg = re.sub(r'; stroke-linejoin: miter|\s+transform="rotate\(-0 [^)]*\)"|<g id="[^"]*"/>', "", FAMILY.sub("", svg))
    return svg.replace("<svg", f'<svg style="{family.group().strip("; ")}"', 1) if family else svg


def _check_glyphs(fig: Figure) -> None:
    from matplotlib.text import Text

    lacking = fonts.missing("".join(text.get_text() for text in fig.findobj(Text)))
    if lacking:
        codes = "、".join(f"{c} (U+{ord(c):04X})" for c in lacking)
        raise AuditError(f"the chart font {fonts.FAMILY} has no glyph for {codes}: write the label with other characters")


def inline_svg(svg: str) -> str:
    """An SVG file as part of a page: no prolog, comments, metadata or style of its own, ids that no other chart of the page has."""
    svg = svg[max(svg.find("<svg"), 0) :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style\b[^>]*>.*?</style>|<script\b.*?</script>", "", svg, flags=re.DOTALL)
    head, _, rest = svg.partition(">")
    head = re.sub(r'\s(?:xmlns(?::\w+)?|version|width|height)="[^"]*"', "", head)
    svg = f"{head}>{rest}".replace("xlink:href", "href")
    mark = "c" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r'\sid="([^"]*)"', lambda found: f' id="{mark}{found.group(1)}"' if found.group(1) in used else "", svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\1{mark}", svg)
    return re.sub(r">\s+<", "><", svg).strip()
