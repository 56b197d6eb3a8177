"""The answer key: what a county's audit must find, must lower, and must leave alone.

Each entry holds on to the very row that it is about, or, for a row that is written only when the county is complete (the register),
to how it is found then. Its natural key is worked out at the end: the shortest list of columns that only this row has. So an entry
can never point at two rows or at none.
"""

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from auditlib.contracts import Ledger
from auditlib.errors import AuditError

COLUMNS = ("county", "rule_id", "kind", "subject", "ledger", "key", "amount", "severity", "exception", "note")
Tables = dict[str, list[dict]]
Row = dict | Callable[[Tables], dict]


def text(value: object) -> str:
    """A typed value as the key writes it: dates as 2019-01-31, decimals without exponent, nothing as an empty text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass
class Entry:
    rule_id: str
    kind: str
    ledger: str
    row: Row
    amount: Decimal | None = None
    severity: str = ""
    exception: str = ""
    note: str = ""


@dataclass
class AnswerKey:
    county: str
    contracts: dict[str, Ledger]
    entries: list[Entry] = field(default_factory=list)

    def breach(self, rule_id: str, ledger: str, row: Row, amount: Decimal | None = None, note: str = "", severity: str = "") -> None:
        """A row that the rule must accuse; `amount` None: the rule gives none. `severity` only where it is not the rule's own."""
        self.entries.append(Entry(rule_id, "breach", ledger, row, amount, severity, "", note))

    def look_alike(self, rule_id: str, ledger: str, row: Row, exception: str, note: str = "") -> None:
        """A lawful row that looks like a breach; `exception` is the x_ column that spares it, or why it is no candidate."""
        self.entries.append(Entry(rule_id, "look-alike", ledger, row, None, "", exception, note))

    def downgraded(self, rule_id: str, ledger: str, row: Row, exception: str, severity: str, note: str = "") -> None:
        """A row that stays a lead of lower severity with amount 0."""
        self.entries.append(Entry(rule_id, "downgraded", ledger, row, Decimal("0.00"), severity, exception, note))

    def settle(self, tables: Tables) -> None:
        """Find the rows that were not yet written when their entries were made."""
        for entry in self.entries:
            if callable(entry.row):
                entry.row = entry.row(tables)

    def subject(self, entry: Entry) -> str:
        """Whom a lead on the entry's row is about, as leads say it."""
        return next((text(entry.row[c]) for c in self.contracts[entry.ledger].subject if entry.row.get(c) is not None), "")

    def lines(self, tables: Tables) -> list[dict]:
        """The key as text rows, sorted."""
        finders: dict[str, _Finder] = {}
        lines = []
        for entry in self.entries:
            finder = finders.setdefault(entry.ledger, _Finder(self.contracts[entry.ledger], tables[entry.ledger]))
            found = {"subject": self.subject(entry), "key": json.dumps(finder.key(entry.row), ensure_ascii=False)}
            told = {column: getattr(entry, column) for column in ("rule_id", "kind", "ledger", "severity", "exception", "note")}
            lines.append({"county": self.county, **told, **found, "amount": text(entry.amount)})
        return sorted(lines, key=lambda line: [line[c] for c in COLUMNS])


class _Finder:
    """Finds the shortest natural key of a row within its ledger: of the columns that the contract's business keys are made of."""

    def __init__(self, ledger: Ledger, rows: list[dict]):
        self.ledger, self.rows = ledger, rows
        self.columns = list(dict.fromkeys(column for key in ledger.key for column in key))
        self.counts: dict[int, Counter] = {}

    def key(self, row: dict) -> dict[str, str]:
        columns = self.columns
        for length in range(1, len(columns) + 1):
            if length not in self.counts:
                self.counts[length] = Counter(tuple(r.get(c) for c in columns[:length]) for r in self.rows)
            if self.counts[length][tuple(row.get(c) for c in columns[:length])] == 1:
                return {c: text(row.get(c)) for c in columns[:length]}
        raise AuditError(f"demo: a row of {self.ledger.name} in the answer key has no natural key of its own")


def write(path: Path, lines: list[dict]) -> None:
    """Write the key as CSV, UTF-8 with BOM so that Excel shows it rightly."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
