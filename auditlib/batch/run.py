"""One run: check everything, run the jobs, build the index page, write the manifest, sum up. Returns the exit code."""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from auditlib.batch import records
from auditlib.batch.cluster import Cluster
from auditlib.batch.disclosure import gates_of, refuse_page, words_of
from auditlib.batch.environment import environment
from auditlib.batch.jobs import Job, Received, Result, find_folders, plan
from auditlib.batch.lock import Lock
from auditlib.batch.manifest import read_times, write_manifest
from auditlib.batch.notebooks import Notebook, find_notebooks
from auditlib.batch.pool import Processes
from auditlib.batch.products import INDEX, LOG, MANIFEST, RECORDS, recorded, remove_index
from auditlib.batch.progress import BECAME, Journal, Show
from auditlib.batch.schedule import run_jobs
from auditlib.batch.settings import Call, Settings
from auditlib.batch.work import FULL, NO_ROOM, READING, describe, make
from auditlib.casework.snapshot import snapshot
from auditlib.errors import AuditError
from auditlib.fingerprint import contents
from auditlib.messages import Message, _, local
from auditlib.outside import readable
from auditlib.private import private, tighten, write_whole
from auditlib.project_key import bind

#: What is counted of a county beside its amount; the terms are those of matters.Figures.
FIGURES = ("matters", "leads", "ranks")
#: What the table at the end shows of a county → its heading.
COLUMNS = {
    "rows": _("rows"),
    "questions": _("questions"),
    "matters": _("matters"),
    "leads": _("leads"),
    "ranks": _("ranks"),
    "amount": _("amount\n(万元)"),
    "notebooks": _("notebooks"),
}
#: What `--dry-run` says of a job.
FORESEEN = {"run": _("run"), "perhaps": _("perhaps"), "unchanged": _("unchanged")}


def run(
    call: Call,
    *,
    counties: tuple[str, ...] = (),
    notebooks: tuple[str, ...] = (),
    only: frozenset[Job] | None = None,
    dry: bool = False,
    stage: Callable[[str, str, Settings], dict] = make,
) -> int:
    """Audit the counties: 0 all done, 1 something was not done (named). ``dry``: only say what would run, and why.

    ``notebooks`` names those to run (none: those of parameters/run.yaml); ``only``: of these, the jobs to run.

    Raises AuditError before anything runs when the call or a notebook is wrong, or another run is at work in the folder.
    """
    received = _folders(call, counties)
    chosen = find_notebooks(call.notebook_folder, list(notebooks or call.parameters.run.notebooks))
    todo = [job for job in plan(list(received.folders), chosen) if job.kind != "notebook" or only is None or job in only]
    return (_foresee if dry else _run)(call, received, chosen, todo, (*READING, "rules"), stage)


def intake(call: Call, *, counties: tuple[str, ...] = ()) -> int:
    """Only read the counties' files and write their intake pages. Exit code and errors as :func:`run`."""
    received = _folders(call, counties)
    return _run(call, received, [], plan(list(received.folders), [], together=False), READING, make)


def _folders(call: Call, counties: tuple[str, ...]) -> Received:
    if call.outputs.resolve().is_relative_to(call.data.resolve()):
        raise AuditError(
            "--outputs {outputs} lies in --data {data}: results would be read as files received; choose another folder",
            outputs=call.outputs,
            data=call.data,
        )
    return find_folders(call.data, call.parameters, counties)


def _settings(call: Call, received: Received, chosen: list[Notebook], parts: tuple[str, ...], stage: Callable, scratch: Path) -> Settings:
    data, outputs = call.data.resolve(), call.outputs.resolve()
    shown = f"../{data.relative_to(outputs).as_posix()}" if data.is_relative_to(outputs) else readable(data.name)
    return Settings(
        **vars(call) | {"data": data, "outputs": outputs, "data_shown": call.data_shown or shown},
        folders={county: place.resolve() for county, place in received.folders.items()},
        notebooks={notebook.name: notebook for notebook in chosen},
        scratch=scratch,
        stage=stage,
        parts=parts,
        cases=snapshot(call.record, call.outputs, call.parameters, call.record_until),
    )


