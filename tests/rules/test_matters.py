"""What the matters of a rule are about: rows of one real thing share a letter, rows of another have their own. And what leads tell of
their rows."""

import re
from pathlib import Path

from auditlib.rules import RULES
from tests.rules.tables import loaded, rule_tests

MATTERS = {
    # A name is one person only within its village.
    "FUND-06": """
    benefit_payment
    name | id_no | village_name | programme | pay_date   | amount | standard | quantity | batch_no | account_no | lead | matter | fact:batch_no | fact:account_no | fact:name
    甲   | P1    | 东村         | 某补贴    | 2019-03-01 | 120    | 100      | 1        | 1        | 9001       | 20   | a      | 1             | 9001            | 甲
    甲   | P1    | 东村         | 某补贴    | 2019-04-01 | 130    | 100      | 1        | 2        | 9001       | 30   | a      | 2             | 9001            | 甲
    甲   | P2    | 东村         | 某补贴    | 2019-03-01 | 120    | 100      | 1        | 1        | 9002       | 20   | b      |               | 9002            |
    乙   |       | 东村         | 某补贴    | 2019-03-01 | 120    | 100      | 1        | 1        |            | 20   | c      |               |                 |
    乙   |       | 东村         | 某补贴    | 2019-04-01 | 120    | 100      | 1        | 1        |            | 20   | c      |               |                 |
    乙   |       | 西村         | 某补贴    | 2019-03-01 | 120    | 100      | 1        | 1        |            | 20   | d      |               |                 |
    """,
    # A person's duplicates are his, a household's the household's, those on one account the account's.
    "FUND-04": """
    benefit_payment
    name | id_no | hh_no | programme        | period_from | period_to  | pay_date   | amount | account_no | batch_no | lead | matter | fact:kept_batch | fact:kept_account
    甲   | P1    | H1    | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-10 | 100    | 9001       | 3        |      |        |                 |
    甲   | P1    | H1    | 高龄津贴         | 2019-03-01  | 2019-03-31 | 2019-03-20 | 100    | 9001       | 4        | 100  | a      | 3               | 9001
    甲   | P1    | H1    | 高龄津贴         | 2019-04-01  | 2019-04-30 | 2019-04-10 | 100    | 9001       | 5        |      |        |                 |
    甲   | P1    | H1    | 高龄津贴         | 2019-04-01  | 2019-04-30 | 2019-04-20 | 100    | 9001       | 6        | 100  | a      | 5               | 9001
    乙   | P2    | H2    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-10 | 800    | 9002       | 7        |      |        |                 |
    乙妻 | P3    | H2    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-20 | 700    | 9003       | 8        | 700  | b      | 7               | 9002
    乙子 | P4    | H2    | 产业扶贫收益分配 | 2019-01-01  | 2019-12-31 | 2019-06-20 | 600    | 9004       | 8        | 600  | b      | 7               | 9002
    """,
    # One unit's spending on one forbidden use.
    "FUND-10": """
    treasury_payment
    voucher_no | pay_date   | dept | payee | payee_account | func_code | purpose        | amount | lead | matter | fact:voucher_no | fact:payee_account
    1          | 2019-03-01 | 甲局 | 某店  | 9001          | 2130505   | 公务接待费     | 300    | 300  | a      | 1               | 9001
    2          | 2019-04-01 | 甲局 | 某楼  | 9002          | 2130505   | 公务接待费     | 400    | 400  | a      | 2               | 9002
    3          | 2019-04-01 | 乙局 | 某楼  | 9002          | 2130505   | 公务接待费     | 500    | 500  | b      | 3               | 9002
    4          | 2019-04-01 | 甲局 | 某司  | 9003          | 2130505   | 办公楼维修     | 600    | 600  | c      | 4               | 9003
    """,
    # A batch that came late; an account that received for others.
    "FUND-12": """
    benefit_payment
    name | id_no | hh_no | programme | batch_no | period_from | period_to  | pay_date   | amount | account_no | account_name | lead  | matter
    甲   | P1    | H1    | 高龄津贴  | 1        | 2018-01-01  | 2018-03-31 | 2019-03-10 | 100    | 9001       | 甲           | 100   | a
    乙   | P2    | H2    | 高龄津贴  | 1        | 2018-01-01  | 2018-03-31 | 2019-03-10 | 100    | 9002       | 乙           | 100   | a
    丙   | P3    | H3    | 高龄津贴  | 2        | 2018-04-01  | 2018-06-30 | 2019-04-10 | 100    | 9003       | 丙           | 100   | b
    丁   | P4    | H4    | 慰问金    | 3        |             |            | 2019-04-10 | 200    | 9004       | 某村村委会   | 200 M | c
    戊   | P5    | H5    | 慰问金    | 3        |             |            | 2019-05-10 | 200    | 9004       | 某村村委会   | 200 M | c
    """,
    # Who owns what belongs to the household.
    "FUND-03": """
    poor_person
    hh_no | snapshot_date | name | id_no | relation | first_identified | lead | matter
    H1    | 2019-12-31    | 甲   | P1    | 户主     | 2014-04-01       | -; - | a
    H1    | 2019-12-31    | 乙   | P2    | 配偶     | 2014-04-01       |      |
    H2    | 2019-12-31    | 丙   | P3    | 户主     | 2014-04-01       | -    | b

    motor_vehicle
    id_no | name | plate | vehicle_type | use_nature | reg_date   | price  | status
    P1    | 甲   | 鲁G1  | 小型轿车     | 非营运     | 2016-03-01 | 200000 | 正常
    P3    | 丙   | 鲁G3  | 小型轿车     | 非营运     | 2016-03-01 | 200000 | 正常

    real_estate
    id_no | name | cert_no | location | area | use  | reg_date   | acquire_type | price
    P2    | 乙   | 1       | 城区1号  | 120  | 住宅 | 2016-03-01 | 购买         | 500000
    """,
    "EDU-03": """
    education_aid
    name | id_no | school | aid_type       | term_from  | term_to    | amount | pay_date   | pay_status | lead | matter
    甲   | P1    | 一中   | 普高国家助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       | 1000 | a
    乙   | P2    | 一中   | 普高国家助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       | 1000 | a
    丙   | P3    | 二中   | 普高国家助学金 | 2019-02-01 | 2019-07-31 | 1000   | 2019-08-10 | 成功       | 1000 | b
    """,
    "MED-07": """
    medical_settlement
    settle_no | name | id_no | hospital | admit      | discharge  | settled_on | total_fee | basic_pay | lead | matter
    S1        | 甲   | P1    | 医院     | 2019-05-01 | 2019-05-09 | 2019-05-09 | 1000      | 1200      | 200  | a
    S2        | 甲   | P1    | 医院     | 2019-07-01 | 2019-07-09 | 2019-07-09 | 1000      | 1300      | 300  | a
    S3        | 乙   | P2    | 医院     | 2019-07-01 | 2019-07-09 | 2019-07-09 | 1000      | 1300      | 300  | b
    """,
    "CONS-03": """
    consumption_sales
    order_no | sale_date  | buyer | supplier_name | amount | paid_from        | lead | matter
    1        | 2019-05-01 | 甲局  | 某社          | 100    | 从职工工资扣款   | -    | a
    2        | 2019-06-01 | 甲局  | 某社          | 100    | 从职工工资扣款   | -    | a
    3        | 2019-06-01 | 乙局  | 某社          | 100    | 从职工工资扣款   | -    | b
    """,
    "CONS-01": """
    consumption_sales
    order_no | sale_date  | buyer | supplier_name | product | amount | cert_no | linked_hh | lead | matter
    1        | 2020-05-01 | 甲局  | 贵州某社      | 苹果    | 100    |         | 5         | 100  | a
    2        | 2020-06-01 | 乙局  | 贵州某社      | 苹果    | 100    |         | 5         | 100  | a
    3        | 2020-06-01 | 乙局  | 贵州某厂      | 苹果    | 100    |         | 5         | 100  | b
    4        | 2020-06-01 | 乙局  | 贵州某园      | 苹果    | 100    | 37-1    | 5         |      |
    """,
    "RECT-04": """
    finding
    matter_id | key | rule_id | severity | strength | subject | village | occurred_on | questioned_amount | amount_class | lead | matter
    M1        | k1  | FUND-01 | H        | B        | P1      | 东村    | 2019-03-01  | 100               | V            | 100  | a
    M2        | k1  | FUND-02 | H        | B        | P1      | 东村    | 2019-03-01  | 200               | V            | 200  | b
    M3        | k4  | FUND-01 | H        | B        | P2      | 东村    | 2019-04-01  | 100               | V            | 100  | c

    issue_ledger
    issue_no | description | found_on
    1        | 甲          | 2018-01-01
    """,
    "WATER-04": """
    poor_household
    hh_no | town_name | village_name | safe_water | snapshot_date | lead | matter
    H1    | 东镇      | 甲村         | 是         | 2019-12-31    | -    | a
    H2    | 东镇      | 甲村         | 是         | 2019-12-31    | -    | a
    H3    | 西镇      | 甲村         | 是         | 2019-12-31    | -    | b

    water_project
    supply_no | supply_name | town_name | villages | status
    G1        | 乙村水站    | 东镇      | 乙村     | 正常
    """,
}

test_matters = rule_tests(MATTERS)


def test_a_rule_accuses_ledgers_that_it_reads():
    for rule in RULES.values():
        assert set(rule.accused) <= {*rule.ledgers, *rule.optional}, rule.id


def test_the_table_of_matters_and_amounts_names_every_rule():
    (page,) = Path(__file__).resolve().parents[2].glob("docs/decisions/0018-*.md")
    first_cells = re.findall(r"^\| ([A-Z]+-.*?) \|", page.read_text(encoding="utf-8"), re.M)
    named = []
    for part in ", ".join(first_cells).split(", "):
        group, first, last = re.fullmatch(r"([A-Z]+)-(\d\d)(?: – [A-Z]+-(\d\d))?", part).groups()
        named += [f"{group}-{n:02d}" for n in range(int(first), int(last or first) + 1)]
    assert sorted(named) == sorted(rule.id for rule in RULES.values() if not rule.statement)


def test_every_accused_ledger_says_what_is_needed_to_fetch_the_paper():
    contracts = loaded()[1]
    accused = {name for rule in RULES.values() if not rule.statement for name in rule.accused if name in contracts}
    assert not [name for name in sorted(accused) if not contracts[name].evidence]
