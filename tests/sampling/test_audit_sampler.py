"""AuditSampler: sizes of attribute samples, hypergeometric and binomial side by side.

cplusglobal.wordpress.com/2015/11/13/attributes-sample-size-using-the-hypergeometric-distribution, as github.com/koenderks/jfa 0.7.3 holds
it (tests/testthat/test-audit-sampler.R). Its binomial table is the AICPA's A-2.
"""

import pytest

from auditlib.sampling import attribute_size

#: Population, expected %, tolerable %, confidence %, hypergeometric, binomial.
CASES = """
500 1 8 90 46 48
500 1 6 90 61 64
500 1 4 90 90 96
500 2 5 90 99 132
500 1 8 95 55 58
500 1 6 95 73 78
500 1 4 95 140 156
500 2 5 95 139 181
500 3 6 95 158 195
500 4 7 95 170 221
500 5 8 95 178 240
500 6 9 95 196 266
5000 1 8 95 58 58
5000 1 6 95 77 78
5000 1 4 95 154 156
15000 1 6 95 78 78
36000 1 4 95 156 156
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_sizes(line):
    population, expected, tolerable, confidence, hypergeometric, binomial = map(int, line.split())
    rates = (tolerable / 100, expected / 100, confidence / 100)
    assert (attribute_size(*rates, population=population), attribute_size(*rates)) == (hypergeometric, binomial)
