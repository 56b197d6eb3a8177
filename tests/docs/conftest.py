"""The catalogue as the code gives it, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.parameters import load_parameters
from auditlib.report.manual.entries import Manual

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def manual() -> Manual:
    return Manual(load_parameters(ROOT / "parameters"))
