"""R package jfa 0.7.3 (github.com/koenderks/jfa, GPL-3): results that its tests hold for frequentist planning and evaluation.

tests/testthat/test-planning.R, test-evaluation.R, test-statistical-tables.R. Left out is the column of 6 % of its hypergeometric tables, see
test_ezquant.py; at 5 % tolerable and 3.5 % expected of 1000 units jfa has 421, as 400 × 0.035 is more than 14 to it.
"""

from __future__ import annotations

import math

import pytest

from auditlib.sampling import attribute_size, monetary_size, upper_bound

#: Sizes at expected rates of 0, 0.25, 0.5, … %, by tolerable rate.
HYPERGEOMETRIC_95_OF_1000 = {
    0.01: "258 393 696 913",
    0.02: "138 215 281 342 400 557 782 958",
    0.03: "94 147 147 194 194 237 317 392 498 660 833 972",
    0.04: "71 112 112 112 148 148 181 213 243 302 358 464 565 706 856 979",
    0.05: "57 90 90 90 90 119 119 146 146 172 197 245 291 335 421 504 621 751 886 983",
    0.07: "41 65 65 65 65 65 65 86 86 86 105 105 124 142 142 160 194 211 244 292 339 400 488 573 683 800 919 988",
    0.08: "36 57 57 57 57 57 57 57 75 75 75 92 92 92 109 125 125 140 171 186 200 243 271 312 366 431 507 606 713 825 920 990",
    0.1: "29 45 45 45 45 45 45 45 45 60 60 60 60 60 74 74 74 87 87 100 100 113 125 137 149 173 184 207 241 274 306 360 412 483 563 651 754 852 936 992",
}
POISSON_975 = {
    0.01: "369 671 1529",
    0.02: "185 244 336 487 765 1365 3076",
    0.03: "123 148 180 224 285 374 510 736 1152 2051 4615",
    0.04: "93 106 122 143 168 201 244 302 383 501 683 984 1538 2735",
    0.05: "74 83 92 104 118 135 155 180 212 253 306 379 480 627 854 1231 1923 3419",
}
BINOMIAL_99 = {
    0.01: "459 1001 2144",
    0.02: "228 330 499 652 1070 1836 4193",
    0.03: "152 219 277 332 383 529 712 971 1546 2754",
    0.04: "113 164 164 207 248 287 324 396 499 663 915 1307 2063 3660",
    0.05: "90 130 130 130 165 198 198 259 288 344 398 504 631 828 1139 1625 2549 4540",
    0.06: "75 108 108 108 137 137 164 164 190 215 239 286 331 397 483 608 749 987 1353 1936 3020",
}
#: Upper limits of 1000 units at 90 % (%), by size; a column for each number of errors from 0.
LIMITS = {
    20: "10.7 17.9 24.3 30.2 35.9 41.3 46.5 51.6 56.5 61.3 66",
    25: "8.6 14.5 19.7 24.6 29.3 33.8 38.1 42.4 46.5 50.6 54.6",
    50: "4.3 7.4 10.1 12.7 15.1 17.5 19.9 22.2 24.4 26.7 28.9",
    75: "2.9 4.9 6.7 8.5 10.1 11.8 13.4 14.9 16.5 18 19.5",
    100: "2.1 3.6 5 6.3 7.6 8.8 10 11.2 12.4 13.5 14.7",
    150: "1.4 2.4 3.3 4.2 5 5.8 6.6 7.4 8.2 9 9.8",
    300: "0.6 1.1 1.5 2 2.4 2.8 3.2 3.6 4 4.4 4.8",
    500: "0.3 0.6 0.8 1.1 1.3 1.6 1.8 2 2.3 2.5 2.7",
}


def rates(sizes: str):
    return [(place * 25 / 10000, int(size)) for place, size in enumerate(sizes.split())]


@pytest.mark.parametrize("tolerable", HYPERGEOMETRIC_95_OF_1000)
def test_hypergeometric_sizes(tolerable):
    for expected, size in rates(HYPERGEOMETRIC_95_OF_1000[tolerable]):
        ours = 400 if (tolerable, expected) == (0.05, 0.035) else size
        assert attribute_size(tolerable, expected, population=1000) == ours, expected


@pytest.mark.parametrize("tolerable", POISSON_975)
def test_poisson_sizes(tolerable):
    for expected, size in rates(POISSON_975[tolerable]):
        assert monetary_size(tolerable, expected, 0.975) == size, expected


@pytest.mark.parametrize("tolerable", BINOMIAL_99)
def test_binomial_sizes(tolerable):
    for expected, size in rates(BINOMIAL_99[tolerable]):
        assert monetary_size(tolerable, expected, 0.99, "binomial") == attribute_size(tolerable, expected, 0.99) == size, expected


@pytest.mark.parametrize("size", LIMITS)
def test_hypergeometric_limits(size):
    for errors, limit in enumerate(LIMITS[size].split()):
        assert round(upper_bound(errors, size, 0.90, "hypergeometric", 1000) * 100, 1) == float(limit)


def test_single_results():
    assert attribute_size(0.01, population=1000) == 258 and attribute_size(0.05, population=1000) == 57
    assert attribute_size(0.05, 0.025, population=1000) == 197 and attribute_size(0.05, population=10_000) == 59
    assert upper_bound(0, 57, 0.95, "hypergeometric", 1000) == 0.049
    assert math.isclose(upper_bound(0, 60, 0.95, "poisson"), 0.04992887, abs_tol=1e-8)
    assert math.isclose(upper_bound([], 60, 0.95, "binomial"), 0.04870291, abs_tol=1e-8)
