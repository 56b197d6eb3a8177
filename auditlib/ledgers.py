"""One county's ledgers opened on an engine: typed Ibis tables by name, with the programme catalogue (L10) joined in."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import Path

import ibis
import pyarrow as pa
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
        "basis_doc": pa.string(),
        "top_up_doc": pa.string(),
        "exclusive_with": pa.list_(pa.string()),
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
# Merging nested selects makes the SQL of a long rule ten times longer and its compilation four times slower; engines merge them anyway.
ibis.options.sql.fuse_selects = False
#: Tables that no county hands in.
OWN_TITLES = {"programme_standard": "补贴标准", "lead": "本次疑点"}
ORIGIN = ("source_file", "source_sheet", "source_row", "source_sha256")


class Ledgers(Mapping):
    """The ledgers of one county on an engine, by name: ``ledgers["micro_loan"]`` is an Ibis table.

    ``programme`` and ``programme_standard`` are always there; ``benefit_payment`` gains ``programme_code``.
    """

    def __init__(self, connection, contracts: dict[str, Ledger], names: Iterable[str], absent=None):
        self.connection = connection
        self.contracts = contracts
        self._names = tuple(sorted(names))
        self._absent = absent or {}
        self._rows: dict[str, int] = {}
        self.views: set[str] = set()

    def __getitem__(self, name: str) -> ir.Table:
        if name not in self._names:
            raise KeyError(name)
        return self.connection.table(name)

    def __iter__(self):
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def received(self, name: str) -> bool:
        """Whether the county handed this ledger in (an empty one counts as handed in)."""
        return name in self._names

    def absent(self, name: str) -> set[str]:
        """Columns of the contract that no received sheet had."""
        return set(self._absent.get(name, ()))

    def rows(self, name: str) -> int:
        if name not in self._rows:
            self._rows[name] = int(self[name].count().to_pyarrow().as_py())
        return self._rows[name]

    def unbound(self, name: str) -> ir.Table:
        """The ledger's form without data: what a rule is compiled against."""
        return ibis.table(self[name].schema(), name=name)

    def sql(self, expression: ir.Expr) -> str:
        """The SQL of this engine for an expression over unbound ledgers."""
        return str(ibis.to_sql(expression, dialect=self.connection.name))

    def materialise(self, name: str, sql: str) -> None:
        """Run ``sql`` into a temporary table ``name``, replacing the one before."""
        self.connection.raw_sql(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {sql}")

    def create_view(self, name: str, sql: str) -> None:
        self.connection.raw_sql(f"CREATE TEMPORARY VIEW {name} AS {sql}")
        self.views.add(name)

    def add(self, name: str, table: pa.Table) -> None:
        """A further table for rules to read: the leads found so far (``lead``)."""
        self.connection.create_table(name, table)
        self._names = tuple(sorted({*self._names, name}))

    def query(self, sql: str) -> pa.Table:
        return self.connection.raw_sql(sql).to_arrow_table()

    def title(self, name: str) -> str:
        """Chinese title with its number, for messages: ``微贷台账(L22)``."""
        contract = self.contracts.get(name)
        return f"{contract.title}({contract.id})" if contract else OWN_TITLES.get(name, name)

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
    for path in sorted(folder.glob("*.parquet")):
        connection.read_parquet(str(path), table_name=_as_received(path.stem))
    return _assemble(connection, [p.stem for p in folder.glob("*.parquet")], programmes, contracts, absent)


#: Room for one county's rows among those of all: row_id + place × ROOM is unique over the counties.
ROOM = 10**11


def open_city(folders: dict[str, Path], programmes: list[Programme], contracts: dict[str, Ledger]) -> Ledgers:
    """The ledgers of all counties under one another: each table with a column ``county_id``; ``row_id`` unique over all.

    ``folders``: county id → the folder that intake left. A ledger is there as soon as one county handed it in.
    """
    connection = connect()
    parts: dict[str, list[ir.Table]] = defaultdict(list)
    for place, (unit, folder) in enumerate(sorted(folders.items())):
        for path in sorted(folder.glob("*.parquet")):
            rows = connection.read_parquet(str(path), table_name=f"{unit}_{path.stem}")
            parts[path.stem].append(rows.mutate(row_id=rows.row_id + place * ROOM, county_id=ibis.literal(unit)))
    for name, tables in parts.items():
        connection.create_view(_as_received(name), ibis.union(*tables))
    return _assemble(connection, list(parts), programmes, contracts, None)


def from_tables(tables: dict[str, pa.Table], programmes: list[Programme], contracts: dict[str, Ledger]) -> Ledgers:
    """Ledgers from Arrow tables that already have the contract's schema (rule tests, small examples).

    ``programme`` and ``programme_standard`` among them, in the form of PROGRAMME and STANDARD, replace the catalogue.
    """
    connection = connect()
    given = {n: table for n, table in tables.items() if n in ("programme", "programme_standard")}
    received = {n: table for n, table in tables.items() if n not in given}
    for name, table in received.items():
        connection.create_table(_as_received(name), table)
    return _assemble(connection, list(received), programmes, contracts, None, given)


def _as_received(name: str) -> str:
    """The engine's name for a ledger that gains something on opening; every other ledger keeps its own."""
    return f"{name}_received" if name in ("benefit_payment", "programme") else name


def _assemble(connection, names, programmes, contracts, absent, given=None) -> Ledgers:
    if "programme" in names:
        programmes = [*programmes, *_received_programmes(connection.table("programme_received"), programmes)]
    catalogue = {"programme": _programme_table(programmes), "programme_standard": _standard_table(programmes)}
    for name, table in (catalogue | (given or {})).items():
        connection.create_table(name, table)
    if "benefit_payment" in names:
        payments = connection.table("benefit_payment_received")
        texts = payments.select("programme").distinct().to_pyarrow()["programme"].to_pylist()
        codes = connection.create_table("programme_name", _codes(texts, programmes))
        joined = payments.left_join(codes, payments.programme == codes.text).select(*(payments[c] for c in payments.columns), codes.programme_code)
        connection.create_view("benefit_payment", joined)
    return Ledgers(connection, contracts, {*names, *catalogue}, absent)


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


def _codes(texts: list[str | None], programmes: list[Programme]) -> pa.Table:
    distinct = sorted(filter(None, texts))
    codes = [programme_code(text, programmes) for text in distinct]
    return pa.table({"text": pa.array(distinct, pa.string()), "programme_code": pa.array(codes, pa.string())})
