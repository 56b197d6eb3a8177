"""A ledger is recognised by its headers; names are hints; between two it asks, with lines that can be pasted."""

from __future__ import annotations

import pytest

from auditlib.errors import ParameterError
from auditlib.intake import read_county
from auditlib.intake.headers import Header, Vocabulary
from auditlib.intake.questions import Asker
from auditlib.intake.recognise import recognise
from auditlib.parameters import County, Pin
from auditlib.strict_yaml import load
from tests.intake.helpers import identity, workbook

A, B = identity("19450312", "101"), identity("19630724", "202")
LOAN = ["借款人姓名", "身份证号", "贷款金额（元）", "放款日期", "到期日期", "贷款利率"]


def pasted(question: str, tmp_path) -> County:
    """The county's parameters after pasting the lines of a question."""
    lines = question.split("中加入：\n", 1)[1]
    path = tmp_path / "changle.yaml"
    path.write_text('id: changle\nname: 昌乐县\nenglish: Changle\nkind: 县\ncode: "370725"\n' + lines + "\n", encoding="utf-8")
    return load(path, County)


def test_every_ledger_is_recognised_by_its_canonical_headers(folder, read, ledgers):
    for ledger in ledgers.values():
        headers = [column.header for column in ledger.columns.values()]
        workbook(folder / f"{ledger.id}.xlsx", {"Sheet1": [headers, ["1"] * len(headers)]})
    result = read()
    found = {s["file"].removesuffix(".xlsx"): s["ledger"] for s in result.intake.sheets}
    assert found == {ledger.id: ledger.name for ledger in ledgers.values()}, result.intake.questions


@pytest.mark.parametrize(
    ("ledger", "headers"),
    [
        (
            "micro_loan",
            "会计日期 网点名称 贷款账号 借款人名称 借款人证件号码 贷款金额 贷款余额 贷款日期 展期日期 贷款到期日 上次结息日 贷款利率 五级形态 客户经理 行政村组 业务品种 贷款原始期限 担保方式 贷款投向 是否财政贴息 逾期日期 合同编号",
        ),
        ("benefit_payment", "序号 村名 姓名 身份证号 金额 签字"),
        ("poor_household", "年度 乡镇 行政村 户主姓名 户主证件号码 户编号 家庭人口数 户类型 脱贫属性 主要致贫原因 脱贫年度"),
        ("treasury_payment", "支付凭证编号 支付日期 预算单位 项目名称 收款人名称 收款人账号 支付金额 摘要"),
        ("death_register", "姓名 证件号码 死亡日期 火化日期"),
        ("fiscal_payroll", "姓名 身份证号 单位名称 人员性质 在职状态"),
    ],
)
def test_layouts_seen_in_the_wild(folder, read, ledger, headers):
    headers = headers.split()
    (folder / "a.csv").write_text(",".join(headers) + "\n" + ",".join(["1"] * len(headers)), encoding="utf-8")
    sheet = read().sheet()
    assert sheet["ledger"] == ledger, sheet["questions"]


def twins(ledgers):
    """Two ledgers with the same headers: nothing but a word can tell them apart."""
    one = ledgers["death_register"]
    return {one.name: one, "twin": one.model_copy(update={"name": "twin", "id": "L99", "title": "另一种", "hints": ["另一种"]})}


def test_it_never_guesses_between_two_and_the_lines_it_asks_for_settle_it(folder, tmp_path, parameters, ledgers):
    (folder / "[表]1.csv").write_text(f"姓名,身份证号,死亡日期\n张三,{A},2019-05-01\n", encoding="utf-8")
    county = County(id="changle", name="昌乐县", english="Changle", kind="县", code="370725")
    journal = read_county(folder, county, parameters, twins(ledgers), tmp_path / "out")
    (sheet,) = journal.sheets
    (question,) = sheet["questions"]
    assert "未作猜测" in question and "parameters/counties/changle.yaml" in question
    assert (sheet["ledger"], sheet["rows"], sheet["kept"], journal.ledgers) == (None, 1, 0, {})
    settled = read_county(folder, pasted(question, tmp_path), parameters, twins(ledgers), tmp_path / "again")
    assert (settled.sheets[0]["ledger"], settled.sheets[0]["certainty"], settled.sheets[0]["kept"]) == ("death_register", 1.0, 1)


def test_a_tie_is_broken_by_a_word_in_title_sheet_or_file_name_only(ledgers):
    county = County(id="changle", name="昌乐县", english="Changle", kind="县", code="370725")
    vocabulary = Vocabulary(twins(ledgers), county)
    headers = [Header(i, (), text) for i, text in enumerate(["姓名", "身份证号", "死亡日期"])]

    def ask(**words):
        return recognise(headers, words, set(), None, vocabulary, Asker(county, "a.xlsx", "Sheet1"))

    silent = ask(文件名="a")
    assert silent.match is None and "ledger: death_register" in silent.questions[0] and "twin" in silent.questions[0]
    both = ask(标题="死亡人员另一种")
    assert both.match is None
    told = ask(文件名="另一种2019")
    assert told.match.ledger.name == "twin" and told.certainty < 0.7 and "文件名含「另一种」" in told.evidence


