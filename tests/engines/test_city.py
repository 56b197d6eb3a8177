"""The ledgers of several counties under one another, on every engine."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.ledgers import open_city
from tests.rules.tables import loaded


def test_rows_of_all_counties_with_their_county(engine, tmp_path):
    _, contracts = loaded()
    folders = {}
    for unit, rows in {
        "linqu": {"row_id": [1, 2], "name": ["甲", "乙"]},
        "anqiu": {"row_id": [1], "name": ["丙"], "more": ["only here"]},
    }.items():
        folders[unit] = tmp_path / "the auditor's" / unit
        folders[unit].mkdir(parents=True)
        pq.write_table(pa.table(rows), folders[unit] / "micro_loan.parquet")
    city = open_city(folders, [], contracts, engine)
    found = city.query("SELECT row_id, name, more, county_id FROM micro_loan ORDER BY row_id").to_pylist()
    assert [tuple(row.values()) for row in found] == [
        (1, "丙", "only here", "anqiu"),
        (10**11 + 1, "甲", None, "linqu"),
        (10**11 + 2, "乙", None, "linqu"),
    ]
