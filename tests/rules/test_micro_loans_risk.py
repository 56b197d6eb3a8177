"""Micro-loans: subsidies late or missing, overdue loans, and the fund that stands behind them."""

from tests.rules.tables import rule_tests

LOAN_10 = [
    # Quarters by the calendar; the ledger has the second and third quarter of 2019. 92 days at 4.35 % on 36,000: 400.20; 91 days: 395.85.
    """
    micro_loan
    loan_no | borrower_id | principal | rate | issue_date | due_date   | repaid_on  | repaid_amount | overdue_since | overdue_interest | subsidised | product | remark | lead | why
    A       | P1          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  | 是         |         |        |        | both quarters
    B       | P2          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  | 是         |         |        | 400.20 | the third is missing
    C       | P3          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  |            |         |        | 796.05 | none at all: once, both
    D       | P4          | 36000     | 4.35 | 2019-07-31 | 2019-12-31 |            |               |               |                  | 是         |         |        |        | from the day of issue
    E       | P5          | 36000     | 4.35 | 2019-07-31 | 2019-12-31 |            |               |               |                  | 是         |         |        | 269.70 | 62 days of the quarter
    F       | P6          | 36000     | 4.35 | 2018-07-01 | 2019-07-01 | 2019-07-01 | 36000         |               |                  | 是         |         |        |        | repaid on the first day
    G       | P7          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               | 2019-06-30    |                  | 是         |         |        | x_overdue | overdue before the quarter ended
    H       | P8          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               | 120              | 是         |         |        | x_overdue | interest in arrears
    I       | P9          | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  | 否         |         |        | x_unsubsidised |
    J       | P10         | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  | 是         | 创业担保贷款 |   | x_product |
    K       | P11         | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               |               |                  | 是         |         | 户贷企用，停止贴息 | x_stopped |
    L       | P12         | 36000     | 4.35 | 2019-10-05 | 2020-12-31 |            |               |               |                  | 是         |         |        |        | after the settled quarters
    N       | P14         | 36000     | 4.35 | 2019-07-31 | 2019-12-31 |            |               | 2019-10-01    |                  | 是         |         |        |        | more than half of its days; overdue later
    O       | P15         | 36000     | 4.35 | 2019-01-05 | 2019-12-31 |            |               | 2019-09-30    |                  | 是         |         |        | 395.85 | the second quarter, before it fell overdue
    M       | P13         | 36000     | 4.35 | 2019-01-05 |            |            |               |               |                  | 是         |         |        |        | end unknown

    interest_subsidy
    loan_no | period_from | period_to  | subsidy_amount | paid_on    | lead   | why
    A       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-09-28 |        | boundary: ninety days
    A       | 2019-07-01  | 2019-09-30 | 400.20         | 2019-12-30 | 400.20 | a day more
    B       | 2019-04-01  | 2019-06-30 | 395.85         |            |        | day of payment unknown
    D       | 2019-07-31  | 2019-09-30 | 269.70         | 2019-10-15 |        |
    E       | 2019-07-01  | 2019-09-30 | -269.70        | 2019-10-15 |        | taken back
    F       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    N       | 2019-07-31  | 2019-08-31 | 100.00         | 2019-10-15 |        | a part of a quarter is no settled period
    G       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    H       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    I       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    J       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    K       | 2019-04-01  | 2019-06-30 | 395.85         | 2019-08-01 |        |
    """,
    # Quarters as banks settle them; a year beside its quarters; a quarter not yet due.
    """
    micro_loan
    loan_no | borrower_id | principal | rate | issue_date | due_date   | lead   | why
    A       | P1          | 36000     | 4.35 | 2018-01-05 | 2020-12-31 |        | one entry for the whole year
    B       | P2          | 36000     | 4.35 | 2018-01-05 | 2020-12-31 |        |
    C       | P3          | 36000     | 4.35 | 2019-01-05 | 2020-12-31 | 400.20 | the banks' third quarter: 21 June to 20 September

    interest_subsidy
    loan_no | period_from | period_to  | subsidy_amount | paid_on
    A       | 2018-12-21  | 2019-09-20 | 1191.90        | 2019-10-15
    B       | 2018-12-21  | 2019-03-20 | 391.50         | 2019-04-15
    B       | 2019-03-21  | 2019-06-20 | 400.20         | 2019-07-15
    B       | 2019-06-21  | 2019-09-20 | 400.20         | 2019-10-15
    B       | 2019-09-21  | 2019-12-20 | 395.85         | 2019-12-25
    C       | 2019-01-05  | 2019-03-20 | 326.25         | 2019-04-15
    C       | 2019-03-21  | 2019-06-20 | 400.20         | 2019-07-15
    """,
]

