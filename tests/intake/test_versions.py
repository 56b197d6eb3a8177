"""Two versions of one list: the later one holds, the other's rows are set aside and told, and nothing is lost or counted twice."""

from __future__ import annotations

import json

import pytest

from auditlib.parameters import Pin
from tests.intake.helpers import identity, workbook

P = [identity(f"19{50 + n}0312", f"{101 + n}") for n in range(6)]
PAID = ["姓名", "身份证号", "补贴项目", "金额", "发放日期"]
LENT = ["借款人名称", "借款人证件号码", "借据号", "贷款金额（元）", "放款日期", "到期日期", "贷款余额（元）"]


def paid(amounts: list[int], day: str = "2019-03-15") -> list[list]:
    return [PAID, *([f"张{n}", P[n], "低保金", amount, day] for n, amount in enumerate(amounts) if amount)]


def lent(balances: list[int]) -> list[list]:
    return [LENT, *([f"张{n}", P[n], f"J{n}", 50000, "2018-01-01", "2021-01-01", balance] for n, balance in enumerate(balances))]


@pytest.fixture
def two(folder, read):
    """Two workbooks read: amounts kept by file, and what is asked. The rows of every sheet are accounted for."""

    def read_two(first: tuple[str, list], second: tuple[str, list], ledger: str = "benefit_payment", out: str = "out", **county):
        for name, rows in (first, second):
            workbook(folder / f"{name}.xlsx", {"Sheet1": rows, name: []})  # two files are never the same bytes
        result = read(out, **county)
        kept: dict[str, list[int]] = {first[0]: [], second[0]: []}
        for row in result.rows(ledger):
            kept[row["source_file"].removesuffix(".xlsx")].append(int(row["amount" if ledger == "benefit_payment" else "balance"]))
        for sheet in result.intake.sheets:
            if sheet["sheet"] != "Sheet1":
                continue
            if sheet["ledger"]:
                assert sheet["rows"] == sheet["kept"] + sheet["quarantined"] + sheet["totals"] + sheet["notes"]
            assert sheet["kept"] == len(kept.get(sheet["file"].removesuffix(".xlsx"), []))
        assert result.intake.ledgers[ledger]["rows"] == sum(map(len, kept.values()))
        return result, kept

    return read_two


@pytest.mark.parametrize("mark", ["（更正）", "(修订)", "-最终版", "【改正后】"])
def test_a_corrected_list_replaces_the_old_one_as_a_whole(two, mark):
    """Also the payee whom the correction leaves out."""
    result, kept = two(("2019年低保", paid([900, 900, 900, 900])), (f"2019年低保{mark}", paid([840, 900, 0, 900, 900])))
    assert kept == {"2019年低保": [], f"2019年低保{mark}": [840, 900, 900, 900]}
    aside = [json.loads(row["cells"]) for row in result.set_aside]
    assert {row["kind"] for row in result.set_aside} == {"replaced"} and [row["source_row"] for row in result.set_aside] == [2, 3, 4, 5]
    assert aside[2][:4] == ["张2", P[2], "低保金", "900.00"]
    (question,) = [q for sheet in result.intake.sheets for q in sheet["questions"] if "两个版本" in q]
    assert "3 行是同一笔" in question and "4 行已搁置" in question and "ledger: ignore" in question
    assert any("暂以本表为准" in w for w in result.sheet(f"2019年低保{mark}.xlsx", "Sheet1")["warnings"])


def test_a_correction_of_a_few_rows_replaces_those(two):
    _, kept = two(("2019年低保", paid([900] * 6)), ("2019年低保（更正）", paid([840, 850])))
    assert kept == {"2019年低保": [900] * 4, "2019年低保（更正）": [840, 850]}


@pytest.mark.parametrize(
    ("old", "new"),
    [("小额信贷台账", "小额信贷台账（6月更新）"), ("台账旧", "台账"), ("贷款台账v1", "贷款台账v2"), ("贷款台账（3月）", "贷款台账（6月）")],
)
def test_an_update_replaces_the_rows_that_it_has(two, old, new):
    """A loan that the update no longer lists stays."""
    result, kept = two((old, lent([50000] * 5)), (new, lent([40000, 40000, 50000, 50000])), "micro_loan")
    assert kept == {old: [50000], new: [40000, 40000, 50000, 50000]}
    assert len(result.set_aside) == 4


def test_a_list_sent_twice_is_counted_once(two):
    """Names say nothing: the fuller one holds."""
    _, kept = two(("低保甲", paid([300, 310, 320])), ("低保乙", paid([300, 310, 320, 330])))
    assert kept == {"低保甲": [], "低保乙": [300, 310, 320, 330]}


