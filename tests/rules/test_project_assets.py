"""Poverty-alleviation assets: ASSET-01 … ASSET-07. Amounts in ``lead`` are worked out by hand; the sum stands in ``why``."""

from __future__ import annotations

from tests.rules.tables import rule_tests

ASSET_01 = [
    """
project
project_no | project_name     | category | village_name | approved_amount | lead         | why
X1         | 东村大棚项目     | 产业     | 东村         | 100000          |              | registered by number
X2         | 西村大棚项目     | 产业     | 西村         | 100000          | 95000        | fires: audited amount
X3         | 南村冷库项目     | 产业     | 南村         | 100000          | 97000        | not audited: amount submitted
X4         | 北村道路项目     | 基础设施 | 北村         | 100000          | 100000       | neither: approved amount
X5         | 中村大棚项目     | 产业     | 中村         | 100000          |              | accepted with 整改, not yet passed
X6         | 前村大棚项目     | 产业     | 前村         | 100000          |              | passed the first time, failed the second
X7         | 后村大棚项目     | 产业     | 后村         | 100000          | 100000       | failed the first time, passed the second
X8         | 上村大棚项目     | 产业     | 上村         | 100000          |              | never accepted
X9         | 下村鸡苗发放项目 | 产业     | 下村         | 100000          | x_consumable | chicks form no asset
X10        | 左村危房改造     | 到户项目 | 左村         | 100000          | x_household  | assets of households
X11        | 右村光伏电站     | 产业     | 右村         | 100000          |              | the asset ledger writes the name in the number's place
X12        | 光伏电站         | 产业     | 甲村         | 100000          |              | a name that two projects share: the asset of its village
X13        | 光伏电站         | 产业     | 乙村         | 100000          | 100000       | the other village has none
X14        | 丙村大棚项目     | 产业     | 丙村         | 100000          |              | asset knows the project's name only
X15        | 丁村大棚项目     | 产业     | 丁村         | 100000          |              | accepted after the audit date
X16        | 戊村大棚项目     | 产业     | 戊村         | 100000          |              | conclusion not filled in
X2         | 西村大棚项目     | 产业     | 西村         | 100000          |              | the same project in a second list
           |                  |          | 己村         | 100000          |              | neither number nor name

acceptance
project_no | project_name | contract_no | accept_date | conclusion | settlement_amount | audited_amount
X1         |              | C1          | 2018-11-01  | 合格       |                   | 100000
X2         |              | C1          | 2018-10-01  | 合格       | 41000             | 40000
X2         |              | C1          | 2018-11-01  | 合格       | 41000             | 40000
X2         |              | C2          | 2018-11-01  | 合格       | 56000             | 55000
X3         |              |             | 2018-11-01  | 合格       | 97000             |
           | 北村道路项目 |             | 2018-11-01  | 合格       |                   |
X5         |              |             | 2018-11-01  | 整改       |                   |
X6         |              |             | 2018-10-01  | 合格       |                   |
X6         |              |             | 2018-11-01  | 不合格     |                   |
X7         |              |             | 2018-10-01  | 不合格     |                   |
X7         |              |             | 2018-11-01  | 合格       |                   |
X9         |              |             | 2018-11-01  | 合格       |                   |
X10        |              |             | 2018-11-01  | 合格       |                   |
X11        |              |             | 2018-11-01  | 合格       |                   |
X12        |              |             | 2018-11-01  | 合格       |                   |
X13        |              |             | 2018-11-01  | 合格       |                   |
X14        |              |             | 2018-11-01  | 合格       |                   |
X15        |              |             | 2020-01-01  | 合格       |                   |
X16        |              |             | 2018-11-01  |            |                   |

asset_register
asset_no | asset_name   | project_no   | project_name | village_name | asset_class | booked | original_value | lead         | why
A1       | 大棚         | X1           |              | 东村         | 经营性      | 是     | 60000          |              | booked
A2       | 配电         | X1           |              | 东村         | 经营性      | 否     | 40000          | 40000        | in the register, not in the village's books
A2       | 配电         | X1           |              | 东村         | 经营性      | 否     | 40000          |              | the same asset in a second list
A3       | 水井         | X1           |              | 东村         | 公益性      |        | 40000          |              | unknown whether booked
A4       | 三轮车       | X1           |              | 东村         | 到户类      | 否     | 4000           | x_household  | belongs to a household
A5       | 种苗         | X1           |              | 东村         | 经营性      | 否     | 4000           | x_consumable | seedlings
A6       | 大棚         | X5           |              | 中村         | 经营性      | 否     | 90000          |              | project not yet passed
A7       | 厂房         | X99          |              | 中村         | 经营性      | 否     | 90000          | 90000        | project in no list: the asset is there all the same
A8       | 光伏         | 右村光伏电站 |              | 右村         | 经营性      | 是     | 90000          |              |
A9       | 光伏         |              | 光伏电站     | 甲村         | 经营性      | 是     | 90000          |              |
A10      | 大棚         |              | 丙村大棚项目 | 丙村         | 经营性      | 是     | 90000          |              |
""",
]

