"""Schooling and education aid: each rule fires, stands at its boundary, and spares what the law allows."""

from tests.rules.tables import rule_tests

EDU_01 = [
    # The school year 2019: children who are 6 to 15 on 31 August 2019.
    """
    poor_person
    snapshot_date | hh_no | name | id_no | birth_date | student_status | alive | moved_out | health | lead       | why
    2019-12-31    | H1    | 王一 | P1    | 2010-03-01 | 非在校生       | 是    |           |        | -          | in no school
    2018-12-31    | H1    | 王一 | P1    | 2010-03-01 | 小学           | 是    |           |        |            | only the newest register counts
    2019-12-31    | H1    | 王二 | P2    | 2013-08-31 |                | 是    |           |        | -          | boundary: six on 31 August
    2019-12-31    | H1    | 王三 | P3    | 2013-09-01 |                | 是    |           |        |            | not yet six
    2019-12-31    | H1    | 王四 | P4    | 2003-09-01 | 非在校生       | 是    |           |        | -          | boundary: fifteen, nothing shows that grade 9 was finished
    2019-12-31    | H1    | 王五 | P5    | 2003-08-31 | 非在校生       | 是    |           |        |            | sixteen
    2019-12-31    | H1    | 王六 | P6    | 2009-01-01 | 小学           | 是    |           |        |            | at school
    2019-12-31    | H1    | 王七 | P7    | 2009-01-01 | 小学           | 是    |           |        | -          | the poverty register alone proves no schooling
    2019-12-31    | H1    | 王八 | P8    | 2005-01-01 | 八年级         | 是    |           |        | -          | dropped out of grade 8
    2019-12-31    | H1    | 王九 | P9    | 2009-01-01 |                | 是    |           |        |            | taught at home by the school (送教上门)
    2019-12-31    | H1    | 王十 | P10   |            |                | 是    |           |        |            | age unknown
    2019-12-31    | H1    | 赵一 | P11   | 2009-01-01 |                | 否    |           |        | x_died     | dead
    2019-12-31    | H1    | 赵二 | P12   | 2009-01-01 |                | 是    | 是        |        | x_moved    | moved
    2019-12-31    | H1    | 赵三 | P13   | 2009-01-01 |                | 是    |           | 残疾   | x_physical | severely disabled
    2019-12-31    | H1    | 赵四 | P14   | 2009-01-01 |                | 是    |           | 残疾   | -          | a light disability keeps no child from school
    2019-12-31    | H5    | 赵五 | P15   | 2013-01-01 |                | 是    |           |        | x_deferred | entry put off, says the screening
    2019-12-31    | H1    | 赵六 | P16   | 2004-06-01 | 中职           | 是    |           |        | x_finished | fifteen, at a vocational school
    2019-12-31    | H1    | 赵七 | P17   | 2004-06-01 | 非在校生       | 是    |           |        | x_finished | finished junior school
    2019-12-31    | H1    | 赵八 | P18   | 2009-01-01 |                | 是    |           |        | x_elsewhere | moved to another school
    2019-12-31    | H9    | 赵九 | P19   | 2009-01-01 |                | 是    |           |        | x_elsewhere | at school in another province, says the screening
    2019-12-31    | H1    | 赵十 | P20   | 2008-01-01 |                | 是    |           |        | x_suspended | suspended in September
    2019-12-31    | H1    | 孙一 | P21   | 2008-01-01 |                | 是    |           |        | -          | suspended two years ago and never back
    2019-12-31    | H1    | 孙二 | P22   | 2008-01-01 |                | 是    |           |        |            | suspended, and back
    2019-12-31    | H1    | 孙三 | PERSON23 | 2008-01-01 |             | 是    |           |        | x_typo     | the school register misread the number
    2019-12-31    | H1    | 孙四 | P24   | 2008-01-01 |                | 是    |           |        | -          | 在校, but only in last year's snapshot
    2019-12-31    | H1    | 孙五 | P25   | 2008-01-01 |                | 是    |           |        | x_moved    | 迁出, says the ledger of changes
    2019-12-31    | H1    | 孙六 | P26   | 2008-01-01 |                |       |           |        | x_died     | in the register of deaths
    2019-12-31    | H1    | 孙七 | P27   | 2003-11-01 |                | 是    |           |        | x_serving  | in custody
    2019-12-31    | H1    | 孙八 | 370799201001010012 | 2003-11-01 | 非在校生 | 是 |        |        | -          | the number's birthday counts, not the listed one
    2019-12-31    | H1    | 孙九 | P28   | 2008-01-01 |                | 是    |           |        | x_moved    | 自然减少, the ledger does not say why

    student_register
    name | id_no | student_no | school | stage | status | snapshot_date | enrol_date | leave_date | return_date | remark
    王六 |       | G370799200901010019 | 甲小学 | 小学 | 在校 | 2019-10-31 | 2015-09-01 | | |
    王六 | P6    |            | 甲小学 | 小学  | 在校   | 2019-10-31 | 2015-09-01 | | |
    王八 | P8    |            | 乙中学 | 初中  | 退学   | 2019-10-31 | 2017-09-01 | 2019-05-10 | |
    王九 | P9    |            | 甲小学 | 小学  | 送教上门 | 2019-10-31 | 2015-09-01 | | |
    赵七 | P17   |            | 乙中学 | 初中  | 毕业   | 2019-10-31 | 2016-09-01 | 2019-06-30 | |
    赵八 | P18   |            | 甲小学 | 小学  | 转学   | 2019-10-31 | 2015-09-01 | 2019-03-01 | |
    赵十 | P20   |            | 甲小学 | 小学  | 休学   | 2019-10-31 | 2015-09-01 | 2019-09-10 | |
    孙一 | P21   |            | 甲小学 | 小学  | 休学   | 2019-10-31 | 2015-09-01 | 2017-09-10 | |
    孙二 | P22   |            | 甲小学 | 小学  | 休学   | 2019-10-31 | 2015-09-01 | 2018-09-10 | 2019-09-01 |
    孙三 | PERSON32 |         | 甲小学 | 小学  | 在校   | 2019-10-31 | 2015-09-01 | | |
    孙四 | P24   |            | 甲小学 | 小学  | 在校   | 2018-10-31 | 2015-09-01 | | |

    disability
    name | id_no | disability_type | grade
    赵三 | P13   | 肢体            | 一级
    赵四 | P14   | 听力            | 四级

    screening_ledger
    hh_no | item | result | problem
    H5    | 教育 | 有保障 | 经镇街批准延缓入学
    H9    | 教育 | 有保障 | 随父母在江苏就读

    register_change
    id_no | change_type | change_detail | change_date
    P25   | 自然减少    | 户籍迁出      | 2019-04-01
    P27   | 自然减少    | 判刑收监      | 2019-04-01
    P28   | 自然减少    | 自然减少      | 2019-04-01

    death_register
    name | id_no | death_date
    孙六 | P26   | 2019-02-01
    """,
    # Without the lists of the disabled and of the screening the exceptions are unknown: nothing is spared, a health of 残疾 is no proof.
    """
    poor_person
    snapshot_date | name | id_no | birth_date | health | lead
    2019-12-31    | 王一 | P1    | 2010-03-01 | 残疾   | -

    student_register
    name | id_no | stage | status
    李一 | P9    | 小学  | 在校
    """,
    # The newest school register is of last spring: who was six only in August 2019 is no pupil there.
    """
    poor_person
    snapshot_date | name | id_no | birth_date | lead | why
    2019-12-31    | 王一 | P1    | 2013-01-01 |      | five on 31 August 2018
    2019-12-31    | 王二 | P2    | 2012-08-01 | -    | six on 31 August 2018

    student_register
    name | id_no | stage | status | snapshot_date
    李一 | P9    | 小学  | 在校   | 2019-04-30
    """,
]

