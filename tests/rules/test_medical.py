"""Basic medical care: each rule fires, stands at its boundary, and spares what the law allows."""

from tests.rules.tables import rule_tests

MED_01 = [
    """
    poor_person
    snapshot_date | hh_no | village_name | name | id_no | birth_date | policy_status | alive | moved_out | lead | why
    2019-12-31    | H1 | 甲村 | 王一 | P1     | 1960-01-01 | 脱贫享受政策 | 是 |    | -           | in no list of 2019
    2018-12-31    | H1 | 甲村 | 王一 | P1     | 1960-01-01 | 脱贫享受政策 | 是 |    |             | the list of 2018 is not there
    2019-12-31    | H1 | 甲村 | 王二 | P2     | 1960-01-01 | 脱贫享受政策 | 是 |    |             | insured as a resident
    2019-12-31    | H1 | 甲村 | 王三 | P3     | 1960-01-01 | 脱贫享受政策 | 是 |    |             | insured in another province
    2019-12-31    | H1 | 甲村 | 王四 | P4     | 1960-01-01 | 脱贫享受政策 | 是 |    |             | insured as an employee
    2019-12-31    | H1 | 甲村 | 王五 | P5     | 1960-01-01 | 脱贫享受政策 | 是 |    | -           | 未参保, says the list
    2019-12-31    | H1 | 甲村 | 王六 | P6     | 1960-01-01 | 脱贫享受政策 | 是 |    | -           | insurance of last year only
    2019-12-31    | H1 | 甲村 | 王七 | P7     | 1960-01-01 | 脱贫享受政策 | 否 |    | x_died      | dead
    2019-12-31    | H1 | 甲村 | 王八 | P8     | 1960-01-01 | 脱贫享受政策 | 是 | 是 | x_moved     | moved
    2019-12-31    | H1 | 甲村 | 王九 | P9     | 2019-10-02 | 脱贫享受政策 | 是 |    | x_newborn   | boundary: 90 days old at the audit date
    2019-12-31    | H1 | 甲村 | 王十 | P10    | 2019-10-01 | 脱贫享受政策 | 是 |    | -           | 91 days old
    2019-12-31    | H1 | 甲村 | 赵一 | P11    | 1990-01-01 | 脱贫享受政策 | 是 |    | x_serving   | in the army
    2019-12-31    | H1 | 甲村 | 赵二 | P12    | 1990-01-01 | 脱贫享受政策 | 是 |    | x_employee  | paid by an office in the year
    2019-12-31    | H1 | 甲村 | 赵三 | P13    | 1990-01-01 | 脱贫享受政策 | 是 |    | -           | a village cadre is no employee
    2019-12-31    | H1 | 甲村 | 赵四 | P14    | 1990-01-01 | 脱贫享受政策 | 是 |    | x_elsewhere | the funds paid for a stay in the year
    2019-12-31    | H1 | 甲村 | 赵五 | P15    | 1990-01-01 | 脱贫不享受政策 | 是 |  | x_stopped   | policies ended
    2019-12-31    | H1 | 甲村 | 赵六 | PERSON16 | 1990-01-01 | 脱贫享受政策 | 是 |  | x_typo      | a misread number
    2019-12-31    | H1 | 甲村 | 赵七 | P17    | 1990-01-01 | 脱贫享受政策 | 是 |    | x_typo      | the list has lost the number; same name and village
    2019-12-31    | H1 | 甲村 | 赵八 | P18    | 1990-01-01 | 脱贫享受政策 |    |    | x_died      | died in the year
    2019-12-31    | H1 | 甲村 | 赵九 | P19    | 1990-01-01 | 脱贫享受政策 |    |    | -           | a death under another name is another person's
    2019-12-31    | H1 | 甲村 | 孙一 | P20    | 1990-01-01 | 脱贫享受政策 |    |    |             | an enrolment without a year
    2019-12-31    | H1 | 甲村 | 孙二 | P21    | 1990-01-01 | 脱贫享受政策 |    |    | x_employee  | in the housing fund
    2019-12-31    | H1 | 甲村 | 孙三 | P22    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙四 | P23    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙五 | P24    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙六 | P25    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙七 | P26    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙八 | P27    |            |              |    |    |             | insured
    2019-12-31    | H1 | 甲村 | 孙九 | P28    |            |              |    |    |             | insured

    policy
    id                | from       | value
    med.enrol_coverage | 2014-01-01 | 35

    medical_enrol
    village_name | name | id_no | insure_type | year | enrol_place | status
    甲村 | 王二 | P2   | 居民 | 2019 | 甲县   | 参保
    甲村 | 王三 | P3   | 居民 | 2019 | 江苏省 | 参保
    甲村 | 王四 | P4   | 职工 | 2019 | 甲县   | 参保
    甲村 | 王五 | P5   | 居民 | 2019 | 甲县   | 未参保
    甲村 | 王六 | P6   | 居民 | 2018 | 甲县   | 参保
    甲村 | 赵六 | PERSON61 | 居民 | 2019 | 甲县 | 参保
    甲村 | 赵七 |      | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙一 | P20  | 居民 |      | 甲县   | 参保
    甲村 | 孙三 | P22  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙四 | P23  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙五 | P24  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙六 | P25  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙七 | P26  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙八 | P27  | 居民 | 2019 | 甲县   | 参保
    甲村 | 孙九 | P28  | 居民 | 2019 | 甲县   | 参保

    medical_settlement
    name | id_no | settle_no | discharge  | basic_pay
    赵四 | P14   | S1        | 2019-05-01 | 3000

    fiscal_payroll
    name | id_no | staff_type | month
    赵二 | P12   | 事业       | 2019-03-01
    赵三 | P13   | 村干部     | 2019-03-01

    housing_fund
    name | id_no | month
    孙二 | P21   | 2019-06-01

    register_change
    id_no | change_type | change_detail | change_date
    P11   | 自然减少    | 参军          | 2018-09-01

    death_register
    name | id_no | death_date
    赵八 | P18   | 2019-06-01
    钱九 | P19   | 2019-06-01
    """,
    # A list that holds few of the registered is no list of the year.
    """
    poor_person
    snapshot_date | name | id_no | lead
    2019-12-31    | 王一 | P1    |
    2019-12-31    | 王二 | P2    |
    2019-12-31    | 王三 | P3    |

    medical_enrol
    name | id_no | insure_type | year
    王一 | P1    | 居民        | 2019
    """,
]

