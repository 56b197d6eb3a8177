"""One run: check everything, run the jobs, build the index page, write the manifest, sum up. Returns the exit code."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from auditlib.batch.jobs import Job, Received, Result, find_folders, plan
from auditlib.batch.kernel import PRELOAD
from auditlib.batch.manifest import write_manifest
from auditlib.batch.notebooks import Notebook, find_notebooks
from auditlib.batch.pool import Worker, run_jobs
from auditlib.batch.progress import Show
from auditlib.batch.settings import Settings
from auditlib.batch.work import county_stage, describe, do, read_stage
from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.kernels import warm
from auditlib.parameters import Parameters

#: Share of the machine's memory that all engines of a run together may take; the rest is for files, kernels and the system.
MEMORY_SHARE = 0.6
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def run(
    data: Path,
    outputs: Path,
    parameters: Parameters,
    contracts: dict[str, Ledger],
    folder: Path,
    console: Console,
    *,
    counties: tuple[str, ...] = (),
    notebooks: tuple[str, ...] = (),
    jobs: int = 0,
    stage: Callable[[str, Settings], dict] = county_stage,
) -> int:
    """Audit the counties under ``data``: 0 all done, 1 something was not done (named). ``jobs`` 0: one for each core.

    ``folder`` holds the notebooks; ``notebooks`` names those to run (none: those of parameters/run.yaml).

    Raises AuditError before anything runs when the call or a notebook is wrong.
    """
    received = _folders(data, outputs, parameters, counties)
    chosen = find_notebooks(folder, list(notebooks or parameters.run.notebooks))
    return _run(data, outputs, parameters, contracts, folder, console, received, chosen, jobs, stage)


def intake(
    data: Path,
    outputs: Path,
    parameters: Parameters,
    contracts: dict[str, Ledger],
    folder: Path,
    console: Console,
    *,
    counties: tuple[str, ...] = (),
    jobs: int = 0,
) -> int:
    """Only read the counties' files and write their intake pages. Exit code and errors as :func:`run`."""
    received = _folders(data, outputs, parameters, counties)
    return _run(data, outputs, parameters, contracts, folder, console, received, [], jobs, read_stage)


def _folders(data: Path, outputs: Path, parameters: Parameters, counties: tuple[str, ...]) -> Received:
    if outputs.resolve().is_relative_to(data.resolve()):
        raise AuditError(f"--outputs {outputs} lies in --data {data}: results would be read as files received; choose another folder")
    return find_folders(data, parameters, counties)


def _run(data, outputs, parameters, contracts, folder, console, received: Received, chosen: list[Notebook], jobs: int, stage) -> int:
    outputs.mkdir(parents=True, exist_ok=True)
    todo = plan(list(received.folders), chosen, together=stage is not read_stage)
    names = {county: parameters.counties[county].name for county in received.folders}
    workers = min(jobs or os.cpu_count() or 1, len(todo))
    for problem in received.problems:
        console.print(f"[red]left out[/] {escape(problem)}", soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="auditlib-", ignore_cleanup_errors=True) as scratch, Show(todo, names, console) as show:
        settings = Settings(
            data=data.resolve(),
            outputs=outputs.resolve(),
            folders={county: place.resolve() for county, place in received.folders.items()},
            parameters=parameters,
            contracts=contracts,
            notebooks={notebook.name: notebook for notebook in chosen},
            pages=tuple(sorted(path.stem for path in folder.glob("*.ipynb"))),
            scratch=Path(scratch),
            stage=stage,
        )
        env = environment(parameters, Path(scratch), workers)
        results: dict[Job, Result] = {}
        try:
            run_jobs(todo, lambda n: Worker(do, settings, env, Path(scratch) / f"worker-{n}.log"), workers, show, results)
        except KeyboardInterrupt:
            _stopped(settings, results, todo)
            raise
    problems = [*received.problems, *_problems(results)]
    if stage is not read_stage:
        problems += _publish(settings, results)
        write_manifest(settings, results, tuple(problems))
    _sum_up(results, names, console)
    for reason in sorted({result.facts.get("cold", "") for result in results.values()} - {""}):
        console.print(f"[yellow]slower[/] kernels were started one by one: {escape(reason)}", soft_wrap=True)
    for problem in problems:
        console.print(f"[red]not done[/] {escape(problem)}", soft_wrap=True)
    first = "index.html" if stage is not read_stage else "<county>/intake.html"
    console.print(f"Look at: {outputs.resolve() / first}", style="bold", soft_wrap=True, highlight=False)
    return 1 if problems else 0


