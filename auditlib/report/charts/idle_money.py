"""How long has money been lying? What is left of allocations by the time since their receipt, beside all that was received then."""

from decimal import Decimal

from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart, amounts, briefly, canvas, finished, groups, number, parted
from auditlib.report.parts import Note
from auditlib.report.scope import ratio

CAPTION = "收到后没有花出去的钱，放了多久？"
ZERO = Decimal("0.00")


def chart(asked: Asked) -> Chart | Note:
    """``asked``: populations.allotments and FUND-09."""
    if note := asked.lacking("知道支出的指标", "条", asked.drawable("spent")):
        return note
    ages = [_age(asked, age, name) for age, name in enumerate(_names(asked))]
    fig, ax = canvas(2.5)
    left, accused = ([number(row[column]) for row in ages] for column in ("结余（元）", "其中疑点（元）"))
    shares = [f"，占下达 {row['占下达（%）']}%" if row["占下达（%）"] is not None else "" for row in ages]
    parted(ax, left, accused, ("列为疑点", "其他结余"), [briefly(amount) + share for amount, share in zip(left, shares, strict=True)])
    groups(ax, [f"{row['收到时间']}\n{row['指标（条）']} 条 {briefly(row['下达（元）'])}" for row in ages])
    ax.set_xlim(0, (max(left) or 1) * 1.45)
    _, unit = amounts(ax, "x", "结余（元）")
    fig.legend(loc="outside upper left", ncols=2)
    return finished(fig, CAPTION, _answer(asked, ages), ages, asked.source(f"{unit}；左侧为同期收到的全部指标"))


def _names(asked: Asked) -> list[str]:
    """The ages by the limits in force: 6 个月以内, 6—12 个月, 1—2 年, 满 2 年."""
    warn, back = (int(asked.outcome.policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    return [f"{warn * 6} 个月以内", f"{warn * 6}—{warn * 12} 个月", f"{warn}—{back} 年", f"满 {back} 年"]


def _age(asked: Asked, age: int, name: str) -> dict:
    rows = [row for row in asked.rows if row["age"] == age]
    known = [row for row in rows if row["spent"] is not None]
    accused = [row for row in known if asked.is_accused(row)]
    received, left = sum((row["amount"] for row in known), ZERO), _left(known)
    return {
        "收到时间": name,
        "指标（条）": len(rows),
        "下达（元）": received,
        "结余（元）": left,
        "占下达（%）": None if not received else ratio(100 * left, received),
        "其中疑点（元）": _left(accused),
        "疑点（条）": len(accused),
        "支出不明（条）": len(rows) - len(known),
    }


def _left(rows: list[dict]) -> Decimal:
    return sum((row["amount"] - row["spent"] for row in rows), ZERO)


def _answer(asked: Asked, ages: list[dict]) -> str:
    left, accused = (sum((row[column] for row in ages), ZERO) for column in ("结余（元）", "其中疑点（元）"))
    old, unknown = sum((row["结余（元）"] for row in ages[2:]), ZERO), sum(row["支出不明（条）"] for row in ages)
    warn = asked.outcome.policy.value("fund.idle_years_warn")
    text = f"{len(asked.rows):,} 条指标结余 {left:,.2f} 元，其中放了 {warn} 年以上的 {old:,.2f} 元；列为疑点的指标结余 {accused:,.2f} 元"
    return text + (f"；{unknown} 条指标的支出不明，不在图中" if unknown else "") + "。"