EDU_02 = [
    # Spring 2019 has ended on 31 July; autumn 2019 runs until 31 January 2020.
    """
    poor_person
    snapshot_date | county_name | hh_no | name | id_no | policy_status | identified_on | alive | moved_out | lead | why
    2019-12-31    | 甲县 | H1 | 王一 | P1    | 脱贫享受政策   | 2014-04-01 | 是 |    | 1000 | senior high school, spring unpaid: half of the average
    2019-12-31    | 甲县 | H1 | 王二 | P2    | 脱贫享受政策   | 2014-04-01 | 是 |    |      | paid
    2019-12-31    | 甲县 | H2 | 王三 | P3    | 脱贫享受政策   | 2014-04-01 | 是 |    | 1000; 1500 | vocational school: neither aid nor 雨露计划
    2019-12-31    | 甲县 | H1 | 王四 | P4    | 脱贫享受政策   | 2014-04-01 | 是 |    |      | 雨露计划 stands in the one-card ledger, aid in the list without a kind
    2019-12-31    | 甲县 | H1 | 王五 | P5    | 脱贫不享受政策 | 2014-04-01 | 是 |    |      | policies ended
    2019-12-31    | 甲县 | H1 | 王六 | P6    | 脱贫享受政策   | 2019-06-01 | 是 |    |      | identified in June
    2019-12-31    | 甲县 | H1 | 王七 | P7    | 脱贫享受政策   | 2014-04-01 | 是 |    | 625  | boarder of a junior school
    2019-12-31    | 甲县 | H1 | 王八 | P8    | 脱贫享受政策   | 2014-04-01 | 是 |    |      | day pupil: nothing was due before autumn 2019
    2019-12-31    | 甲县 | H1 | 王九 | P9    | 脱贫享受政策   | 2014-04-01 | 是 |    | 1000 | the bank refused the payment
    2019-12-31    | 甲县 | H1 | 王十 | P10   | 脱贫享受政策   | 2014-04-01 | 是 |    |      | graduated in January: no pupil for the term
    2019-12-31    | 甲县 | H4 | 赵一 | P11   | 脱贫享受政策   | 2014-04-01 | 是 |    |      | paid to the father under the pupil's name
    2019-12-31    | 甲县 | H5 | 赵二 | P12   | 脱贫享受政策   | 2014-04-01 | 是 |    | x_family | paid to the mother in her own name
    2019-12-31    | 甲县 | H5 | 孙二 | MA    | 脱贫享受政策   | 2014-04-01 | 是 |    |      | the mother
    2019-12-31    | 甲县 | H6 | 赵三 | P13   | 脱贫享受政策   | 2014-04-01 | 是 |    | 1000 | two pupils, one payment to the father: unknown whose
    2019-12-31    | 甲县 | H6 | 赵四 | P14   | 脱贫享受政策   | 2014-04-01 | 是 |    | 1000 | two pupils, one payment to the father: unknown whose
    2019-12-31    | 甲县 | H6 | 赵大 | FA    | 脱贫享受政策   | 2014-04-01 | 是 |    |      | the father
    2019-12-31    | 甲县 | H1 | 赵五 | P15   | 脱贫享受政策   | 2014-04-01 | 是 |    | x_declined | gave up the aid
    2019-12-31    | 甲县 | H1 | 赵六 | P16   | 脱贫享受政策   | 2014-04-01 | 是 |    | x_elsewhere | school in another city
    2019-12-31    | 甲县 | H1 | 赵七 | P17   | 脱贫享受政策   | 2014-04-01 | 是 |    | x_later | made good in autumn
    2019-12-31    | 甲县 | H1 | 赵八 | P18   | 脱贫享受政策   | 2014-04-01 | 是 |    |      | the list knows only the student number
    2019-12-31    | 甲县 | H1 | 赵九 | PUPIL19 | 脱贫享受政策 | 2014-04-01 | 是 |    | x_typo | a misread number in the list
    2019-12-31    | 甲县 | H1 | 孙一 | P20   | 脱贫享受政策   | 2014-04-01 | 是 |    |      | third year of a vocational school: 雨露计划 only, which was paid
    2019-12-31    | 甲县 | H1 | 孙三 | P21   | 脱贫享受政策   | 2014-04-01 | 是 | 是 | x_moved | moved out
    2019-12-31    | 甲县 | H1 | 孙四 | P22   | 脱贫享受政策   | 2014-04-01 |    |    | x_serving | in the army
    2019-12-31    | 甲县 | H1 | 孙五 | P23   | 脱贫享受政策   | 2014-04-01 |    |    | x_died | dead, says the ledger of changes
    2019-12-31    | 甲县 | H1 | 孙六 | P24   | 脱贫享受政策   | 2014-04-01 | 是 |    |      | university aid: the list shows none of it for anybody

    student_register
    name | id_no | student_no | school | stage | grade | status | enrol_date | leave_date | boarding | school_place | remark
    王一 | P1    |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    王二 | P2    |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    王三 | P3    |    | 甲职专 | 中职     | 二年级 | 在校 | 2018-09-01 | | 是 | |
    王四 | P4    |    | 甲职专 | 中职     | 二年级 | 在校 | 2018-09-01 | | 是 | |
    王五 | P5    |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    王六 | P6    |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    王七 | P7    |    | 乙中学 | 初中     | 八年级 | 在校 | 2017-09-01 | | 是 | |
    王八 | P8    |    | 乙中学 | 初中     | 八年级 | 在校 | 2017-09-01 | | 否 | |
    王九 | P9    |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    王十 | P10   |    | 甲高中 | 普通高中 | 高三 | 退学 | 2016-09-01 | 2019-01-20 | 是 | |
    赵一 | P11   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    赵二 | P12   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    赵三 | P13   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    赵四 | P14   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    赵五 | P15   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | | 自愿放弃助学金
    赵六 | P16   |    | 外高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | 济南市 |
    赵七 | P17   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    赵八 | P18   | S18 | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | 甲县 |
    赵九 | PUPIL19 |  | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    孙一 | P20   |    | 甲职专 | 中职     | 三年级 | 在校 | 2016-09-01 | | 是 | |
    孙三 | P21   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    孙四 | P22   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    孙五 | P23   |    | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 | | 是 | |
    孙六 | P24   |    | 某大学 | 本科     | 大二 | 在校 | 2018-09-01 | | 是 | |

    education_aid
    name | id_no | student_no | stage | aid_type       | term_from  | term_to    | amount | pay_date   | pay_status | remark | hh_no
    王二 | P2    |     | 普通高中 | 普高国家助学金 | 2019-02-01 | 2019-07-31 | 750    | 2019-05-10 | 成功 |
    王四 | P4    |     | 中职     | 国家助学金     | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 成功 |
    王九 | P9    |     | 普通高中 | 普高国家助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 失败 |
    赵一 | FATHER |    | 普通高中 | 普高助学金     | 2019-01-01 | 2019-12-31 | 2000   | 2019-05-10 | 成功 | | H4
    孙二 | MA    |     | 普通高中 | 普高助学金     | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 成功 |
    赵大 | FA    |     | 普通高中 | 普高助学金     | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 成功 |
    赵七 | P17   |     | 普通高中 | 普高助学金     | 2019-08-01 | 2020-01-31 | 2000   | 2019-11-10 | 成功 | 含补发2019春
    赵八 |       | S18 | 普通高中 | 普高助学金     | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 成功 |
    赵九 | PUPIL91 |   | 普通高中 | 普高助学金     | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10 | 成功 |

    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | pay_status
    王四 | P4    | H1    | 雨露计划  | 2019-02-01  | 2019-07-31 | 2019-06-10 | 1500   | 成功
    孙一 | P20   | H1    | 雨露计划  | 2019-02-01  | 2019-07-31 | 2019-06-10 | 1500   | 成功
    赵一 | P1    | H1    | 高龄津贴  | 2019-02-01  | 2019-07-31 | 2019-06-10 | 80     | 成功

    register_change
    id_no | change_type | change_detail | change_date
    P22   | 自然减少    | 参军          | 2019-09-01
    P23   | 自然减少    | 死亡          | 2019-11-01
    """,
    # A term that still runs is judged once most have been paid for it; a term nobody was paid for is not in the list at all.
    """
    poor_person
    snapshot_date | name | id_no | lead | why
    2019-12-31    | 王一 | P1    |      | paid for both terms
    2019-12-31    | 王二 | P2    | 2000 | spring and autumn 2019; autumn 2018 is not in the list
    2019-12-31    | 王三 | P3    |      | 雨露计划 has been paid to one in three: the others' time is not up

    student_register
    name | id_no | stage    | grade  | status | enrol_date
    王一 | P1    | 中职     | 一年级 | 在校   | 2018-09-01
    王二 | P2    | 普通高中 | 一年级 | 在校   | 2018-09-01
    王三 | P3    | 中职     | 二年级 | 在校   | 2018-09-01

    education_aid
    name | id_no | aid_type   | term_from  | term_to    | amount | pay_date
    王一 | P1    | 中职助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10
    王一 | P1    | 中职助学金 | 2019-08-01 | 2020-01-31 | 1000   | 2019-11-10
    王三 | P3    | 中职助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-05-10
    王三 | P3    | 中职助学金 | 2019-08-01 | 2020-01-31 | 1000   | 2019-11-10
    """,
]

