"""Special funds, households: assets beyond poverty (FUND-03), benefits that exclude each other (FUND-05)."""

from tests.rules.tables import rule_tests

FUND_03 = [
    # Acquired between identification (2014-04-01) and exit. The boundary price is 100000.
    """
    poor_household
    hh_no | snapshot_date | name | id_no | exit_status | policy_status  | first_identified | exit_year | lead     | why
    H1    | 2019-12-31    | 甲一 | P1    | 未脱贫      | 未脱贫         | 2014-04-01       |           | 800      | a car, at the boundary price; paid after it was bought: 800
    H1    | 2018-12-31    | 甲一 | P1    | 未脱贫      | 未脱贫         | 2014-04-01       |           |          | the newest snapshot is accused
    H2    | 2019-12-31    | 乙二 | P2    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      |          | one fen below the price
    H3    | 2019-12-31    | 丙三 | P3    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      | x_liv    | a lorry
    H4    | 2019-12-31    | 丁四 | P4    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      | x_liv    | a taxi
    H5    | 2019-12-31    | 戊五 | P5    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      | x_gone   | sold
    H6    | 2019-12-31    | 己六 | P6    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      | x_before | boundary: the day before identification
    H7    | 2019-12-31    | 庚七 | P7    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2017      | x_exit   | bought in the year after the exit
    H8    | 2019-12-31    | 辛八 | P8    | 已脱贫      | 脱贫享受政策   | 2014-04-01       | 2018      | 0        | boundary: bought in the year of the exit, at whose end it is decided
    H9    | 2019-12-31    | 壬九 | P9    | 已脱贫      | 脱贫不享受政策 | 2014-04-01       | 2018      | x_out    | no longer under policies
    H10   | 2018-12-31    | 癸十 | P10   | 未脱贫      | 未脱贫         | 2014-04-01       |           | x_out    | no longer in the register
    H11   | 2019-12-31    | 子一 | P11   | 未脱贫      | 未脱贫         | 2014-04-01       |           | 0 D      | same number, another name
    H12   | 2019-12-31    | 丑二 | P12   | 未脱贫      | 未脱贫         | 2014-04-01       |           | x_aid    | a car for the disabled
    H13   | 2019-12-31    | 寅三 | P13   | 未脱贫      | 未脱贫         | 2014-04-01       |           |          | its price is not known
    H14   | 2019-12-31    | 卯四 | P14   | 未脱贫      | 未脱贫         | 2014-04-01       |           |          | the name alone hits nobody
    H15   | 2019-12-31    | 辰五 | P15   | 未脱贫      | 未脱贫         | 2014-04-01       |           | -        | date of registration unknown: nothing is spared, no amount either
    H16   | 2019-12-31    | 巳六 | P16   | 未脱贫      | 未脱贫         | 2014-04-01       |           | 0        | one car was sold, the other was not

    poor_person
    hh_no | snapshot_date | name | id_no | relation | first_identified | alive
    H1    | 2019-12-31    | 甲一 | P1    | 户主     | 2014-04-01       |
    H1    | 2019-12-31    | 甲子 | P1b   | 之子     | 2014-04-01       | 是
    H2    | 2019-12-31    | 乙二 | P2    | 户主     | 2014-04-01       |
    H3    | 2019-12-31    | 丙三 | P3    | 户主     | 2014-04-01       |
    H4    | 2019-12-31    | 丁四 | P4    | 户主     | 2014-04-01       |
    H5    | 2019-12-31    | 戊五 | P5    | 户主     | 2014-04-01       |
    H6    | 2019-12-31    | 己六 | P6    | 户主     | 2014-04-01       |
    H7    | 2019-12-31    | 庚七 | P7    | 户主     | 2014-04-01       |
    H8    | 2019-12-31    | 辛八 | P8    | 户主     | 2014-04-01       |
    H9    | 2019-12-31    | 壬九 | P9    | 户主     | 2014-04-01       |
    H10   | 2018-12-31    | 癸十 | P10   | 户主     | 2014-04-01       |
    H11   | 2019-12-31    | 子一 | P11   | 户主     | 2014-04-01       |
    H12   | 2019-12-31    | 丑二 | P12   | 户主     | 2014-04-01       |
    H13   | 2019-12-31    | 寅三 | P13   | 户主     | 2014-04-01       |
    H14   | 2019-12-31    | 卯四 | P14   | 户主     | 2014-04-01       |
    H15   | 2019-12-31    | 辰五 | P15   | 户主     | 2014-04-01       |
    H16   | 2019-12-31    | 巳六 | P16   | 户主     | 2014-04-01       |

    motor_vehicle
    name | id_no | plate | vehicle_type | use_nature | reg_date   | price     | status
    甲子 | P1b   | A1    | 小型轿车     | 非营运     | 2016-05-01 | 100000    | 正常
    乙二 | P2    | A2    | 小型轿车     | 非营运     | 2016-05-01 | 99999.99  | 正常
    丙三 | P3    | A3    | 重型货车     | 非营运     | 2016-05-01 | 180000    | 正常
    丁四 | P4    | A4    | 小型轿车     | 营运       | 2016-05-01 | 120000    | 正常
    戊五 | P5    | A5    | 小型轿车     | 非营运     | 2016-05-01 | 120000    | 转移
    己六 | P6    | A6    | 小型轿车     | 非营运     | 2014-03-31 | 120000    | 正常
    庚七 | P7    | A7    | 小型轿车     | 非营运     | 2018-01-01 | 120000    | 正常
    辛八 | P8    | A8    | 小型轿车     | 非营运     | 2018-05-01 | 120000    | 正常
    壬九 | P9    | A9    | 小型轿车     | 非营运     | 2016-05-01 | 120000    | 正常
    癸十 | P10   | A10   | 小型轿车     | 非营运     | 2016-05-01 | 120000    | 正常
    子九 | P11   | A11   | 小型轿车     | 非营运     | 2016-05-01 | 120000    | 正常
    丑二 | P12   | A12   | 残疾人专用小型客车 | 非营运 | 2016-05-01 | 120000  | 正常
    寅三 | P13   | A13   | 小型轿车     | 非营运     | 2016-05-01 |           | 正常
    卯四 |       | A14   | 小型轿车     | 非营运     | 2016-05-01 | 120000    | 正常
    辰五 | P15   | A15   | 小型轿车     | 非营运     |            | 120000    |
    巳六 | P16   | A16   | 小型轿车     | 非营运     | 2015-05-01 | 120000    | 注销
    巳六 | P16   | A17   | 小型越野客车 | 非营运     | 2017-05-01 | 150000    | 正常

    benefit_payment
    name | id_no | programme | period_from | period_to  | pay_date   | amount | pay_status
    甲一 | P1    | 低保      | 2016-04-01  | 2016-04-30 | 2016-04-20 | 500    |
    甲一 | P1    | 低保      | 2016-06-01  | 2016-06-30 | 2016-06-20 | 500    |
    甲子 | P1b   | 产业分红  | 2018-01-01  | 2018-12-31 | 2018-12-20 | 300    |
    甲一 | P1    | 地力补贴  | 2018-01-01  | 2018-12-31 | 2018-06-20 | 700    |
    甲一 | P1    | 低保      | 2018-07-01  | 2018-07-31 | 2018-07-20 | 500    | 失败
    """,
    # Houses, shops and firms; without the household list the head's row is accused, once for each kind.
    """
    poor_person
    hh_no | snapshot_date | name | id_no | relation | first_identified | policy_status | lead       | why
    H1    | 2019-12-31    | 甲一 | P1    | 户主     | 2014-04-01       | 未脱贫        | -; -       | a house and a shop: one lead each; payments were not handed in
    H1    | 2019-12-31    | 甲妻 | P1b   | 配偶     | 2014-04-01       | 未脱贫        |            | the co-owner's row is the same house
    H2    | 2019-12-31    | 乙二 | P2    | 户主     | 2014-04-01       | 未脱贫        | x_given    | resettled
    H3    | 2019-12-31    | 丙三 | P3    | 户主     | 2014-04-01       | 未脱贫        | x_given    | inherited
    H4    | 2019-12-31    | 丁四 | P4    | 户主     | 2014-04-01       | 未脱贫        |            | no floor area
    H5    | 2019-12-31    | 戊五 | P5    | 户主     | 2014-04-01       | 未脱贫        | -          | how it was acquired is not known
    H6    | 2019-12-31    | 己六 | P6    | 户主     | 2014-04-01       | 未脱贫        | -          | legal representative, at the boundary capital
    H7    | 2019-12-31    | 庚七 | P7    | 户主     | 2014-04-01       | 未脱贫        |            | one fen below the capital
    H8    | 2019-12-31    | 辛八 | P8    | 户主     | 2014-04-01       | 未脱贫        | x_liv      | member of a co-operative
    H9    | 2019-12-31    | 壬九 | P9    | 户主     | 2014-04-01       | 未脱贫        | x_liv      | a small shop of one's own
    H10   | 2019-12-31    | 癸十 | P10   | 户主     | 2014-04-01       | 未脱贫        | x_gone     | closed
    H11   | 2019-12-31    | 子一 | P11   | 户主     | 2014-04-01       | 未脱贫        | -          | shareholder
    H12   | 2019-12-31    | 丑二 | P12   | 户主     | 2014-04-01       | 未脱贫        |            | an employee who owns nothing
    H13   | 2019-12-31    | 寅三 | P13   | 户主     | 2014-04-01       | 未脱贫        | x_given    | a farmhouse on homestead land
    H14   | 2019-12-31    | 卯四 | P14   | 户主     | 2014-04-01       | 未脱贫        |            | contracted farmland

    real_estate
    name | id_no | cert_no | location | area  | use  | reg_date   | acquire_type | status | remark
    甲一 | P1    | Z1      | A-1-101  | 98.5  | 住宅 | 2017-05-01 | 购买         | 现势   |
    甲妻 | P1b   | Z1      | A-1-101  | 98.5  | 住宅 | 2017-05-01 | 购买         | 现势   |
    甲一 | P1    | Z2      | B-2-1    | 40    | 商业 | 2018-05-01 | 购买         | 现势   |
    乙二 | P2    | Z3      | C-1      | 80    | 住宅 | 2017-05-01 | 安置         | 现势   |
    丙三 | P3    | Z4      | C-2      | 80    | 住宅 | 2017-05-01 | 继承         | 现势   |
    丁四 | P4    | Z5      | C-3      | 0     | 住宅 | 2017-05-01 | 购买         | 现势   |
    戊五 | P5    | Z6      | C-4      |       | 住宅 | 2017-05-01 |              |        |
    寅三 | P13   | Z7      | C-5      | 120   | 农村宅基地 | 2017-05-01 | 首次登记 | 现势   |
    卯四 | P14   | Z8      | C-6      | 3000  | 土地承包 | 2017-05-01 | 家庭承包 | 现势   |

    business_registration
    ent_name     | uscc | ent_type       | reg_capital | est_date   | status | legal_rep | legal_rep_id | name | id_no | role
    甲公司       | U1   | 有限公司       | 100000      | 2017-05-01 | 存续   | 己六      | P6           |      |       |
    乙公司       | U2   | 有限公司       | 99999.99    | 2017-05-01 | 存续   | 庚七      | P7           |      |       |
    丙专业合作社 | U3   | 农民专业合作社 | 2000000     | 2017-05-01 | 存续   | 外人      | X1           | 辛八 | P8    | 成员
    丁小卖部     | U4   | 个体工商户     | 150000      | 2017-05-01 | 存续   | 壬九      | P9           |      |       |
    戊公司       | U5   | 有限公司       | 500000      | 2017-05-01 | 注销   | 癸十      | P10          |      |       |
    己公司       | U6   | 有限公司       | 500000      | 2017-05-01 | 存续   | 外人      | X1           | 子一 | P11   | 股东
    己公司       | U6   | 有限公司       | 500000      | 2017-05-01 | 存续   | 外人      | X1           | 丑二 | P12   | 职工
    """,
    # Two vehicles of an owner with a disability: a car stays a lead (perhaps an aid: unknown), the household list lacks the household.
    """
    poor_household
    hh_no | snapshot_date | name | id_no | policy_status | first_identified
    H9    | 2019-12-31    | 壬九 | P9    | 未脱贫        | 2014-04-01

    poor_person
    hh_no | snapshot_date | name | id_no | relation | first_identified | policy_status | health | moved_out | alive | lead | why
    H1    | 2019-12-31    | 甲一 | P1    | 户主     | 2014-04-01       | 未脱贫        | 残疾   |           |       | -    | in the list of persons only
    H2    | 2019-12-31    | 乙二 | P2    | 户主     | 2014-04-01       | 未脱贫        | 健康   | 是        |       |      | moved out
    H3    | 2019-12-31    | 丙三 | P3    | 户主     | 2014-04-01       | 未脱贫        | 健康   |           | 否    |      | dead

    motor_vehicle
    name | id_no | plate | vehicle_type | use_nature | reg_date   | price     | status
    甲一 | P1    | A1    | 小型轿车     | 非营运     | 2016-05-01 | 160000    | 正常
    乙二 | P2    | A2    | 小型轿车     | 非营运     | 2016-05-01 | 160000    | 正常
    丙三 | P3    | A3    | 小型轿车     | 非营运     | 2016-05-01 | 160000    | 正常
    """,
]

