"""Routine screening (常态化排查): the register's own faults, changes not made, doubtful exits, the missed poor, faulty screening.

DOMAIN §2.10. Defects of the register: ``defects``; households outside of it: ``missed``; the screening ledger: ``screened``.
"""
