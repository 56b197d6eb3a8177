"""ASSET-04, ASSET-06 and ASSET-07: rent not collected, income not shared out, shares for people who have no right to them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.assets import asset_of
from synthetic.key import AnswerKey
from synthetic.lawful.assets import Asset, distribute, keep, let, receive, share_out
from synthetic.lawful.county import receiving
from synthetic.lawful.matches import bury, employ, serve
from synthetic.lawful.register import newest
from synthetic.people import Household, Person
from synthetic.world import World, yuan

ARREARS, RETAINED, INELIGIBLE = "ASSET-04", "ASSET-06", "ASSET-07"
NEW_YEAR = dt.date(2018, 1, 1)
EARLY = dt.date(2019, 5, 15)
PAID = dt.date(2019, 9, 12)


def leased(world: World, start: dt.date = NEW_YEAR, **changes) -> Asset:
    """An asset of 2017, let from the start of 2018."""
    asset = asset_of(world, 2017)
    let(world, asset, start, **changes)
    return asset


def spread(world: World, asset: Asset, income: dict, on: dt.date, count: int = 5) -> None:
    share_out(world, asset, income, on, receiving(world, count))


def in_order(world: World, asset: Asset, *years: int) -> None:
    """These years' rent received in full, and shared out where that is due."""
    for number in years:
        income = receive(world, asset, number)
        if number < 2019:
            spread(world, asset, income, world.day(dt.date(number + 1, 1, 8), dt.date(number + 1, 4, 28)))


@planter(ARREARS, "asset_contract", "asset_income", "income_distribution")
def plant_asset_04(world: World, key: AnswerKey) -> None:
    _arrears(world, key)
    _forgiven(world, key)
    _not_yet_due(world, key)


def _arrears(world: World, key: AnswerKey) -> None:
    asset = leased(world)
    income = receive(world, asset, 2018, amount=yuan((asset.contract["annual_rent"] * 6 / 10).quantize(Decimal(1))))
    spread(world, asset, income, dt.date(2019, 3, 5))
    in_order(world, asset, 2019)
    key.breach(ARREARS, "asset_income", income, income["arrears"], "2018年租金未收足")

    asset = leased(world)
    income = receive(world, asset, 2018, amount=yuan(0), received_on=None)
    in_order(world, asset, 2019)
    key.breach(ARREARS, "asset_income", income, income["arrears"], "2018年租金未收")

    asset = leased(world)
    in_order(world, asset, 2019)
    key.breach(ARREARS, "asset_contract", asset.contract, asset.contract["annual_rent"], "aspect=2018; 2018年无收缴记录")


def _forgiven(world: World, key: AnswerKey) -> None:
    for exception, remark in (("x_waiver", "遭受雹灾, 经村民代表会议纪要同意减免"), ("x_offset", "抵顶大棚维修费, 有票据")):
        asset = leased(world)
        income = receive(world, asset, 2018, amount=yuan((asset.contract["annual_rent"] / 2).quantize(Decimal(1))), remark=remark)
        spread(world, asset, income, dt.date(2019, 3, 12))
        in_order(world, asset, 2019)
        key.look_alike(ARREARS, "asset_income", income, exception, remark)


def _not_yet_due(world: World, key: AnswerKey) -> None:
    asset = leased(world, payment_terms="次年3月31日前")
    in_order(world, asset, 2018)
    income = receive(world, asset, 2019, amount=yuan(0), received_on=None)
    key.look_alike(ARREARS, "asset_income", income, "payment_terms", "次年3月底前缴纳")

    asset = leased(world)
    in_order(world, asset, 2018)
    income = receive(world, asset, 2019, amount=yuan(0), received_on=None)
    key.look_alike(ARREARS, "asset_income", income, "rent_grace", "逾期未满30天")

    asset = leased(world, dt.date(2019, 6, 1), payment_terms=None)
    key.look_alike(ARREARS, "asset_contract", asset.contract, "contract_year", "首个合同年度至2020年5月")

    asset = leased(world)
    rent = asset.contract["annual_rent"]
    first = receive(world, asset, 2018, dt.date(2018, 6, 12), yuan((rent / 2).quantize(Decimal(1))))
    second = receive(world, asset, 2018, dt.date(2018, 12, 14), rent - first["received_amount"])
    for income in (first, second):
        spread(world, asset, income, dt.date(2019, 3, 20) if income is second else dt.date(2018, 10, 18))
    in_order(world, asset, 2019)
    key.look_alike(ARREARS, "asset_income", first, "instalments", "两次缴清, 应收数重复登记")


@planter(RETAINED, "asset_income", "income_distribution", "asset_contract", "asset_register")
def plant_asset_06(world: World, key: AnswerKey) -> None:
    asset = leased(world)
    income = receive(world, asset, 2018)
    in_order(world, asset, 2019)
    key.breach(RETAINED, "asset_income", income, income["received_amount"], "收益未分配")

    asset = leased(world)
    income = receive(world, asset, 2018)
    in_order(world, asset, 2019)
    part = yuan((income["received_amount"] * 65 / 100).quantize(Decimal("1E1")))
    _part(world, asset, income, part)
    key.breach(RETAINED, "asset_income", income, income["received_amount"] - part, "收益只分配了一部分")

    _kept_for_a_reason(world, key)
    _shared_by_project(world, key)


