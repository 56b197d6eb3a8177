"""SCREEN-01 … SCREEN-06: a register that contradicts itself or is out of date, people who were missed, screening on paper only."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder
from synthetic.key import AnswerKey
from synthetic.lawful import screening as lawful
from synthetic.lawful.matches import bury
from synthetic.lawful.register import change, newest
from synthetic.people import Person, Village
from synthetic.world import World, yuan

PEOPLE, HOMES, SCREENED = "poor_person", "poor_household", "screening_ledger"
#: Households for one checker in one day, and of one village without any problem (parameters/policy/screening.yaml).
TOO_MANY, A_VILLAGE = 31, 20


@planter("SCREEN-01", PEOPLE, HOMES)
def plant_screen_01(world: World, key: AnswerKey) -> None:
    first = elder(world, first_identified=dt.date(2014, 5, 8))
    second = world.household([52], first_identified=dt.date(2016, 5, 8)).head
    second.written = {"id_no": first.id_no, "sex": first.sex, "birth_date": first.birth}
    key.breach("SCREEN-01", PEOPLE, newest(second), note="与另一户成员同一证件号码")
    for person in (first, second):
        key.breach("CROSS-01", PEOPLE, newest(person), note="同一证件号码而姓名不同", severity="D")

    household = world.household([66, 64])
    household.members[1].relation = "户主"
    key.breach("SCREEN-01", PEOPLE, newest(household.members[1]), note="两个户主")

    household = world.household([71])
    household.written = {"main_cause": None}
    key.breach("SCREEN-01", HOMES, newest(household), note="致贫原因空白")

    household = world.household([69, 66])
    household.written = {"member_count": 3}
    key.breach("SCREEN-01", HOMES, newest(household), note="户人数3, 名单2人")

    child = world.household([43, 42, 10]).members[2]
    child.written = {"student_status": "普通高中一年级"}
    key.breach("SCREEN-01", PEOPLE, newest(child), note="十岁读高中")

    pupil = world.household([45, 44, 16]).members[2]
    pupil.labour = "无劳动力"
    key.look_alike("SCREEN-01", PEOPLE, newest(pupil), "pupil", "在校高中生无劳动力")


@planter("SCREEN-02", PEOPLE, "death_register", "register_change")
def plant_screen_02(world: World, key: AnswerKey) -> None:
    for _ in range(2):
        key.breach("SCREEN-02", PEOPLE, newest(_unmarked(world, dt.date(2018, 5, 16))), note="死亡半年以上仍在册")
    # A list that names only the year is of its first day.
    recent = dt.date(2018 if world.year_only_snapshots else 2019, 11, 20)
    key.look_alike("SCREEN-02", PEOPLE, newest(_unmarked(world, recent)), "x_lag", "上月死亡, 尚在核减期内")
    person = _unmarked(world, dt.date(2018, 6, 4))
    change(world, person, "自然减少", "死亡", dt.date(2018, 6, 4))
    key.look_alike("SCREEN-02", PEOPLE, newest(person), "x_change", "动态调整台账已登记减少")


def _unmarked(world: World, on: dt.date) -> Person:
    """Somebody dead whom the register still lists as living."""
    person = elder(world)
    person.health = "健康"
    bury(world, person, on)
    person.died_on = None
    for ledger in ("medical_enrol", "social_assistance"):
        world.special[ledger] |= {person, person.household}
    return person


@planter("SCREEN-03", HOMES, policy=("line.shandong",))
def plant_screen_03(world: World, key: AnswerKey) -> None:
    line = max(dated.value for dated in world.parameters.policy_of(world.county)["line.shandong"].values if dated.value is not None)
    for income, fires in ((line - 300, True), (line - 40, True), (line, False)):
        household = world.household([68], exit_year=2018, exit_status="已脱贫", income=yuan(income))
        if fires:
            key.breach("SCREEN-03", HOMES, newest(household), note="脱贫年度人均纯收入低于省定标准")
        else:
            key.look_alike("SCREEN-03", HOMES, newest(household), "boundary", "恰为省定标准")


@planter("SCREEN-04", "social_assistance", "disability", PEOPLE, SCREENED)
def plant_screen_04(world: World, key: AnswerKey) -> None:
    row = lawful.assist(world, world.outsider(63))
    key.breach("SCREEN-04", "social_assistance", row, note="农村低保户未建档、未排查")
    row = lawful.assist(world, world.outsider(74), "特困分散")
    key.breach("SCREEN-04", "social_assistance", row, note="分散特困未建档、未排查")
    row = lawful.certify(world, world.outsider(48), "一级")
    key.breach("SCREEN-04", "disability", row, note="一级残疾未建档、未排查")

    person = world.outsider(67)
    row = lawful.assist(world, person)
    lawful.screen_person(world, person, dt.date(2019, 10, 28), world.people.name("男"))
    key.look_alike("SCREEN-04", "social_assistance", row, "x_screened", "已入户排查")
    row = lawful.assist(world, world.outsider(66), "城市低保")
    key.look_alike("SCREEN-04", "social_assistance", row, "urban", "城市低保")
    row = lawful.assist(world, world.outsider(78), remark="子女赡养，评议不符合条件")
    key.look_alike("SCREEN-04", "social_assistance", row, "x_family", "子女有赡养能力")
    row = lawful.certify(world, world.outsider(50), "三级")
    key.look_alike("SCREEN-04", "disability", row, "grade", "三级残疾")


@planter("SCREEN-05", PEOPLE, "medical_enrol", "register_change")
def plant_screen_05(world: World, key: AnswerKey) -> None:
    for _ in range(2):
        row = _enrol(world, world.outsider(59))
        key.breach("SCREEN-05", "medical_enrol", row, note="医保标注建档立卡, 名册查无此人")
    person = world.outsider(61)
    change(world, person, "清退", "识别不精准", dt.date(2018, 9, 12))
    key.look_alike("SCREEN-05", "medical_enrol", _enrol(world, person), "x_change", "已清退")


def _enrol(world: World, person: Person) -> dict:
    return world.add(
        "medical_enrol",
        **person.village.region,
        name=person.name,
        id_no=person.id_no,
        insure_type="居民",
        year=2019,
        premium=yuan(250),
        personal_paid=yuan(250),
        gov_subsidy=yuan(0),
        paid_on=dt.date(2018, 12, 6),
        status="参保",
        identity_type="建档立卡贫困人口",
        remark=None,
    )


@planter("SCREEN-06", SCREENED, HOMES, PEOPLE)
def plant_screen_06(world: World, key: AnswerKey) -> None:
    _not_screened(world, key)
    _not_solved(world, key)
    _on_paper(world, key)


def _not_screened(world: World, key: AnswerKey) -> None:
    household = world.household([72])
    world.special[SCREENED].add(household)
    key.breach("SCREEN-06", HOMES, newest(household), note="一项未查")
    household = world.household([70, 68])
    world.special[SCREENED].add(household)
    for item in ("医疗", "住房"):
        lawful.screen(world, household, item, dt.date(2019, 10, 8), world.people.name("男"))
    key.breach("SCREEN-06", HOMES, newest(household), note="缺饮水")
    household = world.household([73])
    world.special[SCREENED].add(household)
    for item in ("医疗", "住房", "饮水"):
        lawful.screen(world, household, item, dt.date(2019, 10, 9), world.people.name("男"))
    key.look_alike("SCREEN-06", HOMES, newest(household), "no_child", "无学龄儿童, 不查教育")


def _not_solved(world: World, key: AnswerKey) -> None:
    """One problem forgotten, one under way, one that a later visit found solved."""
    trouble = {"result": "无保障", "problem": "慢性病未办证"}
    checker, under_way = world.people.name("男"), trouble | {"measure": "协助办证"}
    row = lawful.screen_person(world, world.outsider(62), dt.date(2019, 9, 10), checker, ("医疗",), **under_way)
    key.breach("SCREEN-06", SCREENED, row, note="无解决日期", severity="M")
    row = lawful.screen_person(world, world.outsider(62), dt.date(2019, 11, 18), checker, ("医疗",), **under_way)
    key.look_alike("SCREEN-06", SCREENED, row, "x_term", "措施已定, 期限未到")
    person = world.outsider(62)
    row = lawful.screen_person(world, person, dt.date(2019, 4, 3), checker, ("医疗",), **under_way)
    lawful.screen_person(world, person, dt.date(2019, 11, 20), checker)
    key.look_alike("SCREEN-06", SCREENED, row, "x_later", "后续排查已有保障")


def _on_paper(world: World, key: AnswerKey) -> None:
    """Too many households for one person on one day; a whole village in which nothing is wrong."""
    checker, on = world.people.name("男"), world.day(dt.date(2019, 10, 15), dt.date(2019, 10, 30))
    rows = [lawful.screen_person(world, world.outsider(58), on, checker, ("住房",)) for _ in range(TOO_MANY)]
    key.breach("SCREEN-06", SCREENED, min(rows, key=lambda row: row["id_no"]), note="一人一天31户")

    like = world.rng.choice(world.villages)
    village = Village(like.county, like.town, f"{like.name.rstrip('村')}新区{world.number('new village')}", None)
    days = [dt.date(2019, 10, 20) + dt.timedelta(days=place // 10) for place in range(A_VILLAGE)]
    rows = [lawful.screen_person(world, world.outsider(55, village=village), day, checker + "组", ("住房",)) for day in days]
    key.breach("SCREEN-06", SCREENED, min(rows, key=lambda row: (row["check_date"], row["id_no"])), note="20户全部无问题")
