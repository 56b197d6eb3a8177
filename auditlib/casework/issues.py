"""Issues of earlier checks, handed in with the rectification ledger (L47), as things of the same record; and what a rectification must
agree with.

An issue is registered once, and again when the ledger handed in says something else of it. What the office decides afterwards lies over
that, so findings of this audit and issues of earlier ones are followed up in one workbook, by the same moves.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

import pyarrow as pa

from auditlib.casework.cases import DECIDED, Case
from auditlib.casework.decide import Refusal
from auditlib.casework.moves import Moves
from auditlib.casework.record import Entry
from auditlib.contracts import BESIDE
from auditlib.decisions import CALLED, ISSUE, SAME, day_of, issue_ids, place_of
from auditlib.leads import plain
from auditlib.models.texts import words_at_home
from auditlib.project_key import Key
from auditlib.rules.rectification.closing import ASKS_FOR_MONEY, RESULTS

#: Kind of an entry that registers an issue: its data are the columns of the ledger as text, and what the desk shows of them.
REGISTERED = "issue"
#: What the desk calls a fact of an issue → the ledger's column.
SHOWN = {
    "rule": "origin",
    "sentence": "description",
    "questioned_amount": "amount",
    "subject": "object",
    "town": "town_name",
    "village": "village_name",
}
#: A status that says nothing known is one of an issue that is open.
OPEN = "未整改"
#: Days of which the second is not before the first.
IN_ORDER = (
    ("checked_on", "paper_reviewed_on"),
    ("paper_reviewed_on", "comment_sent_on"),
    ("found_on", "deadline"),
    ("found_on", "done_on"),
    ("found_on", "closed_on"),
    ("done_on", "closed_on"),
)


def registered(ledger: pa.Table, county: str, known: Mapping[str, Case], key: Key) -> Iterator[Entry]:
    """An entry for each issue of a ledger as received that the record does not know, or knows with other facts; ``known``: see `issues_of`.

    The same issue in two lists is one: the later row tells.
    """
    rows = ledger.sort_by("row_id").to_pylist()
    for issue, row in dict(zip(issue_ids(rows, county, key), rows, strict=True)).items():
        facts = {name: str(plain(value)) for name, value in row.items() if value is not None and name not in BESIDE}
        digest = key.digest(json.dumps(["issue", facts], ensure_ascii=False, sort_keys=True), 16)
        if issue not in known or known[issue].digest != digest:
            place = place_of(row)
            shown = {name: facts[column] for name, column in SHOWN.items() if column in facts}
            yield Entry(county, issue, REGISTERED, facts | shown | {"source": place}, digest, place)


def issues_of(entries: Iterable[Entry], moves: Moves) -> dict[str, Case]:
    """Every issue of these entries (in the record's order), by id: ``facts`` as the ledger has them, ``values`` with what was decided
    since.

    An issue begins in the state that its ledger says, not among the matters that the audit raised: counts of these leave issues out.
    """
    found: dict[str, Case] = {}
    for entry in entries:
        if entry.thing.startswith(ISSUE):
            case = found.setdefault(entry.thing, Case(entry.thing, entry.county, moves.states))
            if entry.kind == REGISTERED:
                case.facts, case.digest = entry.data, entry.digest
                case.raised[entry.digest] = entry.data
            elif entry.kind == DECIDED:
                case.state, case.decided_on = entry.data["state"], entry.digest
            case.history.append(entry)
    for case in found.values():
        case.values = _told(case.facts) | decided(case)
        if not case.decided_on:
            status = case.facts.get("status")
            case.state = moves.target({"status": status if status in moves.lists["status"] else OPEN})
    return found


def decided(issue: Case) -> dict[str, str]:
    """What was filled in of an issue since it was handed in."""
    return {name: text for entry in issue.history if entry.kind == DECIDED for name, text in entry.data["values"].items()}


def snapshot(issues: Iterable[Case]) -> list[dict]:
    """The issues decided on, for cases.json (decisions.Decided): with what was decided only, for the rest the ledger received tells."""
    return [
        {
            "id": case.id,
            "state": case.state,
            "group": case.group,
            "values": decided(case),
            "digest": case.digest,
            "decided_on": case.decided_on,
            "seq": last.seq,
        }
        for case in issues
        for last in [entry for entry in case.history if entry.kind == DECIDED][-1:]
    ]


def disagreements(case: Case, values: Mapping[str, str], titles: Mapping[str, str]) -> list[Refusal]:
    """Where the values of a rectification contradict each other or the amount: money beyond it, a close with less, days out of order.

    What was so before is not held against whoever fills in another column: an issue is followed up as its ledger has it. What each state
    needs (evidence, the acceptance of three levels, reason and new deadline) the moves say. ``titles``: column → heading.
    """
    before, now = ([*_of_money(case, filled, titles), *_of_days(case, filled, titles)] for filled in (case.values, values))
    return [refusal for refusal in now if refusal not in before]


def _of_money(case: Case, values: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Refusal]:
    amount = Decimal(text) if (text := values.get("verified_amount")) else case.amount
    filled = [name for name in RESULTS if values.get(name)]
    if amount is None:
        return
    total = sum((Decimal(values[name]) for name in filled), Decimal("0.00"))
    if total > amount:
        yield Refusal(filled[-1], f"{'、'.join(titles[name] for name in filled)}合计 {total:,.2f} 元，超过涉及金额 {amount:,.2f} 元")
    asked = words_at_home().reading(ASKS_FOR_MONEY).says(" ".join(values.get(name) or "" for name in ("measure", "standard", "progress")))
    if values.get("status") == "销号" and total < amount and asked and not values.get("remark"):
        yield Refusal(
            "status",
            f"措施要求收回、退还或补发 {amount:,.2f} 元，已到位 {total:,.2f} 元，不能销号；"
            f"经核减或不予追缴的，在“{titles['remark']}”写明依据",
        )


def _of_days(case: Case, values: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Refusal]:
    dated = {**values, "found_on": values.get("checked_on") or case.facts.get("found_on")}
    days = {name: day for name in {*chain(*IN_ORDER), "deadline_new"} if (day := day_of(dated.get(name)))}
    headings = {"found_on": "发现日期", **titles}
    for earlier, later in IN_ORDER:
        if earlier in days and later in days and days[later] < days[earlier]:
            yield Refusal(later, f"“{titles[later]}”{days[later]} 早于“{headings[earlier]}”{days[earlier]}")
    if "deadline_new" in days and "deadline" in days and days["deadline_new"] <= days["deadline"]:
        yield Refusal("deadline_new", f"“{titles['deadline_new']}”{days['deadline_new']} 不晚于原“{titles['deadline']}”{days['deadline']}")


def _told(facts: Mapping[str, str]) -> dict[str, str]:
    """What the ledger says of the rectification, by the workbook's columns."""
    return {name: facts[column] for name, column in (*((name, name) for name in SAME), *CALLED.items()) if facts.get(column)}
