"""Projects: work paid for and not done, projects that stand idle, and who gained by them."""

from tests.rules.tables import rule_tests

PROJ_07 = [
    """
    acceptance
    project_no | contract_no | accept_date | level    | quantity_plan | quantity_actual | audited_amount | settlement_amount | lead       | why
    A          | CA          | 2019-09-01  |          | 100           | 100             | 95000          |                   |            | as planned
    B          | CB          | 2019-09-01  |          | 100           | 99.99           | 100000         |                   | 10         | little is short
    C          | CC          | 2019-09-01  |          | 100           | 80              | 95000          |                   | 19000      | settled for the whole
    D          | CD          | 2019-09-01  |          | 100           | 80              | 80001          |                   | x_deducted | boundary: the settlement took it off, to the yuan
    E          | CE          | 2019-09-01  |          | 100           | 80              | 80001.01       |                   | 16000.20   | a fen more
    F          | CF          | 2019-09-01  |          | 100           | 80              | 95000          |                   | x_unpaid   | not paid beyond the quantity found
    G          | CG          | 2019-09-01  |          | 100           | 80              | 95000          |                   | x_variation | the change was approved
    H          |             | 2019-09-01  |          | 100           | 80              |                |                   | 20000      | not settled: the only contract's price
    I          | CI          | 2019-09-01  |          | 100           |                 | 95000          |                   |            | quantity unknown
    J          | CJ          | 2019-06-01  | 镇级初验 | 100           | 80              |                |                   |            | made good
    J          | CJ          | 2019-09-01  | 县级验收 | 100           | 100             | 95000          |                   |            |
    K          | CK          | 2019-09-01  |          | 3             | 1               |                | 100000            | 66666.67   | submitted, not audited; payments unknown
    M          | CM          | 2019-09-01  |          | 100           | 80              | 95000          |                   | x_unpaid   | nothing paid yet
    L          | CL          | 2019-09-01  |          | 100           | 0               |                |                   | -          | nothing known of the price

    procurement_contract
    contract_no | project_no | contract_amount | change_doc    | supplier
    CA          | A          | 100000          |               | 甲公司
    CB          | B          | 100000          |               | 甲公司
    CC          | C          | 100000          |               | 甲公司
    CD          | D          | 100000          |               | 甲公司
    CE          | E          | 100000          |               | 甲公司
    CF          | F          | 100000          |               | 甲公司
    CG          | G          | 100000          | 变更〔2019〕1号 | 甲公司
    CH          | H          | 100000          |               | 甲公司
    CM          | M          | 100000          |               | 甲公司

    project_payment
    contract_no | project_no | pay_date   | amount
    CB          | B          | 2019-10-01 | 100000
    CC          | C          | 2019-10-01 | 92000
    CD          | D          | 2019-10-01 | 80001
    CE          | E          | 2019-10-01 | 80001.01
    CF          | F          | 2019-10-01 | 76001
    CG          | G          | 2019-10-01 | 95000
                | H          | 2019-10-01 | 90000
    """,
]

test_rule = rule_tests({"PROJ-07": PROJ_07})