MED_02 = """
    medical_enrol
    name | id_no | insure_type | year | premium | personal_paid | gov_subsidy | paid_on    | status | remark | lead | why
    王一 | P1    | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | 250  | paid all of it himself
    王二 | P2    | 居民        | 2019 |         | 0             | 250         | 2018-11-10 | 参保   |        |      | the budget paid
    王三 | P3    | 居民        | 2019 |         | 100           | 150         | 2018-11-10 | 参保   |        |      | shared
    王四 | P4    | 居民        | 2019 |         | 250           |             | 2018-11-10 | 参保   |        | 250  | boundary: empty column, but the whole minimum
    王五 | P5    | 居民        | 2019 |         | 249           |             | 2018-11-10 | 参保   |        |      | empty column and less than a premium: unknown
    王六 | P6    | 居民        | 2019 | 300     | 300           |             | 2018-11-10 | 参保   |        | 300  | empty column, but the list's whole premium
    王七 | P7    | 职工        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        |      | an employee
    王八 | P8    | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | x_not_yet | identified in April 2019
    王九 | P9    | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | x_stopped | policies ended
    王十 | P10   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   | 已退费 | x_ret | refunded
    赵一 | P11   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | x_other | a second entry, subsidised
    赵一 | P11   | 居民        | 2019 |         | 0             | 250         | 2018-12-10 | 参保   |        |      | the second entry
    赵二 | P12   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | x_repaid | the money came to his card
    赵三 | P13   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        |      | not registered
    李四 | P14   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | 0 D  | same number, another name
    赵五 | P15   |             | 2019 |         |               | 0           | 2018-11-10 | 参保   |        |      | nothing paid
    赵七 | P17   | 居民        | 2019 |         | 250           | 0           | 2018-11-10 | 参保   |        | x_stopped | policies ended, says the list of households
    赵六 | P16   | 居民        | 2018 |         | 220           |             | 2017-11-10 | 参保   |        |      | before the first date of the minimum

    poor_person
    snapshot_date | hh_no | name | id_no | policy_status  | identified_on
    2019-12-31    | H1    | 王一 | P1    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王二 | P2    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王三 | P3    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王四 | P4    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王五 | P5    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王六 | P6    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王七 | P7    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王八 | P8    | 脱贫享受政策   | 2019-04-01
    2019-12-31    | H1    | 王九 | P9    | 脱贫不享受政策 | 2014-04-01
    2019-12-31    | H1    | 王十 | P10   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵一 | P11   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵二 | P12   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵四 | P14   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵六 | P16   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H7    | 赵七 | P17   |                | 2014-04-01

    poor_household
    snapshot_date | hh_no | policy_status
    2019-12-31    | H7    | 脱贫不享受政策

    benefit_payment
    name | id_no | programme | period_from | period_to  | pay_date   | amount | pay_status
    赵二 | P12   | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-01 | 250    | 成功
    """

