"""Money is counted once per real thing and never above its own amount; a base contains all that is counted of it. For random counties."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from collections import defaultdict
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from inspect import Parameter, Signature

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import _

from auditlib.contracts import MONEY
from auditlib.leads import LEADS, build
from auditlib.ledgers import from_tables
from auditlib.matters import amount_of, matters_of
from auditlib.money import CLASSES, Books, by_kind, questioned, total
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.catalogue import rule
from auditlib.rules.run import run_rule
from tests.rules.tables import loaded, parse

AMOUNT = "decimal(18,2)"
CONTEXT = ({}, dt.date(2019, 12, 31), dt.date(2016, 1, 1))
#: Ledgers that tell of money, with the column that holds it.
MONEYED = {name: c.money.amount[0] for name, c in loaded()[1].items() if c.money and c.money.amount}


def accusing(ledger: str, share: str, number: int, severity: str = "M", letter: str = "V"):
    """A rule that questions a share of every row's amount, also more than all of it."""

    def found(**tables):
        """A row."""
        (table,) = tables.values()
        return table.select(
            "row_id", occurred_on=ibis.null("date"), questioned_amount=(table[MONEYED[ledger]] * Decimal(share)).cast(AMOUNT)
        )

    found.__name__ = f"of_{ledger}_{number}"
    found.__module__ = "tests.leads.test_money"
    found.__signature__ = Signature([Parameter(ledger, Parameter.KEYWORD_ONLY)])
    rule_id = f"MONEY-{number:02d}"
    rule(rule_id, severity=severity, strength="A", amount=letter)(found)
    return RULES.pop(rule_id)


@cache
def rules() -> list:
    shares = ("0.3", "1", "2.5")
    return [accusing(ledger, shares[n % 3], n, letter=CLASSES[n % 3]) for n, ledger in enumerate(sorted(MONEYED))]


def leads_of(tables: dict[str, pa.Table], chosen: list) -> tuple[pa.Table, dict[str, Decimal]]:
    opened = from_tables(tables, [], loaded()[1])
    found = []
    for each in chosen:
        outcome = run_rule(each, opened, *CONTEXT)
        if outcome.ran:
            found.append(build(outcome, opened, PUBLISHED, "linqu")[0].select(LEADS.names))
    return pa.concat_tables([LEADS.empty_table(), *found]), Books.of(opened).bases()


def table(ledger: str, rows: list[dict]) -> pa.Table:
    """Rows as a ledger; each with a number and a place of its own."""
    schema = loaded()[1][ledger].schema()
    base = 1 + 1000 * sorted(MONEYED).index(ledger)
    made = [
        row | {"row_id": base + n, "source_file": ledger, "source_sheet": "", "source_row": n, "source_sha256": ledger}
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in made], schema=schema)


PROJECTS = st.sampled_from(["P1", "P2", "P3", None])
YUAN = st.decimals("0.01", "900000", places=2)
PERSONS = st.sampled_from(["370799195001010013", "370799195202020025", None])
DAYS = st.sampled_from([dt.date(2018, 5, 1), dt.date(2019, 5, 1), None])


@st.composite
def counties(draw) -> dict[str, pa.Table]:
    """Some ledgers of a county, whose rows speak of the same few projects, loans, assets and persons."""
    tables = {}
    for ledger in draw(st.sets(st.sampled_from(sorted(MONEYED)), min_size=1, max_size=7)):
        columns = loaded()[1][ledger].columns
        shared = {
            "project_no": PROJECTS,
            "project_name": st.sampled_from(["甲", "乙", None]),
            "loan_no": PROJECTS,
            "asset_no": PROJECTS,
            "id_no": PERSONS,
            "pay_date": DAYS,
        }
        rows = st.fixed_dictionaries(
            {name: values for name, values in shared.items() if name in columns} | {MONEYED[ledger]: st.one_of(st.none(), YUAN)}
        )
        tables[ledger] = table(ledger, draw(st.lists(rows, min_size=1, max_size=6)))
    return tables


