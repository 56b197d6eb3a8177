"""The contenders of large.py: our rules, hand-written SQL and plain pandas, each in a process of its own on the same Parquet files.

    python bench/contenders.py ours|sql|pandas|catalogue FOLDER [RULE …]

prints JSON: what getting ready cost, seconds of wall and CPU per rule, the peak of memory, and what was found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
THREADS, MEMORY = "2", "3GB"
#: The rules that are measured against SQL and pandas: those that read the ledgers of county.py and whose SQL stands in bench/sql/.
RULE_IDS = sorted(path.stem for path in (HERE / "sql").glob("*-*.sql"))


class Clock(dict):
    """Seconds of wall and CPU (all threads) by name."""

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def digest(rows: list[tuple]) -> str:
    return hashlib.sha256("\n".join(map(str, sorted(rows, key=str))).encode()).hexdigest()[:16]


def told(rows: list[tuple]) -> dict:
    """What was found, in a form that two processes can compare: which rows, and how each was judged (amount, cleared by an exception)."""
    return {"count": len(rows), "rows": digest([row[:1] for row in rows]), "judged": digest(rows)}


def ours(folder: Path, rule_ids: list[str]) -> dict:
    """Rules compiled (from the cache or anew), what they share made ready, then each found and its leads built."""
    ledgers, parameters = opened(folder)
    import duckdb

    from auditlib import leads
    from auditlib.project_key import PUBLISHED
    from auditlib.rules import RULES
    from auditlib.rules.policy import Policy
    from auditlib.rules.run import compile_rule, run_rule

    run = parameters.run
    ready, rules, built, found = Clock(), Clock(), Clock(), {}
    with ready("compile"):
        compiled = []
        for rule in map(RULES.__getitem__, rule_ids):
            names = tuple(n for n in (*rule.ledgers, *rule.optional) if ledgers.received(n))
            compiled.append(compile_rule(rule, names, ledgers, Policy(parameters.policy, run.as_of), run.audit_from))
    with ready("prepare"):
        for name in {n for rule_id in rule_ids for n in RULES[rule_id].optional if not ledgers.received(n)}:
            ledgers.add_absent(name)
        for name, sql in {name: sql for rule in compiled for name, sql in rule.prepared.items()}.items():
            ledgers.prepare(name, sql)
    for rule in map(RULES.__getitem__, rule_ids):
        with rules(rule.id):
            outcome = run_rule(rule, ledgers, parameters.policy, run.as_of, run.audit_from)
        with built(rule.id):
            leads.build(outcome, ledgers, PUBLISHED, "linqu")
        cleared = " OR ".join(f"coalesce({name}, false)" for name in outcome.exceptions if name not in rule.downgrades) or "false"
        candidates = outcome.candidates  # noqa: F841  # named in the query
        rows = duckdb.sql(f"SELECT row_id, questioned_amount::DECIMAL(18, 2)::VARCHAR AS amount, {cleared} AS cleared FROM candidates")
        found[rule.id] = told(rows.fetchall())
    return {"ready": ready, "rules": rules, "built": built, "found": found}


def sql(folder: Path, rule_ids: list[str]) -> dict:
    """The same checks as a good engineer writes them for DuckDB: what they share in setup.sql, each in a file of its own."""
    import duckdb

    ledgers, parameters = opened(folder)
    ready, rules, found = Clock(), Clock(), {}
    with duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY, "preserve_insertion_order": False}) as connection:
        for path in sorted(folder.glob("*.parquet")):
            connection.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
        for name in ("programme", "programme_standard", "_benefit_payment_codes"):
            connection.register("given", ledgers.query(f"FROM {name}"))
            connection.execute(f"CREATE TABLE {name} AS FROM given")
        connection.execute("ALTER TABLE _benefit_payment_codes RENAME TO programme_names")
        for name, value in thresholds(parameters).items():
            connection.execute(f"SET VARIABLE {name} = ?", [value])
        with ready("prepare"):
            connection.execute((HERE / "sql" / "setup.sql").read_text(encoding="utf-8"))
        for rule_id in rule_ids:
            query = (HERE / "sql" / f"{rule_id}.sql").read_text(encoding="utf-8")
            with rules(rule_id):
                connection.execute(f"CREATE OR REPLACE TEMP TABLE candidates AS {query}")
            found[rule_id] = told(
                connection.sql("SELECT row_id, questioned_amount::DECIMAL(18, 2)::VARCHAR, cleared FROM candidates").fetchall()
            )
    return {"ready": ready, "rules": rules, "found": found}


def thresholds(parameters) -> dict[str, object]:
    """The values that the SQL reads with getvariable(); those that it states itself are those of parameters/policy/ too."""
    last = {
        name: parameters.policy[name].values[-1].value
        for name in ("screen.reg_lag_months", "fund.consecutive_accounts", "fund.roster_rows_min", "fund.roster_bad_percent")
    }
    lag, run, rows, percent = map(int, last.values())
    villages = "村民委员会|居民委员会|村委|居委|村集体|股份经济合作社|经济合作社|经济联合社"
    return {"as_of": parameters.run.as_of, "villages": villages, "lag": lag, "run": run, "list_rows": rows, "list_percent": percent}


def pandas(folder: Path, rule_ids: list[str]) -> dict:
    """The same rows found in plain pandas; each check reads the columns that it needs."""
    from pandas_checks import CHECKS

    rules, found = Clock(), {}
    for rule_id in rule_ids:
        with rules(rule_id):
            rows = CHECKS[rule_id](folder)
        found[rule_id] = told([(int(row),) for row in rows])
    return {"ready": {}, "rules": rules, "found": found}


def catalogue(folder: Path, _: list[str]) -> dict:
    """Every rule of the catalogue in turn with its leads, as `auditlib run` does it; rules without their ledgers say so and cost nothing."""
    ledgers, parameters = opened(folder)
    from auditlib.audit import judge_county

    whole = Clock()
    with whole("catalogue"):
        judged, broken = judge_county(ledgers, parameters.county("linqu"), parameters)
    ran = sum(item.ran for item in judged)
    return {
        "rules": whole,
        "ran": ran,
        "all": len(judged) + len(broken),
        "broken": [record["rule_id"] for record in broken],
        "leads": sum(item.leads.num_rows for item in judged),
    }


def opened(folder: Path):
    os.environ |= {"AUDITLIB_THREADS": THREADS, "AUDITLIB_MEMORY": MEMORY}
    import auditlib.rules  # noqa: F401 - registers the rules
    from auditlib.contracts import load_ledgers
    from auditlib.ledgers import open_ledgers
    from auditlib.parameters import load_parameters

    parameters = load_parameters()
    return open_ledgers(folder, parameters.programmes, load_ledgers(parameters.folder / "ledgers")), parameters


def main() -> None:
    what, folder, *rule_ids = sys.argv[1:]
    contenders: dict[str, Callable[[Path, list[str]], dict]] = {"ours": ours, "sql": sql, "pandas": pandas, "catalogue": catalogue}
    result = contenders[what](Path(folder), rule_ids or RULE_IDS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result | {"peak": peak, "on": dt.date.today().isoformat()}))


if __name__ == "__main__":
    main()
