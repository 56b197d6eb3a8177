"""Special funds, uses: diverted (FUND-10), forged lists (FUND-11), late or by hand (FUND-12)."""

from tests.rules.tables import rule_tests

FUND_10 = [
    # Central funds of 2019: 1,000,000; one per cent of management fees is 10,000.
    """
    budget_allocation
    doc_no      | level | received_on | issued_on  | amount  | budget_year
    鲁农〔1〕号 | 中央  | 2019-02-01  | 2019-02-10 | 1000000 | 2019
    鲁农〔2〕号 | 省    | 2019-02-01  | 2019-02-10 | 5000000 | 2019

    treasury_payment
    voucher_no | pay_date   | budget_doc_no | func_code | econ_code        | payee | amount  | purpose              | project_name | lead    | why
    Z1         | 2019-03-01 | 鲁农[1]号     | 2130505   | 30399            | 某店  | 3000    | 公务接待费           |              | 3000    | on the negative list
    Z2         | 2019-03-01 | 鲁农[1]号     | 2130505   | 31005            | 某厂  | 90000   | 大棚工程款           |              |         | a right use
    Z3         | 2019-03-01 | 鲁农[1]号     | 2130505   | 30217 公务接待费 | 某厂  | 5000    |                      |              | 5000    | only the code says so, the purpose is blank
    Z4         | 2019-03-01 | 鲁农[1]号     | 2130505   | 30216            | 学校  | 8000    | 贫困户技术培训       |              | 0 L     | a wrong code, a right use
    Z5         | 2019-03-01 | 潍财行〔9〕号 | 2010301   | 30201            | 某店  | 700     | 办公费               |              |         | the office's own budget
    Z6         | 2019-03-01 |               | 2013299   | 30201            | 某店  | 900     | 第一书记扶贫工作经费 |              | x_other | first secretaries' funds come from another channel
    Z7         | 2019-03-01 |               | 2130501   | 30201            | 某店  | 900     | 扶贫办办公费         |              | x_other | the poverty office's own running costs
    Z8         | 2019-03-01 | 鲁农[1]号     | 2130505   | 30399            | 某人  | 480     | 高龄津贴             |              |         | an old-age allowance is no 津贴 of staff
    Z9         | 2019-03-01 | 鲁农[2]号     | 2130504   | 31005            | 某司  | 60000   | 付润泽市政工程有限公司道路工程款 | |        | a name that holds 市政
    Z10        | 2019-03-01 | 鲁农[1]号     | 2130505   | 30399            | 某行  | 20000   | 归还借款             |              | x_ret   | taken back below
    Z11        | 2019-03-09 | 鲁农[1]号     | 2130505   | 30399            | 某行  | -20000  | 归还借款             |              |         | refund
    Z12        | 2019-03-09 | 鲁农[1]号     | 2130505   | 30399            | 某所  | 7000    | 办公费退回           |              | x_returned | says that it came back
    Z13        | 2019-04-01 | 鲁农[1]号     | 2130505   | 30399            | 某办  | 6000    | 项目管理费           |              | x_fee   | within one per cent
    Z14        | 2019-05-01 | 鲁农[1]号     | 2130505   | 30399            | 某办  | 4000    | 项目管理费           |              | x_fee   | boundary: exactly one per cent
    Z15        | 2019-06-01 | 鲁农[1]号     | 2130505   | 30399            | 某办  | 2500.5  | 项目管理费           |              | 2500.50 | the excess
    Z18        | 2019-06-01 | 鲁农[1]号     | 2010301   | 31005            | 某厂  | 50000   | 大棚工程款           |              | 0 L     | a poverty document under another function code, a right use
    Z19        | 2019-06-01 | 鲁农[1]号     | 2130152   | 31005            | 某厂  | 50000   | 大棚工程款           |              |         | another code of the same class
    Z20        | 2019-06-01 | 鲁农[1]号     | 2130505   | 30399            | 协会  | 40000   | 贫困户手机电商技能培训补助 |        |         | a telephone within another word
    Z21        | 2019-06-01 | 鲁农[1]号     | 2130505   | 30399            | 学校  | 30000   | 餐饮服务技能培训     |              |         | what is taught is no meal
    Z22        | 2019-06-01 | 鲁农[1]号     | 2130505   | 30399            | 某店  | 2000    | 手机款               |              | 2000    | telephones themselves
    Z16        | 2019-06-01 | 鲁农[1]号     | 2130505   | 30399            | 某办  |         | 办公费               |              |         | no amount
    Z17        | 2019-06-01 |               |           |                  | 某办  | 300     | 办公费               |              |         | nothing says that it is poverty money
    """,
    # The books of towns and villages alone: only what they say is poverty money. A fee without the budgets: the excess is unknown.
    """
    voucher
    unit | date       | voucher_no | line_no | subject_name        | summary            | debit | credit | fund_source      | lead    | why
    甲镇 | 2019-03-01 | 1          | 1       | 管理费用-招待费     | 付招待费           | 1200  |        | 专项扶贫资金     | 1200    | on the negative list
    甲镇 | 2019-03-01 | 1          | 2       | 银行存款            | 付招待费           |       | 1200   | 专项扶贫资金     |         | the line that says where the money came from
    甲镇 | 2019-03-02 | 2          | 1       | 管理费用-办公费     | 购办公用品         | 300   |        |                  |         | the town's own expense
    甲镇 | 2019-03-03 | 3          | 1       | 专项应付款-扶贫资金 | 办公楼维修         | 50000 |        |                  | 50000   | the subject says that it is poverty money
    甲镇 | 2019-03-04 | 4          | 1       | 管理费用            | 第一书记扶贫工作经费 | 800 |        | 第一书记专项经费 | x_other | another channel
    甲镇 | 2019-03-05 | 5          | 1       | 专项应付款-扶贫资金 | 项目管理费         | 900   |        | 专项扶贫资金     | - L     | the limit is not known
    甲镇 | 2019-03-06 | 6          | 1       | 专项应付款-扶贫资金 | 购置车辆款         | 70000 |        | 专项扶贫资金     | x_ret   | returned later
    甲镇 | 2019-04-06 | 7          | 1       | 专项应付款-扶贫资金 | 退回购置车辆款     |       | 70000  | 专项扶贫资金     |         | the return
    甲镇 | 2019-04-07 | 8          | 1       | 专项应付款-扶贫资金 | 付大棚工程款       | 90000 |        | 专项扶贫资金     |         | a right use
    """,
]

