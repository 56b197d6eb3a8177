"""The auditor's own copies of the notebooks: JupyterLab opens these, so that Run All and Save touch nothing that the batch runs."""

from __future__ import annotations

import hashlib
from pathlib import Path

from auditlib.batch.settings import read_json, write_json
from auditlib.private import private, write_whole

#: The SHA-256 of each copy as it was made.
MADE = ".made.json"


@private()
def copy_notebooks(source: Path, work: Path) -> list[str]:
    """Copy the notebooks of ``source`` that are not in ``work``, or are there as they were copied. A copy that an auditor has changed
    stays.

    Returns the names of copies that stay although their notebook has changed since.
    """
    work.mkdir(exist_ok=True)
    made = read_json(work / MADE) if (work / MADE).exists() else {}
    behind = []
    for notebook in sorted(source.glob("*.ipynb")):
        copy, now = work / notebook.name, _sha256(notebook)
        if not copy.exists() or _sha256(copy) == made.get(notebook.name):
            write_whole(copy, notebook.read_bytes())  # half a copy would pass for one that was changed
            made[notebook.name] = now
        elif made.get(notebook.name) != now:
            behind.append(notebook.name)
    write_json(work / MADE, made)
    return behind


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