ASSET_02 = [
    """
asset_register
asset_no | asset_name | project_no | asset_class | original_value | formed_on  | owner              | right_cert_no | right_date | village_name | lead        | why
A1       | 大棚       | X1         | 经营性      | 50000          | 2019-01-01 | 东村股份经济合作社 |               | 2019-02-01 | 东村         |             | titled
A2       | 大棚       |            | 经营性      | 50000          | 2019-10-02 | 东村村民委员会     |               |            | 东村         |             | boundary: 90 days
A3       | 大棚       |            | 经营性      | 50000          | 2019-10-01 | 东村村民委员会     |               |            | 东村         | 50000       | boundary: 91 days
A4       | 大棚       | X1         | 经营性      | 50000          | 2018-01-01 | 东村村民委员会     |               |            | 东村         |             | accepted in December 2019: counts from then
A5       | 大棚       |            | 经营性      | 50000          |            | 东村村民委员会     |               |            | 东村         |             | no day to count from
A6       | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 东村村民委员会     | 扶资确3号     |            | 东村         | x_cert      | title number without a day
A7       | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 东村村民委员会     | 未办理        |            | 东村         | 50000       | the number says that there is none
A8       | 三轮车     |            | 到户类      | 5000           | 2018-01-01 | 李四               |               |            | 东村         | x_household | of a household
A9       | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 绿丰农业有限公司   |               | 2018-02-01 | 东村         | 50000       | titled to a company
A10      | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 东村养殖专业合作社 |               | 2018-02-01 | 东村         | 50000       | a trade co-operative is no collective
A11      | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 王大山             |               | 2018-02-01 | 东村         | 50000       | a person
A12      | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 李家庄             |               | 2018-02-01 | 李家庄村     |             | the village by its bare name
A13      | 文化广场   |            | 公益性      | 50000          | 2018-01-01 | 绿丰农业有限公司   |               | 2018-02-01 | 东村         |             | public asset: not this aspect
A14      | 大棚       |            | 经营性      | 50000          | 2018-01-01 |                    |               | 2018-02-01 | 东村         |             | owner unknown
A15      | 大棚       |            | 经营性      |                | 2018-01-01 | 绿丰农业有限公司   |               |            | 东村         | -; -        | both, value unknown
A9       | 大棚       |            | 经营性      | 50000          | 2018-01-01 | 绿丰农业有限公司   |               | 2018-02-01 | 东村         |             | the same asset in a second list
A16      | 厂房       |            | 经营性      | 50000          | 2018-01-01 | 石泉               |               | 2018-02-01 | 石泉村       |             | a village whose name could be a person's

acceptance
project_no | accept_date | conclusion
X1         | 2019-12-01  | 合格
""",
    """
asset_register
asset_no | asset_name | original_value | right_date | lead  | why
S1       | 园区       | 100000         | 2018-02-01 |       | shares of two villages add up
S2       | 园区       | 100000         | 2018-02-01 |       | boundary: 0.999
S3       | 园区       | 100000         | 2018-02-01 | 200    | 0.998: two thousandths of it
S4       | 园区       | 100000         | 2018-02-01 |       | boundary: a yuan apart
S5       | 园区       | 100000         | 2018-02-01 | 1.01   | a yuan and a fen apart
S6       | 园区       | 100000         | 2018-02-01 |       | one village's share is blank
S7       | 园区       | 100000         | 2018-02-01 |       | a village's row in two lists
S8       | 园区       | 100000         | 2018-02-01 |       | no shares

asset_share
asset_no | village_name | share_ratio | share_amount
S1       | 东村         | 0.6         | 60000
S1       | 西村         | 0.4         | 40000
S2       | 东村         | 0.6         |
S2       | 西村         | 0.399       |
S3       | 东村         | 0.6         |
S3       | 西村         | 0.398       |
S4       | 东村         |             | 60000
S4       | 西村         |             | 40001
S5       | 东村         |             | 60000
S5       | 西村         |             | 40001.01
S6       | 东村         | 0.6         | 60000
S6       | 西村         |             |
S7       | 东村         | 0.5         | 50000
S7       | 东村         | 0.5         | 50000
S7       | 西村         | 0.5         | 50000
""",
]

