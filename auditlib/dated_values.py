"""What holds from a day on: policy values with their legal source, and what a programme pays.

Dates of validity are inclusive on both sides; without `to` a value holds until the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, model_validator

from auditlib.errors import Wrong
from auditlib.strict_yaml import Day, Number, Strict, as_day, with_ids

Per = Literal["月", "季", "半年", "学期", "年", "次", "人", "亩", "户"]


def _policy_value(value: Any) -> Any:
    """A policy value: number, text, list of texts, or empty."""
    if isinstance(value, bool):
        raise Wrong("true or false; allowed: a number, text, a list of texts, or nothing (empty: to be entered)")
    if isinstance(value, int):
        return Decimal(value)
    if value is None or isinstance(value, (Decimal, str)):
        return value
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        return value
    raise Wrong("wrong type; allowed: a number, text, a list of texts, or nothing (empty: to be entered)")


class DatedValue(Strict):
    """One value from a day on. `value` empty: the county has to enter it. `confirmed`: checked against the document."""

    from_: Day = Field(alias="from")
    to: Day | None = None
    value: Annotated[Any, BeforeValidator(_policy_value)]
    document: str = Field(min_length=1)
    article: str | None = None
    confirmed: bool

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        return "（未填）" if self.value is None else "、".join(self.value) if isinstance(self.value, list) else str(self.value)

    @property
    def source(self) -> str:
        """Document and article."""
        return " ".join(filter(None, [self.document, self.article]))


def in_order(values: Sequence[Any]) -> None:
    """Raises ValueError when spans overlap, are unsorted or end before they begin."""
    for value in values:
        if value.to is not None and value.to < value.from_:
            raise Wrong("to {to} lies before from {day}; allowed: a later day, or no to", to=value.to, day=value.from_)
    for earlier, later in zip(values, values[1:], strict=False):
        if later.from_ <= earlier.from_:
            raise Wrong(
                "from {later} follows from {earlier}; allowed: dates in rising order, each once", later=later.from_, earlier=earlier.from_
            )
        if earlier.to is not None and earlier.to >= later.from_:
            raise Wrong(
                "the span to {to} overlaps the next from {day}; allowed: ends before the next begins", to=earlier.to, day=later.from_
            )


class PolicyValue(Strict):
    """One policy value with its history.

    unit: 元 | 万元 | % | 月 | 年 | 天 | 比例 | 个 | 日期 | 文字; scope: national | shandong | weifang | county |
    audit (a choice of the audit team);
    inclusive: whether the boundary itself is lawful (null where there is no boundary); checked_on: when the sources were last looked up;
    for_reference: why the value is kept although no rule reads it; known_to: the last day for which the source is known (a rate that
    changes by the calendar): a later row is not judged.
    """

    id: str = ""
    description: str = Field(min_length=4)
    unit: Literal["元", "万元", "%", "月", "年", "天", "分钟", "比例", "个", "㎡", "米", "升", "日期", "文字"]
    scope: Literal["national", "shandong", "weifang", "county", "audit"]
    inclusive: bool | None = None
    checked_on: Day
    for_reference: str | None = Field(default=None, min_length=4)
    known_to: Day | None = None
    values: list[DatedValue] = Field(min_length=1)
    file: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> PolicyValue:
        in_order(self.values)
        fits(self.unit, self.values)
        return self


def fits(unit: str, values: Iterable[DatedValue]) -> None:
    """Raises ValueError when a value is not what its unit says."""
    for dated in values:
        value = dated.value
        if value is None:
            continue
        if unit == "文字":
            if isinstance(value, Decimal):
                raise Wrong("a number where text is needed; allowed: text or a list of texts")
        elif unit == "日期":
            as_day(value)
        elif not isinstance(value, Decimal):
            raise Wrong("text where unit {unit} needs a number; allowed: a number without quotes", unit=unit)


class PolicyFile(RootModel[dict[str, PolicyValue]]):
    """One file of parameters/policy/: policy id → value."""

    _named = model_validator(mode="before")(with_ids)


class Standard(Strict):
    """What a programme pays: `value` yuan per `per`, from a day on (`to`: last day, inclusive)."""

    from_: Day = Field(alias="from")
    to: Day | None = None
    value: Number
    per: Per
    document: str = Field(min_length=1)


class Programme(Strict):
    """A benefit programme (L10): who is paid, how often, what ends it. `aliases`: as rosters write it."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    name: str = Field(min_length=2)
    english: str
    aliases: list[str] = []
    dept: str
    payee_level: Literal["到人", "到户"]
    frequency: Literal["月", "季", "半年", "学期", "年", "一次性"]
    poverty_only: bool
    means_tested: bool
    after_death: Literal["停发", "因死亡发放", "可继承"]
    accrual_rule: Literal["monthly", "none"]
    grace_months: int | None = None
    exclusive_with: list[str] = []
    basis_doc: str
    fund_source: str
    standards: list[Standard] = []
    top_up_doc: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Programme:
        in_order(self.standards)
        return self


class ProgrammeFile(RootModel[list[Programme]]):
    """parameters/programmes.yaml."""

    @model_validator(mode="after")
    def _consistent(self) -> ProgrammeFile:
        programmes_agree(self.root)
        return self


def programmes_agree(programmes: list[Programme]) -> None:
    """Raises ValueError when a code or a name means two programmes, or an exclusion names none."""
    codes = [programme.code for programme in programmes]
    texts: dict[str, str] = {}
    for programme in programmes:
        if codes.count(programme.code) > 1:
            raise Wrong("code {code} stands twice; allowed: each code once", code=programme.code)
        for text in (programme.code, programme.name, *programme.aliases):
            if texts.setdefault(text, programme.code) != programme.code:
                raise Wrong(
                    "{text} names {texts} and {code}; allowed: each name and alias for one programme",
                    text=text,
                    texts=texts[text],
                    code=programme.code,
                )
        unknown = sorted(set(programme.exclusive_with) - set(codes))
        if unknown:
            raise Wrong(
                "exclusive_with of {code} names {unknown}; allowed: codes of this list", code=programme.code, unknown=", ".join(unknown)
            )
