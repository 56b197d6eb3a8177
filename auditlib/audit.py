"""The audit of one county, and of all together: rules on ledgers, leads and spared rows to Parquet, what each rule did to rules.json."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib import leads as lead_table
from auditlib.contracts import Ledger
from auditlib.decisions import FINDING, LEDGER, NONE_VERIFIED, Decided, decided_of, findings, snapshot_digest, standing
from auditlib.errors import fault
from auditlib.intake import load_intake
from auditlib.ledgers import CATALOGUE, ORIGIN, Ledgers, open_city, open_ledgers
from auditlib.matters import amount_of, figures, grouped, matters_of
from auditlib.money import Books
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.rules import RULES, Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import Outcome, run_rule

#: Rows of a statement as everybody may read them.
Shown = Callable[[list[dict]], list[dict]]
#: Why a rule over all counties has no result of a county yet.
TOGETHER = "待各县资料齐备后全市比对"


@dataclass
class Judged:
    """One rule's outcome with its leads and the candidates that an exception cleared; both within the audit period.

    ``found``: rows of the accused ledgers that became candidates, one or several each, also outside the period; ``out_of_period``: candidates there.
    ``accused`` is the leads again as rules read them; empty where they were read back from files. ``systemic``: the leads are one matter,
    being so large a part of what was judged.
    """

    outcome: Outcome
    leads: pa.Table = field(default_factory=lead_table.LEADS.empty_table)
    spared: pa.Table = field(default_factory=lead_table.SPARED.empty_table)
    found: int = 0
    out_of_period: int = 0
    accused: pa.Table = field(default_factory=lead_table.ACCUSED.empty_table)
    systemic: bool = False

    @property
    def rule(self) -> Rule:
        return self.outcome.rule

    @property
    def title(self) -> str:
        """Id and title, with the limits in force."""
        return f"{self.rule.id} {self.rule.worded('zh', self.outcome.policy.said)}"

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
        outcome, amount = self.outcome, self.amount
        return {
            "rule_id": self.rule.id,
            "status": "run" if outcome.ran else "not_run",
            "reason": outcome.reason,
            "candidates": self.leads.num_rows + self.spared.num_rows,
            "matters": len(self.by_matter),
            "leads": self.leads.num_rows,
            "spared": self.spared.num_rows,
            "found": self.found,
            "out_of_period": self.out_of_period,
            "systemic": self.systemic,
            "not_judged": outcome.not_judged,
            "unconfirmed": sorted(unconfirmed(outcome)),
            "rows_read": outcome.rows_read,
            "columns": outcome.columns,
            "policy": outcome.policy.used,
            "amount": None if amount is None else format(amount, "f"),
            "statement": [{name: lead_table.plain(value) for name, value in row.items()} for row in outcome.statement],
        }

    def of(self, unit: str, rows: dict[str, int]) -> Judged:
        """The part of one county in what a rule over all counties found; of the rows read only its own (``rows``, by ledger).

        So a county's results change with another's files only where its leads do.
        """
        own = {name: getattr(self, name).filter(pc.equal(getattr(self, name)["county"], unit)) for name in ("leads", "spared")}
        read = {name: count if name in CATALOGUE else rows.get(name, 0) for name, count in self.outcome.rows_read.items()}
        return Judged(replace(self.outcome, rows_read=read), **own, found=len({place for table in own.values() for place in places(table)}))


def places(table: pa.Table) -> list[tuple]:
    """Where the accused row of each lead stands (ORIGIN)."""
    return [tuple(place.values()) for place in table.select(list(ORIGIN)).to_pylist()]


def unconfirmed(outcome: Outcome) -> set[str]:
    """Ids of the policy values looked up that nobody has confirmed against the document (参数待核)."""
    policy = outcome.policy
    return {i for i in policy.used if any(not entry.confirmed for entry in policy.values[i].values)}


def open_county(out: Path, county: County, parameters: Parameters, contracts: dict[str, Ledger]) -> Ledgers:
    """The ledgers that intake left for a county under ``out``, the one of rectification with what was decided since."""
    received = load_intake(out).ledgers
    absent = {name: entry["absent_columns"] for name, entry in received.items()}
    issues = issues_standing(out, county, parameters, contracts)
    instead = {} if issues is None else {LEDGER: issues}
    ledgers = open_ledgers(out / "ledgers", parameters.programmes_of(county), contracts, absent, parameters.run.engine, instead)
    if LEDGER not in received:  # what was decided since makes a ledger, but none that something could be outside of
        ledgers.withhold("finding", f"缺少资料：{ledgers.title(LEDGER)}")
    return ledgers


def issues_standing(out: Path, county: County, parameters: Parameters, contracts: dict[str, Ledger]) -> pa.Table | None:
    """The rectification ledger under ``out`` with what was decided since; None when the one as received stands, or none was received."""
    decided, path = decided_of(out), out / "ledgers" / f"{LEDGER}.parquet"
    received = pq.read_table(path) if path.exists() else None
    return standing(received, decided, county.id, parameters.key, contracts[LEDGER]) if decided else None


def judge(rule: Rule, ledgers: Ledgers, county: County | None, parameters: Parameters) -> Judged:
    """Run one rule and build its leads; rows outside the audit period are counted, not accused. No county: over all of them."""
    run = parameters.run
    policy = parameters.policy_of(county) if county else parameters.policy
    outcome = run_rule(rule, ledgers, policy, run.as_of, run.audit_from, parameters.words)
    if not outcome.ran or rule.statement:
        return Judged(outcome)
    found, cleared = lead_table.build(outcome, ledgers, parameters.key, county.id if county else "")
    kept, spared = _within(found, run), _within(cleared, run)
    rows, outside = (
        {*found["row_id"].to_pylist(), *cleared["row_id"].to_pylist()},
        found.num_rows - kept.num_rows + cleared.num_rows - spared.num_rows,
    )
    leads, accused = kept.select(lead_table.LEADS.names), kept.select(lead_table.ACCUSED.names)
    systemic = county is not None and lead_table.is_systemic(rule, county.id, leads, parameters.key)
    return Judged(outcome, leads, spared.select(lead_table.SPARED.names), len(rows), outside, accused, systemic)


def ask(question: Callable, ledgers: Ledgers, county: County, parameters: Parameters) -> Outcome:
    """The rows (``statement``) that a question of rules/populations.py has for a county, asked as a rule is: ``reason`` says why it has none."""
    asked, run = Rule(question.__name__, "D", "C", "N", question, statement=True), parameters.run
    return run_rule(asked, ledgers, parameters.policy_of(county), run.as_of, run.audit_from, parameters.words)


def in_turn(scope: str = "county") -> list[Rule]:
    """The rules of a scope in the order in which they are run: by id, those that read the leads of the others last."""
    return sorted((rule for rule in RULES.values() if rule.scope == scope), key=lambda rule: (reads_leads(rule), rule.id))


def reads_leads(rule: Rule) -> bool:
    return not {*lead_table.FOUND}.isdisjoint((*rule.ledgers, *rule.optional))


def records_of(out: Path) -> dict[str, dict]:
    """What ``audit_county`` recorded under ``out``, by rule id."""
    return {record["rule_id"]: record for record in json.loads((out / "rules.json").read_text(encoding="utf-8"))}


def all_found(out: Path) -> tuple[pa.Table, pa.Table]:
    """The leads and the spared rows that ``audit_county`` left under ``out``, of all rules."""
    return pq.read_table(out / "leads.parquet").cast(lead_table.LEADS), pq.read_table(out / "spared.parquet").cast(lead_table.SPARED)


def recorded(rule: Rule, record: dict, of_all: tuple[pa.Table, pa.Table], county: County, parameters: Parameters) -> Judged:
    """What ``audit_county`` found for a rule, from its record and what all rules found."""
    policy = Policy(parameters.policy_of(county), parameters.run.as_of, record["policy"])
    outcome = Outcome(
        rule, policy, record["columns"], record["reason"], record["not_judged"], record["rows_read"], statement=record["statement"]
    )
    leads, spared = (table.filter(pc.equal(table["rule_id"], rule.id)) for table in of_all)
    return Judged(outcome, leads, spared, record["found"], record["out_of_period"], systemic=record["systemic"])


def audited(outputs: Path, parameters: Parameters) -> list[str]:
    """The ids of the counties with results under ``outputs`` that stand for these parameters, dates and rules, not for those of an earlier run."""
    now = basis(parameters)
    return [unit for unit in parameters.counties if not departs(outputs / unit, now)]


def departs(out: Path, now: dict[str, str]) -> str:
    """Why the results under ``out`` are not those of a run on ``now`` (see basis), for a reader; nothing when they are."""
    if not (out / "intake.json").exists():
        return "结果文件夹里没有该单位的运行结果"
    if not (out / "rules.json").exists() or not (out / "stage.txt").exists():
        return "该单位的运行没有完成"
    try:
        told, here = (out / "stage.txt").read_text(encoding="utf-8").splitlines(), stage_key(out, now).splitlines()
    except (ValueError, TypeError):
        return "该单位的运行记录已损坏"
    differ = [line.split("：")[0] for line in here if line not in told]
    return f"与运行时不同：{'、'.join(differ)}" if differ else ""


def stage_key(out: Path, basis: dict[str, str]) -> str:
    """All that a county's leads depend on, a line each: its files as they were read, and the basis of the audit."""
    lines = {**basis, "资料": load_intake(out).digest, "案件记录": snapshot_digest(out)}
    return "".join(f"{name}：{value}\n" for name, value in lines.items())


