"""A workbook of the data request, filled in and handed back: intake reads every value, asks nothing, and takes an empty form for nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest

from auditlib.columns import Column
from auditlib.intake.forms import COVER, COVERED, UNFILLED
from auditlib.request.asked import Asked, by_office
from auditlib.request.form import FIRST, HEADER, SHOWN, sheet_name, write_form

PEOPLE = ("370799196001010018", "37079919650202002X")
#: By type: what somebody types on two rows, and what intake must make of it.
TYPED = {
    "text": (("00123", "甲、乙（丙）"), ("00123", "甲、乙(丙)")),
    "name": (("王测一", "李测二"), ("王测一", "李测二")),
    "identity": (PEOPLE, PEOPLE),
    "account": (("6223000000000000019", "0012345678901"), ("6223000000000000019", "0012345678901")),
    "phone": (("13700000000", "05363210000"), ("13700000000", "05363210000")),
    "category": (("甲类", "乙类"), ("甲类", "乙类")),
    "money": ((123.45, 6789), (Decimal("123.45"), Decimal("6789.00"))),
    "rate": ((4.35, 12), (Decimal("4.35"), Decimal(12))),
    "percent": ((30, 12.5), (Decimal(30), Decimal("12.5"))),
    "ratio": ((0.25, 1), (Decimal("0.25"), Decimal(1))),
    "number": ((2.5, 13), (Decimal("2.5"), Decimal(13))),
    "integer": ((3, 11), (3, 11)),
    "year": ((2018, 2019), (2018, 2019)),
    "term": ((3, 36), (3, 36)),
    "date": ((dt.date(2018, 3, 31), dt.date(2019, 1, 1)), (dt.date(2018, 3, 31), dt.date(2019, 1, 1))),
    "snapshot": ((dt.date(2018, 12, 31), dt.date(2019, 12, 31)), (dt.date(2018, 12, 31), dt.date(2019, 12, 31))),
    "boolean": (("是", "否"), (True, False)),
}
#: A period, and the days that it tells, which the form asks for beside it.
PERIODS = (("2018年3季度", dt.date(2018, 7, 1), dt.date(2018, 9, 30)), ("2019年1-6月", dt.date(2019, 1, 1), dt.date(2019, 6, 30)))


def filled(column: Column, row: int, columns: dict[str, Column]) -> tuple[object, object]:
    """What is typed into a column on a row, and what is expected of it."""
    told = next((period for period in columns.values() if column.name in period.into), None)
    if told:
        day = PERIODS[row][1 + told.into.index(column.name)]
        return day, day
    if column.type == "period":
        return PERIODS[row][0], None
    if column.values and column.type == "category":
        word = [*column.values][-row]
        return word, word
    typed, expected = (values[row] for values in TYPED[column.type])
    return typed, expected * 10_000 if column.unit == "万元" else expected


@pytest.fixture(scope="module")
def blank(tmp_path_factory, parameters, ledgers, county):
    """The folder with the workbooks of all offices, and office → its workbook and what it is asked for."""
    asked, folder = by_office(Asked(ledger) for ledger in ledgers.values()), tmp_path_factory.mktemp("forms")
    return folder, {office: (write_form(folder, office, county, parameters.run, ones), ones) for office, ones in asked.items()}


@pytest.fixture
def forms(tmp_path, blank):
    """A copy of them to fill in."""
    folder, made = blank
    shutil.copytree(folder, tmp_path / "received")
    return {office: (tmp_path / "received" / path.name, asked) for office, (path, asked) in made.items()}


def alone(forms, office: str):
    """The form of one office, the only one that was handed back."""
    for other, (path, _) in forms.items():
        if other != office:
            path.unlink()
    return forms[office]


def test_every_ledger_filled_in_is_read_without_a_question_and_value_by_value(ask, forms, ledgers):
    done = set()
    for path, asked in forms.values():
        book = openpyxl.load_workbook(path)
        for one in asked:
            if one.ledger.name in done:
                continue  # each ledger is filled in by one office, the others hand their sheets back as they got them
            done.add(one.ledger.name)
            page = book[sheet_name(one.ledger)]
            for row in (0, 1):
                page.cell(FIRST + 1 + row, 1).value = row + 1
                for place, column in enumerate(one.columns, 2):
                    page.cell(FIRST + 1 + row, place).value = filled(column, row, one.ledger.columns)[0]
        book.save(path)
    intake = ask.read(forms["扶贫办"][0].parent)
    assert done == {*ledgers} == {*intake.ledgers}
    assert not intake.questions and not intake.unread
    told = {sheet["evidence"] if not sheet["ledger"] else "read" for sheet in intake.sheets}
    assert told == {COVERED, UNFILLED, "read"}
    assert [warning for sheet in intake.sheets for warning in sheet["warnings"]] == []
    assert all(sheet["kept"] == 2 and sheet["notes"] == 1 for sheet in intake.sheets if sheet["ledger"])
    for name, ledger in ledgers.items():
        rows = pq.read_table(ask.top / "out" / "linqu" / "ledgers" / f"{name}.parquet").sort_by("source_row").to_pylist()
        for place, row in enumerate(rows):
            for column in ledger.columns.values():
                if column.type != "period":
                    assert row[column.name] == filled(column, place, ledger.columns)[1], (name, column.name)
                assert row.get(f"{column.name}_note") is None, (name, column.name)
        assert intake.ledgers[name] == {"rows": 2, "absent_columns": []}


def test_what_an_example_shows_is_itself_right(ask, forms, ledgers):
    for path, asked in forms.values():
        book = openpyxl.load_workbook(path)
        for one in asked:
            page = book[sheet_name(one.ledger)]
            for cell in page[SHOWN + 1]:
                page.cell(FIRST + 1, cell.column).value = 1 if cell.column == 1 else cell.value
        book.save(path)
    intake = ask.read(forms["扶贫办"][0].parent)
    assert {*intake.ledgers} == {*ledgers} and not intake.unread
    assert [(sheet["sheet"], sheet["warnings"]) for sheet in intake.sheets if sheet["quarantined"] or sheet["warnings"]] == []


def test_forms_handed_back_empty_are_not_taken_for_ledgers_without_rows(ask, forms):
    intake = ask.read(forms["扶贫办"][0].parent)
    assert not intake.ledgers and not intake.questions and not intake.unread
    assert {sheet["evidence"] for sheet in intake.sheets} == {COVERED, UNFILLED}


def test_an_office_that_has_nothing_says_so_and_the_ledger_has_no_rows(ask, forms, ledgers):
    path, _ = alone(forms, "残联")
    book = openpyxl.load_workbook(path)
    book[sheet_name(ledgers["disability"])].cell(FIRST + 1, 1).value = "无"
    book.save(path)
    assert {name: entry["rows"] for name, entry in ask.read(path.parent).ledgers.items()} == {"disability": 0}


def test_an_example_sorted_below_the_rows_stays_an_example(ask, forms, ledgers):
    path, (one,) = alone(forms, "残联")
    book = openpyxl.load_workbook(path)
    page = book[sheet_name(one.ledger)]
    for place, column in enumerate(one.columns, 2):
        page.cell(FIRST + 1, place).value = page.cell(SHOWN + 1, place).value
        page.cell(SHOWN + 1, place).value = filled(column, 0, one.ledger.columns)[0]
    page.cell(FIRST + 1, 1).value, page.cell(SHOWN + 1, 1).value = "示例", 1
    book.save(path)
    intake = ask.read(path.parent)
    assert intake.ledgers["disability"]["rows"] == 1
    (row,) = pq.read_table(ask.top / "out" / "linqu" / "ledgers" / "disability.parquet").to_pylist()
    assert row["source_row"] == SHOWN + 1


def test_the_cover_is_known_by_its_first_cell_not_by_the_name_of_its_sheet(forms):
    book = openpyxl.load_workbook(forms["残联"][0])
    assert book.worksheets[0]["A1"].value == COVER
    assert book.worksheets[1].cell(HEADER + 1, 1).value == "序号"
