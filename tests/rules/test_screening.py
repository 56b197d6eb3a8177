"""Routine screening: each rule fires, stands at its boundary, and spares what is lawful."""

from tests.rules.tables import rule_tests

SCREEN_01 = [
    # Numbers: invalid, missing, a newborn's, spoilt by the export.
    """
    poor_person
    person_no | hh_no | name | id_no              | id_no_note  | relation | birth_date | snapshot_date | lead        | why
    1         | H1    | 张一 | 37079919500315101X |             | 户主     | 1950-03-15 | 2019-12-31    |             | in order
    2         | H2    | 张二 | 370799195003151019 | checksum    | 户主     | 1950-03-15 | 2019-12-31    | -           | check digit
    3         | H3    | 张三 |                    | invalid     | 户主     | 1950-03-15 | 2019-12-31    | -           | 17 digits
    4         | H4    | 张四 |                    |             | 户主     | 1950-03-15 | 2019-12-31    | -           | blank
    5         | H1    | 张五 |                    | placeholder | 之孙子   | 2018-12-01 | 2019-12-31    | x_newborn   | boundary: twelve months
    6         | H1    | 张六 |                    | placeholder | 之孙子   | 2018-11-30 | 2019-12-31    | -           | thirteen months
    7         | H1    | 张七 |                    |             | 之孙子   |            | 2019-12-31    | -           | no date of birth: unknown
    8         | H5    | 张八 |                    | zeroed      | 户主     | 1950-03-15 | 2019-12-31    | x_export    | Excel
    9         | H6    | 张九 |                    | masked      | 户主     | 1950-03-15 | 2019-12-31    | x_export    | a masked list
    10        | H7    | 张十 |                    | invalid     | 户主     | 1950-03-15 | 2018-12-31    |             | an earlier snapshot
    """,
    # Nobody has a number, a cause, a relation: columns that were not asked for.
    """
    poor_person
    person_no | hh_no | name | sex | snapshot_date | lead
    1         | H1    | 张一 | 男  | 2019-12-31    |
    2         | H2    | 张二 | 女  | 2019-12-31    |
    """,
    # One number twice.
    """
    poor_person
    person_no | hh_no | name | id_no | relation | birth_date | identified_on | snapshot_date | village_name | lead      | why
    1         | H1    | 张一 | P1    | 户主     | 1950-01-02 | 2014-04-01    | 2019-12-31    | 甲村         |           | identified first
    2         | H2    | 张一 | P1    | 户主     | 1950-01-02 | 2016-04-01    | 2019-12-31    | 乙村         | -         | again elsewhere
    3         | H1    | 张小 | P1    | 之孙子   | 2019-06-01 | 2019-07-01    | 2019-12-31    | 甲村         | x_newborn | under the head's number
    4         | H1    | 张一 | P1    | 户主     | 1950-01-02 | 2014-04-01    | 2018-12-31    | 甲村         |           | another snapshot
    5         | H4    | 王一 | P4    | 户主     | 1950-01-02 | 2014-04-01    | 2019-12-31    | 甲村         |           | once
    """,
    # The lists of June and December of one year lie together; the household has a new number since its head changed.
    """
    poor_person
    source_file | person_no | hh_no | name | id_no | relation | identified_on | snapshot_date | village_name | lead    | why
    六月.xlsx   | 1         | H1    | 张一 | P1    | 户主     | 2014-04-01    | 2019-01-01    | 甲村         |         |
    十二月.xlsx | 2         | H1    | 张一 | P1    | 户主     | 2014-04-01    | 2019-01-01    | 甲村         |         | the same row in both lists
    六月.xlsx   | 3         | H2    | 张二 | P2    | 户主     | 2014-04-01    | 2019-01-01    | 甲村         |         |
    十二月.xlsx | 4         | H3    | 张二 | P2    | 户主     | 2014-04-01    | 2019-01-01    | 甲村         | x_lists | another number in the other list
    十二月.xlsx | 5         | H4    | 张三 | P3    | 户主     | 2014-04-01    | 2019-01-01    | 甲村         |         |
    六月.xlsx   | 6         | H5    | 张三 | P3    | 户主     | 2016-04-01    | 2019-01-01    | 乙村         | -       | another village
    """,
    # Heads.
    """
    poor_person
    person_no | hh_no | name | id_no | relation | alive | snapshot_date | lead    | why
    11        | H1    | 甲一 | P1    | 户主     |       | 2019-12-31    |         | one head
    12        | H1    | 甲二 | P2    | 配偶     |       | 2019-12-31    |         |
    21        | H2    | 乙一 | P3    | 户主     |       | 2019-12-31    |         | two living heads: the second is accused
    22        | H2    | 乙二 | P4    | 户主     |       | 2019-12-31    | -       |
    31        | H3    | 丙一 | P5    | 户主     | 否    | 2019-12-31    |         | the old head died this year
    32        | H3    | 丙二 | P6    | 户主     | 是    | 2019-12-31    | x_dead  |
    41        | H4    | 丁一 | P7    | 配偶     |       | 2019-12-31    | -       | nobody
    42        | H4    | 丁二 | P8    | 之子     |       | 2019-12-31    |         |
    51        | H5    | 戊一 | P9    | 配偶     |       | 2019-12-31    | x_head  | the head left in October
    61        | H6    | 己一 | P10   | 配偶     |       | 2019-12-31    | -       | the head left in August
    81        | H8    | 辛一 | P12   | 户主     |       | 2019-12-31    |         | the old head: dead by the ledger of changes
    82        | H8    | 辛二 | P13   | 户主     |       | 2019-12-31    | x_dead  |
    71        | H7    | 庚一 | P11   |          |       | 2019-12-31    |         | relation not told

    register_change
    hh_no | id_no | change_type | change_date
    H5    | P90   | 自然减少    | 2019-10-01
    H6    | P91   | 自然减少    | 2019-08-31
    H8    | P12   | 自然减少    | 2019-08-31
    """,
    # Numbers of members; causes. Households are listed by their members in some exports.
    """
    poor_household
    hh_no | member_count | main_cause | snapshot_date | lead   | why
    H1    | 2            | 因病       | 2019-12-31    |        | agrees
    H2    | 3            | 因病       | 2019-12-31    | -      | two rows
    H3    | 1            | 因病       | 2019-12-31    | x_dead | without the dead of the year
    H4    | 1            |            | 2019-12-31    | -      | no cause
    H5    | 9            | 因病       | 2019-12-31    |        | no list of members
    H6    |              | 因病       | 2019-12-31    |        | not told
    H2    | 3            | 因病       | 2019-12-31    |        | the same household again
    H1    | 5            | 因病       | 2018-12-31    |        | an earlier snapshot

    poor_person
    person_no | hh_no | name | id_no | relation | alive | snapshot_date
    11        | H1    | 甲一 | P1    | 户主     |       | 2019-12-31
    12        | H1    | 甲二 | P2    | 配偶     |       | 2019-12-31
    21        | H2    | 乙一 | P3    | 户主     |       | 2019-12-31
    22        | H2    | 乙二 | P4    | 配偶     |       | 2019-12-31
    31        | H3    | 丙一 | P5    | 户主     |       | 2019-12-31
    32        | H3    | 丙二 | P6    | 配偶     | 否    | 2019-12-31
    41        | H4    | 丁一 | P7    | 户主     |       | 2019-12-31
    """,
    # Without the list of households the members' own list is asked.
    """
    poor_person
    person_no | hh_no | name | id_no | relation | member_count | main_cause | snapshot_date | lead
    11        | H1    | 甲一 | P1    | 户主     | 2            | 因病       | 2019-12-31    | -
    21        | H2    | 乙一 | P2    | 户主     | 1            |            | 2019-12-31    | -
    31        | H3    | 丙一 | P3    | 户主     | 1            | 因残       | 2019-12-31    |
    """,
    # Sex and birth against the number; schooling; labour.
    """
    poor_person
    person_no | hh_no | name | id_no              | sex | birth_date | student_status | health | labour     | work_months | snapshot_date | lead      | why
    1         | H1    | 甲一 | 370799195003151010 | 男  | 1950-03-15 |                |        |            |             | 2019-12-31    |           | odd: a man
    2         | H2    | 甲二 | 370799195003151037 | 女  | 1950-03-15 |                |        |            |             | 2019-12-31    | -         | sex
    3         | H3    | 甲三 | 370799195003151053 | 男  | 1951-03-15 |                |        |            |             | 2019-12-31    | -         | birth
    4         | H4    | 甲四 | 37079919500315107X | 男  | 1950-03-01 |                |        |            |             | 2019-12-31    |           | a list of year and month
    5         | H5    | 甲五 | 370799195003151096 | 女  | 1951-03-15 |                |        |            |             | 2019-12-31    | -; -      | both
    6         | H6    | 甲六 | P6                 |     | 2004-05-05 | 小学           |        |            |             | 2019-12-31    |           | boundary: fifteen
    7         | H7    | 甲七 | P7                 |     | 2003-05-05 | 小学           |        |            |             | 2019-12-31    | -         | sixteen
    8         | H8    | 甲八 | P8                 |     | 1950-05-05 | 非在校生       | 健康   | 丧失劳动力 |             | 2019-12-31    |           | old
    9         | H9    | 甲九 | P9                 |     | 1960-05-05 | 非在校生       | 健康   | 丧失劳动力 |             | 2019-12-31    | -         | boundary: 59 and healthy
    10        | H10   | 甲十 | P10                |     | 1970-05-05 | 非在校生       | 残疾   | 丧失劳动力 |             | 2019-12-31    |           | disabled
    11        | H11   | 乙一 | P11                |     | 1970-05-05 | 非在校生       | 残疾   | 丧失劳动力 | 6           | 2019-12-31    | -         | and at work
    12        | H12   | 乙二 | P12                |     | 2004-05-05 | 九年级         | 健康   | 普通劳动力 |             | 2019-12-31    | -         | labour at fifteen
    13        | H13   | 乙三 | P13                |     | 2001-05-05 | 普通高中三年级 | 健康   | 无劳动力   |             | 2019-12-31    |           | a pupil
    14        | H14   | 乙四 | 370799195003151117 | 男  | 2019-06-01 |                |        |            |             | 2019-12-31    | x_newborn | the head's number
    15        | H15   | 乙五 | P15                | 男  |            | 小学           |        |            |             | 2019-12-31    |           | nothing to tell the age by
    """,
]

