"""Books of the towns: poverty money spent as it should be, and the towns' own expenses beside it."""

import datetime as dt

from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.words import TABLES
from synthetic.world import World, yuan


@writes("voucher")
def line(world: World, village: Village, **told) -> dict:
    """A line of a voucher of the town's books."""
    town, on = village.town, told["date"]
    number = told.get("voucher_no") or f"{world.number(f'book {town} {on.year}'):04d}"
    when = {"year": on.year, "period": f"{on.month:02d}", "voucher_no": number}
    return record(world, "voucher", village, told | when)


def before(world: World) -> None:
    rng = world.rng
    for town in sorted({village.town for village in world.villages}):
        for number in range(1, 13):
            for subject, summary, source, low, high, paid_from in rng.sample(TABLES["vouchers"], 2):
                village = rng.choice([v for v in world.villages if v.town == town])
                amount = yuan(rng.randrange(low, high))
                told = {
                    "date": dt.date(2019, number, rng.randrange(3, 27)),
                    "summary": summary.format(place=village.name),
                    "fund_source": source,
                }
                row = line(world, village, **told, subject_name=subject, debit=amount, credit=None)
                line(world, village, **told, voucher_no=row["voucher_no"], line_no="2", subject_name=paid_from, debit=None, credit=amount)
