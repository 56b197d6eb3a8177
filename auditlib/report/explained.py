"""All of a lead or matter in its order: file → sheet → row → text → typed value → rule → SQL → values in force → matter → decisions.

Masked, as plain values for --json, and of these as text for a terminal.
"""

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.audit import counties_read
from auditlib.casework.cases import DECIDED, Case
from auditlib.casework.record import Entry
from auditlib.contracts import Ledger
from auditlib.dated_values import PolicyValue
from auditlib.desk.columns import COLUMNS
from auditlib.errors import AuditError
from auditlib.evidence.excerpt import Evidence, Excerpt
from auditlib.evidence.files import Files
from auditlib.evidence.query import ledgers_for, sql_of
from auditlib.found import records_of
from auditlib.headings import fact_label
from auditlib.leads import LEADS, cited_by, facts_of, places_of, plain
from auditlib.matters import MATTERS
from auditlib.outside import deep, shown
from auditlib.parameters import County, Parameters
from auditlib.privacy.known import gates_of
from auditlib.privacy.open_gates import UNTOLD, Gates
from auditlib.report.evidence import ACCUSED, COMPARED, evidence_table
from auditlib.report.page import environment, render
from auditlib.report.tables import clauses
from auditlib.rules import RULES, Rule
from auditlib.rules.run import is_exception
from auditlib.standing import basis, departs, run_digest

#: Leads of a matter that are told with their rows.
LEADS_SHOWN = 10
ANSWERS = {True: "是", False: "否", None: "未知"}
#: Columns of the record that name persons: who checked, to whom it went.
NAMED = ("_by", "_to", "person", "unit", "accepted_town", "accepted_county", "accepted_city")
GRADES = ("severity", "strength", "amount_class")


def ids_of(out: Path) -> Iterator[str]:
    """The ids of all leads and matters that a run found for a county."""
    if (out / "leads.parquet").exists():
        table = pq.read_table(out / "leads.parquet", columns=["lead_id", "matter_id"])
        for name in table.column_names:
            yield from table[name].unique().to_pylist()


def explained(id: str, files: Files, county: County, parameters: Parameters, cases: Mapping[str, Case]) -> dict:
    """One lead, or a matter with the first of its leads, of those that `ids_of` tells; ``cases``: what the record says of the county's.

    Raises AuditError where there is no such rule any more.
    """
    out, contracts = files.out, files.contracts
    leads, matters = pq.read_table(out / "leads.parquet").cast(LEADS), pq.read_table(out / "matters.parquet").cast(MATTERS)
    chosen = leads.filter(pc.or_(pc.equal(leads["lead_id"], id), pc.equal(leads["matter_id"], id))).to_pylist()
    (matter,) = matters.filter(pc.equal(matters["matter_id"], chosen[0]["matter_id"])).to_pylist()
    rule = RULES.get(matter["rule_id"])
    if rule is None:
        raise AuditError("{id}: there is no such rule any more; look at it with the version that found it, or run its county again", id=id)
    sql, why = "", departs(out, basis(parameters))
    if not why:
        ledgers = ledgers_for(rule.scope, out, county, parameters, contracts)
        sql = sql_of(rule, records_of(out)[rule.id]["rows_read"], out, county, parameters, ledgers)
    # a rule over all counties may name another county's people
    whose = counties_read(out.parent, parameters) if rule.scope == "city" else [county.id]
    gates = gates_of((out.parent / unit for unit in whose), parameters, contracts)
    told = _Told(files, rule, parameters.policy_of(county), gates)
    found, case = [(lead, files.of(lead)) for lead in chosen[:LEADS_SHOWN]], cases.get(matter["matter_id"])
    rows = [excerpt for _, evidence in found for excerpt in (evidence.accused, *evidence.compared)]
    problems = [*dict.fromkeys(excerpt.problem for excerpt in rows if not (excerpt.proved or excerpt.apart))]
    return gates.deep(
        {
            "id": id,
            "county": county.id,
            "run": run_digest(out),
            "proved": not problems,
            "problems": problems,
            "leads": [told.lead(lead, evidence) for lead, evidence in found],
            "leads_left_out": len(chosen) - len(found),
            "rule": {
                "id": rule.id,
                "title": rule.zh,
                "finding": rule.finding,
                "reasoning": inspect.getdoc(rule.function) or "",
                "law": rule.law,
                "sql": sql,
                "departs": why,
            },
            "matter": {
                "matter_id": matter["matter_id"],
                "subject": told.cell(matter["subject"], "party"),
                "place": told.cell("".join(filter(None, (matter["town"], matter["village"]))), "place"),
                **{name: plain(matter[name]) for name in (*GRADES, "questioned_amount", "leads", "first_on", "last_on")},
            },
            "state": case.state if case else None,
            "facts_changed_since": bool(case and case.changed),
            "decisions": [told.entry(entry) for entry in (case.history if case else ())],
        }
    )


