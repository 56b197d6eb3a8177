"""The sampling paper as a workbook: what was planned, the units drawn, to be filled in, those that replace others, the record."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditlib.excel import Page, printed, put, workbook
from auditlib.private import private
from auditlib.project_key import Key
from auditlib.sampling.drawing import Unit
from auditlib.sampling.paper import Paper

PAPER, SAMPLE, RESERVE, RECORD = "抽样底稿", "样本", "备用样本", "_record"
#: What may stand under 核查结果.
AGREES, DIFFERS, UNCHECKED, REPLACED = VERDICTS = ("相符", "不符", "无法核查", "替换")
ORDER, KEY, STRATUM, BOOK, CERTAIN = "序号", "样本编号", "层", "账面金额（元）", "必查"
VERDICT, AUDITED, WRONG, NOTE, WHY, WHO, WHEN = "核查结果", "核实金额（元）", "错误金额（元）", "说明", "替换原因", "核查人", "核查日期"
#: A cell holds 32,767 characters at most.
PIECE = 30_000
#: Around each piece of the record: a program, or a reader, may take white space from the ends of a cell.
EDGE = "|"
FIRST_ROW = 2  # below the water mark and the headings

HELP = (
    "一、只在“样本”“备用样本”两张表的黄色列填写；其余各格受保护，改动后不能评价。可以排序、筛选、隐藏。",
    "二、核查结果填：相符、不符、无法核查、替换。“不符”和“无法核查”须写说明；无法核查按错误计。",
    "三、替换只用于不属于总体的单位（属性抽样），须写替换原因，并按“备用样本”的顺序核查同层的下一个；货币单位抽样和必查层不得替换。",
    "四、核实金额填按核查结果应有的金额（元）；相符的可以不填。没有账面金额的，填错误金额。",
    "五、全部填完后运行：auditlib sample evaluate 本文件",
)


@dataclass(frozen=True)
class Filled:
    """What stands in the columns to fill in of one unit; ``money``: audited amount, or the error where units have no book value."""

    verdict: str
    money: Decimal | None = None
    note: str = ""
    why: str = ""
    who: str = ""
    when: str = ""


def name_of(paper: Paper) -> str:
    return f"{paper.facts.county_name}{paper.facts.title}"


def titles(paper: Paper) -> tuple[list[str], list[str]]:
    """Headings of the facts of a unit, and of the columns to fill in. A heading of the frame that is one of ours says so."""
    fill = [VERDICT, AUDITED if paper.valued else WRONG, NOTE, WHY, WHO, WHEN]
    own = [ORDER, KEY, STRATUM, *([BOOK] if paper.valued else []), CERTAIN]
    shown = [f"{heading}（资料）" if heading in (*own, *fill) else heading for heading in paper.headings]
    return [*own[:3], *shown, *own[3:]], fill


@private()
def write(
    paper: Paper,
    path: Path,
    key: Key,
    lines: Iterable[tuple[str, str]],
    mark: str,
    filled: Mapping[str, Filled] | None = None,
) -> None:
    """Write the paper; ``lines``: the first sheet's, ``mark``: the water mark of every sheet. There as a whole or not at all."""
    with workbook(path) as book:
        book.set_properties({"title": paper.facts.title, "author": "", "comments": mark})
        forms = {
            "mark": book.add_format({"italic": True, "font_color": "#666666"}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#D9E2F3"}),
            "money": book.add_format({"num_format": "#,##0.00", "border": 1}),
            "fill": book.add_format({"locked": False, "border": 1, "bg_color": "#FFF9DB", "text_wrap": True}),
            "fill_money": book.add_format({"locked": False, "border": 1, "bg_color": "#FFF9DB", "num_format": "#,##0.00"}),
            "fill_day": book.add_format({"locked": False, "border": 1, "bg_color": "#FFF9DB", "num_format": "yyyy-mm-dd"}),
        }
        _front(book, paper, lines, mark)
        certain = [one.unit for one in paper.sample.drawn if one.certain]
        drawn = [*certain, *(one.unit for one in paper.sample.drawn if not one.certain)]
        _units(book.add_worksheet(SAMPLE), paper, drawn, {one.key for one in certain}, mark, forms, filled or {})
        if paper.sample.reserve:
            _units(book.add_worksheet(RESERVE), paper, paper.sample.reserve, set(), mark, forms, filled or {})
        record = book.add_worksheet(RECORD)
        text = paper.record()
        pieces = (f"{EDGE}{text[start : start + PIECE]}{EDGE}" for start in range(0, len(text), PIECE))
        for row, piece in enumerate([paper.seal(key), *pieces]):
            record.write_string(row, 0, piece)
        record.protect()
        record.very_hidden()


def _front(book: Workbook, paper: Paper, lines: Iterable[tuple[str, str]], mark: str) -> None:
    page = Page(book, PAPER, (30, 90))
    page.title(f"{paper.facts.title}抽样底稿")
    page.paragraph(mark)
    page.table(("项目", "内容"), lines)
    for text in ("填写说明", *HELP, "", "编制人：　　　　　日期：", "复核人：　　　　　日期："):
        page.paragraph(text)
    printed(page.sheet, name_of(paper), 0, mark, lying=False)
    page.sheet.protect()


def _units(
    sheet: Worksheet,
    paper: Paper,
    units: Iterable[Unit],
    certain: set[str],
    mark: str,
    forms: dict[str, Format],
    filled: Mapping[str, Filled],
) -> None:
    facts, fill = titles(paper)
    sheet.write_string(0, 0, mark, forms["mark"])
    for column, heading in enumerate([*facts, *fill]):
        sheet.write_string(1, column, heading, forms["head"])
        sheet.set_column(column, column, 14 if heading in (KEY, BOOK, AUDITED, WRONG, WHEN) else 24 if heading in (NOTE, WHY) else 11)
    row = 1
    for row, unit in enumerate(units, FIRST_ROW):
        shown = [paper.units[unit.key]["shown"].get(heading, "") for heading in paper.headings]
        cells = [
            str(row - FIRST_ROW + 1),
            unit.key,
            unit.stratum,
            *shown,
            *([unit.amount] if paper.valued else []),
            "是" if unit.key in certain else "",
        ]
        for column, value in enumerate(cells):
            put(sheet, row, column, value, forms["money" if isinstance(value, Decimal) else "text"])
        _fill(sheet, row, len(facts), filled.get(unit.key), forms)
    start = len(facts)
    sheet.data_validation(
        FIRST_ROW, start, row, start, {"validate": "list", "source": [*VERDICTS], "error_message": f"填：{'、'.join(VERDICTS)}"}
    )
    sheet.data_validation(
        FIRST_ROW,
        start + 5,
        row,
        start + 5,
        {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1), "error_message": "填日期，如 2019-12-31"},
    )
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(1, 0, row, len(facts) + len(fill) - 1)
    printed(sheet, name_of(paper), 1, mark)
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})


def _fill(sheet: Worksheet, row: int, start: int, filled: Filled | None, forms: dict[str, Format]) -> None:
    told = filled or Filled("")
    for column, text in enumerate((told.verdict, told.money, told.note, told.why, told.who, told.when), start):
        form = forms["fill_money" if column == start + 1 else "fill_day" if column == start + 5 else "fill"]
        put(sheet, row, column, text, form)