@settings(max_examples=25)
@given(counties())
def test_no_share_exceeds_its_base(tables):
    leads, bases = leads_of(tables, rules())
    found = by_kind(leads)
    assert {kind: amount for kind, amount in found.items() if kind != "other" and amount > bases.get(kind, 0)} == {}
    assert set(found) <= set(MONEY) and min([*found.values(), 0]) == 0
    # the classes of a total are parts of it, and a rule that is asked twice adds nothing
    assert sum(questioned(leads.to_pylist()).values()) == sum(found.values())
    assert by_kind(pa.concat_tables([leads, leads])) == found
    # what several matters question is never more than what each of them does
    assert sum(found.values()) <= sum(matter["questioned_amount"] or 0 for matter in matters_of(leads).to_pylist())


@settings(max_examples=25)
@given(counties())
def test_no_thing_is_questioned_above_its_own_amount(tables):
    """Reckoned here once more, from the rows: no project above what was approved for it, no loan above its principal."""
    leads, _bases = leads_of(tables, rules())
    worth = defaultdict(Decimal)
    for ledger, number, amount in (("project", "project_no", "approved_amount"), ("micro_loan", "loan_no", "principal")):
        for row in tables[ledger].to_pylist() if ledger in tables else ():
            if row[number] and row[amount]:
                worth[ledger, row[number]] = max(worth[ledger, row[number]], row[amount])
    for (ledger, thing), most in worth.items():
        number = "project_no" if ledger == "project" else "loan_no"
        of_thing = {
            (name, n) for name in tables if name in MONEYED for n, row in enumerate(tables[name].to_pylist()) if row.get(number) == thing
        }
        own = leads.filter([(lead["source_file"], lead["source_row"]) in of_thing for lead in leads.to_pylist()])
        kind = "project" if ledger == "project" else "loan"
        assert by_kind(own).get(kind, 0) <= most


def written(text: str) -> dict[str, pa.Table]:
    """Ledgers from a text table."""
    types = {name: c.fields() for name, c in loaded()[1].items()}

    def cell(kind: pa.DataType, value: str):
        return (
            None
            if not value
            else Decimal(value)
            if pa.types.is_decimal(kind)
            else dt.date.fromisoformat(value)
            if pa.types.is_date(kind)
            else value
        )

    return {name: table(name, [{c: cell(types[name][c], v) for c, v in row.items()} for row in rows]) for name, rows in parse(text).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # one project, told by three ledgers: its row, its contract and its payments are the same money
            """
            project
            project_no | approved_amount
            P1         | 500000

            procurement_contract
            project_no | contract_amount
            P1         | 480000

            project_payment
            project_no | amount
            P1         | 300000
            P1         | 180000
            """,
            {"project": 500000},
        ),
        (  # payments of a project add up, and end at its amount
            """
            project
            project_no | approved_amount
            P1         | 400000

            project_payment
            project_no | amount
            P1         | 300000
            P1         | 180000
            """,
            {"project": 400000},
        ),
        (  # an asset made by a project is the project's money; one made by none is its own
            """
            project
            project_no | approved_amount
            P1         | 500000

            asset_register
            asset_no | project_no | original_value
            A1       | P1         | 450000
            A2       |            | 20000
            """,
            {"project": 500000, "asset": 20000},
        ),
        (  # a payment that the roster of the schools lists again is one payment; one of another day is another
            """
            benefit_payment
            id_no              | pay_date   | amount
            370799195001010013 | 2019-05-01 | 1500

            education_aid
            id_no              | pay_date   | amount
            370799195001010013 | 2019-05-01 | 1500
            370799195001010013 | 2019-11-01 | 1500
            """,
            {"payment": 3000},
        ),
        (  # of two equal payments of a day, listed once more each, two are two
            """
            benefit_payment
            id_no              | pay_date   | amount
            370799195001010013 | 2019-05-01 | 1500
            370799195001010013 | 2019-05-01 | 1500

            education_aid
            id_no              | pay_date   | amount
            370799195001010013 | 2019-05-01 | 1500
            """,
            {"payment": 3000},
        ),
        (  # an allotment and a payment of the treasury for a project are its money, for no project their own
            """
            project
            project_no | approved_amount
            P1         | 500000

            budget_allocation
            doc_no | project_no | amount
            D1     | P1         | 500000
            D2     |            | 70000

            treasury_payment
            voucher_no | project_no | amount
            V1         | P1         | 90000
            """,
            {"project": 500000, "allotment": 70000},
        ),
        (  # a project called by its name alone
            """
            project
            project_no | project_name | approved_amount
            P1         | 大棚         | 500000

            project_payment
            project_name | amount
            大棚         | 100000
            """,
            {"project": 500000},
        ),
        (  # a loan and its use
            """
            micro_loan
            loan_no | principal
            L1      | 50000

            loan_txn
            loan_no | amount
            L1      | 30000
            """,
            {"loan": 50000},
        ),
    ],
    ids=["project", "payments", "asset", "listed again", "equal payments", "allotment", "name", "loan"],
)
def test_money_of_one_thing_counts_once(text, expected):
    whole = [accusing(ledger, "1", n) for n, ledger in enumerate(sorted(MONEYED))]
    tables = written(text)
    leads, bases = leads_of(tables, whole)
    assert leads.num_rows == sum(table.num_rows for table in tables.values())
    assert {kind: int(amount) for kind, amount in by_kind(leads).items()} == expected
    assert {kind: int(bases[kind]) for kind in expected} == expected  # all of it was questioned


