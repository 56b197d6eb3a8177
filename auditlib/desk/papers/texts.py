"""How papers write amounts, days and texts from outside. Amounts are exact: 元 to two places, 万元 with as many as they need."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from auditlib.outside import INVISIBLE, shown

#: The most characters of one text that a paper prints: some two pages. A cell of Excel holds 32,767.
LONGEST = 4000
#: The most rows of one table in Word; the rest stand in the files named below it.
MOST_ROWS = 500
UNSEEN = re.compile(f"[{INVISIBLE}]")
#: As many digits as an identity number has, in groups.
SPACED = re.compile(r"(?<!\d)\d(?:[ \u3000\xa0]?\d){14,17}(?:[ \u3000\xa0]?[Xx])?(?!\d)")
#: What stays in a file's name on every system.
NO_NAME = re.compile(r"[^0-9A-Za-z_\u3400-\u9fff（）-]+")


def yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def wan(amount: Decimal | None) -> str:
    """元 → 万元, nothing rounded: 12,345.67 → 1.234567."""
    if amount is None:
        return ""
    text = f"{amount.scaleb(-4):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Decimal | None) -> str:
    """300.00 元（0.03 万元）."""
    return "无" if amount is None else f"{yuan(amount)} 元（{wan(amount)} 万元）"


def amounts(amount: Decimal | None) -> dict[str, str]:
    """An amount, as the fields of a form write it."""
    return {"amount": money(amount), "amount_yuan": yuan(amount), "amount_wan": wan(amount)}


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that there are; None of none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known else None


def day(value: dt.date | str | None) -> str:
    """2019-04-10 → 2019年4月10日."""
    if not value:
        return ""
    value = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{value.year}年{value.month}月{value.day}日"


def said(value: object) -> str:
    """A cell of a list in words."""
    if isinstance(value, Decimal):
        return yuan(value)
    return day(value) if isinstance(value, dt.date) else "" if value is None else str(value)


def safe(text: str) -> str:
    """A text as a part of a file's name."""
    return NO_NAME.sub("", text)[:40]


def cut(text: str) -> str:
    """What is too long for a paper, shortened, with a note that says so."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（全文 {len(text):,} 字，此处只印前 {LONGEST:,} 字，其余见案卷记录）"


def plain(text: str) -> str:
    """A text from outside as everybody sees it: lines stay lines, what does not print as itself is shown by its number."""
    return "\n".join(shown(line) for line in text.splitlines())


def hidden(text: str, mask: Callable[[str], str]) -> str:
    """A text masked, also where something unseen stands within a number or a name, or blanks between the digits of an identity number."""
    bare = SPACED.sub(lambda found: "".join(found.group().split()), UNSEEN.sub("", text))
    return masked if (masked := mask(bare)) != bare else mask(text)
