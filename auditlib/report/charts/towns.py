"""Which town stands out? Money for each registered poor household, by town, with the questioned part of it."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.money import by_kind
from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart, amounts, briefly, canvas, finished, groups, label, number, parted
from auditlib.report.charts.style import INK, SMALL
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
    if note := asked.lacking("有建档立卡户的镇街", "个", settled):
        return note
    if not received:
        return Note(f"镇街不作图：缺少资料：{'、'.join(asked.ledgers.title(ledger) for _column, ledger, _name in MONEY.values())}都没有。")
    towns = [_town(row, received, leads) for row in settled]
    towns.sort(key=lambda town: (-sum(town["per"].values()), town["name"]))
    fig, *parts = canvas(0.85 + 0.27 * len(towns), columns=len(received))
    for ax, (kind, (_column, _ledger, name)) in zip(parts, received.items(), strict=True):
        _panel(ax, towns, kind, name)
    groups(parts[0], [f"{label(town['name'])}\n{town['households']} 户" for town in towns])
    parts[0].tick_params(axis="y", labelsize=SMALL)
    fig.legend(*parts[0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
    elsewhere = sum((row[told[0]] for row in asked.rows if not row["households"] for told in received.values()), Decimal("0.00"))
    rows = [_line(town, received) for town in towns]
    return finished(fig, CAPTION, _answer(towns, received, elsewhere), rows, asked.source("每户金额，元"))


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
    whole = [number(town["per"][kind]) for town in towns]
    accused = [min(number(town["questioned"][kind]) / town["households"], per) for town, per in zip(towns, whole, strict=True)]
    parted(ax, whole, accused, ("其中疑点金额", "其他"), [*map(briefly, whole)])
    ax.axvline(number(_mean(towns, kind)), color=INK, linestyle="--", linewidth=1.2, label="全县平均")
    ax.set_xlim(0, (max(whole) or 1) * 1.3)
    amounts(ax, "x", f"{name}（元/户）")
    ax.tick_params(axis="y", length=0)


def _mean(towns: list[dict], kind: str) -> Decimal:
    return ratio(sum((town["sums"][kind] for town in towns), Decimal(0)), sum(town["households"] for town in towns))


def _answer(towns: list[dict], received: dict, elsewhere: Decimal) -> str:
    told = []
    for kind, (_column, _ledger, name) in received.items():
        least, *_, most = sorted(((town["per"][kind], town["name"]) for town in towns), key=lambda pair: pair[0])
        extremes = f"最多{most[1]} {most[0]:,.2f} 元，最少{least[1]} {least[0]:,.2f} 元"
        told.append(f"{name}全县平均每户 {_mean(towns, kind):,.2f} 元，{extremes}")
    outside = f"；另有 {elsewhere:,.2f} 元在没有建档立卡户或未注明的镇街，不在图中" if elsewhere else ""
    return f"{len(towns)} 个镇街：" + "；".join(told) + outside + "。"


def _line(town: dict, received: dict) -> dict:
    row = {"镇街": town["name"], "建档立卡户": town["households"]}
    for kind, (_column, _ledger, name) in received.items():
        row |= {
            f"{name}（元）": town["sums"][kind],
            f"{name}（元/户）": town["per"][kind],
            f"{name}疑点金额（元）": town["questioned"][kind],
        }
    return row