def run_digest(*outs: Path) -> str:
    """What results were made from, for the foot of a page: of one county the SHA-256 of its stage.txt, of several that of all theirs.

    Empty where no county has come to its end.
    """
    ended = (out / "stage.txt" for out in outs)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in ended if path.exists()]
    return hashlib.sha256("".join(digests).encode()).hexdigest() if len(digests) > 1 else "".join(digests)


def basis(parameters: Parameters) -> dict[str, str]:
    """What the leads of all counties depend on: the dates, the parameters, and the code of the rules."""
    run, total, package = parameters.run, hashlib.sha256(), Path(__file__).parent
    for path in sorted([*package.glob("models/*.py"), *package.glob("rules/**/*.py"), *package.glob("*.py")]):
        total.update(path.read_bytes())
    period = f"{run.audit_from} {run.audit_to}"
    return {"审计截止日": f"{run.as_of}", "审计期间": period, "参数": parameters.digest, "规则程序": total.hexdigest()}


def _within(table: pa.Table, run) -> pa.Table:
    day = table["occurred_on"]
    last = pa.scalar(run.audit_to or run.as_of, pa.date32())
    inside = pc.and_(pc.greater_equal(day, pa.scalar(run.audit_from, pa.date32())), pc.less_equal(day, last))
    return table.filter(pc.fill_null(inside, True))


