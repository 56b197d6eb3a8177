"""The proof of a run: its manifest against all that stands in its folder, and against a second run into a temporary folder, byte for
byte."""

import datetime as dt
import json
import platform
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.batch import run as batch
from auditlib.batch.disclosure import words_of
from auditlib.batch.jobs import Job
from auditlib.batch.products import COMPLETED, MANIFEST, RECORDS, present
from auditlib.batch.settings import Call
from auditlib.casework.record import Record
from auditlib.casework.store import FILE
from auditlib.errors import AuditError
from auditlib.fingerprint import by_path, code, contents, sha256
from auditlib.intake.receive import IGNORED_NAMES, county_folders, receive
from auditlib.messages import _
from auditlib.project_key import refuse_another, run_manifest
from auditlib.scratch import Scratch, remove_abandoned


def audit_date(manifest: dict) -> dt.date:
    try:
        return dt.date.fromisoformat(manifest["as_of"])
    except (KeyError, ValueError):
        raise AuditError("{manifest} is damaged: as_of; nothing can be verified with it", manifest=MANIFEST) from None


def entries_read(manifest: dict) -> int:
    """How many entries of the case record the run has read."""
    return manifest["cases"]["entries"] if manifest["cases"] else 0


def verify(call: Call, manifest: dict, again: bool) -> list[str]:
    """Every difference between the manifest and what it tells of, one sentence each; with ``again`` also those of a second run."""
    remove_abandoned()
    if again:  # before anything is read: ids of another key would all differ
        refuse_another(call.outputs, call.parameters.key)
    found = [*_hashes_differ(call, manifest), *(_second_run_differs(call, manifest) if again else ())]
    return [*map(words_of(call), found)]


def notes(call: Call, manifest: dict) -> Iterator[str]:
    """Versions other than those of the run: bytes may differ for that reason alone.

    And what lies in the folder and is neither of the run nor looks like it.
    """
    here = {"python": platform.python_version(), "code": code()}
    for name, was in manifest["versions"].items():
        now = here.get(name) or version(name)
        if now != was:
            package = "auditlib" if name == "code" else name
            yield _(
                "made by another version of {package}: {was}, here {now}; results may differ for this reason",
                package=package,
                was=was[:16],
                now=now[:16],
            )
    for path, taken_for_it in _not_of_the_run(call, manifest):
        if not taken_for_it:
            yield _("not of the run, and not verified: {path}", path=path)


def _hashes_differ(call: Call, manifest: dict) -> Iterator[str]:
    if told := manifest["cases"]:
        with Record.open(call.record, call.outputs, call.parameters.key) as record:
            yield from (_("case record: {problem}", problem=problem) for problem in record.verify([(told["entries"], told["hash"])]))
    folders = county_folders(call.data, call.parameters)[0]
    for county, told in manifest["counties"].items():
        there = [file for folder in folders.get(county, []) for file in receive(folder)]
        words = words_of(call, county)
        now = by_path((words(file.path), str(file.sha256)) for file in there)
        yield from _differ(
            _("{county}: file received", county=county), by_path((file["path"], str(file["sha256"])) for file in told["inputs"]), now
        )
    yield from _differ(_("parameters"), manifest["parameters"]["files"], contents(call.parameters.folder))
    notebooks = {name: sha256(path) for name in manifest["notebooks"] if (path := call.notebook_folder / f"{name}.ipynb").exists()}
    yield from _differ(_("notebook"), manifest["notebooks"], notebooks)
    for what, then in ((_("result"), manifest["outputs"] | manifest["beside"]), (_("record"), manifest["records"])):
        there = (path for path in then if (call.outputs / path).is_file())
        yield from _differ(what, then, {path: sha256(call.outputs / path) for path in there})
    yield from (_("not of the run: {path}", path=path) for path, taken_for_it in _not_of_the_run(call, manifest) if taken_for_it)


def _not_of_the_run(call: Call, manifest: dict) -> Iterator[tuple[str, bool]]:
    """What else lies in the run's folder, and whether a reader, or a run, could take it for the run's own.

    That is what has the form of a result, what stands where results or records stand, and what is hidden. An auditor's notes are not.
    """
    told = {*manifest["outputs"], *manifest["beside"], *manifest["records"]}
    leave = [call.data, *([call.outputs / manifest["data"][3:]] if manifest["data"].startswith("../") else [])]
    forms = {path.suffix for path in map(PurePosixPath, told)} - {".txt"}
    inner = {path.parent for path in map(PurePosixPath, told) if len(path.parts) > 2}
    for text in present(call.outputs, leave):
        path = PurePosixPath(text)
        if text not in told and path.name.lower() not in IGNORED_NAMES:
            hidden = any(part.startswith(".") for part in path.parts)
            yield text, hidden or path.suffix.lower() in forms or path.parent in inner or (call.outputs / path).is_symlink()


