"""Money, exact on every engine: literals, shares to the fen, percentages."""

from decimal import Decimal

import ibis
from ibis.expr import types as ir

MONEY = "decimal(18,2)"
NO_AMOUNT = ibis.null(MONEY)
#: What is counted by ten thousands and is no money: 2万亩, 3万余人, 1.2万公里, 5万千瓦时.
COUNTED = "余多几\\s亩分户人口名个位村处座间栋套台件条张份册次天里米公平立方斤吨升头只羽尾株棵粒袋箱瓶千瓦度股字美港欧日"
#: A sum as remarks write it: 50万元, 50万, 200,000.00元; a price (3元/亩) is none.
SUM = rf"([0-9][0-9,，]{{0,12}}(?:\.[0-9]{{1,6}})?)\s*(?:(万)(?:余|多)?\s*(?:元|[^元{COUNTED}A-Za-z]|$)|元(?:[^/每]|$))"


def money(value: Decimal | int | str) -> ir.DecimalScalar:
    return ibis.literal(Decimal(value), type=MONEY)


def share(amount: ir.DecimalValue, part: ir.IntegerValue | int, whole: ir.IntegerValue | int) -> ir.DecimalValue:
    """amount × part ÷ whole to the fen, halves up (whole > 0); null where that is more than money can hold."""
    return fen_share((amount * 100).cast("int64"), part, whole)


def fen_share(fen: ir.IntegerValue, part: ir.IntegerValue | int, whole: ir.IntegerValue | int) -> ir.DecimalValue:
    """fen × part ÷ whole in 元, as `share`.

    Exact on every engine, though none divides integers of that length: a quotient through a float is near, and what it leaves, counted in
    decimals of 38 places, says by how much it is wrong.
    """
    part, whole = (ibis.literal(number, type="int64") if isinstance(number, int) else number for number in (part, whole))
    near = (fen.cast("float64") * part.cast("float64") / whole.cast("float64")).try_cast("int64")
    left = fen.cast("decimal(19,0)") * part.cast("decimal(19,0)") - near.cast("decimal(19,0)") * whole.cast("decimal(19,0)")
    wrong = ((left.cast("float64") * 2 + whole.cast("float64")) / (whole.cast("float64") * 2)).floor().cast("int64")
    return ((near + wrong).cast("decimal(22,2)") * ibis.literal(Decimal("0.01"), type="decimal(3,2)")).try_cast(MONEY)


def product(one: ir.DecimalValue, other: ir.DecimalValue) -> ir.DecimalValue:
    """one × other as money; null where that is more than money can hold. (DuckDB keeps a product of two decimals to 18 digits and breaks
    beyond.)"""
    return (one.cast("decimal(38,4)") * other).try_cast(MONEY)


def percent(part: ir.NumericValue, whole: ir.NumericValue) -> ir.DecimalValue:
    """part as a percentage of whole to two places, halves up; null when whole is zero (part ≥ 0)."""
    return fen_share(ibis.literal(10_000, type="int64"), (part * 100).cast("int64"), (whole * 100).cast("int64").nullif(0))


def sum_named(text: ir.StringValue) -> ir.DecimalValue:
    """The first sum in yuan that a text names: 抵押贷款50万元, 最高额抵押 200,000.00元; null where it names none."""
    number = text.re_extract(SUM, 1).re_replace("[,，]", "").nullif("").cast(MONEY)
    return (number * ibis.ifelse(text.re_extract(SUM, 2) == "万", 10_000, 1)).cast(MONEY)
