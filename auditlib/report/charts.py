"""Charts as inline SVG: text stays text, same data same bytes, every chart with a text for those who cannot see it.

Drawn 400 px wide, so that the letters are readable on a phone (9 px at 360) and well sized on a desk (14 px at 600).
"""

from __future__ import annotations

import hashlib
import html
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from auditlib.errors import AuditError
from auditlib.outside import shown
from auditlib.report import fonts
from auditlib.report.gates import OPEN
from auditlib.report.tables import BREAKS, Table, html_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE, GREY = "#1d4f80", "#d55e00", "#2a8f6f", "#9467a8", "#6b7680"
#: Told apart by colour-blind readers and on a grey printer (lightness differs; lines also differ in dash).
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, GREY)
DASHES = ("-", "--", "-.", ":", (0, (1, 1)))
INK, LINE = "#1f2933", "#d5dbe1"
#: White behind words that may lie on a line.
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
WIDTH = 4.0
#: A layer of more marks is drawn as one picture inside the SVG: 5,000 points are 100 kB so, 530 kB as shapes.
MANY_MARKS = 1000
#: Longer labels are cut in the drawing; the data table has them whole.
LABEL = 12
COUNT = "条数"
#: Fewer values are shown one by one.
FEW = 15
#: Units of which there are no halves.
WHOLE = (COUNT, "条", "笔", "户", "人", "个", "件")
DATA_ROWS = 40


@dataclass(frozen=True, repr=False)
class Chart:
    """A chart with its data: a figure in a notebook or page, the data as plain text elsewhere (nbval compares that)."""

    svg: str
    alt: str
    caption: str
    data: Table

    def _repr_html_(self) -> str:
        alt = html.escape(self.alt)
        return (
            f'<figure role="img" aria-label="{alt}"><figcaption>{html.escape(self.caption)}</figcaption>{self.svg}</figure>\n'
            f"<details><summary>图中数据</summary>{self.data.html}</details>"
        )

    def __repr__(self) -> str:
        return f"{self.alt}\n{self.data.text}"