def test_a_missing_header_is_named_and_a_near_one_only_asked_about(folder, read, tmp_path):
    headers = ["借款人姓名", "身份证号", "贷款发放总金额", "放款日期", "到期日期", "贷款利率", "五级分类"]
    workbook(folder / "贷款.xlsx", {"台账": [headers, ["张三", A, 50000, "2019-01-01", "2021-12-31", "4.35%", "正常"]]})
    result = read()
    sheet = result.sheet()
    assert sheet["ledger"] is None and sheet["rows"] == 1
    question = sheet["questions"][0]
    assert "「贷款金额」" in question and "贷款发放总金额" in question
    county = pasted(question, tmp_path)
    assert county.synonyms == {"micro_loan": {"principal": ["贷款发放总金额"]}}
    assert read("again", synonyms=county.synonyms).rows("micro_loan")[0]["principal"] == 50000


@pytest.mark.parametrize(("group", "ledger"), [("贷款信息", "micro_loan"), ("甲类", None)])
def test_a_list_of_loans_is_no_list_of_payments_whatever_its_amount_is_called(folder, read, group, ledger):
    """Under 贷款信息 the amount is the loan's; under a group that says nothing the loan's is asked for, for more headers are a loan's."""
    rows = [
        ["借款人信息", None, None, group, None, None],
        ["姓名", "身份证号", "与户主关系", "金额", "放款日期", "到期日期"],
        ["张三", A, "本人", 50000, "2019-01-01", "2021-12-31"],
    ]
    workbook(folder / "台账.xlsx", {"s": rows}, {"s": [(0, 0, 0, 2), (0, 3, 0, 5)]})
    sheet = read().sheet()
    assert sheet["ledger"] == ledger and sheet["rows"] == 1
    assert ledger or "「贷款金额」" in sheet["questions"][0]


def test_repeated_headers_without_a_known_group_are_asked_about(folder, read, tmp_path):
    rows = [
        ["甲类", None, None, None, "乙类", None, None, None, None],
        ["借款人姓名", "身份证号", "贷款金额", "放款日期", "贷款金额", "放款日期", "到期日期", "贷款利率", "合同编号"],
        ["张三", A, 100000, "2019-01-01", 200000, "2018-01-01", "2021-12-31", "4.35%", "H1"],
    ]
    workbook(folder / "贷款.xlsx", {"台账": rows}, {"台账": [(0, 0, 0, 3), (0, 4, 0, 8)]})
    sheet = read().sheet()
    assert sheet["ledger"] is None, "the principal is required and could be either"
    question = next(q for q in sheet["questions"] if "几列" in q and "贷款金额" in q)
    assert "甲类/贷款金额" in question and "第 C 列" in question and "乙类/贷款金额" in question
    county = pasted(question, tmp_path)
    synonyms = {"micro_loan": {**county.synonyms["micro_loan"], "issue_date": ["甲类/放款日期"]}}
    (row,) = read("again", synonyms=synonyms).rows("micro_loan")
    assert row["principal"] == 100000 and str(row["issue_date"]) == "2019-01-01"


def test_a_pin_names_the_ledger_or_sets_the_sheet_aside(folder, read):
    workbook(
        folder / "[2019]杂.xlsx",
        {
            "甲": [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]],
            "乙": [["姓名", "身份证号", "死亡日期"], ["李四", B, "2019-06-01"]],
        },
    )
    result = read(files=[Pin(match="[[]2019]*", sheet="乙", ledger="ignore")])
    assert len(result.rows("death_register")) == 1
    assert "搁置" in result.sheet(sheet="乙")["evidence"] and result.sheet(sheet="乙")["ledger"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": [Pin(match="*", ledger="micro_lone")]},
        {"files": [Pin(match="*", ledger="micro_loan", values={"principle": "5"})]},
        {"synonyms": {"micro_lone": {"principal": ["本金"]}}},
        {"synonyms": {"micro_loan": {"principle": ["本金"]}}},
    ],
)
def test_a_pin_or_synonym_for_what_does_not_exist_is_refused(read, wrong):
    with pytest.raises(ParameterError, match=r"changle\.yaml.*(micro_lone|principle).*allowed"):
        read(**wrong)


@pytest.mark.parametrize("note", ["注：以上金额单位为万元", "金额单位均为万元", "单位：万元"])
def test_a_note_below_a_table_names_its_unit(folder, read, note):
    rows = [
        ["姓名", "身份证号", "补贴项目", "金额", "发放日期"],
        ["张三", A, "低保金", 0.03, "2019-03-15"],
        ["合计", None, None, 0.03, None],
        [note],
    ]
    workbook(folder / "发放.xlsx", {"s": rows})
    (row,) = read().rows("benefit_payment")
    assert row["amount"] == 300


