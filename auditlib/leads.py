"""Rows in breach → leads (疑点): a stable id, the amount, both sides of the comparison, exceptions tested, origin of every row.

Ids are made under the project's key. A lead's grade never says more than is known: severity H needs more than an analytical pattern (C),
and evidence A, which needs but a signature, needs every exception tested and every policy value confirmed; what only exceeds a value that
nobody has confirmed ranks (C).
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.expr import types as ir

from auditlib.contracts import BESIDE, Ledger
from auditlib.dwellings import placed
from auditlib.errors import AuditError
from auditlib.ledgers import ORIGIN, Ledgers
from auditlib.money import Books, claims, columns
from auditlib.project_key import Key
from auditlib.rules.catalogue import SEVERITIES, Rule
from auditlib.rules.run import Outcome
from auditlib.sql_cache import cached

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
        ("matter_id", pa.string()),
        ("money", pa.string()),
    ]
)
#: The leads of a county as a ledger that rules can read (``lead``): each with the row that it accuses and where that row came from.
ACCUSED = pa.schema(
    [
        ("row_id", pa.int64()),
        ("ledger", pa.string()),
        ("key", pa.string()),
        *(
            (name, LEADS.field(name).type)
            for name in LEADS.names
            if name not in ("county", "facts", "exceptions", "related_sources", "evidence_digest", "matter_id")
        ),
    ]
)
#: Candidates that an exception cleared: the same columns and the exceptions that did.
SPARED = LEADS.append(pa.field("spared_by", pa.string()))
#: Tables of accused rows that rules read: leads, and the verified findings among them (decisions.FINDING).
FOUND = ("lead", "finding")
FEN = Decimal("0.01")
#: The thing that a systemic matter is about: no row tells of one by that name.
SYSTEMIC = "系统性问题"


def build(outcome: Outcome, ledgers: Ledgers, key: Key, county: str = "") -> tuple[pa.Table, pa.Table]:
    """The leads and the spared candidates of a rule, in the order of `by_weight`, with the columns of ACCUSED too.

    ``key``: the project's, for all ids. ``county`` is empty for a rule over all counties: each row then tells its own.
    Raises AuditError when two different rows come to the same lead id.
    """
    names = [n for n in outcome.rows_read if n in FOUND or n in ledgers.filed()]
    rows = outcome.candidates.to_pylist()
    wanted = {row["row_id"] for row in rows}.union(*(row.get("related") or () for row in rows)) - {None}
    names.sort(key=lambda n: (n in FOUND, n not in outcome.rule.accused))  # a row's own ledger tells before the leads that accuse it
    origins = _origins(names, wanted, ledgers) if rows else {}
    made = _Maker(outcome, origins, Books.of(ledgers), key, county)
    judged = [row for row in rows if row["row_id"] in origins and not row.get("not_judged")]
    leads = _numbered([made.lead(row, origins[row["row_id"]]) for row in judged], key)
    if county and floods(outcome, {lead["row_id"] for lead in leads if not lead["spared_by"]}):
        leads = [lead | {"matter_id": _matter_id(outcome.rule, county, SYSTEMIC, key)} for lead in leads]
    return (
        _table([lead for lead in leads if not lead["spared_by"]], _with_row(LEADS)),
        _table([lead for lead in leads if lead["spared_by"]], _with_row(SPARED)),
    )


def floods(outcome: Outcome, accused: set[int]) -> bool:
    """Whether a rule accuses so many of the rows that it judged that they are one problem of the system, not as many problems of persons.

    More than a third of fifty or more, or each one of ten or more (DESIGN §4: matters).
    """
    read = sum(outcome.rows_read.get(name, 0) for name in outcome.rule.accused) - sum(outcome.not_judged.values())
    return len(accused) * 3 > read >= 50 or len(accused) >= read >= 10


def is_systemic(rule: Rule, county: str, leads: pa.Table, key: Key) -> bool:
    """Whether these leads of a rule were joined into one systemic matter (系统性问题)."""
    return leads.num_rows > 0 and leads["matter_id"][0].as_py() == _matter_id(rule, county, SYSTEMIC, key)


def _matter_id(rule: Rule, county: str, thing: str, key: Key) -> str:
    return f"{rule.id}-M{key.digest('|'.join(['matter', rule.id, county, thing]), 10)}"


def _with_row(schema: pa.Schema) -> pa.Schema:
    return pa.schema([*schema, *(ACCUSED.field(name) for name in ("row_id", "ledger", "key"))])


def _origins(names: list[str], numbers: set[int], ledgers: Ledgers) -> dict[int, dict]:
    """Where rows came from, candidates and what they were compared with (``numbers``), by row_id; the other rows are left alone, being
    millions.

    A row stands in one ledger: those that come after all are found are not asked.
    """
    ledgers.engine.add(WANTED, pa.table({"row_id": pa.array(sorted(numbers), pa.int64())}))
    asked = ibis.table({"row_id": "int64"}, name=WANTED)
    dialect, found = ledgers.engine.dialect, {}
    for name in names:
        if name not in FOUND and numbers <= found.keys():
            continue
        contract, form = ledgers.contracts.get(name), ledgers.unbound(name)
        question = (
            "origin",
            dialect,
            name,
            contract and (contract.key, contract.subject, contract.fields(), contract.money and contract.money.model_dump_json()),
        )
        question = (*question, form.schema())
        places = ledgers.query(
            cached(question, lambda c=contract, t=form: ledgers.sql(_places(t.semi_join(asked, "row_id"), c)))
        ).to_pylist()
        for row in placed(places, contract, asked, ledgers) if contract else places:
            known = found.setdefault(row["row_id"], row | {"claimed": []})
            if known["money"] is not None:  # known from the leads that accuse it: its money is what they claim
                known["claimed"] += json.loads(row["money"])
    return found


#: Of a row: where it stands, whom it is about, and the thing whose money it tells of.
_PLACES = ("row_id", "county_id", "ledger", "key", "town", "village", "subject", "thing", "of_project", "own", "money", *ORIGIN)


def _numbered(leads: list[dict], key: Key) -> list[dict]:
    """Give every lead its id. Rows alike in key and content are told apart by a running number that follows content, not place."""
    leads.sort(
        key=lambda lead: (lead["identity"], bool(lead["spared_by"]), lead["facts"], lead["exceptions"], _place([lead[n] for n in ORIGIN]))
    )
    copies: dict[str, int] = defaultdict(int)
    for lead in leads:
        identity = lead.pop("identity")
        text = f"{identity}|{copies[identity]}" if copies[identity] else identity
        lead["lead_id"] = f"{lead['rule_id']}-{key.digest(f'lead|{text}', 10)}"
        copies[identity] += 1
    return leads


def _places(ledger: ir.Table, contract: Ledger | None) -> ir.Table:
    if contract is None:  # what was found so far: leads and findings know where their rows stand, and what they claim
        counts = (ledger.strength != "C") & (ledger.amount_class != "N")
        claimed = ibis.ifelse(counts, ledger.money, "[]")
        return ledger.mutate(county_id=ibis.null("string"), **columns(ledger, None), money=claimed).select(*_PLACES)
    return _keyed(ledger, contract).select(*_PLACES)


def business_key(ledger: ir.Table, contract: Ledger) -> ir.Value:
    """The text by which a row is known again in another file: the first complete alternative of the contract's key, else all that it says.

    It is made of content, never of a row's place in a file. ``ledger`` may lack columns, having been written under an earlier contract.
    """
    content = [c for c in ledger.columns if c in contract.schema().names and c not in BESIDE]
    everything = ibis.literal("|").join([ledger[c].cast("string").fill_null("") for c in content]).hexdigest("sha256")
    return ibis.coalesce(*(_joined(ledger, names) for names in contract.key if {*names} <= {*ledger.columns}), everything)


def _keyed(ledger: ir.Table, contract: Ledger) -> ir.Table:
    def text(name: str) -> ir.Value:
        return ledger[name] if name in ledger.columns else ibis.null("string")

    subjects = [ledger[c].cast("string") for c in contract.subject]
    return ledger.select(
        "row_id",
        county_id=text("county_id"),
        ledger=ibis.literal(contract.name),
        key=business_key(ledger, contract),
        town=text("town_name"),
        village=text("village_name"),
        subject=ibis.coalesce(*subjects, ibis.null("string")),
        **columns(ledger, contract.money),
        money=ibis.null("string"),
        **{name: ledger[name] for name in ORIGIN},
    )


def _joined(ledger: ir.Table, columns: list[str]) -> ir.Value:
    """The columns as one text; null when one of them is null."""
    text = ibis.literal("|".join(columns) + "=")
    for column in columns:
        text = text + ledger[column].cast("string") + "|"
    return text


@dataclass(frozen=True)
class _Maker:
    """Makes the leads of one rule's outcome. ``origins``: by row_id, what `_origins` found."""

    outcome: Outcome
    origins: dict[int, dict]
    books: Books
    key: Key
    county: str

    def lead(self, row: dict, origin: dict) -> dict:
        rule, county = self.outcome.rule, self.county or origin["county_id"]
        whom = origin | row  # a rule may know better than the accused row whom it is about
        exceptions = {name: row[name] for name in self.outcome.exceptions}
        true = [name for name, value in exceptions.items() if value]
        lowered = [rule.downgrades[name] for name in true if name in rule.downgrades]
        amount = row["questioned_amount"]
        if amount is not None:
            amount = Decimal(0) if lowered else Decimal(amount).quantize(FEN)
        cited = _cited(self.outcome, row)
        facts = json.dumps({name: plain(row[name]) for name in self.outcome.facts} | cited, ensure_ascii=False)
        tested = json.dumps(exceptions, ensure_ascii=False)
        strength = _strength(row.get("strength") or rule.strength, exceptions, cited, () if row.get("strength") else rule.exceeds)
        related = sorted(({n for n in row.get("related") or [] if n in self.origins} - {row["row_id"]}), key=self._place)
        places = dict.fromkeys(tuple(self.origins[n][name] for name in ORIGIN) for n in related)
        matter = row["thing"] or origin["key"]
        return {
            "identity": "|".join([rule.id, county, origin["key"], row.get("aspect") or ""]),
            "rule_id": rule.id,
            "severity": _severity([row.get("severity") or rule.severity, *lowered], strength),
            "strength": strength,
            "amount_class": row.get("amount_class") or rule.amount,
            "county": county,
            "town": whom["town"],
            "village": whom["village"],
            "subject": whom["subject"],
            "occurred_on": row["occurred_on"],
            "questioned_amount": amount,
            "facts": facts,
            "exceptions": tested,
            **{name: origin[name] for name in ORIGIN},
            "related_sources": json.dumps([dict(zip(ORIGIN, found, strict=True)) for found in places], ensure_ascii=False),
            "evidence_digest": self.key.digest("|".join(["facts", facts, tested, str(amount)]), 16),
            "matter_id": _matter_id(rule, county, matter, self.key),
            "money": self._money(amount, origin, related, f"{rule.id}|{matter}"),
            "spared_by": ",".join(name for name in true if name not in rule.downgrades),
            **{name: origin[name] for name in ("row_id", "ledger", "key")},
        }

    def _place(self, row_id: int) -> tuple:
        return _place([self.origins[row_id][name] for name in ORIGIN])

    def _money(self, amount: Decimal | None, origin: dict, related: list[int], otherwise: str) -> str:
        if origin["claimed"]:
            return json.dumps(origin["claimed"])
        return claims(amount, [origin, *(self.origins[n] for n in related)], self.books, self.key, otherwise)


