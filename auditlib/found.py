"""What rules found: one result of a rule, and the files that hold those of all rules of a county, written whole and read back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib import leads as lead_table
from auditlib.ledgers import CATALOGUE, ORIGIN
from auditlib.matters import amount_of, grouped, matters_of
from auditlib.parameters import County, Parameters
from auditlib.rules import Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import Outcome
from auditlib.standing import READ, STAGE, read_by_rules

#: Rows of a statement as everybody may read them.
Shown = Callable[[list[dict]], list[dict]]
#: What all rules of a county found, in its folder.
FILES = ("leads.parquet", "matters.parquet", "spared.parquet", "rules.json", READ, STAGE)
#: The leads again as rules read them: kept for rules that are run again on what others found, and for nobody outside.
ACCUSED = "accused.parquet"
#: What rules.json holds of a rule as it is.
SAID = ("columns", "reason", "not_judged", "untested", "rows_read", "statement", "found", "out_of_period", "systemic")


@dataclass
class Judged(Outcome):
    """What a rule said with its leads and the candidates that an exception cleared; both within the audit period.

    ``found``: rows of the accused ledgers that became candidates, one or several each, also outside the period; ``out_of_period``:
    candidates there. ``accused`` is the leads again as rules read them; empty where they were read back from files. ``systemic``: the leads
    are one matter, being so large a part of what was judged. ``read``: the parameters that it looked up, as they stood.
    ``before``: it was found by an earlier run, and stands.
    """

    leads: pa.Table = field(default_factory=lead_table.LEADS.empty_table)
    spared: pa.Table = field(default_factory=lead_table.SPARED.empty_table)
    found: int = 0
    out_of_period: int = 0
    accused: pa.Table = field(default_factory=lead_table.ACCUSED.empty_table)
    systemic: bool = False
    read: dict[str, str] = field(default_factory=dict)
    before: bool = False

    @property
    def title(self) -> str:
        """Id and title, with the limits in force."""
        return f"{self.rule.id} {self.rule.worded('zh', self.policy.said)}"

    @cached_property
    def by_matter(self) -> dict[str, list[dict]]:
        """The leads of each matter, the gravest and largest matter first."""
        groups = grouped(self.leads.to_pylist())
        return {matter: groups[matter] for matter in matters_of(self.leads)["matter_id"].to_pylist()} if groups else {}

    @cached_property
    def amount(self) -> Decimal | None:
        """What the rule questions (元), each thing once; None when none of its leads has an amount."""
        return amount_of([lead for leads in self.by_matter.values() for lead in leads])

    def record(self) -> dict:
        """The entry of rules.json: status, reason, counts, amount (元, as text, each thing once; null when the rule has none)."""
        amount = self.amount
        return {
            "rule_id": self.rule.id,
            "status": "run" if self.ran else "not_run",
            "reason": self.reason,
            "candidates": self.leads.num_rows + self.spared.num_rows,
            "matters": len(self.by_matter),
            "leads": self.leads.num_rows,
            "spared": self.spared.num_rows,
            "found": self.found,
            "out_of_period": self.out_of_period,
            "systemic": self.systemic,
            "not_judged": self.not_judged,
            "untested": self.untested,
            "unconfirmed": sorted(unconfirmed(self)),
            "rows_read": self.rows_read,
            "columns": self.columns,
            "policy": self.policy.used,
            "amount": None if amount is None else format(amount, "f"),
            "statement": [{name: lead_table.plain(value) for name, value in row.items()} for row in self.statement],
        }

    def of(self, unit: str, rows: dict[str, int]) -> Judged:
        """The part of one county in what a rule over all counties found; of the rows read only its own (``rows``, by ledger).

        So a county's results change with another's files only where its leads do.
        """
        own = {name: getattr(self, name).filter(pc.equal(getattr(self, name)["county"], unit)) for name in ("leads", "spared")}
        read = {name: count if name in CATALOGUE else rows.get(name, 0) for name, count in self.rows_read.items()}
        found = len({place for table in own.values() for place in places(table)})
        return replace(self, **own, rows_read=read, found=found, out_of_period=0, systemic=False)


def places(table: pa.Table) -> list[tuple]:
    """Where the accused row of each lead stands (ORIGIN)."""
    return [tuple(place.values()) for place in table.select(list(ORIGIN)).to_pylist()]


def unconfirmed(outcome: Outcome) -> set[str]:
    """Ids of the policy values looked up that nobody has confirmed against the document (参数待核)."""
    policy = outcome.policy
    return {i for i in policy.used if any(not entry.confirmed for entry in policy.values[i].values)}


def records_of(out: Path) -> dict[str, dict]:
    """What ``audit_county`` recorded under ``out``, by rule id."""
    return {record["rule_id"]: record for record in json.loads((out / "rules.json").read_text(encoding="utf-8"))}


def all_found(out: Path) -> tuple[pa.Table, pa.Table]:
    """The leads and the spared rows that ``audit_county`` left under ``out``, of all rules."""
    return pq.read_table(out / "leads.parquet").cast(lead_table.LEADS), pq.read_table(out / "spared.parquet").cast(lead_table.SPARED)


def recorded(rule: Rule, record: dict, of_all: tuple[pa.Table, pa.Table], county: County | None, parameters: Parameters) -> Judged:
    """What ``audit_county`` found for a rule, from its record and what all rules found; without a county, what ``audit_city`` found in all
    of them.
    """
    policy = Policy(parameters.policy_of(county) if county else parameters.policy, parameters.run.as_of, record["policy"])
    leads, spared = (table.filter(pc.equal(table["rule_id"], rule.id)) for table in of_all)
    said = {name: record[name] for name in SAID}
    return Judged(rule, policy, leads=leads, spared=spared, **said)


@dataclass(frozen=True)
class Before:
    """What rules found before: ``of_all`` the leads and the spared rows, ``records`` by rule id, ``read``: rule id → the parameters that it
    looked up.
    """

    of_all: tuple[pa.Table, pa.Table]
    accused: pa.Table
    records: dict[str, dict]
    read: dict[str, dict[str, str]]

    def of(self, rule: Rule, county: County | None, parameters: Parameters) -> Judged | None:
        """What a rule found; None where one of the parameters that it looked up is another now, or nothing is known of it."""
        read = self.read.get(rule.id)
        if read is None or read != parameters.digests_of(read, county):
            return None
        accused = self.accused.filter(pc.equal(self.accused["rule_id"], rule.id))
        item = recorded(rule, self.records[rule.id], self.of_all, county, parameters)
        return replace(item, accused=accused, read=read, before=True)


def found_before(folder: Path | None) -> Before | None:
    """What was kept in a folder by `write`; None where there is none, or not all of it."""
    if folder is None or not (folder / ACCUSED).exists():
        return None
    read = {rule: values for rules in read_by_rules(folder).values() for rule, values in rules.items()}
    return Before(all_found(folder), pq.read_table(folder / ACCUSED).cast(lead_table.ACCUSED), records_of(folder), read)


def write(to: Path, judged: list[Judged], records: list[dict], shown: Shown, stage: str, beside: Path | None = None) -> pa.Table:
    """Write FILES into a folder: what these rules found and what ``beside`` (a folder of FILES) holds of others. Returns all leads.

    ``records``: of the rules; ``shown``: how their values are masked, which everybody may read; ``stage``: standing.stage_key.
    """
    now = pa.array([item.rule.id for item in judged], pa.string())
    tables, read, earlier = {}, {}, []
    for name, schema in (("leads", lead_table.LEADS), ("spared", lead_table.SPARED)):
        others = schema.empty_table()
        if beside:
            others = pq.read_table(beside / f"{name}.parquet").cast(schema)
            others = others.filter(pc.invert(pc.is_in(others["rule_id"], now)))
        tables[name] = lead_table.by_weight(pa.concat_tables([others, *(getattr(item, name) for item in judged)]))
        lead_table.write(tables[name], to / f"{name}.parquet")
    if beside:
        new = {record["rule_id"] for record in records}
        read, earlier = read_by_rules(beside), [record for rule, record in records_of(beside).items() if rule not in new]
    for item in judged:
        read.setdefault(item.rule.scope, {})[item.rule.id] = item.read
    lead_table.write(matters_of(tables["leads"]), to / "matters.parquet")
    records = [record | {"statement": shown(record["statement"])} if record.get("statement") else record for record in (*earlier, *records)]
    for name, said in (("rules.json", sorted(records, key=lambda record: record["rule_id"])), (READ, read)):
        (to / name).write_text(json.dumps(said, ensure_ascii=False, indent=1, sort_keys=name == READ) + "\n", encoding="utf-8")
    (to / STAGE).write_text(stage, encoding="utf-8")
    return tables["leads"]


@contextmanager
def replacing(folder: Path, judged: list[Judged]) -> Iterator[Path]:
    """The folder that takes the place of ``folder`` at the end, as a whole: to `write` into, beside what only rules read (ACCUSED)."""
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    accused = pa.concat_tables([lead_table.ACCUSED.empty_table(), *(item.accused for item in judged)])
    lead_table.write(accused, part / ACCUSED)
    yield part
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
