"""Where the SQL of the rules runs: DuckDB inside this process, or a Spark Connect server (Apache Spark, Sail) at an address.

An engine opens Parquet files and Arrow tables under a name, runs SQL of its own dialect, and gives Arrow tables back. All that is above
it knows no other difference.
"""

import contextlib
import os
import weakref
from functools import partial, reduce
from pathlib import Path
from typing import Protocol

import ibis
import pyarrow as pa
import sqlglot
from ibis.expr import types as ir
from sqlglot import exp

from auditlib.errors import AuditError
from auditlib.scratch import Scratch
from auditlib.slim import slim
from auditlib.sql_cache import cached

DUCKDB = "duckdb"
#: Bytes of Parquet up to which a county's ledgers are taken into memory: each mention of a file costs more than reading so little.
SMALL = 64 * 2**20
#: Bytes of Parquet that are worth a further thread. A thread without work asks for some all the time, in each of the rules' statements.
SHARE = 4 * 2**20
#: What a step costs more for than reading its rows again.
COSTLY = (
    *(exp.Group, exp.Window, exp.Distinct, exp.AggFunc, exp.Explode, exp.Unnest),
    *(exp.RegexpLike, exp.RegexpReplace, exp.RegexpExtract),
)
#: A step that is read again each time, instead of being kept in memory.
AGAIN, KEPT = " AS NOT MATERIALIZED (", " AS ("


class Engine(Protocol):
    """What the ledgers ask of an engine; ``connection`` is its Ibis backend, ``dialect`` the name of its SQL among Ibis' compilers.

    ``unite`` puts the files of several counties under one another: (county, file, what is added to its ``row_id``), with a column
    ``county_id``.
    """

    dialect: str
    connection: ibis.BaseBackend

    def sql(self, expression: ir.Expr) -> str: ...
    def read(self, name: str, path: Path) -> None: ...
    def unite(self, name: str, parts: list[tuple[str, Path, int]]) -> None: ...
    def add(self, name: str, table: pa.Table) -> None: ...
    def view(self, name: str, sql: str) -> None: ...
    def materialise(self, name: str, sql: str) -> None: ...
    def hold(self, name: str, sql: str) -> None: ...
    def query(self, sql: str) -> pa.Table: ...
    def rows(self, name: str) -> int: ...


def connect(engine: str = DUCKDB) -> Engine:
    """``duckdb``, or the address of a Spark Connect server: ``sc://host:port``. Nothing is shared with another connection."""
    return DuckDB() if engine == DUCKDB else Spark(engine)


