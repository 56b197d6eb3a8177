"""Small means of the intake tests: typing a list of texts, tables as text, workbooks, identity numbers that nobody has."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import xlsxwriter
from stdnum.cn import ric

from auditlib.columns import Column
from auditlib.intake.column_units import decided
from auditlib.intake.headers import Header
from auditlib.intake.typed_cells import Source, cells_of

INTO = {"period": ["period_from", "period_to"]}
CONNECTION = duckdb.connect(config={"threads": 1})


def typed(kind: str, texts: list[str | None], unit: str | None = None, contract_unit: str | None = None, **contract) -> list[dict]:
    """What each text becomes: value, reason, and the other columns filled from it. `unit` is that of header or unit row."""
    column = Column(name="x", header="列", type=kind, into=INTO.get(kind, []), unit=contract_unit, **contract)
    table = pa.table({"row": pa.array(range(len(texts)), pa.int32()), "c0": pa.array(texts, pa.string())})
    ((source, _),) = decided([Source(column, Header(0, (), "列"), unit=unit)], table)
    cells = cells_of(CONNECTION, source, table)
    extra = {**cells.extra, **{f"warn_{number}": rows for number, rows in enumerate(cells.warned.values())}}
    columns = pa.table({"value": cells.value, "reason": pa.nulls(len(texts)) if cells.reason is None else cells.reason, **extra})
    return columns.to_pylist()


def table(text: str) -> list[list[str]]:
    """Rows of a text table; ␠ is a space that matters, ␀ nothing at all."""
    rows = [line.split("|") for line in text.strip("\n").splitlines() if line.strip()]
    return [[cell.strip().replace("␠", " ").replace("␀", "") for cell in row] for row in rows]


def identity(birth: str = "19850101", sequence: str = "001", prefix: str = "370799") -> str:
    """An identity number with the right check digit and a prefix that was never issued."""
    digits = f"{prefix}{birth}{sequence}"
    return digits + ric.calc_check_digit(digits + "0")


def workbook(path: Path, sheets: dict[str, list[list]], merges: dict[str, list[tuple]] | None = None) -> Path:
    """Write an .xlsx; `merges`: sheet → (first row, first column, last row, last column), from 0; the text is the first cell's."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        sheet.write_string(r, c, cell) if isinstance(cell, str) else sheet.write(r, c, cell)
            for span in (merges or {}).get(name, []):
                sheet.merge_range(*span, rows[span[0]][span[1]])
    return path
