"""Housing: each rule fires, stands at its boundary, and spares what the law allows."""

import datetime as dt

import pyarrow as pa

from auditlib import leads
from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import rule_tests

HOUSE_01 = [
    # 未鉴定: the register's newest snapshot and the newest screening; no appraisal at all.
    """
    poor_household
    hh_no | id_no | snapshot_date | dangerous_house | house_safe | lead | why
    H1    | P1    | 2018-12-31    | 是              |            |      | an older snapshot
    H1    | P1    | 2019-12-31    | 是              |            | -    | flagged, never appraised
    H2    | P2    | 2018-12-31    | 是              |            |      | flagged in 2018 only
    H2    | P2    | 2019-12-31    | 否              |            |      | no longer
    H3    | P3    | 2019-12-31    |                 |            |      | unknown is no flag
    H4    | P4    | 2019-12-31    |                 | 否         | -    | 住房是否安全: no
    H5    | P5    | 2019-12-31    | 是              |            |      | appraised B
    H6    | P6    | 2019-12-31    | 否              |            | -    | the screening found a problem
    H7    | P7    | 2019-12-31    | 否              |            |      | the problem is solved
    H8    | P8    | 2019-12-31    | 否              |            |      | boundary: a later screening found none
    H9    | P9    | 2019-12-31    | 是              |            | x_elsewhere | lives with the son
    H10   | P10   | 2019-12-31    | 是              |            | x_elsewhere,x_gone | old house pulled down
    H11   | P11   | 2019-12-31    | 是              |            | -    | to be pulled down is not gone
    H12   | P12   | 2019-12-31    | 是              |            | x_elsewhere | in a home for the old
    H13   | P13   | 2019-12-31    | 是              |            | x_renovated | renovated and accepted, the flag is old
    H14   | P14   | 2018-12-31    | 是              |            |      | left the register before the newest snapshot
    H15   | P15   | 2019-12-31    | 是              |            |      | appraised under the household's old number
    H16   | P16   | 2019-12-31    | 否              |            |      | a problem of water
    H17   | P17   | 2019-12-31    | 是              |            | -    | advised to move, has not

    screening_ledger
    hh_no | item | check_date | result | problem      | measure              | solved_on  | lead | why
    H6    | 住房 | 2019-05-01 | 无保障 | 屋顶漏雨     |                      |            |      | said at the household
    H7    | 住房 | 2019-05-01 | 无保障 | 屋顶漏雨     | 修缮                 | 2019-08-01 |      |
    H8    | 住房 | 2019-05-01 | 无保障 | 屋顶漏雨     |                      |            |      |
    H8    | 住房 | 2019-09-01 | 有保障 | 无           |                      |            |      |
    H9    | 住房 | 2019-05-01 | 有保障 |              | 老人随儿子居住       |            |      |
    H10   | 住房 | 2019-05-01 | 有保障 |              | 旧房已拆除，住新房   |            |      |
    H11   | 住房 | 2019-05-01 | 有保障 |              | 旧房拟拆除、尚未封存 |            |      |
    H17   | 住房 | 2019-05-01 | 有保障 |              | 建议随子女居住       |            |      |
    H16   | 饮水 | 2019-05-01 | 无保障 | 水质差       |                      |            |      |
    H99   | 住房 | 2019-05-01 | 无保障 | 墙体开裂     |                      |            | -    | in no register: the screening itself
    H98   | 住房 | 2019-05-01 |        |              |                      |            |      | nothing found

    house_appraisal
    hh_no | id_no | level | appraise_date | lead | why
    H5    | P5    | B     | 2018-05-01    |      | safe
    H15X  | P15D  | B     | 2017-05-01    |      | safe

    poor_person
    hh_no | id_no | snapshot_date | relation
    H15X  | P15D  | 2018-12-31    | 户主
    H15X  | P15   | 2018-12-31    | 配偶
    H15   | P15   | 2019-12-31    | 户主

    house_renovation
    hh_no | id_no | plan_year | accept_date
    H13   | P13   | 2018      | 2018-11-01

    social_assistance
    id_no | assist_type | from_date  | to_date
    P12   | 特困集中    | 2017-01-01 |
    P1    | 特困集中    | 2017-01-01 | 2018-01-01
    """,
    # 未改造: the newest appraisal of each house.
    """
    house_appraisal
    hh_no | id_no | level | appraise_date | address  | lived_in | remark           | lead          | why
    H1    | P1    | D     | 2018-05-01    |          |          |                  | -             | no renovation
    H2    | P2    | C     | 2018-05-01    |          |          |                  |               | renovated and accepted
    H3    | P3    | D     | 2018-05-01    |          |          |                  | -             | renovated, not accepted
    H4    | P4    | D     | 2016-05-01    |          |          |                  |               | appraised B since
    H4    | P4    | B     | 2018-05-01    |          |          |                  |               |
    H5    | P5    | D     | 2018-05-01    | 村东1号  | 否       |                  | x_elsewhere   | not the house lived in
    H6    | P6    | D     | 2018-05-01    | 村东1号  |          |                  | x_other_house | has a safe house too
    H6    | P6    | A     | 2018-05-01    | 村西9号  |          |                  |               |
    H7    | P7    | D     | 2018-05-01    |          |          | 已拆除           | x_gone        |
    H8    | P8    | D     | 2018-05-01    |          |          | 未拆除           | -             | not pulled down
    H9    |       | C     |               |          |          |                  | -             | no date
    H10   | P10   | D     | 2018-05-01    |          |          | 现租住安全住房   | x_elsewhere   |
    H11   | P11   | D     | 2018-05-01    | 村东1号  |          |                  | -             | two dangerous houses: each
    H11   | P11   | C     | 2018-05-01    | 村西9号  |          |                  | -             |
    H12   | P12   | D     | 2018-05-01    |          |          |                  | -             | accepted after the audit date
    H13   | P13   |       | 2018-05-01    |          |          |                  |               | level unknown
    H14   | P14   | D     | 2018-05-01    |          |          |                  |               | renovated under a member's name

    poor_household
    hh_no | id_no | snapshot_date | dangerous_house
    H1    | P1    | 2019-12-31    | 是

    house_renovation
    hh_no | id_no | plan_year | accept_date
    H2    | P2    | 2018      | 2019-12-31
    H3    | P3    | 2018      |
    H12   | P12   | 2018      | 2020-01-01
          | P14B  | 2018      | 2018-11-01

    poor_person
    hh_no | id_no | snapshot_date
    H14   | P14   | 2019-12-31
    H14   | P14B  | 2019-12-31
    """,
]

