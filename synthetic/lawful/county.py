"""Builds the lawful county: size by kind of unit and scale."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import sqrt

from synthetic.lawful import assets, funds, loans, matches, projects
from synthetic.people import Household
from synthetic.world import World, alive

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
    by_year = {2017: count // 4, 2018: count // 3, 2019: count - count // 4 - count // 3}
    for year, number in by_year.items():
        made = [projects.complete(world, year) for _ in range(number if year < 2019 else number // 2)]
        under_way = [projects.running(world) for _ in range(number - len(made))]
        for place, project in enumerate(made):
            asset = assets.register(world, project)
            if project.kind[3] == "经营性" and year < 2019:
                receivers = receiving(world, world.rng.randrange(4, 10))
                assets.work(world, asset, receivers)
                if not place % 3:
                    assets.divide(world, asset, world.rng.randrange(3, 6))
        if year == 2017:
            _release_retention(world, made)
        funds.fund_projects(world, year, [*made, *under_way])


def _release_retention(world: World, made: list[projects.Project]) -> None:
    """Two years later the retention is paid, from the same document."""
    for project in made[::2]:
        rest = project.acceptance["audited_amount"] - project.paid()
        projects.pay(world, project, world.day(dt.date(2019, 3, 1), dt.date(2019, 6, 30)), rest, "质保金")


def receiving(world: World, count: int) -> list[Household]:
    """Households that may share in income: under policies, the head alive."""
    suitable = [h for h in world.free if funds.entitled(h) and alive(h.head)]
    return world.rng.sample(suitable, count)


def _loans(world: World) -> None:
    able = [person for home in world.free if funds.entitled(home) and (person := loans.borrower(home))]
    for person in able[: round(LOANS * world.size)]:
        loans.usual(world, person)
