"""Which accounts, telephones, cadres and firms tie persons and projects together? Left those tied, right what they are tied to."""

from __future__ import annotations

from collections.abc import Sequence

from auditlib.audit import Judged
from auditlib.report.charts.drawing import FEWEST, Chart, canvas, finished, label
from auditlib.report.charts.style import GREY, INK, ORANGE, PALETTE
from auditlib.report.charts.ties import KINDS, Hub, Node, hubs
from auditlib.report.parts import Note

CAPTION = "疑点里，哪些账户、电话、干部和企业把人和项目连在一起？"
#: Nodes drawn at most, and those of one hub; the others are counted.
MOST, MOST_OF_ONE = 40, 5
DASHES = ("-", "--", "-.", ":", (0, (1, 3)), (0, (6, 2, 1, 2, 1, 2)))
#: Room of a hub among the lines of those tied to it.
APART = 1.2
#: A hub with the lines to those tied to it: whom, by which rules; words stand for those that are only counted.
Star = tuple[Node, dict[Node | str, set[str]]]


def chart(judged: Sequence[Judged], people: list[dict]) -> Chart | Note:
    """``judged``: what ties.RULES said; ``people``: populations.people at the places of ties.linked."""
    if not any(item.outcome.ran for item in judged):
        return Note("联系图不作图：" + "；".join(f"{item.rule.id} 未执行（{item.outcome.reason}）" for item in judged) + "。")
    found = hubs(judged, people)
    if len({*found} | {node for hub in found.values() for node in hub.tied}) < FEWEST:
        return Note(f"疑点里由账户、电话、干部、企业连着的不足 {FEWEST} 个，不作图。")
    shown = _fitting(found)
    fig, ax = canvas(0.6 + 0.2 * max(sum(len(tied) for _hub, tied in shown), APART * len(shown)))
    _draw(ax, shown, [item.rule.id for item in judged])
    fig.legend(loc="outside upper left", ncols=4, borderpad=0, fontsize=8.5, handlelength=2, columnspacing=1)
    return finished(fig, CAPTION, _answer(found, shown), [_line(hub, told) for hub, told in found.items()], _source(judged))


def _fitting(found: dict[Node, Hub]) -> list[Star]:
    """As many hubs as there is room for, each with the first of those tied to it."""
    shown, seen = [], set()
    for hub, told in found.items():
        tied: dict[Node | str, set[str]] = dict(sorted(told.tied.items())[:MOST_OF_ONE])
        if more := len(told.tied) - len(tied):
            tied[f"另 {more} 个"] = set.union(*told.tied.values())
        new = {hub, *(_end(hub, node) for node in tied)}
        if len(seen | new) > MOST:
            break
        seen |= new
        shown.append((hub, tied))
    return shown


def _draw(ax, shown: list[Star], rules: list[str]) -> None:
    """Those tied on the left, one a line, hubs on the right at the middle of theirs."""
    left = {end: place for place, end in enumerate(dict.fromkeys(_end(hub, node) for hub, tied in shown for node in tied))}
    named, at = set(), -APART
    for hub, tied in shown:
        places = [left[_end(hub, node)] for node in tied]
        at = max(at + APART, sum(places) / len(places))
        for place, told in zip(places, tied.values(), strict=True):
            for beside, rule in enumerate(sorted(told)):  # two rules, two lines
                nth, shift = rules.index(rule), 0.16 * beside
                look = {"color": PALETTE[nth % len(PALETTE)], "linestyle": DASHES[nth % len(DASHES)], "linewidth": 1.1, "zorder": 1}
                ax.plot([0, 1], [place + shift, at + shift], label=None if rule in named else rule, **look)
                named.add(rule)
        _mark(ax, 1, at, hub, f"{hub.kind} {hub.masked}")
    for end, place in left.items():
        if isinstance(end, Node):
            _mark(ax, 0, place, end, end.masked)
        else:
            ax.annotate(end[1], (0, place), xytext=(-8, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5, color=GREY)
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(max(at, len(left) - 1) + 0.7, -0.7)
    ax.set_axis_off()


def _end(hub: Node, node: Node | str) -> Node | tuple[Node, str]:
    """What stands on the left: the node, or the words for those that are only counted of this hub."""
    return node if isinstance(node, Node) else (hub, node)


def _mark(ax, x: int, y: float, node: Node, text: str) -> None:
    ax.scatter(x, y, s=34, marker=KINDS[node.kind][1], facecolor=ORANGE if x else "white", edgecolor=INK, linewidth=0.8, zorder=2)
    side = {"ha": "left", "xytext": (8, 0)} if x else {"ha": "right", "xytext": (-8, 0)}
    ax.annotate(label(text, 16 if x else 12), (x, y), textcoords="offset points", va="center", fontsize=8.5, **side)


def _line(hub: Node, told: Hub) -> dict:
    rules = "、".join(sorted(set.union(*told.tied.values())))
    return {
        "种类": hub.kind,
        "账户、电话、干部、企业": hub.masked,
        "连着（个）": len(told.tied),
        "疑点（条）": len(told.leads),
        "规则": rules,
    }


def _answer(found: dict[Node, Hub], shown: list[Star]) -> str:
    ends, most = {node for told in found.values() for node in told.tied}, next(iter(found))
    text = f"{len(found)} 个账户、电话、干部、企业连着 {len(ends)} 个人、单位和项目，最多的一个{most.kind}连着 {len(found[most].tied)} 个"
    return text + (f"；图中画出前 {len(shown)} 个，全部见数据" if len(shown) < len(found) else "") + "。"


def _source(judged: Sequence[Judged]) -> str:
    """The rules, each with the rows that it read or why it was not run."""
    told = (
        f"{item.title}（"
        + (f"比对 {sum(item.outcome.rows_read.values()):,} 行" if item.outcome.ran else f"未执行：{item.outcome.reason}")
        + "）"
        for item in judged
    )
    return f"单位：个；姓名、号码已遮盖。来源：疑点（未经核实）{'；'.join(told)}。"
