"""Cross-checks: two places, shared accounts and numbers, kin, digits, coverage."""

import datetime as dt
from decimal import Decimal

import pytest

from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import examples

test_examples = examples("crosscheck")


PAYMENTS = """
    treasury_payment
    dept | payee | amount
    甲局 | 某司  | 10000
    甲局 | 某司  | 20000
    甲局 | 某司  | 30000.00
    乙局 | 某店  | 4990
    乙局 | 某店  | 4990
    乙局 | 某店  | 4990
    乙局 | 某店  | 4750
    乙局 | 某店  | 4749.99
    丙局 | 某人  | -5000
    丙局 | 某人  |
"""
LEDGERS = """
    poor_person
    hh_no | id_no | person_no | snapshot_date | town_name | village_name
    H1    | P1    | 1         | 2019-12-31    | 镇        | A
    H1    |       | 2         | 2019-12-31    | 镇        | A
    H1    | P1    | 1         | 2018-12-31    | 镇        | A

    project
    project_no | project_name | approved_amount | source_file
    X1         | 大棚         | 300000          | 扶贫办.xlsx
    X1         | 大棚         | 300000          | 农业局.xlsx
    X2         | 道路         | 100000          | 扶贫办.xlsx

    project_payment
    project_no | project_name | amount
               | 大棚         | 1000

    micro_loan
    loan_no | borrower_id | issue_date | principal | source_file
    D1      | P1          | 2019-01-05 | 50000     | 银行.xlsx
    D1      | P1          | 2019-01-05 | 50000     | 扶贫办.xlsx
    D2      |             | 2019-01-05 | 30000     | 银行.xlsx

    benefit_payment
    id_no | programme | pay_date   | amount | pay_status | source_file
    P1    | 低保      | 2019-05-10 | 400    |            | 花名册.xlsx
    P1    | 低保      | 2019-05-10 | 400    | 成功       | 银行.xlsx
    P1    | 低保      | 2019-06-10 | 400    | 失败       | 花名册.xlsx
          | 低保      | 2019-06-10 | 300    |            | 花名册.xlsx

    village
    town_name | village_name | is_key_village
    镇        | A            | 是
    镇        | B            | 否
"""


def stated(rule_id: str, text: str, changes: dict[str, str] | None = None) -> list[dict]:
    """What a statement says of the text's ledgers."""
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    given = tables.parse(text)
    for number, row in enumerate((row for rows in given.values() for row in rows), 1):
        row["row_id"], row["source_row"] = number, number
    arrow = {ledger: tables._typed(ledger, rows, contracts) for ledger, rows in given.items()}
    policy = tables._policy([{"id": i, "from": "2013-01-01", "value": v} for i, v in (changes or {}).items()], parameters)
    outcome = run_rule(
        RULES[rule_id], from_tables(arrow, parameters.programmes, contracts), policy, dt.date(2019, 12, 31), tables.AUDIT_FROM
    )
    assert outcome.ran, outcome.reason
    assert set(outcome.columns) <= set(RULES[rule_id].labels)
    return outcome.statement


def test_number_patterns():
    rows = stated("CROSS-04", PAYMENTS, {"cross.digits_rows_min": "5"})
    found = {(row["test"], row["item"]): (row["rows"], row["hits"], row["total"]) for row in rows}
    assert found["整万元", "甲局"] == (3, 3, Decimal("60000.00"))
    assert found["略低于审批限额", "乙局"] == (5, 4, Decimal("19720.00")), "4750 is five per cent below, 4749.99 more"
    assert found["同一收款人金额相同", "某店：4990.00"] == (5, 3, Decimal("14970.00"))
    assert found["首位数字", "4"] == (8, 5, Decimal("24469.99"))
    assert ("整万元", "乙局") not in found and len(found) == 7


TWICE = """
    treasury_payment
    dept | payee | amount | voucher_no | pay_date   | source_file
    甲局 | 某司  | 10000  | 1          | 2019-05-01 | 国库.xlsx
    甲局 | 某司  | 20000  | 2          | 2019-05-02 | 国库.xlsx
    甲局 | 某司  | 30000  | 3          | 2019-05-03 | 国库.xlsx
    甲局 | 某司  | 10000  | 1          | 2019-05-01 | 扶贫办.xlsx

    voucher
    unit | subject_name | debit | payee
    子镇 | 银行存款     | 20000 |
    子镇 | 银行存款     | 20000 |
    子镇 | 银行存款     | 20000 |
    子镇 | 工程支出     | 20000 | 某司
"""


def test_a_payment_in_two_lists_is_one_and_what_comes_in_is_none():
    found = {(row["test"], row["item"]): (row["rows"], row["hits"]) for row in stated("CROSS-04", TWICE)}
    assert found == {("整万元", "甲局"): (3, 3)}


def test_first_digits_need_many_sums():
    assert not [row for row in stated("CROSS-04", PAYMENTS) if row["test"] == "首位数字"]


@pytest.mark.parametrize(
    ("object_", "expected"),
    [
        ("镇街", (1, 1, None)),
        ("行政村", (2, 1, None)),
        ("省定扶贫工作重点村", (1, 1, None)),
        ("扶贫项目及资金", (2, 1, (Decimal("400000.00"), Decimal("300000.00")))),
        ("建档立卡人口", (2, 1, None)),
        ("扶贫小额信贷", (2, 1, (Decimal("80000.00"), Decimal("50000.00")))),
        ("到户资金发放", (2, 1, (Decimal("700.00"), Decimal("400.00")))),
    ],
)
def test_coverage(object_, expected):
    (row,) = [row for row in stated("CROSS-05", LEDGERS) if row["object"] == object_]
    population, by_data, money = expected
    assert (row["population"], row["by_data"]) == (population, by_data)
    assert (row["amount"], row["amount_by_data"]) == (money or (None, None))
    assert row["share"] == round(Decimal(100 * by_data) / population, 2)