SCREEN_02 = [
    """
    poor_person
    person_no | hh_no | name | id_no | alive | death_date | moved_out | hukou_cancelled_on | snapshot_date | lead     | why
    1         | H1    | 张一 | P1    |       |            |           |                    | 2019-12-31    | -        | dead four months
    2         | H2    | 张二 | P2    |       |            |           |                    | 2019-12-31    | x_lag    | boundary: three months
    3         | H3    | 张三 | P3    | 否    |            |           |                    | 2019-12-31    | x_marked | marked as dead
    4         | H4    | 张四 | P4    |       | 2019-03-01 |           |                    | 2019-12-31    | x_marked | with the date
    5         | H5    | 张五 | P5    |       |            |           |                    | 2019-12-31    | x_change | in the ledger of changes
    6         | H6    | 李六 | P6    |       |            |           |                    | 2019-12-31    | - D      | another name
    7         | H7    | 张七 | P7    |       |            |           |                    | 2018-12-31    |          | an earlier snapshot
    8         | H8    | 张八 | P8    |       |            | 是        | 2019-08-01         | 2019-12-31    | -        | moved away
    9         | H9    | 张九 | P9    |       |            | 是        | 2019-09-01         | 2019-12-31    | x_lag    | boundary
    10        | H10   | 王一 | P10   |       |            | 是        |                    | 2019-12-31    | -        | no date: unknown
    11        | H11   | 王二 | P11   |       |            | 否        |                    | 2019-12-31    |          | lives here
    12        | H12   | 王三 | P12   |       |            |           |                    | 2019-12-31    |          | died after the snapshot
    13        | H13   | 王四 |       |       |            |           |                    | 2019-12-31    |          | no number

    death_register
    name | id_no | death_date | source
    张一 | P1    | 2019-08-31 | 火化
    张二 | P2    | 2019-09-01 | 火化
    张三 | P3    | 2019-03-01 | 火化
    张四 | P4    | 2019-03-01 | 火化
    张五 | P5    | 2019-03-01 | 火化
    张六 | P6    | 2019-03-01 | 火化
    张七 | P7    | 2018-03-01 | 火化
    王三 | P12   | 2020-01-05 | 火化

    register_change
    hh_no | id_no | change_type | change_date
    H5    | P5    | 自然减少    | 2019-03-20
    H1    | P1    | 自然增加    | 2016-03-20
    """,
    # No ledger of changes: nothing is known of entries.
    """
    poor_person
    person_no | hh_no | name | id_no | snapshot_date | lead
    1         | H1    | 张一 | P1    | 2019-12-31    | -

    death_register
    name | id_no | death_date
    张一 | P1    | 2019-01-31
    """,
]

