"""Compulsory schooling and education aid (义务教育与教育资助): children out of school, aid not paid, late, unlawful, fees. DOMAIN §2.5.

Pupils and terms: ``models.schooling``; kinds of aid and what is due: ``entitlement``; what was paid: ``payment``; being at school:
``attendance``.
"""
