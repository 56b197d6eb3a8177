"""Micro-loans: what a list does not tell, remarks that deny, borrowers who are dead or on the payroll, rates beyond what is known."""

from __future__ import annotations

import datetime as dt

import pytest

from auditlib.ledgers import from_tables
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import rule_tests

LOAN_01 = [
    """
micro_loan
loan_no | borrower_id | borrower_name | issue_date | principal | lead      | why
A       | D1          | 张一          | 2018-05-02 | 50000     | 50000     | a loan in the name of a dead member of a registered household
B       | D1          | 张一          | 2018-05-01 | 50000     |           | boundary: on the day of death
C       | D2          | 张二          | 2018-05-02 | 50000     | 0 D       | the number is a dead man's, the name is not
D       | S1          | 张三          | 2018-03-05 | 50000     | 50000     | on the payroll in the month of issue, and registered
E       | S1          | 张三          | 2017-12-05 | 50000     |           | the payroll begins later: nothing is known of the month
F       | S2          | 张四          | 2018-03-05 | 50000     |           | a village cadre is no staff
G       | S3          | 张五          | 2018-06-05 | 50000     |           | had left by then
H       | X1          | 张六          | 2018-05-02 | 50000     | 50000     | dead, and never registered: one lead

poor_person
snapshot_date | hh_no | id_no | name | relation | first_identified
2017-12-31    | H1    | D1    | 张一 | 户主     | 2014-03-01
2017-12-31    | H2    | D2    | 李二 | 户主     | 2014-03-01
2017-12-31    | H3    | S1    | 张三 | 户主     | 2014-03-01
2017-12-31    | H4    | S2    | 张四 | 户主     | 2014-03-01
2017-12-31    | H5    | S3    | 张五 | 户主     | 2014-03-01

death_register
id_no | name | death_date
D1    | 张一 | 2018-05-01
D2    | 李二 | 2018-05-01
X1    | 张六 | 2018-05-01

fiscal_payroll
id_no | name | unit   | staff_type | status | month
S1    | 张三 | 某学校 | 事业       | 在职   | 2018-03-01
S1    | 张三 | 某学校 | 事业       | 在职   | 2018-04-01
S2    | 张四 | 某村   | 村干部     | 在职   | 2018-03-01
S3    | 张五 | 某学校 | 事业       | 在职   | 2018-02-01
S3    | 张五 | 某学校 | 事业       | 在职   | 2018-03-01
S9    | 某人 | 某学校 | 事业       | 在职   | 2018-01-01
S9    | 某人 | 某学校 | 事业       | 在职   | 2018-12-01
""",
    # The household got another number when its head died; a member left the list, nobody says why.
    """
micro_loan
loan_no | borrower_id | hh_no | issue_date | principal | lead | why
A       | W1          | H1    | 2019-05-02 | 50000     |      | the widow, under the household's old number
B       | M1          |       | 2019-05-02 | 50000     |      | in the list of 2017, in none of 2019, not struck off
C       | N1          | H1    | 2019-05-02 | 50000     | x_hh | a daughter-in-law, by the household's old number

poor_person
snapshot_date | hh_no | id_no | relation | first_identified
2017-12-31    | H1    | W0    | 户主     | 2014-03-01
2017-12-31    | H1    | W1    | 配偶     | 2014-03-01
2019-12-31    | H2    | W1    | 户主     | 2014-03-01
2017-12-31    | H7    | M1    | 户主     | 2014-03-01
""",
]

