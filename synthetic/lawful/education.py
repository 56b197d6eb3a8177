"""School register, education aid and school fees: every child of the register at school, every entitled pupil aided in time."""

import datetime as dt

from synthetic.days import Period
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.funds import entitled
from synthetic.people import Person, age_on
from synthetic.world import World, yuan

SPRING: Period = (dt.date(2019, 2, 1), dt.date(2019, 7, 31))
AUTUMN: Period = (dt.date(2019, 8, 1), dt.date(2020, 1, 31))
PAID = {SPRING: dt.date(2019, 5, 15), AUTUMN: dt.date(2019, 11, 20)}
CUTOFF, OCTOBER = dt.date(2019, 8, 31), dt.date(2019, 10, 31)
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
                enrol(world, person)
    people = {person.id_no: person for household in world.households for person in household.members}
    for row in list(world.tables["student_register"]):
        person = people.get(row["id_no"])
        if person and row["status"] in ("在校", "送教上门", "毕业") and row["snapshot_date"] == OCTOBER and entitled(person.household):
            _aided(world, person, row)


def _aided(world: World, person: Person, row: dict) -> None:
    """What a pupil is due in both terms of 2019; until autumn only boarders of compulsory schools had aid."""
    if person in world.special["education_aid"]:
        return
    for term in (SPRING, AUTUMN):
        begun = term is AUTUMN and row["status"] != "毕业" or term is SPRING and row["enrol_date"] < term[0]
        if begun and (row["boarding"] or term is AUTUMN):
            aid(world, person, term_from=term[0], term_to=term[1])
            if row["stage"] == "中职":
                aid(world, person, term_from=term[0], term_to=term[1], aid_type="雨露计划", school=None, amount=yuan(1500))
    if row["stage"] == "普通高中" and person not in world.special["school_fee"]:
        charge(world, person, amount=yuan(300))


def stage_of(person: Person) -> str:
    age = age_on(person.birth, CUTOFF)
    return "小学" if age < 12 else "初中" if age < 15 else "普通高中"


@writes("student_register")
def enrol(world: World, person: Person, **told) -> dict:
    """An entry of the school register as of October 2019; by default the usual stage and grade of the age."""
    stage = told.get("stage") or stage_of(person)
    grade = max(0, min(age_on(person.birth, CUTOFF) - STAGES[stage][0], len(GRADES[stage]) - 1))
    where = {"school": school_of(person, stage), "stage": stage, "grade": f"{GRADES[stage][grade]}年级"}
    since = {"enrol_date": dt.date(2019 - grade, 9, 1), "boarding": stage != "小学"}
    return record(world, "student_register", person, told, **where, **since)


def school_of(person: Person, stage: str) -> str:
    """Primary and junior schools are the town's, the others the county's."""
    own = person.village.town if stage in ("小学", "初中") else person.village.county
    return f"{own}{STAGES[stage][1]}"


def _attended(world: World, person: Person, stage: str | None) -> tuple[str, str]:
    """Stage and school of a pupil, by his entry in the register; somebody of none goes to school elsewhere."""
    rows = [row for row in world.tables["student_register"] if row["id_no"] == person.id_no and row["stage"] in STAGES]
    if rows:
        return stage or rows[-1]["stage"], rows[-1]["school"]
    stage = stage or stage_of(person)
    return stage, school_of(person, stage) if person.household else "济南第九学校"


@writes("education_aid")
def aid(world: World, person: Person, **told) -> dict:
    """One term's aid of the pupil's stage, paid within the term."""
    stage, school = _attended(world, person, told.get("stage"))
    _, _, kind, amount = STAGES.get(stage, STAGES["普通高中"])
    term = AUTUMN if "term_from" not in told else (told["term_from"], told["term_to"])
    number = f"G{person.id_no}" if person.age(CUTOFF) < 25 else None
    where = {"student_no": number, "school": school, "stage": stage, "aid_type": kind}
    paid = {"term_from": term[0], "term_to": term[1], "amount": yuan(amount), "pay_date": PAID.get(term)}
    return record(world, "education_aid", person, told, **where, **paid)


@writes("school_fee")
def charge(world: World, person: Person, **told) -> dict:
    """What a school collected from a pupil."""
    stage, school = _attended(world, person, told.get("stage"))
    return record(world, "school_fee", person, told, school=school, stage=stage)
