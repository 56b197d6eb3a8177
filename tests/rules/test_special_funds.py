"""Special funds: each rule fires, stands at its boundary, and spares what the law allows. Programmes: parameters/programmes.yaml."""

import datetime as dt

import pyarrow as pa
import pytest

from auditlib import leads
from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import rule_tests

FUND_01 = [
    # P1 died on 2019-04-10. 高龄津贴: to the person, monthly, accrues by month.
    """
    benefit_payment
    name | id_no | programme     | period_from | period_to  | pay_date   | pay_status | amount | remark | lead   | why
    张三 | P1    | 高龄津贴      | 2019-04-01  | 2019-04-30 | 2019-04-05 | 成功       | 100    |        |        | paid before death for the month of death
    张三 | P1    | 高龄津贴      | 2019-04-01  | 2019-04-30 | 2019-04-20 | 成功       | 100    |        | x_acc  | boundary: month of death, paid after it
    张三 | P1    | 高龄津贴      | 2019-05-01  | 2019-05-31 | 2019-05-20 | 成功       | 100    |        | 100    | boundary: the month after
    张三 | P1    | 高龄津贴      | 2019-06-01  | 2019-06-30 | 2019-04-01 |            | 100    |        | 100    | paid ahead for a month wholly after death
    张三 | P1    | 高龄津贴      | 2019-04-01  | 2019-06-30 | 2019-07-05 | 成功       | 301    |        | 200.67 | a quarter that holds the month: two of three months
    张三 | P1    | 高龄津贴      | 2019-01-01  | 2019-03-31 | 2019-07-05 | 成功       | 300    |        | x_acc  | arrears of a quarter before death
    张三 | P1    | 计生奖扶      | 2019-01-01  | 2019-12-31 | 2019-09-05 | 成功       | 960    |        | x_acc  | a year that holds the month, no accrual by month
    张三 | P1    | 高龄津贴      | 2019-07-01  | 2019-07-31 | 2019-07-20 | 失败       | 100    |        |        | refused by the bank
    张三 | P1    | 高龄津贴      | 2019-08-01  | 2019-08-31 | 2019-08-20 | 待发       | 100    |        |        | not yet paid
    张三 | P1    | 高龄津贴      | 2019-09-01  | 2019-09-30 | 2019-09-20 | 成功       | 100    |        | x_ret  | taken back by the row below
    张三 | P1    | 高龄津贴      | 2019-09-01  | 2019-09-30 | 2019-10-20 | 成功       | -100   |        |        | refund
    张三 | P1    | 高龄津贴      | 2019-10-01  | 2019-10-31 | 2019-10-20 | 成功       | 100    |        | 100    | the refund is of another month
    张三 | P1    | 高龄津贴      | 2019-11-01  | 2019-11-30 | 2019-11-20 | 成功       | 100    | 已追回 | x_returned | recovered, says the roster
    张三 | P1    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       |        |        |        | no amount
         |       | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        |        | no number: nobody is matched by name
    李四 | P2    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        |        | not in the register of deaths
    赵五 | P3    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        |        | died after the audit date
    钱六 | P4    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        |        | no credible date of death
    孙七 | P5    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        | 0 D    | same number, another name
    闫八 | P6    | 高龄津贴      | 2019-12-01  | 2019-12-31 | 2019-12-20 | 成功       | 100    |        | 100    | 闫 and 阎 are one name
         | P6    | 高龄津贴      | 2019-11-01  | 2019-11-30 | 2019-11-20 | 成功       | 100    |        | 100    | name unknown: the number decides
    李?  | P7    | 高龄津贴      | 2019-11-01  | 2019-11-30 | 2019-11-20 | 成功       | 100    |        | 100    | an unreadable character is no other name

    death_register
    name | id_no | death_date | source
    张三 | P1    | 2019-04-10 | 火化
    张三 | P1    | 2019-09-01 | 户籍注销
    张三 | P1    | 1900-01-01 | 户籍注销
    赵五 | P3    | 2020-01-05 | 火化
    钱六 | P4    | 1900-01-01 | 火化
    周九 | P5    | 2018-04-10 | 火化
    阎八 | P6    | 2018-04-10 | 火化
    李翀 | P7    | 2018-04-10 | 火化
    吴十 |       | 2018-04-10 | 火化
    """,
    # Without a period: the last day of the month after death is lawful.
    """
    benefit_payment
    name | id_no | programme        | period_from | period_to  | pay_date   | amount | lead    | why
    张三 | P1    | 高龄津贴         |             |            | 2019-04-10 | 100    |         | the day of death itself
    张三 | P1    | 高龄津贴         |             |            | 2019-05-31 | 100    | x_grace | boundary: last day of grace
    张三 | P1    | 高龄津贴         |             |            | 2019-06-01 | 100    | 100     | boundary: first day after
    张三 | P1    | 高龄津贴         |             |            |            | 100    |         | neither period nor day of payment
    张三 | P1    | 丧葬补助         |             |            | 2019-08-01 | 1000   | x_pol   | paid because of death
    张三 | P1    | 耕地地力保护补贴 |             |            | 2019-08-01 | 500    | x_pol   | passes to the heirs
    张三 | P1    | 烈士遗属定期补助 |             |            | 2019-08-01 | 500    | x_pol   | unknown to the catalogue, plain in its wording
    张三 | P1    | 水库移民后扶     |             |            | 2019-08-01 | 600    | 600     | unknown programme: unknown is no exception
    李四 | P2    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-03-15 | 100    |         | 补贴年度 on a monthly programme: paid while alive
    李四 | P2    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-05-15 | 100    | x_grace | … paid within grace
    李四 | P2    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-06-15 | 100    | 100     | … paid after it
    王五 | P3    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-12-15 | 1200   | 800     | … but the whole year at once: eight of twelve months

    death_register
    name | id_no | death_date
    张三 | P1    | 2019-04-10
    李四 | P2    | 2019-04-10
    王五 | P3    | 2019-04-10
    """,
    # Benefits of the household: the payee changes.
    """
    benefit_payment
    name | id_no | hh_no | programme         | grant_level | period_from | period_to  | pay_date   | amount | lead | why
    张三 | P1    | H1    | 产业扶贫收益分配  |             | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 0 L  | the wife lives
    李四 | P3    |       | 产业扶贫收益分配  |             | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 0 L  | household by the register
    王五 | P5    | H3    | 产业扶贫收益分配  |             | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 800  | lived alone
    赵六 | P6    | H4    | 产业扶贫收益分配  |             | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 800  | the wife died too, the son is not alive
    钱七 | P9    | H9    | 产业扶贫收益分配  |             | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 800  | household unknown
    张三 | P1    | H1    | 高龄津贴          |             | 2019-01-01  | 2019-01-31 | 2019-02-20 | 100    | 100  | a person's benefit has no heirs
    张三 | P1    | H1    | 某地方补助        | 到户        | 2019-01-01  | 2019-01-31 | 2019-02-20 | 300    | 0 L  | unknown programme: the roster says 到户

    death_register
    name | id_no | death_date
    张三 | P1    | 2018-04-10
    李四 | P3    | 2018-04-10
    王五 | P5    | 2018-04-10
    赵六 | P6    | 2018-04-10
    赵妻 | P7    | 2019-03-10
    钱七 | P9    | 2018-04-10

    poor_person
    hh_no | name | id_no | snapshot_date | alive
    H1    | 张三 | P1    | 2018-01-01    |
    H1    | 张妻 | P2    | 2018-01-01    |
    H1    | 张妻 | P2    | 2019-01-01    | 是
    H2    | 李四 | P3    | 2018-01-01    |
    H2    | 李子 |       | 2018-01-01    |
    H3    | 王五 | P5    | 2018-01-01    |
    H4    | 赵六 | P6    | 2018-01-01    |
    H4    | 赵妻 | P7    | 2018-01-01    |
    H4    | 赵子 | P8    | 2018-01-01    | 否
    """,
    # No register at hand: a household's benefit stays a lead, the exception is unknown.
    """
    benefit_payment
    name | id_no | hh_no | programme         | period_from | period_to  | pay_date   | amount | lead | why
    张三 | P1    | H1    | 产业扶贫收益分配  | 2019-01-01  | 2019-12-31 | 2019-12-20 | 800    | 800  | register not handed in

    death_register
    name | id_no | death_date
    张三 | P1    | 2018-04-10
    """,
]