LOAN_02 = """
micro_loan
loan_no | borrower_id | hh_no | principal | issue_date | due_date   | balance | renewal_of | remark         | lead      | why
A1      | P1          | H1    | 30000     | 2018-01-10 | 2021-01-10 | 30000   |            |                |           | under the household's old number
A2      | P2          | H2    | 30000     | 2019-01-10 | 2022-01-10 | 30000   |            |                | 10000     | and under its present one
B1      | P3          | H3    | 50000     | 2016-01-10 | 2019-01-10 | 50000   |            |                |           |
B2      | P3          | H3    | 50000     | 2019-01-10 | 2020-01-10 | 50000   | 否         | 未办理续贷手续 | 50000     | not renewed, as list and remark say
C1      | P4          | H4    | 50000     | 2016-01-10 | 2019-01-10 | 50000   |            |                |           |
C2      | P4          | H4    | 50000     | 2019-01-10 | 2020-01-10 | 50000   | 是         | 经审批无还本续贷 | x_renewal | the column only says that it is one

poor_person
snapshot_date | hh_no | id_no | relation
2017-12-31    | H1    | P0    | 户主
2017-12-31    | H1    | P1    | 配偶
2019-12-31    | H2    | P1    | 户主
2019-12-31    | H2    | P2    | 之子
"""

LOAN_03 = """
micro_loan
loan_no | borrower_id | issue_date | due_date   | term_months | principal | remark                   | lead        | why
A       | P1          | 2017-02-01 | 2021-02-01 | 48          | 50000     |                          | 0           | four years agreed: nothing was extended
B       | P2          | 2017-02-01 | 2021-02-01 | 36          | 50000     |                          | x_covid     | three years agreed, due a year later: extended in the epidemic
C       | P3          | 2017-02-01 | 2021-02-01 | 36          | 50000     | 未办理疫情延期           | 0           | which the remark denies
D       | P4          | 2017-02-01 | 2021-02-01 |             | 50000     |                          | 0           | no term: open
E       | P5          | 2016-02-01 | 2020-02-01 | 36          | 50000     | 未办理展期手续           | 0           | due before the epidemic
F       | P6          | 2016-02-01 | 2020-02-01 | 36          | 50000     | 申请展期，未获批准       | 0           | asked for and refused
G       | P7          | 2016-02-01 | 2020-02-01 | 36          | 50000     | 未展期，后经批准展期一年 | x_extension | granted in the end
H       | P8          | 2016-02-01 | 2020-02-01 | 48          | 50000     | 展期                     | 0           | the term agreed is too long whatever came after

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount
Z       | 2019-03-21  | 2019-06-20 | 555
"""

LOAN_04 = """
micro_loan
loan_no | borrower_id | principal | rate | issue_date | due_date   | term_months | repaid_on  | repaid_amount | balance | lead   | why
A       | P1          | 36000     | 5.35 | 2018-01-01 | 2019-01-01 | 12          | 2019-01-01 | 36000         | 0       | 31.00  | 1% of 36000 for 31 days, then of what is left, nothing
B       | P2          | 36000     | 5.35 | 2018-01-01 | 2019-01-01 | 12          | 2019-01-01 | 36000         | 0       | 198.00 | 36000 for 31 days, 18000 for 334

loan_txn
loan_no | txn_date   | type | amount
A       | 2018-02-01 | 还本 | 36000
B       | 2018-02-01 | 还本 | 18000
B       | 2019-01-01 | 还本 | 18000
"""

LOAN_05 = """
micro_loan
loan_no | collateral               | principal | issue_date | lead   | why
A       | 公务员担保               | 50000     | 2018-01-10 | -      | a guarantor
B       | 保证（风险补偿金担保）   | 50000     | 2018-01-11 | x_risk | the fund
C       | 信用村，房产抵押         | 50000     | 2018-01-12 | -      | a credit village, and a house beside it
D       | 未要求提供担保           | 50000     | 2018-01-13 |        | denied
E       | 信用，无需抵押           | 50000     | 2018-01-14 |        |
F       | 风险补偿金分担，公务员保证 | 50000   | 2018-01-15 | -      | the fund, and a guarantor beside it
G       | 五户联保                 | 50000     | 2018-01-16 | -      |
H       | 其他                     | 50000     | 2018-01-17 | -      | not on credit
"""

