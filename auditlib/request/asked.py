"""What is asked of whom, and why: the ledgers of each office, the columns that a rule can not do without, the rules that read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditlib.columns import PERSONAL, Column
from auditlib.contracts import Ledger
from auditlib.rules import RULES, Rule


@dataclass(frozen=True)
class Asked:
    """A ledger as it is asked for."""

    ledger: Ledger

    @property
    def offices(self) -> list[str]:
        """Who has to answer."""
        return [*dict.fromkeys(self.ledger.offices)] or [self.ledger.supplier]

    @property
    def columns(self) -> list[Column]:
        return [*self.ledger.columns.values()]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that can not do without it, or hold rows against it; where there is none, those that read it when it is there."""
        name = self.ledger.name
        readers = [rule for _, rule in sorted(RULES.items()) if name in (*rule.ledgers, *rule.optional)]
        return [rule for rule in readers if name in (*rule.ledgers, *rule.compared)] or readers

    @cached_property
    def must(self) -> set[str]:
        """Columns to be filled in on every row: what the contract requires, whom and when a row is about, what rules need."""
        return self._named(options[0] for options, _ in self._needs)

    def due(self, absent: Iterable[str]) -> list[Column]:
        """Of the columns that intake did not find those that have to be handed in: of several that would do only where none was found."""
        absent = {*absent}
        named = self._named(options[0] for options, _ in self._needs if absent.issuperset(options))
        return [column for column in self.lacking(absent) if column.name in named]

    @property
    def personal(self) -> list[str]:
        """Headers of the columns that tell who a person is."""
        return [column.header for column in self.columns if column.kind in (*PERSONAL, "party", "birth")]

    def lacking(self, absent: Iterable[str]) -> list[Column]:
        """The columns that nobody handed in, of those that intake did not find. A period is there when its days are, and vice versa."""
        absent, days = {*absent}, {day for column in self.columns for day in column.into}
        return [
            column
            for column in self.columns
            if (absent.issuperset(column.into) if column.into else column.name in absent and column.name not in days)
        ]

    def stopped(self, absent: Iterable[str] | None) -> list[Rule]:
        """The rules that are not run for want of it (None), or of these columns of it."""
        if absent is None:
            return [rule for rule in self.rules if self.ledger.name in rule.ledgers or {*rule.compared} == {self.ledger.name}]
        absent = {*absent}
        return [*{rule.id: rule for options, rule in self._needs if absent.issuperset(options)}.values()]

    def _named(self, needed: Iterable[str]) -> set[str]:
        """With what a row can not do without; the days that a period tells are asked for by the period."""
        ledger = self.ledger
        named = {
            *ledger.subject[:1],
            *filter(None, [ledger.occurred]),
            *(column.name for column in self.columns if column.required),
            *needed,
        }
        told = {day: column.name for column in self.columns for day in column.into}
        return {told.get(name, name) for name in named}

    @cached_property
    def _needs(self) -> list[tuple[list[str], Rule]]:
        """What rules need of it first of all, or decide by: columns of which one is enough, each with the rule."""
        found = []
        for _, rule in sorted(RULES.items()):
            held = [f"{name}.{column}" for name, columns in rule.compared.items() for column in columns[:1] if name in rule.ledgers]
            asked = [[option.split(".") for option in need.split("|")] for need in (*rule.needs, *held)]
            asked += [[[decider.ledger, column] for column in decider.columns] for decider in rule.deciders if not decider.blank_answers]
            for options in asked:
                if options[0][0] == self.ledger.name:
                    found.append(([column for name, column in options if name == self.ledger.name], rule))
        return found


def by_office(asked: Iterable[Asked]) -> Mapping[str, list[Asked]]:
    """Office → what it is asked for, offices and ledgers in the order of the ledgers' ids."""
    offices: dict[str, list[Asked]] = {}
    for one in asked:
        for office in one.offices:
            offices.setdefault(office, []).append(one)
    return offices
