"""Rows in breach → leads (疑点): a stable id, the amount, both sides of the comparison, exceptions tested, origin of every row."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import _
from ibis.expr import types as ir

from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.kept import kept
from auditlib.ledgers import ORIGIN, Ledgers
from auditlib.rules.catalogue import SEVERITIES
from auditlib.rules.run import CANDIDATES, Outcome, as_declared

WANTED = "_wanted"
LEADS = pa.schema(
    [
        ("lead_id", pa.string()),
        ("rule_id", pa.string()),
        ("severity", pa.string()),
        ("strength", pa.string()),
        ("amount_class", pa.string()),
        ("county", pa.string()),
        ("town", pa.string()),
        ("village", pa.string()),
        ("subject", pa.string()),
        ("occurred_on", pa.date32()),
        ("questioned_amount", pa.decimal128(18, 2)),
        ("facts", pa.string()),
        ("exceptions", pa.string()),
        ("source_file", pa.string()),
        ("source_sheet", pa.string()),
        ("source_row", pa.int32()),
        ("source_sha256", pa.string()),
        ("related_sources", pa.string()),
        ("evidence_digest", pa.string()),
    ]
)
#: The leads of a county as a ledger that rules can read (``lead``): each with the row that it accuses and where that row came from.
ACCUSED = pa.schema(
    [
        ("row_id", pa.int64()),
        ("ledger", pa.string()),
        ("key", pa.string()),
        *((name, LEADS.field(name).type) for name in LEADS.names if name not in ("county", "facts", "exceptions", "related_sources", "evidence_digest")),
    ]
)
#: Candidates that an exception cleared: the same columns and the exceptions that did.
SPARED = LEADS.append(pa.field("spared_by", pa.string()))
FEN = Decimal("0.01")


def build(outcome: Outcome, ledgers: Ledgers, county: str = "") -> tuple[pa.Table, pa.Table]:
    """The leads and the spared candidates of the rule that ran last, both sorted by lead id, with the columns of ACCUSED too.

    ``county`` is empty for a rule over all counties: each row then tells its own. Raises AuditError when two different rows come to the
    same lead id.
    """
    names = [n for n in outcome.rows_read if n == "lead" or n in ledgers.filed()]
    rows = as_declared(ledgers.query(f"SELECT * FROM {CANDIDATES}"), outcome.columns).to_pylist()
    origins = _origins(outcome.columns, names, ledgers) if rows else {}
    leads = _numbered([_lead(outcome, county, origins[row["row_id"]] | row, origins) for row in rows if row["row_id"] in origins])
    return (
        _table([lead for lead in leads if not lead["spared_by"]], _with_row(LEADS)),
        _table([lead for lead in leads if lead["spared_by"]], _with_row(SPARED)),
    )


def _with_row(schema: pa.Schema) -> pa.Schema:
    return pa.schema([*schema, *(ACCUSED.field(name) for name in ("row_id", "ledger", "key"))])


def _origins(columns: dict[str, str], names: list[str], ledgers: Ledgers) -> dict[int, dict]:
    """Where the candidates and the rows that they were compared with came from, by row_id; the other rows are left alone, being millions."""
    candidates = ibis.table(columns, name=CANDIDATES)
    rows = [candidates.select("row_id"), *([candidates.select(row_id=_.related.unnest())] if "related" in columns else [])]
    wanted = ibis.union(*rows, distinct=True)
    dialect, found = ledgers.engine.dialect, {}
    ledgers.materialise(WANTED, kept(("wanted", dialect, columns), lambda: ledgers.sql(wanted)))
    for name in sorted(names, key=lambda n: n == "lead"):  # a row's own ledger tells before the leads that accuse it
        contract, form = ledgers.contracts.get(name), ledgers.unbound(name)
        question = ("origin", dialect, name, contract and (contract.key, contract.subject, contract.fields()), form.schema())
        places = kept(question, lambda c=contract, t=form: ledgers.sql(_places(t.semi_join(ibis.table({"row_id": "int64"}, name=WANTED), "row_id"), c)))
        for row in ledgers.query(places).to_pylist():
            found.setdefault(row["row_id"], row)
    return found


_PLACES = ("row_id", "county_id", "ledger", "key", "town", "village", "subject", *ORIGIN)


def _numbered(leads: list[dict]) -> list[dict]:
    """Give every lead its id. Rows alike in key and content are told apart by a running number that follows content, not place."""
    leads.sort(
        key=lambda lead: (lead["identity"], bool(lead["spared_by"]), lead["facts"], lead["exceptions"], _place([lead[n] for n in ORIGIN]))
    )
    copies: dict[str, int] = defaultdict(int)
    for lead in leads:
        identity = lead.pop("identity")
        text = f"{identity}|{copies[identity]}" if copies[identity] else identity
        lead["lead_id"] = f"{lead['rule_id']}-{_sha256(text)[:10]}"
        copies[identity] += 1
    return leads


def _places(ledger: ir.Table, contract: Ledger | None) -> ir.Table:
    if contract is None:  # the leads found so far: they know where their rows stand
        return ledger.mutate(county_id=ibis.null("string")).select(*_PLACES)
    return _keyed(ledger, contract).select(*_PLACES)


def _keyed(ledger: ir.Table, contract: Ledger) -> ir.Table:
    """The business key is made of content, never of a row's place in a file."""
    content = [c for c in ledger.columns if c in contract.schema().names and c not in ("row_id", *ORIGIN)]
    everything = ibis.literal("|").join([ledger[c].cast("string").fill_null("") for c in content]).hexdigest("sha256")
    keys = [_joined(ledger, columns) for columns in contract.key]

    def text(name: str) -> ir.Value:
        return ledger[name] if name in ledger.columns else ibis.null("string")

    subjects = [ledger[c].cast("string") for c in contract.subject]
    return ledger.select(
        "row_id",
        county_id=text("county_id"),
        ledger=ibis.literal(contract.name),
        key=ibis.coalesce(*keys, everything),
        town=text("town_name"),
        village=text("village_name"),
        subject=ibis.coalesce(*subjects, ibis.null("string")),
        **{name: ledger[name] for name in ORIGIN},
    )


