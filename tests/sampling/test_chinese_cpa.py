"""What Chinese auditors learn: 总体偏差率上限 = 风险系数 / 样本规模 (注册会计师全国统一考试辅导教材《审计》), which is the Poisson bound.

A question of the examination with its answer stands at tihaiku.com/caiwukuaiji/411937.html: risk 5 %, tolerable 7 %, 90 units; the factors for
0, 1, 2 deviations are 3.0, 4.8, 6.3, so the upper limits 3.3 %, 5.3 %, 7 %.
"""

import pytest

from auditlib.sampling import upper_bound


@pytest.mark.parametrize(("deviations", "factor", "limit"), [(0, 3.0, 3.3), (1, 4.8, 5.3), (2, 6.3, 7.0)])
def test_risk_factors(deviations, factor, limit):
    """The textbook rounds factors to one place: 6.3 / 90 is 7.0 % and not below the tolerable 7 %, where 6.296 / 90 is 6.995 %."""
    bound = upper_bound(deviations, 90, 0.95, "poisson")
    assert bound * 90 == pytest.approx(factor, abs=0.06) and round(bound * 100, 1) == limit
