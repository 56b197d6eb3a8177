"""How typed values look in files as received (DOMAIN.md §1.99): dirt that must not change what a value means.

A county writes its ledgers each in its own way: a `Style` is one clerk's habits. `cell` turns a typed value into what stands
in the sheet: text, a number, or a date with the way it is shown.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from auditlib.columns import Column
from synthetic.people import PREFIX

FULL_WIDTH = str.maketrans("0123456789X.", "０１２３４５６７８９Ｘ．")
DATES: dict[str, Callable[[dt.date], object]] = {
    "cell": lambda day: day,
    "dash": lambda day: day.isoformat(),
    "slash": lambda day: f"{day.year}/{day.month}/{day.day}",
    "dot": lambda day: f"{day.year}.{day.month}.{day.day}",
    "digits": lambda day: f"{day:%Y%m%d}",
    "words": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "serial": lambda day: (day - dt.date(1899, 12, 30)).days,
    "short": lambda day: f"{day:%y}-{day.month}-{day.day}",
    "time": lambda day: f"{day.isoformat()} 00:00:00",
}
BOOLEANS = {"是否": ("是", "否"), "勾": ("√", "×"), "字母": ("Y", "N"), "数字": ("1", "0"), "有无": ("有", "无")}


@dataclass(frozen=True)
class Style:
    """One clerk's habits.

    `money`: 元 | 万元 | 千分 (commas) | 文字 (500元); `rate`: % | ‰; `text_only`: the file has no numbers (CSV); `typed`: money and dates
    keep their types (Parquet); `brackets`: around the year of a document's number.
    """

    dates: str = "cell"
    money: str = "元"
    rate: str = "%"
    bool: str = "是否"
    period: str = "words"
    term: str = "月"
    ratio: str = "%"
    messy: float = 0.0
    text_only: bool = False
    typed: bool = False
    brackets: str = "〔〕"


def cell(column: Column, value: object, style: Style, rng: Random) -> object:
    """What stands in the sheet for a typed value."""
    if value is None:
        return None
    if style.typed and column.type in ("money", "date", "snapshot"):
        return value
    writer = WRITERS.get(column.type)
    shown = writer(value, style, rng) if writer else value
    if style.text_only and not isinstance(shown, str):
        return format(shown, "f") if isinstance(shown, Decimal) else shown.isoformat() if isinstance(shown, dt.date) else str(shown)
    return shown


def money(value: Decimal, style: Style, rng: Random) -> object:
    if style.money == "万元":
        return plain_number(value / 10000)
    if style.money == "千分":
        return f"{value:,.2f}{' ' if rng.random() < style.messy else ''}"
    if rng.random() < style.messy:
        return rng.choice(
            (f"{plain_number(value)}元", f"￥{value:,.2f}", f"{value:,.2f}", f"{plain_number(value)}".translate(FULL_WIDTH), f"{value:.2f}")
        )
    return plain_number(value)


def rate(value: Decimal, style: Style, rng: Random) -> object:
    """Percent a year, or per mille a month where the header says so."""
    return plain_number((value * 10 / 12).quantize(Decimal("0.0001"))) if style.rate == "‰" else plain_number(value)


def ratio(value: Decimal, style: Style, rng: Random) -> object:
    return f"{plain_number(value * 100)}%" if style.ratio == "%" else plain_number(value)


def date(value: dt.date, style: Style, rng: Random) -> object:
    form = style.dates
    if rng.random() < style.messy:
        form = rng.choice(("dash", "slash", "dot", "digits", "words", "time", "short" if value.year > 2000 else "dash"))
    return DATES[form](value)


def snapshot(value: dt.date, style: Style, rng: Random) -> object:
    return value.isoformat() if value.month == 12 else str(value.year)


def term(value: int, style: Style, rng: Random) -> object:
    if style.term == "年" and value % 12 == 0:
        return f"{value // 12}年"
    return f"{value}个月" if style.term == "个月" else value


def name(value: str, style: Style, rng: Random) -> object:
    """张三 as 张 三, with a stray space behind, or with a remark."""
    if rng.random() < style.messy:
        return rng.choice((f"{value[0]}\u3000{value[1]}" if len(value) == 2 else f"{value}\u3000", f"{value} ", f"{value}(本人)"))
    return value


def identity(value: str, style: Style, rng: Random) -> object:
    """The same number with an apostrophe, spaces, a lower-case or full-width x, or in its old form of 15 digits."""
    if rng.random() >= style.messy:
        return value
    forms = [
        f"'{value}",
        f" {value}",
        value.replace("X", "×"),
        f"{value}\u00a0",
        f"{value[:6]} {value[6:14]} {value[14:]}",
        value.lower(),
        value.translate(FULL_WIDTH),
        f"{value}\t",
    ]
    if value.startswith(f"{PREFIX}19"):
        forms.append(value[:6] + value[8:17])
    return rng.choice(forms)


def account(value: str, style: Style, rng: Random) -> object:
    if rng.random() < style.messy:
        return rng.choice((f"'{value}", " ".join(value[i : i + 4] for i in range(0, len(value), 4))))
    return value


def period(span: tuple[dt.date, dt.date], style: Style) -> str | int:
    """A span as rosters write it: 2019年3月, 201903, 2019年第1季度, 2019年上半年, 2019年度, or from – to."""
    first, last = span
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    if whole and length == 1:
        return {
            "words": f"{first.year}年{first.month}月",
            "digits": f"{first:%Y%m}",
            "dash": f"{first:%Y-%m}",
            "dot": f"{first.year}.{first.month:02d}",
        }[style.period]
    if whole and length == 3 and first.month % 3 == 1:
        number = "一二三四"[first.month // 3] if style.period == "dot" else first.month // 3 + 1
        return f"{first.year}年{'第' if style.period == 'words' else ''}{number}季度"
    if whole and length == 6 and first.month in (1, 7):
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    if whole and length == 6 and first.month in (2, 8):
        return (
            f"{first.year}{'春' if first.month == 2 else '秋'}"
            if style.period == "digits"
            else f"{first.year}年{'春' if first.month == 2 else '秋'}季学期"
        )
    if whole and length == 12 and first.month == 1:
        return f"{first.year}年度" if style.period == "words" else f"{first.year}年"
    if whole and first.year == last.year:
        return f"{first.year}年{first.month}-{last.month}月"
    mark = {"words": "至", "digits": "-", "dash": "~", "dot": "—"}[style.period]
    form = "dot" if style.period == "digits" else "dash"
    return f"{DATES[form](first)}{mark}{DATES[form](last)}"


def zeroed(value: str) -> int:
    """What Excel makes of an identity number typed as a number: its last three digits are gone."""
    return int(value[:15] + "000")


def plain_number(value: Decimal) -> Decimal:
    """Without trailing zeros, never with an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


WRITERS: dict[str, Callable[..., object]] = {
    "text": lambda value, style, rng: value.replace("〔", style.brackets[0]).replace("〕", style.brackets[1]),
    "money": money,
    "rate": rate,
    "percent": lambda value, style, rng: f"{plain_number(value)}%",
    "ratio": ratio,
    "date": date,
    "snapshot": snapshot,
    "boolean": lambda value, style, rng: BOOLEANS[style.bool][not value],
    "term": term,
    "name": name,
    "identity": identity,
    "account": account,
    **dict.fromkeys(("integer", "year"), lambda value, style, rng: int(value)),
    "number": lambda value, style, rng: plain_number(value),
}
