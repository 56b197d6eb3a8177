"""What a worker does with a job: a county's stage (intake, rules, leads, intake page) or one notebook and its page."""

from __future__ import annotations

import errno
import time

from auditlib.batch import records
from auditlib.batch.exit import gates_of, refuse_page, words_of
from auditlib.batch.jobs import Job, Result
from auditlib.batch.settings import Settings
from auditlib.errors import AuditError, fault
from auditlib.messages import _
from auditlib.private import private

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
            facts = settings.stage(job.county, settings)
        elif job.kind == "city":
            facts = city_stage(settings)
        else:
            from auditlib.batch.execute import run_notebook

            facts = run_notebook(job, settings)
        words = words_of(settings, job.county)
        facts |= {"problems": [words(problem) for problem in facts.get("problems", [])]}
        # how a kernel was started is nobody's result
        records.finish(job, settings, begun, {name: fact for name, fact in facts.items() if name != "cold"})
    except AuditError as error:
        return Result(
            "failed", words_of(settings, job.county)(error.args[0]), time.monotonic() - started, cause=getattr(error, "cause", "error")
        )
    except Exception as error:
        cause = "memory" if isinstance(error, MemoryError) else "error"
        return Result("failed", describe(error), time.monotonic() - started, cause=cause)
    return Result("done", seconds=time.monotonic() - started, facts=facts)


def read_stage(county: str, settings: Settings) -> dict:
    """Read a county's files and write its intake page. Returns {rows (received), problems, questions}, and ``again``: whether to read them next time all the same."""
    from auditlib.intake import read_county
    from auditlib.privacy.known import write_known
    from auditlib.report.intake_page import intake_html

    out = settings.out(county)
    unit = settings.parameters.counties[county]
    intake = read_county(settings.folders[county], unit, settings.parameters, settings.contracts, out)
    write_known(out, settings.contracts, settings.parameters)
    page = intake_html(out, unit, gates := gates_of(settings, county), settings.contracts)
    refuse_page(page, gates)
    (out / "intake.html").write_text(page, encoding="utf-8")
    return {
        "rows": sum(sheet["rows"] for sheet in intake.sheets),
        "problems": [": ".join(filter(None, unread)) for unread in intake.unread],
        "questions": sum(len(sheet["questions"]) for sheet in intake.sheets),
        "again": any(file.get("by_chance") for file in intake.files),
    }


def county_stage(county: str, settings: Settings) -> dict:
    """Read a county's files, run every rule, write its leads. Returns the facts of both; a rule that broke is a problem."""
    from auditlib.audit import audit_county

    facts = read_stage(county, settings)
    for name, text in settings.cases.texts.get(county, {}).items():
        (settings.out(county) / name).write_text(text, encoding="utf-8", newline="\n")
    audited = audit_county(
        settings.out(county), settings.parameters.counties[county], settings.parameters, settings.contracts, gates_of(settings, county).deep
    )
    broken = [f"规则 {rule} 出错，没有执行，其余规则完整；{BROKEN}" for rule in audited["failed"]]
    found = {name: audited[name] for name in ("matters", "leads", "ranks", "amount")} | {"problems": facts["problems"] + broken}
    return facts | found | {"again": facts["again"] or bool(broken)}


def city_stage(settings: Settings) -> dict:
    """Run the rules over all counties; their leads join those of each county of this run. A rule that broke is a problem."""
    from auditlib.audit import audit_city

    audited = audit_city(settings.outputs, list(settings.folders), settings.parameters, settings.contracts, gates_of(settings).deep)
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
