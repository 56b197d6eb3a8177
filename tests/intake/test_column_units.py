"""In which unit a column counts where its header does not tell: one decision, from all its values, told; what does not fit it is not read."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.columns import Column
from auditlib.errors import ParameterError
from auditlib.intake.column_units import decided
from auditlib.intake.headers import Header
from auditlib.intake.typed_cells import Source
from auditlib.parameters import Pin
from tests.intake.helpers import identity, table, typed, workbook

# kind | unit of the header | the column's cells | what they become; ! is not read
COLUMNS = """
money   | ␀   | 50000, 88.50, 12.36, 99.99, 30000        | 50000, 88.5, 12.36, 99.99, 30000
money   | ␀   | 50000, 30000, -0.01, 0                   | 50000, 30000, -0.01, 0
money   | ␀   | 5, 3.5, 4, 0                             | 50000, 35000, 40000, 0
money   | ␀   | 5, 50000, 30000                          | !, 50000, 30000
money   | ␀   | 5元, 50000, 3万元                         | 5, 50000, 30000
money   | 元  | 5, 50000                                 | 5, 50000
money   | 万元 | 5, 88.50                                | 50000, 885000
money   | ␀   | 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5000    | 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, !
money   | ␀   | 5, 3, 6222021234567890                   | 50000, 30000, !
rate    | %   | 4.35, 0.35, 0.5, 0.45                    | 4.35, 0.35, 0.5, 0.45
rate    | %   | 0.0435, 0.0475                           | 4.35, 4.75
rate    | ␀   | 0.0435, 0.0475                           | 4.35, 4.75
rate    | ␀   | 4.35, 0.35, 4.75                         | 4.35, 0.35, 4.75
rate    | ␀   | 4.35, 0.0435                             | 4.35, !
rate    | ␀   | 4.35%, 0.0435                            | 4.35, 4.35
rate    | 月率 | 3.625, 0.9                              | 4.35, 1.08
rate    | 月率 | 0.3625, 0.04                            | 4.35, 0.48
percent | %   | 5, 0.5, 3                                | 5, 0.5, 3
percent | %   | 0.05, 0.03                               | 5, 3
percent | ␀   | 0.3, 1                                   | 30, 100
percent | ␀   | 95, 98, 1                                | 95, 98, 1
ratio   | ␀   | 50, 0.5                                  | 0.5, 0.005
ratio   | ␀   | 0.5, 0.25                                | 0.5, 0.25
term    | ␀   | 3, 1, 5                                  | 36, 12, 60
term    | ␀   | 36, 12, 3                                | 36, 12, !
term    | 月  | 36, 3                                    | 36, 3
date    | ␀   | 20191, 20192, 201910, 2019-03-15         | 2019-01-01, 2019-02-01, 2019-10-01, 2019-03-15
date    | ␀   | 19-9-3, 18.12.31                         | 2019-09-03, 2018-12-31
date    | ␀   | 12/3/19, 9/3/19, 2019-09-03              | !, !, 2019-09-03
date    | ␀   | 43711, 20191                             | 2019-09-03, !
date    | ␀   | 2019.1, 2019.9, 2019.11                  | !, 2019-09-01, 2019-11-01
date    | ␀   | 2019.1, 2019.9, 2019.10                  | 2019-01-01, 2019-09-01, 2019-10-01
date    | ␀   | 43711, 20190                             | 2019-09-03, 1955-04-11
"""


@pytest.mark.parametrize("row", table(COLUMNS), ids=lambda row: " ".join(row[:3]))
def test_a_column_is_read_in_one_unit(row):
    kind, unit, cells, expected = row
    more = {"magnitude": 100, "plausible": [-100_000_000, 100_000_000]} if kind == "money" else {}
    found = typed(kind, [cell.strip() for cell in cells.split(",")], unit or None, **more)
    for result, value in zip(found, expected.split(","), strict=True):
        value = value.strip()
        assert (result["value"] is None, bool(result["reason"])) == (value == "!", value == "!"), (result, value)
        if value != "!":
            assert str(result["value"]) == value if kind == "date" else result["value"] == Decimal(value)


def test_days_of_birth_are_serial_numbers_whatever_they_look_like():
    assert [str(r["value"]) for r in typed("date", ["20191", "20192"], holds="birth")] == ["1955-04-12", "1955-04-13"]


def test_points_may_mark_thousands_where_a_whole_column_has_it_so():
    assert [r["value"] for r in typed("money", ["1.234,56", "88,5", "1.234", "500"])] == [
        Decimal(t) for t in ("1234.56", "88.5", "1234", "500")
    ]
    both = typed("money", ["1.234,56", "1,234.56", "1.234"])
    assert [r["value"] for r in both] == [None, Decimal("1234.56"), Decimal("1.23")] and both[0]["reason"], (
        "a column that has both says nothing"
    )


@pytest.mark.parametrize("text", ["1,5", "12,34", "1,2345", "1.234,56,7", "1,23,456"])
def test_a_comma_that_marks_no_thousands_is_no_number(text):
    (result,) = typed("money", [text, "500"])[:1]
    assert result["value"] is None and result["reason"]


def told(kind: str, cells: list[str], unit: str | None = None, **contract):
    column = Column(name="x", header="列", type=kind, **contract)
    ((_, decision),) = decided([Source(column, Header(0, (), "列"), unit=unit)], pa.table({"row": range(len(cells)), "c0": cells}))
    return decision


def test_what_is_decided_is_told_and_doubt_is_asked_about():
    assert told("money", ["50000", "30000"], magnitude=100) is None, "nothing to tell"
    assert told("money", ["5", "3"], "万元", magnitude=100) is None, "the header tells"
    assert told("money", ["120", "300"], magnitude=100).asked, "few yuan, or many 万元"
    small = told("money", ["5", "3"], magnitude=100)
    assert "整行" not in small.told and "按万元读" in small.told and not small.asked
    mixed = told("money", ["5", "50000"], magnitude=100)
    assert "按元读" in mixed.told and "存疑" in mixed.told and mixed.asked
    assert "按年月读" in told("date", ["20191", "20192"]).told
    assert told("date", ["43711", "20191"]).asked and told("rate", ["4.35", "0.0435"]).asked and told("term", ["36", "3"]).asked


def test_few_yuan_are_asked_about_only_where_no_other_column_is_in_yuan():
    cells = pa.table({"row": range(2), "c0": ["120", "300"], "c1": ["50000", "30000"], "c2": ["5", "3"], "c3": ["0", "0"]})
    sources = [
        Source(Column(name=name, header=name, type="money", magnitude=100), Header(place, (), name))
        for place, name in enumerate(cells.column_names[1:])
    ]
    few, yuan, ten_thousands, nothing = sources
    assert [decision.asked for _, decision in decided([few, yuan], cells) if decision] == [False]
    for others in ([ten_thousands], [nothing], []):
        assert decided([few, *others], cells)[0][1].asked


NUMBERS = st.lists(st.decimals("0.01", "99999", places=2).map(str), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(["money", "rate", "percent", "ratio", "term"]), NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing_and_one_factor_holds_for_all(kind, cells, random):
    more = {"magnitude": 100} if kind == "money" else {}
    shuffled = cells[:]
    random.shuffle(shuffled)
    here, there = (
        sorted(zip(texts, [r["value"] for r in typed(kind, texts, **more)], strict=True), key=str) for texts in (cells, shuffled)
    )
    assert here == there
    factors = {round(float(value) / float(text), 3) for text, value in here if value is not None and float(text) >= 1}
    assert len(factors) <= 1


@pytest.mark.parametrize(("others", "first"), [(["2019.9", "2019.11"], None), (["2019.10"], "2019-01-01"), (["2019年2月"], None)])
def test_a_period_of_a_month_that_lost_its_nought_is_not_read(folder, read, others, first):
    rows = [[f"张{n}", identity(sequence=f"{n}02"), "低保金", 300, month] for n, month in enumerate([2019.1, *others])]
    workbook(folder / "低保.xlsx", {"s": [["姓名", "身份证号", "补贴项目", "发放金额", "所属期"], *rows]})
    result = read()
    found = {row["source_row"]: row["period_from"] for row in result.rows("benefit_payment")}
    assert (found[2] and str(found[2])) == first and all(found[row] for row in range(3, 3 + len(others)))
    assert any("1 月还是 10 月" in told for told in result.sheet()["warnings"]) == (first is None)


TOLD = ["单位：万元", "单位：户、人、万元", "金额单位均为人民币万元", "2018年贷款台账（万元）", "2018年贷款台账(金额：万元)"]


@pytest.mark.parametrize("place", ["above", "below the header", "note", "sheet"])
@pytest.mark.parametrize("text", TOLD)
def test_where_the_unit_of_a_table_may_stand(folder, read, place, text):
    """Amounts of more than a hundred 万元, which alone would be read as yuan."""
    rows = [LOAN, ["J1", "张三", 120, "2018-01-01", 110], ["J2", "李四", 150, "2018-01-01", 150]]
    if place == "below the header":
        rows.insert(1, [None, None, "（万元）", "（年月日）", "（万元）"])
    rows = [[text], *rows] if place == "above" else [*rows, [text]] if place == "note" else rows
    workbook(folder / "小额信贷.xlsx", {text.replace("：", "") if place == "sheet" and "（" in text else "s": rows})
    kept = [(row["principal"], row["balance"]) for row in read().rows("micro_loan")]
    assert (kept == [(1_200_000, 1_100_000), (1_500_000, 1_500_000)]) == (place != "sheet" or "（" in text)


LOAN = ["合同编号", "借款人名称", "贷款金额", "放款日期", "贷款余额"]
LOANS = [[f"J{n}", "张三", 50_000, "2018-01-01", balance] for n, balance in enumerate((50_000, 88.5, 3.25, 40_000))]


def test_the_county_answers_in_which_unit_a_column_counts(folder, read):
    workbook(folder / "小额信贷.xlsx", {"s": [LOAN, *LOANS]})
    asked = read()
    assert [row["balance"] for row in asked.rows("micro_loan")] == [Decimal(50_000), Decimal("88.5"), None, Decimal(40_000)]
    assert [row["unread"] for row in asked.rows("micro_loan")] == [None, None, ",balance,", None]
    (question,) = asked.sheet()["questions"]
    assert "贷款余额" in question and 'units: {balance: "元"}' in question
    answered = read("again", files=[Pin(match="*.xlsx", units={"balance": "元"})])
    assert [row["balance"] for row in answered.rows("micro_loan")] == [Decimal(t) for t in ("50000", "88.5", "3.25", "40000")]
    assert answered.sheet()["questions"] == [] and {m["column"]: m["unit"] for m in answered.sheet()["mapping"]}["balance"] == "元"


@pytest.mark.parametrize(
    ("units", "told"),
    [({"balance": "斤"}, "unit 斤 of balance"), ({"bank": "元"}, "unit 元 of bank"), ({"weight": "元"}, "no column weight")],
)
def test_an_answer_that_makes_no_sense_is_refused(folder, read, units, told):
    with pytest.raises(ParameterError, match=told):
        read(files=[Pin(match="*", ledger="micro_loan", units=units)])
