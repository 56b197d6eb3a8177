"""PROJ-03 and PROJ-04: works split to stay below the limit for tender; bidders who acted together."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.projects import done
from synthetic.days import later
from synthetic.key import AnswerKey
from synthetic.lawful.assets import register
from synthetic.lawful.funds import fund_projects
from synthetic.lawful.projects import Project, accept, begin, finish, plan, settle, tender
from synthetic.people import Person
from synthetic.world import World, yuan

SPLIT, COLLUSION = "PROJ-03", "PROJ-04"
LEDGER = "procurement_contract"
ROAD = words.PROJECTS[5]


def large(world: World, amount: int, beside: Project | None = None, year: int = 2019, method: str = "询价", **changes) -> Project:
    """A project of some millions, contracted without tender; in the village of, and by the contractor of, another one."""
    project = plan(world, year, ROAD, amount)
    if beside:
        project.village = beside.village
        project.row.update(beside.village.region, owner_unit=beside.row["owner_unit"])
    street = words.VILLAGE_NAMES[world.number("street") % len(words.VILLAGE_NAMES)]
    project.row["project_name"] = f"{year}年{project.village.town}{project.village.name}{street}家街硬化项目"
    project.row.update(changes)
    contract = tender(world, project)
    contract["method"] = method
    if beside and "project_name" not in changes:
        project.contractor = beside.contractor
        contract.update(bidder=beside.contractor["name"], supplier=beside.contractor["name"], uscc=beside.contractor["uscc"])
    begin(world, project)
    finish(world, project)
    accept(world, project)
    settle(world, project)
    register(world, project)
    fund_projects(world, year, [project])
    return project


@planter(SPLIT, LEDGER, "project")
def plant_proj_03(world: World, key: AnswerKey) -> None:
    first = large(world, 2_400_000)
    for project in (first, large(world, 2_400_000, first)):
        key.breach(SPLIT, LEDGER, project.contract, project.contract["contract_amount"], "同一施工单位两份合同, 合计超过400万元")

    name = f"{world.villages[0].town}生产路硬化工程"
    first = large(world, 2_500_000, project_name=f"{name}一标段")
    second = large(world, 2_500_000, first, project_name=f"{name}二标段")
    for project in (first, second):
        key.breach(SPLIT, LEDGER, project.contract, project.contract["contract_amount"], "同一内容分两个标段, 均未招标")

    first = large(world, 2_400_000, method="村级四议两公开")
    for project in (first, large(world, 2_400_000, first, method="村级四议两公开")):
        key.look_alike(SPLIT, LEDGER, project.contract, "x_small", "村级四议两公开")
    first = large(world, 2_000_000)
    for project in (first, large(world, 2_000_000, first)):
        key.look_alike(SPLIT, LEDGER, project.contract, "limit", "合计不足400万元")
    first = large(world, 2_400_000)
    for project in (first, large(world, 2_400_000, first, 2018)):
        key.look_alike(SPLIT, LEDGER, project.contract, "years", "分属两个年度的资金")
    first = large(world, 2_400_000, method="公开招标")
    for project in (first, large(world, 2_400_000, first, method="公开招标")):
        key.look_alike(SPLIT, LEDGER, project.contract, "tendered", "都经公开招标")


@planter(COLLUSION, LEDGER, "business_registration")
def plant_proj_04(world: World, key: AnswerKey) -> None:
    project = done(world)
    rival = world.firm(words.FIRM_BUILDERS)
    _hold(world, world.outsider(47), project.contractor, rival)
    project.contract["bidder"] = f"{project.contractor['name']}、{rival['name']}"
    key.breach(COLLUSION, LEDGER, project.contract, project.contract["contract_amount"], "两家投标单位有同一股东")

    project = done(world)
    for step in (1, 2):
        _losing(world, project, world.firm(words.FIRM_BUILDERS)["name"], project.contract["bid_price"] + 3000 * step)
    key.breach(COLLUSION, LEDGER, project.contract, project.contract["contract_amount"], "三家报价依次相差3000元")

    winner, companion = world.firm(words.FIRM_BUILDERS), world.firm(words.FIRM_BUILDERS)
    for _ in range(3):
        project = done(world)
        project.contractor = winner
        project.contract.update(supplier=winner["name"], uscc=winner["uscc"], bidder=f"{winner['name']}、{companion['name']}")
        for payment in project.payments:
            payment.update(payee=winner["name"], payee_account=winner["account"])
        key.breach(COLLUSION, LEDGER, project.contract, project.contract["contract_amount"], "同一单位三次陪标")

    project = done(world)
    for price in (3000, 7500):
        _losing(world, project, world.firm(words.FIRM_BUILDERS)["name"], project.contract["bid_price"] + price)
    key.look_alike(COLLUSION, LEDGER, project.contract, "steps", "三家报价不成等差")
    project = done(world)
    rival = world.firm(words.FIRM_OPERATORS)
    _hold(world, world.outsider(52), project.contractor, rival, role="成员")
    project.contract["bidder"] = f"{project.contractor['name']}、{rival['name']}"
    key.look_alike(COLLUSION, LEDGER, project.contract, "members", "只是合作社普通成员")


def _losing(world: World, project: Project, name: str, price: Decimal) -> None:
    """Another bidder's row of the package."""
    won = project.contract
    same = ("package_no", "category", "method", "notice_date", "bid_open_date", "award_date", "control_price")
    world.add(LEDGER, **project.names, **{c: won[c] for c in same}, bidder=name, bid_price=yuan(price))


def _hold(world: World, person: Person, *firms: dict, role: str = "股东") -> None:
    """One person who stands in the register of businesses for several firms."""
    for firm in firms:
        owner = world.outsider(world.rng.randrange(35, 60))
        world.add(
            "business_registration",
            ent_name=firm["name"],
            uscc=firm["uscc"],
            ent_type="有限公司",
            reg_capital=yuan(500000),
            est_date=later(dt.date(2014, 1, 1), world.rng, 0, 900),
            status="存续",
            legal_rep=owner.name,
            legal_rep_id=owner.id_no,
            name=person.name,
            id_no=person.id_no,
            role=role,
            share_ratio=Decimal(30),
        )
