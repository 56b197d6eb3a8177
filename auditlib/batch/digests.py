"""SHA-256 of files, folders, and of the code that makes everything a run leaves."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from auditlib.kept import code_digest

#: Packages that decide what a run finds and how it looks.
PACKAGES = """
    ibis-framework duckdb sqlglot pyarrow pandas python-calamine papermill nbclient nbconvert ipykernel matplotlib seaborn
""".split()


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(path: Path) -> str:
    """SHA-256 of a file, or of a folder's names and files; a word for what is not there."""
    if path.is_dir():
        files = sorted((file[len(str(path)) :].replace(os.sep, "/"), _sha256(file)) for file in _files(str(path)))
        return hashlib.sha256(json.dumps(files).encode()).hexdigest()
    return _sha256(str(path)) if path.exists() else "absent"


def _files(folder: str) -> Iterator[str]:
    """As text: every job looks at every file of the parameters, and pathlib takes three times as long."""
    for place, _, names in os.walk(folder, followlinks=True):
        yield from (path for path in (os.path.join(place, name) for name in names) if os.path.isfile(path))


def _sha256(path: str) -> str:
    status = os.stat(path)
    return _sha256_as_of(path, status.st_ino, status.st_size, status.st_mtime_ns)


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
