"""The whole path on the synthetic counties: every planted breach is found, no look-alike is accused, and nothing else is.

The answer key says what was planted. It is written by the generator from what it planted, never from what the rules found.
What stands outside the ledger (RECT-04) is found of verified matters only: the first county's grave ones are verified, and it is audited again.
Recall and precision per rule are left in outputs/accuracy.md.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from auditlib.audit import audit_city, audit_county
from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from synthetic import write_demo
from synthetic.plant import unfilled_rules

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = load_parameters(ROOT / "parameters")
CONTRACTS = load_ledgers(PARAMETERS.folder / "ledgers")


NOTHING = SimpleNamespace(params=())
#: `make test` audits the first two counties, `make accuracy` all sixteen.
UNITS = [pytest.param(unit, marks=[pytest.mark.slow] if place >= 2 else []) for place, unit in enumerate(PARAMETERS.counties)]


@dataclass
class Audited:
    """One county: what was planted, what was found, how its files were read, and what two audits of the last one left."""

    expected: Counter
    leads: Counter
    intake: object
    failed: list[str]
    twice: list[dict[str, bytes]] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(request, tmp_path_factory) -> Path:
    """The counties that are asked for: `pytest -k linqu` makes and audits one (and what is planted in two counties, CROSS-01, is missed)."""
    units = {
        item.callspec.params["unit"]
        for item in request.session.items
        if item.path == request.path and "unit" in getattr(item, "callspec", NOTHING).params
    }
    return write_demo(tmp_path_factory.mktemp("demo"), counties=sorted(units) or None)


@pytest.fixture(scope="module")
def key(demo) -> list[dict]:
    with open(demo / "answer_key.csv", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def audited(demo, key, tmp_path_factory) -> dict[str, Audited]:
    """All counties through intake and rules, then the rules over all of them: as the batch does it."""
    outputs = tmp_path_factory.mktemp("outputs")
    found = {}
    for folder in sorted(f for f in demo.iterdir() if f.is_dir()):
        county = PARAMETERS.county(folder.name)
        intake = read_county(folder, county, PARAMETERS, CONTRACTS, outputs / county.id)
        failed = audit_county(outputs / county.id, county, PARAMETERS, CONTRACTS)["failed"]
        if verified := not found:
            verify(outputs / county.id, [line for line in key if line["county"] == county.id])
            failed += audit_county(outputs / county.id, county, PARAMETERS, CONTRACTS)["failed"]
        found[county.id] = Audited(planted(county.id, key, verified), Counter(), intake, failed)
    first = results(outputs / county.id)
    failed += audit_county(outputs / county.id, county, PARAMETERS, CONTRACTS)["failed"]
    found[county.id].twice = [first, results(outputs / county.id)]
    together = audit_city(outputs, list(found), PARAMETERS, CONTRACTS)
    for unit, audit in found.items():
        audit.failed += together["failed"]
        audit.leads = Counter(_lead(lead) for lead in pq.read_table(outputs / unit / "leads.parquet").to_pylist())
    return found


def results(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in ("leads.parquet", "spared.parquet", "rules.json")}


def verify(out: Path, key: list[dict]) -> None:
    """Leave the record of an auditor who has verified the planted grave matters, each with all that was questioned."""
    breaches = {
        (line["rule_id"], line["subject"])
        for line in key
        if line["kind"] == "breach" and not line["rule_id"].startswith(("RECT-", "CROSS-"))
    }
    matters = pq.read_table(out / "matters.parquet").to_pylist()
    cases = [
        {"id": row["matter_id"], "state": "属实", "group": "属实", "values": {"verified_amount": str(row["questioned_amount"] or "")}}
        for row in matters
        if row["severity"] == "H" and (row["rule_id"], row["subject"]) in breaches
    ]
    (out / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


def planted(unit: str, key: list[dict], verified: bool) -> Counter:
    lines = [line for line in key if line["county"] == unit and line["rule_id"] in RULES and (verified or line["rule_id"] != "RECT-04")]
    return Counter(_line(line) for line in lines if line["kind"] in ("breach", "downgraded"))


def _line(line: dict) -> tuple:
    amount = Decimal(line["amount"]).quantize(Decimal("0.01")) if line["amount"] else None
    return line["rule_id"], line["subject"], amount, line["severity"] or RULES[line["rule_id"]].severity


def _lead(lead: dict) -> tuple:
    return lead["rule_id"], lead["subject"], lead["questioned_amount"], lead["severity"]


@pytest.mark.parametrize("unit", UNITS)
def test_all_and_only_what_was_planted(unit, audited):
    audit = audited[unit]
    assert not audit.failed
    assert not audit.intake.questions, "every sheet of the demo must be recognised"
    differences = {"missed": audit.expected - audit.leads, "accused in error": audit.leads - audit.expected}
    assert differences == {"missed": Counter(), "accused in error": Counter()}
    for sheet in (sheet for sheet in audit.intake.sheets if sheet["ledger"]):
        assert sheet["rows"] == sheet["kept"] + sheet["quarantined"] + sheet["totals"] + sheet["notes"]


def test_the_same_ledgers_give_the_same_bytes(audited):
    *_, last = audited.values()
    first, second = last.twice
    assert first == second


def test_recall_and_precision_per_rule(audited):
    lines = ["| rule | planted | found | missed | in error | recall | precision |", "|---|---|---|---|---|---|---|"]
    short = []
    for rule_id in sorted(RULES):
        expected, leads = (
            Counter(x for a in audited.values() for x in getattr(a, name).elements() if x[0] == rule_id) for name in ("expected", "leads")
        )
        right, all_planted, all_found = (expected & leads).total(), expected.total(), leads.total()
        recall, precision = (f"{right / whole:.3f}" if whole else "–" for whole in (all_planted, all_found))
        lines.append(f"| {rule_id} | {all_planted} | {all_found} | {all_planted - right} | {all_found - right} | {recall} | {precision} |")
        short += [rule_id] if right < max(all_planted, all_found) else []
    (ROOT / "outputs" / "accuracy.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert not short, "\n".join(lines)


def test_every_rule_has_breaches_and_look_alikes(key):
    kinds = {i: {line["kind"] for line in key if line["rule_id"] == i} for i, rule in RULES.items() if not rule.statement}
    assert {rule for rule, found_kinds in kinds.items() if not {"breach", "look-alike"} <= found_kinds} == unfilled_rules(PARAMETERS)
