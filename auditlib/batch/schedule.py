"""Gives jobs to an executor, each as soon as what it needs is there."""

import heapq
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from graphlib import TopologicalSorter

from auditlib.batch.cluster import Cluster
from auditlib.batch.jobs import Job, JobFailed, Result, needs, obstacle
from auditlib.batch.pool import Processes
from auditlib.batch.work import do
from auditlib.messages import _


def run_jobs(jobs: list[Job], executor: Processes | Cluster, show, known: Callable, results: dict[Job, Result]) -> None:
    """Run the jobs, those that can start in the order of ``jobs`` and no more at once than there are workers, and fill ``results``.

    ``known(job)``, asked when a job could start: its result when there is nothing to do. Ctrl-C is passed on; ``results`` then holds what
    was finished and what was stopped.
    """
    place = {job: number for number, job in enumerate(jobs)}
    graph = TopologicalSorter(needs(jobs))
    graph.prepare()
    ready: list[tuple[int, Job]] = []
    running: dict[Future, Job] = {}

    def settle(job: Job, result: Result) -> None:
        results[job] = result
        show.finished(job, result)
        graph.done(job)

    try:
        while graph.is_active():
            for job in graph.get_ready():
                heapq.heappush(ready, (place[job], job))
            if ready and len(running) < executor.workers:
                job = heapq.heappop(ready)[1]
                reason = obstacle(job, results)
                if settled := Result("blocked", reason) if reason else known(job):
                    settle(job, settled)
                else:
                    running[executor.submit(do, job)] = job
                    show.started(job)
            else:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    settle(running.pop(future), _outcome(future))
    except KeyboardInterrupt:
        results.update({job: Result("failed", _("stopped by Ctrl-C"), cause="interrupt") for job in running.values()})
        raise


def _outcome(future: Future) -> Result:
    """What a job came to; ``do`` never raises, so an error is the loss of its worker."""
    try:
        return future.result()
    except JobFailed as lost:
        return Result("failed", lost.args[0], cause=lost.cause)
    except Exception as error:
        return Result("failed", _("the worker was lost ({fault}); nothing of this job was kept", fault=type(error).__name__), cause="death")
