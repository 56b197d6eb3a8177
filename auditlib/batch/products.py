"""What a run leaves in its folder, by name, and the SHA-256 of it."""

from __future__ import annotations

from pathlib import Path

from auditlib.batch.digests import contents, sha256

#: Where the records of finished jobs lie, below the folder of the run: a folder for each county, ``ALL`` for the jobs over all of them.
RECORDS = ".jobs"
ALL = "_all"
NOTEBOOK = "notebook-"
#: A notebook as executed, and its page.
PAGES = (".html", ".ipynb")
#: What tells of all results of a run.
INDEX, MANIFEST = "index.html", "manifest.json"
#: What a county's stage makes and the rules over all counties complete.
COMPLETED = ("leads.parquet", "spared.parquet", "rules.json")
#: Everything that a run leaves in a county's folder besides notebooks and their pages.
PRODUCTS = (*COMPLETED, *"stage.txt intake.json intake.html quarantine.parquet set_aside.parquet known.parquet ledgers".split())


def retract(outputs: Path) -> None:
    """Take back what tells of all results, before any of these changes; without a manifest a run has not ended."""
    for name in (MANIFEST, INDEX):
        (outputs / name).unlink(missing_ok=True)


def recorded(outputs: Path, county: str = "") -> list[str]:
    """The notebooks that have a record: every page of a run has one, also of a notebook that failed; what an auditor puts beside has none."""
    return sorted(path.stem.removeprefix(NOTEBOOK) for path in (outputs / RECORDS / (county or ALL)).glob(f"{NOTEBOOK}*.json"))


def made(outputs: Path, county: str = "") -> dict[str, str]:
    """SHA-256 of everything that a run has made for a county, or over all of them, by path below ``outputs``."""
    own = PRODUCTS if county else (INDEX,)
    paths = [outputs / county / name for name in (*own, *(f"{page}{suffix}" for page in recorded(outputs, county) for suffix in PAGES))]
    found = {path: sha256(path) for path in paths if path.is_file()}
    for folder in filter(Path.is_dir, paths):
        found |= {folder / name: digest for name, digest in contents(folder).items()}
    return {path.relative_to(outputs).as_posix(): digest for path, digest in sorted(found.items())}
