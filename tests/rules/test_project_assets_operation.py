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
    ZM       | 经营性      | 在用  | 2019-02-01 | 300000         |            |                |                    |           | see the inspection
    ZN       | 经营性      | 在用  | 2017-06-01 | 300000         |            |                |                    |           | see the inspection
    ZO       | 经营性      | 在用  | 2017-06-01 |                |            |                |                    |           | value unknown
    ZP       | 经营性      | 处置  | 2017-06-01 | 300000         |            |                | 经村民代表会议     | 300000    | a meeting is no approval

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
    ZE       | 戊村冷库     | 出租  | 丙公司   |                 | 500000         |        | another place of that operator

    real_estate
    name   | cert_no            | location             | mortgage
    乙村   | 鲁(2018)不动产1号  |                      | 已抵押，农商银行
    丙公司 |                    | 东镇丙村冷库院内     | 抵押权人：农商银行
    丁村   | 鲁(2018)不动产4号  |                      | 无
    """,
]

test_rule = rule_tests({"ASSET-09": ASSET_09})
