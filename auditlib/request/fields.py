"""How a column is filled in by hand: its header with the unit, the format of its cells, the check on entry, what to type, an example."""

import datetime as dt
import re
from dataclasses import dataclass

from auditlib.columns import Column

#: Excel's format of text, which keeps every digit of a number and every zero before it.
TEXT = "@"
DATE = "yyyy-mm-dd"
#: Excel's limits: of a list written into a check, and of the words beside a cell.
LIST, WORDS = 255, 255
AS_IT_IS = "按实际填写"
_UNITS = {"money": "元", "rate": "%", "percent": "%", "term": "月"}
_MONEY = {"元": 1, "万元": 10_000}
#: Texts that Excel would take for numbers.
_CODED = re.compile("号|代码|编码|科目")
_WHOLE = ("integer", "year", "term")


@dataclass(frozen=True)
class Kind:
    """How cells of a type are filled in. ``example`` None: the audit date."""

    say: str
    example: object = AS_IT_IS
    format: str = TEXT
    width: int = 14


KINDS = {
    "text": Kind("文字", width=18),
    "name": Kind("姓名全称，不加备注", "张某某", width=12),
    "identity": Kind("18 位号码，按文本填写；没有号码的留空", "370799196001010018", width=21),
    "account": Kind("完整账号，按文本填写，不加空格", "6200000000000000001", width=23),
    "phone": Kind("电话号码，按文本填写", "13700000000"),
    "category": Kind(AS_IT_IS),
    "money": Kind("数字，单位{unit}", 1200, "#,##0.00"),
    "rate": Kind("年利率，填百分数的数字，如 4.35 即年利率 4.35%", 4.35, "General"),
    "percent": Kind("百分数的数字，如 30 即 30%", 30, "General"),
    "ratio": Kind("0 至 1 的小数，如 0.25", 0.25, "General"),
    "number": Kind("数字，单位{unit}", 12.5, "General"),
    "integer": Kind("整数", 3, "0"),
    "year": Kind("四位年份，如 2019", 2019, "0"),
    "term": Kind("月数，整数，如 36", 36, "0"),
    "date": Kind("日期，年月日齐全，如 2019-09-03", None, DATE),
    "snapshot": Kind("日期，年月日齐全，如 2019-12-31", None, DATE),
    "period": Kind("文字，如 2019年、2019年3季度、2019年1-6月、2019年春季学期；已填起止日期的可不填", "2019年", width=18),
    "boolean": Kind("是 或 否；不清楚的留空", "是", width=10),
}
#: How long a text is when nothing is lost of it. Other lengths exist (passports), so Excel only asks.
_LENGTHS = {"identity": (15, 18), "account": (8, 32), "phone": (7, 20)}


def unit(column: Column) -> str | None:
    """The unit in which the column is asked for: never left to be guessed."""
    return column.unit or _UNITS.get(column.type)


def header(column: Column, must: bool) -> str:
    """The contract's header with its unit; an asterisk: to be filled in on every row."""
    told = unit(column)
    return column.header + (f"（{told}）" if told and told not in column.header else "") + "*" * must


def say(column: Column) -> str:
    """What to type."""
    if column.values and column.type == "category":
        return f"从下拉列表选择：{'、'.join(column.values)}；都不是的，按实际填写"
    if column.type == "text" and _CODED.search(column.header):
        return "按原样填写，前面的 0 不能丢"
    return KINDS[column.type].say.replace("，单位{unit}", f"，单位{unit(column)}" if unit(column) else "")


def example(column: Column, as_of: dt.date) -> object:
    """What the example row shows."""
    if column.values and column.type == "category":
        return next(iter(column.values))
    shown = KINDS[column.type].example
    return as_of if shown is None else as_of.year if column.type == "year" else shown


def check(column: Column) -> dict[str, object] | None:
    """Excel's check of a cell, as xlsxwriter takes it; None where any text may stand.

    What intake would refuse is stopped. A wording beside the list, or a number of another length, may be true: there Excel only asks.
    """
    choices = ["是", "否"] if column.type == "boolean" else [*column.values]
    if choices:
        if len(",".join(choices)) > LIST or any("," in choice for choice in choices):
            return None
        return {
            "validate": "list",
            "source": choices,
            "error_type": "stop" if column.type == "boolean" else "warning",
            "error_message": "请从下拉列表选择",
        }
    if column.type in _LENGTHS:
        low, high = _LENGTHS[column.type]
        return {**_between("length", low, high), "error_type": "warning", "error_message": f"一般为 {low} 至 {high} 位，请核对"}
    if column.bounds is None:
        return None
    low, high = column.bounds
    if isinstance(low, dt.date):
        return _between("date", low, high) | {"error_message": "请填写存在的日期，如 2019-09-03"}
    scale = _MONEY[unit(column)] if column.type == "money" else 1
    low, high = low / scale, high / scale
    whole = column.type in _WHOLE
    return _between("integer" if whole else "decimal", low, high) | {
        "error_message": f"请填写{'整数' if whole else '数字'}，{low:,.0f} 至 {high:,.0f}"
    }


def _between(kind: str, low: object, high: object) -> dict[str, object]:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
