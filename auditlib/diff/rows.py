"""What became of rows as received from one run to another: found again by their business key, whatever file and line they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa

from auditlib.contracts import Ledger
from auditlib.engines import DUCKDB, Engine, connect
from auditlib.leads import LEADS, business_key
from auditlib.ledgers import ORIGIN

#: Where a row stands: file, sheet, row, SHA-256 of the file.
Place = tuple[str, str, int, str]
WANTED = pa.schema([LEADS.field(name) for name in ORIGIN])
#: What of a row is no content.
BESIDE = {"row_id", "_key", *ORIGIN}


@dataclass(frozen=True)
class Fate:
    """A row of ``ledger`` that stands in one run: ``there``, whether the other has it; ``differ``: the columns in which it says something else there."""

    ledger: str
    there: bool
    differ: tuple[str, ...] = ()


def fates(places: Collection[Place], here: Iterable[Path], there: Path, contracts: Mapping[str, Ledger]) -> dict[Place, Fate]:
    """What the run whose ledgers lie in the folder ``there`` has of the rows that stand at ``places`` in the ledgers ``here`` (Parquet files) of another.

    A row that no ledger of a contract holds is left out.
    """
    if not places:
        return {}
    engine = connect(DUCKDB)
    engine.add("wanted", pa.Table.from_pylist([dict(zip(ORIGIN, place, strict=True)) for place in sorted(places)], schema=WANTED))
    found: dict[Place, Fate] = {}
    for path in here:
        if contract := contracts.get(path.stem):
            found |= _of_ledger(engine, contract, path, there / path.name)
    return found


def _of_ledger(engine: Engine, contract: Ledger, here: Path, there: Path) -> dict[Place, Fate]:
    rows = _rows(engine, contract, here, "wanted", ORIGIN)
    if not rows:
        return {}
    engine.add(f"keys_{contract.name}", pa.table({"_key": sorted({row["_key"] for row in rows})}))
    others = defaultdict(list)
    for row in _rows(engine, contract, there, f"keys_{contract.name}", ("_key",)) if there.exists() else ():
        others[row["_key"]].append(row)
    return {tuple(row[name] for name in ORIGIN): _fate(contract.name, row, others[row["_key"]]) for row in rows}


def _rows(engine: Engine, contract: Ledger, path: Path, wanted: str, by: tuple[str, ...]) -> list[dict]:
    """The rows of a ledger's file that a table of the engine names, with their business key as ``_key``."""
    name = f"{wanted}_{contract.name}"
    engine.read(name, path)
    table = engine.connection.table(name)
    absent = {column: ibis.null(ibis.dtype(kind)) for column, kind in contract.fields().items() if column not in table.columns}
    table = table.mutate(**absent)  # a file that was written under an earlier contract
    keyed = table.mutate(_key=business_key(table, contract))
    return engine.query(engine.sql(keyed.semi_join(engine.connection.table(wanted), by))).to_pylist()


def _fate(ledger: str, row: dict, others: list[dict]) -> Fate:
    """Of several rows of one key the one that is most like it tells."""
    if not others:
        return Fate(ledger, False)
    return Fate(ledger, True, min((_differing(row, other) for other in others), key=lambda differ: (len(differ), differ)))


def _differing(row: dict, other: dict) -> tuple[str, ...]:
    return tuple(name for name in row if name not in BESIDE and row[name] != other.get(name))
