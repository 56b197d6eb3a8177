"""Micro-loans: what a list does not tell, remarks that deny, borrowers who are dead or on the payroll, rates beyond what is known."""

from __future__ import annotations

import datetime as dt

import pytest

from auditlib.ledgers import from_tables
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables

FAR = """
micro_loan
loan_no | borrower_id | principal | rate | issue_date | due_date   | balance
A       | P1          | 50000     | 9    | 2022-02-19 | 2023-02-19 | 50000
B       | P2          | 50000     | 9    | 2022-02-20 | 2023-02-20 | 50000
C       | P3          | 50000     | 9    | 2025-03-01 | 2026-03-01 | 50000
D       | P4          | 50000     | 9    | 2014-11-21 | 2015-11-21 | 50000
E       | P5          | 50000     |      | 2018-11-21 | 2019-11-21 | 50000

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount
A       | 2022-04-01  | 2022-06-30 | 400
B       | 2022-04-01  | 2022-06-30 | 400
X       | 2022-04-01  | 2022-06-30 | 400
B       | 2022-07-01  | 2022-09-30 | 400
B       | 2022-07-01  | 2022-09-30 | 400
A       |             |            | 400

poor_person
snapshot_date | hh_no | id_no
2016-12-31    | H1    | P5
"""


@pytest.mark.parametrize(
    ("rule_id", "told"),
    [
        ("LOAN-01", {"放款日及以前没有建档数据，无法判断是否在册": 1}),
        (
            "LOAN-04",
            {"日期晚于 loan.lpr_1y 的已知截止日 2022-02-19": 2, "日期早于 loan.benchmark_1y 的起始日 2014-11-22": 1, "“贷款利率”为空": 1},
        ),
        ("LOAN-08", {"“贷款用途”为空，也没有流水": 5}),
        ("LOAN-09", {"贷款台账中没有这笔贷款": 1, "日期晚于 loan.lpr_5y 的已知截止日 2022-02-19": 2, "贴息期间不明": 1}),
    ],
)
def test_what_is_not_known_is_told(rule_id, told, engine):
    outcome = _run(rule_id, FAR, engine)
    if outcome.ran:
        assert outcome.not_judged == told
    else:
        assert all(f"{reason} {rows} 行" in outcome.reason for reason, rows in told.items())


def _run(rule_id: str, text: str, engine: str):
    parameters, contracts = tables.loaded()
    given, row_id = {}, 0
    for name, rows in tables.parse(text).items():
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        given[name] = tables._typed(name, rows, contracts)
    opened = from_tables(given, parameters.programmes, contracts, engine)
    return run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2026, 12, 31), tables.AUDIT_FROM)
