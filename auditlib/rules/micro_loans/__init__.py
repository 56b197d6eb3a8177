"""Micro-loans (扶贫小额信贷). Grounding, traps and sources: DOMAIN §2.3.

Every rule works on the loan book (``_loan_book.loans``): a loan that bank and poverty office both list is accused once.
"""

from auditlib.rules.micro_loans import lending, risk, subsidy, use

__all__ = ["lending", "risk", "subsidy", "use"]
