"""What is written is its owner's alone, files 0600, folders 0700, whatever the umask; and it is there as a whole or not at all.

`private` for all that is written, `tighten` for what an earlier version left. Windows has no such modes; it keeps a user's folders from
other users by itself.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: What nothing private allows: anything to anybody but its owner.
OTHERS = 0o077


@contextmanager
def private() -> Iterator[None]:
    """What is written within, also by processes started within, is for its owner only. Also a decorator."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def write_whole(path: Path, content: str | bytes, lasting: bool = False) -> None:
    """Write a file that is there as a whole or not at all, whatever stood there before; ``lasting``: on the disk before it is there."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        if lasting:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)


def tighten(folder: Path, below: Iterable[str]) -> None:
    """Take from others what they may do with ``folder``, with the files in it, and with the folders called ``below`` and all in them.

    What is not ours, and links, are left alone.
    """
    paths = [str(folder), *(entry.path for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))]
    for top in (folder / name for name in below):
        if not top.is_symlink():
            for place, _, names in os.walk(top):
                paths += [place, *(os.path.join(place, name) for name in names)]
    for path in paths:
        status = os.lstat(path)
        if ours(status) and not stat.S_ISLNK(status.st_mode) and status.st_mode & OTHERS:
            os.chmod(path, stat.S_IMODE(status.st_mode) & ~OTHERS)


def ours(status: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()
