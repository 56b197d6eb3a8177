"""What an auditor asks of a notebook: where a rule's rows went, its SQL, and what other policy values would change."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from auditlib.audit import in_turn, judge, reads_leads
from auditlib.decisions import Decided
from auditlib.errors import ParameterError
from auditlib.found import Judged
from auditlib.notebook import Audit
from auditlib.parameters import DatedValue
from auditlib.project_key import PUBLISHED, bind
from auditlib.report.way import BY_DATA, BY_WORDS
from auditlib.report.what_if import WhatIf
from auditlib.rules import RULES
from auditlib.rules.policy import Policy
from auditlib.what_if import tried
from tests.publish.county import received

#: D1 + D2 are over the ceiling; D3 has no day of issue; D4 and D7 run four years, D7 by an extension that the remark tells; D5 is a pledge, D6 backed by
#: the fund; D8 was issued before the period audited and is over the ceiling.
LOANS = """合同编号,借款人姓名,借款人身份证号,户编号,贷款金额（万元）,放款日期,到期日期,贷款期限（月）,贷款利率,担保方式,还款时间,备注
D1,张小三,370799197001010012,H1,3,2018-03-01,2021-03-01,36,4.75%,信用,,
D2,李小四,370799197101010028,H1,3,2018-06-01,2021-06-01,36,4.75%,信用,,
D3,王小五,370799197201010033,H2,5,,2021-03-01,36,4.75%,信用,,
D4,赵小六,370799197301010049,H3,5,2018-03-01,2022-03-01,48,4.75%,信用,,
D5,钱小七,370799197401010054,H4,5,2018-03-01,2021-03-01,36,4.75%,抵押,,
D6,孙小八,37079919750101006X,H5,2,2018-03-01,2021-03-01,36,4.75%,风险补偿金担保,,
D7,周小九,370799197601010075,H6,2,2018-03-01,2022-03-01,36,4.75%,信用,,经批准展期一年
D8,吴小十,370799197701010080,H7,6,2013-03-01,2016-03-01,36,4.75%,信用,,
"""


@pytest.fixture(scope="module")
def audit(tmp_path_factory) -> Audit:
    folder = tmp_path_factory.mktemp("workbench")
    received(folder / "received")
    (folder / "received" / "临朐县" / "贷款.csv").write_text(LOANS, encoding="utf-8-sig")
    bind(folder / "out", PUBLISHED)
    return Audit("linqu", str(folder / "received"), str(folder / "out"), "2019-12-31")


def test_outside_of_a_run_a_rule_is_run_once(audit, monkeypatch):
    few = [rule for rule in in_turn() if rule.id == "LOAN-02" or reads_leads(rule)]
    fresh, run = Audit("linqu", str(audit.results.received.parent), str(audit.results.out), "2019-12-31"), []
    monkeypatch.setattr("auditlib.audit.in_turn", lambda: few)
    monkeypatch.setattr("auditlib.audit.judge", lambda rule, *given: run.append(rule.id) or judge(rule, *given))
    for rule in few * 2:
        fresh.results.asked(rule.id)
    assert run == [rule.id for rule in few] and len(run) > 2


def test_every_row_is_somewhere_on_its_way(audit):
    way = audit.rule("LOAN-02").way
    assert (way.read, way.not_judged, way.found, way.leads) == (
        8,
        {"“放款日期”为空": 1, "日期早于 loan.ceiling 的起始日 2014-12-10": 1},
        1,
        1,
    ) and way.quiet == 5
    assert audit.rule("LOAN-05").way.cleared == {("由风险补偿金或信用村增信", BY_WORDS): 1}
    words = audit.rule("LOAN-03").way
    assert (words.cleared, words.leads) == ({("仅展期部分超过", BY_WORDS): 1}, 1)
    assert audit.rule("FUND-01").way.read == 3


@pytest.mark.parametrize("rule_id", ["LOAN-02", "LOAN-03", "LOAN-04", "LOAN-05", "FUND-01", "FUND-04", "RECT-01"])
def test_the_numbers_of_a_way_add_up(audit, rule_id):
    """Against the files: a found row is one that a lead or a cleared candidate names, and what is left over is never less than nothing."""
    finding = audit.rule(rule_id)
    way, judged = finding.way, finding.judged
    named = {(row["source_file"], row["source_row"]) for table in (judged.leads, judged.spared) for row in table.to_pylist()}
    assert way.out_of_period or way.found == len(named)
    assert way.read == sum(audit.results.table(ledger).num_rows for ledger in judged.rule.accused) and way.quiet >= 0
    assert way.candidates == judged.leads.num_rows + judged.spared.num_rows + judged.out_of_period >= way.found
    shown = finding._repr_html_()
    assert all(line in shown for line in way.lines) and f"疑点 {judged.leads.num_rows:,} 条" in "".join(way.lines) or not way.candidates
    assert sum(way.cleared.values()) == judged.spared.num_rows and {how for _, how in way.cleared} <= {BY_DATA, BY_WORDS}


def test_the_sql_shown_is_the_sql_that_finds_the_leads(audit):
    finding = audit.rule("LOAN-02")
    shown = finding.sql()
    assert shown.dialect == "duckdb" and "duckdb" in shown._repr_html_() and "&lt;" in shown._repr_html_()
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW micro_loan AS FROM '{audit.results.out / 'ledgers' / 'micro_loan.parquet'}'")
    for name in ("_absent_loan_txn", "_absent_poor_household", "_absent_poor_person"):
        connection.register(name, audit.ledgers.engine.query(f'FROM "{name}"'))
    (found,) = connection.execute(str(shown)).to_arrow_table().to_pylist()
    assert (found["loan_no"], found["questioned_amount"]) == ("D2", Decimal("10000.00"))
    assert "缺少资料" in repr(audit.rule("WATER-01").sql())


def test_a_trial_tells_who_comes_and_who_goes(audit):
    lower, higher = audit.what_if("loan.ceiling", 20000), audit.what_if({"loan.ceiling": 60000})
    assert {change.state: change.now["questioned_amount"] for change in lower.changes.of("changed")} == {"changed": Decimal("40000.00")}
    assert lower.changes.counts["new"] == 2 and [change.state for change in higher.changes.found] == ["gone"]
    both = audit.what_if({"loan.ceiling": Decimal("60000"), "loan.term_max": 48})
    assert {(change.rule_id, change.state) for change in both.changes.of("new", "gone")} == {("LOAN-02", "gone"), ("LOAN-03", "gone")}
    assert "5.5" in audit.what_if("loan.rate_tol", 5.5).told  # the digits as they were written


def test_a_trial_is_masked_marked_and_leaves_nothing(audit):
    shown = [repr(audit.matters()), repr(audit.rule("LOAN-02")), audit.finish("x").data]
    before = _files(audit.results.out)
    text = audit.what_if("loan.ceiling", 20000)
    for form in (repr(text), text._repr_html_()):
        assert form.count("试算，不是审计结果") >= 3 and "小四" not in form and "370799" not in form
    assert repr(text) == repr(audit.what_if("loan.ceiling", 20000))
    assert shown == [repr(audit.matters()), repr(audit.rule("LOAN-02")), audit.finish("x").data] and before == _files(audit.results.out)


def test_a_rule_that_waits_for_a_value_is_tried_with_one(audit):
    empty = [DatedValue(**{"from": "2013-01-01"}, value=None, document="待录入", confirmed=False)]
    county = audit.county.model_copy(update={"policy": {"loan.ceiling": empty}})
    found = tried({"loan.ceiling": 50000}, audit.results.opened(), county, audit.parameters)
    assert [(item.rule.id, item.leads.num_rows, item.out_of_period) for item in found.judged] == [
        ("LOAN-02", 1, 1)
    ]  # D2, and D8 before the period
    now = Judged(RULES["LOAN-02"], Policy({}, audit.parameters.run.as_of), reason="参数未填")
    assert "（未填） 改为 50000" in WhatIf([now], found).told and "未执行" in repr(WhatIf([now], found))


@pytest.mark.parametrize(
    ("policy", "value", "told"),
    [
        ("loan.cieling", 30000, "没有参数 loan.cieling；是否想写 loan.ceiling"),
        ("loan.ceiling", "30000", "单位为“元”，应为数"),
        ("loan.ceiling", True, "应为数"),
        ("loan.ceiling", float("nan"), "应为数"),
        ("loan.covid_until", "2021-3-31", "应为写作 YYYY-MM-DD 的日期"),
        ("loan.user_rule", 3, "应为文字"),
    ],
)
def test_what_is_no_value_of_a_policy_is_refused(audit, policy, value, told):
    with pytest.raises(ParameterError, match="^参数|^没有参数") as error:
        audit.what_if(policy, value)
    assert told in error.value.args[0] and "\n" not in error.value.args[0]


def test_a_value_that_no_rule_reads_says_so(audit):
    assert "没有可以试算的规则读取这个参数" in repr(audit.what_if("rect.similarity", 50))


def test_the_rows_as_received_are_shown_masked_by_lead_and_by_matter(audit):
    (lead,) = audit.rule("LOAN-02").judged.leads.to_pylist()
    shown = audit.source(lead["lead_id"])
    assert repr(shown) == repr(audit.source(lead["matter_id"])) and "贷款.csv" in repr(shown)
    assert (
        re.search(r"▶ 3 \| 【?D2】? \| 【?李\*", repr(shown))
        and "小四" not in repr(shown) + shown._repr_html_()
        and "370799197101010028" not in shown._repr_html_()
    )
    spared = audit.rule("LOAN-03").judged.spared["lead_id"][0].as_py()
    assert "▶ 8 | 【D7】" in repr(audit.source(spared))  # also what an exception cleared
    with pytest.raises(ParameterError, match=f"没有疑点或事项 {lead['lead_id']}0；是否想写 {lead['lead_id']}？"):
        audit.source(lead["lead_id"] + "0")
    with pytest.raises(ParameterError, match="没有规则 LAON-02；是否想写 LOAN-02？"):
        audit.source("LAON-02-M123")


def test_matters_tell_how_they_stand_in_the_record(audit, monkeypatch):
    assert "核查状态" not in repr(audit.matters("micro_loans"))
    matter = audit.rule("LOAN-02").judged.leads["matter_id"][0].as_py()
    monkeypatch.setitem(audit.results.__dict__, "decided", [Decided(matter, "核实中", "在办", {})])
    lines = {line.split(" | ")[0]: line.split(" | ")[-2:] for line in repr(audit.matters("micro_loans")).splitlines()}
    assert lines["事项编号"] == ["核查状态", "下一步"] and lines.pop(matter) == [
        "核实中",
        "排除（须复核）、无法核实（须复核）、属实（须复核）",
    ]
    assert ["新生成", "已分派、核实中"] in lines.values()


def _files(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}
