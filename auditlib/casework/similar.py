"""Issues that may be the same matter as a finding under another wording: proposed to a person, never decided (RECT-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from auditlib.decisions import Decided
from auditlib.rules import RULES

#: Characters of the shortest text that is worth comparing: 资金 is alike with everything.
SHORTEST = 4


@dataclass(frozen=True)
class Proposal:
    """A finding and an issue that may be one matter; ``score``: how alike their wordings are, 0 to 100; ``said``: the issue's words."""

    matter: str
    issue_no: str
    score: int
    said: str


def proposals(findings: Iterable[Decided], issues: Iterable[Mapping], least: Decimal, most: int = 3) -> list[Proposal]:
    """For each finding the issues (rows of the rectification ledger) that speak alike, at least ``least`` (0 to 1), the most alike first.

    An issue of another village is another matter, whatever it says. A finding that a person has assigned to an issue is asked of nobody again.
    """
    places: dict[str | None, list[Mapping]] = defaultdict(list)
    for issue in issues:
        if len(issue["description"] or "") >= SHORTEST:
            places[issue["village_name"]].append(issue)
    found = []
    for one in findings:
        if one.values.get("issue_no"):
            continue
        village = one.facts.get("village")
        near = [*places[None], *(places[village] if village else [])] if village else [issue for there in places.values() for issue in there]
        words = said_of(one)
        alike = process.extract(words, [issue["description"] for issue in near], scorer=fuzz.partial_ratio, score_cutoff=float(least * 100), limit=most)
        found += [Proposal(one.id, near[place]["issue_no"] or "", round(score), text) for text, score, place in alike]
    return found


def said_of(one: Decided) -> str:
    """A finding as ledgers would word it: its title, else what its rule is called."""
    return one.values.get("title") or (RULES[one.rule_id].zh if one.rule_id in RULES else "")
