"""Personal data stays with its owner: modes whatever the umask, and temporary folders that outlive nobody and take nothing along that is not ours."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from auditlib.batch.lock import Lock
from auditlib.engines import connect
from auditlib.scratch import MARK, PREFIX, Scratch, discard, remove_abandoned
from tests.batch.conftest import FINISH, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")


@pytest.fixture
def open_umask():
    """A user who lets everybody read and write everything."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0  # no command changes it for what comes after


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o077]


def test_all_that_a_run_writes_is_its_owners_only(world, open_umask):
    world.notebook("small", "open('of_the_kernel.txt', 'w').close()", FINISH)
    assert world.run() == 0
    assert len([*world.out.rglob("*")]) > 30 and open_to_others(world.out) == []
    assert stat.S_IMODE((world.out / "linqu" / "ledgers" / "micro_loan.parquet").stat().st_mode) == 0o600


def test_what_an_earlier_version_left_open_is_closed(world):
    assert world.run() == 0
    for path in (world.out, *world.out.rglob("*")):
        path.chmod(0o777)
    outside = world.top / "notes.txt"
    outside.write_text("of somebody else")
    outside.chmod(0o644)
    (world.out / "linqu" / "link.txt").symlink_to(outside)
    assert world.run() == 0
    assert open_to_others(world.out) == [] and stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_temporary_folders_are_private_and_hold_what_an_engine_has_no_memory_for(tmp_path, monkeypatch, open_umask):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    engine = connect()
    engine.connection.raw_sql("SET memory_limit = '30MB'")
    engine.materialise("many", "SELECT i, md5(i::VARCHAR) AS text FROM range(2000000) t(i)")
    (place,) = tmp_path.iterdir()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700 and any(path.name.startswith("duckdb_temp") for path in place.rglob("*"))
    del engine
    assert list(tmp_path.iterdir()) == []


def foreign(folder: Path) -> list[Path]:
    """Folders that are called like ours and are not: without a mark, with that of another, a link to one, and what a link in one of ours leads to."""
    plain, marked, linked = (folder / f"{PREFIX}{name}" for name in ("plain", "marked", "linked"))
    for place in (plain, marked):
        place.mkdir()
        (place / "thesis.docx").write_text("years of work")
    (marked / MARK).write_text(" anything")
    linked.symlink_to(plain)
    return [plain / "thesis.docx", marked / "thesis.docx", linked]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("token", ["", "0" * 32])
def test_a_lock_that_names_a_foreign_folder_takes_nothing_along(tmp_path, monkeypatch, place, token):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    there = foreign(tmp_path)
    named = [tmp_path / f"{PREFIX}{name}" for name in ("plain", "marked", "linked")][place]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".lock").write_text(f" 999999999\n{token}\n{named}")
    with Lock(tmp_path / "out") as lock:
        assert (lock.scratch / MARK).exists()
    assert all(path.exists() for path in there) and not lock.scratch.exists()


def test_a_lock_that_is_a_link_is_refused(world):
    precious = world.top / "precious.txt"
    precious.write_text("years of work")
    world.out.mkdir()
    (world.out / ".lock").symlink_to(precious)
    assert world.run() == 2 and ".lock" in world.says and "Traceback" not in world.says
    assert precious.read_text() == "years of work"


def left_by_a_killed_process(folder: Path) -> Path:
    code = "import os\nfrom auditlib.scratch import Scratch\nplace = Scratch()\n(place.path / 'ledger').write_text('x')\nprint(place.path, flush=True)\nos.kill(os.getpid(), 9)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"TMPDIR": str(folder)}, capture_output=True, text=True)
    return Path(ended.stdout.strip())


def test_only_what_carries_our_mark_and_whose_process_is_gone_is_swept(tmp_path, monkeypatch):
    there = foreign(tmp_path)
    (tmp_path / f"{PREFIX}marked" / MARK).unlink()
    left, beside = left_by_a_killed_process(tmp_path), tmp_path / "beside"
    beside.mkdir()
    (beside / "thesis.docx").write_text("years of work")
    (left / "link").symlink_to(beside)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Scratch() as mine:
        (mine / "ledger").write_text("x")
        assert (left / "ledger").exists()
        discard(left, token="0" * 32)  # that of another
        assert (left / "ledger").exists()
        remove_abandoned()
        assert not left.exists() and (mine / "ledger").exists()
    assert not mine.exists() and all(path.exists() for path in (*there, beside / "thesis.docx"))


def test_a_folder_of_another_user_is_left_alone(tmp_path, monkeypatch):
    left = left_by_a_killed_process(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.getuid", lambda: left.stat().st_uid + 1)
    remove_abandoned()
    assert (left / "ledger").exists()


SLOW = "import time\nfrom pathlib import Path\nPath({begun!r}).exists() and (Path({begun!r}, county).touch(), time.sleep(600))"


def test_what_a_killed_verify_leaves_is_swept_by_the_next_command(world, monkeypatch):
    begun = world.top / "begun"
    world.notebook("small", SLOW.format(begun=str(begun)), FINISH)
    assert world.run() == 0
    begun.mkdir()
    (world.top / "tmp").mkdir()
    command = [sys.executable, "-m", "tests.batch.driver", "verify", "--outputs", str(world.out), "--jobs", "1"]
    proof = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(world.top / "tmp")}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    deadline = time.monotonic() + 240  # a guard against hanging, not a limit
    while not any(begun.iterdir()) and time.monotonic() < deadline and proof.poll() is None:
        time.sleep(0.1)
    assert proof.poll() is None, proof.communicate()[0].decode()
    family = psutil.Process(proof.pid).children(recursive=True)
    proof.send_signal(signal.SIGKILL)
    proof.communicate()
    psutil.wait_procs(family, timeout=30)
    assert [*(world.top / "tmp").rglob("micro_loan.parquet")]  # or there would be nothing to sweep
    shutil.rmtree(begun)
    monkeypatch.setattr("tempfile.tempdir", str(world.top / "tmp"))
    assert world.call("verify", "--outputs", str(world.out), "--hashes-only") == 0, world.says
    assert [*(world.top / "tmp").rglob("micro_loan.parquet")] == []
