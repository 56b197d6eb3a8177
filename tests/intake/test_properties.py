"""Properties over generated texts, with oracles of others: check digits by python-stdnum, money by Decimal, days by the calendar."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from auditlib.intake.sheet_writer import float_text, number_text
from tests.intake.helpers import identity, typed

QUICK = settings(max_examples=25, deadline=None, derandomize=True)
BIRTHDAYS = st.dates(dt.date(1900, 1, 1), dt.date(2019, 12, 31))
SEQUENCES = st.integers(1, 999).map(lambda n: f"{n:03}")
PREFIXES = st.sampled_from(["370702", "370724", "370781", "370786", "370799"])


@QUICK
@given(st.lists(st.tuples(PREFIXES, BIRTHDAYS, SEQUENCES), min_size=1, max_size=40))
def test_a_right_number_stays_and_every_other_check_digit_is_noted(parts):
    right = [identity(day.strftime("%Y%m%d"), sequence, prefix) for prefix, day, sequence in parts]
    assert [(r["value"], r.get("x_note")) for r in typed("identity", right)] == [(number, None) for number in right]
    wrong = [number[:17] + check for number in right for check in "0123456789X" if check != number[17]]
    for number, result in zip(wrong, typed("identity", wrong), strict=True):
        assert ric.calc_check_digit(number) != number[17]
        assert result.get("x_note") == ("zeroed" if number.endswith("000") else "checksum")
        assert result["value"] == (None if number.endswith("000") else number)


@QUICK
@given(st.lists(st.tuples(st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31)), SEQUENCES), min_size=1, max_size=40))
def test_fifteen_digits_become_the_eighteen_that_the_standard_makes_of_them(parts):
    right = [identity(day.strftime("%Y%m%d"), sequence) for day, sequence in parts]
    assert [r["value"] for r in typed("identity", [n[:6] + n[8:17] for n in right])] == right


@QUICK
@given(st.lists(st.text(max_size=30), min_size=1, max_size=40))
def test_no_text_breaks_a_cleaner_and_none_is_lost_in_silence(texts):
    texts = [text.replace("\0", "") for text in texts]
    for kind in (
        "identity",
        "money",
        "date",
        "rate",
        "term",
        "boolean",
        "ratio",
        "percent",
        "number",
        "integer",
        "year",
        "snapshot",
        "name",
        "account",
        "text",
        "category",
        "phone",
    ):
        for text, result in zip(texts, typed(kind, texts), strict=True):
            assert result["value"] is None or result["reason"] is None, (kind, text)


#: Amounts as they come, whatever a ledger holds plausible.
ANY = [-(10**16), 10**16]
DECIMALS = st.decimals(min_value=-(10**11), max_value=10**11, allow_nan=False, allow_infinity=False, places=8)


@QUICK
@given(st.lists(DECIMALS, min_size=1, max_size=40))
def test_money_is_rounded_half_up_to_the_fen_and_in_ten_thousands_too(amounts):
    fen = Decimal("0.01")
    for unit, factor in ((None, 1), ("万元", 10_000)):
        expected = [(amount * factor).quantize(fen, ROUND_HALF_UP) for amount in amounts]
        for form in ("{:f}", "{:,f}", "{:E}", "{:f}元" if unit is None else "{:f}万元"):
            assert [r["value"] for r in typed("money", [form.format(a) for a in amounts], unit, plausible=ANY)] == expected


@QUICK
@given(st.lists(st.integers(0, 10**14), min_size=1, max_size=40))
def test_a_float_of_fen_comes_back_to_the_fen(amounts):
    texts = [number_text(fen / 100) for fen in amounts if fen / 100 < 1e13]
    assert [r["value"] for r in typed("money", texts, plausible=ANY)] == [Decimal(fen) / 100 for fen in amounts if fen / 100 < 1e13]


@QUICK
@given(st.lists(st.dates(dt.date(1956, 1, 1), dt.date(2060, 12, 31)), min_size=1, max_size=40))
def test_a_day_in_any_writing_is_that_day(days):
    forms = [
        lambda d: d.isoformat(), lambda d: f"{d.year}.{d.month}.{d.day}", lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: d.strftime("%Y%m%d"),
        lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: str((d - dt.date(1899, 12, 30)).days), lambda d: f"{d.isoformat()} 00:00:00",
    ]  # fmt: skip
    for form in forms:
        assert [r["value"] for r in typed("date", [form(day) for day in days])] == days


@QUICK
@given(st.lists(st.tuples(st.integers(1990, 2060), st.integers(0, 13), st.integers(0, 32)), min_size=1, max_size=40))
def test_a_day_that_the_calendar_lacks_is_refused(parts):
    for (year, month, day), result in zip(parts, typed("date", [f"{y}-{m:02}-{d:02}" for y, m, d in parts]), strict=True):
        try:
            expected = dt.date(year, month, day)
        except ValueError:
            expected = None
        assert result["value"] == expected and (result["reason"] is None) == (expected is not None)


@QUICK
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40))
def test_a_column_of_floats_reads_as_its_cells_do(numbers):
    for one, other, number in zip(float_text(pa.array(numbers)).to_pylist(), map(number_text, numbers), numbers, strict=True):
        assert ("e" in one.lower()) == ("e" in other.lower()) or abs(number) < 1e15, "lost digits show in both"
        assert float(one) == number and (float(other) == number or abs(number) >= 1e15)
