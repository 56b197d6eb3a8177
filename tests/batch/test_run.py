"""A run over several counties: what it leaves, and that a failure of one never stops the others (promises 15, 20)."""

import json

import pytest

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
    assert world.run() == 0
    files = [p for p in sorted(world.out.rglob("*")) if p.is_file() and p.name not in ("times.json", "run.log", ".lock")]
    first = {path: path.read_bytes() for path in files}
    assert world.run("--jobs", "1", "--no-resume") == 0
    assert [path.name for path in files if path.read_bytes() != first[path]] == []
    for path, content in first.items():
        assert str(world.top).encode() not in content, path.name


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


def test_killed_kernel_is_told(world):
    world.notebook("small", "import os\nif county == 'linqu':\n    os.kill(os.getpid(), 9)", FINISH)
    assert world.run() == 1
    assert "内核中途终止" in world.says
    assert (world.out / "linqu" / "small.html").exists() and (world.out / "changle" / "small.html").exists()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1 + 1", "没有完成标记"),
        (FINISH + "\n1 + 1", None),
        (FINISH.replace('"LOAN-02": 3', '"LOAN-02": 2'), "rules"),
        (FINISH.replace('"micro_loan": 10', '"micro_loan": 9'), "rows"),
        (FINISH.replace('"leads": 3', '"leads": 4'), "leads"),
        (FINISH.replace('"notebook": "small"', '"notebook": "other"'), "notebook"),
        (FINISH.replace('"county": county', '"county": "anqiu"'), "county"),
        (FINISH.replace('"digest": "d', '"digest": "e'), "digest"),
        (FINISH.replace('"as_of": as_of', '"as_of": "2018-12-31"'), "as_of"),
    ],
)
def test_completion_marker(world, cell, told):
    world.notebook("small", cell)
    assert world.run("--county", "linqu") == (1 if told else 0)
    if told:
        assert told in world.says


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
