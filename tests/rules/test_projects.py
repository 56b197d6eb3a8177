"""Projects: each rule fires, stands at its boundary, and spares what the law allows."""

from tests.rules.tables import rule_tests

PROJ_02 = [
    # Without contracts and acceptances.
    """
    project
    project_no | approval_date | start_date | finish_date | approved_amount | plan_doc | remark | lead          | why
    A          | 2019-05-01    | 2019-04-30 | 2019-08-01  | 100000          | D1       |        | 100000        | boundary: started a day before approval
    B          | 2019-05-01    | 2019-05-01 | 2019-08-01  | 100000          | D1       |        |               | boundary: the same day
    C          | 2019-05-01    |            | 2019-08-01  | 100000          | D1       |        |               | no start: the next date there is
    D          | 2019-05-01    |            | 2019-04-01  | 100000          | D1       |        | 100000        | no start: finished before approval
    E          |               | 2019-04-01 | 2019-03-01  | 100000          |          |        | 100000        | finished before it began
    F          | 2019-05-01    | 2018-06-01 | 2019-08-01  | 100000          | D1       |        | 0 D           | 2018 for 2019: fits between approval and finish
    G          | 2019-05-01    | 2018-06-01 |             | 100000          | D1       |        | 100000        | no neighbour to tell: unknown
    H          | 2019-05-01    | 2018-06-01 | 2018-12-01  | 100000          | D1       |        | 100000        | the finish is of 2018 too
    I          | 2019-05-01    | 2019-04-01 | 2019-08-01  |                 | D1       |        | -             | amount unknown
    J          |               |            |             | 100000          |          |        |               | no dates
    K          | 2019-05-01    | 2019-04-01 | 2019-03-01  | 100000          | D1       |        | 100000; 100000 | two pairs
    L          | 2019-05-01    | 2019-04-01 | 2019-08-01  | 100000          | D1       | 批量补办手续 | x_batch  | approvals made up for in one go
    M          | 2019-05-01    | 2019-04-01 | 2019-08-01  | 100000          | D1       | 拟批量补办手续 | 100000 | only meant to be
    """,
    # Every pair of the tender and after; one contract.
    """
    project
    project_no | approval_date | start_date | finish_date | approved_amount | lead          | why
    A          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          |               | in order
    B          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | 90000         | notice before approval: the contract's amount
    C          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | 90000         | contract before award
    D          | 2019-01-05    | 2019-03-01 | 2019-08-01  | 100000          | 90000         | start before contract
    E          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | 90000         | accepted before finish
    F          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | 90000         | settled before acceptance
    G          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | x_no_tender   | 一事一议: no tender needed
    H          | 2019-01-05    | 2019-03-01 | 2019-08-01  | 100000          | 90000         | 一事一议, but begun before the contract
    I          | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          |               | the first acceptance was not passed

    procurement_contract
    project_no | contract_no | method   | notice_date | bid_open_date | award_date | contract_date | contract_amount | bidder | supplier
    A          | CA          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司
    B          | CB          | 公开招标 | 2019-01-04  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司
    C          | CC          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-03-06 | 2019-03-05    | 90000           | 甲公司 | 甲公司
    C          |             | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-03-06 |               |                 | 乙公司 |
    D          | CD          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司
    E          | CE          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司
    F          | CF          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司
    G          | CG          | 一事一议 | 2019-01-04  |               |            | 2019-03-05    | 90000           |        | 甲公司
    H          | CH          | 一事一议 |             |               |            | 2019-03-05    | 90000           |        | 甲公司
    I          | CI          | 公开招标 | 2019-01-10  | 2019-02-01    | 2019-02-05 | 2019-03-05    | 90000           |        | 甲公司

    acceptance
    project_no | contract_no | accept_date | settled_on | conclusion
    A          |             | 2019-08-20  | 2019-10-01 | 合格
    E          |             | 2019-07-31  |            | 合格
    F          | CF          | 2019-08-20  | 2019-08-19 | 合格
    I          |             | 2019-07-01  |            | 整改
    I          |             | 2019-08-20  |            | 合格
    """,
    # Several contracts; a project without any; names for numbers.
    """
    project
    project_no | project_name | approval_date | start_date | finish_date | approved_amount | lead  | why
    A          | 甲项目       | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          |       | the second contract may be signed after the start
    B          | 乙项目       | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | 60000 | the first contract was signed after the start
    C          | 丙项目       | 2019-01-05    | 2019-04-01 | 2019-08-01  | 100000          | x_service | the design came before approval
    D          | 丁项目       | 2019-01-05    | 2019-04-01 | 2019-03-01  | 100000          | 90000 | of the project, not of a contract: once, over both
    E          | 戊项目       | 2019-05-05    | 2019-04-01 | 2019-08-01  | 100000          | 100000 | no contract
    F          | 己项目       | 2019-01-05    | 2019-03-01 | 2019-08-01  | 100000          | 90000 | contract found by the project's name

    procurement_contract
    project_no | project_name | contract_no | category | contract_date | contract_amount | supplier
    A          |              | CA1         | 工程     | 2019-03-05    | 60000           | 甲公司
    A          |              | CA2         | 货物     | 2019-06-05    | 30000           | 乙公司
    B          |              | CB1         | 工程     | 2019-04-05    | 60000           | 甲公司
    B          |              | CB2         | 货物     | 2019-06-05    | 30000           | 乙公司
    C          |              | CC1         | 服务     | 2018-12-05    | 5000            | 丙公司
    C          |              | CC2         | 工程     | 2019-03-05    | 60000           | 甲公司
    D          |              | CD1         | 工程     | 2019-02-05    | 60000           | 甲公司
    D          |              | CD2         | 货物     | 2019-02-06    | 30000           | 乙公司
               | 己项目       | CF          | 工程     | 2019-03-05    | 90000           | 甲公司
    """,
    # A project listed in two years is one project.
    """
    project
    project_no | plan_year | approval_date | start_date | finish_date | approved_amount | lead   | why
    A          | 2018      | 2018-05-01    | 2018-04-01 |             | 100000          |        | the same project, earlier list
    A          | 2019      | 2018-05-01    | 2018-04-01 | 2019-08-01  | 100000          | 100000 | once
    """,
]

