"""The rectification ledger: old issues closed with evidence and acceptance."""

import datetime as dt

from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.words import TABLES
from synthetic.world import World


def before(world: World) -> None:
    for category, description in TABLES["issues"].items():
        issue(world, category=category, description=description)


@writes("issue_ledger")
def issue(world: World, village: Village | None = None, **told) -> dict:
    """An issue, by default of 2018, put right, proven and closed within its year; of another status, still open."""
    village, number = village or world.rng.choice(world.villages), world.number("issue")
    found = told.get("found_on") or dt.date(2018, 5, 28)
    done = told.get("done_on") or told.get("closed_on") or later(found, world.rng, 60, 150)
    closed = told.get("closed_on") or later(done, world.rng, 3, 20)
    usual = {
        "village_name": None,
        "village_code": None,
        "issue_no": f"WT{world.index:02d}{number:04d}",
        "found_on": found,
        "resp_person": world.people.name("男"),
        "deadline": dt.date(found.year, 12, 31),
        "done_on": done,
        "evidence_date": done,
        "accepted_on": closed,
        "closed_on": closed,
    }
    if told.get("status", "销号") not in ("销号", "已整改"):
        usual |= {"measure": "逐户核实", "progress": "正在整改"}
        usual |= dict.fromkeys(("done_on", "evidence", "evidence_date", "accepted_by", "accepted_on", "closed_on"))
    return record(world, "issue_ledger", village, told, **usual)


def under_way(world: World, **changes) -> dict:
    """An issue that the county found itself in the look-back, to be put right by June 2020."""
    usual = {"origin": "自查", "found_on": dt.date(2019, 10, 21), "deadline": dt.date(2020, 6, 30), "status": "持续整改"}
    return issue(world, **usual | changes)
