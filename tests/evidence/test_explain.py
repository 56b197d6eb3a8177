"""`auditlib explain`: from a lead back to the rows as received and on to the decision, proved while it is told, and nobody's name told."""

from __future__ import annotations

import hashlib
import json
import shutil

import pyarrow.parquet as pq
import pytest

from auditlib import cli
from auditlib.audit import audit_county
from auditlib.casework.cases import DECIDED, RAISED
from auditlib.casework.record import Entry, Record
from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.parameters import home, load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.report.explained import written
from tests.evidence.test_excerpts import P, csv

DEAD = csv([["死者姓名", "死者身份证号", "死亡日期"], ["王小明", P[0], "2018.12.5"]])
HEADER = ["乡镇", "行政村", "姓名", "身份证号", "补贴项目", "所属期", "实发金额", "发放日期", "备注", "代办情况"]
PAID = [
    ["城关街道", "东村", "王小明", P[0], "孝善养老补助", f"2019-{n:02}", "300", f"2019-{n:02}-10", f"{P[5]}代领，电话13812345678", "王小明"]
    for n in range(1, 13)
]
SECRETS = ("王小明", P[0], P[5], "13812345678", "李审计")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run's folder with its received files beside it, and the record of a decision."""
    top = tmp_path_factory.mktemp("run")
    folder, out = top / "received" / "临朐县", top / "out" / "linqu"
    folder.mkdir(parents=True)
    (folder / "死亡.csv").write_text(DEAD, encoding="utf-8")
    (folder / "发放.csv").write_text(csv([HEADER, *PAID]), encoding="utf-8")
    parameters = load_parameters(home() / "parameters")
    contracts, county = load_ledgers(parameters.folder / "ledgers"), parameters.counties["linqu"]
    read_county(folder, county, parameters, contracts, out)
    audit_county(out, county, parameters, contracts)
    (matter,) = [row for row in pq.read_table(out / "matters.parquet").to_pylist() if row["rule_id"] == "FUND-01"]
    decided = {"state": "属实", "values": {"checked_by": "李审计", "reason": "入户见王小明之子"}}
    with Record.open(None, top / "out", PUBLISHED, write=True) as record:
        raised = Entry("linqu", matter["matter_id"], RAISED, {"rule": "FUND-01", "sentence": "王小明"}, matter["evidence_digest"])
        record.append([raised, Entry("linqu", matter["matter_id"], DECIDED, decided, matter["evidence_digest"])], "李审计")
    return top


@pytest.fixture
def explain(run, capsys):
    """Call the command; returns exit code, what it printed, and what it complained of."""

    def call(id: str, *options: str, data=run / "received"):
        with pytest.raises(SystemExit) as ended:
            cli.main(["explain", id, "--outputs", str(run / "out"), "--data", str(data), *options])
        return ended.value.code, *capsys.readouterr()

    return call


def leads(run) -> list[dict]:
    found = pq.read_table(run / "out" / "linqu" / "leads.parquet").to_pylist()
    return sorted((lead for lead in found if lead["rule_id"] == "FUND-01"), key=lambda lead: lead["source_row"])


def test_the_chain_of_a_lead_in_its_order(run, explain):
    lead = leads(run)[2]
    code, told, _ = explain(lead["lead_id"])
    assert code == 0
    steps = [
        "发放.csv 第 4 行",
        "▶ 4",
        "【300】",
        "死亡.csv 第 2 行",
        "实发金额 ← G 列「实发金额」原文 300 → 300.00",
        "死亡日期 ← C 列「死亡日期」原文 2018.12.5 → 2018-12-05",
    ]
    steps += ["例外", "国发〔2014〕8号", "四、规则 FUND-01", "SELECT", lead["matter_id"], "现状：属实", "以上各行的文件"]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)


def test_nothing_of_a_person_is_told_in_text_and_in_json(run, explain):
    for options in ((), ("--json",)):
        _, told, _ = explain(leads(run)[0]["lead_id"], *options)
        assert [secret for secret in SECRETS if secret in told] == []
        assert "王*" in told and "李*" in told


