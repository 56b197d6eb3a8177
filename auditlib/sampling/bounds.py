"""What a sample says at most: the upper bound of a rate of errors, or of the misstated share of a book value."""

import math
from collections.abc import Iterable
from decimal import Decimal
from numbers import Integral, Real

from scipy import stats

from auditlib.errors import Wrong
from auditlib.messages import _
from auditlib.sampling.sizes import Rate, risk_of, whole_population


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
    units, risk = whole_population(population, distribution), risk_of(confidence)
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
