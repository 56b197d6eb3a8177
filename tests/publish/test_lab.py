"""`auditlib lab` opens copies: what an auditor runs and saves there touches nothing that the batch runs, and is never replaced."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError

from auditlib import cli
from auditlib.batch.notebooks import find_notebooks
from auditlib.errors import AuditError
from auditlib.lab.work import new_notebook
from auditlib.notebook import open_audit
from auditlib.report.display import DONE
from tests.publish.county import received

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lab(tmp_path, monkeypatch, capsys):
    """A project of its own with two notebooks; ``lab()`` calls the command and returns what JupyterLab was started with, and what was said."""
    for name in ("parameters", "auditlib"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "notebooks").mkdir()
    for name in ("education", "water"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", tmp_path / "notebooks")
    received(tmp_path / "outputs" / "demo" / "received")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDITLIB_HOME", raising=False)
    started = []
    monkeypatch.setattr(subprocess, "call", lambda command, env: started.append((command, env)) or 0)

    def call(*options: str) -> tuple[list[str], dict[str, str], str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(["lab", *options])
        assert stop.value.code == 0
        return *started[-1], capsys.readouterr().err

    return call


def test_copies_are_opened_and_renewed_until_they_are_changed(lab, tmp_path):
    source, copy = tmp_path / "notebooks" / "water.ipynb", tmp_path / "work" / "water.ipynb"
    command, env, said = lab()
    assert command[-1] == str(tmp_path / "work") and env["AUDITLIB_HOME"] == str(tmp_path) and said == ""
    assert copy.read_bytes() == source.read_bytes() and copy.stat().st_mode & 0o077 == 0
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert lab()[2] == "" and copy.read_bytes() == source.read_bytes()  # an update arrives where nothing was changed

    before = source.read_bytes()
    copy.write_text("what the auditor has run and saved", encoding="utf-8")
    assert lab()[2] == "" and source.read_bytes() == before
    source.write_bytes(before + b"\n")
    said = lab()[2]
    assert "water.ipynb" in said and "education" not in said and "delete or rename yours" in said
    assert copy.read_text(encoding="utf-8") == "what the auditor has run and saved"
    copy.unlink()
    assert lab()[2] == "" and copy.read_bytes() == source.read_bytes()
    assert "work/" in (ROOT / ".gitignore").read_text().splitlines()


def test_a_copy_finds_parameters_and_files_from_where_it_is(lab, tmp_path, monkeypatch):
    lab()
    monkeypatch.chdir(tmp_path / "work")
    audit = open_audit({"county": "linqu", "data": "outputs/demo/received", "outputs": "outputs/demo", "as_of": "2019-12-31"})
    assert audit.results.intake.ledgers["benefit_payment"]["rows"] == 3 and audit.parameters.folder == tmp_path / "parameters"
    assert sorted(path.name for path in (tmp_path / "outputs" / "demo").iterdir()) == ["received"]


def test_it_speaks_chinese_and_asks_for_no_news_without_touching_what_a_user_chose(lab, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "own"))
    command, env, _ = lab("--port", "9123", "--no-browser")
    assert command[3:] == ["--port=9123", "--no-browser", str(tmp_path / "work")]
    ours, own = env["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert own == str(tmp_path / "own")
    script = "from jupyterlab_server.settings_utils import _get_overrides; import json; print(json.dumps(_get_overrides('/none')[0]))"
    ran = subprocess.run([sys.executable, "-c", script], env=os.environ | {"JUPYTER_CONFIG_PATH": ours}, capture_output=True, text=True)
    read = json.loads(ran.stdout)
    assert read["@jupyterlab/translation-extension:plugin"] == {"locale": "zh_CN"}
    assert read["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_a_notebook_of_ones_own_runs_under_papermill_and_is_never_overwritten(lab, tmp_path, monkeypatch):
    path = new_notebook("我的底稿", tmp_path / "notebooks")
    assert path == tmp_path / "work" / "我的底稿.ipynb" and path.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("AUDITLIB_HOME", str(tmp_path))
    values = {
        "county": "临朐县",
        "data": str(tmp_path / "outputs" / "demo" / "received"),
        "outputs": str(tmp_path / "none"),
        "as_of": "2019-12-31",
    }
    done = execute_notebook(str(path), str(tmp_path / "done.ipynb"), values, kernel_name="python3", progress_bar=False)
    marker = done.cells[-1].outputs[0].data
    assert marker[DONE]["notebook"] == "我的底稿" and marker[DONE]["informal"] and "{" not in marker["text/plain"] + marker["text/html"]
    with pytest.raises(PapermillExecutionError) as failed:
        execute_notebook(str(path), str(tmp_path / "failed.ipynb"), values | {"county": "临句"}, kernel_name="python3", progress_bar=False)
    assert failed.value.ename == "ParameterError" and len(failed.value.traceback) == 1 and "临句" in failed.value.traceback[0]
    lab()
    before = path.read_bytes()
    for name in ("我的底稿", "water", "WATER", "index"):
        with pytest.raises(AuditError, match="already"):
            new_notebook(name, tmp_path / "notebooks")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("贷款 复核", "贷款_复核"),
        ("../out", "out"),
        ("loans.ipynb", "loans"),
        ("2019年", "年"),
        ("", ""),
        ("a" * 41, "a" * 40),
        ("x/y", "x_y"),
    ],
)
def test_a_name_that_no_page_can_have_is_refused_with_one_that_can(tmp_path, name, near):
    with pytest.raises(AuditError, match="no name for a notebook") as error:
        new_notebook(name, tmp_path / "notebooks")
    assert error.value.args[0].endswith(f"did you mean {near}?" if near else "a letter first") and not [*tmp_path.iterdir()]


def test_the_batch_finds_a_notebook_of_ones_own_but_no_copy(lab, tmp_path):
    lab()
    own = new_notebook("mine", tmp_path / "notebooks")
    found = find_notebooks(tmp_path / "notebooks", ["water", "mine"])
    assert [notebook.path for notebook in found] == [tmp_path / "notebooks" / "water.ipynb", own]
    with pytest.raises(AuditError, match="education, mine, water"):
        find_notebooks(tmp_path / "notebooks", ["wter"])
