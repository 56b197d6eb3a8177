"""What a page shows of the rows as received: masked whatever a column is called, the row and what decides marked, nothing of it obeyed."""

from __future__ import annotations

import re

import pytest

from auditlib.privacy.known import gate_of
from auditlib.privacy.open_gates import Gates
from auditlib.report.evidence import evidence_table
from tests.evidence.conftest import lead
from tests.evidence.test_excerpts import P, csv

HEADER = ["姓名", "身份证号", "补贴项目", "所属期", "实发金额", "备注", "代办情况", "村会计"]
#: 孙玉芳 stands in no column that a ledger knows; 王小明 does.
REMARK, UNREAD = f"王小明之子{P[5]}代领，电话13812345678", "王小明"


@pytest.fixture
def shown(folder, opened, rows, tmp_path, parameters, contracts):
    """The table of the lead on the first payment, after `files` were read."""

    def show(masked: bool = True, **files: str):
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        row = rows("benefit_payment")[0]
        gates = Gates([gate_of(tmp_path / "out" / "linqu", parameters, contracts)], contracts) if masked else None
        with opened() as opened_files:
            return evidence_table(opened_files.of(lead(row, {"amount": "300.00"})), contracts, gates)

    return show


def payments(*more: list[str]) -> str:
    people = [["王小明", P[0], "孝善养老补助", "2019-03", "300.00", REMARK, UNREAD, "孙玉芳"]]
    people += [[f"李大{n}", P[n], "孝善养老补助", "2019-03", "200.00", "", "13912345678", ""] for n in (1, 2)]
    return csv([HEADER, *people, *more])


def test_nothing_of_a_person_comes_out_of_columns_read_and_unread_and_remarks(shown):
    table = shown(发放=payments(["制表人：孙玉芳", "", "", "", "", "", "", "", ""]))
    for out in (table.html, table.text):
        for secret in ("王小明", "李大1", P[0], P[1], P[5], "13812345678", "13912345678", "孙玉芳"):
            assert secret not in out
        assert "王*" in out and "孙*" in out and "说明、签字或分页行，内容略" in out


def test_without_a_mask_the_audit_team_sees_the_text_as_received(shown):
    assert all(text in shown(False, 发放=payments()).text for text in ("王小明", P[0], REMARK))


def test_the_row_and_the_cells_that_decide_are_marked_without_colour(shown):
    table = shown(发放=payments())
    (row,) = re.findall(r"<tr class=found aria-current=true>.*", table.html)
    assert "▶ 2" in row and "<mark>300.00</mark>" in row and "<mark>孝善养老补助</mark>" in row and "<mark>王*</mark>" not in row
    assert [line for line in table.text.splitlines() if line.startswith("▶")][0].count("【300.00】") == 1
    assert "<mark>实发金额</mark>" in table.html and "<mark>姓名</mark>" not in table.html


def test_a_cell_and_a_heading_are_text_whatever_stands_in_them(shown):
    hostile = "<script>alert(1)</script>"
    text = payments().replace(REMARK, hostile).replace("代办情况", "<b>代办</b>")
    table = shown(发放=text)
    assert "<script" not in table.html and "<b>" not in table.html and "&lt;script&gt;" in table.html


def test_of_a_wide_sheet_the_deciding_columns_are_kept_and_it_is_said_how_many_are_left_out(shown):
    wide = [
        [*(f"附{n}" for n in range(30)), *HEADER],
        [*("甲" for n in range(30)), "王小明", P[0], "孝善养老补助", "2019-03", "300.00", "", "", ""],
    ]
    table = shown(发放=csv([*wide, *([*row[:31], P[1], *row[32:]] for row in wide[1:])]))
    assert table.html.split("<tr>")[1].count("<th>") == 9 and "另有 30 列未显示" in table.html
    assert {"身份证号", "补贴项目", "所属期", "实发金额"} <= {*re.findall(r"<mark>([^<]*)</mark>", table.html)}


def test_a_long_text_is_cut(shown):
    assert "甲" * 61 not in shown(False, 发放=payments().replace(REMARK, "甲" * 600)).html


def test_a_changed_file_is_said_in_place_of_its_rows(shown, folder, opened, contracts, rows):
    shown(发放=payments())
    row = rows("benefit_payment")[0]
    (folder / "发放.csv").write_text("姓名\n", encoding="utf-8")
    with opened() as files:
        table = evidence_table(files.of(lead(row, {"amount": "300.00"})), contracts, Gates())
    assert "被改动" in table.text and "<table" not in table.html and "<tr" not in table.html
