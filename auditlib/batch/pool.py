"""Worker processes behind the standard executor interface: a thread for each process, so that a crash names its job and touches no other.

Workers are forked from a process that has imported what they need, or spawned where Python cannot fork safely. They never outlive the
batch: each stands in a session of its own, so only the batch decides on Ctrl-C, and each watches the batch.
"""

import contextlib
import itertools
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import connection
from multiprocessing.context import BaseContext
from multiprocessing.util import get_temp_dir
from pathlib import Path

from auditlib import processes
from auditlib.batch.jobs import JobFailed
from auditlib.batch.kernel import oom_kills
from auditlib.batch.lock import gone
from auditlib.messages import _
from auditlib.scratch import remove

#: What every worker imports, at the latest with its first county. Imports and plain Python only: what a library has begun is forked half
#: done.
PRELOAD = [
    *("auditlib.batch.work", "auditlib.batch.begun", "auditlib.audit", "auditlib.report.intake_page"),
    *("ibis.backends.duckdb", "pandas", "pyarrow.dataset", "pyarrow.pandas_compat", "uharfbuzz"),
]


class Processes(ThreadPoolExecutor):
    """``workers`` processes on this machine.

    What is submitted is called with ``settings`` as its last argument; ``lock`` is held until the last has ended.

    A call whose process died raises JobFailed; the next one gets a new process.
    """

    def __init__(self, workers: int, settings: object, env: dict[str, str], lock: object):
        super().__init__(workers)
        self.workers = workers
        self._closing = False
        self._mine = threading.local()
        self._started: list[Worker] = []
        self._numbers = itertools.count()
        # Through a file: Python hands arguments over in a pipe that blocks the batch for ever when the worker dies before it has read them
        # all.
        self._given = lock.scratch / "settings"
        self._given.write_bytes(pickle.dumps(settings))
        self._env, self._lock = env, lock
        self._context = processes.context(PRELOAD)

    def submit(self, call: Callable, /, *args: object) -> Future:
        return super().submit(self._in_process, call, args)

    def _in_process(self, call: Callable, args: tuple) -> object:
        worker = getattr(self._mine, "worker", None)
        if worker is None or not worker.process.is_alive():
            worker = self._mine.worker = Worker(
                self._context, self._given, self._env, self._lock.scratch / f"worker-{next(self._numbers)}.log", self._lock
            )
            self._started.append(worker)
            if self._closing:  # too late to be ended with the others
                worker.stop()
        return worker.call(call, args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End every worker, also one that is at work; a second Ctrl-C does not break this off half way."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        self._closing = True
        with _deaf():
            for worker in self._started:
                worker.stop()
            super().shutdown(wait=wait)


class Worker:
    """One child process, which does one call at a time."""

    def __init__(self, context: BaseContext, given: Path, env: dict[str, str], log: Path, lock: object):
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, given, env, log, Path(get_temp_dir()), lock))
        self.process.start()
        theirs.close()
        self._busy = False

    def call(self, call: Callable, args: tuple) -> object:
        """What the call returns; raises JobFailed when the process died, with the signal that ended it."""
        self._busy, killed_before = True, oom_kills()
        try:
            self._pipe.send((call, args))
            return self._pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            memory = self.process.exitcode == -signal.SIGKILL and oom_kills() > killed_before
            raise JobFailed("memory" if memory else "death", _death(self.process.exitcode)) from None
        finally:
            self._busy = False

    def stop(self) -> None:
        """End the process with its kernels and everything else that it started."""
        if not self._busy:
            with contextlib.suppress(OSError):
                self._pipe.send(None)
            self.process.join(5)  # ends by itself, and its fork server with it
        if self.process.is_alive():
            _kill(self.process.pid)
        self.process.join(5)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C does nothing within."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _death(code: int | None) -> str:
    if code == -signal.SIGTERM:
        return _("the worker process was ended from outside; nothing of this job was kept")
    how = _("signal {signal}", signal=-code) if code and code < 0 else _("exit code {code}", code=code)
    why = _(": most likely out of memory; run this county again alone with --jobs 1") if code == -9 else ""
    return _("the worker process died ({how}){why}", how=how, why=why)


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


def _serve(pipe: connection.Connection, given: Path, env: dict[str, str], log: Path, sockets: Path, lock: object) -> None:
    """The worker's life: calls in, what they return out, until the batch says None or dies.

    ``sockets``: the folder of Python's fork server.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(env)
    tempfile.tempdir = None  # may have been taken from another TMPDIR before
    with log.open("ab") as file:  # kernels write to the terminal's descriptors, over the progress display
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    watch = threading.Thread(target=_die_with_the_batch, args=(log.parent, sockets), daemon=True)
    watch.start()
    settings = pickle.loads(given.read_bytes())
    try:
        while task := pipe.recv():
            call, args = task
            pipe.send(call(*args, settings))
    except (EOFError, OSError):  # the batch has died: the watch ends this process when it has cleaned up
        watch.join()


def _die_with_the_batch(scratch: Path, sockets: Path) -> None:
    """End all, and remove the folders for temporary files: nobody else is left to do it."""
    multiprocessing.parent_process().join()
    away = gone(scratch)
    with contextlib.suppress(OSError):  # another worker was first
        scratch.rename(away)  # under its old name it would fill again, while the main thread goes on
    _kill(os.getpid(), itself=False)
    remove(away)
    shutil.rmtree(sockets, ignore_errors=True)
    _kill(os.getpid())
