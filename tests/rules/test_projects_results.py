"""Projects: work paid for and not done, projects that stand idle, and who gained by them."""

from tests.rules.tables import rule_tests

PROJ_07 = [
    """
    acceptance
    project_no | contract_no | accept_date | level    | quantity_plan | quantity_actual | audited_amount | settlement_amount | lead       | why
    A          | CA          | 2019-09-01  |          | 100           | 100             | 95000          |                   |            | as planned
    B          | CB          | 2019-09-01  |          | 100           | 99.99           | 100000         |                   | 10         | little is short
    C          | CC          | 2019-09-01  |          | 100           | 80              | 95000          |                   | 16000      | settled for the whole 95,000, of which 92,000 paid
    D          | CD          | 2019-09-01  |          | 100           | 80              | 80001          |                   | x_deducted | boundary: the settlement took it off, to the yuan
    E          | CE          | 2019-09-01  |          | 100           | 80              | 80001.01       |                   | 16000.20   | a fen more
    F          | CF          | 2019-09-01  |          | 100           | 80              | 95000          |                   | x_unpaid   | not paid beyond the quantity found
    G          | CG          | 2019-09-01  |          | 100           | 80              | 95000          |                   | x_variation | the change was approved
    H          |             | 2019-09-01  |          | 100           | 80              |                |                   | 10000      | not settled: the only contract's price, 90,000 paid
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
    # The project's change; a later acceptance that measured nothing.
    """
    acceptance
    project_no | contract_no | accept_date | quantity_plan | quantity_actual | audited_amount | lead        | why
    A          | CA          | 2019-09-01  | 100           | 80              | 100000         | x_variation | the change is in the list of projects
    B          | CB          | 2019-09-01  | 100           | 80              | 100000         | 20000       | a change without a document: open
    C          | CC          | 2019-09-01  | 100           | 80              | 100000         | 20000       | the change was refused
    D          | CD          | 2019-09-01  | 100           | 80              | 100000         | 20000       |
    D          | CD          | 2019-10-01  |               |                 |                |             | nothing measured, nothing made good

    procurement_contract
    contract_no | project_no | contract_amount
    CA          | A          | 100000
    CB          | B          | 100000
    CC          | C          | 100000
    CD          | D          | 100000

    project
    project_no | change_flag | change_doc
    A          | 是          | 变更〔2019〕1号
    B          | 是          |
    C          |             | 变更申请未批复
    """,
    # No list of contracts: payments by the contract's number, else of the project.
    """
    acceptance
    project_no | contract_no | accept_date | quantity_plan | quantity_actual | audited_amount | lead     | why
    A          | CA          | 2019-09-01  | 100           | 80              | 100000         | x_unpaid | 60,000 paid
    B          |             | 2019-09-01  | 100           | 80              | 100000         | 10000    | 90,000 paid for the project, the design apart

    project_payment
    contract_no | project_no | pay_date   | payee  | amount | purpose
    CA          | A          | 2019-10-01 | 甲公司 | 60000  |
                | B          | 2019-10-01 | 甲公司 | 90000  |
                | B          | 2019-10-01 | 丁公司 | 5000   | 设计费
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
    ZL       | 经营性      | 2018-03-01 | 100000         | x_trial  | nothing in its first ten months
    ZM       | 经营性      | 2016-06-01 | 100000         | 100000   | one of two years waived
    ZN       | 经营性      | 2016-06-01 | 100000         | x_waiver | not waived in an earlier year, paid since, then waived
    ZO       | 经营性      | 2016-06-01 | 100000         | 100000   | a waiver that was refused
    ZP       | 经营性      | 2016-06-01 | 100000         |          | in no list of income: not judged

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
    ZL       | 2018        | 8000       | 0               |
    ZM       | 2017        | 8000       | 0               | 会议纪要同意免租
    ZM       | 2018        | 8000       | 0               |
    ZN       | 2016        | 8000       | 0               |
    ZN       | 2017        | 8000       | 8000            |
    ZN       | 2018        | 8000       | 0               | 会议纪要同意免租
    ZO       | 2018        | 8000       | 0               | 申请减免未获批准，无会议纪要
    """,
]

PROJ_11 = [
    # Equal shares: at least two households here.
    """
    policy
    id                    | from       | value
    project.equal_split_n | 2013-01-01 | 3

    project
    project_no | project_name | approved_amount | lead     | why
    A          | 甲项目       | 100000          | 100000   | three households, one amount, sizes differ
    B          | 乙项目       | 100000          |          | boundary: two households
    C          | 丙项目       | 100000          |          | a yuan apart
    D          | 丁项目       | 100000          | x_size   | all of two persons
    E          | 戊项目       | 100000          | 100000   | a size unknown: open
    F          | 己项目       | 100000          | x_design | the plan says so much for each household
    G          | 庚项目       | 100000          |          | wages of one post
    H          | 辛项目       | 100000          | 100000   | equal by household though paid in two parts
    I          | 壬项目       | 100000          | 100000   | through the asset

    asset_register
    asset_no | project_no
    ZI       | I

    poor_household
    hh_no | member_count | snapshot_date
    H1    | 1            | 2019-01-01
    H2    | 2            | 2019-01-01
    H3    | 3            | 2019-01-01
    H4    | 2            | 2019-01-01
    H5    | 2            | 2019-01-01

    income_distribution
    project_no | asset_no | hh_no | income_year | amount | reason       | plan_doc
    A          |          | H1    | 2018        | 500    | 差异化分配   |
    A          |          | H2    | 2018        | 500    | 差异化分配   |
    A          |          | H3    | 2018        | 500    | 奖补         |
    A          |          |       | 2018        | 900    | 村集体留存   |
    B          |          | H1    | 2018        | 500    | 差异化分配   |
    B          |          | H2    | 2018        | 500    | 差异化分配   |
    C          |          | H1    | 2018        | 500    | 差异化分配   |
    C          |          | H2    | 2018        | 500    | 差异化分配   |
    C          |          | H3    | 2018        | 501    | 差异化分配   |
    D          |          | H2    | 2018        | 500    | 差异化分配   |
    D          |          | H4    | 2018        | 500    | 差异化分配   |
    D          |          | H5    | 2018        | 500    | 差异化分配   |
    E          |          | H2    | 2018        | 500    | 差异化分配   |
    E          |          | H4    | 2018        | 500    | 差异化分配   |
    E          |          | H9    | 2018        | 500    | 差异化分配   |
    F          |          | H1    | 2018        | 500    | 差异化分配   | 方案：每户500元
    F          |          | H2    | 2018        | 500    | 差异化分配   | 方案：每户500元
    F          |          | H3    | 2018        | 500    | 差异化分配   | 方案：每户500元
    G          |          | H1    | 2018        | 500    | 公益岗位工资 |
    G          |          | H2    | 2018        | 500    | 公益岗位工资 |
    G          |          | H3    | 2018        | 500    | 公益岗位工资 |
    H          |          | H1    | 2018        | 200    | 差异化分配   |
    H          |          | H1    | 2018        | 300    | 差异化分配   |
    H          |          | H2    | 2018        | 500    | 差异化分配   |
    H          |          | H3    | 2018        | 500    | 差异化分配   |
               | ZI       | H1    | 2018        | 500    | 差异化分配   |
               | ZI       | H2    | 2018        | 500    | 差异化分配   |
               | ZI       | H3    | 2018        | 500    | 差异化分配   |
    """,
    # Households promised and reached; the operator as payee.
    """
    project
    project_no | project_name | approved_amount | finish_date | lead    | why
    A          | 甲项目       | 100000          | 2018-01-01  |         | boundary: half of those promised
    B          | 乙项目       | 100000          | 2018-01-01  | 100000  | one of three
    C          | 丙项目       | 100000          | 2018-01-01  |         | none promised
    D          | 丁项目       | 100000          | 2018-01-01  | 100000  | boundary: half of the money to the operator, nothing shared out
    E          | 戊项目       | 100000          | 2018-01-01  |         | less than half
    F          | 己项目       | 100000          | 2019-01-01  | x_trial | finished within the year
    G          | 庚项目       | 100000          | 2018-01-01  |         | the operator, and income shared out

    project_library
    project_no | beneficiary_households
    A          | 4
    B          | 3
    C          |
    D          | 4

    income_distribution
    project_no | asset_no | hh_no | income_year | amount
    A          |          | H1    | 2018        | 500
    A          |          | H2    | 2018        | 600
    B          |          | H1    | 2018        | 500
    B          |          | H1    | 2019        | 600
    C          |          | H1    | 2018        | 500
               | ZG       | H1    | 2018        | 500

    asset_register
    asset_no | project_no
    ZD       | D
    ZE       | E
    ZF       | F
    ZG       | G

    asset_contract
    asset_no | operator
    ZD       | 甲合作社
    ZE       | 甲合作社
    ZF       | 甲合作社
    ZG       | 甲合作社

    project_payment
    project_no | payee    | amount
    D          | 甲合作社 | 50000
    D          | 乙公司   | 50000
    E          | 甲合作社 | 49999.99
    E          | 乙公司   | 50000.01
    F          | 甲合作社 | 100000
    G          | 甲合作社 | 100000
    """,
]

test_rule = rule_tests({"PROJ-07": PROJ_07, "PROJ-09": PROJ_09, "PROJ-11": PROJ_11})
