"""Micro-loans: LOAN-01 … LOAN-09. Amounts in ``lead`` are worked out by hand; the sum stands in ``why``."""

from __future__ import annotations

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

LOAN_01 = [
    """
micro_loan
loan_no | borrower_id | borrower_name | hh_no | head_id | village_name | product | issue_date | principal | lead | why
A  | P1 |      |    |     |        |          | 2018-05-01 | 50000 |                | registered since 2014
A2 | P1 |      |    |     |        |          | 2014-03-01 | 50000 |                | boundary: issued on the day of identification
A3 | P1 |      |    |     |        |          | 2013-12-31 | 50000 | 50000          | boundary: a day before, in the year before
B  | X1 | 张伟 |    |     | 东村   |          | 2018-05-01 | 30000 | 30000          | fires: not in the register
C  | P2 |      |    |     |        |          | 2018-05-01 | 50000 | 50000          | identified in the year after
D  | P2 |      |    |     |        |          | 2019-02-01 | 50000 | x_lag          | identified later in the same year
E  | X2 |      | H1 |     |        |          | 2018-05-01 | 50000 | x_hh           | spouse borrows, household number is registered
F  | X3 |      |    | P1  |        |          | 2018-05-01 | 50000 | x_hh           | child borrows, head is registered
G  | X4 |      | H9 | X9  |        |          | 2018-05-01 | 50000 | 50000          | household number and head are not registered either
H  |    |      |    |     |        |          | 2018-05-01 | 50000 |                | no number: cannot be judged
I  | X5 |      |    |     |        |          |            | 50000 |                | no day of issue: cannot be judged
J  | X6 |      |    |     |        | 创业贷款 | 2018-05-01 | 50000 | x_product      | a business start-up loan is open to all
K  | 370799196001010018 | 李娜 |    |     | 西村   |          | 2018-05-01 | 50000 | 0 D            | number mistyped in one place, same name and village
L  | 370799196001010018 | 李娜 |    |     | 南村   |          | 2018-05-02 | 50000 | 50000          | same name in another village is another person
M  | P1 |      |    |     |        | 富民农户贷 | 2018-05-03 |       |                | registered, principal unknown

poor_person
snapshot_date | hh_no | id_no | name | village_name | relation | household_attr | first_identified | identified_on
2016-01-01    | H1    | P1    | 王强 | 东村         | 户主     | 一般贫困户     | 2014-03-01       |
2018-01-01    | H1    | P1    | 王强 | 东村         | 户主     | 一般贫困户     | 2014-03-01       |
2019-12-01    | H2    | P2    | 赵敏 | 东村         | 户主     | 低保贫困户     | 2019-06-01       | 2019-06-01
2018-01-01    | H3    | 370799196001010017 | 李娜 | 西村 | 户主 | 一般贫困户   | 2014-03-01       |
""",
    """
micro_loan
loan_no | borrower_id | hh_no | issue_date | principal | lead      | why
A       | E1          |       | 2020-07-02 | 50000     | 50000     | 边缘户 a day before they became eligible
B       | E1          |       | 2020-07-03 | 50000     |           | boundary: from that day on
C       | E2          |       | 2020-05-01 | 50000     |           | 脱贫监测户 is a registered household
D       | E3          |       | 2020-05-01 | 50000     |           | 边缘 noted on a household that 脱贫享受政策
E       | E1          |       | 2020-07-20 | 20000     |           | 边缘户, second loan

poor_person
snapshot_date | hh_no | id_no | household_attr | policy_status | monitored_type | risk_identified_on | first_identified
2020-01-01    | H1    | E1    |                |               | 边缘户         | 2019-11-01         |
2020-01-01    | H2    | E2    | 一般贫困户     |               | 脱贫监测户     |                    | 2014-03-01
2020-01-01    | H3    | E3    | 一般贫困户     | 脱贫享受政策  | 边缘户         |                    | 2014-03-01
""",
    """
micro_loan
loan_no | borrower_id | hh_no | issue_date | principal | lead      | why
A       | P1          |       | 2018-06-01 | 50000     | 50000     | struck off in 2017
B       | P1          |       | 2017-02-28 | 50000     |           | boundary: the day before being struck off
C       | P2          |       | 2018-06-01 | 50000     |           | struck off in 2017, identified again in 2018
D       | P3          |       | 2018-06-01 | 50000     | 50000     | another member of a household whose head was struck off
E       | P4          |       | 2018-06-01 | 50000     | x_removed | in no snapshot, but 脱贫 in 2016
F       | P5          |       | 2018-06-01 | 50000     |           | 返贫 in March, no snapshot of the year handed in
G       | P6          |       | 2018-06-01 | 50000     | x_lag     | 新识别 in September of the year
H       | P7          |       | 2018-06-01 | 50000     |           | only another member of the household was struck off
I       | P9          |       | 2018-06-01 | 50000     |           | boundary: struck off and identified again on one day

poor_person
snapshot_date | hh_no | id_no | relation | household_attr | first_identified
2016-01-01    | H1    | P1    | 户主     | 一般贫困户     | 2014-03-01
2016-01-01    | H1    | P3    | 配偶     | 一般贫困户     | 2014-03-01
2016-01-01    | H2    | P2    | 户主     | 一般贫困户     | 2014-03-01
2016-01-01    | H7    | P7    | 户主     | 一般贫困户     | 2014-03-01
2016-01-01    | H7    | P8    | 之子     | 一般贫困户     | 2014-03-01

register_change
hh_no | id_no | change_type | change_date
H1    | P1    | 清退        | 2017-03-01
H2    | P2    | 清退        | 2017-03-01
H2    | P2    | 新识别      | 2018-01-10
H4    | P4    | 脱贫        | 2016-12-01
H5    | P5    | 返贫        | 2018-03-01
H6    | P6    | 新识别      | 2018-09-01
H7    | P8    | 清退        | 2017-03-01
H9    | P9    | 清退        | 2017-03-01
H9    | P9    | 新识别      | 2017-03-01
""",
    """
micro_loan
loan_no | borrower_id | hh_no | head_id | issue_date | principal | lead  | why
A       | P1          |       |         | 2016-05-01 | 50000     |       | in the register, day of identification unknown
F       | P1          |       |         | 2014-06-01 | 50000     |       | before the first snapshot there is: not provable
B       | P2          |       |         | 2016-05-01 | 50000     | 50000 | no day of identification, but the snapshot of 2015 does not hold the person
C       | P3          |       |         | 2016-05-01 | 50000     |       | head of a household in the household register
D       | X1          | H3    |         | 2016-05-01 | 50000     | x_hh  | household register holds the number
E       | X2          |       |         | 2014-05-01 | 50000     |       | in no snapshot, but none reaches back to 2014: not judged
G       | X2          |       |         | 2017-05-01 | 50000     | 50000 | no list of 2017: by the one of 2016, which lacks him

poor_person
snapshot_date | hh_no | id_no
2015-01-01    | H1    | P1
2018-01-01    | H1    | P1
2018-01-01    | H2    | P2

poor_household
snapshot_date | hh_no | id_no | first_identified
2016-01-01    | H3    | P3    | 2014-03-01
""",
]