SCREEN_03 = [
    """
    policy
    id             | from       | value
    line.shandong  | 2016-01-01 | 3500

    poor_household
    hh_no | exit_status | exit_year | per_capita_income | snapshot_date | lead       | why
    H1    | 已脱贫      | 2018      | 3498.99           | 2018-12-31    |            | the newest row is accused
    H1    | 已脱贫      | 2018      | 5000              | 2019-12-31    | -          | below in the year of exit
    H2    | 已脱贫      | 2018      | 3500              | 2018-12-31    |            | boundary: the line itself
    H3    | 已脱贫      | 2018      | 3499.00           | 2018-12-31    | x_rounding | one yuan
    H4    | 未脱贫      | 2018      | 3000              | 2018-12-31    |            | has not left
    H5    | 已脱贫      | 2017      | 3000              | 2018-12-31    |            | income of another year
    H6    | 已脱贫      |           | 3000              | 2018-12-31    |            | no year
    H7    | 已脱贫      | 2018      | 6000              | 2018-12-31    | -          | without a one-off subsidy too little
    H8    | 已脱贫      | 2018      | 6000              | 2018-12-31    | x_items    | the subsidy was never counted
    H9    | 已脱贫      | 2018      | 6000              | 2018-12-31    | -          | the house was unsafe then
    H10   | 已脱贫      | 2018      | 6000              | 2018-12-31    |            | and was safe by the end of the year
    H11   | 已脱贫      | 2018      | 6000              | 2018-12-31    |            | found later
    H12   | 已脱贫      | 2018      | 6000              | 2018-12-31    | -          | surveyed below the line
    H13   | 已脱贫      | 2018      | 6000              | 2018-12-31    |            | found in order before the year was over
    H14   | 已脱贫      | 2018      | 6000              | 2018-12-31    | -          | 没有保障 is no 有保障

    household_income
    hh_no | year | member_count | wage  | business | business_cost | property | transfer | pension | one_off | net_income | per_capita
    H7    | 2018 | 2            | 5600  |          |               |          | 1200     | 1200    | 5200    | 12000      | 6000
    H8    | 2018 | 2            | 4800  |          |               |          | 7200     | 7200    | 5200    | 12000      | 6000
    H12   | 2018 | 1            | 3000  |          |               |          |          |         |         | 3000       | 3000

    screening_ledger
    hh_no | item | check_date | result | problem | solved_on
    H9    | 住房 | 2018-09-10 | 无保障 | 屋顶漏雨 | 2019-02-01
    H10   | 住房 | 2018-09-10 | 无保障 | 屋顶漏雨 | 2018-12-31
    H11   | 住房 | 2019-09-10 | 无保障 | 屋顶漏雨 |
    H2    | 住房 | 2018-09-10 | 有保障 | 无问题   |
    H13   | 住房 | 2018-09-10 | 无保障 | 屋顶漏雨 |
    H13   | 住房 | 2018-12-01 | 有保障 |          |
    H14   | 饮水 | 2018-09-10 |        | 饮水没有保障 |
    """,
]

