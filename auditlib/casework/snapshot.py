"""What a run reads of the case record: each county's cases as they stood at one entry, from which its pages can be made again."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.casework.actions import filed
from auditlib.casework.cases import DECIDED, Case, cases_of
from auditlib.casework.issues import issues_of
from auditlib.casework.issues import snapshot as issues
from auditlib.casework.moves import load_moves
from auditlib.casework.record import OfAnother, Record
from auditlib.casework.samples import SAMPLES, samples_of, text_of
from auditlib.decisions import FILE as CASES
from auditlib.parameters import Parameters

#: What units had filed by then, beside the cases.
ACTIONS = "actions.json"


@dataclass(frozen=True)
class Snapshot:
    """``texts``: county → file of its folder → its text; ``entries`` and ``hash``: the last entry read; ``why``: why there is none."""

    entries: int = 0
    hash: str = ""
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    why: str = ""

    @property
    def head(self) -> dict | None:
        """As the manifest tells it; None of a run without a record."""
        return {"entries": self.entries, "hash": self.hash} if self.entries else None


def snapshot(address: str | None, outputs: Path, parameters: Parameters, until: int | None = None) -> Snapshot:
    """The record at ``address`` (default: beside ``outputs``) up to entry ``until`` (0: a run without a record).

    One of another key that nobody asked for belongs to another audit beside this one: the run does without, and says so. Raises AuditError
    when the record that was asked for can not be read.
    """
    if until == 0:
        return Snapshot()
    try:
        with Record.open(address, outputs, parameters.key) as record:
            entries = record.entries(until=until)
    except OfAnother as error:
        if address:
            raise
        return Snapshot(why=error.args[0])
    if not entries:
        return Snapshot()
    moves, by_county, of_county = load_moves(parameters.folder), defaultdict(list), defaultdict(list)
    for case in cases_of(entries, moves).values():
        by_county[case.county].append(_told(case))
    for issue in issues_of(entries, moves).values():
        by_county[issue.county] += issues([issue])
    for entry in entries:
        of_county[entry.county].append(entry)
    acted = {county: done for county, own in of_county.items() if (done := filed(own))}
    sampled, texts = samples_of(entries), {}
    everywhere = parameters.counties if acted.get("") else ()  # what municipal offices filed is told beside every county
    for county in sorted({*by_county, *acted, *sampled, *everywhere} - {""}):
        texts[county] = {CASES: _lines(by_county[county]), ACTIONS: _json(acted.get(county, {}) | acted.get("", {}))}
        if county in sampled:
            texts[county][SAMPLES] = text_of(sampled[county])
    return Snapshot(entries[-1].seq, entries[-1].hash, texts)


def filed_of(out: Path) -> dict[str, dict[str, str]]:
    """What units had filed (actions.filed) when the run into ``out`` began; nothing without a record."""
    path = out / ACTIONS
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _told(case: Case) -> dict:
    told = {name: getattr(case, name) for name in ("id", "rule_id", "state", "group", "values", "facts", "digest", "decided_on")}
    return told | {"seq": max((entry.seq for entry in case.history if entry.kind == DECIDED), default=0)}


def _lines(cases: Iterable[dict]) -> str:
    return "[\n" + ",\n".join(map(_json, sorted(cases, key=lambda case: case["id"]))) + "\n]\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
