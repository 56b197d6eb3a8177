"""PROJ-11, ASSET-05 and ASSET-08: yields that cannot be, and income shared out in the wrong parts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic.breaches import planter
from synthetic.breaches.incomes import NEW_YEAR, in_order, leased, spread
from synthetic.days import later
from synthetic.key import AnswerKey
from synthetic.lawful.assets import Asset, distribute, keep, receive
from synthetic.lawful.county import receiving
from synthetic.lawful.library import enter
from synthetic.world import World, yuan

WEAK, YIELD, STRUCTURE = "PROJ-11", "ASSET-05", "ASSET-08"
PAID = dt.date(2019, 3, 6)


@planter(YIELD, "asset_contract", "asset_register", "asset_income", "income_distribution")
def plant_asset_05(world: World, key: AnswerKey) -> None:
    asset = _at(world, "3")
    key.breach(YIELD, "asset_contract", asset.contract, None, "aspect=收益率偏低; 3%", "L")
    if world.has("operation_inspection"):
        key.breach("PROJ-09", "asset_register", asset.row, None, "aspect=低收益", "M")
    for percent in ("15", "18"):
        asset = _at(world, percent)
        most = yuan(asset.row["original_value"] * 12 / 100)
        key.breach(YIELD, "asset_contract", asset.contract, asset.contract["annual_rent"] - most, f"aspect=收益率偏高; {percent}%")
    if world.has("business_registration"):
        asset = leased(world)
        in_order(world, asset, 2018, 2019)
        _registered(world, asset, "注销")
        key.breach(YIELD, "asset_contract", asset.contract, asset.contract["annual_rent"], "aspect=经营主体异常; 已注销")
    asset = leased(world)
    income = receive(world, asset, 2018, remark="由镇财政垫付")
    spread(world, asset, income, PAID)
    in_order(world, asset, 2019)
    key.breach(YIELD, "asset_income", income, income["received_amount"], "aspect=以本返息; 收益由财政垫付")

    for percent in ("6", "12"):
        asset = _at(world, percent)
        key.look_alike(YIELD, "asset_contract", asset.contract, "boundary", f"恰好{percent}%")
    asset = _at(world, "15", remark="按县产业发展实施方案执行")
    key.look_alike(YIELD, "asset_contract", asset.contract, "x_agreed", "方案另有规定")


def _at(world: World, percent: str, **changes) -> Asset:
    """An asset let at so many percent of its value, the rent received."""
    asset = leased(world, NEW_YEAR, **changes)
    rent = yuan(asset.row["original_value"] * Decimal(percent) / 100)
    asset.contract.update(annual_rent=rent, yield_ratio=Decimal(percent), deposit=yuan(rent / 10))
    in_order(world, asset, 2018, 2019)
    return asset


def _registered(world: World, asset: Asset, status: str) -> None:
    """The operator's entry in the register of businesses."""
    owner = world.outsider(world.rng.randrange(33, 60))
    world.add(
        "business_registration",
        ent_name=asset.contract["operator"],
        uscc=asset.contract["uscc"],
        ent_type="有限公司",
        reg_capital=yuan(1000000),
        est_date=later(dt.date(2014, 1, 1), world.rng, 0, 900),
        status=status,
        legal_rep=owner.name,
        legal_rep_id=owner.id_no,
        name=owner.name,
        id_no=owner.id_no,
        role="法定代表人",
        share_ratio=Decimal(100),
    )


@planter(STRUCTURE, "income_distribution", "asset_income", "asset_contract", "asset_register")
def plant_asset_08(world: World, key: AnswerKey) -> None:
    for percent in (50, 35):
        asset = leased(world)
        kept = _kept(world, asset, percent)
        total = asset.incomes[0]["received_amount"]
        least = yuan(total * 70 / 100)
        key.breach(STRUCTURE, "income_distribution", kept, least - (total - kept["amount"]), f"aspect=比例不足2018; 村集体留存{percent}%")

    kept = _kept(world, leased(world), 30)
    key.look_alike(STRUCTURE, "income_distribution", kept, "boundary", "恰好70%用于贫困户")
    kept = _kept(world, leased(world, remark="合同约定收益分配比例为贫困户五成"), 50)
    key.look_alike(STRUCTURE, "income_distribution", kept, "x_contract", "合同约定了其他比例")


def _kept(world: World, asset: Asset, percent: int) -> dict:
    """The income of 2018, so much of it kept by the village; the row of the village."""
    income = receive(world, asset, 2018)
    in_order(world, asset, 2019)
    total = income["received_amount"]
    kept = yuan(total * percent / 100)
    homes = receiving(world, 4)
    each = yuan(((total - kept) / 4).quantize(Decimal("1E1")))
    for place, home in enumerate(homes):
        distribute(world, asset, 2018, PAID, home, each if place else total - kept - each * 3, reason="差异化分配")
    return keep(world, asset, 2018, PAID, kept)


@planter(WEAK, "project", "project_library", "income_distribution", "asset_income", "asset_contract", "asset_register", "poor_household")
def plant_proj_11(world: World, key: AnswerKey) -> None:
    for count in (12, 14):
        asset, rows = _equally(world, count, "差异化分配")
        key.breach(WEAK, "project", asset.project.row, asset.project.row["approved_amount"], f"aspect=平均分配; {count}户同额")
        first = min(rows, key=lambda row: row["hh_no"])
        key.breach(STRUCTURE, "income_distribution", first, rows[0]["amount"] * count, f"aspect=平均分配2018; {count}户同额")
    asset, _ = _equally(world, 5, "差异化分配")
    world.special["project_library"].add(asset.project.number)
    enter(world, asset.project.row, beneficiary_households=11)
    key.breach(WEAK, "project", asset.project.row, asset.project.row["approved_amount"], "aspect=带动不足; 计划11户, 实际5户")

    asset, _ = _equally(world, 9, "差异化分配")
    key.look_alike(WEAK, "project", asset.project.row, "boundary", "不足10户")
    asset, _ = _equally(world, 12, "公益岗位工资")
    key.look_alike(WEAK, "project", asset.project.row, "wages", "公益岗位按岗同酬")
    asset, rows = _equally(world, 12, "差异化分配")
    for row in rows:
        row["plan_doc"] = "分配方案（按户定额）"
    key.look_alike(WEAK, "project", asset.project.row, "x_design", "方案规定按户定额")


def _equally(world: World, count: int, reason: str) -> tuple[Asset, list[dict]]:
    """An asset whose income of 2018 went in equal parts to households of more than one size."""
    asset = leased(world)
    income = receive(world, asset, 2018)
    in_order(world, asset, 2019)
    homes = receiving(world, count)
    while len({len(home.members) for home in homes}) < 2:
        homes = receiving(world, count)
    each = yuan((income["received_amount"] * 8 / 10 / count).quantize(Decimal(1)))
    rows = [distribute(world, asset, 2018, PAID, home, each, reason=reason) for home in homes]
    keep(world, asset, 2018, PAID, income["received_amount"] - each * count)
    return asset, rows
