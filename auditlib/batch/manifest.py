"""manifest.json: what went in, what came out, by which versions. The same for the same inputs; times stand apart in times.json."""

import json
import platform
from collections import defaultdict
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from auditlib import __version__
from auditlib.batch.disclosure import words_of
from auditlib.batch.jobs import Job, Result
from auditlib.batch.notebooks import source_of
from auditlib.batch.products import MANIFEST, TIMES, made, noted
from auditlib.batch.settings import Settings, read_json, write_json
from auditlib.fingerprint import PACKAGES, code, sha256
from auditlib.intake.receive import receive


def write_manifest(settings: Settings, results: dict[Job, Result], problems: tuple[str, ...], chosen: bool) -> None:
    """Write manifest.json and times.json into the run's folder.

    ``results``: of this run, and of notebooks that it left because they are true.

    ``chosen``: the user named the counties.
    """
    folder = settings.outputs
    by_county: dict[str, dict[Job, Result]] = defaultdict(dict)
    for job, result in results.items():
        by_county[job.county][job] = result
    others = [unit for unit in sorted(settings.parameters.counties) if unit not in settings.folders and settings.out(unit).is_dir()]
    manifest = {
        "as_of": settings.parameters.run.as_of.isoformat(),
        "data": words_of(settings)(settings.data_shown),
        "chosen": sorted(settings.folders) if chosen else [],
        "versions": {
            "auditlib": __version__,
            "code": code(),
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "key": settings.parameters.key.fingerprint,
        "cases": settings.cases.head,
        "parameters": {"digest": settings.parameters.digest, "files": settings.parameter_files},
        "notebooks": {name: _notebook(name, settings) for name in sorted({job.notebook for job in results} - {""})},
        "problems": list(problems),
        "counties": {county: _county(county, settings, by_county[county]) for county in sorted(settings.folders)},
        "all_counties": _jobs(by_county[""]),
        "outputs": {k: v for c in ("", *sorted(settings.folders)) for k, v in made(folder, c).items()},
        # of earlier runs: the rules over all counties compared them, and the pages over all counties show them
        "beside": {k: v for c in others for k, v in made(folder, c).items()},
        "records": {k: v for c in ("", *sorted({*settings.folders, *others})) for k, v in noted(folder, c).items()},
    }
    write_json(folder / MANIFEST, _portable(manifest, settings))
    write_json(
        folder / TIMES, read_times(folder) | {str(job): round(result.seconds, 3) for job, result in results.items() if result.seconds}
    )


def _notebook(name: str, settings: Settings) -> str:
    """SHA-256 of a notebook of this run as it was read, or of one that stayed from a run before, which is unchanged."""
    return settings.notebooks[name].digest if name in settings.notebooks else sha256(source_of(settings.notebook_folder, name))


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
    record = settings.out(county) / "intake.json"  # not there when the county's stage has failed
    intake = read_json(record) if record.exists() else {"files": [asdict(file) for file in receive(settings.folders[county])]}
    words = words_of(settings, county)
    inputs = [{key: file[key] for key in ("path", "sha256", "size", "state")} | {"path": words(file["path"])} for file in intake["files"]]
    name = settings.parameters.counties[county].name
    return {"name": name, "digest": intake.get("digest"), "inputs": inputs, "jobs": _jobs(results)}


def _jobs(results: dict[Job, Result]) -> dict:
    ordered = sorted(results.items(), key=lambda item: (item[0].kind != "stage", item[0].notebook))
    return {
        j.notebook or j.kind: {"status": r.status, "cause": r.cause, "message": r.message, "problems": r.facts.get("problems", [])}
        for j, r in ordered
    }
