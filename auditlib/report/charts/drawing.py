"""What every chart is made of: a canvas, axes of amounts and dates, labels that fit and are masked, and the chart with its data."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditlib.errors import AuditError
from auditlib.outside import shown
from auditlib.privacy.open_gates import OPEN
from auditlib.report import fonts
from auditlib.report.charts.style import ACCUSED, BEHIND, BLUE, SMALL, WIDTH, style
from auditlib.report.charts.svg import svg_of
from auditlib.report.tables import BREAKS, Table, html_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure

#: A layer of more marks is drawn as one picture inside the SVG: 5,000 points are 100 kB so, 530 kB as shapes.
MANY_MARKS = 1000
#: Fewer things are told in a sentence: a picture of them says nothing.
FEWEST = 6
#: Longer labels are cut in the drawing; the data table has them whole.
LABEL = 12
COUNT = "条数"
#: Units of which there are no halves.
WHOLE = (COUNT, "条", "笔", "户", "人", "个", "件", "项")
DATA_ROWS = 40


@dataclass(frozen=True, repr=False)
class Chart:
    """A chart with its data: a figure in a notebook or page, the data as plain text elsewhere (nbval compares that).

    ``caption``: the question that it answers; ``alt``: the answer, for those who cannot see it; ``source``: unit and ledgers.
    """

    svg: str
    alt: str
    caption: str
    data: Table
    source: str = ""

    def _repr_html_(self) -> str:
        picture = self.svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(self.alt)}"', 1)
        source = f"<p><small>{html.escape(self.source)}</small></p>" if self.source else ""
        return (
            f"<figure><figcaption>{html.escape(self.caption)}</figcaption>{picture}{source}</figure>\n"
            f"<details><summary>图中数据</summary>{self.data.html}</details>"
        )

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.caption, self.alt, self.source, self.data.text]))


def canvas(*heights: float, columns: int = 1) -> tuple[Figure, *tuple[Axes, ...]]:
    """A figure outside pyplot (nothing is left open, nothing is displayed twice), with axes of these heights (inches) below one another.

    Several ``columns`` share their vertical axis.
    """
    style()
    from matplotlib.figure import Figure

    fig = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
    parts = fig.subfigures(len(heights), squeeze=False, height_ratios=heights).flat if len(heights) > 1 else [fig]
    return fig, *(ax for part in parts for ax in part.subplots(ncols=columns, sharey=True, squeeze=False).flat)


def finished(fig: Figure, caption: str, alt: str, rows: list[dict], source: str = "") -> Chart:
    """The figure as a chart with its data, which is masked as free text: its headings are the chart's, no columns of a ledger.

    Raises AuditError without a text for those who cannot see it.
    """
    if not alt or not alt.strip():
        raise AuditError("a chart needs a text that says what it shows (alt=…): readers who cannot see it get nothing else")
    kinds = {name: "words" for row in rows[:1] for name in row}
    data = html_table(rows, caption=f"{caption}：数据", kinds=kinds, max_rows=DATA_ROWS, full_list="本县 Parquet 文件")
    return Chart(svg_of(fig), *map(OPEN.words, (alt.strip(), caption)), data, OPEN.words(source))


def number(value: object) -> float:
    """For drawing only: amounts stay decimals in the data beside the chart."""
    return float(value) if value is not None else math.nan


def label(text: str, most: int = LABEL, *, tail: bool = False) -> str:
    """A label that fits, masked before it is cut: of half a number nobody can tell whose it is. ``tail``: its end tells them apart.

    A character that the font lacks is 〓, as printers do: a rare name in the data stops no chart.
    """
    text = shown(OPEN.words(text).translate(BREAKS))
    text = text.translate(dict.fromkeys(map(ord, fonts.missing(text)), "〓"))
    if len(text) <= most:
        return text
    return "…" + text[1 - most :] if tail else text[: most - 1] + "…"


def briefly(amount: object) -> str:
    """An amount of yuan beside a mark, in 亿, 万 or 元: 1.23亿, 45.6万, 789."""
    value = number(amount)
    if abs(value) < 1e4:
        return plain(round(value))
    return f"{value / 1e8:,.2f}亿" if abs(value) >= 1e8 else f"{value / 1e4:,.{0 if abs(value) >= 1e6 else 1}f}万"


def plain(value: float) -> str:
    return f"{value:,.10g}"


def groups(ax: Axes, labels: Sequence[str]) -> None:
    """Names down the left side, the first on top."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def ends(ax: Axes, bars: BarContainer, texts: Sequence[str]) -> None:
    """What each bar amounts to, in words at its end."""
    ax.bar_label(bars, texts, padding=3, fontsize=SMALL, bbox=BEHIND)


def parted(ax: Axes, wholes: Sequence[float], accused: Sequence[float], labels: tuple[str, str], texts: Sequence[str]) -> None:
    """Bars to the right, striped what is accused of each whole. ``labels``: of the accused and of the rest, in the legend."""
    ax.barh(range(len(wholes)), accused, height=0.62, label=labels[0], **ACCUSED)
    rest = [whole - part for whole, part in zip(wholes, accused, strict=True)]
    ends(ax, ax.barh(range(len(wholes)), rest, left=accused, height=0.62, color=BLUE, label=labels[1]), texts)


def amounts(ax: Axes, axis: str, label: str) -> tuple[float, str]:
    """Few ticks with thousands separators; large amounts of yuan in 万元 or 亿元. Returns what they were divided by, and its word."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    most = max(map(abs, ax.get_xlim() if axis == "x" else ax.get_ylim()))
    divisor, word = (1e8, "亿元") if most >= 2e8 else (1e4, "万元") if most >= 2e4 else (1, "元")
    if "元" not in label:
        divisor, word = 1, label
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    chosen.set_major_locator(MaxNLocator(nbins=4 if axis == "x" else 5, integer=label in WHOLE))
    chosen.set_major_formatter(FuncFormatter(lambda value, _: plain(value / divisor)))
    chosen.set_label_text(label.replace("元", word, 1) if divisor > 1 else label)
    ax.grid(axis=axis, linewidth=0.6)
    ax.set_axisbelow(True)
    return divisor, word


def dates(ax: Axes) -> None:
    """Few ticks, as 2019, 2019-06 or 06-15 by the length of the time shown: never month names."""
    from matplotlib import dates as of_time

    low, high = ax.get_xlim()
    days = high - low
    if days > 900:
        locator, form = of_time.YearLocator(math.ceil(days / 365 / 7)), "%Y"
    elif days > 62:
        locator, form = of_time.MonthLocator(interval=math.ceil(days / 30 / 6)), "%Y-%m"
    else:
        locator, form = of_time.DayLocator(interval=max(1, math.ceil(days / 6))), "%m-%d"
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(of_time.DateFormatter(form))
