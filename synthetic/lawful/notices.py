"""Public notices of twelve days and more: plans and money by the county, works and income by the village."""

from __future__ import annotations

import datetime as dt

from synthetic.days import later
from synthetic.lawful.projects import approval
from synthetic.people import Village
from synthetic.world import World

BOARD = "村务公开栏"


def announce(
    world: World, kind: str, about: str, number: str | None, from_date: dt.date, region: dict, level: str = "村", **changes
) -> dict:
    """A notice of twelve to fifteen days."""
    usual = {
        **region,
        "notice_id": f"GS{from_date:%Y%m}{world.index:02d}{world.number('notice'):04d}",
        "object_type": kind,
        "object_no": number,
        "notice_object": about,
        "level": level,
        "place": "县政府网站" if level == "县" else BOARD,
        "from_date": from_date,
        "to_date": later(from_date, world.rng, 12, 15),
        "evidence": "有照片",
        "objection": "无",
    }
    return world.add("public_notice", **usual | changes)


def after(world: World) -> None:
    if not world.has("project"):
        return
    county = {**dict.fromkeys(Village("", "", "", None).region), "county_name": world.county.name}
    for year in sorted({project["plan_year"] for project in world.tables["project"]}):
        for kind, days in (("年度计划", 4), ("资金分配", 20)):
            announce(world, kind, f"{year}年度扶贫项目{kind}", None, approval(year) + dt.timedelta(days=days), county, "县")
    accepted = {row["project_no"]: row["accept_date"] for row in world.tables["acceptance"]}
    for project in world.tables["project"]:
        done = project["finish_date"] or accepted.get(project["project_no"])
        for kind, day in (("项目实施前", project["start_date"] and project["start_date"] - dt.timedelta(days=15)), ("项目完成后", done)):
            if day and (project["project_no"], kind) not in world.special["public_notice"]:
                announce(world, kind, project["project_name"], project["project_no"], later(day, world.rng, 1, 3), _region(project))
    _incomes(world)


def _incomes(world: World) -> None:
    """One notice for each sharing out of an asset's income."""
    villages = {row["project_no"]: _region(row) for row in world.tables["project"]}
    told = set()
    for row in world.tables["income_distribution"]:
        number = row["asset_no"] or row["project_no"]
        if (number, row["pay_date"]) in told or row["project_no"] not in villages:
            continue
        told.add((number, row["pay_date"]))
        about = f"{row['income_year']}年收益分配"
        announce(world, "收益分配", about, number, row["pay_date"] - dt.timedelta(days=20), villages[row["project_no"]])


def _region(row: dict) -> dict:
    return {c: row[c] for c in ("county_name", "town_name", "village_name", "village_code")}
