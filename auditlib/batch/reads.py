"""What each part of a job reads, by name, as SHA-256: a county's files, its gate, its rules, those over all counties, a notebook.

Where a part has told which parameters and results it looked up (``names``, of fingerprint.KINDS and RESULT), those are named one by one;
else all count as one.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from auditlib.batch.jobs import Job
from auditlib.batch.notebooks import source_of
from auditlib.batch.products import DECIDED, FILES, PRODUCTS
from auditlib.batch.settings import Settings
from auditlib.fingerprint import COUNTY, KINDS, RESULT, TEXTS, TOLD, by_path, code, digest, together, tree
from auditlib.found import all_found, records_of
from auditlib.intake.receive import receive
from auditlib.privacy.known import FILE as KNOWN
from auditlib.privacy.known import spoken_digest
from auditlib.rules.catalogue import texts

#: Before the name of a file as received.
RECEIVED = "received "
#: All parameters as one.
PARAMETERS = "parameters"


def finely(read: dict[str, str]) -> set[str] | None:
    """What of a record's reads was looked up one by one; None where all parameters counted as one, or nothing was read to its end."""
    return {name for name in read if name.startswith((*KINDS, RESULT))} if read and PARAMETERS not in read else None


def _common(settings: Settings) -> dict[str, str]:
    return {"auditlib and its packages": code(), "key": settings.parameters.key.fingerprint}


def seen(paths: Iterable[Path], settings: Settings) -> dict[str, str]:
    """SHA-256 of files and folders of a run, by their path in it."""
    return {path.relative_to(settings.outputs).as_posix(): tree(path) for path in paths}


def _dates(settings: Settings) -> dict[str, str]:
    return {"run": settings.parameters.run.model_dump_json(exclude={"notebooks"})}


def _units(settings: Settings) -> dict[str, str]:
    """What the counties are called, and their places."""
    called = [(unit.names, unit.english, unit.kind, unit.townships) for unit in settings.parameters.counties.values()]
    return {"names of counties": digest(called)}


def files(county: str, settings: Settings, names: set[str] | None) -> dict[str, str]:
    """The files received, and what they are read with."""
    received = receive(settings.folders[county])
    told = by_path((f"{RECEIVED}{file.path}", f"{file.sha256} {file.state} {file.problem or ''}") for file in received)
    return _common(settings) | settings.parameters.read_with(settings.parameters.counties[county]) | told


def gate(county: str, settings: Settings, names: set[str] | None) -> dict[str, str]:
    """What intake left, and the Chinese of the parameters and notebooks, which no gate keeps back."""
    spoken = {"Chinese of parameters and notebooks": spoken_digest(settings.parameters.folder)}
    return _common(settings) | _units(settings) | spoken | seen([settings.out(county) / name for name in FILES], settings)


def rules(county: str, settings: Settings, names: set[str] | None) -> dict[str, str]:
    """The ledgers, what the case record said, and the values that rules looked up."""
    unit = settings.parameters.counties[county]
    decided = {"case record": hashlib.sha256(json.dumps(settings.cases.texts.get(county)).encode()).hexdigest()}
    ledgers = seen([settings.out(county) / name for name in ("intake.json", "ledgers")], settings)
    return (
        _common(settings)
        | _dates(settings)
        | settings.parameters.read_with(unit)
        | decided
        | ledgers
        | settings.parameters.digests_of(names or (), unit)
    )


def city(units: list[str], settings: Settings, names: set[str] | None) -> dict[str, str]:
    """The ledgers of all counties, and the values that the rules over all of them looked up."""
    with_all = {"ledgers of parameters": tree(settings.parameters.folder / "ledgers"), "programmes": digest(settings.parameters.programmes)}
    ledgers = seen([settings.out(unit) / name for unit in units for name in ("intake.json", "ledgers")], settings)
    return _common(settings) | _dates(settings) | with_all | ledgers | settings.parameters.digests_of(names or ())


def unit(settings: Settings, own: Path, over_all: Path) -> dict[str, str]:
    """What a county's own rules found, and what those over all counties did."""
    return _common(settings) | seen([own, over_all], settings)


def notebook(job: Job, settings: Settings, names: set[str] | None) -> dict[str, str]:
    """The notebook, and of the results and the parameters what it looked up."""
    parameters, out = settings.parameters, settings.out(job.county)
    own = {"notebook": tree(source_of(settings.notebook_folder, job.notebook))}
    own |= {"data": f"{settings.data_shown} {(settings.data / 'answer_key.csv').exists()}"}
    units = [job.county] if job.county else [unit for unit in parameters.counties if (settings.out(unit) / "rules.json").exists()]
    whole = [settings.out(unit) / name for unit in units for name in PRODUCTS]
    if names is None:
        return _common(settings) | _dates(settings) | own | {PARAMETERS: together(settings.parameter_files)} | seen(whole, settings)
    own |= {f"{PARAMETERS}/{path}": said for path, said in settings.parameter_files.items() if not path.startswith((*TOLD, "run.yaml"))}
    county = parameters.counties.get(job.county)
    told = {name for name in names if name.startswith(KINDS)} | ({COUNTY + county.id} if county else set())
    own |= _units(settings) | {name: digest(texts().get(name.removeprefix(TEXTS))) for name in told if name.startswith(TEXTS)}
    own |= parameters.digests_of([name for name in told if not name.startswith(TEXTS)], county)
    if not county:
        return _common(settings) | _dates(settings) | own | seen(whole, settings)
    of_rules = _results(out, tree(out / "rules.json"), tree(out / "leads.parquet"), tree(out / "spared.parquet"))
    own |= {name: of_rules.get(name.removeprefix(RESULT), "absent") for name in names if name.startswith(RESULT)}
    own |= {f"{job.county}/{KNOWN}": _known(out / KNOWN, tree(out / KNOWN))}
    left = [out / name for name in (*FILES, *DECIDED, "money.json")]
    return _common(settings) | _dates(settings) | own | seen(left, settings)


@cache
def _results(out: Path, *_: str) -> dict[str, str]:
    """SHA-256 of what each rule found in a county, as its files of one moment say."""
    if not (out / "rules.json").exists():
        return {}
    rows: dict[str, list] = defaultdict(list)
    for table in all_found(out):
        for row in table.to_pylist():
            rows[row["rule_id"]].append([*row.values()])
    return {rule: digest((record, rows[rule])) for rule, record in records_of(out).items()}


@cache
def _known(path: Path, _: str) -> str:
    """SHA-256 of what a gate knows: not of what it was made of, which stands in the file too."""
    return digest(pq.read_table(path).to_pydict()) if path.exists() else "absent"
