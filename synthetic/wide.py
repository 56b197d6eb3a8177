"""The county's loan sheet: 76 columns in groups under which names repeat, yuan and ten thousand yuan side by side."""

from decimal import Decimal
from random import Random

from synthetic.dirt import plain_number
from synthetic.grid import Grid
from synthetic.words import TABLES

GROUPS = {group: names.split() for group, names in TABLES["wide"].items()}
BASIC, MICRO = (TABLES["wide_columns"][group].split() for group in ("基本情况", "扶贫小额信贷"))
WAN = {"principal", "repaid_amount", "balance", "overdue_principal"}


def lay_out(name: str, rows: list[dict], rng: Random) -> Grid:
    """The sheet: title, groups, headers; then a row a loan."""
    headers = [header for names in GROUPS.values() for header in names]
    width = len(headers) + 1
    grid = Grid(name, [["扶贫小额信贷及其他贷款情况统计表"], [None] * width, ["序号", *headers]], [(0, 0, 0, width - 1), (1, 0, 2, 0)])
    place = 1
    for group, names in GROUPS.items():
        grid.rows[1][place] = group
        grid.merges.append((1, place, 1, place + len(names) - 1))
        place += len(names)
    grid.rows[1][0], grid.rows[2][0] = "序号", None
    for number, row in enumerate(rows, 1):
        before = [None] * len(GROUPS["原贷款情况"])
        rest = [None] * (width - 1 - len(BASIC) - len(before) - len(MICRO))
        if rng.random() < 0.05:  # an older loan of another kind beside it
            rest[:6] = [rng.randrange(2, 9), 24, "2015.6.1", "2017.6.1", 7.2, "邮政储蓄银行"]
        grid.rows.append([number, *(_cell(row, c) for c in BASIC), *before, *(_cell(row, c) for c in MICRO), *rest])
    return grid


def _cell(row: dict, column: str) -> object:
    value = row.get(column)
    if isinstance(value, bool):
        return "是" if value else "否"
    if column in row.get("_raw", {}):
        return row["_raw"][column]
    if isinstance(value, Decimal):
        return plain_number(value / 10000 if column in WAN else value)
    return value