FUND_05 = [
    # 低保 and 特困 exclude each other; residents' pension, both allowances for the disabled, and study grants do not.
    """
    benefit_payment
    name | id_no | programme      | period_from | period_to  | pay_date   | amount | pay_status | remark | lead       | why
    甲一 | P1    | 低保           | 2019-01-01  | 2019-01-31 | 2019-01-15 | 420    |            |        | 420        | both for two months: the smaller is accused
    甲一 | P1    | 低保           | 2019-02-01  | 2019-02-28 | 2019-02-15 | 420    |            |        | 420        | both for two months
    甲一 | P1    | 特困供养       | 2019-01-01  | 2019-01-31 | 2019-01-10 | 560    |            |        |            | the larger
    甲一 | P1    | 特困供养       | 2019-02-01  | 2019-02-28 | 2019-02-10 | 560    |            |        |            | the larger
    乙二 | P2    | 低保           | 2019-03-01  | 2019-03-31 | 2019-03-15 | 420    |            |        | x_transfer | boundary: one month of transfer
    乙二 | P2    | 特困供养       | 2019-03-01  | 2019-03-31 | 2019-03-10 | 560    |            |        |            |
    乙二 | P2    | 特困供养       | 2019-04-01  | 2019-04-30 | 2019-04-10 | 560    |            |        |            | after the transfer
    丙三 | P3    | 低保           | 2019-03-01  | 2019-03-31 | 2019-03-15 | 420    |            |        |            | not paid for the same time
    丙三 | P3    | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
    丁四 | P4    | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            |        | 1260       | quarters
    丁四 | P4    | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
    戊五 | P5    | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            |        |            | lawful beside a pension
    戊五 | P5    | 居民养老       | 2019-04-01  | 2019-06-30 | 2019-06-15 | 354    |            |        |            |
    己六 | P6    | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            |        |            | lawful with both allowances
    己六 | P6    | 困残补贴       | 2019-04-01  | 2019-06-30 | 2019-06-15 | 330    |            |        |            |
    己六 | P6    | 护理补贴       | 2019-04-01  | 2019-06-30 | 2019-06-15 | 300    |            |        |            |
    庚七 | P7    | 雨露计划       | 2019-01-01  | 2019-06-30 | 2019-06-15 | 1500   |            |        |            | lawful with the state's grant
    庚七 | P7    | 中职助学金     | 2019-01-01  | 2019-06-30 | 2019-06-15 | 1000   |            |        |            |
    辛八 | P8    | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   | 失败       |        |            | refused by the bank
    辛八 | P8    | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
    壬九 | P9    | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            | 已追回 | x_returned | recovered
    壬九 | P9    | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
    子一 | P11   | 低保           | 2019-01-01  | 2019-06-30 | 2019-06-15 | 2520   |            |        | 840        | two of its six months in common
    子一 | P11   | 特困供养       | 2019-05-01  | 2019-06-30 | 2019-06-10 | 1120   |            |        |            | pays more for these months, less in all
    癸十 | P10   | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            |        | 0 D        | same number, another name
    癸丑 | P10   | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
         |       | 低保           | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |            |        |            | no number
         |       | 特困供养       | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |            |        |            |
    """,
    # Of the household: a house renovated and a resettlement, whenever paid; 低保 of one member and 特困 of another is lawful.
    """
    benefit_payment
    name | id_no | hh_no | programme | period_from | period_to  | pay_date   | amount | lead  | why
    甲一 | P1    | H1    | 危改补助  |             |            | 2016-09-15 | 20000  | 20000 | once in a lifetime, two members of one household
    甲妻 | P1b   | H1    | 搬迁补助  |             |            | 2018-05-10 | 60000  |       |
    乙二 | P2    | H2    | 低保      | 2019-04-01  | 2019-06-30 | 2019-06-15 | 1260   |       | the household's 低保
    乙叔 | P2b   | H2    | 特困供养  | 2019-04-01  | 2019-06-30 | 2019-06-10 | 1680   |       | another person's 特困
    """,
]

test_rules = rule_tests({"FUND-03": FUND_03, "FUND-05": FUND_05})
