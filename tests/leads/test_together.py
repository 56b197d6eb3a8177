"""Rules over all counties, rules that read the leads of others, and statements, from files to each county's results."""

from __future__ import annotations

import json
from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest
from ibis import _

from auditlib.audit import TOGETHER, audit_city, audit_county
from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.notebook import open_audit
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from auditlib.rules.catalogue import rule, texts
from tests.rules.tables import told

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = load_parameters(ROOT / "parameters")
CONTRACTS = load_ledgers(PARAMETERS.folder / "ledgers")
BOTH, ONE = "370799194501010013", "370799195202020025"
FILES = {
    "linqu": f"姓名,身份证号,死亡日期\n张三,{BOTH},2019-03-15\n李四,{ONE},2019-04-15\n",
    "changle": f"姓名,身份证号,死亡日期\n张三,{BOTH},2019-05-15\n",
    "anqiu": "姓名,身份证号,贷款金额,放款日期\n",
}
COMMON = {"severity": "H", "strength": "A", "amount": "N"}


@pytest.fixture(autouse=True)
def rules():
    """A few rules instead of the catalogue's: one over all counties, one on the leads of others, one statement."""
    catalogue = dict(RULES)
    own = {f"TEST-{number:02d}": told("试") for number in (1, 2, 3, 4)}
    texts().update(own)
    RULES.clear()

    @rule("TEST-03", **COMMON, scope="city")
    def dead_in_two_counties(death_register):
        """A person stands in two counties' registers of deaths."""
        same = ibis.window(group_by="id_no")
        found = death_register.mutate(counties=_.county_id.nunique().over(same), other_county=_.county_id.min().over(same)).filter(
            _.counties > 1
        )
        return found.select("row_id", "counties", "other_county", occurred_on="death_date", questioned_amount=ibis.null("decimal(18,2)"))

    @rule("TEST-02", **COMMON)
    def every_death(death_register):
        """A death."""
        return death_register.select(
            "row_id", occurred_on="death_date", questioned_amount=ibis.literal(5).cast("decimal(18,2)"), severity=ibis.literal("M")
        )

    @rule("TEST-01", **COMMON)
    def every_lead(lead):
        """A lead of severity M."""
        found = lead.filter(_.severity == "M")
        return found.select("row_id", "occurred_on", "questioned_amount", aspect="rule_id", amount_class=ibis.literal("W"), of=_.rule_id)

    @rule("TEST-04", **COMMON, statement=True)
    def deaths_counted(death_register):
        """How many deaths the register holds."""
        return death_register.agg(deaths=_.count(), last=_.death_date.max())

    yield
    RULES.clear()
    RULES.update(catalogue)
    for rule_id in own:
        del texts()[rule_id]


def audited(folder: Path, units: list[str]) -> Path:
    out = folder / "out"
    for unit in units:
        received = folder / unit
        received.mkdir()
        (received / "a.csv").write_text(FILES[unit], encoding="utf-8")
        read_county(received, PARAMETERS.counties[unit], PARAMETERS, CONTRACTS, out / unit)
        audit_county(out / unit, PARAMETERS.counties[unit], PARAMETERS, CONTRACTS)
    return out


def records(out: Path, unit: str) -> dict[str, dict]:
    return {r["rule_id"]: r for r in json.loads((out / unit / "rules.json").read_text(encoding="utf-8"))}


def leads(out: Path, unit: str, rule_id: str) -> list[dict]:
    return [lead for lead in pq.read_table(out / unit / "leads.parquet").to_pylist() if lead["rule_id"] == rule_id]


def test_a_rule_over_all_counties_reaches_each_countys_results(tmp_path):
    out = audited(tmp_path, ["linqu", "changle", "anqiu"])
    assert records(out, "linqu")["TEST-03"]["reason"] == TOGETHER
    assert audit_city(out, ["linqu", "changle", "anqiu"], PARAMETERS, CONTRACTS) == {"leads": 2, "failed": []}
    for unit in ("linqu", "changle"):
        (lead,) = leads(out, unit, "TEST-03")
        assert (lead["county"], lead["subject"], lead["source_row"]) == (unit, BOTH, 2)
        assert records(out, unit)["TEST-03"]["leads"] == 1
        # its own rows only: with another county's file its results change only where its leads do
        assert records(out, unit)["TEST-03"]["rows_read"] == {"death_register": 2 if unit == "linqu" else 1}
    # a county that has not handed the ledger in is not judged: never zero
    assert records(out, "anqiu")["TEST-03"]["status"] == "not_run" and "死亡人员信息" in records(out, "anqiu")["TEST-03"]["reason"]


def test_a_page_names_the_other_county(tmp_path):
    out = audited(tmp_path, ["linqu", "changle"])
    audit_city(out, ["linqu", "changle"], PARAMETERS, CONTRACTS)
    page = open_audit({"county": "linqu", "data": str(tmp_path), "outputs": str(out), "as_of": "2019-12-31"}).rule("TEST-03")._repr_html_()
    assert ">昌乐县<" in page and ">changle<" not in page


def test_the_same_bytes_when_it_runs_again(tmp_path):
    out = audited(tmp_path, ["linqu", "changle"])
    audit_city(out, ["linqu", "changle"], PARAMETERS, CONTRACTS)
    first = {p: p.read_bytes() for p in sorted(out.glob("*/*.parquet"))}
    audit_city(out, ["linqu", "changle"], PARAMETERS, CONTRACTS)
    assert [p.name for p in first if p.read_bytes() != first[p]] == []


def test_a_county_audited_again_alone_is_compared_with_those_of_the_run_before(tmp_path):
    out = audited(tmp_path, ["linqu", "changle"])
    audit_city(out, ["linqu"], PARAMETERS, CONTRACTS)
    assert len(leads(out, "linqu", "TEST-03")) == 1 and not leads(out, "changle", "TEST-03")


def test_a_rule_on_leads_comes_last_and_takes_class_and_row_from_them(tmp_path):
    out = audited(tmp_path, ["linqu"])
    found = leads(out, "linqu", "TEST-01")
    assert {(lead["subject"], lead["amount_class"], lead["source_row"]) for lead in found} == {(BOTH, "W", 2), (ONE, "W", 3)}


def test_a_statement_accuses_nobody(tmp_path):
    out = audited(tmp_path, ["linqu"])
    assert records(out, "linqu")["TEST-04"]["statement"] == [{"deaths": 2, "last": "2019-04-15"}]
    assert records(out, "linqu")["TEST-04"]["leads"] == 0 and not leads(out, "linqu", "TEST-04")
