"""manifest.json: what went in, what came out, by which versions. The same for the same inputs; times stand apart in times.json."""

from __future__ import annotations

import json
import platform
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from auditlib import __version__
from auditlib.batch.digests import PACKAGES, code, sha256
from auditlib.batch.jobs import Job, Result
from auditlib.batch.settings import Settings, read_json, write_json

MANIFEST = "manifest.json"
TIMES = "times.json"
PAGES = (".html", ".ipynb")
#: What a county's stage makes and the rules over all counties complete.
COMPLETED = ("leads.parquet", "spared.parquet", "rules.json")
#: Everything that a run leaves in a county's folder besides notebooks and their pages.
PRODUCTS = (*COMPLETED, *"stage.txt intake.json intake.html quarantine.parquet set_aside.parquet ledgers".split())


def write_manifest(settings: Settings, results: dict[Job, Result], problems: tuple[str, ...], chosen: bool) -> None:
    """Write manifest.json and times.json into the run's folder. ``chosen``: the user named the counties."""
    folder = settings.outputs
    by_county: dict[str, dict[Job, Result]] = defaultdict(dict)
    for job, result in results.items():
        by_county[job.county][job] = result
    others = [unit for unit in sorted(settings.parameters.counties) if unit not in settings.folders and settings.out(unit).is_dir()]
    manifest = {
        "as_of": settings.parameters.run.as_of.isoformat(),
        "data": settings.data_shown,
        "chosen": sorted(settings.folders) if chosen else [],
        "versions": {"auditlib": __version__, "code": code(), "python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "parameters": {"digest": settings.parameters.digest(), "files": hashes_of(settings.parameters.folder, settings.parameters.folder)},
        "notebooks": {name: sha256(notebook.path) for name, notebook in sorted(settings.notebooks.items())},
        "problems": list(problems),
        "counties": {county: _county(county, settings, by_county[county]) for county in sorted(settings.folders)},
        "all_counties": _jobs(by_county[""]),
        "outputs": {k: v for c in sorted(settings.folders) for k, v in made(settings.out(c)).items()} | pages_over_all(folder),
        # of earlier runs: the rules over all counties compared them, and the pages over all counties show them
        "beside": {k: v for c in others for k, v in made(settings.out(c)).items()},
    }
    write_json(folder / MANIFEST, _portable(manifest, settings))
    write_json(folder / TIMES, read_times(folder) | {str(job): round(result.seconds, 3) for job, result in results.items() if result.seconds})


def read_times(folder: Path) -> dict[str, float]:
    """Seconds that each job took when it last ran into ``folder``."""
    try:
        return read_json(folder / TIMES)
    except (OSError, ValueError):
        return {}


def _portable(manifest: dict, settings: Settings) -> dict:
    """The manifest without this machine's folders, which messages may name."""
    text = json.dumps(manifest, ensure_ascii=False)
    for path, shown in ((settings.data, "<data>"), (settings.outputs, "<outputs>"), (settings.parameters.folder.parent, "<home>")):
        text = text.replace(json.dumps(str(path), ensure_ascii=False)[1:-1], shown)
    return json.loads(text)


def _county(county: str, settings: Settings, results: dict[Job, Result]) -> dict:
    record = settings.out(county) / "intake.json"
    stopped = results[Job("stage", county)].cause == "interrupt"  # then the record may be of an earlier run, or half written
    intake = read_json(record) if record.exists() and not stopped else {}
    inputs = [{key: file.get(key) for key in ("path", "sha256", "size", "state")} for file in intake.get("files", [])]
    name = settings.parameters.counties[county].name
    return {"name": name, "digest": intake.get("digest"), "inputs": inputs, "jobs": _jobs(results)}


def _jobs(results: dict[Job, Result]) -> dict:
    ordered = sorted(results.items(), key=lambda item: (item[0].kind != "stage", item[0].notebook))
    return {
        j.notebook or j.kind: {"status": r.status, "cause": r.cause, "message": r.message, "problems": r.facts.get("problems", [])}
        for j, r in ordered
    }


def hashes_of(folder: Path, base: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder``, by its path below ``base``; hidden files are nobody's result."""
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    kept = [folder / name for name in names if not any(part.startswith(".") for part in name.parts)]
    return {path.relative_to(base).as_posix(): sha256(path) for path in kept}


def made(out: Path) -> dict[str, str]:
    """SHA-256 of everything in a county's folder that a run makes; what an auditor puts beside it is nobody's result."""
    return {path: digest for path, digest in hashes_of(out, out.parent).items() if path.split("/")[1] in PRODUCTS or path.endswith(PAGES)}


def pages_over_all(folder: Path) -> dict[str, str]:
    """The pages over all counties."""
    files = sorted(p for p in folder.iterdir() if p.name.endswith(PAGES))
    return {path.name: sha256(path) for path in files}
