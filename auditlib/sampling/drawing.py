"""Which units are drawn: by the order of their keyed digests under a recorded seed, the same on every machine and engine.

Whoever has the frame, the seed and the project's key draws the same sample again; nobody can choose a seed for the units that it brings,
because a seed is written down before the frame is known, and the order of the rows of a file is of no effect.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from auditlib.errors import Wrong
from auditlib.project_key import Key

Method, Allocation = Literal["attribute", "mus"], Literal["proportional", "value"]
#: Of units drawn, how many more stand ready to replace one that does not belong to the population: one in ten, and three at least.
RESERVE, LEAST_RESERVE = 10, 3


@dataclass(frozen=True)
class Unit:
    """One unit of the frame: its key, which is no other's; its book value (元) where it has one."""

    key: str
    amount: Decimal | None = None
    stratum: str = ""


@dataclass(frozen=True)
class Drawn:
    """A unit drawn. ``certain``: it is of the top stratum, all of which is examined; ``hits``: sampling points that fell on it."""

    unit: Unit
    certain: bool = False
    hits: int = 1


@dataclass(frozen=True)
class Stratum:
    """A part of the population without its top stratum: how many units it has, their value (元), how many of them are drawn."""

    name: str
    units: int
    value: Decimal | None
    size: int


@dataclass(frozen=True)
class Sample:
    """A sample as it was drawn, with all that its evaluation needs of the population.

    units, value      the population: how many units, their value (元; None where units have none)
    threshold         units of this value (元) and above are the top stratum; None where there is none
    interval, start   mus: the sampling interval and the first sampling point (元)
    left_out          mus: units without a positive value, which no sampling point can meet
    strata            of the population without the top stratum
    reserve           units that replace others, in their order
    """

    method: str
    seed: str
    size: int
    units: int
    value: Decimal | None
    threshold: Decimal | None
    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]
    interval: Decimal | None = None
    start: Decimal | None = None
    left_out: int = 0
    reserve: tuple[Unit, ...] = ()


