"""A lead whose own row tells no village gets that of the person's or household's dwelling; who is unknown, or of two villages, gets none."""

from __future__ import annotations

import datetime as dt

import ibis
import pyarrow as pa

from auditlib.leads import build
from auditlib.ledgers import from_tables
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.catalogue import rule
from auditlib.rules.run import run_rule
from tests.rules.tables import _typed, loaded, parse

REGISTER = """
poor_person
snapshot_date | town_name | village_name | hh_no | id_no  | name
2018-12-31    | 城关      | 东村         | H1    | 3707A  | 张三
2019-12-31    | 城关      | 东村         | H1    | 3707A  | 张三
2018-12-31    | 城关      | 西村         | H2    | 3707B  | 李四
2019-12-31    | 城关      | 北村         | H2    | 3707B  | 李四
2019-12-31    | 城关      | 东村         | H5    | 3707E  | 孙七
2019-12-31    | 城关      | 南庄         | H6    | 3707F  | 钱一
2018-12-31    | 河西      | 南庄         | H6    | 3707F  | 钱一

benefit_payment
town_name | village_name | hh_no | id_no | name
河西      | 南村         |       | 3707D | 王五
河西      | 南村         |       | 3707E | 孙七
河西      | 南村         |       | 3707B | 李四
"""
SETTLED = """

medical_settlement
settle_no | town_name | village_name | id_no | name
S1        |           |              | 3707A | 张三
S2        |           |              | 3707B | 李四
S3        |           |              | 3707C | 赵六
S4        |           |              | 3707D | 王五
S5        |           |              | 3707E | 孙七
S6        |           |              | 3707F | 钱一
S7        | 河西      |              | 3707A | 张三
S8        | 河西      | 河村         | 3707A | 张三
S9        |           | 东村         | 3707A | 张三
"""
PAID = """

house_renovation
town_name | village_name | hh_no | id_no | name
          |              | H1    |       | 张三
          |              | H9    | 3707D | 王五
          |              | H9    |       | 吴八
"""


def written(text: str) -> dict[str, pa.Table]:
    given, number = parse(text), 0
    for rows in given.values():
        for place, row in enumerate(rows, 1):
            number += 1
            row |= {"row_id": number, "source_row": place}
    return {name: _typed(name, rows, loaded()[1]) for name, rows in given.items()}


def places(function, text: str, engine: str, county: str = "linqu", scope: str = "county") -> list[tuple]:
    """Town and village of the lead on each row, in the rows' order."""
    function.__module__ = "tests.leads.test_dwellings"
    rule("DWELL-01", severity="H", strength="B", amount="V", scope=scope)(function)
    try:
        opened = from_tables(written(text), [], loaded()[1], engine)
        outcome = run_rule(RULES["DWELL-01"], opened, {}, dt.date(2019, 12, 31), dt.date(2016, 1, 1))
        found = sorted(build(outcome, opened, PUBLISHED, county)[0].to_pylist(), key=lambda lead: lead["row_id"])
        return [(lead["town"], lead["village"]) for lead in found]
    finally:
        del RULES["DWELL-01"]


def every_settlement(medical_settlement):
    """A settlement."""
    return medical_settlement.select("row_id", occurred_on="settled_on", questioned_amount=ibis.null("decimal(18,2)"))


def every_house(house_renovation):
    """A house."""
    return house_renovation.select("row_id", occurred_on=ibis.null("date"), questioned_amount=ibis.null("decimal(18,2)"))


def test_a_settlement_gets_the_village_of_the_patient(engine):
    assert places(every_settlement, REGISTER + SETTLED, engine) == [
        ("城关", "东村"),  # registered there in every year
        (None, None),  # registered in two villages: what the roster says does not decide
        (None, None),  # nobody knows him
        ("河西", "南村"),  # no register has him, a roster does
        ("城关", "东村"),  # the register is believed before the roster
        (None, None),  # two villages of one name
        ("河西", None),  # the row's own town is another: nobody is sent to 东村
        ("河西", "河村"),  # what the row says itself stays
        ("城关", "东村"),
    ]


def test_a_household_is_known_by_its_number_or_its_head(engine):
    assert places(every_house, REGISTER + PAID, engine) == [("城关", "东村"), ("河西", "南村"), (None, None)]


def test_no_register_no_village(engine):
    assert set(places(every_settlement, SETTLED, engine)) == {(None, None), ("河西", None), ("河西", "河村"), (None, "东村")}


def test_another_countys_register_tells_nothing(engine):
    """Over all counties a number is looked up in the county of its row."""
    text = """
    poor_person
    county_id | town_name | village_name | id_no | name
    anqiu     | 城关      | 东村         | 3707A | 张三

    medical_settlement
    county_id | settle_no | id_no | name
    linqu     | S1        | 3707A | 张三
    anqiu     | S2        | 3707A | 张三
    """
    assert places(every_settlement, text, engine, county="", scope="city") == [(None, None), ("城关", "东村")]


def test_ids_and_digests_do_not_know_the_village():
    def of(text: str) -> list[tuple]:
        opened = from_tables(written(text), [], loaded()[1])
        outcome = run_rule(RULES["MED-07"], opened, loaded()[0].policy, dt.date(2019, 12, 31), dt.date(2016, 1, 1))
        return [(r["lead_id"], r["matter_id"], r["evidence_digest"]) for r in build(outcome, opened, PUBLISHED, "linqu")[0].to_pylist()]

    over = "\n\nmedical_settlement\nsettle_no | id_no | name | admit      | discharge  | settled_on | total_fee | basic_pay\nS1 | 3707A | 张三 | 2019-03-01 | 2019-03-05 | 2019-03-05 | 100 | 300\n"
    assert of(REGISTER + over) == of(REGISTER.replace("东村", "新村") + over) != []
