"""Draws are the same on every machine, follow no order of rows, and keep to strata, interval and top stratum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.project_key import PUBLISHED, Key
from auditlib.sampling import Result, Unit, draw, evaluate, replaced
from auditlib.sampling.drawing import hits

UNITS = [Unit(f"K{n:03}", Decimal(n + 1)) for n in range(100)]
TOWNS = [replace(one, stratum="城关" if n < 60 else "东城" if n < 90 else "西山") for n, one in enumerate(UNITS)]


def keys(sample) -> list[str]:
    return [one.unit.key for one in sample.drawn]


def test_the_draw_of_a_recorded_seed_is_known():
    """HMAC-SHA-256 of ["sample", seed, key] under the published key, worked out with another program (KEY is its text):

    for n in $(seq -w 0 99); do printf '["sample", "seed", "K0%s"]' $n | openssl dgst -sha256 -hmac "$KEY" | sed "s/.*= //;s/$/ K0$n/"; done | sort
    """
    assert keys(draw(UNITS, 5, "seed", PUBLISHED)) == ["K002", "K077", "K018", "K009", "K047"]


@given(st.permutations(range(100)), st.sampled_from(["attribute", "mus"]))
def test_the_order_of_units_changes_nothing(order, method):
    assert draw((TOWNS[n] for n in order), 12, "seed", PUBLISHED, method=method) == draw(TOWNS, 12, "seed", PUBLISHED, method=method)


def test_another_seed_or_key_draws_others():
    drawn = {
        tuple(keys(draw(UNITS, 10, seed, key))) for seed in ("a", "b") for key in (PUBLISHED, Key("another key, long enough to be one"))
    }
    assert len(drawn) == 4


def test_strata_by_units_and_by_value():
    by_units = draw(TOWNS, 20, "seed", PUBLISHED)
    assert {part.name: (part.units, part.size) for part in by_units.strata} == {"东城": (30, 6), "城关": (60, 12), "西山": (10, 2)}
    by_value = draw(TOWNS, 20, "seed", PUBLISHED, allocation="value")
    # 1830, 2265, 955 of 5050 元: 7.2, 9.0, 3.8 of 20
    assert {part.name: part.size for part in by_value.strata} == {"东城": 9, "城关": 7, "西山": 4}
    assert all(sum(one.unit.stratum == part.name for one in by_value.drawn) == part.size for part in by_value.strata)


def test_no_stratum_is_left_out_and_none_gives_more_than_it_has():
    units = [Unit(f"{n}", stratum="a" if n else "b") for n in range(500)]
    assert {part.name: part.size for part in draw(units, 10, "x", PUBLISHED).strata} == {"a": 9, "b": 1}
    assert len(draw(units, 900, "x", PUBLISHED).drawn) == 500


def test_what_is_large_is_certain():
    sample = draw(UNITS, 10, "seed", PUBLISHED, threshold=Decimal(95))
    assert {one.unit.key for one in sample.drawn if one.certain} == {f"K{n:03}" for n in range(94, 100)}
    assert len(sample.drawn) == 16 and sum(part.units for part in sample.strata) == 94 and sample.value == Decimal("5050.00")


def test_monetary_units_at_an_interval():
    sample = draw([*UNITS, Unit("zero", Decimal(0)), Unit("minus", Decimal(-5))], 60, "seed", PUBLISHED, method="mus")
    assert (
        sample.interval == Decimal("84.16")
        and 0 < sample.start <= sample.interval
        and sample.left_out == 2
        and sample.value == Decimal("5050.00")
    )
    assert {one.unit.key for one in sample.drawn if one.certain} == {f"K{n:03}" for n in range(84, 100)}
    rest = sum(n + 1 for n in range(84))
    points = sum(one.hits for one in sample.drawn if not one.certain)
    assert points == (Decimal(rest) - sample.start) // sample.interval + 1
    assert all(one.hits == 1 for one in sample.drawn), "no unit below the interval is met twice"


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(1, 40), st.data())
def test_every_point_falls_on_the_unit_that_holds_it(amounts, interval, data):
    start = data.draw(st.integers(1, interval))
    owners = [place for place, amount in enumerate(amounts) for _ in range(amount)]
    points = owners[start - 1 :: interval]
    assert hits(amounts, interval, start) == [points.count(place) for place in range(len(amounts))]


def test_the_next_in_order_replaces():
    sample = draw(TOWNS, 20, "seed", PUBLISHED)
    longer = draw(TOWNS, 100, "seed", PUBLISHED)
    first = next(one.unit for one in sample.drawn if one.unit.stratum == "城关")
    following = [one.unit.key for one in longer.drawn if one.unit.stratum == "城关"][12]
    after = replaced(sample, [first.key])
    assert following in keys(after) and first.key not in keys(after) and len(after.drawn) == 20
    with pytest.raises(ValueError, match="no unit of the stratum is left"):
        replaced(sample, [one.unit.key for one in sample.drawn if one.unit.stratum == "东城"])
    with pytest.raises(ValueError, match="outside the top stratum"):
        replaced(draw(UNITS, 10, "seed", PUBLISHED, threshold=Decimal(95)), ["K099"])


@pytest.mark.parametrize(
    ("units", "options", "told"),
    [
        ([], {}, "the frame is empty"),
        ([Unit("a"), Unit("a")], {}, "unit 2 of the frame has no key, or another's"),
        ([Unit(None)], {}, "unit 1 of the frame has no key"),
        ([Unit("a", 1.5)], {}, "unit 1 of the frame has no amount; allowed: a Decimal"),
        ([Unit("a", Decimal(1)), Unit("b")], {}, "unit 2 of the frame has no amount; allowed: a Decimal"),
        ([Unit("a", Decimal("1.005"))], {}, "at most two places"),
        ([Unit("a")], {"method": "mus"}, "needs the column of amounts"),
        ([Unit("a", Decimal(0))], {"method": "mus"}, "no unit has a positive amount"),
        ([Unit("a", stratum="x"), Unit("b", stratum="y")], {}, "size 1 for 2 strata"),
    ],
)
def test_what_cannot_be_drawn(units, options, told):
    with pytest.raises(ValueError) as refused:
        draw(units, 1, "seed", PUBLISHED, **options)
    assert told in str(refused.value)


def test_the_top_stratum_is_projected_to_nothing_else():
    """One certain error of six, one of ten in the rest of 94: 1 + 94/10 of 100."""
    sample = draw(UNITS, 10, "seed", PUBLISHED, threshold=Decimal(95))
    chosen = next(one.unit.key for one in sample.drawn if not one.certain)
    results = {key: Result(key in ("K099", chosen)) for key in keys(sample)}
    found = evaluate(sample, results, Decimal("0.50"))
    assert found.most_likely == Decimal("0.104") and (found.examined, found.errors, found.certain_errors) == (16, 2, 1)
    # 35 of the 94: with 35 wrong, one or none among ten has a probability of 5.6 %, with 36 of 4.8 %
    assert found.upper == Decimal("0.36") and found.accepted and found.precision == Decimal("0.256")


def test_money_too_low_is_told_and_lowers_nothing():
    sample = draw(UNITS, 60, "seed", PUBLISHED, method="mus")
    plain = {key: Result(False) for key in keys(sample)}
    low = keys(sample)[-1]
    before, after = (evaluate(sample, results, 0.10) for results in (plain, plain | {low: Result(True, Decimal("-3.00"))}))
    assert (
        (after.most_likely, after.upper) == (before.most_likely, before.upper)
        and after.understated == Decimal("3.00")
        and after.errors == 1
    )


def test_an_evaluation_needs_every_unit_and_no_more_than_its_value():
    sample = draw(UNITS, 60, "seed", PUBLISHED, method="mus")
    with pytest.raises(ValueError, match="units of the sample have no result"):
        evaluate(sample, {}, 0.05)
    with pytest.raises(ValueError, match="more than its book value"):
        evaluate(sample, {key: Result(True, Decimal("9999.00")) for key in keys(sample)}, 0.05)
