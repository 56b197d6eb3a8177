"""What is seen of a running batch: on a terminal bars, time left and the jobs at work, elsewhere failures only; every event as a JSON line
for machines and the log.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections import Counter, defaultdict
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from auditlib.batch.jobs import Job, Result
from auditlib.messages import _, local
from auditlib.outside import deep
from auditlib.privacy.masks import scrub

STATES = {"waiting": _("waiting"), "running": _("running"), "done": _("done"), "unchanged": _("unchanged"), "failed": _("failed")}
#: What became of a job → what a reader is told.
BECAME = STATES | {"blocked": _("blocked")}
SETTLED = ("done", "unchanged", "failed")
#: Jobs at work that a terminal lists by name; on a cluster there may be hundreds.
LISTED = 8


class Journal:
    """Events as JSON lines, each with its time; numbers of persons are masked. A stream that cannot be written is left alone."""

    def __init__(self, *streams: TextIO):
        self.streams = streams

    def tell(self, event: str, **facts) -> None:
        line = {"time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "event": event, **facts}
        for stream in self.streams:
            with contextlib.suppress(OSError, ValueError):  # ValueError: a name that is no text
                stream.write(json.dumps(deep(line, scrub), ensure_ascii=False) + "\n")
                stream.flush()


class Show:
    """Follows every job: waiting, running, done, unchanged, failed. An event costs the same however many jobs there are.

    ``names`` maps county ids to Chinese names, ``times`` jobs to the seconds that they took in an earlier run.
    """

    def __init__(self, jobs: list[Job], names: dict[str, str], console: Console, journal: Journal, times: dict[str, float], workers: int):
        self.console, self.names, self.journal, self.workers = console, names, journal, workers
        self.states = dict.fromkeys(jobs, "waiting")
        self.counts = Counter(self.states.values())
        self.notebooks = Counter("waiting" for job in jobs if job.kind == "notebook")
        self.within: dict[str, Counter] = defaultdict(Counter)  # county → states of its jobs
        for job in jobs:
            self.within[job.county]["waiting"] += 1
        self.counties = Counter("waiting" for county in self.within if county)
        self.why: dict[Job, str] = {}
        self.begun: dict[Job, float] = {}
        self.expected = {job: times[str(job)] for job in jobs if str(job) in times}
        self.known = sum(self.expected.values())  # seconds of those that wait
        self.unknown = Counter(job.kind for job in jobs if job not in self.expected)
        self.took, self.ended = Counter(), Counter()  # seconds and number of the jobs done in this run, by kind
        columns = (TextColumn("{task.description:<10}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn())
        self.bars = Progress(*columns, TextColumn("{task.fields[left]}"), console=console)
        self.live = Live(get_renderable=self._view, console=console) if console.is_terminal else None
        self.shown = [(self._bar(_("counties"), self.counties), self.counties), (self._bar(_("notebooks"), self.notebooks), self.notebooks)]

    def _bar(self, what: str, counts: Counter):
        return self.bars.add_task(local(what), total=counts.total(), counts="", left="", visible=counts.total() > 0)

    def __enter__(self) -> Show:
        if self.live:
            self._refresh()
            self.live.start()
        return self

    def __exit__(self, *_):
        if self.live:
            self.live.stop()

    def started(self, job: Job) -> None:
        self._move(job, "running")
        self.begun[job] = time.monotonic()
        self._tell(job, why=self.why.get(job, ""))
        self._refresh()

    def finished(self, job: Job, result: Result) -> None:
        self._move(job, "unchanged" if result.unchanged else "done" if result.status == "done" else "failed")
        self.begun.pop(job, None)
        if result.status == "done" and not result.unchanged:
            self.took[job.kind] += result.seconds
            self.ended[job.kind] += 1
        self._tell(
            job, seconds=round(result.seconds, 3), message=result.message, cause=result.cause, problems=result.facts.get("problems", [])
        )
        if result.status != "done":
            self.console.print(
                f"[red]{local(BECAME[result.status]):<8}[/] {self.name(job)}: {escape(scrub(local(result.message)))}", soft_wrap=True
            )
        self._refresh()

    def name(self, job: Job) -> str:
        return " ".join(filter(None, [self.names.get(job.county, ""), local(job.told)]))

    def _move(self, job: Job, state: str) -> None:
        before, self.states[job] = self.states[job], state
        if before == "waiting" and job in self.expected:
            self.known -= self.expected[job]
        elif before == "waiting":
            self.unknown[job.kind] -= 1
        county = self.within[job.county]
        was = _together(county)
        for counts in (self.counts, county, *[self.notebooks] * (job.kind == "notebook")):
            counts[before] -= 1
            counts[state] += 1
        if job.county:
            self.counties[was] -= 1
            self.counties[_together(county)] += 1

    def _tell(self, job: Job, **facts) -> None:
        settled = sum(self.counts[state] for state in SETTLED)
        place = {"county": job.county, "notebook": job.notebook, "kind": job.kind, "status": self.states[job]}
        left = self.left()
        self.journal.tell("job", **place, **facts, settled=settled, jobs=len(self.states), left=None if left is None else round(left))

    def left(self) -> float | None:
        """Seconds until the end, from what each job took before, or jobs of its kind in this run; None while that is unknown."""
        guessed = [kind for kind, count in self.unknown.items() if count] + [job.kind for job in self.begun if job not in self.expected]
        if any(not self.ended[kind] for kind in guessed):
            return None
        mean = {kind: self.took[kind] / self.ended[kind] for kind in guessed}
        total = self.known + sum(count * mean[kind] for kind, count in self.unknown.items() if count)
        for job, begun in self.begun.items():
            total += max(0.0, self.expected.get(job, mean.get(job.kind, 0.0)) - (time.monotonic() - begun))
        return max(0.0, total) / self.workers

    def _view(self) -> Group:
        """The bars, and below them the jobs at work with the time since each began. Called by a thread of the display."""
        now, at_work = time.monotonic(), list(self.begun.items())
        lines = [f"{local(_('at work')):<10} {self.name(job)}  {dt.timedelta(seconds=int(now - begun))}" for job, begun in at_work[:LISTED]]
        more = [f"{'':<10} {local(_('and {count} more', count=len(at_work) - LISTED))}"] if len(at_work) > LISTED else []
        return Group(self.bars, *map(Text, lines + more))

    def _refresh(self) -> None:
        if not self.live:
            return
        left = self.left()
        shown = "" if left is None else local(_("about {time} left", time=dt.timedelta(seconds=round(left))))
        for bar, counts in self.shown:
            text = "  ".join(f"{local(told)} {counts[state]}" for state, told in STATES.items())
            self.bars.update(bar, completed=sum(counts[state] for state in SETTLED), counts=text, left=shown)


def _together(counts: Counter) -> str:
    """A county is as far as its jobs are: failed only when nothing of it is left to do."""
    if counts["waiting"] or counts["running"]:
        return "running" if any(counts[state] for state in STATES if state != "waiting") else "waiting"
    return "failed" if counts["failed"] else "done" if counts["done"] else "unchanged"
