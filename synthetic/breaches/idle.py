"""PROJ-07, PROJ-09 and ASSET-09: work not done, assets that stand idle, are lost, pledged or sold without approval."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.assets import asset_of
from synthetic.breaches.contracts import built, close
from synthetic.breaches.projects import done
from synthetic.days import add_months, later
from synthetic.key import AnswerKey
from synthetic.lawful.assets import Asset
from synthetic.lawful.inspections import inspect
from synthetic.lawful.projects import accept, settle
from synthetic.world import World, yuan

SHORT, IDLE, LOST = "PROJ-07", "PROJ-09", "ASSET-09"
INSPECTED = "operation_inspection"
#: What a pledge of the demo secures, in 万元: less than any asset is worth.
PLEDGED = 5
POWER = words.PROJECTS[1]


@planter(SHORT, "acceptance", "procurement_contract", "project_payment")
def plant_proj_07(world: World, key: AnswerKey) -> None:
    for year, part in ((2018, 80), (2019, 60)):
        project = done(world, year)
        _found(project.acceptance, part)
        audited, paid = project.acceptance["audited_amount"], sum(payment["amount"] for payment in project.payments)
        missing = _missing(project.acceptance, audited) - max(audited - paid, Decimal(0))
        key.breach(SHORT, "acceptance", project.acceptance, missing, f"实际工程量为计划的{part}%，尚未付的除外")

    project = built(world)
    accept(world, project, audited=yuan((project.contract["contract_amount"] * 80 / 100).quantize(Decimal("1E1"), "ROUND_DOWN")))
    _found(project.acceptance, 80)
    settle(world, project)
    close(world, project)
    key.look_alike(SHORT, "acceptance", project.acceptance, "x_deducted", "结算已按实际工程量核减")

    project = done(world, 2018)
    _found(project.acceptance, 90)
    project.contract["change_doc"] = f"{world.short}扶组发〔2018〕{60 + world.number('change')}号"
    key.look_alike(SHORT, "acceptance", project.acceptance, "x_variation", "有变更批复")


def _found(acceptance: dict, part: int) -> None:
    acceptance["quantity_actual"] = acceptance["quantity_plan"] * part / 100


def _missing(acceptance: dict, price: Decimal) -> Decimal:
    worth = (price * acceptance["quantity_actual"] / acceptance["quantity_plan"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return price - worth


def inspected(world: World, asset: Asset, state: str, **changes) -> dict:
    """An inspection that found something, instead of the usual one."""
    world.special[INSPECTED].add(asset.number)
    return inspect(world, asset.row, state, **changes)


@planter(IDLE, INSPECTED, "asset_register")
def plant_proj_09(world: World, key: AnswerKey) -> None:
    for state in ("闲置", "停用", "损毁"):
        asset = asset_of(world, 2017)
        row = inspected(world, asset, state)
        for rule_id in (IDLE, LOST):
            key.breach(rule_id, INSPECTED, row, asset.row["original_value"], f"aspect={state}")
    row = inspected(world, asset_of(world, 2017, POWER), "正常", downtime_days=45)
    key.breach(IDLE, INSPECTED, row, None, "aspect=停机; 停机45天", "M")

    row = inspected(world, asset_of(world, 2017, POWER), "正常", downtime_days=30)
    key.look_alike(IDLE, INSPECTED, row, "boundary", "恰好停机30天")
    asset = asset_of(world, 2017)
    inspected(world, asset, "闲置", inspect_date=dt.date(2019, 4, 12))
    key.look_alike(IDLE, INSPECTED, inspect(world, asset.row), "in_use", "其后巡查已正常使用")
    excused = (
        (2017, "x_disaster", {"reason": "2018年8月台风受灾，正在修复"}),
        (2017, "x_waiver", {"reason": "受疫情影响停租，镇政府会议纪要同意减免租金"}),
        (2019, "x_trial", {}),
    )
    for year, exception, changes in excused:
        row = inspected(world, asset_of(world, year), "闲置", **changes)
        for rule_id in (IDLE, LOST):
            key.look_alike(rule_id, INSPECTED, row, exception, changes.get("reason", "建成未满一年"))


@planter(LOST, "asset_register", INSPECTED)
def plant_asset_09(world: World, key: AnswerKey) -> None:
    asset = asset_of(world, 2017)
    row = inspected(world, asset, "未找到")
    key.breach(LOST, INSPECTED, row, asset.row["original_value"], "aspect=流失; 现场未找到")
    for state in ("处置", "报废"):
        asset = asset_of(world, 2017, state=state)
        key.breach(LOST, "asset_register", asset.row, asset.row["original_value"], f"{state}无批复")
    asset = asset_of(world, 2017, remark="经营主体以该资产抵押贷款")
    key.breach(LOST, "asset_register", asset.row, asset.row["original_value"], "aspect=抵押; 备注载明")
    if world.has("real_estate"):
        asset = asset_of(world, 2017)
        _mortgaged(world, asset)
        key.breach(LOST, "asset_register", asset.row, yuan(PLEDGED * 10_000), "aspect=抵押; 不动产登记有抵押")

    asset = asset_of(world, 2017, state="处置", disposal_doc=f"{world.short}政字〔2019〕{7 + world.number('disposal')}号")
    key.look_alike(LOST, "asset_register", asset.row, "approved", "有处置批复")
    asset = asset_of(world, 2017, state="处置", remark="处置批复存镇档案室")
    key.look_alike(LOST, "asset_register", asset.row, "x_doc", "备注载明处置批复")
    asset = asset_of(world, 2017, state="闲置")
    key.look_alike(LOST, "asset_register", asset.row, "x_running", "台账未更新, 巡查正常使用")


def _mortgaged(world: World, asset: Asset) -> None:
    """The land registry's entry of the building, with its mortgage."""
    village = asset.project.village
    world.add(
        "real_estate",
        name=asset.row["owner"],
        cert_no=asset.row["right_cert_no"],
        location=f"{village.town}{asset.row['asset_name']}",
        area=Decimal(world.rng.randrange(200, 900)),
        use="设施农业用房",
        reg_date=later(add_months(asset.row["formed_on"], 3), world.rng, 0, 60),
        acquire_type="新建",
        mortgage=f"已抵押，抵押权人{world.short}农村商业银行，被担保债权数额{PLEDGED}万元",
    )
