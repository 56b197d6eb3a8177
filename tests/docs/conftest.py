"""The catalogue as the code gives it, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.models.texts import reading
from auditlib.parameters import load_parameters
from auditlib.report.manual.entries import Manual

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def manual(words_read) -> Manual:
    made = Manual(load_parameters(ROOT / "parameters"))
    with reading(made.parameters.words, words_read):
        assert made.entries
    return made


@pytest.fixture(scope="session")
def words_read() -> set[str]:
    """The names of what the rules asked of texts while ``manual`` was made."""
    return set()
