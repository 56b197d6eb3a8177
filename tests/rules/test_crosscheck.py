"""Cross-checks: two places, shared accounts and numbers, kin, digits, coverage."""

import datetime as dt
from decimal import Decimal

import pytest

from auditlib.contracts import load_ledgers
from auditlib.ledgers import from_tables
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules import tables
from tests.rules.tables import rule_tests

CROSS_01 = [
    # The register, two counties. anqiu's December list is its newest of 2019.
    """
    poor_person
    county_id | id_no | name | hh_no | snapshot_date | moved_out | lead    | why
    anqiu     | P1    | 甲一 | A1    | 2019-12-31    |           | -       | in two counties at the end of 2019
    linqu     | P1    | 甲一 | L1    | 2019-01-01    |           | -       | a county that names the year only
    anqiu     | P2    | 乙二 | A2    | 2018-12-31    |           |         | 2018 here,
    linqu     | P2    | 乙二 | L2    | 2019-01-01    |           |         | 2019 there: not at the same time
    anqiu     | P3    | 丙三 | A3    | 2019-12-31    |           | x_moved | moved that year
    linqu     | P3    | 丙三 | L3    | 2019-01-01    |           | x_moved | moved that year
    anqiu     | P4    | 丁四 | A4    | 2019-12-31    | 是        | x_moved | the list itself says moved out
    linqu     | P4    | 丁四 | L4    | 2019-01-01    |           | x_moved |
    anqiu     | P5    | 戊五 | A5    | 2019-12-31    |           | - D     | same number, another name
    linqu     | P5    | 吴六 | L5    | 2019-01-01    |           | - D     | same number, another name
    anqiu     | P6    | 己六 | A6    | 2019-12-31    |           | -       | two households of one county
    anqiu     | P6    | 己六 | A7    | 2019-12-31    |           | -       | two households of one county
    anqiu     | P7    | 庚七 | A8    | 2019-06-30    |           |         | in June here,
    anqiu     | P7    | 庚七 | A9    | 2019-12-31    |           |         | in December there: he moved between the lists
    anqiu     |       | 辛八 | A10   | 2019-12-31    |           |         | no number
    linqu     |       | 辛八 | L10   | 2019-01-01    |           |         | no number
    anqiu     | P9    | 壬九 | A11   | 2019-12-31    |           | -       | moved in another year
    linqu     | P9    | 壬九 | L11   | 2019-01-01    |           | -       | moved in another year
    anqiu     | P10   | 癸十 | A12   | 2019-12-31    |           |         | the same household listed twice
    anqiu     | P10   | 癸十 | A12   | 2019-12-31    |           |         |

    register_change
    county_id | id_no | hh_no | change_type | change_detail | change_date
    anqiu     | P3    | A3    | 自然减少    | 婚出          | 2019-05-04
    anqiu     | P9    | A11   | 自然减少    | 迁出          | 2016-05-04
    linqu     | P1    | L1    | 脱贫        | 脱贫          | 2019-05-04
    """,
    # Payments of two counties; changes were not handed in, the move is unknown.
    """
    poor_person
    county_id | id_no | hh_no | snapshot_date | name | lead
    anqiu     | P99   | A1    | 2019-12-31    | 甲一 |

    benefit_payment
    county_id | name | id_no | programme | period_from | period_to  | pay_date   | pay_status | amount | remark | lead   | why
    anqiu     | 甲一 | P1    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-02-20 |            | 250    |        |        | the earlier stays
    linqu     | 甲一 | P1    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-20 |            | 250    |        | 250    | the later is accused
    anqiu     | 乙二 | P2    | 高龄津贴  | 2019-01-01  | 2019-03-31 | 2019-03-20 |            | 240    |        |        |
    linqu     | 乙二 | P2    | 高龄津贴  | 2019-04-01  | 2019-06-30 | 2019-06-20 |            | 240    |        |        | boundary: the next quarter
    anqiu     | 辛九 | P11   | 高龄津贴  | 2019-01-01  | 2019-06-30 | 2019-06-20 |            | 480    |        |        |
    linqu     | 辛九 | P11   | 高龄津贴  | 2019-04-01  | 2019-09-30 | 2019-09-20 |            | 480    |        | 240    | three of its six months in common
    anqiu     | 丙三 | P3    | 地力补贴  | 2019-01-01  | 2019-12-31 | 2019-06-20 |            | 240    |        |        |
    linqu     | 丙三 | P3    | 地力补贴  | 2019-01-01  | 2019-12-31 | 2019-07-20 |            | 240    |        | x_land | land in both
    anqiu     | 丁四 | P4    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-02-20 | 失败       | 250    |        |        | refused
    linqu     | 丁四 | P4    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-20 |            | 250    |        |        |
    anqiu     | 戊五 | P5    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-02-20 |            | 250    |        |        |
    linqu     | 吴六 | P5    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-20 |            | 250    |        | 0 D    | same number, another name
    anqiu     | 己六 | P6    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-02-20 |            | 250    |        |        |
    linqu     | 己六 | P6    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-20 |            | 250    | 已退回 | x_returned | given back
    anqiu     | 庚七 | P7    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-02-20 |            | 250    |        |        | paid twice in one county is FUND-04
    anqiu     | 庚七 | P7    | 医保代缴  | 2019-01-01  | 2019-12-31 | 2019-03-20 |            | 250    |        |        |
    """,
    # The month of a move: paid by both.
    """
    poor_person
    county_id | id_no | hh_no | snapshot_date | name | lead
    anqiu     | P99   | A1    | 2019-12-31    | 甲一 |

    register_change
    county_id | id_no | change_type | change_detail | change_date
    anqiu     | P1    | 自然减少    | 迁出          | 2019-05-14

    benefit_payment
    county_id | name | id_no | programme | period_from | period_to  | pay_date   | amount | lead    | why
    anqiu     | 甲一 | P1    | 低保      | 2019-05-01  | 2019-05-31 | 2019-05-10 | 400    |         |
    linqu     | 甲一 | P1    | 低保      | 2019-05-01  | 2019-05-31 | 2019-05-20 | 400    | x_moved | the month of the move
    anqiu     | 甲一 | P1    | 低保      | 2019-06-01  | 2019-06-30 | 2019-06-10 | 400    |         |
    linqu     | 甲一 | P1    | 低保      | 2019-06-01  | 2019-06-30 | 2019-06-20 | 400    | 400     | the month after
    """,
]

