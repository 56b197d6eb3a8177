"""EDU-01 to EDU-06: children out of school, aid not paid, late, after leaving, twice; fees that must not be charged."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter, register_row
from synthetic.key import AnswerKey
from synthetic.lawful.education import AUTUMN, SPRING, aid, charge, enrol
from synthetic.lawful.matches import bury
from synthetic.lawful.register import change
from synthetic.people import Person
from synthetic.world import World, yuan

GRADUATED = {"status": "毕业", "leave_date": dt.date(2019, 6, 30)}


def child(world: World, age: int, *special: str, **changes) -> Person:
    """A child of that age on 31 August 2019, whose rows in the ledgers named in `special` the planter writes itself."""
    household = world.household([45, 43, age], **changes)
    person = world.people.reborn(household.members[2], world.day(dt.date(2019 - age - 1, 9, 5), dt.date(2019 - age, 8, 25)))
    for kind in special:
        world.special[kind].add(person)
    return person


def unlisted(world: World, age: int, **changes) -> Person:
    """A child without an entry in the school register and without aid."""
    return child(world, age, "student_register", "education_aid", **changes)


@planter("EDU-01", "poor_person", "student_register")
def plant_edu_01(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-01", "poor_person"
    key.breach(rule, ledger, register_row(world, unlisted(world, 8)), None, "学籍中无此人")
    person = unlisted(world, 13)
    enrol(world, person, status="退学", leave_date=dt.date(2019, 4, 8))
    key.breach(rule, ledger, register_row(world, person), None, "八年级退学")
    person = unlisted(world, 10)
    enrol(world, person, snapshot_date=dt.date(2018, 10, 31))
    key.breach(rule, ledger, register_row(world, person), None, "只在上一学年学籍中在校")

    person = unlisted(world, 5)
    key.look_alike(rule, ledger, register_row(world, person), "age", "8月31日未满六周岁")
    person = unlisted(world, 9)
    enrol(world, person, status="送教上门")
    aid(world, person, "小学", AUTUMN)
    key.look_alike(rule, ledger, register_row(world, person), "enrolled", "送教上门")
    person = unlisted(world, 15)
    enrol(world, person, "中职")
    aid(world, person, "中职", AUTUMN)
    _yulu(world, person, AUTUMN)
    key.look_alike(rule, ledger, register_row(world, person), "enrolled", "十五周岁已入中职")
    person = unlisted(world, 15)
    enrol(world, person, "初中", **GRADUATED)
    aid(world, person, "初中", SPRING)
    key.look_alike(rule, ledger, register_row(world, person), "x_finished", "初中毕业")
    person = unlisted(world, 11)
    enrol(world, person, status="转学", leave_date=dt.date(2019, 7, 10))
    key.look_alike(rule, ledger, register_row(world, person), "x_elsewhere", "已转出")
    person = unlisted(world, 12)
    change(world, person, "自然减少", "户籍迁出", dt.date(2019, 5, 20))
    key.look_alike(rule, ledger, register_row(world, person), "x_moved", "户籍已迁出")
    person = unlisted(world, 10)
    enrol(world, person, id_no=world.people.misread(person.id_no), student_no=None)
    key.look_alike(rule, ledger, register_row(world, person), "x_typo", "学籍中身份证号录错一位")
    person = unlisted(world, 7)
    bury(world, person, dt.date(2019, 3, 18), "户籍注销")
    key.look_alike(rule, ledger, register_row(world, person), "x_died", "已死亡")


def pupil(world: World, stage: str, *, age: int = 17, **changes) -> Person:
    """A pupil in the second year of a school after the compulsory ones, aid not yet written."""
    person = unlisted(world, age)
    enrol(world, person, stage, grade="二年级", enrol_date=dt.date(2018, 9, 1), **changes)
    return person


@planter("EDU-02", "poor_person", "student_register", "education_aid")
def plant_edu_02(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-02", "poor_person"
    person = pupil(world, "普通高中")
    aid(world, person, "普通高中", AUTUMN)
    key.breach(rule, ledger, register_row(world, person), yuan(1000), "春季学期无普高助学金")

    person = pupil(world, "中职")
    for term in (SPRING, AUTUMN):
        _yulu(world, person, term)
    key.breach(rule, ledger, register_row(world, person), yuan(2000), "两个学期均无中职助学金")

    for number in range(4):  # most pupils of vocational schools have 雨露计划
        person = pupil(world, "中职")
        for term in (SPRING, AUTUMN):
            aid(world, person, "中职", term)
            if number:
                _yulu(world, person, term)
        if not number:
            key.breach(rule, ledger, register_row(world, person), yuan(3000), "两个学期均无雨露计划")

    person = unlisted(world, 13)
    enrol(world, person)
    aid(world, person, "初中", AUTUMN)
    key.breach(rule, ledger, register_row(world, person), yuan(625), "寄宿生春季学期无生活补助")

    person = pupil(world, "普通高中")
    father = person.household.head
    for term in (SPRING, AUTUMN):
        aid(world, person, "普通高中", term, id_no=father.id_no, student_no=None, account_no=father.account)
    key.look_alike(rule, ledger, register_row(world, person), "aided", "打入父亲银行卡，名单写父亲身份证号")
    person = pupil(world, "普通高中")
    for term in (SPRING, AUTUMN):
        father = person.household.head
        aid(world, person, "普通高中", term, name=father.name, id_no=father.id_no, student_no=None, account_no=father.account)
    key.look_alike(rule, ledger, register_row(world, person), "x_family", "以父亲名义发放")
    person = pupil(world, "普通高中", remark="本人自愿放弃助学金")
    key.look_alike(rule, ledger, register_row(world, person), "x_declined", "自愿放弃")
    person = pupil(world, "普通高中", school="济南第九中学", school_place="济南市")
    key.look_alike(rule, ledger, register_row(world, person), "x_elsewhere", "外地就读")
    person = unlisted(world, 14)
    enrol(world, person, boarding=False)
    aid(world, person, "初中", AUTUMN, amount=yuan("312.50"))
    key.look_alike(rule, ledger, register_row(world, person), "day_pupil", "2019年秋季前非寄宿生无补助")


def _yulu(world: World, person: Person, term, **changes) -> dict:
    return aid(world, person, "中职", term, **{"aid_type": "雨露计划", "school": None, "amount": yuan(1500)} | changes)


@planter("EDU-03", "education_aid")
def plant_edu_03(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-03", "education_aid"
    for day, note in ((dt.date(2019, 8, 1), "学期结束次日发放"), (dt.date(2019, 10, 16), "秋季才发放春季助学金")):
        person = pupil(world, "普通高中")
        aid(world, person, "普通高中", AUTUMN)
        row = aid(world, person, "普通高中", SPRING, pay_date=day)
        key.breach(rule, ledger, row, row["amount"], note)
    person = pupil(world, "普通高中")
    aid(world, person, "普通高中", AUTUMN)
    row = aid(world, person, "普通高中", SPRING, pay_date=dt.date(2019, 7, 31))
    key.look_alike(rule, ledger, row, "due", "学期最后一天发放")
    person = pupil(world, "普通高中")
    aid(world, person, "普通高中", AUTUMN)
    aid(world, person, "普通高中", SPRING, pay_date=dt.date(2019, 6, 12), pay_status="失败")
    row = aid(world, person, "普通高中", SPRING, pay_date=dt.date(2019, 8, 22))
    key.look_alike(rule, ledger, row, "x_retry", "期限内发放失败后重发")


@planter("EDU-04", "education_aid", "student_register")
def plant_edu_04(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-04", "education_aid"
    person = unlisted(world, 18)
    enrol(world, person, "普通高中", enrol_date=dt.date(2016, 9, 1), **GRADUATED)
    aid(world, person, "普通高中", SPRING)
    row = aid(world, person, "普通高中", AUTUMN)
    key.breach(rule, ledger, row, row["amount"], "六月毕业后仍领取秋季助学金")
    person = unlisted(world, 17)
    enrol(world, person, "中职", enrol_date=dt.date(2017, 9, 1), status="退学", leave_date=dt.date(2019, 1, 15))
    row = aid(world, person, "中职", SPRING)
    key.breach(rule, ledger, row, row["amount"], "退学后仍领取")
    person = world.outsider(17)
    row = aid(world, person, "普通高中", AUTUMN)
    key.breach(rule, ledger, row, row["amount"], "学校在册而无此学籍")

    person = unlisted(world, 18)
    enrol(world, person, "普通高中", enrol_date=dt.date(2016, 9, 1), **GRADUATED)
    row = aid(world, person, "普通高中", SPRING, pay_date=dt.date(2019, 7, 20))
    key.look_alike(rule, ledger, row, "term", "毕业后补发毕业前学期")
    person = unlisted(world, 18)
    enrol(world, person, "中职", enrol_date=dt.date(2016, 9, 1), status="毕业", leave_date=dt.date(2019, 1, 15), remark="顶岗实习")
    row = aid(world, person, "中职", SPRING)
    key.look_alike(rule, ledger, row, "x_internship", "顶岗实习学年")
    person = world.outsider(17)
    row = aid(world, person, "中职", AUTUMN, school="济南工程职业学校")
    key.look_alike(rule, ledger, row, "elsewhere", "学校不在本县学籍中")
    person = unlisted(world, 18)
    enrol(world, person, "普通高中", enrol_date=dt.date(2016, 9, 1), **GRADUATED)
    enrol(world, person, "普通高中", grade="三年级", enrol_date=dt.date(2019, 9, 1))
    aid(world, person, "普通高中", SPRING)
    row = aid(world, person, "普通高中", AUTUMN)
    key.look_alike(rule, ledger, row, "repeats", "复读")


@planter("EDU-05", "education_aid")
def plant_edu_05(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-05", "education_aid"
    person = pupil(world, "普通高中")
    for term in (SPRING, AUTUMN):
        aid(world, person, "普通高中", term)
    row = aid(world, person, "普通高中", SPRING, pay_date=dt.date(2019, 6, 18))
    key.breach(rule, ledger, row, row["amount"], "同一学期发放两次")
    person = pupil(world, "中职")
    for term in (SPRING, AUTUMN):
        _yulu(world, person, term)
    aid(world, person, "中职", AUTUMN)
    row = aid(world, person, "中职", SPRING, amount=yuan(1800))
    key.breach(rule, ledger, row, yuan(800), "超过中职标准")
    person = pupil(world, "普通高中")
    row = aid(world, person, "普通高中", SPRING, amount=yuan(1500))
    aid(world, person, "普通高中", AUTUMN, amount=yuan(500))
    key.look_alike(rule, ledger, row, "tier", "最高档")
    person = pupil(world, "普通高中")
    aid(world, person, "普通高中", AUTUMN)
    aid(world, person, "普通高中", SPRING, amount=yuan(500))
    row = aid(world, person, "普通高中", SPRING, amount=yuan(500), pay_date=dt.date(2019, 6, 18), remark="第二批")
    key.look_alike(rule, ledger, row, "x_parts", "分两批发放")


@planter("EDU-06", "school_fee", "poor_person")
def plant_edu_06(world: World, key: AnswerKey) -> None:
    rule, ledger = "EDU-06", "school_fee"
    for stage, amount in (("普通高中", 800), ("中职", 1600)):
        person = child(world, 17, "student_register", "education_aid")
        enrol(world, person, stage, grade="二年级", enrol_date=dt.date(2018, 9, 1))
        for term in (SPRING, AUTUMN):
            aid(world, person, stage, term)
            if stage == "中职":
                _yulu(world, person, term)
        row = charge(world, person, "学费", amount, SPRING, stage)
        key.breach(rule, ledger, row, row["amount"], f"{stage}学费")
        row = charge(world, person, "住宿费", 300, SPRING, stage)
        key.look_alike(rule, ledger, row, "item", "住宿费可以收取")
    person = child(world, 16)
    row = charge(world, person, "学费", 800, AUTUMN, refunded=yuan(800))
    key.look_alike(rule, ledger, row, "x_refunded", "已退费")
    person = child(world, 16)
    row = charge(world, person, "学费", 6000, AUTUMN, school="育才民办高级中学")
    key.look_alike(rule, ledger, row, "x_private", "民办学校")