FUND_02 = [
    """
    benefit_payment
    name | id_no | programme        | period_from | period_to  | pay_date   | amount | lead      | why
    甲   | P1    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | on the payroll
    乙   | P2    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_staff   | 村干部 is no 财政供养
    丙   | P3    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_retired | retired
    丁   | P4    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_spell   | before the job
    丁   | P4    | 扶贫公益岗       | 2019-07-01  | 2019-07-31 | 2019-08-05 | 500    | 500 M     | boundary: first month of a job taken after identification
    戊   | P5    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | boundary: last month of the job
    戊   | P5    | 扶贫公益岗       | 2019-04-01  | 2019-04-30 | 2019-05-05 | 500    | x_spell   | boundary: the month after
    戊   | P5    | 医保代缴         | 2019-01-01  | 2019-12-31 | 2019-09-05 | 280    | x_spell   | year partly in the job, paid after it
    戊   | P5    | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-03-05 | 1500   | 750       | half-year of which three months are in the job, paid in it: their part
    己   | P6    | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-09-05 | 300    | x_pol     | goes by land, not by means
    己   | P6    | 种粮农民补助     |             |            | 2019-09-05 | 300    | x_pol     | unknown to the catalogue, by land in its wording
    己   | P6    | 水库移民后扶     |             |            | 2019-09-05 | 300    | 300       | unknown programme
    庚   | P7    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 0 D       | another name under the number
    辛   | P8    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | kind of staff not stated
    壬   | P9    | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500       | months not stated
    甲   |       | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    |           | name alone is nothing
    癸   | P10   | 扶贫公益岗       | 2018-06-01  | 2018-06-30 | 2018-07-05 | 500    | x_staff   | 村干部 then
    癸   | P10   | 扶贫公益岗       | 2019-06-01  | 2019-06-30 | 2019-07-05 | 500    | 500       | 公务员 now; household unknown
    甲   | P1    | 扶贫公益岗       | 2019-05-01  | 2019-05-31 | 2019-06-05 | 500    | x_ret     | taken back
    甲   | P1    | 扶贫公益岗       | 2019-05-01  | 2019-05-31 | 2019-07-05 | -500   |           | refund
    甲   | P1    | 扶贫公益岗       |             |            | 2019-08-05 | 500    | 500       | no period: day of payment

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲   | P1    | 财政局 | 公务员 | 在职 | 2018-01-01
    甲   | P1    | 财政局 | 公务员 | 在职 | 2019-12-01
    乙   | P2    | 某村   | 村干部 | 在职 | 2018-01-01
    乙   | P2    | 某村   | 村干部 | 在职 | 2019-12-01
    丙   | P3    | 学校   | 事业   | 退休 | 2018-01-01
    丙   | P3    | 学校   | 事业   | 退休 | 2019-12-01
    丁   | P4    | 学校   | 事业   | 在职 | 2019-07-01
    丁   | P4    | 学校   | 事业   | 在职 | 2019-12-01
    戊   | P5    | 学校   | 事业   | 在职 | 2018-01-01
    戊   | P5    | 学校   | 事业   | 在职 | 2019-03-01
    己   | P6    | 学校   | 事业   | 在职 | 2018-01-01
    己   | P6    | 学校   | 事业   | 在职 | 2019-12-01
    庚庚 | P7    | 学校   | 事业   | 在职 | 2018-01-01
    庚庚 | P7    | 学校   | 事业   | 在职 | 2019-12-01
    辛   | P8    | 学校   |        | 在职 | 2018-01-01
    辛   | P8    | 学校   |        | 在职 | 2019-12-01
    壬   | P9    | 学校   | 事业   | 在职 |
    癸   | P10   | 某村   | 村干部 | 在职 | 2018-01-01
    癸   | P10   | 某村   | 村干部 | 在职 | 2018-12-01
    癸   | P10   | 镇政府 | 公务员 | 在职 | 2019-01-01
    癸   | P10   | 镇政府 | 公务员 | 在职 | 2019-12-01

    poor_person
    hh_no | name | id_no | snapshot_date | first_identified
    H1    | 甲   | P1    | 2018-01-01    | 2016-01-01
    H4    | 丁   | P4    | 2018-01-01    | 2016-01-01
    H4    | 丁   | P4    | 2019-01-01    | 2016-01-01
    """,
    # A household's benefit and another member on the payroll.
    """
    benefit_payment
    name | id_no | hh_no | programme        | period_from | period_to  | pay_date   | amount | lead | why
    甲   | P1    | H1    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    | 800  | the husband was a teacher when the household was identified
    乙   | P3    | H2    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    |      | the son found his post later
    丙   | P5    | H3    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    |      | the wife holds a 公益岗
    甲   | P1    | H1    | 高龄津贴         | 2019-01-01  | 2019-01-31 | 2019-02-05 | 100    |      | a person's own benefit

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲夫 | P2    | 学校 | 事业   | 在职 | 2015-01-01
    甲夫 | P2    | 学校 | 事业   | 在职 | 2019-12-01
    乙子 | P4    | 学校 | 事业   | 在职 | 2018-01-01
    乙子 | P4    | 学校 | 事业   | 在职 | 2019-12-01
    丙妻 | P6    | 某村 | 公益岗 | 在职 | 2015-01-01
    丙妻 | P6    | 某村 | 公益岗 | 在职 | 2019-12-01

    poor_person
    hh_no | name | id_no | relation | snapshot_date | first_identified
    H1    | 甲   | P1    | 户主     | 2019-01-01    | 2016-01-01
    H1    | 甲夫 | P2    | 配偶     | 2019-01-01    | 2016-01-01
    H2    | 乙   | P3    | 户主     | 2019-01-01    | 2016-01-01
    H2    | 乙子 | P4    | 之子     | 2019-01-01    | 2016-01-01
    H3    | 丙   | P5    | 户主     | 2019-01-01    | 2016-01-01
    H3    | 丙妻 | P6    | 配偶     | 2019-01-01    | 2016-01-01
    """,
    # After exit: the household enjoys its policies until the next adjustment.
    """
    benefit_payment
    name | id_no | hh_no | programme  | period_from | period_to  | pay_date   | amount | lead  | why
    甲   | P1    | H1    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500 M | post taken in 2019, out of poverty in 2018
    乙   | P2    | H2    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500   | post taken in 2018, the year of exit

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲   | P1    | 学校 | 事业 | 在职 | 2019-01-01
    甲   | P1    | 学校 | 事业 | 在职 | 2019-12-01
    乙   | P2    | 学校 | 事业 | 在职 | 2018-02-01
    乙   | P2    | 学校 | 事业 | 在职 | 2019-12-01
    丙   | P3    | 学校 | 事业 | 在职 | 2017-01-01

    poor_household
    hh_no | id_no | snapshot_date | exit_year
    H1    | P1    | 2019-01-01    | 2018
    H2    | P2    | 2019-01-01    | 2018
    """,
    # A payroll of one month says nothing of earlier months.
    """
    benefit_payment
    name | id_no | programme  | period_from | period_to  | pay_date   | amount | lead | why
    甲   | P1    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500  | unknown, to be checked

    fiscal_payroll
    name | id_no | unit | staff_type | status | month
    甲   | P1    | 学校 | 事业 | 在职 | 2019-12-01
    """,
]