LOAN_02 = [
    """
micro_loan
loan_no | borrower_id | hh_no | product | principal | issue_date | due_date | repaid_on | balance | repaid_amount | renewal_of | remark | lead | why
A  | P1  | H1  |          | 50000    | 2019-01-10 |            |            |   |   |    |    |       | boundary: exactly the ceiling
B  | P2  | H2  |          | 50000.01 | 2019-01-10 |            |            |   |   |    |    | 0.01  | fires by one fen
C  | P3  | H3  |          |          | 2019-01-10 |            |            |   |   |    |    |       | null principal
D1 | P4  | H4  |          | 30000    | 2018-01-10 | 2021-01-10 |            | 30000 | |  |    |       | first loan
D2 | P5  | H4  |          | 30000    | 2019-01-10 | 2022-01-10 |            | 30000 | |  |    | 10000 | spouse lifts the household to 60000
E1 | P6  | H6  |          | 50000    | 2016-01-10 | 2019-01-10 | 2018-12-20 | 0 |   |    |    |       | repaid
E2 | P6  | H6  |          | 50000    | 2018-12-20 | 2021-12-20 |            | 50000 | |  |    |       | boundary: new loan on the day of full repayment
F1 | P7  | H7  |          | 50000    | 2016-01-10 | 2019-01-10 | 2018-12-20 | 0 |   |    |    |       | repaid
F2 | P7  | H7  |          | 20000    | 2018-12-19 | 2021-12-20 |            | 20000 | |  |    | 20000 | boundary: a day before full repayment
G1 | P8  | H8  |          | 50000    | 2016-01-10 | 2019-01-10 |            | 50000 | |  |    |       | first loan
G2 | P8  | H8  |          | 50000    | 2019-01-08 | 2021-01-10 |            | 50000 | | G1 |    | x_renewal | renewal without repayment, named by number
I1 | P9  | H9  |          | 50000    | 2016-01-10 | 2019-01-10 |            | 50000 | |  |    |       | first loan
I2 | P9  | H9  |          | 50000    | 2019-01-10 | 2020-01-10 |            | 50000 | |  | 展期 | x_renewal | extension entered as a second row
J1 | P10 | H10 | 创业贷款 | 100000   | 2018-01-10 | 2021-01-10 |            | 100000 | | |    | x_product | a start-up loan is above the ceiling by design
J2 | P10 | H10 |          | 50000    | 2019-01-10 | 2022-01-10 |            | 50000 | |  |    |       | start-up loan of the household does not count
K1 | P11 | H11 |          | 30000    | 2018-01-10 | 2021-01-10 |            | 10000 | 20000 | |  |       | first loan
K2 | P11 | H11 |          | 40000    | 2019-01-10 | 2022-01-10 |            | 40000 | |  |    | 20000 | repaid_amount without a day does not prove an earlier repayment
L1 | P12 | H12 |          | 30000    | 2018-01-10 | 2021-01-10 | 2018-06-01 | 10000 | 20000 | |  |       | 20000 repaid in 2018
L2 | P12 | H12 |          | 40000    | 2019-01-10 | 2022-01-10 |            | 40000 | |  |    |       | boundary: 10000 left and 40000 new are exactly the ceiling
M1 | P13 | H13 |          | 40000    | 2015-01-10 | 2018-01-10 |            | 0 |   |    |    |       | paid off, day unknown: taken as the due day
M2 | P13 | H13 |          | 40000    | 2018-01-10 | 2021-01-10 |            | 40000 | |  |    |       | lawful after it
N1 | P14 | H14 |          | 50000    | 2019-03-01 | 2022-03-01 |            | 50000 | |  |    |       | first of three
N2 | P14 | H14 |          | 10000    | 2019-04-01 | 2022-03-01 |            | 10000 | |  |    | 10000 | lifts over
N3 | P14 | H14 |          | 5000     | 2019-05-01 | 2022-03-01 |            | 5000 | |   |    | 5000  | further over: its own part only, 10000 stand above
O1 | P15 |     |          | 30000    | 2018-01-10 | 2021-01-10 |            | 30000 | |  |    |       | without household numbers the borrower is the household
O2 | P15 |     |          | 30000    | 2019-01-10 | 2022-01-10 |            | 30000 | |  |    | 10000 | same borrower again
Q1 | P16 | H16 |          | 50000    | 2019-01-10 | 2022-01-10 |            | 50000 | |  |    |       | first of two numbers of one day in one list
Q2 | P16 | H16 |          | 50000    | 2019-01-10 | 2022-01-10 |            | 50000 | |  |    | 50000 | a second contract of the same day and principal is a second loan
R1 | P17 | H17 |          | 50000    | 2014-12-09 | 2017-12-09 |            | 0 |   |    |    |       | before the ceiling existed
R1 | P17 | H17 |          | 50000    | 2014-12-09 | 2017-12-09 |            | 0 |   |    |    |       | the same loan entered twice
S1 | P18 | H18 |          | 60000    | 2014-12-09 | 2017-12-09 |            | 0 |   |    |    |       | 60000, but a day before the ceiling
""",
    """
micro_loan
loan_no | borrower_id | principal | issue_date | due_date   | balance | lead  | why
A1      | P1          | 30000     | 2018-01-10 | 2021-01-10 | 30000   |       | head
A2      | P2          | 30000     | 2019-01-10 | 2022-01-10 | 30000   | 10000 | spouse: one household by the register, in two snapshots
B1      | P3          | 30000     | 2018-01-10 | 2021-01-10 | 30000   |       | repaid in parts by the bank's books
B2      | P3          | 30000     | 2019-01-10 | 2022-01-10 | 30000   |       | boundary: 20000 left and 30000 new
C1      | P4          | 30000     | 2018-01-10 | 2021-01-10 | 30000   |       | repayment entered in both lists
C2      | P4          | 40000     | 2019-01-10 | 2022-01-10 | 40000   | 10000 | 20000 left and 40000 new
D1      | P5          | 50000     | 2016-01-10 | 2019-01-10 |         |       | state unknown, but its term was over
D2      | P5          | 50000     | 2019-01-10 | 2022-01-10 |         |       | not provable

poor_person
snapshot_date | id_no | hh_no
2018-01-01    | P1    | H1
2019-01-01    | P1    | H1
2018-01-01    | P2    | H1
2019-01-01    | P2    | H1

loan_txn
loan_no | txn_date   | type | amount
B1      | 2018-06-01 | 还本 | 5000
B1      | 2019-01-10 | 还本 | 5000
B1      | 2019-01-11 | 还本 | 20000
B1      | 2018-12-21 | 还息 | 300
C1      | 2018-06-01 | 还本 | 10000
""",
]

