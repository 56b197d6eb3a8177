"""The help of every command in the language of the terminal, with Chinese wrapped as wide as it is."""

import copy
import inspect
import re
import unicodedata
from collections.abc import Iterator

import click

from auditlib.messages import translation

#: Marks that begin no line, and those that end none.
CLOSING, OPENING = "，。；：、！？）》」』”’…%", "（《「『“‘"
#: What stands after a wide character at which a line may not end.
JOINT = "\x00"


class Formatter(click.HelpFormatter):
    """Click counts characters; a Chinese one is two columns wide, and a line may end after it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _apart(args), prefix)

    def write_text(self, text: str) -> None:
        super().write_text(_apart(text))

    def write_dl(self, rows, *widths, **more) -> None:
        super().write_dl([(_apart(first), _apart(second)) for first, second in rows], *widths, **more)

    def getvalue(self) -> str:
        return _together(super().getvalue())


class Context(click.Context):
    formatter_class = Formatter


def translated(command: click.Command) -> click.Command:
    """The command and all below it as copies that help in the language of the terminal."""
    _ = translation().gettext
    command = copy.copy(command)
    command.context_class = Context
    command._help_option = None  # click keeps the one it was first asked for, in the language of that moment
    command.help, command.short_help, command.epilog = (
        text and "\n\n".join(f"\b\n{_(block)}" if raw else _(block) for raw, block in paragraphs(text))
        for text in (command.help, command.short_help, command.epilog)
    )
    command.options_metavar = _(command.options_metavar)
    command.params = [_parameter(parameter, _) for parameter in command.params]
    if isinstance(command, click.Group):
        command.subcommand_metavar = _(command.subcommand_metavar)
        command.commands = {name: translated(below) for name, below in command.commands.items()}
    return command


def paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """The paragraphs of a help, each with whether its lines stay as they are (click marks it with \\b)."""
    for block in inspect.cleandoc(text).split("\n\n"):
        raw = block.startswith("\b\n")
        yield raw, block[2:] if raw else " ".join(block.split("\n"))


def _parameter(parameter: click.Parameter, _) -> click.Parameter:
    parameter = copy.copy(parameter)
    parameter.metavar = parameter.metavar and _(parameter.metavar)
    if not isinstance(parameter.type, click.Choice):
        parameter.type = copy.copy(parameter.type)
        parameter.type.name = _(parameter.type.name)
    if isinstance(parameter, click.Option):
        parameter.help = _(parameter.help)
    return parameter


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _apart(text: str) -> str:
    """After every wide character a blank, where a line may end, or a joint, so that it counts two."""
    after = [*text[1:], ""]
    return "".join(
        c + ((JOINT if n and n in CLOSING or c in OPENING else " ") if _wide(c) else "") for c, n in zip(text, after, strict=True)
    )


def _together(text: str) -> str:
    """The text without what `_apart` put into it; where a line has ended, the blank is gone already."""
    return re.sub(r"(?<=[^\x00-\xff]) ", lambda found: "" if _wide(text[found.start() - 1]) else " ", text).replace(JOINT, "")