LOAN_11 = [
    # Listed and classified.
    """
    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date   | extended_due_date | overdue_since | overdue_principal | five_class | product | lead | why
    A       | P1          | 30000     | 30000   | 2018-01-05 | 2019-10-02 |                   | 2019-10-02    | 30000             | 正常       |         |              | boundary: ninety days
    B       | P2          | 30000     | 30000   | 2018-01-05 | 2019-10-01 |                   | 2019-10-01    | 20000             | 正常       |         | 20000        | a day more
    C       | P3          | 30000     | 30000   | 2018-01-05 | 2019-10-01 |                   | 2019-10-01    | 30000             | 关注       |         | 30000        | 关注 is no 次级
    D       | P4          | 30000     | 30000   | 2018-01-05 | 2019-10-01 |                   | 2019-10-01    | 30000             | 次级       |         |              |
    E       | P5          | 30000     | 30000   | 2018-01-05 | 2019-10-01 |                   | 2019-10-06    | 30000             | 次级       |         |              | boundary: listed five days later
    F       | P6          | 30000     | 30000   | 2018-01-05 | 2019-10-01 |                   | 2019-10-07    | 30000             | 次级       |         | 30000        | a day more
    G       | P7          | 30000     | 30000   | 2018-01-05 | 2019-12-25 |                   |               |                   | 正常       |         | 30000        | not listed
    H       | P8          | 30000     | 30000   | 2018-01-05 | 2019-12-26 |                   |               |                   | 正常       |         |              | boundary: five days
    I       | P9          | 30000     | 30000   | 2018-01-05 | 2019-06-01 | 2020-06-01        |               |                   | 正常       |         |              | extended
    J       | P10         | 30000     | 0       | 2018-01-05 | 2019-06-01 |                   |               |                   | 正常       |         |              | paid back
    K       | P11         | 30000     |         | 2018-01-05 | 2019-06-01 |                   |               |                   | 正常       |         | 10000; 10000 | both; what the bank's transactions leave
    L       | P12         | 90000     | 90000   | 2018-01-05 | 2019-06-01 |                   |               |                   | 正常       | 创业担保贷款 | x_product; x_product |
    M       | P13         | 30000     | 30000   | 2018-01-05 | 2019-06-01 |                   | 2019-06-01    | 30000             |            |         |              | class unknown

    loan_txn
    loan_no | borrower_id | txn_date   | type | amount
    K       | P11         | 2019-06-01 | 还本 | 20000
    """,
    # Renewed by the bank's own account.
    """
    micro_loan
    loan_no | borrower_id | hh_no | bank         | principal | balance | issue_date | due_date   | renewal_of | remark     | lead      | why
    A1      | P1          |       | 东镇农商银行 | 30000     | 0       | 2018-01-05 | 2019-01-05 |            |            |           |
    A2      | P1          |       | 东镇农商银行 | 30000     | 30000   | 2019-01-08 | 2021-01-05 |            |            | 30000     | boundary: three days later
    B1      | P2          |       | 东镇农商银行 | 30000     | 0       | 2018-01-05 | 2019-01-05 |            |            |           |
    B2      | P2          |       | 东镇农商银行 | 30000     | 30000   | 2019-01-09 | 2021-01-05 |            |            |           | a day more
    C1      | P3          |       | 东镇农商银行 | 30000     | 0       | 2018-01-05 | 2019-01-05 |            |            |           |
    C2      | P3          |       | 东镇农商银行 | 30000     | 30000   | 2019-01-05 | 2021-01-05 |            |            |           | repaid by the borrower
    D1      | P4          |       | 东镇农商银行 | 30000     | 0       | 2018-01-05 | 2019-01-05 |            |            |           |
    D2      | P4          |       | 东镇农商银行 | 30000     | 30000   | 2019-01-05 | 2021-01-05 | D1         |            | x_renewal | renewed without repayment, as allowed
    E1      | P5          | H5    | 东镇农商银行 | 30000     | 0       | 2018-01-05 | 2019-01-05 |            |            |           |
    E2      | P6          | H5    | 东镇农商银行 | 25000     | 25000   | 2019-01-05 | 2021-01-05 |            |            | 25000     | to another member: no more than the new loan of the household

    loan_txn
    loan_no | borrower_id | txn_date   | type | amount | counterparty
    A1      | P1          | 2019-01-05 | 还本 | 30000  | 东镇农商银行
    B1      | P2          | 2019-01-05 | 还本 | 30000  | 东镇农商银行
    C1      | P3          | 2019-01-05 | 还本 | 30000  | 王某
    D1      | P4          | 2019-01-05 | 还本 | 30000  | 贷款过渡户
    E1      | P5          | 2019-01-05 | 还本 | 30000  | 贷款过渡户
    """,
    # The ratio of a bank, from two loans on.
    """
    policy
    id                    | from       | value
    loan.overdue_loans_min | 2013-01-01 | 2
    loan.overdue_warn     | 2013-01-01 | 5

    micro_loan
    loan_no | borrower_id | bank | principal | balance | issue_date | due_date   | overdue_since | overdue_principal | five_class | lead | why
    A1      | P1          | 甲行 | 95000     | 95000   | 2018-01-05 | 2020-10-02 |               |                   | 正常       |      |
    A2      | P2          | 甲行 | 5000      | 5000    | 2018-01-05 | 2019-12-01 | 2019-12-01    | 5000              | 关注       |      | boundary: 5 %
    B1      | P3          | 乙行 | 94999     | 94999   | 2018-01-05 | 2020-10-02 |               |                   | 正常       |      |
    B2      | P4          | 乙行 | 5000      | 5000    | 2018-01-05 | 2019-12-01 | 2019-12-01    | 5000              | 关注       |      | 5.00005 %, rounded
    C1      | P5          | 丙行 | 90000     | 90000   | 2018-01-05 | 2020-10-02 |               |                   | 正常       |      |
    C2      | P6          | 丙行 | 5000      | 5000    | 2018-01-05 | 2019-12-01 | 2019-12-01    | 5000              | 关注       | - L  | 5.26 %
    D1      | P7          | 丁行 | 5000      | 5000    | 2018-01-05 | 2019-12-01 | 2019-12-01    | 5000              | 关注       |      | one loan only
    """,
]

