"""The workbooks that go out to the desk: per county 疑点核查表, 问题清单 and 整改台账; for all units together 行动台账."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditlib.casework.cases import Case, cases_of
from auditlib.casework.issues import issues_of, registered
from auditlib.casework.record import Entry
from auditlib.desk.columns import ACTIONS, CHECK, COLUMNS, KEY, LEAD, MARK, PROBLEMS, RECTIFY, Column, Desk
from auditlib.desk.lines import Mark, fact, filled, masked
from auditlib.desk.office import Office, stamped
from auditlib.desk.raised import issues_received, leads_of, raised, sentence, sources
from auditlib.desk.things import actions_of, things
from auditlib.desk.workbook import Line, Sheet, write
from auditlib.excel import set_aside
from auditlib.outside import shown
from auditlib.parameters import County
from auditlib.privacy.open_gates import Gates
from auditlib.private import private
from auditlib.rules import RULES, SUBJECTS
from auditlib.rules.catalogue import SEVERITIES

#: On the sheet by village: what a team needs to know before it goes there.
VILLAGE = ("village", "town", "matter_id", "state", "rule", "sentence", "questioned_amount", "procedure", "severity", "subject")
GONE = "最近一次运行没有再出现"
EXPORTED = "exported"


@private()
def export(office: Office, county: County, to: Path, by: str, at: str, names: str) -> list[Path]:
    """Write one county's workbooks into ``to``, after the record has learnt what the run found. ``names``: full or masked.

    ``at``: the moment, as it is shown. Raises AuditError when the run left nothing of the county.
    """
    out = office.outputs / county.id
    leads, ledger = leads_of(out), issues_received(out, office.contracts)

    before: list[Entry] = []

    def learn(entries: list[Entry]) -> list[Entry]:
        before[:], known = entries, things(entries, office)
        new = [*raised(out, county.id, known, leads, office.contracts), *registered(ledger, county.id, known, office.parameters.key)]
        return [*new, Entry(county.id, "", EXPORTED, {"names": names, "raised": len(new)})]

    learnt = office.record.append(learn, by)
    seq, entries = learnt[-1].seq, [entry for entry in (*before, *learnt) if entry.county == county.id]
    cases, issues = (sorted(found.values(), key=_weight) for found in (cases_of(entries, office.moves), issues_of(entries, office.moves)))
    gates = office.gates(county.id) if names == "masked" else None
    stamp = stamped(county, by, at, gates)
    there = {*leads, *(issue.id for issue in issues)}
    return [
        Maker(desk, office, seq, gates, leads if desk is CHECK else {}, there).write(to / f"{desk.title}_{county.name}.xlsx", chosen, stamp)
        for desk, chosen in _chosen(cases, issues)
    ]


def _weight(case: Case) -> tuple:
    """The gravest first, then the largest amount; what is alike by its id."""
    return (SEVERITIES.index(case.facts.get("severity") or "D"), -(case.amount or 0), case.id)


@private()
def export_actions(office: Office, to: Path, by: str, at: str) -> Path:
    """Write 行动台账.xlsx, of all units, into ``to``."""
    (last,) = office.record.append([Entry("", "", EXPORTED, {"names": "full", "raised": 0})], by)
    found = actions_of(office.record.entries(until=last.seq), office)
    lines = sorted(found.values(), key=lambda case: (case.facts["action"], case.facts["actor"]))
    maker = Maker(ACTIONS, office, last.seq, None, {}, {*found})
    return maker.write(to / f"{ACTIONS.title}.xlsx", lines, f"导出人 {shown(by)}　{at}")


def _chosen(cases: list[Case], issues: list[Case]) -> list[tuple[Desk, list[Case]]]:
    """Each workbook with its cases; only the first one is made of nothing."""
    verified = [case for case in cases if case.verified]
    reported = [*(case for case in verified if case.values.get("reported")), *issues]
    return [(CHECK, cases), *((desk, chosen) for desk, chosen in ((PROBLEMS, verified), (RECTIFY, reported)) if chosen)]


@dataclass(frozen=True)
class Maker:
    """Makes the sheets of one workbook. ``leads``: those to be shown below their matters; ``there``: the matters of the last run."""

    desk: Desk
    office: Office
    seq: int
    gates: Gates | None
    leads: Mapping[str, list[dict]]
    there: set[str]

    def write(self, path: Path, cases: list[Case], stamp: str) -> Path:
        """Write the workbook of these cases; one that stands there is kept under another name."""
        path.parent.mkdir(parents=True, exist_ok=True)
        set_aside(path)
        write(path, self.desk.title, self.sheets(cases), self.desk.lines, stamp, self.office.moves)
        return path

    def sheets(self, cases: list[Case]) -> list[Sheet]:
        if self.desk is not CHECK:
            return [Sheet(self.desk.title, self.desk.columns, self.lines(cases))]
        by_subject: dict[str, list[Case]] = {name: [] for name in (*SUBJECTS, "")}
        for case in cases:
            by_subject[RULES[case.rule_id].subject if case.rule_id in RULES else ""].append(case)
        titles = {name: subject.title for name, subject in SUBJECTS.items()} | {"": "已取消的规则"}
        made = [Sheet(titles[name], self.desk.columns, self.lines(found)) for name, found in by_subject.items() if found]

        def place(case: Case) -> tuple:
            town, village = case.facts.get("town") or "", case.facts.get("village") or ""
            return (not village, town, village, *_weight(case))

        places = sorted(cases, key=place)
        columns = [COLUMNS[name] for name in VILLAGE]
        return [*made, Sheet("按村", columns, [Line(line.values) for line in self.lines(places)], fill=False)]

    def lines(self, cases: list[Case]) -> list[Line]:
        columns = {column.name: self._column(column, cases) for column in self.desk.columns}
        below = [self._below(case) for case in cases]
        return [Line({name: values[place] for name, values in columns.items()}, below[place]) for place in range(len(cases))]

    def _column(self, column: Column, cases: list[Case]) -> list[object]:
        if column is KEY:
            return [case.id for case in cases]
        if column is LEAD:
            return [None] * len(cases)
        if column is MARK:
            fingerprint = self.office.parameters.key.fingerprint
            return [str(Mark(self.seq, case.digest, fingerprint, self.gates is not None)) for case in cases]
        values = [(filled if column.fill else fact)(case, column) for case in cases]
        if column.name == "before":
            gone = ["" if case.id in self.there else GONE for case in cases]
            values = ["；".join(filter(None, pair)) or None for pair in zip(values, gone, strict=True)]
        return masked(values, column, self.gates) if self.gates else values

    def _below(self, case: Case) -> list[dict[str, object]]:
        """The leads of a matter that has more than one: what each of them states."""
        leads = self.leads.get(case.id, [])
        if len(leads) < 2:
            return []
        told = {"sentence": [sentence(RULES[case.rule_id], [lead], self.office.contracts) for lead in leads]}
        told |= {"source": [sources([lead]) for lead in leads]}
        if self.gates:
            told = {name: masked(texts, COLUMNS[name], self.gates) for name, texts in told.items()}
        names = {"lead_id": "lead_id", "questioned_amount": "questioned_amount", "first_on": "occurred_on"}
        told |= {name: [lead[column] for lead in leads] for name, column in names.items()}
        return [dict(zip(told, values, strict=True)) for values in zip(*told.values(), strict=True)]
