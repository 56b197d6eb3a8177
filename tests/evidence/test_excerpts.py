"""The rows that a lead stands on, as their file has them: whatever the file is, and never what it is not."""

from __future__ import annotations

import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditlib.evidence.files import Files
from tests.evidence.conftest import lead
from tests.intake.helpers import identity, table, workbook

P = [identity(f"19{40 + n}0312", f"{101 + n}") for n in range(12)]
PAID = ["乡镇", "行政村", "姓名", "身份证号", "补贴项目", "所属期", "实发金额", "发放日期", "经办人电话"]


def paid(*people: int) -> list[list[str]]:
    return [["城关街道", "东村", f"王小{n}", P[n], "孝善养老补助", "2019-03", "300.00", "2019-04-10", "13812345678"] for n in people]


def csv(rows: list[list[str]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def accused(files: Files, row: dict, facts: dict | None = None, **more):
    with files:
        return files.of(lead(row, facts or {"amount": "300.00", "pay_date": "2019-04-10"}, **more)).accused


def shown(excerpt) -> dict[str, str | None]:
    """The accused row by heading."""
    return dict(zip([heading.text for heading in excerpt.headings], excerpt.found.cells, strict=True))


def test_a_row_of_a_csv_with_three_rows_around_it(folder, opened, rows):
    (folder / "发放.csv").write_text(csv([PAID, *paid(*range(10))]), encoding="gb18030")
    row = rows("benefit_payment")[5]
    excerpt = accused(opened(), row)
    assert excerpt.proved and excerpt.ledger == "benefit_payment"
    assert [(line.row, line.cells[2], line.found) for line in excerpt.lines] == [(n + 2, f"王小{n}", n == 5) for n in range(2, 9)]
    assert [(line.row, line.cells) for line in excerpt.header] == [(1, tuple(PAID))]
    assert shown(excerpt)["身份证号"] == P[5]


def test_which_columns_were_read_and_which_decide(folder, opened, rows):
    (folder / "发放.csv").write_text(csv([PAID, *paid(0, 1)]), encoding="utf-8")
    told = {"amount": "300.00", "period_from": "2019-03-01", "name": "王小0"}  # the name is what every lead on a payment shows besides
    excerpt = accused(opened(), rows("benefit_payment")[0], told, rule="FUND-07")
    by_heading = {heading.text: heading for heading in excerpt.headings}
    assert {text: heading.column for text, heading in by_heading.items()} == dict(
        zip(PAID, ["town_name", "village_name", "name", "id_no", "programme", "period", "amount", "pay_date", None], strict=True)
    )
    assert by_heading["实发金额"].decides and by_heading["所属期"].decides, "named by the facts, a period by what it fills"
    assert by_heading["身份证号"].decides, "the row's key"
    assert not by_heading["姓名"].decides and not by_heading["行政村"].decides
    assert (by_heading["身份证号"].kind, by_heading["姓名"].kind) == ("identity", "name")


def test_an_unread_column_is_of_the_kind_that_some_ledger_gives_its_heading(folder, opened, rows):
    (folder / "发放.csv").write_text(csv([[*PAID[:-1], "借款人证件号码"], *paid(0, 1)]), encoding="utf-8")
    excerpt = accused(opened(), rows("benefit_payment")[0])
    assert [heading.kind for heading in excerpt.headings if heading.column is None] == ["identity"]


def test_a_header_of_two_rows_below_a_title(folder, opened, rows):
    group = ["乡镇", "行政村", "人员", None, *PAID[4:]]
    below = [None, None, "姓名", "身份证号", *[None] * 5]
    workbook(
        folder / "发放.xlsx",
        {"一季度": [["说明"]], "二季度": [["2019年发放表"], ["单位：元"], group, below, *paid(0, 1, 2)]},
        {"二季度": [(2, 2, 2, 3)]},
    )
    row = rows("benefit_payment")[1]
    excerpt = accused(opened(), row)
    assert (excerpt.sheet, excerpt.row, [line.row for line in excerpt.header]) == ("二季度", 6, [3, 4])
    assert shown(excerpt)["人员/身份证号"] == P[1]


@pytest.mark.parametrize("first", [0, 2])
def test_of_two_tables_side_by_side_the_one_that_the_facts_are_of(folder, opened, rows, first):
    left, right = paid(first, first + 1), paid(6 - first, 7 - first)
    workbook(folder / "发放.xlsx", {"s": [[*PAID, None, *PAID], *([*a, None, *b] for a, b in zip(left, right, strict=True))]})
    for row in rows("benefit_payment"):
        assert shown(accused(opened(), row, {"id_no": row["id_no"], "amount": "300.00"}))["身份证号"] == row["id_no"]


def test_of_two_tables_below_each_other_the_lower_has_its_own_header(folder, opened, rows):
    dead = [["死者姓名", "死者身份证号", "死亡日期"], ["王小0", P[0], "2018-12-05"], ["王小1", P[1], "2018-12-06"]]
    workbook(folder / "发放.xlsx", {"s": [PAID, *paid(0, 1), [None], ["死亡人员名单"], *dead]})
    payment, death = rows("benefit_payment")[0], rows("death_register")[0]
    with opened() as files:
        evidence = files.of(lead(payment, {"death_date": "2018-12-05", "amount": "300.00"}, (death,)))
    (compared,) = evidence.compared
    assert compared.ledger == "death_register" and [line.row for line in compared.header] == [6]
    assert [line.row for line in compared.lines] == [7, 8], "no row of the table above"
    assert {h.text for h in compared.headings if h.decides} == {"死者身份证号", "死亡日期"}


def test_a_file_in_an_archive_in_an_archive(folder, opened, rows, tmp_path):
    workbook(tmp_path / "发放.xlsx", {"s": [PAID, *paid(0, 1)]})
    with zipfile.ZipFile(tmp_path / "内.zip", "w") as inner:
        inner.write(tmp_path / "发放.xlsx", "发放.xlsx")
    with zipfile.ZipFile(folder / "外.zip", "w") as outer:
        outer.write(tmp_path / "内.zip", "下/内.zip")
    row = rows("benefit_payment")[1]
    excerpt = accused(opened(), row)
    assert excerpt.file == "外.zip/下/内.zip/发放.xlsx"
    assert shown(excerpt)["身份证号"] == P[1]


def test_a_parquet_of_many_row_groups(folder, opened, rows):
    columns = {name: [row[place] for row in paid(*range(12))] for place, name in enumerate(PAID)}
    pq.write_table(pa.table(columns), folder / "发放.parquet", row_group_size=2)
    row = rows("benefit_payment")[5]
    excerpt = accused(opened(), row)
    assert [(line.row, line.cells[3]) for line in excerpt.lines] == [(n, P[n - 1]) for n in range(3, 10)]
    assert shown(excerpt)["身份证号"] == row["id_no"]


def test_what_is_not_there_any_more_is_said_and_nothing_shown(folder, opened, rows):
    path = folder / "发放.csv"
    path.write_text(csv([PAID, *paid(0, 1)]), encoding="utf-8")
    row = rows("benefit_payment")[0]
    path.write_text(csv([PAID, *paid(1, 0)]), encoding="utf-8")
    changed = accused(opened(), row)
    path.unlink()
    gone, nowhere = accused(opened(), row), accused(opened(None), row)
    assert not (changed.lines or gone.lines or nowhere.lines) and not (changed.proved or gone.proved or nowhere.proved)
    assert "被改动" in changed.problem and "没有这个文件" in gone.problem and "--data" in nowhere.problem


def test_the_same_bytes_under_another_name_are_the_same_file(folder, opened, rows):
    path = folder / "发放.csv"
    path.write_text(csv([PAID, *paid(0, 1)]), encoding="utf-8")
    row = rows("benefit_payment")[0]
    path.rename(folder / "重命名.csv")
    assert shown(accused(opened(), row))["身份证号"] == P[0]


def test_a_row_of_the_case_record_and_one_of_another_county_are_called_so(folder, opened, rows):
    (folder / "发放.csv").write_text(csv([PAID, *paid(0, 1)]), encoding="utf-8")
    row = rows("benefit_payment")[0]
    entry = row | {"source_file": "案件记录", "source_sheet": None, "source_row": 7, "source_sha256": None}
    other = row | {"source_file": "别县.csv", "source_sha256": "0" * 64}
    with opened() as files:
        found = files.of(lead(row, {"amount": "300.00"}, (entry, other)))
    assert [excerpt.problem.partition("，")[0] for excerpt in found.compared] == [
        "这一行是案件记录的第 7 条记录",
        "这一行属于全市比对中另一个单位的资料",
    ]


def test_where_the_headings_are_understood_otherwise_now_no_column_is_guessed(folder, opened, rows, tmp_path):
    (folder / "发放.csv").write_text(csv([PAID, *paid(0, 1)]), encoding="utf-8")
    row = rows("benefit_payment")[0]
    journal = tmp_path / "out" / "linqu" / "intake.json"
    journal.write_text(journal.read_text(encoding="utf-8").replace('"header": "姓名"', '"header": "户主"'), encoding="utf-8")
    excerpt = accused(opened(), row)
    assert excerpt.ledger is None and excerpt.found.cells[3] == P[0] and not any(heading.column for heading in excerpt.headings)


def test_a_text_stays_as_it_was_typed_and_a_blank_cell_blank(folder, opened, rows):
    (folder / "死亡.csv").write_text(csv(table(f"姓名|身份证号|死亡日期\n王小0|{P[0]}|2018.12.5\n王小1|{P[1]}|")), encoding="utf-8")
    excerpt = accused(opened(), rows("death_register")[0], {"death_date": "2018-12-05"})
    assert shown(excerpt)["死亡日期"] == "2018.12.5" and excerpt.lines[1].cells[2] is None
