"""What is seen of a running batch: bars and time left on a terminal, failures only elsewhere, and every event as a JSON line for machines and the log."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections import Counter, defaultdict
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from auditlib.batch.jobs import Job, Result
from auditlib.report.masks import scrub

STATES = ("waiting", "running", "done", "unchanged", "failed")
SETTLED = ("done", "unchanged", "failed")


class Journal:
    """Events as JSON lines, each with its time; numbers of persons are masked. A stream that cannot be written is left alone."""

    def __init__(self, *streams: TextIO):
        self.streams = streams

    def tell(self, event: str, **facts) -> None:
        line = {"time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "event": event, **facts}
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.write(json.dumps(_scrubbed(line), ensure_ascii=False) + "\n")
                stream.flush()


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    return [_scrubbed(item) for item in value] if isinstance(value, (list, tuple)) else value


class Show:
    """Follows every job: waiting, running, done, unchanged, failed.

    ``names`` maps county ids to Chinese names, ``times`` jobs to the seconds that they took in an earlier run.
    """

    def __init__(self, jobs: list[Job], names: dict[str, str], console: Console, journal: Journal, times: dict[str, float], workers: int):
        self.console, self.names, self.journal, self.times, self.workers = console, names, journal, times, workers
        self.states = dict.fromkeys(jobs, "waiting")
        self.why: dict[Job, str] = {}
        self.begun: dict[Job, float] = {}
        self.took: dict[str, list[float]] = defaultdict(list)
        self.live = console.is_terminal
        columns = (TextColumn("{task.description:<10}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn())
        self.bars = Progress(*columns, TextColumn("{task.fields[left]}"), console=console)
        self.counties = self._bar("counties", len({job.county for job in jobs if job.county}))
        self.notebooks = self._bar("notebooks", sum(job.kind == "notebook" for job in jobs))

    def _bar(self, what: str, total: int):
        return self.bars.add_task(what, total=total, counts="", left="", visible=total > 0)

    def __enter__(self) -> Show:
        if self.live:
            self.bars.start()
            self._refresh()
        return self

    def __exit__(self, *_):
        if self.live:
            self.bars.stop()

    def started(self, job: Job) -> None:
        self.states[job], self.begun[job] = "running", time.monotonic()
        self._tell(job, why=self.why.get(job, ""))
        self._refresh()

    def finished(self, job: Job, result: Result) -> None:
        self.states[job] = "unchanged" if result.unchanged else "done" if result.status == "done" else "failed"
        if result.status == "done" and not result.unchanged:
            self.took[job.kind].append(result.seconds)
        self._tell(job, seconds=round(result.seconds, 3), message=result.message, cause=result.cause, problems=result.facts.get("problems", []))
        if result.status != "done":
            self.console.print(f"[red]{result.status:<8}[/] {self.name(job)}: {escape(result.message)}", soft_wrap=True)
        self._refresh()

    def name(self, job: Job) -> str:
        return " ".join(filter(None, [self.names.get(job.county, ""), str(job)]))

    def _tell(self, job: Job, **facts) -> None:
        settled = sum(state in SETTLED for state in self.states.values())
        place = {"county": job.county, "notebook": job.notebook, "kind": job.kind, "status": self.states[job]}
        left = self.left()
        self.journal.tell("job", **place, **facts, settled=settled, jobs=len(self.states), left=None if left is None else round(left))

    def left(self) -> float | None:
        """Seconds until the end, from what each job took before, or jobs of its kind in this run; None while that is unknown."""
        total = 0.0
        for job, state in self.states.items():
            if state in SETTLED:
                continue
            known = self.took[job.kind]
            expected = self.times.get(str(job), sum(known) / len(known) if known else None)
            if expected is None:
                return None
            total += max(0.0, expected - (time.monotonic() - self.begun[job] if job in self.begun else 0.0))
        return total / self.workers

    def _refresh(self) -> None:
        if not self.live:
            return
        notebooks = Counter(state for job, state in self.states.items() if job.kind == "notebook")
        counties = Counter(self._county(county) for county in {job.county for job in self.states if job.county})
        left = self.left()
        shown = "" if left is None else f"about {dt.timedelta(seconds=round(left))} left"
        for bar, counts in ((self.counties, counties), (self.notebooks, notebooks)):
            text = "  ".join(f"{state} {counts[state]}" for state in STATES)
            self.bars.update(bar, completed=sum(counts[state] for state in SETTLED), counts=text, left=shown)

    def _county(self, county: str) -> str:
        """A county is as far as its jobs are: failed only when nothing of it is left to do."""
        states = {state for job, state in self.states.items() if job.county == county}
        if states == {"waiting"}:
            return "waiting"
        if states & {"waiting", "running"}:
            return "running"
        return "failed" if "failed" in states else "done" if "done" in states else "unchanged"
