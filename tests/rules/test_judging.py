"""Unknown is no answer: rows that a rule cannot judge are counted with the reason, and are never leads."""

from __future__ import annotations

import datetime as dt

import ibis
import pytest
from ibis import _

from auditlib.leads import build
from auditlib.ledgers import from_tables
from auditlib.models.absent import absent
from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.vocabulary import breach, kinds
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.catalogue import ABSENT, Decider, rule
from auditlib.rules.judging import CODE
from auditlib.rules.run import run_rule
from tests.rules.tables import AUDIT_FROM, _typed, loaded, parse

COMMON = {"severity": "H", "strength": "A", "amount": "N"}
AS_OF = dt.date(2019, 12, 31)
LOANS = """
micro_loan
loan_no | issue_date | principal | repaid_on | unread      | why
A       | 2018-05-01 | 60000     |           |             | over
B       |            | 60000     |           |             | no day
C       |            | 60000     |           | ,issue_date,| a day that nobody can read
D       | 2018-05-01 | 60000     |           | ,repaid_on, | perhaps repaid
E       | 2018-05-01 | 100       |           |             | lawful
"""


@pytest.fixture
def big_loan(monkeypatch):
    """A rule that accuses every loan over 50,000 not yet repaid, listed dead borrowers apart."""
    monkeypatch.setattr("auditlib.rules.catalogue.RULES", {})

    @rule("TEST-01", **COMMON, decides=("issue_date", "repaid_on?"))
    def big(micro_loan, death_register=ABSENT):
        """A loan over 50,000 that is not repaid."""
        told = ibis.null("boolean") if absent(death_register) else ibis.literal(False)
        found = micro_loan.filter(_.principal > 50000, _.repaid_on.isnull())
        return found.select("row_id", occurred_on="issue_date", questioned_amount=ibis.null("decimal(18,2)"), x_dead=told)

    from auditlib.rules.catalogue import RULES as own

    return own["TEST-01"]


def outcome(rule, text: str, engine: str = "duckdb"):
    parameters, contracts = loaded()
    tables, number = {}, 0
    for ledger, rows in parse(text).items():
        for row in rows:
            number += 1
            row.pop("why", None)
            row |= {"row_id": number, "source_row": number}
        tables[ledger] = _typed(ledger, rows, contracts)
    opened = from_tables(tables, parameters.programmes, contracts, engine)
    return run_rule(rule, opened, parameters.policy, AS_OF, AUDIT_FROM), opened


def test_rows_are_judged_or_counted(big_loan, engine):
    ran, opened = outcome(big_loan, LOANS, engine)
    assert ran.not_judged == {"“放款日期”为空": 1, "“放款日期”未能读出": 1, "“还款时间”未能读出": 1}
    leads, spared = build(ran, opened, PUBLISHED, "linqu")
    assert (leads["source_row"].to_pylist(), spared.num_rows) == ([1], 0)
    assert leads["exceptions"][0].as_py() == '{"x_dead": null}', "a ledger that is absent says neither yes nor no"


@pytest.fixture
def in_parts(monkeypatch):
    """A rule of two parts, which says itself of which rows it cannot judge one."""
    monkeypatch.setattr("auditlib.rules.catalogue.RULES", {})

    @rule("TEST-02", **COMMON, tests=("principal", "rate"))
    def of_two_parts(micro_loan):
        """A loan over 50,000, or at more than 6 percent."""
        loans = micro_loan.mutate(dear=_.rate > 6, large=_.principal > 50000)
        parts = {
            "large": loans.filter(_.large),
            "dear": loans.filter(_.dear),
            "amount": loans.filter(_.principal.isnull()).mutate(not_judged=ibis.literal("金额为空")),
            "rate": loans.filter(_.rate.isnull()).mutate(not_judged=ibis.literal("利率为空")),
        }
        return breach(kinds(parts), "aspect not_judged", on="issue_date", amount=NO_AMOUNT)

    from auditlib.rules.catalogue import RULES as own

    return own["TEST-02"]


def test_a_row_is_judged_or_counted_once_whatever_the_parts(in_parts, engine):
    rows = ["A | 60000 |  | over", "B |  |  | neither", "C |  | 4 | not how much", "D | 100 | 4 | lawful"]
    ran, _opened = outcome(in_parts, "\n".join(["micro_loan", "loan_no | principal | rate | why", *rows]), engine)
    assert ran.not_judged == {"利率为空": 1, "金额为空": 1}, "A is accused, B counted once"
    ran, _opened = outcome(in_parts, "\n".join(["micro_loan", "loan_no | principal | rate | why", *rows[:2]]), engine)
    assert ran.ran, "one of two is a lead"