EDU_03 = """
    education_aid
    name | id_no | aid_type   | term_from  | term_to    | amount | pay_date   | pay_status | remark   | lead      | why
    王一 | P1    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-07-31 | 成功       |          |           | boundary: the last day of the term
    王二 | P2    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-01 | 成功       |          | 1000      | boundary: the day after
    王三 | P3    | 普高助学金 | 2018-08-01 | 2019-01-31 | 1000   | 2019-03-05 |            |          | 1000      | autumn paid in March
    王四 | P4    | 普高助学金 | 2018-08-01 | 2019-07-31 | 2000   | 2019-07-01 |            |          |           | the school year ends in July
    王五 | P5    | 普高助学金 |            |            | 1000   | 2019-09-01 |            |          |           | term unknown
    王六 | P6    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   |            | 待发       |          |           | not paid at all is EDU-02
    王七 | P7    | 普高助学金 | 2019-02-01 | 2019-07-31 | 200    | 2019-09-10 | 成功       | 提标补差 | x_arrears | a rise made good
    王七 | P7B   | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-09-10 | 成功       | 补发     | 1000      | 补发 by itself is what late means
    王八 | P8    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-06-10 | 失败       |          |           | refused by the bank
    王八 | P8    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       |          | x_retry   | paid again
    王九 | P9    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       | 已退回   | x_ret     | taken back
    王十 | P10   | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2020-01-10 | 成功       |          |           | after the audit date
    赵一 | P11   | 免学费     | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       |          |           | a waiver is no payment to the pupil
    """

