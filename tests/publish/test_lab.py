"""`auditlib lab` opens copies: what an auditor runs and saves there touches nothing that the batch runs, and is never replaced."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from auditlib import cli
from auditlib.notebook import open_audit
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

    def call() -> tuple[list[str], dict[str, str], str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(["lab"])
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
