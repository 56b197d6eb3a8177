"""Run one rule on one county's ledgers: candidates, exceptions, and what could not be judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import ibis
from ibis.expr import types as ir

from auditlib.errors import NotRun
from auditlib.ledgers import Ledgers
from auditlib.rules.catalogue import RESERVED, Rule
from auditlib.rules.policy import Policy


@dataclass
class Outcome:
    """What a rule said: its candidates (an Ibis table, one row per suspected breach before exceptions), or why it was not run."""

    rule: Rule
    candidates: ir.Table | None = None
    reason: str = ""
    policy: Policy | None = None
    not_judged: dict[str, int] = field(default_factory=dict)
    rows_read: dict[str, int] = field(default_factory=dict)

    @property
    def ran(self) -> bool:
        return self.candidates is not None

    @property
    def exceptions(self) -> list[str]:
        return [c for c in self.candidates.columns if c.startswith("x_")]

    @property
    def facts(self) -> list[str]:
        return [c for c in self.candidates.columns if c not in RESERVED and not c.startswith("x_")]

    @property
    def sql(self) -> str:
        """The rule as the engine's SQL, for the working paper."""
        return str(ibis.to_sql(self.candidates, dialect="duckdb"))


def run_rule(rule: Rule, ledgers: Ledgers, policy_values: dict, as_of: dt.date, audit_from: dt.date) -> Outcome:
    """Run ``rule``; a missing ledger, column or policy value gives an Outcome that says so (未执行), never zero leads."""
    policy = Policy(policy_values, as_of)
    try:
        tables = _tables(rule, ledgers)
        context = {"policy": policy, "as_of": as_of, "audit_from": audit_from}
        found = rule.function(**tables, **{name: context[name] for name in rule.context})
    except NotRun as reason:
        return Outcome(rule, reason=str(reason), policy=policy)
    _check(rule, found)
    return Outcome(
        rule,
        candidates=found,
        policy=policy,
        not_judged=_not_judged(policy),
        rows_read={name: ledgers.rows(name) for name, table in tables.items() if table is not None},
    )


def _tables(rule: Rule, ledgers: Ledgers) -> dict[str, ir.Table | None]:
    missing = [ledgers.title(name) for name in rule.ledgers if not ledgers.received(name)]
    if missing:
        raise NotRun("缺少资料：" + "、".join(missing))
    for need in rule.needs:
        # "a.x|a.y": one of the columns is enough
        options = [option.split(".") for option in need.split("|")]
        if all(ledgers.received(name) and column in ledgers.absent(name) for name, column in options):
            headers = "、".join(f"{ledgers.title(name)}缺少列“{ledgers.header(name, column)}”" for name, column in options)
            raise NotRun("缺少资料：" + headers)
    names = (*rule.ledgers, *rule.optional)
    return {name: ledgers[name] if ledgers.received(name) else None for name in names}


def _check(rule: Rule, found: ir.Table) -> None:
    missing = {"row_id", "occurred_on", "questioned_amount"} - set(found.columns)
    if missing:
        raise TypeError(f"{rule.id} must return the columns {', '.join(sorted(missing))}")
    for column in found.columns:
        if column.startswith("x_") and not found[column].type().is_boolean():
            raise TypeError(f"{rule.id}: exception {column} is {found[column].type()}, not boolean")


def _not_judged(policy: Policy) -> dict[str, int]:
    """Rows whose date lies before a policy value's first date, by policy id: said, never counted as lawful."""
    counts = {}
    for policy_id, dates in policy.used.items():
        first = ibis.literal(policy.first_date(policy_id))
        rows = sum(int((when < first).sum().fill_null(0).to_pyarrow().as_py() or 0) for when in dates[:1])
        if rows:
            counts[policy_id] = rows
    return counts
