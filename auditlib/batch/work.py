"""What a worker does with a job: a county's stage (its files, its gate, its rules), the rules over all counties, or one notebook and its
page.
"""

import errno
import time
from functools import partial

from auditlib.batch import records
from auditlib.batch.disclosure import gates_of, refuse_page, words_of
from auditlib.batch.jobs import Job, Result
from auditlib.batch.settings import Settings
from auditlib.errors import AuditError, fault
from auditlib.messages import _
from auditlib.private import private

#: The parts of a county's stage that only read what was handed in.
READING = ("files", "gate")
#: What the system says when nothing more can be written.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: What to do about a rule that broke; its record in rules.json says what is wrong.
BROKEN = "请用同一命令重新运行，仍出错时把该县的 rules.json 交给软件维护人"
NO_ROOM = _("the disk is full: make room, then give the same command again")


@private()
def do(job: Job, settings: Settings) -> Result:
    """Do one job and record it; whatever goes wrong becomes a failed result, never an exception. No sentence of it gives anybody away."""
    started = time.monotonic()
    try:
        begun = records.begin(job, settings)
        if job.kind == "stage":
            facts = {part.name: settings.stage(part.name, job.county, settings) for part in begun}
        elif job.kind == "city":
            facts = {"city": city_stage([part.name for part in begun if part.name in settings.folders], settings)}
        else:
            from auditlib.batch.execute import run_notebook

            facts = {"notebook": run_notebook(job, settings)}
        words = words_of(settings, job.county)
        for of_part in facts.values():
            of_part["problems"] = [words(problem) for problem in of_part.get("problems", [])]
        cold = facts.get("notebook", {}).pop("cold", "")  # how a kernel was started is nobody's result
        whole = records.finish(job, settings, begun, facts) | ({"cold": cold} if cold else {})
    except AuditError as error:
        return Result(
            "failed", words_of(settings, job.county)(error.args[0]), time.monotonic() - started, cause=getattr(error, "cause", "error")
        )
    except Exception as error:
        cause = "memory" if isinstance(error, MemoryError) else "error"
        return Result("failed", describe(error), time.monotonic() - started, cause=cause)
    return Result("done", seconds=time.monotonic() - started, facts=whole)


def make(part: str, county: str, settings: Settings) -> dict:
    """Make a part of a county's stage (READING, rules).

    Returns its facts, with its problems; ``again``: whether to make it next time all the same.
    """
    return {"files": read_files, "gate": make_gate, "rules": run_rules}[part](county, settings)


def read_files(county: str, settings: Settings) -> dict:
    """Read a county's files. Returns {rows (received), problems, questions, again}."""
    from auditlib.intake import read_county

    unit = settings.parameters.counties[county]
    intake = read_county(settings.folders[county], unit, settings.parameters, settings.contracts, settings.out(county))
    return {
        "rows": sum(sheet["rows"] for sheet in intake.sheets),
        "problems": [": ".join(filter(None, unread)) for unread in intake.unread],
        "questions": sum(len(sheet["questions"]) for sheet in intake.sheets),
        "again": any(file.get("by_chance") for file in intake.files),
    }


def make_gate(county: str, settings: Settings) -> dict:
    """Leave for other processes what no page may tell, and write the intake page."""
    from auditlib.privacy.known import write_known
    from auditlib.report.intake_page import intake_html

    out = settings.out(county)
    write_known(out, settings.contracts, settings.parameters)
    page = intake_html(out, settings.parameters.counties[county], gates := gates_of(settings, county), settings.contracts)
    refuse_page(page, gates)
    (out / "intake.html").write_text(page, encoding="utf-8")
    return {}


def run_rules(county: str, settings: Settings) -> dict:
    """Run the rules that do not stand, and write what all of them found. Returns the figures; a rule that broke is a problem."""
    from auditlib.audit import audit_county

    out = settings.out(county)
    for name, text in settings.cases.texts.get(county, {}).items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    unit, masked = settings.parameters.counties[county], gates_of(settings, county).deep
    audited = audit_county(out, unit, settings.parameters, settings.contracts, masked, records.own_part(county, settings))
    broken = [f"规则 {rule} 出错，没有执行，其余规则完整；{BROKEN}" for rule in audited["failed"]]
    return {name: audited[name] for name in ("matters", "leads", "ranks", "amount")} | {"problems": broken, "again": bool(broken)}


def city_stage(units: list[str], settings: Settings) -> dict:
    """Run the rules over all counties that do not stand, and complete the results of ``units``. A rule that broke is a problem."""
    from auditlib.audit import audit_city

    places = partial(records.own_part, settings=settings), records.over_all(settings)
    audited = audit_city(settings.outputs, units, settings.parameters, settings.contracts, gates_of(settings).deep, *places)
    broken = [f"规则 {rule} 出错，没有执行，其余规则完整；{BROKEN}" for rule in audited["failed"]]
    return {"leads": audited["leads"], "problems": broken, "again": bool(broken)}


def describe(error: Exception) -> str:
    """An unforeseen error: what to do, and what it is to those who can mend it."""
    if isinstance(error, OSError) and error.errno in FULL:
        return NO_ROOM
    return _(
        "unforeseen {fault}: give the same command again; if it stays, take out the file or notebook added last, and show run.log to whoever "
        "keeps auditlib",
        fault=fault(error),
    )
