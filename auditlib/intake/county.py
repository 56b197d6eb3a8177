"""A county's folder as received → typed ledgers, quarantine, rows set aside, and the journal of it all."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditlib.contracts import Ledger
from auditlib.county_contracts import for_county
from auditlib.errors import IntakeError, fault
from auditlib.intake.grids import DIED, Grid, Reader
from auditlib.intake.guard import inspect
from auditlib.intake.journal import Intake, sheet_entry
from auditlib.intake.questions import set_aside
from auditlib.intake.receive import Received, receive
from auditlib.intake.session import Session
from auditlib.intake.sheets import EMPTY_SHEET, IGNORED, read_sheet
from auditlib.intake.store import Store
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.scratch import Scratch

EMPTY = "文件夹里没有可读的文件；请把各单位提交的表格放入后重试"
MISSING = "没有这个文件夹；请检查 --data 指定的位置"


@private()
def read_county(folder: Path, county: County, parameters: Parameters, ledgers: dict[str, Ledger], out: Path) -> Intake:
    """Read everything in `folder` and write under `out`: ledgers/<name>.parquet, quarantine.parquet, set_aside.parquet, intake.json.

    A file that can not be read is named in the journal with what to do; nothing else of the county is lost, nothing is raised.
    Raises ParameterError only when the county's own parameters name a ledger or column that there is not.
    The same files give the same ledgers whatever their names, and the same bytes on a second run.
    """
    folder, out = Path(folder), Path(out)
    ledgers = for_county(ledgers, county)
    out.mkdir(parents=True, exist_ok=True)
    journal = Intake(county.id)
    received = receive(folder) if folder.is_dir() else []
    if not any(file.state != "ignored" for file in received):
        journal.problem = EMPTY if folder.is_dir() else MISSING
    with Store(out, ledgers) as store, Scratch() as work, Reader(work) as reader:
        session = Session(county, parameters, ledgers, store, journal, work)
        for file in received:
            journal.files.append(_read_file(file, reader, session))
        session.connection.close()
    journal.digest = _digest(received, parameters)
    journal.files.sort(key=lambda entry: entry["path"])
    journal.sheets.sort(key=lambda entry: entry["file"])
    journal.ledgers = {
        name: {"rows": rows, "absent_columns": _absent(ledgers[name], session.found.get(name, set()))}
        for name, rows in sorted(store.rows.items())
    }
    journal.save(out)
    return journal


def _read_file(file: Received, reader: Reader, session: Session) -> dict[str, Any]:
    entry = {name: value for name, value in asdict(file).items() if name != "location"}
    if file.state == "read":
        entry |= _read_sheets(file, reader, session)
    if entry["state"] == "refused" and set_aside(session.county, file.path, None):
        entry |= {"state": "ignored", "problem": IGNORED}
    return entry


def _read_sheets(file: Received, reader: Reader, session: Session) -> dict[str, Any]:
    """Read a file's sheets. Returns what its entry has to say when it could not be read to its end."""
    try:
        grids = reader.read(file.location, inspect(file.location))
        for grid in grids:
            _read_grid(file, grid, session)
    except IntakeError as error:
        return {"state": "refused", "problem": str(error)} | ({"by_chance": True} if str(error) == DIED else {})
    except Exception as error:  # of an engine, of the system, or of our own: it costs this file and nothing else
        return {
            "state": "refused",
            "problem": f"处理时出错（{fault(error)}），该文件未读完；请用 Excel/WPS 打开另存为 .xlsx 后提交，仍出错时连同 run.log 告知软件维护人",
            "by_chance": True,
        }
    return {}


def _read_grid(file: Received, grid: Grid, session: Session) -> None:
    hidden = [f"隐藏的工作表「{grid.sheet}」，已照常读取"] if grid.hidden else []
    if grid.problem or grid.width == 0:
        aside = set_aside(session.county, file.path, grid.sheet)
        evidence = IGNORED if aside else "未读取" if grid.problem else EMPTY_SHEET
        warnings = [*hidden, grid.problem or EMPTY_SHEET]
        session.journal.sheets.append(
            sheet_entry(file.path, grid.sheet, evidence=evidence, warnings=warnings, problem=None if aside else grid.problem)
        )
        return
    origin = {"source_file": file.path, "source_sheet": grid.sheet, "source_sha256": file.sha256}
    for entry in read_sheet(grid, origin, session):
        entry["warnings"] = [*hidden, *entry["warnings"]]
        session.journal.sheets.append(entry)


def input_digest(folder: Path, parameters: Parameters) -> str:
    """What `Intake.digest` would be for this folder now: whether an earlier intake still stands for it."""
    return _digest(receive(Path(folder)), parameters)


def _digest(received: list[Received], parameters: Parameters) -> str:
    total = hashlib.sha256()
    for line in sorted(f"{file.sha256}  {file.path}\n" for file in received if file.sha256 and file.state != "ignored"):
        total.update(line.encode())
    total.update(parameters.digest.encode())
    return total.hexdigest()


def _absent(ledger: Ledger, found: set[str]) -> list[str]:
    names = dict.fromkeys([*ledger.columns, *ledger.parts])
    return [name for name in names if name not in found]
