"""A cell that is clean as received becomes what the cleaner would have made of it."""

from __future__ import annotations

import pytest

from auditlib.columns import TYPES
from auditlib.intake import typed_cells
from tests.intake.helpers import identity, typed

WORDS = [
    "张三",
    "无",
    "没有",
    "空白",
    "沂山镇3村",
    "鲁2019号",
    "张世杰",
    "张三已故",
    "欧阳测一",
    "6E10",
    "JX0012",
    "12",
    "0012",
    "甲 乙",
    "备注：无",
    "",
    "-",
    "#N/A",
    "=A1",
    "１２",
]
NUMBERS = [
    "0",
    "-0",
    "12",
    "-12.5",
    "1.234",
    "007",
    "1e3",
    "99999999999",
    "999999999999",
    "12345678",
    "2.00",
    "1.",
    ".5",
    "+1",
    "1,234",
    "无",
    "12元",
    "2019",
    "2150",
]
DAYS = [
    "2019-03-15",
    "2019-02-28",
    "2019-02-29",
    "2020-02-29",
    "2019-04-31",
    "2019-13-01",
    "2019-3-5",
    "1899-12-31",
    "2150-01-01",
    "20190315",
    "43711",
    "2019",
]
PEOPLE = [
    identity(),
    identity(sequence="012"),
    identity("20000229"),
    identity("19990229"),
    identity()[:17] + "x",
    identity()[:17] + "0",
    "0" * 18,
    "1" * 17,
    identity() + "1",
]
CASES = [
    *((kind, {}, WORDS) for kind in ("text", "name", "account", "phone", "category", "boolean")),
    ("boolean", {}, ["是", "否", "有", "1", None]),
    ("category", {"values": {"在保": ["参保"], "停保": ["无"]}}, ["在保", "参保", "停保", "无", "未停保", "断保"]),
    ("category", {"part": "wording"}, ["在保"]),
    *((kind, {}, NUMBERS) for kind in ("money", "number", "integer", "year", "account", "phone", "text")),
    ("money", {"contract_unit": "万元"}, NUMBERS),
    ("money", {"unit": "万元"}, NUMBERS),
    ("money", {"plausible": [0, 100]}, NUMBERS),
    ("number", {"contract_unit": "亩", "unit": "公顷"}, NUMBERS),
    *((kind, {}, DAYS) for kind in ("date", "snapshot", "text")),
    ("identity", {}, PEOPLE),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "contract", "texts"), CASES, ids=lambda part: part if isinstance(part, str) else "")
def test_plain_cells(monkeypatch, kind, contract, texts):
    found = typed(kind, texts, **contract)
    monkeypatch.setattr(
        typed_cells,
        "plain",
        lambda texts, column, unit: typed_cells.pa.nulls(len(texts), TYPES[kind].arrow),
    )
    cleaned = typed(kind, texts, **contract)
    assert [(row["value"], row["reason"]) for row in found] == [(row["value"], row["reason"]) for row in cleaned]
    extra = [{name for name, value in row.items() if value} for row in cleaned]
    assert [{name for name, value in row.items() if value} for row in found] == extra
