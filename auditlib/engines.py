"""Where the SQL of the rules runs: DuckDB inside this process, or a Spark Connect server (Apache Spark, Sail) at an address.

An engine opens Parquet files and Arrow tables under a name, runs SQL of its own dialect, and gives Arrow tables back. All that is above
it knows no other difference.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Protocol

import ibis
import pyarrow as pa
import sqlglot

from auditlib.errors import AuditError
from auditlib.kept import kept

DUCKDB = "duckdb"


class Engine(Protocol):
    """What the ledgers ask of an engine; ``connection`` is its Ibis backend, ``dialect`` the name of its SQL among Ibis' compilers."""

    dialect: str
    connection: ibis.BaseBackend

    def read(self, name: str, path: Path) -> None: ...
    def add(self, name: str, table: pa.Table) -> None: ...
    def view(self, name: str, sql: str) -> None: ...
    def materialise(self, name: str, sql: str) -> None: ...
    def query(self, sql: str) -> pa.Table: ...


def connect(engine: str = DUCKDB) -> Engine:
    """``duckdb``, or the address of a Spark Connect server: ``sc://host:port``. Nothing is shared with another connection."""
    return DuckDB() if engine == DUCKDB else Spark(engine)


class DuckDB:
    """An in-memory DuckDB, held to its share of memory and threads when the batch says so."""

    dialect = "duckdb"

    def __init__(self):
        self.connection = ibis.duckdb.connect()
        for setting, variable in (("threads", "AUDITLIB_THREADS"), ("memory_limit", "AUDITLIB_MEMORY")):
            if os.environ.get(variable):
                self.connection.raw_sql(f"SET {setting} = '{os.environ[variable]}'")

    def read(self, name: str, path: Path) -> None:
        self.connection.read_parquet(str(path), table_name=name)

    def add(self, name: str, table: pa.Table) -> None:
        self.connection.create_table(name, table)

    def view(self, name: str, sql: str) -> None:
        self.connection.raw_sql(f"CREATE TEMPORARY VIEW {name} AS {sql}")

    def materialise(self, name: str, sql: str) -> None:
        self.connection.raw_sql(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {sql}")

    def query(self, sql: str) -> pa.Table:
        return self.connection.raw_sql(sql).to_arrow_table()


class Spark:
    """A session of its own on a Spark Connect server, which must see the folder of outputs under the same path."""

    dialect = "pyspark"

    def __init__(self, address: str):
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise AuditError(f"engine {address} needs the extra: pip install auditlib[spark]") from None
        self.session = SparkSession.builder.remote(address).create()
        self._scratch = tempfile.TemporaryDirectory(prefix="auditlib-")
        self._folder, self._views = Path(self._scratch.name), []
        self.connection = ibis.pyspark.connect(self.session)  # sets the session's time zone to UTC

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(str(path.resolve())).createOrReplaceTempView(name)

    def add(self, name: str, table: pa.Table) -> None:
        from pyspark.sql.pandas.types import from_arrow_schema

        self.session.createDataFrame(table, from_arrow_schema(table.schema)).createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        self.session.sql(sql).createOrReplaceTempView(name)

    def materialise(self, name: str, sql: str) -> None:
        """As steps: Spark and Sail put the text of a common table expression wherever it is read, and a rule that reads one of them
        twice in each of ten others takes them a thousand times as long.
        """
        for alias, step in kept(("steps", name, sql), lambda: _steps(name, sql)):
            path = self._folder / f"{len(self._views)}.parquet"
            self._views.append(alias)
            self.session.sql(step).write.parquet(str(path))
            if any(path.glob("*.parquet")):
                self.read(alias, path)
            else:  # Sail writes no file when there is no row
                self.add(alias, self.query(step))

    def query(self, sql: str) -> pa.Table:
        return self.session.sql(sql).toArrow()


def _steps(name: str, sql: str) -> list[tuple[str, str]]:
    """A query's common table expressions, each as a query of its own, and the query itself as ``name``."""
    query = sqlglot.parse_one(sql, dialect="spark")
    steps = [(cte.alias, cte.this.sql(dialect="spark")) for cte in query.ctes]
    query.set("with_", None)
    return [*steps, (name, query.sql(dialect="spark"))]
