"""The shipped contracts, one county, and `read`: files in a folder → what intake makes of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.contracts import load_ledgers
from auditlib.dated_values import ProgrammeFile
from auditlib.intake import Intake, read_county
from auditlib.parameters import County, Parameters, Run
from auditlib.strict_yaml import load
from auditlib.words import Words

SHIPPED = Path(__file__).parents[2] / "parameters"


@dataclass
class Result:
    """What `read_county` left."""

    intake: Intake
    out: Path

    def rows(self, ledger: str) -> list[dict]:
        return pq.read_table(self.out / "ledgers" / f"{ledger}.parquet").to_pylist()

    @property
    def quarantine(self) -> list[dict]:
        return pq.read_table(self.out / "quarantine.parquet").to_pylist()

    @property
    def set_aside(self) -> list[dict]:
        return pq.read_table(self.out / "set_aside.parquet").to_pylist()

    def sheet(self, file: str | None = None, sheet: str | None = None) -> dict:
        found = [s for s in self.intake.sheets if file in (None, s["file"]) and sheet in (None, s["sheet"])]
        assert len(found) == 1, [(s["file"], s["sheet"]) for s in self.intake.sheets]
        return found[0]

    def state(self, path: str) -> tuple[str, str | None]:
        return next((f["state"], f["problem"]) for f in self.intake.files if f["path"] == path)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory) -> Path:
    """A copy of the parameters, so that an edit meanwhile changes no digest between two runs."""
    return Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("shipped") / "parameters"))


@pytest.fixture(scope="session")
def ledgers(shipped):
    return load_ledgers(shipped / "ledgers")


@pytest.fixture(scope="session")
def parameters(shipped):
    programmes = load(shipped / "programmes.yaml", ProgrammeFile).root
    return Parameters(counties={}, policy={}, programmes=programmes, run=load(shipped / "run.yaml", Run), words=Words({}), folder=shipped)


@pytest.fixture
def folder(tmp_path) -> Path:
    """The county's folder, as received."""
    path = tmp_path / "昌乐县"
    path.mkdir()
    return path


@pytest.fixture
def read(folder, tmp_path, ledgers, parameters):
    """Read the county's folder; keywords go to the county's parameters."""

    def read_folder(out: str = "out", **county) -> Result:
        known = County(id="changle", name="昌乐县", english="Changle", kind="县", code="370725", **county)
        return Result(read_county(folder, known, parameters, ledgers, tmp_path / out), tmp_path / out)

    return read_folder
