"""PROJ-01 and PROJ-10: projects outside the library, projects without notice to the public."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.breaches.projects import days, done
from synthetic.key import AnswerKey
from synthetic.lawful.library import enter
from synthetic.lawful.notices import announce
from synthetic.world import World

OUTSIDE, UNANNOUNCED = "PROJ-01", "PROJ-10"


@planter(OUTSIDE, "project", "project_library")
def plant_proj_01(world: World, key: AnswerKey) -> None:
    for year in (2018, 2019):
        project = done(world, year)
        world.special["project_library"].add(project.number)
        key.breach(OUTSIDE, "project", project.row, project.row["approved_amount"], "未入库")

    project = done(world)
    _entered(world, project, entry_date=project.row["approval_date"] + days(41))
    key.breach(OUTSIDE, "project", project.row, project.row["approved_amount"], "批复以后才入库")

    project = done(world)
    _entered(world, project, entry_date=project.row["approval_date"])
    key.look_alike(OUTSIDE, "project", project.row, "boundary", "批复当日入库")

    project = done(world)
    phase = "二期" if project.row["project_name"].endswith("二期") else ""
    name = f"{project.village.name}新建{project.kind[0]}{phase}"
    _entered(world, project, project_no=f"KU{world.index:02d}{world.number('library'):04d}", project_name=name)
    key.look_alike(OUTSIDE, "project", project.row, "x_renamed", "同村同金额, 以相近名称入库")

    project = done(world)
    world.special["project_library"].add(project.number)
    project.row["remark"] = "水毁应急抢修"
    key.look_alike(OUTSIDE, "project", project.row, "x_emergency", "应急抢险项目")

    project = done(world, 2017)
    key.look_alike(OUTSIDE, "project", project.row, "x_before", "项目库建立以前批复")


def _entered(world: World, project, **changes) -> None:
    world.special["project_library"].add(project.number)
    enter(world, project.row, **changes)


@planter(UNANNOUNCED, "project", "public_notice")
def plant_proj_10(world: World, key: AnswerKey) -> None:
    for kind in ("项目实施前", "项目完成后"):
        project = done(world)
        _left_out(world, project, kind)
        key.breach(UNANNOUNCED, "project", project.row, None, f"无{kind}公示")

    for number in (5, 9):
        project = done(world)
        notice = _posted(world, project, "项目实施前", number)
        key.breach(UNANNOUNCED, "public_notice", notice, None, f"公示{number}天")
    notice = _posted(world, done(world), "项目实施前", 10)
    key.look_alike(UNANNOUNCED, "public_notice", notice, "boundary", "恰好公示10天")

    project = done(world)
    notice = _posted(world, project, "项目实施前", 4)
    _posted(world, project, "项目实施前", 12)
    key.look_alike(UNANNOUNCED, "public_notice", notice, "x_again", "随后重新公示12天")

    project = done(world)
    _left_out(world, project, "项目完成后")
    project.row["remark"] = "完工后已公示，存照片"
    key.look_alike(UNANNOUNCED, "project", project.row, "x_photo", "只留存照片")

    one, other = done(world), done(world)
    for project in (one, other):
        _left_out(world, project, "项目实施前")
    together = f"{one.number}、{other.number}"
    announce(world, "项目实施前", "两个项目合并公示", together, one.row["start_date"] - days(14), one.village.region)
    for project in (one, other):
        key.look_alike(UNANNOUNCED, "project", project.row, "combined", "两个项目一张公示")


def _left_out(world: World, project, kind: str) -> None:
    world.special["public_notice"].add((project.number, kind))


def _posted(world: World, project, kind: str, count: int) -> dict:
    """A notice before the works that stood so many days, instead of the usual one."""
    _left_out(world, project, kind)
    begun: dt.date = project.row["start_date"] - days(30 - count)
    return announce(world, kind, project.row["project_name"], project.number, begun, project.village.region, to_date=begun + days(count))
