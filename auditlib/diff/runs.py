"""A finished run as another is compared with it: its manifest, and of each county what it found, from what, and on what basis."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.diff.rows import Place
from auditlib.errors import AuditError
from auditlib.found import all_found, records_of
from auditlib.leads import cited_by
from auditlib.matters import MATTERS
from auditlib.messages import _
from auditlib.outside import readable
from auditlib.project_key import made_under, run_manifest


class NotThere(Exception):
    """A run has no results of a county that could be compared. The message is the reason, in Chinese."""


@dataclass(frozen=True)
class Run:
    """The folder of a run that has ended. ``key``: the fingerprint of the key that its ids are made under."""

    folder: Path
    manifest: dict
    key: str

    @cached_property
    def counties(self) -> set[str]:
        """Ids of the counties that it read, and of those whose results lay there from an earlier run."""
        return {*self.manifest["counties"], *(path.split("/")[0] for path in self.manifest["beside"])}


def finished(folder: Path) -> Run:
    """The run in ``folder``. Raises AuditError when none has ended there."""
    manifest = run_manifest(folder)
    return Run(folder, manifest, made_under(folder) or str(manifest["key"]))


def same_key(before: Run, now: Run) -> None:
    """Raises AuditError for runs under different keys: the same matter has another id in each, so all would seem gone and new."""
    if before.key != now.key:
        names = (_("{folder} (fingerprint {key})", folder=readable(str(run.folder)), key=run.key) for run in (before, now))
        raise AuditError(
            "the runs were made under different project keys and can not be compared by their ids: {names}; run both under one key",
            names=", ".join(names),
        )


@dataclass(frozen=True)
class Results:
    """What a run found in one county.

    ``matters`` as in matters.parquet; ``leads`` and ``spared`` (rows that an exception cleared) by lead_id; ``records``: rule_id → its
    entry of rules.json; ``basis``: what the results depend on (standing.stage_key); ``files``: path → SHA-256 of the files received;
    ``read``: ledger → paths of the files that it was read from.
    """

    run: Run
    out: Path
    matters: pa.Table
    leads: dict[str, dict]
    spared: dict[str, dict]
    records: dict[str, dict]
    basis: dict[str, str]
    files: dict[str, str]
    read: dict[str, set[str]]

    @property
    def ledgers(self) -> Path:
        return self.out / "ledgers"

    def ledgers_of(self, places: Iterable[Place]) -> list[Path]:
        """The ledgers in which rows of these files can stand."""
        files = {place[0] for place in places}
        return [path for path in sorted(self.ledgers.glob("*.parquet")) if files & self.read.get(path.stem, set())]

    @property
    def judged(self) -> set[str]:
        """The rules that ran."""
        return {rule for rule, record in self.records.items() if record["status"] == "run"}

    @cached_property
    def period(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of the audit period; without a last one the audit date."""
        first, last = self.basis["审计期间"].split()
        return dt.date.fromisoformat(first), dt.date.fromisoformat(self.basis["审计截止日"] if last == "None" else last)

    @cached_property
    def cited(self) -> dict[str, dict[str, dict[str, dict]]]:
        """Rule → policy id → first day of validity → the value as its leads and the rows spared cite it."""
        found: dict[str, dict] = defaultdict(lambda: defaultdict(dict))
        for row in (*self.leads.values(), *self.spared.values()):
            for entry in cited_by(row):
                found[row["rule_id"]][entry["id"]][entry["from"]] = entry
        return found


def results(run: Run, county: str) -> Results:
    """What a run found in a county. Raises NotThere when there is nothing, or not all of it."""
    if county not in run.counties:
        raise NotThere("没有该单位的结果")
    if (jobs := run.manifest["counties"].get(county, {}).get("jobs", {})) and jobs.get("stage", {}).get("status") != "done":
        raise NotThere("该单位没有运行完成")
    out = run.folder / county
    try:
        intake = json.loads((out / "intake.json").read_text(encoding="utf-8"))
        basis = dict(line.split("：", 1) for line in (out / "stage.txt").read_text(encoding="utf-8").splitlines())
        read: dict[str, set[str]] = defaultdict(set)
        for sheet in intake["sheets"]:
            read[sheet["ledger"]].add(sheet["file"])
        rows = ({row["lead_id"]: row for row in table.to_pylist()} for table in all_found(out))
        matters, files = pq.read_table(out / "matters.parquet").cast(MATTERS), {file["path"]: file["sha256"] for file in intake["files"]}
        found = Results(run, out, matters, *rows, records_of(out), basis, files, read)
        found.period  # noqa: B018  # a record without its dates is none
        return found
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        raise NotThere("该单位的结果不完整或已损坏") from None
