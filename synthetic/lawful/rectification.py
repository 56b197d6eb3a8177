"""The rectification ledger: old issues closed with evidence and acceptance."""

from __future__ import annotations

import datetime as dt

from synthetic.days import later
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.world import World

#: Kind of issue → what was found; each kind once, so that none is a repeat.
OLD = {
    "项目管理": "部分产业项目档案资料不齐全",
    "资金管理": "扶贫资金公告公示不规范",
    "贷款管理": "贷后检查记录不完整",
    "资产管理": "资产登记信息不完整",
    "助学政策": "助学政策宣传不到位",
    "健康扶贫": "家庭医生签约服务记录简单",
    "危房改造": "危房改造档案不规范",
    "饮水工程": "供水管护制度不健全",
    "驻村帮扶": "帮扶手册填写不规范",
}


def before(world: World) -> None:
    for category, description in OLD.items():
        issue(world, category=category, description=description)


@writes("issue_ledger")
def issue(world: World, village: Village | None = None, **changes) -> dict:
    """An issue, by default of 2018, put right, proven and closed within its year; of another status, still open."""
    village, number = village or world.rng.choice(world.villages), world.number("issue")
    found = changes.get("found_on") or dt.date(2018, 5, 28)
    done = changes.get("done_on") or changes.get("closed_on") or later(found, world.rng, 60, 150)
    closed = changes.get("closed_on") or later(done, world.rng, 3, 20)
    usual = {
        "county_name": village.county,
        "town_name": village.town,
        "village_name": None,
        "issue_no": f"WT{world.index:02d}{number:04d}",
        "origin": "省审计",
        "found_on": found,
        "category": f"其他事项{number}",
        "description": None,
        "object": None,
        "amount": None,
        "measure": "健全制度，逐项规范",
        "standard": "规范到位",
        "resp_unit": f"{village.town}党委",
        "resp_person": world.people.name("男"),
        "deadline": dt.date(found.year, 12, 31),
        "progress": "已完成",
        "done_on": done,
        "recovered": None,
        "returned": None,
        "evidence": f"佐证材料{number}",
        "evidence_date": done,
        "accepted_by": f"{village.town}、县扶贫办",
        "accepted_on": closed,
        "status": "销号",
        "closed_on": closed,
        "remark": None,
    }
    if changes.get("status", "销号") not in ("销号", "已整改"):
        usual |= {"measure": "逐户核实", "progress": "正在整改"}
        usual |= dict.fromkeys(("done_on", "evidence", "evidence_date", "accepted_by", "accepted_on", "closed_on"))
    return world.add("issue_ledger", **usual | changes)


def under_way(world: World, **changes) -> dict:
    """An issue that the county found itself in the look-back, to be put right by June 2020."""
    usual = {"origin": "自查", "found_on": dt.date(2019, 10, 21), "deadline": dt.date(2020, 6, 30), "status": "持续整改"}
    return issue(world, **usual | changes)
