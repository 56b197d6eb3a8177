"""Matters or leads of two runs side by side: new, gone, changed, same. Pure: rows in, no files, no clock.

What was not judged again has not gone: of a rule that did not run now, everything found before stands apart as ``not_judged``.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa

from auditlib.leads import cited_by, facts_of, plain

STATE_ZH = {"new": "新增", "gone": "消失", "changed": "变化", "same": "相同", "not_judged": "未再判断"}
#: What of a matter is compared, as far as all earlier rows tell it.
OF_MATTER = ("evidence_digest", "severity", "strength", "amount_class", "questioned_amount", "leads", "town", "village", "subject")
#: What of a lead is compared besides its facts and exceptions, which its digest stands for.
OF_LEAD = ("matter_id", "severity", "strength", "amount_class", "town", "village", "subject", "occurred_on", "questioned_amount")
#: Before the id of a policy value, where a lead's citation of it is one of the things that differ.
CITED = "policy "
#: A row in a form in which two runs can be compared: name → value as JSON holds it.
Told = Callable[[Mapping], Mapping]


@dataclass(frozen=True)
class Change:
    """One matter or lead of two runs. ``differ``: columns, facts, exceptions and cited policy values (CITED + id) that are not the same."""

    id: str
    rule_id: str
    state: str
    before: Mapping | None
    now: Mapping | None
    differ: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What became of all matters, or all leads; by rule and then in the order of the tables they came from."""

    found: tuple[Change, ...]

    def of(self, *states: str) -> list[Change]:
        return [change for change in self.found if change.state in states]

    @cached_property
    def by_rule(self) -> dict[str, Counter]:
        """Rule → how many of each state."""
        counts: dict[str, Counter] = defaultdict(Counter)
        for change in self.found:
            counts[change.rule_id][change.state] += 1
        return dict(counts)

    @cached_property
    def counts(self) -> Counter:
        return Counter(change.state for change in self.found)


def changes(before: Mapping[str, Mapping], now: pa.Table, judged: Collection[str] | None = None) -> Changes:
    """What became of the matters of an earlier time.

    ``before``: matter_id → rule_id and what was known of it, by the names of OF_MATTER (amounts also as text). ``now``: matters.parquet.
    ``judged``: the rules that ran now; None: all of them did.
    """
    names = [name for name in OF_MATTER if all(name in row for row in before.values())]
    here = {row["matter_id"]: row for row in now.to_pylist()}
    return compared(before, here, lambda matter: {name: plain(matter[name]) for name in names}, judged)


def compared(before: Mapping[str, Mapping], now: Mapping[str, Mapping], told: Told, judged: Collection[str] | None = None) -> Changes:
    """Two sets of rows by id, each row with its ``rule_id``; ``judged``: the rules that ran now, None: all of them did."""
    found = [_one(id, before.get(id), now.get(id), told, judged) for id in [*now, *(id for id in before if id not in now)]]
    return Changes(tuple(sorted(found, key=lambda change: change.rule_id)))


def _one(id: str, before: Mapping | None, now: Mapping | None, told: Told, judged: Collection[str] | None) -> Change:
    rule = (now or before)["rule_id"]
    if now is None:
        return Change(id, rule, "gone" if judged is None or rule in judged else "not_judged", before, None)
    if before is None:
        return Change(id, rule, "new", None, now)
    differ = _differing(told(before), told(now))
    return Change(id, rule, "changed" if differ else "same", before, now, differ)


def leads_changed(before: Iterable[Mapping], now: Iterable[Mapping], judged: Collection[str]) -> Changes:
    """What became of leads (rows of leads.parquet), told by columns, facts, exceptions and cited policy values."""
    then, here = ({lead["lead_id"]: lead for lead in leads} for leads in (before, now))
    brief = compared(then, here, lambda lead: {name: lead[name] for name in ("evidence_digest", *OF_LEAD)}, judged)
    # facts are unpacked only where the digests differ: a county has tens of thousands of leads that are the same
    differ = {one.id: _differing(unfolded(one.before), unfolded(one.now)) for one in brief.of("changed")}
    return Changes(tuple(replace(one, differ=differ.get(one.id, ())) for one in brief.found))


def unfolded(lead: Mapping) -> dict[str, object]:
    """A lead's columns, facts, exceptions and cited policy values, each under a name of its own."""
    cited = {CITED + entry["id"]: entry for entry in cited_by(lead)}
    return facts_of(lead) | json.loads(lead["exceptions"]) | cited | {name: plain(lead[name]) for name in OF_LEAD}


def _differing(before: Mapping, now: Mapping) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name))
