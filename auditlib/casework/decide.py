"""Whether what somebody filled in may stand: the state it leads to, or why not, column by column."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.casework.moves import FIRST, Move, Moves
from auditlib.outside import MARK, shown

#: Between the persons of one cell; beside the name of one.
_BETWEEN = re.compile("[、,，;；/]+")
_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
NOUGHT = ("", "0.00", "0")
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
    if changes.get(REOPEN):
        return _reopened(case, changes, moves, titles)
    values, start = {**case.values, **changes}, case.state
    state = moves.target(values)
    way = moves.path(start, state, values)
    if way is None:
        return [Refusal(_cause(changes, values, moves), f"不能从“{start}”到“{state}”；{_allowed(start, moves)}")]
    if any(move.back for move in way):
        return [
            Refusal(_cause(changes, values, moves), f"“{start}”已有结论，不能直接改为“{state}”；要重来，由复核人填写“{titles[REOPEN]}”")
        ]
    # all that was needed on the whole way is needed still: evidence can not be taken away from a dismissal, nor a result from a finding
    whole = moves.path(FIRST, state, values) if case.rule_id else way
    if whole is None:
        return [Refusal(next(iter(changes)), f"与已到的“{state}”不符；要重来，由复核人填写“{titles[REOPEN]}”")]
    problems = [problem for move in (*whole, *way) for problem in _lacking(move, case, values, titles)]
    if not way and case.rule_id:
        passed = {FIRST, *moves.passing, *(move.to for move in whole)}
        told = [mark for mark in moves.reached if mark.column in changes and mark.holds(values) and mark.state not in passed]
        problems += [Refusal(mark.column, f"“{state}”之后不能再填“{titles[mark.column]}”") for mark in told]
    return list(dict.fromkeys(problems)) or Decision(dict(changes), state)


def _reopened(case: Case, changes: Mapping[str, str], moves: Moves, titles: Mapping[str, str]) -> Decision | list[Refusal]:
    """The way back: by itself, so that nobody takes a void conclusion for the new one."""
    back = next((move for move in moves.moves if move.back and case.state in move.from_), None)
    if back is None:
        return [Refusal(REOPEN, f"“{case.state}”没有可以重来的结论")]
    if more := [name for name in changes if name not in (REOPEN, "reviewed_by")]:
        return [Refusal(more[0], f"“{titles[REOPEN]}”要单独导入；重新导出以后，再填新的内容")]
    if problems := _lacking(back, case, {**case.values, **changes}, titles):
        return problems
    void = VOID_CLOSED if case.values.get("status") else VOID
    return Decision({name: "" for name in void if case.values.get(name)} | {REOPEN: changes[REOPEN]}, back.to)


def _cause(changes: Mapping[str, str], values: Mapping[str, str], moves: Moves) -> str:
    """The changed column that asks for the state."""
    return next((mark.column for mark in reversed(moves.reached) if mark.column in changes and mark.holds(values)), next(iter(changes)))


def _allowed(state: str, moves: Moves) -> str:
    ends = list(dict.fromkeys(move.to for move in moves.moves if state in move.from_))
    return f"可以到：{'、'.join(ends)}" if ends else "这一步之后没有别的状态"


def _lacking(move: Move, case: Case, values: Mapping[str, str], titles: Mapping[str, str]) -> list[Refusal]:
    needs = [*move.needs, *(name for given in move.given if values.get(given.column) == given.value for name in given.needs)]
    found = [Refusal(name, f"“{move.to}”须填写“{titles[name]}”") for name in needs if not values.get(name)]
    if move.amount and case.amount:
        if not values.get(move.amount):
            found.append(Refusal(move.amount, f"“{move.to}”须填写“{titles[move.amount]}”（本事项有疑点金额）"))
        elif not Decimal(values[move.amount]):
            found.append(Refusal(move.amount, f"“{move.to}”的“{titles[move.amount]}”不能是 0"))
    found += [Refusal(name, f"“{move.to}”的事项不能有“{titles[name]}”") for name in move.none if values.get(name, "") not in NOUGHT]
    if move.persons:
        one, other = (_persons(values.get(name, "")) for name in move.persons)
        if one & other:
            found.append(Refusal(move.persons[1], f"“{titles[move.persons[0]]}”和“{titles[move.persons[1]]}”不能是同一个人"))
    return found


def _persons(text: str) -> set[str]:
    """The persons of a cell, however they are written: without blanks, what nobody sees, and what stands in brackets."""
    flat = _BESIDE.sub("", shown(unicodedata.normalize("NFKC", text)))
    return {name for name in _BETWEEN.split(MARK.sub("", "".join(flat.split()))) if name}
