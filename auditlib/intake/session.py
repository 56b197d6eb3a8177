"""What reading one county needs everywhere: its parameters, the vocabulary of headers, the engine, and where things go."""

import os
from pathlib import Path

import duckdb

from auditlib.contracts import Ledger
from auditlib.intake.headers import Vocabulary
from auditlib.intake.journal import Intake
from auditlib.intake.store import Store
from auditlib.parameters import County, Parameters


class Session:
    """One reading of one county. `found`: columns that some sheet had, by ledger; `next_row_id`: where the next sheet's rows begin."""

    def __init__(self, county: County, parameters: Parameters, ledgers: dict[str, Ledger], store: Store, journal: Intake, work: Path):
        self.county, self.ledgers, self.store, self.journal = county, ledgers, store, journal
        self.programmes = parameters.programmes_of(county)
        self.vocabulary = Vocabulary(ledgers, county)
        self.connection = _connect(work)
        self.found: dict[str, set[str]] = {}
        self.next_row_id = 0


def _connect(work: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB, held to its share of memory and threads when the batch says so; what it has no memory for goes to ``work``."""
    connection = duckdb.connect(config={"temp_directory": str(work)})
    for setting, variable in (("threads", "AUDITLIB_THREADS"), ("memory_limit", "AUDITLIB_MEMORY")):
        if os.environ.get(variable):
            connection.execute(f"SET {setting} = '{os.environ[variable]}'")
    return connection
