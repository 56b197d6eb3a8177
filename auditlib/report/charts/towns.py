"""Which town stands out? Money for each registered poor household, by town, with the questioned part of it."""

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.money import by_kind
from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart, amounts, briefly, canvas, finished, groups, label, number
from auditlib.report.charts.style import ACCUSED, BEHIND, BLUE, INK
from auditlib.report.parts import Note
from auditlib.report.scope import ratio

CAPTION = "平均每户建档立卡户，哪个镇街得到的钱特别多或特别少？"
#: Kind of money (money.py): the column of populations.towns, its ledger, its name.
MONEY = {"payment": ("paid", "benefit_payment", "发到户的钱"), "project": ("projects", "project", "项目资金")}
NOWHERE = "未注明"


def chart(asked: Asked, leads: pa.Table) -> Chart | Note:
    """``asked``: populations.towns; ``leads``: of all rules."""
    received = {kind: told for kind, told in MONEY.items() if told[1] in asked.outcome.rows_read}
    settled = [row for row in asked.rows if row["households"]]
    if note := asked.lacking("有建档立卡户的镇街", "个", settled) or _without(asked, received):
        return note
    towns = [_town(row, received, leads) for row in settled]
    towns.sort(key=lambda town: (-sum(town["per"].values()), town["name"]))
    fig, *parts = canvas(0.85 + 0.27 * len(towns), columns=len(received))
    for ax, (kind, (_column, _ledger, name)) in zip(parts, received.items(), strict=True):
        _panel(ax, towns, kind, name)
    groups(parts[0], [f"{label(town['name'])}\n{town['households']} 户" for town in towns])
    parts[0].tick_params(axis="y", labelsize=8.5)
    fig.legend(*parts[0].get_legend_handles_labels(), loc="outside upper left", ncols=3, borderpad=0, columnspacing=1)
    elsewhere = sum((row[told[0]] for row in asked.rows if not row["households"] for told in received.values()), Decimal("0.00"))
    return finished(
        fig, CAPTION, _answer(towns, received, elsewhere), [_line(town, received) for town in towns], asked.source("每户金额，元")
    )


def _without(asked: Asked, received: dict) -> Note | None:
    missing = [asked.ledgers.title(ledger) for _column, ledger, _name in MONEY.values()]
    return None if received else Note(f"镇街不作图：缺少资料：{'、'.join(missing)}都没有。")


def _town(row: dict, received: dict, leads: pa.Table) -> dict:
    """Sums, per household, and what is questioned of them in this town, each thing once."""
    questioned = by_kind(leads.filter(pc.equal(leads["town"], row["town_name"] or "")))
    sums = {kind: row[told[0]] for kind, told in received.items()}
    return {
        "name": row["town_name"] or NOWHERE,
        "households": row["households"],
        "sums": sums,
        "per": {kind: ratio(amount, row["households"]) for kind, amount in sums.items()},
        "questioned": {kind: questioned.get(kind, Decimal("0.00")) for kind in received},
    }


def _panel(ax, towns: list[dict], kind: str, name: str) -> None:
    """Bars of one kind of money for each household; striped what is questioned; the county's mean as a line."""
    places, whole = range(len(towns)), [number(town["per"][kind]) for town in towns]
    accused = [min(number(town["questioned"][kind]) / town["households"], per) for town, per in zip(towns, whole, strict=True)]
    ax.barh(places, accused, height=0.62, label="其中疑点金额", **ACCUSED)
    ax.barh(places, [per - part for per, part in zip(whole, accused, strict=True)], left=accused, height=0.62, color=BLUE, label="其他")
    ax.axvline(number(_mean(towns, kind)), color=INK, linestyle="--", linewidth=1.2, label="全县平均")
    for place, per in enumerate(whole):
        ax.annotate(briefly(per), (per, place), xytext=(2, 0), textcoords="offset points", va="center", fontsize=8, bbox=BEHIND)
    ax.set_xlim(0, (max(whole) or 1) * 1.3)
    amounts(ax, "x", f"{name}（元/户）")
    ax.tick_params(axis="y", length=0)


def _mean(towns: list[dict], kind: str) -> Decimal:
    return ratio(sum((town["sums"][kind] for town in towns), Decimal(0)), sum(town["households"] for town in towns))


def _answer(towns: list[dict], received: dict, elsewhere: Decimal) -> str:
    told = defaultdict(str)
    for kind, (_column, _ledger, name) in received.items():
        order = sorted(towns, key=lambda town: town["per"][kind])
        most, least = order[-1], order[0]
        told[name] = (
            f"{name}全县平均每户 {_mean(towns, kind):,.2f} 元，最多{most['name']} {most['per'][kind]:,.2f} 元，"
            f"最少{least['name']} {least['per'][kind]:,.2f} 元"
        )
    outside = f"；另有 {elsewhere:,.2f} 元在没有建档立卡户或未注明的镇街，不在图中" if elsewhere else ""
    return f"{len(towns)} 个镇街：" + "；".join(told.values()) + outside + "。"


def _line(town: dict, received: dict) -> dict:
    row = {"镇街": town["name"], "建档立卡户": town["households"]}
    for kind, (_column, _ledger, name) in received.items():
        row |= {
            f"{name}（元）": town["sums"][kind],
            f"{name}（元/户）": town["per"][kind],
            f"{name}疑点金额（元）": town["questioned"][kind],
        }
    return row