LOAN_03 = [
    """
micro_loan
loan_no | borrower_id | product | issue_date | due_date | extended_due_date | term_months | principal | remark | lead | why
A | P1 |        | 2016-05-10 | 2019-05-15 |            |    | 50000 |        |             | boundary: 36 months and 5 days
B | P1 |        | 2016-05-11 | 2019-05-17 |            |    | 50000 |        | 841.30      | boundary: a day more; two quarters after 2019-05-11, and 40 of the 92 days of the one that holds it: 241.30
C | P1 |        | 2016-02-29 | 2019-03-05 |            |    | 50000 |        |             | boundary: leap day, the term ends on 28 February
D | P1 |        | 2016-02-29 | 2019-03-06 |            |    | 50000 |        | 0           | a day more
E | P1 |        | 2016-05-12 | 2019-05-12 | 2020-05-12 |    | 50000 |        | x_extension | only the extension is beyond
F | P1 |        | 2017-03-01 | 2021-03-31 |            | 36 | 50000 |        | x_covid     | boundary: prolonged to the last day allowed
G | P1 |        | 2017-03-02 | 2021-04-01 |            |    | 50000 |        | 0           | a day too long
H | P1 |        | 2016-12-31 | 2020-03-31 |            |    | 50000 |        | 0           | fell due before 2020: no prolongation
I | P1 |        | 2016-05-13 |            |            | 48 | 50000 |        | 0           | no due day, term of four years
J | P1 |        | 2016-05-14 |            |            | 36 | 50000 |        |             | no due day, three years
K | P1 |        | 2016-05-15 |            |            |    | 50000 |        |             | neither: cannot be judged
L | P1 |        |            | 2022-05-15 |            |    | 50000 |        |             | no day of issue
M | P1 | 助学贷 | 2016-05-16 | 2026-05-16 |            |    | 8000  |        | x_product   | student loan
N | P1 |        | 2016-05-17 | 2019-10-17 |            | 36 | 50000 | 展期5个月 | x_extension | due day overwritten by the extension, as the remark says
O | P1 |        | 2016-05-18 | 2019-10-18 |            | 36 | 50000 |        | 0           | term and due day disagree, nothing noted: open
P | P1 |        | 2014-11-01 | 2019-11-01 |            |    | 50000 |        |             | before the limit existed
Q | P1 |        | 2016-05-19 | 2018-05-19 |            |    | 50000 |        | x_extension | two years, beyond three with
Q | P1 |        | 2018-05-19 | 2019-06-20 |            |    | 50000 | 展期   |             | its extension as a second row of the same number

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount
B       | 2019-03-21  | 2019-06-20 | 555
B       | 2019-06-21  | 2019-09-20 | 350
B       | 2019-09-21  | 2019-12-20 | 250
""",
    """
micro_loan
loan_no | borrower_id | issue_date | due_date   | principal | lead | why
A       | P1          | 2016-05-10 | 2020-05-10 | 50000     | -    | subsidies not handed in: no amount
""",
]

