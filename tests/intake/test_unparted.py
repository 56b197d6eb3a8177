"""What stands in no column: text whose fields nothing parts, cells over which no header stands, totals without their usual word."""

from __future__ import annotations

import pytest

from tests.intake.helpers import identity, workbook

P = [identity(f"19{40 + n}0312", f"{101 + n}") for n in range(6)]
PAID = ["姓名", "身份证号", "补贴项目", "发放金额", "发放日期"]
ROWS = [PAID, *([f"张{n}", P[n], "低保金", "300", "2019-03-15"] for n in range(4))]


@pytest.mark.parametrize("mark", ["、", "，", "；", "^", "~", "\x01", "||"])
def test_marks_between_fields(folder, read, mark):
    (folder / "2019年低保.txt").write_text("\n".join(mark.join(row) for row in ROWS), "utf-8")
    assert {row["id_no"] for row in read().rows("benefit_payment")} == {*P[:4]}


@pytest.mark.parametrize(("rows", "between"), [(ROWS, "    "), (ROWS[1:], "    "), ([["000001", P[n], "00030000"] for n in range(4)], "")])
def test_fields_that_nothing_parts_are_asked_about(folder, read, rows, between):
    (folder / "回盘.txt").write_text("\n".join(between.join(row) for row in rows), "utf-8")
    sheet = read().sheet()
    assert sheet["problem"] and "每行只有一格" in sheet["questions"][0]


def test_a_letter_is_no_table(folder, read):
    (folder / "说明.txt").write_text("各单位：\n现报送材料，请查收。\n联系电话 13800000000\n", "utf-8")
    sheet = read().sheet()
    assert sheet["problem"] is None and sheet["questions"] == []


def test_cells_without_a_header_are_told_by_column_and_row(folder, read):
    rows = [list(row) for row in ROWS]
    rows[2] += ["多出", "一格"]
    rows[3] += ["多出"]
    (folder / "2019年低保.csv").write_text("\n".join(map(",".join, rows)), "utf-8")
    result = read()
    told = [text[: text.index("；")] for text in result.sheet()["warnings"] if "没有表头" in text]
    assert told == ["第 F 列没有表头，2 格未读入（第 3、4 行）", "第 G 列没有表头，1 格未读入（第 3 行）"]
    assert len(result.rows("benefit_payment")) == 4


@pytest.mark.parametrize("text", ['[{"姓名": "某"}]', '\ufeff[{"姓名": "某"}]', 'callback([{"姓名": "某"}])'])
def test_json_however_it_begins(folder, read, text):
    (folder / "接口.csv").write_text(text, "utf-8")
    state, problem = read().state("接口.csv")
    assert state == "refused" and "JSON" in problem


@pytest.mark.parametrize("words", [["合計", "累计发放", "计", "共计人民币壹仟贰佰元整", "户均"], ["*", "甲", "乙", "丙", "丁", "戊"]])
def test_many_totals_under_a_short_list_are_no_payees(folder, read, words):
    workbook(folder / "2019年低保.xlsx", {"s": [*ROWS, *([word, None, None, "1200", None] for word in words)]})
    result = read()
    assert {row["id_no"] for row in result.rows("benefit_payment")} == {*P[:4]}
    sheet = result.sheet()
    assert sheet["totals"] + sheet["quarantined"] == len(words)


def test_a_unit_after_a_stroke(folder, read):
    workbook(folder / "2019年低保.xlsx", {"s": [[*PAID[:3], "发放金额/元", PAID[4]], *ROWS[1:]]})
    assert [int(row["amount"]) for row in read().rows("benefit_payment")] == [300] * 4
