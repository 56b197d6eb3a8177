"""How much of a county was audited by data: money, villages, households, projects, loans. The denominators of every report."""

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.money import SAMPLED

#: The money that each ledger puts before the auditor, by ledger and column.
FUNDS = {
    "budget_allocation": "amount",
    "treasury_payment": "amount",
    "benefit_payment": "amount",
    "education_aid": "amount",
    "house_renovation": "subsidy",
    "medical_enrol": "gov_subsidy",
    "medical_settlement": "basic_pay",
    "project": "approved_amount",
    "project_payment": "amount",
    "micro_loan": "principal",
    "interest_subsidy": "subsidy_amount",
    "asset_register": "original_value",
    "asset_income": "received_amount",
    "income_distribution": "amount",
    "consumption_sales": "amount",
}
#: What is counted: the field of Scope, its name, its unit.
COUNTED = (
    ("towns", "镇街", "个"),
    ("villages", "村（社区）", "个"),
    ("key_villages", "省定重点村", "个"),
    ("households", "建档立卡户", "户"),
    ("persons", "建档立卡人口", "人"),
    ("projects", "项目", "个"),
    ("loans", "贷款", "笔"),
)
#: The money that the county had to manage (被审资金): what was allocated to it, and the loans that banks gave.
MANAGED = ("budget_allocation", "micro_loan")


@dataclass(frozen=True)
class Scope:
    """What a county's ledgers hold; None where the ledger was not received. ``money`` by ledger, ``bases`` by kind, in 元."""

    rows: dict[str, int]
    money: dict[str, Decimal]
    bases: dict[str, Decimal]
    towns: int | None = None
    villages: int | None = None
    key_villages: int | None = None
    households: int | None = None
    persons: int | None = None
    projects: int | None = None
    loans: int | None = None

    @property
    def sampled(self) -> Decimal:
        """The money audited row by row (抽审资金): benefits, projects, loans and their subsidy, each yuan once."""
        return sum((self.bases.get(kind, Decimal(0)) for kind in SAMPLED), Decimal("0.00"))

    @property
    def managed(self) -> Decimal:
        return sum((self.money.get(name, Decimal(0)) for name in MANAGED), Decimal("0.00"))


def bases_of(out: Path) -> dict[str, Decimal]:
    """The money of a county by kind, as its rules left it beside its leads."""
    return {kind: Decimal(amount) for kind, amount in json.loads((out / "money.json").read_text(encoding="utf-8")).items()}


def measure(folder: Path, bases: dict[str, Decimal]) -> Scope:
    """The scope of one county, from the typed ledgers that intake left in ``folder`` and the ``bases`` of their money (money.Books)."""
    tables = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    money = {name: _total(pq.read_table(tables[name], columns=[column])) for name, column in FUNDS.items() if name in tables}

    def count(columns: tuple[str, ...], *names: str) -> int | None:
        """Different values of the columns in the first of these ledgers that was received."""
        name = next((n for n in names if n in tables), None)
        if name is None:
            return None
        table = pq.read_table(tables[name], columns=list(columns))
        return table.filter(pc.is_valid(table[columns[-1]])).group_by(list(columns)).aggregate([]).num_rows

    register = ("poor_household", "poor_person")
    return Scope(
        rows={name: pq.read_metadata(path).num_rows for name, path in tables.items()},
        money=money,
        bases=bases,
        towns=count(("town_name",), *register),
        villages=count(("town_name", "village_name"), *register),
        key_villages=_key_villages(tables["village"]) if "village" in tables else None,
        households=count(("hh_no",), *register),
        persons=count(("id_no",), "poor_person"),
        projects=count(("project_no",), "project"),
        loans=pq.read_metadata(tables["micro_loan"]).num_rows if "micro_loan" in tables else None,
    )


def _total(table: pa.Table) -> Decimal:
    return pc.sum(table.column(0).cast(pa.decimal128(38, 2))).as_py() or Decimal("0.00")


def _key_villages(path: Path) -> int:
    table = pq.read_table(path, columns=["town_name", "village_name", "is_key_village"])
    return table.filter(table["is_key_village"]).group_by(["town_name", "village_name"]).aggregate([]).num_rows


def ratio(part: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    """``part`` / ``whole`` to two places; None when there is nothing to divide by."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
