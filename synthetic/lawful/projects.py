"""Lawful projects: approved, tendered, built, paid, accepted, settled; their money handed down in time and spent.

A project that is settled was paid up to 97 % of the audited amount: the retention of 3 % is still held.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from synthetic import words
from synthetic.days import later
from synthetic.people import Village
from synthetic.world import World, yuan

RETENTION = Decimal(3)


@dataclass
class Project:
    row: dict
    village: Village
    kind: tuple[str, str, str, str]
    contract: dict | None = None
    contractor: dict | None = None
    acceptance: dict | None = None
    payments: list[dict] = field(default_factory=list)
    assets: list[dict] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.row["project_no"]

    @property
    def names(self) -> dict:
        return {**self.village.region, "project_no": self.number, "project_name": self.row["project_name"]}

    def paid(self, until: dt.date = dt.date.max) -> Decimal:
        return sum((p["amount"] for p in self.payments if p["pay_date"] <= until), Decimal(0))


def approval(year: int) -> dt.date:
    """All projects of a year are approved by one document."""
    return {2016: dt.date(2016, 4, 12), 2017: dt.date(2017, 6, 26), 2018: dt.date(2018, 4, 9), 2019: dt.date(2019, 3, 15)}[year]


def plan(world: World, year: int, kind: tuple[str, str, str, str] | None = None, amount: int | None = None) -> Project:
    """A project as approved: nothing done yet."""
    rng = world.rng
    kind = kind or rng.choice(words.PROJECTS)
    drawn = rng.sample(world.villages, min(4, len(world.villages)))
    village = min(drawn, key=lambda one: world.numbered(_work(one, year, kind)))
    if world.numbered(_work(village, year, kind)) > 1:
        village = min(world.villages, key=lambda one: world.numbered(_work(one, year, kind)))
    approved = yuan(amount or rng.randrange(20, 60) * 10000)
    central, province, city = (yuan((approved * share / 100).quantize(Decimal("1E2"))) for share in (40, 30, 10))
    serial = world.number("project")
    plan_start = later(approval(year), rng, 62, 75)
    row = world.add(
        "project",
        **village.region,
        project_no=f"XM{year}{world.index:02d}{serial:04d}",
        project_name=_name(world, village, year, kind),
        category=kind[1],
        plan_doc=f"{world.short}扶组发〔{year}〕{3 + world.index % 5}号",
        approval_date=approval(year),
        plan_year=year,
        approved_amount=approved,
        central_amount=central,
        provincial_amount=province,
        city_amount=city,
        county_amount=approved - central - province - city,
        other_amount=None,
        planned_start=plan_start,
        planned_end=later(plan_start, rng, 110, 140),
        start_date=None,
        finish_date=None,
        owner_unit=f"{village.town}人民政府" if village.town.endswith("镇") else f"{village.town}办事处",
        supervising_unit=rng.choice(("扶贫开发办公室", "农业农村局")),
        change_flag=False,
        status="储备",
        remark=None,
    )
    return Project(row, village, kind)


#: Parts of a village: a small county has few villages for all its projects, and many phases of one work would be a split contract.
PARTS = ("", *"东西南北中", "河东", "河西", "岭南", "岭北", "沟东", "沟西")


def _work(village: Village, year: int, kind: tuple[str, str, str, str]) -> str:
    return f"{year}年{village.town}{village.name}{kind[0]}"


def _name(world: World, village: Village, year: int, kind: tuple[str, str, str, str]) -> str:
    """A further project of the same kind in the same village and year is a second phase, or lies in another part of the village."""
    part, phase = divmod(world.number(_work(village, year, kind)) - 1, 2)
    return f"{year}年{village.town}{village.name}{PARTS[part]}{'片' * (part > 0)}{kind[0]}项目{'二期' * phase}"


def tender(world: World, project: Project, category: str = "工程", retention: Decimal | None = RETENTION) -> dict:
    """The project's contract, lawfully tendered and signed before the works begin."""
    rng, row = world.rng, project.row
    project.contractor = world.firm(words.FIRM_BUILDERS)
    notice = later(row["approval_date"], rng, 8, 12)
    opened = later(notice, rng, 21, 24)
    awarded = later(opened, rng, 1, 4)
    control = yuan((row["approved_amount"] * rng.randint(975, 995) / 1000).quantize(Decimal("1E2")))
    price = yuan((control * rng.randint(950, 985) / 1000).quantize(Decimal("1E2")))
    year, serial = row["plan_year"], world.number("contract")
    project.contract = world.add(
        "procurement_contract",
        **project.names,
        package_no=f"ZB{year}{world.index:02d}{serial:04d}",
        category=category,
        method=rng.choice(("公开招标", "竞争性磋商")),
        notice_date=notice,
        bid_open_date=opened,
        bidder=project.contractor["name"],
        award_date=awarded,
        supplier=project.contractor["name"],
        uscc=project.contractor["uscc"],
        bid_price=price,
        control_price=control,
        contract_no=f"HT{year}{world.index:02d}{serial:04d}",
        contract_date=later(awarded, rng, 5, 9),
        contract_amount=price,
        retention_ratio=retention,
        contract_period=f"{rng.choice((90, 100, 120))}日历天",
        change_doc=None,
        remark=None,
    )
    return project.contract


