"""Books of the towns: poverty money spent as it should be, and the towns' own expenses beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.world import World, yuan

TILL, BANK = "库存现金", "银行存款"
#: What a town books: subject, summary, source of the money, range in yuan, paid from.
USUAL = (
    ("专项应付款-扶贫资金", "付{place}大棚工程进度款", "专项扶贫资金", (20000, 90000), BANK),
    ("专项应付款-扶贫资金", "付{place}贫困户产业奖补", "专项扶贫资金", (3000, 15000), BANK),
    ("管理费用-办公费", "购办公用品", "公用经费", (200, 900), BANK),
    ("管理费用-差旅费", "报销差旅费", "公用经费", (150, 800), TILL),
    ("管理费用-招待费", "付接待用餐费", "公用经费", (300, 1200), BANK),
)


def book(
    world: World,
    town: str,
    on: dt.date,
    subject: str,
    summary: str,
    amount: Decimal | int,
    source: str | None,
    paid_from: str = BANK,
    **changes,
) -> dict:
    """A voucher of two lines: the expense, which is returned, and where the money came from."""
    number = f"{world.number(f'book {town} {on.year}'):04d}"
    usual = {
        "town_name": town,
        "unit": town,
        "account_set": f"{town}财政经管所",
        "year": on.year,
        "period": f"{on.month:02d}",
        "date": on,
        "voucher_no": number,
        "summary": summary,
        "fund_source": source,
        "attachments": 2,
    }
    line = world.add("voucher", **usual, line_no="1", subject_name=subject, debit=yuan(amount), credit=None, **changes)
    world.add("voucher", **usual, line_no="2", subject_name=paid_from, debit=None, credit=yuan(amount))
    return line


def before(world: World) -> None:
    rng = world.rng
    for town in sorted({village.town for village in world.villages}):
        for number in range(1, 13):
            for subject, summary, source, (low, high), paid_from in rng.sample(USUAL, 2):
                place = rng.choice([v for v in world.villages if v.town == town]).name
                on = dt.date(2019, number, rng.randrange(3, 27))
                book(world, town, on, subject, summary.format(place=place), rng.randrange(low, high), source, paid_from)
