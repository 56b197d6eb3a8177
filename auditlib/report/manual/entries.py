"""What is known about one rule, gathered from the code: its declaration, its expression, its policy values, its tests, its notebook."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import ibis
from ibis.expr import types as ir

from auditlib.columns import Column
from auditlib.contracts import BESIDE, Ledger, Shared, load_ledgers
from auditlib.dated_values import DatedValue, PolicyValue
from auditlib.decisions import FINDING
from auditlib.errors import NotRun
from auditlib.headings import fact_label
from auditlib.leads import ACCUSED
from auditlib.ledgers import Ledgers, from_tables
from auditlib.parameters import Parameters
from auditlib.report.manual.columns import columns_read
from auditlib.rules import RULES, Rule
from auditlib.rules.catalogue import RESERVED, read_texts
from auditlib.rules.examples import Case, read_examples
from auditlib.rules.policy import Policy
from auditlib.sql_cache import uncollected
from auditlib.strict_yaml import load

#: What stands for a value that the county has not entered, so that a rule can be shown before it can be run.
STAND_IN = {"文字": "待填", "日期": "1900-01-01"}


@dataclass(frozen=True, eq=False)
class Entry:
    """One rule of the catalogue.

    ``reads``: ledger → (column, header) pairs in the contract's order. ``policy``: the values that it cites or looks up;
    ``empty``: those among them without a value at the audit date. ``cases``: its examples.
    """

    rule: Rule
    manual: Manual
    expression: ir.Table
    policy: tuple[PolicyValue, ...]
    empty: tuple[str, ...]
    cases: list[Case]

    @property
    def text(self) -> str:
        """What the rule accuses of, as readers are told, and the reasoning that its function gives."""
        return f"{self.rule.finding}\n\n{inspect.getdoc(self.rule.function)}"

    @cached_property
    def reads(self) -> dict[str, list[tuple[str, str]]]:
        found = columns_read(self.expression)
        for name in self.rule.optional:
            if name not in found:  # it stands in for another that is missing
                found[name] = columns_read(self.manual.expression(self.rule, self.manual.policy(), [name])).get(name, set())
        return {name: self._headers(name, found.get(name, set())) for name in (*self.rule.ledgers, *self.rule.optional)}

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        return [(c, self._label(c)) for c in self.expression.columns if c not in RESERVED and not c.startswith("x_")]

    @cached_property
    def exceptions(self) -> list[tuple[str, str]]:
        return [(c, self._label(c)) for c in self.expression.columns if c.startswith("x_")]

    @cached_property
    def sql(self) -> str:
        return self.manual.ledgers.sql(self.expression)

    @property
    def code(self) -> str:
        """The file that holds the rule, as the project's folder has it."""
        return self.rule.function.__module__.replace(".", "/") + ".py"

    @property
    def notebook(self) -> str:
        return f"{self.rule.subject}.ipynb"

    def _headers(self, name: str, used: set[str]) -> list[tuple[str, str]]:
        contract = self.manual.contracts.get(name)
        order = [*self.manual.ledgers[name].columns, "county_id"]
        known = contract.columns if contract else {}
        return [(c, known[c].header if c in known else "") for c in order if c in used - BESIDE]

    def _label(self, column: str) -> str:
        return fact_label(self.rule, column, self.manual.contracts)


class Manual:
    """Everything that the pages show: rules, ledgers and policy values of one project folder."""

    def __init__(self, parameters: Parameters):
        self.parameters = parameters
        read_texts(parameters.folder)
        self.contracts: dict[str, Ledger] = load_ledgers(parameters.folder / "ledgers")
        self.shared: dict[str, dict[str, Column]] = load(parameters.folder / "ledgers" / "_shared.yaml", Shared).root
        self._cases = read_examples()
        self._filled = {id: _filled(value) if self._is_empty(value) else value for id, value in parameters.policy.items()}

    @property
    def home(self) -> Path:
        return self.parameters.folder.parent

    @cached_property
    def ledgers(self) -> Ledgers:
        # L10 as received is no table of a rule: its programmes are part of the catalogue that rules read under the same name
        empty = {name: ledger.schema().empty_table() for name, ledger in self.contracts.items() if name != "programme"}
        ledgers = from_tables(empty, self.parameters.programmes, self.contracts)
        for name, form in (("lead", ACCUSED), ("finding", FINDING)):
            ledgers.add(name, form.empty_table())
        return ledgers

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All rules by id, as they read when every ledger has been handed in."""
        return {rule_id: self.entry(RULES[rule_id]) for rule_id in sorted(RULES)}

    def policy(self) -> Policy:
        """All policy values at the audit date, with a stand-in for those to be entered."""
        return Policy(self._filled, self.parameters.run.as_of)

    def expression(self, rule: Rule, policy: Policy, optional: Iterable[str]) -> ir.Table:
        """What the rule says when of its optional ledgers these have been handed in."""
        context = {"policy": policy, "as_of": policy.as_of, "audit_from": self.parameters.run.audit_from}
        tables = {name: self.ledgers.unbound_absent(name) for name in rule.optional}
        tables |= {name: self.ledgers.unbound(name) for name in (*rule.ledgers, *optional)}
        if rule.scope == "city":
            tables = {name: ibis.table({**table.schema(), "county_id": "string"}, name=name) for name, table in tables.items()}
        with uncollected():
            return rule.function(**tables, **{name: context[name] for name in rule.context})

    def entry(self, rule: Rule) -> Entry:
        policy = self.policy()
        expression = self.expression(rule, policy, rule.optional)
        named = dict.fromkeys([*rule.basis, *policy.used])
        values = tuple(self.parameters.policy[policy_id] for policy_id in named)
        return Entry(rule, self, expression, values, tuple(v.id for v in values if self._is_empty(v)), self._cases.get(rule.id, []))

    def of_subject(self, subject: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.rule.subject == subject]

    def users(self, policy_id: str) -> list[str]:
        """The rules that cite or look up a policy value."""
        return [rule_id for rule_id, entry in self.entries.items() if policy_id in {value.id for value in entry.policy}]

    def readers(self, ledger: str) -> list[str]:
        """The rules that read a ledger."""
        return [rule_id for rule_id, entry in self.entries.items() if ledger in entry.reads]

    def _is_empty(self, value: PolicyValue) -> bool:
        try:
            Policy({value.id: value}, self.parameters.run.as_of).value(value.id)
        except NotRun:
            return True
        return False


def shown(value: Decimal | str | list[str] | None) -> str:
    """A policy value as a reader sees it."""
    return "、".join(value) if isinstance(value, list) else "待填 (to be entered)" if value is None else str(value)


def history(value: PolicyValue) -> Iterator[tuple[str, str, str, str]]:
    """The dated values: from (and to), value, document and article, and 参数待核 where nobody has confirmed it."""
    for dated in value.values:
        span = f"{dated.from_} – {dated.to}" if dated.to else f"{dated.from_} –"
        yield span, shown(dated.value), dated.source, "" if dated.confirmed else "参数待核"


def _filled(value: PolicyValue) -> PolicyValue:
    """The value with something in force on every day."""
    stand_in = DatedValue.model_construct(
        from_=dt.date(1900, 1, 1), to=None, value=STAND_IN.get(value.unit, Decimal(0)), document="", article=None, confirmed=False
    )
    return value.model_copy(update={"values": [stand_in]})
