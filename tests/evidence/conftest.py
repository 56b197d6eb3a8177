"""A county's files as received, read by intake, and leads on rows of them, opened again by `Files`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.contracts import load_ledgers
from auditlib.evidence.files import Files
from auditlib.intake import read_county
from auditlib.parameters import load_parameters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def parameters(tmp_path_factory):
    """A copy of the shipped ones, so that an edit meanwhile changes no digest."""
    return load_parameters(Path(shutil.copytree(ROOT / "parameters", tmp_path_factory.mktemp("shipped") / "parameters")))


@pytest.fixture(scope="session")
def contracts(parameters):
    return load_ledgers(parameters.folder / "ledgers")


@pytest.fixture
def folder(tmp_path) -> Path:
    """The county's folder, as received."""
    (tmp_path / "临朐县").mkdir()
    return tmp_path / "临朐县"


@pytest.fixture
def opened(folder, tmp_path, parameters, contracts) -> Callable[..., Files]:
    """Opens the folder for excerpts, or another one, or none."""
    return lambda there=folder: Files(there, tmp_path / "out" / "linqu", parameters.counties["linqu"], parameters, contracts)


@pytest.fixture
def rows(folder, tmp_path, parameters, contracts) -> Callable[[str], list[dict]]:
    """Reads the folder, and returns the typed rows of a ledger in their order."""

    def read(ledger: str) -> list[dict]:
        out = tmp_path / "out" / "linqu"
        read_county(folder, parameters.counties["linqu"], parameters, contracts, out)
        return sorted(pq.read_table(out / "ledgers" / f"{ledger}.parquet").to_pylist(), key=lambda row: row["row_id"])

    return read


def lead(row: dict, facts: dict, related: tuple[dict, ...] = (), rule: str = "FUND-01") -> dict:
    """A lead on a typed row, as leads.parquet has it, as far as its rows are concerned."""
    origin = ("source_file", "source_sheet", "source_row", "source_sha256")
    places = [{name: other[name] for name in origin} for other in related]
    told = {
        "lead_id": f"{rule}-0000000000",
        "rule_id": rule,
        "subject": row.get("id_no"),
        "facts": json.dumps(facts),
        "related_sources": json.dumps(places),
    }
    return {name: row[name] for name in origin} | told
