"""Where are leads dense? Units of a city against audit subjects, a tile for each; what was not run is hatched, never zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditlib.report.charts.drawing import FEWEST, Chart, canvas, finished, groups, label, number
from auditlib.report.charts.style import BLUE, GREY, INK
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
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    most = max((number(tile.value) for row in units.values() for tile in row if tile.value is not None), default=0)
    shade, colours = PowerNorm(0.5, 0, most or 1), LinearSegmentedColormap.from_list("", ["white", BLUE])
    fig, ax = canvas(0.8 + 0.22 * len(units))
    grid = [[number(tile.value) for tile in row] for row in units.values()]
    ax.pcolormesh(range(len(subjects)), range(len(units)), grid, norm=shade, cmap=colours, edgecolor="white", linewidth=0.8)
    for y, row in enumerate(units.values()):
        for x, tile in enumerate(row):
            if tile.value is None:
                ax.add_patch(_square(x, y))
                continue
            ink = "white" if shade(number(tile.value)) > 0.66 else INK
            ax.text(x, y, str(tile), ha="center", va="center_baseline", fontsize=7.4, color=ink).set_in_layout(
                False
            )  # within the axes, hence no part of it
    groups(ax, [label(name) for name in units])
    ax.set_ylim(len(units) - 0.5, -0.5)
    ax.set_xlim(-0.5, len(subjects) - 0.5)
    ax.set_xticks(range(len(subjects)), subjects, fontsize=8)
    ax.tick_params(axis="both", length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)
    fig.legend(
        handles=[_square(0, 0)],
        labels=["没有执行或没有结果（不是 0）　* 部分规则未执行"],
        loc="outside lower left",
        borderpad=0,
        fontsize=8.5,
    )
    rows = [{"单位": name} | {s: tile.value for s, tile in zip(subjects, row, strict=True)} for name, row in units.items()]
    return finished(fig, caption, _answer(units, subjects, unit), rows, source)


def _square(x: float, y: float):
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.5, y - 0.5), 1, 1, **UNRUN)


def _answer(units: Mapping[str, Sequence[Tile]], subjects: Sequence[str], unit: str) -> str:
    known = [
        (tile.value, name, subject)
        for name, row in units.items()
        for subject, tile in zip(subjects, row, strict=True)
        if tile.value is not None
    ]
    unknown = sum(map(len, units.values())) - len(known)
    top = sorted((one for one in known if one[0]), key=lambda one: -one[0])[:3]
    text = "最多：" + "、".join(f"{name}（{subject}）{value:,.2f} {unit}" for value, name, subject in top) if top else "都没有疑点"
    return text + (f"；{unknown} 格没有执行或没有结果" if unknown else "") + "。"
