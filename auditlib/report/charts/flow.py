"""Where does the money of an allocation stop? Its way from receipt to those paid, by source, and the allocations of which most stopped."""

from decimal import Decimal
from itertools import pairwise

from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart, amounts, briefly, canvas, ends, finished, groups, label, number
from auditlib.report.charts.style import ACCUSED, BLUE, GREY, LINE, ORANGE, PALE, SMALL
from auditlib.report.parts import Note

CAPTION = "指标下达以后，钱走到哪一站停下？"
#: The stations, with the column that says how much came there.
STATIONS = {"指标下达": "amount", "分解到单位": "broken_down", "国库拨付": "paid_out", "付到收款人": "spent"}
#: What the money that came no further waits for.
STOPS = ("未分解", "未拨付", "停在镇街、专户")
#: Sources of money; dark to light, so that a grey print tells them apart, too.
LEVELS = {"中央": BLUE, "省": "#5f8fbd", "市": "#9dbddb", "县": "#cfe0ef", "未注明": LINE}
MOST = 10
ZERO = Decimal("0.00")


def chart(asked: Asked) -> Chart | Note:
    """``asked``: populations.allotments and FUND-09."""
    known = asked.drawable("spent")
    if note := asked.lacking("知道支出的指标", "条", known):
        return note
    of_level = {level: [row for row in known if (row["level"] if row["level"] in LEVELS else "未注明") == level] for level in LEVELS}
    came = {level: [sum((row[c] for row in rows), ZERO) for c in STATIONS.values()] for level, rows in of_level.items()}
    came = {level: sums for level, sums in came.items() if sums[0]}
    most = sorted(known, key=lambda row: (row["spent"] - row["amount"], row["received_on"], row["row_id"]))[:MOST]
    most = [row for row in most if row["amount"] > row["spent"]]
    fig, top, *below = canvas(2.3, *([0.75 + 0.2 * len(most)] if most else []))
    _stream(top, came)
    if most:
        _steps(*below, most)
    whole = [sum(sums, ZERO) for sums in zip(*came.values(), strict=True)]
    rows = [
        {"资金来源": level} | {f"{name}（元）": amount for name, amount in zip(STATIONS, sums, strict=True)}
        for level, sums in [*came.items(), ("合计", whole)]
    ]
    rows += [
        {"资金来源": f"{row['doc_no'] or '无文号'} {row['project_no'] or ''}".strip()}
        | {f"{name}（元）": row[c] for name, c in STATIONS.items()}
        for row in most
    ]
    return finished(fig, CAPTION, _answer(whole, len(known), len(asked.rows) - len(known)), rows, asked.source("元"))


def _stream(ax, came: dict[str, list[Decimal]]) -> None:
    """A column at each station, as high as what came there; what goes on runs to the next one, what stops is striped."""
    wide = 0.16
    total = [sum(map(number, sums)) for sums in zip(*came.values(), strict=True)]
    base = [0.0] * len(STATIONS)
    for level, sums in came.items():
        heights = [*map(number, sums)]
        onward = [*heights[1:], heights[-1]]  # of what came, the part that goes on; the last station keeps all
        for place, height in enumerate(onward):
            ax.bar(place, height, width=2 * wide, bottom=base[place], color=LEVELS[level], label=level if place == 0 else None)
        for place, (low, high) in enumerate(pairwise(base)):
            ends_at, lows, goes = (place + wide, place + 1 - wide), (low, high), onward[place]
            ax.fill_between(ends_at, lows, [at + goes for at in lows], color=LEVELS[level], alpha=0.35, linewidth=0)
        base = [low + height for low, height in zip(base, onward, strict=True)]
    for place, whole in enumerate(total):
        stopped = whole - base[place]
        ax.annotate(briefly(whole), (place, whole), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=9)
        if stopped > 0.005:
            ax.bar(place, stopped, width=2 * wide, bottom=base[place], **ACCUSED)
            told = f"{STOPS[place]}\n{briefly(stopped)}"
            ax.annotate(told, (place + 0.5, total[0] * 1.16), ha="center", va="bottom", fontsize=SMALL, color=ORANGE, annotation_clip=False)
    ax.set_xticks(range(len(STATIONS)), STATIONS)
    ax.tick_params(axis="x", length=0)
    ax.set_ylim(0, total[0] * 1.42)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(came))


def _steps(ax, most: list[dict]) -> None:
    """Of each allocation how far its money came, one bar within the other."""
    looks = {"amount": ("white", 0.76), "broken_down": (PALE, 0.76), "paid_out": ("#9dbddb", 0.5), "spent": (BLUE, 0.5)}
    for (name, column), (colour, height) in zip(STATIONS.items(), looks.values(), strict=True):
        numbers = [number(row[column]) for row in most]
        bars = ax.barh(range(len(most)), numbers, height=height, facecolor=colour, edgecolor=GREY, linewidth=0.6, label=name)
        if column == "amount":
            ends(ax, bars, [f"余 {briefly(row['amount'] - row['spent'])}" for row in most])
    groups(ax, [label(row["project_no"] or row["doc_no"] or "无文号", tail=True) for row in most])
    ax.margins(x=0.2)
    amounts(ax, "x", "停下最多的指标（元）")
    ax.get_figure(root=False).legend(loc="outside upper left", ncols=4, fontsize=SMALL, handlelength=1.2)


def _answer(whole: list[Decimal], known: int, unknown: int) -> str:
    """Where most of the money that stopped lies."""
    stops = {name: before - after for name, (before, after) in zip(STOPS, pairwise(whole), strict=True)}
    told = "、".join(f"{name} {amount:,.2f} 元" for name, amount in stops.items() if amount)
    text = f"{known:,} 条指标共 {whole[0]:,.2f} 元，付到收款人 {whole[-1]:,.2f} 元；" + (f"其余：{told}" if told else "没有停下的")
    return text + (f"；{unknown} 条指标的支出不明，不在图中" if unknown else "") + "。"
