"""What every command of the desk works with: a run's folder, its parameters and contracts, the case record and its moves."""

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditlib.casework.moves import Moves, load_moves
from auditlib.casework.record import Record
from auditlib.contracts import Ledger, load_ledgers
from auditlib.errors import AuditError
from auditlib.messages import _
from auditlib.outside import shown
from auditlib.parameters import County, Parameters, load_parameters
from auditlib.privacy.known import gates_of
from auditlib.privacy.open_gates import Gates
from auditlib.project_key import run_manifest
from auditlib.rules.catalogue import read_texts


@dataclass(frozen=True)
class Office:
    """``outputs``: the folder of a run, under whose key ``parameters`` are."""

    outputs: Path
    parameters: Parameters
    contracts: dict[str, Ledger]
    record: Record
    moves: Moves

    def gates(self, *units: str) -> Gates:
        """What masks the names and numbers of these counties' people."""
        return gates_of([self.outputs / unit for unit in units], self.parameters, self.contracts)

    def counties(self, chosen: Iterable[str] = ()) -> list[County]:
        """The counties chosen by id, code or name; of none chosen all that the run has results of. Raises AuditError when one has none."""
        there = [county for county in self.parameters.counties.values() if (self.outputs / county.id / "matters.parquet").exists()]
        wanted = [self.parameters.county(text) for text in chosen]
        if missing := [county.name for county in wanted if county not in there]:
            raise AuditError(
                "--county {missing}: no results in {outputs}; there are: {there}",
                missing=", ".join(missing),
                outputs=self.outputs,
                there=", ".join(county.id for county in there) or _("none"),
            )
        if not there:
            raise AuditError("--outputs {outputs}: no county has results there; run `auditlib run` first", outputs=self.outputs)
        return wanted or there


def stamped(county: County, by: str, at: str, gates: Gates | None) -> str:
    """Who took a workbook out, when, and whether it shows names: what stands on every page of it."""
    return f"{county.name}　导出人 {shown(by)}　{at}" + ("　姓名已遮盖" if gates else "　含个人信息，仅供审计组内部")


@contextmanager
def open_office(outputs: Path, address: str | None, parameters: Path | None, *, write: bool = False) -> Iterator[Office]:
    """The office of a run and its record; ``address`` None: the one beside it. Raises AuditError when they do not belong together."""
    loaded = load_parameters(parameters).for_results(outputs)
    read_texts(loaded.folder)
    with Record.open(address, outputs, loaded.key, write=write) as record:
        yield Office(outputs, loaded, load_ledgers(loaded.folder / "ledgers"), record, load_moves(loaded.folder))


def heads(outputs: Path) -> list[tuple[int, str]]:
    """The last entry of the record that the run in ``outputs`` was made with, as its manifest says."""
    with contextlib.suppress(AuditError, KeyError, TypeError):
        told = run_manifest(outputs)["cases"]
        return [(told["entries"], told["hash"])] if told else []
    return []