HOUSE_02 = [
    """
    house_appraisal
    hh_no | level | appraise_date | institution | report_no | address | remark   | lead       | why
    H1    | C     | 2018-05-01    | 甲          | R1        |         |          |            | complete
    H2    | C     | 2018-05-01    | 甲          |           |         |          | 14000      | no number
    H3    | C     |               | 甲          | R3        |         |          | -          | no date; no renovation
    H4    | C     | 2018-05-01    |             |           |         |          | -          | two things missing: one lead
    H5    | C     | 2018-05-01    | 甲          | R5        |         |          |            | boundary: on the day works began
    H6    | C     | 2018-05-02    | 甲          | R6        |         |          | 14000      | a day after
    H7    | C     | 2018-08-02    | 甲          | R7        |         |          | 14000      | start unknown: after payment
    H8    | D     | 2018-03-01    | 甲          | R8        |         |          |            | before the works
    H8    | B     | 2018-10-01    | 甲          | R8b       |         |          |            | a further one after them
    H9    | A     | 2018-10-01    | 甲          | R9        |         |          | x_after    | only a check of the finished house
    H10   | C     | 2018-05-01    | 甲          | R10       |         |          |            |
    H10   | D     | 2018-07-30    | 甲          | R10b      |         |          | -          | boundary: 90 days, another level
    H11   | C     | 2018-05-01    | 甲          | R11       |         |          |            |
    H11   | D     | 2018-07-31    | 甲          | R11b      |         |          |            | 91 days
    H12   | C     | 2018-05-01    | 甲          | R12       | 村东1号 |          |            |
    H12   | A     | 2018-05-09    | 甲          | R12b      | 村西9号 |          |            | another house
    H13   | C     | 2018-05-01    | 甲          | R13       |         |          |            |
    H13   | D     | 2018-05-09    | 甲          | R13b      |         | 复核更正 | x_review   |
    H14   | C     | 2018-05-01    | 甲          | R14       |         |          |            |
    H14   | A     | 2018-07-09    | 甲          | R14b      |         |          | x_renovated | renovated in between
    H15   | B     | 2018-08-01    | 甲          | R15       |         |          |            |
    H15   | D     | 2018-08-25    | 甲          | R15b      |         | 台风受灾 | x_disaster |
    H16   | C     | 2018-05-01    | 甲          | R16       |         |          |            | after a renovation of 2012, before that of 2018
    H17   | C     | 2018-05-01    | 甲          | R17       |         |          |            |
    H17   | C     | 2018-05-09    | 甲          | R17b      |         |          |            | the same level

    house_renovation
    hh_no | plan_year | start_date | accept_date | pay_date   | subsidy
    H2    | 2018      | 2018-06-01 | 2018-08-01  | 2018-09-01 | 14000
    H5    | 2018      | 2018-05-01 | 2018-08-01  | 2018-09-01 | 14000
    H6    | 2018      | 2018-05-01 | 2018-08-01  | 2018-09-01 | 14000
    H7    | 2018      |            |             | 2018-08-01 | 14000
    H8    | 2018      | 2018-05-01 | 2018-08-01  | 2018-09-01 | 14000
    H9    | 2018      | 2018-05-01 | 2018-08-01  | 2018-09-01 | 14000
    H14   | 2018      | 2018-05-10 | 2018-07-01  | 2018-09-01 | 14000
    H16   | 2012      | 2012-05-10 | 2012-07-01  | 2012-09-01 | 14000
    H16   | 2018      | 2018-05-10 | 2018-07-01  | 2018-09-01 | 14000
    """,
    # One appraiser, three houses a day at most here; a column that nobody fills is not held against a row.
    """
    policy
    id                       | from       | value
    house.appraisals_per_day | 2014-01-01 | 3

    house_appraisal
    hh_no | level | appraise_date | appraiser | lead | why
    H1    | A     | 2018-05-01    | 张三      | -    | four houses in a day
    H2    | A     | 2018-05-01    | 张三      | -    |
    H3    | A     | 2018-05-01    | 张三      | -    |
    H4    | A     | 2018-05-01    | 张三      | -    |
    H5    | A     | 2018-05-02    | 张三      |      | boundary: three houses
    H6    | A     | 2018-05-02    | 张三      |      |
    H7    | A     | 2018-05-02    | 张三      |      |
    H7    | A     | 2018-05-02    | 张三      |      | the same house again
    H8    | A     | 2018-05-01    | 李四      |      | another appraiser
    H9    | A     | 2018-05-01    |           |      | nobody named
    """,
]

