"""Which rows a rule could not judge, and why: unknown is never an answer.

A rule names the columns of the accused ledger that decide it (``decides``). A row where one of them is empty, or held something that nobody
could read, is not judged: it is no lead, and it is counted. So of every ledger accused, rows = judged + not judged, by reason.
Columns that nobody filled at all (``tests``) are told once, of the rule: that part of it was not tested.
"""

import inspect
from collections import defaultdict
from collections.abc import Iterable, Mapping

import ibis
from ibis import _
from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.contracts import Ledger
from auditlib.models.vocabulary import unread
from auditlib.rules.catalogue import Decider, Rule
from auditlib.rules.policy import Policy

#: Which programme of the catalogue a row names, a column that no ledger was handed in with.
CODE = "programme_code"
#: Of each reason the ledger, the words, and how many of its rows.
REASON = ("ledger", "reason", "rows")


def undecided(rule: Rule, name: str, table: ir.Table, contract: Ledger) -> ir.StringValue:
    """Why each row of an accused ledger cannot be judged, as a reader is told it; null where it can. The first reason stands."""
    reasons = [reason for decider in rule.deciders if decider.ledger == name for reason in _reasons(decider, table, contract)]
    return ibis.cases(*reasons, else_=ibis.null("string")) if reasons else ibis.null("string")


def _reasons(decider: Decider, table: ir.Table, contract: Ledger) -> list[tuple[ir.BooleanValue, str]]:
    if decider.columns == (CODE,):
        return [(table[CODE].isnull(), f"“{contract.columns[contract.catalogued].header}”未列入补贴项目目录")]
    headers = "、".join(contract.columns[column].header for column in decider.columns)
    empty = ibis.and_(*(table[column].isnull() for column in decider.columns))
    garbled = ibis.or_(*(_garbled(table, column) for column in decider.columns))
    told = [(empty & garbled, f"“{headers}”未能读出")]
    return told if decider.blank_answers else [*told, (empty, f"“{headers}”为空")]


def _garbled(table: ir.Table, column: str) -> ir.BooleanValue:
    return unread(table, column) if "unread" in table.columns else ibis.literal(False)


def counted(
    rule: Rule, tables: Mapping[str, ir.Table], filed: Iterable[str], contracts: Mapping[str, Ledger], policy: Policy
) -> ir.Table | None:
    """REASON of what the rule could not judge: rows whose deciding columns are unknown, what the rule says itself (``unjudged``), and rows
    dated where a policy value is not known.

    ``filed``: the accused ledgers that were handed in.
    """
    parts = [
        _of_ledger(rule, name, tables[name], contracts[name]) for name in dict.fromkeys(d.ledger for d in rule.deciders) if name in filed
    ]
    if rule.unjudged:
        told = rule.unjudged(**{name: tables[name] for name in inspect.signature(rule.unjudged).parameters})
        parts.append(_by_reason(told.select(ledger=ibis.literal(""), reason="not_judged")))
    outside: dict[ops.Relation, list[tuple[ir.BooleanValue, str]]] = defaultdict(list)
    for policy_id, dates in policy.used.items():
        relations = dates[0].op().relations if dates else ()
        if len(relations) == 1:
            first, last = policy.first_date(policy_id), policy.values[policy_id].known_to
            before = (dates[0] < ibis.literal(first), f"日期早于 {policy_id} 的起始日 {first}")
            outside[next(iter(relations))] += [before, *_after(dates[0], policy_id, last)]
    parts += [_dated(relation.to_expr(), reasons) for relation, reasons in outside.items()]
    if not parts:
        return None
    return (ibis.union(*parts) if len(parts) > 1 else parts[0]).filter(_["rows"] > 0)


def tested(rule: Rule, tables: Mapping[str, ir.Table], contracts: Mapping[str, Ledger]) -> ir.Table | None:
    """``columns``: those by which the rule tests rows (``tests``), as a reader is told them, and of how many ``rows`` they tell
    something."""
    parts = [_telling(tester, tables[tester.ledger], contracts[tester.ledger]) for tester in rule.testers if tester.ledger in tables]
    return None if not parts else ibis.union(*parts) if len(parts) > 1 else parts[0]


def _telling(tester: Decider, table: ir.Table, contract: Ledger) -> ir.Table:
    told = ibis.or_(*(table[column].notnull() | _garbled(table, column) for column in tester.columns))
    headers = "、".join(contract.columns[column].header for column in tester.columns)
    return table.filter(told).agg(columns=ibis.literal(f"{contract.title}“{headers}”"), rows=_.count().cast("int64"))


def _after(date: ir.DateValue, policy_id: str, last) -> list[tuple[ir.BooleanValue, str]]:
    return [] if last is None else [(date > ibis.literal(last), f"日期晚于 {policy_id} 的已知截止日 {last}")]


def _dated(rows: ir.Table, reasons: list[tuple[ir.BooleanValue, str]]) -> ir.Table:
    """REASON of rows dated where a value is not known: each row once, by the first of the reasons, though a rule asks for several
    values."""
    return _by_reason(rows.select(ledger=ibis.literal(""), reason=ibis.cases(*reasons, else_=ibis.null("string"))))


def _of_ledger(rule: Rule, name: str, table: ir.Table, contract: Ledger) -> ir.Table:
    return _by_reason(table.select(ledger=ibis.literal(name), reason=undecided(rule, name, table, contract)))


def _by_reason(told: ir.Table) -> ir.Table:
    return told.filter(_.reason.notnull()).group_by("ledger", "reason").agg(rows=_.count().cast("int64")).select(*REASON)
