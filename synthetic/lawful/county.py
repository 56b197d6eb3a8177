"""Builds the lawful county: size by kind of unit and scale."""

import datetime as dt
from decimal import Decimal
from math import sqrt

from synthetic import words
from synthetic.lawful import assets, chains, funds, loans, matches, projects
from synthetic.world import World

HOUSEHOLDS, LOANS, PROJECTS = 330, 95, 18


def before(world: World) -> None:
    """The households, and what the four money areas hold of them."""
    world.settle(max(30, round(HOUSEHOLDS * world.size)))
    _statuses(world)
    matches.deaths(world, max(20, round(60 * world.size)))
    for household in world.households:
        funds.benefits(world, household)
    _outsiders_with_land(world)
    _projects(world)
    _loans(world)
    funds.list_programmes(world)
    funds.fund_programmes(world)
    matches.payroll(world, max(12, round(45 * world.size)))
    matches.cadres(world)
    matches.vehicles(world, max(8, round(40 * world.size)))
    matches.businesses(world, max(4, round(12 * world.size)))


def _statuses(world: World) -> None:
    """A tenth of the households left poverty and its policies before 2018."""
    for household in world.households[::10]:
        if household.exit_year and household.attr == "一般贫困户":
            household.exit_year = 2016
            household.policy = {2018: "脱贫不享受政策", 2019: "脱贫不享受政策"}


def _outsiders_with_land(world: World) -> None:
    """Most recipients of the land subsidy are no poor households."""
    for _ in range(round(80 * world.size)):
        person = world.outsider(world.rng.randrange(35, 75))
        funds.pay(
            world,
            person,
            "GENGDI",
            (dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
            dt.date(2019, 6, 18),
            Decimal(world.rng.randrange(10, 90)) / 10,
        )


def _projects(world: World) -> None:
    count = max(8, round(PROJECTS * (sqrt(world.size) if world.size > 1 else world.size)))
    for year, number in ((2017, count // 4), (2018, count // 3), (2019, count - count // 4 - count // 3)):
        under_way = number - number // 2 if year == 2019 else 0
        for place in range(number):
            kind = world.rng.choice(words.PROJECTS)
            leased = kind[3] == "经营性" and year < 2019
            project = projects.plan(world, year, "在建" if place < under_way else "完工", kind, leased=leased)
            chains.grow(world, project)
            if leased and not place % 3:
                assets.divide(world, project, world.rng.randrange(3, 6))


def _loans(world: World) -> None:
    able = [person for home in world.free if funds.entitled(home) and (person := loans.borrower(home))]
    for person in able[: round(LOANS * world.size)]:
        loans.usual(world, person)
