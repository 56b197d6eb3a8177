"""Compiled SQL is found again, and never when anything that it depends on has changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import os
import sys
from decimal import Decimal

import ibis
import pytest

from auditlib import sql_cache
from auditlib.dated_values import DatedValue
from auditlib.ledgers import from_tables
from auditlib.models.texts import said
from auditlib.rules import RULES
from auditlib.rules import run as rules_run
from auditlib.words import Words
from tests.rules.tables import AUDIT_FROM, loaded


def over_ceiling(micro_loan, *, policy):
    """A loan above the ceiling of its day: what a rule may ask of, in two lines, for each test compiles it several times."""
    over = micro_loan.filter(micro_loan.principal > policy.at("loan.ceiling", micro_loan.issue_date))
    return over.select("row_id", occurred_on="issue_date", questioned_amount="principal")


over_ceiling.__module__ = "auditlib.rules.micro_loans"  # only what our own code says is kept
RULE = dataclasses.replace(RULES["LOAN-02"], function=over_ceiling, matter="")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, and a process that remembers nothing."""
    monkeypatch.setenv("AUDITLIB_CACHE", str(tmp_path))
    monkeypatch.setattr(sql_cache, "_memory", {})
    sql_cache._opened.cache_clear()
    return tmp_path


@pytest.fixture
def compiled(monkeypatch):
    """Runs the rule in what stands for a new process; the list grows with every compilation."""
    calls = []
    original = rules_run._compile
    monkeypatch.setattr(rules_run, "_compile", lambda *args: calls.append(1) or original(*args))
    parameters, contracts = loaded()
    empty = {name: contracts[name].schema().empty_table() for name in (*RULE.ledgers, *RULE.optional) if name != "programme"}

    def run(changes: dict | None = None, as_of=dt.date(2019, 12, 31), rule=RULE, words=None):
        sql_cache._memory.clear()
        opened = from_tables(empty, parameters.programmes, contracts)
        outcome = rules_run.run_rule(rule, opened, {**parameters.policy, **(changes or {})}, as_of, AUDIT_FROM, words)
        return outcome.compiled, len(calls)

    return run


def changed(policy_id: str) -> dict:
    value = loaded()[0].policy[policy_id]
    entry = DatedValue.model_construct(from_=dt.date(2000, 1, 1), to=None, value=Decimal(7), document="", article=None, confirmed=True)
    return {policy_id: value.model_copy(update={"values": [entry]})}


def test_a_rule_is_compiled_once(compiled):
    first, second = compiled(), compiled()
    assert second == first and second[1] == 1


def test_another_value_date_or_code_compiles_anew(compiled, monkeypatch):
    first = compiled()[0]
    read = next(policy_id for policy_id, by_row in first.used.items() if by_row)
    assert compiled(changed(read)) != first and compiled(changed(read))[1] == 2
    assert compiled(as_of=dt.date(2020, 6, 30))[1] == 3
    monkeypatch.setattr(sql_cache, "LOADED", "another")
    sql_cache._opened.cache_clear()
    assert compiled()[1] == 4


def test_a_value_that_the_rule_does_not_read_changes_nothing(compiled):
    first = compiled()[0]
    other = next(policy_id for policy_id in loaded()[0].policy if policy_id not in first.used and not policy_id.startswith("loan."))
    assert compiled(changed(other)) == (first, 1)


def test_another_wording_compiles_anew_the_rules_that_read_it(compiled):
    @functools.wraps(RULE.function)
    def reader(**given):
        found = RULE.function(**given)
        return found.filter(said("loan.extended", ibis.literal("展限")))

    words = loaded()[0].words
    reworded = {id: concept.model_copy(update={"says": ["展限"]}) for id, concept in words.concepts.items()}
    rule = dataclasses.replace(RULE, function=reader)
    first = compiled(rule=rule)[0]
    assert compiled(
        rule=rule, words=Words(words.concepts | {"loan.subsidy_stopped": reworded["loan.subsidy_stopped"]}, words.negation)
    ) == (first, 1)
    other = compiled(rule=rule, words=Words(words.concepts | {"loan.extended": reworded["loan.extended"]}, words.negation))
    assert other[0].sql != first.sql and other[1] == 2


def test_code_edited_under_a_running_process(compiled, monkeypatch, folder):
    monkeypatch.setattr(sql_cache, "LOADED_STAMPS", [])
    compiled()
    assert compiled()[1] == 2 and not list(folder.rglob("sql/*/*"))


@pytest.mark.parametrize("text", ["", "{", "\0"])
def test_a_spoilt_file_is_no_answer(compiled, folder, text):
    compiled()
    for path in folder.rglob("sql/*/*"):
        path.write_text(text)
    assert compiled()[1] == 2


def test_without_a_folder(compiled, monkeypatch):
    monkeypatch.setenv("AUDITLIB_CACHE", "")
    compiled()
    assert compiled()[1] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_what_is_kept_is_its_owners_only(compiled, folder):
    before = os.umask(0)
    compiled()
    assert os.umask(before) == 0
    assert [*folder.rglob("sql/*/*")] and not [path for path in folder.rglob("*") if path.stat().st_mode & 0o077]
