"""SRA steekproefmodel (sra.nl, Praktijkhandreiking Steekproeven, 2022): Poisson sizes, as github.com/koenderks/jfa 0.7.3 holds them (test-sra.R)."""

import pytest

from auditlib.sampling import monetary_size, upper_bound

TOLERABLE = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
SIZES = {
    0.95: (60, 30, 20, 15, 12, 10, 9, 8, 7, 6), 0.96: (64, 32, 22, 16, 13, 11, 10, 8, 8, 7), 0.97: (70, 35, 24, 18, 14, 12, 10, 9, 8, 8),
    0.975: (74, 37, 25, 19, 15, 13, 11, 10, 9, 8), 0.98: (78, 39, 26, 20, 16, 13, 12, 10, 9, 8), 0.99: (92, 46, 31, 23, 19, 16, 14, 12, 11, 10),
}  # fmt: skip


@pytest.mark.parametrize("confidence", SIZES)
def test_sizes(confidence):
    """The model multiplies rounded factors: where it is one below us, its size does not reach the confidence."""
    for tolerable, printed in zip(TOLERABLE, SIZES[confidence], strict=True):
        size = monetary_size(tolerable, confidence=confidence)
        assert size - printed in (0, 1)
        if size > printed:
            assert upper_bound(0, printed, confidence, "poisson") > tolerable
