"""What is done and still true.

Each part of a job leaves a record: what it read and what it made, as SHA-256, or nothing of both while it has not finished.

A part counts as done while both stand on the disk as its record says; nothing else is believed, so that it does not matter at which moment
a run was killed, or what of a written file had reached the disk. Records live in ``outputs/.jobs/<county>/``. What a part reads: `reads`.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from auditlib import found
from auditlib.audit import counties_read, reads_leads
from auditlib.batch import reads
from auditlib.batch.disclosure import words_of
from auditlib.batch.jobs import Job, Result
from auditlib.batch.products import ALL, COMPLETED, FILES, GATE, NOTEBOOK, PAGES, PLACES, PRODUCTS, RECORDS, RULES, recorded, remove_index
from auditlib.batch.settings import Settings, read_json, write_json
from auditlib.errors import AuditError
from auditlib.fingerprint import KINDS, RESULT, by_path, contents, differing, tree
from auditlib.messages import _
from auditlib.rules import RULES as CATALOGUE
from auditlib.standing import read_by_rules

#: The record of a part that has begun: so that what it leaves is known as a run's, also when it fails.
BEGUN = {"read": {}, "made": {}, "facts": {}}
#: What was looked up one by one, of the part that has this record (fingerprint.KINDS, RESULT); None: nobody knows.
Names = Callable[[Path], set[str] | None]


@dataclass(frozen=True)
class Part:
    """A part of a job that stands or not by itself: its record, what it reads (name → SHA-256), what it makes.

    ``keeps``: of what it makes, the folder of what single rules found, as long as the rest of what they read stands.
    """

    name: str
    record: Path
    reads: dict[str, str]
    makes: list[Path]
    keeps: Path | None = None


def parts(job: Job, settings: Settings, names: Names = lambda record: None) -> list[Part]:
    """What a job reads and makes, as it stands on the disk now. A stage reads files, then makes the gate, then runs the rules."""
    record, out = partial(_record, settings), settings.out(job.county)
    if job.kind == "stage":
        makes = {"files": FILES, "gate": GATE, "rules": RULES}
        stage = []
        for name in settings.parts:
            path, keeps = record(job.county, name), own_part(job.county, settings) if name == "rules" else None
            made = [*(out / product for product in makes[name]), *([keeps] if keeps else [])]
            stage.append(Part(name, path, getattr(reads, name)(job.county, settings, names(path)), made, keeps))
        return stage
    if job.kind == "city":
        path, together = record("", "city"), over_all(settings)
        read = counties_read(settings.outputs, settings.parameters)
        rules = Part("city", path, reads.city([*read], settings, names(path)), [together], together)
        units = [unit for unit in settings.folders if unit in read]
        return [rules] + [
            Part(
                unit,
                record(unit, "city"),
                reads.unit(settings, own_part(unit, settings), together),
                [read[unit] / name for name in COMPLETED],
            )
            for unit in units
        ]
    path = record(job.county, f"{NOTEBOOK}{job.notebook}")
    return [Part("notebook", path, reads.notebook(job, settings, names(path)), [out / f"{job.notebook}{suffix}" for suffix in PAGES])]


def own_part(county: str, settings: Settings) -> Path:
    """The folder of what a county's own rules found, to which the rules over all counties add."""
    return settings.outputs / RECORDS / county / "stage"


def over_all(settings: Settings) -> Path:
    """The folder of what the rules over all counties found."""
    return settings.outputs / RECORDS / ALL / "city"


def reason_to_run(job: Job, settings: Settings) -> str:
    """Why a job has to run; nothing when it is done and unchanged."""
    return next((why for part in _as_recorded(job, settings) if (why := _why(part, job, settings)[0])), "")


def all_anew(job: Job, settings: Settings) -> bool:
    """Whether a stage that has to run will leave nothing of what it found."""
    return any(_why(part, job, settings)[1] for part in _as_recorded(job, settings) if part.name != "gate")


def _as_recorded(job: Job, settings: Settings) -> list[Part]:
    """The parts of a job, what was looked up one by one as their records say."""
    return parts(job, settings, lambda path: None if (record := _load(path)) is None else reads.finely(record["read"]))


def _why(part: Part, job: Job, settings: Settings) -> tuple[str, bool]:
    """Why a part has to be made, or nothing; and whether nothing of what it keeps is of use."""
    record = _load(part.record)
    if not (settings.resume and record and record["read"]):
        return _("not done yet") if settings.resume else _("everything is to run"), True
    made = differing(record["made"], reads.seen(part.makes, settings))
    if differ := differing(record["read"], _shown(part.reads, job, settings)):
        return _("changed: {differ}", differ=_told(differ)), bool(made) or not all(name.startswith(KINDS) for name in differ)
    return (_("result changed: {differ}", differ=_told(made)), True) if made else ("", False)


def facts_of(job: Job, settings: Settings) -> dict:
    """The facts in the records of a job that is done."""
    return merged([_load(part.record)["facts"] for part in parts(job, settings)])


def merged(facts: Iterable[dict]) -> dict:
    """The facts of the parts of a job as one's."""
    whole: dict = {}
    for of_part in facts:
        whole |= of_part | {"problems": [*whole.get("problems", []), *of_part.get("problems", [])]}
    return whole


