"""A sheet in which no header is known: a table that has to be named, with what it looks like; or a cover, notes, nothing at all."""

import re
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake.grids import Grid
from auditlib.intake.header_rows import rows_of
from auditlib.intake.headers import Header, Vocabulary
from auditlib.intake.journal import sheet_entry
from auditlib.intake.questions import Asker, letters, set_aside
from auditlib.intake.session import Session

IGNORED = "本县参数指定搁置（ledger: ignore），未读取"
EMPTY_SHEET = "空工作表"
#: A table that nobody read: of three columns two rows, of two columns ten, of one column a hundred. What is less is a cover or a note.
TABLES = ((3, 2), (2, 10), (1, 100))
UNPARTED = "每行只有一格，其中有证件号码或账号，各项之间没有认得的分隔符，未读取。请改用逗号或制表符分隔，最上面一行写明各列名称，或直接导出为 .xlsx，再重新提交"
TURNED = (
    "此表像是横排的表：表头在第 {} 列，每人（每笔）占一列。请在 Excel/WPS 中全选复制，用“选择性粘贴—转置”粘贴到新工作表，"
    "使每人（每笔）一行，再重新提交"
)
FORM = "此表像是一人一张的登记表：栏目名称与内容相间。请把各人的登记表汇总成一张表，最上面一行写明各列名称，每人（每笔）一行，再重新提交"
SPANS = "此表像是每月（每季）一列的表。请改为每人每月（每季）一行，用“所属期”“发放金额”两列写明，或者只保留全年的发放金额一列，再重新提交"
#: The header of a month's or a quarter's column.
SPAN = r"(20\d\d年)?(\d{1,2}月份?|第?[一二三四1-4]季度)(发放|补贴|补助)?(金额|额)?"
#: Rows and columns looked at to see what a table looks like.
SAMPLE, FIRST, TOP = 200, 3, 10
#: What the cells of a column look like, the most telling first.
LOOKS = (
    ("证件号码", r"[0-9]{17}[0-9Xx]|[0-9]{15}"),
    ("银行账号", r"[0-9]{16,19}"),
    ("日期", r"(19|20)[0-9]{2}[-/.年]?[01]?[0-9][-/.月]?[0-3]?[0-9]日?"),
    ("金额", r"-?[0-9][0-9,]*(\.[0-9]{1,2})?元?"),
    ("姓名", r"[\u4e00-\u9fff]{2,4}"),
)


def unread(grid: Grid, table: pa.Table, origin: dict[str, str], session: Session) -> dict[str, Any]:
    """The journal entry of a sheet in which no header is known."""
    path, rows = origin["source_file"], not_blank(table)
    entry = sheet_entry(
        path, grid.sheet, evidence="没有找到表头", rows=rows, warnings=["没有任何已知台账的表头，未读取" if rows else EMPTY_SHEET]
    )
    ask = Asker(session.county, path, grid.sheet)
    if set_aside(session.county, path, grid.sheet):
        entry["evidence"] = IGNORED
    elif _is_table(table) or _unparted(table):
        name_unread(entry, ask, looks(table, session.vocabulary))
    return entry


def name_unread(entry: dict[str, Any], ask: Asker, look: str = "") -> None:
    """Name a table as handed in and not read; the questions of its sheet say what to do. `look`: see `looks`."""
    entry["problem"] = f"{entry['evidence']}，{entry['rows']:,} 行未读取；请按资料接收报告（intake.html）“待确认”处理后重新运行"
    entry["questions"] = entry["questions"] or [ask.unknown(look)]


def not_blank(table: pa.Table) -> int:
    """How many rows hold anything."""
    return pc.sum(reduce(pc.or_, (column.is_valid() for column in table.columns[1:]), pa.repeat(False, table.num_rows))).as_py() or 0


def _is_table(table: pa.Table) -> bool:
    filled = np.column_stack([column.is_valid().to_numpy() for column in table.columns[1:]])
    cells = filled.sum(axis=1)
    return any((filled[cells >= wide].sum(axis=0) >= tall).sum() >= wide for wide, tall in TABLES)


def _unparted(table: pa.Table) -> bool:
    """One cell to a row, and numbers of somebody in it: fields of fixed width, or a mark between them that no table uses."""
    filled = [cells for column in table.columns[1:] if (cells := column.drop_null())]
    return len(filled) == 1 and pc.any(pc.match_substring_regex(filled[0], r"[0-9]{15}")).as_py()


def looks(table: pa.Table, vocabulary: Vocabulary) -> str:
    """What kind of table it is, and what then to do; nothing where it is just unknown."""
    columns = [[cell for cell in column.slice(0, SAMPLE).to_pylist() if cell] for column in table.columns[1:]]
    known = [sum(vocabulary.knows(Header(0, (), cell)) is not None for cell in {*cells}) for cells in columns]
    if sum(count >= 2 and count * 2 >= len({*cells}) for count, cells in zip(known, columns, strict=True)) > 1:
        return FORM
    for index, (count, cells) in enumerate(zip(known[:FIRST], columns, strict=False)):
        if count >= 3 and count * 2 >= len(cells) and len(columns) > index + 1:
            return TURNED.format(letters(index))
    if any(sum(re.fullmatch(SPAN, cell) is not None for cell in row if cell) >= 3 for row in rows_of(table, 0, TOP)):
        return SPANS
    if _unparted(table):
        return UNPARTED
    found = [(letters(index), look) for index, cells in enumerate(columns) if (look := _look(cells))]
    if any(look in ("证件号码", "银行账号") for _, look in found):
        seen = "，".join(f"第 {place} 列像{look}" for place, look in found)
        return f"此表没有表头，第一行就是数据（{seen}）。请在最上面补一行表头，逐列写明名称（如 姓名、身份证号、发放金额、发放日期），再重新提交"
    return ""


def _look(cells: list[str]) -> str | None:
    """What all cells of a column look like, the first one too."""
    return next((look for look, form in LOOKS if cells and all(re.fullmatch(form, cell.strip()) for cell in cells)), None)