@pytest.mark.parametrize(
    ("large", "small"), [("全县低保", "城关街道"), ("2019年低保", "2019年3月低保")], ids=["of a town", "of a month in the year's list"]
)
def test_an_extract_of_a_larger_list_is_counted_once(two, large, small):
    """Its title may give a shorter period: the day tells that the payments are the same."""
    several = [*paid([300, 310, 320, 330, 340, 350]), *paid([300, 310, 320, 330], "2019-06-15")[1:]]
    result, kept = two((large, several), (small, paid([300, 310, 320])))
    assert [len(rows) for rows in kept.values()] == [10, 0] and len(result.set_aside) == 3
    assert [q for q in result.intake.questions if "3 行是同一笔" in q and f"以 {large}.xlsx" in q]


def test_a_copy_of_loans_is_told_and_left(two):
    """A loan's money is counted once, whatever lists tell of it."""
    result, kept = two(("甲", lent([1, 2, 3])), ("乙", lent([1, 2, 3])), "micro_loan")
    assert kept == {"甲": [1, 2, 3], "乙": [1, 2, 3]} and result.set_aside == []
    assert [q for q in result.intake.questions if "3 行是同一笔" in q and "两份都已入账" in q]


def test_a_bank_and_an_office_that_tell_of_the_same_loans_are_two_witnesses(two):
    bank = [
        [*row, *more]
        for row, more in zip(lent([1, 2, 3]), [["五级形态", "担保方式", "网点名称"], *[["正常", "信用", "某支行"]] * 3], strict=True)
    ]
    result, kept = two(("银行", bank), ("扶贫办", lent([1, 5, 3])), "micro_loan")
    assert kept == {"银行": [1, 2, 3], "扶贫办": [1, 5, 3]} and result.intake.questions == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("一", paid([300, 300, 300])), ("二", paid([300, 300, 300], "2019-06-15"))),
        (("一", paid([300, 300, 300])), ("二", paid([300, 0, 0, 300, 300]))),
        (("2019年低保第1批", [row[:4] for row in paid([300, 300, 300])]), ("2019年低保第2批", [row[:4] for row in paid([300, 300, 300])])),
        (("2019年低保", [row[:4] for row in paid([300, 300, 300])]), ("2019年农村", [row[:4] for row in paid([300, 300, 300])])),
        (("2019年1月低保", paid([300, 300, 300])), ("2019年2月低保", paid([300, 300, 300]))),
    ],
    ids=["another day", "one person in both", "two batches", "no day at all", "two months paid on a day"],
)
def test_two_lists_are_no_versions(two, first, second):
    result, kept = two(first, second)
    assert [len(rows) for rows in kept.values()] == [len(first[1]) - 1, len(second[1]) - 1]
    assert not [q for q in result.intake.questions if "两个版本" in q]


def test_registers_of_two_years_are_no_versions(folder, read):
    head = ["户编号", "户主姓名", "户主证件号码", "贫困户属性", "脱贫属性", "人数"]
    rows = [[f"H{n}", f"张{n}", P[n], "一般贫困户", "已脱贫", 2] for n in range(4)]
    for name in ("贫困户2018年", "贫困户2019年", "贫困户2019年（最新）"):
        workbook(folder / f"{name}.xlsx", {"s": [head, *rows], name: []})
    files = sorted({row["source_file"] for row in read().rows("poor_household")})
    assert files == ["贫困户2018年.xlsx", "贫困户2019年（最新）.xlsx"]


def test_the_auditor_settles_it(two):
    old, new = ("2019年低保", paid([900, 900, 900])), ("2019年低保（更正）", paid([840, 900, 900]))
    _, kept = two(old, new, out="a", files=[Pin(match="2019年低保（更正）.xlsx", ledger="ignore")])
    assert kept == {"2019年低保": [900, 900, 900], "2019年低保（更正）": []}
    result, kept = two(old, new, out="b", files=[Pin(match="2019年低保*.xlsx", ledger="benefit_payment")])
    assert [len(rows) for rows in kept.values()] == [3, 3] and not [q for q in result.intake.questions if "两个版本" in q]


def test_three_versions_leave_one(folder, read):
    for name, balance in (("台账", 3), ("台账（更新）", 2), ("台账（更正）", 1)):
        workbook(folder / f"{name}.xlsx", {"s": lent([balance] * 3)})
    result = read()
    assert {row["source_file"] for row in result.rows("micro_loan")} == {"台账（更正）.xlsx"}
    assert len(result.set_aside) == 6 and len({(row["source_file"], row["source_row"]) for row in result.set_aside}) == 6
