"""Planters: one small function a rule. Each adds breaches and lawful look-alikes of its own to a county and says so in the answer key.

A case uses people, projects and loans made for it, so that no case changes what another rule must say. Larger counties have some of the cases twice.
"""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from auditlib.demo.key import AnswerKey
from auditlib.demo.people import Person
from auditlib.demo.world import World

Plant = Callable[[World, AnswerKey], None]


@dataclass(frozen=True)
class Planter:
    rule_id: str
    needs: tuple[str, ...]
    plant: Plant


PLANTERS: list[Planter] = []


def planter(rule_id: str, *needs: str) -> Callable[[Plant], Plant]:
    """Register a planter; it is left out where the county does not hand in one of the ledgers that it needs."""

    def register(plant: Plant) -> Plant:
        PLANTERS.append(Planter(rule_id, needs, plant))
        return plant

    return register


def plant_all(world: World, key: AnswerKey) -> None:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")  # registers its planters
    for entry in sorted(PLANTERS, key=lambda entry: entry.plant.__module__):
        if world.has(*entry.needs):
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
