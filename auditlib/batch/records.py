"""What is done and still true. Each job leaves a record: what it read and what it made, as SHA-256, or nothing of both while it has not finished.

A job counts as done while both stand on the disk as its record says; nothing else is believed, so that it does not matter at which moment
a run was killed, or what of a written file had reached the disk. Records live in ``outputs/.jobs/<county>/``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from auditlib.audit import counties_read
from auditlib.batch.digests import by_path, code, contents, together, tree
from auditlib.batch.exit import words_of
from auditlib.batch.jobs import Job, Result
from auditlib.batch.notebooks import source_of
from auditlib.batch.products import ALL, COMPLETED, NOTEBOOK, PAGES, PLACES, PRODUCTS, RECORDS, recorded, retract
from auditlib.batch.settings import Settings, read_json, write_json
from auditlib.errors import AuditError
from auditlib.intake.receive import receive
from auditlib.messages import _

#: Before the name of a file as received.
RECEIVED = "received "
#: What the case record said of a county.
DECIDED = "case record"
#: The stage that only reads a county's files (work.read_stage).
READ = "read_stage"
#: The record of a job that has begun: so that what it leaves is known as a run's, also when it fails.
BEGUN = {"read": {}, "made": {}, "facts": {}}


@dataclass(frozen=True)
class Part:
    """A job, or of the rules over all counties one county's part: its record, what it reads (name → digest), what it makes."""

    record: Path
    reads: dict[str, str]
    makes: list[Path]


def parts(job: Job, settings: Settings) -> list[Part]:
    """What a job reads and makes, as it stands on the disk now."""
    common = {
        "auditlib and its packages": code(),
        "parameters": together(settings.parameter_files),
        "run": settings.parameters.run.model_dump_json(),
    }
    common["key"] = settings.parameters.key.fingerprint
    if job.kind == "stage":
        received = receive(settings.folders[job.county])
        files = by_path((f"{RECEIVED}{file.path}", f"{file.sha256} {file.state} {file.problem or ''}") for file in received)
        makes = [settings.out(job.county) / name for name in PRODUCTS if name not in COMPLETED]
        stage = {"stage": settings.stage.__qualname__}
        if stage["stage"] != READ:
            stage[DECIDED] = hashlib.sha256(json.dumps(settings.cases.texts.get(job.county)).encode()).hexdigest()
        return [Part(_record(job, settings), common | stage | files, [*makes, own_part(job.county, settings)])]
    if job.kind == "city":
        read = {unit: settings.outputs / unit for unit in counties_read(settings.outputs, settings.parameters)}
        common |= _seen([out / name for out in read.values() for name in ("intake.json", "ledgers")], settings)
        units = [unit for unit in settings.folders if unit in read]
        own = {unit: common | _seen([own_part(unit, settings)], settings) for unit in units}
        return [Part(_record(Job("city", unit), settings), own[unit], [read[unit] / name for name in COMPLETED]) for unit in units]
    units = [job.county] if job.county else [unit for unit in settings.parameters.counties if (settings.out(unit) / "rules.json").exists()]
    source = source_of(settings.notebook_folder, job.notebook)
    reads = common | {"notebook": tree(source), "data": f"{settings.data_shown} {(settings.data / 'answer_key.csv').exists()}"}
    reads |= _seen([settings.out(unit) / name for unit in units for name in PRODUCTS], settings)
    return [Part(_record(job, settings), reads, [settings.out(job.county) / f"{job.notebook}{suffix}" for suffix in PAGES])]


def own_part(county: str, settings: Settings) -> Path:
    """The folder that keeps the stage's own leads, before the rules over all counties complete them."""
    return settings.outputs / RECORDS / county / "stage"


def reason_to_run(job: Job, settings: Settings) -> str:
    """Why a job has to run; nothing when it is done and unchanged."""
    found = parts(job, settings)
    if not found:
        return _("not done yet")
    for part in found:
        record = _load(part.record)
        if not (record and record["read"]):
            return _("not done yet")
        read, part = record["read"], replace(part, reads=_shown(part.reads, job, settings))
        if part.reads.get("stage") == READ:  # what was audited has been read too
            read = {name: said for name, said in read.items() if name != DECIDED} | {"stage": READ}
        for what, then, now in ((_("changed"), read, part.reads), (_("result changed"), record["made"], _seen(part.makes, settings))):
            if differ := _differing(then, now):
                return _("{what}: {differ}", what=what, differ=_told(differ))
    return ""


def facts_of(job: Job, settings: Settings) -> dict:
    """The facts in the record of a job that is done."""
    return _load(parts(job, settings)[0].record)["facts"]


def begin(job: Job, settings: Settings) -> list[Part]:
    """Take back what a job made before, so that no old result survives beside a new failure. Returns what it is going to read.

    Raises AuditError when parameters or notebook are not any more what this run has read and checked.
    """
    retract(settings.outputs)
    if job.kind == "stage":
        clear_county(settings.out(job.county), settings)
    if job.kind == "city":
        for unit in settings.folders:
            if not own_part(unit, settings).is_dir():  # its stage has failed, perhaps by the death of its process
                clear_county(settings.out(unit), settings)
    found = parts(job, settings)
    for part in found:
        for path in part.makes:
            _remove(path)
        write_json(part.record, BEGUN)
    if job.kind == "city":
        for unit in settings.folders:
            if own_part(unit, settings).is_dir():
                shutil.copytree(own_part(unit, settings), settings.out(unit), dirs_exist_ok=True)
    if changed := _changed(job, settings):
        raise AuditError(changed)
    return found


