"""One notebook: run by Papermill in a kernel of its own, checked for its completion marker, scrubbed, exported to HTML."""

import os
import sys
from functools import cache
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from auditlib.audit import audited
from auditlib.batch.disclosure import clean, gates_of, refuse_left, refuse_page, refuse_revealing
from auditlib.batch.jobs import Cause, Job, JobFailed
from auditlib.batch.kernel import Kernel, death, oom_kills, transport
from auditlib.batch.notebooks import only_asks
from auditlib.batch.scrub import completion, scrub, tell_failure
from auditlib.batch.settings import Settings, read_json
from auditlib.messages import _
from auditlib.private import write_whole
from auditlib.report.exporter import AuditHTMLExporter

#: Errors whose message is made for users and holds no personal value.
TOLD = ("AuditError", "ParameterError", "IntakeError", "NotRun")


def run_notebook(job: Job, settings: Settings) -> dict:
    """Execute, check, scrub, mask and export one notebook; a failed one is kept and exported with a banner, one that gives somebody away is
    not written.

    Returns the completion marker, and in ``cold`` why its kernel was not forked. Raises JobFailed with cause and reason when the notebook
    failed.
    """
    source = settings.notebooks[job.notebook].path
    out = settings.out(job.county)
    out.mkdir(parents=True, exist_ok=True)
    values = _values(job, settings)
    original = nbformat.read(source, as_version=4)
    refuse_revealing(original)
    Kernel.latest = None
    notebook, cause, reason = _execute(source, out, values, settings.scratch, settings.cell_limit)
    if not reason and (reason := _unfinished(notebook, job, settings)):
        cause = "unfinished"
    marker = completion(notebook)
    refuse_revealing(notebook)
    shown = values | ({"data": settings.data_shown} if job.county else {})
    scrub(notebook, [cell.get("id", "") for cell in original.cells], shown, _places(settings, values["outputs"]))
    gates = gates_of(settings, job.county)
    nothing = clean(notebook, gates)
    reason = gates.words(reason)
    if reason:
        tell_failure(notebook, reason)
    refuse_left(notebook, gates, nothing)
    page, _resources = exporter("../index.html" if job.county else "index.html").from_notebook_node(
        notebook, resources={"metadata": {"name": job.notebook}}
    )
    refuse_page(page, gates)
    write_whole(out / f"{job.notebook}.ipynb", nbformat.writes(notebook) + "\n")
    write_whole(out / f"{job.notebook}.html", page)
    if reason:
        raise JobFailed(
            cause,
            _(
                "{reason}; see {page}",
                reason=reason,
                page=f"{job.county + '/' if job.county else ''}{job.notebook}.html",
            ),
        )
    told = {} if only_asks(original) else {"read": None}  # else it may have read anything
    return marker | told | {"cold": Kernel.latest.cold if Kernel.latest else ""}


def _values(job: Job, settings: Settings) -> dict[str, str]:
    """The parameters handed over.

    The kernel works in the folder of the executed notebook, so ``..`` is true there today and after the folder has moved.
    """
    outputs = Path(os.path.relpath(settings.outputs, settings.out(job.county))).as_posix()
    values = {"outputs": outputs, "as_of": settings.parameters.run.as_of.isoformat()}
    return values | ({"county": job.county, "data": str(settings.data)} if job.county else {})


def _places(settings: Settings, outputs: str) -> dict[str, str]:
    """What the kept notebook shows instead of this machine's paths."""
    return {
        str(settings.data): settings.data_shown,
        str(settings.outputs): outputs,
        str(settings.scratch): "<scratch>",
        sys.prefix: "<environment>",
        str(Path(__file__).parents[2]): "<auditlib>",
        str(Path.home()): "~",
    }


def _execute(source: Path, folder: Path, values: dict[str, str], scratch: Path, limit: int) -> tuple[nbformat.NotebookNode, Cause, str]:
    """Run the notebook. Returns it as far as it came, and why it failed, or nothing.

    By Papermill's parts, not its ``execute_notebook``: that makes a file of the notebook, which nobody reads, and hands over nothing of one
    that failed.
    """
    notebook = parameterize_notebook(load_notebook_node(str(source)), values, kernel_name="python3", language="python")
    killed_before = oom_kills()
    try:
        papermill_engines.execute_notebook_with_engine(
            None,
            notebook,
            "python3",
            progress_bar=False,
            autosave_cell_every=0,
            execution_timeout=limit,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            kernel_manager_class=Kernel,
            extra_arguments=["--HistoryManager.enabled=False"],  # nobody will ask for it: a database and a thread less
            config=transport(scratch),
        )
        raise_for_execution_errors(notebook, None)
    except PapermillExecutionError as error:
        return remove_error_markers(notebook), *_raised(error, notebook.cells)
    except CellTimeoutError:
        return notebook, "timeout", f"一个单元格超过 {limit} 秒仍未完成"
    except DeadKernelError:
        return notebook, *death(Kernel.latest.exit_code, killed_before)
    except RuntimeError as error:
        return notebook, "death", f"内核未能启动：{type(error).__name__}"
    return notebook, "", ""


def _raised(error: PapermillExecutionError, cells: list[nbformat.NotebookNode]) -> tuple[Cause, str]:
    """Cause and sentence for an error of one of the ``cells``."""
    cell = sum(each.cell_type == "code" for each in cells[: error.cell_index + 1])
    if error.ename == "KeyboardInterrupt":
        return "interrupt", f"第 {cell} 个代码单元格被中断"
    if "Memory" in error.ename:  # of Python, numpy, Arrow, DuckDB
        return "memory", f"第 {cell} 个代码单元格内存不足（{error.ename}）：用 --jobs 1 单独重跑此县"
    told = f"：{error.evalue}" if error.ename in TOLD else ""
    return "error", f"第 {cell} 个代码单元格出错：{error.ename}{told}"


def _unfinished(notebook: nbformat.NotebookNode, job: Job, settings: Settings) -> str:
    """Why a notebook that ran to its end still is no result: marker missing, or figures other than the county's own."""
    marker = completion(notebook)
    if marker is None:
        return "没有完成标记：最后一个代码单元格必须调用 finish()"
    if why := marker.get("informal"):
        return f"笔记本读到的不是本次运行的结果：{why}"
    expected = {"notebook": job.notebook, "as_of": settings.parameters.run.as_of.isoformat()}
    if job.county:
        out = settings.out(job.county)
        records = {record["rule_id"]: record for record in read_json(out / "rules.json")}
        shown = {rule: records.get(rule, {}).get("leads") for rule in marker.get("rules", {})}
        intake = read_json(out / "intake.json")
        rows = {name: entry["rows"] for name, entry in sorted(intake["ledgers"].items())}
        expected |= {
            "county": job.county,
            "digest": intake["digest"],
            "rows": rows,
            "rules": shown,
            "leads": sum(filter(None, shown.values())),
        }
    else:
        expected["units"] = {unit: _leads(settings.out(unit)) for unit in audited(settings.outputs, settings.parameters)}
    for name, value in expected.items():
        if marker.get(name) != value:
            return f"完成标记与本县结果不符：{name} 应为 {value}，笔记本给出 {marker.get(name)}"
    return ""


def _leads(out: Path) -> int:
    """Leads of a county, as its stage and the rules over all counties counted them."""
    return sum(record["leads"] for record in read_json(out / "rules.json"))


@cache
def exporter(home: str) -> AuditHTMLExporter:
    """``home``: link to the index page."""
    return AuditHTMLExporter(home=home)