HOUSE_03 = [
    """
    house_renovation
    hh_no | name | id_no | village_name | category   | plan_year | start_date | pay_date   | level | fund_source | remark   | subsidy | lead         | why
    H1    | 甲   | P1    | 王村         | 建档立卡   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | registered
    H2    | 乙   | P2    | 王村         | 建档立卡   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | registered a year later
    H3    | 丙   | P3    | 王村         | 一般户     | 2018      | 2018-05-01 | 2018-09-01 | D     | 中央        |          | 14000   | 14000        | of no kind
    H4    | 丁   | P4    | 王村         | 一般户     | 2018      | 2018-05-01 | 2018-09-01 | D     | 县级专项    |          | 14000   | x_local_fund | a local fund
    H5    | 戊   | P5    | 王村         | 一般户     | 2018      | 2018-05-01 | 2018-09-01 | D     | 中央、县级  |          | 14000   | 14000        | central money too
    H6    | 己   | P6    | 王村         | 低保       | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | 低保 ended in the year planned
    H7    | 庚   | P7    | 王村         | 低保       | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | boundary: 低保 ended the year before
    H8    | 辛   | P8    | 王村         | 低保       | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | 低保 since the year after
    H9    | 壬   | P9    | 王村         | 分散特困   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | supported at home
    H10   | 癸   | P10   | 王村         | 特困       | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | lives in a home
    H11   | 子   | P11   | 王村         | 贫困残疾   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | disabled
    H12   | 丑   | P12   | 王村         | 贫困残疾   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | certified the year after
    H13   | 寅   | P13   | 王村         | 建档立卡   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | struck off in 2019, after the plan
    H14   | 卯   | P14   | 王村         | 建档立卡   | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | 14000        | struck off in 2017
          | 辰   | 370799195001010013 | 王村 | 建档立卡  | 2018     | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   | x_typo       | two digits off
    H16   | 巳   | P16   | 王村         |            |           |            |            | D     |             |          | 14000   |              | no year: not judged
    H17   | 午   | P17   | 王村         |            | 2018      | 2018-05-01 |            | D     |             |          |         |              | no amount
    H18   | 未   | P18   | 王村         | 一般户     | 2018      | 2018-05-01 | 2018-09-01 | D     | 中央        | 已退回   | 14000   | x_ret        |
    H19   | 申   | P19B  | 王村         | 低保       | 2018      | 2018-05-01 | 2018-09-01 | D     |             |          | 14000   |              | another member has 低保

    poor_person
    hh_no | id_no | name | village_name | snapshot_date | first_identified
    H1    | P1    | 甲   | 王村         | 2018-12-31    | 2014-05-01
    H2    | P2    | 乙   | 王村         | 2019-12-31    | 2019-05-01
    H13   | P13   | 寅   | 王村         | 2018-12-31    | 2014-05-01
    H14   | P14   | 卯   | 王村         | 2016-12-31    | 2014-05-01
    H15   | 370799195001020013 | 辰 | 王村 | 2018-12-31   | 2014-05-01
    H19   | P19   | 酉   | 王村         | 2019-12-31    | 2019-05-01
    H19   | P19B  | 申   | 王村         | 2019-12-31    | 2019-05-01

    register_change
    hh_no | id_no | change_type | change_date
    H13   | P13   | 清退        | 2019-03-01
    H14   | P14   | 清退        | 2017-03-01

    social_assistance
    id_no | assist_type | from_date  | to_date
    P6    | 农村低保    | 2015-01-01 | 2018-01-31
    P7    | 农村低保    | 2015-01-01 | 2017-12-31
    P8    | 农村低保    | 2019-01-01 |
    P9    | 特困分散    | 2015-01-01 |
    P10   | 特困集中    | 2015-01-01 |
    P19   | 农村低保    | 2015-01-01 |

    disability
    id_no | cert_date
    P11   | 2016-01-01
    P12   | 2019-01-01
    """,
    # The house: level of the list and appraisals before the works; another house.
    """
    house_renovation
    hh_no | id_no | village_name | plan_year | start_date | pay_date   | level | subsidy | lead        | why
    H1    | P1    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | B     | 14000   | 14000       | the list itself says B
    H2    | P2    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   | 14000       | appraised A before the works
    H3    | P3    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   |             | appraised A after them
    H4    | P4    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | C     | 14000   |             | another house is A
    H5    | P5    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | B     | 14000   | x_dangerous | appraised C: the list is wrong
    H6    | P6    | 王村         | 2018      |            |            |       | 14000   |             | level unknown, never appraised
    H7    | P7    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   | 14000       | a flat in town
    H8    | P8    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   | x_own_house | the old house's own certificate
    H9    | P9    | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   | x_inherited | inherited share
    H10   | P10   | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   |             | bought after the works
    H11   | P11   | 王村         | 2018      | 2018-05-01 | 2018-09-01 | D     | 14000   |             | sold; a shop

    poor_person
    hh_no | id_no | snapshot_date | first_identified
    H1    | P1    | 2018-12-31    | 2014-05-01
    H2    | P2    | 2018-12-31    | 2014-05-01
    H3    | P3    | 2018-12-31    | 2014-05-01
    H4    | P4    | 2018-12-31    | 2014-05-01
    H5    | P5    | 2018-12-31    | 2014-05-01
    H6    | P6    | 2018-12-31    | 2014-05-01
    H7    | P7    | 2018-12-31    | 2014-05-01
    H7    | P7B   | 2018-12-31    | 2014-05-01
    H8    | P8    | 2018-12-31    | 2014-05-01
    H9    | P9    | 2018-12-31    | 2014-05-01
    H10   | P10   | 2018-12-31    | 2014-05-01
    H11   | P11   | 2018-12-31    | 2014-05-01

    social_assistance
    id_no | assist_type
    P99   | 农村低保

    disability
    id_no | cert_date
    P99   | 2016-01-01

    house_appraisal
    hh_no | level | appraise_date | address
    H2    | D     | 2012-03-01    |
    H2    | A     | 2018-03-01    |
    H3    | D     | 2018-03-01    |
    H3    | A     | 2018-10-01    |
    H4    | A     | 2018-03-01    | 村西9号
    H4    | C     | 2018-03-01    | 村东1号
    H5    | C     | 2018-03-01    |

    real_estate
    id_no | location           | use  | reg_date   | acquire_type | status | area
    P7B   | 县城某小区1号楼    | 住宅 | 2016-01-01 | 购买         | 现势   | 96
    P8    | 王村12号           | 住宅 | 2016-01-01 |              | 现势   | 70
    P9    | 县城某小区2号楼    | 住宅 | 2016-01-01 | 继承         | 现势   | 80
    P10   | 县城某小区3号楼    | 住宅 | 2018-12-01 | 购买         | 现势   | 80
    P11   | 县城某小区4号楼    | 住宅 | 2016-12-01 | 购买         | 注销   | 80
    P11   | 县城某街5号        | 商业 | 2016-12-01 | 购买         | 现势   | 20
    """,
]

