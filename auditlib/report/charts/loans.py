"""Do loans keep the ceiling of their day? Every loan is a mark, at the day of issue and what its household owes from then on."""

from collections import defaultdict

from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import MANY_MARKS, Chart, amounts, canvas, dates, finished, number, plain
from auditlib.report.charts.style import BEHIND, BLUE, GREY, INK, ORANGE
from auditlib.report.parts import Note

CAPTION = "每笔贷款放出后，该户欠了多少？哪些超过当时的上限？"
#: Within the ceiling, above it without being accused, accused: in the legend, the shape and the colours (face, edge).
LOOKS = {
    "未超上限": ("o", "none", BLUE, 14),
    "超过上限，未列疑点": ("s", "white", GREY, 20),
    "疑点": ("^", ORANGE, INK, 34),
}


def chart(asked: Asked) -> Chart | Note:
    """``asked``: populations.loans and LOAN-02."""
    if note := asked.lacking("贷款", "笔", asked.rows):
        return note
    kinds = defaultdict(list)
    for row in asked.rows:
        above = row["ceiling"] is not None and row["outstanding"] > row["ceiling"]
        kinds["疑点" if asked.is_accused(row) else "超过上限，未列疑点" if above else "未超上限"].append(row)
    fig, ax = canvas(2.9)
    for name, found in ((name, kinds[name]) for name in LOOKS if kinds[name]):
        shape, face, edge, size = LOOKS[name]
        look = {"s": size, "marker": shape, "facecolor": face, "edgecolor": edge, "linewidth": 0.8, "zorder": 2 + size / 100}
        days, owed = [row["issue_date"] for row in found], [number(row["outstanding"]) for row in found]
        ax.scatter(days, owed, clip_on=False, rasterized=len(found) > MANY_MARKS, label=f"{name} {len(found):,} 笔", **look)
    _ceiling(ax, asked.rows)
    ax.set_ylim(bottom=0)
    _, unit = amounts(ax, "y", "户欠本金（元）")
    dates(ax)
    fig.legend(loc="outside upper left", ncols=2, handletextpad=0.1)
    return finished(fig, CAPTION, _answer(kinds), _by_year(kinds), asked.source(f"户欠本金，{unit}；横轴为放款日期"))


def _ceiling(ax, rows: list[dict]) -> None:
    """The ceiling as a line of steps, named at its last value."""
    known = [(row["issue_date"], row["ceiling"]) for row in rows if row["ceiling"] is not None]
    if not known:
        return
    days, values = zip(*((day, number(value)) for day, value in known), strict=True)
    ax.plot(days, values, drawstyle="steps-post", linestyle="--", linewidth=1.4, color=INK)
    text = f"上限 {plain(values[-1] / 10_000)} 万元"
    ax.annotate(text, (days[-1], values[-1]), xytext=(0, 3), textcoords="offset points", ha="right", fontsize=9, bbox=BEHIND)


def _answer(kinds: dict[str, list[dict]]) -> str:
    accused, above = kinds["疑点"], kinds["超过上限，未列疑点"]
    whole = sum(map(len, kinds.values()))
    text = f"{whole:,} 笔贷款中，疑点 {len(accused):,} 笔"
    if accused:
        worst = max(accused, key=lambda row: row["outstanding"])
        limit = f"，当时上限 {worst['ceiling']:,.2f} 元" if worst["ceiling"] is not None else ""
        text += f"；户欠最多 {worst['outstanding']:,.2f} 元（{worst['issue_date']} 放款{limit}）"
    return text + (f"；另有 {len(above):,} 笔超过上限而经例外检验排除或在审计期间以外" if above else "") + "。"


def _by_year(kinds: dict[str, list[dict]]) -> list[dict]:
    years = defaultdict(list)
    for name, row in ((name, row) for name, rows in kinds.items() for row in rows):
        years[row["issue_date"].year].append((name, row))
    return [
        {"放款年度": f"{year}"}
        | {f"{name}（笔）": sum(kind == name for kind, _ in found) for name in LOOKS}
        | {"户欠最多（元）": max(row["outstanding"] for _, row in found)}
        | {"上限（元）": "、".join(f"{value:,.2f}" for value in sorted({row["ceiling"] for _, row in found if row["ceiling"]}))}
        for year, found in sorted(years.items())
    ]