SCREEN_04 = [
    """
    social_assistance
    id_no | name | village_name | assist_hh | relation | assist_type | from_date  | to_date    | status | remark         | lead        | why
    P1    | 赵一 | 甲村         | D1        | 户主     | 农村低保    | 2019-01-01 |            |        |                | -           | neither registered nor screened
    P2    | 赵二 | 甲村         | D1        | 配偶     | 农村低保    | 2019-01-01 |            |        |                |             | once a household
    P3    | 赵三 | 甲村         | D3        | 户主     | 农村低保    | 2019-01-01 |            |        |                |             | registered
    P4    | 赵四 | 甲村         | D4        | 户主     | 农村低保    | 2019-01-01 |            |        |                | x_hh_listed | the wife is registered
    P5    | 赵五 | 甲村         | D4        | 配偶     | 农村低保    | 2019-01-01 |            |        |                |             |
    P6    | 赵六 | 甲村         | D6        | 户主     | 农村低保    | 2019-01-01 |            |        |                | x_screened  | screened
    P7    | 赵七 | 甲村         | D7        | 户主     | 城市低保    | 2019-01-01 |            |        |                |             | a townsman
    P8    | 赵八 | 甲村         | D8        | 户主     | 农村低保    | 2019-01-01 | 2019-11-30 |        |                |             | ended
    P9    | 赵九 | 甲村         | D9        | 户主     | 特困分散    | 2019-10-02 |            |        |                | x_lag       | boundary: within three months
    P10   | 钱一 | 甲村         | D10       | 户主     | 特困分散    | 2019-10-01 |            |        |                | -           | a day earlier
    P11   | 钱二 | 甲村         | D11       | 户主     | 农村低保    | 2019-01-01 |            |        | 非农业户口     | x_urban     |
    P12   | 钱三 | 甲村         | D12       | 户主     | 农村低保    | 2019-01-01 |            |        | 子女赡养       | x_family    |
    P13   | 钱四 | 甲村         | D13       | 户主     | 农村低保    | 2019-01-01 |            |        |                | x_change    | removed after a vote
    P14   | 钱五 | 甲村         | D14       | 户主     | 农村低保    | 2019-01-01 |            |        |                | x_dead      |
    37079919500315101X | 钱六 | 甲村 | D15 | 户主     | 农村低保    | 2019-01-01 |            |        |                | - D         | name and village of a registered person
    P16   | 钱七 | 甲村         | D16       | 户主     | 农村低保    | 2019-01-01 |            | 停发   |                |             |
    P17   | 钱八 |              | D17       | 户主     | 临时救助    | 2019-01-01 |            |        |                |             | not lasting
    P18   | 钱九 | 甲村         | D18       | 户主     | 农村低保    | 2019-01-01 |            |        |                | x_screened  | under the wife's name
    P19   | 钱十 | 甲村         | D18       | 配偶     | 农村低保    | 2019-01-01 |            |        |                |             |

    poor_person
    hh_no | id_no | name | village_name | snapshot_date
    H3    | P3    | 赵三 | 甲村         | 2019-12-31
    H5    | P5    | 赵五 | 甲村         | 2019-12-31
    H15   | 370799195003151010 | 钱六 | 甲村 | 2019-12-31

    screening_ledger
    hh_no | id_no | name | village_name | item | check_date | result
          | P6    | 赵六 | 甲村         | 住房 | 2019-10-10 | 有保障
          | P19   | 钱十 | 甲村         | 住房 | 2019-10-10 | 有保障
          |       | 孙四 | 甲村         | 住房 | 2019-10-10 | 有保障

    disability
    id_no | name | village_name | grade | cert_date  | status | lead       | why
    P31   | 孙一 | 甲村         | 二级  | 2015-01-01 |        | -          | severe
    P32   | 孙二 | 甲村         | 三级  | 2015-01-01 |        |            | boundary: not severe
    P33   | 孙三 | 甲村         | 一级  | 2015-01-01 | 注销   |            | cancelled
    P34   | 孙四 | 甲村         | 一级  | 2015-01-01 |        | x_screened | by name and village
    P2    | 赵二 | 甲村         | 一级  | 2015-01-01 |        |            | of a household already accused

    medical_settlement
    settle_no | id_no | name | village_name | discharge  | self_pay | lead    | why
    S1        | P41   | 李一 | 甲村         | 2019-05-01 | 12000    | -       | together above the limit
    S2        | P41   | 李一 | 甲村         | 2019-08-01 | 8000.01  |         |
    S3        | P42   | 李二 | 甲村         | 2019-05-01 | 20000    |         | boundary
    S4        | P43   | 李三 | 甲村         | 2019-05-01 | 15000    |         | one settlement in a row per payer
    S4        | P43   | 李三 | 甲村         | 2019-05-01 | 15000    |         |
    S5        | P44   | 李四 |              | 2019-05-01 | 90000    |         | no village
    S6        | P45   | 李五 | 甲村         | 2019-05-01 | 90000    | x_urban | insured as an employee
    S7        | P46   | 李六 | 甲村         | 2018-05-01 | 90000    |         | another year
    S8        | P47   | 李七 | 甲村         | 2019-05-01 |          |         | not told

    medical_enrol
    id_no | insure_type
    P41   | 居民
    P45   | 职工

    register_change
    id_no | change_type | change_date
    P13   | 清退        | 2018-06-01

    death_register
    id_no | name | death_date
    P14   | 钱五 | 2019-06-01
    """,
]

