"""Basic medical care (基本医疗保障): insurance, premiums, the chain of assistance, one-stop settlement, chronic patients, abnormal
settlements. DOMAIN §2.6.

Settlements put together from their payers' rows: ``settlements``; the patterns of MED-07: ``abnormal``.
"""
