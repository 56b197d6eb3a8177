"""Projects from approval to the shared income of what was built: one chain of rows, the days and sums of each following from those before.

A lawful project is approved, tendered, built, paid, accepted, settled and registered; what is settled was paid up to 97 % of the audited
amount, the retention of 3 % is still held. What an example tells of a project stands in `said` beforehand: the rest follows from it.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from math import ceil

from synthetic import words
from synthetic.days import later
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.people import Village
from synthetic.world import World, yuan

#: All projects of a year are approved by one document.
APPROVED = {2016: dt.date(2016, 4, 12), 2017: dt.date(2017, 6, 26), 2018: dt.date(2018, 4, 9), 2019: dt.date(2019, 3, 15)}
#: The days of a project after its approval, each so many days after the one before.
STEPS = (
    ("notice_date", 8, 12),
    ("bid_open_date", 21, 24),
    ("award_date", 1, 4),
    ("contract_date", 5, 9),
    ("start_date", 6, 12),
    ("finish_date", 70, 95),
    ("accept_date", 12, 25),
    ("settled_on", 20, 35),
)
#: Parts of a village: a small county has few villages for all its projects, and many phases of one work would be a split contract.
PARTS = ("", *"东西南北中", "河东", "河西", "岭南", "岭北", "沟东", "沟西")
#: What there is of every project, and of every asset that is let, whatever a case shows of others.
ALWAYS = ("project", "asset_contract")


@dataclass(eq=False)
class Project:
    """A project by its rows, ledger by ledger. `status`: 储备 and 取消 are only approved, 在建 is under way, 完工 goes the whole way."""

    number: str
    name: str
    village: Village
    year: int
    kind: tuple[str, str, str, str]
    status: str
    days: dict[str, dt.date]
    approved: Decimal
    price: Decimal
    audited: Decimal
    said: dict
    leased: bool = False
    rows: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @property
    def columns(self) -> dict:
        return {**self.village.columns, "project_no": self.number, "project_name": self.name}

    def first(self, ledger: str) -> dict:
        """The first row of a ledger, empty where there is none."""
        return self.rows[ledger][0] if self.rows[ledger] else {}

    def paid(self) -> Decimal:
        return sum((row["amount"] for row in self.rows["project_payment"]), Decimal(0))

    def keep(self, ledger: str, row: dict) -> dict:
        self.rows[ledger].append(row)
        return row


def plan(
    world: World, year: int, status: str = "完工", kind: tuple | None = None, village: Village | None = None, leased: bool = False, **said
) -> Project:
    """A project to be: who, where, when and for how much; nothing of it is written yet."""
    rng, kind = world.rng, kind or world.rng.choice(words.PROJECTS)
    village = village or place(world, year, kind)
    day, days = said.get("approval_date") or APPROVED[year], {}
    for step, low, high in STEPS:
        day = days[step] = said.get(step) or later(day, rng, low, high)
    rent = said.get("annual_rent") or said.get("due_amount") or said.get("received_amount")
    cost = said.get("audited_amount") or said.get("original_value") or (rent and rent * 100 / 8)
    price, approved = said.get("contract_amount") or cost and _round_up(cost / Decimal("0.985")), said.get("approved_amount")
    approved = approved or (_round_up(max(price, cost or 0) / Decimal("0.96")) if price else yuan(rng.randrange(20, 60) * 10000))
    price = price or yuan((approved * rng.randint(930, 975) / 1000).quantize(Decimal("1E2")))
    cost = cost or yuan((price * rng.randint(970, 995) / 1000).quantize(Decimal("1E1")))
    number = f"XM{year}{world.index:02d}{world.number('project'):04d}"
    project = Project(
        number, _name(world, village, year, kind), village, year, kind, status, days, approved, price, yuan(cost), said, leased
    )
    world.projects[number] = project
    return project


def _round_up(amount: Decimal) -> Decimal:
    return yuan(ceil(amount / 100) * 100)


def place(world: World, year: int, kind: tuple) -> Village:
    """A village that has no work of this kind and year, as far as there is one."""
    drawn = world.rng.sample(world.villages, min(4, len(world.villages)))
    village = min(drawn, key=lambda one: world.numbered(_work(one, year, kind)))
    if world.numbered(_work(village, year, kind)) > 1:
        village = min(world.villages, key=lambda one: world.numbered(_work(one, year, kind)))
    return village


def _work(village: Village, year: int, kind: tuple) -> str:
    return f"{year}年{village.town}{village.name}{kind[0]}"


def _name(world: World, village: Village, year: int, kind: tuple) -> str:
    """A further project of the same kind in the same village and year is a second phase, or lies in another part of the village."""
    part, phase = divmod(world.number(_work(village, year, kind)) - 1, 2)
    return f"{year}年{village.town}{village.name}{PARTS[part]}{'片' * (part > 0)}{kind[0]}项目{'二期' * phase}"


@writes("project")
def approve(world: World, project: Project, **told) -> dict:
    """The project's row in the year's list."""
    rng, village, year, approved = world.rng, project.village, project.year, project.approved
    begun, done = project.status in ("在建", "完工"), project.status == "完工"
    central, province, city = (yuan((approved * share / 100).quantize(Decimal("1E2"))) for share in (40, 30, 10))
    planned = later(APPROVED[year], rng, 62, 75)
    known = {
        "category": project.kind[1],
        "plan_doc": f"{world.short}扶组发〔{year}〕{3 + world.index % 5}号",
        "approval_date": APPROVED[year],
        "plan_year": year,
        "approved_amount": approved,
        "central_amount": central,
        "provincial_amount": province,
        "city_amount": city,
        "county_amount": approved - central - province - city,
        "planned_start": planned,
        "planned_end": later(planned, rng, 110, 140) if done else dt.date(2020, 2, 1) + dt.timedelta(days=rng.randrange(120)),
        "start_date": project.days["start_date"] if begun else None,
        "finish_date": project.days["finish_date"] if done else None,
        "owner_unit": f"{village.town}人民政府" if village.town.endswith("镇") else f"{village.town}办事处",
        "status": project.status,
    }
    return project.keep("project", record(world, "project", project, told, **known))


@writes("procurement_contract")
def tender(world: World, project: Project, **told) -> dict:
    """The project's contract, lawfully tendered and signed before the works begin."""
    firm = world.firms.get(told.get("supplier") or told.get("bidder")) or world.firm(words.FIRM_BUILDERS)
    price, serial = told.get("contract_amount") or project.price, f"{project.year}{world.index:02d}{world.number('contract'):04d}"
    known = {
        **{step: project.days[step] for step in ("notice_date", "bid_open_date", "award_date", "contract_date")},
        "package_no": f"ZB{serial}",
        "bidder": firm["name"],
        "supplier": firm["name"],
        "uscc": firm["uscc"],
        "bid_price": price,
        "control_price": _round_up(price / Decimal("0.97")),
        "contract_no": f"HT{serial}",
        "contract_amount": price,
    }
    return project.keep("procurement_contract", record(world, "procurement_contract", project, told, **known))


