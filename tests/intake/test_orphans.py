"""The child that reads files never outlives the program that wants them, however that program ends."""

import subprocess
import sys

import psutil
import pytest

READING = """
import sys, time
from pathlib import Path
from auditlib.intake.grids import Reader
from auditlib.intake.guard import inspect
if __name__ == "__main__":
    file = Path(sys.argv[1])
    with Reader(file.parent) as reader:
        reader.read(file, inspect(file))
        print("read", flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the children by itself")
def test_program_killed_outright(tmp_path):
    (tmp_path / "a.csv").write_text("姓名,金额\n甲,1\n", encoding="utf-8")
    program = subprocess.Popen([sys.executable, "-c", READING, tmp_path / "a.csv"], stdout=subprocess.PIPE, text=True)
    assert program.stdout.readline() == "read\n"
    family = psutil.Process(program.pid).children(recursive=True)
    assert family
    program.kill()
    program.wait()
    program.stdout.close()
    assert psutil.wait_procs(family, timeout=10)[1] == []
