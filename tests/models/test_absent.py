"""Which tables know that a ledger was not handed in."""

from __future__ import annotations

import ibis
import pytest
from ibis import _

from auditlib.models.absent import absent

COLUMNS = {"id_no": "string", "day": "date"}
HERE = ibis.table(COLUMNS, name="death_register")
MISSING = ibis.table(COLUMNS, name="_absent_fiscal_payroll")


@pytest.mark.parametrize(
    ("table", "unknown"),
    [
        (HERE, False),
        (MISSING, True),
        (MISSING.filter(_.day.notnull()).select("id_no").distinct().limit(None), True),
        (MISSING.group_by("id_no").agg(first=_.day.min()), True),
        (HERE.union(MISSING), True),
        (HERE.inner_join(MISSING, "id_no"), True),
        (HERE.semi_join(MISSING, "id_no"), True),
        (HERE.left_join(MISSING, "id_no"), False),
        (MISSING.left_join(HERE, "id_no"), True),
        (HERE.anti_join(MISSING, "id_no"), False),
        (HERE.left_join(MISSING.view(), "id_no").filter(_.id_no.notnull()), False),
    ],
)
def test_what_decides_the_rows_is_absent(table, unknown):
    assert absent(table) is unknown
