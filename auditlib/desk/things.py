"""All that the desk decides on, as cases: matters of the audit, issues of earlier checks, and what units have to do by when."""

from collections.abc import Iterable, Mapping

from auditlib.casework import actions
from auditlib.casework.actions import load_plan
from auditlib.casework.cases import DECIDED, Case, cases_of
from auditlib.casework.decide import Refusal, decide
from auditlib.casework.issues import disagreements, issues_of
from auditlib.casework.record import Entry
from auditlib.desk.columns import COLUMNS
from auditlib.desk.office import Office

TITLES = {column.name: column.title for column in COLUMNS.values()}
#: An action has no facts that could change under a decision.
STANDING = "-"


def things(entries: Iterable[Entry], office: Office) -> dict[str, Case]:
    """Everything by id, as it stands after these entries (in the record's order)."""
    entries = list(entries)
    return cases_of(entries, office.moves) | issues_of(entries, office.moves) | actions_of(entries, office)


def actions_of(entries: Iterable[Entry], office: Office) -> dict[str, Case]:
    """What each unit has to do, by id: ``facts`` what the document says and how it stands, ``values`` what was filled in."""
    plan, known, as_of = load_plan(office.parameters), actions.filed(entries), office.parameters.run.as_of
    found = {}
    for due in actions.actions(plan, known, office.parameters):
        facts = {name: text or None for name, text in actions.line(due, {}, as_of, plan.soon).items()}
        values = dict(known.get(due.id, {}))
        found[due.id] = Case(due.id, due.county, office.moves.states, facts=facts, digest=STANDING, values=values)
    return found


def entry(case: Case, changes: Mapping[str, str], digest: str, origin: str, office: Office) -> Entry | list[Refusal]:
    """The entry that these changed values of a thing make, or every reason against it."""
    if case.digest == STANDING:
        action = next(action for action in load_plan(office.parameters).actions if case.id.startswith(f"{action.id}-"))
        wrong = actions.refusals(action, case.values | changes)
        return wrong or Entry(case.county, case.id, actions.FILED, {"values": dict(changes)}, digest, origin)
    decision = decide(case, changes, office.moves, TITLES)
    if isinstance(decision, list):
        return decision
    data = {"values": decision.values, "from": case.state, "state": decision.state}
    return disagreements(case, case.values | decision.values, TITLES) or Entry(case.county, case.id, DECIDED, data, digest, origin)
