"""The three kinds that the plan sends to accountability (潍扶贫组发〔2019〕7号 五、二): 台账外, 台账内不整改, 整改不到位.

A person decides (``transfer`` of a finding or an issue); until then a rule of rectification proposes, or asks. What was dismissed is
proposed no more.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditlib.decisions import ISSUE, Decided, place_of
from auditlib.leads import facts_of
from auditlib.rules import RULES
from auditlib.rules.rectification.closing import OURS

#: Code of the kind → its name, in the order of the plan.
KINDS = {"OUT": "台账外", "NOT": "台账内不整改", "PART": "整改不到位"}
DECIDED, PROPOSED, ASKED = "已决定移送", "规则建议，待核实决定", "须人工判断是否台账内同一事项"
#: To whom, unless a person names somebody else (DOMAIN §5.6); false rectification is a matter of discipline.
RECEIVER = "县扶贫开发领导小组"
RECEIVERS = {"RECT-03": "纪委监委"}
#: Papers of a finding that prove it, by column of the record.
PAPERS = {"evidence_no": "取证单", "paper_no": "底稿", "evidence": "", "evidence_rectified": "整改佐证"}
DISMISSED = "排除"


@dataclass
class Transfer:
    """One line of a list. ``thing``: id of the finding or issue; ``grounds``: rules, or the person's decision; ``amount``: 元."""

    kind: str
    thing: str
    state: str
    what: str = ""
    subject: str = ""
    unit: str = ""
    amount: Decimal | None = None
    receiver: str = ""
    grounds: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def transfers(
    decided: Iterable[Decided], issues: Sequence[Mapping], ids: Sequence[str], leads: Iterable[Mapping]
) -> dict[str, list[Transfer]]:
    """Code of the kind → its lines, the decided ones first, then the largest amount.

    ``decided``: the record's findings and issues; ``issues``: rows of the rectification ledger as it stands, ``ids``: of each the id of the
    issue (decisions.issue_ids); ``leads``: rows of leads.parquet, of which those of rules of rectification count.
    """
    record = {one.id: one for one in decided}
    rows = {row["issue_no"] if row["origin"] == OURS else issue: row for issue, row in zip(ids, issues, strict=True)}
    at = {_place(row): thing for thing, row in rows.items()}
    proposed: dict[str, list[Mapping]] = defaultdict(list)
    for lead in leads:
        facts = facts_of(lead) if lead["rule_id"].startswith("RECT-") else {}
        matter = record.get(lead["matter_id"])
        if facts.get("transfer") and not (matter and matter.state == DISMISSED):
            thing = facts.get("finding") or at.get(_place(lead))
            if thing:
                proposed[thing].append({**lead, "kind": (matter and matter.values.get("transfer")) or facts["transfer"].partition(" ")[0]})
    found: dict[str, list[Transfer]] = {kind: [] for kind in KINDS}
    for thing in sorted({*proposed, *(one.id for one in record.values() if one.values.get("transfer") and not one.id.startswith("RECT-"))}):
        for line in _lines(thing, record.get(thing), rows.get(thing), proposed.get(thing, []), record):
            found[line.kind].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.state != DECIDED, -(line.amount or 0), line.thing))
    return found


def _lines(thing: str, one: Decided | None, row: Mapping | None, leads: list[Mapping], record: Mapping[str, Decided]) -> list[Transfer]:
    """The lines of one thing: of the kind that a person chose, else of each kind that rules propose."""
    chosen = one.values.get("transfer") if one else None
    kinds: dict[str, list[Mapping]] = defaultdict(list)
    for lead in leads:
        kinds[chosen or lead["kind"]].append(lead)
    if chosen:
        kinds.setdefault(chosen, [])
    return [_line(kind, thing, one, row, of_kind, bool(chosen) or _taken(of_kind, record)) for kind, of_kind in kinds.items()]


def _taken(leads: list[Mapping], record: Mapping[str, Decided]) -> bool:
    """Whether a person decided on the transfer at the matter of the rule of rectification itself."""
    return any(record[lead["matter_id"]].values.get("transfer") for lead in leads if lead["matter_id"] in record)


def _line(kind: str, thing: str, one: Decided | None, row: Mapping | None, leads: list[Mapping], taken: bool) -> Transfer:
    asked = any(json.loads(lead["exceptions"]).get("x_similar") for lead in leads)
    line = Transfer(kind, thing, DECIDED if taken else ASKED if asked else PROPOSED)
    rules = list(dict.fromkeys(lead["rule_id"] for lead in leads))
    line.grounds = [f"{rule} {RULES[rule].zh}" for rule in rules] or ["审计人员决定"]
    amounts = [lead["questioned_amount"] for lead in leads if lead["questioned_amount"] is not None]
    line.amount = max(amounts, default=None)
    line.receiver = next((RECEIVERS[rule] for rule in rules if rule in RECEIVERS), RECEIVER)
    if row is not None:
        line.what, line.subject, line.unit = (row[name] or "" for name in ("description", "object", "resp_unit"))
        line.amount = row["amount"] if line.amount is None else line.amount
        line.evidence += [row["evidence"]] if row["evidence"] else []
        line.sources.append(place_of(row))
    if one is not None and not thing.startswith(ISSUE):
        _add_finding(line, one)
    if one is not None and one.values.get("transfer_to"):
        line.receiver = one.values["transfer_to"]
    line.sources += [said for lead in leads if (said := place_of(lead)) not in line.sources]
    return line


def _add_finding(line: Transfer, one: Decided) -> None:
    """What the record knows of a finding of this audit."""
    rule = RULES.get(one.rule_id)
    line.what = one.values.get("title") or (rule.zh if rule else line.what)
    line.subject = one.facts.get("subject") or line.subject
    line.unit = one.values.get("unit") or line.unit or ("、".join(rule.answers) if rule else "")
    if one.values.get("verified_amount") and (line.amount is None or line.kind == "OUT"):  # what is asked, too, is asked of the whole
        line.amount = Decimal(one.values["verified_amount"])
    line.evidence = list(
        dict.fromkeys([f"{kind} {one.values[name]}".strip() for name, kind in PAPERS.items() if one.values.get(name)] or line.evidence)
    )
    line.sources = [one.facts["source"]] if one.facts.get("source") else line.sources


def _place(row: Mapping) -> tuple:
    return row["source_file"], row["source_sheet"], row["source_row"]
