"""Lawful payments to persons and households, and the budgets behind projects and programmes.

Programmes are those of parameters/programmes.yaml. Where the list gives no standard, the county's own stands in the row.
"""

import datetime as dt
from decimal import Decimal

from synthetic.days import Period, count_months, half, later, month, quarter
from synthetic.days import year as whole_year
from synthetic.forms import record
from synthetic.lawful import writes
from synthetic.lawful.projects import Project
from synthetic.people import Household, Person, Village
from synthetic.words import TABLES
from synthetic.world import World, alive, yuan

#: Programme → (the county's standard, its unit): a month, a year, a term, a household, an acre (mu).
STANDARDS: dict[str, tuple[int, str]] = TABLES["standards"]


def pay(world: World, person: Person, code: str, period: Period | None, on: dt.date, units: Decimal | int | None = None, **told) -> dict:
    """One payment: standard × units; units default to the months of the period where the standard is a month's, else one."""
    standard, unit = STANDARDS[code]
    if units is None:
        units = count_months(period) if unit == "月" and period else 1
    amount = yuan(Decimal(standard) * Decimal(units))
    programme = world.programme(code)
    known = {
        "batch_no": f"{on:%Y%m}-{code[:2]}",
        "programme": programme.name,
        "period_from": period[0] if period else None,
        "period_to": period[1] if period else None,
        "standard": yuan(standard),
        "quantity": Decimal(units),
        "unit": unit,
        "declared_amount": amount,
        "amount": amount,
        "pay_date": on,
        "grant_level": programme.payee_level,
    }
    return record(world, "benefit_payment", person, told, **known)


@writes("benefit_payment")
def listed(world: World, person: Person, programme: str, **told) -> dict:
    """A payment by the programme's name, on a roster that gives no standard: of any amount."""
    known = next((known for known in world.programmes.values() if programme in (known.name, *known.aliases)), None)
    if (first := told.get("period_from")) and not told.get("period_to"):
        told["period_to"] = month(first.year, first.month)[1]
    batch = f"{on:%Y%m}-{programme[:2]}" if (on := told.get("pay_date")) else None
    what = {"batch_no": batch, "programme": programme, "declared_amount": told["amount"]}
    return record(world, "benefit_payment", person, told, **what, grant_level=known.payee_level if known else "到人")


def entitled(household: Household) -> bool:
    """Under policies of the register in both years."""
    return all(status in ("未脱贫", "脱贫享受政策") for status in household.policy.values())


def payee_of(household: Household, day: dt.date) -> Person | None:
    """Who receives what belongs to the household: the first adult living on that day."""
    return next((p for p in household.members if alive(p, day) and p.age(day) >= 18), None)


def benefits(world: World, household: Household) -> None:
    """Everything that a household and its members receive in 2019."""
    _household_benefits(world, household)
    for person in household.members:
        _personal_benefits(world, household, person)


def _household_benefits(world: World, household: Household) -> None:
    rng = world.rng
    for on, code, period in (
        (dt.date(2019, 6, 18), "GENGDI", whole_year(2019)),
        (dt.date(2019, 12, 11), "CYFH", whole_year(2019)),
        (dt.date(2019, 1, 28), "WEIWEN", quarter(2019, 1)),
    ):
        payee = payee_of(household, on)
        if payee and (code == "GENGDI" or entitled(household)) and rng.random() < 0.75:
            pay(world, payee, code, period, on, Decimal(rng.randrange(8, 60)) / 10 if code == "GENGDI" else None)
    if household.attr == "低保贫困户" and entitled(household):
        for number in range(1, 13):
            on = dt.date(2019, number, 15)
            if (payee := payee_of(household, on.replace(day=1))) and alive(payee, on):
                pay(world, payee, "DIBAO", month(2019, number), on)


def _personal_benefits(world: World, household: Household, person: Person) -> None:
    rng, age, in_poverty = world.rng, person.age(), entitled(household)
    if in_poverty and household.attr == "五保贫困户":
        _monthly(world, person, "TEKUN", 10)
    if "残疾" in person.health:
        _quarterly(world, person, "CJHL", 22)
    if age >= 81:
        _quarterly(world, person, "GAOLING", 24)
    if in_poverty and age >= 60 and household.attr == "一般贫困户":
        _quarterly(world, person, "XSYL", 20)
    if in_poverty and 45 <= age < 60 and rng.random() < 0.2:
        _monthly(world, person, "GYG", 25)
    if in_poverty and alive(person, dt.date(2019, 2, 20)):
        pay(world, person, "YBDJ", whole_year(2019), dt.date(2019, 2, 20))
    if in_poverty and 16 <= age <= 20:
        pay(world, person, "YULU", half(2019, 1), dt.date(2019, 5, 27))
    if in_poverty and 8 <= age <= 14:
        pay(world, person, "YJSH", half(2019, 1), dt.date(2019, 6, 3))
        pay(world, person, "YJSH", half(2019, 2), dt.date(2019, 11, 26))