MED_03 = [
    """
    medical_enrol
    name | id_no | insure_type | year | enrol_place | personal_paid | gov_subsidy | paid_on    | status | remark | lead | why
    王一 | P1    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        |      | the earlier enrolment
    王一 | P1    | 居民        | 2019 | 乙县        | 0             | 250         | 2018-12-10 | 参保   |        | 250  | subsidised again in another county
    王二 | P2    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        | 250  | an employee since long
    王二 | P2    | 职工        | 2019 | 甲县        | 3000          |             | 2018-10-10 | 参保   |        |      | the employee's enrolment stays
    王三 | P3    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 停保   |        | x_switched | took a job in the year
    王三 | P3    | 职工        | 2019 | 甲县        | 3000          |             | 2019-07-10 | 参保   |        |      | the new job
    王一一 | P14 | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        | 125  | an employee from July on: six months of the premium
    王一一 | P14 | 职工        | 2019 | 甲县        | 3000          |             | 2019-07-10 | 参保   |        |      |
    王四 | P4    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        |      | 2019
    王四 | P4    | 居民        | 2020 | 甲县        | 0             | 280         | 2019-11-10 | 参保   |        |      | another year
    王五 | P5    | 居民        | 2019 | 甲县        | 250           | 0           | 2018-11-10 | 参保   |        |      | paid himself
    王五 | P5    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-12-10 | 参保   |        |      | subsidised once: the refund is MED-02
    王六 | P6    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        |      | the earlier
    王六 | P6    | 居民        | 2019 | 乙县        | 0             | 250         | 2018-12-10 | 参保   | 已退费 | x_ret | taken back
    王七 | P7    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        |      | the earlier
    李七 | P7    | 居民        | 2019 | 乙县        | 0             | 250         | 2018-12-10 | 参保   |        | 0 D  | the same number, another person
    王八 | P8    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        | 250  | dead since September 2018
    王九 | P9    | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        | x_alive_paid | boundary: paid in November, died in December
    王十 | P10   | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        |      | boundary: died on New Year's Day
    赵一 | P11   | 居民        | 2019 | 甲县        | 0             | 250         |            | 参保   |        | 250  | day of payment unknown
    赵二 | P12   | 居民        | 2019 | 甲县        | 250           | 0           | 2018-11-10 | 参保   |        |      | dead, but nothing was subsidised
    赵三 | P13   | 居民        | 2019 | 甲县        | 0             | 250         | 2018-11-10 | 参保   |        | 0 D  | a death under another name

    death_register
    name | id_no | death_date
    王八 | P8    | 2018-09-10
    王九 | P9    | 2018-12-10
    王十 | P10   | 2019-01-01
    赵一 | P11   | 2018-12-31
    赵二 | P12   | 2018-09-10
    钱三 | P13   | 2018-09-10
    """,
    # Without the register of deaths the double enrolments are found all the same.
    """
    medical_enrol
    name | id_no | insure_type | year | enrol_place | gov_subsidy | paid_on    | lead
    王一 | P1    | 居民        | 2019 | 甲县        | 250         | 2018-11-10 |
    王一 | P1    | 居民        | 2019 | 乙县        | 250         | 2018-12-10 | 250
    """,
]

