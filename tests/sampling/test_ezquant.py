"""EZ-Quant 2.0.6, the sampling program of the Defense Contract Audit Agency (dcaa.mil): hypergeometric sizes without expected errors.

As github.com/koenderks/jfa 0.7.3 holds them (tests/testthat/test-ezquant.R). At 6 % of 500 units it prints 36; jfa's own table of the
hypergeometric distribution (test-statistical-tables.R) has 35 there, because 0.01 + 5 × 0.01 is 0.060000000000000005 to it, and so 31 errors.
"""

import pytest

from auditlib.sampling import attribute_size

#: By confidence and population: sizes for tolerable rates of 8, 6, 4, 2 %.
SIZES = {
    (0.90, 500): (27, 36, 54, 102), (0.90, 1000): (28, 37, 55, 108), (0.90, 5000): (28, 38, 57, 113),
    (0.95, 500): (35, 47, 69, 129), (0.95, 1000): (36, 48, 71, 138), (0.95, 5000): (36, 49, 73, 147),
    (0.99, 500): (53, 70, 101, 183), (0.99, 1000): (54, 72, 107, 204), (0.99, 5000): (55, 74, 112, 223),
}  # fmt: skip


@pytest.mark.parametrize(("confidence", "population"), SIZES)
def test_sizes(confidence, population):
    assert tuple(attribute_size(rate, 0, confidence, population) for rate in (0.08, 0.06, 0.04, 0.02)) == SIZES[confidence, population]
