"""A rule's examples as its tests: ledger rows in, the leads expected beside the rows that they accuse. They run on every engine.

    loan_no | borrower_id | principal | lead | why
    A       | P1          | 50000.01  | 0.01 | one fen over the ceiling

``lead`` is empty (no lead), an amount, ``-`` (a lead without an amount), an amount with a severity (``0 D``),
an exception that spares the row (``x_grace``), or several of these separated by ``;``. ``matter``, where it is given, is a letter: candidates with the same one are of
one real thing, those with another are not. ``fact:name`` is what every candidate on the row (there must be one) shows under that name, where
the cell holds something (``?``: that nothing is known); ``fact:not_judged`` is the reason why the row is not judged.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from auditlib import leads
from auditlib.contracts import Ledger, load_ledgers
from auditlib.dated_values import DatedValue
from auditlib.decisions import FINDING
from auditlib.ledgers import PROGRAMME, STANDARD, from_tables
from auditlib.parameters import Parameters, load_parameters
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.examples import read_examples, tables, typed
from auditlib.rules.rule_texts import RuleText
from auditlib.rules.run import run_rule

ROOT = Path(__file__).resolve().parents[2]
AUDIT_FROM = dt.date(2014, 1, 1)
#: What cases have asked of models so far: on one engine the same form gives the same SQL, whatever the rows.
MODELS: dict[str, dict[tuple, object]] = defaultdict(dict)


def examples(subject: str):
    """A pytest test over all cases in `examples/<subject>/`; the id names rule and case."""
    found = read_examples(subject)
    given = [(rule_id, case.text) for rule_id, of_rule in found.items() for case in of_rule]
    ids = [f"{rule_id}-{number}" for rule_id, of_rule in found.items() for number in range(len(of_rule))]

    @pytest.mark.parametrize(("rule_id", "text"), given, ids=ids)
    def test(rule_id: str, text: str, engine: str):
        check(rule_id, text, engine)

    return test


def check(rule_id: str, text: str, engine: str) -> None:
    """Run one case; on a difference the message lists row, expected and found."""
    parameters, contracts = loaded()
    given = parse(text)
    policy = _policy(given.pop("policy", []), parameters)
    as_of = dt.date.fromisoformat(given.pop("as_of", [{"day": "2019-12-31"}])[0]["day"])
    expected, names, arrow, letters, told = defaultdict(list), {}, {}, {}, {}
    row_id = 0
    for ledger, rows in given.items():
        for number, row in enumerate(rows, 1):
            row_id += 1
            row["row_id"], row["source_row"] = row_id, number
            names[number, ledger] = " ".join(v for v in list(row.values())[:2] if isinstance(v, str))
            for lead in filter(None, (part.strip() for part in row.pop("lead", "").split(";"))):
                expected[ledger, number].append(_expected(lead, RULES[rule_id].severity))
            letters[row_id] = row.pop("matter", "")
            told[row_id] = {name.removeprefix("fact:"): row.pop(name) for name in list(row) if name.startswith("fact:")}
            for beside in ("why", "plant", "also"):
                row.pop(beside, None)
        arrow[ledger] = _typed(ledger, rows, contracts)
    found, shown = _found(rule_id, arrow, parameters, contracts, policy, as_of, engine)
    differences = [
        f"{ledger} row {number} ({names.get((number, ledger), '?')}): expected {sorted(expected[ledger, number])}, found {sorted(found[ledger, number])}"
        for ledger, number in sorted(set(expected) | set(found))
        if sorted(expected[ledger, number]) != sorted(found[ledger, number])
    ]
    for candidate in shown:
        for name, value in told[candidate["row_id"]].items():
            if value and (plain(candidate[name]) or "?") != value:
                differences.append(f"row_id {candidate['row_id']}: {name} is {candidate[name]!r}, not {value!r}")
    silent = {row for row, facts in told.items() if any(facts.values())} - {candidate["row_id"] for candidate in shown}
    differences += [f"row_id {row}: no candidate shows {told[row]}" for row in sorted(silent)]
    assert not differences, f"{rule_id}\n" + "\n".join(differences)
    pairs = {(letters[candidate["row_id"]], candidate["thing"]) for candidate in shown if letters[candidate["row_id"]]}
    assert len(pairs) == len({letter for letter, _ in pairs}) == len({thing for _, thing in pairs}), f"{rule_id}: matters {sorted(pairs)}"


@cache
def loaded() -> tuple[Parameters, dict[str, Ledger]]:
    return load_parameters(ROOT / "parameters"), load_ledgers(ROOT / "parameters" / "ledgers")


def told(zh: str, labels: dict[str, str] | None = None) -> RuleText:
    """The texts of a rule that only a test declares."""
    return RuleText(
        title="A test", zh=zh, finding=f"{zh}。", phrase="", law=[], answers=[], disposition="", procedure="查资料", labels=labels or {}
    )


def parse(text: str) -> dict[str, list[dict]]:
    """``{ledger: [rows]}`` of a text."""
    return {table.name: table.rows for table in tables(text)}


def _expected(text: str, severity: str) -> str:
    if text.startswith("x_"):
        return "spared by " + text
    amount, _, level = text.partition(" ")
    return f"{'-' if amount == '-' else format(Decimal(amount), '.2f')} {level.strip() or severity}"


def _found(rule_id, arrow, parameters: Parameters, contracts, policy, as_of, engine) -> tuple[dict[tuple[str, int], list[str]], list[dict]]:
    """What was found, by ledger and row, and the candidates as the rule gave them."""
    opened = from_tables(arrow, parameters.programmes, contracts, engine)
    opened.models = MODELS[engine]
    outcome = run_rule(RULES[rule_id], opened, policy, as_of, AUDIT_FROM)
    assert outcome.ran, outcome.reason
    unlabelled = [c for c in outcome.exceptions if not RULES[rule_id].label(c)]
    assert not unlabelled, f"{rule_id}: no Chinese label for {unlabelled}"
    assert not RULES[rule_id].statement, f"{rule_id} accuses no row: test what it states with `statement`"
    accused, spared = leads.build(outcome, opened, PUBLISHED, "linqu" if RULES[rule_id].scope == "county" else "")
    found = defaultdict(list)
    strangers = {row["ledger"] for table in (accused, spared) for row in table.to_pylist() if row["ledger"]} - set(RULES[rule_id].accused)
    assert not strangers, f"{rule_id} accuses rows of {strangers}: name them in `accuses`"
    for lead in accused.to_pylist():
        amount = lead["questioned_amount"]
        found[lead["source_sheet"], lead["source_row"]].append(f"{'-' if amount is None else format(amount, '.2f')} {lead['severity']}")
    for row in spared.to_pylist():
        found[row["source_sheet"], row["source_row"]].append(f"spared by {row['spared_by']}")
    return found, outcome.candidates.to_pylist()


def plain(value) -> str:
    value = leads.plain(value)
    return "" if value is None else str(value)


def _policy(rows: list[dict], parameters: Parameters) -> dict:
    policy = dict(parameters.policy)
    for row in rows:
        known = policy[row["id"]]
        entry = DatedValue.model_construct(
            from_=dt.date.fromisoformat(row["from"]), to=None, value=Decimal(row["value"]), document="test", article=None, confirmed=True
        )
        policy[row["id"]] = known.model_copy(update={"values": [entry]})
    return policy


def _typed(ledger: str, rows: list[dict], contracts: dict[str, Ledger]) -> pa.Table:
    schema = {"programme": PROGRAMME, "programme_standard": STANDARD, "lead": leads.ACCUSED, "finding": FINDING}.get(ledger) or contracts[
        ledger
    ].schema()
    if any("county_id" in row for row in rows):  # the ledgers of all counties together
        schema = schema.append(pa.field("county_id", pa.string()))
    unknown = {c for row in rows for c in row} - set(schema.names) - {"row_id", "source_row"}
    assert not unknown, f"{ledger} has no column {sorted(unknown)}"
    columns = []
    for field in schema:
        texts = [row.get(field.name, "") for row in rows]
        if field.name in ("row_id", "source_row"):
            values = texts
        elif field.name in ("source_sheet", "source_sha256"):
            values = [ledger] * len(rows)
        elif field.name == "source_file":
            values = [text or ledger for text in texts]
        else:
            values = [typed(text, field.type) for text in texts]
        columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)
