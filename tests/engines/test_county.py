"""One county with all its dirt on every engine: the same bytes of leads and spared rows as on DuckDB.

In `make test` examples with every operation of the rules run on Sail, and tests/test_accuracy.py audits a county twice on DuckDB.
"""

from __future__ import annotations

import pytest

from auditlib.audit import audit_county
from auditlib.intake import read_county
from synthetic import write_demo
from tests.rules.tables import loaded


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Intake of one synthetic county, and what DuckDB finds there."""
    parameters, contracts = loaded()
    received, out = tmp_path_factory.mktemp("received"), tmp_path_factory.mktemp("out")
    write_demo(received, counties=["linqu"])
    (folder,) = [path for path in received.iterdir() if path.is_dir()]
    read_county(folder, parameters.county("linqu"), parameters, contracts, out)
    return out, results(out, "duckdb")


def results(out, engine: str) -> dict[str, bytes]:
    parameters, contracts = loaded()
    there = parameters.model_copy(update={"run": parameters.run.model_copy(update={"engine": engine})})
    assert audit_county(out, there.county("linqu"), there, contracts)["failed"] == []
    return {name: (out / name).read_bytes() for name in ("leads.parquet", "spared.parquet", "rules.json")}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sail", "spark"], indirect=True)
def test_same_bytes(engine, county):
    out, on_duckdb = county
    assert results(out, engine) == on_duckdb