MED_04 = [
    """
    medical_settlement
    settle_no | name | id_no | hospital | hospital_place | visit_type | admit | discharge | settled_on | total_fee | in_scope_fee | basic_pay | critical_pay | assist_pay | liability | remark | lead | why
    S1  | 王一 | P1  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | 2100 | 70 % of 3000
    S2  | 王二 | P2  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5500 | 5000 |      |     |      |        |      | boundary: 500 of his own
    S3  | 王三 | P3  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5500.02 | 5000 |   |     |      |        | 350.01 | a little more
    S4  | 王四 | P4  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        |      | the assistance stands in the second row
    S4  | 王四 | P4  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-20 | 9000 | 8000 |      |      | 900 |      |        |      | the second payer's row
    S5  | 王五 | P5  | 县医院 |      | 门诊慢病 | 2019-05-01 |            | 2019-05-01 | 9000 | 8000 | 5000 |      |     |      |        |      | no inpatient
    S6  | 王六 | P6  | 省医院 | 江苏省 | 住院   | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | x_far | treated in another province
    S7  | 王七 | P7  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     | 交通事故对方 |  | x_third | somebody else is liable
    S8  | 王八 | P8  | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     | 无   | 非定点医院 | x_unlisted | a hospital that the policy does not hold
    S9  | 王九 | P9  | 县医院 |      | 住院     | 2019-12-01 | 2019-12-10 | 2019-12-10 | 9000 | 8000 | 5000 |      |     |      |        | x_pending | three weeks before the audit date
    S10 | 王十 | P10 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | x_not_yet | identified in July
    S11 | 赵一 | P11 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | x_stopped | policies ended
    S12 | 赵二 | P12 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | x_other | the civil affairs office has its own number
    M12 | 赵二 | P12 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-06-10 | 9000 | 8000 |      |      | 900 |      |        |      | the other office's row
    S13 | 赵三 | P13 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | x_paid_later | assistance came to the household's card
    S14 | 赵四 | P14 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 |      | 5000 |      |     |      |        |      | covered costs unknown
    S15 | 赵五 | P15 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        |      | not registered
    S16 | 李六 | P16 | 县医院 |      | 住院     | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 8000 | 5000 |      |     |      |        | 0 D  | same number, another name

    poor_person
    snapshot_date | hh_no | name | id_no | policy_status  | identified_on
    2019-12-31    | H1    | 王一 | P1    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王二 | P2    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王三 | P3    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王四 | P4    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王五 | P5    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王六 | P6    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王七 | P7    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王八 | P8    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王九 | P9    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 王十 | P10   | 脱贫享受政策   | 2019-07-01
    2019-12-31    | H1    | 赵一 | P11   | 脱贫不享受政策 | 2014-04-01
    2019-12-31    | H1    | 赵二 | P12   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H2    | 赵三 | P13   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵四 | P14   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | H1    | 赵六 | P16   | 脱贫享受政策   | 2014-04-01

    benefit_payment
    name | id_no | hh_no | programme  | pay_date   | amount | pay_status
    赵大 | F13   | H2    | 医疗救助金 | 2019-08-01 | 2000   | 成功
    """,
    # With the county's values: 60 % + 5 of what lies above half of 2000, then 70 % of the rest, at most 1000 of it.
    """
    policy
    id                      | from       | value
    med.critical_deductible | 2018-01-01 | 2000
    med.critical_ratio      | 2018-01-01 | 60
    med.assistance_cap      | 2018-01-01 | 1000

    medical_settlement
    settle_no | name | id_no | visit_type | admit      | discharge  | total_fee | in_scope_fee | basic_pay | lead
    S1        | 王一 | P1    | 住院       | 2019-05-01 | 2019-05-10 | 9000      | 8000         | 5000      | 2300

    poor_person
    snapshot_date | name | id_no | policy_status
    2019-12-31    | 王一 | P1    | 脱贫享受政策
    """,
]

