"""The shipped contracts, one county, and the real command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from auditlib import cli
from auditlib.contracts import Ledger, load_ledgers
from auditlib.intake import Intake, read_county
from auditlib.parameters import County, Parameters, load_parameters
from auditlib.request import asked
from auditlib.rules.catalogue import Decider

PARAMETERS = Path(__file__).parents[2] / "parameters"


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters(PARAMETERS)


@pytest.fixture(scope="session")
def ledgers() -> dict[str, Ledger]:
    return load_ledgers(PARAMETERS / "ledgers")


@pytest.fixture(scope="session")
def county(parameters) -> County:
    return parameters.county("linqu")


@pytest.fixture
def few_rules(monkeypatch) -> None:
    """Rules made for the test instead of those of the project, which change."""
    declared = {
        "A-1": {"ledgers": ("micro_loan", "poor_person"), "needs": ("micro_loan.borrower_id", "micro_loan.issue_date")},
        "A-2": {"ledgers": ("micro_loan",), "needs": ("micro_loan.due_date|micro_loan.term_months",)},
        "A-3": {"ledgers": ("poor_person",), "optional": ("motor_vehicle",), "needs": ("motor_vehicle.price|real_estate.area",)},
        "A-4": {"ledgers": ("interest_subsidy",), "deciders": (Decider("interest_subsidy", ("period_from", "days"), False),)},
        "A-5": {"ledgers": ("interest_subsidy",), "deciders": (Decider("interest_subsidy", ("rate",), True),)},
        "A-6": {"ledgers": ("poor_person",), "optional": ("death_register",), "compared": {"death_register": ()}},
    }
    usual = {"ledgers": (), "optional": (), "needs": (), "deciders": (), "compared": {}}
    monkeypatch.setattr(asked, "RULES", {id: SimpleNamespace(id=id, zh=f"核查{id}", **usual | more) for id, more in declared.items()})


@dataclass
class Request:
    """A folder ``top`` with ``request/`` and ``out/``; ``says`` is what the last command printed."""

    top: Path
    capsys: pytest.CaptureFixture
    parameters: Parameters
    ledgers: dict[str, Ledger]
    says: str = ""

    def call(self, *arguments: object) -> int:
        with pytest.raises(SystemExit) as stop:
            cli.main(["request", "--to", str(self.top / "request"), *map(str, arguments)])
        captured = self.capsys.readouterr()
        self.says = captured.out + captured.err
        return stop.value.code or 0

    @property
    def made(self) -> dict[str, Path]:
        """The workbooks of 临朐县 by their names without the ending."""
        return {path.stem: path for path in sorted((self.top / "request" / "临朐县").glob("*.xlsx"))}

    def read(self, folder: Path) -> Intake:
        """What intake makes of a folder, left under out/."""
        return read_county(folder, self.parameters.county("linqu"), self.parameters, self.ledgers, self.top / "out" / "linqu")


@pytest.fixture
def ask(tmp_path, capsys, parameters, ledgers) -> Request:
    return Request(tmp_path, capsys, parameters, ledgers)
