"""What sizes and bounds promise, held against plain definitions in exact numbers; and what they refuse."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.sampling import attribute_size, monetary_size, upper_bound


def binomial(errors: int, size: int, rate: Fraction) -> Fraction:
    return sum(comb(size, k) * rate**k * (1 - rate) ** (size - k) for k in range(errors + 1))


def hypergeometric(errors: int, size: int, wrong: int, population: int) -> Fraction:
    return Fraction(sum(comb(wrong, k) * comb(population - wrong, size - k) for k in range(min(errors, size) + 1)), comb(population, size))


@given(st.integers(8, 30), st.integers(0, 7), st.sampled_from([80, 90, 95]))
def test_an_attribute_size_is_the_least_that_does(tolerable, expected, confidence):
    wanted, rate = Fraction(tolerable, 100), Fraction(expected, 200)
    risk = 1 - Fraction(confidence, 100)
    size = next(n for n in range(1, 5000) if binomial(ceil(n * rate), n, wanted) <= risk)
    assert attribute_size(tolerable / 100, expected / 200, confidence / 100) == size


@given(st.integers(10, 60), st.integers(5, 40), st.integers(0, 9), st.sampled_from([80, 95]))
def test_of_a_population_too_and_never_more_than_it(population, tolerable, expected, confidence):
    rate, risk = Fraction(expected, 200), 1 - Fraction(confidence, 100)
    if rate >= Fraction(tolerable, 100):
        return
    wrong = ceil(population * Fraction(tolerable, 100))
    does = (n for n in range(1, population) if hypergeometric(ceil(n * rate), n, wrong, population) <= risk)
    assert attribute_size(tolerable / 100, expected / 200, confidence / 100, population) == next(does, population)


@given(st.integers(5, 60), st.data())
def test_a_hypergeometric_bound_is_the_last_number_of_errors_that_is_not_excluded(population, data):
    size = data.draw(st.integers(1, population))
    errors = data.draw(st.integers(0, size))
    possible = [
        wrong
        for wrong in range(errors, population - size + errors + 1)
        if hypergeometric(errors, size, wrong, population) > Fraction(1, 20)
    ]
    assert upper_bound(errors, size, 0.95, "hypergeometric", population) == max(possible) / population


@given(st.lists(st.integers(0, 100), max_size=8), st.sampled_from(["poisson", "binomial"]))
def test_a_stringer_bound_lies_between_no_error_and_whole_errors(percents, distribution):
    taints = [Decimal(percent) / 100 for percent in percents]
    bound = upper_bound(taints, 50, 0.9, distribution)
    assert upper_bound(0, 50, 0.9, distribution) <= bound <= upper_bound(sum(t > 0 for t in taints), 50, 0.9, distribution) + 1e-12
    assert bound == upper_bound(reversed(taints), 50, 0.9, distribution)


def test_money_of_a_county_is_a_population():
    """Hypergeometric with a book value of a thousand million nears binomial from below, as it must."""
    assert monetary_size(0.01, 0.002, 0.95, "hypergeometric", Decimal("1234567890.12")) == attribute_size(0.01, 0.002) == 473
    assert monetary_size(0.01, 0.002, 0.95, "hypergeometric", 20_000) < 473
    assert monetary_size(0.05, 0, 0.95, "poisson", 40) == 40


def test_binary_and_decimal_rates_are_the_same():
    for tolerable, expected in ((0.07, 0.01), (0.06, 0.03), (0.1, 0.07)):
        assert attribute_size(tolerable, expected) == attribute_size(Decimal(str(tolerable)), Decimal(str(expected)), Decimal("0.95"))
    assert attribute_size(1 / 3, 1 / 9, 0.9) == attribute_size(Fraction(1, 3), Fraction(1, 9), 0.9)


def test_near_rates_need_many_units_quickly():
    assert attribute_size(0.05, 0.0495, 0.95) > 500_000
    with pytest.raises(ValueError, match="more than 1,000,000 units"):
        attribute_size(0.05, 0.0499)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: attribute_size(0.05, 0.05), "expected 0.05 is not below tolerable 0.05"),
        (lambda: attribute_size(0.05, 0.06, population=100), "expected 0.06 is not below"),
        (lambda: attribute_size(5), "tolerable 5; allowed: a rate from 0 to below 1"),
        (lambda: attribute_size(0), "not below tolerable 0"),
        (lambda: attribute_size(0.05, -0.01), "expected -0.01"),
        (lambda: attribute_size(float("nan")), "tolerable nan"),
        (lambda: attribute_size(0.05, confidence=95), "confidence 95; allowed: a number between 0 and 1"),
        (lambda: attribute_size(0.05, population=0), "population 0"),
        (lambda: monetary_size(0.05, distribution="normal"), "unknown distribution 'normal'; allowed: poisson, binomial, hypergeometric"),
        (lambda: monetary_size(0.05, distribution="hypergeometric"), "hypergeometric without a population"),
        (lambda: upper_bound(3, 2), "3 errors in a sample of 2"),
        (lambda: upper_bound(1.5, 20), "a whole number from 0 to 20, or a list of taints"),
        (lambda: upper_bound([1.2], 20), "each from 0 to 1"),
        (lambda: upper_bound([0.1] * 3, 2), "at most 2 taints"),
        (lambda: upper_bound(0, 0), "size 0"),
        (lambda: upper_bound(0, 101, 0.95, "hypergeometric", 100), "from 1 to the population's 100"),
        (lambda: upper_bound(0, 10, 0.95, "hypergeometric"), "without a population"),
    ],
)
def test_what_is_refused(call, told):
    with pytest.raises(ValueError) as refused:
        call()
    assert told in str(refused.value)