def test_units_in_headers():
    units = {
        "贷款余额（万元）": "万元", "指标金额万元": "万元", "贷款利率(‰)": "‰", "贷款利率（%）": "%", "月利率‰": "‰", "月利率(%)": "月%", "月利率": "月率", "年利率(%)": "%",
        "贷款期限（月）": "月", "金额（单位：元）": "元", "人均纯收入（元/人·年）": "元", "面积（亩）": "亩", "金额(2019年)": None, "姓名": None, "县(市、区、旗)": None,
    }  # fmt: skip
    assert {text: Header(0, (), text).unit for text in units} == units
    assert Header(0, ("资金（万元）",), "中央").unit == "万元"


def test_programme_and_period_from_title_sheet_or_file_name_or_else_a_question(folder, read, tmp_path):
    body = [["姓名", "身份证号", "金额"], ["张三", A, 300]]
    workbook(folder / "2019年公益性岗位补贴.xlsx", {"Sheet1": body})
    workbook(
        folder / "花名册.xlsx",
        {"高龄津贴2019年上半年": [*body, ["李四", B, 1]], "Sheet2": [["低保金和高龄津贴发放表"], [], *body, ["王五", B, 2]]},
    )
    result = read()
    rows = {(r["source_file"], r["source_sheet"]): r for r in result.rows("benefit_payment")}
    by_file = rows["2019年公益性岗位补贴.xlsx", "Sheet1"]
    assert by_file["programme"] and str(by_file["period_to"]) == "2019-12-31"
    by_sheet = rows["花名册.xlsx", "高龄津贴2019年上半年"]
    assert by_sheet["programme"] and str(by_sheet["period_to"]) == "2019-06-30"
    unclear = result.sheet("花名册.xlsx", "Sheet2")
    assert rows["花名册.xlsx", "Sheet2"]["programme"] is None and len(unclear["questions"]) == 2
    county = pasted(next(q for q in unclear["questions"] if "programme" in q), tmp_path)
    again = read("again", files=county.files).rows("benefit_payment")
    assert {r["programme"] for r in again if r["source_sheet"] == "Sheet2"} == {county.files[0].values["programme"]}


def test_unknown_headers_and_unused_ones_are_told(folder, read):
    headers = ["姓名", "身份证号", "实发金额", "发放金额", "发放日期", "备用信息"]
    workbook(folder / "2019年低保金.xlsx", {"s": [headers, ["张三", A, 300, 310, "2019-01-01", "x"]]})
    sheet = read().sheet()
    assert {m["header"]: m["column"] for m in sheet["mapping"]}["发放金额"] is None
    assert any("发放金额" in w and "未采用" in w for w in sheet["warnings"])
    assert {m["header"]: m["column"] for m in sheet["mapping"]}["备用信息"] is None


def test_a_sheet_of_something_else_is_left_alone(folder, read):
    workbook(folder / "通讯录.xlsx", {"s": [["科室", "分机", "楼层"], ["农业科", "8001", "3"]], "空": []})
    result = read()
    assert [s["ledger"] for s in result.intake.sheets] == [None, None]
    assert result.sheet(sheet="空")["warnings"] == ["空工作表"]
    assert result.sheet(sheet="s")["rows"] == 2


def test_hidden_sheets_are_read_and_mentioned(folder, read):
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "a.xlsx")) as book:
        book.add_worksheet("可见").write_row(0, 0, ["说明"])
        hidden = book.add_worksheet("藏")
        hidden.hide()
        for r, row in enumerate([["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]):
            hidden.write_row(r, 0, row)
    result = read()
    assert len(result.rows("death_register")) == 1
    assert any("隐藏" in w for w in result.sheet(sheet="藏")["warnings"])


def test_initials_of_pinyin_are_read_where_they_have_one_meaning(folder, read):
    """As the fields of a .dbf are called; what stands for two columns is asked for, and each reading is told."""
    head = ["XH", "XM", "SFZH", "YHZH", "KHYH", "FFJE", "FFRQ", "BTXM", "BZ"]
    rows = [[1, "张三", identity(), "6223000000000001", "某行", 300, "2019-03-15", "低保金", "正常"]]
    workbook(folder / "2019年发放.xlsx", {"发放": [head, *rows]})
    result = read()
    (row,) = result.rows("benefit_payment")
    assert (row["name"], row["id_no"], row["account_no"], str(row["amount"]), str(row["pay_date"]), row["programme"]) == (
        "张三", identity(), "6223000000000001", "300.00", "2019-03-15", "低保金",
    )  # fmt: skip
    (told,) = [warning for warning in result.sheet()["warnings"] if "拼音首字母" in warning]
    assert "XM「姓名」" in told and "SFZH「" in told


@pytest.mark.parametrize("head", [["ID", "NAME", "DATE"], ["xm", "sfzh", "swrq"], ["MM", "SFZHA", "SWRQB"]])
def test_other_letters_are_no_initials(folder, read, head):
    workbook(folder / "表.xlsx", {"一": [head, ["张三", identity(), "2019-05-01"], ["李四", identity(sequence="202"), "2019-05-01"]]})
    result = read()
    assert result.intake.ledgers == {} and len(result.intake.unread) == 1
