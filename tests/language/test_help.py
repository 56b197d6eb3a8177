"""The help of every command in Chinese: nothing is left in English, nothing is wider than the terminal, click's own words are translated too."""

import re
import subprocess
import sys
from unicodedata import east_asian_width

import pytest

from auditlib.cli import commands
from auditlib.help import Formatter, translated
from auditlib.messages import language

#: Three English words in a row that are not a command to type.
SENTENCE = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")


def contexts(command, name="auditlib", parent=None):
    context = command.context_class(command, parent, name, terminal_width=100, **({} if parent else command.context_settings))
    yield context
    for name, below in getattr(command, "commands", {}).items():
        yield from contexts(below, name, context)


@pytest.fixture(scope="module")
def chinese():
    with language("zh_CN"):
        return {context.command_path: context.get_help() for context in contexts(translated(commands))}


def test_no_sentence_is_left_in_english(chinese):
    left = [
        line for text in chinese.values() for line in text.splitlines() if SENTENCE.search(re.sub(r"auditlib [a-z -]+.*|`[^`]+`", "", line))
    ]
    assert not left
    assert all(text.startswith("用法：") and "显示本说明后退出" in text for text in chinese.values())


def test_no_line_is_wider_than_the_terminal(chinese):
    def width(line):
        return sum(1 + (east_asian_width(c) in "WF") for c in line)

    lines = {
        line for text in chinese.values() for line in text.splitlines() if not line.startswith("    auditlib ")
    }  # examples are typed as they are
    assert max(map(width, lines)) <= 102  # click leaves two columns of a terminal free, into which a last character may reach


def test_the_commands_themselves_stay_english(chinese):
    assert commands.help.startswith("Audit poverty funds") and commands.params[0].help == "Show the version and exit."


def test_english_where_the_terminal_is_not_chinese():
    for name in ("C", "de_DE.UTF-8", "en_US.UTF-8"):
        with language(name):
            assert next(contexts(translated(commands))).get_help().startswith("Usage: auditlib [OPTIONS]")


def test_a_line_ends_between_characters_and_never_before_a_closing_mark():
    text = "用 abc 读取、审计每个县级单位并生成网页；一个失败，不影响其他。"
    for width in range(12, 40):
        formatter = Formatter(width=width)
        formatter.write_text(text)
        lines = formatter.getvalue().splitlines()
        assert "".join(lines) == text and len(lines) > 1
        assert not any(line[0] in "，。；、" for line in lines)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rnu"], "没有命令 'rnu'。 是否想写 'run'？"),
        (["run", "--outputs", "out"], "缺少选项 '--data'"),
        (["run", "--data", "/nowhere"], "'--data' 的值无效：文件夹 '/nowhere' 不存在。"),
        (["cases", "export", "--names", "x"], "'x' 不在可选值之中：'full', 'masked'"),
        (["run", "--as-of", "2019-02-30"], "'2019-02-30' 不是日期；应写成"),
        (["run", "--jobs", "-1"], "'--jobs' 的值无效：-1 不在范围 x>=0 之内"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments, told):
    done = subprocess.run(
        [sys.executable, "-m", "auditlib", *arguments], env={"LANG": "zh_CN.UTF-8"}, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 2 and told in done.stderr and done.stderr.startswith("用法：")
