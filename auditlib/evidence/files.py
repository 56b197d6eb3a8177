"""The files of one county as received, opened again for excerpts: by content, not by name, and laid out as intake did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.contracts import Ledger
from auditlib.county_contracts import for_county
from auditlib.errors import IntakeError
from auditlib.evidence.excerpt import Evidence, Excerpt, Sheet, Table, excerpt_of, told_by_rule
from auditlib.intake.archives import Unpacker
from auditlib.intake.grids import Grid, Reader
from auditlib.intake.guard import inspect
from auditlib.intake.headers import Vocabulary
from auditlib.intake.journal import Intake, load_intake
from auditlib.intake.layout import find_blocks
from auditlib.intake.receive import Received, county_folders, receive
from auditlib.leads import ORIGIN, facts_of, places_of, plain
from auditlib.parameters import County, Parameters
from auditlib.rules import RULES
from auditlib.scratch import Scratch

#: Rows compared that are shown.
COMPARED = 10

NO_FOLDER = "收到的资料不在运行时的位置，原文无从核对；请用 --data 指明其所在文件夹"
ELSEWHERE = "这一行属于全市比对中另一个单位的资料，请在该单位的资料里核对"
GONE = "收到的资料里已没有这个文件，原文无从核对；请放回运行时的原文件"
CHANGED = "这个文件在运行之后被改动（SHA-256 与记录不符），不作为依据显示；请放回运行时的原文件，或重新运行"
NO_SHEET = "按现在的程序和参数，此文件里读不出该工作表的这一行；请用运行时的版本和参数核对，或重新运行"
ENTRY = "这一行是案件记录的第 {} 条记录，不在收到的文件里"


def county_folder(data: Path | None, county: County, parameters: Parameters) -> Path | None:
    """The folder in ``data`` that holds a county's files; None where there is none, or more than one."""
    found = county_folders(data, parameters)[0].get(county.id, []) if data and data.is_dir() else []
    return found[0] if len(found) == 1 else None


def typed_rows(out: Path, ledger: str, place: Mapping) -> list[dict]:
    """The typed rows of a ledger that were read from a place: of tables side by side, several; ``out``: the county's folder of the run."""
    path = out / "ledgers" / f"{ledger}.parquet"
    if not path.exists():
        return []
    asked = [(name, "==", place[name]) for name in ORIGIN if place[name] is not None]
    return sorted(pq.read_table(path, filters=asked).to_pylist(), key=lambda row: row["row_id"])


