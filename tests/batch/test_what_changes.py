"""Changing one thing of the parameters runs what read it, and nothing else; what is left is what a run from nothing leaves, byte for byte."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from auditlib.audit import audit_county, in_turn, reads_leads
from auditlib.batch.notebooks import only_asks
from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from tests.batch.conftest import ROOT, World
from tests.batch.test_resume import foreseen, ran, tree
from tests.publish.county import received

OPEN = "from auditlib.notebook import open_audit\naudit = open_audit(globals())\n"
#: FUND-01 reads how long a payment may go on after a death; WATER-01 does not; the last may read anything.
NOTEBOOKS = {
    "funds": f'{OPEN}audit.rule("FUND-01")',
    "waters": f'{OPEN}audit.rule("WATER-01")',
    "own": f'import json\n{OPEN}audit.rule("WATER-01")',
}
GRACE = "death_grace_months"
EVERYTHING = {"linqu stage", "city", "linqu funds", "linqu waters", "linqu own"}


@pytest.fixture
def real(tmp_path, capsys, monkeypatch) -> World:
    """One county with the shipped parameters and its real stage."""
    monkeypatch.setattr("auditlib.batch.environment.PRELOAD", "")
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters", ignore=shutil.ignore_patterns("project.key"))
    (tmp_path / "parameters" / "project.key").write_text(PUBLISHED.text)
    received(tmp_path / "received")
    world = World(tmp_path, capsys)
    for name, cell in NOTEBOOKS.items():
        world.notebook(name, cell, f'audit.finish("{name}")')
    edit(world, "run.yaml", "notebooks: [", f"notebooks: [{', '.join(NOTEBOOKS)}]  # not [")
    return world


def edit(world: World, path: str, old: str, new: str) -> None:
    """Replace a text that stands in a file of the parameters, at its first place."""
    file = world.top / "parameters" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def longer(world: World) -> None:
    """Half a year more of grace after a death."""
    edit(world, "policy/special_funds.yaml", "value: 1, document: 国发〔2014〕8号", "value: 7, document: 国发〔2014〕8号")


def of_rules(world: World) -> dict[str, dict[str, str]]:
    """Rule → what it read."""
    return json.loads((world.out / "linqu" / "read.json").read_text(encoding="utf-8"))["county"]


def ends_as_from_nothing(world: World) -> None:
    """What stands is what a run with the same parameters leaves in a new folder."""
    here = tree(world.out)
    world.out.rename(world.top / "before")
    assert world.run() == 0, world.says
    anew = tree(world.out)
    assert here.keys() == anew.keys() and [path for path in here if here[path] != anew[path]] == []


def test_what_is_changed_runs_what_read_it(real):
    assert ran(real) == EVERYTHING and ran(real) == set()
    before = tree(real.out)
    longer(real)
    told = foreseen(real)
    assert told["linqu stage"] == ("run", f"changed: policy:{GRACE}") and told["linqu funds"] == ("run", f"changed: policy:{GRACE}")
    assert told["linqu waters"][0] == "perhaps" and told["linqu own"] == ("run", "changed: parameters")
    assert ran(real) == {"linqu stage", "city", "linqu funds", "linqu own"}
    assert tree(real.out)["linqu/leads.parquet"] != before["linqu/leads.parquet"]
    assert tree(real.out)["linqu/waters.html"] == before["linqu/waters.html"]

    before = tree(real.out)  # a text is shown, and decides nothing; what another county's headers are called is nothing to this one
    edit(real, "rules/special_funds.yaml", "  procedure: ", "  procedure: 先看死亡证明，再")
    called = "synonyms:\n  death_register:\n    death_date: [何日离世]\n"
    edit(real, "counties/changle.yaml", "english", f"{called}english")  # another county's
    assert ran(real) - {"linqu stage", "city"} == {"linqu funds", "linqu own"}  # the gate lets pass what our own texts say
    changed = {path for path, content in tree(real.out).items() if content != before[path]}
    assert {path for path in changed if path.endswith((".html", ".parquet"))} <= {
        "linqu/funds.html",
        "linqu/own.html",
        "index.html",
        "linqu/known.parquet",
    }

    with (real.top / "parameters" / "counties" / "linqu.yaml").open("a", encoding="utf-8") as file:
        file.write(called)
    assert foreseen(real)["linqu stage"] == ("run", "changed: parameters of linqu")
    assert ran(real) == EVERYTHING
    ends_as_from_nothing(real)


def test_only_the_rules_that_read_a_value_are_judged_again(real):
    assert ran(real) == EVERYTHING
    readers = {rule for rule, read in of_rules(real).items() if f"policy:{GRACE}" in read}
    assert "FUND-01" in readers and len(readers) < 10
    longer(real)
    parameters = load_parameters(real.top / "parameters")
    out, own = real.out / "linqu", real.out / ".jobs" / "linqu" / "stage"
    again = audit_county(out, parameters.counties["linqu"], parameters, load_ledgers(parameters.folder / "ledgers"), own=own)
    on_leads = {rule.id for rule in in_turn() if reads_leads(rule)}  # they read what the others found
    assert {*again["judged"]} == readers | on_leads


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_while_rules_run_again(real):
    assert ran(real) == EVERYTHING
    longer(real)
    batch = subprocess.Popen([sys.executable, "-m", "auditlib", "run", *real.arguments], cwd=ROOT, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    record = real.out / ".jobs" / "linqu" / "rules.json"
    while json.loads(record.read_text() or "{}").get("read") and time.monotonic() < deadline:  # until it has begun
        time.sleep(0.01)
    os.kill(batch.pid, signal.SIGKILL)
    batch.communicate(timeout=120)
    assert not (real.out / "linqu" / "funds.html").exists() and (real.out / "linqu" / "waters.html").exists()
    assert {"linqu stage", "linqu funds"} <= ran(real)
    ends_as_from_nothing(real)


@pytest.mark.parametrize(
    ("cell", "asks"),
    [
        (f'{OPEN}audit\naudit.rule("FUND-01", chart="days")', True),
        (f"{OPEN}audit.parameters", False),
        (f"{OPEN}audit.ledgers['death_register']", False),
        (f"{OPEN}open('x')", False),
        (f"{OPEN}getattr(audit, 'results')", False),
        (f"{OPEN}audit.rule.__globals__", False),
        ("import pandas", False),
        ("%run x.py", False),
    ],
)
def test_a_notebook_that_may_read_anything_is_known(cell, asks):
    parameters = new_code_cell('county: str = "linqu"\nas_of: str = "2019-12-31"')
    assert only_asks(nbformat.from_dict(new_notebook(cells=[parameters, new_code_cell(cell)]))) is asks
