"""Rows that intake must notice: those without a readable amount or day, and identity numbers that Excel has spoilt."""

from collections import Counter

from synthetic.key import COLUMNS
from synthetic.world import World

#: Ledger → what its clerk really typed, a row each.
UNTYPABLE = {
    "benefit_payment": ({"amount": "见附表"}, {"amount": "500/人"}),
    "death_register": ({"death_date": "2019年?月"},),
    "micro_loan": ({"principal": "待补录"},),
    "project_payment": ({"amount": "已付清"},),
}
ZEROED = {"benefit_payment": 4, "motor_vehicle": 2}


def spoil(world: World, innocent: dict[str, int], filed: Counter[str]) -> list[dict]:
    """Add the rows that must go to quarantine, zero some numbers of innocent rows; the key's lines about both.

    `innocent`: how many rows of each ledger, from the first, no planter has touched; `filed`: how often each ledger is handed in.
    """
    lines = []
    for ledger, typed in UNTYPABLE.items():
        rows = world.tables.get(ledger)
        if rows:
            for raw in typed:
                rows.append(rows[world.rng.randrange(innocent[ledger])] | {"_raw": raw})
            lines.append(
                _line(world, "quarantined", ledger, len(typed) * filed[ledger], "、".join(text for raw in typed for text in raw.values()))
            )
    for ledger, count in ZEROED.items():
        places = world.rng.sample(range(innocent[ledger]), count)
        for place in places:
            world.tables[ledger][place] = world.tables[ledger][place] | {"_zeroed": ("id_no",)}
        lines.append(_line(world, "not_matchable", ledger, count, "身份证号末三位被 Excel 抹为零"))
    return lines


def _line(world: World, kind: str, ledger: str, count: int, note: str) -> dict:
    told = {"county": world.county.id, "rule_id": "INTAKE", "kind": kind, "ledger": ledger, "key": "{}", "amount": str(count), "note": note}
    return dict.fromkeys(COLUMNS, "") | told