ASSET_03 = [
    """
asset_register
asset_no | asset_name | project_no   | original_value | lead     | why
A1       | 大棚       | X1           | 101000         |          | boundary: 1000 over an audited 100000
A2       | 大棚       | X2           | 101000.01      | 1000.01  | a fen more
A3       | 大棚       | X3           | 400000         |          | two assets: 404000 against 400000 is one percent
A4       | 设备       | X3           | 4000           |          |
A5       | 大棚       | X4           | 400000         | 4000.01  | a fen beyond one percent; the largest asset stands for the project
A6       | 设备       | X4           | 4000.01        |          |
A7       | 大棚       | X5           | 90000          | 10000    | below: 10000 not registered
A8       | 大棚       | X6           | 80000          | 20000    | not audited: against 60000 paid by the audit date
A9       | 大棚       | X7           | 106000         | x_fees   | design and supervision of 6000 capitalised
A10      | 大棚       | X8           | 130000         | x_other  | 30000 of the villagers' own money
A11      | 大棚       | X9           |                |          | value unknown
A12      | 大棚       | X10          | 90000          |          | nothing audited, nothing paid
A13      | 大棚       | 庚村大棚项目 | 150000         | 50000    | the project's name in the number's place
A14      | 大棚       |              | 90000          |          | no project
A15      | 大棚       | X12          | 100000         | x_unpaid | at the contract price, of which 97000 are paid
A16      | 大棚       | X13          | 100000         |          | two contracts audited at 60000 and 40000
A1       | 大棚       | X1           | 101000         |          | the same asset in a second list
A17      | 大棚       | X14          | 120000         | 20000    | one of two contracts not audited: against 100000 paid

project
project_no | project_name | other_amount
X8         | 辛村大棚项目 | 30000
X11        | 庚村大棚项目 |

acceptance
project_no | contract_no | level     | accept_date | conclusion | audited_amount
X1         | C1          | 镇级初验  | 2018-10-01  | 合格       | 100000
X1         | C1          | 县级验收  | 2018-11-01  | 合格       | 100000
X2         | C2          |           | 2018-11-01  | 合格       | 100000
X3         | C3          |           | 2018-11-01  | 合格       | 400000
X4         | C4          |           | 2018-11-01  | 合格       | 400000
X5         | C5          |           | 2018-11-01  | 合格       | 100000
X7         | C7          |           | 2018-11-01  | 合格       | 100000
X8         | C8          |           | 2018-11-01  | 合格       | 100000
X11        | C11         |           | 2018-11-01  | 合格       | 100000
X13        | C13         |           | 2018-11-01  | 合格       | 60000
X13        | C14         |           | 2018-11-01  | 合格       | 40000
X14        | C15         |           | 2018-11-01  | 合格       | 60000
X14        | C16         |           | 2018-11-01  | 合格       |

project_payment
project_no | contract_no | pay_date   | payee        | amount | purpose
X6         |             | 2018-10-01 | 某建筑公司   | 60000  |
X6         |             | 2020-01-10 | 某建筑公司   | 20000  |
X7         | C7          | 2018-10-01 | 某建筑公司   | 100000 |
X7         |             | 2018-10-01 | 某设计院     | 4000   | 设计费
X7         |             | 2018-10-01 | 某监理公司   | 2000   | 监理费
X12        | C12         | 2018-10-01 | 某建筑公司   | 97000  |
X14        | C15         | 2018-10-01 | 某建筑公司   | 60000  |
X14        | C16         | 2018-10-01 | 某建筑公司   | 40000  |

procurement_contract
project_no | contract_no | contract_amount
X12        | C12         | 100000
""",
    """
asset_register
asset_no | asset_name | project_no | original_value | lead  | why
A1       | 大棚       | X1         | 106000         | 6000  | payments not handed in: fees unknown, a lead

acceptance
project_no | contract_no | accept_date | conclusion | audited_amount
X1         | C1          | 2018-11-01  | 合格       | 100000
""",
]

