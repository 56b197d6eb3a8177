"""The chain of a lead or matter (evidence.chain) written down, masked: as plain values for --json, and of these as text for a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditlib.casework.cases import DECIDED
from auditlib.casework.record import Entry
from auditlib.contracts import Ledger
from auditlib.dated_values import PolicyValue
from auditlib.desk.columns import COLUMNS
from auditlib.evidence.chain import Chain, Row, Told
from auditlib.evidence.excerpt import Evidence
from auditlib.headings import fact_label
from auditlib.leads import plain
from auditlib.outside import deep, shown
from auditlib.privacy.open_gates import UNTOLD, Gates
from auditlib.report.evidence import ACCUSED, COMPARED, evidence_table
from auditlib.report.page import environment, render
from auditlib.report.tables import clauses
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

ANSWERS = {True: "是", False: "否", None: "未知"}
#: Columns of the record that name persons: who checked, to whom it went.
NAMED = ("_by", "_to", "person", "unit", "accepted_town", "accepted_county", "accepted_city")
GRADES = ("severity", "strength", "amount_class")


@dataclass(frozen=True)
class Explained:
    """Chains of one county as plain values. ``policy``: the values by id, as the county has them; ``gates``: what masks."""

    contracts: Mapping[str, Ledger]
    policy: Mapping[str, PolicyValue]
    gates: Gates

    def values(self, chain: Chain) -> dict:
        """Everything, as JSON holds it."""
        rule, matter = chain.rule, chain.matter
        return {
            "id": chain.id,
            "county": chain.county.id,
            "run": chain.run,
            "proved": not chain.broken,
            "problems": chain.broken,
            "leads": [self._lead(chain, told) for told in chain.leads],
            "leads_left_out": chain.more,
            "rule": {
                "id": rule.id,
                "title": rule.zh,
                "finding": rule.finding,
                "reasoning": chain.reasoning,
                "law": rule.law,
                "sql": chain.sql,
                "departs": chain.departs,
            },
            "matter": {
                "matter_id": matter["matter_id"],
                "subject": self._cell(matter["subject"], "party"),
                "place": self._cell("".join(filter(None, (matter["town"], matter["village"]))), "place"),
                **{name: plain(matter[name]) for name in (*GRADES, "questioned_amount", "leads", "first_on", "last_on")},
            },
            "state": chain.case.state if chain.case else None,
            "facts_changed_since": bool(chain.case and chain.case.changed),
            "decisions": [self._entry(entry) for entry in (chain.case.history if chain.case else ())],
        }

    def _lead(self, chain: Chain, told: Told) -> dict:
        lead, compared = told.lead, tuple(row.excerpt for row in told.compared)
        table = evidence_table(Evidence(lead["lead_id"], told.accused.excerpt, compared, told.more), self.contracts, self.gates)

        def named(values: Mapping) -> list[dict]:
            labels = {name: fact_label(chain.rule, name, self.contracts) or name for name in values}
            return [{"name": name, "label": labels[name], "value": value} for name, value in values.items()]

        return {
            "lead_id": lead["lead_id"],
            **{name: plain(lead[name]) for name in (*GRADES, "questioned_amount", "occurred_on")},
            "facts": named(self.gates.facts(told.facts)),
            "exceptions": named(told.tested),
            "policy": [self._policy(value) for value in told.policy],
            "rows": [self._row(row, accused) for row, accused in [(told.accused, True), *((row, False) for row in told.compared)]],
            "rows_left_out": told.more,
            "text": table.text,
        }

    def _row(self, row: Row, accused: bool) -> dict:
        excerpt, contract = row.excerpt, self.contracts.get(row.ledger)
        return {
            "accused": accused,
            "file": self.gates.words(excerpt.file),
            "sheet": self.gates.words(excerpt.sheet),
            "row": excerpt.row,
            "sha256": excerpt.sha256,
            "proved": excerpt.proved,
            "problem": excerpt.problem,
            "ledger": f"{contract.title} {contract.id}" if contract else "",
            "values": [self._value(value, contract) for value in row.values if contract],
        }

    def _value(self, value: dict, contract: Ledger) -> dict:
        name = value["column"]
        column, kind = contract.columns.get(contract.parts.get(name, name)), contract.kinds.get(name)
        masked = {"text": self._cell(value["text"], kind), "value": self._cell(plain(value["value"]), kind)}
        return value | {"header": column.header if column else name, "heading": self.gates.words(value["heading"])} | masked

    def _policy(self, cited: dict) -> dict:
        known = self.policy.get(cited["id"])
        return cited | {"description": known.description if known else "", "file": known.file if known else ""}

    def _entry(self, entry: Entry) -> dict:
        values = {
            COLUMNS[name].title: self._cell(text, "party" if name.endswith(NAMED) else "words")
            for name, text in entry.data.get("values", {}).items()
        }
        told = {"seq": entry.seq, "at": entry.at, "by": self._cell(entry.by, "name"), "origin": self.gates.words(entry.origin)}
        return told | ({"state": entry.data["state"], "values": values} if entry.kind == DECIDED else {"state": None, "values": {}})

    def _cell(self, value: object, kind: str | None) -> object:
        if not isinstance(value, str):
            return value if kind is None else self.gates.cell(value, kind)
        masked = str(self.gates.cell(value, UNTOLD if kind is None else kind))
        return clauses(masked) if kind == "words" else masked


def written(values: dict) -> str:
    """What `Explained.values` tells, for people. Whatever comes from outside stays on its line, and no terminal obeys it."""
    rule, every, words = values["rule"], deep(values, shown), {"severity": SEVERITY_ZH, "strength": STRENGTH_ZH, "amount": AMOUNT_ZH}
    sql = rule["sql"] or f"不能给出：{rule['departs']}；重新运行后再看"
    long = {"finding": rule["finding"], "reasoning": rule["reasoning"], "sql": sql, "leads": [lead["text"] for lead in values["leads"]]}
    return render("explained.txt.j2", **every, **words, long=deep(long, _deeper), accused=ACCUSED, compared=COMPARED)


def _deeper(text: str) -> str:
    """A text of several lines, each below its section."""
    return "\n".join("  " + shown(line) if line else "" for line in text.splitlines())


def _said(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(_said, value))
    return ANSWERS[value] if value is None or isinstance(value, bool) else str(value)


environment().filters["said"] = _said