def _strength(declared: str, exceptions: dict[str, bool | None], cited: dict, exceeds: tuple[str, ...]) -> str:
    """A speaks for itself: every exception must be tested, every value confirmed; else somebody has to look (B).

    Who only exceeds a value that nobody has confirmed (``exceeds``) is ranked, not accused (C).
    """
    unconfirmed = {value["id"] for value in cited.get("policy", []) if not value["confirmed"]}
    if unconfirmed & {*exceeds}:
        return "C"
    open_questions = None in exceptions.values() or bool(unconfirmed)
    return "B" if declared == "A" and open_questions else declared


def _severity(letters: list[str], strength: str) -> str:
    """The mildest of what the rule and its exceptions say; an analytical pattern alone is never grave."""
    return max([*letters, *(["M"] if strength == "C" else [])], key=SEVERITIES.index)


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
                    "document": entry.source,
                    "confirmed": entry.confirmed,
                }
            )
    return {"policy": cited} if cited else {}


def facts_of(lead: Mapping) -> dict[str, object]:
    """The facts of a row of leads.parquet as JSON holds them, without the policy values that it cites."""
    return {name: value for name, value in json.loads(lead["facts"]).items() if name != "policy"}


def cited_by(lead: Mapping) -> list[dict]:
    """The policy values that a row of leads.parquet cites: id, value, unit, from, document, confirmed."""
    return json.loads(lead["facts"]).get("policy", [])


