"""疑点核查表 there and back: what is filled in is recorded, what may not stand is refused by cell, and nothing is taken twice."""

import datetime as dt

import openpyxl
import pytest

from tests.desk.conftest import DISMISSED, ID, LEADS_FOUND, VERIFIED, Book, lead


def test_a_workbook_untouched_changes_nothing(desk):
    assert desk.status() == {
        "raised": 4,
        "dismissed": 0,
        "verified": 0,
        "unverifiable": 0,
        "open": 4,
        "changed": 0,
    }  # before anything went out
    path = desk.export()
    assert desk.take(path) == 0 and "4 lines = 0 recorded + 4 unchanged + 0 refused" in desk.says
    assert desk.status() == {"raised": 4, "dismissed": 0, "verified": 0, "unverifiable": 0, "open": 4, "changed": 0}


def test_what_is_filled_in_is_recorded_once(desk):
    path = desk.export()
    one, two, loan, pupil = desk.case("FUND-01"), desk.case("FUND-01", 1), desk.case("LOAN-02"), desk.case("EDU-02")
    assert (one.amount, two.amount) == (1200, 1120)
    book = Book(path).fill(one.id, **DISMISSED).fill(two.id, **VERIFIED)
    book.fill(loan.id, 分派人="审计员丙", 截止日期=dt.date(2019, 12, 1))
    book.fill(pupil.id, 核实结果="无法核实", 排除理由="全家外出，三次入户无人", 核实人="审计员甲", 核实日期="2019年11月21日")
    assert desk.take(book.save(), dry=True) == 0 and "4 lines = 4 would be recorded + 0 unchanged + 0 refused" in desk.says
    assert desk.status()["open"] == 4
    assert desk.take(path) == 0, desk.says
    assert desk.status() == {"raised": 4, "dismissed": 1, "verified": 1, "unverifiable": 1, "open": 1, "changed": 0}
    assert [desk.cases[case.id].state for case in (one, two, loan, pupil)] == ["排除", "属实", "已分派", "无法核实"]
    assert desk.cases[two.id].values["verified_amount"] == "560.00" and desk.cases[pupil.id].values["checked_on"] == "2019-11-21"
    assert desk.take(path) == 0 and "0 recorded + 4 unchanged" in desk.says
    assert desk.call("verify") == 0 and "verified" in desk.says


