"""A forked kernel is interrupted, restarted and killed as any other, says how it ended, and does not outlive its program."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from auditlib.kernels import NAME
from tests.kernels.conftest import ROOT, Kernel, gone, kernel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def answer(talk, do, source: str) -> dict:
    """What the kernel says to a cell."""

    async def ask():
        return await talk.execute_interactive(source, output_hook=lambda message: None, timeout=20)

    return do(ask())["content"]


def test_interrupt_and_restart(provisioner):
    provisioner(NAME)
    with kernel() as (manager, talk, do):
        first = manager.provisioner.pid
        source = "import os, signal\nsignal.raise_signal(signal.SIGINT)"
        assert answer(talk, do, source)["ename"] == "KeyboardInterrupt"
        talk.execute("import time\ntime.sleep(60)")
        time.sleep(0.5)
        do(manager.interrupt_kernel())
        assert answer(talk, do, "1 + 1")["status"] in ("ok", "aborted")
        do(manager.restart_kernel(now=True))
        do(talk.wait_for_ready(timeout=30))
        assert manager.provisioner.pid != first and manager.provisioner.cold == ""
        assert answer(talk, do, "first")["ename"] == "NameError"
        assert gone([first], 2)


@pytest.mark.parametrize(
    ("cell", "code"), [("import os\nos._exit(7)", 7), ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", -11)]
)
def test_exit_code_is_kept(run, cell, code):
    with pytest.raises(DeadKernelError):
        run([cell])
    assert Kernel.latest.provisioner.process.poll() == code


def test_time_out(run):
    with pytest.raises(CellTimeoutError):
        run(["import time\ntime.sleep(60)"], timeout=1)
    assert gone([Kernel.latest.provisioner.pid], 2)


def test_what_a_cell_started_ends_with_the_kernel(run):
    made = run(["import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)"])
    assert gone([int(made.cells[0].outputs[0].text)], 2)


def test_program_killed_outright(tmp_path):
    """kill -9 of what started the kernel, in the middle of a cell: two seconds later nothing of it is left."""
    program = """
        import asyncio, os, sys, time
        from jupyter_client import AsyncKernelManager
        async def main():
            manager = AsyncKernelManager()
            await manager.start_kernel()
            talk = manager.client(); talk.start_channels()
            await talk.wait_for_ready(timeout=30)
            talk.execute("import duckdb, time\\nwhile True: duckdb.sql('select count(*) from range(1000000)').fetchall()")
            print(manager.provisioner.pid, flush=True)
            await asyncio.sleep(60)
        asyncio.run(main())
    """
    env = os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME, "JUPYTER_RUNTIME_DIR": str(tmp_path), "AUDITLIB_PRELOAD": ""}
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as started:
        pid = int(started.stdout.readline())
        server = psutil.Process(pid).ppid()
        assert "auditlib.kernels.server" in " ".join(psutil.Process(server).cmdline())
        time.sleep(0.5)
        started.kill()
    assert gone([pid, server], 2)
