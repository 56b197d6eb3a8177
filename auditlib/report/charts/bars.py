"""Bars of what somebody has counted, and how values are spread."""

from collections.abc import Iterable, Mapping

from auditlib.report.charts.drawing import COUNT, Chart, amounts, briefly, canvas, ends, finished, groups, label, number, plain
from auditlib.report.charts.style import BEHIND, BLUE, ORANGE


def bar(values: Mapping[str, object], *, alt: str, caption: str, category: str = "类别", unit: str = "元") -> Chart:
    """One bar per category, in the order given, with its value at the end. ``category``: what the bars are; ``unit``: what is counted."""
    fig, ax = canvas(max(1.2, 0.26 * len(values) + 0.7))
    numbers = [*map(number, values.values())]
    groups(ax, [*map(label, values)])
    ends(ax, ax.barh(range(len(values)), numbers, height=0.68, color=BLUE), [briefly(one) if one == one else "" for one in numbers])
    ax.margins(x=0.16)
    amounts(ax, "x", unit)
    return finished(fig, caption, alt, [{category: name, unit: value} for name, value in values.items()])


def histogram(values: Iterable[object], *, alt: str, caption: str, unit: str = "元", limit: object = None) -> Chart:
    """How many values lie where, with the ``limit`` in force as a line. Empty values are left out; the data are the bars."""
    fig, ax = canvas(2.4)
    counts, edges, _ = ax.hist([number(value) for value in values if value is not None], bins=20, color=BLUE, edgecolor="white")
    amounts(ax, "y", COUNT)
    divisor, _ = amounts(ax, "x", unit)
    if limit is not None:
        text, look = f"标准 {plain(number(limit) / divisor)}", {"fontsize": 9, "color": ORANGE, "bbox": BEHIND}
        ax.axvline(number(limit), color=ORANGE, linestyle="--", linewidth=1.4)
        ax.text(number(limit), 1.01, text, transform=ax.get_xaxis_transform(), ha="center", **look)
    rows = [{"自": plain(low), "至": plain(high), COUNT: int(n)} for low, high, n in zip(edges, edges[1:], counts, strict=False)]
    return finished(fig, caption, alt, rows)
