"""PROJ-02 and PROJ-08: steps in the wrong order; projects not begun or not finished in time."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.key import AnswerKey
from synthetic.lawful.assets import register
from synthetic.lawful.funds import fund_projects
from synthetic.lawful.projects import Project, begin, complete, finish, plan, running, tender
from synthetic.world import World

ORDER, SLOW = "PROJ-02", "PROJ-08"


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def done(world: World, year: int = 2019, **tendered) -> Project:
    """A complete project with its asset and its money."""
    project = complete(world, year, **tendered)
    register(world, project)
    fund_projects(world, year, [project])
    return project


@planter(ORDER, "project", "procurement_contract", "acceptance")
def plant_proj_02(world: World, key: AnswerKey) -> None:
    _inverted(world, key)
    project = done(world)
    project.row["finish_date"] = project.row["finish_date"].replace(year=2018)
    key.downgraded(ORDER, "project", project.row, "x_year_typo", "D", "aspect=开工→完工; 年份错写一年")

    project = done(world)
    project.contract.update(method="村级四议两公开", bid_open_date=None, notice_date=project.contract["award_date"] + days(4))
    project.contract["contract_date"] = project.contract["notice_date"] + days(1)
    key.look_alike(ORDER, "project", project.row, "x_no_tender", "四议两公开项目无须招标")

    project = running(world)
    project.contract.update(notice_date=None, bid_open_date=None)
    key.look_alike(ORDER, "project", project.row, "null", "缺少部分日期")
    fund_projects(world, 2019, [project])

    batch = [
        p
        for p in world.tables["project"]
        if p["plan_doc"] == project.row["plan_doc"] and p["approval_date"] == project.row["approval_date"]
    ]
    if len(batch) >= 10:
        project = done(world)
        project.contract["notice_date"] = project.row["approval_date"] - days(6)
        project.row["remark"] = "批量补办批复手续"
        key.look_alike(ORDER, "project", project.row, "x_batch", "批量批复")


def _inverted(world: World, key: AnswerKey) -> None:
    project = done(world)
    project.row["start_date"] = project.contract["contract_date"] - days(15)
    key.breach(ORDER, "project", project.row, project.contract["contract_amount"], "aspect=合同→开工; 先施工后签合同")

    project = done(world)
    project.row["plan_doc"] = f"{world.short}扶组发〔2019〕{40 + world.number('late plan')}号"
    project.row["approval_date"] = project.contract["notice_date"] + days(12)
    key.breach(ORDER, "project", project.row, project.contract["contract_amount"], "aspect=批复→招标公告; 先招标后立项")

    project = done(world, 2018)
    project.acceptance["settled_on"] = project.acceptance["accept_date"] - days(9)
    key.breach(ORDER, "project", project.row, project.contract["contract_amount"], "aspect=验收→结算; 先结算后验收")


@planter(SLOW, "project", "project_payment")
def plant_proj_08(world: World, key: AnswerKey) -> None:
    _slow(world, key)

    project = plan(world, 2019)
    project.row.update(planned_start=dt.date(2019, 6, 1), planned_end=dt.date(2019, 9, 30), status="取消")
    key.look_alike(SLOW, "project", project.row, "x_cancelled", "项目已取消")

    project = complete(world, 2019)
    project.row.update(finish_date=None, planned_end=dt.date(2019, 8, 20))
    register(world, project)
    fund_projects(world, 2019, [project])
    key.look_alike(SLOW, "project", project.row, "x_done", "已验收, 台账未填竣工日期")

    project = running(world)
    project.row["planned_end"] = dt.date(2019, 10, 2)
    fund_projects(world, 2019, [project])
    key.look_alike(SLOW, "project", project.row, "boundary", "恰好超过计划90天")

    project = plan(world, 2019)
    project.row["planned_start"] = dt.date(2019, 10, 2)
    project.row["planned_end"] = dt.date(2020, 3, 20)
    fund_projects(world, 2019, [project])
    key.look_alike(SLOW, "project", project.row, "boundary", "恰好超过计划开工90天")


def _slow(world: World, key: AnswerKey) -> None:
    for start in (dt.date(2019, 6, 15), dt.date(2019, 5, 6)):
        project = plan(world, 2019)
        project.row.update(planned_start=start, planned_end=start + days(125))
        fund_projects(world, 2019, [project])
        key.breach(SLOW, "project", project.row, project.row["approved_amount"], "aspect=未开工")

    for end in (dt.date(2019, 8, 20), dt.date(2019, 9, 12)):
        project = running(world)
        project.row["planned_end"] = end
        fund_projects(world, 2019, [project])
        key.breach(SLOW, "project", project.row, project.row["approved_amount"] - project.paid(), "aspect=未完工")

    project = plan(world, 2018)
    tender(world, project)
    begin(world, project)
    finish(world, project)
    project.row["finish_date"], project.row["status"] = None, "在建"
    fund_projects(world, 2018, [project])
    key.breach(SLOW, "project", project.row, project.row["approved_amount"] - project.paid(), "aspect=未完工; 去年的项目")