@writes("acceptance")
def accept(world: World, project: Project, **told) -> dict:
    """Accepted by the county and settled after an audit of the cost; refused, it is not settled."""
    submitted, settled, quantity = project.price, project.days["settled_on"], Decimal(world.rng.randrange(2, 30) * 10)
    audited = told.get("audited_amount", project.audited if told.get("conclusion", "合格") == "合格" else None)
    known = {
        "contract_no": project.first("procurement_contract").get("contract_no"),
        "accept_date": project.days["accept_date"],
        "members": "、".join(world.people.name("男") for _ in range(3)),
        "quantity_plan": quantity,
        "quantity_actual": quantity,
        "settlement_amount": max(submitted, audited) if audited else None,
        "audited_amount": audited,
        "audit_report_no": f"鲁中评字〔{settled.year}〕{world.number('report')}号" if audited else None,
        "settled_on": settled if audited else None,
        "reduction": max(submitted - audited, yuan(0)) if audited else None,
    }
    return project.keep("acceptance", record(world, "acceptance", project, told, **known))


@writes("project_payment")
def pay(world: World, project: Project, **told) -> dict:
    """One payment to the contractor, or to whom the row names."""
    contracts = project.rows["procurement_contract"]
    contract = next((row for row in contracts if row["contract_no"] == told.get("contract_no")), project.first("procurement_contract"))
    payee = told.get("payee") or contract.get("supplier")
    known = {
        "contract_no": contract.get("contract_no"),
        "payee": payee,
        "payee_account": world.firms.get(payee, {}).get("account"),
        "invoice_amount": told["amount"],
    }
    return project.keep("project_payment", record(world, "project_payment", project, told, **known))


def pay_all(world: World, project: Project) -> None:
    """A part of the contract in advance and for progress, the rest but for the retention after the audit."""
    row, price, rng = project.first("project"), project.first("procurement_contract")["contract_amount"], world.rng
    begun, audited = row["start_date"] or project.days["start_date"], project.first("acceptance").get("audited_amount")
    pay(world, project, pay_date=later(begun, rng, 3, 10), amount=yuan(price * 3 / 10), stage="预付")
    if row["finish_date"] or project.rows["acceptance"]:
        pay(world, project, pay_date=later(begun, rng, 45, 60), amount=yuan(price / 2), stage="进度")
    if audited:
        rest = (audited * 97 / 100).quantize(Decimal("0.01"), ROUND_DOWN) - project.paid()
        settled = project.first("acceptance")["settled_on"] or project.days["settled_on"]
        pay(world, project, pay_date=later(settled, rng, 5, 20), amount=rest, stage="结算")
        if project.year == 2017 and rng.random() < 0.5:  # two years later the retention is paid, too
            pay(
                world,
                project,
                pay_date=world.day(dt.date(2019, 3, 1), dt.date(2019, 6, 30)),
                amount=audited - project.paid(),
                stage="质保金",
            )