CROSS_02 = [
    # More than three households: account C1 of four, C2 of three.
    """
    benefit_payment
    name | id_no | hh_no | village_name | programme | pay_date   | amount | account_no | account_name | phone | remark | lead | why
    甲一 | P1    | H1    | A            | 慰问金    | 2019-01-28 | 300    | C1         | 甲一         | T1    |        | -    | an account of four households
    乙二 | P2    | H2    | A            | 慰问金    | 2019-01-28 | 300    | C1         | 甲一         | T2    |        |      |
    丙三 | P3    | H3    | A            | 慰问金    | 2019-01-28 | 300    | C1         | 甲一         | T3    |        |      |
    丁四 | P4    | H4    | A            | 慰问金    | 2019-01-28 | 300    | C1         | 甲一         | T4    |        |      |
    戊一 | P5    | H5    | A            | 慰问金    | 2019-01-28 | 300    | C2         | 戊一         | T5    |        |      | boundary: three households
    戊二 | P6    | H6    | A            | 慰问金    | 2019-01-28 | 300    | C2         | 戊一         | T6    |        |      |
    戊三 | P7    | H7    | A            | 慰问金    | 2019-01-28 | 300    | C2         | 戊一         | T7    |        |      |
    己一 | P11   | H11   | A            | 特困供养  | 2019-01-28 | 300    | C3         | 某镇敬老院   | T11   |        | x_institution | nursing home
    己二 | P12   | H12   | A            | 特困供养  | 2019-01-28 | 300    | C3         | 某镇敬老院   | T12   |        |      |
    己三 | P13   | H13   | A            | 特困供养  | 2019-01-28 | 300    | C3         | 某镇敬老院   | T13   |        |      |
    己四 | P14   | H14   | A            | 特困供养  | 2019-01-28 | 300    | C3         | 某镇敬老院   | T14   |        |      |
    庚一 | P21   | H21   | A            | 孤儿生活费 | 2019-01-28 | 300   | C4         | 监护人       | T21   | 监护协议 | x_guardian | guardian
    庚二 | P22   | H22   | A            | 孤儿生活费 | 2019-01-28 | 300   | C4         | 监护人       | T22   |        |      |
    庚三 | P23   | H23   | A            | 孤儿生活费 | 2019-01-28 | 300   | C4         | 监护人       | T23   |        |      |
    庚四 | P24   | H24   | A            | 孤儿生活费 | 2019-01-28 | 300   | C4         | 监护人       | T24   |        |      |
    辛一 | P31   | H31   | A            | 慰问金    | 2019-01-28 | 300    | C5         | 某村村委会   | T31   |        | x_village | the village's account
    辛二 | P32   | H32   | A            | 慰问金    | 2019-01-28 | 300    | C5         | 某村村委会   | T32   |        |      |
    辛三 | P33   | H33   | A            | 慰问金    | 2019-01-28 | 300    | C5         | 某村村委会   | T33   |        |      |
    辛四 | P34   | H34   | A            | 慰问金    | 2019-01-28 | 300    | C5         | 某村村委会   | T34   |        |      |
    癸一 | P51   | H51   | A            | 慰问金    | 2019-01-28 | 300    | C7         | 癸一         | T51   | 监护协议 | -    | one ward does not explain the other three
    癸二 | P52   | H52   | A            | 慰问金    | 2019-01-28 | 300    | C7         | 癸一         | T52   |        |      |
    癸三 | P53   | H53   | A            | 慰问金    | 2019-01-28 | 300    | C7         | 癸一         | T53   |        |      |
    癸四 | P54   | H54   | A            | 慰问金    | 2019-01-28 | 300    | C7         | 癸一         | T54   |        |      |
    壬一 | P41   |       | A            | 慰问金    | 2019-01-28 | 300    | C6         | 壬一         | T41   |        |      | households unknown: not counted
    壬二 | P42   |       | A            | 慰问金    | 2019-01-28 | 300    | C6         | 壬一         | T42   |        |      |
    壬三 | P43   |       | A            | 慰问金    | 2019-01-28 | 300    | C6         | 壬一         | T43   |        |      |
    壬四 | P44   |       | A            | 慰问金    | 2019-01-28 | 300    | C6         | 壬一         | T44   |        |      |
    """,
    # Telephone numbers in the register; the accountant's own number serves a village.
    """
    poor_household
    hh_no | name | id_no | village_name | snapshot_date | phone | account_no | lead    | why
    H1    | 甲一 | P1    | A            | 2019-12-31    | T1    | C1         | -       | one number for four households
    H2    | 乙二 | P2    | B            | 2019-12-31    | T1    | C2         |         |
    H3    | 丙三 | P3    | A            | 2019-12-31    | T1    | C3         |         |
    H4    | 丁四 | P4    | A            | 2019-12-31    | T1    | C4         |         |
    H5    | 戊五 | P5    | A            | 2019-12-31    | T2    | C5         | x_cadre | the accountant's number
    H6    | 己六 | P6    | A            | 2019-12-31    | T2    | C6         |         |
    H7    | 庚七 | P7    | A            | 2019-12-31    | T2    | C7         |         |
    H8    | 辛八 | P8    | A            | 2019-12-31    | T2    | C8         |         |
    H8    | 辛八 | P8    | A            | 2018-12-31    | T2    | C8         |         | the same household a year before
    H9    | 壬九 | P9    | A            | 2019-12-31    |       |            |         | no number
    H11   | 子一 | P11   | A            | 2019-12-31    | 13000000000 | C11  |         | a placeholder is no number that is shared
    H12   | 子二 | P12   | A            | 2019-12-31    | 13000000000 | C12  |         |
    H13   | 子三 | P13   | A            | 2019-12-31    | 13000000000 | C13  |         |
    H14   | 子四 | P14   | A            | 2019-12-31    | 13000000000 | C14  |         |
    H15   | 丑一 | P15   | A            | 2019-12-31    | 13053600000 | C15  | -       | a number with some noughts is one
    H16   | 丑二 | P16   | A            | 2019-12-31    | 13053600000 | C16  |         |
    H17   | 丑三 | P17   | A            | 2019-12-31    | 13053600000 | C17  |         |
    H18   | 丑四 | P18   | A            | 2019-12-31    | 13053600000 | C18  |         |

    benefit_payment
    name | id_no | village_name | programme | pay_date   | amount | phone
    会计 | K1    | A            | 地力补贴  | 2019-06-18 | 300    | T2

    village_cadre
    village_name | name | id_no | post
    A            | 会计 | K1    | 会计
    """,
]

