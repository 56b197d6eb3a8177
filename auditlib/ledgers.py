"""One county's ledgers opened on an engine: typed Ibis tables by name, with the programme catalogue (L10) joined in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from auditlib.contracts import OWN_TABLES, Ledger
from auditlib.dated_values import Programme
from auditlib.engines import DUCKDB, Engine, connect
from auditlib.outside import plain

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
#: Tables that the programme list makes, whatever the county hands in under that name.
CATALOGUE = {"programme": PROGRAMME, "programme_standard": STANDARD}
# Merging nested selects makes the SQL of a long rule ten times longer and its compilation four times slower; engines merge them anyway.
ibis.options.sql.fuse_selects = False
ORIGIN = ("source_file", "source_sheet", "source_row", "source_sha256")
#: How the name begins of an empty table that stands for a ledger not handed in (models/absent.py).
ABSENT = "_absent_"


class Ledgers(Mapping):
    """The ledgers of one county on an engine, by name: ``ledgers["micro_loan"]`` is an Ibis table.

    ``programme`` and ``programme_standard`` are always there; a ledger with a column of the contract's ``catalogue`` gains
    ``programme_code``.
    """

    def __init__(self, engine: Engine, contracts: dict[str, Ledger], names: Iterable[str], absent=None):
        self.engine = engine
        self.contracts = contracts
        self._names = tuple(sorted(names))
        self._absent = absent or {}
        self._rows: dict[str, int] = {}
        self._filled: dict[tuple[str, str], bool] = {}
        self._schemas: dict[str, ibis.Schema] = {}
        self._prepared: set[str] = set()
        #: What rules have asked of models so far (models/prepared.py).
        self.models: dict[tuple, object] = {}
        #: Why a table of ours is not there (``withhold``).
        self.withheld: dict[str, str] = {}
        #: What others have worked out of these ledgers once, by name (money.Books).
        self.worked_out: dict[str, object] = {}

    def __getitem__(self, name: str) -> ir.Table:
        if name not in self._names:
            raise KeyError(name)
        return self.engine.connection.table(name)

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

    def filled(self, name: str, column: str) -> bool:
        """Whether any row of it holds something in this column."""
        if (name, column) not in self._filled:
            held = self.unbound(name).select(column).drop_null().limit(1)
            self._filled[name, column] = self.query(self.sql(held)).num_rows > 0
        return self._filled[name, column]

    def rows(self, name: str) -> int:
        if name not in self._rows:
            self._rows[name] = self.engine.rows(name)
        return self._rows[name]

    def filed(self) -> list[str]:
        """The ledgers that the county filed, whose rows have an origin: all but what the programme list makes."""
        return [name for name in self if name in self.contracts and name not in CATALOGUE]

    def schema(self, name: str) -> ibis.Schema:
        if name not in self._schemas:
            self._schemas[name] = self[name].schema()
        return self._schemas[name]

    def unbound(self, name: str) -> ir.Table:
        """The ledger's form without data: what a rule is compiled against."""
        return ibis.table(self.schema(name), name=name)

    def unbound_absent(self, name: str) -> ir.Table:
        """What a rule is handed for a ledger that was not handed in: its form without a row, under a name that says so (models.absent)."""
        return ibis.table(ibis.Schema.from_pyarrow(self._form(name)), name=f"{ABSENT}{name}")

    def add_absent(self, name: str) -> None:
        """Make the empty table that `unbound_absent` speaks of, unless it is there."""
        if name not in self._prepared:
            self.engine.add(f"{ABSENT}{name}", self._form(name).empty_table())
            self._prepared.add(name)

    def _form(self, name: str) -> pa.Schema:
        form = self.contracts[name].schema()
        more = {
            "programme_code": self.contracts[name].catalogued,
            "county_id": any("county_id" in self.schema(n).names for n in self.filed()[:1]),
        }
        return pa.schema([*form, *(pa.field(column, pa.string()) for column, there in more.items() if there)])

    def sql(self, expression: ir.Expr) -> str:
        """The SQL of this engine for an expression over unbound ledgers."""
        return self.engine.sql(expression)

    def prepare(self, name: str, sql: str) -> None:
        """Run ``sql`` into a table ``name`` that stays for all rules, unless it is there."""
        if name not in self._prepared:
            self.engine.hold(name, sql)
            self._prepared.add(name)

    def add(self, name: str, table: pa.Table) -> None:
        """A further table for rules to read: the leads found so far (``lead``), verified findings (``finding``)."""
        self.engine.add(name, table)
        self._names = tuple(sorted({*self._names, name}))

    def withhold(self, name: str, why: str) -> None:
        """Why a table that would have been added is not there: what a rule that reads it says. The first reason stands."""
        self.withheld.setdefault(name, why)

    def query(self, sql: str) -> pa.Table:
        return self.engine.query(sql)

    def title(self, name: str) -> str:
        """Chinese title with its number, for messages: ``微贷台账(L22)``."""
        contract = self.contracts.get(name)
        return f"{contract.title}({contract.id})" if contract else OWN_TABLES.get(name, name)

    def header(self, name: str, column: str) -> str:
        return self.contracts[name].columns[column].header


