"""Compiled SQL kept between runs, so that on one machine every rule is compiled once and not once per process.

Ibis takes a quarter of a second to turn a rule into SQL, and the answer depends on nothing but the code and what it is asked. Answers are
JSON texts, one file each, in the user's cache folder: ``AUDITLIB_CACHE`` names another one, or, when it is empty, none at all.
"""

import contextlib
import gc
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from auditlib.fingerprint import code_of, digest, rule_code
from auditlib.private import private

COMPILERS = ("ibis-framework", "sqlglot")
UNUSED_DAYS = 30

_memory: dict[str, Any] = {}


def _stamps() -> list[tuple[int, int]]:
    return [(status.st_mtime_ns, status.st_size) for status in map(os.stat, CODE)]


CODE = rule_code()
#: The code as this process loaded it: what another version of the code made has another name and is never found.
LOADED_STAMPS, LOADED = _stamps(), code_of(CODE, COMPILERS)


def cached(question: tuple, make: Callable[[], Any]) -> Any:
    """The answer to ``question``, which holds all that ``make`` depends on but the code; made at the first asking."""
    answer = look_up(question)
    return put(question, make()) if answer is None else answer


def look_up(question: tuple) -> Any:
    """The answer kept for ``question``, or None."""
    name = digest(question)
    folder = _folder()
    if name not in _memory and folder and _as_loaded():
        with contextlib.suppress(OSError, ValueError):
            _memory[name] = json.loads((folder / name).read_text(encoding="utf-8"))
    return _memory.get(name)


def put(question: tuple, answer: Any) -> Any:
    """Keep ``answer``, which JSON must be able to hold, and return it. A folder that cannot be written is no fault."""
    name = digest(question)
    _memory[name] = answer
    folder = _folder()
    # code edited since this process began: what the old code made must not stand under the new code's name
    if folder and _as_loaded():
        with contextlib.suppress(OSError):
            handle, path = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(answer, stream, ensure_ascii=False)
            os.replace(path, folder / name)  # other processes see the whole text or none
    return answer


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: compiling makes millions of small objects that all live, looking through them costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _as_loaded() -> bool:
    return _stamps() == LOADED_STAMPS


def _folder() -> Path | None:
    chosen = os.environ.get("AUDITLIB_CACHE")
    if chosen == "":
        return None
    return _opened(Path(chosen) if chosen else platformdirs.user_cache_path("auditlib"))


@cache
def _opened(root: Path) -> Path | None:
    """The folder for the loaded code under ``root``; those of other code go when nobody has used them for a month."""
    folder = root / "sql" / LOADED[:16]
    try:
        with private():
            folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for other in folder.parent.iterdir():
            if time.time() - other.stat().st_mtime > UNUSED_DAYS * 86400:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:
        return None
    return folder
