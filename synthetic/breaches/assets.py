"""ASSET-01 to ASSET-03: assets that are not registered, not titled, or not worth what they cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.contracts import built
from synthetic.days import later
from synthetic.key import AnswerKey
from synthetic.lawful.assets import Asset, divide, register
from synthetic.lawful.funds import fund_projects
from synthetic.lawful.projects import Project, accept, complete, pay, settle
from synthetic.world import World, yuan

UNREGISTERED, UNTITLED, VALUE = "ASSET-01", "ASSET-02", "ASSET-03"
GREENHOUSE = words.PROJECTS[0]
CHICKS = ("鸡苗发放", "产业扶贫", "只", "到户类")


def funded(world: World, year: int = 2018, kind: tuple[str, str, str, str] = GREENHOUSE) -> Project:
    """A complete project with its money, its asset still to be registered."""
    project = complete(world, year, kind)
    fund_projects(world, year, [project])
    return project


def asset_of(world: World, year: int = 2018, kind: tuple[str, str, str, str] = GREENHOUSE, **changes) -> Asset:
    return register(world, funded(world, year, kind), **changes)


@planter(UNREGISTERED, "project", "asset_register", "acceptance")
def plant_asset_01(world: World, key: AnswerKey) -> None:
    for year in (2018, 2019):
        project = funded(world, year)
        key.breach(UNREGISTERED, "project", project.row, project.acceptance["audited_amount"], "已验收, 未登记资产")
    asset = asset_of(world, booked=False)
    key.breach(UNREGISTERED, "asset_register", asset.row, asset.row["original_value"], "aspect=未入账")

    project = funded(world, kind=CHICKS)
    key.look_alike(UNREGISTERED, "project", project.row, "x_consumable", "鸡苗不形成资产")
    asset = asset_of(world, asset_class="到户类", booked=False, owner="受益贫困户")
    key.look_alike(UNREGISTERED, "asset_register", asset.row, "x_household", "到户类资产")
    asset = asset_of(world, project_no=None)
    key.look_alike(UNREGISTERED, "project", asset.project.row, "by_name", "资产台账只写了项目名称")
    project = built(world, 2019)
    accept(world, project, "整改", settled=False)
    fund_projects(world, 2019, [project])
    key.look_alike(UNREGISTERED, "project", project.row, "not_accepted", "验收结论为整改")


@planter(UNTITLED, "asset_register", "acceptance", "asset_share")
def plant_asset_02(world: World, key: AnswerKey) -> None:
    _not_titled(world, key)
    for tails in (("农业发展有限公司",), ("果蔬专业合作社",)):
        asset = asset_of(world)
        asset.row["owner"] = world.firm(tails)["name"]
        key.breach(UNTITLED, "asset_register", asset.row, asset.row["original_value"], "aspect=权属不当; 经营性资产确权给经营主体")

    asset = asset_of(world)
    shares = divide(world, asset, 4)
    shares[-1]["share_ratio"] -= Decimal("0.10")
    lacking = (asset.row["original_value"] * Decimal("0.10")).quantize(Decimal("0.01"))
    key.breach(UNTITLED, "asset_register", asset.row, lacking, "aspect=份额不符; 比例合计0.90")

    asset = asset_of(world)
    shares = divide(world, asset, 3)
    for share in shares:
        share.update(share_ratio=Decimal("0.3333"), share_amount=yuan((asset.row["original_value"] / 3).quantize(Decimal("0.1"))))
    key.look_alike(UNTITLED, "asset_register", asset.row, "boundary", "三村各33.33%, 尾差在容差内")
    asset = asset_of(world, kind=words.PROJECTS[5], owner=world.firm(("市政工程有限公司",))["name"])
    asset.row["owner"] = f"{asset.project.village.name}股份经济合作社"
    key.look_alike(UNTITLED, "asset_register", asset.row, "collective", "股份经济合作社是村集体")


def _not_titled(world: World, key: AnswerKey) -> None:
    for year in (2018, 2019):
        asset = asset_of(world, year, right_cert_no=None, right_date=None)
        key.breach(UNTITLED, "asset_register", asset.row, asset.row["original_value"], "aspect=未确权")

    asset = asset_of(world, right_date=None)
    key.look_alike(UNTITLED, "asset_register", asset.row, "x_cert", "有确权文书, 台账缺日期")
    asset = asset_of(world, asset_class="到户类", right_date=None, right_cert_no=None, owner="受益贫困户")
    key.look_alike(UNTITLED, "asset_register", asset.row, "x_household", "到户类资产")

    project = built(world, 2019)
    project.row["finish_date"] = dt.date(2019, 10, 8)
    project.row["planned_end"] = dt.date(2019, 10, 12)
    accept(world, project)
    settle(world, project)
    fund_projects(world, 2019, [project])
    asset = register(world, project, right_date=None, right_cert_no=None)
    key.look_alike(UNTITLED, "asset_register", asset.row, "right_days", "验收未满90天")


@planter(VALUE, "asset_register", "acceptance", "project_payment", "project")
def plant_asset_03(world: World, key: AnswerKey) -> None:
    for share in (112, 81):
        project = funded(world)
        audited = project.acceptance["audited_amount"]
        asset = register(world, project, yuan(audited * share / 100))
        key.breach(VALUE, "asset_register", asset.row, abs(asset.row["original_value"] - audited), "资产原值与审定额不符")

    project = funded(world)
    audited = project.acceptance["audited_amount"]
    larger, smaller = register(world, project, audited - 60000), register(world, project, yuan(60000))
    smaller.row["asset_name"] += "配套设施"
    key.look_alike(VALUE, "asset_register", larger.row, "sum", "一个项目两项资产, 合计相符")

    asset = register(world, project := funded(world), project.acceptance["audited_amount"] + 900)
    key.look_alike(VALUE, "asset_register", asset.row, "boundary", "差额900元在容差内")

    project = funded(world)
    project.row["other_amount"] = yuan(25000)
    project.row["approved_amount"] += 25000
    asset = register(world, project, project.acceptance["audited_amount"] + 25000)
    key.look_alike(VALUE, "asset_register", asset.row, "x_other", "自筹资金部分计入原值")
    _fees_capitalised(world, key)


def _fees_capitalised(world: World, key: AnswerKey) -> None:
    """The design fee, paid under a contract of its own that needed no tender, was made part of the asset's value."""
    project = funded(world)
    audited = project.acceptance["audited_amount"]
    fee = yuan((audited * 2 / 100).quantize(Decimal("1E1")))
    designer = world.firm(("工程设计有限公司",))
    other = {"contract_no": f"SJ{project.number[2:]}", "payee": designer["name"], "payee_account": designer["account"], "purpose": "设计费"}
    pay(world, project, later(project.acceptance["settled_on"], world.rng, 5, 20), fee, "设计费", **other)
    asset = register(world, project, audited + fee)
    key.look_alike(VALUE, "asset_register", asset.row, "x_fees", "设计费计入原值")