RC = {
    "font.family": "sans-serif",
    "font.sans-serif": [fonts.FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "axes.unicode_minus": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "auditlib",
    "text.color": INK,
    "text.parse_math": False,  # a $ in data is a dollar sign
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "xtick.color": INK,
    "ytick.color": INK,
}


def style() -> None:
    """The look of charts for matplotlib and seaborn, with Noto Sans SC.

    Every chart below sets it anew, whatever a notebook changed; a notebook that draws with seaborn itself calls it first.
    (A later ``sns.set_theme()`` without ``rc=RC`` undoes it.) seaborn itself is imported by the chart that needs it: it costs a notebook half a second.
    """
    import matplotlib
    from cycler import cycler

    register_font()
    matplotlib.rcParams.update(RC | {"axes.prop_cycle": cycler(color=PALETTE)})


@cache
def register_font() -> None:
    """Tell matplotlib of Noto Sans SC; once a process, for it reads the whole font."""
    from matplotlib import font_manager

    if fonts.font_path():
        font_manager.fontManager.addfont(fonts.font_path())


def bar(
    values: Mapping[str, object] | Iterable[tuple[str, object]],
    *,
    alt: str,
    caption: str,
    category: str = "类别",
    unit: str = "元",
    horizontal: bool = True,
    threshold: object = None,
    threshold_label: str = "标准",
) -> Chart:
    """One bar per category, in the order given. ``category``: what the bars are; ``unit``: what is counted.

    Horizontal suits long Chinese names; vertical suits years and months.
    """
    pairs = [(str(name), value) for name, value in (values.items() if isinstance(values, Mapping) else values)]
    labels, numbers = [_cut(name) for name, _ in pairs], [_float(value) for _, value in pairs]
    places = range(len(pairs))
    fig, ax = _canvas(max(1.2, 0.26 * len(pairs) + 0.7) if horizontal else 2.6)
    if horizontal:
        ax.barh(places, numbers, height=0.68, color=BLUE)
        _groups(ax, labels)
        _values(ax, numbers)
    else:
        crowded = len(pairs) > 8
        ax.bar(places, numbers, width=0.68, color=BLUE)
        ax.set_xticks(places, labels, rotation=60 if crowded else 0, ha="right" if crowded else "center", rotation_mode="anchor")
        ax.tick_params(axis="x", length=0)
    _threshold(ax, "x" if horizontal else "y", unit, threshold, threshold_label)
    return _chart(fig, caption, alt, [{category: name, unit: value} for name, value in pairs])


def histogram(
    values: Iterable[object],
    *,
    alt: str,
    caption: str,
    unit: str = "元",
    bins: int | Sequence[float] = 20,
    threshold: object = None,
    threshold_label: str = "标准",
) -> Chart:
    """How many values lie where, with the threshold as a line. Empty values are left out; the data are the bars.

    Of a few values bars would say little: then each is shown by itself, as ``strip`` does.
    """
    import numpy
    import seaborn

    known = [value for value in values if value is not None]
    if len(known) < FEW:
        shown = {"全部": known}
        return strip(shown, alt=alt, caption=caption, unit=unit, threshold=threshold, threshold_label=threshold_label)
    numbers = numpy.array([_float(value) for value in known])
    counts, edges = numpy.histogram(numbers, bins=bins)
    fig, ax = _canvas(2.4)
    seaborn.histplot(x=numbers, bins=edges, ax=ax, color=BLUE, edgecolor="white", alpha=1)
    _amounts(ax, "y", COUNT)
    _threshold(ax, "x", unit, threshold, threshold_label)
    rows = [{"自": _plain(low), "至": _plain(high), COUNT: int(n)} for low, high, n in zip(edges, edges[1:], counts, strict=False)]
    return _chart(fig, caption, alt, rows)


def strip(
    groups: Mapping[str, Sequence[object]],
    *,
    alt: str,
    caption: str,
    unit: str = "元",
    threshold: object = None,
    threshold_label: str = "标准",
) -> Chart:
    """Every value as a short stroke, one line per group, with the threshold: who lies above, and how far.

    The data are count, least, median and greatest of each group.
    """
    import numpy

    fig, ax = _canvas(max(1.3, 0.34 * len(groups) + 0.8))
    rows = []
    for place, (name, values) in enumerate(groups.items()):
        numbers = numpy.sort(numpy.array([_float(value) for value in values if value is not None], dtype=float))
        ax.vlines(numbers, place - 0.3, place + 0.3, color=BLUE, alpha=0.55, linewidth=1.2, rasterized=len(numbers) > MANY_MARKS)
        least, median, greatest = map(_plain, (numbers[0], numpy.median(numbers), numbers[-1])) if len(numbers) else ("", "", "")
        rows.append({"组": str(name), COUNT: len(numbers), "最小": least, "中位": median, "最大": greatest})
    _groups(ax, [_cut(str(name)) for name in groups])
    _threshold(ax, "x", unit, threshold, threshold_label)
    return _chart(fig, caption, alt, rows)


def line(
    series: Mapping[str, Iterable[tuple[object, object]]],
    *,
    alt: str,
    caption: str,
    unit: str = "元",
    step: bool = False,
    threshold: object = None,
    threshold_label: str = "标准",
) -> Chart:
    """One line per series over dates: {"甲": [(date, value), …]}. ``step``: a value holds until the next date (balances, standards)."""
    fig, ax = _canvas(2.5)
    rows = []
    for number, (name, points) in enumerate(series.items()):
        points = sorted((day, value) for day, value in points if day is not None and value is not None)
        ax.plot(
            [day for day, _ in points],
            [_float(value) for _, value in points],
            color=PALETTE[number % len(PALETTE)],
            linestyle=DASHES[number % len(DASHES)],
            marker="" if step or len(points) > 36 else "o",
            markersize=3,
            drawstyle="steps-post" if step else "default",
            label=_cut(str(name)),
            rasterized=len(points) > MANY_MARKS,
        )
        rows += [{"系列": str(name), "日期": day, unit: value} for day, value in points]
    _dates(ax)
    _threshold(ax, "y", unit, threshold, threshold_label)
    if len(series) > 1:
        fig.legend(loc="outside upper center", ncols=min(3, len(series)))
    return _chart(fig, caption, alt, rows)


def _canvas(height: float) -> tuple[Figure, Axes]:
    """A figure outside pyplot: nothing is left open, nothing is displayed twice."""
    style()
    from matplotlib.figure import Figure

    fig = Figure(figsize=(WIDTH, height), layout="constrained")
    return fig, fig.add_subplot()


def _float(value: object) -> float:
    """For drawing only: amounts stay decimals in the data beside the chart."""
    return float(value) if value is not None else math.nan


def _cut(text: str) -> str:
    """A label that fits, masked before it is cut: of half a number nobody can tell whose it is."""
    text = shown(OPEN.words(text).translate(BREAKS))
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


def _plain(number: float) -> str:
    return f"{number:,.10g}"


def _groups(ax: Axes, labels: list[str]) -> None:
    """Names down the left side, the first on top."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def _amounts(ax: Axes, axis: str, label: str) -> float:
    """Few ticks with thousands separators; large amounts of yuan in 万元 or 亿元. Returns what they were divided by."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    size = max(map(abs, ax.get_xlim() if axis == "x" else ax.get_ylim()))
    divisor, word = (1e8, "亿元") if size >= 2e8 else (1e4, "万元") if size >= 2e4 else (1, "元")
    if "元" not in label:
        divisor = 1
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    chosen.set_major_locator(MaxNLocator(nbins=4 if axis == "x" else 5, integer=label in WHOLE))
    chosen.set_major_formatter(FuncFormatter(lambda value, _: _plain(value / divisor)))
    chosen.set_label_text(label.replace("元", word, 1) if divisor > 1 else label)
    ax.grid(axis=axis, linewidth=0.6)
    ax.set_axisbelow(True)
    return divisor


def _dates(ax: Axes) -> None:
    """Few ticks, as 2019, 2019-06 or 06-15 by the length of the time shown: never month names."""
    from matplotlib import dates

    low, high = ax.get_xlim()
    days = high - low
    if days > 900:
        locator, form = dates.YearLocator(math.ceil(days / 365 / 7)), "%Y"
    elif days > 62:
        locator, form = dates.MonthLocator(interval=math.ceil(days / 30 / 6)), "%Y-%m"
    else:
        locator, form = dates.DayLocator(interval=max(1, math.ceil(days / 6))), "%m-%d"
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.DateFormatter(form))