FUND_04 = [
    """
    benefit_payment
    name | id_no | programme    | period_from | period_to  | pay_date   | pay_status | standard | amount | remark       | lead         | why
    甲   | P1    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              |              | the first stays
    甲   | P1    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 100    |              | 100          | the same month again
    甲   | P1    | 高龄津贴     | 2019-04-01  | 2019-04-30 | 2019-03-28 |            |          | 100    |              |              | another month
    乙   | P2    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 | 失败       |          | 100    |              |              | refused
    乙   | P2    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 | 成功       |          | 100    |              | x_ret        | and paid again
    丙   | P3    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              | x_ret        | the second was taken back
    丙   | P3    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 100    |              |              | taken back
    丙   | P3    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-05-28 |            |          | -100   |              |              | the refund
    卯   | P12   | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              |              | taken back
    卯   | P12   | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-20 |            |          | -100   |              |              | the refund
    卯   | P12   | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 100    |              | x_ret        | and paid again
    丁   | P4    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 500      | 300    |              |              |
    丁   | P4    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            | 500      | 200    |              | x_supplement | boundary: together the standard
    戊   | P5    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 500      | 300    |              |              |
    戊   | P5    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            | 500      | 200.01 | 补发         | 0.01         | boundary: above it, whatever the remark; what is above
    己   | P6    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 300    |              |              |
    己   | P6    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 200    | 补发提标差额 | x_arrears    | standard unknown, arrears in words
    庚   | P7    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              |              | equal amounts: the earliest stays
    庚   | P7    | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-20 |            |          | 100    |              | 100          |
    庚   | P7    | 老龄补贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 80     |              | 80           | another wording of the same programme
    辛   | P8    | 低保         | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 500    |              |              |
    辛   | P8    | 低保临时价格补贴 | 2019-03-01 | 2019-03-31 | 2019-03-28 |         |          | 20     |              |              | a benefit of its own
    壬   |       | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              |              | no number
    壬   |       | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 100    |              |              | no number
    癸   | P10   | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 100    |              |              |
    陈癸 | P10   | 高龄津贴     | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 100    |              | 0 D          | two names under one number
    子   | P11   | 水库移民后扶 | 2019-03-01  | 2019-03-31 | 2019-03-10 |            |          | 50     |              |              | unknown programme: by its wording
    子   | P11   | 水库移民后扶 | 2019-03-01  | 2019-03-31 | 2019-03-28 |            |          | 50     |              | 50           |
    """,
    # What is the period? Instalments, parcels, events.
    """
    benefit_payment
    name | id_no | programme        | period_from | period_to  | pay_date   | quantity | unit | amount | remark     | lead         | why
    甲   | P1    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-03-10 |          |      | 100    |            |              | 补贴年度 on a monthly programme
    甲   | P1    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-04-10 |          |      | 100    |            |              | another month
    甲   | P1    | 高龄津贴         | 2019-01-01  | 2019-12-31 | 2019-04-28 |          |      | 100    |            | 100          | the same month
    乙   | P2    | 高龄津贴         |             |            | 2019-03-31 |          |      | 100    |            |              | no period
    乙   | P2    | 高龄津贴         |             |            | 2019-04-01 |          |      | 100    |            |              | boundary: the next month
    乙   | P2    | 高龄津贴         |             |            | 2019-04-30 |          |      | 100    |            | 100          | boundary: the same month
    乙   | P2    | 高龄津贴         |             |            |            |          |      | 100    |            |              | neither period nor day
    丙   | P3    | 计生奖扶         | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 600    | 上半年     |              |
    丙   | P3    | 计生奖扶         | 2019-01-01  | 2019-12-31 | 2019-12-10 |          |      | 600    | 下半年     | x_parts      | two halves of a year
    丁   | P4    | 计生奖扶         | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 600    | 下半年     |              |
    丁   | P4    | 计生奖扶         | 2019-01-01  | 2019-12-31 | 2019-12-10 |          |      | 600    | 下半年     | 600          | the same half twice
    戊   | P5    | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 5        | 亩   | 625    |            |              |
    戊   | P5    | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 3        | 亩   | 375    |            | x_parcels    | two parcels
    己   | P6    | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 3        | 亩   | 375    |            |              |
    己   | P6    | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-07-10 | 3        | 亩   | 375    |            | 375          | the same area again
    庚   | P7    | 临时救助         | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 2000   |            |              |
    庚   | P7    | 临时救助         | 2019-01-01  | 2019-12-31 | 2019-10-10 |          |      | 1000   |            | x_event      | another hardship, another amount
    辛   | P8    | 临时救助         | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 1000   |            |              |
    辛   | P8    | 临时救助         | 2019-01-01  | 2019-12-31 | 2019-07-10 |          |      | 1000   |            | 1000         | the same amount twice
    壬   | P9    | 雨露计划         | 2019-01-01  | 2019-12-31 | 2019-03-10 |          |      | 1500   |            |              | 3,000 a year by terms
    壬   | P9    | 雨露计划         | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 1500   |            | x_supplement | both terms early: within the year's standard
    癸   | P10   | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-03-10 |          |      | 1500   |            |              |
    癸   | P10   | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-06-10 |          |      | 1500   |            | 1500         | one term twice
    子   | P11   | 危房改造         |             |            | 2019-03-10 |          |      | 20000  |            |              | once in all: by the year
    子   | P11   | 危房改造         |             |            | 2019-11-10 |          |      | 20000  |            | 20000        |
    """,
    # One household twice for a household's benefit.
    """
    benefit_payment
    name | id_no | hh_no | grant_level | programme        | period_from | period_to  | pay_date   | quantity | unit | amount | lead      | why
    甲   | P1    | H1    |             | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 800    |           |
    甲妻 | P2    | H1    |             | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-20 |          |      | 800    | 800       | the wife too
    乙   | P3    |       |             | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 800    |           | household by the register
    乙子 | P4    |       |             | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-20 |          |      | 700    | 700       |
    丙   | P5    | H3    | 到人        | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-10 |          |      | 800    |           | this roster is by person
    丙妻 | P6    | H3    | 到人        | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-20 |          |      | 800    |           |
    丁   | P7    | H4    |             | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 1        | 人   | 500    |           |
    丁妻 | P8    | H4    |             | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 1        | 人   | 400    | x_persons | by heads
    戊   | P9    | H5    |             | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-10 |          |      | 100    |           | to the person
    戊妻 | P10   | H5    |             | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-10 |          |      | 100    |           |

    poor_person
    hh_no | name | id_no | snapshot_date
    H2    | 乙   | P3    | 2018-01-01
    H2    | 乙   | P3    | 2019-01-01
    H2    | 乙子 | P4    | 2018-01-01
    H2    | 乙子 | P4    | 2019-01-01
    """,
    # Three of ten households with two payees: this roster is kept by heads.
    """
    benefit_payment
    id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | lead      | why
    P10    | H10   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P11    | H11   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P12    | H12   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P13    | H13   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P14    | H14   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P15    | H15   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P16    | H16   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P17    | H17   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P18    | H18   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P19    | H19   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    Q10   | H10   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 400    | x_persons | the wife's own share
    Q11   | H11   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 400    | x_persons |
    Q12   | H12   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 400    | x_persons |
    """,
    # Two of ten: these two are paid twice.
    """
    benefit_payment
    id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | lead      | why
    P10    | H10   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P11    | H11   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P12    | H12   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P13    | H13   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P14    | H14   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P15    | H15   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P16    | H16   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P17    | H17   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P18    | H18   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    P19    | H19   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500    |           |
    Q10   | H10   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 400    | 400       | boundary: a fifth
    Q11   | H11   | 低保      | 2019-03-01  | 2019-03-31 | 2019-03-10 | 400    | 400       |
    """,
    # One account, several numbers.
    """
    benefit_payment
    name | id_no | hh_no | account_no | account_name   | programme | period_from | period_to  | pay_date   | amount | lead          | why
    甲   | P1    |       | A1         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |               |
    乙   | P2    |       | A1         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | 100           | households unknown
    丙   | P3    | H3    | A2         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |               |
    丁   | P4    | H3    | A2         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | x_hh          | one household
    戊   | P5    | H5    | A3         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |               |
    己   | P6    | H6    | A3         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | 100           | two households
    庚   | P7    | H7    | A4         | 某镇敬老院     | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |               |
    辛   | P8    | H8    | A4         | 某镇敬老院     | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | x_institution | the home keeps the account
    壬   | P9    | H9    | A5         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    |               |
    癸   | P10   | H10   | A5         |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 120    |               | another amount
    寅   | P13   | H13   | A6         |                | 计生奖扶(上半年) | 2019-01-01 | 2019-12-31 | 2019-06-20 | 600 |              |
    寅   | P13   | H13   | A6         |                | 计生奖扶(下半年) | 2019-01-01 | 2019-12-31 | 2019-12-20 | 600 | x_instalment | one person's own account is no matter of group C
    子   | P11   | H11   |            |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    |               | account unknown
    丑   | P12   | H12   |            |                | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    |               |
    """,
]