LOAN_07 = """
micro_loan
loan_no | borrower_id | borrower_name | hh_no | use_mode     | user_entity  | issue_date | principal | lead     | why
A       | P1          | 张一          | H1    | 户贷户用     | 张二         | 2018-01-10 | 50000     | x_member | the wife, as the register knows
B       | P2          | 张三          | H2    | 户贷户用     | 其妻         | 2018-01-10 | 50000     |          | the wife, in words
C       | P3          | 张四          | H3    | 户贷户用     | 张二         | 2018-01-10 | 50000     | 50000    | lives in another household
D       | P4          | 张五          | H4    |              | 非本人，某公司 | 2018-01-10 | 50000   | 50000    | 非本人 is not 本人
E       | P5          | 张六          | H5    |              | 金五家庭农场 | 2018-01-10 | 50000     | 50000    | a farm that is called a family's
F       | P6          | 张七          | H6    | 未入股企业   |              | 2018-01-10 | 50000     |          | denied

poor_person
snapshot_date | hh_no | id_no | name | relation
2017-12-31    | H1    | P1    | 张一 | 户主
2017-12-31    | H1    | Q1    | 张二 | 配偶
2017-12-31    | H3    | P3    | 张四 | 户主
"""
LOAN_07_PAYER = """
micro_loan
loan_no | borrower_id | issue_date | principal | lead  | why
A1      | P1          | 2018-01-10 | 50000     | 50000 | a firm that has 扶贫 in its name is no public payer
A2      | P2          | 2018-01-10 | 50000     | 50000 |
A3      | P3          | 2018-01-10 | 50000     | 50000 |
A4      | P4          | 2018-01-10 | 50000     | 50000 |
A5      | P5          | 2018-01-10 | 50000     | 50000 |

loan_txn
loan_no | txn_date   | type | amount | counterparty         | counterparty_account
A1      | 2018-03-21 | 还息 | 500    | 金土扶贫开发有限公司 | 111
A2      | 2018-03-21 | 还息 | 500    | 金土扶贫开发有限公司 | 111
A3      | 2018-03-21 | 还息 | 500    | 金土扶贫开发有限公司 | 111
A4      | 2018-03-21 | 还息 | 500    | 金土扶贫开发有限公司 | 111
A5      | 2018-03-21 | 还息 | 500    | 金土扶贫开发有限公司 | 111
"""

LOAN_08 = """
micro_loan
loan_no | borrower_id | purpose                | principal | issue_date | lead         | why
A       | P1          | 看病住院               | 30000     | 2018-01-10 | 30000        | illness
B       | P2          | 子女上大学学费         | 30000     | 2018-01-10 | 30000        | schooling
C       | P3          | 生猪养殖、能繁母猪保险 | 30000     | 2018-01-10 |              | insurance of the pigs
D       | P4          | 种植                   | 30000     | 2018-01-10 | x_productive | insurance of the pigs, paid to an insurer
E       | P5          | 种植                   | 30000     | 2018-01-10 | 1200         | of a life, to the same insurer
F       | P6          | 抚养子女、上学         | 30000     | 2018-01-10 | 30000        | 抚养 is no 养殖
G       | P7          | 经营家具店             | 30000     | 2018-01-10 |              | sells what others buy to live with
H       | P8          | 养殖（非建房）         | 30000     | 2018-01-10 |              | denied
I       | P9          | 养羊装修羊舍、买房     | 30000     | 2018-01-10 | 30000        | production beside a house
J       | P10         | 养羊                   | 30000     | 2018-01-10 | 800          | of two sums to sellers only the fridge

loan_txn
loan_no | txn_date   | type | amount | counterparty                       | summary
D       | 2018-01-20 | 转出 | 1200   | 某某财产保险股份有限公司某支公司   | 能繁母猪保险费
E       | 2018-01-20 | 转出 | 1200   | 某某财产保险股份有限公司某支公司   | 人身意外险
J       | 2018-01-20 | 转出 | 2000   | 某电器商场                         | 养殖设备款
J       | 2018-01-21 | 转出 | 800    | 某电器商场                         | 冰箱
"""

