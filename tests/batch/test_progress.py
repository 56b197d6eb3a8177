"""What a run tells while it runs: people, machines, and the log, in which no number of a person stands."""

import io
import json
import re

from rich.console import Console

from auditlib.batch.jobs import Job, Result
from auditlib.batch.progress import Journal, Show

STAGES = [Job("stage", "linqu"), Job("stage", "changle")]
JOBS = [*STAGES, Job("city"), Job("notebook", "linqu", "small"), Job("notebook", "changle", "small")]


def shown(times: dict[str, float], width: int = 160) -> tuple[Show, io.StringIO, io.StringIO]:
    screen, lines = io.StringIO(), io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width)
    return Show(JOBS, {"linqu": "临朐县"}, console, Journal(lines), times, workers=2), screen, lines


def seen(screen: io.StringIO) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())


def test_states_and_time_left():
    show, screen, lines = shown(
        {"linqu ledgers": 10.0, "changle ledgers": 10.0, "all counties": 4.0, "linqu small": 3.0, "changle small": 3.0}
    )
    assert show.left() == 15
    with show:
        show.finished(STAGES[0], Result("done", unchanged=True))
        show.finished(STAGES[1], Result("failed", "贷款.xlsx: truncated"))
        show.started(JOBS[2])
        assert 4.9 < show.left() <= 5
        show.finished(JOBS[2], Result("done", seconds=4))
        show.finished(JOBS[3], Result("done", seconds=3))
        show.finished(JOBS[4], Result("blocked", "not run: the ledgers and rules of this county failed"))
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [e["status"] for e in events] == ["unchanged", "failed", "running", "done", "done", "failed"]
    assert events[-1]["settled"] == events[-1]["jobs"] == 5 and events[-1]["left"] == 0
    text = seen(screen)
    assert "waiting 0  running 0  done 1  unchanged 0  failed 1" in text and "truncated" in text and "left" in text


def test_a_terminal_names_the_jobs_at_work():
    show, screen, _ = shown({})
    for job in STAGES:
        show.started(job)
    with show:  # which draws it at once
        pass
    text = seen(screen)
    assert "at work    临朐县 linqu ledgers  0:00:0" in text and "at work    changle ledgers" in text
    for job in STAGES:
        show.finished(job, Result("done", seconds=1))
    screen.truncate(0)
    with show:
        pass
    assert "at work" not in screen.getvalue()


def test_many_jobs_at_work_do_not_fill_the_screen():
    show, screen, _ = shown({})
    jobs = [Job("notebook", f"county{number}", "small") for number in range(20)]
    show = Show(jobs, {}, show.console, show.journal, {}, workers=20)
    for job in jobs:
        show.started(job)
    with show:
        pass
    assert "and 12 more" in seen(screen) and "county12" not in seen(screen)


def test_time_left_is_unknown_before_anything_is_known():
    show, _, _ = shown({})
    assert show.left() is None
    show.finished(STAGES[0], Result("done", seconds=8))
    assert show.left() is None  # nothing is known of a notebook yet


def test_no_number_of_a_person_reaches_the_log():
    lines = io.StringIO()
    Journal(lines).tell(
        "job", message="张三 370799199001010014", problems=["13812345678.xlsx: refused"], counts={"a": "370799199001010014"}
    )
    assert "370799199001010014" not in lines.getvalue() and "13812345678" not in lines.getvalue()


def test_quiet_off_a_terminal_and_lines_for_machines(world):
    world.county("其他 370799199001010014")
    world.notebook("small", "if county == 'linqu':\n    raise ValueError('张三 370799199001010014')")
    assert world.run() == 1
    said = world.says.splitlines()
    assert not any(line.startswith("done  ") for line in said)
    assert sum("linqu small" in line for line in said) == 2  # when it fails, and among what is not done
    log = (world.out / "run.log").read_text(encoding="utf-8")
    assert "370799199001010014" not in log and "张三" not in log
    assert "370799199001010014" not in said and "370799199001010014" not in (world.out / "manifest.json").read_text(encoding="utf-8")
    events = [json.loads(line) for line in log.splitlines()]
    assert [e["event"] for e in (events[0], events[-1])] == ["start", "end"] and events[-1]["exit"] == 1
    assert {status: events[-1][status] for status in ("done", "unchanged", "failed", "blocked")} == {
        "done": 4,
        "unchanged": 0,
        "failed": 2,
        "blocked": 0,
    }
    assert "done 4, unchanged 0, failed 2, blocked 0 of 6 jobs" in world.says
    assert {e["why"] for e in events if e.get("status") == "running"} == {"not done yet"}
    assert world.run("--json") == 1
    assert [json.loads(line)["event"] for line in world.says.splitlines()][-1] == "end"