FUND_06 = [
    # 雨露计划: 3,000 a year, paid by terms. 低保: no figure in the catalogue, the roster's own standard.
    """
    benefit_payment
    id_no | programme        | period_from | period_to  | pay_date   | standard | quantity | unit | amount  | remark     | lead      | why
    P1    | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-05-10 |          |          |      | 1500    |            |           |
    P2    | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-05-10 |          |          |      | 1501    |            |           | boundary: within the tolerance
    P3    | 雨露计划         | 2019-01-01  | 2019-06-30 | 2019-05-10 |          |          |      | 1501.01 |            | 1.01      | boundary: one fen above
    P4    | 雨露计划         | 2019-01-01  | 2019-12-31 | 2019-05-10 |          |          |      | 3000    |            |           | a whole year at once
    P5    | 雨露计划         | 2019-01-01  | 2019-12-31 | 2019-05-10 | 5000     | 1        |      | 5000    |            | 2000      | the catalogue outranks the roster
    P6    | 雨露计划         |             |            | 2019-05-10 |          |          |      | 1600    |            | 100       | no period: one term
    P7    | 雨露计划         | 2014-09-01  | 2015-01-31 | 2014-12-10 |          |          |      | 4000    |            | 2500      | the standard came into force within the period
    P8    | 雨露计划         | 2014-01-01  | 2014-06-30 | 2014-05-10 |          |          |      | 4000    |            |           | before the first date, no own standard: not judged
    P9    | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      |          |      | 600     |            | 100       |
    P10   | 低保             | 2019-01-01  | 2019-03-31 | 2019-03-10 | 500      |          |      | 1500    |            |           | three months
    P11   | 低保             | 2019-01-01  | 2019-03-31 | 2019-03-10 | 500      | 3        |      | 1500    |            |           | the quantity is the months
    P12   | 低保             |             |            | 2019-03-10 | 500      | 3        | 月   | 1500    |            |           | three months by quantity
    P13   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 2        | 人   | 1000    |            |           | two persons
    P14   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      | 2        | 人   | 1200    |            | 200       |
    P15   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      |          |      | 600     | 含补发1月  | x_arrears |
    P16   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 |          |          |      | 600     |            |           | no standard
    P17   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      |          |      |         |            |           | no amount
    P18   | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 125      | 3.5      | 亩   | 437.50  |            |           | by area, not by months
    P19   | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 125      | 3.5      | 亩   | 450     |            | 12.50     |
    P24   | 耕地地力保护补贴 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 125      | 2        | 亩   | 3000    |            | 2750      | twelve times the year's subsidy
    P20   | 水库移民后扶     |             |            | 2019-06-10 | 600      |          |      | 700     |            | 100       | unknown programme
    P21   | 低保临时价格补贴 | 2019-03-01  | 2019-03-31 | 2019-03-10 | 20       |          |      | 20      |            |           | a benefit of its own
    P22   | 低保             | 2019-01-01  | 2019-12-31 | 2019-03-10 | 500      |          |      | 500     |            |           | 补贴年度, month by month
    P22   | 低保             | 2019-01-01  | 2019-12-31 | 2019-04-10 | 500      |          |      | 500     |            |           |
    P22   | 低保             | 2019-01-01  | 2019-12-31 | 2019-05-10 | 500      |          |      | 650     |            | 150       |
    P23   | 低保             | 2019-03-01  | 2019-03-31 | 2019-03-10 | 500      |          |      | 600     |            | x_ret     | taken back
    P23   | 低保             | 2019-03-01  | 2019-03-31 | 2019-04-10 | 500      |          |      | -600    |            |           |
    """,
    # A standard that rose on 2019-01-01.
    """
    benefit_payment
    id_no | programme | period_from | period_to  | pay_date   | amount | lead | why
    P1    | 高龄津贴  | 2018-12-01  | 2018-12-31 | 2018-12-10 | 120    | 20   | boundary: the last month of the old one
    P2    | 高龄津贴  | 2019-01-01  | 2019-01-31 | 2019-01-10 | 120    |      | boundary: the first month of the new one
    P3    | 高龄津贴  | 2018-11-01  | 2019-01-31 | 2019-01-10 | 360    |      | a period over both: the higher one, for the payee
    P4    | 高龄津贴  | 2018-11-01  | 2019-01-31 | 2019-01-10 | 400    | 40   |

    programme_standard
    programme_code | valid_from | valid_to   | standard | per
    GAOLING        | 2015-01-01 | 2019-01-01 | 100      | 月
    GAOLING        | 2019-01-01 |            | 120      | 月
    """,
    """
    benefit_payment
    id_no | programme | period_from | period_to  | pay_date   | amount | lead  | why
    P1    | 雨露计划  | 2019-01-01  | 2019-06-30 | 2019-05-10 | 2000   | x_pol | the county tops up by a document

    programme
    programme_code | name     | frequency | poverty_only | means_tested | top_up_doc
    YULU           | 雨露计划 | 学期      | 是           | 是           | 临扶发〔2018〕3号
    """,
]

