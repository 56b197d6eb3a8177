"""What a run reads of the case record: each county's cases and samples as they stood at one entry. Its pages depend on it and can be made again from it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.casework.cases import DECIDED, Case, cases_of
from auditlib.casework.moves import load_moves
from auditlib.casework.record import OfAnother, Record
from auditlib.casework.samples import SAMPLES, samples_of, text_of
from auditlib.decisions import FILE as CASES
from auditlib.parameters import Parameters


@dataclass(frozen=True)
class Snapshot:
    """``texts``: county → its files and what stands in them; ``entries`` and ``hash``: the last entry read. ``why``: why there is none, for a person."""

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
    by_county: dict[str, list[dict]] = defaultdict(list)
    for case in cases_of(entries, load_moves(parameters.folder)).values():
        by_county[case.county].append(_told(case))
    texts = {county: {CASES: _text(cases)} for county, cases in by_county.items()}
    for county, samples in samples_of(entries).items():
        texts.setdefault(county, {})[SAMPLES] = text_of(samples)
    return Snapshot(entries[-1].seq, entries[-1].hash, texts)


def _told(case: Case) -> dict:
    told = {name: getattr(case, name) for name in ("id", "rule_id", "state", "group", "values", "facts", "digest", "decided_on")}
    return told | {"seq": max((entry.seq for entry in case.history if entry.kind == DECIDED), default=0)}


def _text(cases: Iterable[dict]) -> str:
    lines = (json.dumps(case, ensure_ascii=False, sort_keys=True) for case in sorted(cases, key=lambda case: case["id"]))
    return "[\n" + ",\n".join(lines) + "\n]\n"
