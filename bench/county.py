"""A made-up county of a million persons and ten million payments, as intake would leave it: five ledgers in Parquet.

Written with SQL in seconds; about one row in a thousand is in breach, so that every rule which is measured finds something.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

#: One row of each ledger, by column; n is its running number, P the number of persons. What is not named is empty.
LEDGERS = {
    "benefit_payment": (
        "range(10 * P)",
        {
            "id_no": "printf('37079919600101%07d', n // 10 + if(n % 20000 = 7, 2, 0))",
            "name": "'测试' || (n // 10) % 977",
            "hh_no": "printf('H%07d', n // 30)",
            "town_name": "'镇' || (n // 10) % 20",
            "village_name": "'村' || (n // 10) % 400",
            "account_no": "printf('6223%07d', 12 + if(n // 10 % 50000 < 15, n // 500000 * 50000, n // 10))",
            "account_name": "'测试' || if(n // 10 % 50000 < 15, n // 500000 * 50000, n // 10) % 977",
            "programme": "CASE WHEN n // 10 % 4 = 3 AND (n // 10 < P // 4 OR n // 10 % 2000 = 1503) THEN '孝善养老补助'"
            " WHEN n // 10 % 4 = 0 THEN '农村低保' WHEN n // 10 % 4 = 1 THEN '耕地地力保护补贴' ELSE '特困供养' END",
            "period_from": "date '2019-01-01' + to_months(CAST(if(n % 20000 = 7, 6, n % 10) AS INT))",
            "period_to": "last_day(date '2019-01-01' + to_months(CAST(if(n % 20000 = 7, 6, n % 10) AS INT)))",
            "pay_date": "date '2019-01-20' + to_months(CAST(if(n % 20000 = 7, 6, n % 10 + if(n % 20000 = 13, 5, 0)) AS INT))",
            "standard": "if(n % 20000 = 11, 100, NULL)",
            "quantity": "if(n % 20000 = 11, 1, NULL)",
            "unit": "if(n % 20000 = 11, '月', NULL)",
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
            source = f"SELECT {columns} FROM {rows} AS t(n)"
            source = re.sub(r"\bP\b", str(persons), source)
            connection.execute(f"COPY ({source}) TO '{folder / name}.parquet' (FORMAT parquet)")
