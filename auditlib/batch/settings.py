"""What every job of a run shares."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditlib.batch.notebooks import Notebook
from auditlib.contracts import Ledger
from auditlib.parameters import Parameters


@dataclass(frozen=True)
class Settings:
    """What every job of a run shares. ``folders`` is county id → folder as received, ``notebooks`` those to run,
    ``pages`` the names of all there are; ``scratch`` is private to the run, ``cell_limit`` the seconds after which a single cell is given up.
    """

    data: Path
    outputs: Path
    folders: dict[str, Path]
    parameters: Parameters
    contracts: dict[str, Ledger]
    notebooks: dict[str, Notebook]
    pages: tuple[str, ...]
    scratch: Path
    stage: Callable[[str, Settings], dict]
    cell_limit: int = 1800

    def out(self, county: str) -> Path:
        return self.outputs / county


def read_json(path: Path) -> dict | list:
    return json.loads(path.read_text(encoding="utf-8"))