MED_05 = [
    """
    medical_settlement
    settle_no | name | id_no | hospital   | hospital_level | hospital_place | visit_type | admit | discharge | total_fee | one_stop | prepaid | liability | lead | why
    S1  | 王一 | P1  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    |      | -    | not settled in one place
    S2  | 王二 | P2  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 是 | 1000 |      | -    | a deposit
    S3  | 王三 | P3  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 是 | 0    |      |      | as it should be
    S4  | 王四 | P4  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 |    |      |      |      | unknown
    S5  | 王五 | P5  | 市立医院   | 三级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 2000 |      | x_outside | no county hospital
    S6  | 王六 | P6  | 某医院     |      | 江苏省 | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 2000 |      | x_outside | in another province
    S7  | 王七 | P7  | 县医院     | 二级 |        | 门诊 | 2019-05-01 |            | 90   | 否 | 0    |      |      | no inpatient
    S8  | 王八 | P8  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    | 工伤 | x_third | somebody else is liable
    S9  | 王九 | P9  | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    |      |      | not registered
    S10 | 王十 | P10 | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    |      | x_not_yet | identified in June
    S11 | 赵一 | P11 | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    |      | x_stopped | policies ended
    S12 | 赵二 | P12 | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 500  |      | -    | two rows of one settlement: one lead
    S12 | 赵二 | P12 | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 |    | 500  |      |      | the second payer's row
    S13 | 李三 | P13 | 县医院     | 二级 |        | 住院 | 2019-05-01 | 2019-05-10 | 9000 | 否 | 0    |      | - D  | same number, another name

    poor_person
    snapshot_date | name | id_no | policy_status  | identified_on
    2019-12-31    | 王一 | P1    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王二 | P2    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王三 | P3    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王四 | P4    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王五 | P5    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王六 | P6    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王七 | P7    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王八 | P8    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王十 | P10   | 脱贫享受政策   | 2019-06-01
    2019-12-31    | 赵一 | P11   | 脱贫不享受政策 | 2014-04-01
    2019-12-31    | 赵二 | P12   | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 赵三 | P13   | 脱贫享受政策   | 2014-04-01
    """,
    """
    medical_settlement
    settle_no | name | id_no | hospital_level | visit_type | admit      | discharge  | total_fee | one_stop | lead | why
    S1        | 王一 | P1    | 二级           | 住院       | 2019-05-01 | 2019-05-10 | 9000      | 否       | -    | whose list this is, is not known: everybody
    """,
]

