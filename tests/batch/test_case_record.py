"""A run and the case record: what it read of it stands in its manifest, a decision makes the county's jobs run again, and a changed past is found."""

import json
import shutil
import sqlite3

import pytest

from auditlib.casework.cases import DECIDED, RAISED
from auditlib.casework.record import Entry, Record
from auditlib.project_key import PUBLISHED, Key
from tests.batch.conftest import ROOT

MATTER = "LOAN-02-M0123456789"
FACTS = {"matter_id": MATTER, "rule_id": "LOAN-02", "severity": "M", "questioned_amount": "10000.00"}


@pytest.fixture
def recorded(world):
    """The world with a record that knows one matter of linqu."""
    shutil.copy(ROOT / "parameters" / "casework.yaml", world.top / "parameters")
    add(world, Entry("linqu", MATTER, RAISED, FACTS, "d1"))
    return world


def add(world, entry: Entry, key: Key = PUBLISHED) -> None:
    with Record.open(None, world.out, key, write=True) as record:
        record.append([entry], "审计员甲")


def told(world) -> dict | None:
    return json.loads((world.out / "manifest.json").read_text(encoding="utf-8"))["cases"]


def test_a_run_without_a_record_says_so(world):
    assert world.run() == 0 and told(world) is None
    assert not (world.top / "cases.db").exists() and world.call("verify", "--outputs", str(world.out), "--hashes-only") == 0


def test_a_decision_makes_its_county_run_again_and_no_other(recorded):
    assert recorded.run() == 0 and told(recorded)["entries"] == 1
    assert recorded.run() == 0 and "unchanged 6" in recorded.says
    add(recorded, Entry("linqu", MATTER, DECIDED, {"values": {"assigned_to": "审计员丙"}, "state": "已分派"}, "d1"))
    assert recorded.run("--dry-run") == 0
    lines = [line for line in recorded.says.splitlines() if line.startswith("run ")]
    assert any("临朐县" in line and "case record" in line for line in lines) and not any(
        "昌乐县" in line and "case record" in line for line in lines
    )
    assert recorded.run() == 0 and told(recorded)["entries"] == 2


def test_a_run_is_proved_with_the_record_as_it_stood_then(recorded):
    assert recorded.run() == 0
    add(recorded, Entry("linqu", MATTER, DECIDED, {"values": {"assigned_to": "审计员丙"}, "state": "已分派"}, "d1"))
    assert recorded.call("verify", "--outputs", str(recorded.out), "--jobs", "1") == 0, recorded.says
    with sqlite3.connect(recorded.top / "cases.db") as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE case_entries SET data = replace(data, '10000.00', '1.00') WHERE seq = 1")
    database.close()
    assert (
        recorded.call("verify", "--outputs", str(recorded.out), "--hashes-only") == 1
        and "case record: entry 1 was changed" in recorded.says
    )


def test_the_record_of_another_audit_beside_it_is_left_alone(world):
    shutil.copy(ROOT / "parameters" / "casework.yaml", world.top / "parameters")
    add(world, Entry("linqu", MATTER, RAISED, FACTS, "d1"), Key("another project's key, of this test alone"))
    assert world.run() == 0 and "without decisions" in world.says and told(world) is None
    assert world.run("--cases", str(world.top / "cases.db")) == 2 and "another project key" in world.says