def begin(job: Job, settings: Settings) -> list[Part]:
    """Take back what is to be made anew, so that no old result survives beside a new failure. Returns the parts that are to be made.

    Raises AuditError when parameters or notebook are not any more what this run has read and checked.
    """
    remove_index(settings.outputs)
    if job.kind == "city":
        for unit in settings.folders:
            if not own_part(unit, settings).is_dir():  # its stage has failed, perhaps by the death of its process
                clear_county(settings.out(unit), settings)
    due = {part.name: anew for part in _as_recorded(job, settings) for why, anew in [_why(part, job, settings)] if why}
    if "files" in due:
        clear_county(settings.out(job.county), settings)
        due = dict.fromkeys(settings.parts, True)
    if "rules" in due:
        _take_back(job.county, settings, due["rules"])
    begun = [part for part in parts(job, settings) if part.name in due or "city" in due]
    for part in begun:
        for path in part.makes:
            if path != part.keeps or due.get(part.name, True):
                _remove(path)
        write_json(part.record, BEGUN)
    if changed := _changed(job, settings):
        raise AuditError(changed)
    return begun


def _take_back(county: str, settings: Settings, anew: bool) -> None:
    """Remove a county's results, and the pages that show a rule which is run again; ``anew``: all are."""
    for name in COMPLETED:
        _remove(settings.out(county) / name)
    unit = settings.parameters.counties[county]
    by_rule = {} if anew else read_by_rules(own_part(county, settings)).get("county", {})
    again = {rule for rule, read in by_rule.items() if read != settings.parameters.digests_of(read, unit) or reads_leads(CATALOGUE[rule])}
    for name in recorded(settings.outputs, county):
        record = _load(_record(settings, county, f"{NOTEBOOK}{name}"))
        read = reads.finely(record["read"]) if record else None
        if anew or read is None or {RESULT + rule for rule in again} & read:
            forget(Job("notebook", county, name), settings)


def complete_alone(units: Iterable[str], settings: Settings) -> None:
    """Where the rules over all counties have failed, a county's own results stand alone."""
    for unit in units:
        out, own = settings.out(unit), own_part(unit, settings)
        if own.is_dir() and not (out / "rules.json").exists():
            found.write(out, [], [], lambda rows: rows, (own / found.STAGE).read_text(encoding="utf-8"), own)


def finish(job: Job, settings: Settings, begun: list[Part], facts: dict[str, dict]) -> dict:
    """Record the parts of a job as done, unless their facts (by part) say that they should be done again next time.

    Returns the facts of the whole job.

    Raises AuditError when what it read is not any more what it was when the job began; nothing of it stays then.
    """
    ended = {part.name: part for part in parts(job, settings)}
    # what an earlier part of a stage has made, a later one reads
    made = {*reads.seen((path for part in begun for path in part.makes), settings)}
    differ = [name for part in begun for name in differing(part.reads, ended[part.name].reads) if name not in made]
    if changed := _("changed while the job ran: {names}; run again", names=_told(differ)) if differ else _changed(job, settings):
        forget(job, settings)
        raise AuditError(changed)
    names = {part.record: _looked_up(part, facts.get(part.name, {})) for part in begun}
    for part in parts(job, settings, names.get):
        told = {name: fact for name, fact in facts.get(part.name, {}).items() if name != "read"}
        if part.record in names and not told.get("again"):
            write_json(part.record, {"read": _shown(part.reads, job, settings), "made": reads.seen(part.makes, settings), "facts": told})
        facts.setdefault(part.name, (_load(part.record) or BEGUN)["facts"])
    return merged(facts[name] for name in ended)


def _looked_up(part: Part, facts: dict) -> set[str] | None:
    """The names of what a part has looked up one by one: its rules, or a notebook that says so."""
    if part.keeps:
        return {name for rules in read_by_rules(part.keeps).values() for read in rules.values() for name in read}
    return {*facts["read"]} if facts.get("read") is not None else None


def _shown(of_part: dict[str, str], job: Job, settings: Settings) -> dict[str, str]:
    """What a job read, by name, as a record may tell it: names of files may be names of persons."""
    told = sorted(of_part.items())  # what is gathered in sets has another order in every process
    if job.kind != "stage":
        return dict(told)
    words = words_of(settings, job.county)
    return by_path((words(name) if name.startswith(reads.RECEIVED) else name, said) for name, said in told)


def forget(job: Job, settings: Settings) -> None:
    """Remove what a job made and its records."""
    remove_index(settings.outputs)
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


def remove_half_written(outputs: Path) -> None:
    """Remove files that a killed run had begun to write."""
    for path in (*outputs.glob(".*.part"), *outputs.glob("*/.*.part"), *outputs.glob(f"{RECORDS}/*/.*.part")):
        _remove(path)


def drop_untrue(settings: Settings, results: dict[Job, Result]) -> dict[Job, Result]:
    """Remove what this run did not make and what is not true any more: of jobs never started, of counties that failed, of notebooks not
    chosen.

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
    remove_index(settings.outputs)
    for name in (*PRODUCTS, *(f"{page}{suffix}" for page in recorded(settings.outputs, out.name) for suffix in PAGES)):
        _remove(out / name)
    _remove(settings.outputs / RECORDS / out.name)
    out.mkdir(parents=True, exist_ok=True)


def _told(names: list[str]) -> str:
    first = ", ".join(names[:3])
    return _("{names} and {count} more", names=first, count=len(names) - 3) if len(names) > 3 else first


def _record(settings: Settings, county: str, name: str) -> Path:
    return settings.outputs / RECORDS / (county or ALL) / f"{name}.json"


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
