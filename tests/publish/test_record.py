"""A finished run is only read: a notebook works elsewhere, and says when what it shows is not the run of record."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import ibis
import pytest
from papermill import execute_notebook

from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.notebook import Audit, open_city
from auditlib.parameters import load_parameters
from auditlib.results import ONLY_IN_A_RUN
from auditlib.rules import RULES
from auditlib.scratch import remove_abandoned
from tests.publish.county import received
from tests.publish.test_county import declared

ROOT = Path(__file__).parents[2]
DATE = "2019-12-31"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The folder that holds parameters, the files of a county, and what a run has left of it."""
    top = tmp_path_factory.mktemp("record")
    shutil.copytree(ROOT / "parameters", top / "parameters")
    received(top / "received")
    parameters = load_parameters(top / "parameters")
    given = (parameters.counties["linqu"], parameters, load_ledgers(top / "parameters" / "ledgers"))
    before = os.umask(0)
    read_county(top / "received" / "临朐县", *given, top / "out" / "linqu")
    audit_county(top / "out" / "linqu", *given)
    assert os.umask(before) == 0
    return top


@pytest.fixture
def opened(home, tmp_path, monkeypatch):
    """A copy of it all, and the notebook's audit there: ``opened(as_of)``."""
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("AUDITLIB_HOME", str(tmp_path))
    return lambda as_of=DATE: Audit("linqu", str(tmp_path / "received"), str(tmp_path / "out"), as_of)


def standing(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p.relative_to(folder)): (p.read_bytes() if p.is_file() else b"", p.stat().st_mtime_ns) for p in sorted(folder.rglob("*"))}


def look(audit: Audit) -> str:
    """What a notebook does: a rule, tables, a ledger, a query of its own. Returns what it shows first."""
    repr(audit.rule("FUND-01").table()), repr(audit.scope()), repr(audit.ledger("benefit_payment"))
    assert audit.ledgers["benefit_payment"].count().execute() == 3
    return repr(audit) + audit._repr_html_()


def test_the_run_of_record_is_read(opened, tmp_path):
    before = standing(tmp_path / "out")
    audit = opened()
    assert audit.results.out == tmp_path / "out" / "linqu" and "非正式" not in look(audit) + repr(audit.finish("x").data)
    assert audit.rule("FUND-01").judged.leads.num_rows == 2 and "非正式" not in audit.rule("FUND-01")._repr_html_()
    assert standing(tmp_path / "out") == before


def edit_rules(top: Path) -> None:
    """As after an update of auditlib."""
    path = top / "out" / "linqu" / "stage.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("规则程序：", "规则程序：0"), encoding="utf-8")


def longer_grace(top: Path) -> None:
    """A value that FUND-01 reads."""
    path = top / "parameters" / "policy" / "special_funds.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 1, document: 国发", "value: 2, document: 国发"), encoding="utf-8")


CHANGES = {
    "审计截止日": lambda top: None,
    "参数（death_grace_months）": longer_grace,
    "规则程序": edit_rules,
    "收到的资料与运行时不同": lambda top: (top / "received" / "临朐县" / "more.csv").write_text("x"),
    "没有该单位的运行结果": lambda top: shutil.rmtree(top / "out"),
    "运行没有完成": lambda top: (top / "out" / "linqu" / "rules.json").unlink(),
    "运行记录已损坏": lambda top: os.truncate(top / "out" / "linqu" / "intake.json", 100),
}


@pytest.mark.parametrize("told", CHANGES)
def test_a_finished_run_is_never_changed_and_what_is_shown_is_said_not_to_be_of_it(opened, tmp_path, told):
    CHANGES[told](tmp_path)
    before = standing(tmp_path)
    audit = opened("2019-06-30" if told == "审计截止日" else DATE)
    shown = look(audit)
    assert standing(tmp_path) == before
    assert shown.count("非正式运行结果") == 2 and shown.count(told) >= 2  # as text, and as the first of the page
    assert audit._repr_html_().startswith('<p class="fail"><strong>非正式运行结果')
    assert told in audit.finish("x").data["informal"] and told in audit.rule("FUND-01")._repr_html_()
    assert audit.rule("FUND-01").judged.leads.num_rows == 2
    together = [audit.results.judged(rule.id) for rule in RULES.values() if rule.scope == "city"]
    assert together and {(outcome.ran, outcome.reason) for outcome in together} == {(False, ONLY_IN_A_RUN)}