LOAN_04 = """
micro_loan
loan_no | borrower_id | product | principal | rate | issue_date | due_date | term_months | repaid_on | balance | lead | why
A | P1 |            | 50000 | 4.35   | 2018-01-10 | 2019-01-10 |    |            |   |        | boundary: one year at the benchmark
B | P1 |            | 50000 | 4.355  | 2018-01-11 | 2019-01-11 |    |            |   |        | boundary: within the tolerance
C | P1 |            | 50000 | 4.36   | 2018-01-12 | 2019-01-12 |    |            |   | 5.07   | 0.01% × 50000 × 365/360 = 5.069
D | P1 |            | 50000 | 4.75   | 2018-01-13 | 2019-01-14 |    |            |   |        | a day over a year: the tenor of one to five years
E | P1 |            | 36000 | 5.75   | 2017-12-31 |            | 36 |            |   | 730.00 | fires: 1% × 36000 × 730 days to the audit date/360
F | P1 |            | 36000 | 5.75   | 2018-01-01 |            | 36 | 2018-01-31 | 0 | 30.00  | repaid after 30 days
G | P1 |            | 50000 |        | 2018-01-15 | 2019-01-15 |    |            |   |        | rate unknown
H | P1 |            | 50000 | 5.00   | 2018-01-16 |            |    | 2018-02-15 | 0 | 4.17   | tenor unknown: above every benchmark; 0.1% × 50000 × 30/360
I | P1 |            | 50000 | 4.80   | 2018-01-17 |            |    |            |   |        | tenor unknown: not above the highest
J | P1 | 富民生产贷 | 500000 | 6.00  | 2018-01-18 | 2019-01-18 |    |            |   | x_product | enterprise loan
K | P1 |            | 36000 | 4.35   | 2019-08-19 | 2020-08-19 |    |            |   |        | boundary: the last day of the benchmark
L | P1 |            | 36000 | 4.35   | 2019-08-20 | 2020-08-20 |    |            |   | 13.30  | boundary: LPR 4.25 from this day; 0.1% × 36000 × 133/360
M | P1 |            | 36000 | 4.75   | 2019-08-21 | 2022-08-21 |    |            |   |        | three years, between both LPR: not judged until the contract is read
N | P1 |            | 36000 | 4.90   | 2019-08-22 | 2022-08-22 |    |            |   | 6.55   | above both: sure is what exceeds the higher; 0.05% × 36000 × 131/360
O | P1 |            | 50000 | 6.15   | 2014-11-21 | 2017-11-21 |    |            |   |        | before the first rate in the table
P | P1 |            | 50000 | 5.60   | 2015-02-28 | 2016-02-28 |    |            |   |        | rate of that time
Q | P1 |            | 36000 | 5.35   | 2015-06-29 | 2016-06-28 |    |            |   | 182.50 | lowered on 2015-06-28 to 4.85: 0.5% × 36000 × 365/360
"""
LOAN_04_REPAID = """
micro_loan
loan_no | borrower_id | principal | rate | issue_date | term_months | repaid_on  | repaid_amount | balance | lead   | why
A       | P1          | 36000     | 5.75 | 2018-01-01 | 36          | 2018-12-31 | 6000          | 30000   | 668.17 | 1% × (36000 × 729 − 6000 × 365)/360: repaid in part a year before
B       | P2          | 36000     | 5.75 | 2018-01-01 | 36          |            | 6000          | 30000   | 729.00 | in part, on an unknown day: nothing is taken off
C       | P3          | 36000     | 5.75 | 2018-01-01 | 36          | 2020-01-31 | 6000          | 30000   | 729.00 | after the audit date
"""

LOAN_05 = """
micro_loan
loan_no | product  | collateral       | principal | issue_date | lead      | why
A       |          | 信用             | 50000     | 2018-01-10 |           | on credit
B       |          | 保证             | 50000     | 2018-01-10 | -         | fires
C       |          |                  | 50000     | 2018-01-10 |           | not filled in
D       |          | 免担保免抵押     | 50000     | 2018-01-10 |           | boundary: says that none was asked for
E       |          | 无抵押、担保     | 50000     | 2018-01-10 |           | the same with a comma
F       |          | 信用+保证        | 50000     | 2018-01-10 | -         | boundary: credit and guarantee
G       |          | 保证(风险补偿金) | 50000     | 2018-01-10 | x_risk    | guaranteed by the compensation fund
H       |          | 信用村担保       | 50000     | 2018-01-10 | x_risk    | credit village
I       |          | 信用村           | 50000     | 2018-01-10 | x_risk    | credit village
J       | 创业担保贷款 | 保证         | 100000    | 2018-01-10 | x_product | another product
K       |          | 联保             | 50000     | 2018-01-10 | -         | mutual guarantee
L       |          | 房产抵押         | 50000     | 2018-01-10 | -         | mortgage
M       |          | 无               | 50000     | 2018-01-10 |           | none
B       |          | 保证             | 50000     | 2018-01-10 |           | the same loan entered again
"""

LOAN_06 = """
micro_loan
loan_no | borrower_id        | borrower_id_note | product | issue_date | principal | lead      | why
A       | 370799200106010011 |                  |         | 2019-06-01 | 50000     |           | boundary: 18th birthday
B       | 370799200106020012 |                  |         | 2019-06-01 | 50000     | - L       | a day younger
C       | 370799195306020013 |                  |         | 2019-06-01 | 50000     |           | boundary: the day before the 66th birthday
D       | 370799195306010014 |                  |         | 2019-06-01 | 50000     | - L       | 66th birthday
E       | 370799195306010015 |                  |         | 2019-05-30 | 50000     |           | the day before the notice counts
F       |                    |                  |         | 2019-06-01 | 50000     |           | no number
G       | 370799530601001    |                  |         | 2019-06-01 | 50000     |           | old number of 15 digits not converted
H       | 370799000006010016 |                  |         | 2019-06-01 | 50000     |           | no credible birth date
I       | 370799193001010017 | checksum         |         | 2019-06-01 | 50000     | - D       | 89, but the number is mistyped
J       | 370799193001010018 |                  | 助学贷  | 2019-06-01 | 50000     | x_product | another product
K       | 37079919530228001X |                  |         | 2019-02-28 | 50000     |           | before the notice
L       | 370799195306010014 |                  |         |            | 50000     |           | no day of issue
"""