def _monthly(world: World, person: Person, code: str, day: int) -> None:
    for number in range(1, 13):
        if alive(person, dt.date(2019, number, day)):
            pay(world, person, code, month(2019, number), dt.date(2019, number, day))


def _quarterly(world: World, person: Person, code: str, day: int) -> None:
    for number in range(1, 5):
        if alive(person, quarter(2019, number)[1]):
            pay(world, person, code, quarter(2019, number), dt.date(2019, number * 3, day))


# --- budgets ----------------------------------------------------------------------------------------------------------

LEVELS = (("中央", "鲁财农指", "2130505"), ("省", "鲁财农指", "2130504"), ("市", "潍财农指", "2130599"))


@writes("budget_allocation")
def allocate(world: World, village: Village | None = None, **told) -> dict:
    """A budget of a document of its own; passed down within the month and spent, unless said otherwise."""
    level, office, subject = LEVELS[world.number("document") % 3]
    received = told.get("received_on") or world.day(dt.date(2019, 2, 1), dt.date(2019, 6, 30))
    year = told.get("budget_year") or received.year
    amount, used = yuan(told["amount"]), told.get("used_amount", told["amount"])
    known = {
        "doc_no": f"{office}〔{year}〕{100 + world.number('document')}号",
        "level": level,
        "func_code": subject,
        "received_on": received,
        "issued_on": later(received, world.rng, 8, 26),
        "recipient_unit": (village or world.rng.choice(world.villages)).town,
        "used_amount": used,
        "balance": amount - (amount if used is None else yuan(used)),
        "budget_year": year,
    }
    return record(world, "budget_allocation", None, told, **known)


def fund(world: World, project: Project) -> None:
    """The year's document hands the project's money down; every payment goes through the treasury.

    What was not needed was never handed down: budgets of earlier years have no balance.
    """
    year, row = project.year, project.first("project")
    received = {2017: dt.date(2017, 5, 15), 2018: dt.date(2018, 3, 20), 2019: dt.date(2019, 2, 26)}[year]
    names = {"project_no": project.number, "project_name": project.name}
    paid, document = project.paid(), f"鲁财农指〔{year}〕{12 + world.index}号"
    if amount := row["approved_amount"] if year == 2019 else paid:
        told = {"doc_no": document, "level": "中央", "func_code": "2130505", "recipient_unit": row["owner_unit"]}
        allocate(world, budget_year=year, received_on=received, amount=amount, used_amount=paid, **told, **names)
    for payment in project.rows["project_payment"]:
        same = {name: payment[name] for name in ("pay_date", "amount", "payee", "payee_account")}
        works = {"dept": row["owner_unit"], "econ_code": "31005", "purpose": "工程款"}
        record(world, "treasury_payment", None, budget_doc_no=document, **same, **names, **works)


def list_programmes(world: World) -> None:
    """The catalogue of programmes that the finance bureau keeps."""
    for programme in world.programmes.values():
        given = programme.model_dump(exclude={"english", "aliases", "exclusive_with", "standards", "top_up_doc"})
        world.add("programme", **given)


def fund_programmes(world: World) -> None:
    """Budgets of programmes: those of 2018 are spent, of 2019 some is left."""
    bank = f"{world.short}农村商业银行代发户"
    for year, received, share in ((2018, dt.date(2018, 2, 6), 100), (2019, dt.date(2019, 1, 22), 85), (2019, dt.date(2019, 5, 14), 60)):
        amount = yuan(world.rng.randrange(40, 120) * 10000)
        used = yuan(amount * share / 100)
        unit = {"fund_type": "社会发展资金", "recipient_unit": "扶贫开发办公室"}
        row = allocate(world, budget_year=year, received_on=received, amount=amount, used_amount=used, **unit)
        for part, on in ((used / 2, later(received, world.rng, 35, 60)), (used - used / 2, later(received, world.rng, 90, 150))):
            account = f"9070{world.index:02d}9900000001"
            record(
                world,
                "treasury_payment",
                None,
                budget_doc_no=row["doc_no"],
                pay_date=on,
                amount=yuan(part),
                payee=bank,
                payee_account=account,
            )