EDU_03_DAYS = """
    policy
    id           | from       | value
    edu.aid_days | 2014-01-01 | 120

    education_aid
    name | id_no | aid_type   | term_from  | term_to    | amount | pay_date   | lead | why
    王一 | P1    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-06-01 |      | boundary: day 120 of the term
    王二 | P2    | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-06-02 | 1000 | a day later
    """

EDU_04 = """
    education_aid
    name | id_no | student_no | school | aid_type | term_from | term_to    | amount | pay_date   | pay_status | remark | lead | why
    王一 | P1    |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | 1000 | graduated in June
    王一 | P1    |    | 甲高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | 1000 | 2019-09-10 | 成功 |          |      | paid later for the term before leaving
    王一 | P1    |    | 甲高中 | 普高助学金 | 2018-08-01 | 2020-07-31 | 4001 | 2019-11-10 | 成功 |          | 2000.50 | two school years, two of four terms after leaving
    王二 | P2    |    | 乙中学 | 寄宿生生活补助 | 2019-02-01 | 2019-07-31 | 625 | 2019-05-10 | 成功 |       |      | boundary: left in March, in the term
    王三 | P3    |    | 乙中学 | 寄宿生生活补助 | 2019-02-01 | 2019-07-31 | 625 | 2019-05-10 | 成功 |       | 625  | boundary: left in February, before lessons began
    王四 | P4    |    | 甲职专 | 中职助学金 | 2019-02-01 | 2019-07-31 | 1000 | 2019-05-10 | 成功 |          | 1000 | suspended for the whole term
    王四 | P4    |    | 甲职专 | 中职助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          |      | back at school
    王五 | P5    |    | 甲职专 | 中职助学金 | 2019-02-01 | 2019-07-31 | 1000 | 2019-05-10 | 成功 |          | x_internship | third year, at work by plan
    王六 | P6    |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 失败 |          |      | refused by the bank
    王七 | P7    |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 | 已追回   | x_ret | recovered
    王八 | P8    |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          |      | repeats the last year
    李九 | P9    |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | 0 D  | same number, another name
    王十 | P10   |    | 甲高中 | 普高助学金 |            |            | 1000 | 2019-09-10 | 成功 |          | x_back | no term, paid in the term after leaving
    赵一 | P11   |    | 丙小学 | 义教生活补助 | 2019-08-01 | 2020-01-31 | 500 | 2019-11-10 | 成功 |         | x_moved_school | the new school pays
    赵二 | P12   |    | 甲小学 | 义教生活补助 | 2019-08-01 | 2020-01-31 | 500 | 2019-11-10 | 成功 |         | 500  | the old school still pays
    赵三 | P13   |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | 1000 | in no school register, but in a school that is
    赵四 | P14   |    | 外高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          |      | a school that the register does not hold
    赵五 | P15   |    |        | 雨露计划   | 2019-08-01 | 2020-01-31 | 1500 | 2019-11-10 | 成功 |          |      | no school named: enrolled elsewhere, for all that is known
    赵六 | P16   |    | 甲高中 | 普高助学金 | 2017-02-01 | 2017-07-31 | 1000 | 2017-05-10 | 成功 |          |      | before the register reaches back
    王六 | P61   |    | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | 0 D  | in the register under another number
    赵七 |       | S17 | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |         | 1000 | found by the student number
    赵八 | FA18  | S18 | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |         |      | a parent's number beside the pupil's student number
    赵九 | P19   |    | 甲小学 | 义教生活补助 | 2019-08-01 | 2020-01-31 | 500 | 2019-11-10 | 成功 |         | 500  | in last year's register only
    赵八 | FATHER |   | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | x_family | the pupil's name with the father's number
    赵大 | MOTHER |   | 甲高中 | 普高助学金 | 2019-08-01 | 2020-01-31 | 1000 | 2019-11-10 | 成功 |          | x_family | the mother, who has a child at school

    student_register
    name | id_no | student_no | school | stage | grade | status | enrol_date | leave_date | return_date | snapshot_date | remark
    王一 | P1    |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    王二 | P2    |     | 乙中学 | 初中     | 八年级 | 退学 | 2017-09-01 | 2019-03-01 |          | 2019-10-31 |
    王三 | P3    |     | 乙中学 | 初中     | 八年级 | 退学 | 2017-09-01 | 2019-02-28 |          | 2019-10-31 |
    王四 | P4    |     | 甲职专 | 中职     | 二年级 | 在校 | 2017-09-01 | 2019-01-20 | 2019-09-01 | 2019-10-31 |
    王五 | P5    |     | 甲职专 | 中职     | 三年级 | 毕业 | 2016-09-01 | 2019-01-20 |          | 2019-10-31 | 顶岗实习
    王六 | P6    |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    王七 | P7    |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    王八 | P8    |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    王八 | P8    |     | 甲高中 | 普通高中 | 高三 | 在校 | 2019-09-01 |            |            | 2019-10-31 |
    王九 | P9    |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    王十 | P10   |     | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    赵一 | P11   |     | 甲小学 | 小学     | 五年级 | 转学 | 2015-09-01 | 2019-06-30 |          | 2019-10-31 |
    赵二 | P12   |     | 甲小学 | 小学     | 五年级 | 转学 | 2015-09-01 | 2019-06-30 |          | 2019-10-31 |
    赵七 | P17   | S17 | 甲高中 | 普通高中 | 高三 | 毕业 | 2016-09-01 | 2019-06-30 |            | 2019-10-31 |
    赵八 | P18   | S18 | 甲高中 | 普通高中 | 高二 | 在校 | 2018-09-01 |            |            | 2019-10-31 |
    赵九 | P19   |     | 甲小学 | 小学     | 五年级 | 在校 | 2015-09-01 |            |            | 2018-10-31 |

    poor_person
    hh_no | name | id_no
    H1    | 赵大 | MOTHER
    H1    | 赵八 | P18
    """

