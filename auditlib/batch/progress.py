"""What a person sees while a batch runs: two bars on a terminal, one line for each job elsewhere."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from auditlib.batch.jobs import Job, Result

STATES = ("waiting", "running", "done", "failed")


class Show:
    """Counts counties and notebooks that wait, run, are done or failed. ``names`` maps county ids to Chinese names."""

    def __init__(self, jobs: list[Job], names: dict[str, str], console: Console):
        self.console, self.names = console, names
        self.states = dict.fromkeys(jobs, "waiting")
        self.live = console.is_terminal
        self.bars = Progress(
            TextColumn("{task.description:<10}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn(), console=console
        )
        self.counties = self._bar("counties", len({job.county for job in jobs if job.county}))
        self.notebooks = self._bar("notebooks", sum(job.kind == "notebook" for job in jobs))

    def _bar(self, what: str, total: int):
        return self.bars.add_task(what, total=total, counts="", visible=total > 0)

    def __enter__(self) -> Show:
        if self.live:
            self.bars.start()
            self._refresh()
        return self

    def __exit__(self, *_):
        if self.live:
            self.bars.stop()

    def started(self, job: Job) -> None:
        self.states[job] = "running"
        self._refresh()

    def finished(self, job: Job, result: Result) -> None:
        self.states[job] = "done" if result.status == "done" else "failed"
        if result.status != "done":
            self.console.print(f"[red]{result.status:<8}[/] {self._name(job)}: {escape(result.message)}", soft_wrap=True)
        elif not self.live:
            settled = sum(state in ("done", "failed") for state in self.states.values())
            self.console.print(f"done     {self._name(job)}  {result.seconds:.1f} s  ({settled} of {len(self.states)})", soft_wrap=True)
        self._refresh()

    def _name(self, job: Job) -> str:
        return " ".join(filter(None, [self.names.get(job.county, ""), str(job)]))

    def _refresh(self) -> None:
        if not self.live:
            return
        notebooks = Counter(state for job, state in self.states.items() if job.kind == "notebook")
        counties = Counter(self._county(county) for county in {job.county for job in self.states if job.county})
        for bar, counts in ((self.counties, counties), (self.notebooks, notebooks)):
            text = "  ".join(f"{state} {counts[state]}" for state in STATES)
            self.bars.update(bar, completed=counts["done"] + counts["failed"], counts=text)

    def _county(self, county: str) -> str:
        """A county is as far as its jobs are: failed only when nothing of it is left to do."""
        states = {state for job, state in self.states.items() if job.county == county}
        if states == {"waiting"}:
            return "waiting"
        if states & {"waiting", "running"}:
            return "running"
        return "failed" if "failed" in states else "done"
