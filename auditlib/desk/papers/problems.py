"""问题清单 (DOMAIN §5.5): every verified matter of the county, in Excel and in Word from one set of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.desk.papers.county import Desk
from auditlib.desk.papers.forms import Form, Template
from auditlib.desk.papers.paper import Kind, Paper, is_verified, not_verified
from auditlib.desk.papers.sheets import Column, workbook
from auditlib.desk.papers.texts import wan, yuan
from auditlib.rules.catalogue import AMOUNT_ZH

COLUMNS = (
    Column("finding_no", "问题编号", width=12),
    Column("category", "问题类别"),
    Column("title", "标题", width=18),
    Column("fact", "事实", width=48),
    Column("amount", "涉及金额（元）", "money"),
    Column("amount_class", "金额类型", width=12),
    Column("place", "镇街和村"),
    Column("subject", "对象"),
    Column("phrase", "定性"),
    Column("basis", "定性依据", width=30),
    Column("unit", "责任单位"),
    Column("person", "责任人", width=10),
    Column("disposition", "处理意见", width=20),
    Column("evidence_no", "取证单号"),
    Column("paper_no", "底稿号", width=24),
    Column("state", "状态", width=12),
    Column("matter", "事项编号", width=22),
)
FORM = Form(
    "problems",
    "问题清单",
    {"count": "问题数", "amount_yuan": "涉及金额合计，元", "amount_wan": "涉及金额合计，万元，不四舍五入"},
    {"items": {"no": "序号", **{column.name: column.header for column in COLUMNS}}},
    ("items.title", "items.fact", "items.unit"),
)


def _make(desk: Desk, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    rows = [_row(desk, case) for case in cases]
    day = desk.day(cases)
    notes = f"{desk.county.name}　{desk.common()['notice']}　{desk.common()['exported']}"
    yield Paper(f"{FORM.title}.xlsx", workbook(FORM.title, notes, COLUMNS, rows, day))
    amounts = [row["amount"] for row in rows if row["amount"] is not None]
    total = sum(amounts, Decimal("0.00")) if amounts else None
    values = {
        **desk.common(),
        "made_on": desk.made_on(cases),
        "count": str(len(rows)),
        "amount_yuan": yuan(total),
        "amount_wan": wan(total),
        "items": [{**row, "amount": yuan(row["amount"]), "no": str(no)} for no, row in enumerate(rows, 1)],
    }
    yield Paper(f"{FORM.title}.docx", templates[FORM.name].fill(values, day))


def _row(desk: Desk, case: Case) -> dict[str, str | Decimal | None]:
    as_filled = ("finding_no", "category", "phrase", "basis", "disposition", "evidence_no")
    return {
        **{name: desk.value(case, name) for name in as_filled},
        "title": desk.title(case),
        "fact": desk.sentence(case),
        "amount": case.money("verified_amount"),
        # 核实后不再称“涉嫌”
        "amount_class": AMOUNT_ZH.get(case.facts.get("amount_class"), "").removeprefix("涉嫌"),
        "place": desk.place(case),
        "subject": desk.subject(case),
        "unit": desk.value(case, "unit", "party"),
        "person": desk.value(case, "person", "party"),
        "paper_no": desk.value(case, "paper_no") or desk.numbers[case.id],
        "state": case.state + ("（事实有变化，须重新核实）" if case.changed else ""),
        "matter": case.id,
    }


# a list that left out what has changed would no longer add up: it stands there, marked
PROBLEMS = Kind(FORM.title, [FORM], is_verified, lambda case: "" if case.verified else not_verified(case), _make)
