"""What must run: which folders are counties, which jobs they need, and in which order."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from auditlib.batch.notebooks import Notebook
from auditlib.errors import AuditError, ParameterError
from auditlib.intake.receive import county_folders
from auditlib.messages import Message, _
from auditlib.outside import readable
from auditlib.parameters import Parameters

Status = Literal["done", "failed", "blocked"]
#: Why a job failed: a cell raised, was interrupted, or took too long; the process died, or memory ran out; a notebook ended without its
#: work.
Cause = Literal["", "error", "interrupt", "timeout", "death", "memory", "unfinished"]


@dataclass(frozen=True)
class Job:
    """One unit of work: a county's intake and rules (``stage``), the rules over all counties (``city``), or one notebook of a county, of
    all when ``county`` is empty.
    """

    kind: Literal["stage", "city", "notebook"]
    county: str = ""
    notebook: str = ""

    def __str__(self) -> str:
        return f"{self.told}"

    @property
    def told(self) -> str:
        """The job for its reader; in English its name in records, too."""
        name = self.notebook or (_("ledgers") if self.kind == "stage" else _("all counties"))
        return _("{county} {name}", county=self.county, name=name) if self.county else name


@dataclass(frozen=True)
class Result:
    """What became of a job: ``blocked`` means never started, because what it needs has failed; ``unchanged``: done by an earlier run."""

    status: Status
    message: str = ""
    seconds: float = 0.0
    facts: dict = field(default_factory=dict)
    cause: Cause = ""
    unchanged: bool = False


class JobFailed(AuditError):
    """A job that did not do its work: the cause for the record, and what a person is told."""

    def __init__(self, cause: Cause, told: str):
        super().__init__(told)
        self.cause = cause


@dataclass(frozen=True)
class Received:
    """The folders under ``--data``: county id → folder, and what is wrong with the others (one sentence each).

    ``unclear``: counties with several folders, of which none is read. ``chosen``: the user named the counties.
    """

    folders: dict[str, Path]
    problems: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    chosen: bool = False


def find_folders(data: Path, parameters: Parameters, chosen: tuple[str, ...] = ()) -> Received:
    """Match the folders in ``data`` to counties by their names; ``chosen`` (id, code or name) keeps only these.

    Raises AuditError when nothing can be run: no such folder, no county in it, or a chosen county that is not there.
    """
    if not data.is_dir():
        raise AuditError("--data {data}: there is no such folder; it must hold one folder for each county", data=data)
    wanted = {parameters.county(text).id: text for text in chosen}
    found, strange = county_folders(data, parameters)
    unknown = [
        _("folder {name}: {what}; allowed: {allowed}", name=name, what=error.what, allowed=error.allowed) for name, error in strange.items()
    ]
    missing = [text for unit, text in wanted.items() if unit not in found]
    if missing:
        there = ", ".join(found) or _("no county")
        raise AuditError(
            "--county {missing}: no folder for it in {data}; there are folders for: {there}",
            missing=", ".join(missing),
            data=data,
            there=there,
        )
    if not found:
        raise AuditError(_no_county(data, parameters))
    # A choice by name is explicit: folders outside it are nobody's concern in this run.
    problems = [] if wanted else unknown
    folders, unclear = {}, []
    for unit in sorted(wanted or found):
        if len(found[unit]) == 1:
            folders[unit] = found[unit][0]
        else:
            unclear.append(unit)
            names = ", ".join(readable(folder.name) for folder in found[unit])
            problems.append(
                _(
                    "{unit}: several folders are this county ({names}); put the files into one folder, or rename the others",
                    unit=unit,
                    names=names,
                )
            )
    if not folders:
        raise AuditError(Message.joined("\n", problems))
    return Received(folders, tuple(problems), tuple(unclear), bool(wanted))


def _no_county(data: Path, parameters: Parameters) -> str:
    allowed = ", ".join(sorted(parameters.counties))
    try:
        unit = parameters.county(data.resolve().name).id
    except ParameterError:
        return _(
            "--data {data}: no folder in it is a county; name each folder by id, code or Chinese name; ids: {allowed}",
            data=data,
            allowed=allowed,
        )
    return _("--data {data}: this is the folder of {unit} itself; give the folder above it, and --county {unit}", data=data, unit=unit)


def plan(counties: list[str], notebooks: list[Notebook], together: bool = True) -> list[Job]:
    """All jobs in the order in which they are wanted: stages, the rules over all counties, notebooks county by county, those over all
    last."""
    each = [n.name for n in notebooks if n.per_county]
    jobs = [Job("stage", c) for c in counties] + [Job("city")] * together
    return (
        jobs
        + [Job("notebook", c, name) for c in counties for name in each]
        + [Job("notebook", notebook=n.name) for n in notebooks if not n.per_county]
    )


def needs(jobs: list[Job]) -> dict[Job, list[Job]]:
    """What each job has to wait for: the rules over all counties for every county's own, because they compare them, and a notebook for
    both.
    """
    stages = [job for job in jobs if job.kind == "stage"]
    before = {"stage": [], "city": stages, "notebook": [job for job in jobs if job.kind == "city"]}
    return {job: before[job.kind] for job in jobs}


def obstacle(job: Job, results: dict[Job, Result]) -> str:
    """Why a job whose turn has come can not be done; nothing when it can."""
    if job.kind == "notebook" and job.county:
        return "" if results[Job("stage", job.county)].status == "done" else _("not run: the ledgers and rules of this county failed")
    if job.kind != "stage" and not any(other.kind == "stage" and result.status == "done" for other, result in results.items()):
        return _("not run: no county has results")
    return ""
