"""The small notebooks fail when a finding changes: one amount altered in a stored output, and nbval refuses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.mark.parametrize(
    ("name", "stored", "changed"),
    [("payments", "疑点金额 300.00 元", "疑点金额 301.00 元"), ("loans", "疑点 1，疑点金额 10000.00 元", "疑点 2，疑点金额 10000.00 元")],
)
def test_a_changed_finding_fails(name, stored, changed, tmp_path):
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert stored in text
    (tmp_path / f"{name}.ipynb").write_text(text.replace(stored, changed), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 1 and "1 failed" in run.stdout, run.stdout[-2000:]
