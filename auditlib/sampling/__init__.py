"""Samples as auditors draw them: how many, which, and what they say of the whole."""

from auditlib.sampling.bounds import upper_bound
from auditlib.sampling.sizes import attribute_size, monetary_size

__all__ = ["attribute_size", "monetary_size", "upper_bound"]
