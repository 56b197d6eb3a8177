"""Consumption-based help: each rule fires, stands at its boundary, and spares what is lawful."""

from tests.rules.tables import rule_tests

CONS_01 = [
    """
    consumption_sales
    order_no | sale_date  | supplier_name | product | cert_no | linked_hh | platform | order_status | remark   | amount | lead           | why
    O1       | 2020-01-01 | 贵州合作社    | 苹果    |         | 12户      |          | 完成         |          | 1000   | 1000           | boundary: the lists have begun
    O2       | 2019-12-31 | 贵州合作社    | 苹果    |         | 12户      |          | 完成         |          | 1000   | x_before_list  | a day earlier
    O3       | 2019-10-01 | 贵州合作社    | 苹果    |         | 0         |          | 完成         |          | 1000   | 1000           | nobody gains
    O4       | 2019-10-01 | 贵州合作社    | 苹果    |         |           |          | 完成         |          | 1000   | 1000           | not told
    O5       | 2019-10-01 | 贵州合作社    | 苹果    | RD-1    |           |          | 完成         |          | 1000   | 1000           | recognised, but nobody gains
    O6       | 2019-10-01 | 贵州合作社    | 苹果    | RD-1    | 3         |          | 完成         |          | 1000   |                | in order
    O7       | 2020-02-01 | 贵州合作社    | 苹果    |         | 3         |          | 完成         | 县级认定 | 1000   | x_local        | recognised here
    O8       | 2020-02-01 | 贵州合作社    | 苹果    |         | 3         | 扶贫832  | 完成         |          | 1000   | x_platform     |
    O9       | 2020-02-01 | 贵州合作社    | 苹果    |         |           |          | 退货         |          | 1000   |                | no sale
    O10      | 2020-02-01 | 贵州合作社    | 苹果    |         |           |          |              |          | 1000   | x_ret          | taken back
    O10      | 2020-02-05 | 贵州合作社    | 苹果    |         |           |          |              |          | -1000  |                |
    O11      |            | 贵州合作社    | 苹果    |         | 3         |          | 完成         |          | 1000   | 1000           | no date: unknown
    O13      | 2020-02-01 | 沂山合作社    | 苹果    |         | 3         |          | 完成         |          | 1000   |                | where it sits is not known: not judged
    O14      | 2020-02-01 | 山东甲公司    | 苹果    |         | 3         |          | 完成         |          | 1000   | x_province     | the lists do not cover Shandong
    O15      | 2020-02-01 | 沂山合作社    | 苹果    |         | 0         |          | 完成         |          | 1000   | 1000           | nobody gains, wherever it sits
    O16      | 2020-02-01 | 贵州合作社    | 苹果    |         | 3         |          | 完成         | 未获县级认定 | 1000 | 1000         | denied
    O12      | 2020-02-01 | 贵州合作社    | 苹果    |         | 3         |          | 完成         | 特价     | 1000   | 1000           | the remark says nothing of it
    """,
    # Nobody was asked for recognition or for households.
    """
    consumption_sales
    order_no | sale_date  | supplier_name | product | amount | lead
    O1       | 2020-02-01 | 甲合作社      | 苹果    | 1000   |
    """,
]

