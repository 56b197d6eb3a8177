"""Who has to do what by when, as parameters/actions.yaml says: actions of units, and terms that run from the days of a matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from auditlib.errors import ParameterError
from auditlib.messages import _
from auditlib.parameters import Parameters
from auditlib.strict_yaml import Day, Strict, line_of, load

FILE = "actions.yaml"


class Action(Strict):
    """What every county, or every one of ``units``, has to do. ``due``: the policy value that holds the last day; or ``days`` (a policy
    value) counted from a day that is entered for each unit, and called ``begins``; neither: the document names no day. ``issued``: the day
    of the document.
    """

    id: Annotated[str, Field(pattern=r"^ACT-\d\d$")]
    title: str = Field(min_length=2)
    units: list[str] = []
    to: str
    due: str | None = None
    begins: str | None = None
    days: str | None = None
    document: str
    article: str = ""
    issued: Day | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Action:
        if bool(self.begins) != bool(self.days) or (self.due and self.days):
            raise ValueError(_("{id} does not say its last day in one way; allowed: due, or begins with days, or none of them", id=self.id))
        return self


class Term(Strict):
    """A term of every matter: ``days`` (a policy value) from the day in column ``begins``, or the day in the first of the columns ``due``
    that is filled. It is met when one of the columns ``ends`` is filled.
    """

    id: Annotated[str, Field(pattern=r"^TERM-\d\d$")]
    title: str = Field(min_length=2)
    begins: str | None = None
    days: str | None = None
    due: list[str] = []
    ends: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Term:
        if bool(self.begins) != bool(self.days) or bool(self.due) == bool(self.days):
            raise ValueError(_("{id} does not say its last day in one way; allowed: begins with days, or due", id=self.id))
        return self


class Plan(Strict):
    """parameters/actions.yaml. ``soon``: so many days before the last one a thing is soon due."""

    soon: int = Field(ge=0)
    actions: list[Action]
    terms: list[Term]

    @model_validator(mode="after")
    def _consistent(self) -> Plan:
        ids = [one.id for one in (*self.actions, *self.terms)]
        if twice := [id for id in ids if ids.count(id) > 1]:
            raise ValueError(_("{id} stands twice; allowed: each id once", id=twice[0]))
        return self


def load_plan(parameters: Parameters) -> Plan:
    """The plan of these parameters. Raises ParameterError, also for a policy value that is unknown or of another unit."""
    path = parameters.folder / FILE
    plan = load(path, Plan)
    for place, id, unit in _named(plan):
        if id not in parameters.policy or parameters.policy[id].unit != unit:
            allowed = ", ".join(sorted(id for id, value in parameters.policy.items() if value.unit == unit))
            raise ParameterError(_("{id} is no policy value of unit {unit}", id=id, unit=unit), path, line_of(path, *place), allowed)
    return plan


def _named(plan: Plan) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """The policy values named: where in the file, which, and the unit that it must have."""
    for number, action in enumerate(plan.actions):
        for name, unit in (("due", "日期"), ("days", "天")):
            if id := getattr(action, name):
                yield ("actions", number, name), id, unit
    for number, term in enumerate(plan.terms):
        if term.days:
            yield ("terms", number, "days"), term.days, "天"
