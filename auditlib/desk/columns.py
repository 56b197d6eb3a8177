"""The columns of all workbooks that go to the desk and come back: one description for writing, reading and checking (workbooks.yaml)."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from auditlib.strict_yaml import Strict, load


class Column(Strict):
    """One column. ``fill``: somebody fills it in; the others hold facts, which nobody may change. ``holds``: what a fact tells of persons,
    for masks (gates.column). ``choice``: its values are those of the list of its name in parameters/casework.yaml.
    """

    name: str = ""
    title: str
    kind: Literal["text", "long", "money", "date", "whole", "choice"] = "text"
    width: int = 12
    fill: bool = False
    holds: str | None = None
    hint: str = ""

    @property
    def masks(self) -> str | None:
        """What of persons a cell may hold: in what somebody wrote, anything."""
        return "words" if self.fill and self.kind in ("text", "long") else self.holds


class Desk(Strict):
    """One workbook: its title, which columns it shows in their order, what it is for, and the lines of its first sheet."""

    title: str
    about: str
    names: Annotated[list[str], BeforeValidator(str.split)]
    guide: list[str] = []

    @property
    def columns(self) -> list[Column]:
        return [COLUMNS[name] for name in self.names]

    @property
    def lines(self) -> list[str]:
        """The first sheet."""
        return [line.format(title=self.title, about=self.about) for line in self.guide or TOLD.guide]


class Workbooks(Strict):
    facts: dict[str, Column]
    fills: dict[str, Column]
    visits: dict[str, Column]
    guide: list[str]
    desks: dict[str, Desk]


def _named(columns: dict[str, Column], **more: object) -> dict[str, Column]:
    return {name: column.model_copy(update={"name": name, **more}) for name, column in columns.items()}


TOLD = load(Path(__file__).with_name("workbooks.yaml"), Workbooks)
COLUMNS, VISITS = _named(TOLD.facts) | _named(TOLD.fills, fill=True), _named(TOLD.visits)
#: The id of the matter, or of an issue handed in: how a line is known when it comes back.
KEY = COLUMNS["matter_id"]
#: The id of a lead, on the lines below its matter; such lines are for reading.
LEAD = COLUMNS["lead_id"]
#: What the line was when it went out: entry of the record, digest of the facts, fingerprint of the key.
MARK = COLUMNS["mark"]
#: In the copy that goes back to the auditor.
REFUSED = "未收下的原因"
CHECK, PROBLEMS, RECTIFY, ACTIONS, ANSWERS = TOLD.desks.values()
