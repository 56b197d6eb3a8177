"""School register, education aid and school fees: every child of the register at school, every entitled pupil aided in time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.days import Period
from synthetic.lawful.funds import entitled
from synthetic.people import Person, age_on
from synthetic.world import World, yuan

SPRING: Period = (dt.date(2019, 2, 1), dt.date(2019, 7, 31))
AUTUMN: Period = (dt.date(2019, 8, 1), dt.date(2020, 1, 31))
PAID = {SPRING: dt.date(2019, 5, 15), AUTUMN: dt.date(2019, 11, 20)}
CUTOFF = dt.date(2019, 8, 31)
#: Stage → first age on 31 August, school, what its aid is called, yuan a term.
STAGES = {
    "小学": (6, "中心小学", "义务教育家庭经济困难学生生活补助", 250),
    "初中": (12, "初级中学", "义务教育家庭经济困难学生生活补助", 625),
    "普通高中": (15, "第一中学", "普通高中国家助学金", 1000),
    "中职": (15, "职业中等专业学校", "中等职业学校国家助学金", 1000),
}
GRADES = {"小学": "一二三四五六", "初中": "七八九", "普通高中": "一二三", "中职": "一二三"}


def after(world: World) -> None:
    for household in world.households:
        for person in household.members:
            if 6 <= person.age(CUTOFF) < 18 and person not in world.special["student_register"]:
                _at_school(world, person)


def _at_school(world: World, person: Person) -> None:
    row = enrol(world, person)
    if person in world.special["education_aid"] or not entitled(person.household):
        return
    for term in (SPRING, AUTUMN):
        # Until autumn 2019 only boarders of compulsory schools had aid.
        begun = row["enrol_date"] < term[0] or term is AUTUMN
        if begun and (row["stage"] != "小学" or term is AUTUMN):
            aid(world, person, row["stage"], term)
    if row["stage"] == "普通高中":
        charge(world, person, "住宿费", 300, AUTUMN)


def stage_of(person: Person) -> str:
    age = age_on(person.birth, CUTOFF)
    return "小学" if age < 12 else "初中" if age < 15 else "普通高中"


def enrol(world: World, person: Person, stage: str | None = None, **changes) -> dict:
    """An entry of the school register as of October 2019; by default the usual stage and grade of the age."""
    stage = stage or stage_of(person)
    first_age, school, _, _ = STAGES[stage]
    grade = max(0, min(age_on(person.birth, CUTOFF) - first_age, len(GRADES[stage]) - 1))
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "student_no": f"G{person.id_no}",
        "snapshot_date": dt.date(2019, 10, 31),
        "school": school_of(person, stage),
        "stage": stage,
        "grade": f"{GRADES[stage][grade]}年级",
        "class": f"{world.rng.randrange(1, 6)}班",
        "enrol_date": dt.date(2019 - grade, 9, 1),
        "status": "在校",
        "leave_date": None,
        "return_date": None,
        "boarding": stage != "小学",
        "school_place": person.village.county,
        "remark": None,
    }
    return world.add("student_register", **usual | changes)


def school_of(person: Person, stage: str) -> str:
    """Primary and junior schools are the town's, the others the county's."""
    own = person.village.town if stage in ("小学", "初中") else person.village.county
    return f"{own}{STAGES[stage][1]}"


def aid(world: World, person: Person, stage: str, term: Period, **changes) -> dict:
    """One term's aid of a stage, paid within the term."""
    _, _, kind, amount = STAGES[stage]
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "hh_no": person.household.hh_no if person.household else None,
        "student_no": f"G{person.id_no}",
        "school": school_of(person, stage),
        "stage": stage,
        "aid_type": kind,
        "term_from": term[0],
        "term_to": term[1],
        "standard": None,
        "amount": yuan(amount),
        "pay_date": PAID.get(term),
        "pay_status": "成功",
        "bank_name": person.bank,
        "account_no": person.account,
        "remark": None,
    }
    return world.add("education_aid", **usual | changes)


def charge(world: World, person: Person, item: str, amount: Decimal | int, term: Period, stage: str = "普通高中", **changes) -> dict:
    """What a school collected from a pupil."""
    usual = {
        **person.village.region,
        "name": person.name,
        "id_no": person.id_no,
        "school": school_of(person, stage),
        "stage": stage,
        "fee_item": item,
        "term_from": term[0],
        "term_to": term[1],
        "amount": yuan(amount),
        "charged_on": dt.date(term[0].year, 3 if term[0].month == 2 else 9, 2),
        "refunded": None,
        "receipt_no": f"PJ{world.index:02d}{world.number('receipt'):06d}",
        "remark": None,
    }
    return world.add("school_fee", **usual | changes)
