"""The lines of a workbook: what a case shows in each column, typed as Excel has it, to be written and to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from auditlib.casework.cases import DECIDED, Case
from auditlib.desk.columns import COLUMNS, Column
from auditlib.headings import WORDS
from auditlib.privacy.open_gates import Gates
from auditlib.rules import RULES

SEPARATOR = "."


@dataclass(frozen=True)
class Mark:
    """What a line was when it went out: last entry of the record, digest of the facts, fingerprint of the key, were names masked."""

    seq: int
    digest: str
    fingerprint: str
    masked: bool

    def __str__(self) -> str:
        return SEPARATOR.join([str(self.seq), self.digest, self.fingerprint, "m" if self.masked else "f"])

    @classmethod
    def read(cls, text: str) -> Mark | None:
        parts = text.split(SEPARATOR)
        if len(parts) != 4 or not parts[0].isascii() or not parts[0].isdigit() or parts[3] not in ("m", "f"):
            return None
        return cls(int(parts[0]), parts[1], parts[2], parts[3] == "m")


def fact(case: Case, column: Column) -> object:
    """What a column that nobody may change shows of a case: text, Decimal, date or whole number; None for nothing."""
    if column.name == "state":
        return case.state
    if column.name == "before":
        return before(case)
    value = case.facts.get(column.name)
    if value is None:
        return None
    return typed(WORDS[column.name](value) if column.name in WORDS else value, column)


def filled(case: Case, column: Column) -> object:
    """What stands in a column to be filled in; where nothing does, what the rule proposes."""
    text = case.values.get(column.name) or proposed(case).get(column.name, "")
    return typed(text, column) if text else None


def proposed(case: Case) -> dict[str, str]:
    """What the rule says of 定性, 依据, 责任单位 and 处理意见 before somebody else does, once a matter is verified."""
    rule = RULES.get(case.rule_id)
    if rule is None or not case.verified:
        return {}
    return {
        "phrase": rule.phrase,
        "basis": case.facts.get("law") or "",
        "unit": "、".join(rule.answers),
        "disposition": rule.disposition,
        "title": rule.zh,
    }


def typed(text: object, column: Column) -> object:
    """A value of the record as Excel has it."""
    if column.kind == "money":
        return Decimal(str(text))
    if column.kind == "date":
        return date.fromisoformat(str(text))
    return int(text) if column.kind == "whole" else str(text)


def before(case: Case) -> str | None:
    """What a person must know of the last decision: that the facts have changed since, and which."""
    if not case.changed:
        return None
    last = next(entry for entry in reversed(case.history) if entry.kind == DECIDED)
    then, now = case.raised.get(case.decided_on, {}), case.facts
    differ = [
        f"{COLUMNS[name].title} {then.get(name) or '无'} → {now.get(name) or '无'}"
        for name in ("questioned_amount", "leads", "severity", "first_on", "last_on")
        if then.get(name) != now.get(name)
    ]
    return f"{last.at[:10]} 认定“{case.state}”之后事实有变化：{'；'.join(differ) or '见疑点描述'}"


def masked(values: list[object], column: Column, gates: Gates) -> list[object]:
    """A column as it may be shown outside the audit team."""
    return gates.column(values, column.masks) if column.masks else values
