"""A run over several counties: what it leaves, and that a failure of one never stops the others (promises 15, 20)."""

import dataclasses
import functools
import json
import os
import shutil
import sys
import textwrap
from urllib.parse import quote

import pytest

import auditlib.batch.run as batch
from auditlib.batch import kernel
from auditlib.batch.settings import Settings
from tests.batch.conftest import FINISH


def manifest(world):
    return json.loads((world.out / "manifest.json").read_text(encoding="utf-8"))


def test_all_done(world):
    assert world.run() == 0
    assert "index.html" in world.says
    for county in ("linqu", "changle"):
        assert (world.out / county / "small.html").exists()
    assert (world.out / "all_counties.html").exists()
    jobs = manifest(world)["counties"]["changle"]["jobs"]
    assert {name: job["status"] for name, job in jobs.items()} == {"stage": "done", "small": "done"}


def test_second_run_is_byte_identical_and_says_no_path(world):
    assert world.run("--jobs", "2") == 0
    files = [p for p in sorted(world.out.rglob("*")) if p.is_file() and p.name not in ("times.json", "run.log", ".lock")]
    first = {path: path.read_bytes() for path in files}
    assert world.run("--no-resume") == 0
    assert [path.name for path in files if path.read_bytes() != first[path]] == []
    for path, content in first.items():
        assert str(world.top).encode() not in content, path.name


PATHS = """
import json
from pathlib import Path
from urllib.parse import quote
here = str(Path(outputs).resolve())
print(data, here, repr(data), ascii(data), json.dumps({"data": data, "outputs": here}), Path(data).as_uri(), quote(here), sep="\\n")
data
"""


def everything(folder):
    """The bytes of all that a run left, but for when and by whom."""
    apart = ("times.json", "run.log", ".lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in apart}


def test_the_same_bytes_from_any_folder(world):
    """Also one whose name is Chinese, with a space in it: in executed notebooks, pages, records and manifest."""
    world.notebook("small", PATHS, "if county == 'changle':\n    raise ValueError(data)", FINISH)
    made = {}
    for name in ("plain", "甲 乙&丙"):
        place = world.top / name
        for folder in ("received", "parameters", "notebooks"):
            shutil.copytree(world.top / folder, place / folder, symlinks=True)
        moved = dataclasses.replace(world, top=place)
        assert moved.run() == 1  # the notebook of one county failed
        made[name] = everything(moved.out)
    assert made["plain"].keys() == made["甲 乙&丙"].keys()
    assert [path for path, content in made["plain"].items() if content != made["甲 乙&丙"][path]] == []
    shown = made["plain"]["linqu/small.ipynb"].decode()
    assert 'data = \\"received\\"' in shown
    for spelling in (str(world.top), ascii("甲 乙")[1:-1].replace("\\", "\\\\"), quote("甲 乙")):
        assert not [path for path, content in made["甲 乙&丙"].items() if spelling.encode() in content]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("broken", "the workbook is truncated; ask for it again"),
        ("unforeseen", "unforeseen KeyError"),
        ("kill", "most likely out of memory"),
        ("refused", "not a workbook"),
    ],
)
def test_one_county_fails_and_the_others_are_complete(world, file, told):
    world.county("anqiu", "c.xlsx", file)
    assert world.run() == 1
    assert told in world.says and "anqiu" in world.says
    assert "张三" not in world.says and "Traceback" not in world.says
    for county in ("linqu", "changle"):
        assert (world.out / county / "small.html").exists()
    assert (world.out / "all_counties.html").exists()
    # a file that could not be read is named; what could be read is audited
    assert (world.out / "anqiu" / "small.html").exists() == (file == "refused")