LOAN_11_COVID = """
    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date   | overdue_since | overdue_principal | five_class | lead    | why
    A       | P1          | 30000     | 30000   | 2018-01-05 | 2020-01-01 | 2020-01-01    | 30000             | 正常       | x_covid | boundary: due on the first day
    B       | P2          | 30000     | 30000   | 2018-01-05 | 2019-12-31 | 2019-12-31    | 30000             | 正常       | 30000   | a day earlier
    """

LOAN_12 = [
    # Enough of it: ten times at most without an agreement.
    """
    risk_fund
    account | txn_date   | txn_type | txn_amount | balance | lead | why
    F1      | 2018-01-05 | 注入     | 5000       | 5000    |      |
    F1      | 2018-12-20 | 利息     | 10         | 5010    |      |
    F2      | 2019-01-05 | 注入     | 4989.99    | 4989.99 | 0.01 | both accounts together are a fen short
    F2      | 2020-01-05 | 注入     | 9000       | 13989.99 |     | after the audit date

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date   | product
    A       | P1          | 60000     | 60000   | 2018-01-05 | 2020-10-02 |
    B       | P2          | 50000     | 40000   | 2018-01-05 | 2020-10-02 |
    C       | P3          | 50000     | 0       | 2018-01-05 | 2019-10-02 |
    D       | P4          | 90000     | 90000   | 2018-01-05 | 2020-10-02 | 创业担保贷款
    E       | P5          | 90000     | 90000   | 2020-01-05 | 2020-10-02 |
    """,
    # The ledger's own terms; nothing booked; a fund of the city.
    """
    risk_fund
    account | bank | txn_date   | txn_type | txn_amount | balance | leverage | remark | lead | why
    F1      |      | 2019-02-05 | 注入     | 9000       | 9000    | 5        |        | 11000 | five times, by the agreement

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date
    A       | P1          | 100000    | 100000  | 2018-01-05 | 2020-10-02
    """,
    """
    risk_fund
    account | bank | txn_date   | txn_type | txn_amount | balance | leverage | remark | lead | why
    F1      |      | 2017-02-05 | 注入     | 100        | 100     |          | 市级统一设立 | x_above; - L | the city's; no interest in a year

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date
    A       | P1          | 100000    | 100000  | 2018-01-05 | 2020-10-02
    """,
    # Twice as much as five times leverage needs.
    """
    risk_fund
    account | txn_date   | txn_type | txn_amount | balance  | lead   | why
    F1      | 2019-02-05 | 注入     | 40000.01   | 40000.01 | 0.01 L | boundary: a fen more than twice 20,000

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date
    A       | P1          | 100000    | 100000  | 2018-01-05 | 2020-10-02
    """,
    # What left it.
    """
    risk_fund
    account | txn_date   | txn_type | txn_amount | balance | loan_no | remark   | lead      | why
    F1      | 2019-02-05 | 注入     | 500        | 500     |         |          |           |
    F1      | 2019-03-05 | 代偿     | 100        | 400     | A       |          |           | compensation
    F1      | 2019-03-06 | 划出     | 50         | 350     |         |          | 50 H      | left for other ends
    F1      | 2019-03-07 | 购买理财 | 60         | 290     |         |          | 60 H      | in other words
    F1      | 2019-04-01 | 划出     | 70         | 220     |         |          | x_moved   | into the fund's other account
    F2      | 2019-04-06 | 注入     | 70         | 70      |         |          |           | boundary: five days later
    F1      | 2019-05-01 | 划出     | 80         | 140     |         | 误划退回 | x_ret     |
    F1      | 2019-05-02 | 利息     | 1          | 141     |         |          |           |
    """,
    # Loans that it should have answered for; 70 % is the government's.
    """
    risk_fund
    account | txn_date   | txn_type | txn_amount | balance | loan_no
    F1      | 2019-02-05 | 注入     | 20000      | 20000   |
    F1      | 2019-12-05 | 代偿     | 7000       | 13000   | C
    F1      | 2019-12-06 | 追回返还 | 7000       | 20000   | D

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date   | lead | why
    A       | P1          | 10000     | 10000   | 2018-01-05 | 2019-10-02 |      | boundary: ninety days
    B       | P2          | 10000     | 10000   | 2018-01-05 | 2019-10-01 | 7000 | a day more
    C       | P3          | 10000     | 10000   | 2018-01-05 | 2019-06-01 |      | compensated
    D       | P4          | 10000     | 10000   | 2018-01-05 | 2019-06-01 |      | recovered
    E       | P5          | 10000     | 10000   | 2018-01-05 | 2019-06-01 |      | compensated by the bank's transactions

    loan_txn
    loan_no | borrower_id | txn_date   | type | amount
    E       | P5          | 2019-12-20 | 代偿 | 7000
    """,
]

LOAN_12_COVID = """
    risk_fund
    account | txn_date   | txn_type | txn_amount | balance
    F1      | 2020-02-05 | 注入     | 10000      | 10000

    micro_loan
    loan_no | borrower_id | principal | balance | issue_date | due_date   | lead    | why
    A       | P1          | 30000     | 30000   | 2018-01-05 | 2020-01-01 | x_covid | due in the epidemic
    """

test_rule = rule_tests({"LOAN-10": LOAN_10, "LOAN-11": LOAN_11, "LOAN-12": LOAN_12})
test_rule_2020 = rule_tests({"LOAN-11": LOAN_11_COVID, "LOAN-12": LOAN_12_COVID}, as_of="2020-06-30")
