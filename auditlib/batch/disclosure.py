"""Nobody's name or number leaves in an executed notebook, its page, or a sentence of a job: masked where it can be, refused where it is
left.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial

from nbformat import NotebookNode

from auditlib.batch.jobs import JobFailed
from auditlib.batch.settings import Call
from auditlib.messages import masked as told_masked
from auditlib.privacy.known import gate_of
from auditlib.privacy.markup import masked, said
from auditlib.privacy.masks import scrub
from auditlib.privacy.open_gates import Gates
from auditlib.report.display import REVEALED

MARKUP = ("text/html", "image/svg+xml", "text/xml", "application/xml")
#: Colours of a terminal.
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: Bytes of pictures and the like: what is drawn there no search can see.
BINARY = ("image/", "application/pdf", "video/", "audio/")


def gates_of(run: Call, county: str = "") -> Gates:
    """The gate of a county; of all counties that have been read where no single one is meant."""
    units = [county] if county else [unit for unit in run.parameters.counties if (run.outputs / unit / "intake.json").exists()]
    return Gates([gate_of(run.outputs / unit, run.parameters, run.contracts) for unit in units], run.contracts)


def words_of(run: Call, county: str = "") -> Callable[[str], str]:
    """How a sentence is masked: by the gates; by the looks of numbers where no gate can be made of what is there."""
    try:
        mask = gates_of(run, county).words
    except Exception:
        mask = scrub
    return partial(told_masked, mask=mask)


def refuse_revealing(notebook: NotebookNode) -> None:
    """Raises JobFailed for a notebook that shows plain values, or would: what an auditor looks at in JupyterLab is no result."""
    for place, cell in _cells(notebook):
        if cell.cell_type == "code" and (
            _reveals(cell.source) or any(REVEALED in output.get("data", {}) for output in cell.get("outputs", []))
        ):
            raise JobFailed("error", f"第 {place} 个单元格调用 reveal()，会显示未遮盖的姓名和号码；删去后再运行")


def _reveals(source: str) -> bool:
    try:
        nodes = ast.walk(ast.parse(source))
    except SyntaxError:  # a magic, or a fault that the kernel tells
        return "reveal" in source
    return any(
        isinstance(node, ast.Attribute) and node.attr == "reveal" or isinstance(node, ast.Constant) and node.value == "reveal"
        for node in nodes
    )


def clean(notebook: NotebookNode, gates: Gates) -> set[str]:
    """Mask every output and what was injected, in place; the sources stay, for they are the auditor's own words.

    Returns the texts in which nothing was found.
    """
    nothing: set[str] = set()
    for _, cell in _cells(notebook):
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = gates.mask(cell.source)
        for output in cell.get("outputs", []):
            _clean(output, gates, nothing)
    return nothing


def _clean(output: NotebookNode, gates: Gates, nothing: set[str]) -> None:
    if output.output_type == "stream":
        output.text = gates.words(output.text)
    elif output.output_type == "error":
        output.evalue = gates.words(output.evalue)
        output.traceback = [_line(line, gates) for line in output.traceback]
    else:
        for kind, data in output.data.items():
            output.data[kind] = shown = _shown(kind, data, gates)
            if shown is data and kind in MARKUP:
                nothing.add(data)
        output.metadata = NotebookNode(gates.deep(output.metadata))


def _line(line: str, gates: Gates) -> str:
    """A part of a traceback; where colours stand within what must be masked, it loses them."""
    shown = gates.words(line)
    plain = ANSI.sub("", shown)
    return gates.words(plain) if gates.found(plain) else shown


def _shown(kind: str, data: object, gates: Gates) -> object:
    if not isinstance(data, str):
        return gates.deep(data)
    if kind in MARKUP:
        return masked(data, gates.mask) if gates.found(said(data)) else data
    return data if kind.startswith(BINARY) else gates.mask(data)


def refuse_left(notebook: NotebookNode, gates: Gates, nothing: set[str]) -> None:
    """Raises JobFailed when something of a person is still in a notebook; the cells are named, not what stands there.

    ``nothing``: the texts of pages within it that were searched already.
    """
    places = [str(place) for place, cell in _cells(notebook) if any(gates.found(text) for text in _texts(cell, nothing))]
    if places:
        raise JobFailed("error", f"第 {'、'.join(places)} 个单元格仍含姓名、证件号码、账号或电话，没有生成报告；请改写该单元格")
    if any(gates.found(text) for text in _strings(notebook.metadata)):
        raise JobFailed("error", "笔记本的元数据含姓名、证件号码、账号或电话，没有生成报告；请清除元数据")


def refuse_page(page: str, gates: Gates) -> None:
    """Raises JobFailed when something of a person is left in a finished page."""
    if gates.found(said(page)):
        raise JobFailed("error", "页面仍含姓名、证件号码、账号或电话，没有生成；请检查自己添加的单元格")


def _cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The cells, numbered as their author sees them: what the batch added does not count."""
    place = 0
    for cell in notebook.cells:
        place += not {"injected-parameters", "batch-failure"} & {*cell.metadata.get("tags", [])}
        yield place, cell


def _texts(cell: NotebookNode, nothing: set[str]) -> Iterator[str]:
    yield said(cell.source) if cell.cell_type == "markdown" else cell.source
    yield from _strings({key: value for key, value in cell.items() if key not in ("source", "outputs")})
    for output in cell.get("outputs", []):
        for kind, data in output.get("data", {}).items():
            if kind in MARKUP and isinstance(data, str):
                yield from [] if data in nothing else [said(data)]
            elif not kind.startswith(BINARY):
                yield from _strings(data)
        yield from _strings({key: value for key, value in output.items() if key != "data"})


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)
    elif value is not None and not isinstance(value, bool):
        yield ANSI.sub("", value) if isinstance(value, str) else str(value)
