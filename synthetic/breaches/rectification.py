"""RECT-04: issues outside the ledger.

The county has entered in its own ledger whatever grave case was planted, but for a few. RECT-04 reads verified matters: of the grave
ones planted it must find those few, and only those, once an auditor has verified them; before, it says that nothing is verified.
"""

from __future__ import annotations

from auditlib.rules import RULES, SUBJECTS
from synthetic.breaches import planter
from synthetic.key import AnswerKey, Entry
from synthetic.lawful.rectification import issue, under_way
from synthetic.world import World

LEDGER = "issue_ledger"


@planter("RECT-04", LEDGER, "benefit_payment", late=True)
def plant_rect_04(world: World, key: AnswerKey) -> None:
    """Every grave case stands in the ledger, but for two persons paid twice; a third is there for another matter, one was closed."""
    grave = [entry for entry in key.entries if _is_grave(entry)]
    paid_twice = list(
        dict.fromkeys(key.subject(entry) for entry in grave if entry.rule_id == "FUND-04" and entry.ledger == "benefit_payment")
    )
    left_out, other_matter, closed = paid_twice[:2], paid_twice[2], paid_twice[3]
    matters: dict[tuple[str, str], list[Entry]] = {}
    for entry in grave:
        matters.setdefault((entry.rule_id, key.subject(entry)), []).append(entry)
    listed = {}
    for (rule_id, subject), entries in matters.items():
        first, amounts = entries[0], [entry.amount for entry in entries if entry.amount is not None]
        if subject in left_out:
            key.breach("RECT-04", first.ledger, first.row, sum(amounts) if amounts else None, f"{rule_id}, 台账外")
        elif subject == other_matter:
            key.downgraded("RECT-04", first.ledger, first.row, "x_similar", "L", "台账内有该对象的其他问题")
        else:
            rule = RULES[rule_id]
            listed.setdefault((rule.zh, f"{SUBJECTS[rule.subject].short}方面：{rule.zh}", subject), first)
    for (title, words, subject), entry in listed.items():
        if subject != closed:
            under_way(world, category=title, description=words, object=subject)
            continue
        row = issue(world, category="多付补贴", description=words, object=subject)
        key.breach("RECT-03", LEDGER, row, None, "销号后同一对象再次发生")
        key.look_alike("RECT-04", entry.ledger, entry.row, "x_listed", "已列入整改台账")
    under_way(world, category="住房安全", description="住房方面：旧房未拆除", object=other_matter)


def _is_grave(entry: Entry) -> bool:
    """The audit will find it as a grave lead of strength A or B."""
    rule = RULES[entry.rule_id]
    alone = rule.scope == "county" and not {"lead", "finding"} & {*rule.ledgers, *rule.optional}
    return alone and entry.kind == "breach" and (entry.severity or rule.severity) == "H" and rule.strength in "AB"
