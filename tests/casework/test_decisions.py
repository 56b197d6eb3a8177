"""What the record says of a county reaches its rules: verified findings, issues decided on since, and findings of this audit being rectified."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.decisions import FILE, NONE_VERIFIED, issue_ids
from auditlib.intake import read_county
from auditlib.money import total
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.standing import basis, departs
from tests.conftest import only
from tests.publish.county import FILES, received

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = load_parameters(ROOT / "parameters").model_copy(update={"key": PUBLISHED})
CONTRACTS = load_ledgers(PARAMETERS.folder / "ledgers")
COUNTY = PARAMETERS.counties["linqu"]
#: Paid after their deaths: the first stands in the rectification ledger (Z001), the second does not.
LISTED, UNLISTED = "370799194501010018", "370799194701010025"
few = only("FUND-01", "RECT-01", "RECT-02", "RECT-03", "RECT-04", "RECT-05")


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> Path:
    top = tmp_path_factory.mktemp("county")
    received(top)
    out = top / "out" / "linqu"
    read_county(top / "临朐县", COUNTY, PARAMETERS, CONTRACTS, out)
    return out


@pytest.fixture
def out(read) -> Path:
    (read / FILE).unlink(missing_ok=True)
    audit_county(read, COUNTY, PARAMETERS, CONTRACTS)
    return read


def matter(out: Path, rule: str, subject: str) -> str:
    (found,) = [
        row["matter_id"]
        for row in pq.read_table(out / "matters.parquet").to_pylist()
        if (row["rule_id"], row["subject"]) == (rule, subject)
    ]
    return found


def one(id: str, group: str = "属实", seq: int = 7, **values: str) -> dict:
    return {"id": id, "rule_id": id.rpartition("-M")[0], "state": group, "group": group, "values": values, "seq": seq}


def decide(out: Path, *cases: dict) -> None:
    (out / FILE).write_text(json.dumps(cases, ensure_ascii=False), encoding="utf-8")
    assert audit_county(out, COUNTY, PARAMETERS, CONTRACTS)["failed"] == []


def leads(out: Path, rule: str) -> dict[str, dict]:
    return {lead["subject"]: lead for lead in pq.read_table(out / "leads.parquet").to_pylist() if lead["rule_id"] == rule}


def record(out: Path, rule: str) -> dict:
    return next(r for r in json.loads((out / "rules.json").read_text(encoding="utf-8")) if r["rule_id"] == rule)


def test_an_unverified_lead_is_outside_of_nothing(out):
    assert record(out, "RECT-04")["reason"] == NONE_VERIFIED
    decide(out, one(matter(out, "FUND-01", UNLISTED), "排除"), one(matter(out, "FUND-01", LISTED), "在办"))
    assert (record(out, "RECT-04")["status"], record(out, "RECT-04")["reason"]) == ("not_run", NONE_VERIFIED)


def test_a_verified_finding_is_outside_by_its_verified_amount_and_counts_once(out):
    before = total(pq.read_table(out / "leads.parquet"))
    assert leads(out, "FUND-01")[UNLISTED]["questioned_amount"] == Decimal(200)
    finding = matter(out, "FUND-01", UNLISTED)
    decide(
        out,
        one(finding, verified_amount="150.00", checked_on="2019-11-20"),
        one(matter(out, "FUND-01", LISTED), verified_amount="300.00"),
        one("FUND-01-M0000000000", verified_amount="9.00"),  # of an earlier run: it does not stand in this one
    )
    found = leads(out, "RECT-04")
    assert list(found) == [UNLISTED]
    lead = found[UNLISTED]
    assert (lead["questioned_amount"], lead["amount_class"], lead["source_file"]) == (Decimal(150), "V", "一卡通/发放明细.csv")
    facts = json.loads(lead["facts"])
    assert (facts["finding"], facts["verified_on"], facts["transfer"]) == (finding, "2019-11-20", "OUT 台账外")
    assert record(out, "RECT-04")["spared"] == 1  # Z001 names the other
    assert total(pq.read_table(out / "leads.parquet")) == before


def test_what_was_verified_beyond_the_lead_is_claimed_too(out):
    decide(out, one(matter(out, "FUND-01", UNLISTED), verified_amount="230.00"))
    (claim,) = json.loads(leads(out, "RECT-04")[UNLISTED]["money"])
    assert (claim["amount"], claim["own"]) == ("230.00", "200.00")


def test_a_finding_of_this_audit_is_followed_up_like_an_issue(out):
    finding = matter(out, "FUND-01", UNLISTED)
    values = {
        "verified_amount": "200.00",
        "checked_on": "2019-10-20",
        "unit": "民政局",
        "deadline": "2019-11-30",
        "status": "未整改",
        "measure": "追缴",
    }
    decide(out, one(finding, **values))
    late = leads(out, "RECT-01")[finding]
    assert (late["questioned_amount"], late["source_file"], late["source_row"]) == (Decimal(200), "案件记录", 7)
    facts = json.loads(late["facts"])
    assert (facts["days"], facts["resp_unit"], facts["transfer"], facts["origin"]) == (31, "民政局", "NOT 台账内不整改", "本次审计")
    assert UNLISTED in leads(out, "RECT-04"), "its own follow-up is no ledger from before the audit"
    ids = late["lead_id"], late["matter_id"]
    decide(out, one(finding, seq=90, finding_no="问题3", title="多付养老补助", **values, recovered="80.00"))
    late = leads(out, "RECT-01")[finding]
    assert (late["lead_id"], late["matter_id"], late["questioned_amount"], late["source_row"]) == (*ids, Decimal(120), 90)
    decide(out, one(finding, **values | {"deadline_new": "2020-03-31", "status": "持续整改"}))
    assert finding not in leads(out, "RECT-01")
    decide(out, one(finding, **values | {"status": "销号", "done_on": "2019-11-01", "closed_on": "2019-11-02", "recovered": "80.00"}))
    lead = leads(out, "RECT-02")[finding]
    assert json.loads(lead["facts"])["lacking"] == "无佐证材料；金额未到位；未经验收签字"
    closed = {
        "status": "销号",
        "closed_on": "2019-11-02",
        "recovered": "200.00",
        "evidence_rectified": "缴款书",
        "accepted_county": "甲乙 2019-11-02",
    }
    decide(out, one(finding, **values | closed))
    assert finding not in leads(out, "RECT-01") | leads(out, "RECT-02")


def test_an_issue_handed_in_stands_as_it_was_decided_on_since(out):
    rows = pq.read_table(out / "ledgers" / "issue_ledger.parquet").sort_by("row_id").to_pylist()
    ids = dict(zip((row["issue_no"] for row in rows), issue_ids(rows, "linqu", PUBLISHED), strict=True))
    before = leads(out, "RECT-01")["Z002"]
    assert before["source_file"] == "审计/问题整改台账.csv"
    decide(out, one(ids["Z002"], seq=12, progress="已列计划"))
    after = leads(out, "RECT-01")["Z002"]
    assert (after["lead_id"], after["matter_id"]) == (before["lead_id"], before["matter_id"])
    assert (after["source_file"], after["source_row"]) == ("案件记录", 12)
    decide(
        out,
        one(ids["Z002"], status="销号", done_on="2019-12-01", closed_on="2019-12-02", evidence_rectified="公示照片", accepted_city="甲乙"),
    )
    assert "Z002" not in leads(out, "RECT-01")
    decide(out, one("L47-0000000000", status="销号"))
    assert leads(out, "RECT-01")["Z002"] == before


def test_without_the_ledger_nothing_is_outside_of_it_but_findings_are_followed_up(tmp_path):
    for path, text in FILES.items():
        if "整改" not in path:
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    read_county(tmp_path, COUNTY, PARAMETERS, CONTRACTS, out)
    audit_county(out, COUNTY, PARAMETERS, CONTRACTS)
    finding = matter(out, "FUND-01", UNLISTED)
    assert [record(out, rule)["reason"] for rule in ("RECT-01", "RECT-04")] == ["缺少资料：问题整改台账(L47)"] * 2
    decide(out, one(finding, verified_amount="200.00", deadline="2019-11-30", status="未整改"))
    assert list(leads(out, "RECT-01")) == [finding]
    assert record(out, "RECT-04")["reason"] == "缺少资料：问题整改台账(L47)"


def test_the_same_on_every_engine(out, engine):
    values = {"verified_amount": "150.00", "checked_on": "2019-10-20", "deadline": "2019-11-30", "status": "未整改"}
    rows = pq.read_table(out / "ledgers" / "issue_ledger.parquet").to_pylist()
    decide(out, one(matter(out, "FUND-01", UNLISTED), **values), one(issue_ids(rows, "linqu", PUBLISHED)[0], progress="已列计划"))
    on_duckdb = [(out / name).read_bytes() for name in ("leads.parquet", "spared.parquet", "rules.json")]
    there = PARAMETERS.model_copy(update={"run": PARAMETERS.run.model_copy(update={"engine": engine})})
    assert audit_county(out, COUNTY, there, CONTRACTS)["failed"] == []
    assert [(out / name).read_bytes() for name in ("leads.parquet", "spared.parquet", "rules.json")] == on_duckdb
    assert {*leads(out, "RECT-01")} >= {matter(out, "FUND-01", UNLISTED)} and UNLISTED in leads(out, "RECT-04")


def test_results_depend_on_the_record_that_they_were_made_with(out):
    decide(out, one(matter(out, "FUND-01", UNLISTED), verified_amount="200.00"))
    assert departs(out, basis(PARAMETERS)) == ""
    (out / FILE).write_text("[]", encoding="utf-8")
    assert departs(out, basis(PARAMETERS)) == "与运行时不同：案件记录"


def test_numbers_that_two_towns_both_use_are_two_issues():
    row = {
        "issue_no": "1",
        "origin": "省审计",
        "description": "甲",
        "found_on": None,
        "town_name": None,
        "village_name": None,
        "category": None,
    }
    one_list = [row, row | {"description": "乙"}, row | {"issue_no": "2"}, row | {"origin": "市委巡察"}, row | {"issue_no": None}]
    ids = issue_ids(one_list, "linqu", PUBLISHED)
    assert len({*ids}) == 5
    assert issue_ids([row, row], "linqu", PUBLISHED) == issue_ids([row | {"description": "改了写法"}], "linqu", PUBLISHED) * 2
    assert {*issue_ids(one_list, "changle", PUBLISHED)}.isdisjoint(ids)