LOAN_07 = [
    """
micro_loan
loan_no | borrower_id | borrower_name | product | use_mode | user_entity | issue_date | principal | lead | why
A       | P1 | 张一 |            | 户贷户用 |                | 2018-01-10 | 50000  |          | used by the household
B       | P2 | 张二 |            | 户贷企用 |                | 2018-01-10 | 50000  | 50000    | fires
C       | P3 | 张三 |            | 分贷统还 |                | 2017-07-25 | 50000  | 50000    | boundary: first day of the rule
D       | P4 | 张四 |            | 户贷企用 |                | 2017-07-24 | 50000  | x_legacy | boundary: contract before the rule
E       | P5 | 张五 |            |          | 某某农业公司   | 2018-01-10 | 50000  | 50000    | another user
F       | P6 | 张六 |            |          | 本人           | 2018-01-10 | 50000  |          | the borrower
G       | P7 | 张七 |            |          | 张七           | 2018-01-10 | 50000  |          | the borrower by name
H       | P8 | 张八 |            |          |                | 2018-01-10 | 50000  |          | nothing filled in
I       | P9 | 某公司 | 富民生产贷 | 户贷企用 |              | 2018-01-10 | 500000 | x_product | enterprise loan
J       | P10 | 张十 |           | 合作社托管 |              | 2018-01-10 |        | -        | entrusted; principal unknown
B       | P2 | 张二 |            | 户贷企用 |                | 2018-01-10 | 50000  |          | the same loan entered again
""",
    """
micro_loan
loan_no | borrower_id | issue_date | principal | lead  | why
A1      | P1          | 2018-01-10 | 50000     | 50000 | five borrowers' money to one company
A2      | P2          | 2018-01-10 | 50000     | 50000 | on the 7th day
A3      | P3          | 2018-01-10 | 50000     | 50000 | transfer listed twice
A4      | P4          | 2018-01-10 | 50000     | 50000 |
A5      | P5          | 2018-01-10 | 50000     | 30000 | also bought fodder with the rest: what moved
B1      | P11         | 2018-01-10 | 50000     |       | boundary: only four borrowers within seven days
B2      | P12         | 2018-01-10 | 50000     |       |
B3      | P13         | 2018-01-10 | 50000     |       |
B4      | P14         | 2018-01-10 | 50000     |       |
B5      | P15         | 2018-01-10 | 50000     |       | on the 8th day
B6      | P11         | 2018-02-10 | 20000     |       | the same borrower's second loan is no fifth borrower

loan_txn
loan_no | txn_date   | type | amount | counterparty | counterparty_account
A1      | 2018-01-10 | 转出 | 50000  | 某某置地公司 | 111
A2      | 2018-01-17 | 转出 | 50000  | 某某置地公司 | 111
A3      | 2018-01-11 | 转出 | 50000  | 某某置地公司 | 111
A3      | 2018-01-11 | 转出 | 50000  | 某某置地公司 | 111
A4      | 2018-01-11 | 转出 | 50000  |              | 111
A5      | 2018-01-11 | 转出 | 30000  | 某某置地公司 | 111
B1      | 2018-01-11 | 转出 | 50000  | 某某合作社   | 222
B2      | 2018-01-11 | 转出 | 50000  | 某某合作社   | 222
B3      | 2018-01-11 | 转出 | 50000  | 某某合作社   | 222
B4      | 2018-01-11 | 转出 | 50000  | 某某合作社   | 222
B5      | 2018-01-18 | 转出 | 50000  | 某某合作社   | 222
B6      | 2018-02-11 | 转出 | 20000  | 某某合作社   | 222
A1      | 2018-01-11 | 转出 | 100    | 支付宝       | 333
A2      | 2018-01-11 | 转出 | 100    | 支付宝       | 333
B1      | 2018-01-11 | 转出 | 100    | 支付宝       | 333
B2      | 2018-01-11 | 转出 | 100    | 支付宝       | 333
B3      | 2018-01-11 | 转出 | 100    | 支付宝       | 333
""",
    """
micro_loan
loan_no | borrower_id | issue_date | user_entity | principal | lead        | why
D1      | P1          | 2018-01-10 |             | 50000     | x_dealer    | all buy inputs from one dealer
D2      | P2          | 2018-01-10 |             | 50000     | x_dealer    |
D3      | P3          | 2018-01-10 |             | 50000     | x_dealer    |
D4      | P4          | 2018-01-10 |             | 50000     | x_dealer    |
D5      | P5          | 2018-01-10 | 某饲料厂    | 50000     | 50000       | the list itself names another user
E1      | P11         | 2018-01-10 |             | 50000     | x_collector | repaid through the village
E2      | P12         | 2018-01-10 |             | 50000     | x_collector |
E3      | P13         | 2018-01-10 |             | 50000     | x_collector |
E4      | P14         | 2018-01-10 |             | 50000     | x_collector |
E5      | P15         | 2018-01-10 |             | 50000     | x_collector | paid off within days
F1      | P21         | 2018-01-10 |             | 50000     | 50000       | inputs from a dealer, but one company pays everyone's interest
F2      | P22         | 2018-01-10 |             | 50000     | 50000       |
F3      | P23         | 2018-01-10 |             | 50000     | 50000       |
F4      | P24         | 2018-01-10 |             | 50000     | 50000       |
F5      | P25         | 2018-01-10 |             | 50000     | 50000       |
G1      | P31         | 2018-01-10 |             | 50000     | x_collector | a cadre pays in for all
G2      | P32         | 2018-01-10 |             | 50000     | x_collector |
G3      | P33         | 2018-01-10 |             | 50000     | x_collector |
G4      | P34         | 2018-01-10 |             | 50000     | x_collector |
G5      | P35         | 2018-01-10 |             | 50000     | x_collector |
H1      | P41         | 2018-01-10 |             | 50000     |             | subsidy paid straight to the bank is no repayment by a user
H2      | P42         | 2018-01-10 |             | 50000     |             |
H3      | P43         | 2018-01-10 |             | 50000     |             |
H4      | P44         | 2018-01-10 |             | 50000     |             |
H5      | P45         | 2018-01-10 |             | 50000     |             |

village_cadre
name | id_no
赵六 | C1

loan_txn
loan_no | txn_date   | type   | amount | counterparty     | counterparty_account | summary
D1      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
D2      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
D3      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
D4      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
D5      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
F1      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
F2      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
F3      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
F4      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
F5      | 2018-01-11 | 转出   | 50000  | 东风农资经营部   | 111 |
E1      | 2018-03-21 | 还息   | 500    | 东村村民委员会   | 222 |
E2      | 2018-03-21 | 还息   | 500    | 东村村民委员会   | 222 |
E3      | 2018-03-21 | 还息   | 500    | 东村村民委员会   | 222 |
E4      | 2018-03-21 | 还息   | 500    | 东村村民委员会   | 222 |
E5      | 2018-03-21 | 还本息 | 50500  | 东村村民委员会   | 222 |
F1      | 2018-03-21 | 还息   | 500    | 某某置地公司     | 333 |
F2      | 2018-03-21 | 还息   | 500    | 某某置地公司     | 333 |
F3      | 2018-06-21 | 还息   | 500    | 某某置地公司     | 333 |
F4      | 2018-09-21 | 还息   | 500    | 某某置地公司     | 333 |
F5      | 2018-03-21 | 还本   | 500    | 某某置地公司     | 333 |
G1      | 2018-03-21 | 还息   | 500    | 赵六             | 444 |
G2      | 2018-03-21 | 还息   | 500    | 赵六             | 444 |
G3      | 2018-03-21 | 还息   | 500    | 赵六             | 444 |
G4      | 2018-03-21 | 还息   | 500    | 赵六             | 444 |
G5      | 2018-03-21 | 还息   | 500    | 赵六             | 444 |
H1      | 2018-03-21 | 还息   | 500    | 某县财政局       | 555 |
H2      | 2018-03-21 | 还息   | 500    | 某县财政局       | 555 |
H3      | 2018-03-21 | 还息   | 500    | 某县财政局       | 555 |
H4      | 2018-03-21 | 还息   | 500    | 某县财政局       | 555 |
H5      | 2018-03-21 | 还息   | 500    | 某县财政局       | 555 |
""",
    """
micro_loan
loan_no | borrower_id | issue_date | principal | lead  | why
G1      | P31         | 2018-01-10 | 50000     | 50000 | a person pays for all; no list of cadres: open, not spared
G2      | P32         | 2018-01-10 | 50000     | 50000 |
G3      | P33         | 2018-01-10 | 50000     | 50000 |
G4      | P34         | 2018-01-10 | 50000     | 50000 |
G5      | P35         | 2018-01-10 | 50000     | 50000 |

loan_txn
loan_no | txn_date   | type | amount | counterparty | counterparty_account
G1      | 2018-03-21 | 还息 | 500    | 赵六         | 444
G2      | 2018-03-21 | 还息 | 500    | 赵六         | 444
G3      | 2018-03-21 | 还息 | 500    | 赵六         | 444
G4      | 2018-03-21 | 还息 | 500    | 赵六         | 444
G5      | 2018-03-21 | 还息 | 500    | 赵六         | 444
""",
]