ASSET_04 = [
    """
asset_contract
contract_no | asset_no | operator | start_date | end_date   | annual_rent | payment_terms     | remark                 | lead      | why
C1          | A1       | 甲       | 2017-01-01 | 2021-12-31 | 10000       |                   |                        |           | 2017 and 2018 stand in the ledger, 2019 is not yet due
C2          | A2       | 乙       | 2018-01-01 | 2022-12-31 | 10000       | 每年11月30日前    |                        | 10000     | 2019 has no row, due on 30 November, a day beyond the grace
C3          | A3       | 丙       | 2018-01-01 | 2022-12-31 | 10000       | 每年12月1日前     |                        |           | boundary: the grace ends with the audit date
C4          | A4       | 丁       | 2018-06-01 | 2023-05-31 | 10000       |                   |                        |           | contract year ends on 2019-05-31; the ledger names it 2019
C5          | A5       | 戊       | 2018-06-01 | 2023-05-31 | 10000       |                   |                        | 10000     | nothing at all in the ledger: the year 2018-19
C6          | A6       | 己       | 2016-01-01 | 2017-12-31 | 10000       |                   |                        | 10000     | contract over: of its two years 2017 is missing
C7          | A7       | 庚       | 2018-01-01 |            | 10000       |                   | 2018年免租一年         | x_waiver  | waived, no row
C8          | A8       | 辛       | 2018-01-01 | 2018-12-31 |             |                   |                        |           | rent unknown
C9          | A9       | 壬       | 2017-01-01 | 2018-12-31 | 10000       |                   | 2017年底合同终止       | 10000; x_ended | ended in 2017, which spares that year only
C10         | A10      | 癸       | 2018-01-01 | 2018-10-31 | 10000       |                   |                        |           | not a whole year
C11         | A11      | 子       | 2017-01-01 | 2019-12-31 | 10000       |                   |                        |           | renewed a year earlier than it ends:
C12         | A11      | 子       | 2018-01-01 | 2022-12-31 | 12000       |                   |                        |           | the new contract takes its place
C13         | A13      | 丑       | 2018-01-01 | 2022-12-31 | 10000       | 次年1月31日前     |                        |           | rent of 2018 received in the next January
C1          | A1       | 甲       | 2017-01-01 | 2021-12-31 | 10000       |                   |                        |           | the same contract in a second list

asset_income
asset_no | contract_no | operator | income_year | due_amount | received_amount | received_on | arrears | remark               | lead     | why
A1       | C1          | 甲       | 2017        | 10000      | 10000           | 2017-12-10  |         |                      |          | in full
A1       | C1          | 甲       | 2018        | 10000      | 6000            | 2018-12-10  |         |                      | 4000     | fires: 4000 short
A2       | C2          | 乙       | 2018        | 10000      | 4000            | 2018-06-10  |         |                      |          | two receipts,
A2       | C2          | 乙       | 2018        | 10000      | 6000            | 2018-12-10  |         |                      |          | the amount due repeated
A3       | C3          | 丙       | 2018        | 5000       | 5000            | 2018-06-10  |         |                      | 2000     | two equal instalments
A3       | C3          | 丙       | 2018        | 5000       | 3000            | 2018-12-10  |         |                      |          | add up to the rent
A4       | C4          | 丁       | 2019        | 10000      | 10000           | 2019-05-20  |         |                      |          | named by the year of payment
A6       | C6          | 己       | 2016        | 10000      | 10000           | 2020-02-01  |         |                      | 10000    | received after the audit date
A9       |             | 壬       | 2019        | 10000      |                 |             | 0       |                      |          | blank, but no arrears
A11      | C11         | 子       | 2017        | 10000      | 10000           | 2017-12-10  |         |                      |          |
A11      | C12         | 子       | 2018        | 12000      | 12000           | 2018-12-10  |         |                      |          |
A13      | C13         | 丑       | 2018        | 10000      | 10000           | 2019-01-20  |         |                      |          |
A20      |             | 寅       | 2018        | 8000       |                 |             | 8000    |                      | 8000     | no contract handed in: due by the end of the year
A21      |             | 卯       | 2018        | 8000       | 5000            | 2018-12-10  |         | 会议纪要减免3000     | x_waiver | waived by minutes
A22      |             | 辰       | 2018        | 8000       | 5000            | 2018-12-10  |         | 维修费抵顶           | x_offset | repairs
A23      |             | 巳       | 2018        |            | 5000            | 2018-12-10  |         |                      |          | amount due unknown
A24      |             | 午       | 2019        | 8000       |                 |             | 8000    |                      |          | boundary: 31 December is the audit date
A26      |             | 申       | 2018        | 8000       |                 |             | 0       |                      |          | receipt blank, no arrears
A27      |             | 酉       | 2018        | 8000       |                 |             | 3000    |                      | 3000     | receipt blank, arrears of 3000
A28      |             | 戌       | 2018        | 8000       |                 |             |         |                      | 8000     | receipt and arrears blank: nothing received
A25      |             | 未       | 2018        | 3000       | 3000            | 2018-06-10  |         |                      | 1000     | different instalments of 3000 and 5000
A25      |             | 未       | 2018        | 5000       | 4000            | 2018-12-10  |         |                      |          |
""",
]