EDU_05 = """
    education_aid
    name | id_no | school | stage | aid_type | term_from  | term_to    | standard | amount | pay_date   | remark | lead | why
    王一 | P1    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-05-10 |        |      | the first payment
    王一 | P1    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-06-10 |        | 1000 | the same term again
    王二 | P2    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1500 | 2019-05-10 |        |      | boundary: half of the highest tier
    王三 | P3    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1500.01 | 2019-05-10 |     | 0.01 | a fen above
    王四 | P4    | 甲职专 | 中职     | 中职助学金 | 2018-08-01 | 2019-07-31 | | 2000 | 2019-05-10 |        |      | a whole school year
    王五 | P5    | 甲职专 | 中职     | 中职助学金 | 2019-02-01 | 2019-07-31 | | 2000 | 2019-05-10 |        | 1000 | a year's aid for one term
    王六 | P6    | 甲职专 | 中职     | 中职助学金 | 2019-02-01 | 2019-07-31 | | 2000 | 2019-05-10 | 含补发2018秋 | x_arrears | two terms in one payment
    王七 | P7    | 甲职专 | 中职     | 中职助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-05-10 |        |      | with 雨露计划: lawful
    王七 | P7    |        | 中职     | 雨露计划   | 2019-02-01 | 2019-07-31 | | 1500 | 2019-06-10 |        |      | with the school's aid: lawful
    王八 | P8    | 甲职专 | 中职     | 中职助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-05-10 |        |      | the register's stage
    王八 | P8    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-04-10 |        | 1000 | two stages at once
    王九 | P9    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 500  | 2019-05-10 |        |      | first part
    王九 | P9    | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 500  | 2019-06-10 | 第二批 | x_parts | second part
    王十 | P10   | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-05-10 |        |      | taken for lawful
    王十 | P10   | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | | 1000 | 2019-06-10 | 已退   | x_ret | taken back
    赵一 | P11   | 甲高中 | 普通高中 | 普高助学金 | 2019-03-01 | 2019-03-31 | | 200  | 2019-03-10 |        |      | month by month
    赵一 | P11   | 甲高中 | 普通高中 | 普高助学金 | 2019-04-01 | 2019-04-30 | | 200  | 2019-04-10 |        |      | month by month
    赵二 | P12   | 乙小学 | 小学     | 寄宿生生活补助 | 2019-02-01 | 2019-07-31 | | 501 | 2019-05-10 |    | 1    | primary boarders 1000 a year
    赵三 | P13   | 乙中学 | 初中     | 寄宿生生活补助 | 2019-02-01 | 2019-07-31 | | 700 | 2019-05-10 | 县提标文件 | x_pol | a county's own rate
    赵四 | P14   | 甲高中 | 普通高中 | 普高助学金 | 2019-02-01 | 2019-07-31 | 750 | 900 | 2019-05-10 |      | 150  | above the standard in its own row
    赵五 | P15   | 甲高中 | 普通高中 | 普高助学金 |            |            | | 1000 | 2019-05-10 |        |      | no term: nothing to compare
    赵五 | P15   | 甲高中 | 普通高中 | 普高助学金 |            |            | | 1000 | 2019-05-20 |        |      | no term: nothing to compare
    赵六 | P16   | 甲高中 | 普通高中 | 普高助学金 | 2013-08-01 | 2014-01-31 | | 5000 | 2013-11-10 |        |      | before the first date of the standard

    student_register
    name | id_no | school | stage | status | enrol_date
    王八 | P8    | 甲职专 | 中职  | 在校   | 2018-09-01
    """

