"""Water: each rule fires, stands at its boundary, and spares what the standard allows."""

from tests.rules.tables import rule_tests

WATER_01 = """
    household_water
    hh_no | id_no | litres_pcd | water_ok | minutes | distance_m | vertical_m | guarantee_rate | result | evaluated_on | absent   | remark     | lead     | why
    H1    | P1    | 20         | 是       | 20      |            |            | 90             | 达标   | 2019-05-01   |          |            |          | boundary: 基本达标 in all four
    H2    | P2    | 19.9       | 是       | 5       |            |            | 95             |        | 2019-05-01   |          |            | -        | litres
    H3    | P3    | 60         | 否       | 5       |            |            | 95             |        | 2019-05-01   |          |            | -        | quality
    H4    | P4    | 60         | 是       | 21      |            |            | 95             |        | 2019-05-01   |          |            | -        | minutes
    H5    | P5    | 60         | 是       | 21      | 800        | 80         | 95             |        | 2019-05-01   |          |            |          | boundary: the distance is lawful
    H6    | P6    | 60         | 是       | 21      | 801        | 80         | 95             |        | 2019-05-01   |          |            | -        | neither is
    H7    | P7    | 60         | 是       | 15      | 900        |            | 95             |        | 2019-05-01   |          |            |          | the time is lawful
    H8    | P8    | 60         | 是       |         | 900        |            | 95             |        | 2019-05-01   |          |            | -        | only a distance
    H9    | P9    | 60         | 是       |         | 100        | 81         | 95             |        | 2019-05-01   |          |            | -        | too high
    H10   | P10   | 60         | 是       | 5       |            |            | 89.9           |        | 2019-05-01   |          |            | -        | guarantee
    H11   | P11   | 60         | 是       | 5       |            |            | 95             | 不达标 | 2019-05-01   |          |            | -        | the evaluation itself
    H12   | P12   | 10         | 否       | 30      |            |            | 80             | 不达标 | 2019-05-01   |          |            | -        | several: one lead
    H13   | P13   |            |          |         |            |            |                |        | 2019-05-01   |          |            |          | nothing known
    H14   | P14   | 10         | 是       | 5       |            |            | 95             |        | 2018-09-01   |          |            |          | better since
    H14   | P14   | 40         | 是       | 5       |            |            | 95             |        | 2019-05-01   |          |            |          |
    H15   | P15   | 10         | 是       | 5       |            |            | 95             |        | 2019-05-01   | 是       |            | x_absent | away all year
    H16   | P16   | 10         | 是       | 5       |            |            | 95             |        | 2019-05-01   | 否       |            | -        | at home
    H17   | P17   | 60         | 否       | 5       |            |            | 95             |        | 2019-05-01   |          | 汛期水浑   | x_season |
    H18   | P18   | 19         | 是       | 5       |            |            | 95             |        | 2018-07-31   |          |            |          | before the standard
    H19   | P19   | 19         | 是       | 5       |            |            | 95             |        |              |          |            | -        | no date: the audit's
    H20   | P20   | 10         | 是       | 5       |            |            | 95             |        | 2020-01-05   |          |            |          | after the audit date
    H21   | P21   | 10         | 是       | 5       |            |            | 95             |        | 2019-05-01   | 未外出   |            | -        |
    H22   | P22   | 60         | 否       | 5       |            |            | 95             |        | 2019-05-01   |          | 非季节性   | -        | it says that it is not
    H23   | P23   | 10         | 是       | 5       |            |            | 95             |        | 2019-05-01   | 否       | 外出就医   | -        | away for a day
    """

