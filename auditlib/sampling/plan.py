"""The samples that the audit team plans: parameters/sampling.yaml, held against the ledgers; and how many units each takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from auditlib.contracts import Ledger
from auditlib.errors import Wrong
from auditlib.messages import _, meant
from auditlib.sampling.sizes import attribute_size, exact, monetary_size
from auditlib.strict_yaml import Faults, Number, Strict, line_of, load

FILE = "sampling.yaml"
METHODS = {"attribute": "属性抽样", "mus": "货币单位抽样"}
#: What the coverage table counts that a sample can cover (report.scope.Scope).
Covers = Literal["households", "persons", "projects", "loans"]


class Frame(Strict):
    """One population and how it is sampled.

    unit        columns whose values make one unit, all of its rows together; none: each row is one
    amount      the column of money, which mus needs; a second sample of the same money is drawn by units (attribute)
    stratum     a column by which the population is divided; each part gives its share
    check       how the units are looked at: from papers (资料) or on site (现场)
    covers      what of the coverage table the units are
    show        columns that the sampling paper shows of a unit
    """

    title: str = Field(min_length=2)
    ledger: str
    unit: list[str] = []
    population: str = Field(min_length=4)
    error: str = Field(min_length=4)
    method: Literal["attribute", "mus"]
    tolerable: Number
    expected: Number
    confidence: Number | None = None
    amount: str | None = None
    stratum: str | None = None
    check: Literal["资料", "现场"]
    covers: Covers | None = None
    show: list[str] = []

    @model_validator(mode="after")
    def _consistent(self) -> Frame:
        if not 0 <= self.expected < self.tolerable < 1:
            raise Wrong(
                "expected {expected}, tolerable {tolerable}; allowed: 0 ≤ expected < tolerable < 1",
                expected=self.expected,
                tolerable=self.tolerable,
            )
        if self.method == "mus" and not self.amount:
            raise Wrong("mus without an amount; allowed: amount: the column of money, or method: attribute")
        return self


class Plan(Strict):
    """parameters/sampling.yaml."""

    confidence: Number
    seed: str = Field(min_length=4)
    frames: dict[str, Frame] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Plan:
        for name, value in (("", self.confidence), *((f"{name}: ", frame.confidence) for name, frame in self.frames.items())):
            if value is not None and not 0 < value < 1:
                raise Wrong("{name}confidence {value}; allowed: a number between 0 and 1, such as 0.95", name=name, value=value)
        return self

    def confidence_of(self, frame: Frame) -> Decimal:
        return self.confidence if frame.confidence is None else frame.confidence


def load_plan(folder: Path, contracts: Mapping[str, Ledger]) -> Plan:
    """The plan in ``folder`` (parameters/). Raises ParameterError with file and line, also for a ledger or column that no contract has."""
    path, faults = folder / FILE, Faults()
    plan = load(path, Plan)
    for name, frame in plan.frames.items():
        ledger, contract = frame.ledger, contracts.get(frame.ledger)
        if contract is None:
            told = _("{name}: there is no ledger {ledger}{hint}", name=name, ledger=ledger, hint=meant(ledger, contracts))
            faults.add(told, path, line_of(path, "frames", name, "ledger"), ", ".join(contracts))
            continue
        for column in filter(None, [*frame.unit, *frame.show, frame.amount, frame.stratum]):
            if column not in contract.schema().names:
                told = _("{name}: {ledger} has no column {column}", name=name, ledger=ledger, column=column)
                faults.add(told, path, line_of(path, "frames", name), ", ".join(contract.columns))
        if frame.amount in contract.columns and contract.columns[frame.amount].type != "money":
            told = _("{name}: {amount} is no money", name=name, amount=frame.amount)
            faults.add(told, path, line_of(path, "frames", name, "amount"), _("a column of type money"))
    faults.tell()
    return plan


def planned_size(method: str, tolerable: Decimal, expected: Decimal, confidence: Decimal, units: int | None) -> tuple[int, str]:
    """The size of a sample, and why it is that size, in Chinese. ``units`` of the population: unknown or not needed (mus) None.

    Raises ValueError as attribute_size and monetary_size.
    """
    told = f"可容忍错误率 {tolerable:%}、预计错误率 {expected:%}、置信度 {confidence:%}"
    if method == "mus":
        size = monetary_size(tolerable, expected, confidence)
        return size, f"{told}；泊松分布（AICPA《审计抽样》附录C表C-1），{size} 个货币单位"
    size = attribute_size(tolerable, expected, confidence, units)
    errors = math.ceil(size * exact(expected))
    how = f"超几何分布，总体 {units:,} 个单位" if units else "二项分布（AICPA《审计抽样》附录A）"
    return size, f"{told}；{how}，{size} 个单位，其中错误不超过 {errors} 个时可以接受"
