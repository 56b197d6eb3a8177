"""The county's project library: every project approved since there is one entered it before approval, with all that must be disclosed."""

from __future__ import annotations

import datetime as dt

from synthetic.world import World

START = dt.date(2018, 4, 1)


def enter(world: World, project: dict, **changes) -> dict:
    """The library's entry of a project: from the year before it, or from the first days of the library."""
    approved = project["approval_date"]
    entered = max(START, approved - dt.timedelta(days=world.rng.randint(100, 140)))
    usual = {
        **{c: project[c] for c in ("county_name", "town_name", "village_name", "village_code", "project_no", "project_name", "category")},
        "nature": "新建",
        "place": f"{project['town_name']}{project['village_name']}",
        "planned_start": project["planned_start"],
        "planned_end": project["planned_end"],
        "resp_unit": project["supervising_unit"],
        "task": f"建设{project['project_name'].removeprefix(str(project['plan_year']) + '年')}",
        "planned_amount": project["approved_amount"],
        "fund_source": "财政专项扶贫资金",
        "beneficiary_households": max(1, len(receivers(world, project["project_no"]))),
        "goal": "按期完工，受益贫困户满意",
        "mechanism": world.rng.choice(("资产收益分红", "务工就业", "改善生产条件")),
        "entry_date": entered,
        "approval_doc": f"{world.short}扶组发〔{entered.year}〕{world.index % 7 + 1}号",
        "status": "完工" if project["finish_date"] else "在建" if project["start_date"] else "储备",
    }
    return world.add("project_library", **usual | changes)


def receivers(world: World, project_no: str) -> set[str]:
    """The households among which the income of a project's assets was shared out."""
    return {row["hh_no"] for row in world.tables["income_distribution"] if row["project_no"] == project_no and row.get("hh_no")}


def after(world: World) -> None:
    for project in world.tables["project"]:
        if project["approval_date"] >= START and project["project_no"] not in world.special["project_library"]:
            enter(world, project)