SCREEN_05 = [
    """
    poor_person
    hh_no | id_no | name | village_name | policy_status  | identified_on | snapshot_date
    H1    | P1    | 张一 | 甲村         | 脱贫享受政策   | 2014-04-01    | 2019-12-31
    H2    | P2    | 张二 | 甲村         | 脱贫享受政策   | 2014-04-01    | 2019-12-31
    H3    | P3    | 张三 | 甲村         | 脱贫不享受政策 | 2014-04-01    | 2019-12-31
    H4    | P4    | 张四 | 甲村         | 未脱贫         | 2019-04-01    | 2019-12-31
    H5    | 370799195003151010 | 张五 | 甲村 | 未脱贫    | 2014-04-01    | 2019-12-31

    medical_enrol
    id_no | name | village_name | identity_type    | year | lead     | why
    P1    | 张一 | 甲村         | 建档立卡贫困人口 | 2019 |          | agree
    P2    | 张二 | 甲村         | 普通居民         | 2019 | -        | registered, called ordinary
    P3    | 张三 | 甲村         | 普通居民         | 2019 | x_status | enjoys no policy any more
    P4    | 张四 | 甲村         | 普通居民         | 2019 | x_status | identified in that year
    P6    | 李六 | 甲村         | 建档立卡贫困人口 | 2019 | -        | called registered, is not
    P7    | 李七 | 甲村         | 建档立卡贫困人口 | 2019 | x_change | taken off since
    P8    | 李八 | 甲村         | 低保对象         | 2019 |          | says nothing of the register
    P9    | 李九 | 甲村         | 普通居民         | 2019 |          | ordinary and not registered
    37079919500315101X | 张五 | 甲村 | 建档立卡贫困人口 | 2019 | x_typo | one digit

    house_renovation
    hh_no | id_no | name | village_name | category | plan_year | lead     | why
    H1    | P21   | 张父 | 甲村         | 建档立卡 | 2019      | x_member | a registered household
    H9    | P22   | 王一 | 甲村         | 建档立卡 | 2018      | x_before | older than the register that is there
    H9    | P23   | 王二 | 甲村         | 建档立卡 | 2019      | -        | not registered
          |       | 王三 | 甲村         | 建档立卡 | 2019      |          | no number

    register_change
    id_no | change_type | change_date
    P7    | 自然减少    | 2019-08-01
    """,
]

