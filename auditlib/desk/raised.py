"""What a run found, as the case record keeps it: each matter's facts once, and again when they have changed.

What is wrong it says in one sentence with its figures: the rule's name and the facts that the leads share or span.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.casework.cases import RAISED, Case
from auditlib.casework.record import Entry
from auditlib.contracts import Ledger
from auditlib.decisions import LEDGER as ISSUES
from auditlib.errors import AuditError
from auditlib.headings import fact_label
from auditlib.leads import LEADS, cited_by, facts_of, plain
from auditlib.matters import MATTERS, Several, amount_of, grouped, several
from auditlib.rules import RULES, Rule

#: Facts of a sentence; the leads below it have all.
FACTS = 7
#: A day, or an amount with its fen: what has neither form is no number, but may be a number of somebody.
DAY_OR_AMOUNT = re.compile(r"\d{4}-\d{2}-\d{2}|-?\d+\.\d+")
#: Characters of one fact: free text is cut, the row as received has the rest.
LONGEST = 60


def leads_of(out: Path) -> dict[str, list[dict]]:
    """The leads that a run left for a county under ``out``, by matter, the gravest first. Raises AuditError when there are none to read."""
    try:
        return grouped(pq.read_table(out / "leads.parquet").cast(LEADS).to_pylist())
    except (OSError, ValueError) as error:
        raise AuditError(
            "{name}: no leads.parquet that can be read ({fault}); run this county again", name=out.name, fault=type(error).__name__
        ) from None


def issues_received(out: Path, contracts: Mapping[str, Ledger]) -> pa.Table:
    """The rectification ledger (L47) as intake left it; without one a table of no rows."""
    path, schema = out / "ledgers" / f"{ISSUES}.parquet", contracts[ISSUES].schema()
    return pq.read_table(path).select(schema.names) if path.exists() else schema.empty_table()


def raised(
    out: Path, county: str, cases: Mapping[str, Case], leads: Mapping[str, list[dict]], contracts: Mapping[str, Ledger]
) -> Iterator[Entry]:
    """An entry for each matter that the record does not know, or knows with other facts. What only ranks (strength C) is no matter."""
    for matter in pq.read_table(out / "matters.parquet").cast(MATTERS).to_pylist():
        if matter["strength"] == "C":
            continue
        known = cases.get(matter["matter_id"])
        if known is None or known.digest != matter["evidence_digest"]:
            facts = _facts(matter, leads[matter["matter_id"]], contracts)
            yield Entry(county, matter["matter_id"], RAISED, facts, matter["evidence_digest"])


def not_raised(out: Path, cases: Mapping[str, Case]) -> int:
    """How many matters of the run the record does not know yet."""
    matters = pq.read_table(out / "matters.parquet", columns=["matter_id", "strength"]).to_pylist()
    return sum(matter["strength"] != "C" and matter["matter_id"] not in cases for matter in matters)


def _facts(matter: dict, leads: list[dict], contracts: Mapping[str, Ledger]) -> dict:
    rule = RULES[matter["rule_id"]]
    return {name: plain(value) for name, value in matter.items()} | {
        "rule": f"{rule.id} {rule.zh}",
        "sentence": sentence(rule, leads, contracts),
        "procedure": rule.procedure,
        "law": "；".join(laws(rule, leads)),
        "source": sources(leads),
    }


def sentence(rule: Rule, leads: list[dict], contracts: Mapping[str, Ledger]) -> str:
    """The fact that these leads of one matter state, unmasked: 死亡后发放：死亡日期 2018-03-02；…；8 条，4480.00 元。"""
    facts = [*map(facts_of, leads)]
    told = []
    for name in facts[0]:
        value = several(_value(found.get(name)) for found in facts)
        if value is not None and (called := fact_label(rule, name, contracts)):
            told.append(f"{called} {_text(value)}")
    days = sorted({lead["occurred_on"] for lead in leads if lead["occurred_on"]})
    span = f"{days[0]} 至 {days[-1]}，" if len(days) > 1 else f"{days[0]}，" if days else ""
    amount = amount_of(leads)
    told = [*told[:FACTS], f"{span}{len(leads)} 条" + ("" if amount is None else f"，{amount:,.2f} 元")]
    return f"{rule.zh}：{'；'.join(told)}。"


def laws(rule: Rule, leads: list[dict]) -> list[str]:
    """What the rule rests on, and the documents of the policy values that these leads were measured by."""
    cited = [value["document"] for lead in leads for value in cited_by(lead) if value["confirmed"]]
    return list(dict.fromkeys([*rule.law, *cited]))


def sources(leads: list[dict]) -> str:
    """Where the accused rows stand as received: file, sheet, rows."""
    places: dict[tuple[str, str], list[int]] = {}
    for lead in leads:
        places.setdefault((lead["source_file"], lead["source_sheet"] or ""), []).append(lead["source_row"])
    return "；".join(f"{file}{f' [{sheet}]' if sheet else ''} 第 {_rows(rows)} 行" for (file, sheet), rows in sorted(places.items()))


def _rows(rows: list[int]) -> str:
    shown = sorted({row for row in rows if row is not None})
    return "、".join(map(str, shown[:10])) + (f" 等 {len(shown)}" if len(shown) > 10 else "")


def _value(value: object) -> object:
    """A fact as JSON holds it, days and amounts as such again, so that several of them become a span."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value)) or None
    if not isinstance(value, str):
        return value
    for kind in (date.fromisoformat, Decimal) if DAY_OR_AMOUNT.fullmatch(value) else ():
        with suppress(ValueError, InvalidOperation):
            return kind(value)
    return value.strip(" ；;。") or None


def _text(value: object) -> str:
    if isinstance(value, Several):
        return value.joined([_text(item) for item in value.values])
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, date):
        return value.isoformat()
    return text if len(text := str(value)) <= LONGEST else f"{text[: LONGEST - 1]}…"
