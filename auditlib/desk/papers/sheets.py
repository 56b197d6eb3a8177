"""Lists in Excel: one sheet, real numbers and days, frozen head, filter, print set-up. Nothing in it is executed."""

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from math import ceil

import xlsxwriter

from auditlib.desk.columns import Column
from auditlib.desk.papers.forms import timeless
from auditlib.excel import A4, put

#: Kinds of columns and how Excel shows them.
FORMATS = {
    "long": {"text_wrap": True},
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
    "whole": {"num_format": "0"},
}
#: Title, notes and headers stand above the rows.
HEAD = 3
#: Of a line of text; the most lines of a row, beyond which Excel shows none.
POINTS, TALLEST = 13, 30
#: Characters that a page across holds and a reader still reads.
ACROSS = 180


def workbook(title: str, notes: str, columns: Sequence[Column], rows: Sequence[Sequence], day: dt.date) -> bytes:
    """A list as an .xlsx: title, a line of notes, headers, rows; money is added up below. Cells: str, Decimal, date, int or None."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": dt.datetime.combine(day, dt.time())})
        sheet = book.add_worksheet(title)
        base = {"font_name": "仿宋", "font_size": 10, "border": 1, "valign": "top"}
        formats = [book.add_format(base | FORMATS.get(column.kind, FORMATS["long"])) for column in columns]
        head = book.add_format(base | {"bold": True, "font_name": "黑体", "text_wrap": True, "bg_color": "#EDEDED"})
        sheet.write_string(0, 0, title, book.add_format({"font_name": "黑体", "font_size": 16}))
        sheet.write_string(1, 0, notes, book.add_format({"font_name": "仿宋", "font_size": 9}))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEAD - 1, place, column.title, head)
        totals = [
            sum(filter(None, cells), Decimal("0.00")) if column.kind == "money" else None
            for column, *cells in zip(columns, *rows, strict=True)
        ]
        totals[0] = "合计"
        for line, row in enumerate([*rows, totals], HEAD):
            tall = max(column.lines(value) for column, value in zip(columns, row, strict=True) if column.kind in ("text", "long"))
            sheet.set_row(line, POINTS * min(TALLEST, tall))
            for place, value in enumerate(row):
                put(sheet, line, place, value, formats[place])
        sheet.freeze_panes(HEAD, 2)
        sheet.autofilter(HEAD - 1, 0, HEAD + max(len(rows), 1) - 1, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(ceil(sum(column.width for column in columns) / ACROSS), 0)
        sheet.print_across()
        sheet.repeat_rows(HEAD - 1)
        sheet.repeat_columns(0, 1)
        sheet.set_footer("&C第 &P 页 共 &N 页")
    return timeless(made.getvalue())
