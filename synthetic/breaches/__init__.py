"""Planters: one small function a rule. Each adds breaches and lawful look-alikes of its own to a county and says so in the answer key.

A case uses people, projects and loans made for it, so that no case changes what another rule must say.
Larger counties have some of the cases twice.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from synthetic.key import AnswerKey
from synthetic.world import World

Plant = Callable[[World, AnswerKey], None]


@dataclass(frozen=True)
class Planter:
    """``late``: planted when the county is complete, because it reads what the others planted."""

    rule_id: str
    needs: tuple[str, ...]
    plant: Plant
    late: bool

    def may(self, world: World) -> bool:
        return world.has(*self.needs)


PLANTERS: list[Planter] = []


def planter(rule_id: str, *needs: str, late: bool = False) -> Callable[[Plant], Plant]:
    """Register a planter; it is left out where the county does not hand in one of the ledgers that it needs."""

    def register(plant: Plant) -> Plant:
        PLANTERS.append(Planter(rule_id, needs, plant, late))
        return plant

    return register


def plant_all(world: World, key: AnswerKey) -> None:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")  # registers its planters
    for entry in sorted(PLANTERS, key=lambda entry: entry.plant.__module__):
        if not entry.late and entry.may(world):
            for _ in range(world.times(entry.rule_id)):
                entry.plant(world, key)


def plant_late(world: World, key: AnswerKey) -> None:
    """After ``lawful.after``: the cases that depend on what was planted, once each."""
    key.settle(world.tables)
    for entry in PLANTERS:
        if entry.late and entry.may(world):
            entry.plant(world, key)
    key.settle(world.tables)
