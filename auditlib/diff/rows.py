"""What became of rows as received from one run to another: found again by their business key, whatever file and line they stand in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.contracts import BESIDE, Ledger
from auditlib.engines import DUCKDB, Engine, connect
from auditlib.leads import LEADS, business_key
from auditlib.ledgers import ORIGIN
from auditlib.sql_cache import cached

#: Where a row stands: file, sheet, row, SHA-256 of the file.
Place = tuple[str, str, int, str]
WANTED = pa.schema([LEADS.field(name) for name in ORIGIN])


@dataclass(frozen=True)
class Fate:
    """A row of ``ledger`` that stands in one run: ``there``, whether the other has it; ``differ``: columns in which it differs there."""

    ledger: str
    there: bool
    differ: tuple[str, ...] = ()


def fates(places: Collection[Place], here: Iterable[Path], there: Path, contracts: Mapping[str, Ledger]) -> dict[Place, Fate]:
    """What a run with its ledgers in the folder ``there`` has of the rows at ``places`` in the ledgers ``here`` (Parquet files) of another.

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
    engine.materialise("own", f"SELECT * FROM ({_keyed(engine, contract, here)}) SEMI JOIN wanted USING ({', '.join(ORIGIN)})")
    rows = engine.query("SELECT * FROM own").to_pylist()
    others = defaultdict(list)
    if rows and there.exists():
        for row in engine.query(f"SELECT * FROM ({_keyed(engine, contract, there)}) SEMI JOIN own USING (_key)").to_pylist():
            others[row["_key"]].append(row)
    return {tuple(row[name] for name in ORIGIN): _fate(contract.name, row, others[row["_key"]]) for row in rows}


def _keyed(engine: Engine, contract: Ledger, path: Path) -> str:
    """SQL of a ledger's rows with their business key as ``_key``."""
    engine.read("ledger", path)
    table = ibis.table(ibis.Schema.from_pyarrow(pq.read_schema(path)), name="ledger")
    question = ("rows with their business key", engine.dialect, contract.key, contract.fields(), table.schema())
    return cached(question, lambda: engine.sql(table.mutate(_key=business_key(table, contract))))


def _fate(ledger: str, row: dict, others: list[dict]) -> Fate:
    """Of several rows of one key the one that is most like it tells."""
    if not others:
        return Fate(ledger, False)
    return Fate(ledger, True, min((_differing(row, other) for other in others), key=lambda differ: (len(differ), differ)))


def _differing(row: dict, other: dict) -> tuple[str, ...]:
    return tuple(name for name in row if name not in BESIDE | {"_key"} and name in other and row[name] != other[name])
