"""The workbook that goes out: what its cover says, how its cells are made, whom it is for."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from auditlib.columns import Column
from auditlib.contracts import load_ledgers
from auditlib.errors import ParameterError
from auditlib.request.asked import Asked, by_office
from auditlib.request.fields import KINDS, check, header, say
from auditlib.request.form import FIRST, HEADER, purpose, scope, sheet_name, write_form
from tests.intake.helpers import identity
from tests.request.conftest import PARAMETERS


@pytest.fixture
def police(tmp_path, parameters, ledgers, county):
    """公安局: deaths and vehicles."""
    asked = [Asked(ledgers["death_register"]), Asked(ledgers["motor_vehicle"])]
    return write_form(tmp_path, "公安局", county, parameters.run, asked)


def test_the_cover_says_what_for_which_period_why_and_how(police):
    book = openpyxl.load_workbook(police)
    assert book.sheetnames == ["填报说明", "L26 死亡人员信息", "L28 机动车登记信息"]
    cover = [[cell for cell in row if cell] for row in book["填报说明"].iter_rows(values_only=True)]
    text = "\n".join("　".join(row) for row in cover)
    for word in (
        "临朐县　公安局",
        "2014-01-01 至 2019-12-31",
        "只报所列字段",
        "示例",
        "不加密码",
        "向已死亡人员发放",
        "“死亡日期”不晚于 2019-12-31",
    ):
        assert word in text, word
    assert ["L26 死亡人员信息", "死亡日期", "必填", "日期，年月日齐全，如 2019-09-03"] in cover
    assert ["L26 死亡人员信息", "申报人", "有则填", "姓名全称，不加备注"] in cover


def test_cells_keep_every_digit_and_are_checked_as_they_are_typed(police, ledgers):
    page = openpyxl.load_workbook(police)["L26 死亡人员信息"]
    titles = {cell.value: cell.column_letter for cell in page[HEADER + 1]}
    assert page.freeze_panes == "C3" and "死者身份证号*" in titles and "死者姓名" in titles
    assert page.column_dimensions[titles["死者身份证号*"]].width >= 18
    formats = {title: page[f"{letter}3"].number_format for title, letter in titles.items()}
    assert formats["死者身份证号*"] == "@" and formats["死亡日期*"] == "yyyy-mm-dd"
    checks = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    number, day = checks[f"{titles['死者身份证号*']}{FIRST + 1}"], checks[f"{titles['死亡日期*']}{FIRST + 1}"]
    assert (number.type, number.formula1, number.formula2, number.errorStyle) == ("textLength", "15", "18", "warning")
    assert day.type == "date" and day.errorStyle in (None, "stop")
    assert str(day.sqref).endswith("1048576")


@pytest.mark.parametrize(
    ("column", "shown", "checked"),
    [
        ({"type": "money"}, "列（元）*", ("decimal", -10_000_000_000, 10_000_000_000)),
        ({"type": "money", "unit": "万元", "plausible": [0, 50_000]}, "列（万元）*", ("decimal", 0, 5)),
        ({"type": "integer", "plausible": [0, 50]}, "列*", ("integer", 0, 50)),
        ({"type": "number", "unit": "亩"}, "列（亩）*", ("decimal", -100_000_000, 100_000_000)),
        ({"type": "term"}, "列（月）*", ("integer", 0, 1200)),
        ({"type": "rate"}, "列（%）*", ("decimal", -100, 100)),
        ({"type": "date"}, "列*", ("date", dt.date(1900, 1, 1), dt.date(2099, 12, 31))),
        ({"type": "boolean"}, "列*", ("list", ["是", "否"], "stop")),
        ({"type": "category", "values": {"甲": ["一"], "乙": []}}, "列*", ("list", ["甲", "乙"], "warning")),
        ({"type": "category", "values": {"甲" * 200: [], "乙" * 60: []}}, "列*", None),  # longer than Excel takes
        ({"type": "category", "values": {"甲,乙": []}}, "列*", None),  # Excel would make two of it
        ({"type": "category"}, "列*", None),
        ({"type": "text"}, "列*", None),
    ],
)
def test_header_unit_and_check_follow_the_contract(column, shown, checked):
    column = Column(name="x", header="列", **column)
    rule = check(column)
    assert header(column, True) == shown and header(column, False) == shown[:-1]
    if checked is None:
        assert rule is None
    elif checked[0] == "list":
        assert (rule["validate"], rule["source"], rule["error_type"]) == checked
    else:
        assert (rule["validate"], rule["minimum"], rule["maximum"]) == checked


def test_a_code_is_asked_for_as_it_is_written_and_a_choice_with_its_words():
    assert say(Column(name="x", header="合同编号")).startswith("按原样填写")
    assert (
        say(Column(name="x", header="结果", type="category", values={"合格": [], "不合格": []}))
        == "从下拉列表选择：合格、不合格；都不是的，按实际填写"
    )
    assert say(Column(name="x", header="面积", type="number", unit="亩")) == "数字，单位亩"
    assert say(Column(name="x", header="面积", type="number")) == "数字"


def test_examples_are_of_nobody():
    number = KINDS["identity"].example
    assert number == identity(number[6:14], number[14:17])  # the check digit is right, the prefix was never issued


def test_must_is_what_a_row_or_a_rule_can_not_do_without(ledgers, few_rules):
    loans, subsidy = Asked(ledgers["micro_loan"]), Asked(ledgers["interest_subsidy"])
    assert loans.must == {"loan_no", "issue_date", "principal", "borrower_id", "due_date"}  # the due date or the term
    assert subsidy.must == {"loan_no", "paid_on", "subsidy_amount", "period"}  # 贴息期间 tells its days; a blank rate is an answer


def test_why_is_told_by_the_rules_that_can_not_do_without_a_ledger_else_by_its_readers(ledgers, few_rules):
    told = {name: purpose(Asked(ledgers[name])) for name in ("poor_person", "death_register", "motor_vehicle", "visit_log")}
    assert told == {
        "poor_person": "核查A-1；核查A-3；核查A-6",
        "death_register": "核查A-6",
        "motor_vehicle": "核查A-3",
        "visit_log": "供审计组人工核对",
    }


@pytest.mark.parametrize(
    ("ledger", "told"),
    [
        ("poor_person", "每年年末各一份"),
        ("benefit_payment", "“发放日期”在期间内"),
        ("fiscal_payroll", "“月份”在期间内"),
        ("death_register", "期间以前的也要"),  # who died the year before is paid in the first year
        ("programme", "截至 2019-12-31 的全部记录"),
    ],
)
def test_what_lies_before_the_period_is_asked_for_where_it_matters(ledgers, parameters, ledger, told):
    assert told in scope(ledgers[ledger], parameters.run)


def test_every_office_gets_what_it_holds_and_no_ledger_is_left_out(ledgers):
    offices = by_office(Asked(ledger) for ledger in ledgers.values())
    assert [one.ledger.name for one in offices["公安局"]] == ["death_register", "motor_vehicle"]
    assert "death_register" in {one.ledger.name for one in offices["民政局"]}
    assert {one.ledger.name for asked in offices.values() for one in asked} == {*ledgers}
    assert all(ledger.offices for ledger in ledgers.values())


def test_a_ledger_of_an_audit_teams_own_is_asked_of_its_supplier(ledgers, tmp_path, parameters, county):
    own = ledgers["disability"].model_copy(update={"offices": [], "supplier": "镇街/村", "title": "残疾人[补]"})
    (office,) = by_office([Asked(own)])
    path = write_form(tmp_path, office, county, parameters.run, [Asked(own)])
    assert path.name == "资料需求_镇街、村_临朐县.xlsx" and openpyxl.load_workbook(path).sheetnames[1] == "L44 残疾人补"


@pytest.mark.parametrize(("offices", "said"), [("[残/联]", "offices"), ("残联", "offices")])
def test_offices_are_read_strictly(tmp_path, offices, said):
    for name in ("_shared", "disability"):
        text = (PARAMETERS / "ledgers" / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(text.replace("offices: [残联]", f"offices: {offices}"), encoding="utf-8")
    with pytest.raises(ParameterError, match=said):
        load_ledgers(tmp_path)


def test_the_same_bytes_every_time_and_what_was_filled_in_is_kept(police, tmp_path, parameters, ledgers, county):
    first = police.read_bytes()
    police.write_bytes(b"filled in")
    asked = [Asked(ledgers["death_register"]), Asked(ledgers["motor_vehicle"])]
    assert write_form(tmp_path, "公安局", county, parameters.run, asked).read_bytes() == first
    assert police.with_name(f"{police.stem}-1.xlsx").read_bytes() == b"filled in"


def test_all_columns_of_a_ledger_stand_once_on_its_sheet(tmp_path, parameters, ledgers, county):
    path = write_form(tmp_path, "各单位", county, parameters.run, [Asked(ledger) for ledger in ledgers.values()])
    book = openpyxl.load_workbook(path)
    for ledger in ledgers.values():
        titles = [cell.value for cell in book[sheet_name(ledger)][HEADER + 1]]
        assert len(titles) == len({*titles}) == len(ledger.columns) + 1, ledger.name
