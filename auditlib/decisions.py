"""What the case record said of a county when a run was made (``cases.json`` beside its leads), as tables that rules read.

Rules of rectification accuse nobody on an unverified lead: they read verified findings (``finding``), and the rectification ledger as it
stands with what was decided since: issues handed in, and findings of this audit whose rectification is under way.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from auditlib.contracts import Ledger
from auditlib.leads import ACCUSED
from auditlib.project_key import Key
from auditlib.rules import RULES
from auditlib.rules.rectification.closing import OURS, RECORD

FILE = "cases.json"
LEDGER = "issue_ledger"
#: How the id of an issue that was handed in begins; all others are ids of matters.
ISSUE = "L47-"
#: The group of states of a matter that holds true.
VERIFIED = "属实"
#: The state of a matter that nobody has touched, and its group.
FIRST, OPEN = "新生成", "在办"
#: Why RECT-04 says nothing where nobody has verified anything.
NONE_VERIFIED = "没有经核实的问题（案件记录）：台账外新问题只认经核实的问题，不认疑点；核实结果导入后重新运行，再作判断"
#: Verified matters that stand in this run: the accused row as in ``lead``, with what was verified of it; ``questioned_amount`` is the
#: verified amount. ``issue_no`` and ``transfer``: what a person decided, the issue that covers it or the kind of transfer.
FINDING = pa.schema(
    [
        *ACCUSED,
        ("matter_id", pa.string()),
        ("verified_amount", pa.decimal128(18, 2)),
        ("verified_on", pa.date32()),
        ("issue_no", pa.string()),
        ("transfer", pa.string()),
    ]
)
#: Columns of the rectification workbook that the ledger calls otherwise.
CALLED = {"unit": "resp_unit", "person": "resp_person", "evidence_rectified": "evidence"}
SAME = (
    *("measure", "standard", "deadline", "progress", "done_on", "recovered", "returned", "reactivated", "made_good", "adjusted"),
    *("rules_made", "disciplined", "status", "closed_on", "remark"),
)
LEVELS = {"accepted_town": "镇级", "accepted_county": "县级", "accepted_city": "市级"}
#: A finding is being rectified as soon as one of these is filled in.
BEGUN = ("deadline", "deadline_new", "measure", "status", "done_on")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Decided:
    """A matter or an issue as the record had it: ``values`` were filled in, ``facts`` raised; ``seq``: entry of the last decision."""

    id: str
    state: str
    group: str
    values: dict[str, str]
    facts: dict[str, str | None] = field(default_factory=dict)
    rule_id: str = ""
    digest: str = ""
    decided_on: str = ""
    seq: int = 0

    @property
    def verified(self) -> bool:
        return self.group == VERIFIED

    @property
    def rectified(self) -> bool:
        """A finding of this audit whose rectification has begun."""
        return self.verified and any(self.values.get(name) for name in BEGUN)


def decided_of(out: Path) -> list[Decided] | None:
    """The snapshot under ``out``; None where the run was made without a record."""
    path = out / FILE
    return [Decided(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else None


def matters_in(decided: Iterable[Decided]) -> list[Decided]:
    return [one for one in decided if not one.id.startswith(ISSUE)]


def all_matters(decided: Iterable[Decided], leads: pa.Table) -> list[Decided]:
    """The matters of the record, and those of these leads (leads.parquet) that it has not learnt yet: they are open."""
    known = matters_in(decided)
    accusing = {
        lead["matter_id"]: lead["rule_id"]
        for lead in leads.select(["matter_id", "rule_id", "strength"]).to_pylist()
        if lead["strength"] != "C"
    }
    new = accusing.keys() - {one.id for one in known}
    return [*known, *(Decided(id, FIRST, OPEN, {}, rule_id=accusing[id]) for id in sorted(new))]


def findings(decided: Iterable[Decided], accused: pa.Table) -> pa.Table:
    """The verified matters among these leads (ACCUSED and ``matter_id``), a row each: that of its first lead, with the money of all."""
    verified = {one.id: one for one in matters_in(decided) if one.verified}
    groups: dict[str, list[dict]] = defaultdict(list)
    for lead in accused.to_pylist():
        if lead["matter_id"] in verified:
            groups[lead["matter_id"]].append(lead)
    return pa.Table.from_pylist([_finding(verified[matter], leads) for matter, leads in sorted(groups.items())], schema=FINDING)


def _finding(one: Decided, leads: list[dict]) -> dict:
    amount = money_of(one.values.get("verified_amount"))
    claims = {json.dumps(claim): claim for lead in leads for claim in json.loads(lead["money"])}
    return leads[0] | {
        "questioned_amount": amount,
        "verified_amount": amount,
        "money": json.dumps(shared_out(amount or ZERO, [*claims.values()])),
        "verified_on": day_of(one.values.get("checked_on")),
        "issue_no": one.values.get("issue_no") or None,
        "transfer": one.values.get("transfer") or None,
    }


def shared_out(amount: Decimal, claims: list[dict]) -> list[dict]:
    """The claims of a matter's leads with the verified amount instead of the questioned one; what goes beyond it is the first one's."""
    left, shared = amount, []
    for claim in claims:
        part = min(left, Decimal(claim["amount"]))
        left -= part
        shared.append(claim | {"amount": f"{part:f}"})
    if shared and left:
        shared[0]["amount"] = f"{Decimal(shared[0]['amount']) + left:f}"
    return [claim for claim in shared if Decimal(claim["amount"])]


def with_decided(received: pa.Table | None, decided: Iterable[Decided], county: str, key: Key, contract: Ledger) -> pa.Table | None:
    """The rectification ledger with what was decided since; None when nothing was.

    An issue decided on is a row of the record in place of the row as received, under the same key; a finding of this audit being rectified
    is one under the id of its matter. Such rows stand in no file that was handed in: their file is 案件记录, their row the entry.
    """
    decided, schema = list(decided), contract.schema()
    since = {one.id: one for one in decided if one.id.startswith(ISSUE)}
    rows = [] if received is None else received.select(schema.names).to_pylist()
    ids = issue_ids(rows, county, key)
    ours = [_ours(one, schema) | {"row_id": -place} for place, one in enumerate((one for one in matters_in(decided) if one.rectified), 1)]
    if not ours and not since.keys() & set(ids):
        return None
    told = {issue: _told(one.values, schema) | _origin(one) for issue, one in since.items()}
    rows = [row | told.get(issue, {}) for row, issue in zip(rows, ids, strict=True)]
    return pa.Table.from_pylist([*rows, *ours], schema=schema)


def issue_ids(rows: Sequence[Mapping], county: str, key: Key) -> list[str]:
    """The ids of issues in the record, of rows of the ledger: of number and origin, without a number of what is said of the matter.

    Where two rows bear one number for different things (lists numbered town by town), what they say tells them apart.
    """
    numbered = Counter(
        (row["issue_no"], row["origin"]) for row in {(r["issue_no"], r["origin"], r["description"]): r for r in rows}.values()
    )
    found = []
    for row in rows:
        number = (row["issue_no"], row["origin"])
        said = [*number, *([row["description"]] if numbered[number] > 1 else [])]
        if row["issue_no"] is None:
            said = [row[name] for name in ("found_on", "town_name", "village_name", "category", "description")]
        found.append(ISSUE + key.digest("|".join(["issue", county, *map(str, said)]), 10))
    return found


def _ours(one: Decided, schema: pa.Schema) -> dict:
    """A finding of this audit as a row of the ledger. Its number is the id of the matter, which stays."""
    rule, facts = RULES.get(one.rule_id), one.facts
    row = dict.fromkeys(schema.names) | {
        "issue_no": one.id,
        "origin": OURS,
        "found_on": day_of(one.values.get("checked_on")),
        "category": one.values.get("category") or None,
        "description": one.values.get("title") or (rule.zh if rule else None),
        "object": facts.get("subject"),
        "amount": money_of(one.values.get("verified_amount")),
        "town_name": facts.get("town"),
        "village_name": facts.get("village"),
        "resp_unit": "、".join(rule.answers) if rule else None,
    }
    return row | _told(one.values, schema) | _origin(one)


def _told(values: Mapping[str, str], schema: pa.Schema) -> dict:
    """What was filled in, by column of the ledger and in its type; what nobody touched is left alone."""
    told = {CALLED.get(name, name): values[name] for name in (*SAME, *CALLED) if name in values}
    if values.get("deadline_new"):
        told["deadline"] = values["deadline_new"]
    if accepted := [f"{level} {values[name]}" for name, level in LEVELS.items() if values.get(name)]:
        told["accepted_by"] = "；".join(accepted)
    return {name: _typed(text, schema.field(name).type) for name, text in told.items()}


def _origin(one: Decided) -> dict:
    return {"source_file": RECORD, "source_sheet": None, "source_row": one.seq, "source_sha256": None}


def _typed(text: str, kind: pa.DataType) -> object:
    if not text:
        return None
    if pa.types.is_date(kind):
        return day_of(text)
    return money_of(text) if pa.types.is_decimal(kind) else int(Decimal(text)) if pa.types.is_integer(kind) else text


def day_of(text: str | None) -> dt.date | None:
    """A day as the record writes it; None where nothing is written. So too `money_of`, with two places."""
    return dt.date.fromisoformat(text) if text else None


def money_of(text: str | None) -> Decimal | None:
    return Decimal(text).quantize(ZERO) if text else None


def place_of(row: Mapping) -> str:
    """Where a row stands, for a reader: file, sheet, and its row there, or the entry of the record."""
    sheet = f" [{row['source_sheet']}]" if row["source_sheet"] else ""
    return f"{row['source_file']}{sheet} 第 {row['source_row']} {'条' if row['source_file'] == RECORD else '行'}"