def test_json_holds_the_whole_chain(run, explain):
    lead = leads(run)[0]
    _, told, _ = explain(lead["lead_id"], "--json")
    values = json.loads(told)
    (one,) = values["leads"]
    accused, compared = one["rows"]
    assert values["proved"] and accused["accused"] and not compared["accused"]
    assert accused["sha256"] == hashlib.sha256((run / "received" / "临朐县" / "发放.csv").read_bytes()).hexdigest()
    (amount,) = [value for value in accused["values"] if value["column"] == "amount"]
    assert (amount["letter"], amount["text"], amount["value"], amount["unread"]) == ("G", "300", "300.00", False)
    assert values["rule"]["sql"].startswith("--") and values["rule"]["reasoning"] and one["policy"][0]["id"] == "death_grace_months"
    assert values["run"] == hashlib.sha256((run / "out" / "linqu" / "stage.txt").read_bytes()).hexdigest()
    assert values["state"] == "属实" and [entry["seq"] for entry in values["decisions"]] == [1, 2]


def test_of_a_matter_ten_leads_are_told_and_how_many_more(run, explain):
    found = leads(run)
    _, told, _ = explain(found[0]["matter_id"])
    assert told.count("一、收到的资料") == 10 and f"还有 {len(found) - 10} 条疑点未列出" in told and len(found) == 12


def test_a_changed_file_is_no_proof(run, explain, tmp_path):
    there = shutil.copytree(run / "received", tmp_path / "received")
    (there / "临朐县" / "死亡.csv").write_text(DEAD.replace("2018.12.5", "2018.12.6"), encoding="utf-8")
    code, told, _ = explain(leads(run)[0]["lead_id"], data=there)
    assert code == 1 and told.splitlines()[-1].startswith("不能证明：") and "被改动" in told.splitlines()[-1]
    assert "2018.12.6" not in told and "▶ 2" in told, "the other file is as it was"


def test_an_id_that_there_is_not_is_said_in_one_line_with_the_one_most_like_it(run, explain):
    lead = leads(run)[0]["lead_id"]
    code, told, complaint = explain(lead[:-1] + "x")
    assert (code, told, len(complaint.splitlines())) == (2, "", 1) and lead in complaint.partition("mean")[2]
    code, _, complaint = explain(P[0])
    assert code == 2 and P[0] not in complaint and len(complaint.splitlines()) == 1


def test_where_the_rules_have_changed_since_no_sql_is_passed_off_as_that_of_the_run(run, explain):
    stage = run / "out" / "linqu" / "stage.txt"
    before = stage.read_text(encoding="utf-8")
    stage.write_text(before.replace("规则程序：", "规则程序：0"), encoding="utf-8")
    code, told, _ = explain(leads(run)[0]["lead_id"])
    stage.write_text(before, encoding="utf-8")
    assert code == 0 and "不能给出：与运行时不同：规则程序" in told and "SELECT" not in told


def test_what_a_terminal_obeys_is_told_by_its_number():
    values = {"id": "X-01-0", "run": "", "proved": True, "leads": [], "leads_left_out": 0, "decisions": [], "rule": {}, "matter": {}}
    values["rule"] = {
        "id": "X-01",
        "title": "a\x1b[2Jb",
        "finding": "c\u202ed",
        "reasoning": "",
        "law": [],
        "sql": "SELECT 1",
        "departs": "",
    }
    values["matter"] = {
        "matter_id": "X-01-M0",
        "subject": "",
        "place": "e\x9bf",
        "leads": 1,
        "questioned_amount": None,
        "first_on": None,
        "last_on": None,
    }
    told = written(values)
    assert "〈U+001B〉" in told and "〈U+202E〉" in told and "〈U+009B〉" in told and not {"\x1b", "\u202e", "\x9b"} & {*told}