HOUSE_04 = """
    house_renovation
    hh_no | id_no | name | plan_year | pay_date   | way  | subsidy | remark       | fund_source | lead         | why
    H1    | P1    | 甲   | 2016      | 2016-09-01 | 修缮 | 8000    |              |             |              | the first
    H1    | P1    | 甲   | 2019      | 2019-09-01 | 重建 | 14000   |              |             | 14000        | again three years later
    H2    | P2    | 乙   | 2014      | 2014-09-01 | 修缮 | 8000    |              |             |              |
    H2    | P2    | 乙   | 2019      | 2019-09-01 | 重建 | 14000   |              |             |              | boundary: five years later
    H3    | P3    | 丙   | 2015      | 2015-09-01 | 修缮 | 8000    |              |             |              |
    H3    | P3    | 丙   | 2019      | 2019-09-01 | 重建 | 14000   |              |             | 14000        | boundary: four years
    H4    | P4    | 丁   | 2017      | 2017-09-01 | 修缮 | 8000    |              |             |              |
    H4    | P4B   | 丁妻 | 2018      | 2018-09-01 | 重建 | 14000   |              |             | 14000        | through the spouse
    H5    | P5    | 戊   | 2017      | 2017-09-01 | 重建 | 14000   |              |             |              |
    H5    | P5    | 戊   | 2019      | 2019-09-01 | 搬迁 | 30000   |              |             | 30000        | and relocated
    H6    | P6    | 己   | 2018      | 2018-09-01 | 修缮 | 8000    |              |             |              |
    H6    | P6    | 己   | 2019      | 2019-11-01 | 重建 | 14000   | 台风利奇马倒房 |             | x_disaster |
    H7    | P7    | 庚   | 2018      | 2018-09-01 | 重建 | 7000    | 首付50%      |             |              |
    H7    | P7    | 庚   | 2018      | 2018-12-01 | 重建 | 7000    | 验收后余款   |             | x_instalment | in two parts
    H8    | P8    | 辛   | 2018      | 2018-09-01 | 重建 | 14000   |              |             |              |
    H8    | P8    | 辛   | 2018      | 2018-12-01 | 重建 | 14000   |              |             | 14000        | twice in one year
    H9    | P9    | 壬   | 2018      | 2018-09-01 | 重建 | 14000   |              |             |              |
    H9    | P9    | 壬   | 2018      | 2018-10-01 | 重建 | -14000  |              |             |              | taken back
    H9    | P9    | 壬   | 2019      | 2019-09-01 | 重建 | 14000   |              |             | x_ret        | paid anew
          |       | 癸   | 2018      | 2018-09-01 | 重建 | 14000   |              |             |              | nobody known
          |       | 癸   | 2019      | 2019-09-01 | 重建 | 14000   |              |             |              |
    H10   | P10   | 子   |           |            | 重建 | 14000   |              |             |              | no year
    H10   | P10   | 子   | 2019      | 2019-09-01 | 重建 | 14000   |              |             |              |

    poor_person
    hh_no | id_no | snapshot_date
    H4    | P4    | 2018-12-31
    H4    | P4B   | 2018-12-31
    """