def environment(parameters: Parameters, scratch: Path, workers: int) -> dict[str, str]:
    """What workers and kernels find in their environment: the same parameters, their share of the machine, nobody's start-up files."""
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    return {
        "AUDITLIB_HOME": str(parameters.folder.parent),
        "AUDITLIB_THREADS": threads,
        "AUDITLIB_MEMORY": f"{_memory() // workers // 2**20}MiB",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "AUDITLIB_PRELOAD": PRELOAD,
        **warm(),
    }


def _memory() -> int:
    """What the engines may take: of the machine's memory, or of what its container may use."""
    import psutil

    with contextlib.suppress(OSError, ValueError):  # "max": no limit
        return int(min(psutil.virtual_memory().total, int(CONTAINER_LIMIT.read_text())) * MEMORY_SHARE)
    return int(psutil.virtual_memory().total * MEMORY_SHARE)


def _stopped(settings: Settings, results: dict[Job, Result], todo: list[Job]) -> None:
    """After Ctrl-C: no half-written page is left, and the record says what was stopped and what was never begun."""
    for part in settings.outputs.rglob(".*.part"):
        part.unlink(missing_ok=True)
    for job in todo:
        results.setdefault(job, Result("blocked", "not run: stopped by Ctrl-C", cause="interrupt"))
    if settings.stage is not read_stage:
        write_manifest(settings, results, ("stopped by Ctrl-C",))


def _problems(results: dict[Job, Result]) -> list[str]:
    """Everything that was not done, one sentence each, in the order of the jobs' names."""
    found = [f"{job}: {result.message}" for job, result in results.items() if result.status == "failed"]
    found += [f"{job.county or 'all counties'}: {problem}" for job, result in results.items() for problem in result.facts.get("problems", [])]
    blocked = sum(result.status == "blocked" for result in results.values())
    return sorted(found) + ([f"{blocked} notebooks were not run, because what they need failed"] if blocked else [])


def _publish(settings: Settings, results: dict[Job, Result]) -> list[str]:
    """Write the index page; a page that fails is told like every other failure."""
    from auditlib.report.site import collect, index_html

    try:
        counties, about = collect(settings.outputs, settings.parameters)
        page = index_html([_judged(county, results) for county in counties], about)
    except AuditError as error:
        return [f"index page: {error.args[0]}"]
    except Exception as error:
        return [f"index page: {describe(error)}"]
    (settings.outputs / "index.html").write_text(page, encoding="utf-8", newline="\n")
    return []


def _judged(county: dict, results: dict[Job, Result]) -> dict:
    """A county as its files show it, with what only the run knows: why it failed, and pages that are no results."""
    stage = results.get(Job("stage", county["id"]))
    if stage is None:  # of an earlier run
        return county
    reports = [
        report | {"state": "done" if results.get(Job("notebook", county["id"], report["name"]), stage).status == "done" else "failed"}
        for report in county["reports"]
    ]
    problem = stage.message or "; ".join(stage.facts.get("problems", []))
    return county | {"state": "done" if stage.status == "done" else "failed", "problem": problem, "reports": reports}


def _sum_up(results: dict[Job, Result], names: dict[str, str], console: Console) -> None:
    """One line a county: rows, questions of the intake report, leads, questioned amount (元), notebooks done."""
    facts = {county: results[Job("stage", county)].facts for county in names}
    shown = [key for key in ("rows", "questions", "leads", "amount") if any(key in known for known in facts.values())]
    table = Table("county", "name", box=None)
    for header in (*shown, "notebooks"):
        table.add_column(header, justify="right")
    for county, name in names.items():
        mine = [result.status for job, result in results.items() if job.county == county and job.kind == "notebook"]
        figures = [str(facts[county].get(key, "–")) for key in shown]
        table.add_row(county, name, *figures, f"{mine.count('done')} of {len(mine)}" if mine else "–")
    console.print(table)