def draw(
    frame: Iterable[Unit],
    size: int,
    seed: str,
    key: Key,
    *,
    method: Method = "attribute",
    allocation: Allocation = "proportional",
    threshold: Decimal | None = None,
) -> Sample:
    """Draw ``size`` units of a frame.

    ``attribute``: the first of each stratum in the order of digests; strata get their parts of ``size`` as their units are many
    (``proportional``) or worth (``value``), at least one each (Sainte-Laguë). Units of ``threshold`` and above are all drawn besides.
    ``mus``: monetary units at a fixed interval (value / size) from a start that the seed gives, along strata and digests; units of the
    interval and above are the top stratum, all of which is drawn.

    Raises ValueError: a size below the number of strata, an empty frame, a unit without key or with another's, amounts that some units have
    and others not, that are not Decimal or of more than two places, and none for a draw by value.
    """
    units = sorted(_checked([*frame]), key=lambda one: (_digest(key, seed, one.key), one.key))
    valued = units[0].amount is not None
    if not valued and (method == "mus" or allocation == "value" or threshold is not None):
        raise Wrong("a draw by value needs the column of amounts")
    of_all = {"seed": seed, "size": size, "units": len(units), "value": _value(units)}
    if method == "mus":
        return _monetary(units, size, int(_digest(key, seed, "start"), 16), of_all)
    top = [one for one in units if threshold is not None and one.amount >= threshold]
    rest = _by_stratum(one for one in units if threshold is None or one.amount < threshold)
    shares = _allocated(rest, size, allocation)
    first, ready = [], []
    for name, members in rest.items():
        spare = max(LEAST_RESERVE, -(-shares[name] // RESERVE))
        first += members[: shares[name]]
        ready += members[shares[name] : shares[name] + spare]
    drawn, strata = (*(Drawn(one, certain=True) for one in top), *map(Drawn, first)), _strata(rest, shares)
    return Sample(method, **of_all, threshold=threshold, strata=strata, drawn=drawn, reserve=tuple(ready))


def replaced(sample: Sample, keys: Iterable[str]) -> Sample:
    """The sample with these units replaced, each by the next unit of its stratum that is ready: the order decides, not a person.

    Raises ValueError for a key that was not drawn, one of the top stratum, and where no unit of the stratum is left.
    """
    ready = _by_stratum(sample.reserve)
    drawn = {one.unit.key: one for one in sample.drawn}
    for gone in keys:
        one = drawn.get(gone)
        if one is None or one.certain or sample.method == "mus":
            raise Wrong("only a drawn unit outside the top stratum of an attribute sample can be replaced")
        if not ready.get(one.unit.stratum):
            raise Wrong("no unit of the stratum is left to replace another; draw a new sample")
        drawn[gone] = Drawn(ready[one.unit.stratum].pop(0))
    return replace(sample, drawn=tuple(drawn.values()), reserve=tuple(one for left in ready.values() for one in left))


def hits(amounts: Iterable[int], interval: int, start: int) -> list[int]:
    """How many of the points ``start``, ``start + interval``, … fall on each amount, laid one after the other from 1.

    As Touw and Hoogduin, Statistiek voor audit en controlling (2011), page 34.
    """
    reached = [0, *((total - start) // interval + 1 if total >= start else 0 for total in accumulate(amounts))]
    return [after - before for before, after in zip(reached, reached[1:], strict=False)]


def _monetary(units: list[Unit], size: int, random: int, of_all: dict) -> Sample:
    counted = [one for one in units if one.amount > 0]
    if not counted:
        raise Wrong("no unit has a positive amount: no monetary unit can be drawn")
    interval = max(sum(map(_fen, counted)) // size, 1)
    top = [one for one in counted if _fen(one) >= interval]
    rest = _by_stratum(one for one in counted if _fen(one) < interval)
    line = [one for members in rest.values() for one in members]
    start = 1 + random % max(min(interval, sum(map(_fen, line))), 1)
    points = {one.key: count for one, count in zip(line, hits(map(_fen, line), interval, start), strict=True)}
    drawn = [Drawn(one, hits=points[one.key]) for one in line if points[one.key]]
    shares = {name: sum(points[one.key] for one in members) for name, members in rest.items()}
    return Sample(
        "mus",
        **of_all | {"value": _value(counted)},
        threshold=_yuan(interval),
        interval=_yuan(interval),
        start=_yuan(start),
        left_out=len(units) - len(counted),
        strata=_strata(rest, shares),
        drawn=(*(Drawn(one, certain=True) for one in top), *drawn),
    )


def _checked(units: list[Unit]) -> list[Unit]:
    if not units:
        raise Wrong("the frame is empty: nothing can be drawn")
    valued, seen = any(one.amount is not None for one in units), set()
    for place, one in enumerate(units, 1):
        if not one.key or not isinstance(one.key, str) or one.key in seen:
            raise Wrong("unit {place} of the frame has no key, or another's; allowed: text that no other unit has", place=place)
        if valued and (not isinstance(one.amount, Decimal) or one.amount * 100 != int(one.amount * 100)):
            raise Wrong("unit {place} of the frame has no amount; allowed: a Decimal of at most two places", place=place)
        seen.add(one.key)
    return units


def _digest(key: Key, seed: str, text: str) -> str:
    return key.digest(json.dumps(["sample", seed, text], ensure_ascii=False), 64)


def _by_stratum(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    strata: dict[str, list[Unit]] = defaultdict(list)
    for one in units:
        strata[one.stratum].append(one)
    return dict(sorted(strata.items()))


def _allocated(strata: dict[str, list[Unit]], size: int, allocation: str) -> dict[str, int]:
    """How many units each stratum gives: one, and each further one to the stratum whose weight by 2 × units given + 1 is the greatest."""
    if size < len(strata):
        raise Wrong(
            "size {size} for {count} strata; allowed: at least one unit for each stratum, or fewer strata", size=size, count=len(strata)
        )
    weights = {name: sum(map(_fen, members)) if allocation == "value" else len(members) for name, members in strata.items()}
    given = dict.fromkeys(strata, 1)
    for _more in range(min(size, sum(map(len, strata.values()))) - len(strata)):
        open_ = [name for name, members in strata.items() if given[name] < len(members)]
        given[max(open_, key=lambda name: Fraction(weights[name], 2 * given[name] + 1))] += 1
    return given


def _strata(strata: dict[str, list[Unit]], shares: dict[str, int]) -> tuple[Stratum, ...]:
    return tuple(Stratum(name, len(members), _value(members), shares[name]) for name, members in strata.items())


def _value(units: list[Unit]) -> Decimal | None:
    return None if any(one.amount is None for one in units) else sum((one.amount for one in units), Decimal("0.00"))


def _fen(unit: Unit) -> int:
    return int(unit.amount * 100)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