def pay(
    world: World, project: Project, day: dt.date, amount: Decimal, stage: str = "进度", contract: dict | None = None, **changes
) -> dict:
    """One payment to the contractor."""
    contract, serial = contract or project.contract, world.number("payment")
    usual = {
        **project.names,
        "contract_no": contract["contract_no"],
        "pay_date": day,
        "payee": contract["supplier"],
        "payee_account": project.contractor["account"],
        "amount": yuan(amount),
        "stage": stage,
        "invoice_no": f"{world.index:02d}{37000000 + serial * 7}",
        "invoice_amount": yuan(amount),
        "cash": False,
        "voucher_no": f"报{day:%Y%m}-{serial:04d}",
        "purpose": f"{project.row['project_name']}{stage}款",
        "remark": None,
    }
    payment = world.add("project_payment", **usual | changes)
    project.payments.append(payment)
    return payment


def begin(world: World, project: Project) -> dt.date:
    """Works begin after the contract, on time; a tenth of the contract to three are paid in advance."""
    row, contract = project.row, project.contract
    row["start_date"] = later(contract["contract_date"], world.rng, 6, 12)
    row["status"] = "在建"
    pay(world, project, later(row["start_date"], world.rng, 3, 10), contract["contract_amount"] * 3 / 10, "预付")
    return row["start_date"]


def finish(world: World, project: Project) -> dt.date:
    """Works are done before the planned end; paid up to 80 % of the contract."""
    row, rng = project.row, world.rng
    row["finish_date"] = later(row["start_date"], rng, 70, 95)
    row["status"] = "完工"
    pay(world, project, later(row["start_date"], rng, 45, 60), project.contract["contract_amount"] / 2)
    return row["finish_date"]


def accept(world: World, project: Project, conclusion: str = "合格", audited: Decimal | None = None, settled: bool = True) -> dict:
    """Accepted by the county and settled after an audit of the cost."""
    rng, contract = world.rng, project.contract
    on = later(project.row["finish_date"], rng, 12, 25)
    settlement = contract["contract_amount"]
    audited = audited or yuan((settlement * rng.randint(970, 995) / 1000).quantize(Decimal("1E1")))
    settled_on = later(on, rng, 20, 35) if settled else None
    project.acceptance = world.add(
        "acceptance",
        **project.names,
        contract_no=contract["contract_no"],
        accept_date=on,
        level="县级验收",
        members="、".join(world.people.name("男") for _ in range(3)),
        conclusion=conclusion,
        quantity_plan=Decimal(quantity := rng.randrange(2, 30) * 10),
        quantity_actual=Decimal(quantity),
        settlement_amount=settlement if settled else None,
        audited_amount=audited if settled else None,
        audit_report_no=f"鲁中评字〔{settled_on.year}〕{world.number('report')}号" if settled_on else None,
        settled_on=settled_on,
        reduction=settlement - audited if settled else None,
        remark=None,
    )
    return project.acceptance


def settle(world: World, project: Project) -> None:
    """Paid up to 97 % of the audited amount."""
    audited = project.acceptance["audited_amount"]
    rest = (audited * (100 - RETENTION) / 100).quantize(Decimal("0.01"), ROUND_DOWN) - project.paid()
    pay(world, project, later(project.acceptance["settled_on"], world.rng, 5, 20), rest, "结算")


def complete(world: World, year: int, kind: tuple[str, str, str, str] | None = None, **tendered) -> Project:
    """A project from approval to settlement, all lawful, without its assets."""
    project = plan(world, year, kind)
    tender(world, project, **tendered)
    begin(world, project)
    finish(world, project)
    accept(world, project)
    settle(world, project)
    return project


def running(world: World, year: int = 2019) -> Project:
    """A project under way: begun, not yet finished, planned to end after the audit date."""
    project = plan(world, year)
    tender(world, project)
    begin(world, project)
    project.row["planned_end"] = world.day(dt.date(2020, 2, 1), dt.date(2020, 5, 30))
    return project
