"""The kernel of a notebook in the batch: how it is reached, and how it ended."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from jupyter_client import AsyncKernelManager
from traitlets.config import Config

from auditlib.processes import fits

#: What warm kernels have behind them: all that a notebook of the batch imports. The code does not change while a batch runs.
PRELOAD = "auditlib.batch.warm ibis.backends.duckdb pandas.core.methods.to_dict pyarrow.pandas_compat seaborn uharfbuzz"
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL) if hasattr(signal, "SIGKILL") else ()


class Kernel(AsyncKernelManager):
    """The kernel of the one notebook that this process is at; asked afterwards how it ended, which papermill does not tell."""

    latest: ClassVar[Kernel | None] = None

    def __init__(self, **settings):
        super().__init__(**settings)
        Kernel.latest = self

    @property
    def exit_code(self) -> int | None:
        """Of a kernel that ended by itself; None when it was shut down as it should be."""
        process = getattr(self.provisioner, "process", None)
        return process and process.poll()

    @property
    def cold(self) -> str:
        """Why it was not forked from a warm process; nothing when it was, or was not meant to be."""
        return getattr(self.provisioner, "cold", "")


def transport(scratch: Path) -> Config:
    """Sockets in files, a path for each kernel: no port can clash, and kernels never answer for each other.

    Not on Windows, which has none, nor where the path would exceed what a socket's name may hold.
    """
    path = f"{scratch}/{uuid4().hex[:12]}"
    if sys.platform == "win32" or not fits(f"{path}-1234"):
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": path}})


def oom_kills() -> int:
    """How many processes this machine has ended since its start because memory ran out (Linux counts them; elsewhere 0)."""
    try:
        counters = Path("/proc/vmstat").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in counters if line.startswith("oom_kill ")), 0)


def death(code: int | None, killed_before: int) -> tuple[str, str]:
    """Cause and sentence for a kernel that ended in the middle of its work; ``killed_before``: oom_kills() when it was started."""
    if code in KILLED and oom_kills() > killed_before:
        return "memory", "内存不足，系统终止了内核：用 --jobs 1 单独重跑此县"
    if code in KILLED:
        return "death", "内核中途终止（信号 9，被外部终止；多半是内存不足）：用 --jobs 1 单独重跑此县"
    how = "原因不明" if code is None else f"信号 {-code}" if code < 0 else f"退出码 {code}"
    return "death", f"内核中途终止（{how}）"