EDU_06 = """
    school_fee
    name | id_no | student_no | school   | stage    | fee_item | term_from  | term_to    | amount | charged_on | refunded | remark | lead | why
    王一 | P1    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 |     |        | 800  | tuition of a senior high school
    王一 | P1    |    | 甲高中   | 普通高中 | 住宿费   | 2019-02-01 | 2019-07-31 | 300    | 2019-02-20 |     |        |      | lodging may be charged
    王一 | P1    |    | 甲高中   | 普通高中 | 学费     | 2016-02-01 | 2016-07-31 | 800    | 2016-02-20 |     |        |      | before the waiver
    王一 | P1    |    | 甲高中   | 普通高中 | 学费     | 2016-08-01 | 2017-01-31 | 800    | 2016-09-01 |     |        | 800  | boundary: the first term of the waiver
    王二 | P2    |    | 甲职专   |          | 学费     | 2019-08-01 | 2020-01-31 | 1000   | 2019-09-01 | 400 |        | 600  | partly refunded; stage by the school register
    王三 | P3    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 | 800 |        | x_refunded | refunded
    王三 | P3    |    | 甲高中   | 普通高中 | 学费     | 2018-08-01 | 2019-01-31 | 800    | 2018-09-20 | 100 | 已退还 | 700  | the column tells how much
    王三 | P3    |    | 甲高中   | 普通高中 | 学费     | 2017-08-01 | 2018-01-31 | 800    | 2017-09-20 |     | 未退还 | 800  | it was not
    王四 | P4    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 |     |        | x_not_yet | identified in June
    王五 | P5    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 |     |        | x_stopped | policies ended
    王六 | P6    |    | 民办高中 | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 6000   | 2019-02-20 |     |        | x_private | a private school
    李七 | P7    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 |     |        | 0 D  | same number, another name
    王八 | P8    |    | 甲高中   | 普通高中 | 学费     | 2019-02-01 | 2019-07-31 | 800    | 2019-02-20 |     |        |      | not registered
    王九 | P9    |    | 甲大学   | 本科     | 学费     | 2019-02-01 | 2019-07-31 | 4500   | 2019-02-20 |     |        |      | universities are no matter of this rule
    王十 | P10   |    | 乙小学   |          | 学杂费   |            |            | 120    | 2019-03-01 |     |        | 120  | compulsory school; stage by the school's name
    赵一 | P1    |    | 甲高中   | 普通高中 | 学费     |            |            | 800    |            |     |        |      | without any day

    poor_person
    snapshot_date | name | id_no | policy_status  | identified_on
    2019-12-31    | 王一 | P1    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王二 | P2    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王三 | P3    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王四 | P4    | 脱贫享受政策   | 2019-06-01
    2019-12-31    | 王五 | P5    | 脱贫不享受政策 | 2014-04-01
    2019-12-31    | 王六 | P6    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王七 | P7    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王九 | P9    | 脱贫享受政策   | 2014-04-01
    2019-12-31    | 王十 | P10   | 脱贫享受政策   | 2014-04-01

    student_register
    name | id_no | school | stage | status | enrol_date
    王二 | P2    | 甲职专 | 中职  | 在校   | 2018-09-01
    """

