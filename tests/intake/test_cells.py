"""A cell that held something and could not be read: null, named in the row's `unread`, listed with its original. What costs the whole row."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.contracts import UNREAD
from auditlib.intake.column_units import decided
from auditlib.intake.headers import Header
from auditlib.intake.typed_cells import Source
from auditlib.intake.typing_rows import type_rows
from tests.intake.helpers import CONNECTION, identity, table, workbook

PAID = ["姓名", "证件号码", "补贴项目", "所属期", "实发金额", "发放日期", "发放状态"]
A, B, C = (identity(sequence=f"{n}02") for n in (1, 2, 3))


def paid(**cells) -> list:
    usual = {
        "姓名": "张三",
        "证件号码": A,
        "补贴项目": "孝善养老补助",
        "所属期": "2019-03",
        "实发金额": "300",
        "发放日期": "2019-04-10",
        "发放状态": "成功",
    }
    return list((usual | cells).values())


def test_an_unreadable_cell_that_the_row_can_do_without_is_unknown_and_its_row_is_kept(folder, read):
    workbook(
        folder / "发放.xlsx",
        {"s": [PAID, paid(), paid(证件号码=B, 发放日期="2019-13-45", 发放状态="另行通知"), paid(证件号码=C, 实发金额="见附表")]},
    )
    result = read()
    whole, holed = result.rows("benefit_payment")
    assert (whole[UNREAD], holed[UNREAD]) == (None, ",pay_date,pay_status,"), "in the order of the contract"
    assert (holed["pay_date"], holed["pay_status"], holed["amount"]) == (None, None, Decimal("300.00"))
    listed = [(q["source_row"], q["column"], q["original"], q["scope"]) for q in result.quarantine]
    assert listed == [(3, "pay_date", "2019-13-45", "cell"), (3, "pay_status", "另行通知", "cell"), (4, "amount", "见附表", "row")]
    sheet = result.sheet()
    assert (sheet["rows"], sheet["kept"], sheet["quarantined"]) == (3, 2, 1)
    assert sum("发放日期" in text and "行保留" in text for text in sheet["warnings"]) == 1
    assert sum("实发金额" in text and "整行隔离" in text for text in sheet["warnings"]) == 1


def test_blank_is_not_unread(folder, read):
    workbook(folder / "发放.xlsx", {"s": [PAID, paid(发放日期=None), paid(证件号码=B, 发放日期="-"), paid(证件号码=C, 发放状态="/")]})
    result = read()
    assert [row[UNREAD] for row in result.rows("benefit_payment")] == [None] * 3 and result.quarantine == []


# what stands in the cell | of what kind the reason speaks
VALUELESS = """
#REF!     | 错误值
#N/A      | 错误值
#NAME?    | 错误值
#DIV/0!   | 错误值
########  | #
=F2-1000  | 公式
"""


@pytest.mark.parametrize("row", table(VALUELESS), ids=lambda row: row[0])
def test_what_stands_for_a_value_is_none(folder, read, row):
    """In every kind of column: it is no name, no account, no village; and the row says that something stood there."""
    text, told = row
    header = ["乡镇", "村", *PAID, "银行卡号", "数量"]
    (folder / "发放.csv").write_text(
        "\n".join(
            [
                ",".join(header),
                *(
                    ",".join(line)
                    for line in (
                        ["城关街道", "东村", *paid(), "6223000000000000001", "1"],
                        [text, text, *paid(姓名=text, 证件号码=B, 补贴项目=text, 发放日期=text), text, text],
                    )
                ),
            ]
        ),
        encoding="utf-8",
    )
    result = read()
    first, second = result.rows("benefit_payment")
    assert first[UNREAD] is None
    assert set(second[UNREAD].strip(",").split(",")) == {
        "town_name",
        "village_name",
        "name",
        "programme",
        "pay_date",
        "account_no",
        "quantity",
    }
    assert text not in [str(value) for value in second.values()]
    assert all(q["original"] == text and told in q["reason"] and q["scope"] == "cell" for q in result.quarantine)


def test_a_row_of_errors_alone_is_no_empty_row(folder, read):
    (folder / "指标.csv").write_text(
        "指标文号,收文日期,资金级次,分配单位,指标金额(万元)\n潍财〔2019〕1号,2019-03-01,省级,某镇,12\n潍财〔2019〕2号,2019-03-02,省级,某镇,#VALUE!\n",
        encoding="utf-8",
    )
    result = read()
    assert len(result.rows("budget_allocation")) == 1 and [q["scope"] for q in result.quarantine] == ["row"] and result.set_aside == []


def test_a_row_falls_when_the_cell_would_have_been_its_key_and_stands_when_another_key_is_whole(folder, read):
    header = ["项目编号", "验收日期", "验收结论", "审定金额(元)"]
    workbook(folder / "验收.xlsx", {"s": [header, ["P1", "2019年?月", "合格", "500"], ["#REF!", "2019-03-01", "合格", "600"]]})
    result = read()
    (row,) = result.rows("acceptance")
    assert (row["project_no"], row["accept_date"], row[UNREAD]) == ("P1", None, ",accept_date,")
    assert {(q["source_row"], q["scope"]) for q in result.quarantine} == {(2, "cell"), (3, "row")}


def test_a_number_that_cannot_be_matched_is_named_and_costs_nothing(folder, read):
    workbook(folder / "发放.xlsx", {"s": [PAID, paid(证件号码="370799********0018"), paid(证件号码="无")]})
    masked, none = read().rows("benefit_payment")
    assert masked[UNREAD] == ",id_no," and masked["id_no_note"] == "masked"
    assert none[UNREAD] is None, "a placeholder is no number"


@pytest.mark.parametrize("header", ["质保金比例", "招标控制价(元)", "开标日期", "法定代表人身份证号"])
def test_a_column_without_any_text_costs_nothing(folder, read, header):
    workbook(
        folder / "合同.xlsx",
        {"s": [["合同编号", "中标单位", "合同签订日期", "合同金额(元)", header], ["H1", "某公司", "2019-03-01", "900000", None]]},
    )
    result = read()
    assert [row["contract_amount"] for row in result.rows("procurement_contract")] == [Decimal("900000.00")] and result.intake.unread == []


def test_the_quarantine_of_a_period_names_the_days_that_it_would_fill(folder, read):
    workbook(folder / "发放.xlsx", {"s": [PAID, paid(所属期="按季发放")]})
    (row,) = read().rows("benefit_payment")
    assert row[UNREAD] == ",period_from,period_to," and row["period_from"] is None


CELLS = st.sampled_from(
    [None, "", "-", "300", "2019-03-01", "#REF!", "#N/A", "########", "=A1", "乱", "13812345678", "无", "20191", "1,5", "成功"]
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(*[CELLS] * 5), min_size=1, max_size=12))
def test_nothing_is_lost_and_every_unread_cell_is_listed(ledgers, rows):
    """Rows in = kept + fallen + without content; a null of a kept row is blank or named; what is named is null and listed with its original."""
    ledger, names = ledgers["benefit_payment"], ["name", "amount", "pay_date", "pay_status", "quantity"]
    received = pa.table(
        {
            "row": pa.array(range(1, len(rows) + 1), pa.int32()),
            **{f"c{i}": pa.array([row[i] or None for row in rows], pa.string()) for i in range(5)},
        }
    )
    sources = [
        source for source, _ in decided([Source(ledger.columns[name], Header(i, (), name)) for i, name in enumerate(names)], received)
    ]
    typed = type_rows(CONNECTION, ledger, sources, received)
    assert typed.kept.num_rows + typed.quarantined + len(typed.no_content) == len(rows)
    listed = {(q["row"], q["column"]): q["original"] for q in typed.refused.to_pylist()}
    for row in typed.kept.to_pylist():
        named = (row[UNREAD] or ",,").strip(",").split(",")
        for i, name in enumerate(names):
            original = rows[row["row"] - 1][i]
            if row.get(name) is None and original not in (None, "", "-", "无"):
                assert name in named and listed[row["row"], name] == original
            else:
                assert name not in named and (row["row"], name) not in listed


def test_what_was_not_read_stands_last_in_the_file_of_a_ledger(folder, read, ledgers):
    workbook(folder / "死亡.xlsx", {"s": [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]})
    schema = pq.read_schema(read().out / "ledgers" / "death_register.parquet")
    assert schema.names[-1] == UNREAD and ledgers["death_register"].schema().names == schema.names


@pytest.mark.parametrize(
    ("odd", "amounts", "refused"),
    [
        ([f"甲村,王五,{A},1,500.00,2019-03-15"], [500] * 4 + [1500], []),
        ([f"甲村,三组,李四,{B},700,2019-03-15"], [500] * 4, [6]),
        ([f"甲村,三组,李四,{B},700,2019-03-15", f"甲村,王五,{A},1,500.00,2019-03-15"], [500] * 4, [6, 7]),
    ],
)
def test_rows_of_a_text_whose_cells_are_shifted_are_mended_or_no_rows(folder, read, odd, amounts, refused):
    """三组 after an unquoted comma: every cell behind it stands under the wrong header, and none of them is believed."""
    good = [f"甲村,张{n},{identity(sequence=f'{n}02')},500,2019-03-15" for n in range(4)]
    lines = ["村,姓名,身份证号,发放金额,发放日期", *good, *odd]
    (folder / "2019年低保发放.csv").write_text("\n".join(lines), encoding="utf-8")
    result = read()
    assert sorted(row["amount"] for row in result.rows("benefit_payment")) == amounts
    assert [(row["source_row"], row["scope"], "错位" in row["reason"]) for row in result.quarantine] == [(n, "row", True) for n in refused]
    (sheet,) = result.intake.sheets
    assert sheet["rows"] == len(lines) - 1 == sheet["kept"] + sheet["quarantined"]
    assert any("第 6 行" in warning and "千位逗号" in warning for warning in sheet["warnings"]) == (not refused)
