"""What was handed in and not read: on the terminal, in intake.html and in the exit code."""

import html
import subprocess
import sys

import pytest

from auditlib.batch.work import describe
from tests.batch.conftest import ROOT
from tests.intake.helpers import identity, workbook

DEATHS = [["姓名", "身份证号", "死亡日期"], ["张三", identity(), "2019-05-01"]]
UNKNOWN = [["设备", "型号", "产地"], ["水泵", "B-1", "本地"], ["电机", "D-2", "外地"]]


def test_a_sheet_and_a_file_that_nobody_read(world):
    county = world.top / "received" / "linqu"
    (county / "a.xlsx").unlink()
    (world.top / "received" / "2019 昌乐县 扶贫" / "b.xlsx").unlink()
    workbook(world.top / "received" / "2019 昌乐县 扶贫" / "死亡.xlsx", {"死亡": DEATHS, "填表说明": [["一、按月填报"]], "空": []})
    workbook(county / "材料.xlsx", {"死亡": DEATHS, "设备": UNKNOWN})
    (county / "扫描.pdf").write_bytes(b"%PDF-1.4")
    assert world.run(command="intake") == 1
    page = html.unescape((world.out / "linqu" / "intake.html").read_text(encoding="utf-8"))
    for told in ("扫描.pdf", "材料.xlsx · 设备"):
        assert f"linqu: {told}: " in world.says and f"<b>{told}</b>：" in page
    assert "changle" not in "".join(line for line in world.says.splitlines() if "not done" in line)
    assert "差额" in page and "行数不平" not in page and "缺陷" not in page
    with (world.top / "parameters" / "counties" / "linqu.yaml").open("a", encoding="utf-8") as file:
        file.write('files:\n  - match: "*.pdf"\n    ledger: ignore\n  - match: 材料.xlsx\n    sheet: 设备\n    ledger: ignore\n')
    assert world.run(command="intake") == 0, world.says


def test_a_folder_of_nothing_but_system_files_is_named(world):
    county = world.top / "received" / "linqu"
    (county / "a.xlsx").rename(county / "Thumbs.db")
    assert world.run("--county", "linqu", command="intake") == 1
    assert "linqu: 文件夹里没有可读的文件；请" in world.says


@pytest.mark.parametrize(("level", "code"), [("1", 0), ("2", 2)])
def test_python_may_drop_asserts_but_not_the_sentences_of_findings(level, code):
    line = [sys.executable, "-m", "auditlib", "rules", "LOAN-02"]
    done = subprocess.run(
        line, env={"PYTHONOPTIMIZE": level, "PATH": "", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    assert ("LOAN-02" in done.stdout) is (code == 0)
    if code:
        assert done.stderr.count("\n") == 1 and "unset PYTHONOPTIMIZE" in done.stderr


def test_a_notebook_says_so_too():
    line = [sys.executable, "-OO", "-c", "import auditlib.rules"]
    done = subprocess.run(line, env={"PATH": "", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8")
    assert done.stderr.splitlines()[-1].startswith("auditlib.errors.AuditError: Python was started with -OO")


def test_a_fault_of_the_program_says_what_to_do_and_what_it_is():
    try:
        describe(None)
    except AttributeError as error:
        told = describe(error)
    assert "AttributeError at auditlib/errors.py:" in told and "give the same command again" in told and "run.log" in told
    assert "__traceback__" not in told  # no message of an error, which may quote a value