FUND_11 = [
    # One account for three persons; homes H1 to H9.
    """
    benefit_payment
    name | id_no | hh_no | programme | village_name | pay_date   | amount | account_no | account_name | remark | proxy_relation | lead          | why
    甲一 | P1    | H1    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000001 | 甲一         |        |                | 300           | three persons of three households on one account
    乙二 | P2    | H2    | 产业奖补  | A            | 2019-03-02 | 100    | 9000000001 | 甲一         |        |                |               | said on the first row
    丙三 | P3    | H3    | 产业奖补  | A            | 2019-03-03 | 100    | 9000000001 | 甲一         |        |                |               | said on the first row
    丁四 | P4    | H4    | 产业奖补  | A            | 2019-03-01 | 100    | 9100000003 | 丁四         |        |                |               | boundary: two persons
    戊五 | P5    | H5    | 产业奖补  | A            | 2019-03-01 | 100    | 9100000003 | 丁四         |        |                |               | boundary: two persons
    己一 | P6    | H6    | 雨露计划  | A            | 2019-03-01 | 100    | 9200000005 | 己一         |        |                | x_hh          | the head's card for the whole household
    己二 | P7    | H6    | 雨露计划  | A            | 2019-03-02 | 100    | 9200000005 | 己一         |        |                |               |
    己三 | P8    | H6    | 雨露计划  | A            | 2019-03-03 | 100    | 9200000005 | 己一         |        |                |               |
    庚一 | P9    | H7    | 特困供养  | A            | 2019-03-01 | 100    | 9300000007 | 某镇敬老院   |        |                | x_institution | nursing home
    庚二 | P10   | H8    | 特困供养  | A            | 2019-03-02 | 100    | 9300000007 | 某镇敬老院   |        |                |               |
    庚三 | P11   | H9    | 特困供养  | A            | 2019-03-03 | 100    | 9300000007 | 某镇敬老院   |        |                |               |
    辛一 | P12   | H10   | 孤儿生活费 | A           | 2019-03-01 | 100    | 9400000009 | 监护人甲     |        | 监护人         | x_proxy       | their guardian
    辛二 | P13   | H11   | 孤儿生活费 | A           | 2019-03-02 | 100    | 9400000009 | 监护人甲     |        | 监护人         |               |
    辛三 | P14   | H12   | 孤儿生活费 | A           | 2019-03-03 | 100    | 9400000009 | 监护人甲     | 书面委托 |              |               |
    壬一 | P15   | H13   | 慰问金    | A            | 2019-03-01 | 100    | 9500000011 | 某村村委会   |        |                | x_village     | the village committee: FUND-12
    壬二 | P16   | H14   | 慰问金    | A            | 2019-03-02 | 100    | 9500000011 | 某村村委会   |        |                |               |
    壬三 | P17   | H15   | 慰问金    | A            | 2019-03-03 | 100    | 9500000011 | 某村村委会   |        |                |               |
    癸一 | P18   |       | 慰问金    | A            | 2019-03-01 | 100    | 9600000013 | 癸一         |        |                | 300           | households unknown: nothing is spared
    癸二 | P19   |       | 慰问金    | A            | 2019-03-02 | 100    | 9600000013 | 癸一         |        |                |               |
    癸三 | P20   |       | 慰问金    | A            | 2019-03-03 | 100    | 9600000013 | 癸一         |        |                |               |
    子一 | P21   | H21   | 慰问金    | A            | 2019-03-03 | 100    |            |              |        |                |               | no account
    """,
    # What whoever fetches the paper must know, on the row and for each sign its own thing: an account, a list, a cadre.
    """
    benefit_payment
    name | id_no | hh_no | programme | village_name | batch_no | pay_date   | amount | bank_name | account_no   | account_name | proxy_name | proxy_id | lead | matter | fact:account_no | fact:batch_no | fact:bank_name | fact:account_name | fact:proxy_name
    甲一 | P1    | H1    | 产业奖补  | A            | 7        | 2019-03-01 | 100    | 农商行    | 900000000001 | 甲一         |            |          | 300  | a      | 900000000001    | 7             | 农商行         | 甲一              |
    乙二 | P2    | H2    | 产业奖补  | A            | 8        | 2019-03-02 | 100    | 农商行    | 900000000001 | 甲一         |            |          |      |        |                 |               |                |                   |
    丙三 | P3    | H3    | 产业奖补  | A            | 9        | 2019-03-03 | 100    | 农商行    | 900000000001 | 甲一         |            |          |      |        |                 |               |                |                   |
    丁四 | P4    | H4    | 产业奖补  | A            | 7        | 2019-03-01 | 100    | 农商行    | 910000000005 | 丁四         | 村主任     | K1       | 200  | b      | 910000000005    | 7             | 农商行         | 丁四              | 村主任
    戊五 | P5    | H5    | 产业奖补  | A            | 7        | 2019-04-01 | 100    | 农商行    | 910000000008 | 戊五         | 村主任     | K1       |      |        |                 |               |                |                   |

    village_cadre
    name   | id_no | village_name | post
    村主任 | K1    | A            | 主任
    """,
    # Accounts in a row: five of one list are too many, also where the last digit only checks the others.
    """
    benefit_payment
    name | id_no | hh_no | programme | village_name | batch_no | pay_date   | amount | account_no       | account_name | lead | why
    甲一 | P1    | H1    | 产业奖补  | A            | 1        | 2019-03-01 | 100    | 6200000000000011 | 甲一         | 500  | …1, …2, …3, …4, …5 before the check digit
    甲二 | P2    | H2    | 产业奖补  | A            | 1        | 2019-03-01 | 100    | 6200000000000029 | 甲二         |      |
    甲三 | P3    | H3    | 产业奖补  | A            | 1        | 2019-03-01 | 100    | 6200000000000037 | 甲三         |      |
    甲四 | P4    | H4    | 产业奖补  | A            | 1        | 2019-03-01 | 100    | 6200000000000045 | 甲四         |      |
    甲五 | P5    | H5    | 产业奖补  | A            | 1        | 2019-03-01 | 100    | 6200000000000052 | 甲五         |      |
    乙一 | P6    | H6    | 产业奖补  | B            | 1        | 2019-03-01 | 100    | 900000000001     | 乙一         |      | boundary: four in a row
    乙二 | P7    | H7    | 产业奖补  | B            | 1        | 2019-03-01 | 100    | 900000000002     | 乙二         |      |
    乙三 | P8    | H8    | 产业奖补  | B            | 1        | 2019-03-01 | 100    | 900000000003     | 乙三         |      |
    乙四 | P9    | H9    | 产业奖补  | B            | 1        | 2019-03-01 | 100    | 900000000004     | 乙四         |      |
    丙一 | P11   | H11   | 产业奖补  | C            | 1        | 2019-03-01 | 100    | 800000000001     | 丙一         |      | five in a row, but of one household
    丙二 | P12   | H11   | 产业奖补  | C            | 1        | 2019-03-01 | 100    | 800000000002     | 丙二         |      |
    丙三 | P13   | H11   | 产业奖补  | C            | 1        | 2019-03-01 | 100    | 800000000003     | 丙三         |      |
    丙四 | P14   | H11   | 产业奖补  | C            | 1        | 2019-03-01 | 100    | 800000000004     | 丙四         |      |
    丙五 | P15   | H11   | 产业奖补  | C            | 1        | 2019-03-01 | 100    | 800000000005     | 丙五         |      |
    """,
    # Lists of five rows (the test's own minimum): one in five is false at the boundary of twenty per cent.
    """
    policy
    id                   | from       | value
    fund.roster_rows_min | 2013-01-01 | 5

    benefit_payment
    name | id_no | programme | village_name | batch_no | period_from | period_to  | pay_date   | amount | lead | why
    甲一 | P1    | 产业奖补  | A            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    | 100  | boundary: one in five, dead before the time paid for
    甲二 | P2    | 产业奖补  | A            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    甲三 | P3    | 产业奖补  | A            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    甲四 | P4    | 产业奖补  | A            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    甲五 | P5    | 产业奖补  | A            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    乙一 | P6    | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      | one in six
    乙二 | P7    | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    乙三 | P8    | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    乙四 | P9    | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    乙五 | P10   | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    乙六 |       | 产业奖补  | B            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丙一 | P11   | 产业奖补  | C            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      | dead
    丙二 |       | 产业奖补  | C            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      | four rows are no list
    丙三 | P13   | 产业奖补  | C            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丙四 | P14   | 产业奖补  | C            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丁一 |       | 产业奖补  | D            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      | a list without any number is not judged
    丁二 |       | 产业奖补  | D            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丁三 |       | 产业奖补  | D            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丁四 |       | 产业奖补  | D            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |
    丁五 |       | 产业奖补  | D            | 1        | 2019-01-01  | 2019-12-31 | 2019-03-01 | 100    |      |

    death_register
    name | id_no | death_date
    甲一 | P1    | 2018-04-10
    丙一 | P11   | 2018-04-10
    甲二 | P2    | 2019-01-10
    """,
    # A cadre's account or hand.
    """
    benefit_payment
    name | id_no | hh_no | programme | village_name | pay_date   | amount | account_no | account_name | proxy_name | proxy_id | proxy_relation | lead   | why
    甲一 | P1    | H1    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000001 | 书记         |            |          |                | 300    | two persons' money to the secretary's account
    乙二 | P2    | H2    | 产业奖补  | A            | 2019-03-02 | 200    | 9000000001 | 书记         |            |          |                |        |
    丙三 | P3    | H3    | 产业奖补  | B            | 2019-03-03 | 300    | 9000000003 | 书记         |            |          |                |        | the same name in another village is another person
    丁四 | P4    | H4    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000005 | 丁四         | 会计妻     | K2       |                | 100    | collected by the accountant's wife
    戊五 | P5    | H5    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000007 | 委员         |            |          |                | x_left | after the term
    己六 | P6    | H6    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000009 | 主任         |            |          |                | x_kin  | for the director's own mother
    主任 | C4    | H7    | 地力补贴  | A            | 2019-03-01 | 100    | 9000000011 | 主任         |            |          |                |        | a cadre's own
    庚七 | P7    | H8    | 产业奖补  | A            | 2019-03-01 | 100    | 9000000013 | 民兵连长     |            |          | 书面委托       | x_proxy | authorised

    village_cadre
    village_name | name     | id_no | post   | from_date  | to_date    | relative_name | relative_id | relation
    A            | 书记     | C1    | 书记   | 2017-12-18 |            |               |             |
    A            | 会计     | C2    | 会计   | 2017-12-18 |            | 会计妻        | K2          | 配偶
    A            | 委员     | C3    | 委员   | 2014-12-18 | 2017-12-17 |               |             |
    A            | 主任     | C4    | 主任   | 2017-12-18 |            | 己六          | P6          | 母亲
    A            | 民兵连长 | C5    | 委员   | 2017-12-18 |            |               |             |
    """,
    # Cash from poverty money, from 1000 yuan on; no list of payments was handed in.
    """
    voucher
    unit | date       | voucher_no | line_no | subject_name | summary        | debit  | credit | fund_source  | cash | lead    | why
    甲村 | 2019-03-01 | 1          | 1       | 专项应付款   | 付材料款       | 1000   |        | 专项扶贫资金 |      | 1000    | boundary: paid from the till
    甲村 | 2019-03-01 | 1          | 2       | 库存现金     | 付材料款       |        | 1000   | 专项扶贫资金 |      |         |
    甲村 | 2019-03-02 | 2          | 1       | 专项应付款   | 付材料款       | 999.99 |        | 专项扶贫资金 | 现金 |         | one fen below
    甲村 | 2019-03-03 | 3          | 1       | 专项应付款   | 付材料款       | 5000   |        | 专项扶贫资金 | 转账 |         | through the bank
    甲村 | 2019-03-04 | 4          | 1       | 专项应付款   | 付务工人员工资 | 5000   |        | 专项扶贫资金 | 现金 | x_wages | wages may be paid in cash
    甲村 | 2019-03-05 | 5          | 1       | 管理费用     | 付材料款       | 5000   |        | 村集体       | 现金 |         | no poverty money
    甲村 | 2019-03-06 | 6          | 1       | 专项应付款   | 付材料款       | 5000   |        | 专项扶贫资金 |      |         | how it was paid is not known
    """,
    # The list of a project's payments says itself that it was cash.
    """
    project_payment
    project_no | project_name | pay_date   | payee | amount | cash | purpose        | lead    | why
    X1         | 道路         | 2019-05-01 | 个人  | 1000   | 是   | 进度款         | 1000    | boundary
    X2         | 道路         | 2019-05-01 | 个人  | 999.99 | 是   | 进度款         |         | a fen below
    X3         | 道路         | 2019-05-01 | 个人  | 5000   | 否   | 现金支付进度款 |         | the column decides
    X4         | 道路         | 2019-05-01 | 个人  | 5000   |      | 现金支付进度款 | 5000    | the words alone
    X5         | 道路         | 2019-05-01 | 个人  | 5000   |      | 进度款         |         | how it was paid is not known
    X6         | 道路         | 2019-05-01 | 个人  | 5000   | 是   | 民工工资       | x_wages |
    """,
]

