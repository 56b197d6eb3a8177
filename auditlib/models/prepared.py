"""Tables that several rules start from, made once for all rules of a county.

Every rule on payments begins by telling which entries are one payment and what each pays for. Over ten million rows that is most of the
work; so a rule's SQL reads the result by name, and the engine makes it before the first rule that asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.ledgers import ABSENT
from auditlib.models.absent import absent

_made: ContextVar[dict[str, ir.Table] | None] = ContextVar("made", default=None)


def prepared(name: str, table: ir.Table, *of: ir.Table) -> ir.Table:
    """``table`` as one that the rules read by ``name``, within `collecting`; else the table itself.

    One name stands for one content, whichever rule asks: ``of`` are the tables that it is made of, where these may differ; their names become part
    of it, and what is made of parts of ledgers is not prepared. What rests on an absent ledger stays absent.
    """
    made = _made.get()
    if made is None or not all(isinstance(part.op(), ops.UnboundTable) for part in of):
        return table
    name = "_".join((name, *(part.get_name() for part in of)))
    if absent(table):
        name = ABSENT + name.removeprefix("_")
    made.setdefault(name, table)
    return ibis.table(table.schema(), name=name)


@contextmanager
def collecting() -> Iterator[dict[str, ir.Table]]:
    """Collect what is prepared within: name → the table that it stands for, in the order in which they need each other."""
    made: dict[str, ir.Table] = {}
    token = _made.set(made)
    try:
        yield made
    finally:
        _made.reset(token)
