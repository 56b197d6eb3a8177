"""Run one rule on one county's ledgers: compile it to SQL once, then let the engine find the candidates.

A rule is compiled against the contracts' schemas, not against data. Ibis takes a quarter of a second to compile a rule with many
exceptions; the engine takes a few hundredths to run it. So the SQL is kept for other counties, processes and runs (sql_cache.py).
"""

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass, field

import ibis
import pyarrow as pa

from auditlib.errors import NotRun
from auditlib.ledgers import Ledgers
from auditlib.models.prepared import collecting
from auditlib.models.texts import reading, words_at_home
from auditlib.rules.catalogue import RESERVED, Rule
from auditlib.rules.evidence import evidenced
from auditlib.rules.judging import counted, tested
from auditlib.rules.policy import Policy
from auditlib.sql_cache import look_up, put, uncollected
from auditlib.words import Words


@dataclass(frozen=True)
class Compiled:
    """A rule as SQL of the engine, whose ``dialect`` it is.

    ``columns``: name → type. ``used``: policy ids cited, and whether by each row's date.

    ``prepared``: name → SQL of the tables that it shares with other rules (prepared.py), in the order in which they are made.
    """

    sql: str
    columns: dict[str, str]
    used: dict[str, bool]
    not_judged: str | None
    tested: str | None
    prepared: dict[str, str]
    dialect: str


@dataclass
class Outcome:
    """What a rule said, or why it was not run.

    ``columns``: name → type of what it returned (None: not run), ``candidates`` that itself. ``untested``: columns by which it tests rows
    and of which no row tells anything. ``policy.used`` tells which values it looked up. ``statement``: the rows of a rule that accuses
    none.
    """

    rule: Rule
    policy: Policy
    columns: dict[str, str] | None = None
    reason: str = ""
    not_judged: dict[str, int] = field(default_factory=dict)
    untested: list[str] = field(default_factory=list)
    rows_read: dict[str, int] = field(default_factory=dict)
    compiled: Compiled | None = None
    statement: list[dict] = field(default_factory=list)
    candidates: pa.Table | None = None

    @property
    def ran(self) -> bool:
        return self.columns is not None

    @property
    def exceptions(self) -> list[str]:
        return [c for c in self.columns or () if is_exception(c)]

    @property
    def facts(self) -> list[str]:
        return [c for c in self.columns or () if c not in RESERVED and not is_exception(c)]


def is_exception(column: str) -> bool:
    """x_… is an exception; x_…_words is a fact, the words that say it (`auditlib.models.texts.claim`)."""
    return column.startswith("x_") and not column.endswith("_words")


def run_rule(rule: Rule, ledgers: Ledgers, policy_values: dict, as_of: dt.date, audit_from: dt.date, words: Words | None = None) -> Outcome:
    """Run ``rule``; a missing ledger, column or policy value gives an Outcome that says so (未执行), never zero leads.

    So does a ledger none of whose rows can be judged. ``words``: by which it reads remarks (default: those at home).
    """
    policy = Policy(policy_values, as_of, words=words or words_at_home())
    names = _given(rule, ledgers)
    try:
        compiled = as_sql(rule, ledgers, policy, audit_from)
    except NotRun as reason:
        policy.used = dict.fromkeys(policy.used, False)
        return Outcome(rule, policy, reason=str(reason))
    policy.used = compiled.used
    for name in rule.optional:
        if name not in names:
            ledgers.add_absent(name)
    for name, sql in compiled.prepared.items():
        ledgers.prepare(name, sql)
    read = {name: ledgers.rows(name) for name in names}
    not_judged = ledgers.query(compiled.not_judged).to_pylist() if compiled.not_judged else []
    if rule.statement:
        statement = as_declared(ledgers.query(compiled.sql), compiled.columns).to_pylist()
        return Outcome(rule, policy, compiled.columns, compiled=compiled, rows_read=read, statement=statement)
    whole = sum(read[name] for name in rule.accused if name in read)
    tests = ledgers.query(compiled.tested).to_pylist() if whole and compiled.tested else []
    silent = [part["columns"] for part in tests if not part["rows"]]
    if silent and len(silent) == len(rule.tests):
        return Outcome(rule, policy, reason=f"缺少资料：{'、'.join(sorted(silent))}都没有内容，无从检验")
    candidates = as_declared(ledgers.query(compiled.sql), compiled.columns)
    if "not_judged" in compiled.columns:
        not_judged += _told(candidates)
    counts = _by_reason(not_judged)
    if whole and sum(counts.values()) >= whole:
        told = "、".join(f"{reason} {count:,} 行" for reason, count in counts.items())
        return Outcome(rule, policy, reason=f"{whole:,} 行全部无法判断：{told}")
    said = {"compiled": compiled, "not_judged": counts, "untested": sorted(silent), "rows_read": read, "candidates": candidates}
    return Outcome(rule, policy, compiled.columns, **said)


