"""A notebook of one's own, from a template, in `work/`: where an auditor edits it, and where the batch finds it by its name."""

from __future__ import annotations

import re
from pathlib import Path

from auditlib.batch.notebooks import TAKEN, workplace
from auditlib.errors import AuditError
from auditlib.messages import _
from auditlib.private import private

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
            _("no name for a notebook: {name!r}; allowed: up to 40 letters, digits, - and _, a letter first{hint}", name=name, hint=hint)
        )
    work = workplace(notebooks)
    # Windows and macOS tell no capitals from small letters in the names of files
    there = {path.stem.casefold() for folder in (notebooks, work) for path in folder.glob("*.ipynb")}
    if name.casefold() in {*TAKEN, *there}:
        raise AuditError(_("there is a notebook or page {name} already, and nothing is overwritten: give yours another name", name=name))
    work.mkdir(exist_ok=True)
    path = work / f"{name}.ipynb"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(TEMPLATE.read_text(encoding="utf-8").replace("NAME", name))
    return path