@private()
def audit_county(
    out: Path, county: County, parameters: Parameters, contracts: dict[str, Ledger], shown: Shown = lambda value: value
) -> dict:
    """Run the county's rules: writes leads.parquet, matters.parquet, spared.parquet, rules.json and money.json (kind → 元) under ``out``.

    Rules over all counties come later. ``shown``: how the values of rules.json are masked, which everybody may read.

    Returns the figures (matters, leads, ranks, amount as text), not_run, failed, rows. A rule that breaks is reported with
    status ``failed`` and the kind of error only, for an engine's message may quote a value; the others still run.
    """
    ledgers = open_county(out, county, parameters, contracts)
    for name in ("leads.parquet", "spared.parquet", "matters.parquet"):
        (out / name).unlink(missing_ok=True)
    judged, broken = judge_county(ledgers, county, parameters, decided_of(out) or ())
    records = [item.record() for item in judged] + broken + [_not_run(rule, TOGETHER) for rule in in_turn("city")]
    all_leads = _write(out, judged, records, shown)
    bases = {kind: format(amount, "f") for kind, amount in Books.of(ledgers).bases().items()}
    (out / "money.json").write_text(json.dumps(bases) + "\n", encoding="utf-8")
    (out / "stage.txt").write_text(stage_key(out, basis(parameters)), encoding="utf-8")
    found = figures(all_leads)
    return {
        "matters": found.matters,
        "leads": found.leads,
        "ranks": found.ranks,
        "amount": format(found.amount, "f"),
        "not_run": sum(r["status"] == "not_run" for r in records),
        "failed": [r["rule_id"] for r in broken],
        "rows": {name: ledgers.rows(name) for name in ledgers.filed()},
    }


def judge_county(
    ledgers: Ledgers, county: County, parameters: Parameters, decided: Iterable[Decided] = ()
) -> tuple[list[Judged], list[dict]]:
    """Run all rules of one county in turn; ``decided``: what the case record says of it. Returns what each said, and the records of those that broke."""
    judged, broken = [], []
    for rule in in_turn():
        if reads_leads(rule) and not ledgers.received("lead"):
            _add_found(ledgers, judged, decided)
        try:
            judged.append(judge(rule, ledgers, county, parameters))
        except Exception as error:
            broken.append(_failed(rule, error))
    return judged, broken