WATER_02 = [
    """
    water_project
    supply_no | supply_name | town_name | villages     | supply_type | built      | status | lead      | why
    S1        | 一水厂      | 甲镇      | 王村、李村   | 集中        | 2010-01-01 | 正常   |           | tested
    S2        | 二水厂      | 甲镇      | 王村         | 集中        | 2010-01-01 | 正常   | -         | last test in December of the year before
    S3        | 三水厂      | 甲镇      | 王村         | 集中        | 2010-01-01 | 正常   | -         | never
    S4        | 四水厂      | 甲镇      | 张村         | 集中        | 2010-01-01 | 正常   | x_no_poor | no poor household there
    S5        | 五水厂      | 甲镇      | 王村         | 集中        | 2010-01-01 | 停用   | x_stopped |
    S6        | 六水厂      | 甲镇      | 王村         | 集中        | 2019-06-01 | 正常   | x_new     | built in the period
    S7        | 七水厂      | 甲镇      | 王村         | 集中        | 2010-01-01 | 正常   |           | tested under its name; boundary: January
    S8        | 八水厂      | 甲镇      | 幸福社区     | 集中        | 2010-01-01 | 正常   | -         | 李村 became a community
    S9        | 九水厂      | 甲镇      | 张村等3个村  | 集中        | 2010-01-01 | 正常   | -         | a list cut short: unknown
    S10       | 十水厂      | 甲镇      | 王村居委会   | 集中        | 2010-01-01 | 正常   | -         | its only test was after the audit
    S11       | 十一水厂    | 甲镇      | 王村         | 集中        | 2010-01-01 | 正常   |           | tested on an unknown day: not judged

    water_test
    supply_no | supply_name | sample_point | sample_date | result
    S1        |             | 末梢         | 2019-03-01  | 合格
    S2        |             | 末梢         | 2018-12-31  | 合格
              | 七水厂      | 末梢         | 2019-01-01  | 合格
    S10       |             | 末梢         | 2020-01-01  | 合格
    S11       |             | 末梢         |             | 合格

    village
    town_name | village_name | former_names
    甲镇      | 王村         |
    甲镇      | 幸福社区     | 李村，赵村
    甲镇      | 张村         |

    poor_person
    id_no | town_name | village_name   | snapshot_date
    P1    | 甲镇      | 王村村委会     | 2019-12-31
    P2    | 甲镇      | 李村           | 2019-12-31
    """,
    """
    water_project
    supply_no | supply_name | supply_type
    S1        | 一水厂      | 集中
    S2        | 二水厂      | 分散

    water_test
    supply_no | sample_point | sample_date | items              | result | qualified | remark | lead     | why
    S1        | 末梢         | 2019-03-01  | 氟化物             | 不合格 |           |        |          | passed afterwards
    S1        | 末梢         | 2019-05-01  | 氟化物             | 合格   |           |        |          |
    S1        | 出厂         | 2019-03-01  | 氟化物             | 不合格 |           |        |          | two failed: the last one
    S1        | 出厂         | 2019-04-01  | 氟化物             |        | 否        |        | -        |
    S1        | 水源         | 2019-03-01  | 浑浊度             | 不合格 |           |        |          | raw water; what is drunk passed later
    S1        | 户内水缸     | 2019-06-01  | 总大肠菌群         | 不合格 |           |        | x_tank   |
    S2        | 末梢         | 2019-06-01  | 总大肠菌群         | 不合格 |           |        | x_boiled | scattered, boiled before drinking
    S2        | 出厂         | 2019-06-01  | 总大肠菌群、硝酸盐 | 不合格 |           |        | -        | not only microbes
    S2        | 水源         | 2019-12-01  | 氟化物             | 不合格 |           |        | x_grace  | boundary: 30 days
    S3        | 末梢         | 2019-11-30  | 氟化物             | 不合格 |           |        | -        | 31 days; a supply of no list
    S4        | 末梢         | 2019-06-01  | 总大肠菌群         | 不合格 |           |        | -        | whether scattered: unknown
    S5        | 末梢         | 2019-06-01  |                    |        |           |        |          | no result
    """,
]

WATER_03 = [
    """
    water_project
    supply_no | town_name | year | villages   | supply_type | status | outage_days | operator | maint_fund | fee_rate | remark   | lead         | why
    S1        | 甲镇      | 2019 | 王村       | 集中        | 正常   | 36          | 水务公司 | 5000       | 90       |          |              | boundary: 36 days
    S2        | 甲镇      | 2019 | 王村       | 集中        | 正常   | 37          | 水务公司 | 5000       | 90       |          | -            |
    S3        | 甲镇      | 2018 | 王村       | 集中        | 正常   | 40          | 水务公司 | 5000       | 90       |          | -            | each year by itself
    S3        | 甲镇      | 2019 | 王村       | 集中        | 正常   | 40          | 水务公司 | 5000       | 90       |          | -            |
    S4        | 甲镇      | 2017 | 王村       | 集中        | 正常   | 40          | 水务公司 | 5000       | 90       |          |              | before the standard
    S5        | 甲镇      | 2019 | 王村       | 集中        | 正常   |             |          | 5000       | 90       |          | -            | nobody
    S6        | 甲镇      | 2019 | 王村       | 集中        | 正常   |             | 无       | 5000       | 90       |          | x_caretaker  | the inspection names somebody
    S7        | 甲镇      | 2019 | 王村       | 集中        | 正常   |             | 水务公司 |            | 0        |          | -            | neither fund nor fee
    S8        | 甲镇      | 2019 | 王村       | 集中        | 正常   |             | 水务公司 | 0          | 60       |          |              | fees pay
    S9        | 甲镇      | 2019 | 王村       | 分散        | 正常   |             |          |            |          |          | x_scattered; x_scattered | households keep their wells
    S10       | 甲镇      | 2019 | 赵村       | 集中        | 停用   |             |          |            |          |          | -            | villages still listed
    S11       | 甲镇      | 2019 | 王村、孙村 | 集中        | 停用   |             |          |            |          |          | -            | 孙村 has no other
    S12       | 甲镇      | 2019 | 王家社区   | 集中        | 停用   |             |          |            |          |          | x_replaced   | a village of another name for 王村
    S13       | 甲镇      | 2019 |            | 集中        | 停用   |             |          |            |          |          |              | nothing listed
    S14       | 甲镇      | 2019 | 周村       | 集中        | 停用   |             |          |            |          | 已并网   | x_replaced   |

    operation_inspection
    project_no | caretaker
    S6         | 张三
    S5         | 无

    village
    town_name | village_name | former_names
    甲镇      | 王村         | 王家
    """,
    # A column that nobody fills is not held against a supply.
    """
    water_project
    supply_no | year | status | outage_days | lead | why
    S1        | 2019 | 正常   | 10          |      | operator and fund were not asked for
    """,
]