FUND_07 = [
    # Snapshots of 2018 and 2019. 扶贫公益岗: to the person. 产业扶贫收益分配: to the household.
    """
    benefit_payment
    name | id_no | hh_no | village_name | account_no | programme        | period_from | period_to  | pay_date   | amount | lead          | why
    甲   | P1    | H1    | 东村         |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    |               | registered
    外人 | Q1    |       | 东村         |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | in no snapshot
    外人 | Q1    |       | 东村         |            | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-04-05 | 100    |               | not for the poor alone
    外人 | Q1    |       | 东村         |            | 某项补助         | 2019-03-01  | 2019-03-31 | 2019-04-05 | 100    |               | unknown programme: not known to be for the poor alone
    外人 | Q1    |       | 东村         |            | 扶贫公益岗       | 2017-03-01  | 2017-03-31 | 2017-04-05 | 500    |               | before the first snapshot: not judged
    甲   | P1    | H1    | 东村         |            | 扶贫公益岗       | 2017-03-01  | 2017-03-31 | 2017-04-05 | 500    |               | no snapshot of that year, identified by then
    乙   | P2    | H2    | 东村         |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | only in the snapshot of 2018
    丙   | P3    | H3    | 东村         |            | 扶贫公益岗       | 2018-03-01  | 2018-03-31 | 2018-04-05 | 500    | x_lag         | identified later in 2018, first seen in 2019
    丁   | P4    | H4    | 东村         |            | 扶贫公益岗       | 2018-03-01  | 2018-03-31 | 2018-04-05 | 500    | 500           | identified the year after
    外人 | Q2    | H1    | 东村         |            | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    | x_hh          | a relative receives for the household
    外人 | Q2    | H1    | 东村         |            | 扶贫公益岗       | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    | 800           | but not a person's post
    外人 | Q3    | H99   | 东村         |            | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-12-05 | 800    | 800           | household not registered
    甲   | 370799196001010013 | | 东村     |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | a namesake with quite another number
    戊   | 370799197001010022 | | 东村     |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 0 D           | two digits away from the registered 戊 of the village
    戊   | 370799197001010333 | | 东村     |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | three digits away
    戊   | 370799197001010022 | | 西村     |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | another village
    戊   | 370799197001010022 | |          |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | village unknown
    外人 |       |       | 东村         |            | 扶贫公益岗       | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    |               | no number
    外人 | Q1    |       | 东村         |            | 扶贫公益岗       |             |            |            | 500    |               | no time
    外人 | Q1    |       | 东村         |            | 扶贫公益岗       |             |            | 2019-04-05 | 500    | 500           | no period: day of payment
    外人 | Q4    |       | 东村         |            | 扶贫公益岗       | 2019-06-01  | 2019-06-30 | 2019-07-05 | 500    | x_ret         | taken back
    外人 | Q4    |       | 东村         |            | 扶贫公益岗       | 2019-06-01  | 2019-06-30 | 2019-08-05 | -500   |               | refund

    poor_person
    hh_no | name | id_no | village_name | snapshot_date | identified_on
    H1    | 甲   | P1    | 东村         | 2018-01-01    | 2016-01-01
    H1    | 甲   | P1    | 东村         | 2019-01-01    | 2016-01-01
    H2    | 乙   | P2    | 东村         | 2018-01-01    | 2016-01-01
    H3    | 丙   | P3    | 东村         | 2019-01-01    | 2018-10-01
    H4    | 丁   | P4    | 东村         | 2019-01-01    | 2019-01-01
    H5    | 戊   | 370799197001010000 | 东村 | 2019-01-01 | 2016-01-01
    """,
    # Status of the household: the latest snapshot up to the first day paid for; a later one of the same year does not reach back.
    """
    benefit_payment
    name | id_no | hh_no | account_no | programme  | period_from | period_to  | pay_date   | amount | lead          | why
    甲   | P1    | H1    |            | 扶贫公益岗 | 2019-01-01  | 2019-01-31 | 2019-02-05 | 500    | 500           | boundary: bare year counts from 1 January
    甲   | P1    | H1    |            | 扶贫公益岗 | 2018-12-01  | 2018-12-31 | 2019-01-05 | 500    |               | boundary: the month before
    乙   | P2    | H2    |            | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_status_date | entitled in January, stopped in June
    乙   | P2    | H2    |            | 扶贫公益岗 | 2019-07-01  | 2019-07-31 | 2019-08-05 | 500    | 500           | after June
    丙   | P3    | H3    |            | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | only June is known: unknown
    丁   | P4    | H4    |            | 扶贫公益岗 | 2019-07-01  | 2019-07-31 | 2019-08-05 | 500    | 500           | the wife, by the household's status
    戊   | P5    | H5    |            | 扶贫公益岗 | 2019-07-01  | 2019-07-31 | 2019-08-05 | 500    | x_instant     | taken in again before the month
    己   | P6    | H6    |            | 扶贫公益岗 | 2019-07-01  | 2019-07-31 | 2019-08-05 | 500    |               | status not stated
    庚   | P7    | H7    |            | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | removed in February
    庚   | P7    | H7    |            | 扶贫公益岗 | 2019-02-01  | 2019-02-28 | 2019-03-05 | 500    |               | boundary: removed on the 1st, not before the period
    辛   | P8    | H8    |            | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    |               | removed, and identified again
    外人 | Q1    | H2    | A2         | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_hh          | the card of an entitled household
    外人 | Q2    | H1    | A1         | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | 500           | the card of a household that is no longer

    poor_person
    hh_no | name | id_no | relation | snapshot_date
    H1    | 甲   | P1    | 户主     | 2018-01-01
    H1    | 甲   | P1    | 户主     | 2019-01-01
    H2    | 乙   | P2    | 户主     | 2019-01-01
    H3    | 丙   | P3    | 户主     | 2019-01-01
    H4    | 丁夫 | P40   | 户主     | 2019-01-01
    H4    | 丁   | P4    | 配偶     | 2019-01-01
    H5    | 戊   | P5    | 户主     | 2019-01-01
    H6    | 己   | P6    | 户主     | 2019-01-01
    H7    | 庚   | P7    | 户主     | 2019-01-01
    H8    | 辛   | P8    | 户主     | 2019-01-01

    poor_household
    hh_no | id_no | account_no | snapshot_date | policy_status
    H1    | P1    | A1         | 2018-01-01    | 脱贫享受政策
    H1    | P1    | A1         | 2019-01-01    | 脱贫不享受政策
    H2    | P2    | A2         | 2019-01-01    | 脱贫享受政策
    H2    | P2    | A2         | 2019-06-30    | 脱贫不享受政策
    H3    | P3    |            | 2019-06-30    | 脱贫不享受政策
    H4    | P40   |            | 2019-06-30    | 脱贫不享受政策
    H5    | P5    |            | 2019-01-01    | 脱贫不享受政策
    H6    | P6    |            | 2019-01-01    |

    register_change
    hh_no | id_no | change_type | change_date
    H5    | P5    | 即时帮扶    | 2019-05-10
    H7    | P7    | 清退        | 2019-02-01
    H8    | P8    | 清退        | 2018-02-01
    H8    | P8    | 新识别      | 2018-11-01
    """,
    # The register lags behind life.
    """
    benefit_payment
    name | id_no | hh_no | programme  | period_from | period_to  | pay_date   | amount | lead      | why
    婴儿 | P1    | H1    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_lag     | born in 2019, not yet in the snapshot
    帮扶 | P2    | H2    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_lag,x_instant | 即时帮扶 within the year
    嫁出 | P3    | H1    | 扶贫公益岗 | 2019-03-01  | 2019-03-31 | 2019-04-05 | 500    | x_removed | left in May, in the snapshot of 2018
    嫁出 | P3    | H1    | 扶贫公益岗 | 2019-06-01  | 2019-06-30 | 2019-07-05 | 500    | 500       | paid for after leaving
    次年 | P4    | H1    | 扶贫公益岗 | 2018-03-01  | 2018-03-31 | 2018-04-05 | 500    | 500       | identified the year after

    poor_person
    hh_no | name | id_no | snapshot_date
    H1    | 户主 | P9    | 2018-01-01
    H1    | 户主 | P9    | 2019-01-01
    H1    | 嫁出 | P3    | 2018-01-01

    register_change
    hh_no | id_no | change_type | change_date
    H1    | P1    | 自然增加    | 2019-08-10
    H2    | P2    | 即时帮扶    | 2019-10-10
    H1    | P3    | 自然减少    | 2019-05-10
    H1    | P4    | 新识别      | 2019-01-10
    """,
]

