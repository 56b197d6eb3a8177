"""Bars of what somebody has counted, and how values are spread."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from auditlib.report.charts.drawing import COUNT, Chart, amounts, canvas, finished, groups, label, limit_line, number, plain
from auditlib.report.charts.style import BEHIND, BLUE


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
    labels, numbers = [label(name) for name, _ in pairs], [number(value) for _, value in pairs]
    places = range(len(pairs))
    fig, ax = canvas(max(1.2, 0.26 * len(pairs) + 0.7) if horizontal else 2.6)
    if horizontal:
        ax.barh(places, numbers, height=0.68, color=BLUE)
        groups(ax, labels)
        _values(ax, numbers)
    else:
        crowded = len(pairs) > 8
        ax.bar(places, numbers, width=0.68, color=BLUE)
        ax.set_xticks(places, labels, rotation=60 if crowded else 0, ha="right" if crowded else "center", rotation_mode="anchor")
        ax.tick_params(axis="x", length=0)
    limit_line(ax, "x" if horizontal else "y", unit, threshold, threshold_label)
    return finished(fig, caption, alt, [{category: name, unit: value} for name, value in pairs])


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
    """How many values lie where, with the threshold as a line. Empty values are left out; the data are the bars."""
    import numpy

    counts, edges = numpy.histogram([number(value) for value in values if value is not None], bins=bins)
    fig, ax = canvas(2.4)
    ax.bar(edges[:-1], counts, width=numpy.diff(edges), align="edge", color=BLUE, edgecolor="white")
    amounts(ax, "y", COUNT)
    limit_line(ax, "x", unit, threshold, threshold_label)
    rows = [{"自": plain(low), "至": plain(high), COUNT: int(n)} for low, high, n in zip(edges, edges[1:], counts, strict=False)]
    return finished(fig, caption, alt, rows)


def _values(ax, numbers: list[float]) -> None:
    """The value at the end of each bar."""
    for place, value in enumerate(numbers):
        if not math.isnan(value):
            text = f"{value / 1e4:,.2f}万" if abs(value) >= 1e5 else plain(value)
            ax.annotate(text, (value, place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8.5, bbox=BEHIND)
    ax.margins(x=0.16)