def _told(candidates: pa.Table) -> list[dict]:
    """What a rule itself says of the rows that it could not judge: each once, by the first of its reasons, and none that it judged by
    another of its parts."""
    rows = candidates.select(["row_id", "not_judged"]).to_pylist()
    judged = {row["row_id"] for row in rows if row["not_judged"] is None}
    reasons = {row["row_id"]: row["not_judged"] for row in sorted(rows, key=lambda row: row["not_judged"] or "", reverse=True)}
    counts = Counter(reason for row_id, reason in reasons.items() if row_id not in judged)
    return [{"ledger": "", "reason": reason, "rows": rows} for reason, rows in counts.items()]


def _by_reason(not_judged: list[dict]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in sorted(not_judged, key=lambda row: (row["ledger"], row["reason"])):
        counts[row["reason"]] = counts.get(row["reason"], 0) + int(row["rows"])
    return counts


def as_declared(rows: pa.Table, columns: dict[str, str]) -> pa.Table:
    """Rows of a rule in the types it has on every engine: DuckDB makes a sum of counts a decimal, a date and days a timestamp."""
    for place, name in enumerate(rows.column_names):
        kind = ibis.dtype(columns[name]) if name in columns else None
        if kind is not None and (kind.is_integer() or kind.is_date() or (kind.is_decimal() and kind.scale is not None)):
            rows = rows.set_column(place, name, rows[name].cast(kind.to_pyarrow()))
    return rows


def as_sql(rule: Rule, ledgers: Ledgers, policy: Policy, audit_from: dt.date) -> Compiled:
    """The rule as SQL for the ledgers that were handed in.

    Raises NotRun for what it cannot do without; ``policy.read`` then tells as much as it had asked.
    """
    _demand(rule, ledgers)
    return compile_rule(rule, _given(rule, ledgers), ledgers, policy, audit_from)


def compile_rule(rule: Rule, names: tuple[str, ...], ledgers: Ledgers, policy: Policy, audit_from: dt.date) -> Compiled:
    """The rule as SQL, for the ledgers ``names``; optional ledgers not among them are absent to the rule. Raises NotRun."""
    if not rule.function.__module__.startswith("auditlib."):
        return _compile(rule, names, ledgers, policy, audit_from)  # what is kept knows our own code only
    shown = [(c.subject, c.evidence) for c in (ledgers.contracts.get(name) for name in rule.accused) if c]
    asked = ("rule", ledgers.engine.dialect, rule.id, policy.as_of, audit_from, [(name, ledgers.schema(name)) for name in names], shown)
    # Which policy values and words a rule reads is known once it is compiled; wherever these are the same, so is the SQL.
    read = look_up(asked)
    answer = look_up((*asked, policy.digests_of(read))) if read is not None else None
    if answer is None:
        compiled = _compile(rule, names, ledgers, policy, audit_from)
        put(asked, sorted(policy.read))
        put((*asked, policy.digests_of(policy.read)), asdict(compiled))
        return compiled
    policy.read |= {*read}
    return Compiled(**answer)


def _compile(rule: Rule, names: tuple[str, ...], ledgers: Ledgers, policy: Policy, audit_from: dt.date) -> Compiled:
    context = {"policy": policy, "as_of": policy.as_of, "audit_from": audit_from}
    tables = {n: ledgers.unbound(n) if n in names else ledgers.unbound_absent(n) for n in (*rule.ledgers, *rule.optional)}
    with uncollected(), collecting(ledgers.sql, ledgers.models) as made, reading(policy.words, policy.read):
        found = rule.function(**tables, **{name: context[name] for name in rule.context})
        _check(rule, found)
        known = {name: tables[name] for name in names if name in ledgers.contracts}
        filed = [name for name in known if name in rule.accused]
        if not rule.statement:
            found = evidenced(rule, found, tables, ledgers.contracts)
        return Compiled(
            sql=ledgers.sql(found),
            columns={name: str(kind) for name, kind in found.schema().items()},
            used={policy_id: bool(dates) for policy_id, dates in policy.used.items()},
            not_judged=None
            if rule.statement or (rows := counted(rule, tables, filed, ledgers.contracts, policy)) is None
            else ledgers.sql(rows),
            tested=None if (rows := tested(rule, known, ledgers.contracts)) is None else ledgers.sql(rows),
            prepared=made,
            dialect=ledgers.engine.dialect,
        )


def _demand(rule: Rule, ledgers: Ledgers) -> None:
    if told := [ledgers.withheld[name] for name in rule.ledgers if name in ledgers.withheld]:
        raise NotRun("；".join(told))
    missing = [ledgers.title(name) for name in rule.ledgers if not ledgers.received(name)]
    if missing:
        raise NotRun("缺少资料：" + "、".join(missing))
    for need in rule.needs:
        # "a.x|a.y": one of the columns is enough
        options = [option.split(".") for option in need.split("|")]
        if all(not ledgers.received(name) or column in ledgers.absent(name) for name, column in options):
            headers = "、".join(f"{ledgers.title(name)}缺少列“{ledgers.header(name, column)}”" for name, column in options)
            raise NotRun("缺少资料：" + headers)
    for decider in rule.deciders:
        lacking = ledgers.absent(decider.ledger)
        alone = rule.accused == (decider.ledger,)  # of several ledgers accused, the rows of the one are told as not judged
        if alone and ledgers.received(decider.ledger) and lacking.issuperset(decider.columns) and not decider.blank_answers:
            headers = "、".join(f"“{ledgers.header(decider.ledger, column)}”" for column in decider.columns)
            raise NotRun(f"缺少资料：{ledgers.title(decider.ledger)}缺少列{headers}")
    held = {name: _comparable(rule, name, ledgers) for name in rule.compared}
    if lacking := [n for n, there in held.items() if n in rule.ledgers and not there] or (held if not any(held.values()) else None):
        raise NotRun(f"缺少资料：{'、'.join(_by_column(rule, name, ledgers) for name in lacking)}都没有，无从比对")


def _given(rule: Rule, ledgers: Ledgers) -> tuple[str, ...]:
    """The ledgers that a rule is given: those handed in, but for one held against that no row can be compared with."""
    return tuple(n for n in (*rule.ledgers, *rule.optional) if _comparable(rule, n, ledgers))


def _comparable(rule: Rule, name: str, ledgers: Ledgers) -> bool:
    columns = rule.compared.get(name)
    return ledgers.received(name) and (not columns or not ledgers.rows(name) or any(ledgers.filled(name, column) for column in columns))


def _by_column(rule: Rule, name: str, ledgers: Ledgers) -> str:
    headers = "”或“".join(ledgers.header(name, column) for column in rule.compared[name])
    return ledgers.title(name) + (f"的“{headers}”" if headers else "")


def _check(rule: Rule, found: ibis.Table) -> None:
    missing = {"row_id", "occurred_on", "questioned_amount"} - set(found.columns)
    if missing and not rule.statement:
        raise TypeError(f"{rule.id} must return the columns {', '.join(sorted(missing))}")
    for column in found.columns:
        if is_exception(column) and not found[column].type().is_boolean():
            raise TypeError(f"{rule.id}: exception {column} is {found[column].type()}, not boolean")
        if found[column].type().is_floating() or found[column].type().is_timestamp():
            raise TypeError(f"{rule.id}: {column} is {found[column].type()}; money is decimal, a day is a date: cast it")
