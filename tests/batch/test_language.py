"""A run in Chinese: what its end says, what a wrong name is told; and files and JSON that are the same whoever ran it."""

import json
import re

import pytest

from auditlib.batch.products import APART
from auditlib.messages import Message, _, language, local, masked


@pytest.fixture
def chinese():
    with language("zh_CN"):
        yield


def test_the_end_of_a_run(world, chinese):
    world.notebook("small", "1 / 0")
    assert world.run() == 1
    assert re.search(r"单位 +名称 .*笔记本", world.says)
    assert re.search(r"完成 \d, 未变 0, 失败 2, 受阻 0，共 \d 项任务", world.says)
    assert "未完成 linqu small：" in world.says and "见 linqu/small.html" in world.says
    assert "请处理以上各项，再运行同一条命令" in world.says and "请看：" in world.says


def test_what_would_run(world, chinese):
    assert world.run("--dry-run") == 0
    assert "运行" in world.says and "临朐县 linqu 台账和规则: 尚未完成" in world.says and "昌乐县 changle small: 尚未完成" in world.says


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--county", "临句"], "没有县级单位“临句”（是否想写 临朐县？）；可用：linqu (临朐县)"),
        (["--county", "安丘市"], "--county 安丘市："),
        (["--notebook", "smal"], "没有笔记本“smal”（是否想写 small？）；可用：all_counties, small"),
    ],
)
def test_names_that_do_not_exist(world, chinese, arguments, told):
    assert world.run(*arguments) == 2
    assert told in world.says and not world.out.exists()


def test_files_and_json_do_not_depend_on_the_language(world, tmp_path):
    """What tells of this place and time only is left aside; all else of a run with failures is the same, byte for byte."""
    world.notebook("small", "1 / 0")
    runs = {}
    for name in ("C", "zh_CN"):
        with language(name):
            assert world.run("--json", "--outputs", str(tmp_path / name / "out")) == 1
        events = [json.loads(line) for line in world.says.splitlines()]
        runs[name] = (
            [{key: value for key, value in event.items() if key not in ("time", "seconds", "left")} for event in events],
            files(tmp_path / name / "out"),
        )
    assert runs["C"] == runs["zh_CN"]


def files(folder):
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if name not in APART}


def test_a_mask_reaches_the_values_of_a_message_in_both_languages():
    told = masked(
        _("{job}: {problem}", job="张三", problem=_("case record: {problem}", problem="张三")), lambda text: text.replace("张三", "＊")
    )
    assert isinstance(told, Message) and told == "＊: case record: ＊"
    with language("zh_CN"):
        assert local(told) == "＊：案件记录：＊"
