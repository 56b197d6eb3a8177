"""AICPA, Audit Guide: Audit Sampling (2017), appendix C: sizes of monetary unit samples and confidence factors (Poisson).

doi.org/10.1002/9781119448617.app3; table C-1 as github.com/koenderks/jfa 0.7.3 holds it (tests/testthat/test-aicpa-appendix-c.R).
"""

from __future__ import annotations

import math

import pytest

from auditlib.sampling import monetary_size, upper_bound

TOLERABLE = (0.5, 0.3, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005)
#: Risk of incorrect acceptance (%), expected by tolerable misstatement, sizes by TOLERABLE, and the expected sum of taints.
C1 = """
  5    0     6    10    30    38    50    60    75   100   150   300   600  0
  5  0.1     8    13    37    46    62    74    92   123   184   368   736  0.37
  5  0.2    10    16    47    58    78    93   116   155   232   463   925  0.93
  5  0.3    12    20    60    75   100   120   150   200   300   600  1199  1.80
  5  0.4    17    27    81   102   135   162   203   270   405   809  1618  3.24
  5  0.5    24    39   116   145   193   231   289   385   577  1154  2308  5.77
 10    0     5     8    24    29    39    47    58    77   116   231   461  0
 10  0.2     7    12    35    43    57    69    86   114   171   341   682  0.69
 10  0.3     9    15    44    55    73    87   109   145   217   433   866  1.30
 10  0.4    12    20    58    72    96   115   143   191   286   572  1144  2.29
 10  0.5    16    27    80   100   134   160   200   267   400   799  1597  4.00
 15    0     4     7    19    24    32    38    48    64    95   190   380  0
 15  0.2     6    10    28    35    46    55    69    91   137   273   545  0.55
 15  0.3     7    12    35    43    57    69    86   114   171   341   681  1.03
 15  0.4     9    15    45    56    74    89   111   148   221   442   883  1.77
 15  0.5    13    21    61    76   101   121   151   202   302   604  1208  3.02
 20    0     4     6    17    21    27    33    41    54    81   161   322  0
 20  0.2     5     8    23    29    38    46    57    76   113   226   451  0.46
 20  0.3     6    10    28    35    47    56    70    93   139   277   554  0.84
 20  0.4     8    12    36    45    59    71    89   118   177   354   707  1.42
 20  0.5    10    16    48    60    80    95   119   159   238   475   949  2.38
 25    0     3     5    14    18    24    28    35    47    70   139   278  0
 25  0.2     4     7    19    24    32    38    48    64    95   190   380  0.38
 25  0.3     5     8    23    29    39    46    58    77   115   230   460  0.69
 25  0.4     6    10    29    37    49    58    73    97   145   289   578  1.16
 25  0.5     8    13    38    48    64    76    95   127   190   380   760  1.90
 30    0     3     5    13    16    21    25    31    41    61   121   241  0
 30  0.2     4     6    17    21    27    33    41    54    81   162   323  0.33
 30  0.4     5     8    24    30    40    48    60    80   120   239   477  0.96
 30  0.6     9    15    43    54    71    85   107   142   213   425   850  2.55
 35    0     3     4    11    14    18    21    27    35    53   105   210  0
 35  0.2     3     5    14    18    23    28    35    46    69   138   276  0.28
 35  0.4     4     7    20    25    34    40    50    67   100   199   397  0.80
 35  0.6     7    12    34    43    57    68    85   113   169   338   676  2.03
 50    0     2     3     7     9    12    14    18    24    35    70   139  0
 50  0.2     2     3     9    11    15    18    22    29    44    87   173  0.18
 50  0.4     3     4    12    15    19    23    29    38    57   114   228  0.46
 50  0.6     4     6    17    22    29    34    43    57    85   170   340  1.02
"""
#: Confidence factors by the number of errors from 0, rounded up to two places.
FACTORS = {0.95: "3.00 4.75 6.30 7.76 9.16 10.52 11.85 13.15 14.44 15.71", 0.90: "2.31 3.89 5.33 6.69 8.00 9.28 10.54 11.78 13.00 14.21"}


@pytest.mark.parametrize("line", C1.strip().splitlines())
def test_table_c_1(line):
    risk, ratio, *sizes, _taints = line.split()
    for tolerable, size in zip(TOLERABLE, sizes, strict=True):
        assert monetary_size(tolerable, tolerable * float(ratio), 1 - int(risk) / 100) == int(size), tolerable


@pytest.mark.parametrize("confidence", FACTORS)
def test_confidence_factors(confidence):
    """Upper limit × size, rounded up to two places; of a sample of any size, also of taints that are all whole."""
    for errors, factor in enumerate(FACTORS[confidence].split()):
        for size in (25, 400):
            assert math.ceil(upper_bound(errors, size, confidence, "poisson") * size * 100) / 100 == float(factor)
            assert upper_bound([1.0] * errors, size, confidence) == pytest.approx(
                upper_bound(errors, size, confidence, "poisson"), abs=1e-12
            )