WRONG = {
    "no code": ({"排除理由代码": None}, "排除理由代码", "须填写"),
    "no evidence": ({"佐证材料": None}, "佐证材料", "须填写"),
    "no reason": ({"排除理由": None}, "排除理由", "须填写"),
    "nobody reviewed": ({"复核人": None}, "复核人", "须填写"),
    "one person": ({"复核人": "审计员丙、审计员甲"}, "复核人", "不能是同一个人"),
    "no such day": ({"核实日期": "2019-02-30"}, "核实日期", "没有这一天"),
    "no date": ({"核实日期": "上周"}, "核实日期", "不是日期"),
    "no such code": ({"排除理由代码": "金额小"}, "排除理由代码", "不在可填的值里"),
    "no such result": ({"核实结果": "差不多"}, "核实结果", "不在可填的值里"),
    "an amount of what is not so": ({"属实金额": 100}, "属实金额", "不能有"),
    "less than nothing": ({"属实金额": -5}, "属实金额", "不能小于"),
    "no number": ({"属实金额": "约一千"}, "属实金额", "不是数"),
    "a formula": ({"排除理由": '="补发"&"款"'}, "排除理由", "公式"),
    "nothing said": ({"佐证材料": "无"}, "佐证材料", "没有内容"),
    "an amount of two numbers": ({"属实金额": "12元50"}, "属实金额", "不是数"),
    "a day to come": ({"核实日期": dt.date(2098, 1, 1)}, "核实日期", "晚于今天"),
    "a megabyte": ({"排除理由": "长" * 30_000}, "排除理由", "过长"),
    "a step ahead": ({"核实结果": None, "核实日期": None, "疑点金额（元）": 1.5}, "疑点金额（元）", "是事实"),
    "another's facts": ({"疑点描述": "没有问题"}, "疑点描述", "是事实"),
    "another state": ({"状态": "销号"}, "状态", "是事实"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_may_not_stand_is_refused_by_its_cell_and_the_good_lines_are_taken(desk, fault):
    changed, title, why = WRONG[fault]
    path, case, other = desk.export(), desk.case("FUND-01"), desk.case("FUND-01", 1)
    book = Book(path).fill(case.id, **DISMISSED | changed).fill(other.id, **VERIFIED)
    cell = book.place(case.id, title)
    book.save()
    assert desk.take(path) == 1
    assert f"财政专项扶贫资金!{cell.coordinate}: " in desk.says and why in desk.says.split(f"!{cell.coordinate}: ")[1].split("\n")[0]
    assert desk.cases[case.id].state == "新生成" and desk.cases[other.id].state == "属实"
    page = openpyxl.load_workbook(path.with_name("疑点核查表_临朐县_退回.xlsx"))["财政专项扶贫资金"]
    assert why in page[cell.coordinate].comment.text and page[cell.coordinate].fill.fgColor.rgb == "FFFFC7CE"
    assert why in page.cell(cell.row, page.max_column).value and page.cell(1, page.max_column).value == "未收下的原因"


REPORTED = {
    "问题编号": "WT-1", "标题": "死后发放", "定性": "违规发放", "定性依据": "427号令第六条", "责任单位": "民政局", "处理意见": "追缴", "取证单号": "QZ-1", "取证情况": "已签",
    "底稿号": "DG-1", "底稿复核人": "审计员丙", "底稿复核日期": dt.date(2019, 11, 25), "征求意见日期": dt.date(2019, 11, 26), "反映方式": "报告反映",
}  # fmt: skip


@pytest.fixture
def reported(desk):
    """One matter verified and reported."""
    case = desk.case("FUND-01", 1) if desk.export() else None
    assert desk.take(Book(desk.export()).fill(case.id, **VERIFIED).save()) == 0, desk.says
    assert desk.take(Book(problems(desk)).fill(case.id, **REPORTED).save()) == 0, desk.says
    assert desk.cases[case.id].state == "报告反映"
    return case


def problems(desk):
    return desk.export().with_name("问题清单_临朐县.xlsx")


CONTRADICTIONS = [
    ("疑点核查表", {"核实结果": "不属实"}, "核实结果"),
    ("疑点核查表", {"核实结果": None}, "核实结果"),
    ("疑点核查表", {"属实金额": None}, "属实金额"),
    ("疑点核查表", {"属实金额": 0}, "属实金额"),
    ("疑点核查表", {"复核人": "审计员 甲（组长）"}, "复核人"),
    ("疑点核查表", {"重新核实理由": "再看"}, "重新核实理由"),
    ("问题清单", {"取证情况": "拒签"}, "拒签理由"),
    ("问题清单", {"定性": None}, "定性"),
    ("问题清单", {"底稿复核日期": dt.date(2019, 1, 1)}, "底稿复核日期"),
    ("问题清单", {"移送情形": "OUT", "移送对象": "纪委监委", "台账内问题编号": "Z1"}, "台账内问题编号"),
    ("问题清单", {"移送情形": "PART"}, "移送对象"),
]


@pytest.mark.parametrize("workbook, changed, title", CONTRADICTIONS)
def test_what_was_reported_is_not_emptied_or_contradicted(desk, reported, workbook, changed, title):
    path = desk.export().with_name(f"{workbook}_临朐县.xlsx")
    book = Book(path).fill(reported.id, **changed)
    place = book.place(reported.id, title).coordinate
    assert desk.take(book.save()) == 1 and f"!{place}: " in desk.says, desk.says
    assert (
        desk.cases[reported.id].values == desk.cases[reported.id].values | {"result": "属实", "signed": "已签"}
        and desk.cases[reported.id].state == "报告反映"
    )


def test_the_way_back_is_taken_by_itself(desk):
    case = desk.case("FUND-01", 1) if desk.export() else None
    assert desk.take(Book(desk.export()).fill(case.id, **DISMISSED).save()) == 0
    both = Book(desk.export()).fill(case.id, 重新核实理由="又有新材料", 核实结果="属实", 属实金额=560)
    assert desk.take(both.save()) == 1 and "单独导入" in desk.says and desk.cases[case.id].state == "排除"


def test_what_is_filled_in_already_is_never_written_over(desk):
    path, case = desk.export(), desk.case("LOAN-02")
    Book(path).fill(case.id, 分派人="审计员丙").save()
    assert desk.export() == path and desk.take(path.with_name("疑点核查表_临朐县-1.xlsx")) == 0
    assert desk.cases[case.id].values["assigned_to"] == "审计员丙"


def test_a_line_without_its_mark_is_taken_on_nobodys_word(desk):
    path, case = desk.export(), desk.case("LOAN-02")
    assert desk.take(Book(path).fill(case.id, 分派人="审计员丙", 核对码=None).save()) == 1 and "认不出是哪一次导出的" in desk.says
    assert desk.take(Book(desk.export()).fill(case.id, 核对码=None).save()) == 0


def test_two_columns_of_one_name_are_asked_about(desk):
    book = Book(desk.export())
    page = book.book["财政专项扶贫资金"]
    page.insert_cols(3)
    page.cell(1, 3, "核实人")
    assert desk.take(book.save()) == 1 and "两列都叫“核实人”" in desk.says


def test_what_is_written_into_a_reason_is_masked_for_others(desk):
    case = desk.case("FUND-01") if desk.export() else None
    assert desk.take(Book(desk.export()).fill(case.id, **DISMISSED | {"排除理由": f"与{ID}重名"}).save()) == 0, desk.says
    masked = Book(desk.export("--names", "masked"))
    assert ID not in masked.place(case.id, "排除理由").value
    assert desk.take(masked.path) == 0 and "0 recorded" in desk.says and ID in desk.cases[case.id].values["reason"]


def test_a_refused_cell_among_merged_ones_loses_nothing(desk):
    path, case, other = desk.export(), desk.case("FUND-01"), desk.case("FUND-01", 1)
    book = Book(path).fill(case.id, **DISMISSED | {"复核人": None}).fill(other.id, **VERIFIED)
    cell = book.place(case.id, "复核人")
    cell.parent.merge_cells(start_row=cell.row, end_row=cell.row, start_column=cell.column - 1, end_column=cell.column)
    assert (
        desk.take(book.save()) == 1 and "Traceback" not in desk.says and "1 refused" in desk.says and desk.cases[other.id].state == "属实"
    )


def test_sorted_moved_hidden_and_inserted_it_is_the_same_workbook(desk):
    path, case, other = desk.export(), desk.case("FUND-01"), desk.case("FUND-01", 1)
    book = Book(path).fill(case.id, **DISMISSED).fill(other.id, **VERIFIED)
    page = book.book["财政专项扶贫资金"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    page.delete_rows(1, page.max_row)
    page.append(["某县疑点"])
    page.append([])
    order = [5, *range(5), *range(6, len(rows[0]))]
    for number, row in enumerate([rows[0], *reversed(rows[1:])]):
        page.append([row[place] for place in order] + [f"我的备注{number}"])
    page.insert_cols(3)
    page.cell(3, 3, "我的列")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["E"].hidden = True
    assert desk.take(book.save()) == 0, desk.says
    assert (desk.cases[case.id].state, desk.cases[other.id].state) == ("排除", "属实")


def test_a_conclusion_is_not_turned_round_without_the_reviewers_reason(desk):
    case = desk.case("FUND-01") if desk.export() else None
    desk.take(Book(desk.export()).fill(case.id, **DISMISSED).save())
    assert desk.cases[case.id].state == "排除"
    turned = Book(desk.export()).fill(case.id, 核实结果="属实", 属实金额=1200, 排除理由代码=None)
    assert desk.take(turned.save()) == 1 and "重新核实理由" in desk.says
    assert desk.take(Book(desk.export()).fill(case.id, 重新核实理由="村里又送来一份名单").save()) == 0, desk.says
    again = desk.cases[case.id]
    assert (
        again.state == "核实中"
        and not again.values["result"]
        and [entry.data["state"] for entry in again.history if entry.kind == "decided"] == ["排除", "核实中"]
    )
    assert desk.take(Book(desk.export()).fill(case.id, **VERIFIED).save()) == 0, desk.says
    assert desk.cases[case.id].state == "属实"


def test_two_people_who_fill_in_one_line_are_told(desk):
    mine, case = desk.export(), desk.case("LOAN-02")
    theirs = Book(mine).fill(case.id, 分派人="审计员丁").save(mine.with_name("丁.xlsx"))
    assert desk.take(theirs) == 0
    assert desk.take(Book(mine).fill(case.id, 分派人="审计员戊").save()) == 1 and "已有人填了别的内容" in desk.says
    assert desk.cases[case.id].values["assigned_to"] == "审计员丁"
    assert desk.take(Book(desk.export()).fill(case.id, 核查方式="入户").save(mine.with_name("另.xlsx"))) == 0
    assert desk.cases[case.id].values | {"method": "入户"} == desk.cases[case.id].values


def test_decisions_are_carried_and_come_back_when_facts_change(desk):
    path, case, loan = desk.export(), desk.case("FUND-01", 1), desk.case("LOAN-02")
    desk.take(Book(path).fill(case.id, **VERIFIED).fill(loan.id, 分派人="审计员丙").save())
    desk.found(
        [*(found for found in LEADS_FOUND if found["rule_id"] != "LOAN-02"), lead("FUND-01", 9, "900.00", matter="a", day="2019-05-08")]
    )
    again = Book(desk.export())
    assert desk.cases[case.id].state == "属实" and desk.cases[case.id].changed and desk.status()["changed"] == 1
    assert "1120.00 → 2020.00" in again.place(case.id, "此前情况").value and "没有再出现" in again.place(loan.id, "此前情况").value
    assert desk.status() == {"raised": 4, "dismissed": 0, "verified": 1, "unverifiable": 0, "open": 3, "changed": 1}
    assert desk.take(again.fill(case.id, 属实金额=2020).save()) == 0 and not desk.cases[case.id].changed


def test_what_is_none_of_ours_is_named(desk, tmp_path):
    path, case = desk.export(), desk.case("FUND-01")
    cut = tmp_path / "坏.xlsx"
    cut.write_bytes(path.read_bytes()[:3000])
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    assert desk.take(cut, other) == 1 and "坏.xlsx" in desk.says and "别的.xlsx" in desk.says
    for changed, why in (({"事项编号": "FUND-01-M0123456789"}, "没有这个事项"), ({"核对码": "9.x.y"}, "核对码被改动")):
        copy = Book(path).fill(case.id, 分派人="审计员丙", **changed).save(tmp_path / "改.xlsx")
        assert desk.take(copy) == 1 and why in desk.says
    mark = Book(path).place(case.id, "核对码").value
    for part, why in ((2, "另一把项目密钥"), (1, "不是从这份案件记录导出的")):
        parts = mark.split(".")
        parts[part] = "0" * len(parts[part])
        copy = Book(path).fill(case.id, 分派人="审计员丙", 核对码=".".join(parts)).save(tmp_path / "改.xlsx")
        assert desk.take(copy) == 1 and why in desk.says
    below = Book(path)
    page = below.book["财政专项扶贫资金"]
    titles = {cell.value: cell.column for cell in page[1]}
    row = next(row[0].row for row in page.iter_rows(min_row=2) if row[titles["疑点编号"] - 1].value)
    page.cell(row, titles["核实结果"], "属实")
    assert desk.take(below.save(tmp_path / "疑点行.xlsx")) == 1 and "没有事项编号" in desk.says


def test_masked_workbooks_come_back_too_and_name_nobody_on_the_terminal(desk):
    path, case = desk.export("--names", "masked"), desk.case("FUND-01")
    text = str([[cell.value for cell in row] for page in openpyxl.load_workbook(path) for row in page.iter_rows()])
    assert ID not in text and "已遮盖" in text
    wrong = DISMISSED | {"排除理由": f"本人 {ID} 已说明", "复核人": "审计员甲"}
    assert desk.take(Book(path).fill(case.id, **wrong).save()) == 1 and ID not in desk.says and "审计员甲" not in desk.says
    assert desk.take(Book(path).fill(case.id, **DISMISSED).save()) == 0, desk.says


def test_the_workbook_is_fit_to_work_in(desk):
    book = openpyxl.load_workbook(desk.export())
    assert book.sheetnames == ["说明", "财政专项扶贫资金", "扶贫小额信贷", "义务教育有保障", "按村"]
    page = book["财政专项扶贫资金"]
    titles = {cell.value: cell.column for cell in page[1]}
    rows = [{title: page.cell(row, place) for title, place in titles.items()} for row in range(2, page.max_row + 1)]
    assert [row["疑点金额（元）"].value for row in rows if row["事项编号"].value] == [1200, 1120]
    first = rows[0]
    assert first["最早日期"].is_date and first["疑点金额（元）"].number_format == "#,##0.00"
    assert first["疑点描述"].protection.locked and not first["核实结果"].protection.locked and page.protection.sheet
    assert page.freeze_panes == "C2" and page.auto_filter.ref and page.print_title_rows == "$1:$1"
    offered = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert '"属实,部分属实,不属实,无法核实"' in offered and any("ACC 应发未超期" in values for values in offered)
    assert page.column_dimensions[openpyxl.utils.get_column_letter(titles["核对码"])].hidden
    assert any(page.row_dimensions[row].outlineLevel == 1 for row in range(2, page.max_row + 1))
    assert "导出人" in page.oddHeader.left.text
    assert [row[2].value for row in book["按村"].iter_rows(min_row=2)][-1] == desk.case("FUND-01").id  # of no village


def test_a_workbook_that_cannot_be_written_is_told(desk):
    desk.export()
    (desk.top / "desk" / ".疑点核查表_临朐县.xlsx.part").mkdir()
    assert desk.call("export", "--to", desk.top / "desk") == 2 and "close it in Excel" in desk.says and "Traceback" not in desk.says
