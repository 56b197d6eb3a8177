"""Which accounts, telephones, cadres and firms tie persons and projects together? Left those tied, right what they are tied to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import pyarrow as pa

from auditlib.found import Judged
from auditlib.leads import LEADS, facts_of, places_of
from auditlib.privacy.open_gates import OPEN
from auditlib.report.charts.drawing import FEWEST, Chart, canvas, finished, label
from auditlib.report.charts.style import GREY, INK, ORANGE, PALETTE, SMALL
from auditlib.report.parts import Note
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


#: Rules that say of a group what it is tied to; who is in it, the rows tell that the lead stands on.
BY_ROWS: dict[str, Callable[[dict, dict], Node]] = {
    "FUND-11": _roster,
    "CROSS-02": lambda facts, lead: _node("账户" if facts["kind"] == "账号" else "电话", facts["value"]),
    "CROSS-03": lambda facts, lead: _node("干部", facts["name"], lead["subject"], lead["village"]),
}


def _users(facts: dict, lead: dict) -> Iterable[tuple[Node, Node]]:
    borrower = _node("人", facts["borrower_name"], facts["borrower_id"], lead["village"])
    return ((_node("单位", who), borrower) for who in sorted({facts["receiver"], facts["payer"], facts["user_entity"]} - {None}))


def _bidders(facts: dict, lead: dict) -> Iterable[tuple[Node, Node]]:
    persons = [_node("人", who) for who in (facts["common_name"] or "").split("、") if who]
    firms = (facts["linked"] or facts["companions"] or facts["bidder"] or "").split("、")
    return ((_node("单位", firm), end) for firm in firms for end in persons or [_node("项目", facts["project_name"])])


#: Rules whose leads name both ends.
BY_FACTS: dict[str, Callable[[dict, dict], Iterable[tuple[Node, Node]]]] = {
    "LOAN-07": _users,
    "PROJ-03": lambda facts, lead: [(_node("单位", facts["supplier"]), _node("单位", facts["owner"]))],
    "PROJ-04": _bidders,
}
RULES = (*BY_ROWS, *BY_FACTS)
#: Where a row stands, as what tells it from others.
_at = itemgetter(*PLACE)


def linked(judged: Iterable[Judged]) -> pa.Table:
    """The rows that the leads of BY_ROWS stand on, for populations.people: columns PLACE."""
    leads = (lead for item in judged if item.rule.id in BY_ROWS for lead in item.leads.to_pylist())
    places = sorted({_at(row) for lead in leads for row in (lead, *places_of(lead))})
    schema = pa.schema([LEADS.field(name) for name in PLACE])
    return pa.Table.from_pylist([dict(zip(PLACE, place, strict=True)) for place in places], schema=schema)


def hubs(judged: Iterable[Judged], people: Iterable[dict]) -> dict[Node, Hub]:
    """Every hub of the leads of RULES, those with most tied to them first. ``people``: populations.people at the places of `linked`."""
    at = defaultdict(list)
    for row in people:
        at[_at(row)].append(_node("人", row["name"], row["id_no"], row["village_name"]))
    found: dict[Node, Hub] = defaultdict(Hub)
    for lead in (lead for item in judged for lead in item.leads.to_pylist()):
        rule, facts = lead["rule_id"], facts_of(lead)
        if rule in BY_FACTS:
            ties = BY_FACTS[rule](facts, lead)
        else:
            hub = BY_ROWS[rule](facts, lead)
            ties = [(hub, node) for place in sorted({*map(_at, (lead, *places_of(lead)))}) for node in at[place]]
        for hub, node in ties:
            if hub.key and node.key and hub.key != node.key:
                found[hub].tied[node].add(rule)
                found[hub].leads.add(lead["lead_id"])
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1].tied), pair[0])))


CAPTION = "疑点里，哪些账户、电话、干部和企业把人和项目连在一起？"
#: Nodes drawn at most, and those of one hub; the others are counted.
MOST, MOST_OF_ONE = 40, 5
DASHES = ("-", "--", "-.", ":", (0, (1, 3)), (0, (6, 2, 1, 2, 1, 2)))
#: Room of a hub among the lines of those tied to it.
APART = 1.2
#: What stands for those of a hub that are only counted.
COUNTED = "另"
#: A hub with the lines to those tied to it: whom, by which rules.
Star = tuple[Node, dict[Node, set[str]]]


def chart(judged: Sequence[Judged], people: list[dict]) -> Chart | Note:
    """``judged``: what RULES said; ``people``: populations.people at the places of `linked`."""
    if not any(item.ran for item in judged):
        return Note("联系图不作图：" + "；".join(f"{item.rule.id} 未执行（{item.reason}）" for item in judged) + "。")
    found = hubs(judged, people)
    if len({*found} | {node for hub in found.values() for node in hub.tied}) < FEWEST:
        return Note(f"疑点里由账户、电话、干部、企业连着的不足 {FEWEST} 个，不作图。")
    shown = _fitting(found)
    fig, ax = canvas(0.6 + 0.2 * max(sum(len(tied) for _hub, tied in shown), APART * len(shown)))
    _draw(ax, shown, [item.rule.id for item in judged])
    fig.legend(loc="outside upper left", ncols=4, fontsize=SMALL, handlelength=2)
    return finished(fig, CAPTION, _answer(found, shown), [_line(hub, told) for hub, told in found.items()], _source(judged))


def _fitting(found: dict[Node, Hub]) -> list[Star]:
    """As many hubs as there is room for, each with the first of those tied to it."""
    shown, seen = [], set()
    for hub, told in found.items():
        tied = dict(sorted(told.tied.items())[:MOST_OF_ONE])
        if more := len(told.tied) - len(tied):
            tied[Node(COUNTED, f"{hub}", f"另 {more} 个")] = set.union(*told.tied.values())
        if len(seen | {hub, *tied}) > MOST:
            break
        seen |= {hub, *tied}
        shown.append((hub, tied))
    return shown


def _draw(ax, shown: list[Star], rules: list[str]) -> None:
    """Those tied on the left, one a line, hubs on the right at the middle of theirs."""
    left = {node: place for place, node in enumerate(dict.fromkeys(node for _hub, tied in shown for node in tied))}
    named, at = set(), -APART
    for hub, tied in shown:
        places = [left[node] for node in tied]
        at = max(at + APART, sum(places) / len(places))
        for place, told in zip(places, tied.values(), strict=True):
            for beside, rule in enumerate(sorted(told)):  # two rules, two lines
                nth, shift = rules.index(rule), 0.16 * beside
                look = {"color": PALETTE[nth % len(PALETTE)], "linestyle": DASHES[nth % len(DASHES)], "linewidth": 1.1, "zorder": 1}
                ax.plot([0, 1], [place + shift, at + shift], label=None if rule in named else rule, **look)
                named.add(rule)
        _mark(ax, 1, at, hub, f"{hub.kind} {hub.masked}")
    for node, place in left.items():
        _mark(ax, 0, place, node, node.text if node.kind == COUNTED else node.masked)
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(max(at, len(left) - 1) + 0.7, -0.7)
    ax.set_axis_off()


def _mark(ax, x: int, y: float, node: Node, text: str) -> None:
    if node.kind in KINDS:
        ax.scatter(x, y, s=34, marker=KINDS[node.kind][1], facecolor=ORANGE if x else "white", edgecolor=INK, linewidth=0.8, zorder=2)
    side = {"ha": "left", "xytext": (8, 0)} if x else {"ha": "right", "xytext": (-8, 0)}
    side |= {} if node.kind in KINDS else {"color": GREY}
    ax.annotate(label(text, 16 if x else 12), (x, y), textcoords="offset points", va="center", fontsize=SMALL, **side)


def _line(hub: Node, told: Hub) -> dict:
    row = {"种类": hub.kind, "账户、电话、干部、企业": hub.masked, "连着（个）": len(told.tied), "疑点（条）": len(told.leads)}
    return row | {"规则": "、".join(sorted(set.union(*told.tied.values())))}


def _answer(found: dict[Node, Hub], shown: list[Star]) -> str:
    ends, most = {node for told in found.values() for node in told.tied}, next(iter(found))
    text = f"{len(found)} 个账户、电话、干部、企业连着 {len(ends)} 个人、单位和项目，最多的一个{most.kind}连着 {len(found[most].tied)} 个"
    return text + (f"；图中画出前 {len(shown)} 个，全部见数据" if len(shown) < len(found) else "") + "。"


def _source(judged: Sequence[Judged]) -> str:
    """The rules, each with the rows that it read or why it was not run."""
    read = [f"比对 {sum(item.rows_read.values()):,} 行" if item.ran else f"未执行：{item.reason}" for item in judged]
    told = "；".join(f"{item.title}（{rows}）" for item, rows in zip(judged, read, strict=True))
    return f"单位：个；姓名、号码已遮盖。来源：疑点（未经核实）{told}。"