@dataclass(frozen=True)
class _Told:
    """Tells the parts of a chain as plain values. ``policy``: the values by id, as the county has them; ``gates``: what masks."""

    files: Files
    rule: Rule
    policy: Mapping[str, PolicyValue]
    gates: Gates

    def lead(self, lead: dict, evidence: Evidence) -> dict:
        facts = facts_of(lead)
        tested = {name: value for name, value in json.loads(lead["exceptions"]).items() if is_exception(name)}
        places = [
            (evidence.accused, lead, self.rule.accused),
            *((*pair, ()) for pair in zip(evidence.compared, places_of(lead), strict=False)),
        ]
        return {
            "lead_id": lead["lead_id"],
            **{name: plain(lead[name]) for name in (*GRADES, "questioned_amount", "occurred_on")},
            "facts": self._named(self.gates.facts(facts)),
            "exceptions": self._named(tested),
            "policy": [self._policy(value) for value in cited_by(lead)],
            "rows": [{"accused": place is lead} | self._row(excerpt, place, facts, of) for excerpt, place, of in places],
            "rows_left_out": evidence.more,
            "text": evidence_table(evidence, self.files.contracts, self.gates).text,
        }

    def _named(self, values: Mapping) -> list[dict]:
        labels = {name: fact_label(self.rule, name, self.files.contracts) or name for name in values}
        return [{"name": name, "label": labels[name], "value": value} for name, value in values.items()]

    def _row(self, excerpt: Excerpt, place: Mapping, facts: Mapping, ledgers: tuple[str, ...]) -> dict:
        """A row as received and what was read from it."""
        ledger, typed = self.files.typed(place, facts, (excerpt.ledger,) if excerpt.ledger else ledgers)
        contract = self.files.contracts.get(ledger)
        return {
            **{name: self.gates.words(getattr(excerpt, name)) for name in ("file", "sheet")},
            **{name: getattr(excerpt, name) for name in ("row", "sha256", "proved", "problem")},
            "ledger": f"{contract.title} {contract.id}" if contract else "",
            "values": [*self._values(excerpt, contract, typed, facts)] if contract else [],
        }

    def _values(self, excerpt: Excerpt, contract: Ledger, typed: Mapping, facts: Mapping) -> Iterator[dict]:
        """What became of the cells that decide, and of the facts that stand in none: the title or the file's name tells them."""
        unread, fields, seen = (typed.get("unread") or "").split(","), contract.fields(), set()
        for heading, text in zip(excerpt.headings, excerpt.found.cells if excerpt.found else [None] * len(excerpt.headings), strict=True):
            if heading.column is None:
                continue
            column = contract.columns[heading.column]
            filled = [name for name in (column.name, *column.into) if name in fields]
            filled += [column.part] if column.part and typed.get(column.part) is not None else []
            seen |= {*filled}
            if heading.decides and excerpt.found:
                for name in filled:
                    yield self._value(contract, name, typed.get(name), heading.text, heading.letter, text, column.name in unread)
        for name in facts if excerpt.headings else ():
            if name in fields and name not in seen and typed.get(name) is not None:
                yield self._value(contract, name, typed[name])

    def _value(self, contract: Ledger, name: str, value: object, heading="", letter="", text=None, unread=False) -> dict:
        """``heading``: as received, empty where no cell holds it; ``unread``: the cell held something that could not be read."""
        column, kind = contract.columns.get(contract.parts.get(name, name)), contract.kinds.get(name)
        return {
            "column": name,
            "header": column.header if column else name,
            "heading": self.gates.words(heading),
            "letter": letter,
            "text": self.cell(text, kind),
            "value": self.cell(plain(value), kind),
            "unread": unread,
        }

    def _policy(self, cited: dict) -> dict:
        known = self.policy.get(cited["id"])
        return cited | {"description": known.description if known else "", "file": known.file if known else ""}

    def entry(self, entry: Entry) -> dict:
        values = {
            COLUMNS[name].title: self.cell(text, "party" if name.endswith(NAMED) else "words")
            for name, text in entry.data.get("values", {}).items()
        }
        told = {"seq": entry.seq, "at": entry.at, "by": self.cell(entry.by, "name"), "origin": self.gates.words(entry.origin)}
        return told | ({"state": entry.data["state"], "values": values} if entry.kind == DECIDED else {"state": None, "values": {}})

    def cell(self, value: object, kind: str | None) -> object:
        if not isinstance(value, str):
            return value if kind is None else self.gates.cell(value, kind)
        masked = str(self.gates.cell(value, UNTOLD if kind is None else kind))
        return clauses(masked) if kind == "words" else masked


def written(values: dict) -> str:
    """What `explained` tells, for people. Whatever comes from outside stays on its line, and no terminal obeys it."""
    rule, every = values["rule"], deep(values, shown)
    sql = rule["sql"] or f"不能给出：{rule['departs']}；重新运行后再看"
    long = {"finding": rule["finding"], "reasoning": rule["reasoning"], "sql": sql, "leads": [lead["text"] for lead in values["leads"]]}
    return render("explained.txt.j2", **every, long=deep(long, _deeper), accused=ACCUSED, compared=COMPARED)


def _deeper(text: str) -> str:
    """A text of several lines, each below its section."""
    return "\n".join("  " + shown(line) if line else "" for line in text.splitlines())


def _said(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_said, value))
    return ANSWERS[value] if value is None or isinstance(value, bool) else str(value)


environment().filters["said"] = _said
