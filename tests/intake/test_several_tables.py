"""Several tables on one sheet, side by side or one below the other: each is read as its own, or named; nothing of one stands in the other."""

from __future__ import annotations

import pytest

from auditlib.parameters import Pin
from tests.intake.helpers import identity, workbook

P = [identity(f"19{40 + n}0312", f"{101 + n}") for n in range(12)]
PAID = ["姓名", "身份证号", "补贴项目", "发放金额", "发放日期"]
LENT = ["借款人名称", "借款人证件号码", "借据号", "贷款金额（元）", "放款日期", "到期日期"]
WORK = ["工人", "证号", "车间", "月工资", "到岗日"]


def paid(*people: int, amount: int = 300) -> list[list]:
    return [[f"张{n}", P[n], "低保金", amount, "2019-03-15"] for n in people]


def lent(*people: int) -> list[list]:
    return [[f"李{n}", P[n], f"J{n}", 50000, "2018-01-01", "2021-01-01"] for n in people]


def worked(*people: int) -> list[list]:
    return [[f"王{n}", P[n], "一号车间", 1800, "2019-01-02"] for n in people]


def beside(left: list[list], right: list[list], gap: int) -> list[list]:
    rows = [(left[n : n + 1] or [[None] * len(left[0])])[0] + [None] * gap for n in range(max(len(left), len(right)))]
    return [row + (right[n : n + 1] or [[None] * len(right[0])])[0] for n, row in enumerate(rows)]


@pytest.fixture
def tables(folder, read):
    """Entries of the sheet's tables, (ledger, rows, kept), after its rows are read; every row of a table read is accounted for."""

    def read_tables(rows: list[list], name: str = "2019年发放", **county):
        workbook(folder / f"{name}.xlsx", {"s": rows})
        result = read(**county)
        for sheet in result.intake.sheets:
            if sheet["ledger"]:
                assert sheet["rows"] == sheet["kept"] + sheet["quarantined"] + sheet["totals"] + sheet["notes"]
        return result, [(sheet["ledger"], sheet["rows"], sheet["kept"]) for sheet in result.intake.sheets]

    return read_tables


def people(result, ledger: str, column: str) -> set[str]:
    return {row[column] for row in result.rows(ledger)}


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_one_list_that_goes_on_beside_itself(tables, gap):
    result, found = tables(beside([PAID, *paid(0, 1, 2)], [PAID, *paid(3, 4, amount=400)], gap))
    assert found == [("benefit_payment", 3, 3), ("benefit_payment", 2, 2)]
    rows = result.rows("benefit_payment")
    assert {row["id_no"]: int(row["amount"]) for row in rows} == {P[0]: 300, P[1]: 300, P[2]: 300, P[3]: 400, P[4]: 400}
    assert len({row["row_id"] for row in rows}) == 5, "two rows of one line are two rows"


@pytest.mark.parametrize("gap", [0, 1])
def test_two_ledgers_side_by_side(tables, gap):
    result, found = tables(beside([PAID, *paid(0, 1)], [LENT, *lent(2, 3, 4)], gap))
    assert found == [("benefit_payment", 2, 2), ("micro_loan", 3, 3)]
    assert people(result, "micro_loan", "borrower_id") == {P[2], P[3], P[4]} and people(result, "micro_loan", "head_id") == {None}
    assert all("分别读取" in sheet["warnings"][0] for sheet in result.intake.sheets)


def test_an_unknown_table_beside_a_known_one_is_named_and_can_be_set_aside(tables):
    rows = beside([PAID, *paid(0, 1)], [WORK, *worked(2, 3)], 1)
    result, found = tables(rows)
    assert found == [("benefit_payment", 2, 2), (None, 2, 0)]
    assert people(result, "benefit_payment", "id_no") == {P[0], P[1]}
    (question,) = (
        result.sheet(sheet="s", file="2019年发放.xlsx")["questions"]
        if len(result.intake.sheets) == 1
        else result.intake.sheets[1]["questions"]
    )
    assert "这是第 2 张（第 1 行起，G 至 K 列）" in question and "table: 2" in question
    result, found = tables(rows, files=[Pin(match="*", sheet="s", table=2, ledger="ignore")])
    assert found[0] == ("benefit_payment", 2, 2) and result.intake.unread == []


