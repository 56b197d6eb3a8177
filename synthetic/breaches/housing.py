"""HOUSE-01 … HOUSE-06: houses not appraised or treated, appraisals out of order, renovations for the wrong house, twice, too large, paid too early."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.days import later
from synthetic.key import AnswerKey
from synthetic.lawful.housing import appraise, renovate
from synthetic.lawful.register import newest
from synthetic.people import Household, Person
from synthetic.world import World, yuan

UNTREATED, IRREGULAR, NOT_ENTITLED, TWICE, TOO_LARGE, TOO_EARLY = (f"HOUSE-0{n}" for n in range(1, 7))
APPRAISAL, RENOVATION = "house_appraisal", "house_renovation"
SPRING = dt.date(2018, 3, 12)


def home(world: World, ages: tuple[int, ...] = (68, 66), **changes) -> Household:
    """A registered household, poor to this day, whose house nobody else writes about."""
    usual = {"attr": "低保贫困户", "exit_year": None, "exit_status": "未脱贫", "policy": {2018: "未脱贫", 2019: "未脱贫"}}
    household = world.household(list(ages), **usual | changes)
    world.special[APPRAISAL].add(household)
    return household


def head(world: World, *ages: int) -> Person:
    return home(world, ages or (68, 66)).head


@planter(UNTREATED, "poor_household", APPRAISAL, RENOVATION)
def plant_house_01(world: World, key: AnswerKey) -> None:
    household = home(world, written={"dangerous_house": True})
    key.breach(UNTREATED, "poor_household", newest(household), None, "建档信息为危房户, 没有鉴定")
    household = home(world, written={"dangerous_house": True})
    renovate(world, household.head, appraised=False)
    key.look_alike(UNTREATED, "poor_household", newest(household), "x_renovated", "已改造验收, 建档信息未更新")
    row = appraise(world, head(world), "D", later(SPRING, world.rng, 0, 60))
    key.breach(UNTREATED, APPRAISAL, row, None, "D级, 至今没有改造")
    person = head(world)
    row = appraise(world, person, "C", later(SPRING, world.rng, 0, 60))
    renovate(world, person, level="C", appraised=False, accept_date=None, pay_date=None, done_on=None)
    key.breach(UNTREATED, APPRAISAL, row, None, "C级, 已开工未验收")

    row = appraise(world, head(world), "D", SPRING, remark="老人随儿子居住，旧房闲置")
    key.look_alike(UNTREATED, APPRAISAL, row, "x_elsewhere", "随子女居住")
    row = appraise(world, head(world), "D", SPRING, remark="旧房已拆除")
    key.look_alike(UNTREATED, APPRAISAL, row, "x_gone", "旧房已拆除")
    person = head(world)
    row = appraise(world, person, "D", SPRING, address="村东老宅")
    appraise(world, person, "A", SPRING, address="村西新居")
    key.look_alike(UNTREATED, APPRAISAL, row, "x_other_house", "另有一处A级住房")
    person = head(world)
    row = appraise(world, person, "D", dt.date(2016, 4, 6))
    appraise(world, person, "B", dt.date(2018, 10, 9))
    key.look_alike(UNTREATED, APPRAISAL, row, "newest", "后来自行修缮, 再鉴定为B级")


@planter(IRREGULAR, APPRAISAL, RENOVATION)
def plant_house_02(world: World, key: AnswerKey) -> None:
    row = appraise(world, head(world), "B", later(SPRING, world.rng, 0, 60), report_no=None)
    key.breach(IRREGULAR, APPRAISAL, row, None, "没有报告编号")
    person = head(world)
    renovation = renovate(world, person, appraised=False)
    row = appraise(world, person, "D", renovation["start_date"] + dt.timedelta(days=1))
    key.breach(IRREGULAR, APPRAISAL, row, renovation["subsidy"], "开工后一天才鉴定")
    person = head(world)
    appraise(world, person, "A", SPRING)
    row = appraise(world, person, "B", SPRING + dt.timedelta(days=40))
    key.breach(IRREGULAR, APPRAISAL, row, None, "四十天内两次鉴定等级不同")

    person = head(world)
    renovation = renovate(world, person, appraised=False)
    row = appraise(world, person, "A", later(renovation["accept_date"], world.rng, 100, 140))
    key.look_alike(IRREGULAR, APPRAISAL, row, "x_after", "改造后复核鉴定")
    person = head(world)
    appraise(world, person, "A", SPRING)
    row = appraise(world, person, "B", SPRING + dt.timedelta(days=20), remark="复核更正")
    key.look_alike(IRREGULAR, APPRAISAL, row, "x_review", "复核更正")
    person = head(world)
    appraise(world, person, "A", SPRING)
    row = appraise(world, person, "B", SPRING + dt.timedelta(days=91))
    key.look_alike(IRREGULAR, APPRAISAL, row, "boundary", "相隔91天")


@planter(NOT_ENTITLED, RENOVATION, "poor_person", "social_assistance", "disability")
def plant_house_03(world: World, key: AnswerKey) -> None:
    row = renovate(world, world.outsider(58), category="一般户")
    key.breach(NOT_ENTITLED, RENOVATION, row, row["subsidy"], "一般户用中央资金改造")
    person = world.outsider(71)
    _relief(world, person, dt.date(2019, 3, 1), dt.date(2019, 9, 30))
    row = renovate(world, person)
    key.breach(NOT_ENTITLED, RENOVATION, row, row["subsidy"], "改造后才纳入低保")
    row = renovate(world, head(world), level="B", way="修缮", appraised=False)
    key.breach(NOT_ENTITLED, RENOVATION, row, row["subsidy"], "B级房屋享受改造补助")

    row = renovate(world, world.outsider(58), category="一般户", fund_source="县级农房改造专项资金")
    key.look_alike(NOT_ENTITLED, RENOVATION, row, "x_local_fund", "县级资金, 不在四类对象限制内")
    person = world.outsider(73)
    _relief(world, person, dt.date(2016, 1, 1), dt.date(2018, 6, 30))
    row = renovate(world, person)
    key.look_alike(NOT_ENTITLED, RENOVATION, row, "status", "计划年度是低保户, 后来停保")
    person = world.outsider(69)
    world.add(
        "disability",
        **person.village.region,
        name=person.name,
        id_no=person.id_no,
        cert_no=f"{person.id_no}43",
        disability_type="肢体",
        grade="三级",
        cert_date=dt.date(2015, 6, 1),
        status="有效",
    )
    row = renovate(world, person, category="贫困残疾")
    key.look_alike(NOT_ENTITLED, RENOVATION, row, "status", "贫困残疾人家庭")


def _relief(world: World, person: Person, first: dt.date, last: dt.date) -> None:
    world.add(
        "social_assistance",
        **person.village.region,
        name=person.name,
        id_no=person.id_no,
        assist_hh=f"DB{world.index:02d}{world.number('relief'):05d}",
        relation="户主",
        assist_type="农村低保",
        from_date=first,
        to_date=last,
        monthly_amount=yuan(420),
        persons=1,
        status="停保",
    )


@planter(TWICE, RENOVATION, "poor_person")
def plant_house_04(world: World, key: AnswerKey) -> None:
    person = head(world)
    renovate(world, person, 2017, "C")
    row = renovate(world, person, 2019, appraised=False)
    key.breach(TWICE, RENOVATION, row, row["subsidy"], "2017年修缮, 2019年又重建")
    household = home(world)
    renovate(world, household.head, 2018)
    row = renovate(world, household.members[1], 2019, appraised=False)
    key.breach(TWICE, RENOVATION, row, row["subsidy"], "以配偶名义再次享受")
    person = head(world)
    renovate(world, person, 2018, "C")
    row = renovate(world, person, 2019, appraised=False, way="搬迁", area_after=None)
    key.breach(TWICE, RENOVATION, row, row["subsidy"], "改造后又享受搬迁")

    person = head(world)
    renovate(world, person, 2018)
    row = renovate(world, person, 2019, appraised=False, remark="台风利奇马倒房重建")
    key.look_alike(TWICE, RENOVATION, row, "x_disaster", "因灾重建")
    person = head(world)
    first = renovate(world, person, 2018, subsidy=yuan(8000), remark="首期50%")
    row = renovate(
        world,
        person,
        2018,
        appraised=False,
        subsidy=yuan(8000),
        remark="余款50%",
        start_date=first["start_date"],
        done_on=first["done_on"],
        accept_date=first["accept_date"],
        pay_date=first["pay_date"] + dt.timedelta(days=45),
        area_after=first["area_after"],
    )
    key.look_alike(TWICE, RENOVATION, row, "x_instalment", "同一次改造分两期支付")
    person = home(world, first_identified=dt.date(2014, 3, 1)).head
    renovate(world, person, 2014, "C")
    row = renovate(world, person, 2019, appraised=False)
    key.look_alike(TWICE, RENOVATION, row, "boundary", "相隔满五年")


@planter(TOO_LARGE, RENOVATION)
def plant_house_05(world: World, key: AnswerKey) -> None:
    row = renovate(world, head(world, 70, 68), area_after=Decimal(96))
    key.breach(TOO_LARGE, RENOVATION, row, row["subsidy"], "两人户96平方米")
    row = renovate(world, head(world, 46, 45, 14, 12), area_after=Decimal("72.5"))
    key.breach(TOO_LARGE, RENOVATION, row, row["subsidy"], "四人户人均超过18平方米")
    row = renovate(world, head(world, 74), area_after=Decimal(18))
    key.breach(TOO_LARGE, RENOVATION, row, row["subsidy"], "一人户不足20平方米")

    row = renovate(world, head(world, 70, 68), area_after=Decimal(60))
    key.look_alike(TOO_LARGE, RENOVATION, row, "boundary", "恰好60平方米")
    row = renovate(world, head(world, 70, 68), level="C", area_after=Decimal(90))
    key.look_alike(TOO_LARGE, RENOVATION, row, "x_repair", "C级修缮, 原有结构不限面积")
    row = renovate(world, head(world, 46, 45, 14, 12), area_after=Decimal(70), persons=3)
    key.look_alike(TOO_LARGE, RENOVATION, row, "x_family", "现有四人, 未超标")


@planter(TOO_EARLY, RENOVATION, APPRAISAL)
def plant_house_06(world: World, key: AnswerKey) -> None:
    row = renovate(world, head(world))
    row["pay_date"] = row["accept_date"] - dt.timedelta(days=world.rng.randrange(1, 30))
    key.breach(TOO_EARLY, RENOVATION, row, row["subsidy"], "验收前付款")
    person = head(world)
    row = renovate(world, person, level="C")
    appraise(world, person, "C", later(row["accept_date"], world.rng, 150, 220))
    key.breach(TOO_EARLY, RENOVATION, row, row["subsidy"], "改造后仍为C级", severity="H")

    row = renovate(world, head(world))
    row["pay_date"] = row["accept_date"]
    key.look_alike(TOO_EARLY, RENOVATION, row, "boundary", "验收当日付款")
    person = head(world)
    row = renovate(world, person)
    appraise(world, person, "D", later(row["accept_date"], world.rng, 150, 220), remark="旧房，无人居住")
    key.look_alike(TOO_EARLY, RENOVATION, row, "x_gone", "鉴定的是旧房")