def _part(world: World, asset: Asset, income: dict, amount) -> None:
    homes = receiving(world, 4)
    each = yuan((amount / 4).quantize(Decimal(1)))
    for home in homes[:-1]:
        distribute(world, asset, income["income_year"], dt.date(2019, 2, 22), home, each)
    distribute(world, asset, income["income_year"], dt.date(2019, 2, 22), homes[-1], amount - each * 3)


def _kept_for_a_reason(world: World, key: AnswerKey) -> None:
    asset = leased(world)
    income = receive(world, asset, 2018, remark="经批准结转下年, 用于公益岗位工资")
    in_order(world, asset, 2019)
    key.look_alike(RETAINED, "asset_income", income, "x_carry", "经批准结转")

    asset = leased(world)
    in_order(world, asset, 2018)
    income = receive(world, asset, 2019, dt.date(2019, 8, 20))
    key.look_alike(RETAINED, "asset_income", income, "dist_months", "到账不满6个月")

    asset = leased(world)
    income = receive(world, asset, 2018)
    kept = keep(world, asset, 2018, dt.date(2019, 2, 26), income["received_amount"], reason="小型公益")
    in_order(world, asset, 2019)
    key.breach("ASSET-08", "income_distribution", kept, yuan(kept["amount"] * 70 / 100), "aspect=比例不足2018; 全部用于小型公益")
    key.look_alike(RETAINED, "asset_income", income, "collective", "全部用于村小型公益事业")


def _shared_by_project(world: World, key: AnswerKey) -> None:
    asset = leased(world)
    income = receive(world, asset, 2018)
    share_out(world, asset, income, dt.date(2019, 2, 19), receiving(world, 5), asset_no=None)
    in_order(world, asset, 2019)
    key.look_alike(RETAINED, "asset_income", income, "by_project", "分配表只写了项目编号")


# --- ASSET-07 ---------------------------------------------------------------------------------------------------------


@planter(INELIGIBLE, "income_distribution", "asset_income", "asset_contract", "poor_person", "poor_household")
def plant_asset_07(world: World, key: AnswerKey) -> None:
    """Two assets whose income of 2019 came early and is shared out, also to people who have no right to it."""
    for receivers in (_ineligible(world, key), _nearly_ineligible(world, key)):
        asset = leased(world)
        in_order(world, asset, 2018)
        income = receive(world, asset, 2019, EARLY)
        equal = sum("amount" not in changes for _, changes, _ in receivers) + 1
        share = yuan((income["received_amount"] * 8 / 10 / equal).quantize(Decimal("1E1")))
        rows = [distribute(world, asset, 2019, PAID, receiving(world, 1)[0], share)]
        for household, changes, note in receivers:
            rows.append(distribute(world, asset, 2019, PAID, household, **{"amount": share, "reason": "差异化分配"} | changes))
            note(rows[-1])
        keep(world, asset, 2019, PAID, income["received_amount"] - sum(row["amount"] for row in rows))


def _home(person: Person) -> Household:
    """Somebody outside the register, to be written as a receiver."""
    return Household("", person.village, [person])


def _ineligible(world: World, key: AnswerKey) -> list:
    def accuse(note: str):
        return lambda row: key.breach(INELIGIBLE, "income_distribution", row, row["amount"], note)

    cases = [
        (_home(world.outsider(58)), {}, accuse("非建档立卡")),
        (world.household([69], exit_year=2016, policy={2018: "脱贫不享受政策", 2019: "脱贫不享受政策"}), {}, accuse("不享受政策")),
    ]
    if world.has("death_register"):
        household = world.household([84])
        bury(world, household.head, dt.date(2018, 8, 7))
        cases.append((household, {}, accuse("死亡, 户内已无人")))
    if world.has("fiscal_payroll"):
        household = world.household(
            [43], first_identified=dt.date(2018, 6, 5), exit_year=None, exit_status="未脱贫", policy={2018: "未脱贫", 2019: "未脱贫"}
        )
        employ(world, household.head)
        key.breach("FUND-02", "poor_person", newest(household.head), note="识别时已在职的户")
        cases.append((household, {}, accuse("财政供养")))
    if world.has("village_cadre"):
        household = world.household([55])
        serve(world, household.head)
        cases.append((household, {}, accuse("村干部")))
    return cases


def _nearly_ineligible(world: World, key: AnswerKey) -> list:
    def spare(exception: str, note: str):
        return lambda row: key.look_alike(INELIGIBLE, "income_distribution", row, exception, note)

    def lower(exception: str, severity: str, note: str):
        return lambda row: key.downgraded(INELIGIBLE, "income_distribution", row, exception, severity, note)

    cases = [
        (_home(world.outsider(49)), {"reason": "全体村民二次分配", "amount": yuan(200)}, spare("x_collective", "村集体部分的二次分配"))
    ]
    if world.has("death_register"):
        household = world.household([80, 76])
        bury(world, household.head, dt.date(2018, 9, 21))
        cases.append((household, {}, lower("x_hh", "L", "户内有健在成员, 应变更领款人")))
        household = world.household([83])
        bury(world, household.head, dt.date(2019, 3, 11))
        cases.append((household, {}, spare("x_acc", "收益年度内死亡")))
        household = world.household([78])
        other = world.people.name(household.head.sex, "苗" if household.head.name[0] != "苗" else "窦")
        bury(world, household.head, dt.date(2018, 7, 2), name=other)
        household.head.died_on = None
        cases.append((household, {}, lower("x_name", "D", "死亡名单身份证号写错, 本人健在")))
        key.breach("SCREEN-02", "poor_person", newest(household.head), note="死亡名单身份证号写错, 姓名不符", severity="D")
    return cases