PROJ_05 = [
    """
    procurement_contract
    contract_no | project_no | contract_amount | change_doc   | supplier | bidder | lead        | why
    C1          | A1         | 100000          |              | 甲公司   |        |             | boundary: a yuan above, rounding of 万元
    C2          | A2         | 100000          |              | 甲公司   |        | 1.01        | boundary: a fen more
    C3          | A3         | 100000          | 变更〔2019〕1 | 甲公司   |        | x_variation | an approved change, within the settlement
    C4          | A4         | 100000          | 变更〔2019〕1 | 甲公司   |        | 5000        | above the settlement whatever the change
    C5          | A5         | 100000          |              | 甲公司   |        | 20000       | above both: over the smaller
    C6          | A6         | 100000          |              | 甲公司   |        |             | a tax row is not paid to the contractor
    C7          | A7         |                 |              | 甲公司   |        |             | amount unknown
    C8          | A8         | 100000          |              | 甲公司   | 甲公司 | 10000       | payments that name only the project
                | A8         |                 |              |          | 乙公司 |             | another bidder is no other contract
    C9          | A9         | 100000          |              | 甲公司   |        |             | paid after the audit date
    C10         | A10        | 100000          |              | 甲公司   |        |             | a voucher listed twice
    C11         | A11        | 100000          |              | 甲公司   |        |             | overpaid and refunded
    C12         | A12        | 100000          |              | 甲公司   |        |             | the supervisor's fee is not the contractor's
    C13         | A13        | 100000          |              | 甲公司   |        | 10000       | below the contract, above the settlement
    C14         | A14        | 100000          |              | 甲公司   |        | 30000       | a change without a document: unknown
    C15         | A15        | 100000          | 变更未批复   | 甲公司   |        | 5000        | a change that was not approved
    C16         | A16        | 100000          | 无           | 甲公司   |        | 5000        | no change
    C17         | A17        | 100000          |              | 己公司   |        |             | paid to who holds another contract: booked on the wrong project

    project_payment
    contract_no | project_no | pay_date   | payee    | amount    | stage | purpose    | voucher_no
    C1          | A1         | 2019-03-01 | 甲公司   | 100001    |       |            |
    C2          | A2         | 2019-03-01 | 甲公司   | 100001.01 |       |            |
    C3          | A3         | 2019-03-01 | 甲公司   | 120000    |       |            |
    C4          | A4         | 2019-03-01 | 甲公司   | 125000    |       |            |
    C5          | A5         | 2019-03-01 | 甲公司   | 110000    |       |            |
    C6          | A6         | 2019-03-01 | 甲公司   | 100000    |       | 工程款(含税) |
    C6          | A6         | 2019-03-01 | 县税务局 | 3000      |       | 代扣税款   |
    C7          | A7         | 2019-03-01 | 甲公司   | 900000    |       |            |
                | A8         | 2019-03-01 | 甲公司   | 60000     | 进度  |            |
                | A8         | 2019-06-01 | 甲公司   | 50000     | 结算  |            |
    C9          | A9         | 2019-03-01 | 甲公司   | 100000    |       |            |
    C9          | A9         | 2020-01-05 | 甲公司   | 10000     |       |            |
    C10         | A10        | 2019-03-01 | 甲公司   | 60000     |       |            | 记-12
    C10         | A10        | 2019-03-01 | 甲公司   | 60000     |       |            | 记-12
    C11         | A11        | 2019-03-01 | 甲公司   | 120000    |       |            |
    C11         | A11        | 2019-05-01 | 甲公司   | -20000    |       | 退回多付   |
                | A12        | 2019-03-01 | 甲公司   | 100000    |       |            |
                | A12        | 2019-03-01 | 丁公司   | 8000      |       | 监理费     |
    C13         | A13        | 2019-03-01 | 甲公司   | 95000     |       |            |
    C14         | A14        | 2019-03-01 | 甲公司   | 130000    |       |            |
    C15         | A15        | 2019-03-01 | 甲公司   | 105000    |       |            |
    C16         | A16        | 2019-03-01 | 甲公司   | 105000    |       |            |
                | A17        | 2019-03-01 | 己公司   | 100000    |       |            |
                | A17        | 2019-03-01 | 甲公司   | 5000      |       |            |

    acceptance
    project_no | contract_no | audited_amount | audit_report_no | level
    A3         |             | 120000         |                 |
    A4         | C4          | 120000         | 审〔2019〕4     | 镇级初验
    A4         | C4          | 120000         | 审〔2019〕4     | 县级验收
    A5         |             | 90000          |                 |
    A13        | C13         | 80000          | 审〔2019〕1     |
    A13        | C13         | 5000           | 审〔2019〕2     |

    project
    project_no | change_flag | change_doc
    A14        | 是          |
    """,
    # Several contracts, settled as a whole: the largest is accused.
    """
    procurement_contract
    contract_no | project_no | contract_amount | supplier | lead   | why
    C1          | A          | 60000           | 甲公司   | 15000  | 95,000 and 10,000 without a contract, against 90,000
    C2          | A          | 40000           | 乙公司   |        |
    C3          | B          | 60000           | 甲公司   | 10000  | its own contract is exceeded: not the whole once more
    C4          | B          | 40000           | 乙公司   |        |
    C5          | C          | 60000           | 甲公司   |        | the fee is no part of the settlement
    C6          | C          | 40000           | 乙公司   |        |

    project_payment
    contract_no | project_no | pay_date   | payee  | amount | purpose
    C1          | A          | 2019-03-01 | 甲公司 | 55000  |
    C2          | A          | 2019-03-01 | 乙公司 | 40000  |
                | A          | 2019-03-01 | 甲公司 | 10000  |
    C3          | B          | 2019-03-01 | 甲公司 | 70000  |
    C4          | B          | 2019-03-01 | 乙公司 | 40000  |
    C5          | C          | 2019-03-01 | 甲公司 | 50000  |
    C6          | C          | 2019-03-01 | 乙公司 | 40000  |
                | C          | 2019-03-01 | 丁公司 | 5000   | 设计费

    acceptance
    project_no | contract_no | audited_amount
    A          |             | 90000
    B          |             | 90000
    C          |             | 90000
    """,
    # Only contracts and payments.
    """
    procurement_contract
    contract_no | project_no | contract_amount | lead | why
    C1          | A          | 100000          | 100  | no settlement, no project list

    project_payment
    contract_no | pay_date   | amount
    C1          | 2019-03-01 | 60000
    C1          | 2019-04-01 | 40100
    """,
]