def test_the_gravest_class_has_its_share_first():
    tables = written("""
        project
        project_no | approved_amount
        P1         | 500000

        project_payment
        project_no | amount
        P1         | 30000
        """)
    chosen = [accusing("project", "1", 1, letter="I"), accusing("project_payment", "1", 2, letter="V")]
    leads, _bases = leads_of(tables, chosen)
    assert {letter: int(amount) for letter, amount in total(leads).items()} == {"V": 30000, "W": 0, "I": 470000}


def test_what_is_only_compared_has_money_where_the_accused_row_has_none():
    """A person's payments are questioned on the person: once with a rule that questions the payment itself."""
    tables = written("""
        benefit_payment
        id_no              | pay_date   | amount
        370799195001010013 | 2019-05-01 | 1500
        """)
    person = loaded()[1]["poor_person"].schema()
    row = {"row_id": 5, "id_no": "370799195001010013", "source_file": "p", "source_sheet": "", "source_row": 1, "source_sha256": "p"}
    tables["poor_person"] = pa.Table.from_pylist([{name: row.get(name) for name in person.names}], schema=person)

    def of_person(poor_person, benefit_payment):
        """A person who was paid."""
        paid = poor_person.inner_join(benefit_payment, "id_no")
        return paid.select("row_id", occurred_on=ibis.null("date"), questioned_amount=_.amount, related=ibis.array([_.row_id_right]))

    with declared(of_person) as each:
        leads, _bases = leads_of(tables, [each, accusing("benefit_payment", "1", 3)])
    assert by_kind(leads) == {"payment": 1500} and [amount_of([lead]) for lead in leads.to_pylist()] == [1500, 1500]


@contextmanager
def declared(function):
    function.__module__ = "tests.leads.test_money"
    rule("MONEY-99", severity="M", strength="A", amount="V")(function)
    try:
        yield RULES["MONEY-99"]
    finally:
        del RULES["MONEY-99"]


def test_ledgers_go_with_their_last_user():
    """A session on a server must end before the server does: books and the ledgers that keep them hold nobody in a circle."""
    opened = from_tables(
        written("""
        micro_loan
        loan_no | principal
        L1      | 50000
        """),
        [],
        loaded()[1],
    )
    assert Books.of(opened).bases()["loan"] == 50000
    known = weakref.ref(opened)
    gc.disable()
    try:
        del opened
        assert known() is None
    finally:
        gc.enable()
