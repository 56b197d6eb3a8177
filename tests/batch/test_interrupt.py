"""Nothing outlives the batch: no worker, no kernel, no file in the temporary folder (promise 17)."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.batch.conftest import FINISH, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SLEEP = "import time\nfrom pathlib import Path\nPath(outputs, f'{county}.begun').touch()\ntime.sleep(600)"


def start(world) -> tuple[subprocess.Popen, list[psutil.Process]]:
    """The command on two sleeping notebooks, and its descendants once both sleep."""
    world.notebook("small", SLEEP, FINISH)
    (world.top / "tmp").mkdir()
    command = [sys.executable, "-m", "tests.batch.driver", "run", *world.arguments, "--jobs", "2"]
    environment = os.environ | {"TMPDIR": str(world.top / "tmp")}
    batch = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 240  # a guard against hanging, not a limit: the machine may be busy
    while time.monotonic() < deadline:
        if len(list(world.out.glob("*.begun"))) == 2:
            family = psutil.Process(batch.pid).children(recursive=True)
            assert len(family) >= 7  # Python's fork server, two workers, a fork server of kernels each, a kernel each
            return batch, family
        time.sleep(0.2)
    batch.kill()
    pytest.fail(f"no kernels after 240 s: {batch.communicate()}")


def survivors(family: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(family, timeout=seconds)
    return alive


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c(world, times):
    batch, family = start(world)
    for _ in range(times):  # an impatient second one, while the first is at work
        batch.send_signal(signal.SIGINT)
        time.sleep(0.1)
    _, errors = batch.communicate(timeout=120)
    assert batch.returncode == 130
    assert "stopped" in errors and "Traceback" not in errors
    assert survivors(family, 2) == []
    assert list((world.top / "tmp").iterdir()) == []
    assert not (world.out / "manifest.json").exists()  # the run has not ended
    lines = [json.loads(line) for line in (world.out / "run.log").read_text(encoding="utf-8").splitlines()]
    last = {
        (line["kind"], line["notebook"]): (line["status"], line["cause"])
        for line in lines
        if line["event"] == "job" and line["status"] != "running"
    }
    assert last[("stage", "")] == ("done", "") and last[("notebook", "small")] == ("failed", "interrupt")
    assert ("blocked", "interrupt") in last.values() and lines[-1]["problems"] == ["stopped by Ctrl-C"]


def test_batch_killed_outright(world):
    batch, family = start(world)
    batch.kill()
    batch.communicate(timeout=120)
    assert survivors(family, 10) == []
    assert list((world.top / "tmp").iterdir()) == []
