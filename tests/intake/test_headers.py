"""What stands on a header beside its words: brackets, units, formats, numbering, line breaks, a second header. Nothing of it makes a column vanish."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from auditlib.intake.headers import Header, is_header_cell
from tests.intake.helpers import identity, table, workbook

A, B = identity("19450312", "101"), identity("19630724", "202")
LOAN = {"借款人名称": "张三", "借款人证件号码": A, "借据号": "J0", "贷款金额（单位：万元）": 5, "放款日期": "2018-01-01", "贷款余额": 40000}


@pytest.mark.parametrize(
    "text",
    table("""
放款日期（格式：2019-01-01）
放款日期【格式:yyyy-mm-dd】
放款日期：2019-01-01
放款日期（格式：2019-01-01（文本））
放款日期（格式：2019-01-01
*放款日期
★放款日期（必填）
放款日期*：
1.放款日期
（3）放款日期
③放款日期
放款日期⑤=④+1
放款日期=见合同
放款日期/时间
放款日期：如有展期，填展期日
“放款日期”
必填放款日期
放款日期注1
放款日期_
Issue Date 放款日期
放款时间
"""),
)
def test_remarks_on_a_header(folder, read, text):
    cells = {text[0] if name == "放款日期" else name: value for name, value in LOAN.items()}
    workbook(folder / "贷款.xlsx", {"s": [list(cells), list(cells.values())]})
    (row,) = read().rows("micro_loan")
    assert (row["issue_date"], row["principal"], row["balance"]) == (dt.date(2018, 1, 1), Decimal("50000.00"), Decimal("40000.00"))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("贷款余额（单位：万元）", "万元"),
        ("贷款余额：万元", "万元"),
        ("贷款余额\n(万元)(必填)", "万元"),
        ("贷款余额,单位:万元", "万元"),
        ("贷款余额", None),
    ],
)
def test_the_unit_of_a_remark_is_used(text, unit):
    header = Header(0, (), text)
    assert is_header_cell(text) and "贷款余额" in header.keys and header.unit == unit


@pytest.mark.parametrize("text", ["单位：元", "金额单位：万元", "填报日期：2019年9月3日", "填报单位：昌乐县民政局", "审核人：某某"])
def test_a_sentence_is_no_header(text):
    assert not is_header_cell(text)


@pytest.mark.parametrize(("header", "column"), [("标段号", "package_no"), ("标段：", "package_no"), ("开标\n时间", "bid_open_date")])
def test_usual_endings_mean_the_same(folder, read, header, column):
    rows = [
        ["项目编号", "中标单位", "合同编号", "合同金额（元）", "合同签订日期", header],
        ["P1", "某公司", "H1", 90000, "2019-01-02", "2019-03-04"],
    ]
    workbook(folder / "合同.xlsx", {"s": rows})
    assert str(read().rows("procurement_contract")[0][column]) == "2019-03-04"


STAGES = table("""
小学/三年级      | 小学     | 三年级
小学三年级       | 小学     | 三年级
高中一年级       | 普通高中 | 一年级
职业高中二年级   | 中职     | 二年级
初中             | 初中     | 初中
八年级           | 初中     | 八年级
成人班           | ␀        | 成人班
""")


@pytest.mark.parametrize("joined", ["学段/年级", "学段、年级", "学段及年级（必填）"])
def test_one_header_for_two_columns_feeds_both(folder, read, joined):
    rows = [["学校名称", "学生姓名", "身份证号", "学籍号", joined, "学籍状态"]]
    rows += [["某校", "张三", identity("20100101", f"{n:03}"), f"G{n}", cell, "在校"] for n, (cell, _, _) in enumerate(STAGES)]
    workbook(folder / "学籍.xlsx", {"s": rows})
    result = read()
    found = [(row["stage"], row["grade"]) for row in result.rows("student_register")]
    assert found == [(stage or None, grade) for _, stage, grade in STAGES], "what names no stage is no stage"
    assert {entry["header"]: entry["column"] for entry in result.sheet()["mapping"]}["".join(joined.split())] == "stage"


def test_a_ledger_with_one_of_the_two_takes_its_own(folder, read):
    rows = [
        ["学生姓名", "身份证号", "学段/年级", "资助项目", "学期", "资助金额", "发放日期"],
        ["张三", A, "小学/三年级", "生活补助", "2019春", 500, "2019-05-01"],
    ]
    workbook(folder / "资助.xlsx", {"s": rows})
    assert read().rows("education_aid")[0]["stage"] == "小学"


def test_a_header_that_a_contract_knows_whole_is_not_taken_apart(folder, read):
    rows = [["姓名", "身份证号", "补贴数量/面积", "金额", "发放日期"], ["张三", A, "12.5", 300, "2019-05-01"]]
    workbook(folder / "2019年地力补贴.xlsx", {"s": rows})
    assert read().rows("benefit_payment")[0]["quantity"] == Decimal("12.5")


def test_unknown_columns_are_listed_with_what_they_hold_and_near_ones_asked_about(folder, read):
    head = ["序号", "姓名", "身份证号", "金额", "发放日期", "家庭住址", "签字", "银行卡号码数", "空列"]
    rows = [
        [1, "张三", A, 300, "2019-05-01", "东街", None, "6217000000000000001", None],
        [2, "李四", B, 300, "2019-05-01", "西街", "李四", None, None],
    ]
    workbook(folder / "2019年低保金.xlsx", {"s": [head, *rows, ["合计", None, None, 600, None, "不计"]]})
    sheet = read().sheet()
    (told,) = [warning for warning in sheet["warnings"] if "没有对应的台账栏目" in warning]
    assert "「家庭住址」2 格" in told and "「签字」1 格" in told and "序号" not in told and "空列" not in told
    (question,) = sheet["questions"]
    assert "表头「银行卡号码数」未识别" in question and "account_no: [" in question