def finish(job: Job, settings: Settings, begun: list[Part], facts: dict) -> None:
    """Record a job as done, unless its facts say that it should be done again next time.

    Raises AuditError when what it read is not any more what it was when the job began; nothing of it stays then.
    """
    ended = parts(job, settings)
    differ = [what for before, part in zip(begun, ended, strict=True) for what in _differing(before.reads, part.reads)]
    if changed := _("changed while the job ran: {names}; run again", names=_told(differ)) if differ else _changed(job, settings):
        forget(job, settings)
        raise AuditError(changed)
    if job.kind == "stage":
        own = own_part(job.county, settings)
        begun_copy = own.with_name(f".{own.name}.part")  # there as a whole or not at all: the rules over all counties go by it
        _remove(begun_copy)
        begun_copy.mkdir(parents=True)
        for name in COMPLETED:
            if (settings.out(job.county) / name).exists():
                shutil.copyfile(settings.out(job.county) / name, begun_copy / name)
        begun_copy.rename(own)
    for part in [] if facts.get("again") else ended:
        write_json(part.record, {"read": _shown(part.reads, job, settings), "made": _seen(part.makes, settings), "facts": facts})


def _shown(reads: dict[str, str], job: Job, settings: Settings) -> dict[str, str]:
    """What a job read, as a record may tell it: names of files may be names of persons."""
    if job.kind != "stage":
        return reads
    words = words_of(settings, job.county)
    return by_path((words(name) if name.startswith(RECEIVED) else name, said) for name, said in reads.items())


def forget(job: Job, settings: Settings) -> None:
    """Remove what a job made and its record."""
    retract(settings.outputs)
    for part in parts(job, settings):
        for path in (part.record, *part.makes):
            _remove(path)


def remember(settings: Settings) -> None:
    """Where a run found what it read, for `verify`; it stands apart from the manifest, which is the same on every machine."""
    places = {"data": settings.data, "parameters": settings.parameters.folder}
    write_json(settings.outputs / PLACES, {name: os.path.relpath(path, settings.outputs) for name, path in places.items()})


def remembered(outputs: Path) -> dict[str, Path]:
    """Where the last run into ``outputs`` found data and parameters, as seen from there; nothing when none has ended."""
    return {name: outputs / path for name, path in (_load(outputs / PLACES) or {}).items()}


def sweep(outputs: Path) -> None:
    """Remove files that a killed run had begun to write."""
    for path in (*outputs.glob(".*.part"), *outputs.glob("*/.*.part"), *outputs.glob(f"{RECORDS}/*/.*.part")):
        _remove(path)


def keep_true(settings: Settings, results: dict[Job, Result]) -> dict[Job, Result]:
    """Remove what this run did not make and what is not true any more: of jobs never started, of counties that failed, of notebooks not chosen.

    Returns the notebooks not chosen that stay.
    """
    kept = {}
    for job, result in results.items():
        if result.status == "blocked":
            forget(job, settings)
        if job.kind == "stage" and result.status == "failed":  # perhaps by the death of its process, half way
            clear_county(settings.out(job.county), settings)
    for county in ("", *settings.folders):
        for name in {*recorded(settings.outputs, county)} - {*settings.notebooks}:
            job = Job("notebook", county, name)
            if reason_to_run(job, settings):
                forget(job, settings)
            else:
                kept[job] = Result("done", facts=facts_of(job, settings), unchanged=True)
    return kept


def clear_county(out: Path, settings: Settings) -> None:
    """Remove everything that a run leaves for a county. Other files stay."""
    retract(settings.outputs)
    for name in (*PRODUCTS, *(f"{page}{suffix}" for page in recorded(settings.outputs, out.name) for suffix in PAGES)):
        _remove(out / name)
    _remove(settings.outputs / RECORDS / out.name)
    out.mkdir(parents=True, exist_ok=True)


def _differing(then: dict[str, str], now: dict[str, str]) -> list[str]:
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


def _told(names: list[str]) -> str:
    first = ", ".join(names[:3])
    return _("{names} and {count} more", names=first, count=len(names) - 3) if len(names) > 3 else first


def _seen(paths: Iterable[Path], settings: Settings) -> dict[str, str]:
    return {path.relative_to(settings.outputs).as_posix(): tree(path) for path in paths}


def _record(job: Job, settings: Settings) -> Path:
    name = f"{NOTEBOOK}{job.notebook}" if job.notebook else job.kind
    return settings.outputs / RECORDS / (job.county or ALL) / f"{name}.json"


def _load(path: Path) -> dict | None:
    """A record; None when there is none, or none that was written to its end."""
    try:
        return read_json(path)
    except (OSError, ValueError):
        return None


def _changed(job: Job, settings: Settings) -> str:
    """Whether what this run has read and checked before its first job is not any more what stands on the disk."""
    if contents(settings.parameters.folder) != settings.parameter_files:
        return _("the parameters were changed since the run began; run again")
    if job.notebook and tree(settings.notebooks[job.notebook].path) != settings.notebooks[job.notebook].digest:
        return _("the notebook was changed since the run began; run again")
    return ""


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
