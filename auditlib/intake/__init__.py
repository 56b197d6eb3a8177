"""Files as received → ledgers, quarantine, intake report: reading, recognising, cleaning."""

from importlib import import_module
from typing import Any

#: Loaded when asked for: the child that reads files needs the readers alone, and starts in half the time.
_HOME = {"Intake": "journal", "input_digest": "county", "load_intake": "journal", "read_county": "county"}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"auditlib.intake.{_HOME[name]}"), name)
