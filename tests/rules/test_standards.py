"""Standards: each rule fires, stands at its boundary, and spares what is no promise beyond policy."""

from tests.rules.tables import rule_tests

STD_01 = [
    """
    medical_settlement
    settle_no | id_no | visit_type | discharge  | total_fee | in_scope_fee | basic_pay | assist_pay | commercial_pay | self_pay | diagnosis | remark   | lead        | why
    A1        | P1    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | the household paid nothing
    A2        | P1B   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          | 2000        | … the last settlement of the year, two members
    B1        | P2    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | a single settlement
    C1        | P3    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 3500       |                | 500      |           |          |             |
    C2        | P3    | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 3500       |                | 500      |           |          |             | boundary: exactly 90 % and the tolerance
    D1        | P4    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 3500.01    |                | 499.99   |           |          |             |
    D2        | P4    | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 3500       |                | 500      |           |          | 1000.01     | a fen above
    E1        | P5    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      |            |                | 1000     |           |          |             | a row per payer, the total repeated
    E1        | P5    | 住院       | 2019-03-01 | 10000     | 10000        |           | 3000       |                | 1000     |           |          |             |
    E2        | P5    | 住院       | 2019-05-01 | 10000     | 10000        | 6000      |            |                | 1000     |           |          |             |
    E2        | P5    | 住院       | 2019-05-01 | 10000     | 10000        |           | 3000       |                | 1000     |           |          |             |
    F1        | P6    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      |            |                | 0        |           |          |             | a row per payer, and nothing left
    F1        | P6    | 住院       | 2019-03-01 | 10000     | 10000        |           | 4000       |                | 0        |           |          |             |
    F2        | P6    | 住院       | 2019-05-01 | 10000     | 10000        | 6000      |            |                | 0        |           |          | 2000        |
    F2        | P6    | 住院       | 2019-05-01 | 10000     | 10000        |           | 4000       |                | 0        |           |          |             |
    G1        | P7    | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | 特困
    G2        | P7    | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          | x_tekun     |
    H1        | P8    | 住院       | 2019-03-01 | 10000     | 10000        | 10000     |            |                | 0        | 精神分裂症 |         |             |
    H2        | P8    | 住院       | 2019-05-01 | 10000     | 10000        | 10000     |            |                | 0        | 精神分裂症 |         | x_mental    |
    I1        | P9    | 住院       | 2019-03-01 | 3000      | 3000         | 3000      |            |                | 0        | 足月分娩  |          |             |
    I2        | P9    | 住院       | 2019-05-01 | 10000     | 10000        | 9600      |            |                | 400      | 肺炎      |          | x_maternity | without the birth one settlement is left
    J1        | P10   | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    J2        | P10   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           | 特殊困难个案救助 | x_relief |
    K1        | P11   | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | one was mental illness, the other two were not
    K2        | P11   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    K3        | P11   | 住院       | 2019-06-01 | 10000     | 10000        | 10000     |            |                | 0        | 抑郁症    |          | 3000        |
    L1        | P12   | 门诊慢病   | 2019-03-01 | 1000      | 1000         | 1000      |            |                | 0        |           |          |             | no inpatients
    L2        | P12   | 门诊慢病   | 2019-05-01 | 1000      | 1000         | 1000      |            |                | 0        |           |          |             |
    M1        | P13   | 住院       | 2018-12-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | in two years
    M2        | P13   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    N1        | P14   | 住院       | 2018-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | before the line
    N2        | P14   | 住院       | 2018-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    O1        | P15   | 住院       | 2019-03-01 | 10000     | 10000        | 9000      | 4000       |                | 0        |           |          |             | more than it cost: MED-07
    O2        | P15   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    Q1        | P99   | 住院       | 2019-03-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             | in no register
    Q2        | P99   | 住院       | 2019-05-01 | 10000     | 10000        | 6000      | 4000       |                | 0        |           |          |             |
    R1        | P16   | 住院       | 2019-03-01 | 10000     |              | 8000      |            |                |          |           |          |             | nothing known of what was left
    R2        | P16   | 住院       | 2019-05-01 | 10000     |              | 8000      |            |                |          |           |          |             |

    poor_person
    hh_no | id_no | household_attr | tekun
    H1    | P1    | 一般贫困户     |
    H1    | P1B   | 一般贫困户     |
    H2    | P2    | 一般贫困户     |
    H3    | P3    | 一般贫困户     |
    H4    | P4    | 一般贫困户     |
    H5    | P5    | 一般贫困户     |
    H6    | P6    | 一般贫困户     |
    H7    | P7    | 特困供养贫困户 |
    H8    | P8    | 一般贫困户     |
    H9    | P9    | 一般贫困户     |
    H10   | P10   | 一般贫困户     |
    H11   | P11   | 一般贫困户     |
    H12   | P12   | 一般贫困户     |
    H13   | P13   | 一般贫困户     |
    H14   | P14   | 一般贫困户     |
    H15   | P15   | 一般贫困户     |
    H16   | P16   | 一般贫困户     |
    """,
]

