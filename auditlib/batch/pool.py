"""Worker processes, one job at a time each, so that a crash names its job and touches no other.

Workers are spawned (the same on every system), pay their imports once, and never outlive the batch:
each stands in a session of its own, so only the batch decides on Ctrl-C, and each watches the batch.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import connection
from pathlib import Path

from auditlib.batch.jobs import Job, Result, obstacle
from auditlib.batch.kernel import oom_kills

_SPAWN = multiprocessing.get_context("spawn")


class Worker:
    """One child process and the job it is busy with. ``lock`` is held until the last worker has ended."""

    def __init__(self, do: Callable, settings: object, env: dict[str, str], log: Path, lock: object):
        # Through a file: Python hands arguments over in a pipe that blocks the batch for ever when the worker dies before it has read them all.
        given = log.with_suffix(".settings")
        if not given.exists():
            given.write_bytes(pickle.dumps(settings))
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, do, given, env, log, lock))
        self.process.start()
        theirs.close()
        self.job: Job | None = None

    def give(self, job: Job) -> None:
        self.job, self.killed_before = job, oom_kills()
        with contextlib.suppress(OSError):  # died while idle: take() tells
            self.pipe.send(job)

    def take(self) -> Result:
        """The result of the job; a worker that died tells by which signal. Frees the worker."""
        self.job = None
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            memory = self.process.exitcode == -signal.SIGKILL and oom_kills() > self.killed_before
            return Result("failed", _death(self.process.exitcode), cause="memory" if memory else "death")

    def stop(self) -> None:
        """End the worker with its kernels and everything else that it started."""
        if not self.job:
            with contextlib.suppress(OSError):
                self.pipe.send(None)
            self.process.join(5)  # ends by itself, and its fork server with it
        self.pipe.close()
        if self.process.is_alive():
            _kill(self.process.pid)
        self.process.join(5)


def _death(code: int | None) -> str:
    if code == -signal.SIGTERM:
        return "the worker process was ended from outside; nothing of this job was kept"
    how = f"signal {-code}" if code and code < 0 else f"exit code {code}"
    why = ": most likely out of memory; run this county again alone with --jobs 1" if code == -9 else ""
    return f"the worker process died ({how}){why}"


def _kill(pid: int, itself: bool = True) -> None:
    import psutil

    try:
        worker = psutil.Process(pid)
        family = worker.children(recursive=True) + [worker] * itself
    except psutil.NoSuchProcess:
        return
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=5)


def _serve(pipe: connection.Connection, do: Callable, given: Path, env: dict[str, str], log: Path, lock: object) -> None:
    """The worker's life: jobs in, results out, until the batch says None or dies."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(env)
    # jupyterlab brings a checker of web addresses into jsonschema that takes 1.4 s to load; a notebook has none to check
    sys.modules.setdefault("rfc3987_syntax", None)
    with log.open("ab") as file:  # kernels write to the terminal's descriptors, over the progress display
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    watch = threading.Thread(target=_die_with_the_batch, args=(log.parent,), daemon=True)
    watch.start()
    settings = pickle.loads(given.read_bytes())
    try:
        while job := pipe.recv():
            pipe.send(do(job, settings))
    except (EOFError, OSError):  # the batch has died: the watch ends this process when it has cleaned up
        watch.join()


def _die_with_the_batch(scratch: Path) -> None:
    """End all, and remove the folder for temporary files, which each worker's log stands in: nobody else is left to do it."""
    multiprocessing.parent_process().join()
    away = scratch.with_name(f"{scratch.name}.gone")
    with contextlib.suppress(OSError):  # another worker was first
        scratch.rename(away)  # under its old name it would fill again, while the main thread goes on
    _kill(os.getpid(), itself=False)
    shutil.rmtree(away, ignore_errors=True)
    _kill(os.getpid())


def run_jobs(jobs: list[Job], start: Callable[[int], Worker], workers: int, show, known: Callable, results: dict[Job, Result]) -> None:
    """Run the jobs in their order, each as soon as what it needs is there, and fill ``results``. ``start(n)`` makes worker number n.

    ``known(job)``, asked when a job could start: its result when there is nothing to do. Ctrl-C is passed on; ``results`` then holds what was
    finished and what was stopped.
    """
    waiting = list(jobs)
    pool: list[Worker] = []
    try:
        while len(results) < len(jobs):
            _hand_out(waiting, results, jobs, pool, lambda: start(len(pool)) if len(pool) < workers else None, show, known)
            busy = {worker.pipe: worker for worker in pool if worker.job}
            for pipe in connection.wait(list(busy)) if busy else ():
                worker, job = busy[pipe], busy[pipe].job
                results[job] = worker.take()
                show.finished(job, results[job])
                if not worker.process.is_alive():
                    worker.stop()
                    pool.remove(worker)
    except KeyboardInterrupt:
        results.update({worker.job: Result("failed", "stopped by Ctrl-C", cause="interrupt") for worker in pool if worker.job})
        raise
    finally:
        for worker in pool:
            worker.stop()


def _hand_out(waiting: list[Job], results: dict[Job, Result], jobs: list[Job], pool: list[Worker], more: Callable, show, known: Callable) -> None:
    """Give every idle worker a job that can start; jobs that never will, or are done already, are settled at once."""
    for job in list(waiting):
        reason = obstacle(job, results, jobs)
        if reason == "":
            continue
        if settled := Result("blocked", reason) if reason else known(job):
            results[job] = settled
            show.finished(job, settled)
        else:
            worker = next((w for w in pool if not w.job), None)
            if worker is None:
                worker = more()
                if worker is None:
                    return
                pool.append(worker)
            worker.give(job)
            show.started(job)
        waiting.remove(job)