MED_06 = """
    poor_person
    snapshot_date | name | id_no | health | policy_status | work_months | alive | moved_out | lead | why
    2019-12-31    | 王一 | P1    | 长期慢性病      | 脱贫享受政策   |   | 是 |    | -         | no contract
    2019-12-31    | 王二 | P2    | 长期慢性病,残疾 | 脱贫享受政策   |   | 是 |    | -         | hypertension, three visits
    2019-12-31    | 王三 | P3    | 长期慢性病      | 脱贫享受政策   |   | 是 |    |           | boundary: four visits
    2019-12-31    | 王四 | P4    | 健康            | 脱贫享受政策   |   | 是 |    |           | healthy
    2019-12-31    | 王五 | P5    | 长期慢性病      | 脱贫享受政策   |   | 是 |    |           | another illness has no number of visits
    2019-12-31    | 王六 | P6    | 长期慢性病      | 脱贫享受政策   |   | 是 |    | x_refused | refused
    2019-12-31    | 王七 | P7    | 长期慢性病      | 脱贫享受政策   | 6 | 是 |    | x_migrant | boundary: six months away
    2019-12-31    | 王八 | P8    | 长期慢性病      | 脱贫享受政策   | 5 | 是 |    | -         | five months away
    2019-12-31    | 王九 | P9    | 长期慢性病      | 脱贫享受政策   |   | 否 |    | x_died    | dead
    2019-12-31    | 王十 | P10   | 长期慢性病      | 脱贫享受政策   |   | 是 | 是 | x_moved   | moved
    2019-12-31    | 赵一 | P11   | 长期慢性病      | 脱贫不享受政策 |   | 是 |    | x_stopped | policies ended
    2019-12-31    | 赵二 | P12   | 长期慢性病      | 脱贫享受政策   |   | 是 |    |           | signed in October: one visit was due
    2019-12-31    | 赵三 | P13   | 长期慢性病      | 脱贫享受政策   |   | 是 |    |           | visits unknown
    2019-12-31    | 赵四 | P14   |                 | 脱贫享受政策   |   | 是 |    |           | health unknown
    2018-12-31    | 赵五 | P15   | 长期慢性病      | 脱贫享受政策   |   | 是 |    |           | the list has nothing of 2018
    2019-12-31    | 赵六 | P16   | 长期慢性病      | 脱贫享受政策   |   |    |    | x_serving | in custody

    doctor_contract
    name | id_no | year | doctor | sign_date  | disease | visits | refused
    王二 | P2    | 2019 | 李医   | 2019-01-10 | 高血压  | 3      |
    王三 | P3    | 2019 | 李医   | 2019-01-10 | 糖尿病  | 4      |
    王五 | P5    | 2019 | 李医   | 2019-01-10 | 哮喘    | 1      |
    王六 | P6    | 2019 |        |            | 高血压  |        | 本人拒签
    赵二 | P12   | 2019 | 李医   | 2019-10-08 | 高血压  | 1      | 否
    赵三 | P13   | 2019 | 李医   | 2019-01-10 | 高血压  |        |

    register_change
    id_no | change_type | change_detail | change_date
    P16   | 自然减少    | 服刑          | 2019-03-01
    """