LOAN_07.append("""
micro_loan
loan_no | borrower_id | issue_date | use_mode | user_entity | principal | lead  | matter | why
A       | P1          | 2018-01-10 |          | 某某公司    | 50000     | 50000 | a      | one user, one matter
B       | P2          | 2018-01-10 | 户贷企用 | 某某公司    | 50000     | 50000 | a      |
C       | P3          | 2018-01-10 |          | 某某厂      | 50000     | 50000 | b      | another user
D       | P4          | 2018-01-10 | 户贷企用 |             | 50000     | 50000 | c      | nobody named: the loan itself
E       | P5          | 2018-01-10 | 户贷企用 |             | 50000     | 50000 | d      |
""")
LOAN_01_MATTERS = """
micro_loan
loan_no | borrower_id | issue_date | principal | lead  | matter
A       | P1          | 2018-01-10 | 50000     | 50000 | a
B       | P1          | 2018-03-10 | 20000     | 20000 | a
C       | P2          | 2018-01-10 | 50000     | 50000 | b

poor_person
hh_no | name | id_no | relation | snapshot_date
H9    | 甲   | P9   | 户主     | 2017-12-31
"""
LOAN_02_MATTERS = """
micro_loan
loan_no | borrower_id | hh_no | issue_date | principal | lead  | matter
A       | P1          | H1    | 2018-01-10 | 40000     |       |
B       | P2          | H1    | 2018-03-10 | 20000     | 10000 | a
C       | P1          | H1    | 2018-04-10 | 5000      | 5000  | a
D       | P3          | H2    | 2018-01-10 | 60000     | 10000 | b
"""

LOAN_08 = [
    """
micro_loan
loan_no | borrower_id | product  | purpose            | principal | subsidy_total | issue_date | lead         | why
A       | P1          |          | 养牛               | 50000     |               | 2018-01-10 |              | production
B       | P2          |          | 儿子结婚           | 50000     |               | 2018-01-10 | 50000        | fires: the principal; its subsidies are money of another kind
C       | P3          |          | 建房               | 30000     | 800           | 2018-01-10 | 30000        | subsidy from the loan list
D       | P4          |          | 建养殖房           | 30000     |               | 2018-01-10 |              | 建…房 is not the word
E       | P5          |          | 养鸡建房圈舍       | 30000     |               | 2018-01-10 | x_productive | a house for chickens
F       | P6          |          | 养殖、结婚         | 30000     |               | 2018-01-10 | 30000        | boundary: production beside a wedding
G       | P7          |          | 大棚装修           | 30000     |               | 2018-01-10 | x_productive | greenhouse
H       | P8          |          | 购农用三轮         | 30000     |               | 2018-01-10 |              | production
I       | P9          |          |                    | 30000     |               | 2018-01-10 |              | not filled in
J       | P10         | 生源地贷 | 消费               | 30000     |               | 2018-01-10 | x_product    | another product
K       | P11         |          | 种植               | 30000     |               | 2018-01-10 | 30000        | money went to a car seller
N       | P14         |          | 种植               | 30000     |               | 2018-01-10 | 12000        | a part of the money went to a car seller
L       | P12         |          | 种植               | 30000     |               | 2018-01-10 | x_productive | farm vehicle from a car seller
M       | P13         |          | 建大棚             | 30000     |               | 2018-01-10 |              | greenhouse

interest_subsidy
loan_no | batch_no | period_from | period_to  | subsidy_amount
B       | 1        | 2018-01-01  | 2018-03-31 | 400
B       | 2        | 2018-04-01  | 2018-06-30 | 600

loan_txn
loan_no | txn_date   | type | amount | counterparty             | summary
K       | 2018-01-20 | 转出 | 30000  | 潍坊某汽车销售公司       | 购车款
N       | 2018-01-20 | 转出 | 12000  | 潍坊某汽车销售公司       | 购车款
L       | 2018-01-20 | 转出 | 30000  | 潍坊某汽车销售公司       | 农用车款
A       | 2018-01-20 | 转出 | 30000  | 某养牛合作社             |
M       | 2018-01-20 | 还息 | 30     | 某保险公司               |
""",
]

