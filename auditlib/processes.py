"""How Python starts our child processes, and how long the path of a socket may be."""

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.context import BaseContext

#: Bytes of a socket's path: the least that a system allows (macOS), less the end of the string.
LONGEST = 103
#: What Python's fork server puts behind the folder for temporary files.
_LISTENER = "/pymp-01234567/listener-01234567"


def context(preload: list[str]) -> BaseContext:
    """Children forked from a server that has imported ``preload``; spawned where Python cannot fork safely, or its socket has no place."""
    if sys.platform != "linux" or not fits(tempfile.gettempdir() + _LISTENER):
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(preload)
    return forking


def fits(path: str) -> bool:
    """Whether a socket may have this path: a name in Chinese has three bytes a character."""
    return len(os.fsencode(path)) <= LONGEST
