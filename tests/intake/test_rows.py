"""What a row is follows from what it holds: numbers and sums first, words where nothing else tells."""

from __future__ import annotations

import pytest

from tests.intake.helpers import identity, table, workbook

P = [identity(f"19{50 + n}0312", f"{101 + n}") for n in range(6)]
HEAD = ["村", "姓名", "身份证号", "补贴项目", "金额", "发放日期", "备注"]


def paid(n: int, amount: float = 300, remark: str | None = None, name: str = "张三", number: str | None = "") -> list:
    return ["东村", name, P[n] if number == "" else number, "低保金", amount, "2019-03-15", remark]


@pytest.fixture
def counted(folder, read):
    """A roster read: (rows kept, quarantined, kinds set aside in the order of the sheet); the four make up the rows."""

    def count(rows: list[list], head=HEAD):
        workbook(folder / "2019年发放.xlsx", {"s": [head, *rows]})
        result = read()
        sheet = result.sheet()
        assert sheet["rows"] == sum(any(cell is not None for cell in row) for row in rows)
        assert sheet["rows"] == sheet["kept"] + sheet["quarantined"] + sheet["totals"] + sheet["notes"]
        aside = sorted(result.set_aside, key=lambda row: row["source_row"])
        assert len(aside) == sheet["totals"] + sheet["notes"]
        return result, sheet["kept"], sheet["quarantined"], [row["kind"] for row in aside]

    return count


@pytest.mark.parametrize(
    "word",
    table("""
合计
合　计：
总金额
发放总额
应发合计数
合计（元）
合计：2人
合计人数2人
共2人
共计2户，600元
本页合计
第3页小计
1-3月累计
全镇汇总
Σ
Grand Total
其中：分散供养
"""),
)
def test_a_word_for_a_total_without_a_number_is_a_total(counted, word):
    _, kept, quarantined, aside = counted([paid(0), paid(1), [None, word[0], None, None, 600, None, None]])
    assert (kept, quarantined, aside) == (2, 0, ["total"])


def test_a_word_for_a_total_in_the_remark_tells_where_nothing_else_does(counted):
    _, kept, quarantined, aside = counted([paid(0), paid(1), [None, None, None, None, 600, None, "合计"]])
    assert (kept, quarantined, aside) == (2, 0, ["total"])


@pytest.mark.parametrize(
    "remark",
    ["联系人：李四", "负责人：王五", "单位：某镇", "会计:赵六代领", "注：补发上年", "说明：补发", "其中：补发100元", "合计", "共2人"],
)
def test_no_word_in_a_remark_takes_a_payment_away(counted, remark):
    result, kept, quarantined, aside = counted([paid(0, remark=remark), paid(1, 310)])
    assert (kept, quarantined, aside) == (2, 0, [])
    assert {row["amount"] for row in result.rows("benefit_payment")} == {300, 310}


@pytest.mark.parametrize("name", ["合计", "汇总", "共三人"])
def test_whoever_has_an_identity_number_is_a_person(counted, name):
    assert counted([paid(0), paid(1, 300, name=name)])[1:] == (2, 0, [])


def test_a_payment_without_a_number_but_with_a_name_is_no_note(counted):
    assert counted([paid(0), paid(1), paid(2, 100, "联系人：李四", number=None)])[1:] == (3, 0, [])


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ([None, None, None, None, 900, None, None], (3, 0, ["total"])),
        ([None, None, None, None, 901, None, None], (3, 0, ["note"])),
        ([None, "全部金额", None, None, 900, None, None], (3, 1, [])),
        (["东村", "李四", None, "低保金", 900, "2019-03-15", None], (3, 1, [])),
        (["东村", "李四", None, "低保金", 901, "2019-03-15", None], (4, 0, [])),
        ([None, "李四", P[4], None, 900, None, None], (4, 0, [])),
    ],
)
def test_an_amount_that_is_the_sum_of_the_rows_above(counted, last, found):
    """Without any text a total; with some it is in doubt, and neither paid nor lost."""
    result, *counts = counted([paid(0), paid(1), paid(2), [None] * 7, last])
    assert tuple(counts) == found
    if found[1]:
        (refused,) = result.quarantine
        assert refused["original"] == "900" and "疑似合计行" in refused["reason"] and "重新提交" in refused["reason"]
    if found[2] == ["total"]:
        assert any("按合计搁置：1 行" in warning for warning in result.sheet()["warnings"])


