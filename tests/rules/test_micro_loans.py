"""Micro-loans: the examples, and what two lists of the same loans say."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from auditlib import leads
from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import examples

test_examples = examples("micro_loans")


#: Two lists of one county: the bank knows the account number and the repayment, the poverty office the contract number.
TWO_LISTS = """
micro_loan
list | loan_no | borrower_id | collateral | principal | issue_date | due_date   | repaid_on  | balance
bank | 6217    | P1          | 保证       | 50000     | 2016-01-10 | 2019-01-10 | 2018-12-20 | 0
bank | 6218    | P1          |            | 50000     | 2018-12-20 | 2021-12-20 |            | 50000
办   | HT1     | P1          |            | 50000     | 2016-01-10 | 2019-01-10 |            |
办   | HT2     | P1          |            | 50000     | 2018-12-20 | 2021-12-20 |            |
办   | HT3     | P2          | 保证       | 50000     | 2018-12-20 | 2021-12-20 |            |

interest_subsidy
list | loan_no | batch_no | period_from | period_to  | subsidy_amount | paid_on
bank | 6218    | 1        | 2019-01-01  | 2019-03-31 | 540            | 2019-04-10
办   | HT2     | 1        | 2019-01-01  | 2019-03-31 | 540            | 2019-04-10
"""


@pytest.mark.parametrize(("rule_id", "accused"), [("LOAN-02", []), ("LOAN-05", ["6217", "HT3"]), ("LOAN-09", [])])
def test_a_loan_in_the_lists_of_bank_and_office_is_one_loan(rule_id, accused):
    outcome, opened = _run(rule_id, TWO_LISTS)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert sorted(found["subject"].to_pylist()) == accused


def _run(rule_id: str, text: str):
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    arrow, row_id = {}, 0
    for name, rows in tables.parse(text).items():
        lists = [row.pop("list") for row in rows]
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        table = tables._typed(name, rows, contracts)
        arrow[name] = table.set_column(table.schema.get_field_index("source_file"), "source_file", pa.array(lists))
    opened = from_tables(arrow, parameters.programmes, contracts)
    return run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM), opened
