"""The stated confidence, simulated: of many samples of a wrong population, how many would let it pass. Recorded seeds; seconds."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pytest

from auditlib.project_key import PUBLISHED
from auditlib.sampling import Result, Unit, attribute_size, draw, evaluate, monetary_size, upper_bound

SEED = 20191231
#: So many more of 100 samples may pass by chance: three standard deviations of 20,000 draws at 5 %.
CHANCE = 0.005


@pytest.mark.parametrize(
    ("tolerable", "expected", "population"), [(0.05, 0.0, None), (0.06, 0.01, None), (0.10, 0.02, 400), (0.05, 0.0, 90)]
)
def test_a_population_at_the_tolerable_rate_passes_no_more_often_than_the_risk(tolerable, expected, population):
    size = attribute_size(tolerable, expected, 0.95, population)
    random_ = np.random.default_rng(SEED)
    wrong = round(tolerable * population + 0.49) if population else None
    found = random_.hypergeometric(wrong, population - wrong, size, 20_000) if population else random_.binomial(size, tolerable, 20_000)
    distribution = "hypergeometric" if population else "binomial"
    passes = {k: upper_bound(int(k), size, 0.95, distribution, population) < tolerable for k in np.unique(found)}
    assert sum(passes[k] for k in found) / len(found) <= 0.05 + CHANCE


def county(count: int) -> list[Unit]:
    """Payments of many sizes; every tenth is too high by half, each thirtieth wholly wrong."""
    source = random.Random(SEED)
    return [Unit(f"P{place:05}", Decimal(int(source.lognormvariate(7, 1) * 100) + 100).scaleb(-2)) for place in range(count)]


def misstated(one: Unit) -> Decimal:
    place = int(one.key[1:])
    return one.amount if place % 30 == 0 else (one.amount / 2).quantize(Decimal("0.01")) if place % 10 == 0 else Decimal("0.00")


def test_monetary_samples_hold_their_upper_limit():
    """Drawn as the product draws, 100 seeds: the limit lies below what is really misstated in 5 % of them at most (Stringer's is known to be wide)."""
    units = county(600)
    truth, book = sum(map(misstated, units)), sum(one.amount for one in units)
    size, results = monetary_size(0.05, 0.01), {one.key: Result(misstated(one) > 0, misstated(one)) for one in units}
    found = [evaluate(draw(units, size, f"seed {n}", PUBLISHED, method="mus"), results, 0.05) for n in range(100)]
    assert sum(one.upper < truth for one in found) <= 0.05 * 100
    mean = sum(one.most_likely for one in found) / len(found)
    assert abs(mean - truth) < book / 200, "the most likely error is right on the average"


def test_attribute_samples_hold_their_upper_limit_also_in_strata():
    """Rates of 20 % and 2 % in strata of unlike size: by units (pooled) and by value (each stratum's own limit)."""
    units = [Unit(f"H{n:04}", Decimal(1000 if n % 4 else 9000), "甲" if n % 4 else "乙") for n in range(400)]
    wrong = {one.key: Result(int(one.key[1:]) % (5 if one.stratum == "乙" else 50) in (0, 4)) for one in units}
    truth = Decimal(sum(result.error for result in wrong.values())) / len(units)
    for allocation in ("proportional", "value"):
        drawn = (draw(units, 60, f"seed {n}", PUBLISHED, allocation=allocation) for n in range(100))
        found = [evaluate(sample, wrong, 0.10) for sample in drawn]
        assert sum(one.upper < truth for one in found) <= 0.05 * 100 + 6
        assert abs(sum(one.most_likely for one in found) / len(found) - truth) < Decimal("0.01")
