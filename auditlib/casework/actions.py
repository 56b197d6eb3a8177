"""行动台账: what each unit had to do by when, what it filed, and the terms of matters; a calendar of what is open on a day.

Days are calendar days. The first day, on which a term begins, does not count; on the last day a thing is still in time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from auditlib.casework.cases import Case
from auditlib.casework.decide import Refusal
from auditlib.casework.record import Entry
from auditlib.decisions import day_of
from auditlib.errors import ParameterError, Wrong
from auditlib.messages import _
from auditlib.parameters import Parameters
from auditlib.rules.policy import Policy
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
            raise Wrong("{id} does not say its last day in one way; allowed: due, or begins with days, or none of them", id=self.id)
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
            raise Wrong("{id} does not say its last day in one way; allowed: begins with days, or due", id=self.id)
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
            raise Wrong("{id} stands twice; allowed: each id once", id=twice[0])
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


#: Kind of the record's entries about an action; ``data["values"]`` holds what was filled in, by column of 行动台账.xlsx, days as ISO text.
FILED = "action"
#: Facts of a line of 行动台账.xlsx (desk.columns), which nobody may change.
FACTS = ("action_id", "actor", "action", "filed_with", "last_day", "action_basis", "action_state")
#: How a thing stands, from what most needs somebody to what is done.
STATES = OVERDUE, SOON, OPEN, NO_DAY, LATE, DONE = ("逾期未办", "即将到期", "未到期", "未定期限", "逾期办结", "已办结")


@dataclass(frozen=True)
class Due:
    """One thing that one unit has to do. ``id``: of the action, or of the matter whose term it is; ``plan_id``: ACT-01 …, TERM-01 …;
    ``county``: empty for a municipal office. ``done_on``: None where the day is not known, or the thing is not done (``done``).
    """

    id: str
    plan_id: str
    county: str
    unit: str
    what: str
    to: str
    basis: str
    last_day: dt.date | None
    done: bool = False
    done_on: dt.date | None = None
    evidence: str = ""

    def state(self, as_of: dt.date, soon: int) -> str:
        """How it stood on the evening of ``as_of``: one of STATES. What was done later was open then."""
        if self.done and (self.done_on is None or self.done_on <= as_of):
            return LATE if self.done_on and self.last_day and self.done_on > self.last_day else DONE
        if self.last_day is None:
            return NO_DAY
        left = (self.last_day - as_of).days
        return OVERDUE if left < 0 else SOON if left <= soon else OPEN

    def late(self, as_of: dt.date) -> int:
        """Days after the last one, until it was done or until ``as_of``; 0 in time."""
        if self.last_day is None or (self.done and self.done_on is None):
            return 0
        return max(0, (min(self.done_on or as_of, as_of) - self.last_day).days)


def filed(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """Action id → what was filled in last, column by column (entries in the record's order)."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        if entry.kind == FILED:
            found[entry.thing] |= entry.data["values"]
    return dict(found)


def actions(plan: Plan, known: Mapping[str, Mapping[str, str]], parameters: Parameters) -> list[Due]:
    """The ledger of actions: every action of every unit, with what is ``known`` of it (see `filed`)."""
    found = []
    for action in plan.actions:
        policy = Policy(parameters.policy, parameters.run.as_of)
        basis = " ".join(filter(None, [action.document, action.article]))
        for county, unit in _units(action, parameters):
            id = f"{action.id}-{parameters.key.digest(f'action|{action.id}|{county or unit}', 10)}"
            values = known.get(id, {})
            done_on = day_of(values.get("filed_on"))
            last = _last_day(action, values, policy)
            found.append(
                Due(id, action.id, county, unit, action.title, action.to, basis, last, bool(done_on), done_on, values.get("evidence", ""))
            )
    return found


def _units(action: Action, parameters: Parameters) -> list[tuple[str, str]]:
    return [("", unit) for unit in action.units] or [(county.id, county.name) for county in parameters.counties.values()]


def _last_day(action: Action, values: Mapping[str, str], policy: Policy) -> dt.date | None:
    """As the document says; what the unit's own leading group set counts where the document says nothing."""
    if action.due:
        entry = policy.entry(action.due, action.issued or policy.as_of)
        return day_of(entry and entry.value)
    return _counted(action.days, day_of(values.get("begun_on")), policy) if action.days else day_of(values.get("due_set"))


def _counted(days: str, begun: dt.date | None, policy: Policy) -> dt.date | None:
    """The last of so many calendar days after ``begun``, by the law of that day."""
    entry = policy.entry(days, begun) if begun else None
    return begun + dt.timedelta(days=int(entry.value)) if entry and entry.value is not None else None


def terms(plan: Plan, cases: Iterable[Case], parameters: Parameters) -> list[Due]:
    """The terms that run, or ran, in matters: of each matter those that have begun."""
    return [due for case in cases for due in _of_case(plan, case, parameters)]


def _of_case(plan: Plan, case: Case, parameters: Parameters) -> Iterator[Due]:
    policy = Policy(parameters.policy_of(parameters.counties[case.county]), parameters.run.as_of)
    for term in plan.terms:
        last = _counted(term.days, case.day(term.begins), policy) if term.days else next(filter(None, map(case.day, term.due)), None)
        if last is None:
            continue
        ended = [column for column in term.ends if case.values.get(column)]
        done_on = next((case.day(column) for column in ended if column.endswith("_on")), None)
        entry = policy.entry(term.days, case.day(term.begins)) if term.days else None
        basis = entry.source if entry else "整改台账所定时限"
        yield Due(case.id, term.id, case.county, case.values.get("unit", ""), term.title, "", basis, last, bool(ended), done_on)


def refusals(action: Action, values: Mapping[str, str]) -> list[Refusal]:
    """Why what was filled in for a unit's action may not stand; ``values``: all of its columns as they would be, days ISO."""
    found = []
    if values.get("filed_on") and not values.get("evidence"):
        found.append(Refusal("evidence", "已填报送（完成）日期的，须写明佐证材料（文件名称、文号）"))
    if values.get("begun_on") and not action.days:
        found.append(Refusal("begun_on", "这件事的期限不从某一天起算，不填“起算日期”"))
    if values.get("due_set") and (action.due or action.days):
        found.append(Refusal("due_set", f"期限由{action.document}规定，不能另定"))
    for column in ("filed_on", "due_set"):
        if action.issued and (day := day_of(values.get(column))) and day < action.issued:
            found.append(Refusal(column, f"早于{action.document}的印发日期 {action.issued}"))
    if values.get("filed_on") and values.get("begun_on") and values["filed_on"] < values["begun_on"]:
        found.append(Refusal("filed_on", f"早于起算日期 {values['begun_on']}"))
    return found


def line(due: Due, values: Mapping[str, str], as_of: dt.date, soon: int) -> dict[str, str]:
    """A line of 行动台账.xlsx: the columns of FACTS, and what was filled in before."""
    day = due.last_day.isoformat() if due.last_day else ""
    return dict(zip(FACTS, (due.id, due.unit, due.what, due.to, day, due.basis, due.state(as_of, soon)), strict=True)) | dict(values)


def open_on(dues: Iterable[Due], as_of: dt.date, soon: int) -> list[Due]:
    """What was not done on a day, the longest overdue first, then by last day; what has none last."""
    still = [due for due in dues if due.state(as_of, soon) not in (LATE, DONE)]
    return sorted(still, key=lambda due: (due.last_day is None, due.last_day or as_of, due.plan_id, due.county, due.unit, due.id))


def standing(dues: Iterable[Due], as_of: dt.date, soon: int) -> dict[str, Counter]:
    """Plan id → how many things stand in each of STATES."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for due in dues:
        counts[due.plan_id][due.state(as_of, soon)] += 1
    return dict(counts)
