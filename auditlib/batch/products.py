"""What a run leaves in its folder, by name, and the SHA-256 of it; and what else lies there."""

import os
from collections.abc import Iterable
from pathlib import Path

from auditlib import found
from auditlib.fingerprint import contents, sha256
from auditlib.project_key import MANIFEST, MARK

#: Where the records of finished jobs lie, below the folder of the run: a folder for each county, ``ALL`` for the jobs over all of them.
RECORDS = ".jobs"
ALL = "_all"
NOTEBOOK = "notebook-"
#: A notebook as executed, and its page.
PAGES = (".html", ".ipynb")
#: What tells of all results of a run.
INDEX = "index.html"
#: Where a run found its files, as seen from its folder. It differs from place to place, so the manifest does not tell of it.
PLACES = f"{RECORDS}/places.json"
#: Seconds that each job took; every run, event by event.
TIMES, LOG = "times.json", "run.log"
LOCKS = (".lock", ".lock-jobs")
#: What a run leaves and no proof covers: when, by whom, and where.
APART = (PLACES, TIMES, LOG, *LOCKS)
#: What the case record said of a county when the run began (casework.snapshot).
DECIDED = ("cases.json", "actions.json", "samples.json")
#: What a county's stage makes: of the files received, of what no page may tell, and of the rules.
FILES = ("intake.json", "quarantine.parquet", "set_aside.parquet", "ledgers")
GATE = ("known.parquet", "intake.html")
RULES = (*DECIDED, "money.json")
#: What a county's own rules and those over all counties found.
COMPLETED = found.FILES
#: Everything that a run leaves in a county's folder besides notebooks and their pages.
PRODUCTS = (*COMPLETED, *RULES, *FILES, *GATE)


def remove_index(outputs: Path) -> None:
    """Take back what tells of all results, before any of these changes; without a manifest a run has not ended."""
    for name in (MANIFEST, INDEX):
        (outputs / name).unlink(missing_ok=True)


def recorded(outputs: Path, county: str = "") -> list[str]:
    """The notebooks that have a record: every page of a run has one, also of a notebook that failed; what an auditor puts beside has
    none."""
    return sorted(path.stem.removeprefix(NOTEBOOK) for path in (outputs / RECORDS / (county or ALL)).glob(f"{NOTEBOOK}*.json"))


def made(outputs: Path, county: str = "") -> dict[str, str]:
    """SHA-256 of everything that a run has made for a county, or over all of them, by path below ``outputs``."""
    own = PRODUCTS if county else (INDEX,)
    paths = [outputs / county / name for name in (*own, *(f"{page}{suffix}" for page in recorded(outputs, county) for suffix in PAGES))]
    found = {path: sha256(path) for path in paths if path.is_file()}
    for folder in filter(Path.is_dir, paths):
        found |= {folder / name: digest for name, digest in contents(folder, hidden=True).items()}
    return {path.relative_to(outputs).as_posix(): digest for path, digest in sorted(found.items())}


def noted(outputs: Path, county: str = "") -> dict[str, str]:
    """SHA-256 of the records of a county's jobs with the stage's own copies, or of those over all counties, by path below ``outputs``."""
    place = f"{RECORDS}/{county or ALL}"
    key = {} if county or not (outputs / MARK).is_file() else {MARK.as_posix(): sha256(outputs / MARK)}
    return key | {f"{place}/{name}": digest for name, digest in contents(outputs / place, hidden=True).items()}


def present(outputs: Path, leave: Iterable[Path]) -> list[str]:
    """Every file and link below ``outputs``, also hidden ones, but for the folders to ``leave`` and what is APART."""
    found, left = [], {path.resolve() for path in leave}
    for place, folders, names in os.walk(outputs):
        inside = [Path(place, name) for name in sorted(folders)]
        found += [Path(place, name) for name in names] + [path for path in inside if path.is_symlink()]
        folders[:] = [path.name for path in inside if path.resolve() not in left]
    return sorted({path.relative_to(outputs).as_posix() for path in found} - {MANIFEST, *APART})
