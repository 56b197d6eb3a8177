"""Payments and households: what a list does not say, what only a remark says, and what lies between two lists accuse and spare nobody in silence."""

from tests.rules.tables import rule_tests

FUND_01 = """
benefit_payment
name | id_no | programme | grant_level | period_from | period_to  | pay_date   | amount | remark       | lead       | fact:not_judged            | why
张三 | P1    | 高龄津贴  |             | 2019-05-01  | 2019-05-31 | 2019-05-20 | 100    | 已退回财政   | x_returned |                            | by the remark alone
张三 | P1    | 高龄津贴  |             | 2019-06-01  | 2019-06-30 | 2019-06-20 | 100    | 尚未退回     | 100        |                            | the remark denies it
张三 | P1    | 高龄津贴  |             | 2019-07-01  | 2019-07-31 | 2019-07-20 | 100    | 已催退       | 100        |                            | asked back, not given back
张三 | P1    | 某地补助  |             | 2019-08-01  | 2019-08-31 | 2019-08-20 | 100    |              | 100        |                            | person's or household's: not known, spares nobody
张三 | P1    | 高龄津贴  |             |             |            | 2019-09-20 | 300    | 补发1-3月    | x_arrears  |                            | no period: earlier months, by the remark
张三 | P1    | 高龄津贴  |             | 2019-09-01  | 2019-09-30 | 2019-09-20 | 100    | 补发         | 100        |                            | the period tells, not the remark
李四 | P2    | 高龄津贴  |             | 2019-05-01  | 2019-05-31 | 2019-05-20 | 100    |              |            | 死亡登记没有可信的死亡日期 | a day that cannot be: not judged

death_register
name | id_no | death_date
张三 | P1    | 2019-04-10
李四 | P2    | 1900-01-01
"""

FUND_02 = [
    # A payroll of 2019 says nothing of 2018: the job may be older than the list.
    """
    benefit_payment
    name | id_no | hh_no | programme  | period_from | period_to  | pay_date   | amount | lead      | why
    甲   | P1    |       | 扶贫公益岗 | 2018-06-01  | 2018-06-30 | 2018-07-05 | 500    | 500       | before the first month of the payroll: not known
    乙   | P2    |       | 扶贫公益岗 | 2018-06-01  | 2018-06-30 | 2018-07-05 | 500    | x_spell   | before a job that began within the payroll
    丙   | P3    |       | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | 乡村教师 is a teacher, no 村干部
    丁   | P4    |       | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | 非在职: neither serving nor known to have left
    戊   | P5    |       | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_retired | left in other words

    fiscal_payroll
    name | id_no | unit | staff_type   | status | month
    甲   | P1    | 学校 | 事业         | 在职   | 2019-01-01
    甲   | P1    | 学校 | 事业         | 在职   | 2019-12-01
    乙   | P2    | 学校 | 事业         | 在职   | 2019-06-01
    乙   | P2    | 学校 | 事业         | 在职   | 2019-12-01
    丙   | P3    | 学校 | 事业乡村教师 | 在职   | 2019-01-01
    丙   | P3    | 学校 | 事业乡村教师 | 在职   | 2019-12-01
    丁   | P4    | 学校 | 事业         | 非在职 | 2019-01-01
    丁   | P4    | 学校 | 事业         | 非在职 | 2019-12-01
    戊   | P5    | 学校 | 事业         | 已调离 | 2019-01-01
    戊   | P5    | 学校 | 事业         | 已调离 | 2019-12-01
    """,
    # Households of the register: accused by the member's entry where no payment is.
    """
    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | lead  | why
    戊   | P51   | H5    | 低保      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 300    | 300 M | the wife serves in that month; whether already when identified is not known

    poor_person
    hh_no | name | id_no | relation | snapshot_date | first_identified | policy_status  | lead  | why
    H1    | 甲   | P1    | 户主     | 2019-12-31    | 2019-06-01       | 未脱贫         | -     | served when identified
    H2    | 乙   | P2    | 户主     | 2019-12-31    | 2014-06-01       | 脱贫享受政策   | - M   | the payroll begins later: not known
    H3    | 丙   | P3    | 户主     | 2019-12-31    | 2014-06-01       | 脱贫不享受政策 | x_out | no longer under the policies
    H4    | 丁   | P4    | 户主     | 2019-12-31    | 2014-06-01       | 未脱贫         |       | found the job after it was identified
    H5    | 戊   | P51   | 户主     | 2019-12-31    | 2014-06-01       | 未脱贫         |       | accused by the payment
    H5    | 戊妻 | P52   | 配偶     | 2019-12-31    | 2014-06-01       | 未脱贫         |       |
    H6    | 己   | P6    | 户主     | 2019-12-31    | 2019-02-01       | 未脱贫         |       | had left the job when last listed
    H7    | 庚   | P7    | 户主     | 2019-12-31    | 2019-06-01       | 未脱贫         |       | a village cadre

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲   | P1    | 学校 | 事业   | 在职 | 2019-01-01
    甲   | P1    | 学校 | 事业   | 在职 | 2019-12-01
    乙   | P2    | 学校 | 事业   | 在职 | 2019-01-01
    乙   | P2    | 学校 | 事业   | 在职 | 2019-12-01
    丙   | P3    | 学校 | 事业   | 在职 | 2019-01-01
    丙   | P3    | 学校 | 事业   | 在职 | 2019-12-01
    丁   | P4    | 学校 | 事业   | 在职 | 2019-03-01
    丁   | P4    | 学校 | 事业   | 在职 | 2019-12-01
    戊妻 | P52   | 学校 | 公务员 | 在职 | 2019-01-01
    戊妻 | P52   | 学校 | 公务员 | 在职 | 2019-12-01
    己   | P6    | 学校 | 事业   | 在职 | 2019-01-01
    己   | P6    | 学校 | 事业   | 在职 | 2019-08-01
    庚   | P7    | 某村 | 村干部 | 在职 | 2019-01-01
    庚   | P7    | 某村 | 村干部 | 在职 | 2019-12-01
    """,
    # A payroll of one month holds for that month.
    """
    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | lead  | why
    甲   | P1    | H1    | 低保      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 300    | 300 M | the husband serves

    poor_person
    hh_no | name | id_no | relation | snapshot_date | first_identified
    H1    | 甲   | P1    | 户主     | 2019-12-31    | 2014-06-01
    H1    | 甲夫 | P2    | 配偶     | 2019-12-31    | 2014-06-01

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲夫 | P2    | 学校 | 公务员 | 在职 | 2019-12-01
    """,
]

