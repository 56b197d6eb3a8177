"""What no cell can plausibly hold is quarantined with its reason; whatever a county may lawfully have is kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.columns import TYPES, Column
from auditlib.contracts import load_ledgers
from auditlib.errors import ParameterError
from tests.intake.helpers import identity, typed, workbook

HEADERS = ["乡(镇)", "行政村", "姓名", "证件号码", "补贴项目", "所属期", "实发金额", "发放日期"]
PAID = ["城关街道", "东村", "王某", identity(), "孝善养老补助", "2019-03", "300.00", "2019-04-10"]
ACCOUNT, PHONE = "6222021234567890", "13812345678"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.decimals(-2000, 2000, places=2), min_size=1, max_size=20))
def test_within_the_bounds_a_value_is_kept_and_beyond_them_it_is_refused_with_its_reason(amounts):
    for amount, row in zip(amounts, typed("money", [str(a) for a in amounts], plausible=[-1000, 1000]), strict=True):
        if -1000 <= amount <= 1000:
            assert (row["value"], row["reason"]) == (amount, None)
        else:
            assert row["value"] is None and "超出合理范围（该列允许 -1,000 至 1,000）" in row["reason"] and "请核对" in row["reason"]


@pytest.mark.parametrize(
    ("kind", "kept", "refused"),
    [
        ("money", ["1亿元", "-99亿", "10000000000"], ["100.1亿", ACCOUNT, PHONE, "-10000000001", "1E+13"]),
        ("number", ["300000亩", "-12.5"], [PHONE, "1E+9"]),
        ("integer", ["0", "2300000人"], ["-1", "20000000"]),
        ("rate", ["4.35%", "36%"], ["435", "20%月"]),
        ("percent", ["-8%", "100%"], ["130%"]),
        ("ratio", ["1", "0"], ["120%", "-0.1"]),
        ("term", ["100年"], ["101年"]),
    ],
)
def test_every_type_has_bounds_of_its_own(kind, kept, refused):
    assert all(row["reason"] is None and row["value"] is not None for row in typed(kind, kept))
    assert all(row["reason"] is not None and row["value"] is None for row in typed(kind, refused))


def test_every_type_that_counts_measures_or_dates_has_bounds():
    unbounded = {"text", "name", "identity", "account", "phone", "category", "boolean", "period"}
    assert {*Column.model_fields["type"].annotation.__args__} == {name for name, values in TYPES.items() if values.plausible} | unbounded


def test_an_account_typed_as_an_amount_costs_its_row_and_nothing_else(folder, read):
    wild = [[*PAID[:6], float(ACCOUNT), PAID[7]], [*PAID[:6], PHONE, PAID[7]], [*PAID[:6], "1000000.01", PAID[7]]]
    refund = [*PAID[:6], "-300", PAID[7]]
    workbook(folder / "发放.xlsx", {"s": [HEADERS, PAID, *wild, refund]})
    result = read()
    assert [row["amount"] for row in result.rows("benefit_payment")] == [Decimal("300.00"), Decimal("-300.00")]
    assert [(row["column"], row["source_row"]) for row in result.quarantine] == [("amount", 3), ("amount", 4), ("amount", 5)]
    assert all("该列允许 -1,000,000 至 1,000,000" in row["reason"] for row in result.quarantine)
    entry = result.sheet()
    assert (entry["rows"], entry["kept"], entry["quarantined"], entry["totals"] + entry["notes"]) == (5, 2, 3, 0)
    assert any("「实发金额」超出合理范围" in warning and warning.endswith("3 行") for warning in entry["warnings"])


def test_a_typed_date_of_no_century_of_ours_is_refused_too(folder, read):
    days = [dt.date(2019, 5, 1), dt.date(9999, 12, 31), dt.date(1, 1, 1)]
    numbers = [identity(sequence=f"{n}02") for n in range(3)]
    pq.write_table(pa.table({"姓名": ["张三", "李四", "王五"], "身份证号": numbers, "死亡日期": days}), folder / "死亡.parquet")
    result = read()
    assert [row["death_date"] for row in result.rows("death_register")] == [days[0]]
    assert all("1900-01-01 至 2099-12-31" in row["reason"] for row in result.quarantine) and len(result.quarantine) == 2


#: DOMAIN §4.3 as counties have it, 元; a thousand times that is still lawful.
MAGNITUDES = [
    ("budget_allocation", "amount", 30_000_000),
    ("treasury_payment", "amount", 3_200_000),
    ("project", "approved_amount", 600_000),
    ("project_payment", "amount", 600_000),
    ("procurement_contract", "contract_amount", 600_000),
    ("asset_register", "original_value", 600_000),
    ("asset_income", "due_amount", 518_000),
    ("benefit_payment", "amount", 1_000),
    ("micro_loan", "principal", 50_000),
    ("interest_subsidy", "subsidy_amount", 2_500),
    ("medical_settlement", "total_fee", 10_000),
]


@pytest.mark.parametrize(("ledger", "column", "usual"), MAGNITUDES)
def test_a_thousand_times_what_counties_have_is_still_plausible(ledgers, ledger, column, usual):
    low, high = ledgers[ledger].columns[column].bounds
    assert low <= -usual * 1000 and usual * 1000 <= high


def test_an_account_is_never_a_plausible_amount(ledgers):
    for ledger in ledgers.values():
        for column in ledger.columns.values():
            if column.type in ("money", "number", "integer"):
                assert column.bounds[1] < int(ACCOUNT), (ledger.name, column.name)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("works: {header: 工程, plausible: [0, 5]}", "plausible is for numbers"),
        ("works: {header: 工程, type: date, plausible: [0, 5]}", "plausible is for numbers"),
        ("works: {header: 工程, type: money, plausible: [5, 5]}", "leaves no value"),
        ("works: {header: 工程, type: money, plausible: [5]}", "plausible"),
        ("works: {header: 工程, type: money, plausible: [0, 1.5]}", "plausible"),
        ('works: {header: 工程, type: money, plausible: [0, "5"]}', "plausible"),
    ],
)
def test_bounds_that_make_no_sense_are_refused_with_their_line(tmp_path, line, told):
    (tmp_path / "_shared.yaml").write_text("{}\n")
    head = "id: U01\nname: works\ntitle: 工程\nenglish: works\nsupplier: 水利局\nrecognise: [[works]]\nrow_if: [works]\nkey: [[works]]\nsubject: [works]\n"
    (tmp_path / "works.yaml").write_text(f"{head}columns:\n  {line}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=rf"works\.yaml:\d+: .*{told}"):
        load_ledgers(tmp_path)