ASSET_06 = [
    """
asset_income
asset_no | contract_no | income_year | received_amount | received_on | remark           | lead    | why
A1       |             | 2018        | 10000           | 2018-12-10  |                  |         | distributed in the next spring, village's share included
A2       |             | 2018        | 10000           | 2018-12-10  |                  | 10000   | fires: nothing distributed
A3       |             | 2018        | 10000           | 2018-12-10  |                  |         | boundary: a yuan left
A4       |             | 2018        | 10000           | 2018-12-10  |                  | 1.01    | boundary: a yuan and a fen
A5       |             | 2018        | 10000           | 2019-06-30  |                  |         | six months on 2019-12-30: beyond, but distributed in 2019 without a year
A6       |             | 2019        | 10000           | 2019-06-30  |                  | 10000   | boundary: six months ended a day before the audit date
A7       |             | 2019        | 10000           | 2019-07-01  |                  |         | boundary: not yet
A8       |             | 2018        | 10000           |             |                  |         | day unknown
A9       |             | 2018        | 10000           | 2018-12-10  | 结转下年公益岗   | x_carry | carried over by decision
A10      |             | 2018        | 10000           | 2018-12-10  |                  | x_carry | the plan carries it over
A11      |             | 2018        | 4000            | 2018-06-10  |                  |         | two receipts: 10000,
A11      |             | 2018        | 6000            | 2018-12-10  |                  | 3000    | 7000 distributed; the later receipt stands
A12      |             | 2019        | 4000            | 2019-03-10  |                  |         | old receipt distributed,
A12      |             | 2019        | 6000            | 2019-11-10  |                  |         | the new one not yet due
A13      |             | 2018        | 10000           | 2018-12-10  |                  | 10000   | distributed after the audit date only
A14      |             | 2018        |                 | 2018-12-10  |                  |         | amount unknown
A15      |             | 2018        | 10000           | 2018-12-10  |                  |         | the distribution names the project only
A16      |             | 2018        | 10000           | 2018-12-10  |                  |         | of the same project
A17      |             | 2018        | 10000           | 2018-12-10  |                  |         | the distribution writes the project's name

income_distribution
asset_no | project_no   | income_year | plan_doc | reason     | amount  | pay_date
A1       | X1           | 2018        |          | 差异化分配 | 8000    | 2019-03-01
A1       | X1           | 2018        |          | 村集体留存 | 2000    | 2019-03-01
A3       |              | 2018        |          | 差异化分配 | 9999    | 2019-03-01
A4       |              | 2018        |          | 差异化分配 | 9998.99 | 2019-03-01
A5       |              | 2018        |          | 差异化分配 | 10000   | 2019-11-01
A10      |              | 2018        | 结转方案 | 差异化分配 | 5000    | 2019-03-01
A11      |              | 2018        |          | 差异化分配 | 7000    | 2019-03-01
A12      |              |             |          | 差异化分配 | 4000    | 2019-06-01
A13      |              | 2018        |          | 差异化分配 | 10000   | 2020-01-05
         | X15          | 2018        |          | 差异化分配 | 20000   | 2019-03-01
         | 壬村大棚项目 | 2018        |          | 差异化分配 | 10000   | 2019-03-01

asset_register
asset_no | asset_name | project_no | project_name
A1       | 大棚       | X1         |
A2       | 大棚       | X1         |
A15      | 大棚       | X15        |
A16      | 大棚       | X15        |
A17      | 大棚       | X17        | 壬村大棚项目
""",
]

