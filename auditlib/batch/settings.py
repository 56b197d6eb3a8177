"""What every job of a run shares."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditlib.batch.notebooks import Notebook
from auditlib.casework.snapshot import Snapshot
from auditlib.contracts import Ledger
from auditlib.parameters import Parameters


@dataclass(frozen=True)
class Settings:
    """What every job of a run shares.

    ``folders`` is county id → folder as received, ``notebooks`` those to run, of ``notebook_folder``; ``scratch`` is private to the run,
    ``cell_limit`` the seconds after which a single cell is given up. ``data_shown``: how ``data`` is called in the folder of an executed
    notebook. ``parameter_files``: path → SHA-256 of the files that ``parameters`` was read from. ``cases``: what the case record said when
    the run began. ``parts``: those of a county's stage that the run makes, each by ``stage``; without ``resume`` nothing of an earlier run
    is of use.
    """

    data: Path
    outputs: Path
    folders: dict[str, Path]
    parameters: Parameters
    parameter_files: dict[str, str]
    contracts: dict[str, Ledger]
    notebooks: dict[str, Notebook]
    notebook_folder: Path
    data_shown: str
    scratch: Path
    stage: Callable[[str, str, Settings], dict]
    parts: tuple[str, ...]
    resume: bool
    cases: Snapshot = Snapshot()
    cell_limit: int = 1800

    def out(self, county: str) -> Path:
        return self.outputs / county


def write_json(path: Path, data: dict) -> None:
    """Write a file that is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_json(path: Path) -> dict | list:
    return json.loads(path.read_text(encoding="utf-8"))
