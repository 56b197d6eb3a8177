"""Samples as auditors draw them: how many units, which, and what they say of the whole."""

from auditlib.sampling.drawing import Drawn, Sample, Stratum, Unit, draw, replaced
from auditlib.sampling.evaluating import Evaluation, Result, evaluate
from auditlib.sampling.sizes import DISTRIBUTIONS, attribute_size, monetary_size, upper_bound

__all__ = [
    "DISTRIBUTIONS", "Drawn", "Evaluation", "Result", "Sample", "Stratum", "Unit",
    "attribute_size", "draw", "evaluate", "monetary_size", "replaced", "upper_bound",
]  # fmt: skip
