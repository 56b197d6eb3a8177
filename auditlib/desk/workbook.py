"""Writing a workbook of the desk: frozen head, filters, drop-downs, real numbers and dates, facts protected, print set-up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from auditlib.casework.moves import Moves
from auditlib.desk.columns import MARK, Column
from auditlib.excel import A3, A4, Page, lines, printed, put, workbook

#: Of a page's width, in characters, so that print stays legible; and of a line's height, in points.
ACROSS, POINTS, TALLEST = 150, 15, 6
#: Excel's limit for a list written into a validation.
LIST = 255
#: The first sheet.
ABOUT = "说明"
#: What a cell to be filled in takes, by its kind.
VALID = {
    "choice": {"validate": "list", "error_message": "请从下拉列表中选择"},
    "money": {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "请填写不小于 0 的金额（元）"},
    "whole": {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "请填写整数"},
    "date": {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
    | {"error_message": "请填写存在的日期，如 2019-11-30"},
}
FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "whole": "0"}
BACK = "#E8F1DC"


@dataclass(frozen=True)
class Line:
    """A line by column name, typed; ``below``: the lines of its leads, folded away."""

    values: dict[str, object]
    below: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A sheet of these columns. ``fill`` False: for reading, nothing on it is taken back."""

    title: str
    columns: list[Column]
    lines: list[Line]
    fill: bool = True


def write(path: Path, title: str, sheets: Iterable[Sheet], about: list[str], stamp: str, moves: Moves) -> None:
    """Write the workbook. ``about``: the lines of the first sheet; ``stamp``: who took it out and when, on every printed page."""
    with workbook(path, constant_memory=True) as book:
        styles = _styles(book)
        _about(book, title, [*about, stamp])
        for sheet in sheets:
            _sheet(book, sheet, styles, f"{title}　{stamp}", moves)


def choices(column: Column, moves: Moves) -> list[str]:
    """What a drop-down offers: a code with what it means."""
    return [f"{value} {meaning}" if value.isascii() and meaning else value for value, meaning in moves.lists[column.name].items()]


def _styles(book) -> dict:
    edge = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
    made = {"head": book.add_format({"bold": True, "bg_color": "#D9E2EF", "text_wrap": True, "border": 1, "valign": "vcenter"})}
    made["head fill"] = book.add_format({"bold": True, "bg_color": BACK, "text_wrap": True, "border": 1, "valign": "vcenter"})
    for kind in ("text", "long", "choice", *FORMATS):
        number = {"num_format": FORMATS.get(kind, "@"), "text_wrap": kind == "long"}
        made[kind] = book.add_format({**edge, **number})
        made[f"{kind} fill"] = book.add_format({**edge, **number, "locked": False, "bg_color": "#FBFDF7"})
        made[f"{kind} below"] = book.add_format({**edge, **number, "text_wrap": False, "font_color": "#595959", "font_size": 9})
    made["late"] = book.add_format({"bg_color": "#F8CBAD"})
    made["done"] = book.add_format({"font_color": "#7F7F7F"})
    return made


def _about(book, title: str, texts: list[str]) -> None:
    page = Page(book, ABOUT, [100])
    page.title(title)
    for text in texts:
        page.paragraph(text)
    page.sheet.set_paper(A4)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.protect()


def _sheet(book, sheet: Sheet, styles: dict, header: str, moves: Moves) -> None:
    page = book.add_worksheet(sheet.title[:31])
    page.set_row(0, 32)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, None, {"hidden": column is MARK})
        page.write_string(0, place, column.title, styles["head fill" if column.fill else "head"])
    fill = {column.name: " fill" if column.fill else "" for column in sheet.columns}
    row = 0
    for line in sheet.lines:
        row += 1
        tall = max((lines(line.values.get(column.name), column.width) for column in sheet.columns if column.kind == "long"), default=1)
        page.set_row(row, POINTS * min(TALLEST, tall), None, {"collapsed": bool(line.below)})  # seen whole without a click
        for place, column in enumerate(sheet.columns):
            put(page, row, place, line.values.get(column.name), styles[column.kind + fill[column.name]])
        for below in line.below:
            row += 1
            page.set_row(row, None, None, {"level": 1, "hidden": True})
            for place, column in enumerate(sheet.columns):
                if (value := below.get(column.name)) is not None:
                    put(page, row, place, value, styles[f"{column.kind} below"])
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(row, 1), len(sheet.columns) - 1)
    page.outline_settings(symbols_below=False)
    if row:
        _rules(page, sheet, row, styles, moves)
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "format_cells": True})
    across = max(1, sum(column.width for column in sheet.columns if column is not MARK) // ACROSS)
    printed(page, sheet.title, 0, header, paper=A3, across=across)  # what is filled in stands beside what it is about
    page.repeat_columns(0)
    page.print_across()


def _rules(page, sheet: Sheet, last: int, styles: dict, moves: Moves) -> None:
    """Drop-downs and bounds of what is filled in; colours for what is overdue and for what is done."""
    places = {column.name: xl_col_to_name(place) for place, column in enumerate(sheet.columns)}
    for place, column in enumerate(sheet.columns):
        if not (column.fill and sheet.fill):
            continue
        rule = {"ignore_blank": True} | VALID.get(column.kind, {"validate": "any"})
        if column.kind == "choice":
            offered = choices(column, moves)
            rule["source"] = offered if len(",".join(offered)) < LIST else [*moves.lists[column.name]]
        if column.hint:
            rule["input_message"] = column.hint[:255]
        if column.hint or column.kind in VALID:
            page.data_validation(1, place, last, place, rule)
    for due, done in (("due", "result"), ("deadline", "done_on")):
        if due in places and done in places:
            late = f'=AND(${places[due]}2<>"",${places[due]}2<TODAY(),${places[done]}2="")'
            where = [column.name for column in sheet.columns].index(due)
            page.conditional_format(1, where, last, where, {"type": "formula", "criteria": late, "format": styles["late"]})
    if "state" in places:
        ended = [state for state, group in moves.states.items() if group == "排除"] + ["销号"]
        test = ",".join(f'${places["state"]}2="{state}"' for state in ended)
        grey = {"type": "formula", "criteria": f"=OR({test})", "format": styles["done"]}
        page.conditional_format(1, 0, last, len(sheet.columns) - 1, grey)
