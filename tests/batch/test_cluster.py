"""The same run on a Dask cluster: a real scheduler with two workers, each a process of its own.

That a worker is killed is among the tests of every day, that the scheduler or the batch is, among the slow ones.
"""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest
from distributed import Client, LocalCluster

from tests.batch.conftest import FINISH, ROOT
from tests.publish.county import received

WAIT = "import time\nfrom pathlib import Path\nbegun = Path(outputs, f'{county}.begun')\nif not begun.exists():\n    begun.touch()\n    time.sleep(8)\n    begun.with_suffix('.ended').touch()"


def cluster(processes=True, **settings):
    return LocalCluster(processes=processes, protocol="tcp://", host="127.0.0.1", dashboard_address=":0", **settings)


@pytest.fixture(scope="module")
def two():
    with cluster(n_workers=2, threads_per_worker=1) as made:
        yield made


def made_by(world) -> dict[str, bytes]:
    files = [
        path
        for path in sorted(world.out.rglob("*"))
        if path.is_file() and path.name not in ("times.json", "run.log", ".lock", ".lock-jobs")
    ]
    return {path.relative_to(world.out).as_posix(): path.read_bytes() for path in files}


def events(world) -> list[dict]:
    return [json.loads(line) for line in (world.out / "run.log").read_text(encoding="utf-8").splitlines()]


def test_same_bytes_as_on_this_machine(world, two):
    assert world.run("--jobs", "2") == 0, world.says
    here = made_by(world)
    assert world.run("--no-resume", "--scheduler", two.scheduler_address) == 0, world.says
    assert made_by(world) == here
    there = events(world)[-1 - 2 * 6 :]
    assert [event["event"] for event in (there[0], there[-1])] == ["job", "end"]
    assert [event["status"] for event in there[:2]] == ["running", "running"]  # both counties at once
    assert world.run("--scheduler", two.scheduler_address) == 0 and "unchanged 6" in world.says


@pytest.mark.slow
def test_real_files_one_county_after_the_other_in_one_worker(world):
    """Intake reads in a child of the worker; the second county meets what the first has left there."""
    for name in ("寿光市", "高密市"):
        received(world.top / "files", name)
    places = ["--data", world.top / "files", "--outputs", world.out]
    intake = ["intake", *map(str, places), "--no-resume"]
    assert world.call(*intake) == 0, world.says
    here = made_by(world)
    with cluster(n_workers=1, threads_per_worker=1) as one:
        assert world.call(*intake, "--scheduler", one.scheduler_address) == 0, world.says
    assert made_by(world) == here and any(name.endswith(".parquet") for name in here)


def test_worker_killed(world, two):
    """The scheduler gives the job to another worker; the run is complete."""
    world.notebook("small", WAIT, FINISH)

    victim = next(iter(two.workers.values())).pid

    def kill():
        while len(list(world.out.glob("*.begun"))) < 2:
            time.sleep(0.1)
        os.kill(victim, signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    assert world.run("--scheduler", two.scheduler_address) == 0, world.says
    assert not psutil.pid_exists(victim) and len(list(world.out.glob("*.ended"))) == 1  # the job that died with it was begun again


@pytest.mark.slow
def test_scheduler_killed(world):
    """The run ends, and says what it does not know to be done."""
    world.notebook("small", WAIT.replace("8", "2"), FINISH)
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", world.top / "where.json"]
    )
    worker = subprocess.Popen(
        [*dask, "worker", "--scheduler-file", world.top / "where.json", "--nthreads", "1", "--no-dashboard"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        with Client(scheduler_file=str(world.top / "where.json"), set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)

        def kill():
            while not list(world.out.glob("*.begun")):
                time.sleep(0.1)
            scheduler.kill()

        threading.Thread(target=kill, daemon=True).start()
        address = json.loads((world.top / "where.json").read_text())["address"]
        assert world.run("--scheduler", address) == 1
        assert "the worker was lost" in world.says and "the Dask scheduler does not answer any more" in world.says
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()
    assert world.run() == 0 and "unchanged 4" in world.says, world.says  # also the notebook that its worker brought to an end


@pytest.mark.slow
def test_batch_killed_outright(world, two):
    """A job on the cluster outlives the batch; the next run waits for it, so that a result has one writer."""
    world.notebook("small", WAIT, FINISH)
    command = [sys.executable, "-m", "tests.batch.driver", "run", *world.arguments, "--scheduler", two.scheduler_address]
    batch = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not list(world.out.glob("*.begun")):
        assert batch.poll() is None, batch.communicate()
        time.sleep(0.1)
    batch.kill()
    batch.communicate()
    assert world.run("--scheduler", two.scheduler_address) == 0, world.says
    begun = [event["time"] for event in events(world) if event["event"] == "start"]
    ended = [path.stat().st_mtime for path in world.out.glob("*.ended")]
    assert len(begun) == 2 and ended and dt.datetime.fromisoformat(begun[1]).timestamp() >= int(max(ended))
    kernels = [process for process in psutil.process_iter(["cmdline"]) if str(world.top) in " ".join(process.info["cmdline"] or ())]
    assert kernels == []


def test_a_cluster_that_cannot_do_it_is_refused_before_anything_runs(world):
    assert world.run("--scheduler", "tcp://127.0.0.1:9") == 2
    assert "no Dask scheduler answers" in world.says
    with cluster(processes=False, n_workers=0) as empty:
        assert world.run("--scheduler", empty.scheduler_address) == 2
        assert "it has no worker" in world.says
    with cluster(processes=False, n_workers=1, threads_per_worker=2) as wide:
        assert world.run("--scheduler", wide.scheduler_address) == 2
        assert "has 2 threads" in world.says
    assert not list(world.out.glob("*/*.html"))


def test_worker_of_another_version(world, two, monkeypatch):
    monkeypatch.setattr("auditlib.batch.cluster.code", lambda: "another")
    assert world.run("--scheduler", two.scheduler_address) == 2
    assert "has not the same code of auditlib and its packages" in world.says
