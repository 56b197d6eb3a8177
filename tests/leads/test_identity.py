"""Leads keep their ids whatever happens to the files: rows shuffled, files renamed, ledgers moved to another sheet."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.leads import LEADS
from auditlib.parameters import load_parameters

ROOT = Path(__file__).resolve().parents[2]
PERSONS = [f"37079919{50 + n}010{n}00{n}X" for n in range(1, 6)]
PAYMENTS = [
    ["姓名", "身份证号", "补贴项目", "所属期", "实发金额", "发放日期"],
    *(["张三", PERSONS[0], "高龄津贴", f"2019年{month}月", "100", f"2019-{month:02d}-20"] for month in range(1, 10)),
    # the same entitlement twice, alike in every cell
    ["李四", PERSONS[1], "农村低保金", "2019年5月", "300", "2019-05-20"],
    ["李四", PERSONS[1], "农村低保金", "2019年5月", "300", "2019-05-20"],
    ["王五", PERSONS[2], "农村低保金", "2019年5月", "300", "2019-05-20"],
]
DEATHS = [
    ["姓名", "身份证号", "死亡日期", "数据来源"],
    ["张三", PERSONS[0], "2019-03-15", "火化"],
    ["王五", PERSONS[2], "2019-08-01", "火化"],
]


def workbook(path: Path, **sheets: list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def audited(folder: Path, out: Path) -> Path:
    parameters, contracts = load_parameters(ROOT / "parameters"), load_ledgers(ROOT / "parameters" / "ledgers")
    county = parameters.county("linqu")
    read_county(folder, county, parameters, contracts, out)
    audit_county(out, county, parameters, contracts)
    return out / "leads.parquet"


def leads(path: Path) -> list[tuple]:
    return [(r["lead_id"], r["rule_id"], r["questioned_amount"], r["evidence_digest"]) for r in pq.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("usual")
    workbook(root / "data" / "发放.xlsx", 明细=PAYMENTS)
    workbook(root / "data" / "死亡.xlsx", Sheet1=DEATHS)
    return audited(root / "data", root / "out")


def test_what_is_found(usual):
    """Six months of an old-age allowance after the month of death, and one duplicate: the arithmetic of the tables above."""
    found = [(rule, amount) for _, rule, amount, _ in leads(usual)]
    assert sorted(found) == [("FUND-01", 100)] * 6 + [("FUND-04", 300)]


def test_the_form_of_the_table(usual):
    table = pq.read_table(usual)
    assert table.schema.remove_metadata() == LEADS
    # the gravest and largest first, one row a lead
    assert [(r["severity"], r["questioned_amount"]) for r in table.to_pylist()] == [("H", 300), *[("H", 100)] * 6]
    assert len(set(table["lead_id"].to_pylist())) == table.num_rows


def shuffled(rows: list[list[str]]) -> list[list[str]]:
    body = rows[1:]
    random.Random(7).shuffle(body)
    return [rows[0], *body]


@pytest.mark.parametrize(
    "files",
    [
        {"发放.xlsx": {"明细": shuffled(PAYMENTS)}, "死亡.xlsx": {"Sheet1": shuffled(DEATHS)}},
        {"2019/镇街报来/新建表.xlsx": {"明细": PAYMENTS}, "a.xlsx": {"Sheet1": DEATHS}},
        {"合并.xlsx": {"死亡": DEATHS, "发放": PAYMENTS}},
        {"上半年.xlsx": {"明细": PAYMENTS[:6]}, "下半年.xlsx": {"明细": [PAYMENTS[0], *PAYMENTS[6:]]}, "死亡.xlsx": {"Sheet1": DEATHS}},
        {"发放.xlsx": {"明细": [["发放花名册"], ["单位：元"], *PAYMENTS, ["合计", "", "", "", "1800"]]}, "死亡.xlsx": {"Sheet1": DEATHS}},
    ],
    ids=["rows shuffled", "files renamed", "moved to other sheets", "split over files", "title and total rows"],
)
def test_lead_ids_stay(files, usual, tmp_path):
    for name, sheets in files.items():
        workbook(tmp_path / "data" / name, **sheets)
    assert leads(audited(tmp_path / "data", tmp_path / "out")) == leads(usual)


def test_a_second_run_gives_the_same_bytes(tmp_path):
    workbook(tmp_path / "data" / "发放.xlsx", 明细=PAYMENTS)
    workbook(tmp_path / "data" / "死亡.xlsx", Sheet1=DEATHS)
    first = audited(tmp_path / "data", tmp_path / "one").read_bytes()
    assert audited(tmp_path / "data", tmp_path / "two").read_bytes() == first


def test_every_lead_names_its_row(usual):
    """The row number is the one that Excel shows: the payments' header stands in row 1."""
    rows = {r["source_row"] for r in pq.read_table(usual).to_pylist() if r["rule_id"] == "FUND-01"}
    assert rows == set(range(5, 11))  # April to September
