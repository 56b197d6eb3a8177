"""One county's audit: every rule on its ledgers, leads and spared rows to Parquet, and what each rule did to rules.json."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib import leads as lead_table
from auditlib.contracts import Ledger
from auditlib.intake import load_intake
from auditlib.ledgers import Ledgers, open_ledgers
from auditlib.parameters import County, Parameters
from auditlib.rules import RULES, Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import Outcome, run_rule


@dataclass
class Judged:
    """One rule's outcome with its leads and the candidates that an exception cleared; both within the audit period."""

    outcome: Outcome
    leads: pa.Table
    spared: pa.Table
    out_of_period: int = 0

    @property
    def rule(self) -> Rule:
        return self.outcome.rule

    def record(self) -> dict:
        """The entry of rules.json: status, reason, counts, amount (元, as text; null when the rule has none)."""
        outcome = self.outcome
        amount = pc.sum(self.leads["questioned_amount"]).as_py()
        return {
            "rule_id": self.rule.id,
            "status": "run" if outcome.ran else "not_run",
            "reason": outcome.reason,
            "candidates": self.leads.num_rows + self.spared.num_rows,
            "leads": self.leads.num_rows,
            "spared": self.spared.num_rows,
            "out_of_period": self.out_of_period,
            "not_judged": outcome.not_judged,
            "unconfirmed": sorted(unconfirmed(outcome)),
            "rows_read": outcome.rows_read,
            "columns": outcome.columns,
            "policy": outcome.policy.used,
            "amount": None if amount is None else format(amount, "f"),
        }


def unconfirmed(outcome: Outcome) -> set[str]:
    """Ids of the policy values looked up that nobody has confirmed against the document (参数待核)."""
    policy = outcome.policy
    return {i for i in policy.used if any(not entry.confirmed for entry in policy.values[i].values)}


def open_county(out: Path, county: County, parameters: Parameters, contracts: dict[str, Ledger]) -> Ledgers:
    """The ledgers that intake left for a county under ``out``."""
    absent = {name: entry["absent_columns"] for name, entry in load_intake(out).ledgers.items()}
    return open_ledgers(out / "ledgers", parameters.programmes_of(county), contracts, absent)


def judge(rule: Rule, ledgers: Ledgers, county: County, parameters: Parameters) -> Judged:
    """Run one rule and build its leads; rows outside the audit period are counted, not accused."""
    run = parameters.run
    outcome = run_rule(rule, ledgers, parameters.policy_of(county), run.as_of, run.audit_from)
    if not outcome.ran:
        return Judged(outcome, lead_table.LEADS.empty_table(), lead_table.SPARED.empty_table())
    accused, spared = lead_table.build(outcome, ledgers, county.id)
    kept, also_kept = (_within(table, run) for table in (accused, spared))
    return Judged(outcome, kept, also_kept, accused.num_rows - kept.num_rows)


def records_of(out: Path, parameters: Parameters) -> dict[str, dict]:
    """What ``audit_county`` recorded, by rule id, when it stands for the same data, parameters, dates and rules; else nothing.

    A rule that broke is left out: it has to be run again.
    """
    key, path = out / "stage.txt", out / "rules.json"
    if not path.exists() or not key.exists() or key.read_text(encoding="utf-8") != stage_key(out, parameters):
        return {}
    return {r["rule_id"]: r for r in json.loads(path.read_text(encoding="utf-8")) if r["status"] != "failed"}


def recorded(rule: Rule, record: dict, out: Path, county: County, parameters: Parameters) -> Judged:
    """What ``audit_county`` found for a rule, from its record and the Parquet files beside it."""
    policy = Policy(parameters.policy_of(county), parameters.run.as_of, record["policy"])
    outcome = Outcome(rule, policy, record["columns"], record["reason"], record["not_judged"], record["rows_read"])
    leads, spared = (pq.read_table(out / name, filters=[("rule_id", "=", rule.id)]) for name in ("leads.parquet", "spared.parquet"))
    return Judged(outcome, leads.cast(lead_table.LEADS), spared.cast(lead_table.SPARED), record["out_of_period"])


def stage_key(out: Path, parameters: Parameters) -> str:
    """SHA-256 of all that a county's leads depend on: the files and parameters, the dates, and the code of the rules."""
    run = parameters.run
    total = hashlib.sha256(f"{load_intake(out).digest} {run.as_of} {run.audit_from} {run.audit_to}\n".encode())
    package = Path(__file__).parent
    for path in sorted([*package.glob("rules/*.py"), *package.glob("*.py")]):
        total.update(path.read_bytes())
    return total.hexdigest()


def _within(table: pa.Table, run) -> pa.Table:
    day = table["occurred_on"]
    last = pa.scalar(run.audit_to or run.as_of, pa.date32())
    inside = pc.and_(pc.greater_equal(day, pa.scalar(run.audit_from, pa.date32())), pc.less_equal(day, last))
    return table.filter(pc.fill_null(inside, True))


def audit_county(out: Path, county: County, parameters: Parameters, contracts: dict[str, Ledger]) -> dict:
    """Run the whole catalogue on a county: writes leads.parquet, spared.parquet and rules.json under ``out``.

    Returns {leads, amount (元 as text, no row counted twice), not_run, rows}. A rule that breaks is reported with
    status ``failed`` and the kind of error only, for an engine's message may quote a value; the others still run.
    """
    ledgers = open_county(out, county, parameters, contracts)
    found, cleared, records = [lead_table.LEADS.empty_table()], [lead_table.SPARED.empty_table()], []
    for _, rule in sorted(RULES.items()):
        try:
            judged = judge(rule, ledgers, county, parameters)
        except Exception as error:
            records.append({"rule_id": rule.id, "status": "failed", "reason": f"规则出错：{type(error).__name__}", "leads": 0})
            continue
        records.append(judged.record())
        found.append(judged.leads)
        cleared.append(judged.spared)
    all_leads = pa.concat_tables(found).sort_by("lead_id")
    lead_table.write(all_leads, out / "leads.parquet")
    lead_table.write(pa.concat_tables(cleared).sort_by("lead_id"), out / "spared.parquet")
    (out / "rules.json").write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "stage.txt").write_text(stage_key(out, parameters), encoding="utf-8")
    return {
        "leads": all_leads.num_rows,
        "amount": format(sum(lead_table.total(all_leads).values(), Decimal(0)), "f"),
        "not_run": sum(r["status"] == "not_run" for r in records),
        "failed": [r["rule_id"] for r in records if r["status"] == "failed"],
        "rows": {name: ledgers.rows(name) for name in ledgers if name in contracts and name != "programme"},
    }
