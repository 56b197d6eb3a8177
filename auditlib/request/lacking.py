"""What a county has not handed in yet, as its last intake and run left it (intake.json, rules.json); nothing is read or run again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from auditlib.columns import Column
from auditlib.found import records_of
from auditlib.intake.journal import Intake, load_intake
from auditlib.request.asked import Asked
from auditlib.rules import Rule

#: A ledger was not handed in; without a row; without columns that rules need; without others, which matter only where an office has them.
MISSING, EMPTY, PARTIAL, LESS = "未提交", "空表", "缺列", "缺列（有则补）"


@dataclass(frozen=True)
class Lack:
    """A ledger that is missing, or what is missing of it. ``rules``: those that were not run for want of it."""

    asked: Asked
    state: str
    columns: list[Column]
    rules: list[Rule]

    @property
    def again(self) -> bool:
        """Whether it has to be filled in: for columns that no rule waits for nobody is troubled."""
        return self.state != LESS


@dataclass(frozen=True)
class Received:
    """A ledger that was handed in: rows kept and quarantined, in how many tables."""

    asked: Asked
    kept: int
    quarantined: int
    tables: int


def lacks(out: Path, asked: Iterable[Asked]) -> list[Lack]:
    """What is missing of the results of a county under ``out``, in the order of ``asked``."""
    intake = load_intake(out)
    records = records_of(out) if (out / "rules.json").exists() else {}
    return [lack for one in asked if (lack := _lack(one, intake, records))]


def _lack(asked: Asked, intake: Intake, records: dict[str, dict]) -> Lack | None:
    def stopped(absent: list[str] | None) -> list[Rule]:
        return [rule for rule in asked.stopped(absent) if records.get(rule.id, {"status": "not_run"})["status"] == "not_run"]

    entry = intake.ledgers.get(asked.ledger.name)
    if entry is None:
        return Lack(asked, MISSING, [], stopped(None))
    if not entry["rows"]:
        return Lack(asked, EMPTY, [], [])
    if due := asked.due(entry["absent_columns"]):
        return Lack(asked, PARTIAL, due, stopped(entry["absent_columns"]))
    columns = asked.lacking(entry["absent_columns"])
    return Lack(asked, LESS, columns, []) if columns else None


def received(out: Path, asked: Iterable[Asked]) -> list[Received]:
    """What was handed in, in the order of ``asked``."""
    intake = load_intake(out)
    found = []
    for one in asked:
        if one.ledger.name in intake.ledgers:
            sheets = [sheet for sheet in intake.sheets if sheet["ledger"] == one.ledger.name]
            found.append(Received(one, intake.ledgers[one.ledger.name]["rows"], sum(sheet["quarantined"] for sheet in sheets), len(sheets)))
    return found