def test_ledgers_read_by_a_notebook_are_the_bytes_of_the_run(opened, tmp_path):
    ran = standing(tmp_path / "out" / "linqu" / "ledgers")
    shutil.rmtree(tmp_path / "out")
    made = standing(opened().results.out / "ledgers")
    assert {path: content for path, (content, _) in made.items()} == {path: content for path, (content, _) in ran.items()}


def test_a_rule_of_the_notebooks_own_is_not_of_the_run(opened):
    def every_payment(benefit_payment):
        """A payment."""
        return benefit_payment.select("row_id", occurred_on="pay_date", questioned_amount=ibis.null("decimal(18,2)"))

    audit = opened()
    with declared(every_payment, "TEST-21", amount="N"):
        shown = audit.rule("TEST-21")
        assert "运行时没有这条规则" in shown._repr_html_() and "疑点 3" in repr(shown)


def test_the_city_takes_no_figures_of_another_audit(home, monkeypatch):
    monkeypatch.setenv("AUDITLIB_HOME", str(home))
    before = standing(home)
    of_run, of_another = (open_city({"outputs": str(home / "out"), "as_of": day}) for day in (DATE, "2019-06-30"))
    assert repr(of_run).startswith("1 个单位") and "临朐县" not in of_run._repr_html_()
    assert repr(of_another).startswith("没有正式运行结果") and "临朐县（与运行时不同：审计截止日）" in of_another._repr_html_()
    assert not of_another.facts and standing(home) == before


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_ledgers_and_leads_are_private_whoever_writes_them(home):
    assert not [path for path in (home / "out").rglob("*") if path.stat().st_mode & 0o077]


NOTEBOOK = """
import os, sys
from auditlib.notebook import Audit
audit = Audit("linqu", sys.argv[1], sys.argv[2], "2019-12-31")
again = Audit("linqu", sys.argv[1], sys.argv[2], "2019-06-30")
assert audit.results.out == again.results.out  # read once
print(audit.results.out, oct(audit.results.out.parents[1].stat().st_mode)[-3:])
{end}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("end", "left"), [("", False), ("os.kill(os.getpid(), 9)", True)])
def test_a_notebooks_own_place_goes_with_its_process_or_is_swept(home, tmp_path, monkeypatch, end, left):
    environment = os.environ | {"TMPDIR": str(tmp_path), "AUDITLIB_HOME": str(home)}
    command = [
        sys.executable,
        "-c",
        NOTEBOOK.format(end=end and f"sys.stdout.flush(); {end}"),
        str(home / "received"),
        str(tmp_path / "none"),
    ]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == (-signal.SIGKILL if left else 0), ended.stderr
    place, mode = ended.stdout.split()
    assert Path(place).is_relative_to(tmp_path) and mode == "700"
    assert Path(place, "ledgers", "benefit_payment.parquet").exists() == left
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    remove_abandoned()
    assert list(tmp_path.glob("auditlib-*")) == [] and not (tmp_path / "none").exists()


def shown_by_papermill(home: Path, outputs: Path, page: Path) -> list[str]:
    """What the cells of a shipped notebook show under plain Papermill, as text."""
    values = {"county": "linqu", "data": str(home / "received"), "outputs": str(outputs), "as_of": DATE}
    done = execute_notebook(str(ROOT / "notebooks" / "water.ipynb"), str(page), values, kernel_name="python3", progress_bar=False)
    return ["".join(o.data.get("text/plain", "") for o in cell.outputs if "data" in o) for cell in done.cells if cell.cell_type == "code"]


def test_plain_papermill_shows_the_same_with_and_without_a_run(home, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITLIB_HOME", str(home))
    before = standing(home)
    of_run = shown_by_papermill(home, home / "out", tmp_path / "a.ipynb")
    without = shown_by_papermill(home, tmp_path / "none", tmp_path / "b.ipynb")
    first = next(place for place, text in enumerate(without) if text)
    assert "非正式运行结果" in without[first] and "非正式" not in "".join(of_run)
    assert [text.split("\n非正式")[0].replace("，非正式运行结果：结果文件夹里没有该单位的运行结果", "") for text in without] == of_run
    assert standing(home) == before and sorted(path.name for path in tmp_path.iterdir()) == ["a.ipynb", "b.ipynb"]
