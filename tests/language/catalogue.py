"""The catalogue of messages against the code. `python -m tests.language.catalogue` (make messages) adds to auditlib.po what the code says now,
without a translation, takes out what nobody says any more, and makes auditlib.mo from it."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from auditlib.cli import commands
from auditlib.help import paragraphs
from auditlib.messages import DOMAIN, FOLDER
from tests.conftest import ROOT

PO = FOLDER / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po"
#: Where click says what a user of ours may see.
CLICK = [Path(click.__file__).with_name(f"{name}.py") for name in ("core", "decorators", "exceptions", "formatting", "parser", "types")]
#: What click translates and does not write as a literal of gettext, and the words for values of our commands.
WORDS = ("required", "text", "integer", "integer range", "float range", "directory", "filename", "number", "date", "path")

#: Errors whose text has a translation where they are given values.
ERRORS = ("AuditError", "OfAnother")


def literals(path: Path) -> Iterator[tuple[str, ...]]:
    """What a file says through gettext: the text, or singular and plural."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in ("_", "ngettext", "Wrong") or node.func.id in ERRORS and node.keywords:
            number = 2 if node.func.id == "ngettext" else 1
            if all(isinstance(text, ast.Constant) for text in node.args[:number]):
                yield tuple(text.value for text in node.args[:number])


def helps(command: click.Command) -> Iterator[str]:
    """What the help of a command and of all below it is made of."""
    for text in filter(None, (command.help, command.short_help, command.epilog)):
        yield from (block for _, block in paragraphs(text))
    yield command.options_metavar
    for parameter in command.params:
        yield from filter(None, [parameter.metavar, getattr(parameter, "help", None)])
    if isinstance(command, click.Group):
        yield command.subcommand_metavar
        for below in command.commands.values():
            yield from helps(below)


def said() -> dict[tuple[str, ...], list[str]]:
    """Everything that has a translation → the files that say it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path in sorted((ROOT / "auditlib").rglob("*.py")):
        for texts in literals(path):
            found.setdefault(texts, []).append(path.relative_to(ROOT).as_posix())
    for text in helps(commands):
        found.setdefault((text,), []).append("--help")
    for texts in [*((word,) for word in WORDS), *(texts for path in CLICK for texts in literals(path))]:
        found.setdefault(texts, []).append("click")
    return found


def translations() -> Catalog:
    return read_po(io.BytesIO(PO.read_bytes()), locale="zh_CN", domain=DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def renewed(before: Catalog) -> Catalog:
    """The translations of what the code says now; what has none yet is empty."""
    day = datetime(2020, 1, 1, tzinfo=UTC)  # no clock: same messages, same bytes
    header = {
        "header_comment": "# What auditlib says, in Chinese.",
        "project": DOMAIN,
        "version": "1",
        "last_translator": "",
        "language_team": "",
    }
    catalog = Catalog("zh_CN", DOMAIN, **header, msgid_bugs_address="", creation_date=day, revision_date=day, fuzzy=False)
    for texts, files in said().items():
        known = before.get(texts[0])
        string = known.string if known else ""
        catalog.add(texts if len(texts) > 1 else texts[0], string, [(file, 0) for file in dict.fromkeys(files)])
    return catalog


if __name__ == "__main__":
    made = renewed(translations())
    file = io.BytesIO()
    write_po(file, made, width=140, include_lineno=False)
    PO.write_bytes(file.getvalue())
    PO.with_suffix(".mo").write_bytes(compiled(translations()))
    print(f"{len(made)} messages, {sum(not any(message.string) for message in made if message.id)} without a translation")
