"""Who is tied to whom by a lead: what several are tied to (an account, a telephone, a cadre, a firm), and those tied to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from auditlib.audit import Judged
from auditlib.leads import LEADS
from auditlib.privacy.open_gates import OPEN
from auditlib.rules.populations import PLACE

#: Kind of a node: what masks it, its mark in the drawing.
KINDS = {
    "账户": ("account", "D"),
    "电话": ("phone", "^"),
    "干部": ("name", "p"),
    "单位": ("party", "s"),
    "人": ("name", "o"),
    "项目": ("words", "h"),
}


@dataclass(frozen=True, order=True)
class Node:
    """Told apart by ``key``; nodes without one are nobody. ``village``: of persons, of whose names little is shown."""

    kind: str
    key: str
    text: str = field(compare=False)
    village: str = field(default="", compare=False)

    @property
    def masked(self) -> str:
        """As a page shows it."""
        text = OPEN.column([self.text], KINDS[self.kind][0])[0] if self.text else "无姓名"
        return f"{text} {OPEN.column([self.village], 'place')[0]}" if self.village else text


def _node(kind: str, text: str | None, key: str | None = None, village: str | None = None) -> Node:
    return Node(kind, key or text or "", text or "", village or "")


@dataclass
class Hub:
    """Those tied to it with the rules that say so, and the leads."""

    tied: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))
    leads: set[str] = field(default_factory=set)


def _roster(facts: dict, lead: dict) -> Node:
    if facts["sign"] == "一账号多人":
        return _node("账户", facts["account_no"])
    return _node("干部", facts["holder"] if facts["sign"] == "村干部或亲属收款" else None, village=lead["village"])


def _means(facts: dict, lead: dict) -> Node:
    return _node("账户" if facts["kind"] == "账号" else "电话", facts["value"])


def _cadre(facts: dict, lead: dict) -> Node:
    return _node("干部", facts["name"], lead["subject"], lead["village"])


#: Rules that say of a group what it is tied to; who is in it, the rows tell that the lead stands on.
BY_ROWS: dict[str, Callable[[dict, dict], Node]] = {"FUND-11": _roster, "CROSS-02": _means, "CROSS-03": _cadre}


def _users(facts: dict, lead: dict) -> Iterable[tuple[Node, Node]]:
    borrower = _node("人", facts["borrower_name"], facts["borrower_id"], lead["village"])
    return ((_node("单位", who), borrower) for who in sorted({facts["receiver"], facts["payer"], facts["user_entity"]} - {None}))


def _suppliers(facts: dict, lead: dict) -> Iterable[tuple[Node, Node]]:
    yield _node("单位", facts["supplier"]), _node("单位", facts["owner"])


def _bidders(facts: dict, lead: dict) -> Iterable[tuple[Node, Node]]:
    persons = [_node("人", who) for who in (facts["common_name"] or "").split("、") if who]
    firms = (facts["linked"] or facts["companions"] or facts["bidder"] or "").split("、")
    return ((_node("单位", firm), end) for firm in firms for end in persons or [_node("项目", facts["project_name"])])


#: Rules whose leads name both ends.
BY_FACTS: dict[str, Callable[[dict, dict], Iterable[tuple[Node, Node]]]] = {"LOAN-07": _users, "PROJ-03": _suppliers, "PROJ-04": _bidders}
RULES = (*BY_ROWS, *BY_FACTS)


def linked(judged: Iterable[Judged]) -> pa.Table:
    """The rows that the leads of BY_ROWS stand on, for populations.people: columns PLACE."""
    leads = (lead for item in judged if item.rule.id in BY_ROWS for lead in item.leads.to_pylist())
    places = sorted({place for lead in leads for place in _places(lead)})
    return pa.Table.from_pylist(
        [dict(zip(PLACE, place, strict=True)) for place in places], schema=pa.schema([LEADS.field(name) for name in PLACE])
    )


def _places(lead: dict) -> set[tuple]:
    return {tuple(row[name] for name in PLACE) for row in (lead, *json.loads(lead["related_sources"]))}


def hubs(judged: Iterable[Judged], people: Iterable[dict]) -> dict[Node, Hub]:
    """Every hub of the leads of RULES, those with most tied to them first. ``people``: populations.people at the places of `linked`."""
    at = defaultdict(list)
    for row in people:
        at[tuple(row[name] for name in PLACE)].append(_node("人", row["name"], row["id_no"], row["village_name"]))
    found: dict[Node, Hub] = defaultdict(Hub)
    for item in judged:
        for lead in item.leads.to_pylist():
            for hub, node in _ties(item.rule.id, lead, at):
                if hub.key and node.key and hub.key != node.key:
                    found[hub].tied[node].add(item.rule.id)
                    found[hub].leads.add(lead["lead_id"])
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1].tied), pair[0])))


def _ties(rule_id: str, lead: dict, at: dict[tuple, list[Node]]) -> Iterable[tuple[Node, Node]]:
    facts = json.loads(lead["facts"])
    if rule_id in BY_FACTS:
        return BY_FACTS[rule_id](facts, lead)
    hub = BY_ROWS[rule_id](facts, lead)
    return ((hub, node) for place in sorted(_places(lead)) for node in at[place])