def test_columns_that_nobody_filled_are_told_of_the_rule(in_parts, engine):
    ran, _opened = outcome(in_parts, "micro_loan\nloan_no | principal\nA | 60000\nB | 100", engine)
    assert ran.untested == ["扶贫小额信贷台账“贷款利率”"]
    ran, _opened = outcome(in_parts, "micro_loan\nloan_no | principal | unread\nA | 60000 |\nB | 100 | ,rate,", engine)
    assert ran.untested == [], "a cell that could not be read is no silence"
    ran, _opened = outcome(in_parts, "micro_loan\nloan_no | issue_date\nA | 2018-05-01", engine)
    assert (ran.ran, ran.reason.startswith("缺少资料：")) == (False, True)
    ran, _opened = outcome(in_parts, "micro_loan\nloan_no | principal", engine)
    assert (ran.ran, ran.untested) == (True, []), "of no row nothing was left out"


def test_a_ledger_that_cannot_be_judged_at_all_is_not_run(big_loan):
    ran, _ = outcome(big_loan, "micro_loan\nloan_no | principal\nA | 60000\nB | 70000")
    assert not ran.ran
    assert ran.reason == "2 行全部无法判断：“放款日期”为空 2 行"


def test_one_of_two_columns_is_enough(big_loan):
    assert Decider("micro_loan", ("due_date", "term_months"), False) == type(big_loan)._decider(big_loan, "due_date|term_months")


def test_a_programme_that_no_catalogue_knows_is_not_judged(engine):
    ran, _ = outcome(
        RULES["FUND-07"],
        """
        benefit_payment
        name | id_no | programme  | pay_date   | amount
        甲   | Q1    | 某项补助   | 2019-04-05 | 500
        甲   | Q1    | 扶贫公益岗 | 2019-04-05 | 500

        poor_person
        name | id_no | hh_no | snapshot_date
        乙   | P1    | H1    | 2019-01-01
        """,
        engine,
    )
    assert ran.not_judged == {"“补贴项目”未列入补贴项目目录": 1}


CARS = """
poor_person
name | id_no | hh_no | snapshot_date | first_identified
甲   | P1    | H1    | 2019-01-01    | 2014-01-01

motor_vehicle
name | id_no | vehicle_type | price  | reg_date
甲   |       | 小型轿车     | 200000 | 2016-03-01
"""
HOUSES = """
real_estate
name | id_no | area | reg_date
甲   | P9    | 120  | 2016-03-01
"""


def test_a_list_whose_rows_all_lack_what_they_are_compared_by_is_as_good_as_not_handed_in(engine):
    ran, _ = outcome(RULES["FUND-03"], CARS, engine)
    assert not ran.ran
    assert "机动车登记信息(L28)的“所有人证件号码”" in ran.reason
    ran, _ = outcome(RULES["FUND-03"], CARS + HOUSES, engine)
    assert {"real_estate", "motor_vehicle"} & {*ran.rows_read} == {"real_estate"}


def test_a_flood_is_one_matter(big_loan):
    lines = [f"L{n} | 2018-05-01 | {60000 if n % 2 else 100}" for n in range(60)]
    ran, opened = outcome(big_loan, "\n".join(["micro_loan", "loan_no | issue_date | principal", *lines]))
    assert len(set(build(ran, opened, PUBLISHED, "linqu")[0]["matter_id"].to_pylist())) == 1
    lines = [f"L{n} | 2018-05-01 | {60000 if n % 4 == 0 else 100}" for n in range(60)]
    ran, opened = outcome(big_loan, "\n".join(["micro_loan", "loan_no | issue_date | principal", *lines]))
    assert len(set(build(ran, opened, PUBLISHED, "linqu")[0]["matter_id"].to_pylist())) == 15


def test_a_value_is_known_to_a_day():
    parameters, _ = loaded()
    value = parameters.policy["loan.lpr_1y"]
    assert value.known_to is not None
    from auditlib.rules.policy import Policy

    assert Policy(parameters.policy, value.known_to).entry("loan.lpr_1y", value.known_to + dt.timedelta(days=1)) is None


def test_who_exceeds_what_nobody_confirmed_is_ranked():
    from auditlib.leads import _strength

    cited = {"policy": [{"id": "std.share", "confirmed": False}]}
    assert _strength("A", {}, cited, ("std.share",)) == "C"
    assert _strength("A", {}, cited, ()) == "B"
    assert _strength("A", {}, {}, ("std.share",)) == "A"


def test_every_decider_is_a_column_of_its_ledger():
    _, contracts = loaded()
    for one in RULES.values():
        for decider in (*one.deciders, *one.testers):
            known = {*contracts[decider.ledger].fields(), *([CODE] if contracts[decider.ledger].catalogued else [])}
            assert {*decider.columns} <= known, one.id
            assert decider.ledger in one.accused or decider in one.testers, one.id
        for ledger, columns in one.compared.items():
            assert {*columns} <= {*contracts[ledger].fields()}, one.id
