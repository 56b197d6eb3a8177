"""The words of rules on small tables: what is there, what is not, and what cannot be known."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from ibis import _

from auditlib.models.persons import in_service, mistyped
from auditlib.models.vocabulary import (
    covers,
    either,
    exists,
    first_true,
    kinds,
    likeliest,
    match,
    reasons,
    taken_back,
    true_names,
)
from tests.models.tables import check

PERSON = {"id_no": pa.string(), "name": pa.string(), "pay_date": pa.date32()}
DEATHS = """
death_register
id_no | name | death_date | source
P1    | 甲   | 2018-05-01 | 公安局
P2    | 乙   | 2018-05-01 | 公安局
P2    | 贰   | 2018-01-01 | 民政局
P3    | 丙   | 2019-05-01 | 公安局
P4    | 丁   |            | 公安局
      | 戊   | 2018-05-01 | 公安局
"""


@pytest.mark.parametrize("lists", [DEATHS, ""], ids=["handed in", "absent"])
def test_match(lists, engine):
    asked = """
    asked
    row                     | id_no | name | pay_date   | dead | dead_row | dead_differs | dead_death_date | why
    dead, the name agrees   | P1    | 甲   | 2019-03-01 | 是   | 1        | 否           | 2018-05-01      |
    the name that agrees    | P2    | 乙   | 2019-03-01 | 是   | 2        | 否           | 2018-05-01      | not the earlier one
    no name agrees          | P2    | 丙   | 2019-03-01 | 是   | 3        | 是           | 2018-01-01      | of the others the first
    no name                 | P1    |      | 2019-03-01 | 是   | 1        | ?            | 2018-05-01      |
    paid while alive        | P3    | 丙   | 2019-03-01 | 否   | ?        | ?            | ?               |
    the day is not known    | P4    | 丁   | 2019-03-01 | 否   | ?        | ?            | ?               |
    nobody                  | P9    | 丙   | 2019-03-01 | 否   | ?        | ?            | ?               |
    no number               |       | 戊   | 2019-03-01 | ?    | ?        | ?            | ?               |
    """
    if not lists:
        asked = asked.replace("| 是   ", "| ?    ").replace("| 否   |", "| ?    |")
        asked = "\n".join("|".join([*line.split("|")[:5], "", "", "", ""]) if "2019" in line else line for line in asked.splitlines())

    def answer(ledger):
        return match(
            ledger("asked"),
            ledger("death_register"),
            "id_no",
            "dead",
            lambda p: p.dead_death_date <= p.pay_date,
            take=["death_date"],
            first=["death_date"],
        )

    check(f"{lists}\n{asked}", engine, PERSON, answer)


def test_exists(engine):
    text = f"""
    {DEATHS.strip()}

    housing_fund
    id_no | month
    P7    | 2019-01-01

    asked
    row            | id_no | dead | anywhere | unlisted
    in the list    | P1    | 是   | 是       | ?
    in the other   | P7    | 否   | 是       | ?
    in none        | P9    | 否   | 否       | ?
    no number      |       | ?    | ?        | ?
    """

    def answer(ledger):
        rows = exists(ledger("asked"), ledger("death_register"), "id_no", "dead")
        rows = exists(rows, either(ledger("death_register").select("id_no"), ledger("housing_fund")), "id_no", "anywhere")
        return exists(rows, ledger("fiscal_payroll"), "id_no", "unlisted")

    check(text, engine, {"id_no": pa.string()}, answer)


def test_what_one_list_lacks_another_may_hold(engine):
    """Of two lists one was not handed in: who stands in neither is unknown, who stands in the other is there."""
    text = f"""
    {DEATHS.strip()}

    asked
    row         | id_no | there
    in the list | P1    | 是
    in none     | P9    | ?
    """
    check(
        text,
        engine,
        {"id_no": pa.string()},
        lambda ledger: exists(
            ledger("asked"), either(*(ledger(n).select("id_no") for n in ("death_register", "housing_fund"))), "id_no", "there"
        ),
    )


def test_taken_back(engine):
    given = {"id_no": pa.string(), "amount": pa.decimal128(18, 2), "pay_date": pa.date32()}
    text = """
    asked
    row                          | id_no | amount  | pay_date   | taken_back
    the earlier of two           | P1    | 100.00  | 2019-01-01 | 否
    the latest before the refund | P1    | 100.00  | 2019-02-01 | 是
    the refund                   | P1    | -100.00 | 2019-02-20 | 否
    paid again afterwards        | P1    | 100.00  | 2019-03-01 | 否
    another size                 | P1    | 99.99   | 2019-02-01 | 否
    another person               | P2    | 100.00  | 2019-02-01 | 否
    two payments, two refunds    | P3    | 50.00   | 2019-01-01 | 是
    the second                   | P3    | 50.00   | 2019-01-02 | 是
    the first refund             | P3    | -50.00  | 2019-02-01 | 否
    the second refund            | P3    | -50.00  | 2019-02-01 | 否
    a refund without a day       | P4    | -50.00  |            | 否
    takes back the latest        | P4    | 50.00   | 2019-05-01 | 是
    not the one before           | P4    | 50.00   | 2019-04-01 | 否
    nobody's                     |       | 50.00   | 2019-04-01 | 否
    nobody's refund              |       | -50.00  | 2019-04-02 | 否
    """
    check(text, engine, given, lambda ledger: taken_back(ledger("asked"), ["id_no"]))


def test_answers_of_columns(engine):
    given = {"a": pa.bool_(), "b": pa.bool_(), "differs": pa.bool_(), "begins": pa.int32(), "ends": pa.int32()}
    text = """
    asked
    row              | a     | b     | differs | begins | ends | first | all     | alone_a | x_name | in_2019
    the first        | true  | true  | true    | 2018   | 2019 | 甲    | 甲、乙  | 否      | 否     | 是
    one alone        | true  | false | true    | 2020   |      | 甲    | 甲      | 是      | 是     | 否
    not comparable   | true  | false |         |        | 2018 | 甲    | 甲      | 是      | ?      | 否
    the name agrees  | true  | false | false   |        |      | 甲    | 甲      | 是      | 否     | 是
    the other        | false | true  |         | 2019   |      | 乙    | 乙      | 否      | 否     | 是
    unknown is no    |       | true  |         |        |      | 乙    | 乙      | 否      | 否     |
    none             | false | false |         |        |      | ?     |         |         |        |
    """

    def answer(ledger):
        rows = ledger("asked")
        told = {"甲": rows.a, "乙": rows.b}
        named, alone, x_name = reasons(told, {"甲": rows.differs})
        return rows.select(
            "row_id",
            first=first_true(told),
            all=true_names(told),
            alone_a=alone["甲"],
            x_name=x_name,
            in_2019=covers(rows.begins, rows.ends, ibis.literal(2019)),
        )

    check(text, engine, given, answer)


def test_of_several_candidates_the_likeliest(engine):
    given = {"loan": pa.string(), "x_a": pa.bool_(), "x_b": pa.bool_()}
    text = """
    asked
    row     | loan | x_a   | x_b  | kept
    spared  | L1   | true  |      | ?
    accused | L1   | false |      | 是
    later   | L1   |       |      | ?
    """

    def answer(ledger):
        rows = ledger("asked")
        best = likeliest(rows, "loan", ["x_a", "x_b"], [_.row_id]).select(best="row_id", kept=ibis.literal(True))
        return rows.left_join(best, [("row_id", "best")])

    check(text, engine, given, answer)


def test_kinds_of_candidates_are_one_table():
    one = ibis.table({"row_id": "int64", "amount": "decimal(18,2)", "x_left": "boolean"}, name="one")
    two = ibis.table({"row_id": "int64", "post": "string"}, name="two")
    told = kinds({"甲": one, "乙": two})
    assert told.columns == ("aspect", "row_id", "amount", "x_left", "post")
    assert [str(told[c].type()) for c in ("amount", "x_left", "post")] == ["decimal(18, 2)", "boolean", "string"]


PERSONS = """
poor_person
id_no              | name | village_name
370799195001010019 | 张三 | 东村
                   | 李四 | 东村