FUND_03 = """
poor_person
hh_no | snapshot_date | name | id_no | relation | first_identified | policy_status | lead        | fact:not_judged  | why
H1    | 2019-12-31    | 甲   | P1    | 户主     | 2014-04-01       | 未脱贫        |             | 车辆没有购置价格 | a car without a price is not judged
H2    | 2019-12-31    | 乙   | P2    | 户主     | 2014-04-01       | 未脱贫        |             | 车辆没有购置价格 | a price of nothing tells nothing
H3    | 2019-12-31    | 丙   | P3    | 户主     | 2014-04-01       | 未脱贫        | -           |                  | one of two cars has a price
H4    | 2019-12-31    | 丁   | P4    | 户主     | 2014-04-01       | 未脱贫        | x_resettled |                  | resettled, by the remark alone
H5    | 2019-12-31    | 戊   | P5    | 户主     | 2014-04-01       | 未脱贫        | -           |                  | bought, says the register
H6    | 2019-12-31    | 己   | P6    | 户主     | 2014-04-01       | 未脱贫        | x_liv       |                  | boundary: a trade of one's own up to the capital
H7    | 2019-12-31    | 庚   | P7    | 户主     | 2014-04-01       | 未脱贫        | -           |                  | above it
H8    | 2019-12-31    | 辛   | P8    | 户主     | 2014-04-01       | 未脱贫        |             | 企业没有注册资本 | a firm without a capital is not judged

motor_vehicle
name | id_no | plate | vehicle_type | use_nature | reg_date   | price  | status
甲   | P1    | A1    | 小型轿车     | 非营运     | 2016-05-01 |        | 正常
乙   | P2    | A2    | 小型轿车     | 非营运     | 2016-05-01 | 0      | 正常
丙   | P3    | A3    | 小型轿车     | 非营运     | 2016-05-01 |        | 正常
丙   | P3    | A4    | 小型轿车     | 非营运     | 2016-05-01 | 150000 | 正常

real_estate
name | id_no | cert_no | location | area | use  | reg_date   | acquire_type | status | remark
丁   | P4    | Z1      | A-1      | 80   | 住宅 | 2017-05-01 | 首次登记     | 现势   | 回迁安置房
戊   | P5    | Z2      | A-2      | 80   | 住宅 | 2017-05-01 | 购买         | 现势   | 精装修

business_registration
ent_name | uscc | ent_type   | reg_capital | est_date   | status | legal_rep | legal_rep_id
甲粮油店 | U1   | 个体工商户 | 500000      | 2017-05-01 | 存续   | 己        | P6
乙建材行 | U2   | 个体工商户 | 500000.01   | 2017-05-01 | 存续   | 庚        | P7
丙公司   | U3   | 有限公司   |             | 2017-05-01 | 存续   | 辛        | P8
"""

