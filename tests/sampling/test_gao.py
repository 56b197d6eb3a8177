"""GAO/CIGIE Financial Audit Manual, volume 1, section 450, figure 450.1: of 45 units without a deviation, a rate of 5 % is excluded at 90 %.

Cited in kingcopeland.com/fam450-corrected-r; from the AICPA's table A-2.
"""

from auditlib.sampling import attribute_size, upper_bound


def test_forty_five_units():
    assert attribute_size(0.05, 0, 0.90) == 45
    assert upper_bound(0, 45, 0.90) < 0.05 < upper_bound(1, 45, 0.90)
