"""Rectification on pages: what was decided, what is open and how long, what came of it, what is transferred; masked, and told where there is no record."""

from __future__ import annotations

import json
import shutil
from itertools import takewhile

import pyarrow.parquet as pq
import pytest

from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.decisions import FILE, issue_ids
from auditlib.intake import read_county
from auditlib.notebook import Audit
from auditlib.parameters import load_parameters
from tests.publish.county import received

DEAD = {"王小明": "370799194501010018", "刘会兰": "370799194701010025"}
ISSUES = "审计/问题整改台账.csv"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A county as received, its run, and what is needed to make it again with a record."""
    top = tmp_path_factory.mktemp("rectified")
    received(top / "received")
    parameters = load_parameters().for_results(top / "out")
    given = parameters.county("linqu"), parameters, load_ledgers(parameters.folder / "ledgers")
    read_county(top / "received" / "临朐县", *given, top / "out" / "linqu")
    audit_county(top / "out" / "linqu", *given)
    return top, given


@pytest.fixture
def audit(run, tmp_path):
    """The same county at another place, with what the record says of it."""

    def made(cases: list[dict] | None) -> Audit:
        top, given = run
        out = tmp_path / "out" / "linqu"
        if not out.exists():
            shutil.copytree(top / "out" / "linqu", out)
        if cases is not None:
            (out / FILE).write_text(json.dumps(cases), encoding="utf-8")
            audit_county(out, *given)
        return Audit("linqu", str(top / "received"), str(tmp_path / "out"), "2019-12-31")

    return made


def case(run, name: str, group: str = "属实", **values: str) -> dict:
    """What was decided of the matter of a dead person who was paid."""
    matters = pq.read_table(run[0] / "out" / "linqu" / "matters.parquet").to_pylist()
    row = next(row for row in matters if (row["rule_id"], row["subject"]) == ("FUND-01", DEAD[name]))
    facts = {"subject": row["subject"], "village": row["village"], "source": "一卡通/发放明细.csv 第 3 行"}
    return {
        "id": row["matter_id"],
        "rule_id": "FUND-01",
        "state": group,
        "group": group,
        "values": values,
        "facts": facts,
        "digest": "b",
        "decided_on": "a",
        "seq": 5,
    }


def issue(run, number: str, **values: str) -> dict:
    rows = pq.read_table(run[0] / "out" / "linqu" / "ledgers" / "issue_ledger.parquet").to_pylist()
    (id,) = [id for id, row in zip(issue_ids(rows, "linqu", run[1][1].key), rows, strict=True) if row["issue_no"] == number]
    return {"id": id, "state": "整改中", "group": "属实", "values": values, "seq": 6}


def rows(shown: object, caption: str) -> dict[str, list[str]]:
    """First cell → the others, of one table of what is shown."""
    lines = repr(shown).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(caption))
    cells = (line.split(" | ") for line in takewhile(lambda line: " | " in line, lines[start + 2 :]))
    return {first: others for first, *others in cells}


def test_without_a_record_each_says_so_and_shows_what_was_handed_in(audit):
    opened = audit(None)
    assert "没有案件记录" in repr(opened.decisions()) and "没有案件记录" in repr(opened.transfers())
    shown = opened.rectification()
    assert "没有案件记录" in repr(shown)
    assert rows(shown, "未完成整改的问题")["合计"] == ["1", "0", "0.00", "0.00"]
    assert rows(shown, "未完成整改的问题")["逾期 91–180 天"][:2] == ["1", "0"]  # Z002: due 2019-09-30, 92 days
    assert rows(shown, "整改到位的资金")["追缴"] == ["300.00", "0.00", "300.00"]
    (proposed,) = rows(opened.transfers(), "NOT").values()
    assert proposed[0] == "项目未公示" and proposed[-1] == "规则建议，待核实决定"


def test_matters_add_up(run, audit):
    cases = [case(run, "王小明", "排除"), case(run, "刘会兰", verified_amount="150.00"), issue(run, "Z002", progress="已列计划")]
    shown = rows(audit(cases).decisions(), "事项核实情况")
    assert shown["财政专项扶贫资金"] == ["2", "1", "1", "0", "0", "150.00", "2"]
    assert shown["问题整改"][:5] == ["2", "0", "0", "0", "2"]  # of this run, not in the record yet: open
    assert shown["合计"] == ["4", "1", "1", "0", "2", "150.00", "2"]


def test_open_terms_ages_and_results_are_of_earlier_issues_and_of_this_audits_findings(run, audit):
    mine = {"verified_amount": "200.00", "checked_on": "2019-10-20", "deadline": "2019-12-01", "status": "持续整改", "unit": "民政局"}
    cases = [
        case(run, "刘会兰", **mine, title="刘会兰死后领取补贴", recovered="50.00", made_good="20.00", rules_made="2", disciplined="1"),
        issue(run, "Z002", deadline_new="2020-01-31", status="持续整改", returned="10.00"),
    ]
    opened = audit(cases)
    shown = opened.rectification()
    ages = rows(shown, "未完成整改的问题")
    assert ages["逾期 30 天以内"] == ["0", "1", "200.00", "130.00"]
    assert ages["未到期"] == ["1", "0", "0.00", "0.00"]
    assert ages["合计"] == ["1", "1", "200.00", "130.00"]
    late = {
        line.split(" | ")[4]: line.split(" | ")[5] for line in repr(shown).splitlines() if line.count(" | ") == 7 and "问题编号" not in line
    }
    assert late == {"2019-12-01": "30", "2020-01-31": "-31"}
    assert rows(shown, "整改到位的资金")["合计"] == ["310.00", "70.00", "380.00"]
    results = {name: value for name, (value,) in rows(shown, "整改成效").items()}
    assert results["追回或盘活"] == "350.00 元" and results["归还原渠道"] == "10.00 元" and results["促进拨付（补发）"] == "20.00 元"
    assert (results["完善制度"], results["处分"], results["移送线索（已决定）"]) == ("2 项", "1 人", "0 件")
    assert results["问题"] == "3 个，已整改或销号 1 个（33.33%）"


def test_transfers_show_their_evidence_and_nobody(run, audit):
    cases = [
        case(
            run,
            "刘会兰",
            verified_amount="150.00",
            checked_on="2019-10-20",
            title="刘会兰死亡后领取补贴",
            evidence=f"{DEAD['刘会兰']}询问笔录",
            evidence_no="QZ-1",
        ),
        case(run, "王小明", verified_amount="300.00", transfer="PART", transfer_to="县纪委监委"),
    ]
    opened = audit(cases)
    shown = opened.transfers()
    (outside,) = rows(shown, "OUT").values()
    assert outside[0].startswith("刘*") and outside[3] == "150.00" and "取证单 QZ-1" in outside[4] and outside[-1] == "规则建议，待核实决定"
    (part,) = rows(shown, "PART").values()
    assert part[-2:] == ["县纪委监委", "已决定移送"]
    assert rows(opened.rectification(), "整改成效")["移送线索（已决定）"] == ["1 件"]
    assert "可能已在台账内" not in repr(shown), "Z001 numbers another person: it is another matter, whatever it says"
    for text in (shown._repr_html_(), opened.rectification()._repr_html_(), opened.decisions()._repr_html_()):
        assert not any(word in text for word in (*DEAD, *DEAD.values()))
