"""Rectification (问题整改): overdue, not enough, false or undone, outside the ledger, repeated.

DOMAIN §2.12; the plan sends three kinds to accountability: 台账外, 台账内不整改, 整改不到位. The ledger made ready: ``closing``.
"""
