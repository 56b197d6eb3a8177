"""Delimited text: no quotation mark swallows a line, and whatever was read against the quotation marks is named."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditlib.intake import delimited
from auditlib.intake.delimited import Lines, delimiter, usual_width
from auditlib.intake.grids import Grid
from auditlib.intake.read_text import read as read_text
from auditlib.intake.sheet_writer import text_column
from auditlib.intake.text_columns import split, write_text
from tests.intake.helpers import identity

A, B, C = identity("19450312", "101"), identity("19630724", "202"), identity("19710203", "303")
HEAD = "姓名,身份证号,死亡日期,备注"


def line_by_line(lines: list[str], mark: str) -> Lines:
    """All lines of a text."""
    return delimited.line_by_line(lines, mark, usual_width(lines, mark), range(1, len(lines) + 1), len(lines))


def rows_of(text: str, folder) -> tuple[list[list[str | None]], list[int], list[str]]:
    """Cells, line numbers and warnings, as the child hands them over."""
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    (grid,) = read_text(path, folder)
    columns = grid.table().to_pydict()
    numbers = columns.pop("row")
    return [list(cells) for cells in zip(*columns.values(), strict=True)], numbers, grid.warnings


def test_a_quote_never_closed_costs_no_line(folder, read):
    lines = [f"姓名{n},{identity('19450312', f'{n:03}')},2019-05-01,{'' if n != 4 else chr(34) + '见附件'}" for n in range(1, 21)]
    (folder / "a.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    result = read()
    assert [row["source_row"] for row in result.rows("death_register")] == list(range(2, 22))
    (warning,) = [text for text in result.sheet()["warnings"] if "引号" in text]
    assert "第 5 行" in warning


@pytest.mark.parametrize("last", ['"另见', '另见"', '"'])
def test_two_stray_quotes_join_no_lines(tmp_path, last):
    lines = [HEAD, f'张三,{A},2019-05-01,"见附件', *[f"李四,{B},2019-06-01,"] * 3, f"王五,{C},2019-07-01,{last}"]
    rows, numbers, warnings = rows_of("\n".join(lines) + "\n", tmp_path)
    assert [row[0] for row in rows] == ["姓名", "张三", "李四", "李四", "李四", "王五"]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert len(warnings) == 1 and warnings[0].startswith("第 2")


def test_two_stray_quotes_in_one_line_hide_no_cell(tmp_path):
    rows, _, warnings = rows_of(f'{HEAD}\n张三,"{A},2019-05-01,"无\n李四,{B},2019-06-01,无\n', tmp_path)
    assert [len([c for c in row if c]) for row in rows[:3]] == [4, 4, 4]
    assert rows[1] == ["张三", A, "2019-05-01", "无"]
    assert "第 2 行" in warnings[0]


def test_a_cell_of_several_lines_stays_one_and_nothing_is_told(tmp_path):
    rows, numbers, warnings = rows_of(f'{HEAD}\n"张\n三",{A},2019-05-01,"一,二\n\n""三"""\n李四,{B},2019-06-01,\n', tmp_path)
    assert rows[1] == ["张\n三", A, "2019-05-01", '一,二\n\n"三"'] and rows[2][0] == "李四"
    assert numbers == [1, 2, 6] and warnings == []


def test_digits_kept_by_an_equals_sign_are_the_digits(tmp_path):
    rows, _, _ = rows_of(f'村代码,姓名,身份证号\n="0012","=""张三""",{A}\n=5*1,李四,"=""{B}"""\n', tmp_path)
    assert rows[1:3] == [["0012", "张三", A], ["=5*1", "李四", B]]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "\x01", "、"])
def test_what_separates_cells(tmp_path, mark):
    rows, _, _ = rows_of(
        "\n".join(mark.join(row) for row in [["姓名", "金额", "备注"], ["张三", "500", ""], ["李四", "600", "补发"]]), tmp_path
    )
    assert rows == [["姓名", "金额", "备注"], ["张三", "500", None], ["李四", "600", "补发"]]


def test_a_listing_comma_within_cells_separates_nothing():
    assert delimiter(["姓名,帮扶措施", "张三,培训、养羊", "李四,培训、医疗"]) == ","


def test_many_quotes_that_never_close_take_linear_time():
    lines = ["姓名,备注,金额"] + ['张三,"见附件,500'] * 200_001
    found = line_by_line(lines, ",")
    rows, numbers, warnings = found.rows, found.numbers, found.told
    assert len(rows) == len(numbers) == len(lines) and "200,001" in warnings[0]


CELL = st.text(alphabet='甲乙1,"\n=', max_size=6)


