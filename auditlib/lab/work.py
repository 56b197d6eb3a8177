"""An auditor's own place, `work/`: copies of the notebooks, which Run All and Save may touch, and notebooks of his own, from a template."""

import hashlib
import re
from pathlib import Path

from auditlib.batch.notebooks import TAKEN, workplace
from auditlib.batch.settings import read_json, write_json
from auditlib.errors import AuditError
from auditlib.messages import _
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


TEMPLATE = Path(__file__).with_name("template.ipynb")
#: A name becomes those of files, pages and addresses.
ALLOWED = re.compile(r"[^\W\d_][\w-]{0,39}")


@private()
def new_notebook(name: str, notebooks: Path) -> Path:
    """Write the template under ``name`` into the place of work beside ``notebooks``; returns the file.

    Raises AuditError for a name that no page can have, and for one that is there already.
    """
    if not ALLOWED.fullmatch(name):
        near = re.sub(r"^[\W\d_]+|\W+$", "", re.sub(r"[^\w-]+", "_", name.removesuffix(".ipynb")))[:40]
        hint = _("; did you mean {names}?", names=near) if ALLOWED.fullmatch(near) else ""
        raise AuditError(
            "no name for a notebook: {name!r}; allowed: up to 40 letters, digits, - and _, a letter first{hint}", name=name, hint=hint
        )
    work = workplace(notebooks)
    # Windows and macOS tell no capitals from small letters in the names of files
    there = {path.stem.casefold() for folder in (notebooks, work) for path in folder.glob("*.ipynb")}
    if name.casefold() in {*TAKEN, *there}:
        raise AuditError("there is a notebook or page {name} already, and nothing is overwritten: give yours another name", name=name)
    work.mkdir(exist_ok=True)
    path = work / f"{name}.ipynb"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(TEMPLATE.read_text(encoding="utf-8").replace("NAME", name))
    return path
