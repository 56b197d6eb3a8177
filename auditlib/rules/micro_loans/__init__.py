"""Micro-loans (扶贫小额信贷). Grounding, traps and sources: DOMAIN §2.3.

Every rule works on `auditlib.models.loans`: a loan that bank and poverty office both list is accused once.
"""
