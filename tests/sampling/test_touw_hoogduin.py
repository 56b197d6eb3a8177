"""Touw and Hoogduin, Statistiek voor audit en controlling (Boom, 2011): chapters 1 and 5; pages as github.com/koenderks/jfa 0.7.3 cites them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditlib.sampling import Drawn, Result, Sample, Unit, attribute_size, evaluate, monetary_size, upper_bound
from auditlib.sampling.drawing import hits

BOOK = Decimal("13500000.00")


@pytest.mark.parametrize(
    ("confidence", "size", "printed"), [(0.95, 300, 300), (0.90, 231, 230), (0.75, 139, 140), (0.60, 92, 90), (0.50, 70, 70)]
)
def test_page_17(confidence, size, printed):
    """The book rounds to tens: of its 230 and 90 the bound stays above 1 %, of its 140 one unit less does."""
    assert monetary_size(0.01, confidence=confidence) == size and abs(size - printed) <= 2


@pytest.mark.parametrize(("confidence", "size"), [(0.95, 150), (0.875, 104)])
def test_page_23(confidence, size):
    assert monetary_size(100_000 / 5_000_000, confidence=confidence) == size


def test_page_34_monetary_units_at_a_fixed_interval():
    assert [name for name, count in zip("ABCDEFGHIJ", hits([7, 3, 4, 9, 0, 1, 8, 2, 6, 5], 9, 2), strict=True) if count] == [*"ACDGI"]


def test_page_123():
    assert attribute_size(60 / 1200, 0, 0.90, population=1200) == 45


@pytest.mark.parametrize(("errors", "bound"), [(0, "0.0208"), (1, "0.0358"), (2, "0.0492"), (3, "0.0625")])
def test_page_125(errors, bound):
    assert upper_bound(errors, 102, 0.90, "hypergeometric", 1200) == pytest.approx(float(bound), abs=0.00005)


SIZES = {
    (0.95, 0.01): (299, 473, 628, 773), (0.95, 0.05): (59, 93, 124, 153), (0.95, 0.10): (29, 46, 61, 76), (0.95, 0.15): (19, 30, 40, 50),
    (0.95, 0.20): (14, 22, 30, 37), (0.90, 0.01): (230, 388, 531, 667), (0.90, 0.05): (45, 77, 105, 132), (0.90, 0.10): (22, 38, 52, 65),
    (0.90, 0.15): (15, 25, 34, 43), (0.90, 0.20): (11, 18, 25, 32),
}  # fmt: skip


@pytest.mark.parametrize(("confidence", "tolerable"), SIZES)
def test_page_126(confidence, tolerable):
    """The least sizes at which 0, 1, 2, 3 errors are still good enough."""
    for errors, size in enumerate(SIZES[confidence, tolerable]):
        assert upper_bound(errors, size, confidence) < tolerable < upper_bound(errors, size - 1, confidence)


@pytest.mark.parametrize(("taints", "amount"), [(0, "276050"), (1, "436007"), (2, "577535"), (3, "710132")])
def test_page_137(taints, amount):
    assert upper_bound(taints, 145, 0.95, "binomial") * float(BOOK) == pytest.approx(float(amount), abs=4)


@pytest.mark.parametrize(
    ("taints", "amount"),
    [((1, 0.20000072, 0.03999931), 469616.5), ((1, 0.09887), 449999.9), ((0.5, 0.4, 0.19887), 439009.3)],
    ids=["page 138", "page 143", "page 144"],
)
def test_stringer_bound(taints, amount):
    """The book's 145 binomial factors are rounded: 2 of 470,000 is the most that they make."""
    assert upper_bound(taints, 145, 0.95, "binomial") * float(BOOK) == pytest.approx(amount, abs=4)


def test_page_138_as_an_evaluation():
    """Three of 145 monetary units in error: most likely 115,448, at most 469,617."""
    interval = (BOOK / 145).quantize(Decimal("0.01"))
    drawn = tuple(Drawn(Unit(f"{place:03}", Decimal("25000.00"))) for place in range(145))
    sample = Sample("mus", "page 138", 145, 145, BOOK, interval, (), drawn, interval=interval, start=Decimal("1.00"))
    results = {one.unit.key: Result(False) for one in drawn}
    results |= {"007": Result(True, Decimal("25000.00")), "070": Result(True, Decimal("5000.02")), "100": Result(True, Decimal("999.98"))}
    found = evaluate(sample, results, 450_000 / 13_500_000, distribution="binomial")
    assert abs(found.most_likely - Decimal("115448.3")) < 1 and abs(found.upper - Decimal("469616.5")) < 4
    assert found.tolerable == Decimal("450000.00") and not found.accepted and found.errors == 3