class Files:
    """The files of one county as received. A context manager.

    ``folder``: where they are; None: nobody knows. ``out``: the county's folder of the run.
    """

    def __init__(self, folder: Path | None, out: Path, county: County, parameters: Parameters, contracts: Mapping[str, Ledger]):
        self.folder, self.out = folder, out
        self.contracts = for_county({**contracts}, county)
        self.vocabulary = Vocabulary(self.contracts, county)
        self._stack = ExitStack()
        self._opened: set[Path] = set()
        self._read: dict[Path, dict[str, Sheet] | str] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        self._read.clear()  # Windows removes no open file
        self._stack.close()

    def of(self, lead: Mapping) -> Evidence:
        """The rows of a lead (of leads.parquet or spared.parquet)."""
        facts, related, rule = facts_of(lead), places_of(lead), RULES.get(lead["rule_id"])
        told, ledgers = told_by_rule(facts, rule, self.contracts), rule.accused if rule else ()
        deciders = {column for decider in rule.deciders for column in decider.columns} if rule else set()
        accused = self.excerpt(lead, facts, {*told, *deciders}, ledgers)
        compared = tuple(self.excerpt(place, facts, told) for place in related[:COMPARED])
        return Evidence(lead["lead_id"], accused, compared, len(related) - len(compared))

    def excerpt(self, place: Mapping, facts: Mapping, deciding: set[str], ledgers: Collection[str] = ()) -> Excerpt:
        """The excerpt at a place (the columns of ORIGIN); ``deciding``: columns that decide beside the key's.

        Of tables side by side it is that of one of ``ledgers``, and the one whose typed row fits ``facts`` best.
        """
        file, sheet, row, sha256 = (place[name] for name in ORIGIN)
        bare = Excerpt(file, sheet or "", row, sha256)
        if sha256 is None:
            return replace(bare, problem=ENTRY.format(row), apart=True)
        if self.folder is None or not self.folder.is_dir():
            return replace(bare, problem=NO_FOLDER)
        received = self._received(file, sha256)
        if received is None:
            known = any(entry["sha256"] == sha256 for entry in self._journal.files)
            return replace(bare, problem=(CHANGED if file in self._by_path else GONE) if known else ELSEWHERE, apart=not known)
        sheets = self._sheets(received, file)
        if isinstance(sheets, str):
            return replace(bare, problem=sheets)
        found = next(iter(sheets.values())) if len(sheets) == 1 else sheets.get(bare.sheet)  # a text file's sheet is called as its file
        if found is None or not found.window(row, row).num_rows:
            return replace(bare, problem=NO_SHEET)
        table = self._table(found, row, place, facts, ledgers)
        return excerpt_of(bare, found, table, self.vocabulary, deciding, self._aside.get((sha256, bare.sheet), {}))

    def typed(self, place: Mapping, facts: Mapping, ledgers: Iterable[str] = ()) -> tuple[str, dict]:
        """The typed row that was read from a place, and its ledger; of several the one that fits ``facts`` best.

        ``ledgers``: where it is sought, in this order; by default wherever tables of its file went.
        """
        names = [*ledgers] or sorted({entry["ledger"] or "" for entry in self._journal.sheets if entry["file"] == place["source_file"]})
        told, subject = {name: str(value) for name, value in facts.items()}, place.get("subject")

        def agreeing(found: tuple[str, dict]) -> int:
            texts = {column: str(plain(value)) for column, value in found[1].items() if value is not None}
            return sum(told.get(column) == text for column, text in texts.items()) + (subject in texts.values())

        rows = [(name, row) for name in names for row in typed_rows(self.out, name, place)]
        return max(rows, key=agreeing, default=("", {}))

    @cached_property
    def _by_path(self) -> dict[str, Received]:
        return {file.path: file for file in receive(self.folder) if file.sha256}

    @cached_property
    def _by_content(self) -> dict[str | None, Received]:
        return {file.sha256: file for file in self._by_path.values()}

    @cached_property
    def _journal(self) -> Intake:
        return load_intake(self.out)

    @cached_property
    def _aside(self) -> dict[tuple[str, str], dict[int, str]]:
        """By file and sheet the rows that are no data, and why."""
        found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
        for row in pq.read_table(self.out / "set_aside.parquet", columns=["kind", *ORIGIN]).to_pylist():
            found[row["source_sha256"], row["source_sheet"]][row["source_row"]] = row["kind"]
        return found

    @cached_property
    def _tools(self) -> tuple[Reader, Unpacker]:
        place = self._stack.enter_context(Scratch())
        return self._stack.enter_context(Reader(place)), Unpacker(place)

    def _received(self, path: str, sha256: str) -> Received | None:
        """The file with the content that was recorded, whatever it is called now. Archives that ``path`` leads through are unpacked."""
        depth = 0
        for around in reversed(PurePosixPath(path).parents):
            archive = self._by_path.get(str(around))
            if archive is None:
                continue
            if archive.location not in self._opened:
                self._opened.add(archive.location)
                self._unpack(archive, depth)
            depth += 1
        return self._by_content.get(sha256)

    def _unpack(self, archive: Received, depth: int) -> None:
        """Add what lies in an archive; one that can not be opened any more adds nothing."""
        with suppress(IntakeError, OSError):
            if inspect(archive.location) == "archive":
                for file in self._tools[1].unpack(archive, depth):
                    self._by_path[file.path] = self._by_content[file.sha256] = file

    def _sheets(self, file: Received, path: str) -> dict[str, Sheet] | str:
        """The sheets of a file by name, or why it can not be read; ``path``: as the run knew the file."""
        if file.location not in self._read:
            try:
                grids = self._tools[0].read(file.location, inspect(file.location))
                self._read[file.location] = {grid.sheet: self._sheet(grid, path) for grid in grids if not grid.problem and grid.width}
            except (IntakeError, OSError) as error:
                self._read[file.location] = error.args[0] if isinstance(error, IntakeError) else GONE
        return self._read[file.location]

    def _sheet(self, grid: Grid, path: str) -> Sheet:
        """A sheet as intake laid it out: the journal says what became of its tables, in their order."""
        cells = grid.table() if grid.names is None else None
        blocks = find_blocks(grid, pa.table({"row": pa.array([], pa.int32())}) if cells is None else cells, self.vocabulary)
        entries = [entry for entry in self._journal.sheets if entry["file"] == path]
        entries = [entry for entry in entries if entry["sheet"] == grid.sheet or len({other["sheet"] for other in entries}) == 1]
        now = [[header.text for header in block.headers] for block in blocks]
        if now != [[column["header"] for column in entry["mapping"]] for entry in entries]:
            return Sheet(grid, cells, [])
        tables = []
        for block, entry in zip(blocks, entries, strict=True):
            if contract := self.contracts.get(entry["ledger"] or ""):
                columns = (column["column"] for column in entry["mapping"])
                read = {header.index: column for header, column in zip(block.headers, columns, strict=True) if column in contract.columns}
                tables.append(Table(block, contract, read))
        return Sheet(grid, cells, tables)

    def _table(self, sheet: Sheet, row: int, place: Mapping, facts: Mapping, ledgers: Collection[str]) -> Table | None:
        """The table on the sheet that has the row; of several side by side the one in whose cells the typed row of the facts is read."""
        tables = sheet.having(row)
        tables = [table for table in tables if table.ledger.name in ledgers] or tables
        if len(tables) < 2:
            return tables[0] if tables else None
        _ledger, best = self.typed(place, facts, dict.fromkeys(table.ledger.name for table in tables))
        cells = {name: values[0] for name, values in sheet.window(row, row).to_pydict().items()}
        return max(tables, key=lambda table: sum(c in best and str(plain(best[c])) == cells[f"c{n}"] for n, c in table.mapping.items()))
