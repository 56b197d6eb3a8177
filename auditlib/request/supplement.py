"""补充资料清单.xlsx: what is still missing of a county, office by office, ready to be sent; and what was received."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from auditlib.excel import Page, printed, set_aside, workbook
from auditlib.parameters import County, Run
from auditlib.private import private
from auditlib.request.asked import by_office
from auditlib.request.form import file_name, period, scope
from auditlib.request.lacking import EMPTY, LESS, MISSING, PARTIAL, Lack, Received

TITLE = "补充资料清单"
#: What is to be done, by what is missing.
_DO = {
    MISSING: "请按填报表提供",
    EMPTY: "收到的表没有一行数据：确无此项数据的请书面说明，有的请补报",
    PARTIAL: "请补齐所缺的列，按填报表重新提供整张表",
    LESS: "有这些列的请补报，没有的不必处理",
}


@private()
def write_supplement(folder: Path, county: County, run: Run, lacks: Sequence[Lack], received: Sequence[Received]) -> Path:
    """Write the list of a county into ``folder``; what stands there is kept beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{TITLE}_{county.name}.xlsx"
    set_aside(path)
    with workbook(path) as book:
        book.set_properties({"title": path.stem, "author": "", "created": dt.datetime.combine(run.as_of, dt.time())})
        page = Page(book, TITLE, (18, 30, 12, 40, 40, 44, 36))
        page.title(f"{county.name}{TITLE}")
        page.paragraph(
            f"审计期间 {period(run)}。以下资料尚未收到或不完整，请各单位用随附的填报表补充；"
            "几个单位分别掌握的，各报各的部分，已提供的请告知审计组核对。"
        )
        rows = [(office, *_line(lack, run), file_name(office, county) if lack.again else "") for office, lack in of_offices(lacks)]
        page.table(("单位", "台账", "情况", "缺少的列", "请怎样做", "因此未能执行的核查", "填报表"), rows)
        printed(page.sheet, TITLE, 0, f"{county.name}　{period(run)}")
        page = Page(book, "已收到", (30, 12, 12, 12, 60))
        page.paragraph("几个单位分别掌握的台账，收到一份不等于都已提供，请逐个单位核对。")
        page.table(
            ("台账", "入账（行）", "隔离（行）", "表（张）", "应提供的单位"),
            [(_name(one), one.kept, one.quarantined, one.tables, "、".join(one.asked.offices)) for one in received],
        )
        printed(page.sheet, "已收到", 0, f"{county.name}　{period(run)}")
    return path


def of_offices(lacks: Sequence[Lack]) -> list[tuple[str, Lack]]:
    """Each office with each ledger that it may have."""
    found = {lack.asked.ledger.name: lack for lack in lacks}
    offices = by_office(lack.asked for lack in lacks)
    return [(office, found[one.ledger.name]) for office, asked in offices.items() for one in asked]


def told(county: County, lacks: Sequence[Lack]) -> list[str]:
    """The list as lines of text, without what only an office that has it may add."""
    due = [lack for lack in lacks if lack.again]
    counts = "，".join(f"{state} {count} 种" for state in (MISSING, EMPTY, PARTIAL) if (count := sum(lack.state == state for lack in due)))
    lines = [f"{county.name}{TITLE}：{counts or '没有缺少的资料'}"]
    for office, lack in of_offices(due):
        columns = f"：{'、'.join(column.header for column in lack.columns)}" if lack.columns else ""
        lines.append(f"  {office}　{_name(lack)}　{lack.state}{columns}" + (f"　{len(lack.rules)} 项核查未执行" if lack.rules else ""))
    return lines


def _line(lack: Lack, run: Run) -> tuple[str, str, str, str, str]:
    do = f"{_DO[lack.state]}；{scope(lack.asked.ledger, run)}" if lack.again else _DO[lack.state]
    return _name(lack), lack.state, "、".join(column.header for column in lack.columns), do, "；".join(rule.zh for rule in lack.rules)


def _name(one: Lack | Received) -> str:
    return f"{one.asked.ledger.title}（{one.asked.ledger.id}）"