LOAN_09 = [
    # 50000 at 4.35% make 6.041666… a day
    """
interest_subsidy
loan_no | borrower_id | batch_no | period_from | period_to  | subsidy_amount | rate | paid_on    | lead      | why
A       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 |           | calendar quarter, 90 days
A       |             | 2        | 2018-03-21  | 2018-06-20 | 556.83         |      | 2018-07-10 |           | boundary: bank quarter, 92 days make 555.83, a yuan of tolerance
A       |             | 3        | 2018-07-01  | 2018-09-30 | 556.84         |      | 2018-10-10 | 1.01      | boundary: 92 days make 555.83
A       |             | 4        | 2018-10-01  | 2018-12-31 | 555.83         |      | 2019-01-10 |           | first payment of a quarter of 92 days
A       |             | 5        | 2018-10-01  | 2018-12-31 | 555.83         |      | 2019-02-10 | 555.83    | paid again
A       |             | 6        | 2019-01-01  | 2019-03-31 | 555.83         |      | 2019-04-10 |           | paid,
A       |             | 6        | 2019-01-01  | 2019-03-31 | -555.83        |      | 2019-04-11 |           | taken back,
A       |             | 6        | 2019-01-01  | 2019-03-31 | 543.75         |      | 2019-04-12 |           | and paid aright
A       |             | 7        | 2020-01-01  | 2020-03-31 | 549.79         |      | 2020-04-10 |           | leap year: 91 days
B       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 175.21    | repaid on 20 February: 61 days from 21 December make 368.54
C       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 114.79    | due on 2 March: 71 days make 428.96
D       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 |           | the same, but extended
E       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 |           | boundary: repaid on the day after the quarter
F       |             | 1        | 2018-01-01  | 2018-03-31 | 625.00         | 5    | 2018-04-10 | 81.25     | subsidised at the loan's 5%, above the base of 4.35%
G       |             | 1        | 2018-01-01  | 2018-03-31 | 10000          |      | 2018-04-10 |           | loan not in the book
H       |             | 1        | 2018-01-01  | 2018-03-31 |                |      | 2018-04-10 |           | amount unknown
I       |             | 1        |             |            | 10000          |      | 2018-04-10 |           | period unknown
        | P10         | 1        | 2018-01-01  | 2018-03-31 | 643.75         |      | 2018-04-10 | 100.00    | without a number: the borrower's only loan
K       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 48.33     | 20000 repaid on 1 March: 50000 × 70 + 30000 × 20 days make 495.42
L       |             | 1        | 2018-01-01  | 2018-03-31 | 5000           |      | 2018-04-10 | x_product | student loan
M       |             | 1        | 2018-01-01  | 2018-03-31 | 3750.00        |      | 2018-04-10 |           | enterprise loan: 3% of 500000 for 90 days
N       |             | 1        | 2018-01-01  | 2018-03-31 | 5437.50        |      | 2018-04-10 | 1687.50   | enterprise loan subsidised at the full rate
O       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         | 4.35 | 2018-04-10 | x_reset   | loan at 4%, reset to the base of 1 January
Q       |             | 1        | 2018-01-01  | 2018-03-31 | 600.00         | 4.80 | 2018-04-10 | 100.00    | loan at 4%, subsidised at more than the base of 1 January
R       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 43.75     | loan at 4%, rate of the entry unknown
S       |             | 1        | 2018-01-01  | 2018-03-31 | 302.08         |      | 2018-04-10 |           | issued on 10 February: 50 days to the end of March
T       |             | 1        | 2018-02-10  | 2018-03-20 | 236.63         |      | 2018-04-10 |           | boundary: 39 days make 235.625, rounded half up, a yuan of tolerance
U       |             | 1        | 2018-02-10  | 2018-03-20 | 236.64         |      | 2018-04-10 | 1.01      | boundary
V       |             | 1        | 2018-01-01  | 2018-12-31 | 2205.21        |      | 2019-01-10 |           | a whole year, 365 days
V       |             | 2        | 2018-04-01  | 2018-06-30 | 549.79         |      | 2019-02-10 | 549.79    | and one of its quarters again
W       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 |           | calendar and
W       |             | 2        | 2017-12-21  | 2018-03-20 | 543.75         |      | 2018-05-10 | 543.75    | bank bounds of one quarter
X       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 543.75    | repaid in the year before
Y       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 |           | no due day, term of 36 months still running
Z       |             | 1        | 2018-01-01  | 2018-03-31 | 543.75         |      | 2018-04-10 | 543.75    | no due day, term ended in 2017

micro_loan
loan_no | borrower_id | product    | principal | rate | issue_date | due_date   | extended_due_date | term_months | repaid_on  | balance
A       | P1          |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
B       | P2          |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          | 2018-02-20 | 0
C       | P3          |            | 50000     | 4.35 | 2017-03-02 | 2018-03-02 |                   | 12          |            | 50000
D       | P4          |            | 50000     | 4.35 | 2017-03-02 | 2018-03-02 | 2018-12-02        | 12          |            | 50000
E       | P5          |            | 50000     | 4.35 | 2017-03-02 | 2020-03-02 |                   | 36          | 2018-04-01 | 0
F       | P6          |            | 50000     | 5.00 | 2017-06-01 | 2018-06-01 |                   | 12          |            | 50000
H       | P8          |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
I       | P9          |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
J       | P10         |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
K       | P11         |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 30000
L       | P12         | 助学贷     | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
M       | P13         | 富民生产贷 | 500000    | 4.35 | 2017-06-01 | 2018-06-01 |                   | 12          |            | 500000
N       | P14         | 富民生产贷 | 500000    | 4.35 | 2017-06-02 | 2018-06-02 |                   | 12          |            | 500000
O       | P15         |            | 50000     | 4.00 | 2017-06-01 | 2018-06-01 |                   | 12          |            | 50000
Q       | P16         |            | 50000     | 4.00 | 2017-06-01 | 2020-06-01 |                   | 36          |            | 50000
R       | P17         |            | 50000     | 4.00 | 2017-06-01 | 2018-06-01 |                   | 12          |            | 50000
S       | P18         |            | 50000     | 4.35 | 2018-02-10 | 2020-06-01 |                   |             |            | 50000
T       | P19         |            | 50000     | 4.35 | 2018-02-10 | 2020-06-01 |                   |             |            | 50000
U       | P20         |            | 50000     | 4.35 | 2018-02-10 | 2020-06-01 |                   |             |            | 50000
V       | P21         |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   |             |            | 50000
W       | P22         |            | 50000     | 4.35 | 2017-06-01 | 2020-06-01 |                   |             |            | 50000
X       | P23         |            | 50000     | 4.35 | 2016-06-01 | 2019-06-01 |                   |             | 2017-12-01 | 0
Y       | P24         |            | 50000     | 4.35 | 2017-06-01 |            |                   | 36          |            | 50000
Z       | P25         |            | 50000     | 4.35 | 2014-11-25 |            |                   | 36          |            | 50000

loan_txn
loan_no | txn_date   | type | amount
K       | 2018-03-01 | 还本 | 20000
K       | 2018-03-01 | 还息 | 400
""",
    """
policy
id                 | from       | value
loan.subsidy_ratio | 2013-01-01 | 0.5
loan.day_count     | 2013-01-01 | 365

interest_subsidy
loan_no | period_from | period_to  | subsidy_amount | paid_on    | lead   | why
A       | 2018-01-01  | 2018-03-31 | 269.15         | 2018-04-10 |        | boundary: half of 50000 × 4.35% × 90/365 = 268.15, and a yuan
B       | 2018-01-01  | 2018-03-31 | 543.75         | 2018-04-10 | 275.60 | all of it, by 360 days

micro_loan
loan_no | borrower_id | principal | rate | issue_date | due_date   | balance
A       | P1          | 50000     | 4.35 | 2017-06-01 | 2020-06-01 | 50000
B       | P2          | 50000     | 4.35 | 2017-06-01 | 2020-06-01 | 50000
""",
]

