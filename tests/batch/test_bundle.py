"""The archive for an office without a network: the locks agree, each platform gets what it needs, and the Linux one installs with no index at all."""

import re
import subprocess
import sys
import zipfile

import pytest

from bundle.pack import ENVIRONMENTS, LOCK, needed, pack
from tests.batch.conftest import ROOT


def versions(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def test_the_locks_of_auditors_hold_nothing_else_than_that_of_the_tests():
    tested, audit, lab = (versions(f"requirements{part}.lock") for part in ("-dev", "", "-lab"))
    assert audit.items() <= lab.items() <= tested.items()
    assert not {"pysail", "playwright", "distributed", "pyspark-client", "pytest", "jupyterlab"} & {*audit}


@pytest.mark.parametrize(
    ("platform", "has", "lacks"), [("win_amd64", "pywinpty", "ptyprocess"), ("manylinux_2_28_x86_64", "ptyprocess", "pywinpty")]
)
def test_each_platform_gets_what_its_markers_say(platform, has, lacks):
    lines = needed(LOCK.read_text(encoding="utf-8"), platform).splitlines()
    names = {line.partition("==")[0] for line in lines}
    assert has in names and lacks not in names
    assert len(names) == len(lines) > 100
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==\S+( --hash=sha256:[0-9a-f]{64})+", line) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("platform", ENVIRONMENTS)
def test_every_locked_package_has_a_wheel(platform, tmp_path):
    with zipfile.ZipFile(pack(platform, tmp_path)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    wheels = [name for name in names if name.startswith("auditlib/wheels/")]
    assert all(name.endswith(".whl") for name in wheels) and any("/auditlib-" in name for name in wheels)
    if platform.startswith("manylinux") and sys.platform == "linux":
        environment = {
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "PYTHON": sys.executable,
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": "/dev/null",
        }
        subprocess.run(["sh", "auditlib/install.sh"], cwd=tmp_path, env=environment, check=True)
        told = subprocess.run(
            [tmp_path / "auditlib/venv/bin/auditlib", "rules", "LOAN-02"], cwd=tmp_path, env={}, check=True, capture_output=True
        )
        assert "LOAN-02" in told.stdout.decode()
