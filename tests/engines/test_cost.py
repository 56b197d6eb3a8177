"""What the SQL of all rules costs: tables that rules share are read by name, not written out in each of them."""

from __future__ import annotations

import contextlib

import pytest

from auditlib.decisions import FINDING
from auditlib.errors import NotRun
from auditlib.leads import ACCUSED
from auditlib.ledgers import from_tables
from auditlib.rules import RULES
from auditlib.rules.policy import Policy
from auditlib.rules.run import Compiled, as_sql
from tests.rules.tables import AUDIT_FROM, loaded

#: Bytes of SQL of the rules of a county that handed in every ledger, each shared table once: 5,570,000 measured, 8,350,000 with the columns
#: that nobody reads, and half as much again where nothing is shared.
BOUND = 6_000_000


@pytest.fixture(scope="module")
def compiled() -> dict[str, Compiled]:
    parameters, contracts = loaded()
    empty = {name: contract.schema().empty_table() for name, contract in contracts.items() if name != "programme"}
    ledgers = from_tables(empty | {"lead": ACCUSED.empty_table(), "finding": FINDING.empty_table()}, parameters.programmes, contracts)
    found = {}
    for rule in (rule for rule in RULES.values() if rule.scope == "county"):
        with contextlib.suppress(NotRun):
            found[rule.id] = as_sql(rule, ledgers, Policy(parameters.policy, parameters.run.as_of), AUDIT_FROM)
    return found


def test_no_rule_writes_out_what_is_shared(compiled):
    shared = {name: sql for rule in compiled.values() for name, sql in rule.prepared.items()}
    own = [sql for rule in compiled.values() for sql in (rule.sql, rule.not_judged) if sql]
    assert sum(len(sql.encode()) for sql in (*shared.values(), *own)) < BOUND


def test_only_what_several_read_is_made(compiled):
    """A table in memory, or a file of the session, is worth it from its second reader on, be it a rule or another such table."""
    readers: dict[str, set[str]] = {}
    for rule in compiled.values():
        for name in rule.prepared:
            texts = (rule.sql, rule.not_judged or "", *rule.prepared.values())
            readers.setdefault(name.rpartition("_")[0], set()).update(text for text in texts if f'"{name}"' in text)
    assert {model for model, texts in readers.items() if len(texts) < 2} == set()
