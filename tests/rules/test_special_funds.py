"""Special funds: each rule fires, stands at its boundary, and spares what the law allows. Programmes: parameters/programmes.yaml."""

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
from tests.rules.test_judging import outcome

test_examples = examples("special_funds")


#: A roster and the bank's return file of the same payments; the bank also knows what failed and what was paid twice.
TWO_LISTS = """
benefit_payment
list | name | id_no | batch_no | programme | period_from | period_to  | pay_date   | pay_status | amount
镇   | 甲   | P1    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 甲   | P1    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
镇   | 乙   | P2    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 |            |            | 100
银行 | 乙   | P2    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
镇   | 丙   | P3    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 丙   | P3    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 失败       | 100
银行 | 丙   | P3    | B2       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 成功       | 100
镇   | 丁   | P4    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
镇   | 丁   | P4    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 丁   | P4    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
银行 | 丁   | P4    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
银行 | 戊   | P5    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
县   | 戊   | P5    | B2       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100

budget_allocation
list | doc_no      | received_on | issued_on  | amount
局   | 财〔2019〕1号 | 2019-03-01  | 2019-08-01 | 5000
科   | 财〔2019〕1号 | 2019-03-01  | 2019-08-01 | 5000
"""


@pytest.mark.parametrize(("rule_id", "accused"), [("FUND-04", ["P4", "P5"]), ("FUND-08", ["财〔2019〕1号"])])
def test_what_two_lists_hold_is_one_payment(rule_id, accused):
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    arrow, row_id = {}, 0
    for name, rows in tables.parse(TWO_LISTS).items():
        lists = [row.pop("list") for row in rows]
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        table = tables._typed(name, rows, contracts)
        arrow[name] = table.set_column(table.schema.get_field_index("source_file"), "source_file", pa.array(lists))
    opened = from_tables(arrow, parameters.programmes, contracts)
    outcome = run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert sorted(found["subject"].to_pylist()) == accused


#: Rows that no lead tells of, with the reason: what nobody knows clears nobody.
NOT_TOLD = {
    "FUND-04": (
        """
        benefit_payment
        name | id_no | hh_no | account_no | programme | pay_date   | amount
        甲   | P1    |       |            |           | 2019-03-10 | 100
        甲   |       |       | 9001       | 高龄津贴  | 2019-03-10 | 100
        乙   | P2    |       |            | 高龄津贴  | 2019-03-10 | 100
        """,
        {"“补贴项目”为空": 1, "“证件号码、户编号”为空": 1},
    ),
    "FUND-06": (
        """
        benefit_payment
        name | id_no | programme        | period_from | period_to  | pay_date   | standard | quantity | amount
        甲   | P1    | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-10 |          |          | 900
        乙   | P2    | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100      |          | 100
        丙   | P3    | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-05-10 |          |          | 1500
        """,
        {"补贴项目目录和名册都没有可用的标准，或没有面积": 1},
    ),
    "FUND-12": (
        """
        benefit_payment
        name | id_no | programme | period_from | period_to  | pay_date   | account_name | amount
        甲   | P1    | 高龄津贴  | 2019-03-01  | 2019-03-31 |            | 甲           | 100
        乙   | P2    | 高龄津贴  |             |            | 2019-03-10 | 乙           | 100
        丙   | P3    | 临时救助  |             |            | 2019-03-10 | 丙           | 100
        丁   | P4    | 高龄津贴  |             |            | 2019-03-10 | 某村村委会   | 100
        戊   | P5    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 戊           | 100
        """,
        {"没有发放日期或所属期，是否及时不知道": 2},
    ),
}


@pytest.mark.parametrize("rule_id", NOT_TOLD)
def test_what_no_single_column_tells_is_counted_as_not_judged(rule_id, engine):
    text, told = NOT_TOLD[rule_id]
    assert outcome(RULES[rule_id], text, engine)[0].not_judged == told
