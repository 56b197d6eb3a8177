"""A run goes to its end wherever the system has its temporary files: no socket's path is too long, in characters or in bytes."""

import os
import subprocess
import sys

from tests.batch.conftest import ROOT


def test_a_long_folder_for_temporary_files_stops_nothing(world):
    """Forty characters, of three bytes each."""
    name = "临时文件" * 10
    (world.top / name).mkdir()
    command = [sys.executable, "-m", "tests.batch.driver", "run", *world.arguments]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | {"TMPDIR": str(world.top / name)}, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [*(world.top / name).iterdir()] == []