WATER_04 = [
    """
    poor_household
    hh_no | town_name | village_name | village_code | snapshot_date | safe_water | lead        | why
    H1    | 甲镇      | 王村         |              | 2019-12-31    | 是         |             | served
    H2    | 甲镇      | 孙村         |              | 2019-12-31    | 是         | -           | nobody serves 孙村
    H3    | 甲镇      | 孙村         |              | 2019-12-31    | 否         |             | no safe water is claimed
    H4    | 甲镇      | 孙村         |              | 2019-12-31    | 是         | x_well      | a well of its own
    H5    | 甲镇      | 孙村         |              | 2019-12-31    | 是         | x_connected | on the mains of a supply that works
    H6    | 甲镇      | 孙村         |              | 2019-12-31    | 是         | -           | on the mains of one out of use
    H7    | 甲镇      | 王村社区     |              | 2019-12-31    | 是         |             | another ending
    H8    | 甲镇      | 旧李村       |              | 2019-12-31    | 是         |             | merged into 幸福社区
    H9    | 甲镇      | 王庄         | 370799100201 | 2019-12-31    | 是         |             | the code is 王村's
    H10   | 甲镇      | 周村         |              | 2019-12-31    | 是         | -           | its supply is out of use
    H11   | 乙镇      | 钱村         |              | 2019-12-31    | 是         | x_open_list | 全镇
    H12   | 甲镇      | 东王村       |              | 2019-12-31    | 是         | -           | 东王村 is not 王村
    H13   | 甲镇      | 孙村         |              | 2018-12-31    | 是         |             | left the register
    H14   | 甲镇      | 孙村         |              | 2019-12-31    |            |             | unknown
    H15   | 丙镇      | 王村         |              | 2019-12-31    | 是         | -           | the 王村 of another town

    water_project
    supply_no | supply_name | town_name | villages              | supply_type | status | year | population | lead | why
    S1        | 一水厂      | 甲镇      | 王村，幸福社区居委会  | 集中        | 正常   | 2019 |            |      |
    S2        | 二水厂      | 甲镇      | 周村                  | 集中        | 停用   | 2019 |            |      |
    S3        | 三水厂      | 乙镇      | 全镇                  | 集中        | 正常   | 2019 |            |      |

    household_water
    hh_no | water_source | supply_no | evaluated_on
    H4    | 自备井       |           | 2019-05-01
    H5    | 自来水       | S1        | 2019-05-01
    H6    | 自来水       | S2        | 2019-05-01

    village
    town_name | village_name | village_code | former_names
    甲镇      | 王村         | 370799100201 |
    甲镇      | 幸福社区     | 370799100202 | 旧李村、旧赵村
    甲镇      | 孙村         | 370799100203 |
    丙镇      | 王村         | 370799101201 |
    """,
    """
    poor_household
    hh_no | town_name | village_name | snapshot_date | safe_water
    H1    | 甲镇      | 王村         | 2019-12-31    | 是

    water_project
    supply_no | town_name | villages     | supply_type | status | year | population | remark | lead      | why
    S1        | 甲镇      | 王村、李村   | 集中        | 正常   | 2019 | 1200       |        |           | boundary: 20 % more
    S2        | 甲镇      | 赵村         | 集中        | 正常   | 2019 | 601        |        | - D       | more than the village has
    S3        | 甲镇      | 孙村         | 集中        | 正常   | 2019 | 300        |        | - D       | fewer
    S4        | 甲镇      | 周村         | 集中        | 正常   | 2019 | 300        | 部分农户自备井 | x_partial |
    S5        | 甲镇      | 吴村         | 集中        | 正常   | 2019 | 200        |        | x_shared  | two supplies share 吴村
    S6        | 甲镇      | 吴村         | 集中        | 正常   | 2019 | 300        |        | x_shared  |
    S7        | 甲镇      | 郑村         | 集中        | 正常   | 2019 | 9000       |        |           | 郑村's people are unknown
    S8        | 甲镇      | 赵村等2个村  | 集中        | 正常   | 2019 | 9000       |        |           | 等2个村 names no village
    S9        | 甲镇      | 冯村         | 集中        | 停用   | 2019 | 9000       |        |           | out of use

    village
    town_name | village_name | total_persons
    甲镇      | 王村         | 400
    甲镇      | 李村         | 600
    甲镇      | 赵村         | 500
    甲镇      | 孙村         | 500
    甲镇      | 周村         | 500
    甲镇      | 吴村         | 500
    甲镇      | 冯村         | 500
    """,
]

test_water = rule_tests({"WATER-01": WATER_01, "WATER-02": WATER_02, "WATER-03": WATER_03, "WATER-04": WATER_04})
