"""Assets: idle, lost, pledged or disposed of; yields outside the usual; how income is divided."""

from tests.rules.tables import rule_tests

ASSET_09 = [
    # By inspection, by the register, by both.
    """
    asset_register
    asset_no | asset_class | state | formed_on  | original_value | book_value | disposal_doc   | remark             | lead      | why
    ZA       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                |                    |           |
    ZB       | 经营性      | 在用  | 2017-06-01 | 300000         | 250000     |                |                    |           | accused by the inspection, at book value
    ZC       | 经营性      | 闲置  | 2017-06-01 | 300000         |            |                |                    |           | both: once, the inspection
    ZD       | 经营性      | 闲置  | 2017-06-01 | 300000         |            |                |                    | 300000    | by the register only
    ZE       | 经营性      | 闲置  | 2017-06-01 | 300000         |            |                |                    | x_running | in use when inspected
    ZF       | 经营性      | 处置  | 2017-06-01 | 300000         |            |                |                    | 300000    | sold without approval
    ZG       | 经营性      | 处置  | 2017-06-01 | 300000         |            | 东政字〔2019〕3号 |                  |           | sold with approval
    ZH       | 经营性      | 报废  | 2017-06-01 | 300000         |            | 无             |                    | 300000    | 无 is no document
    ZI       | 到户类      | 处置  | 2017-06-01 | 3000           |            |                |                    | x_household | the household's own
    ZJ       | 经营性      | 处置  | 2017-06-01 | 300000         |            |                | 经镇党委会议纪要同意 | x_doc   | the approval stands in the remark
    ZK       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                | 由承租方抵押给银行 | 300000    | pledged
    ZL       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                | 无抵押             |           |
    ZR       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                | 承租方抵押贷款20万元 | 200000  | the sum pledged
    ZS       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                | 抵押借款350,000.00元 | 300000  | never more than the asset is worth
    ZT       | 经营性      | 在用  | 2017-06-01 |                |            |                | 抵押贷款20万元     | -         | the asset's value is not known
    ZM       | 经营性      | 在用  | 2019-02-01 | 300000         |            |                |                    |           | see the inspection
    ZN       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                |                    |           | see the inspection
    ZO       | 经营性      | 在用  | 2017-06-01 |                |            |                |                    |           | value unknown
    ZP       | 经营性      | 处置  | 2017-06-01 | 300000         |            |                | 经村民代表会议     | 300000    | a meeting is no approval
    ZU       | 经营性      | 处置  | 2017-06-01 | 300000         |            | 批复尚未下     |                    | 300000    | a document that is not there yet
    ZV       | 经营性      | 处置  | 2017-06-01 | 300000         |            | 正在报批       |                    | 300000    | asked for
    ZW       | 经营性      | 报废  | 2017-06-01 | 300000         |            | 暂无批复       |                    | 300000    | none

    operation_inspection
    asset_no | project_no | inspect_date | state  | reason   | lead       | why
    ZB       |            | 2019-09-01   | 闲置   |          | 250000     |
    ZC       |            | 2019-09-01   | 停用   |          | 300000     |
    ZE       |            | 2019-09-01   | 正常   |          |            |
    ZM       |            | 2019-09-01   | 闲置   |          | x_trial    |
    ZN       |            | 2018-09-01   | 闲置   |          |            | an older inspection
    ZN       |            | 2019-09-01   | 未找到 |          | 300000     | lost
    ZO       |            | 2019-09-01   | 损毁   | 冰雹     | x_disaster |
    ZQ       |            | 2019-09-01   | 闲置   |          |            | no asset of the register
    """,
    # Without inspections; with the land registry.
    """
    asset_register
    asset_no | asset_name   | state | operator | right_cert_no   | original_value | lead   | why
    ZA       | 甲村冷库     | 闲置  |          |                 | 100000         | 100000 | nothing else known
    ZB       | 乙村冷库     | 出租  | 乙公司   | 鲁（2018）不动产1号 | 200000      | 200000 | pledged under its certificate
    ZC       | 丙村冷库     | 出租  | 丙公司   |                 | 300000         | 300000 | pledged by its operator, at its place
    ZD       | 丁村冷库     | 出租  | 丁公司   | 鲁（2018）不动产4号 | 400000      |        | no mortgage
    ZF       | 己村冷库     | 出租  | 己公司   | 鲁（2018）不动产6号 | 200000      | 80000  | the sum that the land registry names
    ZE       | 戊村冷库     | 出租  | 丙公司   |                 | 500000         |        | another place of that operator

    real_estate
    name   | cert_no            | location             | mortgage
    乙村   | 鲁(2018)不动产1号  |                      | 已抵押，农商银行
    丙公司 |                    | 东镇丙村冷库院内     | 抵押权人：农商银行
    丁村   | 鲁(2018)不动产4号  |                      | 无
    己公司 | 鲁(2018)不动产6号  |                      | 已抵押，农商银行，债权数额8万元
    """,
    # What is partly in use stands idle with its other part.
    """
    asset_register
    asset_no | asset_class | state | formed_on  | original_value | book_value
    ZA       | 经营性      | 在用  | 2017-06-01 | 300000         | 250000
    ZB       | 经营性      | 在用  | 2017-06-01 | 300000         |
    ZC       | 经营性      | 在用  | 2017-06-01 | 300000         |

    operation_inspection
    asset_no | inspect_date | state | utilisation | lead   | why
    ZA       | 2019-09-01   | 闲置  | 40          | 150000 | sixty per cent of the book value
    ZB       | 2019-09-01   | 闲置  | 0           | 300000 | boundary
    ZC       | 2019-09-01   | 损毁  | 40          | 300000 | damage is of the whole
    """,
]