def test_raising_notebook_is_kept_with_its_error(world):
    world.notebook("small", "if county == 'linqu':\n    raise ValueError('张三')", FINISH)
    assert world.run() == 1
    assert "第 3 个代码单元格出错：ValueError" in world.says and "张三" not in world.says
    failed = world.executed("linqu", "small")
    assert "本页没有完成" in failed.cells[0].source
    assert any(output.output_type == "error" for cell in failed.cells if cell.cell_type == "code" for output in cell.outputs)
    assert "本页没有完成" in (world.out / "linqu" / "small.html").read_text(encoding="utf-8")
    assert "本页没有完成" not in (world.out / "changle" / "small.html").read_text(encoding="utf-8")
    jobs = manifest(world)["counties"]
    assert [jobs[c]["jobs"]["small"]["status"] for c in ("linqu", "changle")] == ["failed", "done"]


#: Name of a notebook → what its cell does, the cause that is recorded, and what is told.
FAILURES = {
    "divides": ("1 / 0", "error", "第 3 个代码单元格出错：ZeroDivisionError"),
    "interrupts": ("import signal\nsignal.raise_signal(signal.SIGINT)", "interrupt", "第 3 个代码单元格被中断"),
    "kills": ("import os\nos.kill(os.getpid(), 9)", "death", "内核中途终止（信号 9"),
    "leaves": ("import os\nos._exit(7)", "death", "内核中途终止（退出码 7）"),
    "wants": ("bytearray(2**62)", "memory", "第 3 个代码单元格内存不足（MemoryError）"),
    "counts": (
        "import duckdb\nc = duckdb.connect(config={'memory_limit': '5MB', 'temp_directory': ''})\n"
        "c.sql('SELECT count(DISTINCT md5(i::VARCHAR)) FROM range(1000000) t(i)').fetchall()",
        "memory",
        "内存不足（OutOfMemoryException）",
    ),
}


def finish(name: str) -> str:
    return FINISH.replace('"notebook": "small"', f'"notebook": "{name}"')


def named(names) -> list[str]:
    return [word for name in names for word in ("--notebook", name)]


def test_why_a_notebook_failed_is_told_and_recorded(world):
    """One county's notebooks fail; their pages are kept with a banner, and the other county's are sound."""
    for name, (cell, _, _) in FAILURES.items():
        world.notebook(name, f"if county == 'linqu':\n{textwrap.indent(cell, '    ')}", finish(name))
    assert world.run(*named(FAILURES)) == 1
    assert "slower" not in world.says
    jobs = manifest(world)["counties"]
    for name, (_, cause, told) in FAILURES.items():
        assert [jobs[c]["jobs"][name]["cause"] for c in ("linqu", "changle")] == [cause, ""]
        assert told in world.says and told in jobs["linqu"]["jobs"][name]["message"]
        assert "本页没有完成" in (world.out / "linqu" / f"{name}.html").read_text(encoding="utf-8")
        assert "本页没有完成" not in (world.out / "changle" / f"{name}.html").read_text(encoding="utf-8")


def test_cell_that_takes_too_long(world, monkeypatch):
    monkeypatch.setattr(batch, "Settings", functools.partial(Settings, cell_limit=1))
    world.notebook("small", "import time\nif county == 'linqu':\n    time.sleep(60)", FINISH)
    assert world.run() == 1
    assert "一个单元格超过 1 秒" in world.says
    assert manifest(world)["counties"]["linqu"]["jobs"]["small"]["cause"] == "timeout"


@pytest.mark.parametrize(("killed", "cause"), [(0, "death"), (1, "memory")])
def test_kernel_killed_by_the_system_for_memory(monkeypatch, killed, cause):
    """As Linux tells it: SIGKILL, and one more in its count of processes ended for memory."""
    monkeypatch.setattr(kernel, "oom_kills", lambda: 3 + killed)
    assert kernel.death(-9, 3)[0] == cause
    assert kernel.death(-11, 3)[0] == "death"


def test_kernels_that_could_not_be_forked_are_told(world, monkeypatch):
    monkeypatch.setattr("auditlib.batch.environment.PRELOAD", "no_such_module")
    assert world.run() == 0
    assert "slower kernels were started one by one: preloading no_such_module failed" in world.says


