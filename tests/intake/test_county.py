"""The whole of `read_county`: counts that add up, origin of every row, quarantine, and independence of names and order."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditlib.errors import IntakeError
from auditlib.intake import county, input_digest, load_intake
from auditlib.parameters import County
from tests.intake.helpers import identity, workbook

A, B, C = identity("19450312", "101"), identity("19630724", "202"), identity("19710901", "303")
HEADERS = ["乡镇", "姓名", "身份证号", "补贴项目", "补贴年度", "实发金额", "发放日期"]
ROWS = [
    ["红河镇", "张三", A, "低保金", "2019年", 300.1, "2019-03-01"],
    ["红河镇", "李四", B, "低保金", "2019年", "1,234.5元", 43711],
    ["红河镇", "王五", 370799195001010000, "低保金", "2019年", 300, "2019.3.1"],
    ["红河镇", "赵六", C, "低保金", "去年", "三百多", "2019-02-30"],
    ["红河镇", "钱七", C, "低保金", "2019年", None, "2019-03-01"],
    ["合计", None, None, None, None, 2134.6, None],
]


@pytest.fixture
def payments(folder):
    return workbook(folder / "发放.xlsx", {"明细": [["2019年发放表"], HEADERS, *ROWS]})


def test_rows_in_are_rows_out(payments, read):
    result = read()
    sheet = result.sheet()
    assert (sheet["rows"], sheet["kept"], sheet["quarantined"], sheet["totals"], sheet["notes"]) == (6, 3, 2, 1, 0)
    assert result.intake.ledgers["benefit_payment"]["rows"] == 3


def test_every_row_carries_its_origin(payments, read):
    rows = read().rows("benefit_payment")
    digest = hashlib.sha256(payments.read_bytes()).hexdigest()
    assert [(r["source_file"], r["source_sheet"], r["source_row"], r["source_sha256"]) for r in rows] == [
        ("发放.xlsx", "明细", n, digest) for n in (3, 4, 5)
    ]


def test_values_are_typed_exactly_and_a_zeroed_number_is_kept_but_not_matchable(payments, read):
    first, second, third = read().rows("benefit_payment")
    assert (first["amount"], second["amount"], second["pay_date"]) == (Decimal("300.10"), Decimal("1234.50"), dt.date(2019, 9, 3))
    assert (third["id_no"], third["id_no_note"], third["name"], third["amount"]) == (None, "zeroed", "王五", Decimal("300.00"))


def test_quarantine_holds_every_offending_cell_with_text_and_reason(payments, read):
    result = read()
    found = [(q["ledger"], q["source_row"], q["column"], q["original"]) for q in result.quarantine]
    assert found == [
        ("benefit_payment", 6, "amount", "三百多"),
        ("benefit_payment", 6, "pay_date", "2019-02-30"),
        ("benefit_payment", 6, "period", "去年"),
        ("benefit_payment", 7, "amount", None),
    ]
    assert all(q["reason"] for q in result.quarantine) and result.quarantine[-1]["reason"] == "必填为空"


def test_rows_set_aside_keep_their_cells(payments, read):
    (row,) = read().set_aside
    assert (row["kind"], row["source_row"]) == ("total", 8)
    assert json.loads(row["cells"]) == ["合计", None, None, None, None, "2134.6", None]


def test_no_personal_data_leaves_by_the_journal(payments, read):
    text = (read().out / "intake.json").read_text(encoding="utf-8")
    assert not any(secret in text for secret in (A, B, C, "370799", "张三", "三百多"))


def test_the_schema_is_the_contracts(payments, read, ledgers):
    result = read()
    assert pq.read_schema(result.out / "ledgers" / "benefit_payment.parquet").equals(ledgers["benefit_payment"].schema())


def files_of(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_a_second_run_gives_the_same_bytes_and_removes_what_is_gone(payments, folder, read):
    workbook(folder / "死亡.xlsx", {"s": [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]})
    first, second = read("one"), read("two")
    assert files_of(first.out) == files_of(second.out)
    (folder / "死亡.xlsx").unlink()
    assert "ledgers/death_register.parquet" not in files_of(read("one").out)


def test_new_file_names_and_folders_change_no_row_but_its_file(payments, folder, read):
    workbook(folder / "死亡.xlsx", {"s": [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]})
    first = read("one")
    (folder / "子").mkdir()
    payments.rename(folder / "子" / "a.xlsx")
    (folder / "死亡.xlsx").rename(folder / "zzz.xlsx")
    second = read("two")
    for ledger in ("benefit_payment", "death_register"):
        assert [{k: v for k, v in r.items() if k != "source_file"} for r in first.rows(ledger)] == [
            {k: v for k, v in r.items() if k != "source_file"} for r in second.rows(ledger)
        ]


def test_the_digest_tells_whether_an_earlier_intake_still_stands(payments, folder, read, parameters):
    unit = County(id="changle", name="昌乐县", english="Changle", kind="县", code="370725")
    digest = read().intake.digest
    assert input_digest(folder, unit, parameters) == digest
    other = unit.model_copy(update={"synonyms": {"death_register": {"death_date": ["何日离世"]}}})
    assert input_digest(folder, other, parameters) != digest
    payments.write_bytes(payments.read_bytes() + b" ")
    assert input_digest(folder, unit, parameters) != digest


def test_the_journal_reads_back_as_it_was_written(payments, read):
    result = read()
    assert load_intake(result.out) == result.intake
    assert result.intake.files == [
        {"path": "发放.xlsx", "sha256": result.intake.files[0]["sha256"], "size": payments.stat().st_size, "state": "read", "problem": None}
    ]


def test_units_of_header_unit_row_and_cell(folder, read):
    rows = [
        ["项目台账", None, None, "单位：元"],
        ["项目编号", "项目名称", "批复投资", "中央资金（万元）", "开工日期"],
        ["P1", "大棚", 5000, 5, "2019-03-01"],
        ["P2", "路", "12万元", "50000元", "2019-03-01"],
    ]
    workbook(folder / "a.xlsx", {"s": rows})
    result = read()
    found = [(p["approved_amount"], p["central_amount"]) for p in result.rows("project")]
    assert found == [(Decimal("5000.00"), Decimal("50000.00")), (Decimal("120000.00"), Decimal("50000.00"))]


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (("补贴年度", "季度"), ("2019年", 3)),
        (("季度", "年度"), ("三季度", 2019)),
        (("补贴年度", "月份"), ("2019", "7-9月")),
        (("年度", "季度"), (2019, 3)),
        (("季度", "年度"), (3, 2019)),
    ],
)
def test_a_year_and_a_column_beside_it_are_one_period(folder, read, headers, cells):
    workbook(folder / "a.xlsx", {"s": [["姓名", "身份证号", "实发金额", "补贴项目", *headers], ["张三", A, 300, "低保金", *cells]]})
    result = read()
    (row,) = result.rows("benefit_payment")
    assert (str(row["period_from"]), str(row["period_to"])) == ("2019-07-01", "2019-09-30")
    assert [m["column"] for m in result.sheet()["mapping"]][-2:] == ["period", "period"] and result.sheet()["warnings"] == []


def test_parquet_typed_and_as_text(folder, read):
    table = pa.table(
        {
            "姓名": ["张三", "李四", "合计"],
            "身份证号": pa.array([A, None, None]),
            "实发金额": pa.array([Decimal("300.10"), Decimal("12.34"), Decimal("312.44")], pa.decimal128(12, 2)),
            "发放日期": pa.array([dt.date(2019, 3, 1), None, None], pa.date32()),
            "补贴项目": pa.array(["低保金", "低保金", None]).dictionary_encode(),
            "补贴数量": pa.array([1.5, 2.0, None], pa.float64()),
            "银行卡号": pa.array([123456789012345, None, None], pa.int64()),
        }
    )
    pq.write_table(table, folder / "a.parquet")
    pq.write_table(
        pa.table(
            {
                "姓名": ["王五"],
                "身份证号": pa.array([3.70799195001010e17]),
                "金额": pa.array([0.1 + 0.2]),
                "发放时间": pa.array([dt.datetime(2019, 3, 1)]),
            }
        ),
        folder / "b.parquet",
    )
    result = read()
    rows = {r["name"]: r for r in result.rows("benefit_payment")}
    assert (rows["张三"]["amount"], rows["张三"]["pay_date"], rows["张三"]["account_no"], rows["张三"]["quantity"]) == (
        Decimal("300.10"),
        dt.date(2019, 3, 1),
        "123456789012345",
        Decimal("1.5"),
    )
    assert (rows["王五"]["amount"], rows["王五"]["id_no_note"], rows["王五"]["pay_date"]) == (
        Decimal("0.30"),
        "zeroed",
        dt.date(2019, 3, 1),
    )
    assert (rows["张三"]["source_row"], result.sheet("a.parquet")["totals"]) == (1, 1)


def test_parquet_in_batches_gives_the_same_as_at_once(folder, read, monkeypatch):
    names = [f"张{i}" for i in range(250)]
    pq.write_table(
        pa.table({"姓名": names, "身份证号": [A] * 250, "金额": ["1.00"] * 249 + ["x"], "补贴项目": ["低保金"] * 250}), folder / "a.parquet"
    )
    whole = read("one")
    monkeypatch.setattr("auditlib.intake.grids.PARQUET_BATCH", 100)
    parts = read("two")
    assert whole.rows("benefit_payment") == parts.rows("benefit_payment")
    assert [r["source_row"] for r in parts.quarantine] == [250] and parts.sheet() == whole.sheet()


def test_row_ids_are_unique_over_all_ledgers(payments, folder, read):
    workbook(
        folder / "死亡.xlsx",
        {
            "甲": [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]],
            "乙": [["姓名", "身份证号", "死亡日期"], ["李四", B, "2019-05-01"]],
        },
    )
    result = read()
    assert (
        [s["file"] for s in result.intake.sheets]
        == sorted(s["file"] for s in result.intake.sheets)
        == ["发放.xlsx", "死亡.xlsx", "死亡.xlsx"]
    )
    ids = [row["row_id"] for name in result.intake.ledgers for row in result.rows(name)]
    assert len(ids) == len(set(ids)) == 5


def test_a_file_that_could_not_be_read_by_chance_says_so(payments, read, monkeypatch):
    """A full disk or a reader that was killed: another reading may succeed, so the batch makes one next time."""
    for error in (OSError(28, "No space left on device"), MemoryError(), IntakeError(county.DIED)):
        monkeypatch.setattr(county.Reader, "read", lambda *_, error=error: (_ for _ in ()).throw(error))
        (file,) = read().intake.files
        assert file["state"] == "refused" and file["by_chance"]
    monkeypatch.setattr(county.Reader, "read", lambda *_: (_ for _ in ()).throw(IntakeError("加密的工作簿")))
    (file,) = read().intake.files
    assert file["state"] == "refused" and "by_chance" not in file