ASSET_05 = [
    # The range; several assets in one contract.
    """
    asset_register
    asset_no | asset_class | original_value
    ZA       | 经营性      | 100000
    ZB       | 经营性      | 100000
    ZC       | 经营性      | 100000
    ZD       | 经营性      | 100000
    ZE       | 公益性      | 100000
    ZF       | 经营性      | 100000
    ZG1      | 经营性      | 100000
    ZG2      | 经营性      | 100000
    ZH1      | 经营性      | 100000
    ZH2      | 经营性      | 100000
    ZI       | 经营性      |

    asset_contract
    contract_no | asset_no | annual_rent | yield_ratio | start_date | remark           | lead     | why
    A           | ZA       | 6000        |             | 2018-01-01 |                  |          | boundary: 6 %
    B           | ZB       | 5999.99     |             | 2018-01-01 |                  | - L      | a fen less, only pointed out
    C           | ZC       | 12000       |             | 2018-01-01 |                  |          | boundary: 12 %
    D           | ZD       | 12000.01    |             | 2018-01-01 |                  | 0.01     | a fen more
    E           | ZE       | 1000        |             | 2018-01-01 |                  | x_public | no asset to earn by
    F           | ZF       | 3000        |             | 2018-01-01 | 按镇实施方案执行 | x_agreed | the plan says so
    G           | ZG1      | 16000       |             | 2018-01-01 |                  |          | one rent for both assets: 8 %
    G           | ZG2      | 16000       |             | 2018-01-01 |                  |          |
    H           | ZH1      | 20000       |             | 2018-01-01 |                  | 6000     | 15 %: rents of their own
    H           | ZH2      | 10000       |             | 2018-01-01 |                  |          |
    I           | ZI       | 3000        | 4           | 2018-01-01 |                  | - L      | value unknown: the ratio stated
    J           | ZJ       | 3000        |             | 2018-01-01 |                  |          | nothing to compare with
    K           | ZK       |             | 13          | 2018-01-01 |                  | -        | stated above the range
    """,
    # The operator; where the income came from.
    """
    asset_register
    asset_no | original_value
    ZA       | 100000

    asset_contract
    contract_no | asset_no | operator | uscc | annual_rent | start_date | end_date   | lead    | why
    A           | ZA       | 甲公司   | U1   | 8000        | 2018-01-01 | 2022-12-31 | 8000    | struck off
    B           | ZA       | 乙公司   |      | 8000        | 2018-01-01 | 2022-12-31 | 8000    | by name
    C           | ZA       | 丙公司   | U3   | 8000        | 2018-01-01 | 2022-12-31 |         | in business, whatever its namesake
    D           | ZA       | 丁公司   | U4   | 8000        | 2015-01-01 | 2019-12-30 | x_ended | boundary: ended the day before
    E           | ZA       | 戊公司   | U5   | 8000        | 2015-01-01 | 2019-12-31 | 8000    | ends on the audit date

    business_registration
    ent_name | uscc | status
    甲公司   | U1   | 注销
    乙公司   | U2   | 吊销
    丙公司   | U3   | 存续
    丙公司   | U9   | 注销
    丁公司   | U4   | 注销
    戊公司   | U5   | 经营异常

    asset_income
    asset_no | operator | received_amount | received_on | remark         | lead  | why
    ZA       | 己公司   | 8000            | 2018-12-10  |                | 8000  | boundary: thirty days after as much from a project
    ZA       | 庚公司   | 8000            | 2018-12-10  |                |       | a day more
    ZA       | 辛公司   | 8000            | 2018-12-10  |                |       | less came from the project
    ZA       | 壬公司   | 8000            | 2018-12-10  | 镇财政垫付     | 8000  | by the remark
    ZA       |          | 8000            | 2018-12-10  |                |       | payer unknown

    project_payment
    payee  | pay_date   | amount
    己公司 | 2018-11-10 | 8000
    庚公司 | 2018-11-09 | 8000
    辛公司 | 2018-12-09 | 7999.99
    壬公司 | 2019-01-09 | 9000
    """,
]

