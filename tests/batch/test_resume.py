"""What is done is not done again, and a run that was cut off anywhere ends as if it had not been (promise 14)."""

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.batch.conftest import FINISH, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
#: What a run leaves besides its results: when, and by whom.
TIMES = ("times.json", "run.log", ".lock")


def tree(folder) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in TIMES}


def ran(world, *arguments) -> set[str]:
    """Run with --json; the jobs that were not skipped as unchanged."""
    assert world.run("--json", *arguments) == 0, world.says
    events = [json.loads(line) for line in world.says.splitlines()]
    ended = [e for e in events if e["event"] == "job" and e["status"] != "running"]
    assert {e["status"] for e in ended} <= {"done", "unchanged"}
    return {f"{e['county']} {e['notebook'] or e['kind']}".strip() for e in ended if e["status"] == "done"}


def foreseen(world) -> dict[str, tuple[str, str]]:
    """What --dry-run says of each job: run, perhaps or unchanged, and why."""
    assert world.run("--json", "--dry-run") == 0
    return {
        f"{e['county']} {e['notebook'] or e['kind']}".strip(): (e["status"], e["why"]) for e in map(json.loads, world.says.splitlines())
    }


EVERYTHING = {"linqu stage", "changle stage", "city", "linqu small", "changle small", "all_counties"}


def test_only_what_depends_on_a_change_is_run_again(world):
    assert {status for status, _ in foreseen(world).values()} == {"run"} and not world.out.exists()
    assert ran(world) == EVERYTHING
    before = tree(world.out)
    assert ran(world) == set()
    assert {status for status, _ in foreseen(world).values()} == {"unchanged"}
    assert tree(world.out) == before

    (world.top / "received" / "2019 昌乐县 扶贫" / "b.xlsx").write_text("submitted again")
    told = foreseen(world)
    assert told["changle stage"] == ("run", "changed: received b.xlsx")
    assert told["changle small"] == ("run", "follows changle ledgers")
    assert told["linqu stage"][0] == "unchanged" and told["linqu small"][0] == "perhaps" and told["all_counties"][0] == "run"
    # both had handed in the same: a lead of the rule over all counties, which linqu has no more
    assert ran(world) == EVERYTHING - {"linqu stage"}
    (world.top / "received" / "2019 昌乐县 扶贫" / "b.xlsx").write_text("and once more")
    assert ran(world) == {"changle stage", "city", "changle small", "all_counties"}
    resumed = tree(world.out)
    assert ran(world, "--no-resume") == EVERYTHING
    assert tree(world.out) == resumed


def test_changed_notebooks_parameters_and_results_are_seen(world):
    ran(world)
    whole = tree(world.out)
    (world.out / "linqu" / "small.html").write_text("flipped")
    assert foreseen(world)["linqu small"] == ("run", "result changed: linqu/small.html")
    assert ran(world) == {"linqu small"}
    (world.out / "changle" / "ledgers" / "more.parquet").write_text("nobody's")
    assert ran(world) == {"changle stage", "changle small"} | {"city"}
    assert tree(world.out) == whole
    (world.top / "parameters" / ".run.yaml.swp").write_text("what an editor leaves")
    assert {status for status, _ in foreseen(world).values()} == {"unchanged"}
    path = world.top / "notebooks" / "all_counties.ipynb"
    path.write_text(path.read_text().replace("# all_counties", "# All counties"))
    told = foreseen(world)
    assert told.pop("all_counties") == ("run", "changed: notebook") and {status for status, _ in told.values()} == {"unchanged"}
    (world.top / "parameters" / "run.yaml").write_text((world.top / "parameters" / "run.yaml").read_text() + "# a note\n")
    told = foreseen(world)  # nobody knows what of the parameters such a notebook reads; what stages and rules read is known
    again = {job for job, (status, _) in told.items() if status == "run"}
    assert told["linqu small"] == ("run", "changed: parameters") and again == {"linqu small", "changle small", "all_counties"}


def test_a_page_that_is_not_true_any_more_does_not_stay(world):
    ran(world)
    (world.top / "received" / "linqu" / "a.xlsx").write_text("submitted again")
    ran(world, "--notebook", "all_counties")
    assert not (world.out / "linqu" / "small.html").exists()
    assert not (world.out / "changle" / "small.html").exists()  # its lead of the rule over all counties is gone
    assert [name for name, (status, _) in foreseen(world).items() if status == "run"] == ["changle small", "linqu small"]


def test_a_notebook_that_is_no_more_leaves_no_page(world):
    world.notebook("2019.12 small", "1 + 1", FINISH.replace('"small"', '"2019.12 small"'))
    ran(world, "--notebook", "2019.12 small", "--notebook", "small")
    assert (world.out / "linqu" / "2019.12 small.html").exists() and (world.out / "linqu" / "small.html").exists()
    (world.top / "notebooks" / "2019.12 small.ipynb").unlink()
    (world.top / "parameters" / "run.yaml").open("a").write("# a note\n")
    ran(world)
    assert [path.name for path in world.out.glob("*/2019*")] == []


def test_parameters_edited_while_a_run_is_at_work(world):
    """What began after the edit was not audited with what then stood on the disk, and may not pass for it."""
    edits = world.top / "received" / "2019 昌乐县 扶贫" / "edits"
    edits.touch()
    assert world.run() == 1 and "parameters were changed" in world.says
    manifest = json.loads((world.out / "manifest.json").read_text())
    assert "the parameters were changed" in manifest["counties"]["linqu"]["jobs"]["stage"]["message"]
    edits.unlink()
    assert ran(world) == EVERYTHING
    assert world.call("verify", "--outputs", str(world.out), "--jobs", "1") == 0, world.says


