"""Options that several commands have, each said once; and who acts, and when, where nobody says so."""

import contextlib
import datetime as dt
import getpass
from collections.abc import Callable
from pathlib import Path

import click

from auditlib.messages import local

FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

parameters = click.option("--parameters", type=EXISTING, help="Folder of the auditor's parameters.  [default: parameters/ of the project]")
parameters_of_run = click.option("--parameters", type=EXISTING, help="Folder of the auditor's parameters.  [default: that of the run]")
data_of_run = click.option("--data", type=EXISTING, help="Folder with the files as received.  [default: that of the run]")
outputs = click.option("--outputs", type=EXISTING, required=True, help="Folder of a run that has ended.")
cases = click.option(
    "--cases", "address", metavar="ADDRESS", help="The case record: a file, or postgresql://…  [default: cases.db beside the run's folder]"
)
counties = click.option(
    "--county", "counties", multiple=True, metavar="ID", help="Only this county: id, code or Chinese name. Can be repeated."
)
jobs = click.option("--jobs", type=click.IntRange(0), default=0, help="Worker processes.  [default: one for each core]")
names = click.option(
    "--names", type=click.Choice(["full", "masked"]), default="full", show_default=True, help="Whether persons are shown by name."
)


def to(help: str):
    return click.option("--to", type=FOLDER, required=True, help=help)


def machine(help: str = "As JSON."):
    return click.option("--json", "machine", is_flag=True, help=help)


def by(help: str = "Who takes them out.  [default: the user of this machine]"):
    return click.option("--by", metavar="NAME", default=user, help=help)


def has(*options: Callable) -> Callable:
    """These options, in the order of the help."""

    def decorated(command):
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


#: Of every command that works on a run and its case record.
office = has(outputs, cases, parameters)


def say(told: str, err: bool = False) -> None:
    """A line in the language of the terminal."""
    click.echo(local(told), err=err)


def user() -> str:
    """The user of this machine."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "unknown"


def here_and_now() -> str:
    """The moment of a person's act, as a workbook shows it: local time."""
    return dt.datetime.now().strftime("%Y-%m-%d %H:%M")
