"""One run at a time in a folder: a lock that the system takes back when the last process of the run is gone, and the run's scratch
folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import reduction
from pathlib import Path

from auditlib.batch.products import LOCKS
from auditlib.errors import AuditError
from auditlib.messages import _
from auditlib.scratch import NO_LINK, Scratch, discard, lock_file, remove_abandoned

#: The second is shared by the jobs that are at work on a cluster, which outlive a batch that was killed.
FILE, JOBS = LOCKS
#: Seconds to wait for the workers of a run that was killed: they end by themselves.
PATIENCE = 30


class Lock:
    """The lock on ``folder``; handed to the workers, so that it is held until the last of them has ended.

    ``scratch``: a new folder for temporary files; those of runs that were killed are removed. Raises AuditError when another run holds the
    lock.
    """

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
        deadline = time.monotonic() + PATIENCE
        while not lock_file(self._file):
            holder = _holder(folder / FILE)
            if holder or time.monotonic() > deadline:
                os.close(self._file)
                who = _("process {holder}", holder=holder) if holder else _("the workers of an earlier run")
                raise AuditError(
                    "--outputs {folder}: another run is at work there ({who}); wait until it has ended, or choose another folder",
                    folder=folder,
                    who=who,
                )
            time.sleep(0.1)
        self._wait_for_cluster(folder, deadline)
        token, left = last_holder(folder / FILE)[1:]
        if token:
            for place in (left, gone(left)):  # also where the temporary files were elsewhere then
                discard(place, token)
        remove_abandoned()
        self._place = Scratch()
        self.scratch = self._place.path
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, f" {os.getpid()}\n{self._place.token}\n{self.scratch}".encode())
        os.fsync(self._file)  # the workers of a cluster read it on other machines

    def _wait_for_cluster(self, folder: Path, deadline: float) -> None:
        if not (folder / JOBS).exists():
            return
        with (folder / JOBS).open("a+b") as file:
            while not lock_file(file.fileno()):
                if time.monotonic() > deadline:
                    os.close(self._file)
                    raise AuditError(
                        "--outputs {folder}: jobs of an earlier run are still at work there on a cluster; wait until they have ended",
                        folder=folder,
                    )
                time.sleep(0.1)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self._place.close()
        os.close(self._file)

    def __getstate__(self) -> object:
        return None if sys.platform == "win32" else reduction.DupFd(self._file)

    def __setstate__(self, handed: object) -> None:
        if handed:
            self._file = handed.detach()
            os.set_inheritable(self._file, False)  # a program that a worker starts must not hold the lock after it


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """Held by a job on a cluster, beside others: no new run begins in ``folder`` meanwhile. (Windows has no such lock.)"""
    with (folder / JOBS).open("a+b") as file:  # NFS grants a shared lock only to who may read
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_SH)
        yield


def gone(scratch: Path) -> Path:
    """What a run's scratch folder is called while its last worker removes it, which may be killed at that too."""
    return scratch.with_name(f"{scratch.name}.gone")


def last_holder(path: Path) -> tuple[int, str, Path]:
    """The process that last held the lock, and its scratch folder with the token of that."""
    with path.open("rb") as file:
        file.seek(1)  # the first byte is what Windows locks, and then nobody else may read it
        number, token, scratch = [*file.read().decode(errors="replace").split("\n", 2), "", ""][:3]
    return int(number) if number.isdecimal() else 0, token, Path(scratch)


def _holder(path: Path) -> int:
    """The process of the batch that holds the lock; 0 when only its workers are left."""
    import psutil

    number, _, _ = last_holder(path)
    try:
        return number if psutil.Process(number).status() != psutil.STATUS_ZOMBIE else 0
    except psutil.NoSuchProcess:
        return 0