CROSS_03 = [
    # Village A: 5 of 500 people are relatives; of 5 households that receive, 3 are relatives': chance 0.00001.
    # Village B: 2 households. Village C: half of the people are relatives. Village D: all left office before.
    """
    benefit_payment
    town_name | village_name | name | id_no | hh_no | programme | pay_date   | amount
    镇        | A            | 甲一 | P1    | H1    | 产业分红  | 2019-12-11 | 600
    镇        | A            | 甲二 | P2    | H2    | 产业分红  | 2019-12-11 | 600
    镇        | A            | 甲三 | P3    | H3    | 产业分红  | 2019-12-11 | 600
    镇        | A            | 甲四 | P4    | H4    | 产业分红  | 2019-12-11 | 600
    镇        | A            | 甲五 | P5    | H5    | 产业分红  | 2019-12-11 | 600
    镇        | B            | 乙一 | P11   | H11   | 产业分红  | 2019-12-11 | 600
    镇        | B            | 乙二 | P12   | H12   | 产业分红  | 2019-12-11 | 600
    镇        | C            | 丙一 | P21   | H21   | 产业分红  | 2019-12-11 | 600
    镇        | C            | 丙二 | P22   | H22   | 产业分红  | 2019-12-11 | 600
    镇        | C            | 丙三 | P23   | H23   | 产业分红  | 2019-12-11 | 600
    镇        | C            | 丙四 | P24   | H24   | 产业分红  | 2019-12-11 | 600
    镇        | D            | 丁一 | P31   | H31   | 产业分红  | 2019-12-11 | 600
    镇        | D            | 丁二 | P32   | H32   | 产业分红  | 2019-12-11 | 600
    镇        | D            | 丁三 | P33   | H33   | 产业分红  | 2019-12-11 | 600
    镇        | E            | 戊一 | P41   | H41   | 地力补贴  | 2019-12-11 | 600
    镇        | E            | 戊二 | P42   | H42   | 地力补贴  | 2019-12-11 | 600
    镇        | E            | 戊三 | P43   | H43   | 地力补贴  | 2019-12-11 | 600

    village
    town_name | village_name | snapshot_date | total_persons
    镇        | A            | 2019-12-31    | 500
    镇        | B            | 2019-12-31    | 500
    镇        | C            | 2019-12-31    | 8
    镇        | D            | 2019-12-31    | 500
    镇        | E            | 2019-12-31    | 500
    镇        | F            | 2019-12-31    |

    village_cadre
    town_name | village_name | name | id_no | post | from_date  | to_date    | relative_name | relative_id | relation | lead   | why
    镇        | A            | 书记 | C1    | 书记 | 2017-12-18 |            | 甲一          | P1          | 兄       |        | another cadre has more
    镇        | A            | 主任 | C2    | 主任 | 2017-12-18 |            | 甲二          | P2          | 妹       | -      | three relatives' households of five, one in a hundred of the people
    镇        | A            | 主任 | C2    | 主任 | 2017-12-18 |            | 甲三          | P3          | 父       |        |
    镇        | A            | 主任 | C2    | 主任 | 2017-12-18 |            | 无一          | P8          | 母       |        | receives nothing
    镇        | A            | 主任 | C2    | 主任 | 2017-12-18 |            | 无二          | P9          | 子       |        | receives nothing
    镇        | B            | 书记 | C3    | 书记 | 2017-12-18 |            | 乙一          | P11         | 兄       |        | boundary: two households
    镇        | B            | 书记 | C3    | 书记 | 2017-12-18 |            | 乙二          | P12         | 弟       |        |
    镇        | C            | 书记 | C4    | 书记 | 2017-12-18 |            | 丙一          | P21         | 兄       |        | three of four: no wonder where nearly half are relatives
    镇        | C            | 书记 | C4    | 书记 | 2017-12-18 |            | 丙二          | P22         | 弟       |        |
    镇        | C            | 书记 | C4    | 书记 | 2017-12-18 |            | 丙三          | P23         | 妹       |        |
    镇        | D            | 书记 | C5    | 书记 | 2014-12-18 | 2017-12-17 | 丁一          | P31         | 兄       | x_left | no longer in office
    镇        | D            | 书记 | C5    | 书记 | 2014-12-18 | 2017-12-17 | 丁二          | P32         | 弟       |        |
    镇        | D            | 书记 | C5    | 书记 | 2014-12-18 | 2017-12-17 | 丁三          | P33         | 妹       |        |
    镇        | E            | 书记 | C6    | 书记 | 2017-12-18 |            | 戊一          | P41         | 兄       |        | a land subsidy is not given for being poor
    镇        | E            | 书记 | C6    | 书记 | 2017-12-18 |            | 戊二          | P42         | 弟       |        |
    镇        | E            | 书记 | C6    | 书记 | 2017-12-18 |            | 戊三          | P43         | 妹       |        |
    """,
]