ASSET_07 = [
    """
income_distribution
asset_no | income_year | hh_no | name | id_no | reason       | amount | pay_date   | lead          | why
A1       | 2018        | H1    | 王强 | P1    | 差异化分配   | 500    | 2019-03-01 |               | registered and entitled
A1       | 2018        | H2    | 赵敏 | P2    | 差异化分配   | 500    | 2019-03-01 | 500           | dead since 2017, nobody left
A1       | 2018        | H3    | 钱伟 | P3    | 差异化分配   | 500    | 2019-03-01 | 0 L           | dead since 2017, the household lives on
A1       | 2018        | H4    | 孙丽 | P4    | 差异化分配   | 500    | 2019-03-01 | x_acc         | boundary: died in the income's year
A1       | 2018        | H5    | 李刚 | P5    | 差异化分配   | 500    | 2019-03-01 | 0 D           | number of a dead person with another name
A1       | 2018        | H6    | 周红 | P6    | 差异化分配   | 500    | 2019-03-01 | 500           | no longer entitled since 2017
A1       | 2018        | H7    | 吴军 | P7    | 差异化分配   | 500    | 2019-03-01 | x_status_date | entitled at the start of 2018, not at its end
A1       | 2018        | H8    | 郑涛 | P8    | 差异化分配   | 500    | 2019-03-01 | 500           | not entitled by the end of the year, nothing known before: open
A1       | 2018        |       | 冯燕 | X1    | 差异化分配   | 500    | 2019-03-01 | 500           | not in the register
A1       | 2018        |       | 陈杰 | X2    | 全体村民分红 | 500    | 2019-03-01 | x_collective  | second distribution to all villagers
A1       | 2018        | H1    | 褚静 | X3    | 差异化分配   | 500    | 2019-03-01 |               | of a registered household
A1       | 2018        | H9    | 卫东 | P9    | 差异化分配   | 500    | 2019-03-01 | 500           | on the payroll
A1       | 2018        | H10   | 蒋华 | P10   | 差异化分配   | 500    | 2019-03-01 |               | public-post worker is no staff
A1       | 2018        | H11   | 沈平 | P11   | 差异化分配   | 500    | 2019-03-01 |               | retired
A1       | 2018        | H12   | 韩梅 | P12   | 差异化分配   | 500    | 2019-03-01 | 500           | village cadre
A1       | 2018        | H13   | 杨光 | P13   | 差异化分配   | 500    | 2019-03-01 |               | cadre until 2016
A1       | 2018        | H14   | 朱琳 | P14   | 差异化分配   | -500   | 2019-03-01 |               | paid back
A1       | 2018        |       | 秦岭 |       | 差异化分配   | 500    | 2019-03-01 |               | no number
A1       | 2018        | H2    | 赵敏 | P2    | 村集体分红   | 500    | 2019-03-01 | 500           | even a collective share does not go to the dead
A1       | 2018        | H12   | 韩梅 | P12   | 二次分配     | 500    | 2019-04-01 | x_collective  | cadre as a villager
A1       | 2016        | H6    | 周红 | P6    | 差异化分配   | 500    | 2019-03-01 |               | income of a year in which the household was entitled
A1       | 2018        | H15   | 闫明 | P15   | 差异化分配   | 500    | 2019-03-01 | 500           | 异体字 of a dead person's name, nobody left
A1       | 2017        | H2    | 赵敏 | P2    | 差异化分配   | 500    | 2018-03-01 | x_acc         | income of the year of death

poor_person
snapshot_date | hh_no | name | id_no | alive | policy_status
2016-01-01    | H1    | 王强 | P1    |       | 脱贫享受政策
2018-01-01    | H1    | 王强 | P1    |       | 脱贫享受政策
2018-01-01    | H2    | 赵敏 | P2    |       |
2018-01-01    | H3    | 钱伟 | P3    |       |
2018-01-01    | H3    | 钱芳 | P33   | 是    |
2018-01-01    | H4    | 孙丽 | P4    |       |
2018-01-01    | H5    | 李刚 | P5    |       |
2018-01-01    | H6    | 周红 | P6    |       |
2018-01-01    | H7    | 吴军 | P7    |       |
2018-01-01    | H8    | 郑涛 | P8    |       |
2018-01-01    | H9    | 卫东 | P9    |       |
2018-01-01    | H10   | 蒋华 | P10   |       |
2018-01-01    | H11   | 沈平 | P11   |       |
2018-01-01    | H12   | 韩梅 | P12   |       |
2018-01-01    | H13   | 杨光 | P13   |       |
2018-01-01    | H15   | 闫明 | P15   |       |

poor_household
snapshot_date | hh_no | id_no | policy_status
2016-01-01    | H6    | P6    | 脱贫享受政策
2017-12-31    | H6    | P6    | 脱贫不享受政策
2018-01-01    | H7    | P7    | 脱贫享受政策
2018-12-01    | H7    | P7    | 脱贫不享受政策
2018-12-01    | H8    | P8    | 脱贫不享受政策

death_register
name | id_no | death_date
赵敏 | P2    | 2017-05-01
赵敏 | P2    | 2017-08-01
钱伟 | P3    | 2017-05-01
孙丽 | P4    | 2018-01-01
李小 | P5    | 2017-05-01
阎明 | P15   | 2017-05-01

fiscal_payroll
name | id_no | unit | staff_type | status | month
卫东 | P9    | 某局 | 事业       | 在职   | 2018-01-01
卫东 | P9    | 某局 | 事业       | 在职   | 2018-02-01
蒋华 | P10   | 某镇 | 公益岗     | 在职   | 2018-02-01
沈平 | P11   | 某局 | 事业       | 退休   | 2018-02-01

village_cadre
name | id_no | post | from_date  | to_date
韩梅 | P12   | 会计 | 2015-01-01 |
杨光 | P13   | 主任 | 2012-01-01 | 2016-12-31
""",
    """
income_distribution
asset_no | income_year | hh_no | name | id_no | reason     | amount | pay_date   | lead | why
A1       | 2018        | H2    | 赵敏 | P2    | 差异化分配 | 500    | 2019-03-01 | 500  | dead; the household is unknown: open, full amount
A1       |             | H2    | 赵敏 | P2    | 差异化分配 | 300    | 2017-05-02 | x_acc | year of payment stands for the income's
A1       | 2018        | H1    | 冯燕 | X1    |            | 500    | 2019-03-01 |      | no register handed in: nothing said about it

death_register
name | id_no | death_date
赵敏 | P2    | 2017-05-01
""",
    """
income_distribution
asset_no | income_year | hh_no | name | id_no | amount | pay_date   | lead | why
A1       | 2016        |       | 许山 | P1    | 500    | 2016-12-01 |      | in service only since the one month listed
A1       | 2019        |       | 许山 | P1    | 500    | 2019-12-20 | 500  | in service
A1       | 2021        |       | 许山 | P1    | 500    | 2021-12-20 | 500  | the newest list holds on
A1       | 2016        |       | 冯燕 | X1    | 500    | 2016-12-01 |      | before the first list of the register: not judged
A1       | 2018        |       | 冯燕 | X1    | 500    | 2018-12-01 | 500  | in no list
A1       | 2020        |       | 冯燕 | X1    | 500    | 2020-12-01 | 500  | a year without a list takes the nearest earlier one
A1       | 2016        | H2    | 赵敏 | P2    | 500    | 2016-12-01 |      | in the register, though only in later lists

poor_person
snapshot_date | hh_no | name | id_no | policy_status
2018-12-31    | H1    | 许山 | P1    | 脱贫享受政策
2018-12-31    | H2    | 赵敏 | P2    | 脱贫享受政策

fiscal_payroll
name | id_no | unit | staff_type | status | month
许山 | P1    | 某局 | 事业       | 在职   | 2019-12-01
""",
    """
income_distribution
asset_no | income_year | hh_no | name | id_no | amount | pay_date   | lead | why
A1       | 2018        |       | 冯燕 | X1    | 500    | 2018-12-01 |      | no register: of nobody is known that he is not in it
A1       | 2018        |       | 赵敏 | P2    | 500    | 2018-12-01 | 500  | dead

death_register
name | id_no | death_date
赵敏 | P2    | 2016-05-01
""",
]