#: Name of a notebook → its last cell, and why it is no result.
MARKERS = {
    "unmarked": ("1 + 1", "没有完成标记"),
    "marked": (finish("marked") + "\n1 + 1", None),
    "rules": (finish("rules").replace('"LOAN-02": 3', '"LOAN-02": 2'), "rules"),
    "rows": (finish("rows").replace('"micro_loan": 10', '"micro_loan": 9'), "rows"),
    "leads": (finish("leads").replace('"leads": 3', '"leads": 4'), "leads"),
    "notebook": (finish("other"), "notebook"),
    "county": (finish("county").replace('"county": county', '"county": "anqiu"'), "county"),
    "digest": (finish("digest").replace('"digest": "d', '"digest": "e'), "digest"),
    "day": (finish("day").replace('"as_of": as_of', '"as_of": "2018-12-31"'), "as_of"),
    "informal": (
        finish("informal").replace('"leads": 3', '"leads": 3, "informal": "与运行时不同：规则"'),
        "不是本次运行的结果：与运行时不同：规则",
    ),
}


def test_completion_marker(world):
    for name, (cell, _) in MARKERS.items():
        world.notebook(name, cell)
    assert world.run("--county", "linqu", *named(MARKERS)) == 1
    jobs = manifest(world)["counties"]["linqu"]["jobs"]
    for name, (_, told) in MARKERS.items():
        assert jobs[name]["cause"] == ("unfinished" if told else "") and (told or "") in jobs[name]["message"], (name, jobs[name])


def test_rules_over_all_counties_that_broke_take_no_page_along(world):
    """A notebook says that there is no result of such a rule."""
    (world.top / "received" / "linqu" / "apart").write_text("x")
    world.notebook("small", FINISH.replace('"LOAN-02": 3}', '"LOAN-02": 3, "CROSS-01": 0}'))
    assert world.run("--county", "linqu") == 1
    assert manifest(world)["counties"]["linqu"]["jobs"]["small"]["status"] == "done"
    assert manifest(world)["all_counties"]["city"]["status"] == "failed"


def test_old_results_do_not_survive_a_failure(world):
    assert world.run() == 0
    (world.out / "linqu" / "notes.txt").write_text("the auditor's own")
    (world.top / "received" / "linqu" / "broken").write_text("x")
    assert world.run() == 1
    assert sorted(path.name for path in (world.out / "linqu").iterdir()) == ["notes.txt"]


def test_folder_that_is_no_county_is_named(world):
    world.county("其他材料", "x.xlsx")
    world.county("linqu 临朐县 补充", "y.xlsx")
    assert world.run() == 1
    assert "其他材料" in world.says
    assert "several folders" in world.says
    assert str(world.top) not in (world.out / "manifest.json").read_text(encoding="utf-8")
    assert (world.out / "changle" / "small.html").exists() and not (world.out / "linqu").exists()


def test_a_second_folder_of_a_county_takes_its_results_back(world):
    assert world.run() == 0
    world.county("linqu 临朐县 补充", "y.xlsx")
    assert world.run() == 1 and "several folders" in world.says
    assert list((world.out / "linqu").iterdir()) == [] and (world.out / "changle" / "small.html").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names of other encodings")
def test_folder_with_a_name_from_chinese_windows(world):
    """Unpacked from an archive of another encoding: the bytes are no UTF-8."""
    received = world.top / "received"
    (received / "linqu").rename(received / os.fsdecode("临朐县扶贫".encode("gb18030")))
    (received / os.fsdecode("其他".encode("gb18030"))).mkdir()
    assert world.run("--json") == 1
    assert (world.out / "linqu" / "small.html").exists()
    assert json.loads((world.out / "manifest.json").read_text(encoding="utf-8"))["problems"][0].startswith("folder 其他: ")