MED_07 = [
    """
    medical_settlement
    settle_no | name | id_no | hospital | visit_type | diagnosis | admit | discharge | settled_on | total_fee | basic_pay | critical_pay | assist_pay | commercial_pay | remark | lead | why
    S1  | 王一 | P1  | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5000 | 100 | 200 | 300 |        | 5300 | treated after death: what the funds paid
    S2  | 王二 | P2  | 县医院 | 住院     | 肺炎 | 2019-03-01 | 2019-03-10 | 2019-06-10 | 9000 | 5000 |     |     |     |        | x_settled_later | boundary: died on the day of discharge, settled in June
    S3  | 王三 | P3  | 县医院 | 住院     | 肺炎 | 2019-03-01 | 2019-03-13 | 2019-03-13 | 9000 | 5000 |     |     |     |        | x_in_stay | died in the stay, three days of paperwork
    S4  | 王四 | P4  | 县医院 | 住院     | 肺炎 | 2019-03-01 | 2019-03-14 | 2019-03-14 | 9000 | 5000 |     |     |     |        | 5000 | four days
    S5  | 王五 | P5  | 药店   | 门诊慢病 | 高血压 | 2019-03-11 |          | 2019-03-11 | 300  | 200  |     |     |     |        | 200  | a visit the day after death
    S6  | 王六 | P6  | 县医院 | 住院     | 新生儿黄疸 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5000 | |   |     |        | x_baby | the baby on the mother's card
    S7  | 李七 | P7 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5000 |     |     |     |        | 0 D  | a death under another name
    S8  | 王八 | P8  | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 5000 |     |     |     | 已追回 | x_ret | recovered
    S9  | 赵一 | P11 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 6000 | 2000 | 1001 |   |        |      | boundary: one yuan above the fee
    S10 | 赵二 | P12 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 6000 | 2000 | 1001.01 | |       | 1.01 | more than one yuan
    S11 | 赵三 | P13 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-10 | 9000 | 6000 |     |     |     |        |      | one row a payer
    S11 | 赵三 | P13 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-10 | 2019-05-20 | 9000 | 6000 | 2000 |    |     |        |      | the first payer's money repeated
    S12 | 赵四 | P14 | 甲医院 | 门诊     | 感冒 | 2019-05-01 |            | 2019-05-01 | 200  | 100  |     |     |     |        | 100  | three institutions on one day
    S13 | 赵四 | P14 | 乙医院 | 门诊     | 感冒 | 2019-05-01 |            | 2019-05-01 | 200  | 110  |     |     |     |        | 110  | three institutions on one day
    S14 | 赵四 | P14 | 丙医院 | 门诊     | 感冒 | 2019-05-01 |            | 2019-05-01 | 200  | 120  |     |     |     |        | 120  | three institutions on one day
    S15 | 赵五 | P15 | 甲医院 | 门诊     | 感冒 | 2019-05-01 |            | 2019-05-01 | 200  | 100  |     |     |     |        |      | two institutions
    S16 | 赵五 | P15 | 乙医院 | 门诊     | 感冒 | 2019-05-01 |            | 2019-05-01 | 200  | 100  |     |     |     |        |      | two institutions
    S17 | 赵六 | P16 | 县医院 | 住院     | 肺炎 | 2019-05-01 | 2019-05-02 | 2019-05-02 | 200  | 100  |     |     |     |        |      | a short stay
    S18 | 赵六 | P16 | 县医院 | 住院     | 肺炎 | 2019-05-08 | 2019-05-20 | 2019-05-20 | 200  | 100  |     |     |     |        |      | back within six days
    S19 | 赵六 | P16 | 县医院 | 住院     | 肺炎 | 2019-09-08 | 2019-09-10 | 2019-09-10 | 200  | 100  |     |     |     |        | - L  | the third in the year
    S20 | 赵七 | P17 | 县医院 | 住院     | 肺炎 | 2020-01-01 | 2020-01-10 | 2020-01-10 | 200  | 900  |     |     |     |        |      | after the audit date

    death_register
    name | id_no | death_date
    王一 | P1    | 2019-03-10
    王二 | P2    | 2019-03-10
    王三 | P3    | 2019-03-10
    王四 | P4    | 2019-03-10
    王五 | P5    | 2019-03-10
    王六 | P6    | 2019-03-10
    钱七 | P7    | 2019-03-10
    王八 | P8    | 2019-03-10
    """,
    # Three settlements a year would be too many here; dialysis is a matter of course.
    """
    policy
    id                     | from       | value
    med.settlements_a_year | 2014-01-01 | 3

    medical_settlement
    settle_no | name | id_no | hospital | visit_type | diagnosis | admit      | settled_on | total_fee | basic_pay | lead        | why
    S1        | 王一 | P1    | 县医院   | 门诊       | 感冒      | 2019-01-01 | 2019-01-01 | 200       | 100       |             |
    S2        | 王一 | P1    | 县医院   | 门诊       | 感冒      | 2019-02-01 | 2019-02-01 | 200       | 100       |             |
    S3        | 王一 | P1    | 县医院   | 门诊       | 感冒      | 2019-03-01 | 2019-03-01 | 200       | 100       | - M         | boundary: the third
    S4        | 王二 | P2    | 县医院   | 门诊       | 透析      | 2019-01-01 | 2019-01-01 | 200       | 100       |             |
    S5        | 王二 | P2    | 县医院   | 门诊       | 透析      | 2019-02-01 | 2019-02-01 | 200       | 100       |             |
    S6        | 王二 | P2    | 县医院   | 门诊       | 透析      | 2019-03-01 | 2019-03-01 | 200       | 100       | x_long_term | dialysis
    """,
]

