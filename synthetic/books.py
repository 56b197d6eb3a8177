"""Sheets into files, the same bytes every time: .xlsx, .csv and .txt in four encodings, web tables named .xls, Parquet."""

import csv
import datetime as dt
import html
import io
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from synthetic.grid import Grid, as_text

TEXT = {".csv": ",", ".txt": "\t"}
CREATED = dt.datetime(2019, 11, 18, 9, 0, 0)


def write(path: Path, grids: list[Grid], encoding: str) -> None:
    """Write by the file's ending; text files (in `encoding`) and Parquet hold one sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in TEXT:
        text(path, grids[0], encoding, TEXT[path.suffix])
    elif path.suffix == ".xls":
        path.write_bytes(_page(grids).encode("gb18030"))
    elif path.suffix == ".parquet":
        parquet(path, grids[0])
    else:
        workbook(path, grids)


def workbook(path: Path, grids: list[Grid]) -> None:
    """An .xlsx with a fixed date of creation; identity and account numbers are text cells, as their clerks made them."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": CREATED, "author": "", "company": ""})
    day, plain = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"align": "center", "valign": "vcenter"})
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        for first_row, first, last_row, last in grid.merges:
            sheet.merge_range(first_row, first, last_row, last, "", plain)
        for number, row in enumerate(grid.rows):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), day)
                else:
                    sheet.write_number(number, column, float(value) if isinstance(value, Decimal) else value)
    book.close()


def text(path: Path, grid: Grid, encoding: str, delimiter: str) -> None:
    """Delimited text. `encoding`: utf-8, utf-8-sig, gb18030 or utf-16."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows([[as_text(value) for value in row] for row in grid.rows])
    data = stream.getvalue()
    path.write_bytes(b"\xff\xfe" + data.encode("utf-16-le") if encoding == "utf-16" else data.encode(encoding))


def parquet(path: Path, grid: Grid) -> None:
    """Header row as schema; money and dates typed, the rest text: an extract of a data platform."""
    header, *rows = grid.rows
    columns = {name: [row[i] if i < len(row) else None for row in rows] for i, name in enumerate(header)}
    pq.write_table(pa.table({name: _column(values) for name, values in columns.items()}), path, compression="zstd", store_schema=True)


def _column(values: list) -> pa.Array:
    given = [value for value in values if value is not None]
    if given and all(isinstance(value, dt.date) for value in given):
        return pa.array(values, pa.date32())
    if given and all(isinstance(value, Decimal) for value in given):
        return pa.array([None if value is None else value.quantize(Decimal("0.01")) for value in values], pa.decimal128(18, 2))
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def _page(grids: list[Grid]) -> str:
    """Web tables with spans, as bureau systems export them under the ending .xls."""
    parts = ['<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>']
    for grid in grids:
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in grid.merges}
        covered = {(row, column) for a, b, c, d in grid.merges for row in range(a, c + 1) for column in range(b, d + 1)} - set(spans)
        parts.append('<table border="1">')
        width = max(map(len, grid.rows))
        for number, row in enumerate(grid.rows):
            cells = []
            for column in range(width):
                if (number, column) in covered:
                    continue
                down, right = spans.get((number, column), (1, 1))
                span = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
                cells.append(f"<td{span}>{html.escape(as_text(row[column] if column < len(row) else None))}</td>")
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    parts.append("</body></html>")
    return "\n".join(parts)
