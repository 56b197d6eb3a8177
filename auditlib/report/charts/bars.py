"""Bars of what somebody has counted, and how values are spread."""

import math
from collections.abc import Iterable, Mapping

from auditlib.report.charts.drawing import COUNT, Chart, amounts, canvas, finished, groups, label, number, plain
from auditlib.report.charts.style import BEHIND, BLUE, ORANGE


def bar(values: Mapping[str, object], *, alt: str, caption: str, category: str = "类别", unit: str = "元") -> Chart:
    """One bar per category, in the order given, with its value at the end. ``category``: what the bars are; ``unit``: what is counted."""
    fig, ax = canvas(max(1.2, 0.26 * len(values) + 0.7))
    numbers = [number(value) for value in values.values()]
    ax.barh(range(len(values)), numbers, height=0.68, color=BLUE)
    groups(ax, [label(name) for name in values])
    for place, value in enumerate(numbers):
        if not math.isnan(value):
            text = f"{value / 1e4:,.2f}万" if abs(value) >= 1e5 else plain(value)
            ax.annotate(text, (value, place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5, bbox=BEHIND)
    ax.margins(x=0.16)
    amounts(ax, "x", unit)
    return finished(fig, caption, alt, [{category: name, unit: value} for name, value in values.items()])


def histogram(values: Iterable[object], *, alt: str, caption: str, unit: str = "元", limit: object = None) -> Chart:
    """How many values lie where, with the ``limit`` in force as a line. Empty values are left out; the data are the bars."""
    import numpy

    counts, edges = numpy.histogram([number(value) for value in values if value is not None], bins=20)
    fig, ax = canvas(2.4)
    ax.bar(edges[:-1], counts, width=numpy.diff(edges), align="edge", color=BLUE, edgecolor="white")
    amounts(ax, "y", COUNT)
    divisor, _ = amounts(ax, "x", unit)
    if limit is not None:
        at, text = number(limit), f"标准 {plain(number(limit) / divisor)}"
        look = {"textcoords": "offset points", "xytext": (0, 2), "fontsize": 9, "color": ORANGE, "bbox": BEHIND}
        ax.axvline(at, color=ORANGE, linestyle="--", linewidth=1.4)
        ax.annotate(text, (at, 1), xycoords=("data", "axes fraction"), ha="center", **look)
    rows = [{"自": plain(low), "至": plain(high), COUNT: int(n)} for low, high, n in zip(edges, edges[1:], counts, strict=False)]
    return finished(fig, caption, alt, rows)
