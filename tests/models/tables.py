"""Models asked on small text tables, on every engine: ledgers as in tests/rules, and a table ``asked`` with the answers expected.

The first column of ``asked`` names the row. The columns that ``given`` names are the question, all others what the model must answer
(是, 否, a day, a text; ? for unknown), where the cell holds something.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import ibis
import pyarrow as pa

from auditlib.ledgers import Ledgers, from_tables
from tests.rules.tables import _typed, loaded, parse


def opened(text: str, engine: str, given: dict[str, pa.DataType]) -> tuple[Ledgers, list[dict]]:
    """The ledgers of the text on an engine, beside them the table ``asked`` of the ``given`` columns; and its rows as written."""
    _, contracts = loaded()
    blocks = parse(text)
    asked = blocks.pop("asked")
    arrow, row_id = {}, 0
    for name, rows in blocks.items():
        for row in rows:
            row_id += 1
            row["row_id"], row["source_row"] = row_id, row_id
            row.pop("why", None)
        arrow[name] = _typed(name, rows, contracts)
    ledgers = from_tables(arrow, [], contracts, engine)
    columns = {"row_id": pa.array(range(len(asked)), pa.int64())}
    for name, kind in given.items():
        columns[name] = pa.array([_value(row.get(name, ""), kind) for row in asked], kind)
    ledgers.add("asked", pa.table(columns))
    return ledgers, asked


def table(ledgers: Ledgers, name: str) -> ibis.Table:
    """A ledger as a rule is handed it: absent where it was not handed in."""
    if ledgers.received(name):
        return ledgers.unbound(name)
    ledgers.add_absent(name)
    return ledgers.unbound_absent(name)


def check(text: str, engine: str, given: dict[str, pa.DataType], answer: Callable[[Callable[[str], ibis.Table]], ibis.Table]) -> None:
    """``answer`` gets the ledgers by name and must give each row of ``asked`` once, with the columns expected."""
    ledgers, asked = opened(text, engine, given)
    found = ledgers.query(ledgers.sql(answer(lambda name: table(ledgers, name)).order_by("row_id"))).to_pylist()
    assert [row["row_id"] for row in found] == list(range(len(asked)))
    answers = [name for name in list(asked[0])[1:] if name not in (*given, "why")]
    differences = [
        f"{next(iter(row.values()))}: {name} is {shown(told[name])!r}, not {row[name]!r}"
        for row, told in zip(asked, found, strict=True)
        for name in answers
        if row.get(name) and shown(told[name]) != row[name]
    ]
    assert not differences, "\n".join(differences)


def shown(value) -> str:
    """An answer as the tables write it."""
    names = {None: "?", True: "是", False: "否"}
    if value is None or isinstance(value, bool):
        return names[value]
    return str(value.date() if isinstance(value, dt.datetime) else value)


def _value(text: str, kind: pa.DataType):
    if not text:
        return None
    return dt.date.fromisoformat(text) if pa.types.is_date(kind) else pa.scalar(text).cast(kind).as_py()