HOUSE_05 = [
    """
    house_renovation
    hh_no | persons | plan_year | way  | level | area_after | remark       | subsidy | lead     | why
    H1    | 2       | 2018      | 重建 | D     | 60         |              | 14000   |          | boundary: 60
    H2    | 2       | 2018      | 重建 | D     | 60.01      |              | 14000   | 14000    |
    H3    | 3       | 2018      | 重建 | D     | 61         |              | 14000   | 14000    |
    H4    | 4       | 2018      | 重建 | D     | 72         |              | 14000   |          | boundary: 18 a head
    H5    | 4       | 2018      | 重建 | D     | 72.5       |              | 14000   | 14000    |
    H6    | 1       | 2018      | 重建 | D     | 20         |              | 14000   |          | boundary: 20 for one
    H7    | 1       | 2018      | 重建 | D     | 19         |              | 14000   | 14000    | too small
    H8    | 2       | 2018      | 重建 | D     | 29         |              | 14000   | 14000    | too small for two
    H9    | 3       | 2018      | 重建 | D     | 39         |              | 14000   | 14000    | too small for three
    H10   | 5       | 2018      | 重建 | D     | 64         |              | 14000   | 14000    | below 13 a head
    H11   | 5       | 2018      | 重建 | D     | 65         |              | 14000   |          | boundary: 13 a head
    H12   | 2       | 2018      | 修缮 | C     | 90         |              | 8000    | x_repair | the frame was there
    H13   | 2       | 2018      |      | C     | 90         |              | 8000    | x_repair | C without a word on how
    H14   | 2       | 2018      |      | D     | 90         |              | 14000   | 14000    |
    H15   | 2       | 2016      | 重建 | D     | 90         |              | 14000   |          | before the rule
    H16   | 2       | 2017      | 重建 | D     | 90         |              | 14000   | 14000    | its year
    H17   |         | 2018      | 重建 | D     | 90         |              | 14000   |          | persons unknown
    H18   | 2       | 2018      | 重建 | D     |            |              | 14000   |          | area unknown
    H19   | 2       | 2018      | 重建 | D     | 66         | 经批准放宽   | 14000   | x_pol    |
    H20   | 2       | 2018      | 搬迁 | D     | 90         |              | 14000   |          | no rebuilding
    """,
    """
    house_renovation
    hh_no | persons | plan_year | way  | area_after | subsidy | lead     | why
    H1    |         | 2018      | 重建 | 61         | 14000   | 14000    | two persons says the register of that year
    H2    | 3       | 2018      | 重建 | 70         | 14000   | x_family | a fourth was born
    H3    | 2       | 2018      | 重建 | 70         | 14000   | 14000    | never more than three
    H4    |         | 2018      | 重建 | 90         | 14000   |          | the register begins later: not judged

    poor_household
    hh_no | snapshot_date | member_count
    H1    | 2016-12-31    | 1
    H1    | 2018-12-31    | 2
    H2    | 2018-12-31    | 3
    H2    | 2019-12-31    | 4
    H3    | 2019-12-31    | 3
    H4    | 2019-12-31    | 2
    """,
]

