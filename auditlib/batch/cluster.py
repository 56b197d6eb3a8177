"""A Dask cluster behind the standard executor interface: its workers see the same folders under the same paths, and run the same code."""

import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from multiprocessing.util import get_temp_dir
from pathlib import Path

from auditlib.batch.environment import environment
from auditlib.batch.jobs import JobFailed
from auditlib.batch.lock import FILE, at_work, last_holder
from auditlib.batch.settings import Settings
from auditlib.errors import AuditError
from auditlib.fingerprint import code
from auditlib.messages import _
from auditlib.scratch import Scratch

#: Seconds to wait for a scheduler that does not answer.
PATIENCE = 10


class Cluster(Executor):
    """The workers of the Dask scheduler at ``address``. What is submitted is called with ``settings`` as its last argument.

    Raises AuditError when the scheduler does not answer, or a worker would not do what this machine does.
    """

    def __init__(self, address: str, settings: Settings):
        try:
            from distributed import Client
        except ImportError:
            raise AuditError(_("--scheduler needs the extra: pip install 'auditlib[dask]'")) from None
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError):
            raise AuditError(
                "--scheduler {address}: no Dask scheduler answers there; start one with `dask scheduler` and give its address",
                address=address,
            ) from None
        try:
            self.workers, self._beside = self._check(address, settings)
            self._settings = self._client.scatter(settings, broadcast=True, hash=False)
            self._executor = self._client.get_executor(pure=False)
        except BaseException:
            self._client.close()
            raise

    def _check(self, address: str, settings: Settings) -> tuple[int, int]:
        """How many workers there are, and how many share a machine."""
        threads = self._client.nthreads()
        if not threads:
            raise AuditError(
                "--scheduler {address}: it has no worker; start them with `dask worker {address} --nthreads 1`", address=address
            )
        told = self._client.run(_seen, settings.data, settings.outputs, on_error="return")
        here = _seen(settings.data, settings.outputs)
        for worker, there in sorted(told.items()):
            if threads[worker] != 1:
                raise AuditError(
                    "worker {worker} has {threads} threads: start it with --nthreads 1, for one process runs one notebook at a time",
                    worker=worker,
                    threads=threads[worker],
                )
            if isinstance(there, BaseException):
                raise AuditError(
                    "worker {worker} has no auditlib ({name}): start it in an environment with the same version of it",
                    worker=worker,
                    name=type(there).__name__,
                )
            for what in here:
                if there[what] != here[what]:
                    raise AuditError(
                        "worker {worker} has not the same {what}: every worker needs the same folders under the same paths, "
                        "and the same versions",
                        worker=worker,
                        what=what,
                    )
        hosts = Counter(worker["host"] for worker in self._client.scheduler_info()["workers"].values())
        return len(threads), max(hosts.values())

    def submit(self, call: Callable, /, *args: object) -> Future:
        if self._gone():  # Dask would take the call and never answer
            gone: Future = Future()
            gone.set_exception(JobFailed("death", _("the Dask scheduler does not answer any more")))
            return gone
        return self._executor.submit(_in_worker, call, args, self._beside, self._settings)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """Leave the cluster; a job that is at work there comes to its end."""
        if not self._gone():
            self._executor.shutdown(wait=False)
            self._client.close()

    def _gone(self) -> bool:
        return self._client.status in ("closing", "closed")


def _seen(data: Path, outputs: Path) -> dict[str, object]:
    """What must be the same for a worker and for the batch; the lock tells this run from any other."""
    lock = outputs / FILE
    return {
        "code of auditlib and its packages": code(),
        f"--data {data}": sorted(path.name for path in data.iterdir()) if data.is_dir() else None,
        f"--outputs {outputs}": last_holder(lock) if lock.exists() else None,
    }


def _in_worker(call: Callable, args: tuple, beside: int, settings: Settings) -> object:
    """Run a call as a worker of this machine would, with temporary files of its own."""
    from distributed import get_worker

    # Dask starts workers as daemons, which Python forbids children; the child that reads files ends with its parent by itself.
    multiprocessing.current_process()._config["daemon"] = False
    get_temp_dir()  # chosen now, for it holds the socket of those children and outlives this job
    with at_work(settings.outputs), Scratch(get_worker().local_directory) as scratch:
        os.environ.update(environment(settings.parameters, scratch, beside))
        tempfile.tempdir = None  # Python remembers the one of the job before
        return call(*args, replace(settings, scratch=scratch))