STD_02 = """
    education_aid
    id_no | stage    | aid_type         | amount | pay_date   | pay_status | remark         | lead       | why
    P1    | 小学     | 生活补助         | 500    | 2019-05-01 | 成功       |                |            | within policy
    P2    | 普通高中 | 择校费补助       | 3000   | 2019-05-01 | 成功       |                | 3000       |
    P3    | 研究生   | 助学金           | 4000   | 2019-05-01 | 成功       |                | 4000       |
    P4    | 研究生   | 国家助学金       | 6000   | 2019-05-01 | 成功       |                | x_national | a national grant
    P5    | 初中     | 生活补助         | 6000   | 2019-05-01 | 成功       | 生活费全包     | 6000       |
    P6    | 小学     | 研学夏令营       | 800    | 2019-05-01 | 成功       | 企业爱心捐助   | x_given    | private money
    P7    | 普通高中 | 择校费补助       | 3000   | 2019-05-01 | 失败       |                | x_ret      | not paid
    P8    | 普通高中 | 择校费补助       | 0      | 2019-05-01 | 成功       |                |            | boundary: nothing
    P9    |          |                  | 500    | 2019-05-01 | 成功       |                |            | nothing said
    """

STD_03 = [
    """
    house_renovation
    hh_no | plan_year | subsidy | total_cost | self_fund | pay_date   | luxury           | remark   | lead    | why
    H1    | 2018      | 20000   | 20000      | 0         | 2018-09-01 | 精装修、空调     |          | 20000   | paid nothing, got more than a safe house
    H2    | 2018      | 20000   | 20001      | 1         | 2018-09-01 | 精装修、空调     |          |         | boundary: paid one yuan
    H3    | 2018      | 20000   | 20000      | 0         | 2018-09-01 | 简单粉刷         |          |         | plain
    H4    | 2018      | 20000   | 20000      | 0         | 2018-09-01 | 无吊顶           |          |         | none
    H5    | 2018      | 20000   | 20000      |           | 2018-09-01 | 吊顶             |          | 20000   | the subsidy is all it cost
    H6    | 2018      | 20000   |            |           | 2018-09-01 | 吊顶             |          |         | unknown who paid
    H7    | 2018      | 20000   | 20000      | 0         | 2018-09-01 | 空调（子女出资） |          | x_given |
    H8    | 2018      | 90000   | 90000      | 10000     | 2018-09-01 |                  |          |         | no maximum entered
    H9    | 2018      | 10000   | 20000      | 0         | 2018-08-01 | 高档瓷砖、吊顶   |          |         | two payments: once
    H9    | 2018      | 10000   | 20000      | 0         | 2018-09-01 | 高档瓷砖、吊顶   |          | 20000   |
    """,
    """
    policy
    id                | from       | value
    house.subsidy_max | 2018-01-01 | 20000

    house_renovation
    hh_no | plan_year | subsidy  | pay_date   | lead | why
    H1    | 2018      | 20000    | 2018-09-01 |      | boundary
    H2    | 2018      | 20000.01 | 2018-09-01 | 0.01 |
    H3    | 2018      | 15000    | 2018-08-01 |      | together above
    H3    | 2018      | 15000    | 2018-09-01 | 10000 |
    """,
]

