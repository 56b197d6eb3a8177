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

PROJ_09 = [
    # What inspections find.
    """
    operation_inspection
    asset_no | project_no | asset_name | inspect_date | state | reason                 | utilisation | downtime_days | lead     | why
    ZA       |            |            | 2019-09-01   | 正常  |                        |             |               |          |
    ZB       |            |            | 2019-09-01   | 闲置  |                        |             |               | 300000   |
    ZC       |            |            | 2019-03-01   | 闲置  |                        |             |               |          | in use again
    ZC       |            |            | 2019-09-01   | 正常  |                        |             |               |          |
    ZD       |            |            | 2019-09-01   | 停用  |                        | 40          |               | 180000   | a part of it is used
    ZE       |            |            | 2019-09-01   | 损毁  |                        |             |               | 300000   | a loss
    ZF       |            |            | 2019-09-01   | 损毁  | 2018年8月台风          |             |               | x_disaster |
    ZG       |            |            | 2019-09-01   | 闲置  | 经镇党委会议纪要同意减免租金 |       |               | x_waiver |
    ZH       |            |            | 2019-09-01   | 闲置  | 减免租金               |             |               | 300000   | waived without a document
    ZI       |            |            | 2019-08-31   | 闲置  |                        |             |               | x_trial  | boundary: the last day of the first year
    ZJ       |            |            | 2019-09-01   | 闲置  |                        |             |               | 300000   | boundary: a day later
    ZK       |            |            | 2019-09-01   | 低效  |                        |             | 30            |          | boundary: thirty days
    ZL       |            |            | 2019-06-01   | 正常  |                        |             | 31            | - M      | stood a day longer, whatever came after
    ZL       |            |            | 2019-09-01   | 正常  |                        |             | 0             |          |
             | PM         |            | 2019-09-01   | 闲置  |                        |             |               | 300000   | the project's only asset
             | PN         |            | 2019-09-01   | 闲置  |                        |             |               | 450000   | no asset registered: the project's money
             |            | 某处大棚   | 2019-09-01   | 闲置  |                        |             |               | -        | value unknown
    ZO       |            |            |              | 停用  |                        |             |               | 300000   | day unknown: first year open
    ZP       |            |            | 2020-01-02   | 闲置  |                        |             |               |          | after the audit date

    asset_register
    asset_no | project_no | formed_on  | original_value
    ZA       |            | 2017-06-01 | 300000
    ZB       |            | 2017-06-01 | 300000
    ZC       |            | 2017-06-01 | 300000
    ZD       |            | 2017-06-01 | 300000
    ZE       |            | 2017-06-01 | 300000
    ZF       |            | 2017-06-01 | 300000
    ZG       |            | 2017-06-01 | 300000
    ZH       |            | 2017-06-01 | 300000
    ZI       |            | 2018-09-01 | 300000
    ZJ       |            | 2018-09-01 | 300000
    ZK       |            | 2017-06-01 | 300000
    ZL       |            | 2017-06-01 | 300000
    ZM       | PM         | 2017-06-01 | 300000
    ZO       |            | 2017-06-01 | 300000
    ZP       |            | 2017-06-01 | 300000

    project
    project_no | approved_amount | finish_date
    PN         | 450000          | 2017-06-01
    """,
    # What assets earn.
    """
    asset_register
    asset_no | asset_class | formed_on  | original_value | lead     | why
    ZA       | 经营性      | 2016-06-01 | 100000         |          | boundary: 6 %
    ZB       | 经营性      | 2016-06-01 | 100000         | - M      | a fen less
    ZC       | 经营性      | 2016-06-01 | 100000         | 100000   | nothing in 2018 nor since
    ZD       | 经营性      | 2016-06-01 | 100000         |          | nothing in 2018, paid in 2019
    ZE       | 经营性      | 2016-06-01 | 100000         |          | 2019 is not over
    ZF       | 公益性      | 2016-06-01 | 100000         |          | earns nothing by its nature
    ZG       | 经营性      | 2017-02-01 | 100000         | x_trial  | its first year
    ZH       | 经营性      | 2016-06-01 | 100000         | x_waiver | waived by minutes
    ZI       | 经营性      | 2016-06-01 | 100000         | - M      | 2019 received in full, and little
    ZJ       | 经营性      | 2016-06-01 |                |          | value unknown
    ZK       | 经营性      | 2016-06-01 | 100000         |          | idle by inspection: once

    operation_inspection
    asset_no | inspect_date | state | lead
    ZK       | 2019-06-01   | 闲置  | 100000

    asset_income
    asset_no | income_year | due_amount | received_amount | remark
    ZA       | 2018        | 8000       | 6000            |
    ZB       | 2018        | 8000       | 5999.99         |
    ZC       | 2018        | 8000       | 0               |
    ZC       | 2019        | 8000       | 0               |
    ZD       | 2018        | 8000       | 0               |
    ZD       | 2019        | 8000       | 8000            |
    ZE       | 2018        | 8000       | 8000            |
    ZE       | 2019        | 8000       | 0               |
    ZF       | 2018        | 8000       | 0               |
    ZG       | 2017        | 8000       | 1000            |
    ZH       | 2018        | 8000       | 0               | 会议纪要同意免租
    ZI       | 2019        | 3000       | 3000            |
    ZJ       | 2018        | 8000       | 100             |
    ZK       | 2018        | 8000       | 0               |
    """,
]

test_rule = rule_tests({"PROJ-07": PROJ_07, "PROJ-09": PROJ_09})
