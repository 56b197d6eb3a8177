"""Issues of earlier checks in the record: registered once, decided on by the same moves, and held to their own figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from auditlib.casework.cases import DECIDED, cases_of
from auditlib.casework.decide import Decision, decide
from auditlib.casework.issues import disagreements, issues_of, registered, snapshot
from auditlib.casework.moves import load_moves
from auditlib.casework.record import Entry
from auditlib.contracts import load_ledgers
from auditlib.decisions import Decided, with_decided
from auditlib.desk.columns import COLUMNS
from auditlib.project_key import PUBLISHED

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = load_ledgers(ROOT / "parameters" / "ledgers")["issue_ledger"]
MOVES = load_moves(ROOT / "parameters")


TITLES = {column.name: column.title for column in COLUMNS.values()}
ROW = {
    "issue_no": "Z1",
    "origin": "省审计",
    "found_on": dt.date(2018, 5, 1),
    "description": "死亡人员领取补贴",
    "object": "P1",
    "amount": Decimal("500.00"),
    "measure": "追缴",
    "resp_unit": "民政局",
    "deadline": dt.date(2018, 12, 31),
    "recovered": Decimal("100.00"),
    "evidence": "缴款书",
    "status": "持续整改",
    "source_file": "台账.xlsx",
    "source_sheet": "Sheet1",
    "source_row": 3,
}


def ledger(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist([{"row_id": n, **ROW, **row} for n, row in enumerate(rows, 1)], schema=CONTRACT.schema())


def entries(table: pa.Table, before: list[Entry]) -> list[Entry]:
    """The record after a ledger was handed in."""
    new = registered(table, "linqu", issues_of(before, MOVES), PUBLISHED)
    return [*before, *(replace(entry, seq=len(before) + n) for n, entry in enumerate(new, 1))]


def decided(before: list[Entry], **values: str) -> list[Entry]:
    (issue,) = issues_of(before, MOVES).values()
    return [*before, Entry("linqu", issue.id, DECIDED, {"values": values, "state": "整改中"}, issue.digest, seq=len(before) + 1)]


def test_an_issue_is_registered_once_and_again_when_its_facts_change():
    first = entries(ledger({}), [])
    assert len(first) == 1 and entries(ledger({"source_file": "改名.xlsx", "source_row": 9}), first) == first
    second = entries(ledger({"progress": "已追缴"}), first)
    assert len(second) == 2 and second[0].thing == second[1].thing
    (issue,) = issues_of(second, MOVES).values()
    assert issue.values["progress"] == "已追缴" and not issue.changed


def test_the_same_issue_in_two_lists_is_one_and_the_later_tells():
    (issue,) = issues_of(entries(ledger({"status": "未整改"}, {"status": "已整改"}), []), MOVES).values()
    assert issue.state == "已整改待验收"


def test_an_issue_shows_what_the_desk_shows_and_begins_where_its_ledger_says():
    (issue,) = issues_of(entries(ledger({}), []), MOVES).values()
    assert (issue.state, issue.amount, issue.facts["sentence"], issue.facts["subject"]) == (
        "持续整改",
        Decimal(500),
        "死亡人员领取补贴",
        "P1",
    )
    assert issue.facts["source"] == "台账.xlsx [Sheet1] 第 3 行"
    assert issue.values == {
        "measure": "追缴",
        "deadline": "2018-12-31",
        "recovered": "100.00",
        "status": "持续整改",
        "unit": "民政局",
        "evidence_rectified": "缴款书",
    }


@pytest.mark.parametrize(("status", "state"), [("销号", "销号"), ("已整改", "已整改待验收"), (None, "整改中"), ("基本完成", "整改中")])
def test_a_status_that_nobody_knows_is_an_open_one(status, state):
    (issue,) = issues_of(entries(ledger({"status": status}), []), MOVES).values()
    assert issue.state == state


def test_what_was_decided_lies_over_what_is_handed_in_again():
    record = decided(entries(ledger({}), []), recovered="400.00", progress="")
    record = entries(ledger({"recovered": Decimal("250.00"), "progress": "推进", "remark": "新"}), record)
    (issue,) = issues_of(record, MOVES).values()
    assert issue.changed and issue.state == "整改中"
    assert (issue.values["recovered"], issue.values["progress"], issue.values["remark"]) == ("400.00", "", "新")


def test_issues_are_no_matters_that_the_audit_raised():
    record = entries(ledger({}), [])
    assert cases_of(record, MOVES) == {}


def test_a_snapshot_holds_what_was_decided_and_the_ledger_the_rest():
    record = decided(entries(ledger({}, {"issue_no": "Z2"}), [])[:1], recovered="400.00", progress="")
    (told,) = snapshot(issues_of(record, MOVES).values())
    received = ledger({"recovered": Decimal("250.00"), "progress": "推进", "remark": "新"})
    (row,) = with_decided(received, [Decided(**told)], "linqu", PUBLISHED, CONTRACT).to_pylist()
    assert (row["recovered"], row["progress"], row["remark"], row["source_file"], row["source_row"]) == (
        Decimal(400),
        None,
        "新",
        "案件记录",
        2,
    )
    assert snapshot(issues_of(record[:1], MOVES).values()) == []


def test_an_issue_is_closed_by_the_moves_of_the_record():
    (issue,) = issues_of(entries(ledger({}), []), MOVES).values()
    done = {"status": "已整改", "done_on": "2019-11-01"}
    assert decide(issue, done, MOVES, TITLES) == Decision(done, "已整改待验收")
    refused = decide(issue, {"status": "已整改"}, MOVES, TITLES)
    assert [refusal.column for refusal in refused] == ["done_on"]


CLOSED = {"status": "销号", "done_on": "2019-11-01", "closed_on": "2019-11-05", "recovered": "500.00"}


@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ({}, []),
        ({"recovered": "300.00", "returned": "200.00"}, []),
        ({"recovered": "300.00", "returned": "200.01"}, ["returned"]),
        ({"recovered": "499.99"}, ["status"]),
        ({"recovered": "499.99", "remark": "经县政府批准核减"}, []),
        ({"recovered": "", "measure": "补充档案"}, []),
        ({"recovered": "", "measure": "补充档案，不涉及资金追缴"}, []),
        ({"recovered": "", "measure": "追缴，不涉及处分"}, ["status"]),
        ({"status": "已整改", "recovered": "1.00"}, []),
        ({"done_on": "2019-11-05"}, []),
        ({"done_on": "2019-11-06"}, ["closed_on"]),
        ({"done_on": "2018-04-30"}, ["done_on"]),
        ({"deadline": "2018-04-30"}, ["deadline"]),
        ({"deadline_new": "2019-01-01"}, []),
        ({"deadline_new": "2018-12-31"}, ["deadline_new"]),
    ],
)
def test_a_rectification_agrees_with_its_figures_and_days(values, columns):
    (issue,) = issues_of(entries(ledger({}), []), MOVES).values()
    assert [refusal.column for refusal in disagreements(issue, issue.values | CLOSED | values, TITLES)] == columns


def test_what_the_ledger_itself_contradicts_stops_nobody():
    table = ledger({"status": "销号", "done_on": dt.date(2018, 9, 1), "closed_on": dt.date(2018, 8, 1), "recovered": Decimal("600.00")})
    (issue,) = issues_of(entries(table, []), MOVES).values()
    assert disagreements(issue, issue.values | {"transfer": "PART"}, TITLES) == []
    assert [refusal.column for refusal in disagreements(issue, issue.values | {"closed_on": "2018-08-02"}, TITLES)] == ["closed_on"]


def test_a_findings_amount_is_the_verified_one():
    (issue,) = issues_of(entries(ledger({"amount": None}), []), MOVES).values()
    values = CLOSED | {"verified_amount": "400.00", "measure": "追缴"}
    assert [refusal.why for refusal in disagreements(issue, values, TITLES)] == ["追缴金额合计 500.00 元，超过涉及金额 400.00 元"]
    assert disagreements(issue, CLOSED, TITLES) == []
