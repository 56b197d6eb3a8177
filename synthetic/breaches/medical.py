"""MED-01 to MED-07: people not insured, premiums not or twice paid by the budget, assistance not applied, settlements that can not be."""

from __future__ import annotations

import datetime as dt

from synthetic.breaches import planter, register_row
from synthetic.key import AnswerKey
from synthetic.lawful.matches import bury
from synthetic.lawful.medical import insure, settle, sign
from synthetic.lawful.register import change
from synthetic.people import Person
from synthetic.world import World, yuan

ADMITTED = dt.date(2019, 5, 6)
UNAIDED = {"total_fee": yuan(12000), "in_scope_fee": yuan(10000), "basic_pay": yuan(7000), "assist_pay": None, "self_pay": yuan(5000)}


def someone(world: World, *special: str, age: int = 0, **changes) -> Person:
    """A healthy person of a household under policies, whose rows in the ledgers named in `special` the planter writes itself."""
    person = world.household([age or world.rng.randrange(48, 59)], **changes).head
    for kind in special:
        world.special[kind].add(person)
    return person


@planter("MED-01", "poor_person", "medical_enrol")
def plant_med_01(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-01", "poor_person"
    key.breach(rule, ledger, register_row(world, someone(world, "medical_enrol")), None, "参保名单无此人")
    person = someone(world, "medical_enrol")
    insure(world, person, status="未参保", personal_paid=None, gov_subsidy=None, paid_on=None)
    key.breach(rule, ledger, register_row(world, person), None, "名单标明未参保")

    person = someone(world, "medical_enrol")
    insure(world, person, insure_type="职工", gov_subsidy=None, personal_paid=yuan(1200))
    key.look_alike(rule, ledger, register_row(world, person), "insured", "参加职工医保")
    person = someone(world, "medical_enrol")
    insure(world, person, enrol_place="江苏省苏州市")
    key.look_alike(rule, ledger, register_row(world, person), "insured", "外地参保")
    person = someone(world, "medical_enrol")
    change(world, person, "自然减少", "服刑", dt.date(2018, 9, 3))
    key.look_alike(rule, ledger, register_row(world, person), "x_serving", "服刑")
    person = someone(world, "medical_enrol")
    insure(world, person, id_no=world.people.misread(person.id_no))
    key.look_alike(rule, ledger, register_row(world, person), "x_typo", "参保名单身份证号录错一位")
    baby = world.people.reborn(world.household([36, 34, 1]).members[2], dt.date(2019, 11, 18))
    world.special["medical_enrol"].add(baby)
    key.look_alike(rule, ledger, register_row(world, baby), "x_newborn", "出生未满九十天")


@planter("MED-02", "medical_enrol", "poor_person")
def plant_med_02(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-02", "medical_enrol"
    alone = {"personal_paid": yuan(250), "gov_subsidy": yuan(0)}
    for _ in range(2):
        row = insure(world, someone(world, "medical_enrol"), **alone)
        key.breach(rule, ledger, row, yuan(250), "本人缴费，财政未代缴")
    row = insure(world, someone(world, "medical_enrol"), **alone, remark="已退费")
    key.look_alike(rule, ledger, row, "x_ret", "已退还个人缴费")
    person = someone(
        world,
        "medical_enrol",
        first_identified=dt.date(2019, 3, 4),
        exit_year=None,
        exit_status="未脱贫",
        snapshots=(2019,),
        policy={2019: "未脱贫"},
    )
    row = insure(world, person, **alone)
    key.look_alike(rule, ledger, row, "x_not_yet", "缴费后才识别")
    row = insure(world, someone(world, "medical_enrol", policy={2018: "脱贫不享受政策", 2019: "脱贫不享受政策"}, exit_year=2016), **alone)
    key.look_alike(rule, ledger, row, "x_stopped", "不享受政策")


@planter("MED-03", "medical_enrol")
def plant_med_03(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-03", "medical_enrol"
    for place, kind in (("寿阳县", "居民"), (None, "职工")):
        person = someone(world, "medical_enrol")
        first = insure(world, person, paid_on=dt.date(2018, 11, 8))
        if kind == "职工":
            insure(world, person, insure_type=kind, gov_subsidy=None, personal_paid=yuan(2400), paid_on=dt.date(2018, 10, 10))
            key.breach(rule, ledger, first, yuan(250), "同时参加职工医保")
        else:
            second = insure(world, person, enrol_place=place, paid_on=dt.date(2018, 12, 12))
            key.breach(rule, ledger, second, yuan(250), "两地重复参保、重复补助")
    person = someone(world, "medical_enrol")
    insure(world, person)
    row = insure(world, person, year=2020, paid_on=dt.date(2019, 12, 3))
    key.look_alike(rule, ledger, row, "year", "下一年度参保")
    if world.has("death_register"):
        person = world.outsider(80)
        bury(world, person, dt.date(2018, 8, 14))
        row = insure(world, person)
        key.breach(rule, ledger, row, yuan(250), "死亡后代缴下一年度保费")
        person = world.outsider(79)
        bury(world, person, dt.date(2018, 12, 27))
        row = insure(world, person)
        key.look_alike(rule, ledger, row, "x_alive_paid", "代缴时尚健在")


@planter("MED-04", "medical_settlement", "poor_person")
def plant_med_04(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-04", "medical_settlement"
    for _ in range(2):
        row = settle(world, someone(world), ADMITTED, **UNAIDED)
        key.breach(rule, ledger, row, yuan(2100), "自付3000元，四项均未落实")
    row = settle(
        world, someone(world), ADMITTED, **UNAIDED | {"hospital": "江苏省人民医院", "hospital_level": "三级", "hospital_place": "江苏省"}
    )
    key.look_alike(rule, ledger, row, "x_far", "省外就医尚未结算")
    row = settle(world, someone(world), ADMITTED, **UNAIDED, liability="交通事故对方全责")
    key.look_alike(rule, ledger, row, "x_third", "第三方责任")
    person = someone(world)
    row = settle(world, person, ADMITTED, 9, **UNAIDED)
    settle(
        world,
        person,
        ADMITTED,
        9,
        settle_no=row["settle_no"],
        settled_on=dt.date(2019, 6, 20),
        **UNAIDED | {"basic_pay": None, "assist_pay": yuan(2100)},
    )
    key.look_alike(rule, ledger, row, "payers", "医疗救助在同一结算单的另一行")


@planter("MED-05", "medical_settlement")
def plant_med_05(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-05", "medical_settlement"
    row = settle(world, someone(world), ADMITTED, one_stop=False)
    key.breach(rule, ledger, row, None, "未一站式结算")
    row = settle(world, someone(world), ADMITTED, prepaid=yuan(2000))
    key.breach(rule, ledger, row, None, "收取住院押金")
    row = settle(world, someone(world), ADMITTED, hospital="潍坊市人民医院", hospital_level="三级", hospital_place="市级", one_stop=False)
    key.look_alike(rule, ledger, row, "x_outside", "非县域内医院")
    row = settle(world, someone(world), ADMITTED, prepaid=yuan(2000), liability="工伤")
    key.look_alike(rule, ledger, row, "x_third", "工伤")


def chronic(world: World, **changes) -> Person:
    person = someone(world, "doctor_contract", age=world.rng.randrange(61, 68))
    person.health = changes.get("health", "长期慢性病")
    return person


@planter("MED-06", "poor_person", "doctor_contract")
def plant_med_06(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-06", "poor_person"
    key.breach(rule, ledger, register_row(world, chronic(world)), None, "未签约")
    person = chronic(world)
    sign(world, person, disease="高血压", visits=yuan(2).to_integral_value())
    key.breach(rule, ledger, register_row(world, person), None, "随访两次")
    person = chronic(world)
    sign(world, person, disease="高血压", sign_date=dt.date(2019, 10, 9), visits=yuan(1).to_integral_value())
    key.look_alike(rule, ledger, register_row(world, person), "visits_due", "十月签约，应随访一次")
    person = chronic(world)
    sign(world, person, doctor=None, sign_date=None, visits=None, refused="本人拒签")
    key.look_alike(rule, ledger, register_row(world, person), "x_refused", "拒绝签约")


@planter("MED-07", "medical_settlement")
def plant_med_07(world: World, key: AnswerKey) -> None:
    rule, ledger = "MED-07", "medical_settlement"
    row = settle(
        world, someone(world), ADMITTED, total_fee=yuan(9000), in_scope_fee=yuan(8000), basic_pay=yuan(7000), assist_pay=yuan(2600)
    )
    key.breach(rule, ledger, row, yuan(600), "报销合计超过总费用")
    person = someone(world)
    visit = {
        "visit_type": "门诊",
        "discharge": None,
        "settled_on": ADMITTED,
        "total_fee": yuan(300),
        "in_scope_fee": yuan(260),
        "basic_pay": yuan(180),
        "assist_pay": None,
        "one_stop": None,
        "prepaid": None,
    }
    for place in ("中医院", "妇幼保健院", "第二人民医院"):
        row = settle(world, person, ADMITTED, **visit | {"hospital": world.short + place, "diagnosis": "感冒"})
        key.breach(rule, ledger, row, yuan(180), "一日三家医疗机构")
    person = someone(world)
    for place in ("中医院", "第二人民医院"):
        row = settle(world, person, ADMITTED, **visit | {"hospital": world.short + place, "diagnosis": "感冒"})
    key.look_alike(rule, ledger, row, "times", "一日两家医疗机构")
    if world.has("death_register"):
        person = world.outsider(77)
        bury(world, person, dt.date(2019, 4, 2))
        row = settle(world, person, ADMITTED, one_stop=None, prepaid=None)
        key.breach(rule, ledger, row, row["basic_pay"] + row["assist_pay"], "死亡后住院")
        person = world.outsider(78)
        bury(world, person, dt.date(2019, 4, 20))
        row = settle(world, person, dt.date(2019, 4, 1), 15, settled_on=dt.date(2019, 6, 3))
        key.look_alike(rule, ledger, row, "x_settled_later", "生前出院，死后结算")