PROJ_06 = [
    """
    procurement_contract
    contract_no | project_no | contract_amount | category | retention_ratio | remark   | lead    | why
    C1          | A1         | 100000          | 工程     | 3               |          |         | boundary: 90 % and a yuan
    C2          | A2         | 100000          | 工程     | 3               |          | 1.01    | boundary: a fen more
    C3          | A3         | 100000          | 工程     | 3               |          | 10000   | never accepted
    C4          | A4         | 100000          | 货物     | 3               |          | 10000; 3000 | goods paid three months before they came
    C5          | A5         | 100000          |          |                 |          | 10000   | kind unknown
    C6          | A6         |                 | 工程     | 3               |          |         | amount unknown
    C7          | A7         | 100000          | 工程     | 3               |          | 10000   | the acceptance was not passed
    C8          | A8         | 100000          | 工程     | 3               |          |         | settled, day of acceptance unknown
    C9          | A9         | 100000          | 工程     |                 |          |         | paid on the day of acceptance, no retention agreed
    C11         | A11        | 100000          | 服务     |                 |          | x_goods | a design contract is paid on delivery, not by progress
    C10         | A10        | 100000          | 工程     |                 |          |         | paid ahead and refunded
    C12         | A12        | 100000          | 货物     |                 |          | x_goods | boundary: paid thirty days before delivery
    C13         | A13        | 100000          | 货物     |                 |          | 10000   | a day earlier
    C14         | A14        | 100000          | 货物     |                 |          | 10000   | no day of delivery: not known to be paid on it
    C15         | A15        | 100000          | 工程     |                 |          | 10000   | settled, and acceptance refused

    project_payment
    contract_no | project_no | pay_date   | amount
    C1          | A1         | 2019-03-01 | 90001
    C2          | A2         | 2019-03-01 | 60000
    C2          | A2         | 2019-04-01 | 30001.01
    C3          | A3         | 2019-03-01 | 100000
    C4          | A4         | 2019-03-01 | 100000
    C5          | A5         | 2019-03-01 | 100000
    C6          | A6         | 2019-03-01 | 100000
    C7          | A7         | 2019-03-01 | 100000
    C8          | A8         | 2019-03-01 | 97000
    C9          | A9         | 2019-06-01 | 100000
    C10         | A10        | 2019-03-01 | 100000
    C10         | A10        | 2019-04-01 | -20000
    C11         | A11        | 2019-03-01 | 100000
    C12         | A12        | 2019-05-02 | 100000
    C13         | A13        | 2019-05-01 | 100000
    C14         | A14        | 2019-05-01 | 100000
    C15         | A15        | 2019-05-01 | 100000

    acceptance
    project_no | contract_no | accept_date | conclusion | audited_amount
    A12        | C12         | 2019-06-01  | 合格       |
    A13        | C13         | 2019-06-01  | 合格       |
    A1         | C1          | 2019-06-01  | 合格       |
    A2         | C2          | 2019-06-01  | 合格       |
    A4         | C4          | 2019-06-01  | 合格       |
    A5         |             | 2019-06-01  | 合格       |
    A7         | C7          | 2019-02-01  | 整改       |
    A15        | C15         | 2019-02-01  | 暂缓通过   | 100000
    A8         | C8          |             |            | 100000
    A9         | C9          | 2019-06-01  | 合格       |
    A10        | C10         | 2019-06-01  | 合格       |
    """,
    # Retention: three per cent for twelve months after acceptance on 2018-06-01.
    """
    procurement_contract
    contract_no | project_no | contract_amount | category | retention_ratio | remark   | lead        | why
    C1          | A1         | 100000          | 工程     | 3               |          |             | boundary: 97 % and a yuan
    C2          | A2         | 100000          | 工程     | 3               |          | 1.01        | boundary: a fen more
    C3          | A3         | 100000          | 工程     | 3               |          | 3000        | nothing kept
    C4          | A4         | 100000          | 工程     | 3               |          |             | boundary: released when the twelve months are over
    C5          | A5         | 100000          | 工程     | 3               |          | 3000        | boundary: released a day early
    C6          | A6         | 100000          | 工程     | 3               |          | 2700        | of the audited 90,000
    C7          | A7         | 100000          | 工程     | 0               |          |             | none agreed
    C8          | A8         | 100000          | 货物     | 3               |          | x_goods     |
    C9          | A9         | 100000          | 工程     | 3               | 质量保函 | x_guarantee | a guarantee instead
    C10         | A10        | 100000          | 工程     | 3               |          | 3000        | paid above the whole: the retention only
    C11         | A11        | 100000          | 工程     | 3               | 未提供质量保函 | 3000  | no guarantee, in words
    C12         | A12        | 100000          | 工程     | 10              |          |             | the law lets no owner keep ten per cent: three are kept

    project_payment
    contract_no | project_no | pay_date   | amount
    C1          | A1         | 2018-06-20 | 97001
    C2          | A2         | 2018-06-20 | 97001.01
    C3          | A3         | 2018-06-20 | 100000
    C4          | A4         | 2018-06-20 | 97000
    C4          | A4         | 2019-06-01 | 3000
    C5          | A5         | 2018-06-20 | 97000
    C5          | A5         | 2019-05-31 | 3000
    C6          | A6         | 2018-06-20 | 90000
    C7          | A7         | 2018-06-20 | 100000
    C8          | A8         | 2018-06-20 | 100000
    C9          | A9         | 2018-06-20 | 100000
    C10         | A10        | 2018-06-20 | 120000
    C11         | A11        | 2018-06-20 | 100000
    C12         | A12        | 2018-06-20 | 97000

    acceptance
    project_no | accept_date | conclusion | audited_amount
    A11        | 2018-06-01  | 合格       |
    A12        | 2018-06-01  | 合格       |
    A1         | 2018-06-01  | 合格       |
    A2         | 2018-06-01  | 合格       |
    A3         | 2018-06-01  | 合格       |
    A4         | 2018-06-01  | 合格       |
    A5         | 2018-06-01  | 合格       |
    A6         | 2018-06-01  | 合格       | 90000
    A7         | 2018-06-01  | 合格       |
    A8         | 2018-06-01  | 合格       |
    A9         | 2018-06-01  | 合格       |
    A10        | 2018-06-01  | 合格       |
    """,
]