LOAN_09 = """
interest_subsidy
loan_no | batch_no | period_from | period_to  | subsidy_amount | paid_on    | lead   | why
A       | 1        | 2018-04-01  | 2018-06-30 | 549.79         | 2018-07-10 | 549.79 | to a borrower who was never registered
B       | 1        | 2018-04-01  | 2018-06-30 | 549.79         | 2018-07-10 |        | whose household is
C       | 1        | 2018-04-01  | 2018-06-30 | 549.79         | 2018-07-10 |        | registered
D       | 1        | 2016-04-01  | 2016-06-30 | 549.79         | 2016-07-10 |        | before the first list: not known

micro_loan
loan_no | borrower_id | hh_no | principal | rate | issue_date | due_date   | balance
A       | X1          |       | 50000     | 4.35 | 2018-01-01 | 2019-12-31 | 50000
B       | X2          | H1    | 50000     | 4.35 | 2018-01-01 | 2019-12-31 | 50000
C       | P1          | H1    | 50000     | 4.35 | 2018-01-02 | 2019-12-31 | 50000
D       | X3          |       | 50000     | 4.35 | 2016-01-01 | 2018-12-31 | 50000

poor_person
snapshot_date | hh_no | id_no | first_identified
2017-12-31    | H1    | P1    | 2014-03-01
"""

LOAN_10 = """
micro_loan
loan_no | borrower_id | principal | rate | issue_date | due_date   | subsidised | remark                   | lead      | why
A       | P1          | 36000     | 4.35 | 2019-07-01 | 2020-06-30 | 是         |                          |           |
B       | P2          | 36000     | 4.35 | 2019-07-01 | 2020-06-30 | 是         | 企业用款，已停止贴息     | x_stopped | as the remark says
C       | P3          | 36000     | 4.35 | 2019-07-01 | 2020-06-30 | 是         | 不属于停止贴息情形       | 400.20    | denied

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount | paid_on
A       | 2019-07-01  | 2019-09-30 | 400.20         | 2019-10-15
"""

LOAN_11 = """
micro_loan
loan_no | borrower_id | hh_no | bank   | principal | balance | repaid_on | repaid_amount | issue_date | due_date   | overdue_since | five_class | renewal_of | lead  | why
A       | P1          |       | 某银行 | 30000     |         |           |               | 2018-01-05 | 2019-06-01 |               | 正常       |            |       | what is owed is told nowhere
B       | P2          |       | 某银行 | 30000     |         |           | 30000         | 2018-01-05 | 2019-06-01 |               | 正常       |            |       | repaid, on an unknown day
C       | P3          |       | 某银行 | 30000     | 30000   |           |               | 2018-01-05 | 2019-06-01 | 2019-06-01    | 次级       |            |       | listed
D1      | P4          | H4    | 某银行 | 30000     | 0       |           |               | 2018-01-05 | 2019-01-05 |               | 正常       |            |       |
D2      | P4          | H4    | 某银行 | 30000     | 30000   |           |               | 2019-01-05 | 2021-01-05 |               | 正常       | 否         | 30000 | 否 in the column is no renewal

loan_txn
loan_no | borrower_id | txn_date   | type | amount | counterparty
D1      | P4          | 2019-01-05 | 还本 | 30000  | 某银行
"""
LOAN_11_EPIDEMIC = """
micro_loan
loan_no | borrower_id | principal | balance | issue_date | due_date   | five_class | remark           | lead    | why
A       | P1          | 30000     | 30000   | 2018-01-05 | 2020-02-01 | 正常       |                  | x_covid | due in the epidemic
B       | P2          | 30000     | 30000   | 2018-01-05 | 2020-02-01 | 正常       | 未申请延期       | 30000   | but not extended, as the list says
"""

