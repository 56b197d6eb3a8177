"""One visit to a village for all that has to be looked at there (合并进村入户核查, DOMAIN §5.9).

Basis: 潍扶贫组发〔2019〕7号 五、三, "减少重复进村入户". Planning only: what is to be looked at comes in, villages in their order come out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from auditlib.rules.catalogue import SEVERITIES

BASIS = "潍扶贫组发〔2019〕7号 五、三“减少重复进村入户”"


@dataclass(frozen=True)
class Look:
    """One thing that somebody has to go and see: a matter at one household or site, or an item of a sample. A matter of six households is
    six of them.

    id         事项编号 or number in the sample            check     the rule's id, or the sample's: what a separate check would be made for
    household  its number; empty: a site, no household     place     what is visited: the household's number, or the asset's or project's
    name       whose household, or what stands there       wrong     what is wrong, in a sentence
    see        how it is checked (rule.procedure)          title     the rule's short title, or the sample's
    drawn      of a sample: whoever was drawn is visited, or the sample says nothing of the whole
    """

    id: str
    check: str
    title: str
    town: str | None
    village: str | None
    household: str
    place: str
    name: str
    severity: str
    amount: Decimal | None
    wrong: str
    see: str
    drawn: bool = False


@dataclass(frozen=True)
class Visited:
    """The last time until the audit date that anybody was at a household (入户走访记录, L48)."""

    on: dt.date
    team: str


@dataclass(frozen=True)
class Terms:
    """revisit_days: households visited so lately (天) are left alone; stops: households and sites a team and day; weights: by severity."""

    as_of: dt.date
    revisit_days: int
    stops: int
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Stop:
    """A household or site with all that is to be looked at there, the gravest first. ``day``: which day of the village's visit, from 1."""

    place: str
    looks: tuple[Look, ...]
    day: int = 1
    visited: Visited | None = None

    @property
    def is_household(self) -> bool:
        return bool(self.looks[0].household)

    @property
    def checks(self) -> set[str]:
        return {look.check for look in self.looks}

    @property
    def cannot_wait(self) -> bool:
        return any(look.severity == "H" or look.drawn for look in self.looks)


@dataclass(frozen=True)
class Village:
    """One visit. ``weight``: of all its matters together."""

    town: str | None
    name: str
    stops: tuple[Stop, ...]
    weight: int

    @cached_property
    def looks(self) -> list[Look]:
        return [look for stop in self.stops for look in stop.looks]

    @property
    def households(self) -> int:
        return sum(stop.is_household for stop in self.stops)

    @property
    def sites(self) -> int:
        return len(self.stops) - self.households

    @property
    def items(self) -> set[str]:
        """Its matters and items of samples."""
        return {look.id for look in self.looks}

    @property
    def grave(self) -> set[str]:
        """Those of severity H."""
        return {look.id for look in self.looks if look.severity == "H"}

    @property
    def days(self) -> int:
        return max(stop.day for stop in self.stops)

    @property
    def separate(self) -> int:
        """How often one would go to the village, were every rule checked by itself."""
        return len({look.check for look in self.looks})

    @property
    def saved(self) -> int:
        return self.separate - 1

    @property
    def doors_saved(self) -> int:
        """How often fewer one knocks at the households' doors."""
        return sum(len(stop.checks) - 1 for stop in self.stops if stop.is_household)


@dataclass(frozen=True)
class Plan:
    """villages: in the order in which to go; rested: visited lately, left alone; nowhere: no village is known. Nothing is dropped."""

    terms: Terms
    villages: tuple[Village, ...]
    rested: tuple[Stop, ...]
    nowhere: tuple[Look, ...]

    @property
    def separate(self) -> int:
        return sum(village.separate for village in self.villages)

    @property
    def saved(self) -> int:
        """Visits to villages saved: separate checks (village × rule) less the merged visits."""
        return self.separate - len(self.villages)

    @property
    def doors_saved(self) -> int:
        return sum(village.doors_saved for village in self.villages)


def plan(looks: Iterable[Look], visited: Mapping[str, Visited], terms: Terms) -> Plan:
    """The visits for ``looks``. ``visited``: household → when it was last visited.

    A household visited within ``revisit_days`` before the audit date (that day included) is left alone, unless one of its matters
    is of severity H or it was drawn for a sample.
    """
    at_home, nowhere = defaultdict(list), []
    for look in sorted(looks, key=_gravest):
        if look.village:
            at_home[look.town or "", look.village].append(look)
        else:
            nowhere.append(look)
    villages, rested = [], []
    for (town, name), found in at_home.items():
        stops = [Stop(place, tuple(of_place), visited=visited.get(of_place[0].household)) for place, of_place in _by_place(found).items()]
        resting = [stop for stop in stops if _rests(stop, terms)]
        going = sorted((stop for stop in stops if stop not in resting), key=lambda stop: (-_weight(stop.looks, terms), stop.place))
        rested += resting
        if going:
            dated = tuple(replace(stop, day=1 + number // terms.stops) for number, stop in enumerate(going))
            villages.append(Village(town or None, name, dated, sum(_weight(stop.looks, terms) for stop in going)))
    villages.sort(key=lambda village: (-village.weight, -len(village.grave), village.town or "", village.name))
    rested.sort(key=lambda stop: (stop.looks[0].town or "", stop.looks[0].village, stop.place))
    return Plan(terms, tuple(villages), tuple(rested), tuple(nowhere))


def _by_place(looks: list[Look]) -> dict[str, list[Look]]:
    found = defaultdict(list)
    for look in looks:
        found[look.place].append(look)
    return found


def _rests(stop: Stop, terms: Terms) -> bool:
    return bool(stop.visited) and not stop.cannot_wait and (terms.as_of - stop.visited.on).days <= terms.revisit_days


def _weight(looks: Iterable[Look], terms: Terms) -> int:
    return sum(terms.weights[look.severity] for look in looks)


def _gravest(look: Look) -> tuple:
    return SEVERITIES.index(look.severity), -(look.amount or 0), look.check, look.id


def savings(plans: Mapping[str, Plan]) -> list[dict[str, object]]:
    """A row for each county (its name → its plan), as the reports print it: what goes where, and what is saved against separate checks."""
    return [
        {
            "单位": name,
            "村": len(plan.villages),
            "进村天数": sum(village.days for village in plan.villages),
            "户": sum(village.households for village in plan.villages),
            "现场": sum(village.sites for village in plan.villages),
            "事项": len({look for village in plan.villages for look in village.items}),
            "分开核查进村（次）": plan.separate,
            "合并进村（次）": len(plan.villages),
            "少进村（次）": plan.saved,
            "少入户（次）": plan.doors_saved,
            "近期已走访暂不入户（户）": len(plan.rested),
            "村名不明（项）": len({look.id for look in plan.nowhere}),
        }
        for name, plan in plans.items()
    ]
