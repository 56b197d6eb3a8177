"""SHA-256 of files, folders, and of the code that makes everything a run leaves."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from auditlib.kept import code_digest
from auditlib.project_key import FILE

#: Packages that decide what a run finds and how it looks.
PACKAGES = """
    ibis-framework duckdb sqlglot pyarrow pandas numpy python-calamine pydantic pyyaml papermill nbformat nbclient nbconvert ipykernel ipython
    mistune pygments jinja2 matplotlib seaborn uharfbuzz brotli pylopdf-fonts-zh-cn
""".split()


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(path: Path) -> str:
    """SHA-256 of a file, or of a folder's names and files, also hidden ones; a word for what is not there."""
    if path.is_dir():
        return together(contents(path, hidden=True))
    return _sha256(str(path)) if path.exists() else "absent"


def contents(folder: Path, hidden: bool = False) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there. What an editor or a system hides there (.run.yaml.swp) is content only of results.

    The project's key is none: of it nothing but the fingerprint may be told.
    """
    found, top = {}, len(str(folder)) + 1
    # As text: every job looks at every file of the parameters, and pathlib takes three times as long.
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if hidden or not name.startswith(".")]
        paths = (os.path.join(place, name) for name in names if name != FILE and (hidden or not name.startswith(".")))
        found |= {path[top:].replace(os.sep, "/"): _sha256(path) for path in paths if os.path.isfile(path)}
    return dict(sorted(found.items()))


def _sha256(path: str) -> str:
    status = os.stat(path)
    return _sha256_as_of(path, status.st_ino, status.st_size, status.st_mtime_ns)


def by_path(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is said of each path; of several files when their names differ in their encoding only."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, said in files:
        found[path].append(said)
    return {path: " ".join(sorted(said)) for path, said in found.items()}


def together(files: dict[str, str]) -> str:
    """One SHA-256 for those of several files, in their order."""
    return hashlib.sha256(json.dumps([*files.items()]).encode()).hexdigest()


@cache
def _sha256_as_of(path: str, *_: int) -> str:
    """A file of one moment is hashed once in a process: every notebook of a county reads the same ledgers."""
    return sha256(Path(path))


@cache
def code() -> str:
    """All of auditlib with its templates and fonts, Python, and the packages."""
    package = Path(__file__).parents[1]
    files = [path for path in package.rglob("*") if path.is_file() and not {"__pycache__", "_shipped"} & set(path.parts)]
    return code_digest(sorted(files), PACKAGES)
