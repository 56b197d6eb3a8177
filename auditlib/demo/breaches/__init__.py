"""Planters: one small function a rule. Each adds breaches and lawful look-alikes of its own to a county and says so in the answer key.

A case uses people, projects and loans made for it, so that no case changes what another rule must say. Larger counties have some of the cases twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditlib.demo.key import AnswerKey
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
    from auditlib.demo.breaches import assets, budgets, contracts, incomes, loan_money, loan_terms, matched_payments, payments, projects  # noqa: F401  (each registers its planters)

    for entry in PLANTERS:
        if world.has(*entry.needs):
            for _ in range(world.rng.choice((1, 1, 2)) if world.size > 0.7 else 1):
                entry.plant(world, key)
