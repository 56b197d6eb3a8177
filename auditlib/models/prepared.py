"""Tables that several rules start from, made once for all rules of a county and read by name.

Which entries are one payment, who was registered when, what a pupil's list says: most of the work of many rules, and most of their SQL. A
model that says ``@prepared`` is asked like any other. While a rule is compiled its answer stands for a table of that name, which the engine
makes before the first rule that reads it; it is built and compiled once for all rules of the county.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.ledgers import ABSENT
from auditlib.models.absent import absent
from auditlib.models.texts import reading, words_bound


@dataclass(frozen=True)
class Made:
    """What a model was answered: the table by its name, the SQL of all tables that it needs by name, itself the last, and the concepts it
    asked for."""

    table: ir.Table
    needs: dict[str, str]
    concepts: set[str]


@dataclass(frozen=True)
class Collecting:
    """How a table becomes SQL, what earlier rules of the county had made, and what this one needs."""

    sql: Callable[[ir.Table], str]
    memory: dict[tuple, Made]
    needs: dict[str, str] = field(default_factory=dict)


_collecting: ContextVar[Collecting | None] = ContextVar("collecting", default=None)


@contextmanager
def collecting(sql: Callable[[ir.Table], str], memory: dict[tuple, Made]) -> Iterator[dict[str, str]]:
    """Collect what is prepared within: name → SQL, in the order in which the tables need each other. ``memory``: of the same ledgers."""
    within = Collecting(sql, memory)
    token = _collecting.set(within)
    try:
        yield within.needs
    finally:
        _collecting.reset(token)


def prepared(model: Callable[..., ir.Table]) -> Callable[..., ir.Table]:
    """Declare a model (ledgers, other prepared tables and plain values in, a table out) one that rules read by name, within `collecting`.

    The name ends in a digest of the table's SQL: of other ledgers, dates, words or code it is another table. What is made of parts of
    ledgers is not prepared. What rests on an absent ledger stays absent.
    """

    @wraps(model)
    def asked(*given: Any) -> ir.Table:
        within = _collecting.get()
        parts = [part.op() if isinstance(part, ir.Table) else part for part in given]
        if within is None or any(isinstance(part, ops.Relation) and not isinstance(part, ops.UnboundTable) for part in parts):
            return model(*given)
        words, concepts = words_bound()
        key = (model, words, *parts)
        if key not in within.memory:
            with reading(words, set()) as own, collecting(within.sql, within.memory) as needs:
                table = model(*given)
            within.memory[key] = _made(model.__name__, table, within.sql(table), needs, own)
        made = within.memory[key]
        concepts |= made.concepts
        within.needs.update(made.needs)
        return made.table

    return asked


def _made(model: str, table: ir.Table, sql: str, needs: dict[str, str], concepts: set[str]) -> Made:
    name = f"{ABSENT if absent(table) else '_'}{model.strip('_')}_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"
    return Made(ibis.table(table.schema(), name=name), needs | {name: sql}, concepts)
