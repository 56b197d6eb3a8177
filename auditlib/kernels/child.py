"""A forked kernel's first steps: what a fresh process would have of its own, then ipykernel as it always starts."""

import os
import sys
import tempfile
import time


def run_kernel(arguments: list[str], cwd: str, env: dict[str, str]) -> None:
    """Be a kernel until it is shut down; ``arguments`` are those of ipykernel."""
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    from auditlib.kernels.stream import Stream

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    tempfile.tempdir = None  # was taken from the server's TMPDIR
    sys.argv = [ipykernel_launcher.__file__, *arguments]
    if "numpy" in sys.modules:  # Python's own random state renews itself after a fork
        sys.modules["numpy"].random.seed()
    # ipykernel read JPY_PARENT_PID when it was imported; a kernel follows the server, and the server the program
    app = IPKernelApp.instance(parent_handle=os.getppid(), outstream_class=f"{Stream.__module__}.{Stream.__name__}")
    app.initialize(arguments)
    # traitlets has a record made of every message to a kernel, for handlers that drop it
    app.log.setLevel(min((handler.level for handler in app.log.handlers), default=0))
    app.start()