def places_of(lead: Mapping) -> list[dict]:
    """Where the rows stand that the accused one was compared with (ORIGIN)."""
    return json.loads(lead["related_sources"])


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


def _table(leads: list[dict], schema: pa.Schema) -> pa.Table:
    ids = [lead["lead_id"] for lead in leads]
    if twice := [one for one, count in Counter(ids).items() if count > 1]:
        raise AuditError(f"two rows share the lead id {min(twice)}: the rule's `aspect` has to tell them apart")
    return by_weight(pa.Table.from_pylist([{name: lead[name] for name in schema.names} for lead in leads], schema=schema))


def by_weight(leads: pa.Table) -> pa.Table:
    """Leads or matters in the order of every list: the gravest first, then the largest amount; what is alike in both by rule, place and
    day.
    """
    order = pc.index_in(leads["severity"], value_set=pa.array(SEVERITIES))
    then = ("rule_id", "town", "village", "occurred_on", "first_on", "lead_id", "matter_id")
    keys = [
        ("order", "ascending"),
        ("questioned_amount", "descending"),
        *((name, "ascending") for name in then if name in leads.column_names),
    ]
    return leads.append_column("order", order).sort_by(keys).drop_columns("order")


def write(table: pa.Table, path: Path) -> None:
    """Write a table so that equal tables give equal bytes."""
    pq.write_table(table, path, compression="zstd", store_schema=False)
