"""How many units to draw, and what a sample says at most: the upper bound of a rate of errors, or of the misstated share of a book value.

Drawn is the smallest sample whose result, when no more errors come than expected, shows the tolerable rate not reached.

A sample of ``n`` with ``k`` errors shows it at a confidence when a population at the tolerable rate would give ``k`` or fewer errors with
probability 1 - confidence at most (AICPA, Audit Sampling, appendices A and C; ISA 530). What the distributions make of expected errors:

binomial        draws with replacement, or from a population so large that it makes no difference; errors in whole, rounded up
hypergeometric  draws without replacement from ``population`` units; errors in whole, rounded up, in the sample and in the population
poisson         monetary units; expected errors may be broken (AICPA table C-1), the Poisson sum becoming a gamma distribution
"""

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import count
from numbers import Integral, Real

import numpy as np
from scipy import special, stats

from auditlib.errors import Wrong
from auditlib.messages import _

DISTRIBUTIONS = ("poisson", "binomial", "hypergeometric")
#: A plan for more than this is no sample.
LARGEST = 10**6
#: A rate is the fraction with the least denominator that its digits may stand for: 0.035 × 400 are 14 errors, not 14.000000000000002.
DENOMINATOR = 10**9
#: What rounding in the distribution functions may add to a probability.
NOISE = 1e-12

Rate = float | Decimal | Fraction
#: Of errors at most (array) and sample sizes (array): the probability at the tolerable rate.
Chance = Callable[[np.ndarray, np.ndarray], np.ndarray]


def attribute_size(tolerable: Rate, expected: Rate = 0.0, confidence: Rate = 0.95, population: int | None = None) -> int:
    """Units to draw for a rate of errors: the least n for which P(errors ≤ ⌈n × expected⌉ at the rate ``tolerable``) ≤ 1 - ``confidence``.

    Without ``population`` binomial, as in AICPA tables A-1 and A-2; with it hypergeometric, at ⌈population × tolerable⌉ errors: the least
    number that reaches the tolerable rate. Never more than the population: where no smaller sample would do, all units are examined.

    Raises ValueError for rates that are not 0 ≤ expected < tolerable < 1, a confidence not between 0 and 1, a population below 1, and where
    expected lies so near to tolerable that more than a million units would be needed.
    """
    return monetary_size(tolerable, expected, confidence, "binomial" if population is None else "hypergeometric", population)


def monetary_size(
    tolerable: Rate, expected: Rate = 0.0, confidence: Rate = 0.95, distribution: str = "poisson", population: int | Decimal | None = None
) -> int:
    """Monetary units to draw: ``tolerable`` and ``expected`` misstatement as shares of the book value.

    ``poisson`` takes expected errors as they are, so that sizes are those of AICPA table C-1; ``binomial`` and ``hypergeometric`` in whole,
    rounded up. ``population``: the book value in monetary units, which hypergeometric needs; no sample is larger.

    Raises ValueError as :func:`attribute_size`, and for an unknown distribution.
    """
    share, errors, risk = _checked(tolerable, expected, confidence)
    units = _whole_population(population, distribution)
    most = LARGEST if units is None else min(units, LARGEST)
    if distribution == "poisson":
        size = _least(lambda n: special.gammaincc(1 + n * float(errors), n * float(share)) <= risk, 1, most)
    else:
        size = _least_whole(_chance(share, units if distribution == "hypergeometric" else None), errors, risk, most)
    if size is None and most == LARGEST:
        raise Wrong(
            "more than {largest:,} units would be needed; allowed: a tolerable rate farther above the expected one, or a lower confidence",
            largest=LARGEST,
        )
    return most if size is None else size


def upper_bound(
    taints: int | Iterable[Rate],
    size: int,
    confidence: Rate = 0.95,
    distribution: str | None = None,
    population: int | Decimal | None = None,
) -> float:
    """The upper bound, at ``confidence``, of a rate of which a sample of ``size`` found ``taints``.

    A whole number of errors: the one-sided exact bound (binomial: Clopper and Pearson 1934, AICPA tables A-3 and A-4; poisson: the
    confidence factor by size, AICPA table C-3; hypergeometric: the greatest rate of ``population`` units that still gives so few errors
    with a probability above 1 - confidence). A list of taints, each the misstated share of its unit from 0 to 1: the Stringer bound
    (Stringer 1963; AICPA, Audit Sampling, chapter 6), which adds to the bound of no error what each further error adds to it, times its
    taint, the greatest first.

    ``distribution``: poisson, binomial or hypergeometric; not given, binomial for a number of errors and poisson for taints, as the AICPA's
    tables are. Poisson bounds of very small samples exceed 1.

    Raises ValueError for errors that are no number from 0 to size, taints outside 0 to 1 or more than size, a size below 1 or above the
    population, a confidence that is none, an unknown distribution, hypergeometric without population.
    """
    counted = isinstance(taints, Real) and not isinstance(taints, bool)
    distribution = distribution or ("binomial" if counted else "poisson")
    units, risk = _whole_population(population, distribution), _risk_of(confidence)
    if not isinstance(size, Integral) or not 1 <= size <= (units or math.inf):
        raise Wrong(
            "size {size}; allowed: a whole number from 1{end}",
            size=size,
            end=_(" to the population's {units}", units=units) if units else "",
        )
    if counted:
        if taints != int(taints) or not 0 <= taints <= size:
            raise Wrong(
                "{taints} errors in a sample of {size}; allowed: a whole number from 0 to {size}, or a list of taints",
                taints=taints,
                size=size,
            )
        return _bound(int(taints), size, risk, distribution, units)
    found = sorted((float(taint) for taint in taints), reverse=True)
    if len(found) > size or not all(0 <= taint <= 1 for taint in found):
        raise Wrong("allowed: at most {size} taints, each from 0 to 1; an error greater than its unit counts as 1", size=size)
    found = [taint for taint in found if taint]
    bounds = [_bound(errors, size, risk, distribution, units) for errors in range(len(found) + 1)]
    return math.fsum([bounds[0], *((upper - lower) * taint for lower, upper, taint in zip(bounds, bounds[1:], found, strict=False))])