HOUSE_06 = [
    """
    house_renovation
    hh_no | level | plan_year | accept_date | pay_date   | subsidy | lead          | why
    H1    | D     | 2018      | 2018-09-01  | 2018-09-01 | 14000   |               | boundary: the same day
    H2    | D     | 2018      | 2018-09-02  | 2018-09-01 | 14000   | 14000         | a day before
    H3    | D     | 2018      |             | 2018-09-01 | 14000   | 14000         | never accepted
    H4    | D     | 2018      | 2018-09-02  |            | 14000   |               | not paid
    H5    | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   | 14000 H       | appraised C afterwards
    H6    | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   |               | C afterwards, then B
    H7    | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   |               | boundary: appraised on that day
    H8    | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   | x_other_house | the new house is A
    H9    | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   | x_gone        | the old house
    H10   | D     | 2018      | 2018-09-01  | 2018-10-01 | 14000   | x_disaster    |
    H11   | D     | 2018      | 2018-09-02  | 2018-09-01 | 14000   | 14000; 14000 H | both
    H12   | D     | 2018      |             | 2018-09-01 | 14000   | x_ret         | taken back by a later entry
    H12   | D     | 2018      |             | 2018-11-01 | -14000  |               |

    house_appraisal
    hh_no | level | appraise_date | address | remark
    H5    | D     | 2018-03-01    |         |
    H5    | C     | 2019-03-01    |         |
    H6    | C     | 2019-03-01    |         |
    H6    | B     | 2019-06-01    |         |
    H7    | C     | 2018-09-01    |         |
    H8    | A     | 2019-03-01    | 村西9号 |
    H8    | D     | 2019-03-01    | 村东1号 |
    H9    | D     | 2019-03-01    |         | 旧房
    H10   | D     | 2019-09-01    |         | 洪水冲毁
    H11   | D     | 2019-09-01    |         |
    """,
    """
    policy
    id              | from       | value
    house.subsidy_d | 2018-01-01 | 14000

    house_renovation
    hh_no | level | plan_year | accept_date | pay_date   | subsidy | lead | why
    H1    | D     | 2018      | 2018-09-01  | 2018-09-01 | 14000   |      | the standard
    H2    | D     | 2018      | 2018-09-01  | 2018-09-01 | 16000   | 2000 | above
    H3    | D     | 2018      | 2018-09-01  | 2018-09-01 | 10000   | 4000 | below
    H4    | D     | 2018      | 2018-09-01  | 2018-09-01 | 7000    |      | two parts that make the standard
    H4    | D     | 2018      | 2018-09-01  | 2018-10-01 | 7000    |      |
    H5    | C     | 2018      | 2018-09-01  | 2018-09-01 | 9000    |      | no standard for C entered
    """,
]

