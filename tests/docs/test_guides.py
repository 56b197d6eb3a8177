"""The guides do what they say: their blocks are written into a copy of the project, their commands run there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT

BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project with the rules of one subject, for whoever changes the code compiles all that are there."""
    for folder in ("auditlib", "parameters", "notebooks", "examples", "docs", "tests/rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (ROOT / "pyproject.toml", *(ROOT / "tests").glob("*.py")):
        shutil.copy(file, tmp_path / file.relative_to(ROOT))
    of_rules = [path for path in tmp_path.glob("auditlib/rules/*/*.py") if "\n@rule(" in path.read_text(encoding="utf-8")]
    for path in (*of_rules, *tmp_path.glob("parameters/rules/*.yaml"), *tmp_path.glob("examples/*/*.txt")):
        if "consumption" not in (path.stem, path.parent.name):
            path.unlink()
    return tmp_path


def write(guide: str, project: Path) -> tuple[list[str], list[str]]:
    """Write the guide's files, at the end of those that are there; returns their names, and the guide's commands."""
    files, commands = [], []
    for kind, title, text in BLOCK.findall((ROOT / "docs" / guide).read_text(encoding="utf-8")):
        if title:
            path = project / title
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write("\n\n" + text if path.stat().st_size else text)
            files.append(title)
        elif kind == "console":
            commands += text.splitlines()
    return files, commands


def run(project: Path, program: str, *arguments: str) -> str:
    start = [sys.executable, *(() if program == "python" else ("-m", program)), *arguments]
    environment = os.environ | {
        "PYTHONPATH": str(project),
        "AUDITLIB_HOME": str(project),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(start, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{program} {' '.join(arguments)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_adding_a_rule_takes_a_function_its_texts_a_policy_value_and_examples(project):
    files, commands = write("adding-a-rule.md", project)
    said = "\n".join(run(project, *command.split()) for command in commands)
    assert files == [
        "parameters/policy/consumption.yaml",
        "auditlib/rules/consumption/sales.py",
        "parameters/rules/consumption.yaml",
        "examples/consumption/CONS-91.txt",
    ]
    assert (
        "消费扶贫销售未登记发票" in said
        and "达到规定金额的消费扶贫销售没有登记发票号码。" in said
        and "consumption.invoice_from" in said
        and "SELECT" in said
    )
    page = (project / "docs" / "rules" / "consumption.md").read_text(encoding="utf-8")
    assert "## CONS-91" in page and "a fen below" in page


def test_the_examples_of_the_guide_would_see_a_wrong_rule(project):
    write("adding-a-rule.md", project)
    path = project / "auditlib" / "rules" / "consumption" / "sales.py"
    path.write_text(path.read_text(encoding="utf-8").replace("sales.amount >= sales.least", "sales.amount > sales.least"), encoding="utf-8")
    with pytest.raises(AssertionError, match="expected .*1000.00 L.*, found"):
        run(project, "pytest", "-q", "tests/rules/test_consumption.py", "-k", "CONS-91")


def test_adding_a_ledger_takes_no_code(project):
    files, (intake,) = write("adding-a-ledger.md", project)
    run(project, *intake.split())
    assert [name for name in files if name.startswith("auditlib")] == []
    printed = run(project, "python", "look.py")
    assert re.search(r"东村\s+东村供水站\s+300.00\s+2019-03-01\s+True", printed), printed
    assert re.search(r"西村\s+西村供水站\s+1200.00\s+2019-04-01\s+False", printed), printed
