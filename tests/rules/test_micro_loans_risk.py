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

test_rule = rule_tests({"LOAN-10": LOAN_10})