class DuckDB:
    """An in-memory DuckDB, held to its share of memory and threads when the batch says so."""

    dialect = "duckdb"

    def __init__(self):
        self.connection = ibis.duckdb.connect()
        # Rows come in any order, which takes less memory; what leaves us is sorted.
        self.connection.raw_sql("SET preserve_insertion_order = false")
        self._scratch = Scratch()
        # DuckDB's own choice for what it has no memory for is the working folder: in a notebook of the batch a county's results
        self.connection.raw_sql(f"SET temp_directory = {_quoted(self._scratch.path)}")
        for setting, variable in (("threads", "AUDITLIB_THREADS"), ("memory_limit", "AUDITLIB_MEMORY")):
            if os.environ.get(variable):
                self.connection.raw_sql(f"SET {setting} = '{os.environ[variable]}'")
        self._bytes = 0
        self._threads = self.query("SELECT current_setting('threads') AS most")["most"][0].as_py()
        self._count()

    def sql(self, expression: ir.Expr) -> str:
        query = self.connection.compiler.to_sqlglot(slim(expression))
        joined: set[str] = set()
        for step in query.ctes:
            # DuckDB keeps every step that is read twice in memory; what is only filtered or looked up is read again, for it may be all of
            # the county's rows. Of steps that join upon one another every second one is kept, or the plan would grow without end.
            joins = step.this.find(exp.Join, exp.SetOperation) is not None
            upon = any(table.name in joined for table in step.this.find_all(exp.Table))
            if not (step.this.find(*COSTLY) or (joins and upon)):
                step.set("materialized", False)
                if joins or upon:
                    joined.add(step.alias)
        return query.sql(dialect=self.dialect, pretty=True, copy=False)

    def _count(self, *opened: Path) -> None:
        """Take as many threads as all that was opened is worth."""
        self._bytes += sum(path.stat().st_size for path in opened)
        self.connection.raw_sql(f"SET threads = {min(self._threads, 1 + self._bytes // SHARE)}")

    def read(self, name: str, path: Path) -> None:
        self._count(path)
        rows = f"SELECT * FROM {_quoted(path)}"  # as text: Ibis asks for the schema of each, half of the time of opening a county
        (self.materialise if self._bytes < SMALL else self.view)(name, rows)

    def unite(self, name: str, parts: list[tuple[str, Path, int]]) -> None:
        self._count(*(path for _, path, _ in parts))
        rows = (f"SELECT * REPLACE (row_id + {more} AS row_id), '{unit}' AS county_id FROM {_quoted(path)}" for unit, path, more in parts)
        self.view(name, " UNION ALL BY NAME ".join(rows))

    def add(self, name: str, table: pa.Table) -> None:
        self.connection.con.register("given", table)
        self.connection.raw_sql(f'CREATE OR REPLACE TABLE "{name}" AS FROM given')
        self.connection.con.unregister("given")

    def view(self, name: str, sql: str) -> None:
        self.connection.raw_sql(f'CREATE TEMPORARY VIEW "{name}" AS {sql}')

    def materialise(self, name: str, sql: str) -> None:
        self.connection.raw_sql(f'CREATE OR REPLACE TEMPORARY TABLE "{name}" AS {self._sized(sql)}')

    def hold(self, name: str, sql: str) -> None:
        """In memory, or of many rows as a file: compressed, and read by column."""
        if self._bytes < SMALL:
            self.materialise(name, sql)
        else:
            path = self._scratch.path / f"{name}.parquet"
            self.connection.raw_sql(f"COPY ({sql}) TO {_quoted(path)} (FORMAT parquet)")
            self.read(name, path)

    def query(self, sql: str) -> pa.Table:
        return self.connection.raw_sql(self._sized(sql)).to_arrow_table()

    def _sized(self, sql: str) -> str:
        """Of a small county every step is kept: to plan one twice costs more than to hold its few rows."""
        return sql.replace(AGAIN, KEPT) if self._bytes < SMALL else sql

    def rows(self, name: str) -> int:
        return self.connection.raw_sql(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


class Spark:
    """A session of its own on a Spark Connect server, which must see the outputs and the folder for temporary files (TMPDIR) as we do."""

    dialect = "pyspark"

    def __init__(self, address: str):
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise AuditError("engine {address} needs the extra: pip install auditlib[spark]", address=address) from None
        self.session = SparkSession.builder.remote(address).create()
        self._scratch, self._files = Scratch(), 0
        weakref.finalize(self, _close, self.session, self._scratch)
        self.connection = ibis.pyspark.connect(self.session)  # sets the session's time zone to UTC

    def sql(self, expression: ir.Expr) -> str:
        return str(ibis.to_sql(slim(expression), dialect=self.dialect))

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(str(path.resolve())).createOrReplaceTempView(name)

    def unite(self, name: str, parts: list[tuple[str, Path, int]]) -> None:
        from pyspark.sql import DataFrame
        from pyspark.sql.functions import col, lit

        files = ((unit, self.session.read.parquet(str(path.resolve())), more) for unit, path, more in parts)
        rows = (file.withColumns({"row_id": col("row_id") + more, "county_id": lit(unit)}) for unit, file, more in files)
        reduce(partial(DataFrame.unionByName, allowMissingColumns=True), rows).createOrReplaceTempView(name)

    def add(self, name: str, table: pa.Table) -> None:
        from pyspark.sql.pandas.types import from_arrow_schema

        self.session.createDataFrame(table, from_arrow_schema(table.schema)).createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        self.session.sql(sql).createOrReplaceTempView(name)

    def materialise(self, name: str, sql: str) -> None:
        """Spark has no temporary tables: the rows go to a file of this session."""
        self._file(name, self._last_step(sql))

    hold = materialise

    def query(self, sql: str) -> pa.Table:
        return self.session.sql(self._last_step(sql)).toArrow()

    def rows(self, name: str) -> int:
        return self.session.table(f"`{name}`").count()

    def _last_step(self, sql: str) -> str:
        """The query without its common table expressions, which have been run before it, one by one.

        Spark and Sail put the text of such an expression wherever it is read: a rule with ten of them, each read twice in the next,
        would be planned a thousand times over.
        """
        *steps, (_, last) = cached(("steps", sql), lambda: _steps(sql)) if sql.startswith("WITH") else [("", sql)]
        for name, step in steps:
            self._file(name, step)
        return last

    def _file(self, name: str, sql: str) -> None:
        path = self._scratch.path / f"{self._files}.parquet"
        self._files += 1
        self.session.sql(sql).write.parquet(str(path))
        if any(path.glob("*.parquet")):
            self.read(name, path)
        else:  # Sail writes no file when there is no row
            self.add(name, self.session.sql(sql).toArrow())


def _close(session, scratch: Scratch) -> None:
    scratch.close()
    with contextlib.suppress(Exception):  # the server may be gone before us
        session.stop()


def _steps(sql: str) -> list[tuple[str, str]]:
    """A query's common table expressions, each as a query of its own, and last the query itself."""
    query = sqlglot.parse_one(sql, dialect="spark")
    steps = [(cte.alias, cte.this.sql(dialect="spark")) for cte in query.ctes]
    query.set("with_", None)
    return [*steps, ("", query.sql(dialect="spark"))]
