"""Lawful assets: registered at the audited value, titled and booked; let by contract, rent received and shared out in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from synthetic import words
from synthetic.days import add_months, later
from synthetic.lawful.projects import Project
from synthetic.people import Household
from synthetic.world import World, yuan


@dataclass
class Asset:
    row: dict
    project: Project
    contract: dict | None = None
    incomes: list[dict] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.row["asset_no"]

    @property
    def names(self) -> dict:
        return {**self.project.village.region, "asset_no": self.number, "asset_name": self.row["asset_name"]}


def register(world: World, project: Project, value: Decimal | None = None, **changes) -> Asset:
    """An asset of an accepted project, at the audited amount; titled within a month, in the village's books."""
    village, kind, accepted = project.village, project.kind, project.acceptance["accept_date"]
    serial, value = world.number("asset"), yuan(value or project.acceptance["audited_amount"])
    usual = {
        **village.region,
        "asset_no": f"ZC{world.index:02d}{project.row['plan_year']}{serial:04d}",
        "project_no": project.number,
        "project_name": project.row["project_name"],
        "asset_name": f"{village.name}{kind[0]}",
        "spec": world.rng.choice(("标准", "钢结构", "砖混", "按设计")),
        "quantity": project.acceptance["quantity_actual"],
        "unit": kind[2],
        "asset_class": kind[3],
        "original_value": value,
        "formed_on": accepted,
        "owner": f"{village.name}{world.rng.choice(('股份经济合作社', '村民委员会'))}".replace("村村民", "村民"),
        "right_cert_no": f"{world.short}扶资确〔{accepted.year}〕{serial}号",
        "right_date": later(accepted, world.rng, 8, 25),
        "operator": None,
        "supervisor": f"{village.town}农业综合服务中心",
        "booked": True,
        "book_value": value,
        "state": "在用",
        "disposal_doc": None,
        "remark": None,
    }
    asset = Asset(world.add("asset_register", **usual | changes), project)
    project.assets.append(asset.row)
    return asset


def let(world: World, asset: Asset, start: dt.date, years: int = 5, **changes) -> dict:
    """A contract with an operator from `start`: rent of 8 % of the value, due by 20 December of each year."""
    firm, serial = world.firm(words.FIRM_OPERATORS), world.number("lease")
    rent = yuan((asset.row["original_value"] * 8 / 100).quantize(Decimal("1E2")))
    asset.row["operator"], asset.row["state"] = firm["name"], "出租"
    usual = {
        **asset.names,
        "contract_no": f"ZL{start.year}{world.index:02d}{serial:04d}",
        "operator": firm["name"],
        "uscc": firm["uscc"],
        "sign_date": later(start, world.rng, -20, -3),
        "start_date": start,
        "end_date": add_months(start, 12 * years) - dt.timedelta(days=1),
        "annual_rent": rent,
        "yield_ratio": Decimal(8),
        "payment_terms": "每年12月20日前",
        "deposit": yuan(rent / 10),
        "guarantee": "保证金",
        "renewal": None,
        "remark": None,
    }
    asset.contract = world.add("asset_contract", **usual | changes)
    return asset.contract


def receive(world: World, asset: Asset, year: int, on: dt.date | None = None, amount: Decimal | None = None, **changes) -> dict:
    """A year's rent, received in full unless `amount` says otherwise."""
    due = asset.contract["annual_rent"]
    on = on or world.day(dt.date(year, 12, 1), dt.date(year, 12, 19))
    amount = due if amount is None else yuan(amount)
    usual = {
        **asset.names,
        "contract_no": asset.contract["contract_no"],
        "operator": asset.contract["operator"],
        "income_year": year,
        "due_amount": due,
        "received_amount": amount,
        "received_on": on,
        "account": f"{asset.project.village.town}农村经济管理站专户",
        "arrears": yuan(due - amount),
        "remark": None,
    }
    income = world.add("asset_income", **usual | changes)
    asset.incomes.append(income)
    return income


def share_out(world: World, asset: Asset, income: dict, on: dt.date, households: list[Household], kept: int = 20, **changes) -> list[dict]:
    """The received income of a year to households, `kept` percent to the village; the rows add up to the fen."""
    total = income["received_amount"]
    rest = yuan(total * kept / 100)
    each = yuan(((total - rest) / len(households)).quantize(Decimal("1E1")))
    shares = [each] * (len(households) - 1)
    shares.append(total - rest - sum(shares))
    rows = [
        distribute(world, asset, income["income_year"], on, home, share, **changes) for home, share in zip(households, shares, strict=True)
    ]
    if rest:
        rows.append(keep(world, asset, income["income_year"], on, rest, **changes))
    return rows


def distribute(world: World, asset: Asset, year: int, on: dt.date, household: Household, amount: Decimal, **changes) -> dict:
    """One household's share, paid to its head."""
    payee = {k: v for k, v in household.head.payee.items() if k != "phone"}
    return _row(
        world,
        asset,
        year,
        on,
        amount,
        **payee | {"reason": world.rng.choice(("差异化分配", "差异化分配", "公益岗位工资", "奖补"))} | changes,
    )


def keep(world: World, asset: Asset, year: int, on: dt.date, amount: Decimal, **changes) -> dict:
    """The part that the village keeps."""
    return _row(world, asset, year, on, amount, **asset.project.village.region | {"reason": "村集体留存"} | changes)


def _row(world: World, asset: Asset, year: int, on: dt.date, amount: Decimal, **values) -> dict:
    usual = {
        "asset_no": asset.number,
        "project_no": asset.project.number,
        "income_year": year,
        "plan_doc": f"{asset.project.village.name}〔{on.year}〕收益分配方案",
        "amount": yuan(amount),
        "pay_date": on,
        "notice_id": f"GS{on:%Y%m}{asset.number[-4:]}",
        "remark": None,
    }
    return world.add("income_distribution", **usual | values)


def divide(world: World, asset: Asset, count: int) -> list[dict]:
    """Title to an asset held by several villages; ratios add up to 1, amounts to the value."""
    villages = world.rng.sample(world.villages, count)
    ratio, value = (Decimal(100) / count).quantize(Decimal(1)) / 100, asset.row["original_value"]
    ratios = [ratio] * (count - 1)
    ratios.append(1 - sum(ratios))
    amounts = [yuan(value * r) for r in ratios[:-1]]
    amounts.append(value - sum(amounts))
    return [
        world.add("asset_share", **village.region, asset_no=asset.number, asset_name=asset.row["asset_name"], share_ratio=r, share_amount=a)
        for village, r, a in zip(villages, ratios, amounts, strict=True)
    ]


def work(world: World, asset: Asset, receivers: list[Household]) -> None:
    """Let from the month after acceptance or from 2018; each year's rent received in December, the next spring shared out."""
    started = max(add_months(asset.row["formed_on"].replace(day=1), 1), dt.date(2018, 1, 1))
    let(world, asset, started)
    for year in range(started.year, 2020):
        if year == 2019 and world.rng.random() < 0.5:  # paid early in the year's summer, shared out in autumn
            income = receive(world, asset, year, world.day(dt.date(2019, 5, 10), dt.date(2019, 6, 20)))
            share_out(world, asset, income, world.day(dt.date(2019, 8, 1), dt.date(2019, 10, 31)), receivers)
        else:
            income = receive(world, asset, year)
            if year < 2019:
                share_out(world, asset, income, world.day(dt.date(year + 1, 1, 5), dt.date(year + 1, 4, 20)), receivers)