ASSET_08 = [
    # The poor's part.
    """
    asset_contract
    asset_no | remark
    ZF       | 合同约定收益按分配比例6:4执行
    ZA       |

    income_distribution
    asset_no | project_no | hh_no | reason       | income_year | pay_date   | amount  | plan_doc           | lead      | why
    ZA       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 700     |                    |           | boundary: 70 %
    ZA       |            |       | 村集体留存   | 2018        | 2019-02-01 | 300     |                    |           |
    ZB       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 695     |                    |           |
    ZB       |            |       | 村集体留存   | 2018        | 2019-02-01 | 305     |                    |           | boundary: half a percent less, rounding
    ZJ       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 694.99  |                    |           |
    ZJ       |            |       | 村集体留存   | 2018        | 2019-02-01 | 305.01  |                    | 5.01      | a fen beyond the tolerance
    ZC       |            | H1    | 公益岗位工资 | 2018        | 2019-02-01 | 400     |                    |           |
    ZC       |            |       | 小型公益     | 2018        | 2019-02-01 | 200     |                    |           | the village's part is of three rows
    ZC       |            |       | 村集体留存   | 2018        | 2019-02-01 | 350     |                    | 300       | the largest of them is accused
    ZC       |            | H9    | 全体村民二次分配 | 2018    | 2019-02-01 | 50      |                    |           |
    ZD       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 600     | 贫困户占60%，集体40% |         | the plan's own ratio
    ZD       |            |       | 村集体留存   | 2018        | 2019-02-01 | 400     | 贫困户占60%，集体40% |         |
    ZE       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 750     | 贫困户占80%，集体20% |         |
    ZE       |            |       | 村集体留存   | 2018        | 2019-02-01 | 250     | 贫困户占80%，集体20% | 50      | below the plan's
    ZF       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 600     |                    |           |
    ZF       |            |       | 村集体留存   | 2018        | 2019-02-01 | 400     |                    | x_contract | the contract fixes a ratio
    ZG       |            | H1    |              | 2018        | 2019-02-01 | 1000    |                    |           | reason unknown
             | PH         | H1    | 差异化分配   |             | 2019-02-01 | 500     |                    |           | year of payment
             | PH         |       | 村集体留存   |             | 2019-02-01 | 500     |                    | 200       | by project
    ZI       |            | H1    | 差异化分配   | 2018        | 2019-02-01 | 500     |                    |           | years apart
    ZI       |            |       | 村集体留存   | 2019        | 2019-12-01 | 500     |                    | 350       |
    """,
    # Equal shares.
    """
    policy
    id                    | from       | value
    project.equal_split_n | 2013-01-01 | 3

    poor_household
    hh_no | member_count | snapshot_date
    H1    | 1            | 2019-01-01
    H2    | 2            | 2019-01-01
    H3    | 3            | 2019-01-01
    H4    | 3            | 2019-01-01
    H5    | 3            | 2019-01-01

    income_distribution
    asset_no | hh_no | reason     | income_year | amount | remark     | lead   | why
    ZA       | H1    | 差异化分配 | 2018        | 500    |            | 1500   | the same for one and for three persons
    ZA       | H2    | 差异化分配 | 2018        | 500    |            |        |
    ZA       | H3    | 差异化分配 | 2018        | 500    |            |        |
    ZB       | H3    | 差异化分配 | 2018        | 500    |            | x_size | all of three
    ZB       | H4    | 差异化分配 | 2018        | 500    |            |        |
    ZB       | H5    | 差异化分配 | 2018        | 500    |            |        |
    ZC       | H1    | 差异化分配 | 2018        | 500    | 按户定额   | x_design | by design
    ZC       | H2    | 差异化分配 | 2018        | 500    | 按户定额   |        |
    ZC       | H3    | 差异化分配 | 2018        | 500    | 按户定额   |        |
    ZD       | H1    | 差异化分配 | 2018        | 500    |            |        | boundary: two households
    ZD       | H2    | 差异化分配 | 2018        | 500    |            |        |
    """,
]

ASSET_08_POWER = """
    asset_register
    asset_no | asset_name
    ZA       | 甲村光伏电站
    ZB       | 乙村光伏电站
    ZC       | 丙村光伏电站

    income_distribution
    asset_no | hh_no | reason       | income_year | pay_date   | amount | lead | why
    ZA       | H1    | 公益岗位工资 | 2020        | 2020-12-01 | 700    |      | posts and small public works: 80 %
    ZA       |       | 小型公益     | 2020        | 2020-12-01 | 100    |      |
    ZA       |       | 村集体留存   | 2020        | 2020-12-01 | 200    |      |
    ZB       | H1    | 差异化分配   | 2020        | 2020-12-01 | 900    | 700  | money for no work
    ZB       | H2    | 公益岗位工资 | 2020        | 2020-12-01 | 100    |      |
    ZC       | H1    | 差异化分配   | 2019        | 2019-12-31 | 900    |      | before the rule
    """

test_rule = rule_tests({"ASSET-05": ASSET_05, "ASSET-08": ASSET_08, "ASSET-09": ASSET_09})
test_rule_2020 = rule_tests({"ASSET-08": ASSET_08_POWER}, as_of="2020-12-31")
