"""Dated policy values as a rule sees them: one value at a date, or the value in force on each row's date."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import ibis

from auditlib.dated_values import DatedValue, PolicyValue
from auditlib.errors import NotRun
from auditlib.fingerprint import POLICY, digests_of
from auditlib.models.texts import words_at_home
from auditlib.words import Words

NUMBER = "decimal(18,6)"
#: Units as they are said behind a number.
UNITS = {"月": "个月"}


@dataclass
class Policy:
    """The policy values of one county at one audit date; remembers what a rule looked up, so that its leads can cite it."""

    values: Mapping[str, PolicyValue]
    as_of: dt.date
    used: dict[str, Any] = field(default_factory=dict)
    #: The names (fingerprint.KINDS) of all that was asked, also of a first date alone, which no lead cites, and of concepts.
    read: set[str] = field(default_factory=set)
    #: By which remarks are read while a rule is compiled.
    words: Words = field(default_factory=words_at_home)

    def value(self, policy_id: str, on: dt.date | None = None) -> Decimal | str | list[str]:
        """The value in force on a day (default: the audit date, 审计截止日).

        Raises NotRun, naming file and key, when the value is empty or the day lies before the first date.
        """
        self.used.setdefault(policy_id, [])
        entry = self.entry(policy_id, on or self.as_of)
        if entry is None or entry.value is None:
            raise NotRun(self._missing(policy_id))
        return entry.value

    def day(self, policy_id: str) -> dt.date:
        """A value that is itself a day."""
        return dt.date.fromisoformat(self.value(policy_id))

    def entered(self, policy_id: str) -> Decimal | str | list[str] | None:
        """The value in force at the audit date, or None where the county has not entered it: for a rule that can do without."""
        entry = self.entry(policy_id, self.as_of)
        return None if entry is None or entry.value is None else self.value(policy_id)

    def at(self, policy_id: str, when: ibis.expr.types.DateValue) -> ibis.expr.types.Value:
        """The value in force on each row's date; NULL before the first date, after the last known one, or where the county has not entered
        one."""
        self.used.setdefault(policy_id, []).append(when)
        entries = [e for e in self._known(policy_id).values if e.value is not None]
        if not entries:
            raise NotRun(self._missing(policy_id))
        number = isinstance(entries[0].value, (int, Decimal))
        null = ibis.null(NUMBER if number else "string")
        branches = []
        for entry in reversed(entries):
            value = ibis.literal(entry.value, type=NUMBER if number else "string")
            if entry.to is not None:
                branches.append((when > ibis.literal(entry.to), null))
            branches.append((when >= ibis.literal(entry.from_), value))
        last = self.values[policy_id].known_to
        return ibis.cases(*([(when > ibis.literal(last), null)] if last else []), *branches, else_=null)

    def entry(self, policy_id: str, on: dt.date) -> DatedValue | None:
        """The dated entry in force on a day, or None before the first date, after the last one ended or beyond what is known."""
        last, found = self._known(policy_id).known_to, None
        if last is not None and on > last:
            return None
        for entry in self._known(policy_id).values:
            if entry.from_ <= on:
                found = entry
        return None if found is None or (found.to is not None and on > found.to) else found

    def said(self, policy_id: str) -> str | None:
        """The number in force at the audit date as a reader says it (3 万元, 36 个月); None where there is none."""
        entry = self.entry(policy_id, self.as_of) if policy_id in self.values else None
        if entry is None or isinstance(entry.value, bool) or not isinstance(entry.value, (int, Decimal)):
            return None
        number, unit = Decimal(entry.value), self.values[policy_id].unit or ""
        if unit == "元" and number and number % 1000 == 0 and number >= 10_000:
            number, unit = number / 10_000, "万元"
        return f" {number.normalize():,f} {UNITS.get(unit, unit)}".rstrip()

    def first_date(self, policy_id: str) -> dt.date:
        return self._known(policy_id).values[0].from_

    def digests_of(self, names: Iterable[str]) -> dict[str, str]:
        """SHA-256 of each of these names of things read, as it stands here."""
        return digests_of(names, policy=self.values, words=self.words)

    def _known(self, policy_id: str) -> PolicyValue:
        if policy_id not in self.values:
            raise KeyError(f"policy value {policy_id!r} is in no file of parameters/policy/")
        self.read.add(POLICY + policy_id)
        return self.values[policy_id]

    def _missing(self, policy_id: str) -> str:
        value = self._known(policy_id)
        return (
            f"参数未填：{policy_id}（{value.description}）在 {self.as_of} 没有取值，"
            f"请在 {value.file} 或该县 parameters/counties/<县>.yaml 的 policy 下填写 {policy_id}"
        )
