"""States of a matter and the moves between them, as parameters/casework.yaml says (DOMAIN §5.7): a table that an office edits, not code."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, model_validator

from auditlib.decisions import FIRST, OPEN, VERIFIED
from auditlib.errors import Wrong
from auditlib.strict_yaml import Strict, load

FILE = "casework.yaml"
#: What every view adds up to: raised = dismissed + verified + not verifiable + in progress.
DISMISSED, UNVERIFIABLE = "排除", "无法核实"
GROUPS = (DISMISSED, VERIFIED, UNVERIFIABLE, OPEN)


class Reached(Strict):
    """A column that is filled (with this value, if one is named) says that the matter has come to a state."""

    column: str
    value: str = ""
    state: str

    def holds(self, values: Mapping[str, str]) -> bool:
        found = values.get(self.column, "")
        return found == self.value if self.value else bool(found)


class Given(Strict):
    """Where a column holds a value, further columns must be filled."""

    column: str
    value: str
    needs: list[str] = Field(min_length=1)


class Move(Strict):
    """One allowed move. ``needs``: columns that must be filled; ``given``: further ones; ``only``: column → values that it may hold;
    ``persons``: two columns that may not name one person; ``amount``: the column that must hold an amount where the matter has one;
    ``none``: columns that must be empty or nought; ``back``: the way back, which voids what was decided.
    """

    from_: list[str] = Field(alias="from", min_length=1)
    to: str
    needs: list[str] = []
    given: list[Given] = []
    only: dict[str, list[str]] = {}
    persons: list[str] = []
    amount: str = ""
    none: list[str] = []
    back: bool = False

    def fits(self, values: Mapping[str, str]) -> bool:
        """Whether it is the move for these values."""
        return all(values.get(column, "") in allowed for column, allowed in self.only.items())


class Moves(Strict):
    """parameters/casework.yaml. ``lists``: column → allowed value → what it means."""

    states: dict[str, str]
    passing: list[str]
    reached: list[Reached]
    moves: list[Move]
    lists: dict[str, dict[str, str]]

    @model_validator(mode="after")
    def _consistent(self) -> Moves:
        if FIRST not in self.states:
            raise Wrong("no state {first}, with which every matter begins; allowed: {first}: {open}", first=FIRST, open=OPEN)
        if wrong := {group for group in self.states.values() if group not in GROUPS}:
            raise Wrong("{wrong} is no group of states; allowed: {groups}", wrong="、".join(sorted(wrong)), groups=", ".join(GROUPS))
        named = [
            *self.passing,
            *(mark.state for mark in self.reached),
            *(move.to for move in self.moves),
            *(s for move in self.moves for s in move.from_),
        ]
        if unknown := [state for state in named if state not in self.states]:
            raise Wrong("{state} is no state; allowed: {states}", state=unknown[0], states=", ".join(self.states))
        for mark in self.reached:
            if mark.value and mark.value not in self.lists.get(mark.column, {}):
                raise Wrong(
                    "{column}: {value} stands in no list; allowed: {known}",
                    column=mark.column,
                    value=mark.value,
                    known=", ".join(self.lists.get(mark.column, {})),
                )
        for move in self.moves:
            if move.persons and len(move.persons) != 2:
                raise Wrong("persons of the move to {to} names {count} columns; allowed: two columns", to=move.to, count=len(move.persons))
        return self

    def target(self, values: Mapping[str, str]) -> str:
        """The state that these values say the matter has come to."""
        return next((mark.state for mark in reversed(self.reached) if mark.holds(values)), FIRST)

    def onward(self, state: str) -> str:
        """What may come next, for a reader; what a second person must review is marked. Nothing where the way ends."""
        steps = dict.fromkeys(
            move.to + ("（须复核）" if move.persons else "") for move in self.moves if state in move.from_ and not move.back
        )
        return "、".join(steps)

    def path(self, start: str, end: str, values: Mapping[str, str]) -> list[Move] | None:
        """The moves from a state to another; None: there is no way. On it lie only passing states and those that the values tell of."""
        between = {*self.passing, *(mark.state for mark in self.reached if mark.holds(values))}
        ways, seen = deque([(start, [])]), {start}
        while ways:
            state, way = ways.popleft()
            if state == end:
                return way
            for move in (move for move in self.moves if state in move.from_ and move.to not in seen and move.fits(values)):
                if move.to == end or move.to in between:
                    seen.add(move.to)
                    ways.append((move.to, [*way, move]))
        return None


def load_moves(parameters: Path) -> Moves:
    """The moves of a folder of parameters. Raises ParameterError with file and line."""
    return load(parameters / FILE, Moves)
