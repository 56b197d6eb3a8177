"""Public notices of twelve days and more: plans and money by the county, works and income by the village."""

import datetime as dt

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.projects import APPROVED, Project
from synthetic.world import World


@writes("public_notice")
def announce(world: World, of: Project | None = None, **told) -> dict:
    """A notice of twelve to fifteen days, of a project by its village, else by the county."""
    known = {
        "object_no": of.number if of else None,
        "notice_object": of.name if of else None,
        "level": "村" if of else "县",
        "place": "村务公开栏" if of else "县政府网站",
        "to_date": later(told["from_date"], world.rng, 12, 15),
        "county_name": world.county.name,
    }
    return record(world, "public_notice", of, told, **known)


def after(world: World) -> None:
    if not world.has("project"):
        return
    for year in sorted({row["plan_year"] for row in world.tables["project"]}):
        for kind, days in (("年度计划", 4), ("资金分配", 20)):
            about = {"object_type": kind, "notice_object": f"{year}年度扶贫项目{kind}"}
            announce(world, **about, from_date=APPROVED[year] + dt.timedelta(days=days))
    for project in dict.fromkeys(world.projects.values()):
        if project.number not in world.special["public_notice"]:
            _works(world, project)
        _incomes(world, project)


def _works(world: World, project: Project) -> None:
    """Before the works and after."""
    row = project.first("project")
    done = row["finish_date"] or project.first("acceptance").get("accept_date")
    for kind, day in (("项目实施前", row["start_date"] and row["start_date"] - dt.timedelta(days=15)), ("项目完成后", done)):
        if day:
            announce(world, project, object_type=kind, from_date=later(day, world.rng, 1, 3))


def _incomes(world: World, project: Project) -> None:
    """One notice for each sharing out of an asset's income."""
    shared = {(row["asset_no"], row["pay_date"]): row for row in project.rows["income_distribution"]}
    for (asset, day), row in shared.items():
        about = {"object_no": asset or project.number, "notice_object": f"{row['income_year']}年收益分配"}
        announce(world, project, object_type="收益分配", **about, from_date=day - dt.timedelta(days=20))
