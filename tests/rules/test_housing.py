"""Housing: each rule fires, stands at its boundary, and spares what the law allows."""

import datetime as dt

import pyarrow as pa

from auditlib import leads
from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import examples

test_examples = examples("housing")


TWO_LISTS = """
    house_renovation
    list   | row_id | source_row | hh_no | plan_year | pay_date   | accept_date | subsidy
    住建局 | 1      | 1          | H1    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    财政局 | 2      | 2          | H1    | 2018      | 2018-09-01 |             | 14000
    住建局 | 3      | 3          | H2    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    住建局 | 4      | 4          | H2    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    """


def test_what_two_lists_hold_is_one_renovation():
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    ((name, rows),) = tables.parse(TWO_LISTS).items()
    lists = pa.array([row.pop("list") for row in rows])
    table = tables._typed(name, [row | {"row_id": int(row["row_id"]), "source_row": int(row["source_row"])} for row in rows], contracts)
    table = table.set_column(table.schema.get_field_index("source_file"), "source_file", lists)
    opened = from_tables({name: table}, parameters.programmes, contracts)
    outcome = run_rule(RULES["HOUSE-04"], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert found["subject"].to_pylist() == ["H2"]