#: What falls between HOUSE-01 and HOUSE-06: dangerous again after works that nobody subsidised; works that are going on.
BETWEEN = """
    house_appraisal
    hh_no | level | appraise_date | lead      | why
    H1    | D     | 2019-10-01    | -         | built by themselves, accepted before
    H2    | D     | 2019-10-01    |           | subsidised and accepted before: HOUSE-06
    H3    | D     | 2019-03-10    |           | accepted since
    H4    | D     | 2019-03-10    | x_in_work | this year's plan, begun
    H5    | D     | 2019-03-10    | -         | last year's plan, not finished
    H6    | D     | 2019-03-10    | -         | this year's plan, nothing begun
    H7    | D     | 2019-10-10    | -         | works begun before the house was found dangerous

    poor_household
    hh_no | snapshot_date | dangerous_house
    H1    | 2019-12-31    | 否

    house_renovation
    hh_no | plan_year | start_date | accept_date | subsidy
    H1    | 2016      | 2016-04-01 | 2016-08-01  | 0
    H2    | 2016      | 2016-04-01 | 2016-08-01  | 14000
    H3    | 2019      | 2019-04-01 | 2019-08-01  | 14000
    H4    | 2019      | 2019-04-01 |             | 14000
    H5    | 2018      | 2018-04-01 |             | 14000
    H6    | 2019      |            |             | 14000
    H7    | 2019      | 2019-04-01 |             | 14000
"""
INSTALMENTS = """
    house_renovation
    hh_no | plan_year | start_date | accept_date | pay_date   | subsidy | lead         | why
    H1    | 2019      | 2019-04-01 | 2019-09-01  | 2019-04-20 | 10000   |              | the first half
    H1    | 2019      | 2019-04-01 | 2019-09-01  | 2019-09-20 | 10000   | x_instalment | the second, of the same works
    H2    | 2019      | 2019-04-01 | 2019-09-01  | 2019-09-20 | 10000   |              | the first
    H2    | 2019      | 2019-06-01 | 2019-11-01  | 2019-11-20 | 10000   | 10000        | other works of the same plan
    H3    | 2019      | 2019-04-01 | 2019-09-01  | 2019-09-20 | 10000   |              | the first
    H3    | 2019      | 2019-04-01 | 2019-10-01  | 2019-09-20 | 10000   | 10000        | paid twice on one day
"""
test_gaps = rule_tests({"HOUSE-01": BETWEEN, "HOUSE-04": INSTALMENTS})