def unit_of(table: ir.Table) -> ir.Value:
    """Whose row it is: a county's id where the ledgers of all stand together, nothing where they are of one."""
    return table.county_id if "county_id" in table.columns else ibis.literal("")


def open_ledgers(
    folder: Path,
    programmes: list[Programme],
    contracts: dict[str, Ledger],
    absent: dict[str, list[str]] | None = None,
    engine: str = DUCKDB,
    instead: Mapping[str, pa.Table] | None = None,
) -> Ledgers:
    """Open the typed Parquet ledgers that intake left in ``folder`` (``<ledger>.parquet``) on ``engine`` (see engines.connect).

    ``instead``: tables that take the place of the file of their name.
    """
    opened, instead = connect(engine), instead or {}
    names = sorted({path.stem for path in folder.glob("*.parquet")} | {*instead})
    for name in names:
        if name in instead:
            opened.add(_as_received(name, contracts), instead[name])
        else:
            opened.read(_as_received(name, contracts), folder / f"{name}.parquet")
    return _assemble(opened, names, programmes, contracts, absent)


#: Room for one county's rows among those of all: row_id + place × ROOM is unique over the counties.
ROOM = 10**11


def open_city(folders: dict[str, Path], programmes: list[Programme], contracts: dict[str, Ledger], engine: str = DUCKDB) -> Ledgers:
    """The ledgers of all counties under one another: each table with a column ``county_id``; ``row_id`` unique over all.

    ``folders``: county id → the folder that intake left. A ledger is there as soon as one county handed it in.
    """
    opened = connect(engine)
    parts: dict[str, list[tuple[str, Path, int]]] = defaultdict(list)
    for place, (unit, folder) in enumerate(sorted(folders.items())):
        for path in sorted(folder.glob("*.parquet")):
            parts[path.stem].append((unit, path, place * ROOM))
    for name, of_counties in parts.items():
        opened.unite(_as_received(name, contracts), of_counties)
    return _assemble(opened, list(parts), programmes, contracts, None)


def from_tables(tables: dict[str, pa.Table], programmes: list[Programme], contracts: dict[str, Ledger], engine: str = DUCKDB) -> Ledgers:
    """Ledgers from Arrow tables that already have the contract's schema (rule tests, small examples).

    ``programme`` and ``programme_standard`` among them, in the form of PROGRAMME and STANDARD, replace the catalogue.
    """
    opened = connect(engine)
    given = {n: table for n, table in tables.items() if n in CATALOGUE}
    received = {n: table for n, table in tables.items() if n not in given}
    for name, table in received.items():
        opened.add(_as_received(name, contracts), table)
    return _assemble(opened, list(received), programmes, contracts, None, given)


def _as_received(name: str, contracts: dict[str, Ledger]) -> str:
    """The engine's name for a ledger that becomes something else on opening; every other ledger keeps its own.

    Tables of ours begin with an underscore, which no ledger's name does.
    """
    contract = contracts.get(name)
    return f"_{name}_received" if name in CATALOGUE or (contract and contract.catalogued) else name


def _assemble(engine: Engine, names, programmes, contracts, absent, given=None) -> Ledgers:
    if "programme" in names:
        programmes = [*programmes, *_received_programmes(engine.query("SELECT * FROM _programme_received"), programmes)]
    catalogue = {"programme": _programme_table(programmes), "programme_standard": _standard_table(programmes)}
    for name, table in (catalogue | (given or {})).items():
        engine.add(name, table)
    for name in names:
        column = contracts[name].catalogued if name in contracts else None
        if column:
            rows = engine.connection.table(f"_{name}_received")
            texts = engine.query(engine.sql(rows.select(text=rows[column]).distinct()))["text"].to_pylist()
            engine.add(f"_{name}_codes", _codes(texts, programmes))
            codes = engine.connection.table(f"_{name}_codes")
            joined = rows.left_join(codes, rows[column] == codes.text).select(*(rows[c] for c in rows.columns), codes.programme_code)
            engine.view(name, engine.sql(joined))
    return Ledgers(engine, contracts, {*names, *catalogue}, absent)


def _received_programmes(table: pa.Table, known: list[Programme]) -> list[Programme]:
    """Programmes of a received L10 that parameters/programmes.yaml does not know: as declared, nothing assumed."""
    names = {alias for p in known for alias in (p.code, p.name, *p.aliases)}
    rows = table.to_pylist()
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
                {
                    "programme_code": programme.code,
                    "valid_from": standard.from_,
                    "valid_to": ends,
                    "standard": standard.value,
                    "per": standard.per,
                }
            )
    return pa.Table.from_pylist(rows, schema=STANDARD)


def programme_code(text: str, programmes: list[Programme]) -> str | None:
    """The code of a programme as a roster writes it: exact name or alias first, else the longest alias that the text contains.

    Two programmes whose aliases fit equally well: None, the auditor adds the alias to parameters/programmes.yaml.
    """
    wanted = plain(text)
    aliases = [(plain(a), p.code) for p in programmes for a in (p.code, p.name, *p.aliases)]
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