def _add_found(ledgers: Ledgers, judged: list[Judged], decided: Iterable[Decided]) -> None:
    """The leads so far as ``lead``, and the verified matters among them as ``finding``: without one, nothing can be outside the ledger."""
    accused = [item.accused.append_column(FINDING.field("matter_id"), item.leads["matter_id"]) for item in judged]
    found = pa.concat_tables(accused) if accused else pa.schema([*lead_table.ACCUSED, FINDING.field("matter_id")]).empty_table()
    ledgers.add("lead", found.select(lead_table.ACCUSED.names))
    verified = findings(decided, found)
    if verified.num_rows:
        ledgers.add("finding", verified)
    else:
        ledgers.withhold("finding", NONE_VERIFIED)


def _failed(rule: Rule, error: Exception) -> dict:
    return _not_run(rule, f"规则出错：{fault(error)}") | {"status": "failed"}


def _not_run(rule: Rule, reason: str) -> dict:
    return Judged(Outcome(rule, Policy({}, dt.date.max), reason=reason)).record()


def _write(out: Path, judged: list[Judged], records: list[dict], shown: Shown) -> pa.Table:
    """Write a county's results; of rules that are judged now, what stood there before is replaced."""
    now = pa.array([item.rule.id for item in judged], pa.string())
    tables = {}
    for name, schema in (("leads", lead_table.LEADS), ("spared", lead_table.SPARED)):
        path = out / f"{name}.parquet"
        before = pq.read_table(path).cast(schema) if path.exists() else schema.empty_table()
        others = before.filter(pc.invert(pc.is_in(before["rule_id"], now)))
        tables[name] = lead_table.by_weight(pa.concat_tables([others, *(getattr(item, name) for item in judged)]))
        lead_table.write(tables[name], path)
    lead_table.write(matters_of(tables["leads"]), out / "matters.parquet")
    records = [record | {"statement": shown(record["statement"])} if record.get("statement") else record for record in records]
    text = json.dumps(sorted(records, key=lambda record: record["rule_id"]), ensure_ascii=False, indent=1)
    (out / "rules.json").write_text(text + "\n", encoding="utf-8")
    return tables["leads"]


def counties_read(outputs: Path, parameters: Parameters) -> dict[str, Path]:
    """County id → the folder of its ledgers, for every county that has been read into ``outputs``."""
    folders = {unit: outputs / unit / "ledgers" for unit in sorted(parameters.counties)}
    return {unit: folder for unit, folder in folders.items() if (outputs / unit / "intake.json").exists() and folder.is_dir()}


def judge_city(rules: list[Rule], outputs: Path, parameters: Parameters, contracts: dict[str, Ledger]) -> tuple[list[Judged], list[dict]]:
    """Run rules over all counties that have been read into ``outputs``. Returns what each said, and the records of those that broke."""
    ledgers = open_city(counties_read(outputs, parameters), parameters.programmes, contracts, parameters.run.engine)
    judged, broken = [], []
    for rule in rules:
        try:
            judged.append(judge(rule, ledgers, None, parameters))
        except Exception as error:
            broken.append(_failed(rule, error))
    return judged, broken


@private()
def audit_city(
    outputs: Path, units: list[str], parameters: Parameters, contracts: dict[str, Ledger], shown: Shown = lambda value: value
) -> dict:
    """Run the rules over all counties and hand each of ``units`` its part: its leads.parquet, spared.parquet and rules.json are completed.

    Every county that has been read into ``outputs`` is compared, also those of earlier runs. Returns {leads, failed}.
    """
    judged, broken = judge_city(in_turn("city"), outputs, parameters, contracts)
    count = 0
    for unit in sorted({*units} & {*counties_read(outputs, parameters)}):
        out = outputs / unit
        received = load_intake(out).ledgers
        parts = [item.of(unit, {name: entry["rows"] for name, entry in received.items()}) for item in judged]
        records = [_part_record(part, received, contracts) for part in parts]
        now = {record["rule_id"] for record in (*records, *broken)}
        earlier = [r for r in json.loads((out / "rules.json").read_text(encoding="utf-8")) if r["rule_id"] not in now]
        _write(out, parts, [*earlier, *records, *broken], shown)
        count += sum(part.leads.num_rows for part in parts)
    return {"leads": count, "failed": [record["rule_id"] for record in broken]}


def _part_record(part: Judged, received: dict, contracts: dict[str, Ledger]) -> dict:
    missing = [contracts[n] for n in part.rule.ledgers if n in contracts and n != "programme" and n not in received]
    return _not_run(part.rule, "缺少资料：" + "、".join(f"{c.title}({c.id})" for c in missing)) if missing else part.record()