@private()
def _run(call: Call, received: Received, chosen: list[Notebook], todo: list[Job], parts: tuple[str, ...], stage: Callable) -> int:
    names = {county: call.parameters.counties[county].name for county in received.folders}
    console = Console(quiet=call.quiet)
    with ExitStack() as stack:
        stack.enter_context(_full_disk_told())
        lock = stack.enter_context(Lock(call.outputs))
        bind(call.outputs, call.parameters.key)
        records.remove_half_written(call.outputs)
        tighten(call.outputs, (RECORDS, *call.parameters.counties))
        journal = Journal(stack.enter_context((call.outputs / LOG).open("a", encoding="utf-8")), *[sys.stdout] * call.machine)
        settings = _settings(call, received, chosen, parts, stage, lock.scratch)
        executor = _executor(call, settings, lock, len(todo))
        journal.tell("start", as_of=call.parameters.run.as_of.isoformat(), counties=names, jobs=len(todo), workers=executor.workers)
        if settings.cases.why:
            _tell(console, "yellow", _("without decisions"), settings.cases.why)
        for problem in received.problems:
            _tell(console, "red", _("left out"), words_of(settings)(problem))
        for county in filter(lambda unit: settings.out(unit).is_dir(), received.unclear):  # no old result stays beside the message
            records.clear_county(settings.out(county), settings)
        with Show(todo, names, console, journal, read_times(settings.outputs), executor.workers) as show:
            known = partial(_unchanged, settings=settings, why=show.why)
            results: dict[Job, Result] = {}
            try:
                with executor:
                    run_jobs(todo, executor, show, known, results)
            except KeyboardInterrupt:
                _stopped(settings, results, todo, journal)
                raise
        words = words_of(settings)  # a folder's name may be a person's
        problems = [words(problem) for problem in (*received.problems, *_problems(results))]
        kept = records.drop_untrue(settings, results)
        if contents(settings.parameters.folder) != settings.parameter_files:
            problems.append(_("the parameters were changed while the run was at work: its results are of the parameters before"))
        figures: dict[str, dict] = {}
        if parts != READING:
            remove_index(settings.outputs)
            problems += _publish(settings, results, figures)
            problems += _proved(settings, results | kept, problems, received.chosen)
        journal.tell("end", **_counts(results), problems=problems, exit=1 if problems else 0)
    _sum_up(results, figures, names, console)
    _say(problems, {result.facts.get("cold", "") for result in results.values()} - {""}, console)
    first = INDEX if parts != READING else "<county>/intake.html"
    console.print(local(_("Look at: {page}", page=settings.outputs / first)), style="bold", soft_wrap=True, highlight=False)
    return 1 if problems else 0


def _executor(call: Call, settings: Settings, lock: Lock, jobs: int) -> Processes | Cluster:
    if call.scheduler:
        return Cluster(call.scheduler, settings)
    workers = min(call.jobs or os.cpu_count() or 1, jobs)
    return Processes(workers, settings, environment(call.parameters, lock.scratch, workers), lock)


@contextmanager
def _full_disk_told():
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise AuditError(NO_ROOM) from None
        raise


def _unchanged(job: Job, settings: Settings, why: dict[Job, str]) -> Result | None:
    """The result of a job that is done and unchanged; else None, and the reason to run it goes to ``why``."""
    if job.kind == "notebook":
        records.complete_alone([job.county] if job.county else settings.folders, settings)
    why[job] = _reason(job, settings)
    return None if why[job] else Result("done", facts=records.facts_of(job, settings), unchanged=True)


