"""Which columns a ledger's sheet shows, under which headers and group headings, and in which order of rows.

`?` marks a column that a county may leave out. No column that a rule needs is ever left out. A ledger that is not listed shows every
column that its rows fill.
"""

from pathlib import Path
from random import Random

import yaml

from auditlib.columns import header_key
from auditlib.contracts import Ledger

_SAID = yaml.safe_load(Path(__file__).with_name("layouts.yaml").read_text(encoding="utf-8"))
COLUMNS: dict[str, str] = _SAID["columns"]
NATIONAL: list[str] = _SAID["national"].split()
GROUPS: dict[str, dict[str, str]] = _SAID["groups"]


def columns(ledger: Ledger, rows: list[dict], rng: Random, keep: float = 0.5) -> list[str]:
    """The columns that one county shows: the needed ones, and of the others each with probability `keep`."""
    if ledger.name not in COLUMNS:
        return _filled(ledger, rows)
    names = COLUMNS[ledger.name].split()
    return [n.rstrip("?") for n in names if not n.endswith("?") or rng.random() < keep]


def _filled(ledger: Ledger, rows: list[dict]) -> list[str]:
    """The columns that some row fills; a period stands for the two days that it gives."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    periods = {c.name: c.into for c in ledger.columns.values() if c.into and filled.issuperset(c.into)}
    covered = {name for into in periods.values() for name in into}
    return [name for name in ledger.columns if name in periods or (name in filled and name not in covered)]


def groups(ledger: str, shown: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The group headings whose columns stand side by side."""
    result = []
    for heading, names in GROUPS.get(ledger, {}).items():
        members = tuple(c for c in shown if c in names.split())
        places = [shown.index(c) for c in members]
        if len(members) > 1 and places == list(range(places[0], places[0] + len(members))):
            result.append((heading, members))
    return tuple(result)


def headers(ledger: Ledger, shown: list[str], rng: Random, variety: float) -> dict[str, str]:
    """One header a column: the canonical one, or with probability `variety` a synonym that can mean no other column."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for name in shown:
        column = ledger.columns[name]
        usable = [
            h for h in (column.header, *column.synonyms) if not h.isascii() and "元" not in h
        ]  # a unit in the header would speak for the values
        own = [h for h in usable if _owner(ledger, h) == name and header_key(h) not in taken]
        text = own[0] if rng.random() >= variety else rng.choice(own[:5])
        chosen[name] = text
        taken.add(header_key(text))
    return chosen


def _owner(ledger: Ledger, header: str) -> str | None:
    """The column that intake takes a header for: the one where it ranks first."""
    ranks = sorted(
        (column.ranks[header_key(header)], name) for name, column in ledger.columns.items() if header_key(header) in column.ranks
    )
    return ranks[0][1] if len(ranks) == 1 or ranks[0][0] < ranks[1][0] else None