FUND_04 = [
    # One entitlement in two lists: by the quarter, without a period, by the month.
    """
    benefit_payment
    name | id_no | programme | period_from | period_to  | pay_date   | batch_no | amount | lead | why
    甲   | P1    | 高龄津贴  | 2019-01-01  | 2019-03-31 | 2019-03-20 | B1       | 300    |      | a quarter
    甲   | P1    | 高龄津贴  |             |            | 2019-03-25 | B2       | 300    | 300  | the same sum, without a period, within the quarter
    乙   | P2    | 高龄津贴  | 2019-01-01  | 2019-03-31 | 2019-03-20 | B1       | 300    |      |
    乙   | P2    | 高龄津贴  | 2019-02-01  | 2019-02-28 | 2019-02-20 | B2       | 100    | 100  | one of its months
    丙   | P3    | 高龄津贴  | 2019-01-01  | 2019-03-31 | 2019-03-20 | B1       | 300    |      |
    丙   | P3    | 高龄津贴  | 2019-02-01  | 2019-02-28 | 2019-02-20 | B2       | 20     |      | another sum per month: perhaps a difference
    丁   | P4    | 高龄津贴  | 2019-01-01  | 2019-03-31 | 2019-03-20 | B1       | 300    |      |
    丁   | P4    | 高龄津贴  |             |            | 2019-05-25 | B2       | 300    |      | paid after it
    戊   | P5    | 高龄津贴  | 2019-01-01  | 2019-12-31 | 2019-03-20 | B1       | 100    |      | 补贴年度, month by month
    戊   | P5    | 高龄津贴  | 2019-04-01  | 2019-04-30 | 2019-04-20 | B2       | 100    |      |
    """,
    # Relief is given for each hardship; arrears make up for a difference, not for the same sum again.
    """
    benefit_payment
    name | id_no | programme | period_from | period_to  | pay_date   | amount | remark           | lead     | why
    甲   | P1    | 临时救助  |             |            | 2019-03-12 | 2000   | 火灾             |          |
    甲   | P1    | 临时救助  |             |            | 2019-10-15 | 2000   | 突发大病住院     | x_reason | another hardship, by the remark
    乙   | P2    | 临时救助  |             |            | 2019-03-12 | 2000   | 火灾             |          |
    乙   | P2    | 临时救助  |             |            | 2019-04-15 | 2000   | 家中失火         | 2000     | the same hardship in other words
    丙   | P3    | 临时救助  |             |            | 2019-03-12 | 2000   | 第一批           |          |
    丙   | P3    | 临时救助  |             |            | 2019-10-15 | 2000   | 第二批           | x_parts  | paid in two parts, by the remark
    丁   | P4    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |                  |          |
    丁   | P4    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-04-10 | 100    | 补发3月          | 100      | the same sum again is no difference
    戊   | P5    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |                  |          |
    戊   | P5    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-04-10 | 50     | 申请提标未获批准 | 50       | the remark denies it
    己   | P6    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    | 已退回           |          |
    己   | P6    | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-04-10 | 100    |                  | x_returned | the other came back, by its remark
    """,
    # Two persons on one card.
    """
    benefit_payment
    name | id_no              | account_no | programme | period_from | period_to  | pay_date   | amount | lead | why
    双甲 | 370799201203050017 | A1         | 雨露计划  | 2019-01-01  | 2019-06-30 | 2019-05-10 | 1500   |      |
    双乙 | 370799201203050025 | A1         | 雨露计划  | 2019-01-01  | 2019-06-30 | 2019-05-10 | 1500   | x_hh | twins share a card
    甲   | 370799201203050017 | A2         | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |      |
    乙   | 370799195303050025 | A2         | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | 100  | no twins
    """,
]

