"""The audit of one county, and of all together: rules on ledgers, leads and spared rows to Parquet, what each rule did to rules.json."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib import leads as lead_table
from auditlib.contracts import Ledger
from auditlib.decisions import FINDING, LEDGER, NONE_VERIFIED, Decided, decided_of, findings, with_decided
from auditlib.errors import fault
from auditlib.found import Before, Judged, Shown, found_before, replacing, write
from auditlib.intake import load_intake
from auditlib.ledgers import Ledgers, open_city, open_ledgers
from auditlib.matters import figures
from auditlib.money import Books
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.rules import RULES, Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import Outcome, run_rule
from auditlib.standing import STAGE, basis, departs, stage_key

#: Why a rule over all counties has no result of a county yet.
TOGETHER = "待各县资料齐备后全市比对"


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
    return with_decided(received, decided, county.id, parameters.key, contracts[LEDGER]) if decided else None


def judge(rule: Rule, ledgers: Ledgers, county: County | None, parameters: Parameters) -> Judged:
    """Run one rule and build its leads; rows outside the audit period are counted, not accused. No county: over all of them."""
    run = parameters.run
    policy = parameters.policy_of(county) if county else parameters.policy
    outcome = run_rule(rule, ledgers, policy, run.as_of, run.audit_from, parameters.words)
    read = outcome.policy.digests_of(outcome.policy.read)
    if not outcome.ran or rule.statement:
        return Judged(**vars(outcome), read=read)
    found, cleared = lead_table.build(outcome, ledgers, parameters.key, county.id if county else "")
    kept, spared = _within(found, run), _within(cleared, run)
    rows, outside = (
        {*found["row_id"].to_pylist(), *cleared["row_id"].to_pylist()},
        found.num_rows - kept.num_rows + cleared.num_rows - spared.num_rows,
    )
    leads, accused = kept.select(lead_table.LEADS.names), kept.select(lead_table.ACCUSED.names)
    systemic = county is not None and lead_table.is_systemic(rule, county.id, leads, parameters.key)
    said = vars(outcome) | {"candidates": None}  # they are leads now, and may be many
    spared = spared.select(lead_table.SPARED.names)
    return Judged(**said, leads=leads, spared=spared, found=len(rows), out_of_period=outside, accused=accused, systemic=systemic, read=read)


def ask(question: Callable, ledgers: Ledgers, county: County, parameters: Parameters) -> Outcome:
    """The rows (``statement``) that a question of rules/populations.py has for a county, asked as a rule is: ``reason`` says why it has
    none.
    """
    asked, run = Rule(question.__name__, "D", "C", "N", question, statement=True), parameters.run
    return run_rule(asked, ledgers, parameters.policy_of(county), run.as_of, run.audit_from, parameters.words)


def in_turn(scope: str = "county") -> list[Rule]:
    """The rules of a scope in the order in which they are run: by id, those that read the leads of the others last."""
    return sorted((rule for rule in RULES.values() if rule.scope == scope), key=lambda rule: (reads_leads(rule), rule.id))


def reads_leads(rule: Rule) -> bool:
    return not {*lead_table.FOUND}.isdisjoint((*rule.ledgers, *rule.optional))


def audited(outputs: Path, parameters: Parameters) -> list[str]:
    """The ids of the counties with results under ``outputs`` that stand for these parameters, dates and rules, not for those of an earlier
    run.
    """
    now = basis(parameters)
    return [unit for unit in parameters.counties if not departs(outputs / unit, now)]


def _within(table: pa.Table, run) -> pa.Table:
    day = table["occurred_on"]
    last = pa.scalar(run.audit_to or run.as_of, pa.date32())
    inside = pc.and_(pc.greater_equal(day, pa.scalar(run.audit_from, pa.date32())), pc.less_equal(day, last))
    return table.filter(pc.fill_null(inside, True))


@private()
def audit_county(
    out: Path,
    county: County,
    parameters: Parameters,
    contracts: dict[str, Ledger],
    shown: Shown = lambda value: value,
    own: Path | None = None,
) -> dict:
    """Run the county's rules on the ledgers under ``out``, and write there money.json (kind → 元) and what they found (found.FILES).

    Rules over all counties come later. ``shown``: how the values of rules.json are masked, which everybody may read. ``own``: a folder of
    its own for found.FILES, to which ``audit_city`` adds. What it holds already was found under the same stage.txt, of the same ledgers: a
    rule is only run again where a value is another that it read.

    Returns the figures (matters, leads, ranks, amount as text), not_run, failed, rows, and in ``judged`` the rules that were run. A rule
    that breaks is reported with status ``failed`` and the kind of error only, for an engine's message may quote a value; the others still
    run.
    """
    ledgers = open_county(out, county, parameters, contracts)
    before = found_before(own)
    stands = before and partial(before.of, county=county, parameters=parameters)
    judged, broken = judge_county(ledgers, county, parameters, decided_of(out) or (), stands)
    records = [item.record() for item in judged] + broken + [_not_run(rule, TOGETHER) for rule in in_turn("city")]
    with replacing(own, judged) if own else nullcontext(out) as to:
        all_leads = write(to, judged, records, shown, stage_key(out, basis(parameters)))
    bases = {kind: format(amount, "f") for kind, amount in Books.of(ledgers).bases().items()}
    (out / "money.json").write_text(json.dumps(bases) + "\n", encoding="utf-8")
    found = figures(all_leads)
    return {
        "matters": found.matters,
        "leads": found.leads,
        "ranks": found.ranks,
        "amount": format(found.amount, "f"),
        "not_run": sum(r["status"] == "not_run" for r in records),
        "failed": [r["rule_id"] for r in broken],
        "rows": {name: ledgers.rows(name) for name in ledgers.filed()},
        "judged": [item.rule.id for item in judged if not item.before],
    }


def judge_county(
    ledgers: Ledgers,
    county: County,
    parameters: Parameters,
    decided: Iterable[Decided] = (),
    stands: Callable[[Rule], Judged | None] | None = None,
) -> tuple[list[Judged], list[dict]]:
    """Run all rules of one county in turn; ``decided``: what the case record says of it; ``stands``: what a rule said already, if it did.

    Returns what each said, and the records of those that broke.
    """
    judged, broken, changed = [], [], stands is None
    for rule in in_turn():
        stood = stands and stands(rule)
        if stood and not (changed and reads_leads(rule)):
            judged.append(stood)
            continue
        if reads_leads(rule) and not ledgers.received("lead"):
            _add_found(ledgers, judged, decided)
        changed |= not reads_leads(rule)
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
    return Judged(rule, Policy({}, dt.date.max), reason=reason).record()


def counties_read(outputs: Path, parameters: Parameters) -> dict[str, Path]:
    """County id → the folder of its ledgers, for every county that has been read into ``outputs``."""
    folders = {unit: outputs / unit / "ledgers" for unit in sorted(parameters.counties)}
    return {unit: folder for unit, folder in folders.items() if (outputs / unit / "intake.json").exists() and folder.is_dir()}


def judge_city(
    rules: list[Rule], outputs: Path, parameters: Parameters, contracts: dict[str, Ledger], before: Before | None = None
) -> tuple[list[Judged], list[dict]]:
    """Run rules over all counties that have been read into ``outputs``, but for those that stand as ``before``.

    Returns what each said, and the records of those that broke.
    """
    stood = {rule.id: before and before.of(rule, None, parameters) for rule in rules}
    if all(stood.values()):
        return [*stood.values()], []
    ledgers = open_city(counties_read(outputs, parameters), parameters.programmes, contracts, parameters.run.engine)
    judged, broken = [], []
    for rule in rules:
        try:
            judged.append(stood[rule.id] or judge(rule, ledgers, None, parameters))
        except Exception as error:
            broken.append(_failed(rule, error))
    return judged, broken


@private()
def audit_city(
    outputs: Path,
    units: list[str],
    parameters: Parameters,
    contracts: dict[str, Ledger],
    shown: Shown = lambda value: value,
    own: Callable[[str], Path] | None = None,
    over_all: Path | None = None,
) -> dict:
    """Run the rules over all counties, and write for each of ``units`` what its own rules and these found (found.FILES).

    Every county that has been read into ``outputs`` is compared, also those of earlier runs. ``own``: unit → the folder of what its own
    rules found (default: where it is completed); ``over_all``: a folder for what the rules over all counties found, as ``own`` of
    ``audit_county``. Returns {leads, failed}.
    """
    judged, broken = judge_city(in_turn("city"), outputs, parameters, contracts, found_before(over_all))
    if over_all:
        with replacing(over_all, judged) as to:
            write(to, judged, [item.record() for item in judged] + broken, shown, "")
    count = 0
    for unit in sorted({*units} & {*counties_read(outputs, parameters)}):
        out = outputs / unit
        received = load_intake(out).ledgers
        parts = [item.of(unit, {name: entry["rows"] for name, entry in received.items()}) for item in judged]
        records = [_part_record(part, received, contracts) for part in parts] + broken
        beside = own(unit) if own else out
        write(out, parts, records, shown, (beside / STAGE).read_text(encoding="utf-8"), beside)
        count += sum(part.leads.num_rows for part in parts)
    return {"leads": count, "failed": [record["rule_id"] for record in broken]}


def _part_record(part: Judged, received: dict, contracts: dict[str, Ledger]) -> dict:
    missing = [contracts[n] for n in part.rule.ledgers if n in contracts and n != "programme" and n not in received]
    return _not_run(part.rule, "缺少资料：" + "、".join(f"{c.title}({c.id})" for c in missing)) if missing else part.record()
