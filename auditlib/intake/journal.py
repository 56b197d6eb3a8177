"""What intake did with a county's files: kept as `intake.json`, read by reports and by the rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

FILE_NAME = "intake.json"


@dataclass
class Intake:
    """One county's intake.

    county   its id                problem  why nothing could be read (empty or missing folder), else null
    digest   SHA-256 over the inputs' sorted SHA-256 and paths, and of the parameters that they were read with
    files    path, sha256, size, state (read, refused, ignored, identical, unpacked: an archive whose files follow), problem;
             by_chance: it, or a sheet of it, was not read for want of memory, disk or the like, so that another reading may succeed
    sheets   one entry per table: file, sheet, ledger (or null), certainty (0–1), evidence, header_rows,
             mapping [header, column, unit], rows = kept + quarantined + totals + notes, questions, warnings;
             a table that was not read has ledger null, and rows counts its rows that are not blank;
             unread_cells {column: cells of kept rows that held what could not be read}; unknown {column: {wording: cells}}: what a category
             column does not know; problem: what was handed in here and not read, and what to do; null where all was read, or nothing is
             there, or the auditor set it aside
    ledgers  {name: {rows, absent_columns: columns of the contract that no received sheet had}}
    """

    county: str
    digest: str = ""
    problem: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    ledgers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def questions(self) -> list[str]:
        """Everything that the auditor is asked, in the order of the sheets."""
        return [question for sheet in self.sheets for question in sheet["questions"]]

    @property
    def unread(self) -> list[tuple[str, str]]:
        """What was handed in and not read: (file, or file and sheet; why and what to do), in the order of the files, then of the sheets."""
        files = [(file["path"], file["problem"]) for file in self.files if file["state"] == "refused"]
        sheets = [(place(sheet), sheet["problem"]) for sheet in self.sheets if sheet["problem"]]
        return [("", self.problem)] * bool(self.problem) + files + sheets

    def save(self, out: Path) -> None:
        """Write `out`/intake.json: the same bytes for the same input."""
        (out / FILE_NAME).write_text(json.dumps(vars(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_intake(out: Path) -> Intake:
    """The intake that `read_county` left in `out`."""
    return Intake(**json.loads((Path(out) / FILE_NAME).read_text(encoding="utf-8")))


def place(sheet: Mapping[str, Any]) -> str:
    """Where an entry of `sheets` stands, for people: the file, and the sheet where the file may have several."""
    alone = sheet["sheet"] in ("", PurePosixPath(sheet["file"]).stem)
    return sheet["file"] if alone else f"{sheet['file']} · {sheet['sheet']}"


def sheet_entry(file: str, sheet: str, **more: Any) -> dict[str, Any]:
    """An entry of `sheets`, complete."""
    entry = {
        "file": file, "sheet": sheet, "ledger": None, "certainty": 0.0, "evidence": "", "header_rows": 0, "mapping": [],
        "rows": 0, "kept": 0, "quarantined": 0, "totals": 0, "notes": 0,
        "unread_cells": {}, "unknown": {}, "problem": None, "questions": [], "warnings": [],
    }  # fmt: skip
    return {**entry, **more}