def exact(rate: Rate) -> Fraction:
    """The fraction that a rate stands for."""
    return Fraction(str(rate)).limit_denominator(DENOMINATOR)


def _risk_of(confidence: Rate) -> float:
    """1 - confidence, with room for the rounding of distribution functions. Raises ValueError for what is no confidence."""
    if isinstance(confidence, bool) or not isinstance(confidence, (Real, Decimal)) or not 0 < confidence < 1:
        raise Wrong("confidence {confidence}; allowed: a number between 0 and 1, such as 0.95", confidence=confidence)
    return float(1 - exact(confidence)) * (1 + NOISE)


def _whole_population(population: int | Decimal | None, distribution: str) -> int | None:
    """The number of units, rounded up. Raises ValueError where there is none and the distribution needs it, or there is no such one."""
    if distribution not in DISTRIBUTIONS:
        raise Wrong(
            "unknown distribution {distribution!r}; allowed: {distributions}",
            distribution=distribution,
            distributions=", ".join(DISTRIBUTIONS),
        )
    if population is None:
        if distribution == "hypergeometric":
            raise Wrong("hypergeometric without a population; allowed: the number of units of the population, or binomial")
        return None
    if isinstance(population, bool) or not isinstance(population, (Real, Decimal)) or not 1 <= population < math.inf:
        raise Wrong("population {population}; allowed: a number of units, at least 1", population=population)
    return math.ceil(population)


def _checked(tolerable: Rate, expected: Rate, confidence: Rate) -> tuple[Fraction, Fraction, float]:
    for name, rate in (("tolerable", tolerable), ("expected", expected)):
        if isinstance(rate, bool) or not isinstance(rate, (Real, Decimal)) or not 0 <= rate < 1:
            raise Wrong("{name} {rate}; allowed: a rate from 0 to below 1, such as 0.05 for 5 %", name=name, rate=rate)
    if not expected < tolerable:
        raise Wrong(
            "expected {expected} is not below tolerable {tolerable}: no sample can show that; allowed: 0 ≤ expected < tolerable < 1",
            expected=expected,
            tolerable=tolerable,
        )
    return exact(tolerable), exact(expected), _risk_of(confidence)


def _chance(tolerable: Fraction, population: int | None) -> Chance:
    if population is None:
        return lambda errors, size: stats.binom.cdf(errors, size, float(tolerable))
    return lambda errors, size: stats.hypergeom.cdf(errors, population, math.ceil(population * tolerable), size)


def _least_whole(chance: Chance, expected: Fraction, risk: float, most: int) -> int | None:
    """The least size up to ``most`` at which the expected errors, in whole, do; None where none does.

    The chance falls with the size as long as the number of errors stays, and jumps up where one more is expected. So of each stretch with
    as many errors its last size tells whether one in it does; the first stretch that has one is searched.
    """
    if not expected:
        return _least(lambda n: chance(0, n) <= risk, 1, most)
    first = 1
    for block in (64 * 2**i for i in count()):
        errors = range(first, first + block)
        last = [min(k * expected.denominator // expected.numerator, most) for k in errors]
        for place in np.flatnonzero(chance(np.array(errors), np.array(last)) <= risk)[:1]:
            before = (errors[place] - 1) * expected.denominator // expected.numerator
            return _least(lambda n, k=errors[place]: chance(k, n) <= risk, before + 1, last[place])
        if last[-1] == most:
            return None
        first += block
    return None


def _least(enough: Callable[[int], bool], low: int, high: int) -> int | None:
    """The least whole number from ``low`` to ``high`` that is enough, where all above it are; None where none is."""
    step, reach = 1, low
    while reach < high and not enough(reach):
        low, reach, step = reach + 1, min(reach + step, high), step * 2
    if not enough(reach):
        return None
    while low < reach:
        middle = (low + reach) // 2
        low, reach = (low, middle) if enough(middle) else (middle + 1, reach)
    return low


def _bound(errors: int, size: int, risk: float, distribution: str, population: int | None) -> float:
    if distribution == "poisson":
        return float(stats.gamma.isf(risk, errors + 1)) / size
    if distribution == "binomial":
        return 1.0 if errors == size else float(stats.beta.isf(risk, errors + 1, size - errors))
    low, high = errors, population - size + errors  # as many as were found, and all that were not looked at
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if stats.hypergeom.cdf(errors, population, middle, size) > risk else (low, middle - 1)
    return low / population
