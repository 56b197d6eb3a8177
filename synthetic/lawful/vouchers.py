"""Books of the towns: poverty money spent as it should be, and the towns' own expenses beside it."""

from __future__ import annotations

import datetime as dt

from synthetic.lawful import writes
from synthetic.people import Village
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


@writes("voucher")
def line(world: World, village: Village, **changes) -> dict:
    """A line of a voucher of the town's books."""
    town, on = village.town, changes["date"]
    usual = {
        "town_name": town,
        "unit": town,
        "account_set": f"{town}财政经管所",
        "year": on.year,
        "period": f"{on.month:02d}",
        "line_no": "1",
        "attachments": 2,
    }
    if not changes.get("voucher_no"):
        usual["voucher_no"] = f"{world.number(f'book {town} {on.year}'):04d}"
    return world.add("voucher", **usual | changes)


def before(world: World) -> None:
    rng = world.rng
    for town in sorted({village.town for village in world.villages}):
        for number in range(1, 13):
            for subject, summary, source, (low, high), paid_from in rng.sample(USUAL, 2):
                village = rng.choice([v for v in world.villages if v.town == town])
                amount = yuan(rng.randrange(low, high))
                told = {
                    "date": dt.date(2019, number, rng.randrange(3, 27)),
                    "summary": summary.format(place=village.name),
                    "fund_source": source,
                }
                row = line(world, village, **told, subject_name=subject, debit=amount, credit=None)
                line(world, village, **told, voucher_no=row["voucher_no"], line_no="2", subject_name=paid_from, debit=None, credit=amount)