def _reason(job: Job, settings: Settings) -> str:
    """Why a job is to run; nothing when it is done and unchanged."""
    try:
        return records.reason_to_run(job, settings)
    except OSError as error:  # told by the job itself, if it still stands then
        return _("an earlier result can not be read ({fault})", fault=error.strerror)


def _foresee(call: Call, received: Received, chosen: list[Notebook], todo: list[Job], parts: tuple[str, ...], stage: Callable) -> int:
    """Say for every job whether it will run and why, from what stands on the disk now. Nothing is written."""
    call.parameters.for_results(call.outputs)
    settings = _settings(call, received, chosen, parts, stage, Path())
    journal, console = Journal(*[sys.stdout] * call.machine), Console(quiet=call.quiet)
    anew: dict[Job, bool] = {}  # of the stages and the rules over all counties that will run: whether all that follows does
    for job in todo:
        reason, state = _reason(job, settings), "run"
        before = [other for other in anew if not job.county or other.county in (job.county, "")]
        if not reason and before:
            follows = not job.county or any(anew[other] for other in before)
            before = [other for other in before if anew[other]] or before
            state, told = "run" if follows else "perhaps", Message.joined(", ", [other.told for other in before])
            reason = _("follows {jobs}", jobs=told) if follows else _("if they change what it shows: {jobs}", jobs=told)
        elif not reason:
            state = "unchanged"
        if job.kind != "notebook" and state == "run":
            anew[job] = job.kind == "stage" and records.all_anew(job, settings)
        name = " ".join(filter(None, [call.parameters.counties[job.county].name if job.county else "", local(job.told)]))
        journal.tell("job", county=job.county, notebook=job.notebook, kind=job.kind, status=state, why=reason)
        console.print(
            f"{local(FORESEEN[state]):<9} {escape(name)}" + (f": {escape(local(reason))}" if reason else ""),
            soft_wrap=True,
            highlight=False,
        )
    return 0


def _stopped(settings: Settings, results: dict[Job, Result], todo: list[Job], journal: Journal) -> None:
    """After Ctrl-C: no half-written page is left, and the log says what was stopped and what was never begun.

    Without a manifest a run has not ended.
    """
    records.remove_half_written(settings.outputs)
    for job in todo:
        if job not in results or results[job].cause == "interrupt":
            status, message = ("failed", results[job].message) if job in results else ("blocked", _("not run: stopped by Ctrl-C"))
            journal.tell("job", county=job.county, notebook=job.notebook, kind=job.kind, status=status, message=message, cause="interrupt")
    journal.tell("end", **_counts(results), problems=[_("stopped by Ctrl-C")], exit=130)


def _problems(results: dict[Job, Result]) -> list[str]:
    """Everything that was not done, one sentence each, in the order of the jobs' names."""
    found = [_("{job}: {problem}", job=job.told, problem=result.message) for job, result in results.items() if result.status == "failed"]
    found += [
        _("{job}: {problem}", job=job.county or _("all counties"), problem=problem)
        for job, result in results.items()
        for problem in result.facts.get("problems", [])
    ]
    blocked = sum(result.status == "blocked" for result in results.values())
    return sorted(found) + ([_("{count} notebooks were not run, because what they need failed", count=blocked)] if blocked else [])


def _publish(settings: Settings, results: dict[Job, Result], figures: dict[str, dict]) -> list[str]:
    """Write the index page; a page that fails is told like every other failure.

    Each county's figures, those of the index, go to ``figures``.
    """
    from auditlib.report.site import collect, index_html

    try:
        counties, about = collect(settings.outputs, settings.parameters)
        page = index_html([_judged(county, results, settings.outputs) for county in counties], about)
        refuse_page(page, gates_of(settings))
        write_whole(settings.outputs / INDEX, page)
    except AuditError as error:
        return [_("index page: {problem}", problem=error.args[0])]
    except Exception as error:
        return [_("index page: {problem}", problem=describe(error))]
    for county in counties:
        if county["total_amount"] is not None:
            counted = {key: sum(subject[key] or 0 for subject in county["subjects"].values()) for key in FIGURES}
            figures[county["id"]] = counted | {"amount": county["total_amount"]}
    return []