FUND_08 = [
    """
    budget_allocation
    doc_no           | doc_name     | received_on | issued_on  | budget_year | amount | used_amount | remark       | lead       | why
    鲁财农指〔2019〕1号 | 扶贫资金     | 2019-03-01  | 2019-03-31 | 2019        | 100000 |             |              |            | boundary: thirty days
    鲁财农指〔2019〕2号 | 扶贫资金     | 2019-03-01  | 2019-04-01 | 2019        | 100000 |             |              | 100000     | boundary: thirty-one
    鲁财农指〔2019〕3号 | 扶贫资金     | 2019-12-10  |            | 2019        | 100000 |             |              |            | not issued, in time at the audit date
    鲁财农指〔2019〕4号 | 扶贫资金     | 2019-10-10  |            | 2019        | 100000 |             |              | 100000     | not issued at the audit date
    鲁财农指〔2019〕5号 | 扶贫资金     |             | 2019-10-10 | 2019        | 100000 |             |              |            | no date of receipt
    鲁财农指〔2018〕6号 | 提前下达资金 | 2018-11-20  | 2019-01-31 |             | 100000 |             |              | x_advance  | boundary: 30 days from 1 January
    鲁财农指〔2018〕7号 | 提前下达资金 | 2018-11-20  | 2019-02-01 |             | 100000 |             |              | 100000     | boundary: 31 days from 1 January
    鲁财农指〔2018〕8号 | 扶贫资金     | 2018-12-20  | 2019-01-25 | 2019        | 100000 |             |              | x_advance  | for next year, by the budget year
    鲁财农指〔2018〕9号 | 扶贫资金     | 2018-12-20  | 2019-01-25 | 2018        | 100000 |             |              | 100000     | for this year
    鲁财农指〔2018〕10号 | 扶贫资金    | 2018-12-20  | 2019-01-25 |             | 100000 |             |              | 100000     | for which year is unknown
    鲁财农指〔2018〕11号 | 提前下达资金 | 2018-10-31  | 2018-12-25 | 2019       | 100000 |             |              | 100000     | received before November
    鲁财农指〔2019〕12号 | 以奖代补资金 | 2019-03-01  | 2019-06-01 | 2019       | 100000 |             |              | x_award    | paid out after acceptance
    鲁财农指〔2019〕13号 | 扶贫资金    | 2019-03-01  | 2019-06-01 | 2019        | 100000 |             | 上级通知暂缓拨付 | x_withheld |
    鲁财农指〔2019〕14号 | 扶贫资金    | 2019-03-01  |            | 2019        | 100000 | 50000       |              |            | money was spent: issued some day
    鲁财农指〔2019〕15号 | 收回指标    | 2019-03-01  | 2019-06-01 | 2019        | -100000 |            |              |            | taken back by the province
    鲁财农指〔2019〕16号 | 扶贫资金    | 2019-03-10  | 2019-03-01 | 2019        | 100000 |             |              |            | issued before the letter came
    鲁财农指〔2014〕17号 | 扶贫资金    | 2014-06-10  | 2014-12-01 | 2014        | 100000 |             |              |            | before the law set thirty days
    """,
    # The county's own limit.
    """
    budget_allocation
    doc_no           | doc_name | received_on | issued_on  | amount | lead   | why
    潍财农指〔2019〕1号 | 扶贫资金 | 2019-03-01  | 2019-03-16 | 100000 |        | boundary: fifteen days
    潍财农指〔2019〕2号 | 扶贫资金 | 2019-03-01  | 2019-03-17 | 100000 | 100000 | boundary: sixteen

    policy
    id                  | from       | value
    fund.pass_down_days | 2018-01-01 | 15
    """,
]