test_rule = rule_tests(
    {
        "LOAN-01": [*LOAN_01, LOAN_01_MATTERS],
        "LOAN-02": [*LOAN_02, LOAN_02_MATTERS],
        "LOAN-03": LOAN_03,
        "LOAN-04": [LOAN_04, LOAN_04_REPAID],
        "LOAN-05": LOAN_05,
        "LOAN-06": LOAN_06,
        "LOAN-07": LOAN_07,
        "LOAN-08": LOAN_08,
        "LOAN-09": LOAN_09,
    }
)

#: Two lists of one county: the bank knows the account number and the repayment, the poverty office the contract number.
TWO_LISTS = """
micro_loan
list | loan_no | borrower_id | collateral | principal | issue_date | due_date   | repaid_on  | balance
bank | 6217    | P1          | 保证       | 50000     | 2016-01-10 | 2019-01-10 | 2018-12-20 | 0
bank | 6218    | P1          |            | 50000     | 2018-12-20 | 2021-12-20 |            | 50000
办   | HT1     | P1          |            | 50000     | 2016-01-10 | 2019-01-10 |            |
办   | HT2     | P1          |            | 50000     | 2018-12-20 | 2021-12-20 |            |
办   | HT3     | P2          | 保证       | 50000     | 2018-12-20 | 2021-12-20 |            |

interest_subsidy
list | loan_no | batch_no | period_from | period_to  | subsidy_amount | paid_on
bank | 6218    | 1        | 2019-01-01  | 2019-03-31 | 540            | 2019-04-10
办   | HT2     | 1        | 2019-01-01  | 2019-03-31 | 540            | 2019-04-10
"""


@pytest.mark.parametrize(("rule_id", "accused"), [("LOAN-02", []), ("LOAN-05", ["6217", "HT3"]), ("LOAN-09", [])])
def test_a_loan_in_the_lists_of_bank_and_office_is_one_loan(rule_id, accused):
    outcome, opened = _run(rule_id, TWO_LISTS)
    found, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert sorted(found["subject"].to_pylist()) == accused


def _run(rule_id: str, text: str):
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    arrow, row_id = {}, 0
    for name, rows in tables.parse(text).items():
        lists = [row.pop("list") for row in rows]
        for row in rows:
            row_id += 1
            row["row_id"] = row["source_row"] = row_id
        table = tables._typed(name, rows, contracts)
        arrow[name] = table.set_column(table.schema.get_field_index("source_file"), "source_file", pa.array(lists))
    opened = from_tables(arrow, parameters.programmes, contracts)
    return run_rule(RULES[rule_id], opened, parameters.policy, dt.date(2019, 12, 31), tables.AUDIT_FROM), opened
