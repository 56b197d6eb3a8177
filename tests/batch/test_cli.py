"""The command: exit codes, wrong usage, parameters refused before anything runs, and a help that says it all (promises 21, 22, 32)."""

import re
import subprocess
import sys
import time

import click
import pytest

from auditlib import cli
from tests.batch.conftest import FINISH, TYPED


def refused(world, told, *arguments):
    """Exit 2, a message without a traceback, and nothing ran."""
    assert world.run(*arguments) == 2
    assert re.search(told, world.says), world.says
    assert "Traceback" not in world.says
    assert not world.out.exists()


def test_no_county_folder(world, tmp_path):
    (tmp_path / "empty").mkdir()
    refused(world, "no folder in it is a county", "--data", str(tmp_path / "empty"))


def test_county_folder_itself_is_given(world, tmp_path):
    refused(world, "give the folder above it, and --county linqu", "--data", str(tmp_path / "received" / "linqu"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--county", "beijing"], "names no county"),
        (["--county", "安丘市"], "no folder for it"),
        (["--notebook", "smal"], "no notebook smal .*allowed: all_counties, small"),
        (["--as-of", "2019-02-30"], "no date"),
        (["--as-of", "20191231"], "no date"),
        (["--jobs", "-1"], "--jobs"),
        (["--data", "nowhere"], "does not exist"),
        (["--unknown"], "No such option"),
    ],
)
def test_wrong_usage(world, arguments, told):
    refused(world, told, *arguments)


def test_results_inside_the_files_received(world, tmp_path):
    assert world.run("--outputs", str(tmp_path / "received" / "out")) == 2
    assert "results would be read as files received" in world.says


def test_broken_parameter_file(world, tmp_path):
    (tmp_path / "parameters" / "run.yaml").write_text("as_of: 2019-02-30\naudit_from: 2016-01-01\nnotebooks: [small]\n")
    refused(world, r"run\.yaml:1")


@pytest.mark.parametrize("text", ["linqu", "370720", "临朐县"])
def test_county_by_id_code_or_name(world, text):
    assert world.run("--county", text, "--notebook", "small") == 0
    assert (world.out / "linqu" / "small.html").exists() and not (world.out / "changle").exists()


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        (TYPED.replace("county", "conuty"), "no parameter county .did you mean conuty"),
        (TYPED.replace("as_of: str", "asof: str"), "no parameter as_of"),
        (TYPED.replace('county: str = "linqu"', "county: int = 370724"), "county is declared int"),
        (TYPED.replace('county: str = "linqu"', "county = 370724"), "county is declared int"),
        (TYPED + '\noutput: str = "x"', "output looks like outputs misspelt"),
        (TYPED.replace("county: str", "county: Path"), "not a typed parameter"),
        (TYPED + "\nprint('x')", "not a typed parameter"),
        ("county: str =", "not Python"),
    ],
)
def test_notebook_with_wrong_parameters_is_refused_before_a_kernel_starts(world, parameters, told):
    world.notebook("small", FINISH, parameters=parameters)
    refused(world, told)


def test_notebook_without_tagged_cell_is_refused(world, tmp_path):
    path = tmp_path / "notebooks" / "small.ipynb"
    path.write_text(path.read_text().replace('"parameters"\n', '"other"\n'))
    refused(world, "0 cells carry the tag")


def test_notebook_with_the_name_of_another_page_is_refused(world):
    world.notebook("intake", FINISH)
    refused(world, "may not be called intake", "--notebook", "intake")


def test_as_of_reaches_the_notebook(world):
    assert world.run("--county", "linqu", "--as-of", "2020-12-31") == 0
    injected = next(cell for cell in world.executed("linqu", "small").cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert 'as_of = "2020-12-31"' in injected.source
    assert 'outputs = ".."' in injected.source and 'data = "received"' in injected.source


@pytest.mark.parametrize("name", ["", *cli.commands.commands])
def test_help_documents_options_and_exit_codes(world, name):
    assert world.call(*filter(None, [name]), "--help") == 0
    command = cli.commands.commands[name] if name else cli.commands
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.opts[0] in world.says
            assert option.help
    for code in ("0 ", "1 ", "2 ", "130 "):
        assert re.search(rf"^\s+{code}", world.says, re.MULTILINE), code


def test_every_command_is_listed_in_the_first_help(world):
    world.call("--help")
    for name in cli.commands.commands:
        assert re.search(rf"^\s+{name}\s+\w", world.says, re.MULTILINE)


def test_help_is_fast():
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "auditlib", "--help"], check=True, capture_output=True)
    assert time.monotonic() - started < 2  # 0.1 s on a quiet machine


def test_help_imports_nothing_heavy():
    code = "import sys, auditlib.cli; print([m for m in ('pandas','ibis','duckdb','rich','papermill','pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_every_rule_explains_itself(capsys):
    """`auditlib rules ID`: what it reads, its law and dated values, its SQL."""
    from auditlib.cli import commands

    for rule_id, asks in (("LOAN-02", "loan.ceiling"), ("FUND-08", "fund.pass_down_days"), ("ASSET-99", None)):
        if asks is None:
            with pytest.raises(Exception, match="there is no rule ASSET-99"):
                commands.main(["rules", rule_id], standalone_mode=False)
            continue
        commands.main(["rules", rule_id], standalone_mode=False)
        shown = capsys.readouterr().out
        assert asks in shown and "SELECT" in shown
