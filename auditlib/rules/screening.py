"""Routine screening and the register (常态化排查): SCREEN-01 … SCREEN-06. Grounding, traps and sources: DOMAIN §2.10."""