#: Who outlived the year is not excused by a later death; a state that nobody could read accuses nobody.
YEAR_JUDGED = """
    poor_person
    snapshot_date | hh_no | name | id_no | policy_status | lead   | why
    2019-12-31    | H1    | 王一 | P1    | 脱贫享受政策  | -      | died in 2020
    2019-12-31    | H1    | 王二 | P2    | 脱贫享受政策  | x_died | died in 2019
    2019-12-31    | H1    | 王三 | P3    | 脱贫享受政策  |        | insured
    2019-12-31    | H1    | 王四 | P4    | 脱贫享受政策  |        | insured
    2019-12-31    | H1    | 王五 | P5    | 脱贫享受政策  |        | insured
    2019-12-31    | H1    | 王六 | P6    | 脱贫享受政策  |        | its state could not be read
    2019-12-31    | H1    | 王七 | P7    | 脱贫享受政策  | -      | nor this one, but nobody paid
    2019-12-31    | H1    | 王八 | P8    | 脱贫享受政策  |        | insured

    medical_enrol
    name | id_no | insure_type | year | status | unread | personal_paid | gov_subsidy
    王三 | P3    | 居民        | 2019 | 参保   | | |
    王四 | P4    | 居民        | 2019 | 参保   | | |
    王五 | P5    | 职工        | 2019 | 参保   | | |
    王六 | P6    | 居民        | 2019 |        | ,status, | |
    王七 | P7    | 居民        | 2019 |        | ,status, | 0 | 0
    王八 | P8    | 居民        | 2019 | 参保   | | |

    death_register
    name | id_no | death_date
    王一 | P1    | 2020-05-20
    王二 | P2    | 2019-11-20
"""
#: A county's own hospital of whatever grade; a row whose covered costs are not told is not judged.
OWN_HOSPITAL = """
    medical_settlement
    settle_no | name | id_no | hospital         | hospital_level | hospital_place | visit_type | admit      | discharge  | prepaid | one_stop | lead      | why
    S1        | 王一 | P1    | 高密市人民医院   | 三级乙等       | 高密市         | 住院       | 2019-05-01 | 2019-05-11 | 2000    | 是       | -         | the county's own, of a high grade
    S2        | 王二 | P2    | 潍坊市人民医院   | 三级甲等       | 潍坊市         | 住院       | 2019-05-01 | 2019-05-11 | 2000    | 是       | x_outside | the city's
    S3        | 王三 | P3    | 高密市中医院     |                |                | 住院       | 2019-05-01 | 2019-05-11 |         |          |           | neither column tells: not judged

    poor_person
    snapshot_date | county_name | hh_no | name | id_no | policy_status
    2019-12-31    | 高密市      | H1    | 王一 | P1    | 脱贫享受政策
    2019-12-31    | 高密市      | H2    | 王二 | P2    | 脱贫享受政策
    2019-12-31    | 高密市      | H3    | 王三 | P3    | 脱贫享受政策
"""
test_kinds = rule_tests({"MED-01": YEAR_JUDGED, "MED-05": OWN_HOSPITAL}, as_of="2020-06-30")

test_medical = rule_tests(
    {"MED-01": MED_01, "MED-02": MED_02, "MED-03": MED_03, "MED-04": MED_04, "MED-05": MED_05, "MED-06": MED_06, "MED-07": MED_07}
)
