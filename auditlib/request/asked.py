"""What is asked of whom, and why: the ledgers of each office, the columns that a rule can not do without, the rules that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditlib.contracts import PERSONAL, Column, Ledger
from auditlib.rules import RULES, Rule


@dataclass(frozen=True)
class Asked:
    """A ledger as it is asked for."""

    ledger: Ledger

    @property
    def offices(self) -> list[str]:
        """Who has to answer."""
        return self.ledger.offices or [self.ledger.supplier]

    @property
    def columns(self) -> list[Column]:
        return [*self.ledger.columns.values()]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that are not run without it; where there is none, those that read it when it is there."""
        name = self.ledger.name
        readers = [rule for _, rule in sorted(RULES.items()) if name in (*rule.ledgers, *rule.optional)]
        return [rule for rule in readers if name in rule.ledgers] or readers

    @cached_property
    def must(self) -> set[str]:
        """Columns without which a row, or a rule, can not stand: what the contract requires, whom and when a row is about, what rules need.

        The days that a period tells are asked for by the period.
        """
        ledger = self.ledger
        named = {*ledger.subject[:1], *filter(None, [ledger.occurred]), *(name for name, _ in _needs(ledger.name))}
        named |= {column.name for column in self.columns if column.required}
        told = {day: column.name for column in self.columns for day in column.into}
        return {told.get(name, name) for name in named}

    @property
    def personal(self) -> list[str]:
        """Headers of the columns that tell who a person is."""
        return [column.header for column in self.columns if column.kind in (*PERSONAL, "party", "birth")]

    def lacking(self, absent: Iterable[str]) -> list[Column]:
        """The columns that nobody handed in, of those that intake did not find. A period is there when its days are, and the other way about."""
        absent, days = {*absent}, {day for column in self.columns for day in column.into}
        return [
            column
            for column in self.columns
            if (absent.issuperset(column.into) if column.into else column.name in absent and column.name not in days)
        ]

    def stopped(self, absent: Iterable[str] | None) -> list[Rule]:
        """The rules that are not run for want of it (None), or of these columns of it."""
        if absent is None:
            return [rule for rule in self.rules if self.ledger.name in rule.ledgers]
        ids = {rule.id for name, rule in _needs(self.ledger.name) if name in absent}
        return [RULES[id] for id in sorted(ids)]


def _needs(ledger: str) -> list[tuple[str, Rule]]:
    """Columns of a ledger that rules say they need, each with its rule; the first of several that would do."""
    firsts = [(need.split("|")[0].split("."), rule) for rule in RULES.values() for need in rule.needs]
    return [(column, rule) for (name, column), rule in firsts if name == ledger]


def by_office(asked: Iterable[Asked]) -> Mapping[str, list[Asked]]:
    """Office → what it is asked for, offices and ledgers in the order of the ledgers' ids."""
    offices: dict[str, list[Asked]] = {}
    for one in asked:
        for office in one.offices:
            offices.setdefault(office, []).append(one)
    return offices