PROJ_08 = [
    # Audit date 2019-12-31: ninety days before is 2019-10-02.
    """
    project
    project_no | planned_start | planned_end | start_date | finish_date | status   | approved_amount | lead        | why
    A          | 2019-10-02    | 2020-12-31  |            |             |          | 100000          |             | boundary: ninety days
    B          | 2019-10-01    | 2020-12-31  |            |             |          | 100000          | 40000       | boundary: ninety-one, 60,000 paid
    C          | 2019-03-01    | 2019-10-02  | 2019-03-05 |             |          | 100000          |             | boundary: ninety days
    D          | 2019-03-01    | 2019-10-01  | 2019-03-05 |             |          | 100000          | 100000      | boundary: ninety-one, nothing paid
    E          | 2019-03-01    | 2019-06-01  |            |             |          | 100000          | 100000      | not started: one lead, not two
    F          | 2019-03-01    | 2019-06-01  | 2019-03-05 | 2019-12-20  |          | 100000          |             | finished late is finished
    G          | 2019-03-01    | 2019-06-01  | 2019-03-05 | 2020-02-01  |          | 100000          | 100000      | finished after the audit date
    H          |               |             |            |             |          | 100000          |             | nothing planned
    I          |               | 2019-06-01  |            |             |          | 100000          | 100000      | no planned start: by the end
    J          | 2019-03-01    | 2019-06-01  |            |             | 已取消   | 100000          | x_cancelled |
    K          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 已完工   | 100000          | x_told_done | finished in words only, the day not entered
    L          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 未完工   | 100000          | 100000      | not finished, in words
    M          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             |          | 100000          | x_done      | accepted
    N          | 2019-03-01    | 2020-06-01  |            |             | 在建     | 100000          |             | under way, the day of start not entered
    O          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 在建     | 100000          | 0           | paid above the approval: never negative
    P          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             |          |                 | -           | amount unknown
    Q          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 在建（计划未作调整） | 100000 | 100000    | not adjusted, in words
    R          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 在建，计划调整至2020年 | 100000 | x_adjusted | adjusted, in words
    S          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 预计年底竣工 | 100000      | 100000      | still to be finished
    T          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 待秋收后继续施工 | 100000  | x_season    | the crop stands on the land
    U          | 2019-03-01    | 2019-03-31  | 2019-03-05 |             | 待秋收后继续施工 | 100000  | 100000      | longer than half a year beyond what is allowed: no season lasts so long
    V          | 2019-03-01    | 2019-06-01  | 2019-03-05 |             | 未取消，继续实施 | 100000  | 100000      | not cancelled

    project_payment
    project_no | pay_date   | amount
    B          | 2019-12-01 | 60000
    D          | 2020-01-10 | 60000
    O          | 2019-06-01 | 120000

    acceptance
    project_no | accept_date | conclusion
    D          | 2019-11-01  | 不合格
    M          | 2019-11-01  | 合格
    """,
    # The same project in two lists: planned end moved, started according to one of them.
    """
    project
    project_no | plan_year | planned_start | planned_end | start_date | approved_amount | lead | why
    A          | 2018      | 2018-03-01    | 2018-10-01  |            | 100000          |      |
    A          | 2019      | 2018-03-01    | 2019-10-01  | 2018-05-01 | 100000          | -    | payments not handed in: unspent amount unknown
    """,
]

#: Audit date 2020-06-30: ninety days of epidemic (2020-02-01 to 2020-04-30) are taken off.
PROJ_08_EPIDEMIC = """
project
project_no | planned_start | planned_end | start_date | approved_amount | lead       | why
A          | 2019-03-01    | 2020-01-02  | 2019-03-05 | 100000          | x_epidemic | boundary: 180 days, 90 of them epidemic
B          | 2019-03-01    | 2020-01-01  | 2019-03-05 | 100000          | -          | boundary: 181 days
C          | 2020-03-01    | 2020-12-31  |            | 100000          | x_epidemic | planned within the epidemic
"""

test_rule = rule_tests({"PROJ-02": PROJ_02, "PROJ-05": PROJ_05, "PROJ-06": PROJ_06, "PROJ-08": PROJ_08}, as_of="2019-12-31")
test_epidemic = rule_tests({"PROJ-08": PROJ_08_EPIDEMIC}, as_of="2020-06-30")
