"""What a run is asked for, and what every job of it shares."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditlib.batch.notebooks import Notebook
from auditlib.casework.snapshot import Snapshot
from auditlib.contracts import Ledger
from auditlib.parameters import Parameters
from auditlib.private import write_whole


@dataclass(frozen=True)
class Call:
    """What a user asks for.

    ``notebook_folder`` holds the notebooks; ``parameter_files``: path → SHA-256 of the files that ``parameters`` was read from, before they
    were read. ``jobs`` 0: one worker for each core; ``scheduler``: the address of a Dask cluster that has the workers instead. Without
    ``resume`` nothing of an earlier run is of use. ``machine``: events as JSON lines to standard output; ``quiet``: no text for people.
    ``data_shown``: what ``data`` is called in the folder of an executed notebook, by default its name. ``record``: address of the case
    record (None: beside the run's folder), read up to entry ``record_until``.
    """

    data: Path
    outputs: Path
    parameters: Parameters
    parameter_files: dict[str, str]
    contracts: dict[str, Ledger]
    notebook_folder: Path
    jobs: int = 0
    scheduler: str = ""
    resume: bool = True
    machine: bool = False
    quiet: bool = False
    data_shown: str = ""
    record: str | None = None
    record_until: int | None = None


@dataclass(frozen=True, kw_only=True)
class Settings(Call):
    """The call, and what every job of its run shares.

    ``folders``: county id → folder as received; ``notebooks``: those to run; ``scratch`` is private to the run. ``parts``: those of a
    county's stage that the run makes, each by ``stage``; ``cases``: what the case record said when the run began; ``cell_limit``: the
    seconds after which a single cell is given up.
    """

    folders: dict[str, Path]
    notebooks: dict[str, Notebook]
    scratch: Path
    stage: Callable[[str, str, Settings], dict]
    parts: tuple[str, ...]
    cases: Snapshot = Snapshot()
    cell_limit: int = 1800

    def out(self, county: str) -> Path:
        return self.outputs / county


def write_json(path: Path, data: dict) -> None:
    """Write a file that is there as a whole or not at all, and stays when the machine fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n", lasting=True)


def read_json(path: Path) -> dict | list:
    return json.loads(path.read_text(encoding="utf-8"))
