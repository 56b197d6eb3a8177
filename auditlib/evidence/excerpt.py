"""What is shown of a file as received: one row of it with its header and the rows around, and which of its cells decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from auditlib.contracts import Ledger
from auditlib.intake.grids import Grid
from auditlib.intake.headers import Header, Vocabulary
from auditlib.intake.layout import Block
from auditlib.intake.questions import letters
from auditlib.rules import Rule

#: Rows shown above and below the row in question.
AROUND = 3
#: What a column may hold of persons, the most personal first.
PERSONAL = ("identity", "account", "phone", "birth", "name", "party", "words")


@dataclass(frozen=True)
class Heading:
    """One column of the table excerpted.

    letter  as Excel calls the column
    text    its heading as received, with the group headings above it; empty: none stands over it
    column  of the ledger that it was read into; None: it was not read
    kind    what it holds of persons: by the ledger's contract; of an unread column by what any ledger calls so; None: nothing known
    decides whether the rule's facts or the row's key hold what was read from it
    """

    letter: str
    text: str
    column: str | None
    kind: str | None
    decides: bool


@dataclass(frozen=True)
class Line:
    """One row as received, under its number in Excel (or line of the text file); None: an empty cell.

    `found`: the row in question. `aside`: why a row around it is no data, as intake set it aside: total, note, example or no_content.
    """

    row: int
    cells: tuple[str | None, ...]
    found: bool = False
    aside: str = ""


@dataclass(frozen=True)
class Excerpt:
    """A place in a file as received; `sha256` as recorded. `problem`: one sentence why its rows can not be shown; then there are no lines.

    `apart`: the row is of no file of this county, so that nothing received could prove it.
    `header`: the rows of the table's header, which have the columns of `headings`, as `lines` do.
    `ledger`: what the table was read into; None: which table it is cannot be told any more, so the sheet's whole width has no headings.
    """

    file: str
    sheet: str
    row: int
    sha256: str | None
    problem: str = ""
    apart: bool = False
    ledger: str | None = None
    headings: tuple[Heading, ...] = ()
    header: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether the file has now the SHA-256 that was recorded, and the row could be read from it."""
        return not self.problem

    @property
    def found(self) -> Line | None:
        return next((line for line in self.lines if line.found), None)


@dataclass(frozen=True)
class Evidence:
    """Of a lead: the row that it accuses, rows that this was compared with, and how many of these are left out."""

    lead_id: str
    accused: Excerpt
    compared: tuple[Excerpt, ...]
    more: int


@dataclass(frozen=True)
class Table:
    """A table on a sheet and the ledger that it was read into; `mapping`: ledger columns by the place of their cell in the grid."""

    block: Block
    ledger: Ledger
    mapping: dict[int, str]


@dataclass(frozen=True)
class Sheet:
    """A sheet with its cells as text (None: Parquet, which is read in place), and the tables on it that ledgers were made of.

    No tables: the sheet is not laid out any more as the journal of the run says.
    """

    grid: Grid
    cells: pa.Table | None
    tables: list[Table]

    def window(self, first: int, last: int) -> pa.Table:
        """The rows with these numbers."""
        if self.cells is None:
            return self.grid.window(first, last)
        start, end = np.searchsorted(self.cells["row"].to_numpy(), [first, last + 1])
        return self.cells.slice(start, end - start)

    def having(self, row: int) -> list[Table]:
        """The tables that have this row, from left to right."""
        if self.cells is None:
            return self.tables
        place = np.searchsorted(self.cells["row"].to_numpy(), row)
        return [table for table in self.tables if table.block.start <= place < table.block.end]


def excerpt_of(
    bare: Excerpt, sheet: Sheet, table: Table | None, vocabulary: Vocabulary, deciding: set[str], aside: Mapping[int, str]
) -> Excerpt:
    """``bare`` with its rows. ``deciding``: columns that decide, beside those of the row's key; ``aside``: row → why it is no data."""
    window = sheet.window(bare.row - AROUND, bare.row + AROUND)
    if table is None:
        headings = tuple(Heading(letters(n), "", None, None, False) for n in range(sheet.grid.width))
        return replace(bare, headings=headings, lines=_lines(window, range(sheet.grid.width), bare.row))
    block, contract = table.block, table.ledger
    places, headers = range(block.left, block.right + 1), {header.index: header for header in block.headers}
    decisive = _decisive(contract, {*table.mapping.values()}, deciding)
    headings = []
    for n in places:
        column, header = table.mapping.get(n), headers.get(n)
        text, kind = header.text if header else "", _kind(contract, column, header, vocabulary)
        headings.append(Heading(letters(n), text, column, kind, column in decisive))
    lines, header = _lines(window, places, bare.row), ()
    if sheet.cells is not None:
        first, last = (sheet.cells["row"][place].as_py() for place in (block.start, block.end - 1))
        lines = tuple(replace(line, aside="" if line.found else aside.get(line.row, "")) for line in lines if first <= line.row <= last)
        header = _lines(sheet.window(block.line, first - 1), places)
    return replace(bare, ledger=contract.name, headings=tuple(headings), header=header, lines=lines)


def told_by_rule(facts: Mapping, rule: Rule | None, contracts: Mapping[str, Ledger]) -> set[str]:
    """The facts that the rule itself tells: not what every lead shows of its row besides (rules.evidence), which stands at their end."""
    names = [*facts]
    besides = [column for name in (rule.accused if rule else ()) if name in contracts for column in contracts[name].evidence]
    while names and names[-1] in besides:
        del besides[besides.index(names.pop()) :]
    return {*names}


def _lines(table: pa.Table, places: Iterable[int], found: int = 0) -> tuple[Line, ...]:
    columns = (table[f"c{n}"].cast(pa.string()).to_pylist() for n in places)
    return tuple(Line(row, tuple(cells), row == found) for row, *cells in zip(table["row"].to_pylist(), *columns, strict=True))


def _decisive(contract: Ledger, there: set[str], wanted: set[str]) -> set[str]:
    """The columns read that hold one of those wanted, or the row's business key."""
    filled = {name: {name, *contract.columns[name].into, contract.columns[name].part} for name in there}
    every = {name for names in filled.values() for name in names}
    key = next((names for names in contract.key if {*names} <= every), [])
    return {name for name, names in filled.items() if names & {*key, *wanted}}


def _kind(contract: Ledger, column: str | None, header: Header | None, vocabulary: Vocabulary) -> str | None:
    if column is not None:
        return contract.columns[column].kind
    if header is None:
        return None
    known = (ledger.columns[name].kind for ledger in vocabulary.ledgers.values() for _, name in vocabulary.candidates(ledger.name, header))
    return min((kind for kind in known if kind in PERSONAL), key=PERSONAL.index, default=None)