SCREEN_06 = [
    """
    screening_ledger
    hh_no | id_no | name | item | check_date | checker | result | problem  | measure | solved_on  | lead    | why
          |       | 李一 |      | 2019-09-01 | 甲      | 有保障 |          |         |            |         | by the name alone
    H12   |       | 李二 |      | 2019-09-01 | 甲      | 有保障 |          |         |            |         |
    H1    |       | 张一 | 医疗 | 2019-09-01 | 甲      | 有保障 | 无       |         |            |         |
    H1    |       | 张一 | 住房 | 2019-09-01 | 甲      | 有保障 |          |         |            |         |
    H1    |       | 张一 | 饮水 | 2019-09-01 | 甲      | 有保障 |          |         |            |         |
    H2    |       | 张二 | 住房 | 2019-09-01 | 甲      | 无保障 | 漏雨     | 修缮    | 2019-10-01 |         | closed
    H2    |       | 张二 | 医疗 | 2019-09-01 | 甲      | 无保障 | 未参保   | 参保    |            | - M     | no day of solution
    H2    |       | 张二 | 饮水 | 2019-09-01 | 甲      | 无保障 | 停水     |         | 2019-10-01 | - M     | no measure
    H3    |       | 张三 | 住房 | 2019-10-02 | 甲      | 无保障 | 漏雨     | 修缮    |            | x_term  | boundary: ninety days
    H3    |       | 张三 | 医疗 | 2019-10-02 | 甲      | 无保障 | 未参保   |         |            | - M     | not even a measure
    H3    |       | 张三 | 饮水 | 2019-03-02 | 甲      |        | 停水     |         |            | x_later |
    H3    |       | 张三 | 饮水 | 2019-10-02 | 甲      | 有保障 |          |         |            |         | safe since
          | P4    | 张四 |      | 2019-09-01 | 甲      | 有保障 |          |         |            |         | one row for all items

    poor_household
    hh_no | id_no | policy_status  | first_identified | snapshot_date | lead  | why
    H1    | P1    | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       | no child: education is not asked
    H2    | P2    | 脱贫享受政策   | 2014-04-01       | 2019-12-31    | -     | a child of ten, education missing
    H3    | P3    | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       |
    H4    | P4    | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       |
    H5    | P5    | 未脱贫         | 2014-04-01       | 2019-12-31    | -     | never screened
    H6    | P6    | 脱贫不享受政策 | 2014-04-01       | 2019-12-31    |       | enjoys no policy
    H7    | P7    | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       | nobody lives
    H8    | P8    | 未脱贫         | 2019-10-20       | 2019-12-31    | x_new | identified after the screening
    H10   | P10   | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       | nobody lives, by the register of deaths
    H11   | P11   | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       | screened by name
    H12   |       | 脱贫享受政策   | 2014-04-01       | 2019-12-31    |       | no member in the list, screened by its number
    H9    | P9    |                | 2014-04-01       | 2018-12-31    |       | an earlier snapshot

    poor_person
    hh_no | id_no | name | birth_date | alive | snapshot_date
    H1    | P1    | 张一 | 1950-01-01 |       | 2019-12-31
    H2    | P2    | 张二 | 1950-01-01 |       | 2019-12-31
    H2    | P21   | 张小 | 2009-01-01 |       | 2019-12-31
    H3    | P3    | 张三 | 1950-01-01 |       | 2019-12-31
    H4    | P4    | 张四 | 1950-01-01 |       | 2019-12-31
    H5    | P5    | 张五 | 1950-01-01 |       | 2019-12-31
    H6    | P6    | 张六 | 1950-01-01 |       | 2019-12-31
    H7    | P7    | 张七 | 1950-01-01 | 否    | 2019-12-31
    H8    | P8    | 张八 | 1950-01-01 |       | 2019-12-31
    H10   | P10   | 张十 | 1950-01-01 |       | 2019-12-31
    H11   | P11   | 李一 | 1950-01-01 |       | 2019-12-31

    death_register
    name | id_no | death_date
    张十 | P10   | 2019-05-01
    """,
    # Two households are too many for a day, and a village of two must have a problem.
    """
    policy
    id                                | from       | value
    screen.households_per_checker_day | 2013-01-01 | 1
    screen.village_households_min     | 2013-01-01 | 2

    screening_ledger
    village_name | hh_no | name | item | check_date | checker | result | problem | measure | solved_on  | lead | why
    甲村         | H1    | 张一 | 住房 | 2019-09-01 | 甲      | 有保障 |         |         |            | -; - | two on one day; and the village's row
    甲村         | H2    | 张二 | 住房 | 2019-09-01 | 甲      | 有保障 |         |         |            |      |
    甲村         | H2    | 张二 | 医疗 | 2019-09-02 | 甲      | 有保障 |         |         |            |      | boundary: one household
    乙村         | H3    | 张三 | 住房 | 2019-09-03 | 甲      | 无保障 | 漏雨    | 修缮    | 2019-10-01 |      | a village with a problem
    乙村         | H4    | 张四 | 住房 | 2019-09-04 | 甲      | 有保障 |         |         |            |      |
    丙村         | H5    | 张五 | 住房 | 2019-09-05 |         | 有保障 |         |         |            |      | boundary: one household
    丙村         | H5    | 张五 | 医疗 | 2019-09-05 |         | 有保障 |         |         |            |      |

    poor_household
    hh_no | policy_status  | snapshot_date
    H9    | 脱贫不享受政策 | 2019-12-31

    poor_person
    hh_no | id_no | name | snapshot_date
    H9    | P9    | 张九 | 2019-12-31
    """,
]

test_screening = rule_tests(
    {
        "SCREEN-01": SCREEN_01,
        "SCREEN-02": SCREEN_02,
        "SCREEN-03": SCREEN_03,
        "SCREEN-04": SCREEN_04,
        "SCREEN-05": SCREEN_05,
        "SCREEN-06": SCREEN_06,
    }
)
