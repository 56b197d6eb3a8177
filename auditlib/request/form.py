"""The workbook that an office fills in: a cover that says what is asked, for which period, why and how; then a sheet for each ledger."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from auditlib.contracts import Ledger
from auditlib.excel import A3, Page, printed, put, set_aside, workbook
from auditlib.intake.forms import COVER, EXAMPLE
from auditlib.outside import as_name
from auditlib.parameters import County, Run
from auditlib.private import private
from auditlib.request.asked import Asked
from auditlib.request.fields import KINDS, WORDS, check, example, header, say

#: Rows of a sheet, from 0: its title, its header, the example; checks reach from the row below to the last that Excel has.
HEADER, SHOWN, FIRST, LAST = 1, 2, 3, 1_048_575
NUMBER = "序号"
#: Characters that a printed page holds across.
ACROSS = 200
ABOUT = "填报说明"


def file_name(office: str, county: County) -> str:
    """资料需求_公安局_临朐县.xlsx"""
    return f"资料需求_{as_name(office)}_{county.name}.xlsx"


def sheet_name(ledger: Ledger) -> str:
    """The id makes it unlike every other."""
    return as_name(f"{ledger.id} {ledger.title}", "")[:31].strip()


def period(run: Run) -> str:
    """The period audited, as people write it."""
    return f"{run.audit_from} 至 {run.audit_to or run.as_of}"


@private()
def write_form(folder: Path, office: str, county: County, run: Run, asked: Sequence[Asked]) -> Path:
    """Write an office's workbook into ``folder``, the same bytes for the same contracts and dates; what stands there is kept beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(office, county)
    set_aside(path)
    with workbook(path) as book:
        book.set_properties({"title": path.stem, "author": "", "created": dt.datetime.combine(run.as_of, dt.time())})
        _cover(book, office, county, run, asked)
        for one in asked:
            _sheet(book, one, f"{one.ledger.title}　{county.name}　{office}　{period(run)}", run.as_of)
    return path


def _cover(book, office: str, county: County, run: Run, asked: Sequence[Asked]) -> None:
    page = Page(book, ABOUT, (30, 34, 26, 80))
    page.title(COVER)
    for line in _told(office, county, run, len(asked)):
        page.paragraph(line)
    page.table(
        ("工作表", "数据范围", "其中个人信息", "用于核查"),
        [(sheet_name(one.ledger), scope(one.ledger, run), "、".join(one.personal) or "无", purpose(one)) for one in asked],
    )
    page.paragraph("各列怎样填：")
    rows = [
        (sheet_name(one.ledger), column.header, "必填" if column.name in one.must else "有则填", say(column))
        for one in asked
        for column in one.columns
    ]
    page.table(("工作表", "列", "必填", "怎样填"), rows)
    printed(page.sheet, ABOUT, 0, f"{county.name}　{office}　{period(run)}")


def _told(office: str, county: County, run: Run, count: int) -> list[str]:
    return [
        f"{county.name}　{office}：",
        f"一、报什么。请按本工作簿后面的 {count} 张工作表提供本单位掌握的本县资料，每张表一种台账；"
        f"期间为 {period(run)}，各表的数据范围和用途见下。"
        "一种台账由几个单位分别掌握的，各报各的部分；同一笔业务只由实际登记、发放或签约的单位报一次，不报抄送的副本。",
        "二、怎样填。第 2 行为表头，请不要改动、删列或合并单元格；第 3 行为示例，请保留，它不会被读取；"
        "从第 4 行起一行一条记录，不写小计、合计和签字。"
        "表头带 * 的列必填，其他列有则填、没有的留空。可以从业务系统导出后整列粘贴（选择性粘贴“数值”）；"
        "证件号码、账号、编号的列已设为文本格式，请不要改成数字。",
        "三、没有数据的表。确无此项数据的，在示例行下面一行的“序号”列写“无”；既没有填写、也没有写“无”的，按未提供处理。",
        "四、只报所列字段。不要增加其他列，不要附加名册、证件照片等其他个人信息；不报数据范围以外的记录。资料含个人信息的，请指定专人填报和保管，交接后不要留存多余的副本。",
        "五、怎样交。填好后仍保存为 .xlsx，不加密码，不改工作表名称；用审计组指定的保密介质或内部网络交接并办理签收，"
        "不得通过微信、QQ、公共邮箱、网盘传送。"
        "提供资料的单位对资料的真实性、完整性负责；有不清楚的，请与审计组联系。",
    ]


def scope(ledger: Ledger, run: Run) -> str:
    """Which rows are asked for.

    Of a register how it stood at the end of each year. Of what tells of money, or of single months, what lies in the period. Of all else
    (deaths, posts held, houses owned) what was before it too: somebody who died the year before is paid in the first year of the period.
    """
    until, occurred = run.audit_to or run.as_of, ledger.columns.get(ledger.occurred or "")
    if "snapshot_date" in ledger.columns:
        return f"期间内每年年末各一份，及截至 {run.as_of} 的一份；“{ledger.columns['snapshot_date'].header}”写明是哪一天的数据"
    if occurred is None:
        return f"截至 {until} 的全部记录"
    if ledger.money or occurred.name == "month":
        return f"“{occurred.header}”在期间内的全部记录，及期间内仍然有效的记录"
    return f"“{occurred.header}”不晚于 {until} 的全部记录，期间以前的也要"


def purpose(asked: Asked) -> str:
    """Why it is asked for: the titles of the rules that it serves."""
    return "；".join(rule.zh for rule in asked.rules) or "供审计组人工核对"


def _sheet(book, asked: Asked, title: str, as_of: dt.date) -> None:
    page = book.add_worksheet(sheet_name(asked.ledger))
    head = book.add_format({"bold": True, "bg_color": "#D9E2EF", "text_wrap": True, "border": 1, "valign": "vcenter", "num_format": "@"})
    must = book.add_format({"bold": True, "bg_color": "#F8E3C8", "text_wrap": True, "border": 1, "valign": "vcenter", "num_format": "@"})
    formats = {kind.format: book.add_format({"num_format": kind.format}) for kind in KINDS.values()}
    examples = {
        kind.format: book.add_format({"num_format": kind.format, "italic": True, "font_color": "#7F7F7F"}) for kind in KINDS.values()
    }
    across = 7
    page.set_column(0, 0, across)
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
    page.write_string(HEADER, 0, NUMBER, head)
    page.write_string(SHOWN, 0, EXAMPLE, examples["@"])
    for place, column in enumerate(asked.columns, 1):
        kind, needed = KINDS[column.type], column.name in asked.must
        text = header(column, needed)
        width = max(kind.width, min(2 * len(text) + 1, 24))
        across += width
        page.set_column(place, place, width, formats[kind.format])
        page.write_string(HEADER, place, text, must if needed else head)
        put(page, SHOWN, place, example(column, as_of), examples[kind.format])
        rule = check(column) or {"validate": "any"}
        page.data_validation(
            FIRST,
            place,
            LAST,
            place,
            rule | {"ignore_blank": True, "input_title": column.header[:32], "input_message": say(column)[:WORDS]},
        )
    page.set_row(HEADER, 32)
    page.freeze_panes(FIRST - 1, 2)
    page.set_landscape()
    page.set_paper(A3)
    page.repeat_rows(0, HEADER)
    page.fit_to_pages(max(1, across // ACROSS), 0)
    page.print_across()
