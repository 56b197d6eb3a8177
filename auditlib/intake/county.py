"""A county's folder as received → typed ledgers, quarantine, rows set aside, and the journal of it all."""

import hashlib
from contextlib import suppress
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from auditlib.contracts import Ledger
from auditlib.county_contracts import for_county
from auditlib.errors import IntakeError, fault
from auditlib.fingerprint import together
from auditlib.intake.archives import Unpacker
from auditlib.intake.grids import DIED, Grid, Reader
from auditlib.intake.guard import inspect
from auditlib.intake.journal import Intake, sheet_entry
from auditlib.intake.questions import set_aside
from auditlib.intake.receive import Received, receive
from auditlib.intake.session import Session
from auditlib.intake.sheets import read_sheet
from auditlib.intake.store import Store
from auditlib.intake.unknown_tables import EMPTY_SHEET, IGNORED, not_blank
from auditlib.intake.versions import settle
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.scratch import Scratch

EMPTY = "文件夹里没有可读的文件；请把各单位提交的表格放入后重试"
FAULT = "处理时出错（{}），该{}未读完；请用 Excel/WPS 打开另存为 .xlsx 后提交，仍出错时连同 run.log 告知软件维护人"
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
        Desk(reader, Unpacker(work), session).take(received)
        store.close()
        settle(store, journal, county, session.connection)
        session.connection.close()
    journal.digest = _digest(received, county, parameters)
    journal.files.sort(key=lambda entry: entry["path"])
    journal.sheets.sort(key=lambda entry: entry["file"])
    journal.ledgers = {
        name: {"rows": rows, "absent_columns": _absent(ledgers[name], session.found.get(name, set()))}
        for name, rows in sorted(store.rows.items())
    }
    journal.save(out)
    return journal


class Desk:
    """Where the files of one county are read one after the other. `first`: the entry of the first file with some content, by SHA-256."""

    def __init__(self, reader: Reader, unpacker: Unpacker, session: Session):
        self.reader, self.unpacker, self.session = reader, unpacker, session
        self.first: dict[str, dict[str, Any]] = {}

    def take(self, files: list[Received], depth: int = 0) -> None:
        """Read files that lie in `depth` archives, with the files in those that are archives themselves, into the store and the journal."""
        for file, following in pairwise([*files, None]):
            entry = {name: value for name, value in asdict(file).items() if name != "location"}
            self.session.journal.files.append(entry)
            aside = set_aside(self.session.county, file.path, None)
            if file.state == "read":
                first = self.first.get(file.sha256)
                entry |= _copy(first) if first else self._content(file, following, depth, aside)
                if not aside:
                    self.first.setdefault(file.sha256, entry)
            if entry["state"] == "refused" and aside:
                entry |= {"state": "ignored", "problem": IGNORED}

    def _content(self, file: Received, following: Received | None, depth: int, aside: bool) -> dict[str, Any]:
        """Read what a file holds. Returns what its entry has to say of it."""
        try:
            kind = inspect(file.location)
            if kind != "archive":
                grids = self.reader.read(file.location, kind)
                self._look_ahead(file, following)
                faults = [self._sheet(file, grid) for grid in grids]
                return {"by_chance": True} if any(faults) else {}
            if aside:
                return {"state": "ignored", "problem": IGNORED}
            members = self.unpacker.unpack(file, depth)
        except IntakeError as error:
            return {"state": "refused", "problem": str(error)} | ({"by_chance": True} if str(error) == DIED else {})
        except Exception as error:  # of an engine, of the system, or of our own: it costs this file and nothing else
            return {"state": "refused", "problem": FAULT.format(fault(error), "文件"), "by_chance": True}
        self.take(members, depth + 1)
        return {"state": "unpacked", "problem": f"压缩包，内有 {len(members):,} 个文件，已逐个读取"}

    def _look_ahead(self, file: Received, following: Received | None) -> None:
        if following and following.state == "read" and following.sha256 not in {file.sha256, *self.first}:
            with suppress(IntakeError, OSError):  # met again, and told, when it is that file's turn
                if (kind := inspect(following.location)) != "archive":
                    self.reader.read_ahead(following.location, kind)

    def _sheet(self, file: Received, grid: Grid) -> bool:
        """Read a sheet; whether it met an unforeseen error, which costs this sheet and nothing else."""
        session = self.session
        told = [f"隐藏的工作表「{grid.sheet}」，已照常读取"] * grid.hidden + grid.warnings
        origin = {"source_file": file.path, "source_sheet": grid.sheet, "source_sha256": file.sha256}
        problem, start, met, rows = grid.problem, session.next_row_id, False, 0
        if problem is None and grid.width:
            try:
                for entry in read_sheet(grid, origin, session):
                    entry["warnings"] = [*told, *entry["warnings"]]
                    session.journal.sheets.append(entry)
                return False
            except IntakeError as error:
                problem, rows = str(error), sum(map(not_blank, grid.batches()))
            except Exception as error:
                problem, met = FAULT.format(fault(error), "工作表"), True
            session.next_row_id = start
            session.store.withdraw(file.path, grid.sheet)
        aside = set_aside(session.county, file.path, grid.sheet)
        evidence = IGNORED if aside else "未读取" if problem else EMPTY_SHEET
        warnings = [*told, problem or EMPTY_SHEET]
        entry = sheet_entry(file.path, grid.sheet, evidence=evidence, warnings=warnings, problem=None if aside else problem, rows=rows)
        session.journal.sheets.append(entry)
        return met


def _copy(first: dict[str, Any]) -> dict[str, Any]:
    """What to say of a copy: read once, under the first path; what could not be read there was not read here either."""
    same = f"与 {first['path']} 内容完全相同"
    if first["state"] == "refused":
        return {"state": "refused", "problem": f"{same}：{first['problem']}"}
    return {"state": "identical", "problem": f"{same}，只读一份"}


def input_digest(folder: Path, county: County, parameters: Parameters) -> str:
    """What `Intake.digest` would be for this folder now: whether an earlier intake still stands for it."""
    return _digest(receive(Path(folder)), county, parameters)


def _digest(received: list[Received], county: County, parameters: Parameters) -> str:
    total = hashlib.sha256()
    for line in sorted(f"{file.sha256}  {file.path}\n" for file in received if file.sha256 and file.state != "ignored"):
        total.update(line.encode())
    total.update(together(parameters.read_with(county)).encode())
    return total.hexdigest()


def _absent(ledger: Ledger, found: set[str]) -> list[str]:
    names = dict.fromkeys([*ledger.columns, *ledger.parts])
    return [name for name in names if name not in found]
