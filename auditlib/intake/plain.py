"""Cells that are clean as received: one cheap test tells them, and no cleaner has to look at them. Most cells of most columns are such.

What is made of them here is what the column's cleaner would make of them (tests/intake/test_plain.py compares the two).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.intake.clean import NOTHING
from auditlib.intake.clean_identity import CHECK_DIGITS, WEIGHTS
from auditlib.intake.clean_numbers import MONEY_UNITS


def _day(mark: str) -> str:
    """The days of the calendar from 1900 to 2099, for RE2."""
    days = rf"(0[1-9]|1[0-2]){mark}(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2]){mark}(29|30)|(0[13578]|1[02]){mark}31"
    leap = rf"((19|20)(0[48]|[2468][048]|[13579][26])|2000){mark}02{mark}29"
    return rf"((19|20)\d\d{mark}({days})|{leap})"


def _han(without: str) -> str:
    """Of a class of characters for RE2: the common ideographs, which no cleaner changes, but for some."""
    edges = [0x4DFF, *sorted(map(ord, without)), 0xA000]
    return "".join(rf"\x{{{one + 1:X}}}-\x{{{other - 1:X}}}" for one, other in zip(edges, edges[1:], strict=False))


#: A word, or a number with letters before it. 号 may belong to a document's number, 故 and 世 to what is said of the dead.
_WORD = rf"^([{_han('号')}][{_han('号')}0-9]*|[A-Z]{{0,3}}[0-9]{{1,15}})$"
_SHAPES = {
    "text": _WORD,
    "category": _WORD,
    "name": rf"^[{_han('故世')}]{{2,5}}$",
    "account": r"^\d{1,30}$",
    "phone": r"^\d[\d-]*$",
    "money": r"^-?\d{1,11}(\.\d{1,2})?$",
    "number": r"^-?\d{1,11}(\.\d{1,4})?$",
    "integer": r"^\d{1,7}$",
    "year": r"^(19|20)\d\d$",
    "date": rf"^{_day('-')}$",
    "snapshot": rf"^{_day('-')}$",
    "boolean": "^[是否]$",
    "identity": rf"^[1-9]\d{{5}}{_day('')}\d{{3}}[\dX]$",
}


def plain(texts: pa.Array, column: Column, unit: str | None) -> pa.Array:
    """The value of each text that is clean as received, of the column's type; null where a cleaner must look at it.

    `unit`: of header or unit row, else what was decided for the column.
    """
    kind = column.arrow
    if column.values and column.type == "category" and not column.part:
        known = {word: category for word, category in column.canonical.items() if word not in NOTHING}
        return pc.take(pa.array(known.values(), kind), pc.index_in(texts, value_set=pa.array(known.keys(), kind)))
    if column.type not in _SHAPES or column.part or column.values or _is_converted(column, unit):
        return pa.nulls(len(texts), kind)
    fits = pc.match_substring_regex(texts, _SHAPES[column.type])
    fit = texts if pc.all(fits).as_py() else pc.if_else(fits, texts, None)
    if kind == pa.string():
        return _with_right_digit(fit) if column.type == "identity" else pc.if_else(pc.is_in(fit, value_set=pa.array(NOTHING)), None, fit)
    values = pc.equal(fit, "是") if kind == pa.bool_() else fit.cast(kind)
    if column.bounds:
        low, high = map(pa.scalar, column.bounds)
        values = pc.if_else(pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high)), values, None)
    return values


def _is_converted(column: Column, unit: str | None) -> bool:
    """Whether a bare number does not count in the unit that the ledger keeps."""
    if column.type == "money":
        return (unit if unit in MONEY_UNITS else column.unit or "元") != "元"
    return column.type == "number" and unit == "公顷"


def _with_right_digit(numbers: pa.Array) -> pa.Array:
    """Identity numbers of 18 characters, null where the last is not their check digit (GB 11643)."""
    fixed = numbers.drop_null().cast(pa.binary()).cast(pa.binary(18))
    characters = np.frombuffer(fixed.buffers()[1], np.uint8, 18 * len(fixed), 18 * fixed.offset).reshape(-1, 18)
    total = sum(weight * (characters[:, place].astype(np.uint16) - ord("0")) for place, weight in enumerate(WEIGHTS))
    right = np.frombuffer(CHECK_DIGITS.encode(), np.uint8)[total % 11] == characters[:, 17]
    sound = np.zeros(len(numbers), bool)
    sound[numbers.is_valid().to_numpy(zero_copy_only=False)] = right
    return numbers if sound.all() else pc.if_else(pa.array(sound), numbers, None)