@example([['1"\n"', "", ""]], 1)
@example([["甲", '"1', ""], ["乙", "1", "1"], ["甲", '1"', ""]], 16)
@example([["甲", "1", "1"], ["甲", "", "乙,1"], ["乙", '"1\n1"', ""], ["乙", "1", ""]], 16)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8), st.integers(1, 60))
def test_columns_hold_what_line_by_line_finds(tmp_path_factory, cells, size):
    """However a text is cut into blocks, its cells are those of its lines, but for quotation marks in odd places."""
    text = "\n".join(",".join(row) for row in cells)
    ends = [place for place, mark in enumerate(text, 1) if mark == "\n"]
    cuts = [0, *dict.fromkeys(end for end in ends if end // size != (end - 1) // size), len(text)]
    blocks = [block.encode() for begin, end in pairwise(cuts) if (block := text[begin:end])]
    path, width, odd = write_text(tmp_path_factory.getbasetemp(), blocks, split(text), ",")
    numbers, *columns = Grid("", path, width).table().to_pydict().values()
    found = line_by_line(split(text), ",")
    assert numbers == found.numbers and odd.shifted == found.shifted
    padded = [row + [""] * (width - len(row)) for row in found.rows]
    for column, cells in zip(columns, zip(*padded, strict=True), strict=True):
        bare = [[(cell or "").replace('"', "").strip() for cell in each] for each in (column, text_column(cells).to_pylist())]
        assert bare[0] == bare[1]


@given(st.lists(st.text(alphabet='甲1,"', max_size=12), min_size=1, max_size=12))
def test_no_line_is_ever_lost(lines):
    """Every line lies in exactly one row: it begins one, or a quoted cell runs over it."""
    found = line_by_line(lines, ",")
    rows, numbers = found.rows, found.numbers
    assert numbers[0] == 1 and numbers == sorted(set(numbers)) and len(rows) == len(numbers)
    for row, first, following in zip(rows, numbers, [*numbers[1:], len(lines) + 1], strict=True):
        assert sum(cell.count("\n") for cell in row) == following - first - 1


AMOUNTS = ["甲村,张三,370799198501010013,500,2019-03-15,正常"] * 5


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("甲村,张三,370799198501010013,1,500.00,2019-03-15,正常", "1,500.00"),
        ("甲村,张三,370799198501010013,1,234,567,2019-03-15,正常", "1,234,567"),
        ("甲村,张三,370799198501010013,500,2019-03-15,正常,补发", "500"),
    ],
)
def test_thousands_without_quotation_marks_are_one_cell_where_only_that_fits(line, amount):
    lines = line_by_line(["村,姓名,身份证号,金额,日期,备注", *AMOUNTS, line], ",")
    assert lines.rows[-1][3:5] == [amount, "2019-03-15"] and lines.shifted == []
    assert bool(lines.told) == ("," in amount)


@pytest.mark.parametrize(
    "line",
    [
        "甲村,三组,张三,370799198501010013,500,2019-03-15,正常",
        "甲村,张三,370799198501010013,1,50,2019-03-15,正常",
    ],
)
def test_a_row_of_which_nobody_knows_which_cell_is_which_is_named(line):
    lines = line_by_line(["村,姓名,身份证号,金额,日期,备注", *AMOUNTS, line], ",")
    assert lines.shifted == [7] and len(lines.rows[-1]) == 7


def test_two_numbers_side_by_side_are_not_joined_by_guess():
    rows = ["姓名,标准,金额", "张三,100,500", "李四,100,500", "王五,1,500,300"]
    assert line_by_line(rows, ",").shifted == [4]


@pytest.mark.parametrize("remark", ["一,二,三", "共1,200元"])
def test_commas_in_the_only_remark_shift_nothing(remark):
    rows = ["姓名,金额,备注", *["张三,500,"] * 3, f"李四,600,{remark}"]
    lines = line_by_line(rows, ",")
    assert lines.shifted == [] and lines.rows[-1][:2] == ["李四", "600"]


def test_a_column_without_a_header_shifts_nothing():
    rows = ["姓名,金额", *["张三,1,200"] * 5]
    lines = line_by_line(rows, ",")
    assert lines.shifted == [] and lines.rows[1] == ["张三", "1", "200"]


@pytest.mark.parametrize("title", ["", "2019年死亡人员\n"])
def test_thousands_in_two_cells_of_every_row_shift_them_all(tmp_path, title):
    """Whether it is 1,200 or 1 beside 200 in a column without a header, nobody knows; without such numbers it is the column."""
    path = tmp_path / "a.csv"
    for last, shifted in (("1,200.00,x", 5), ("1,20,x", 0), ("1,x", 0)):
        path.write_text(title + "姓名,证件,金额,村\n" + f"张三,A,{last}\n" * 5, encoding="utf-8")
        assert len(read_text(path, tmp_path)[0].shifted) == shifted


def test_spaces_before_quotation_marks_and_the_end_of_a_file_of_dos(tmp_path):
    rows, _, told = rows_of(f'{HEAD}\n "张三", "{A}", "2019-05-01",\n\x1a', tmp_path)
    assert rows[1:] == [["张三", A, "2019-05-01", None]] and told == []


def test_a_million_columns_are_refused_before_they_are_laid_out(tmp_path):
    path, width, _ = write_text(tmp_path, [], [",".join("甲" * 100_000)], ",")
    assert width == 100_000 and not path.exists()