LOAN_12 = """
risk_fund
account | txn_date   | txn_type | txn_amount | balance | loan_no | remark           | lead          | why
F1      | 2019-02-05 | 注入     | 500        | 500     |         |                  |               |
F1      | 2019-03-06 | 划出     | 50         | 450     |         | 未退回           | 50 H          | denied
F1      | 2019-03-07 | 划出     | 60         | 390     |         | 购买理财，已收回 | 60 H          | used though it came back
F1      | 2019-03-08 | 划出     | 61         | 329     |         |                  | x_ret         | back in the same account
F1      | 2019-03-13 | 注入     | 61         | 390     |         |                  |               | boundary: five days later
F1      | 2019-03-18 | 划出     | 62         | 328     |         |                  | 62 H          |
F1      | 2019-03-24 | 注入     | 62         | 390     |         |                  |               | a day more
F1      | 2019-05-01 | 划出     | 70         | 380     | A       |                  | x_compensated | a compensation entered as a transfer
F1      | 2019-05-02 | 划出     | 80         | 300     |         | 代偿张三贷款     | x_compensated | as the remark says
F1      | 2019-05-03 | 利息     | 1          | 301     |         |                  |               |
"""

test_rule = rule_tests(
    {
        "LOAN-01": LOAN_01,
        "LOAN-02": LOAN_02,
        "LOAN-03": LOAN_03,
        "LOAN-04": LOAN_04,
        "LOAN-05": LOAN_05,
        "LOAN-07": [LOAN_07, LOAN_07_PAYER],
        "LOAN-08": LOAN_08,
        "LOAN-09": LOAN_09,
        "LOAN-10": LOAN_10,
        "LOAN-11": LOAN_11,
        "LOAN-12": LOAN_12,
    }
)
test_rule_2020 = rule_tests({"LOAN-11": LOAN_11_EPIDEMIC}, as_of="2020-06-30")

FAR = """
micro_loan
loan_no | borrower_id | principal | rate | issue_date | due_date   | balance
A       | P1          | 50000     | 9    | 2022-02-19 | 2023-02-19 | 50000
B       | P2          | 50000     | 9    | 2022-02-20 | 2023-02-20 | 50000
C       | P3          | 50000     | 9    | 2025-03-01 | 2026-03-01 | 50000
D       | P4          | 50000     | 9    | 2014-11-21 | 2015-11-21 | 50000
E       | P5          | 50000     |      | 2018-11-21 | 2019-11-21 | 50000

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount
A       | 2022-04-01  | 2022-06-30 | 400
B       | 2022-04-01  | 2022-06-30 | 400
X       | 2022-04-01  | 2022-06-30 | 400
B       | 2022-07-01  | 2022-09-30 | 400
B       | 2022-07-01  | 2022-09-30 | 400
A       |             |            | 400

poor_person
snapshot_date | hh_no | id_no
2016-12-31    | H1    | P5
"""


@pytest.mark.parametrize(
    ("rule_id", "told"),
    [
        ("LOAN-01", {"放款日及以前没有建档数据，无法判断是否在册": 1}),
        (
            "LOAN-04",
            {"日期晚于 loan.lpr_1y 的已知截止日 2022-02-19": 2, "日期早于 loan.benchmark_1y 的起始日 2014-11-22": 1, "“贷款利率”为空": 1},
        ),
        ("LOAN-08", {"“贷款用途”为空，也没有流水": 5}),
        ("LOAN-09", {"贷款台账中没有这笔贷款": 1, "日期晚于 loan.lpr_5y 的已知截止日 2022-02-19": 2, "贴息期间不明": 1}),
    ],
)
def test_what_is_not_known_is_told(rule_id, told, engine):
    outcome = _run(rule_id, FAR, engine)
    if outcome.ran:
        assert outcome.not_judged == told
    else:
        assert all(f"{reason} {rows} 行" in outcome.reason for reason, rows in told.items())


def _run(rule_id: str, text: str, engine: str):
    parameters, contracts = tables.loaded()
    given, row_id = {}, 0
    for name, rows in tables.parse(text).items():
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        given[name] = tables._typed(name, rows, contracts)
    opened = from_tables(given, parameters.programmes, contracts, engine)
    return run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2026, 12, 31), tables.AUDIT_FROM)
