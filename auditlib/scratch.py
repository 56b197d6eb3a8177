"""Private folders for temporary files, which are found again and removed when their process was killed.

A folder is known as one of ours by the mark in it: a file that says its token, and that its process holds locked as long as it lives.
Nothing else is ever removed, whatever it is called, and no link is followed.
"""

import os
import shutil
import stat
import sys
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from auditlib.private import ours

PREFIX = "auditlib-"
MARK = ".auditlib-owner"
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Scratch:
    """A new folder below ``parent``, or where the system has its temporary files; removed with this object or its process."""

    def __init__(self, parent: str | None = None):
        self.path, self.token = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)), uuid4().hex
        mark = os.open(self.path / MARK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        lock_file(mark, wait=True)
        os.write(mark, f" {self.token}".encode())
        self.close = weakref.finalize(self, _close, mark, self.path)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()


def remove_abandoned() -> None:
    """Remove what killed processes have left where the system has its temporary files."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for path in [Path(entry.path) for entry in entries if entry.name.startswith(PREFIX)]:
            discard(path)


def discard(path: Path, token: str = "") -> None:
    """Remove a folder if it is one of ours (the one of ``token``, if given) and no process holds it any more."""
    with suppress(OSError):
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode) and ours(status):
            mark = os.open(path / MARK, os.O_RDWR | NO_LINK)
            told = _token(mark)
            if told and told == (token or told):
                _close(mark, path)
            else:
                os.close(mark)


def _token(mark: int) -> str:
    """What a mark says; nothing while its process lives, or has not finished it yet."""
    status = os.fstat(mark)
    known = stat.S_ISREG(status.st_mode) and ours(status) and lock_file(mark)
    return os.read(mark, 100)[1:].decode(errors="replace") if known else ""


def _close(mark: int, path: Path) -> None:
    os.close(mark)  # Windows removes no open file
    remove(path)


def remove(path: Path) -> None:
    """Remove a folder, its mark last: what could not be removed is found again. Others may be at it at the same time."""
    with suppress(OSError):
        for entry in [*os.scandir(path)]:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name != MARK:
                with suppress(OSError):
                    os.unlink(entry.path)
        if os.listdir(path) == [MARK]:
            os.unlink(path / MARK)
            os.rmdir(path)


def lock_file(file: int, wait: bool = False) -> bool:
    """Lock an open file until it is closed or its process is gone; False when another process has it.

    Windows locks the first byte, which nobody else can read then: what a file has to say begins with the second.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
