"""A matter is one rule and one real thing with its leads; grades say no more than is known; lists begin with what is gravest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import ibis
import pyarrow.parquet as pq
import pytest
from ibis import _

from auditlib.leads import build
from auditlib.ledgers import from_tables
from auditlib.matters import MATTERS, figures, matters_of
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.catalogue import rule
from auditlib.rules.run import run_rule
from tests.leads.test_identity import PERSONS, audited, usual  # noqa: F401
from tests.leads.test_money import written
from tests.rules.tables import loaded

AMOUNT = "decimal(18,2)"
PAID = """
benefit_payment
town_name | village_name | name | id_no | account_no | pay_date   | amount
城关      | 东村         | 张三 |       | 621        | 2019-01-01 | 100
城关      | 东村         | 张三 |       | 622        | 2019-02-01 | 100
城关      | 西村         | 张三 |       | 622        | 2019-03-01 | 300
城关      | 西村         | 李四 | 3707A | 623        | 2019-04-01 | 50
城关      | 北村         | 李四 | 3707A | 623        | 2019-05-01 | 50
"""


def judged(function, text: str = PAID, policy=None, **more):
    """The leads of one rule over a text table."""
    function.__module__ = "tests.leads.test_matters"
    fields = {"severity": "H", "strength": "B", "amount": "V"} | more
    rule("MATTER-01", **fields)(function)
    try:
        opened = from_tables(written(text), [], loaded()[1])
        outcome = run_rule(RULES["MATTER-01"], opened, policy or {}, dt.date(2019, 12, 31), dt.date(2016, 1, 1))
        return build(outcome, opened, PUBLISHED, "linqu")[0]
    finally:
        del RULES["MATTER-01"]


def every_payment(benefit_payment):
    """A payment."""
    return benefit_payment.select("row_id", "account_no", occurred_on="pay_date", questioned_amount=_.amount.cast(AMOUNT))


def told(leads) -> list[tuple]:
    names = ("village", "leads", "questioned_amount", "first_on", "last_on")
    return [(*(row[name] if name in ("village", "leads") else str(row[name]) for name in names),) for row in matters_of(leads).to_pylist()]


def test_the_subject_is_the_thing_and_a_name_alone_is_nobody():
    """One name in two villages is two people; one number in two villages is one person, of no village."""
    assert told(judged(every_payment)) == [
        ("西村", 1, "300.00", "2019-03-01", "2019-03-01"),
        ("东村", 2, "200.00", "2019-01-01", "2019-02-01"),
        (None, 2, "100.00", "2019-04-01", "2019-05-01"),
    ]


def test_a_rule_names_another_thing():
    assert told(judged(every_payment, matter="account_no")) == [
        (None, 2, "400.00", "2019-02-01", "2019-03-01"),
        ("东村", 1, "100.00", "2019-01-01", "2019-01-01"),
        (None, 2, "100.00", "2019-04-01", "2019-05-01"),
    ]


def test_matters_stand_beside_leads(usual):  # noqa: F811
    """Six months of one dead person are one matter; the duplicate is another."""
    table = pq.read_table(usual.with_name("matters.parquet"))
    assert table.schema.remove_metadata() == MATTERS
    rows = [
        (r["rule_id"], r["subject"], r["leads"], r["questioned_amount"], str(r["first_on"]), str(r["last_on"])) for r in table.to_pylist()
    ]
    assert rows == [
        ("FUND-01", PERSONS[0], 6, Decimal("600.00"), "2019-04-20", "2019-09-20"),
        ("FUND-04", PERSONS[1], 1, Decimal("300.00"), "2019-05-20", "2019-05-20"),
    ]
    leads = pq.read_table(usual)
    assert set(leads["matter_id"].to_pylist()) == set(table["matter_id"].to_pylist())
    found = figures(leads)
    assert (found.matters, found.leads, found.ranks, found.amount) == (2, 7, 0, Decimal("900.00"))


def of_strength(letter: str):
    def graded(benefit_payment):
        """A payment."""
        amount = _.amount.cast(AMOUNT)
        return benefit_payment.select("row_id", occurred_on="pay_date", questioned_amount=amount, strength=ibis.literal(letter))

    return graded


def test_an_analytical_pattern_is_never_grave():
    """Not declared so, and not of a row whose strength is less than its rule's."""
    with pytest.raises(ValueError, match="severity H needs more"):
        judged(every_payment, strength="C")
    assert set(judged(of_strength("C"))["severity"].to_pylist()) == {"M"}
    assert set(judged(of_strength("C"), severity="L")["severity"].to_pylist()) == {"L"}
    assert set(judged(of_strength("B"))["severity"].to_pylist()) == {"H"}
    found = figures(judged(of_strength("C")))
    assert (found.matters, found.leads, found.ranks, found.amount) == (0, 0, 5, 0)


@pytest.mark.parametrize(("answer", "strength"), [(False, "A"), (None, "B")])
def test_what_speaks_for_itself_has_every_exception_tested(answer, strength):
    def unless(benefit_payment):
        """A payment, unless."""
        return benefit_payment.select(
            "row_id", occurred_on="pay_date", questioned_amount=_.amount.cast(AMOUNT), x_pol=ibis.literal(answer, type="boolean")
        )

    assert set(judged(unless, strength="A")["strength"].to_pylist()) == {strength}


@pytest.mark.parametrize(("confirmed", "strength"), [(True, "A"), (False, "B")])
def test_what_speaks_for_itself_rests_on_confirmed_values(confirmed, strength):
    def above(benefit_payment, *, policy):
        """A payment above a value."""
        least = policy.value("fund.tolerance")
        return benefit_payment.filter(_.amount > least).select("row_id", occurred_on="pay_date", questioned_amount=_.amount.cast(AMOUNT))

    known = loaded()[0].policy["fund.tolerance"]
    policy = {"fund.tolerance": known.model_copy(update={"values": [v.model_copy(update={"confirmed": confirmed}) for v in known.values]})}
    assert set(judged(above, policy=policy, strength="A")["strength"].to_pylist()) == {strength}


def test_the_gravest_and_largest_come_first():
    def graded(benefit_payment):
        """Payments of several grades."""
        severity = ibis.cases((_.amount == 300, "L"), (_.account_no == "623", "H"), else_="M")
        return benefit_payment.select("row_id", occurred_on="pay_date", questioned_amount=_.amount.cast(AMOUNT), severity=severity)

    leads = judged(graded).to_pylist()
    assert [(lead["severity"], int(lead["questioned_amount"])) for lead in leads] == [
        ("H", 50),
        ("H", 50),
        ("M", 100),
        ("M", 100),
        ("L", 300),
    ]
