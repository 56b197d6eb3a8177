"""`auditlib request`: for all that the offices hold, and, of the results of a run, for what is still missing."""

from __future__ import annotations

import json

import openpyxl
import pytest

from auditlib.intake.journal import load_intake
from auditlib.request.asked import Asked
from auditlib.request.lacking import EMPTY, LESS, MISSING, PARTIAL, lacks
from auditlib.rules import RULES
from tests.intake.helpers import identity, table, workbook

WHO = identity()
PAID = f"""
村   |姓名  |身份证号 |补贴项目    |发放金额|所属年度
东村 |王测一|{WHO}   |农村低保金  |500     |2019
"""
DEATHS = "姓名|身份证号|死亡日期"
VEHICLES = f"""
所有人|身份证号|号牌号码|车辆类型|使用性质|初次登记日期|购置价格|机动车状态
王测一|{WHO}   |鲁G00001|轿车    |非营运  |2019-01-01  |80000   |正常
"""


@pytest.fixture
def handed_in(ask):
    """Payments without the day of payment, deaths without a row, vehicles as wanted."""
    folder = ask.top / "received"
    folder.mkdir()
    for name, text in (("发放", PAID), ("死亡人员", DEATHS), ("机动车", VEHICLES)):
        workbook(folder / f"{name}.xlsx", {name: table(text)})
    assert {name: entry["rows"] for name, entry in ask.read(folder).ledgers.items()} == {
        "benefit_payment": 1,
        "death_register": 0,
        "motor_vehicle": 1,
    }
    return ask


def found(ask) -> dict:
    return {lack.asked.ledger.name: lack for lack in lacks(ask.top / "out" / "linqu", [Asked(ledger) for ledger in ask.ledgers.values()])}


def test_without_results_every_office_of_a_county_is_asked(ask):
    assert ask.call("--county", "临朐县") == 0
    assert {"资料需求_公安局_临朐县", "资料需求_银行_临朐县", "资料需求_教体局_临朐县"} <= {*ask.made}
    assert [path.name for path in (ask.top / "request").iterdir()] == ["临朐县"]
    assert f"{len(ask.made)} workbooks, {len(ask.ledgers)} ledgers" in ask.says


def test_what_is_missing_empty_or_without_a_column_is_told_apart(handed_in):
    lack = found(handed_in)
    assert lack["poor_person"].state == MISSING and lack["death_register"].state == EMPTY and lack["benefit_payment"].state == PARTIAL
    assert {column.header for column in lack["benefit_payment"].columns} >= {"发放日期", "银行卡号"}
    assert {"所属期", "所属期起", "所属期止"}.isdisjoint(
        column.header for column in lack["benefit_payment"].columns
    )  # 所属年度 tells the days
    assert lack["motor_vehicle"].state == LESS and not lack["motor_vehicle"].again


def test_of_columns_that_would_do_alike_one_is_enough(ledgers, few_rules):
    loans = Asked(ledgers["micro_loan"])
    assert "due_date" in loans.must and loans.due(["due_date"]) == []  # the term tells it
    assert [column.name for column in loans.due(["due_date", "term_months", "remark"])] == ["due_date"]
    assert [rule.id for rule in loans.stopped(["due_date", "term_months"])] == ["A-2"]
    assert [rule.id for rule in loans.stopped(["issue_date", "borrower_id"])] == ["A-1"]  # once, though it needs both


def test_rules_stop_for_want_of_a_ledger_that_they_read_or_hold_rows_against(ledgers, few_rules):
    stopped = {name: [rule.id for rule in Asked(ledgers[name]).stopped(None)] for name in ("micro_loan", "death_register", "motor_vehicle")}
    assert stopped == {"micro_loan": ["A-1", "A-2"], "death_register": ["A-6"], "motor_vehicle": []}


def test_days_of_a_period_without_the_period_are_not_missing(ledgers):
    asked = Asked(ledgers["benefit_payment"])
    assert [column.name for column in asked.lacking(["period", "period_part", "remark"])] == ["remark"]
    assert [column.name for column in asked.lacking(["period", "period_part", "period_from", "period_to"])] == ["period"]


def test_only_workbooks_of_what_is_missing_are_made_and_the_list_is_ready_to_be_sent(handed_in):
    assert handed_in.call("--outputs", handed_in.top / "out") == 0
    made = handed_in.made
    police = openpyxl.load_workbook(made["资料需求_公安局_临朐县"])
    assert police.sheetnames == ["填报说明", "L26 死亡人员信息"]  # vehicles are there
    book = openpyxl.load_workbook(made["补充资料清单_临朐县"])
    lines = [row for row in book["补充资料清单"].iter_rows(values_only=True) if row[1]]
    listed = {(row[0], row[1]): row[2:] for row in lines}
    assert (
        listed["公安局", "死亡人员信息（L26）"][0] == EMPTY and listed["公安局", "死亡人员信息（L26）"][4] == "资料需求_公安局_临朐县.xlsx"
    )
    assert "发放日期" in listed["财政局", "到户资金发放明细（L09）"][1]
    assert listed["公安局", "机动车登记信息（L28）"][0] == LESS and not listed["公安局", "机动车登记信息（L28）"][4]
    received = {row[0]: row[1:4] for row in book["已收到"].iter_rows(values_only=True)}
    assert received["到户资金发放明细（L09）"] == (1, 0, 1)
    assert "公安局　死亡人员信息（L26）　空表" in handed_in.says and "扶贫办　建档立卡贫困人口信息表（L02）　未提交" in handed_in.says
    assert "机动车" not in handed_in.says
    assert "nothing was read of weicheng, " in handed_in.says  # a county that handed in nothing at all is not passed over in silence
    assert WHO not in handed_in.says and "王测一" not in handed_in.says


def test_rules_that_ran_all_the_same_are_not_said_to_be_stopped(handed_in):
    out = handed_in.top / "out" / "linqu"
    before = {rule.id for rule in found(handed_in)["poor_person"].rules}
    assert len(before) > 2
    one, other = sorted(before)[:2]
    records = [{"rule_id": id, "status": "not_run" if id == one else "run"} for id in RULES]
    (out / "rules.json").write_text(json.dumps(records), encoding="utf-8")
    assert [rule.id for rule in found(handed_in)["poor_person"].rules] == [one]
    assert other not in {rule.id for lack in found(handed_in).values() for rule in lack.rules}


def test_nothing_is_read_again_and_nothing_of_the_results_is_changed(handed_in):
    out = handed_in.top / "out"
    for path in (handed_in.top / "received").iterdir():
        path.unlink()
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert handed_in.call("--outputs", out) == 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_when_nothing_is_missing_nothing_is_asked(ask, ledgers):
    out = ask.top / "out" / "linqu"
    out.mkdir(parents=True)
    ask.read(ask.top)  # a folder without tables
    intake = load_intake(out)
    intake.ledgers = {name: {"rows": 1, "absent_columns": []} for name in ledgers}
    intake.save(out)
    assert ask.call("--outputs", ask.top / "out") == 0
    assert [*ask.made] == ["补充资料清单_临朐县"] and "没有缺少的资料" in ask.says


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--county", "无此县"), "names no county"),
        (("--outputs", "{top}/empty"), "nothing was read of weicheng, "),
        (("--outputs", "{top}/out", "--county", "anqiu"), "nothing was read of anqiu;"),
    ],
)
def test_wrong_usage_writes_nothing(handed_in, arguments, said):
    (handed_in.top / "empty").mkdir()
    assert handed_in.call(*(text.format(top=handed_in.top) for text in arguments)) == 2
    assert said in handed_in.says and not (handed_in.top / "request").exists()
