"""Lawful assets: registered at the audited value, titled and booked; let by contract, rent received and shared out in time."""

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.days import add_months, later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.funds import entitled
from synthetic.lawful.projects import Project
from synthetic.people import AS_OF, Household, Person
from synthetic.world import World, alive, yuan

#: Who has his share by being of the village: nobody is named.
OF_THE_VILLAGE = ("村集体留存", "小型公益")


@writes("asset_register")
def register(world: World, project: Project, **told) -> dict:
    """An asset of an accepted project, at the audited amount, else at what was paid; titled within a month, in the village's books."""
    village, kind, serial, accepted = project.village, project.kind, world.number("asset"), project.first("acceptance")
    formed = accepted.get("accept_date") or project.days["accept_date"]
    value = told.get("original_value") or accepted.get("audited_amount") or project.paid()
    known = {
        "asset_no": f"ZC{world.index:02d}{project.year}{serial:04d}",
        "asset_name": f"{village.name}{kind[0]}",
        "quantity": accepted.get("quantity_actual"),
        "unit": kind[2],
        "asset_class": kind[3],
        "original_value": value,
        "formed_on": formed,
        "owner": f"{village.name}{world.rng.choice(('股份经济合作社', '村民委员会'))}".replace("村村民", "村民"),
        "right_cert_no": f"{world.short}扶资确〔{formed.year}〕{serial}号",
        "right_date": later(formed, world.rng, 8, 25),
        "book_value": value,
    }
    row = record(world, "asset_register", project, told, **known)
    world.projects[row["asset_no"]] = project
    return project.keep("asset_register", row)


@writes("asset_share")
def share(world: World, project: Project, **told) -> dict:
    """One village's part in an asset held by several."""
    asset = project.first("asset_register")
    known = {"asset_no": asset["asset_no"], "asset_name": asset["asset_name"]}
    known |= {"share_amount": yuan(asset["original_value"] * told["share_ratio"])} if told.get("share_ratio") else {}
    return record(world, "asset_share", project, told, **known)


def divide(world: World, project: Project, count: int) -> None:
    """Title to an asset held by several villages; ratios add up to 1, amounts to the value."""
    part = (Decimal(100) / count).quantize(Decimal(1)) / 100
    for place, village in enumerate(world.rng.sample(world.villages, count)):
        share(world, project, **village.columns, share_ratio=part if place else 1 - part * (count - 1))


@writes("asset_contract")
def let(world: World, project: Project, **told) -> dict:
    """A contract with an operator, by default from 2018 on: rent of 8 % of the value, due by 20 December of each year."""
    asset, serial = project.first("asset_register"), world.number("lease")
    firm = world.firms.get(told.get("operator")) or world.firm(words.FIRM_OPERATORS)
    said, rent = project.said, told.get("annual_rent") or asset["original_value"] * 8 / 100
    start = told.get("start_date") or dt.date(said.get("income_year") or 2018, 1, 1)
    asset["operator"], asset["state"] = firm["name"], "出租"
    known = {
        "asset_no": asset["asset_no"],
        "asset_name": asset["asset_name"],
        "contract_no": f"ZL{start.year}{world.index:02d}{serial:04d}",
        "operator": firm["name"],
        "uscc": firm["uscc"],
        "sign_date": later(start, world.rng, -20, -3),
        "start_date": start,
        "end_date": add_months(start, 60) - dt.timedelta(days=1),
        "annual_rent": yuan(rent),
        "deposit": yuan(rent / 10),
    }
    return project.keep("asset_contract", record(world, "asset_contract", project, told, **known))


@writes("asset_income")
def receive(world: World, project: Project, **told) -> dict:
    """A year's rent, received in full in December unless said otherwise."""
    asset, contract, year = project.first("asset_register"), project.first("asset_contract"), told["income_year"]
    due = told.get("due_amount") or contract["annual_rent"]
    received = told.get("received_amount", due)
    known = {
        "asset_no": asset["asset_no"],
        "asset_name": asset["asset_name"],
        "contract_no": contract["contract_no"],
        "operator": contract["operator"],
        "due_amount": due,
        "received_amount": received,
        "received_on": world.day(dt.date(year, 12, 1), dt.date(year, 12, 19)) if received else None,
        "arrears": yuan(due - (received or 0)),
    }
    return project.keep("asset_income", record(world, "asset_income", project, told, **known))


@writes("income_distribution")
def distribute(world: World, who: Person | Project, **told) -> dict:
    """A share of somebody, of some household entitled to one, or, by its reason, of the village."""
    project = who if isinstance(who, Project) else world.projects[told.get("asset_no") or told["project_no"]]
    on, reason = told["pay_date"], told.get("reason", "差异化分配")
    payee = who if isinstance(who, Person) else project.village
    if payee is project.village and reason not in OF_THE_VILLAGE:
        payee = receiving(world, 1)[0].head
    known = {
        "asset_no": project.first("asset_register").get("asset_no"),
        "project_no": project.number,
        "reason": reason,
        "plan_doc": f"{project.village.name}〔{on.year}〕收益分配方案",
        "notice_id": f"GS{on:%Y%m}{project.number[-4:]}",
    }
    return project.keep("income_distribution", record(world, "income_distribution", payee, told, **known))


def receiving(world: World, count: int) -> list[Household]:
    """Households that may share in income: under policies, the head alive."""
    return world.rng.sample([home for home in world.free if entitled(home) and alive(home.head)], count)


def receive_all(world: World, project: Project) -> None:
    """Each year's rent until 2019."""
    for lease in project.rows["asset_contract"]:
        for year in range(lease["start_date"].year, min(2019, (lease["end_date"] or AS_OF).year) + 1):
            receive(world, project, income_year=year)


def share_out(world: World, project: Project) -> None:
    """What was received more than half a year ago: four fifths to five to nine households, the rest to the village."""
    homes = receiving(world, world.rng.randrange(5, 10))
    for income in project.rows["asset_income"]:
        got, on = income["received_amount"], income["received_on"]
        if got and on and add_months(on, 6) <= AS_OF:
            told = {"asset_no": income["asset_no"], "income_year": income["income_year"], "pay_date": later(on, world.rng, 40, 100)}
            each = yuan((got * 8 / 10 / len(homes)).quantize(Decimal("1E1")))
            for place, home in enumerate(homes):
                reason = world.rng.choice(("差异化分配", "差异化分配", "公益岗位工资", "奖补"))
                amount = each + place - len(homes) // 2  # not the same for all
                distribute(world, home.head, **told, reason=reason, amount=yuan(amount))
                got -= amount
            distribute(world, project, **told, reason="村集体留存", amount=yuan(got))