test_housing = rule_tests(
    {"HOUSE-01": HOUSE_01, "HOUSE-02": HOUSE_02, "HOUSE-03": HOUSE_03, "HOUSE-04": HOUSE_04, "HOUSE-05": HOUSE_05, "HOUSE-06": HOUSE_06}
)

TWO_LISTS = """
    house_renovation
    list   | row_id | source_row | hh_no | plan_year | pay_date   | accept_date | subsidy
    住建局 | 1      | 1          | H1    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    财政局 | 2      | 2          | H1    | 2018      | 2018-09-01 |             | 14000
    住建局 | 3      | 3          | H2    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    住建局 | 4      | 4          | H2    | 2018      | 2018-09-01 | 2018-08-01  | 14000
    """


def test_what_two_lists_hold_is_one_renovation():
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    ((name, rows),) = tables.parse(TWO_LISTS).items()
    lists = pa.array([row.pop("list") for row in rows])
    table = tables._typed(name, [row | {"row_id": int(row["row_id"]), "source_row": int(row["source_row"])} for row in rows], contracts)
    table = table.set_column(table.schema.get_field_index("source_file"), "source_file", lists)
    opened = from_tables({name: table}, parameters.programmes, contracts)
    outcome = run_rule(RULES["HOUSE-04"], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert found["subject"].to_pylist() == ["H2"]
