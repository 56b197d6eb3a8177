"""One county's ledgers opened on an engine: typed Ibis tables by name, with the programme catalogue (L10) joined in."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.expr import types as ir

from auditlib.contracts import Ledger
from auditlib.parameters import Programme

PROGRAMME = pa.schema(
    {
        "programme_code": pa.string(),
        "name": pa.string(),
        "payee_level": pa.string(),
        "frequency": pa.string(),
        "poverty_only": pa.bool_(),
        "means_tested": pa.bool_(),
        "after_death": pa.string(),
        "accrual_rule": pa.string(),
        "grace_months": pa.int32(),
        "top_up_doc": pa.string(),
    }
)
STANDARD = pa.schema(
    {
        "programme_code": pa.string(),
        "valid_from": pa.date32(),
        "valid_to": pa.date32(),
        "standard": pa.decimal128(18, 2),
        "per": pa.string(),
    }
)
ORIGIN = ("source_file", "source_sheet", "source_row", "source_sha256")


class Ledgers(Mapping):
    """The ledgers of one county as Ibis tables, by name.

    ``programme`` and ``programme_standard`` are always there; ``benefit_payment`` gains ``programme_code``.
    """

    def __init__(self, connection, contracts: dict[str, Ledger], tables: dict[str, ir.Table], absent=None):
        self.connection = connection
        self.contracts = contracts
        self._tables = tables
        self._absent = absent or {}

    def __getitem__(self, name: str) -> ir.Table:
        return self._tables[name]

    def __iter__(self):
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def received(self, name: str) -> bool:
        """Whether the county handed this ledger in (an empty one counts as handed in)."""
        return name in self._tables

    def absent(self, name: str) -> set[str]:
        """Columns of the contract that no received sheet had."""
        return set(self._absent.get(name, ()))

    def rows(self, name: str) -> int:
        return int(self._tables[name].count().to_pyarrow().as_py())

    def title(self, name: str) -> str:
        """Chinese title with its number, for messages: ``微贷台账(L22)``."""
        contract = self.contracts.get(name)
        return f"{contract.title}({contract.id})" if contract else name

    def header(self, name: str, column: str) -> str:
        return self.contracts[name].columns[column].header


def connect():
    """An in-memory DuckDB, held to its share of memory and threads when the batch says so."""
    connection = ibis.duckdb.connect()
    for setting, variable in (("threads", "AUDITLIB_THREADS"), ("memory_limit", "AUDITLIB_MEMORY")):
        if os.environ.get(variable):
            connection.raw_sql(f"SET {setting} = '{os.environ[variable]}'")
    return connection


def open_ledgers(
    folder: Path, programmes: list[Programme], contracts: dict[str, Ledger], absent: dict[str, list[str]] | None = None
) -> Ledgers:
    """Open the typed Parquet ledgers that intake left in ``folder`` (``<ledger>.parquet``)."""
    connection = connect()
    tables = {p.stem: connection.read_parquet(str(p), table_name=p.stem) for p in sorted(folder.glob("*.parquet"))}
    names = {}
    for name in ("benefit_payment", "programme"):
        if name in tables:
            column = "programme" if name == "benefit_payment" else "name"
            names[name] = pq.read_table(folder / f"{name}.parquet", columns=[column])[column]
    return _assemble(connection, tables, programmes, contracts, absent, names.get("benefit_payment"))


def from_tables(tables: dict[str, pa.Table], programmes: list[Programme], contracts: dict[str, Ledger], connection=None) -> Ledgers:
    """Ledgers from Arrow tables that already have the contract's schema (rule tests, small examples)."""
    connection = connection or connect()
    opened = {name: connection.create_table(name, table, overwrite=True) for name, table in tables.items()}
    payments = tables.get("benefit_payment")
    return _assemble(connection, opened, programmes, contracts, None, payments["programme"] if payments else None)


def _assemble(connection, tables, programmes, contracts, absent, payment_programmes) -> Ledgers:
    received = tables.pop("programme", None)
    catalogue = [*programmes, *(_received_programmes(received, programmes) if received is not None else [])]
    tables["programme"] = connection.create_table("programme_catalogue", _programme_table(catalogue), overwrite=True)
    tables["programme_standard"] = connection.create_table("programme_standard", _standard_table(catalogue), overwrite=True)
    if payment_programmes is not None:
        codes = connection.create_table("programme_name", _codes(payment_programmes, catalogue), overwrite=True)
        payments = tables["benefit_payment"]
        tables["benefit_payment"] = payments.left_join(codes, payments.programme == codes.text).select(
            *(payments[c] for c in payments.columns), codes.programme_code
        )
    return Ledgers(connection, contracts, tables, absent)


def _received_programmes(table: ir.Table, known: list[Programme]) -> list[Programme]:
    """Programmes of a received L10 that parameters/programmes.yaml does not know: as declared, nothing assumed."""
    names = {alias for p in known for alias in (p.code, p.name, *p.aliases)}
    rows = table.to_pyarrow().to_pylist()
    fields = Programme.model_fields
    found = {}
    for row in sorted(rows, key=lambda r: str(r.get("code") or r.get("name"))):
        if row.get("name") and not {row["name"], row.get("code")} & names:
            values = {k: v for k, v in row.items() if k in fields and v is not None and not isinstance(fields[k].default, list)}
            found[row["name"]] = Programme.model_construct(**{**values, "code": row.get("code") or row["name"]})
    return list(found.values())


def _programme_table(programmes: list[Programme]) -> pa.Table:
    rows = [{c: getattr(p, "code" if c == "programme_code" else c, None) for c in PROGRAMME.names} for p in programmes]
    return pa.Table.from_pylist(rows, schema=PROGRAMME)


def _standard_table(programmes: list[Programme]) -> pa.Table:
    rows = []
    for programme in programmes:
        for standard, following in zip_longest(programme.standards, programme.standards[1:]):
            # exclusive: the day after the last one, or the day on which the next standard begins
            ends = standard.to + dt.timedelta(days=1) if standard.to else following.from_ if following else None
            rows.append(
                {"programme_code": programme.code, "valid_from": standard.from_, "valid_to": ends, "standard": standard.value, "per": standard.per}
            )
    return pa.Table.from_pylist(rows, schema=STANDARD)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def programme_code(text: str, programmes: list[Programme]) -> str | None:
    """The code of a programme as a roster writes it: exact name or alias first, else the longest alias that the text contains.

    Two programmes whose aliases fit equally well: None, the auditor adds the alias to parameters/programmes.yaml.
    """
    wanted = _plain(text)
    aliases = [(_plain(a), p.code) for p in programmes for a in (p.code, p.name, *p.aliases)]
    exact = {code for alias, code in aliases if alias == wanted}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    inside = [(alias, code) for alias, code in aliases if len(alias) >= 2 and alias in wanted]
    longest = max((len(alias) for alias, _ in inside), default=0)
    best = {code for alias, code in inside if len(alias) == longest}
    return best.pop() if len(best) == 1 else None


def _codes(texts: pa.ChunkedArray, programmes: list[Programme]) -> pa.Table:
    distinct = sorted(t for t in pc.unique(texts).to_pylist() if t)
    return pa.table(
        {"text": pa.array(distinct, pa.string()), "programme_code": pa.array([programme_code(t, programmes) for t in distinct], pa.string())}
    )
