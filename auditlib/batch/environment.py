"""What workers and their kernels find in their environment."""

import contextlib
import os
from pathlib import Path

from auditlib.batch.kernel import PRELOAD
from auditlib.kernels import warm
from auditlib.parameters import Parameters

#: Share of the machine's memory that all engines of a run together may take; the rest is for files, kernels and the system.
MEMORY_SHARE = 0.6
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def environment(parameters: Parameters, scratch: Path, workers: int) -> dict[str, str]:
    """The same parameters, a share of this machine when ``workers`` are at work on it, nobody's start-up files, ``scratch`` for temporary
    files.
    """
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    return {
        "AUDITLIB_HOME": str(parameters.folder.parent),
        "AUDITLIB_THREADS": threads,
        "AUDITLIB_MEMORY": f"{_memory() // workers // 2**20}MiB",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "AUDITLIB_PRELOAD": PRELOAD,
        **warm(),
    }


def _memory() -> int:
    """What the engines may take: of the machine's memory, or of what its container may use."""
    import psutil

    with contextlib.suppress(OSError, ValueError):  # "max": no limit
        return int(min(psutil.virtual_memory().total, int(CONTAINER_LIMIT.read_text())) * MEMORY_SHARE)
    return int(psutil.virtual_memory().total * MEMORY_SHARE)