def _differ(what: str, then: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            if name not in then:
                yield _("{what} {name} is new", what=what, name=name)
            elif name not in now:
                yield _("{what} {name} is missing", what=what, name=name)
            else:
                yield _("{what} {name} has changed", what=what, name=name)


def _second_run_differs(call: Call, manifest: dict) -> Iterator[str]:
    with Scratch() as folder:
        try:
            yield from _compared(call, manifest, folder / "outputs")
        except AuditError as error:
            yield _("second run: it could not be made: {problem}", problem=error.args[0])
        except OSError as error:
            yield _("second run: it could not be made: {problem}", problem=error.strerror)


def _compared(call: Call, manifest: dict, outputs: Path) -> Iterator[str]:
    """Run the jobs of the manifest into ``outputs``, beside the same counties of earlier runs, and tell what differs."""
    for county in sorted({path.split("/")[0] for path in manifest["beside"]}):
        for place in (county, f"{RECORDS}/{county}"):
            if (call.outputs / place).is_dir():
                shutil.copytree(call.outputs / place, outputs / place)
    jobs = {county: told["jobs"] for county, told in manifest["counties"].items()} | {"": manifest["all_counties"]}
    only = frozenset(Job("notebook", county, name) for county, names in jobs.items() for name in names)
    beside = str(call.outputs.resolve().parent / FILE)
    second = replace(
        call,
        record=call.record or beside,
        outputs=outputs,
        quiet=True,
        resume=False,
        machine=False,
        data_shown=manifest["data"],
    )
    batch.run(second, counties=tuple(manifest["chosen"]), notebooks=tuple(manifest["notebooks"]), only=only)
    told, now = ({**one, "versions": None} for one in (manifest, run_manifest(outputs)))
    both = [one.pop(part) for one in (told, now) for part in ("outputs", "records")]
    paths = sorted({path for part in both for path in part}, key=lambda p: (p.split("/")[0], p.split("/")[-1] not in COMPLETED, p))
    for path in paths:
        yield from _file_differs(path, call.outputs / path, outputs / path)
    yield from (
        _("second run: {path} differs", path=f"{MANIFEST}: {name}") for name in told.keys() | now.keys() if told.get(name) != now.get(name)
    )


def _file_differs(path: str, first: Path, second: Path) -> Iterator[str]:
    if not (first.exists() and second.exists()):
        yield _("second run: {path} is new", path=path) if second.exists() else _("second run: {path} is not made", path=path)
    elif first.read_bytes() != second.read_bytes():
        county, name = path.split("/")[0], path.split("/")[-1]
        where = _first_place(name, first, second) if name in COMPLETED else ""
        differs = _("second run: {path} differs", path=path)
        yield _("{differs}; first at county {county}, {where}", differs=differs, county=county, where=where) if where else differs


def _first_place(name: str, first: Path, second: Path) -> str:
    """The first rule and lead in which two results differ; columns are named, values are not."""
    try:
        then, now = (_entries(path) for path in (first, second))
    except (pa.ArrowException, OSError, ValueError, KeyError):
        return _("which can not be read")
    what = _("matter") if name == "matters.parquet" else _("lead")
    for key in sorted(then.keys() | now.keys()):
        if then.get(key) != now.get(key):
            rule = _("rule {rule_id}", rule_id=key[0])
            if len(key) > 1:
                rule = _("{rule}, {what} {id}", rule=rule, what=what, id=key[1])
            if key not in then or key not in now:
                return _("{rule}: only in the second run", rule=rule) if key in now else _("{rule}: only in the first", rule=rule)
            return _("{rule}: {columns}", rule=rule, columns=", ".join(c for c in then[key] if then[key][c] != now[key].get(c)))
    return _("in the form of the file only")


def _entries(path: Path) -> dict[tuple, dict]:
    """Rule, lead or matter → the row; of rules.json rule → the record."""
    if path.suffix == ".json":
        return {(record["rule_id"],): record for record in json.loads(path.read_text(encoding="utf-8"))}
    rows = pq.read_table(path).to_pylist()
    return {(row["rule_id"], row.get("lead_id") or row["matter_id"]): row for row in rows}
