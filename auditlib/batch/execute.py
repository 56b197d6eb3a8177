"""One notebook: run by Papermill in a kernel of its own, checked for its completion marker, scrubbed, exported to HTML."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import uuid4

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from auditlib.batch.jobs import Job
from auditlib.batch.scrub import completion, first_error, scrub, tell_failure
from auditlib.batch.settings import Settings, read_json
from auditlib.errors import AuditError
from auditlib.report.exporter import AuditHTMLExporter

#: Seconds after which a single cell is given up.
CELL_LIMIT = 1800
#: Errors whose message is made for users and holds no personal value.
TOLD = ("AuditError", "ParameterError", "IntakeError", "NotRun")


def run_notebook(job: Job, settings: Settings) -> dict:
    """Execute, check, scrub and export one notebook; a failed one is kept and exported with a banner.

    Returns the completion marker. Raises AuditError with the reason when the notebook failed.
    """
    source = settings.notebooks[job.notebook].path
    out = settings.out(job.county)
    out.mkdir(parents=True, exist_ok=True)
    raw = settings.scratch / f"{uuid4().hex}.ipynb"
    values, places = _values(job, settings)
    reason = _execute(source, raw, out, values, settings.scratch)
    notebook = nbformat.read(raw, as_version=4)
    raw.unlink()
    reason = reason or _unfinished(notebook, job, settings)
    marker = completion(notebook)
    original = nbformat.read(source, as_version=4)
    scrub(notebook, [cell.get("id", "") for cell in original.cells], places)
    if reason:
        tell_failure(notebook, reason)
    _save(notebook, out / job.notebook, "../index.html" if job.county else "index.html")
    if reason:
        raise AuditError(f"{reason}; see {job.county + '/' if job.county else ''}{job.notebook}.html")
    return marker


def _values(job: Job, settings: Settings) -> tuple[dict[str, str], dict[str, str]]:
    """The parameters handed over, and what the kept notebook shows instead of this machine's paths.

    The kernel works in the folder of the executed notebook, so ``..`` is true there today and after the folder has moved.
    """
    here = settings.out(job.county)
    values = {"outputs": os.path.relpath(settings.outputs, here), "as_of": settings.parameters.run.as_of.isoformat()}
    if job.county:
        values |= {"county": job.county, "data": str(settings.data)}
    places = {
        str(settings.data): settings.data_shown,
        str(settings.outputs): Path(values["outputs"]).as_posix(),
        str(settings.scratch): "<scratch>",
        sys.prefix: "<environment>",
        str(Path(__file__).parents[2]): "<auditlib>",
        str(Path.home()): "~",
    }
    # repr() in the injected cell doubles the backslashes of Windows paths
    return values, {path: show for p, show in places.items() for path in (p, p.replace("\\", "\\\\")) if len(p) > 2}


def _execute(source: Path, raw: Path, folder: Path, values: dict[str, str], scratch: Path) -> str:
    """Run the notebook; returns why it failed, or nothing. ``raw`` holds what was executed, also after a failure."""
    begun: list[nbformat.NotebookNode] = []
    try:
        papermill.execute_notebook(
            source,
            raw,
            parameters=values,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            execution_timeout=CELL_LIMIT,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            record_timing=False,
            on_cell_start=lambda cell, cell_index: begun.append(cell),
            resources={"metadata": {"path": str(folder)}},
            config=_transport(scratch),
        )
    except PapermillExecutionError as error:
        told = f"：{error.evalue}" if error.ename in TOLD else ""
        return f"第 {_code_cell(raw)} 个代码单元格出错：{error.ename}{told}"
    except CellTimeoutError:
        reason = f"一个单元格超过 {CELL_LIMIT} 秒仍未完成"
    except DeadKernelError:
        reason = "内核中途终止（多半是内存不足）：用 --jobs 1 单独重跑此县"
    except RuntimeError as error:
        reason = f"内核未能启动：{type(error).__name__}"
    else:
        return ""
    _rescue(source, begun, raw)
    return reason


def _rescue(source: Path, begun: list[nbformat.NotebookNode], raw: Path) -> None:
    """Papermill keeps nothing of a notebook whose kernel died: put the cells begun before those never reached."""
    notebook = nbformat.read(source, as_version=4)
    own = [cell for cell in begun if "injected-parameters" not in cell.metadata.get("tags", [])]
    notebook.cells = [*begun, *notebook.cells[len(own) :]]
    nbformat.write(notebook, raw)


def _code_cell(raw: Path) -> int:
    found = first_error(nbformat.read(raw, as_version=4))
    return found[0] if found else 0


def _transport(scratch: Path) -> Config:
    """Sockets in files, a path for each kernel: no port can clash, and kernels never answer for each other.

    Not on Windows, which has none, nor where the path would exceed what a socket's name may hold.
    """
    path = f"{scratch}/{uuid4().hex[:12]}"
    if sys.platform == "win32" or len(path) > 90:
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": path}})


def _unfinished(notebook: nbformat.NotebookNode, job: Job, settings: Settings) -> str:
    """Why a notebook that ran to its end still is no result: marker missing, or figures other than the county's own."""
    marker = completion(notebook)
    if marker is None:
        return "没有完成标记：最后一个代码单元格必须调用 finish()"
    expected = {"notebook": job.notebook, "as_of": settings.parameters.run.as_of.isoformat()}
    if job.county:
        out = settings.out(job.county)
        counted = _leads(out)
        shown = {rule: counted.get(rule) for rule in marker.get("rules", {})}
        intake = read_json(out / "intake.json")
        rows = {name: entry["rows"] for name, entry in sorted(intake["ledgers"].items())}
        expected |= {"county": job.county, "digest": intake["digest"], "rows": rows, "rules": shown, "leads": sum(filter(None, shown.values()))}
    else:
        folders = [settings.out(county) for county in settings.parameters.counties]
        expected["units"] = {out.name: sum(_leads(out).values()) for out in folders if (out / "rules.json").exists()}
    for name, value in expected.items():
        if marker.get(name) != value:
            return f"完成标记与本县结果不符：{name} 应为 {value}，笔记本给出 {marker.get(name)}"
    return ""


def _leads(out: Path) -> dict[str, int]:
    """Leads by rule, as the county's stage counted them."""
    return {record["rule_id"]: record["leads"] for record in read_json(out / "rules.json")}


def _save(notebook: nbformat.NotebookNode, stem: Path, home: str) -> None:
    """Write notebook and page; each appears whole or not at all. ``home``: link to the index page."""
    page, _ = AuditHTMLExporter(home=home).from_notebook_node(notebook, resources={"metadata": {"name": stem.name}})
    for suffix, text in ((".ipynb", nbformat.writes(notebook) + "\n"), (".html", page)):
        part = stem.with_name(f".{stem.name}{suffix}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(stem.with_suffix(suffix))
