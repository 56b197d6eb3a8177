"""The county's loan sheet: 76 columns in groups under which names repeat, yuan and ten thousand yuan side by side."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from synthetic.dirt import plain_number
from synthetic.grid import Grid

BASIC = (
    "乡镇 行政村 组别 户主姓名 身份证号 家庭人口数 贷款人姓名 贷款人身份证 与户主关系 脱贫属性 户编号 联系电话 是否有劳动力 主要产业".split(),
    "town_name village_name - head_name head_id member_count borrower_name borrower_id relation exit_status hh_no - - -".split(),
)
BEFORE = "贷款金额 贷款期限 放款日期 到期日期 贷款利率 贷款金融机构 偿还贷款金额 还款时间 贷款余额（万元） 贷款用途".split()
MICRO = (
    "合同编号 业务品种 信用等级评定 授信额度 授信金融机构 授信时间 贷款金额（万元） 贷款期限 放款日期 到期日期 展期日期 贷款利率(%) 贷款金融机构 担保方式 是否贴息 累计贴息金额（元） "
    "偿还贷款金额（万元） 还款时间 贷款余额（万元） 逾期贷款金额（万元） 贷款逾期时间 欠息金额（元） 欠息时间 五级分类 应贷未贷识别 贷款用途 使用方式 实际用款主体 原合同号".split(),
    "loan_no product - - - - principal term_months issue_date due_date extended_due_date rate bank collateral subsidised subsidy_total "
    "repaid_amount repaid_on balance overdue_principal overdue_since overdue_interest - five_class should_lend "
    "purpose use_mode user_entity renewal_of".split(),
)
OTHERS = "贷款金额 贷款期限 放款日期 到期日期 贷款利率 贷款金融机构 贷款余额（万元）".split()
GROUPS = (
    ("基本情况", BASIC[0]),
    ("原贷款情况", BEFORE),
    ("扶贫小额信贷", MICRO[0]),
    ("创业贷款", OTHERS),
    ("生源地贷款", OTHERS),
    ("其他类型贷款", OTHERS + ["备注"]),
)
WAN = {"principal", "repaid_amount", "balance", "overdue_principal"}


def lay_out(name: str, rows: list[dict], rng: Random) -> Grid:
    """The sheet: title, groups, headers; then a row a loan."""
    headers = [header for _, names in GROUPS for header in names]
    width = len(headers) + 1
    grid = Grid(name, [["扶贫小额信贷及其他贷款情况统计表"], [None] * width, ["序号", *headers]], [(0, 0, 0, width - 1), (1, 0, 2, 0)])
    place = 1
    for group, names in GROUPS:
        grid.rows[1][place] = group
        grid.merges.append((1, place, 1, place + len(names) - 1))
        place += len(names)
    grid.rows[1][0], grid.rows[2][0] = "序号", None
    for number, row in enumerate(rows, 1):
        before = [None] * len(BEFORE)
        rest = [None] * (width - 1 - len(BASIC[1]) - len(before) - len(MICRO[1]))
        if rng.random() < 0.05:  # an older loan of another kind beside it
            rest[:6] = [rng.randrange(2, 9), 24, "2015.6.1", "2017.6.1", 7.2, "邮政储蓄银行"]
        grid.rows.append([number, *(_cell(row, c) for c in BASIC[1]), *before, *(_cell(row, c) for c in MICRO[1]), *rest])
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