FUND_09 = [
    """
    budget_allocation
    doc_no      | project_no | received_on | amount | used_amount | balance | remark       | lead         | why
    财〔2018〕1号 |            | 2018-12-31  | 100000 |             | 40000   |              |              | boundary: one year to the day
    财〔2018〕2号 |            | 2018-12-30  | 100000 |             | 40000   |              | 40000        | boundary: a day more
    财〔2018〕3号 |            | 2018-01-01  | 100000 |             | 40000   |              | 40000        | a day short of two years
    财〔2017〕4号 |            | 2017-12-31  | 100000 |             | 40000   |              | 40000 H      | boundary: two years
    财〔2018〕5号 |            | 2018-06-30  | 100000 | 100000      |         |              |              | spent
    财〔2018〕6号 |            | 2018-06-30  | 100000 | 70000       |         |              | 30000        | by what was used
    财〔2018〕7号 |            | 2018-06-30  | 100000 |             |         |              |              | nothing known
    财〔2018〕8号 |            | 2018-06-30  | 100000 |             | 3000    | 质保金       | x_retention  | held until due
    财〔2018〕9号 |            | 2018-06-30  | 100000 |             | 3000    |              | 3000         | as small as a retention, unknown
    财〔2018〕10号 |           | 2018-06-30  | 100000 |             | 50000   | 账户被法院冻结 | x_litigation |
    财〔2018〕12号 |           | 2018-06-30  | 100000 |             | 50000   | 资金未冻结，无诉讼 | 50000     | denied
    财〔2018〕13号 |           | 2018-06-30  | 100000 |             | 50000   | 含质保金1.5万元 | 35000        | the retention alone is lawful
    财〔2018〕14号 |           | 2018-06-30  | 100000 |             | 50000   | 含质保金     | 47000        | at most what may be retained of the amount: three per cent
    财〔2018〕15号 |           | 2018-06-30  | 100000 |             | 5000    | 质保金5000元 | x_retention  | boundary
    财〔2018〕11号 |           |             | 100000 |             | 50000   |              |              | no date of receipt
    """,
    # Payments: by document when it is one row, by project when it is several; money at a township is not spent.
    """
    budget_allocation
    doc_no        | project_no | received_on | amount | balance | lead      | why
    财〔2018〕1号 |            | 2018-06-30  | 100000 |         | 40000     | 60,000 paid
    财〔2018〕2号 |            | 2018-06-30  | 100000 | 0       | 100000    | moved to the township's account
    财〔2018〕3号 |            | 2018-06-30  | 100000 | 0       | 30000     | the township paid 70,000 on
    财〔2018〕4号 | A          | 2018-06-30  | 100000 |         | 20000     | by project
    财〔2018〕4号 | B          | 2018-06-30  | 50000  |         |           | by project: paid in full
    财〔2018〕5号 |            | 2018-06-30  | 100000 |         |           | two rows of a document without projects: not divided
    财〔2018〕5号 |            | 2018-06-30  | 100000 |         |           |
    财〔2018〕6号 |            | 2018-06-30  | 100000 |         | x_transit | boundary: paid on 10 January
    财〔2018〕7号 |            | 2018-06-30  | 100000 |         | 100000    | boundary: paid on 11 January
    财〔2018〕8号 |            | 2018-06-30  | 100000 |         | 100000    | refunded in full
    财〔2018〕9号 |            | 2018-06-30  | 100000 |         | 70000     | 30,000 in transit

    treasury_payment
    budget_doc_no | project_no | pay_date   | payee        | payee_account | payer_account | amount
    财[2018]1号   |            | 2019-03-01 | 某建筑公司   | B1            | T0            | 60000
    财〔2018〕2号 |            | 2019-03-01 | 某镇财政所   | T1            | T0            | 100000
    财〔2018〕3号 |            | 2019-03-01 | 某镇财政专户 | T2            | T0            | 100000
    财〔2018〕3号 |            | 2019-05-01 | 某建筑公司   | B1            | T2            | 70000
    财〔2018〕4号 | A          | 2019-03-01 | 某建筑公司   | B1            | T0            | 80000
    财〔2018〕4号 | B          | 2019-03-01 | 某建筑公司   | B1            | T0            | 50000
    财〔2018〕5号 |            | 2019-03-01 | 某建筑公司   | B1            | T0            | 50000
    财〔2018〕6号 |            | 2020-01-10 | 某建筑公司   | B1            | T0            | 100000
    财〔2018〕7号 |            | 2020-01-11 | 某建筑公司   | B1            | T0            | 100000
    财〔2018〕9号 |            | 2020-01-05 | 某建筑公司   | B1            | T0            | 30000
    财〔2018〕8号 |            | 2019-03-01 | 某建筑公司   | B1            | T0            | 100000
    财〔2018〕8号 |            | 2019-04-01 | 某建筑公司   | B1            | T0            | -100000
    """,
    # What a township holds is spent once the projects' own list shows it paid on; two allocations of one project are paid in turn.
    """
    budget_allocation
    doc_no        | project_no | received_on | amount | balance | lead  | why
    财〔2018〕1号 | A          | 2018-06-30  | 100000 | 0       |       | paid on to the builder
    财〔2018〕2号 | B          | 2018-06-30  | 100000 | 0       | 60000 | 40,000 paid on, 10,000 more after the audit date, 5,000 to the township itself
    财〔2018〕3号 | C          | 2018-06-30  | 100000 | 0       |       | the first of two
    财〔2018〕4号 | C          | 2018-07-30  | 100000 | 0       | 70000 | what is left of the payments
    财〔2018〕5号 | D          | 2018-06-30  | 100000 |         | 60000 | only the projects' list tells

    treasury_payment
    budget_doc_no | project_no | pay_date   | payee      | payee_account | payer_account | amount
    财〔2018〕1号 | A          | 2018-07-01 | 某镇财政所 | T1            | T0            | 100000
    财〔2018〕2号 | B          | 2018-07-01 | 某镇财政所 | T1            | T0            | 100000
    财〔2018〕3号 | C          | 2018-07-01 | 某镇财政所 | T1            | T0            | 100000
    财〔2018〕4号 | C          | 2018-08-01 | 某镇财政所 | T1            | T0            | 100000

    project_payment
    project_no | pay_date   | payee      | amount
    A          | 2019-05-01 | 某建筑公司 | 100000
    B          | 2019-05-01 | 某建筑公司 | 40000
    B          | 2019-05-02 | 某镇财政所 | 5000
    B          | 2020-01-01 | 某建筑公司 | 10000
    C          | 2019-05-01 | 某建筑公司 | 130000
    D          | 2019-05-01 | 某建筑公司 | 40000
    """,
]

