"""Lists of findings (DOMAIN §5.5): 问题清单, every verified matter, in Excel and in Word from one set of rows; 整改台账 in Excel.

They are printouts: the desk's own workbooks are those that come back. One sheet, real numbers and days; nothing in it is executed.
"""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil

import xlsxwriter

from auditlib.casework.cases import Case
from auditlib.desk.columns import COLUMNS, RECTIFY, Column
from auditlib.desk.papers.dossier import Dossier, is_issue
from auditlib.desk.papers.forms import FORMS, timeless
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled, not_verified
from auditlib.desk.papers.texts import said
from auditlib.excel import A4, lines, put

FORM = FORMS["problems"]
_NUMBER, *NAMES = FORM.tables["items"]
#: With any of these a matter has entered its rectification.
ENTERED = ("reported", "status", "deadline", "transfer", "issue_no")
#: The desk's columns without what only the way back needs; the finding's number, where it came from and its amount before them.
RECTIFIED = "finding_no issue_no category title verified_amount".split()
RECTIFIED += [name for name in RECTIFY.names if name not in ("questioned_amount", "reopen", "mark")]
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


def _listed(dossier: Dossier, cases: list[Case], title: str, names: Sequence[str], called: Mapping[str, str]) -> tuple[Paper, list[list]]:
    """The list in Excel, and its rows. ``called``: what the desk calls otherwise while a matter is only a lead."""
    columns = [COLUMNS[name].model_copy(update={"title": called.get(name, COLUMNS[name].title)}) for name in names]
    rows = [[dossier.cell(case, column) for column in columns] for case in cases]
    return Paper(f"{title}.xlsx", _workbook(title, dossier.notes(cases), columns, rows, dossier.day(cases))), rows


def _workbook(title: str, notes: str, columns: Sequence[Column], rows: Sequence[Sequence], day: dt.date) -> bytes:
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
            tall = max(lines(value, column.width) for column, value in zip(columns, row, strict=True) if column.kind in ("text", "long"))
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


def _problems(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    paper, rows = _listed(dossier, cases, FORM.title, NAMES, {"sentence": "事实"})
    yield paper
    items = [{"no": str(no), **dict(zip(NAMES, map(said, row), strict=True))} for no, row in enumerate(rows, 1)]
    yield filled(dossier, templates, FORM, FORM.title, cases, {**dossier.sums(cases), "items": items})


def _rectified(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    yield _listed(dossier, cases, RECTIFY.title, RECTIFIED, {"sentence": "问题描述"})[0]


def _entered(case: Case) -> bool:
    return case.verified and (is_issue(case) or any(case.values.get(name) for name in ENTERED))


def _not_entered(case: Case) -> str:
    if not case.verified:
        return not_verified(case)
    return "" if _entered(case) else "该事项还没有反映、整改或移送的记录，不在整改台账内"


# a list that left out what has changed would no longer add up: it stands there, and says so
PROBLEMS = Kind(FORM.title, [FORM], _problems, refuses=lambda case: "" if case.verified else not_verified(case))
RECTIFICATION = Kind(RECTIFY.title, [], _rectified, _entered, _not_entered, issues=True)