CONS_02 = [
    """
    consumption_sales
    order_no | invoice_no | sale_date  | buyer  | supplier_name | product | quantity | price | market_price | order_status | remark     | amount | lead         | why
    O1       | F1         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 完成         |            | 1000   |              | the first
    O2       | F1         | 2019-10-02 | 丙局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 完成         |            | 1000   | 1000         | the same invoice again
    O3       | F1         | 2019-10-02 | 甲局   | 乙合作社      | 花生    | 100      | 10    | 10           | 完成         |            | 1000   | x_lines      | other goods
    O20      | F1         | 2019-10-04 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 完成         | 未分批     | 1000   | 1000         | denied
    O4       | F1         | 2019-10-03 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 完成         | 分批结算   | 1000   | x_supplement |
    O5       | F5         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 13    | 10           | 完成         |            | 1300   |              | boundary: 1.3 times
    O6       | F6         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 13.01 | 10           | 完成         |            | 1301   | 301          | above
    O7       | F7         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 20    |              | 完成         |            | 2000   |              | market price unknown
    O8       | F8         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    |          | 20    | 10           | 完成         |            | 2000   | -            | quantity unknown
    O9       | F9         | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 退货         |            | 1000   | 1000         | returned, still counted
    O10      | F10        | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           | 退货         |            | 1000   | x_ret        | and taken back
    O10      | F10        | 2019-10-09 | 甲局   | 乙合作社      | 苹果    | 100      | 10    | 10           |              |            | -1000  |              |
    O21      | F21        | 2019-10-01 | 甲局   | 乙合作社      | 苹果    | 100      | 20    | 10           | 完成         |            | 2000   | 1000         | of two orders
    O22      | F22        | 2019-10-02 | 甲局   | 乙合作社      | 苹果    | 100      | 20    | 10           | 完成         |            | 2000   | x_ret        | the one
    O22      | F22        | 2019-10-09 | 甲局   | 乙合作社      | 苹果    |          |       |              |              |            | -2000  |              | is taken back
    O23      | F23        | 2019-10-10 | 甲局   | 乙合作社      | 苹果    | 100      | 20    | 10           | 完成         |            | 2000   | 1000         | sold anew
    O23      | F23        | 2019-10-09 | 甲局   | 乙合作社      | 苹果    |          |       |              |              |            | -2000  |              | after it came back
    O11      | F11        | 2019-10-01 | 乙公司 | 乙公司        | 苹果    | 100      | 10    | 10           | 完成         |            | 1000   | 1000         | sold to oneself
    O12      | F12        | 2019-10-01 | 乙公司 | 乙公司        | 苹果    | 100      | 10    | 10           | 完成         | 不计入统计 | 1000   | x_holding    |
    O13      |            | 2019-11-29 | 甲局   | 乙合作社      | 礼包    |          |       |              | 完成         |            | 20000  | 20000        | boundary: a lump two days before the end
    O14      |            | 2019-11-28 | 甲局   | 乙合作社      | 礼包    |          |       |              | 完成         |            | 20000  |              | a day earlier
    O15      |            | 2019-11-30 | 甲局   | 乙合作社      | 礼包    |          |       |              | 完成         |            | 20001  |              | not round
    O16      | F16        | 2019-11-30 | 甲局   | 乙合作社      | 礼包    |          |       |              | 完成         |            | 20000  |              | an invoice
    O17      | F17        | 2019-10-01 | 丁公司 | 戊公司        | 苹果    | 100      | 10    | 10           | 完成         |            | 1000   | 1000         | one legal representative
    O18      |            |            | 甲局   | 乙合作社      | 礼包    |          |       |              | 完成         |            | 20000  |              | no date

    business_registration
    ent_name | legal_rep_id
    丁公司   | P1
    戊公司   | P1
    乙合作社 | P2
    """,
]

CONS_03 = [
    """
    consumption_sales
    order_no | sale_date  | buyer | product | amount | reserved_budget | reserved_share | paid_from    | remark   | lead        | why
    O1       | 2019-03-01 | 甲局  | 苹果    | 4000   | 100000          | 10             |              |          |             | two purchases of a year
    O2       | 2019-08-01 | 甲局  | 苹果    | 5999   | 100000          | 10             |              |          | 1           | one yuan short
    O3       | 2019-08-01 | 乙局  | 苹果    | 10000  | 100000          | 10             |              |          |             | boundary: met
    O4       | 2019-08-01 | 丙局  | 苹果    | 100    | 100000          |                |              |          |             | no share of its own before 2021
    O5       | 2019-08-01 | 丁局  | 苹果    | 100    |                 | 10             |              |          |             | budget unknown
    O6       | 2019-08-01 | 戊局  | 苹果    | 500    |                 |                | 工资代扣     |          | -           | from wages
    O7       | 2019-08-01 | 己局  | 苹果    | 500    |                 |                | 工资代扣     | 自愿     | x_voluntary |
    O10      | 2019-08-01 | 辛局  | 苹果    | 500    |                 |                | 未从工资扣款 |          |             | denied
    O11      | 2019-08-01 | 壬局  | 苹果    | 500    |                 |                | 工资代扣     | 非自愿   | -           | denied
    O8       | 2019-08-01 | 己局  | 苹果    | 500    |                 |                | 食堂经费     |          |             |
    O9       | 2020-01-10 | 庚局  | 苹果    | 100    | 100000          | 10             |              |          | x_year_open | the year has just begun
    """,
]

test_consumption = rule_tests({"CONS-01": CONS_01, "CONS-02": CONS_02, "CONS-03": CONS_03})
