"""Inspections of assets in operation: all of them in use, power stations with their output."""

from decimal import Decimal

from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.projects import Project
from synthetic.world import World


@writes("operation_inspection")
def inspect(world: World, project: Project, **told) -> dict:
    """What an inspection of an asset in the autumn of 2019 found."""
    asset = next(
        (row for row in project.rows["asset_register"] if row["asset_no"] == told.get("asset_no")), project.first("asset_register")
    )
    known = {column: asset[column] for column in ("asset_no", "asset_name")}
    known |= {role: world.people.name("男") for role in ("inspector", "caretaker")}
    if "光伏" in asset["asset_name"]:
        known |= {"output_kwh": Decimal(world.rng.randrange(9000, 30000)), "downtime_days": world.rng.randrange(6)}
    return record(world, "operation_inspection", project, told, **known)


def after(world: World) -> None:
    for asset in world.tables["asset_register"]:
        if asset["asset_no"] not in world.special["operation_inspection"] and asset["state"] != "处置":
            inspect(world, world.projects[asset["asset_no"]], asset_no=asset["asset_no"])
