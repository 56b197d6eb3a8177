"""Basic figures of every village (L05). In 诸城 villages were merged into communities; files still name the old ones."""

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.world import World, yuan


def persons(world: World, village: Village) -> int:
    """How many people live there: the same whoever asks."""
    return 320 + 53 * (world.villages.index(village) % 11) if village in world.villages else 260


def former_names(world: World, village: Village) -> list[str]:
    """The villages that a community was merged from; none where nothing was merged."""
    if not village.name.endswith("社区"):
        return []
    place = world.villages.index(village)
    return [f"{village.name[:-2]}{words.VILLAGE_HEADS[(place + n) % len(words.VILLAGE_HEADS)]}村" for n in (0, 1)]


@writes("village")
def figures(world: World, village: Village, **told) -> dict:
    """A village's row at the end of 2019."""
    poor = [household for household in world.households if household.village == village]
    people = told.get("total_persons") or persons(world, village)
    usual = {
        "snapshot_date": dt.date(2019, 1, 1) if world.year_only_snapshots else dt.date(2019, 12, 31),
        "is_key_village": bool(poor) and people % 5 == 0,
        "total_households": people // 3,
        "total_persons": people,
        "poor_households": len(poor),
        "poor_persons": sum(len(household.members) for household in poor),
        "arable_mu": Decimal(people * 2),
        "collective_income": yuan(people * 200),
    }
    return record(world, "village", village, told, **usual)


def after(world: World) -> None:
    for village in world.villages:
        figures(world, village, former_names="、".join(former_names(world, village)) or None)