def _joined(ledger: ir.Table, columns: list[str]) -> ir.Value:
    """The columns as one text; null when one of them is null."""
    text = ibis.literal("|".join(columns) + "=")
    for column in columns:
        text = text + ledger[column].cast("string") + "|"
    return text


def _lead(outcome: Outcome, county: str, row: dict, origins: dict[int, dict]) -> dict:
    rule, county = outcome.rule, county or row["county_id"]
    exceptions = {name: row[name] for name in outcome.exceptions}
    true = [name for name, value in exceptions.items() if value]
    lowered = [rule.downgrades[name] for name in true if name in rule.downgrades]
    amount = row["questioned_amount"]
    if amount is not None:
        amount = Decimal(0) if lowered else Decimal(amount).quantize(FEN)
    facts = json.dumps({name: plain(row[name]) for name in outcome.facts} | _cited(outcome, row), ensure_ascii=False)
    tested = json.dumps(exceptions, ensure_ascii=False)
    related = {n for n in row.get("related") or [] if n in origins and n != row["row_id"]}
    compared = sorted(([origins[n][name] for name in ORIGIN] for n in related), key=_place)
    return {
        "identity": "|".join([rule.id, county, row["key"], row.get("aspect") or ""]),
        "rule_id": rule.id,
        "severity": max([row.get("severity") or rule.severity, *lowered], key=SEVERITIES.index),
        "strength": row.get("strength") or rule.strength,
        "amount_class": row.get("amount_class") or rule.amount,
        "county": county,
        "town": row["town"],
        "village": row["village"],
        "subject": row["subject"],
        "occurred_on": row["occurred_on"],
        "questioned_amount": amount,
        "facts": facts,
        "exceptions": tested,
        **{name: row[name] for name in ORIGIN},
        "related_sources": json.dumps([dict(zip(ORIGIN, place, strict=True)) for place in compared], ensure_ascii=False),
        "evidence_digest": _sha256("|".join([facts, tested, str(amount)]))[:16],
        "spared_by": ",".join(name for name in true if name not in rule.downgrades),
        "row_id": row["row_id"],
        "ledger": row["ledger"],
        "key": row["key"],
    }


def _cited(outcome: Outcome, row: dict) -> dict:
    """The policy values that the rule looked up, in force on the row's date (or at the audit date), with their documents."""
    cited = []
    policy = outcome.policy
    for policy_id, by_row in sorted(policy.used.items()):
        on = row["occurred_on"] if by_row and row["occurred_on"] else policy.as_of
        entry = policy.entry(policy_id, on)
        if entry is not None:
            value = [str(v) for v in entry.value] if isinstance(entry.value, list) else plain(entry.value)
            cited.append(
                {
                    "id": policy_id,
                    "value": value,
                    "unit": policy.values[policy_id].unit,
                    "from": entry.from_.isoformat(),
                    "document": " ".join(filter(None, [entry.document, entry.article])),
                    "confirmed": entry.confirmed,
                }
            )
    return {"policy": cited} if cited else {}


def plain(value: object) -> object:
    """A value as JSON holds it: decimals and dates as text, so that nothing is rounded."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):  # a rule's day plus an interval is a timestamp to the engine
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def _place(origin: list) -> tuple:
    file, sheet, row, sha256 = origin
    return (sha256, sheet, row, file)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _table(leads: list[dict], schema: pa.Schema) -> pa.Table:
    leads = sorted(leads, key=lambda lead: lead["lead_id"])
    for one, other in zip(leads, leads[1:], strict=False):
        if one["lead_id"] == other["lead_id"]:
            raise AuditError(f"two rows share the lead id {one['lead_id']}: the rule's `aspect` has to tell them apart")
    return pa.Table.from_pylist([{name: lead[name] for name in schema.names} for lead in leads], schema=schema)


def write(table: pa.Table, path: Path) -> None:
    """Write a table so that equal tables give equal bytes."""
    pq.write_table(table, path, compression="zstd", store_schema=False)


def total(leads: pa.Table, subjects: dict[str, str] | None = None) -> dict[str, Decimal]:
    """Questioned amount by amount class (V, W, I), 元: a source row questioned by several rules counts once, at its maximum.

    Leads of strength C only rank samples, those of class N only count: both are left out. ``subjects`` maps rule ids to keep (None: all).
    """
    best: dict[tuple, tuple[Decimal, str]] = {}
    for lead in leads.select(["rule_id", "strength", "amount_class", "questioned_amount", *ORIGIN]).to_pylist():
        counts = lead["questioned_amount"] is not None and lead["strength"] != "C" and lead["amount_class"] != "N"
        if not counts or (subjects is not None and lead["rule_id"] not in subjects):
            continue
        place = (lead["source_sha256"], lead["source_file"], lead["source_sheet"], lead["source_row"])
        best[place] = max(best.get(place, (Decimal(0), lead["amount_class"])), (lead["questioned_amount"], lead["amount_class"]))
    sums = {letter: Decimal(0) for letter in "VWI"}
    for amount, letter in best.values():
        sums[letter] += amount
    return sums
