"""Rows as they usually are: `forms.yaml` says, ledger by ledger, what stands in a column where nobody says otherwise.

A cell of a form is a text, a number or a day; a list, of which one is drawn; a span `40..90` or `2019-03-01..2019-12-20`, of which one value is
drawn (`60..220 x 1000`: in thousands); `{column}` another column of the row, `{index}`, `{short}` and `{county}` the county's, any other word in
braces a running number of that name. `of` names what beside place, name and number is taken from whom the row tells of.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import yaml

from auditlib.contracts import Ledger
from auditlib.rules.examples import typed
from synthetic.world import World

FORMS: dict[str, dict] = yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8"))
SPAN = re.compile(r"(\S+)\.\.(\S+?)(?: x (\d+))?")
ALWAYS = ("county_name", "town_name", "village_name", "village_code", "name", "id_no", "project_no", "project_name")


@dataclass(frozen=True)
class Form:
    """A ledger's form: an empty row, the columns taken from whom a row tells of, and how each other cell is drawn."""

    empty: dict[str, None]
    taken: tuple[str, ...]
    cells: dict[str, Callable[[World, dict], object]]


def _form(ledger: Ledger) -> Form:
    kinds, said = ledger.fields(), FORMS.get(ledger.name, {})
    taken = (*ALWAYS, *said.get("of", "").split())
    cells = {column: _cell(cell, kinds[column]) for column, cell in said.items() if column != "of"}
    return Form(dict.fromkeys(kinds), tuple(column for column in taken if column in kinds), cells)


def _cell(cell: object, kind: pa.DataType) -> Callable[[World, dict], object]:
    if isinstance(cell, list):
        several = [_cell(one, kind) for one in cell]
        return lambda world, row: world.rng.choice(several)(world, row)
    text = str(cell)
    if "{" in text:
        return lambda world, row: typed(text.format_map(_Names(world, row)), kind)
    if not (span := SPAN.fullmatch(text)):
        value = typed(text, kind)
        return lambda world, row: value
    first, last, times = span.groups()
    if "-" in first:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        return lambda world, row: world.day(*days)
    return lambda world, row: typed(str(world.rng.randrange(int(first), int(last)) * int(times or 1)), kind)


class _Names:
    """What may stand in braces."""

    def __init__(self, world: World, row: dict):
        self.world, self.row = world, row

    def __getitem__(self, name: str) -> object:
        if (value := self.row.get(name)) is not None:
            return value
        own = {"index": self.world.index, "short": self.world.short, "county": self.world.county.name}
        return own[name] if name in own else self.world.number(name)


def record(world: World, ledger: str, who=None, told: dict | None = None, **known) -> dict:
    """A row of a ledger: of whom it tells, what is usual, what is `known` from elsewhere, and above all what is told.

    `who`: a person, village or project with its `columns`, or nobody.
    """
    if ledger not in world.forms:
        world.forms[ledger] = _form(world.contracts[ledger])
    form, told = world.forms[ledger], told or {}
    row = form.empty.copy()
    if who:
        own = who.columns
        row.update((column, own[column]) for column in form.taken if column in own)
    row |= known | told
    for column, draw in form.cells.items():
        if column not in told and column not in known:
            row[column] = draw(world, row)
    return world.add(ledger, **row)
