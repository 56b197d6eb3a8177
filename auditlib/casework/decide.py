"""Whether what somebody filled in may stand: the state it leads to, or why not, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.casework.moves import Move, Moves

#: Between the persons of one cell.
_BETWEEN = re.compile(r"[、,，;；/\s]+|[和与及]")
#: What the way back voids: it stays in the record, and has to be filled in anew.
VOID = ("result", "verified_amount", "reason_code", "reason", "evidence", "checked_by", "checked_on", "reviewed_by")
#: What the way back from 销号 voids.
VOID_CLOSED = ("status", "closed_on", "accepted_town", "accepted_county", "accepted_city")
REOPEN = "reopen"


@dataclass(frozen=True)
class Decision:
    """What is to be recorded: the values that change, and the state after."""

    values: dict[str, str]
    state: str


@dataclass(frozen=True)
class Refusal:
    """Why a line is not taken; ``column``: the one that stands in the way."""

    column: str
    why: str


def decide(case: Case, changes: Mapping[str, str], moves: Moves, titles: Mapping[str, str]) -> Decision | list[Refusal]:
    """The decision that these changed values make of a case, or every reason against it. ``titles``: column → what the auditor calls it."""
    values, start, problems = {**case.values, **changes}, case.state, []
    back = next((move for move in moves.moves if move.back and start in move.from_), None) if changes.get(REOPEN) else None
    if back:
        problems = _lacking(back, case, values, titles)
        void = VOID_CLOSED if case.values.get("status") else VOID
        if not changes.get(void[0]):  # nothing new was found yet
            changes = dict.fromkeys((name for name in void if case.values.get(name)), "") | {name: changes[name] for name in changes if name not in void}
            values = {**case.values, **changes}
        start = back.to
    state = moves.target(values)
    on = moves.path(start, state, values)
    if on is None and back and not values.get(void[0]):
        state, on = start, []
    if on is None:
        return [Refusal(_cause(changes, values, moves), f"不能从“{start}”到“{state}”；{_allowed(start, moves)}")]
    if any(move.back for move in on):
        return [Refusal(_cause(changes, values, moves), f"“{start}”已有结论，不能直接改为“{state}”；要重来，由复核人填写“{titles[REOPEN]}”")]
    problems += [problem for move in on or ([] if back else _entered(case.state, moves)) for problem in _lacking(move, case, values, titles)]
    return list(dict.fromkeys(problems)) or Decision(dict(changes), state)


def _entered(state: str, moves: Moves) -> list[Move]:
    """Without a move, what was needed to come here is needed still: evidence can not be taken away from a dismissal."""
    return [move for move in moves.into(state) if not move.back][:1]


def _cause(changes: Mapping[str, str], values: Mapping[str, str], moves: Moves) -> str:
    """The changed column that asks for the state."""
    return next((mark.column for mark in reversed(moves.reached) if mark.column in changes and mark.holds(values)), next(iter(changes)))


def _allowed(state: str, moves: Moves) -> str:
    ends = list(dict.fromkeys(move.to for move in moves.moves if state in move.from_))
    return f"可以到：{'、'.join(ends)}" if ends else "这一步之后没有别的状态"


def _lacking(move: Move, case: Case, values: Mapping[str, str], titles: Mapping[str, str]) -> list[Refusal]:
    found = [Refusal(name, f"“{move.to}”须填写“{titles[name]}”") for name in move.needs if not values.get(name)]
    if move.amount and case.amount is not None and not values.get(move.amount):
        found.append(Refusal(move.amount, f"“{move.to}”须填写“{titles[move.amount]}”（本事项有疑点金额）"))
    for name in move.none:
        if values.get(name) and Decimal(values[name]):
            found.append(Refusal(name, f"“{move.to}”的事项不能有“{titles[name]}”"))
    if move.persons:
        one, other = (_persons(values.get(name, "")) for name in move.persons)
        if one & other:
            found.append(Refusal(move.persons[1], f"“{titles[move.persons[0]]}”和“{titles[move.persons[1]]}”不能是同一个人"))
    return found


def _persons(text: str) -> set[str]:
    return {name for name in _BETWEEN.split(text.strip()) if name}