def test_an_unknown_table_with_one_known_word_is_no_part_of_the_other(tables):
    result, found = tables(beside([PAID, *paid(0, 1)], [["设备", "型号", "数量"], ["泵", "B1", 3], ["管", "C2", 4]], 1))
    assert found == [("benefit_payment", 2, 2), (None, 2, 0)]
    assert people(result, "benefit_payment", "quantity") == {None}


def test_an_empty_column_within_a_table_parts_nothing(tables):
    head, *rows = [[row[0], None, *row[1:]] for row in [PAID, *paid(0, 1)]]
    result, found = tables([head, *rows])
    assert found == [("benefit_payment", 2, 2)] and people(result, "benefit_payment", "name") == {"张0", "张1"}
    assert tables([[cell for text in row for cell in (text, None)] for row in [PAID, *paid(0, 1)]])[1] == [("benefit_payment", 2, 2)]
    head, *rows = [[*row[:3], None, *row[3:]] for row in [PAID, *paid(0, 1)]]
    assert tables([head, *rows])[1] == [("benefit_payment", 2, 2)]
    head, *rows = [
        [*row, None, *more] for row, more in zip([PAID, *paid(0, 1)], [["代领人", "签字"], ["某", "某"], ["某", None]], strict=True)
    ]
    assert tables([head, *rows])[1] == [("benefit_payment", 2, 2)]


BLANK = [[None]]


@pytest.mark.parametrize(
    ("between", "second"),
    [
        (BLANK, [["姓名", "证号", "扣缴医保费"], *([f"张{n}", P[n], 280] for n in (5, 6))]),
        ([[None], ["扶贫车间用工情况"]], [WORK, *worked(5, 6)]),
        ([], [["工人姓名", "证号", "车间名称", "月工资", "到岗日期"], *worked(5, 6)]),
        ([["合计", None, None, 900]], [["工人姓名", "证号", "车间名称", "月工资", "到岗日期"], *worked(5, 6)]),
    ],
)
def test_an_unknown_table_below_a_known_one_is_named(tables, between, second):
    result, found = tables([PAID, *paid(0, 1, 2), *between, *second])
    assert [entry[0] for entry in found] == ["benefit_payment", None] and found[0][2] == 3 and found[1][1] == 2
    assert people(result, "benefit_payment", "id_no") == {P[0], P[1], P[2]}
    ((place, problem),) = result.intake.unread
    assert "2 行未读取" in problem and "table: 2" in result.intake.sheets[1]["questions"][0]


def test_three_tables_each_its_own_ledger(tables):
    deaths = [["姓名", "身份证号", "死亡日期"], ["赵", P[9], "2019-05-01"]]
    _, found = tables([PAID, *paid(0, 1), [None], ["贷款情况"], LENT, *lent(2), [None], *deaths])
    assert found == [("benefit_payment", 2, 2), ("micro_loan", 1, 1), ("death_register", 1, 1)]


def test_the_same_headers_in_another_order_are_another_table(tables):
    """Two exports put one below the other: what is due must not be taken for what was paid."""
    head, other = ["姓名", "身份证号", "补贴项目", "申报金额", "实发金额"], ["身份证号", "姓名", "补贴项目", "实发金额", "申报金额"]
    result, found = tables([head, ["张一", P[1], "低保金", 400, 300], other, [P[2], "张二", "低保金", 310, 410]])
    assert [kept for _, _, kept in found] == [1, 1]
    assert [(row["id_no"], row["amount"]) for row in result.rows("benefit_payment")] == [(P[1], 300), (P[2], 310)]


def test_the_same_headers_under_another_title_are_another_roster(tables):
    roster = ["姓名", "身份证号", "发放金额"]
    rows = [["2019年第1季度高龄津贴发放表"], roster, ["张三", P[0], 300], [None], ["2018年护理补贴发放表"], roster, ["李四", P[1], 80]]
    result, found = tables(rows, "发放")
    assert found == [("benefit_payment", 1, 1), ("benefit_payment", 1, 1)]
    first, second = result.rows("benefit_payment")
    assert first["programme"] != second["programme"] and (first["period_from"].year, second["period_from"].year) == (2019, 2018)