#: The stage stands in the grade or the school's name; aid of a later year, of day pupils before their standard, of a lower tier in its time.
TOLD_OTHERWISE = """
    education_aid
    name | id_no | school | stage | aid_type         | term_from  | term_to    | amount | pay_date   | lead | why
    王一 | P1    | 甲学校 |       | 寄宿生生活补助   | 2019-08-01 | 2020-01-31 | 625    | 2019-11-20 | 125  | 小学四年级: the primary rate
    王二 | P2    | 甲学校 |       | 寄宿生生活补助   | 2019-08-01 | 2020-01-31 | 625    | 2019-11-20 |      | 初中八年级: the junior rate
    王三 | P3    | 乙初中 |       | 寄宿生生活补助   | 2019-02-01 | 2019-07-31 | 625    | 2019-06-20 | 625  | a day pupil before there was day pupils' aid
    王三 | P3    | 乙初中 |       | 生活补助         | 2019-08-01 | 2020-01-31 | 312.50 | 2019-11-20 |      | a day pupil since
    王四 | P4    | 丙职专 | 中职  | 中职国家助学金   | 2019-08-01 | 2020-01-31 | 1000   | 2019-11-20 | 1000 | the third year
    王四 | P4    | 丙职专 | 中职  | 中职国家助学金   | 2018-08-01 | 2019-01-31 | 1000   | 2018-11-20 |      | the second year
    王五 | P5    | 丁大学 | 本科  | 高校国家助学金   | 2018-08-01 | 2019-01-31 | 2250   | 2018-12-20 | 250  | the top before autumn 2019
    王五 | P5    | 丁大学 | 本科  | 高校国家助学金   | 2019-08-01 | 2020-01-31 | 2250   | 2019-12-20 |      | the top since
    王六 | P6    | 丙职专 | 中职  | 中职国家助学金   | 2019-08-01 | 2020-01-31 | 1000   | 2019-11-20 |      | grade and enrolment disagree: the year is unknown

    student_register
    name | id_no | school | stage | grade      | boarding | status | enrol_date | snapshot_date
    王一 | P1    | 甲学校 |       | 小学四年级 | 是       | 在校   | 2016-09-01 | 2019-10-31
    王二 | P2    | 甲学校 |       | 初中八年级 | 是       | 在校   | 2018-09-01 | 2019-10-31
    王三 | P3    | 乙初中 |       | 八年级     | 否       | 在校   | 2018-09-01 | 2019-10-31
    王四 | P4    | 丙职专 | 中职  | 三年级     | 是       | 在校   | 2017-09-01 | 2019-10-31
    王六 | P6    | 丙职专 | 中职  | 三年级     | 是       | 在校   | 2018-09-01 | 2019-10-31
"""
FEES = """
    school_fee
    name | id_no | school | stage    | fee_item     | term_from  | amount | charged_on | lead | why
    王一 | P1    | 甲一中 | 普通高中 | 学费、住宿费 | 2019-08-01 | 1150   | 2019-09-02 | -    | how much is tuition is unknown
    王一 | P1    | 甲一中 | 普通高中 | 免学费补助   | 2019-08-01 | 800    | 2019-09-02 |      | no fee
    王二 | P2    | 甲一中 |          | 学费         | 2019-08-01 | 800    | 2019-09-02 | 800  | the register's grade tells the stage
    王三 | P3    | 甲一中 |          | 学费         | 2019-08-01 | 800    | 2019-09-02 |      | nothing tells the stage

    student_register
    name | id_no | school | grade            | status | enrol_date | snapshot_date
    王二 | P2    | 甲一中 | 普通高中高一年级 | 在校   | 2019-09-01 | 2019-10-31

    poor_person
    snapshot_date | hh_no | name | id_no | policy_status
    2019-12-31    | H1    | 王一 | P1    | 脱贫享受政策
    2019-12-31    | H1    | 王二 | P2    | 脱贫享受政策
    2019-12-31    | H1    | 王三 | P3    | 脱贫享受政策
"""
test_told_otherwise = rule_tests({"EDU-05": TOLD_OTHERWISE, "EDU-06": FEES})

test_education = rule_tests(
    {"EDU-01": EDU_01, "EDU-02": EDU_02, "EDU-03": [EDU_03, EDU_03_DAYS], "EDU-04": EDU_04, "EDU-05": EDU_05, "EDU-06": EDU_06}
)
