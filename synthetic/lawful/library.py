"""The county's project library: every project approved since there is one entered it before approval, with all that must be disclosed."""

import datetime as dt

from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.projects import Project
from synthetic.world import World

START = dt.date(2018, 4, 1)


@writes("project_library")
def enter(world: World, project: Project, **told) -> dict:
    """The library's entry of a project: from the year before it, or from the first days of the library."""
    row = project.first("project")
    entered = max(START, row["approval_date"] - dt.timedelta(days=world.rng.randint(100, 140)))
    receivers = {share["hh_no"] for share in project.rows["income_distribution"] if share.get("hh_no")}
    known = {
        **{column: row[column] for column in ("category", "planned_start", "planned_end")},
        "resp_unit": row["supervising_unit"],
        "task": f"建设{project.name.removeprefix(f'{project.year}年')}",
        "planned_amount": row["approved_amount"],
        "beneficiary_households": max(1, len(receivers)),
        "entry_date": entered,
        "approval_doc": f"{world.short}扶组发〔{entered.year}〕{world.index % 7 + 1}号",
        "status": "完工" if row["finish_date"] else "在建" if row["start_date"] else "储备",
    }
    return record(world, "project_library", project, told, **known)


def after(world: World) -> None:
    for project in dict.fromkeys(world.projects.values()):
        if project.first("project")["approval_date"] >= START and project.number not in world.special["project_library"]:
            enter(world, project)