def _values(ax: Axes, numbers: list[float]) -> None:
    """The value at the end of each bar."""
    for place, number in enumerate(numbers):
        if not math.isnan(number):
            text = f"{number / 1e4:,.2f}万" if abs(number) >= 1e5 else _plain(number)
            ax.annotate(text, (number, place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5, bbox=BEHIND)
    ax.margins(x=0.16)


def _threshold(ax: Axes, axis: str, label: str, value: object, name: str) -> None:
    """Ticks of the axis of amounts, and a dashed line at the value in force, named in the same unit."""
    divisor = _amounts(ax, axis, label)
    if value is None:
        return
    at = _float(value)
    text = f"{name} {_plain(at / divisor)}"
    look = {"textcoords": "offset points", "xytext": (0, 2), "fontsize": 9, "color": ORANGE, "bbox": BEHIND}
    if axis == "x":
        ax.axvline(at, color=ORANGE, linestyle="--", linewidth=1.4)
        ax.annotate(text, (at, 1), xycoords=("data", "axes fraction"), ha="center", **look)
    else:
        ax.axhline(at, color=ORANGE, linestyle="--", linewidth=1.4)
        ax.annotate(text, (1, at), xycoords=("axes fraction", "data"), ha="right", **look)


def _chart(fig: Figure, caption: str, alt: str, rows: list[dict]) -> Chart:
    """The headings of chart data are words of the chart, not columns of a ledger: what stands below is masked as free text."""
    if not alt or not alt.strip():
        raise AuditError("a chart needs a text that says what it shows (alt=…): readers who cannot see it get nothing else")
    _check_glyphs(fig)
    kinds = {name: "words" for row in rows[:1] for name in row}
    data = html_table(rows, caption=f"{caption}：数据", kinds=kinds, max_rows=DATA_ROWS, full_list="本县 Parquet 文件")
    return Chart(_svg(fig), OPEN.words(alt.strip()), OPEN.words(caption), data)


def _check_glyphs(fig: Figure) -> None:
    """A character that the font lacks would show as a box."""
    from matplotlib.text import Text

    if not fonts.font_path():
        return
    lacking = fonts.missing("".join(text.get_text() for text in fig.findobj(Text)))
    if lacking:
        codes = "、".join(f"{c} (U+{ord(c):04X})" for c in lacking)
        raise AuditError(f"the chart font {fonts.FAMILY} has no glyph for {codes}: write the label with other characters")


def _svg(fig: Figure) -> str:
    """Laid out once by ourselves: savefig would do so in a drawing of its own, which costs as much as the picture."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(fig)
    fig.get_layout_engine().execute(fig)
    fig.set_layout_engine(None)
    buffer = io.StringIO()
    fig.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return inline_svg(buffer.getvalue())


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
