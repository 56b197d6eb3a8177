"""The lawful county: every ledger consistent with every other, nothing in breach of any rule.

A module here may define ``before(world)``, called before the planters, and ``after(world)``, called after them: what every household
and person of the register must have, those of the planters' cases too. ``county.before`` comes first; the others follow by name.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module

from synthetic.forms import record
from synthetic.world import World

#: Ledger → who writes a lawful row of it where more than its form is needed: `(world, who, **columns)`, `who` a person, village or project.
WRITERS: dict[str, Callable[..., dict]] = {}


def writes(ledger: str) -> Callable:
    def register(write: Callable[..., dict]) -> Callable[..., dict]:
        WRITERS[ledger] = write
        return write

    return register


def write(world: World, ledger: str, who, **columns) -> dict:
    """A lawful row of any ledger but for what is told of it."""
    return WRITERS[ledger](world, who, **columns) if ledger in WRITERS else record(world, ledger, who, columns)


def before(world: World) -> None:
    """The county before anything is planted."""
    for module in _modules():
        if hasattr(module, "before"):
            module.before(world)


def after(world: World) -> None:
    """What all people of the register have, whoever added them; the register itself last."""
    for module in _modules():
        if hasattr(module, "after"):
            module.after(world)


def _modules() -> list:
    names = sorted((found.name for found in pkgutil.iter_modules(__path__)), key=lambda name: (name == "register", name != "county", name))
    return [import_module(f"{__name__}.{name}") for name in names]