FUND_05 = """
benefit_payment
name | id_no | programme | period_from | period_to  | pay_date   | amount | lead | why
甲   | P1    | 低保      | 2019-01-01  | 2019-03-31 | 2019-03-15 | 900    | 900  | paid: told by the payment
甲   | P1    | 特困供养  | 2019-01-01  | 2019-03-31 | 2019-03-10 | 1800   |      |

social_assistance
name | id_no | assist_type | from_date  | to_date    | monthly_amount | status | lead       | fact:overlap | fact:not_judged                | why
甲   | P1    | 农村低保    | 2018-01-01 |            | 300            |        |            |              |                                | the payment is accused
甲   | P1    | 特困分散    | 2018-06-01 |            | 600            |        |            |              |                                |
乙   | P2    | 农村低保    | 2018-01-01 |            | 300            |        | -          | 19           |                                | granted both since June 2018
乙   | P2    | 特困分散    | 2018-06-01 |            | 600            |        |            |              |                                | the larger
丙   | P3    | 农村低保    | 2018-01-01 | 2018-06-30 | 300            |        | x_transfer | 1            |                                | boundary: one month of transfer
丙   | P3    | 特困集中    | 2018-06-01 |            | 600            |        |            |              |                                |
丁   | P4    | 农村低保    | 2018-01-01 | 2018-05-31 | 300            |        |            |              |                                | one after the other
丁   | P4    | 特困分散    | 2018-06-01 |            | 600            |        |            |              |                                |
戊   | P5    | 农村低保    | 2018-01-01 |            | 300            | 已停保 |            |              | 保障状态为已停止，没有停止时间 | stopped, nobody knows when
戊   | P5    | 特困分散    | 2018-06-01 |            | 600            |        |            |              |                                |
己   | P6    | 农村低保    | 2018-01-01 |            | 300            |        |            |              |                                | relief beside it is lawful
己   | P6    | 临时救助    | 2018-06-01 |            | 600            |        |            |              |                                |
"""

FUND_06 = """
benefit_payment
id_no | programme | period_from | period_to  | pay_date   | standard | amount  | remark       | lead      | why
P1    | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 6500    | 补发以前月份 | x_arrears | boundary: twelve months of arrears and its own
P2    | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 6502    | 补发以前月份 | 6002      | arrears without end
P3    | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 1000    | 未补发       | 500       | the remark denies it
P4    | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 1000    | 候补发放     | 500       | innocent words
"""

FUND_07 = """
benefit_payment
name | id_no | hh_no | programme        | period_from | period_to  | pay_date   | amount | lead | fact:snapshot | fact:not_judged                          | why
甲   | P1    | H1    | 扶贫公益岗       | 2020-03-01  | 2020-03-31 | 2020-04-05 | 500    |      |               |                                          | the list of 2019 holds for 2020
外人 | Q1    |       | 扶贫公益岗       | 2020-03-01  | 2020-03-31 | 2020-04-05 | 500    | 500  | 2019-12-31    |                                          | not in the nearest earlier list
外人 | Q1    |       | 扶贫公益岗       | 2018-03-01  | 2018-03-31 | 2018-04-05 | 500    |      |               | 该期间以前没有建档数据，不能判断是否在册 | before the first list
甲   | P1    | H1    | 扶贫公益岗       | 2018-03-01  | 2018-03-31 | 2018-04-05 | 500    |      |               |                                          | before it, but identified by then
外人 | Q2    | H2    | 产业扶贫收益分配 | 2019-01-01  | 2019-06-30 | 2019-12-05 | 800    | 800  |               |                                          | household known only as stopped, later in the year: not entitled by silence
婴儿 | 370799201903050017 | H1 | 扶贫公益岗 | 2019-06-01 | 2019-06-30 | 2019-07-05 | 500 | x_lag,x_hh |             |                                          | born in the year, in no list yet
少年 | 370799200603050014 | H1 | 扶贫公益岗 | 2019-06-01 | 2019-06-30 | 2019-07-05 | 500 | 500        | 2019-12-31  |                                          | no newborn

poor_person
hh_no | name | id_no | relation | snapshot_date | identified_on
H1    | 甲   | P1    | 户主     | 2019-12-31    | 2016-01-01
H2    | 乙   | P2    | 户主     | 2019-12-31    | 2016-01-01

poor_household
hh_no | id_no | snapshot_date | policy_status
H1    | P1    | 2019-12-31    | 脱贫享受政策
H2    | P2    | 2019-12-31    | 脱贫不享受政策
"""

TABLES = {
    "FUND-01": FUND_01, "FUND-02": FUND_02, "FUND-03": FUND_03, "FUND-04": FUND_04, "FUND-05": FUND_05, "FUND-06": FUND_06, "FUND-07": FUND_07,
}  # fmt: skip

test_rule = rule_tests(TABLES, as_of="2019-12-31")