test_rule = rule_tests(
    {"ASSET-01": ASSET_01, "ASSET-02": ASSET_02, "ASSET-03": ASSET_03, "ASSET-04": ASSET_04, "ASSET-06": ASSET_06, "ASSET-07": ASSET_07}
)

#: Remarks are claims: denied they excuse nobody; a compound that holds a word says another thing; what the plan leaves to the village stays there.
NAMES = """
project
project_no | project_name         | category | village_name | approved_amount | lead         | why
X1         | 东村种苗繁育大棚项目 | 产业     | 东村         | 100000          | 100000       | a greenhouse for seedlings is an asset
X2         | 西村技能培训中心楼   | 产业     | 西村         | 100000          | 100000       | a house for courses is an asset
X3         | 南村饲料发放项目     | 产业     | 南村         | 100000          | x_consumable | fodder is eaten
X4         | 北村技能培训项目     | 产业     | 北村         | 100000          | x_consumable | courses leave nothing

acceptance
project_no | accept_date | conclusion
X1         | 2018-10-01  | 合格
X2         | 2018-10-01  | 合格
X3         | 2018-10-01  | 合格
X4         | 2018-10-01  | 合格

asset_register
asset_no | project_no | project_name | asset_name | booked
A9       | X9         |              | 冷库       | 是
"""
WAIVERS = """
asset_contract
contract_no | asset_no | operator | start_date | end_date   | annual_rent
C1          | A1       | 甲       | 2018-01-01 | 2018-12-31 | 10000
C2          | A2       | 乙       | 2018-01-01 | 2018-12-31 | 10000
C3          | A3       | 丙       | 2018-01-01 | 2018-12-31 | 10000

asset_income
asset_no | contract_no | income_year | due_amount | received_amount | remark                     | lead     | why
A1       | C1          | 2018        | 10000      | 0               | 口头申请减免，未获批准     | 10000    | asked for, refused
A2       | C2          | 2018        | 10000      | 0               | 经村民代表会议同意减免     | x_waiver | granted
A3       | C3          | 2018        | 10000      | 0               | 拟以维修费抵顶             | 10000    | only intended
"""
LEFT_TO_THE_VILLAGE = """
asset_income
asset_no | income_year | received_amount | received_on | remark         | lead      | why
A1       | 2018        | 60000           | 2018-12-15  |                | x_village | the plan leaves 30 % to the village
A2       | 2018        | 60000           | 2018-12-15  |                | 2000      | less than the plan's 70 % was paid out
A3       | 2018        | 60000           | 2018-12-15  |                | 6000      | the list names the village's share itself
A4       | 2018        | 60000           | 2018-12-15  | 未经批准结转   | 60000     | nobody approved it

income_distribution
asset_no | income_year | amount | pay_date   | plan_doc                     | reason
A1       | 2018        | 42000  | 2019-03-01 | 贫困户70%、村集体提留30%     | 差异化分配
A2       | 2018        | 40000  | 2019-03-01 | 贫困户70%、村集体提留30%     | 差异化分配
A3       | 2018        | 42000  | 2019-03-01 | 贫困户70%、村集体提留30%     | 差异化分配
A3       | 2018        | 12000  | 2019-03-01 | 贫困户70%、村集体提留30%     | 村集体留存
"""
test_remarks = rule_tests({"ASSET-01": NAMES, "ASSET-04": WAIVERS, "ASSET-06": LEFT_TO_THE_VILLAGE})
