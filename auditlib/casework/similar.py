"""Issues that may be the same matter as a finding under another wording: proposed to a person, never decided (RECT-04)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from auditlib.decisions import Decided
from auditlib.rules import RULES

#: Characters of the shortest text that is worth comparing: 资金 is alike with everything.
SHORTEST = 4
#: Issues proposed for their words alone.
MOST = 3
#: What numbers an object: a person, a household, a project.
NUMBER = re.compile(r"[0-9A-Za-z]{6,}")


@dataclass(frozen=True)
class Proposal:
    """A finding and an issue that may be one matter; ``score``: how alike their wordings are, 0 to 100; ``said``: the issue's words;
    ``same_object``: it names the finding's object, of another matter by its words.
    """

    matter: str
    issue_no: str
    score: int
    said: str
    same_object: bool


def proposals(findings: Iterable[Decided], issues: Sequence[Mapping], least: Decimal) -> list[Proposal]:
    """For each finding the issues (rows of the rectification ledger) that name its object, then those that speak alike, at least ``least``
    (0 to 1).

    A finding that a person has assigned to an issue is asked of nobody again.
    """
    return [proposal for one in findings if not one.values.get("issue_no") for proposal in _of_one(one, issues, least)]


def _of_one(one: Decided, issues: Sequence[Mapping], least: Decimal) -> Iterator[Proposal]:
    words, subject = said_of(one), one.facts.get("subject") or ""
    whole = re.compile(rf"(?<![0-9A-Za-z]){re.escape(subject)}(?![0-9A-Za-z])")  # XM1 is not XM12
    same = [issue for issue in issues if subject and whole.search(f"{issue['object']} {issue['description']}")]
    others = [issue for issue in issues if issue not in same and len(issue["description"] or "") >= SHORTEST and not _apart(issue, one)]
    for issue in same:
        said = issue["description"] or ""
        yield Proposal(one.id, issue["issue_no"] or "", round(fuzz.partial_ratio(words, said)), said, True)
    for said, score, place in process.extract(
        words, [i["description"] for i in others], scorer=fuzz.partial_ratio, score_cutoff=float(least * 100), limit=MOST
    ):
        yield Proposal(one.id, others[place]["issue_no"] or "", round(score), said, False)


def _apart(issue: Mapping, one: Decided) -> bool:
    """An issue that numbers its own object, or stands in another village, is another matter, whatever it says."""
    village = one.facts.get("village")
    return bool(NUMBER.search(issue["object"] or "")) or bool(village and issue["village_name"] and issue["village_name"] != village)


def said_of(one: Decided) -> str:
    """A finding as ledgers would word it: its title, else what its rule is called."""
    return one.values.get("title") or (RULES[one.rule_id].zh if one.rule_id in RULES else "")