def test_a_printed_page_is_no_new_table(tables):
    title = ["2019年低保金发放表（第1页）"]
    rows = [title, PAID, *paid(0, 1), ["2019年低保金发放表（第2页）"], PAID, *paid(2), ["二、西村"], PAID, *paid(3)]
    assert [entry[2] for entry in tables(rows)[1]] == [4]


@pytest.mark.parametrize(
    "odd", [["李四", "不详", "低保金", "未发", "待定"], ["东村", None, None, None, None], ["李四", None, "低保金", "无", None]]
)
def test_a_row_of_words_is_no_header(tables, odd):
    _, found = tables([PAID, *paid(0, 1), odd, *paid(2, 3)])
    assert len(found) == 1 and found[0][2] >= 4


@pytest.mark.parametrize("group", [["东村", "李书记"], ["二、西村", None, "王主任"], ["低保户", "重点户", None, None]])
def test_the_name_of_a_group_is_no_header(tables, group):
    rows = [
        ["序号", *PAID],
        *([n, *row] for n, row in enumerate(paid(0, 1), 1)),
        [None],
        group,
        *([n, *row] for n, row in enumerate(paid(2, 3), 1)),
    ]
    _, found = tables(rows)
    assert len(found) == 1 and found[0][2] >= 4


def test_a_header_far_down(tables):
    rows = [[f"说明第{n}条：按规定填报。"] for n in range(1, 35)] + [PAID, *paid(0, 1)]
    assert tables(rows)[1] == [("benefit_payment", 2, 2)]


def test_headers_down_the_side_are_told(tables):
    result, found = tables([list(column) for column in zip(PAID, *paid(0, 1, 2), strict=True)])
    assert found[0][0] is None
    (question,) = result.intake.questions
    assert "表头在第 A 列" in question and "转置" in question and "ledger: ignore" in question


FORM = [["姓名", "张三", "身份证号", P[0]], ["贷款金额", "50000", "放款日期", "2019-03-01"], ["到期日期", "2022-03-01", "贷款利率", "4.35"]]
MONTHS = [["姓名", "身份证号", "1月", "2月", "3月"], *(["张三", number, 300, 300, 300] for number in P[:3])]


@pytest.mark.parametrize(("rows", "word"), [(FORM, "登记表"), (MONTHS, "每月")])
def test_what_has_no_row_for_each_payment_is_told_for_what_it_is(tables, rows, word):
    result, found = tables(rows)
    (question,) = result.intake.questions
    assert found[0][0] is None and word in question and "一行" in question


def test_a_return_file_without_a_header_is_told(folder, read):
    lines = [f"20190315|{n:06}|张三|622300000000000{n:04}|{P[n]}|500.00|成功" for n in range(12)]
    (folder / "回盘.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = read()
    (question,) = result.intake.questions
    assert "没有表头" in question and "第 E 列像证件号码" in question and "第 F 列像金额" in question and "补一行表头" in question


@pytest.mark.parametrize("own", [["姓名", "身份证号", "车间", "月工资"], ["工人", "证号", "车间", "月工资"]])
def test_an_unknown_table_left_of_a_ledger_is_not_its_first_columns(tables, own):
    result, found = tables(beside([own, *([f"王{n}", P[n], "一号车间", 1800] for n in (0, 1))], [LENT, *lent(2, 3)], 1))
    assert found == [(None, 2, 0), ("micro_loan", 2, 2)]
    assert people(result, "micro_loan", "borrower_id") == {P[2], P[3]}


@pytest.mark.parametrize("between", [[], [[None]]])
def test_a_total_above_the_next_header_is_no_title(tables, between):
    found = tables([PAID, *paid(0, 1, 4), ["合计", None, None, 900, None], *between, LENT, *lent(2, 3)])[1]
    assert found == [("benefit_payment", 4, 3), ("micro_loan", 2, 2)]
