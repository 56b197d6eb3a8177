"""What the papers of one county are made from: its cases, the run's leads and records, and how the names in them are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from auditlib.casework.cases import Case, cases_of
from auditlib.casework.issues import issues_of
from auditlib.casework.moves import Moves
from auditlib.casework.record import Entry
from auditlib.contracts import OWN_TABLES, Ledger
from auditlib.decisions import ISSUE
from auditlib.desk.columns import Column
from auditlib.desk.lines import fact, filled, proposed
from auditlib.desk.office import Office
from auditlib.desk.papers.forms import Values
from auditlib.desk.papers.texts import MOST_ROWS, amounts, cut, day, hidden, money, plain, total, yuan
from auditlib.desk.raised import leads_of
from auditlib.evidence.query import ledgers_for, sql_of
from auditlib.found import records_of
from auditlib.headings import fact_label
from auditlib.intake.journal import Intake, load_intake
from auditlib.leads import facts_of, places_of
from auditlib.ledgers import Ledgers
from auditlib.parameters import County, Parameters
from auditlib.privacy.open_gates import Gates
from auditlib.rules import RULES, Rule

#: Who may see the names, and what every page of such a paper says of it.
FULL, MASKED = "full", "masked"
NOTICE = {FULL: "审计组内部资料，含个人信息，不得外传", MASKED: "个人信息已遮盖"}

#: What is filled in by the desk and may name a person of the county.
PARTIES = dict.fromkeys(("unit", "person", "transfer_to"), "party")


@dataclass(repr=False)
class Dossier:
    """One county's dossier.

    out    the county's folder of the run   entries  of the case record, this county's
    gates  what masks names and numbers; None: they are shown
    on     the day that papers bear (编制日期); None: left open, or the day that the record tells
    by     who takes them out               samples  samples.json of evaluated samples, where they are asked for
    """

    county: County
    out: Path
    parameters: Parameters
    contracts: Mapping[str, Ledger]
    moves: Moves
    entries: list[Entry]
    gates: Gates | None
    on: dt.date | None = None
    by: str = ""
    samples: Path | None = None
    _opened: dict[str, Ledgers] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office, county: County, gates: Gates | None, *more: object) -> Dossier:
        """The dossier of a county of a run, with its record as it stands now; ``more``: on, by, samples."""
        given = (office.outputs / county.id, office.parameters, office.contracts, office.moves, office.record.entries(county.id))
        return cls(county, *given, gates, *more)

    @cached_property
    def cases(self) -> dict[str, Case]:
        return cases_of(self.entries, self.moves)

    @cached_property
    def issues(self) -> dict[str, Case]:
        """What earlier checks found, as the rectification ledger handed in says and was decided since."""
        return issues_of(self.entries, self.moves)

    @cached_property
    def leads(self) -> dict[str, list[dict]]:
        """The leads of each matter in this run."""
        return leads_of(self.out)

    @cached_property
    def records(self) -> dict[str, dict]:
        return records_of(self.out)

    @cached_property
    def intake(self) -> Intake:
        return load_intake(self.out)

    def sql(self, rule: Rule) -> str:
        """The SQL by which a rule found its candidates (evidence.query)."""
        read = self.records.get(rule.id, {}).get("rows_read", {})
        if read and rule.scope not in self._opened:
            self._opened[rule.scope] = ledgers_for(rule.scope, self.out, self.county, self.parameters, self.contracts)
        return sql_of(rule, read, self.out, self.county, self.parameters, self._opened[rule.scope]) if read else ""

    @cached_property
    def numbers(self) -> dict[str, str]:
        """索引号 of every matter: 县码-年度-组-序号. The order is the record's, to which nothing is ever put in between: a number stays."""
        code, year = self.county.code or self.county.id, self.parameters.run.as_of.year
        found: dict[str, str] = {}
        counted: dict[str, int] = {}
        for case in self.cases.values():
            counted[case.rule_id] = counted.get(case.rule_id, 0) + 1
            found[case.id] = f"{code}-{year}-{case.rule_id.replace('-', '')}-{counted[case.rule_id]:03d}"
        return found

    def number(self, case: Case) -> str:
        """底稿号 as the auditor gave it, or the index number; an issue handed in has none."""
        return self.value(case, "paper_no") or self.numbers.get(case.id, "")

    def amount(self, case: Case) -> Decimal | None:
        """核实金额; of an issue what its ledger says (元)."""
        return case.amount if is_issue(case) else case.money("verified_amount")

    def text(self, value: str | None, kind: str = "words") -> str:
        """A text from outside as a paper may show it; ``kind``: what it holds of persons, as contracts say."""
        if value and (gates := self.gates):
            value = hidden(value, lambda text: gates.words(str(gates.cell(text, kind))))
        return cut(plain(value or ""))

    def value(self, case: Case, column: str) -> str:
        """What was filled in; of 定性, 依据, 责任单位 and 处理意见, as on the desk, what the rule proposes until somebody does."""
        return self.text(case.values.get(column) or proposed(case).get(column), PARTIES.get(column, "words"))

    def cell(self, case: Case, column: Column) -> str | Decimal | dt.date | int | None:
        """What a list shows of a matter or issue under a column of the desk: texts as papers may show them, all else as it is."""
        own = {"paper_no": self.number, "title": self.title, "verified_amount": self.amount}
        if column.name in own:
            return own[column.name](case)
        value = filled(case, column) if column.fill else fact(case, column)
        if value is None and is_issue(case):
            value = case.facts.get(column.name)
        if column.name == "amount_class" and value and case.verified:
            value = value.removeprefix("涉嫌")
        return self.text(value, column.holds or PARTIES.get(column.name, "words")) if isinstance(value, str) else value

    def title(self, case: Case) -> str:
        """标题 as the auditor called it, or what the rule is called; of an issue its category."""
        rule = RULES.get(case.rule_id)
        return self.value(case, "title") or (rule.zh if rule else self.text(case.facts.get("category") or case.facts.get("rule")))

    def sentence(self, case: Case) -> str:
        """The fact in one sentence, without 定性."""
        return self.text(case.facts.get("sentence"))

    def summary(self, case: Case) -> str:
        """事项摘要: the fact, and how much of it was verified."""
        amount = case.money("verified_amount")
        return self.sentence(case) + (f"经核实，涉及金额 {money(amount)}。" if amount is not None else "")

    def day(self, cases: Iterable[Case]) -> dt.date:
        """What the file itself says of when it was made: no clock, so that the same paper is the same file."""
        return self.on or max(filter(None, (case.day("checked_on") for case in cases)), default=self.parameters.run.as_of)

    def of_lead(self, lead: dict) -> str:
        """The facts of a lead in words: 死亡日期 2018-12-05；所属期 2019-03."""
        facts = {name: value for name, value in facts_of(lead).items() if value not in (None, "", [])}
        rule = RULES.get(lead["rule_id"])
        if self.gates:
            facts = self.gates.facts(facts)
        words = (f"{fact_label(rule, name, self.contracts) or name} {_listed(value)}" for name, value in facts.items())
        return self.text("；".join(words))

    def ledger(self, name: str) -> str:
        contract = self.contracts.get(name)
        return f"{contract.title}（{contract.id}）" if contract else OWN_TABLES.get(name, name)

    def about(self, case: Case) -> dict[str, str]:
        """What every paper of a single matter says of it."""
        return {
            "matter": case.id,
            "unit": self.value(case, "unit"),
            "title": self.title(case),
            "summary": self.summary(case),
            "place": self.text("".join(filter(None, [case.facts.get("town"), case.facts.get("village")])), "place"),
            "subject": self.text(case.facts.get("subject"), "party"),
            **amounts(case.money("verified_amount")),
        }

    def sums(self, cases: Sequence[Case]) -> dict[str, str]:
        """How many they are, and what they amount to."""
        return {"count": str(len(cases)), **amounts(total(map(self.amount, cases)))}

    def rows(self, case: Case) -> Values:
        """The leads of a matter by day, a note when they are too many or none is in this run, and the rows compared, each once."""
        found = self.leads.get(case.id, [])
        leads = sorted(found, key=lambda lead: (str(lead["occurred_on"] or ""), lead["lead_id"]))
        note = "" if leads else "本次运行的结果中没有这一事项的明细，事实以案卷记录为准。"
        if len(leads) > MOST_ROWS:
            note = f"共 {len(leads):,} 笔，此处列前 {MOST_ROWS} 笔，全部见结果文件夹的 leads.parquet。"
        places = {tuple(map(str, place.values())): place for lead in found for place in places_of(lead)}
        told = [
            {"id": lead["lead_id"], "on": day(lead["occurred_on"]), "amount": yuan(lead["questioned_amount"]), "fact": self.of_lead(lead)}
            | self.origin(lead)
            for lead in leads[:MOST_ROWS]
        ]
        related = [*map(self.origin, places.values())][:MOST_ROWS]
        numbered = ([{"no": str(no), **row} for no, row in enumerate(rows, 1)] for rows in (told, related))
        return {"leads_note": note, **dict(zip(("leads", "related"), numbered, strict=True))}

    def common(self, cases: Sequence[Case]) -> dict[str, str]:
        """What every paper may say. It names the last entry about its own cases: what becomes of others changes no paper."""
        entry = max((case.history[-1] for case in cases), key=lambda entry: entry.seq, default=None)
        return {
            "county": self.county.name,
            "project": f"{self.county.name}{self.parameters.run.as_of.year}年扶贫资金、项目、小额信贷和资产审计",
            "period": f"{day(self.parameters.run.audit_from)}至{day(self.parameters.run.audit_to or self.parameters.run.as_of)}",
            "as_of": day(self.parameters.run.as_of),
            # as asked for, or when the last of these was checked; else it is left to be written by hand
            "made_on": day(self.on or max((case.values.get("checked_on") or "" for case in cases), default="")),
            "notice": NOTICE[MASKED if self.gates else FULL],
            "exported": "　".join(filter(None, [self.text(self.by), f"案卷记录第 {entry.seq} 条（{entry.hash[:12]}）" if entry else ""])),
        }

    def notes(self, cases: Sequence[Case]) -> str:
        """The line below the title of a list."""
        said = self.common(cases)
        return "　".join([said["county"], f"审计期间 {said['period']}", said["notice"], said["exported"]])

    def origin(self, place: Mapping) -> dict[str, str]:
        """Where a row stands, as received."""
        sheet = place["source_sheet"] or ""
        return {
            "file": self.text(place["source_file"]),
            "sheet": self.text(sheet),
            "row": str(place["source_row"]),
            "sha256": place["source_sha256"] or "",
        }


def is_issue(case: Case) -> bool:
    """Whether it was handed in with the rectification ledger, not raised by this audit."""
    return case.id.startswith(ISSUE)


def gates_of(office: Office) -> Gates:
    """The gates of all counties that the run has read: what rules over all of them found may name another county's people."""
    return office.gates(*(unit for unit in office.parameters.counties if (office.outputs / unit / "intake.json").exists()))


def _listed(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_listed, value))
    if isinstance(value, dict):
        return "、".join(f"{name} {_listed(item)}" for name, item in value.items())
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