370799196001010010 | 王五 |
370799197001010010 | 傅六 | 东村
"""


@pytest.mark.parametrize("lists", [PERSONS, ""], ids=["handed in", "absent"])
def test_a_number_typed_wrong(lists, engine):
    given = {"id_no": pa.string(), "name": pa.string(), "village_name": pa.string()}
    asked = """
    asked
    row                        | id_no              | name | village_name | mistyped
    two digits exchanged       | 370799195001010091 | 张三 | 东村         | 是
    three places differ        | 370799195001019991 | 张三 | 东村         | 否
    the number itself          | 370799195001010019 | 张三 | 东村         | 否
    another village            | 370799195001010018 | 张三 | 西村         | 否
    no village                 | 370799195001010018 | 张三 |              | ?
    no village in the register | 370799196001010011 | 王五 | 东村         | ?
    no number in the register  | 370799198001010011 | 李四 | 东村         | 是
    one surname, two forms     | 370799197001010011 | 付六 | 东村         | 是
    nobody of the name         | 370799195001010018 | 赵七 | 东村         | 否
    no name                    | 370799195001010018 |      | 东村         | ?
    no number                  |                    | 赵七 | 东村         | ?
    """
    if not lists:
        asked = asked.replace("| 是\n", "| ?\n").replace("| 否\n", "| ?\n")
    check(f"{lists}\n{asked}", engine, given, lambda ledger: mistyped(ledger("asked"), ledger("poor_person")))


def test_in_service(engine):
    text = """
    fiscal_payroll
    id_no | name | unit | staff_type | status | month
    P1    | 甲   | 局   | 事业       | 在职   | 2018-01-01
    P1    | 甲   | 局   | 事业       | 在职   | 2018-06-01
    P2    | 乙   | 局   | 事业       | 在职   | 2018-03-01
    P2    | 乙   | 局   | 事业       |        | 2018-12-01
    P3    | 丙   | 局   | 村干部     | 在职   | 2018-12-01
    P4    | 丁   | 局   | 事业       | 退休   | 2018-12-01

    asked
    row           | id_no | staff | staff_begins | staff_ends | staff_first_known
    gone again    | P1    | 是    | 24217        | 24222      | 否
    still there   | P2    | 是    | 24219        | 24219      | 是
    village cadre | P3    | 否    |              |            |
    retired       | P4    | 否    |              |            |
    """

    def answer(ledger):
        job = in_service(ledger("fiscal_payroll"), ["公务员", "事业"])
        return match(ledger("asked"), job, "id_no", "staff", take=["begins", "ends", "first_known"], first=["begins"])

    check(text, engine, {"id_no": pa.string()}, answer)
