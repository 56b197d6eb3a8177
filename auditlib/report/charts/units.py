"""Where are leads dense? Units of a city against audit subjects, a tile for each; what was not run is hatched, never zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditlib.report.charts.drawing import FEWEST, Chart, canvas, finished, label, number
from auditlib.report.charts.style import BLUE, GREY, INK, SMALL
from auditlib.report.parts import Note

UNRUN = {"facecolor": "white", "edgecolor": GREY, "hatch": "/////", "linewidth": 0}


@dataclass(frozen=True)
class Tile:
    """``value``: None where nothing is known; ``partly``: some of the subject's rules were not run, so the value is a least one."""

    value: Decimal | None
    partly: bool = False

    def __str__(self) -> str:
        """As it fits into the tile."""
        return "" if self.value is None else f"{self.value:.{1 if 0 < self.value < 10 else 0}f}" + ("*" if self.partly else "")


def tiles(units: Mapping[str, Sequence[Tile]], subjects: Sequence[str], caption: str, unit: str, source: str) -> Chart | Note:
    """``units``: by name, a tile for each of ``subjects``, in the order in which they are drawn."""
    known = sum(any(tile.value is not None for tile in row) for row in units.values())
    if known < FEWEST:
        return Note(f"只有 {known} 个单位有结果，不作图；见各单位的表。")
    import seaborn
    from matplotlib.colors import PowerNorm
    from matplotlib.patches import Patch

    fig, ax = canvas(0.8 + 0.22 * len(units))
    grid = [[number(tile.value) for tile in row] for row in units.values()]
    values = [value for row in grid for value in row if value == value]
    shade, colours = PowerNorm(0.5, 0, max(values) or 1), seaborn.blend_palette(["white", BLUE], as_cmap=True)
    look = {"norm": shade, "cmap": colours, "cbar": False, "linewidths": 0.8, "linecolor": "white", "ax": ax}
    names = {"xticklabels": subjects, "yticklabels": [*map(label, units)], "annot": [[*map(str, row)] for row in units.values()]}
    seaborn.heatmap(grid, fmt="", annot_kws={"fontsize": 7.4, "in_layout": False}, **look, **names)
    for text, value in zip(ax.texts, values, strict=True):
        text.set_color("white" if shade(value) > 0.66 else INK)
    ax.patch.set(**UNRUN)  # shines through where nothing is known
    ax.tick_params(axis="x", length=0, labelsize=8, labeltop=True, labelbottom=False)
    ax.tick_params(axis="y", length=0, rotation=0)
    fig.legend([Patch(**UNRUN)], ["没有执行或没有结果（不是 0）　* 部分规则未执行"], loc="outside lower left", fontsize=SMALL)
    rows = [{"单位": name} | {s: tile.value for s, tile in zip(subjects, row, strict=True)} for name, row in units.items()]
    return finished(fig, caption, _answer(units, subjects, unit), rows, source)


def _answer(units: Mapping[str, Sequence[Tile]], subjects: Sequence[str], unit: str) -> str:
    every = [(tile.value, name, subject) for name, row in units.items() for subject, tile in zip(subjects, row, strict=True)]
    known = [one for one in every if one[0] is not None]
    unknown = len(every) - len(known)
    top = sorted((one for one in known if one[0]), key=lambda one: -one[0])[:3]
    text = "最多：" + "、".join(f"{name}（{subject}）{value:,.2f} {unit}" for value, name, subject in top) if top else "都没有疑点"
    return text + (f"；{unknown} 格没有执行或没有结果" if unknown else "") + "。"