test_rules = rule_tests({"CROSS-01": CROSS_01, "CROSS-02": CROSS_02, "CROSS-03": CROSS_03})

PAYMENTS = """
    treasury_payment
    dept | payee | amount
    甲局 | 某司  | 10000
    甲局 | 某司  | 20000
    甲局 | 某司  | 30000.00
    乙局 | 某店  | 4990
    乙局 | 某店  | 4990
    乙局 | 某店  | 4990
    乙局 | 某店  | 4750
    乙局 | 某店  | 4749.99
    丙局 | 某人  | -5000
    丙局 | 某人  |
"""
LEDGERS = """
    poor_person
    hh_no | id_no | person_no | snapshot_date | town_name | village_name
    H1    | P1    | 1         | 2019-12-31    | 镇        | A
    H1    |       | 2         | 2019-12-31    | 镇        | A
    H1    | P1    | 1         | 2018-12-31    | 镇        | A

    project
    project_no | project_name | approved_amount
    X1         | 大棚         | 300000
    X2         | 道路         | 100000

    project_payment
    project_no | amount
    X1         | 1000

    village
    town_name | village_name | is_key_village
    镇        | A            | 是
    镇        | B            | 否
"""


def stated(rule_id: str, text: str, changes: dict[str, str] | None = None) -> list[dict]:
    """What a statement says of the text's ledgers."""
    parameters, contracts = load_parameters(tables.ROOT / "parameters"), load_ledgers(tables.ROOT / "parameters" / "ledgers")
    given = tables.parse(text)
    for number, row in enumerate((row for rows in given.values() for row in rows), 1):
        row["row_id"], row["source_row"] = number, number
    arrow = {ledger: tables._typed(ledger, rows, contracts) for ledger, rows in given.items()}
    policy = tables._policy([{"id": i, "from": "2013-01-01", "value": v} for i, v in (changes or {}).items()], parameters)
    outcome = run_rule(
        RULES[rule_id], from_tables(arrow, parameters.programmes, contracts), policy, dt.date(2019, 12, 31), tables.AUDIT_FROM
    )
    assert outcome.ran, outcome.reason
    assert set(outcome.columns) <= set(RULES[rule_id].labels)
    return outcome.statement


