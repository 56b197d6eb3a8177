"""Whether a result still stands: what it was made of, each thing by its name with a SHA-256, then and now.

The one answer for what intake read, what a county's rules read (standing.py), a page, kept SQL, and all that `verify` compares. Of the
parameters a reader may say which policy values, words, texts of rules and counties it looked up (`Noting`): then only a change of these
concerns it. Whatever is not told so finely counts as a whole, for what cannot be known to be unaffected is made again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from auditlib.project_key import FILE as KEY

PACKAGE = Path(__file__).parent
#: Packages that decide what a run finds and how it looks.
PACKAGES = """
    ibis-framework duckdb sqlglot pyarrow pandas numpy python-calamine pydantic pyyaml papermill nbformat nbclient nbconvert ipykernel
    ipython mistune pygments jinja2 matplotlib seaborn uharfbuzz brotli pylopdf-fonts-zh-cn
""".split()


def digest(said: Any) -> str:
    """SHA-256 of a value that has one spelling: text, numbers, days, models, and lists and mappings of them."""
    return hashlib.sha256(repr(said).encode()).hexdigest()


def differing(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of what is not the same in both."""
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


# Files.


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(path: Path) -> str:
    """SHA-256 of a file, or of a folder's names and files, also hidden ones; a word for what is not there."""
    if path.is_dir():
        return together(contents(path, hidden=True))
    return _sha256(str(path)) if path.exists() else "absent"


def contents(folder: Path, hidden: bool = False) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there.

    What an editor or a system hides there (.run.yaml.swp) is content only of results.

    The project's key is none: of it nothing but the fingerprint may be told.
    """
    found, top = {}, len(str(folder)) + 1
    # As text: every job looks at every file of the parameters, and pathlib takes three times as long.
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if hidden or not name.startswith(".")]
        paths = (os.path.join(place, name) for name in names if name != KEY and (hidden or not name.startswith(".")))
        found |= {path[top:].replace(os.sep, "/"): _sha256(path) for path in paths if os.path.isfile(path)}
    return dict(sorted(found.items()))


def _sha256(path: str) -> str:
    status = os.stat(path)
    return _sha256_as_of(path, status.st_ino, status.st_size, status.st_mtime_ns)


@cache
def _sha256_as_of(path: str, *_: int) -> str:
    """A file of one moment is hashed once in a process: every notebook of a county reads the same ledgers."""
    return sha256(Path(path))


def by_path(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is said of each path; of several files when their names differ in their encoding only."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, said in files:
        found[path].append(said)
    return {path: " ".join(sorted(said)) for path, said in found.items()}


def together(files: Mapping[str, str]) -> str:
    """One SHA-256 for those of several things, in their order."""
    return hashlib.sha256(json.dumps([*files.items()]).encode()).hexdigest()


# Code.


def code_of(files: Iterable[Path], packages: Sequence[str] = ()) -> str:
    """SHA-256 of files of auditlib as they stand on the disk; with ``packages`` of their versions and Python's, too."""
    total = hashlib.sha256(sys.version.encode() if packages else b"")
    for name in packages:
        total.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    for path in files:
        total.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode() + path.read_bytes())
    return total.hexdigest()


def rule_code() -> list[Path]:
    """The files that decide what a rule finds."""
    return sorted([*PACKAGE.glob("*.py"), *PACKAGE.glob("models/**/*.py"), *PACKAGE.glob("rules/**/*.py")])


@cache
def code() -> str:
    """All of auditlib with its templates and fonts, Python, and the packages."""
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and not {"__pycache__", "_shipped"} & set(path.parts)]
    return code_of(sorted(files), PACKAGES)


# Parameters, as far as they are told one by one.

#: What is told by kind and id, as policy:loan.ceiling: policy values, words of remarks, texts of rules, counties' own parameters.
POLICY, WORDS, TEXTS, COUNTY = "policy:", "words:", "texts:", "county:"
KINDS = (POLICY, WORDS, TEXTS, COUNTY)
#: What a rule found in a county, by rule id; and all results of a county.
RESULT = "result:"
#: The id of whoever went through all of a kind.
ALL = "*"
#: The folders of parameters/ whose files are told one by one.
TOLD = ("policy/", "words/", "rules/", "counties/")


class Noting(Mapping):
    """``whole``, where each look-up is noted in ``read`` by its kind and id."""

    def __init__(self, whole: Mapping[str, Any], kind: str, read: set[str]):
        self._whole, self._kind, self._read = whole, kind, read

    def __getitem__(self, id: str) -> Any:
        self._read.add(self._kind + id)
        return self._whole[id]

    def __iter__(self) -> Iterator[str]:
        self._read.add(self._kind + ALL)
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def __or__(self, other: Mapping[str, Any]) -> Noting:
        return Noting({**self._whole, **other}, self._kind, self._read)


def digests_of(names: Iterable[str], **whole: Any) -> dict[str, str]:
    """SHA-256 of what was looked up, by name; ``whole``: of each kind all that there is, by id. What is not there has one, too."""
    found = {}
    for name in sorted(names):
        kind, _, id = name.partition(":")
        found[name] = digest(whole[kind] if id == ALL else whole[kind].get(id))
    return found