STD_04 = [
    """
    benefit_payment
    county_id | id_no | programme          | amount | pay_date   | lead       | why
    a         | P1    | 贫困户看病零自付补助 | 100    | 2019-03-01 | 300        | the wording once, with all that was paid
    a         | P2    | 贫困户看病零自付补助 | 200    | 2019-04-01 |            |
    b         | P3    | 贫困户看病零自付补助 | 50     | 2019-04-01 | 50         | another county
    a         | P4    | 高龄津贴           | 100    | 2019-04-01 |            |
    a         | P5    | 临时救助           | 70     | 2019-04-01 | 70         | the document it rests on promises
    a         | P6    | 义务教育学杂费全免 | 70     | 2019-04-01 | x_national | everybody's
    a         | P7    |                    | 70     | 2019-04-01 |            | nothing said

    programme
    programme_code | name   | basis_doc
    LINSHI         | 临时救助金 | 关于贫困户住院全额报销的通知
    GAOLING        | 高龄津贴 | 鲁民〔2014〕1号

    education_aid
    county_id | id_no | aid_type     | amount | pay_date   | remark | lead | why
    a         | P1    | 免费上学补助 | 500    | 2019-03-01 |        | 500  |
    a         | P2    | 生活费全包   | 500    | 2019-03-01 |        |      | STD-02 takes it row by row

    medical_settlement
    county_id | id_no | settle_no | discharge  | remark           | lead      | why
    a         | P1    | S1        | 2019-03-01 | 按兜底全包政策   | -         |
    a         | P2    | S2        | 2019-03-02 | 按兜底全包政策   |           |

    public_notice
    county_id | notice_object                | from_date  | lead      | why
    a         | 关于严禁看病不花钱承诺的通知 | 2019-03-01 |           | forbids it
    a         | 每户新房建设方案             | 2019-03-01 | -         |
    """,
    # Six counties, a household each: Q1 is the second, Q3 the fifth. 1000 + 1.5 × (1000 − 300) = 2050.
    """
    benefit_payment
    county_id | hh_no | programme | amount  | pay_date   | pay_status | lead | why
    a         | HA    | 慰问金    | 200     | 2019-03-01 |            |      |
    b         | HB    | 慰问金    | 300     | 2019-03-01 |            |      |
    c         | HC    | 慰问金    | 500     | 2019-03-01 |            |      |
    d         | HD    | 慰问金    | 700     | 2019-03-01 |            |      |
    e         | HE    | 慰问金    | 1000    | 2019-03-01 |            |      |
    f         | HF    | 慰问金    | 1000    | 2019-02-01 |            |      |
    f         | HF    | 慰问金    | 1050.50 | 2019-03-01 |            | 0.50 | above the fence; the county's largest payment
    f         | HF    | 慰问金    | 9000    | 2019-03-01 | 失败       |      | not paid
    f         | HF    | 慰问金    | 9000    | 2018-03-01 |            |      | another year
    f         | HX    | 慰问金    | 9000    | 2019-03-01 |            |      | not of the register

    poor_person
    county_id | hh_no | id_no | snapshot_date
    a         | HA    | PA    | 2019-12-31
    b         | HB    | PB    | 2019-12-31
    c         | HC    | PC    | 2019-12-31
    d         | HD    | PD    | 2019-12-31
    e         | HE    | PE    | 2019-12-31
    f         | HF    | PF    | 2019-12-31
    """,
    # Boundary: on the fence.
    """
    benefit_payment
    county_id | hh_no | programme | amount  | pay_date   | lead | why
    a         | HA    | 慰问金    | 200     | 2019-03-01 |      |
    b         | HB    | 慰问金    | 300     | 2019-03-01 |      |
    c         | HC    | 慰问金    | 500     | 2019-03-01 |      |
    d         | HD    | 慰问金    | 700     | 2019-03-01 |      |
    e         | HE    | 慰问金    | 1000    | 2019-03-01 |      |
    f         | HF    | 慰问金    | 2050    | 2019-03-01 |      |

    poor_person
    county_id | hh_no | id_no | snapshot_date
    a         | HA    | PA    | 2019-12-31
    b         | HB    | PB    | 2019-12-31
    c         | HC    | PC    | 2019-12-31
    d         | HD    | PD    | 2019-12-31
    e         | HE    | PE    | 2019-12-31
    f         | HF    | PF    | 2019-12-31
    """,
]

test_standards = rule_tests({"STD-01": STD_01, "STD-02": STD_02, "STD-03": STD_03, "STD-04": STD_04})