def test_subtotals_by_group_and_the_total_of_all_without_a_word(counted):
    bare = [None] * 4
    rows = [paid(0), paid(1), [*bare, 600, None, None], paid(2, 100), paid(3, 150), [*bare, 250, None, None], [*bare, 850, None, None]]
    assert counted(rows)[1:] == (4, 0, ["total"] * 3)


def test_two_amounts_that_add_up_to_a_third_prove_nothing(counted):
    assert counted([paid(0, 100), paid(1, 200), paid(2, 300, number=None)])[1:] == (3, 0, [])


@pytest.mark.parametrize(("second", "found"), [(200, (3, 2, ["total"])), (250, (5, 0, ["total"]))])
def test_rows_that_make_up_the_total_above_them_are_in_doubt(counted, second, found):
    parts = [[None, "中央资金", None, None, 700, None, None], [None, "省级资金", None, None, second, None, None]]
    assert counted([paid(0), paid(1), paid(2), ["合计", None, None, None, 900, None, None], *parts])[1:] == found


def test_a_list_without_numbers_is_not_searched_for_sums(counted):
    rows = [["东村", f"张{n}", None, "低保金", amount, "2019-03-15", None] for n, amount in enumerate([100, 200, 300, 600])]
    assert counted(rows)[1:] == (4, 0, [])


def test_a_text_and_an_amount_alone_in_a_list_of_persons_is_kept_and_told(counted):
    fee, person = [None, "手续费", None, None, 35, None, None], paid(3, 120, name="李四", number=None)
    result, *counts = counted([paid(0), paid(1), paid(2), fee, person])
    assert counts == [5, 0, []]
    assert [warning for warning in result.sheet()["warnings"] if warning.startswith("只有一项文字和金额") and warning.endswith("：1 行")]


PROJECTS = ["项目名称", "项目编号", "实施单位", "村", "备注", "批复投资(元)", "开工日期", "竣工日期"]


def test_a_project_whose_words_look_like_a_total_or_a_note(counted):
    rows = [
        ["共计划3座大棚", "X1", "某镇政府", "东村", "其中：打井2眼", 1000, "2018-03-01", "2018-10-01"],
        ["总计划生产路硬化", "X2", "负责人：李某", "东村", "合计", 2000, "2018-03-01", "2018-10-01"],
        ["打井", "X3", "单位：水务局", "东村", "共计3座", 3000, "2018-03-01", "2018-10-01"],
        ["小计", None, None, None, None, 6000, None, None],
        ["制表人：某某", None, "审核人：", None, None, None, None, None],
    ]
    assert counted(rows, PROJECTS)[1:] == (3, 0, ["total", "note"])


@pytest.mark.parametrize("name", ["例", "例：张三", "例1", "示例", "填写示例", "样例（请删除）", "如：张三", "张三（示例）", "Example"])
def test_an_example_is_set_aside_even_with_a_number(counted, name):
    result, kept, quarantined, aside = counted([paid(0, name=name), paid(1), paid(2)])
    assert (kept, quarantined, aside) == (2, 0, ["example"])
    assert any("示例" in warning and "1 行" in warning for warning in result.sheet()["warnings"])


def test_a_note_makes_examples_of_the_rows_above_it(counted):
    assert counted([paid(0), ["以上为样例，请从下一行开始填写"], paid(1), paid(2)])[1:] == (2, 0, ["example", "note"])


@pytest.mark.parametrize("name", ["例外", "例如意", "范例生"])
def test_a_name_that_begins_like_an_example_is_a_person(counted, name):
    assert counted([paid(0, name=name), paid(1)])[1:] == (2, 0, [])


def test_a_row_that_explains_the_columns_is_no_person(counted):
    rows = [
        ["（文本）", "（文本）", "（18位）", "（下拉）", "（数字）", "（日期）", None],
        ["必填", "文本", "文本", "下拉选择", "数字", "日期", "选填"],
        ["必填，写全称", "必填", "必填，18位", "选填", "必填：数字", "必填，格式：2019-01-01", "选填"],
        paid(0),
    ]
    assert counted(rows)[1:] == (1, 0, ["note", "note", "note"])
