"""A county of a million persons and ten million payments: every rule by itself, its time and the leads, and the peak of memory.

    python bench/large.py [--persons 1000000]

Made up with SQL; about one row in a thousand is in breach. Rules whose ledgers are not among these five are left out.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

#: One row of each ledger, by column; n is its running number, P the number of persons. What is not named is empty.
LEDGERS = {
    "benefit_payment": (
        "range(10 * P)",
        {
            "id_no": "printf('37079919600101%07d', n // 10 + if(n % 20000 = 7, 1, 0))",
            "name": "'测试' || (n // 10) % 977",
            "hh_no": "printf('H%07d', n // 30)",
            "town_name": "'镇' || (n // 10) % 20",
            "village_name": "'村' || (n // 10) % 400",
            "account_no": "printf('6223%07d', n // 10)",
            "programme": "CASE n // 10 % 3 WHEN 0 THEN '农村低保' WHEN 1 THEN '耕地地力保护补贴' ELSE '特困供养' END",
            "period_from": "date '2019-01-01' + to_months(CAST(if(n % 20000 = 7, 6, n % 10) AS INT))",
            "period_to": "last_day(date '2019-01-01' + to_months(CAST(if(n % 20000 = 7, 6, n % 10) AS INT)))",
            "pay_date": "date '2019-01-20' + to_months(CAST(if(n % 20000 = 7, 6, n % 10) AS INT))",
            "amount": "300 + n // 10 % 7 * 10",
            "pay_status": "'成功'",
        },
    ),
    "death_register": (
        "range(P // 15)",
        {
            "id_no": "printf('37079919600101%07d', if(n % 600 = 0, n, n + P))",
            "name": "'测试' || n % 977",
            "death_date": "date '2018-03-05'",
            "source": "'公安'",
        },
    ),
    "poor_person": (
        "range(P // 2)",
        {
            "id_no": "printf('37079919600101%07d', n % (P // 4))",
            "name": "'测试' || n % (P // 4) % 977",
            "hh_no": "printf('H%07d', n % (P // 4) // 3)",
            "village_name": "'村' || n % 400",
            "relation": "if(n % 3 = 0, '户主', '之子')",
            "snapshot_date": "if(n < P // 4, date '2018-12-31', date '2019-12-31')",
            "identified_on": "date '2015-12-31'",
            "alive": "true",
        },
    ),
    "poor_household": (
        "range(P // 6)",
        {
            "hh_no": "printf('H%07d', n % (P // 12))",
            "id_no": "printf('37079919600101%07d', n % (P // 12) * 3)",
            "name": "'测试' || n % (P // 12) * 3 % 977",
            "snapshot_date": "if(n < P // 12, date '2018-12-31', date '2019-12-31')",
        },
    ),
    "fiscal_payroll": (
        "range(P // 4)",
        {
            "id_no": "printf('37079919600101%07d', if(n // 12 % 200 = 0, n // 12, n // 12 + P * 2))",
            "name": "'测试' || n // 12 % 977",
            "unit": "'单位' || n // 12 % 90",
            "staff_type": "'行政'",
            "status": "'在职'",
            "month": "date '2019-01-01' + to_months(CAST(n % 12 AS INT))",
        },
    ),
}


def write(folder: Path, persons: int, contracts) -> None:
    """The five ledgers as intake would leave them."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for place, (name, (rows, values)) in enumerate(LEDGERS.items()):
            origin = {
                "row_id": f"n + {place + 1} * 100000000",
                "source_file": f"'{name}.xlsx'",
                "source_sheet": "'Sheet1'",
                "source_row": "n + 2",
                "source_sha256": f"'{name}'",
            }
            schema = contracts[name].schema()
            connection.register("form", schema.empty_table())
            kinds = dict(connection.sql("SELECT column_name, column_type FROM (DESCRIBE form)").fetchall())
            columns = ", ".join(f"CAST({(values | origin).get(c, 'NULL')} AS {kinds[c]}) AS {c}" for c in schema.names)
            source = f"SELECT {columns} FROM {rows} AS t(n)".replace("P)", f"{persons})").replace("P /", f"{persons} /").replace("P *", f"{persons} *")
            connection.execute(f"COPY ({source.replace('+ P', f'+ {persons}')}) TO '{folder / name}.parquet' (FORMAT parquet)")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--persons", type=int, default=1_000_000)
    chosen = options.parse_args()
    os.environ.setdefault("AUDITLIB_MEMORY", "3GB")
    os.environ.setdefault("AUDITLIB_THREADS", "2")

    from auditlib import leads
    from auditlib.contracts import load_ledgers
    from auditlib.ledgers import open_ledgers
    from auditlib.parameters import load_parameters
    from auditlib.rules import RULES
    from auditlib.rules.run import run_rule

    parameters = load_parameters()
    contracts = load_ledgers(parameters.folder / "ledgers")
    table = Table("rule", "found, s", "leads built, s", "leads", "spared")
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as place:
        write(Path(place) / "ledgers", chosen.persons, contracts)
        ledgers = open_ledgers(Path(place) / "ledgers", parameters.programmes, contracts)
        for rule_id, rule in sorted(RULES.items()):
            if rule.scope == "county" and set(rule.ledgers) <= set(ledgers):
                started = time.perf_counter()
                outcome = run_rule(rule, ledgers, parameters.policy, parameters.run.as_of, parameters.run.audit_from)
                found = time.perf_counter()
                if outcome.ran and not rule.statement:
                    accused, spared = leads.build(outcome, ledgers, "linqu")
                    seconds = f"{found - started:.1f}", f"{time.perf_counter() - found:.1f}"
                    table.add_row(rule_id, *seconds, str(accused.num_rows), str(spared.num_rows))
    Console().print(table)
    print(f"peak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