def test_intake_takes_nothing_back_but_of_what_it_reads_anew(world):
    ran(world)
    whole = tree(world.out)
    assert world.run(command="intake") == 0
    assert tree(world.out) == whole
    (world.top / "received" / "2019 昌乐县 扶贫" / "b.xlsx").write_text("submitted again")
    assert world.run(command="intake") == 0
    assert (world.out / "linqu" / "small.html").exists() and not (world.out / "changle" / "small.html").exists()
    assert not any((world.out / name).exists() for name in ("manifest.json", "index.html"))  # they told of all


def test_what_tells_of_all_goes_with_the_first_page(world):
    ran(world)
    path = world.top / "notebooks" / "small.ipynb"
    path.write_text(path.read_text().replace("# small", "# Small"))
    assert world.run(command="intake") == 0  # reads nothing, and takes the pages back that are not true any more
    assert not any((world.out / name).exists() for name in ("linqu/small.html", "manifest.json", "index.html"))


def test_a_county_that_has_failed_leaves_no_leads(world):
    """Also when no rules over all counties come after it, which would clear it."""
    (world.top / "received" / "linqu" / "changing").write_text("x")
    assert world.run("--county", "linqu") == 1 and "changed while the job ran: received changing" in world.says
    assert list((world.out / "linqu").iterdir()) == []


def test_what_failed_is_tried_again_and_the_rest_is_not(world):
    world.county("anqiu", "c.xlsx", "broken")
    (world.top / "received" / "2019 昌乐县 扶贫" / "chance").write_text("a rule broke, a reader was killed: no record of it is kept")
    assert world.run() == 1
    assert "the same command again" in world.says
    assert world.run("--json") == 1
    done = {e["county"] for e in map(json.loads, world.says.splitlines()) if e["event"] == "job" and e["status"] == "done"}
    assert done == {"", "changle"}
    (world.top / "received" / "anqiu" / "broken").unlink()
    assert [name for name, (status, _) in foreseen(world).items() if status == "run"] == [
        *("anqiu stage", "changle stage", "city", "anqiu small", "changle small", "all_counties")
    ]


def start(world, limit: int | None = None) -> subprocess.Popen:
    """The command in a process of its own, up to its first event; ``limit``: bytes that a file may have."""
    command = [sys.executable, "-m", "tests.batch.driver", "run", *world.arguments]
    limited = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None
    batch = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limited)
    while batch.poll() is None and not (world.out / ".lock").exists():
        time.sleep(0.01)
    return batch


def test_two_runs_into_one_folder(world):
    world.notebook("small", "import time\ntime.sleep(600)")
    batch = start(world)
    time.sleep(0.2)
    assert world.run() == 2
    assert f"another run is at work there (process {batch.pid})" in world.says
    batch.send_signal(signal.SIGINT)
    assert batch.wait(60) == 130
    assert world.run("--dry-run") == 0
    batch.communicate()


def victims(batch: subprocess.Popen) -> dict[str, list[psutil.Process]]:
    """A forked process has the command line of its fork server, which may be killed just as well."""
    family = [(" ".join(p.cmdline()), p) for p in psutil.Process(batch.pid).children(recursive=True)]
    kernels = [p for line, p in family if "auditlib.kernels.server" in line]
    workers = [p for line, p in family if "multiprocessing" in line]
    return {"kernel": kernels or workers, "worker": workers, "batch": []}


def cut_off(world, chance: random.Random, seconds: float) -> None:
    """Kill the batch, a worker, a kernel or a fork server at a moment within ``seconds``, and now and then lose the ends of the files written last."""
    batch = start(world)
    time.sleep(chance.random() * seconds)
    victim = chance.choice(["batch", "batch", "worker", "kernel"])
    with contextlib.suppress(psutil.NoSuchProcess):
        chosen = victims(batch)[victim] if batch.poll() is None else []
        chance.choice(chosen or [batch]).kill()
    batch.communicate(timeout=120)
    if chance.random() < 0.5:
        written = sorted((p for p in world.out.rglob("*") if p.is_file() and p.name != ".lock"), key=lambda p: p.stat().st_mtime_ns)
        for path in written[-chance.randint(1, 4) :]:
            os.truncate(path, chance.randint(0, path.stat().st_size))


def cut_off_often(world, moments: int, rounds: int) -> None:
    """``rounds`` runs, each cut off at several of the ``moments`` before it may end, and one on a full disk: all end with the bytes of an undisturbed one."""
    began = time.monotonic()
    assert world.run() == 0
    whole = tree(world.out)
    chance, seconds = random.Random(20190921), time.monotonic() - began
    for _ in range(rounds):
        shutil.rmtree(world.out)
        for _ in range(moments // rounds):
            cut_off(world, chance, seconds)
        ends_as(whole, world)
    shutil.rmtree(world.out)
    fill_the_disk(world)
    ends_as(whole, world)


def ends_as(whole: dict[str, bytes], world) -> None:
    assert world.run() == 0, world.says
    found = tree(world.out)
    assert found.keys() == whole.keys()
    assert [name for name in whole if found[name] != whole[name]] == []


def fill_the_disk(world) -> None:
    """A file may have 4 kB: no page can be written."""
    batch = start(world, limit=4096)
    said, errors = batch.communicate(timeout=120)
    assert batch.returncode in (1, 2) and "the disk is full" in said + errors and "Traceback" not in said + errors, (said, errors)


def test_cut_off_at_random_moments(world):
    cut_off_often(world, moments=3, rounds=1)


@pytest.mark.slow
def test_cut_off_at_fifty_random_moments(world):
    cut_off_often(world, moments=50, rounds=25)
