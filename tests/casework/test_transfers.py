"""The three lists that go to accountability: a person decides, rules propose, and likeness of words only asks."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from auditlib.casework.similar import proposals
from auditlib.casework.transfers import ASKED, DECIDED, PROPOSED, transfers
from auditlib.decisions import Decided
from auditlib.rules import RULES

FINDING, ISSUE = "FUND-01-M1", "L47-1"


def decided(id: str, state: str = "属实", **values: str) -> Decided:
    facts = {"subject": "P1", "source": "发放.csv 第 3 行", "village": "甲村"} if id == FINDING else {}
    return Decided(id, state, state, values, facts, id.rpartition("-M")[0])


def issue(number: str, origin: str = "省审计", row: int = 1, **more) -> dict:
    base = {
        "issue_no": number,
        "origin": origin,
        "description": "死亡人员领取补贴",
        "object": "P9",
        "resp_unit": "民政局",
        "amount": Decimal(500),
        "evidence": "缴款书",
    }
    return base | {"village_name": None, "source_file": "台账.xlsx", "source_sheet": "S", "source_row": row} | more


def lead(
    rule: str,
    row: int = 1,
    amount: str | None = "80.00",
    transfer: str | None = "PART 整改不到位",
    similar: bool | None = False,
    **facts: str,
) -> dict:
    return {
        "rule_id": rule,
        "matter_id": f"{rule}-M{row}",
        "questioned_amount": amount and Decimal(amount),
        "facts": json.dumps(facts | ({"transfer": transfer} if transfer else {})),
        "exceptions": json.dumps({"x_similar": similar} if rule == "RECT-04" else {}),
        "source_file": "台账.xlsx",
        "source_sheet": "S",
        "source_row": row,
    }


def outside(amount: str = "150.00", **more) -> dict:
    return lead("RECT-04", 40, amount, "OUT 台账外", finding=FINDING, **more)


def lists(cases, issues, leads) -> dict[str, list]:
    ids = [f"L47-{row['issue_no']}" for row in issues]
    return {kind: lines for kind, lines in transfers(cases, issues, ids, leads).items() if lines}


def test_rules_propose_each_kind_with_its_evidence():
    cases = [decided(FINDING, verified_amount="150.00", evidence_no="QZ-7", evidence="发放表复印件第3页", unit="镇政府")]
    leads = [outside(), lead("RECT-01", 1, transfer="NOT 台账内不整改"), lead("RECT-02", 2), lead("RECT-01", 3, transfer=None)]
    found = lists(cases, [issue("1"), issue("2", row=2), issue("3", row=3)], leads)
    (out,), (idle,), (part,) = (found[kind] for kind in ("OUT", "NOT", "PART"))
    assert (out.thing, out.state, out.what, out.subject, out.unit, out.amount) == (
        FINDING,
        PROPOSED,
        RULES["FUND-01"].zh,
        "P1",
        "镇政府",
        Decimal(150),
    )
    assert out.evidence == ["取证单 QZ-7", "发放表复印件第3页"] and out.sources == ["发放.csv 第 3 行", "台账.xlsx [S] 第 40 行"]
    assert (idle.thing, idle.what, idle.unit, idle.amount, idle.evidence, idle.sources) == (
        "L47-1",
        "死亡人员领取补贴",
        "民政局",
        Decimal(80),
        ["缴款书"],
        ["台账.xlsx [S] 第 1 行"],
    )
    assert part.thing == "L47-2" and part.grounds == ["RECT-02 整改不到位（证据不足）"]
    assert {line.receiver for line in (out, idle, part)} == {"县扶贫开发领导小组"}


def test_one_thing_is_one_line_of_a_kind():
    (line,) = lists([], [issue("1")], [lead("RECT-02"), lead("RECT-03", amount="500.00")])["PART"]
    assert (line.grounds, line.amount, line.receiver) == (["RECT-02 整改不到位（证据不足）", "RECT-03 虚假整改"], Decimal(500), "纪委监委")


@pytest.mark.parametrize("at", [FINDING, "RECT-04-M40"])
def test_a_persons_word_decides(at):
    cases = [decided(FINDING), decided("RECT-04-M40")] if at != FINDING else []
    cases = [case for case in cases if case.id != at] + [decided(at, transfer="OUT", transfer_to="市纪委监委")]
    (line,) = lists(cases, [], [outside()])["OUT"]
    assert line.state == DECIDED and (line.receiver == "市纪委监委" if at == FINDING else line.receiver == "县扶贫开发领导小组")


def test_a_persons_kind_stands_against_a_rules():
    found = lists([decided("L47-1", "整改中", transfer="NOT")], [issue("1")], [lead("RECT-02")])
    assert list(found) == ["NOT"] and found["NOT"][0].state == DECIDED


def test_a_person_may_transfer_what_no_rule_proposes():
    cases = [decided(FINDING, transfer="OUT", verified_amount="150.00"), decided("L47-1", "移送", transfer="PART")]
    found = lists(cases, [issue("1")], [])
    assert [(line.amount, line.grounds) for line in (*found["OUT"], *found["PART"])] == [
        (Decimal(150), ["审计人员决定"]),
        (Decimal(500), ["审计人员决定"]),
    ]


def test_what_was_dismissed_is_proposed_no_more():
    assert lists([decided("RECT-02-M1", "排除")], [issue("1")], [lead("RECT-02")]) == {}


def test_a_finding_of_this_audit_badly_rectified_is_its_own_line():
    (line,) = lists(
        [decided(FINDING, verified_amount="150.00", evidence_rectified="缴款书")], [issue(FINDING, "本次审计")], [lead("RECT-02")]
    )["PART"]
    assert (line.thing, line.what, line.evidence) == (FINDING, RULES["FUND-01"].zh, ["整改佐证 缴款书"])


def test_likeness_asks_and_decides_nothing():
    (line,) = lists([decided(FINDING, verified_amount="150.00")], [], [outside(similar=True, amount="0.00")])["OUT"]
    assert (line.state, line.amount) == (ASKED, Decimal(150))


def test_decided_lines_stand_first_then_the_largest():
    cases = [decided("L47-3", "移送", transfer="PART")]
    issues = [issue("1"), issue("2", row=2), issue("3", row=3)]
    found = lists(cases, issues, [lead("RECT-02", 1, "10.00"), lead("RECT-02", 2, "20.00"), lead("RECT-02", 3, "5.00")])
    assert [line.thing for line in found["PART"]] == ["L47-3", "L47-2", "L47-1"]


def similar(one: Decided, *issues: dict) -> list[str]:
    return [proposal.issue_no for proposal in proposals([one], issues, Decimal("0.40"))]


def test_issues_that_speak_alike_are_put_to_a_person():
    one = decided(FINDING, title="死亡后继续发放补贴")
    issues = [
        issue("1"),
        issue("2", description="贷后检查记录不完整"),
        issue("3", village_name="乙村"),
        issue("4", village_name="甲村"),
        issue("5", description="补贴"),
    ]
    assert similar(one, *issues) == ["1", "4"]
    assert similar(
        one,
        issue("6", object="370799195001010018"),
        issue("7", object="P1", description="旧房未拆除"),
        issue("8", object="P10", description="旧房未拆除"),
        *issues,
    ) == ["7", "1", "4"]
    assert similar(decided(FINDING, title="死亡后继续发放补贴", issue_no="1"), *issues) == []
    assert similar(
        decided(FINDING, title="公职人员领取补贴"), issue("1", description="公职人员违规享受扶贫补贴"), issue("2", description="项目未公示")
    ) == ["1"]