def test_number_patterns():
    rows = stated("CROSS-04", PAYMENTS, {"cross.digits_rows_min": "5"})
    found = {(row["test"], row["item"]): (row["rows"], row["hits"], row["total"]) for row in rows}
    assert found["整万元", "甲局"] == (3, 3, Decimal("60000.00"))
    assert found["略低于审批限额", "乙局"] == (5, 4, Decimal("19720.00")), "4750 is five per cent below, 4749.99 more"
    assert found["同一收款人金额相同", "某店：4990.00"] == (5, 3, Decimal("14970.00"))
    assert found["首位数字", "4"] == (8, 5, Decimal("24469.99"))
    assert ("整万元", "乙局") not in found and len(found) == 7


def test_first_digits_need_many_sums():
    assert not [row for row in stated("CROSS-04", PAYMENTS) if row["test"] == "首位数字"]


@pytest.mark.parametrize(
    ("object_", "expected"),
    [
        ("镇街", (1, 1, None)),
        ("行政村", (2, 1, None)),
        ("省定扶贫工作重点村", (1, 1, None)),
        ("扶贫项目及资金", (2, 1, (Decimal("400000.00"), Decimal("300000.00")))),
        ("建档立卡人口", (2, 1, None)),
    ],
)
def test_coverage(object_, expected):
    (row,) = [row for row in stated("CROSS-05", LEDGERS) if row["object"] == object_]
    population, by_data, money = expected
    assert (row["population"], row["by_data"]) == (population, by_data)
    assert (row["amount"], row["amount_by_data"]) == (money or (None, None))
    assert row["share"] == round(Decimal(100 * by_data) / population, 2)
