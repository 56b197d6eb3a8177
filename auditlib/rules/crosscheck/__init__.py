"""Across counties, persons and ledgers: two places, shared accounts, kin, digits, and what the audit covers. DOMAIN §2.13."""
