"""Inspections of assets in operation: all of them in use, power stations with their output."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.world import World

SEASON = (dt.date(2019, 10, 8), dt.date(2019, 11, 29))


def inspect(world: World, asset: dict, state: str = "正常", **changes) -> dict:
    """What an inspection of an asset in the autumn of 2019 found."""
    power = "光伏" in asset["asset_name"]
    usual = {
        **{
            c: asset[c]
            for c in ("county_name", "town_name", "village_name", "village_code", "project_no", "project_name", "asset_no", "asset_name")
        },
        "inspect_date": world.day(*SEASON),
        "inspector": world.people.name("男"),
        "state": state,
        "reason": None,
        "caretaker": world.people.name("男"),
        "maint_fund": Decimal(world.rng.randrange(5, 40) * 100),
        "output_kwh": Decimal(world.rng.randrange(9000, 30000)) if power else None,
        "downtime_days": world.rng.randrange(6) if power else None,
    }
    return world.add("operation_inspection", **usual | changes)


def after(world: World) -> None:
    for asset in world.tables["asset_register"]:
        if asset["asset_no"] not in world.special["operation_inspection"] and asset["state"] != "处置":
            inspect(world, asset)
