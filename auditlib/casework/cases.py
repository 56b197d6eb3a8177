"""The present state of every matter: what was raised and decided of it, entry by entry (事项的现状是记录的汇总，不另存)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from auditlib.casework.moves import DISMISSED, FIRST, OPEN, UNVERIFIABLE, VERIFIED, Moves
from auditlib.casework.record import Entry
from auditlib.decisions import day_of, money_of

#: Kinds of entries of a matter: its facts as a run had them; what somebody decided.
RAISED, DECIDED = "raised", "decided"


@dataclass
class Case:
    """A matter with all that was decided of it.

    facts      as last raised: the columns of matters.parquet (amounts and days as text) and what the desk shows beside them
    values     what was filled in last, by column; days ISO, amounts with two places
    digest     of the facts last raised;  raised: digest → facts, of all that was ever raised
    decided_on digest of the facts that the last decision was made on; empty when none was made
    """

    id: str
    county: str
    group_of: dict[str, str] = field(repr=False)
    facts: dict[str, str | None] = field(default_factory=dict)
    state: str = FIRST
    values: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    decided_on: str = ""
    raised: dict[str, dict] = field(default_factory=dict, repr=False)
    history: list[Entry] = field(default_factory=list, repr=False)

    def take(self, entry: Entry) -> None:
        """Go on with the next entry of this matter."""
        if entry.kind == RAISED:
            self.facts, self.digest = entry.data, entry.digest
            self.raised[entry.digest] = entry.data
        elif entry.kind == DECIDED:
            self.values |= entry.data["values"]
            self.state, self.decided_on = entry.data["state"], entry.digest
        self.history.append(entry)

    @property
    def rule_id(self) -> str:
        return self.id.rpartition("-M")[0]

    @property
    def group(self) -> str:
        """排除, 属实, 无法核实 or 在办."""
        return self.group_of[self.state]

    @property
    def verified(self) -> bool:
        return self.group == VERIFIED

    @property
    def open(self) -> bool:
        return self.group == OPEN

    @property
    def changed(self) -> bool:
        """Whether its facts are not any more those that it was decided on."""
        return bool(self.decided_on) and self.decided_on != self.digest

    def money(self, column: str) -> Decimal | None:
        return money_of(self.values.get(column))

    def day(self, column: str) -> date | None:
        return day_of(self.values.get(column))

    @property
    def amount(self) -> Decimal | None:
        """疑点金额 as last raised (元)."""
        return money_of(self.facts.get("questioned_amount"))


def cases_of(entries: Iterable[Entry], moves: Moves) -> dict[str, Case]:
    """Every matter of these entries (in the record's order), by id."""
    found: dict[str, Case] = {}
    for entry in entries:
        if entry.kind == RAISED and entry.thing not in found:
            found[entry.thing] = Case(entry.thing, entry.county, moves.states)
        if entry.thing in found:
            found[entry.thing].take(entry)
    return found


@dataclass(frozen=True)
class Counts:
    """生成 = 排除 + 属实 + 无法核实 + 在办; ``changed`` of them are decided on facts that have changed since."""

    raised: int
    dismissed: int
    verified: int
    unverifiable: int
    open: int
    changed: int

    @classmethod
    def of(cls, cases: Collection[Case], unknown: int = 0) -> Counts:
        """Of these cases; ``unknown``: matters of the last run that the record has not learnt yet, which are open."""
        groups = Counter(case.group for case in cases)
        ended = [groups[group] for group in (DISMISSED, VERIFIED, UNVERIFIABLE)]
        return cls(len(cases) + unknown, *ended, groups[OPEN] + unknown, sum(case.changed for case in cases))
