"""An executed notebook made repeatable: no time, no path of this machine, no random id; a failure is told on top."""

import html
import json
import re
from pathlib import Path
from urllib.parse import quote

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell
from papermill.translators import translate_parameters

from auditlib.outside import deep
from auditlib.report.display import DONE

FAILURE = "batch-failure"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,16}")
_KERNEL_FILE = re.compile(r"[^\s\"']*ipykernel_\d+[/\\]\d+\.py")


def scrub(notebook: NotebookNode, ids: list[str], values: dict[str, str], places: dict[str, str]) -> None:
    """Change ``notebook`` in place.

    ``ids`` are the cell ids of the source, ``values`` the parameters as they are shown; ``places`` maps paths of this machine to what is
    shown instead.
    """
    notebook.metadata.pop("papermill", None)
    spelt = {text: shown for path, shown in places.items() for text in _spellings(path)}
    longest_first = sorted(spelt.items(), key=lambda place: (-len(place[0]), place[0]))
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.get("tags", [])
        if FAILURE in tags:
            cell.source = _without(cell.source, longest_first)
        elif "injected-parameters" in tags:
            cell.id = "injected-parameters"
            cell.source = translate_parameters("python3", "python", values)
        elif cell.get("id") not in ids:
            cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            _scrub_outputs(cell, longest_first)


def _spellings(path: str) -> set[str]:
    """How a path may stand in what a cell shows: as it is, as text of Python or JSON, which may have its Chinese in escapes, in a link, in
    HTML.
    """
    if len(path) < 3:
        return set()
    plain = {path, Path(path).as_posix()}
    return {text for one in plain for text in (one, repr(one)[1:-1], ascii(one)[1:-1], json.dumps(one)[1:-1], quote(one), html.escape(one))}


def _scrub_outputs(cell: NotebookNode, places: list[tuple[str, str]]) -> None:
    cell.outputs = [from_dict(deep(output, lambda text: _without(text, places))) for output in cell.outputs]
    for output in cell.outputs:
        if output.output_type == "error":
            output.traceback = [_ADDRESS.sub("0x…", _KERNEL_FILE.sub("<cell>", line)) for line in output.traceback]


def _without(text: str, places: list[tuple[str, str]]) -> str:
    for path, shown in places:
        text = text.replace(path, shown)
    return text


def completion(notebook: NotebookNode) -> dict | None:
    """The completion marker that ``audit.finish()`` displays in the last code cell, or None."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    outputs = code[-1].outputs if code else []
    return next((o.data[DONE] for o in outputs if DONE in o.get("data", {})), None)


def tell_failure(notebook: NotebookNode, reason: str) -> None:
    """Put a banner on top of a notebook that failed: nobody may quote an unfinished page."""
    text = f"> **⚠ 本页没有完成，以下内容不得引用。**\n>\n> {reason}"
    notebook.cells.insert(0, new_markdown_cell(text, id=FAILURE, metadata={"tags": [FAILURE]}))
