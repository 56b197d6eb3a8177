"""The whole path on the synthetic counties: every planted breach is found, no look-alike is accused, and nothing else is.

The answer key says what was planted. It is written by the generator from what it planted, never from what the rules found.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.demo import write_demo
from auditlib.intake import read_county
from auditlib.parameters import load_parameters
from auditlib.rules import RULES

PARAMETERS = load_parameters(Path(__file__).resolve().parents[1] / "parameters")
CONTRACTS = load_ledgers(PARAMETERS.folder / "ledgers")


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def key(demo) -> list[dict]:
    with open(demo / "answer_key.csv", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def planted(line: dict) -> tuple:
    amount = Decimal(line["amount"]).quantize(Decimal("0.01")) if line["amount"] else None
    return line["rule_id"], line["subject"], amount, line["severity"] or RULES[line["rule_id"]].severity


def found(lead: dict) -> tuple:
    return lead["rule_id"], lead["subject"], lead["questioned_amount"], lead["severity"]


@pytest.mark.parametrize("unit", list(PARAMETERS.counties))
def test_all_and_only_what_was_planted(unit, demo, key, tmp_path):
    county = PARAMETERS.counties[unit]
    (folder,) = [f for f in demo.iterdir() if f.is_dir() and PARAMETERS.county(f.name).id == unit]
    intake = read_county(folder, county, PARAMETERS, CONTRACTS, tmp_path)
    result = audit_county(tmp_path, county, PARAMETERS, CONTRACTS)

    lines = [line for line in key if line["county"] == unit]
    expected = Counter(planted(line) for line in lines if line["kind"] in ("breach", "downgraded") and line["rule_id"] in RULES)
    leads = Counter(found(lead) for lead in pq.read_table(tmp_path / "leads.parquet").to_pylist())

    assert not result["failed"]
    assert not intake.questions, "every sheet of the demo must be recognised"
    assert {"missed": expected - leads, "accused in error": leads - expected} == {"missed": Counter(), "accused in error": Counter()}
    for sheet in (sheet for sheet in intake.sheets if sheet["ledger"]):
        assert sheet["rows"] == sheet["kept"] + sheet["quarantined"] + sheet["totals"] + sheet["notes"]


def test_every_rule_has_breaches_and_look_alikes(key):
    kinds = {rule: {line["kind"] for line in key if line["rule_id"] == rule} for rule in RULES}
    assert {rule for rule, found_kinds in kinds.items() if not {"breach", "look-alike"} <= found_kinds} == set()
