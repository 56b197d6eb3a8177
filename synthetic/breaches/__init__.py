"""Planters: one small function a rule. Each adds breaches and lawful look-alikes of its own to a county and says so in the answer key.

A case uses people, projects and loans made for it, so that no case changes what another rule must say. Larger counties have some of the cases twice.
"""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from auditlib.dated_values import PolicyValue
from auditlib.parameters import Parameters
from synthetic.key import AnswerKey
from synthetic.people import Person
from synthetic.world import World

Plant = Callable[[World, AnswerKey], None]


@dataclass(frozen=True)
class Planter:
    """``late``: planted when the county is complete, because it reads what the others planted. ``policy``: values that it needs filled in."""

    rule_id: str
    needs: tuple[str, ...]
    plant: Plant
    late: bool
    policy: tuple[str, ...]

    def may(self, world: World) -> bool:
        return world.has(*self.needs) and self.filled(world.parameters.policy_of(world.county))

    def filled(self, policy: dict[str, PolicyValue]) -> bool:
        """Whether the rule can be run at all: an empty policy value keeps it from running."""
        return all(any(dated.value is not None for dated in policy[id].values) for id in self.policy)


PLANTERS: list[Planter] = []


def planter(rule_id: str, *needs: str, late: bool = False, policy: tuple[str, ...] = ()) -> Callable[[Plant], Plant]:
    """Register a planter; it is left out where the county does not hand in one of the ledgers, or has not filled in a value, that it needs."""

    def register(plant: Plant) -> Plant:
        PLANTERS.append(Planter(rule_id, needs, plant, late, policy))
        return plant

    return register


def unfilled_rules(parameters: Parameters) -> set[str]:
    """Rules that nobody can run before somebody fills in a policy value: nothing is planted for them."""
    return {entry.rule_id for entry in PLANTERS if not entry.filled(parameters.policy)}


def plant_all(world: World, key: AnswerKey) -> None:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")  # registers its planters
    for entry in sorted(PLANTERS, key=lambda entry: entry.plant.__module__):
        if not entry.late and entry.may(world):
            for _ in range(world.rng.choice((1, 1, 2)) if world.size > 0.7 else 1):
                entry.plant(world, key)


def register_row(world: World, person: Person, year: int = 2019) -> dict:
    """What tells a person's row in the register of that year from all others; the row itself is written after the planters."""
    home = person.household
    return {
        "snapshot_date": dt.date(year, 1, 1) if world.year_only_snapshots else dt.date(year, 12, 31),
        **person.village.region,
        "hh_no": home.hh_no,
        "person_no": person.person_no,
        "name": person.name,
        "id_no": person.id_no,
        "birth_date": person.birth,
    }


def plant_late(world: World, key: AnswerKey) -> None:
    """After ``lawful.after``: the cases that depend on what was planted, once each."""
    key.settle(world.tables)
    for entry in PLANTERS:
        if entry.late and entry.may(world):
            entry.plant(world, key)
    key.settle(world.tables)
