"""PROJ-05 and PROJ-06: paid more than contract or audit allow, paid too early, retention not kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.breaches.projects import days
from synthetic.days import add_months, later
from synthetic.key import AnswerKey
from synthetic.lawful.assets import register
from synthetic.lawful.funds import fund_projects
from synthetic.lawful.projects import Project, accept, begin, complete, finish, pay, plan, settle, tender
from synthetic.world import World, yuan

OVERPAID, EARLY = "PROJ-05", "PROJ-06"
LEDGER = "procurement_contract"


def built(world: World, year: int = 2018, **tendered) -> Project:
    """A project finished but not accepted, paid up to 80 % of the contract."""
    project = plan(world, year)
    tender(world, project, **tendered)
    begin(world, project)
    finish(world, project)
    return project


def close(world: World, project: Project) -> None:
    """Its asset, at what it cost, and its budget."""
    register(world, project, project.acceptance["audited_amount"] or project.paid())
    fund_projects(world, project.row["plan_year"], [project])


@planter(OVERPAID, LEDGER, "project_payment", "acceptance")
def plant_proj_05(world: World, key: AnswerKey) -> None:
    _over_contract(world, key)
    _over_audit(world, key)
    _lawfully_over(world, key)


def _over_contract(world: World, key: AnswerKey) -> None:
    project = built(world, retention=None)
    accept(world, project, settled=False)
    rest = project.contract["contract_amount"] - project.paid() + 12000
    pay(world, project, later(project.acceptance["accept_date"], world.rng, 30, 60), rest, "结算")
    close(world, project)
    key.breach(OVERPAID, LEDGER, project.contract, yuan(12000), "超合同支付, 无变更手续")


def _over_audit(world: World, key: AnswerKey) -> None:
    for excess, contract_no in ((8000, True), (21500, False)):
        project = complete(world, 2018, retention=None)
        rest = project.acceptance["audited_amount"] - project.paid() + excess
        pay(world, project, later(project.acceptance["settled_on"], world.rng, 40, 60), rest, "结算")
        if not contract_no:
            for payment in project.payments:
                payment["contract_no"] = None
        close(world, project)
        key.breach(
            OVERPAID,
            LEDGER,
            project.contract,
            yuan(excess),
            "超审定额支付" if contract_no else "超审定额支付, 付款未写合同号, 项目只有一份合同",
        )

    project = built(world, retention=None)
    works = project.contract
    goods = world.add(
        LEDGER, **{**works, "contract_no": works["contract_no"] + "-2", "package_no": works["package_no"] + "-2", "category": "货物"}
    )
    for column in ("contract_amount", "bid_price", "control_price"):
        goods[column] = yuan(60000)
    accept(world, project, audited=works["contract_amount"] + 40000)
    project.acceptance.update(contract_no=None, settlement_amount=works["contract_amount"] + 60000, reduction=yuan(20000))
    on = later(project.acceptance["settled_on"], world.rng, 5, 20)
    pay(world, project, on, works["contract_amount"] - project.paid(), "结算")
    pay(world, project, on + days(3), yuan(55000), "结算", goods)
    close(world, project)
    key.breach(OVERPAID, LEDGER, works, yuan(15000), "aspect=项目; 两份合同合计超审定额")


def _lawfully_over(world: World, key: AnswerKey) -> None:
    project = built(world)
    project.contract["change_doc"] = f"{world.short}扶组发〔2018〕{60 + world.number('change')}号"
    audited = yuan((project.contract["contract_amount"] * 108 / 100).quantize(Decimal("1E1")))
    accept(world, project, audited=audited)
    project.acceptance.update(settlement_amount=audited + 2000, reduction=yuan(2000))
    settle(world, project)
    close(world, project)
    key.look_alike(OVERPAID, LEDGER, project.contract, "x_variation", "有变更批复, 未超审定额")

    project = complete(world, 2018, retention=None)
    pay(
        world,
        project,
        later(project.acceptance["settled_on"], world.rng, 30, 50),
        project.acceptance["audited_amount"] - project.paid(),
        "结算",
    )
    pay(
        world,
        project,
        later(project.acceptance["settled_on"], world.rng, 55, 70),
        yuan(9600),
        "税金",
        payee="国家税务总局税务所",
        purpose="代扣代缴税金",
    )
    taxes = project.payments.pop()
    register(world, project)
    fund_projects(world, 2018, [project])
    key.look_alike(OVERPAID, LEDGER, project.contract, "tax", f"税金{taxes['amount']}元不计入工程款")

    project = complete(world, 2018, retention=None)
    pay(
        world,
        project,
        later(project.acceptance["settled_on"], world.rng, 30, 50),
        project.acceptance["audited_amount"] - project.paid(),
        "结算",
    )
    close(world, project)
    pay(world, project, dt.date(2020, 1, 10), yuan(30000), "结算")
    key.look_alike(OVERPAID, LEDGER, project.contract, "as_of", "审计截止日之后的付款")


@planter(EARLY, LEDGER, "project_payment", "acceptance")
def plant_proj_06(world: World, key: AnswerKey) -> None:
    _ahead_of_progress(world, key)
    _retention_not_kept(world, key)
    _goods_and_boundaries(world, key)


def _ahead_of_progress(world: World, key: AnswerKey) -> None:
    project = built(world, 2019)
    amount = project.contract["contract_amount"]
    project.row.update(finish_date=None, status="在建", planned_end=dt.date(2020, 2, 20))
    pay(world, project, dt.date(2019, 9, 24), amount * 15 / 100)
    fund_projects(world, 2019, [project])
    key.breach(EARLY, LEDGER, project.contract, yuan(amount * 5 / 100), "aspect=超进度; 未验收已付95%")

    project = built(world, 2018)
    amount = project.contract["contract_amount"]
    pay(world, project, project.row["finish_date"] + days(4), amount * 15 / 100)
    accept(world, project, audited=yuan((amount * 995 / 1000).quantize(Decimal("1E1"))))
    settle(world, project)
    close(world, project)
    key.breach(EARLY, LEDGER, project.contract, yuan(amount * 5 / 100), "aspect=超进度; 验收前已付95%")


def _retention_not_kept(world: World, key: AnswerKey) -> None:
    for year in (2018, 2019):
        project = complete(world, year)
        audited = project.acceptance["audited_amount"]
        pay(world, project, later(project.acceptance["settled_on"], world.rng, 25, 40), audited - project.paid(), "结算")
        close(world, project)
        key.breach(EARLY, LEDGER, project.contract, yuan(audited * 3 / 100), "aspect=质保金; 一次付清, 未留质保金")


def _goods_and_boundaries(world: World, key: AnswerKey) -> None:
    project = plan(world, 2018, words.PROJECTS[1])
    contract = tender(world, project, "货物", None)
    begin(world, project)
    project.row["finish_date"], project.row["status"] = later(project.row["start_date"], world.rng, 70, 95), "完工"
    pay(world, project, project.row["finish_date"] - days(5), contract["contract_amount"] * 7 / 10, "结算")
    accept(world, project, audited=contract["contract_amount"])
    close(world, project)
    key.look_alike(EARLY, LEDGER, contract, "x_goods", "货物, 到货付清")

    project = built(world, 2019)
    pay(world, project, project.row["finish_date"] + days(3), project.contract["contract_amount"] / 10)
    accept(world, project, audited=yuan((project.contract["contract_amount"] * 995 / 1000).quantize(Decimal("1E1"))))
    settle(world, project)
    close(world, project)
    key.look_alike(EARLY, LEDGER, project.contract, "boundary", "验收前恰好付到90%")

    project = complete(world, 2018)
    due = add_months(project.acceptance["accept_date"], 12) + days(3)
    pay(world, project, due, project.acceptance["audited_amount"] - project.paid(), "质保金")
    close(world, project)
    key.look_alike(EARLY, LEDGER, project.contract, "retention_months", "质保期满后退还")
