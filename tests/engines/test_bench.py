"""What `make bench` compares finds the same rows: the hand-written SQL and the pandas follow the rules, or the ratios say nothing."""

from __future__ import annotations

import sys

import pytest

from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
PERSONS = 100_000


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Contender → rule → what it found in a small county of the bench's making."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "bench"))
        patch.setenv("AUDITLIB_THREADS", "2")
        patch.setenv("AUDITLIB_MEMORY", "2GB")
        import contenders
        import county

        folder = tmp_path_factory.mktemp("bench") / "ledgers"
        county.write(folder, PERSONS, load_ledgers(load_parameters().folder / "ledgers"))
        yield {c.__name__: c(folder, contenders.RULE_IDS)["found"] for c in (contenders.ours, contenders.sql, contenders.pandas)}
        for name in ("contenders", "county", "pandas_checks"):
            sys.modules.pop(name, None)


def test_each_rule_of_the_bench_finds_something(found):
    assert not [rule_id for rule_id, told in found["ours"].items() if not told["count"]]


def test_hand_written_sql_finds_and_judges_the_same_rows(found):
    assert found["sql"] == found["ours"]


def test_pandas_finds_the_same_rows(found):
    assert {rule_id: told["rows"] for rule_id, told in found["pandas"].items()} == {r: told["rows"] for r, told in found["ours"].items()}
