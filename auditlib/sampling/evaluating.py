"""What the units examined say of the whole: the most likely error, its upper limit, and whether that stays below what is tolerable."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from auditlib.errors import Wrong
from auditlib.sampling.drawing import Drawn, Sample
from auditlib.sampling.sizes import Rate, exact, upper_bound

#: Places of a rate, and of money (元).
RATE, FEN = Decimal("0.000001"), Decimal("0.01")


@dataclass(frozen=True)
class Result:
    """What was found of one unit. ``misstated`` (元): how much its book value is too high; negative where it is too low."""

    error: bool
    misstated: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Evaluation:
    """Rates of the units of the population (attribute), or amounts in 元 (mus).

    examined, errors      units looked at and found in error; certain_errors: of these in the top stratum, projected to nothing
    found                 money found misstated in the units examined (元; what is too low counts against what is too high)
    most_likely, upper    the projected error and its upper limit; precision: the difference of both
    understated           mus: money by which units are too low (元); it lowers neither the projection nor the limit
    accepted              whether the upper limit stays below ``tolerable``
    """

    examined: int
    errors: int
    certain_errors: int
    found: Decimal
    most_likely: Decimal
    upper: Decimal
    tolerable: Decimal
    confidence: Decimal
    understated: Decimal = Decimal("0.00")

    @property
    def precision(self) -> Decimal:
        return self.upper - self.most_likely

    @property
    def accepted(self) -> bool:
        return self.upper < self.tolerable


def evaluate(
    sample: Sample, results: Mapping[str, Result], tolerable: Rate, confidence: Rate = Decimal("0.95"), distribution: str = "poisson"
) -> Evaluation:
    """Project the results of a sample, by key of its units, on its population. ``tolerable``: a rate of units, for mus a share of the
    value.

    The errors of the top stratum count as found. Of the rest of an attribute sample each stratum's rate is projected on its units; the
    upper limit is hypergeometric: of all strata together where each was drawn by its share, else each stratum's at a confidence that lets
    all of them hold at once (Bonferroni). Of the rest of a mus sample each taint is projected on its interval; the limit is the Stringer
    bound by ``distribution``, poisson or binomial (AICPA, Audit Sampling, chapter 6). No limit exceeds the population.

    Raises ValueError where a unit has no result, or more is misstated than its book value.
    """
    if missing := sum(one.unit.key not in results for one in sample.drawn):
        raise Wrong("{missing} units of the sample have no result; a sample is evaluated when all of it was examined", missing=missing)
    project = _monetary if sample.method == "mus" else _attributes
    found = [(one, results[one.unit.key]) for one in sample.drawn]
    most_likely, upper, whole, place = project(sample, found, confidence, distribution)
    return Evaluation(
        examined=len(found),
        errors=sum(result.error for _, result in found),
        certain_errors=sum(result.error for one, result in found if one.certain),
        found=sum((result.misstated for _, result in found), Decimal("0.00")),
        most_likely=_rounded(most_likely, place),
        upper=_rounded(max(min(upper, whole), most_likely), place),
        tolerable=_rounded(exact(tolerable) * whole, place),
        confidence=Decimal(str(confidence)),
        understated=sum((-result.misstated for _, result in found if result.misstated < 0), Decimal("0.00")),
    )


Found = list[tuple[Drawn, Result]]
Projection = tuple[Fraction, Fraction, Fraction, Decimal]


def _attributes(sample: Sample, found: Found, confidence: Rate, _distribution: str) -> Projection:
    certain = sum(result.error for one, result in found if one.certain)
    errors = {
        part.name: sum(result.error for one, result in found if not one.certain and one.unit.stratum == part.name) for part in sample.strata
    }
    units, size = sum(part.units for part in sample.strata), sum(part.size for part in sample.strata)
    likely = certain + sum(Fraction(errors[part.name] * part.units, part.size) for part in sample.strata)
    # each stratum within one unit of its share: a sample of the whole
    together = all(abs(part.size - Fraction(size * part.units, units)) <= 1 for part in sample.strata)
    parts = (
        [(sum(errors.values()), size, units)]
        if together and size
        else [(errors[part.name], part.size, part.units) for part in sample.strata]
    )
    each = 1 - (1 - exact(confidence)) / max(len(parts), 1)
    upper = certain + sum(exact(upper_bound(k, n, each, "hypergeometric", population)) * population for k, n, population in parts)
    return likely / sample.units, Fraction(upper) / sample.units, Fraction(1), RATE


def _monetary(sample: Sample, found: Found, confidence: Rate, distribution: str) -> Projection:
    interval, taints, exactly = Fraction(sample.interval), [], Fraction(0)
    for one, result in found:
        over = max(Fraction(result.misstated), Fraction(0))
        if over > one.unit.amount:
            raise Wrong("a unit is misstated by more than its book value; an error greater than its unit counts as its book value")
        if one.certain:
            exactly += over
        else:
            taints += [over / Fraction(one.unit.amount)] * one.hits
    size = len(taints)
    bound = exact(upper_bound(taints, size, confidence, distribution)) if size else Fraction(0)
    return exactly + sum(taints) * interval, exactly + bound * size * interval, Fraction(sample.value), FEN


def _rounded(value: Fraction, place: Decimal) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(place, ROUND_HALF_UP)
