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
        days, owed = [row["issue_date"] for row in found], [number(row["outstanding"]) for row in found]
        many = {"rasterized": len(found) > MANY_MARKS, "label": f"{name} {len(found):,} 笔"}
        ax.scatter(
            days, owed, s=size, marker=shape, facecolor=face, edgecolor=edge, linewidth=0.8, zorder=2 + size / 100, clip_on=False, **many
        )
    _ceiling(ax, asked.rows)
    ax.set_ylim(bottom=0)
    _, unit = amounts(ax, "y", "户欠本金（元）")
    dates(ax)
    fig.legend(loc="outside upper left", ncols=2, handletextpad=0.1, columnspacing=1, borderpad=0, fontsize=9)
    return finished(fig, CAPTION, _answer(kinds), _by_year(kinds), asked.source(f"户欠本金，{unit}；横轴为放款日期"))


def _ceiling(ax, rows: list[dict]) -> None:
    """The ceiling as a line of steps, named at its last value."""
    known = [(row["issue_date"], row["ceiling"]) for row in rows if row["ceiling"] is not None]
    if not known:
        return
    steps = [known[0], *(later for earlier, later in zip(known, known[1:], strict=False) if later[1] != earlier[1]), known[-1]]
    ax.plot(
        [day for day, _ in steps], [number(value) for _, value in steps], drawstyle="steps-post", linestyle="--", linewidth=1.4, color=INK
    )
    text = f"上限 {plain(number(steps[-1][1]) / 10_000)} 万元"
    ax.annotate(text, (steps[-1][0], number(steps[-1][1])), xytext=(0, 3), textcoords="offset points", ha="right", fontsize=9, bbox=BEHIND)


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
    years = sorted({row["issue_date"].year for rows in kinds.values() for row in rows})
    return [
        {
            "放款年度": f"{year}",
            **{f"{name}（笔）": sum(row["issue_date"].year == year for row in kinds[name]) for name in LOOKS},
            "户欠最多（元）": max(row["outstanding"] for rows in kinds.values() for row in rows if row["issue_date"].year == year),
            "上限（元）": "、".join(
                f"{value:,.2f}"
                for value in sorted(
                    {row["ceiling"] for rows in kinds.values() for row in rows if row["issue_date"].year == year and row["ceiling"]}
                )
            ),
        }
        for year in years
    ]
