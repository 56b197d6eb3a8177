"""A rule's examples: ledger rows as text, and beside each row what the rule says of it.

Its tests, its page in the catalogue and the synthetic counties read the same file, `examples/<subject>/<RULE>.txt`. A line `=== what it is
about` begins a case; a case is tables separated by blank lines, each with its name, its columns and its rows; `#` begins a comment.

Columns beside the ledger's own: `lead` what the rule says of the row, `why` a word about it, `matter` and `fact:…` what its test asks
besides, `plant` that the synthetic counties hold the row too (`synthetic/plant.py`), `also` which leads other rules give on it there.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from auditlib.errors import AuditError

TRUE = {"是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True)
class Table:
    """Rows of a ledger, or what a case sets: `as_of` its audit date, `policy` its policy values."""

    name: str
    columns: list[str]
    cells: list[list[str]]

    @property
    def rows(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.cells]


@dataclass(frozen=True)
class Case:
    title: str
    text: str

    @property
    def tables(self) -> list[Table]:
        return tables(self.text)


def read_examples(subject: str = "*") -> dict[str, list[Case]]:
    """Rule id → its cases, of one subject or of all: those of the checkout, or those shipped in the wheel."""
    package = Path(__file__).resolve().parents[1]
    folder = next(folder for folder in (package.parent / "examples", package / "_shipped" / "examples") if folder.is_dir())
    return {path.stem: cases(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{subject}/*.txt"))}


def cases(text: str) -> list[Case]:
    """The cases of one file. Raises AuditError where something stands before the first."""
    before, *parts = re.split(r"^===", text, flags=re.MULTILINE)
    if before.strip():
        raise AuditError(f"an example begins with a line `=== what it is about`, not with {before.strip().splitlines()[0]!r}")
    split = (part.split("\n", 1) for part in parts)
    return [Case(title.strip(), body.strip("\n")) for title, body in split]


def tables(text: str) -> list[Table]:
    """The tables of a case; cells that a row does not have are empty. Raises AuditError where a row has more cells than its table
    columns."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        name, header, *lines = [line.strip() for line in part.splitlines() if not line.strip().startswith("#")]
        columns = [cell.strip() for cell in header.split("|")]
        cells = [[cell.strip() for cell in line.split("|")] for line in lines]
        for line, row in zip(lines, cells, strict=True):
            if len(row) > len(columns):
                raise AuditError(f"{name}: more cells than columns in {line!r}")
        found.append(Table(name, columns, [row + [""] * (len(columns) - len(row)) for row in cells]))
    return found


def typed(text: str, kind: pa.DataType):
    """A cell as its column's type has it; an empty one is null."""
    if not text:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(text)
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(text)
    if pa.types.is_boolean(kind):
        return TRUE[text]
    if pa.types.is_list(kind):
        return text.split("、")
    return int(text) if pa.types.is_integer(kind) else text