FUND_12 = [
    # 60 days after the period.
    """
    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | pay_status | amount | account_no | account_name | remark   | lead     | why
    甲一 | P1    | H1    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-05-31 |            | 180    | 1001       | 甲一         |          | 180 L    | 61 days
    乙二 | P2    | H2    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-05-30 |            | 180    | 1002       | 乙二         |          |          | boundary: 60 days
    丙三 | P3    | H3    | 产业分红  | 2018-01-01  | 2018-12-31 | 2019-05-30 |            | 600    | 1003       | 丙三         |          | x_income | yearly income is divided when it is in
    丁四 | P4    | H4    | 危改补助  | 2018-01-01  | 2018-12-31 | 2019-05-30 |            | 20000  | 1004       | 丁四         |          | x_event  | paid once, after acceptance
    丙五 | P35   | H35   | 菌棚分红  | 2019-01-01  | 2019-03-31 | 2019-06-30 |            | 600    | 1035       | 丙五         |          | 600 L    | a quarter is no yearly income
    庚六 | P37   | H37   | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-09-20 |            | 180    | 1037       | 庚六         | 未提标   | 180 L    | denied
    戊五 | P5    | H5    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-05-20 | 失败       | 180    | 1005       | 戊五         |          |          | refused in time
    戊五 | P5    | H5    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-06-19 | 成功       | 180    | 1006       | 戊五         |          | x_repaid | boundary: paid again after 30 days
    己六 | P6    | H6    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-05-20 | 失败       | 180    | 1007       | 己六         |          |          | refused in time
    己六 | P6    | H6    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-06-20 | 成功       | 180    | 1008       | 己六         |          | 180 L    | paid again after 31 days
    庚七 | P7    | H7    | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-09-20 |            | 30     | 1009       | 庚七         | 提标补差 | x_top_up | a later rise of the standard
    辛八 | P8    | H8    | 孝善养老  |             |            | 2019-09-20 |            | 180    | 1010       | 辛八         |          |          | no period
    壬九 | P9    | H9    | 孝善养老  | 2019-01-01  | 2019-03-31 |            |            | 180    | 1011       | 壬九         |          |          | no date of payment
    癸十 | P10   | H10   | 孝善养老  | 2019-01-01  | 2019-03-31 | 2019-09-20 |            | 180    | 1012       | 癸十         | 已退回   | x_returned | said to be taken back
    """,
    # Through whom.
    """
    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | account_no | account_name | remark   | lead           | why
    甲一 | P1    | H1    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1001       | 某村村委会   |          | 300 M          | through the village committee
    乙二 | P2    | H2    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1002       | 他人         |          | 300 M          | through one person for two households
    丙三 | P3    | H3    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1002       | 他人         |          | 300 M          | through one person for two households
    丁四 | P4    | H4    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1003       | 丁父         |          |                | a relative's card for one household
    丁五 | P5    | H4    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1003       | 丁父         |          |                | a relative's card for one household
    戊五 | P6    | H6    | 特困供养  | 2019-01-01  | 2019-03-31 | 2019-03-28 | 1680   | 1004       | 某镇敬老院   |          | x_institution  | nursing home
    己六 | P7    | H7    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1005       | 监护人甲     | 监护协议 | x_proxy        | guardian of two
    庚七 | P8    | H8    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1005       | 监护人甲     | 监护协议 | x_proxy        | guardian of two
    辛八 | P9    | H9    | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-08-28 | 300    | 1006       | 某村村委会   |          | 300 L; 300 M   | late, and through the village
    壬九 | P10   | H10   | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1007       | 壬九         | 现金发放 | 300 M          | handed out
    癸十 | P11   | H11   | 慰问金    | 2019-01-01  | 2019-03-31 | 2019-01-28 | 300    | 1008       |              |          |                | whose account it is is not known
    """,
]

test_rules = rule_tests({"FUND-10": FUND_10, "FUND-11": FUND_11, "FUND-12": FUND_12})
