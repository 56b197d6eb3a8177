"""The notebooks as they are kept: small, stable, complete, and in the list of the run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditlib.batch.notebooks import find_notebooks
from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from auditlib.rules import RULES, SUBJECTS

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def cells(name: str) -> list[dict]:
    return json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def code(name: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "code"]


def test_the_run_makes_every_notebook_and_every_subject_has_one():
    listed = load_parameters(ROOT / "parameters").run.notebooks
    assert sorted(listed) == NAMES and set(NAMES) == {*SUBJECTS, "fieldwork", "county_report", "city_overview"}
    assert [notebook.name for notebook in find_notebooks(ROOT / "notebooks", list(listed))] == list(listed)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_rule_of_a_subject_is_shown(subject):
    """What the notebook names by itself is of its subject; one cell after the last of these shows all others."""
    source = code(subject)
    named = [re.findall(r'audit\.rule\("([^"]+)"', cell) for cell in source]
    ids = [rule_id for found in named for rule_id in found]
    strange = [rule_id for rule_id in ids if rule_id not in RULES or RULES[rule_id].subject != subject]
    assert not strange and len(ids) == len(set(ids))
    (further,) = [place for place, cell in enumerate(source) if cell == f'audit.further("{subject}")']
    assert further > max(place for place, found in enumerate(named) if found)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_notebook_begins_with_its_result_and_says_why_before_every_rule(subject):
    """The paragraph before a group of rules tells of each of them; headings of rules come from the catalogue, so that limits are those in force."""
    source = code(subject)
    assert source[2] == f'audit.result("{subject}")' and source[-3:-1] == [
        f'audit.matters("{subject}", rows=20)',
        f'audit.summary("{subject}")',
    ]
    told = ""
    for cell in cells(subject):
        text = "".join(cell["source"])
        told = text if cell["cell_type"] == "markdown" else told
        if found := re.fullmatch(r'audit\.rule\("([^"]+)".*\)', text):
            assert re.search(rf"^- {found[1]}：\W*[\u4e00-\u9fff].{{10,}}", told, re.MULTILINE), found[1]
    headings = [line for cell in cells(subject) if cell["cell_type"] == "markdown" for line in cell["source"] if line.startswith("#")]
    assert not [line for line in headings if re.search(r"[A-Za-z]", line)]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_chart_is_of_a_column_that_its_rule_has(subject):
    """As far as a rule tells its columns without data: by a label of its own, or by a ledger that it reads."""
    ledgers = load_ledgers(ROOT / "parameters" / "ledgers")
    for rule_id, *columns in re.findall(r'audit\.rule\("([^"]+)", chart="(\w+)"(?:, limit="(\w+)")?\)', "\n".join(code(subject))):
        rule = RULES[rule_id]
        read = [ledgers[name].columns for name in (*rule.ledgers, *rule.optional) if name in ledgers]
        for column in filter(None, columns):
            assert column in ("town", "village", "amount") or rule.label(column) or any(column in known for known in read), (
                rule.id,
                column,
            )


def test_the_county_report_holds_every_subject():
    assert set(re.findall(r'"(\w+)"', " ".join(cell for cell in code("county_report") if "chapters" in cell))) == set(SUBJECTS)


@pytest.mark.parametrize("name", NAMES)
def test_kept_small_and_without_results(name):
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(name) if cell["cell_type"] == "code")
    ids = [cell["id"] for cell in cells(name)]
    assert len(ids) == len(set(ids)) and (ROOT / "notebooks" / f"{name}.ipynb").stat().st_size < 20_000
    assert code(name)[-1] in (f'audit.finish("{name}")', f'city.finish("{name}")')