def _proved(settings: Settings, results: dict[Job, Result], problems: list[str], chosen: bool) -> list[str]:
    """Write the manifest; without room for it there is none, and that is told."""
    try:
        write_manifest(settings, results, tuple(problems), chosen)
        records.remember(settings)
    except OSError as error:
        if error.errno not in FULL:
            raise
        return [_("{job}: {problem}", job=MANIFEST, problem=NO_ROOM)]
    return []


def _judged(county: dict, results: dict[Job, Result], outputs: Path) -> dict:
    """A county as its files show it, with what only the run knows: why it failed, and which pages are whose results."""
    reports, ours = [], recorded(outputs, county["id"])  # others an auditor has put there
    for report in (report for report in county["reports"] if report["name"] in ours):
        result = results.get(Job("notebook", county["id"], report["name"]))
        reports.append(report | ({"state": "done" if result.status == "done" else "failed"} if result else {}))
    county = county | {"reports": reports}
    stage = results.get(Job("stage", county["id"]))
    if stage is None:  # of an earlier run
        return county
    problem = stage.message or "; ".join(stage.facts.get("problems", []))
    return county | {"state": "done" if stage.status == "done" else "failed", "problem": problem}


def _sum_up(results: dict[Job, Result], figures: dict[str, dict], names: dict[str, str], console: Console) -> None:
    """One line a county: rows, questions of the intake report, the figures of the index, notebooks done; then all jobs by what became of
    them.
    """
    from auditlib.report.page import wan

    facts = {county: results[Job("stage", county)].facts | figures.get(county, {}) for county in names}
    shown = [key for key in ("rows", "questions", *FIGURES, "amount") if any(key in known for known in facts.values())]
    table = Table(Column(local(_("county")), no_wrap=True), Column(local(_("name")), overflow="fold"), box=None)
    for header in (*shown, "notebooks"):
        table.add_column(local(COLUMNS[header]), justify="right", no_wrap=True)  # on a narrow screen the name folds, figures never
    notebooks = defaultdict(list)
    for job, result in results.items():
        if job.kind == "notebook":
            notebooks[job.county].append(result)
    for county, name in names.items():
        mine = notebooks[county]
        told = _("{done} of {all}", done=sum(result.status == "done" for result in mine), all=len(mine))
        known = {key: wan(value) if key == "amount" else f"{value:,}" for key, value in facts[county].items() if key in shown}
        table.add_row(county, name, *(known.get(key, "–") for key in shown), local(told) if mine else "–")
    console.print(table)
    became = ", ".join(f"{local(BECAME[status])} {count}" for status, count in _counts(results).items())
    console.print(local(_("{became} of {count} jobs", became=became, count=len(results))), highlight=False)


def _say(problems: list[str], slower: set[str], console: Console) -> None:
    """What a person can act on."""
    for reason in sorted(slower):
        _tell(console, "yellow", _("slower"), _("kernels were started one by one: {reason}", reason=reason))
    for problem in problems:
        _tell(console, "red", _("not done"), problem)
    mend = _("Mend what is named, then give the same command again: only what is missing or changed will run.")
    aside = _("What no audit needs can be set aside in parameters/counties/<county>.yaml: <county>/intake.html says how.")
    for told in (mend, aside) if problems else ():
        console.print(local(told), soft_wrap=True)


def _tell(console: Console, colour: str, mark: str, told: str) -> None:
    console.print(f"[{colour}]{local(mark)}[/] {escape(local(told))}", soft_wrap=True)


def _counts(results: dict[Job, Result]) -> dict[str, int]:
    """Jobs by what became of them."""
    counts = Counter("unchanged" if result.unchanged else result.status for result in results.values())
    return {status: counts[status] for status in ("done", "unchanged", "failed", "blocked")}
