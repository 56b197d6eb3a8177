"""What a run found, as the case record keeps it: each matter's facts once, and again when they have changed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.casework.cases import RAISED, Case
from auditlib.casework.record import Entry
from auditlib.contracts import Ledger
from auditlib.decisions import LEDGER as ISSUES
from auditlib.desk.wording import laws, sentence, sources
from auditlib.errors import AuditError
from auditlib.leads import LEADS, plain
from auditlib.matters import MATTERS, grouped
from auditlib.rules import RULES


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