TABLES = {
    "FUND-01": FUND_01,
    "FUND-02": FUND_02,
    "FUND-04": FUND_04,
    "FUND-06": FUND_06,
    "FUND-07": FUND_07,
    "FUND-08": FUND_08,
    "FUND-09": FUND_09,
}

test_rule = rule_tests(TABLES, as_of="2019-12-31")

#: A roster and the bank's return file of the same payments; the bank also knows what failed and what was paid twice.
TWO_LISTS = """
benefit_payment
list | name | id_no | batch_no | programme | period_from | period_to  | pay_date   | pay_status | amount
镇   | 甲   | P1    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 甲   | P1    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
镇   | 乙   | P2    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 |            |            | 100
银行 | 乙   | P2    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
镇   | 丙   | P3    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 丙   | P3    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 失败       | 100
银行 | 丙   | P3    | B2       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-20 | 成功       | 100
镇   | 丁   | P4    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
镇   | 丁   | P4    |          | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 |            | 100
银行 | 丁   | P4    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
银行 | 丁   | P4    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
银行 | 戊   | P5    | B1       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100
县   | 戊   | P5    | B2       | 高龄津贴  | 2019-03-01  | 2019-03-31 | 2019-03-10 | 成功       | 100

budget_allocation
list | doc_no      | received_on | issued_on  | amount
局   | 财〔2019〕1号 | 2019-03-01  | 2019-08-01 | 5000
科   | 财〔2019〕1号 | 2019-03-01  | 2019-08-01 | 5000
"""


@pytest.mark.parametrize(("rule_id", "accused"), [("FUND-04", ["P4", "P5"]), ("FUND-08", ["财〔2019〕1号"])])
def test_what_two_lists_hold_is_one_payment(rule_id, accused):
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    arrow, row_id = {}, 0
    for name, rows in tables.parse(TWO_LISTS).items():
        lists = [row.pop("list") for row in rows]
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        table = tables._typed(name, rows, contracts)
        arrow[name] = table.set_column(table.schema.get_field_index("source_file"), "source_file", pa.array(lists))
    opened = from_tables(arrow, parameters.programmes, contracts)
    outcome = run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert sorted(found["subject"].to_pylist()) == accused
