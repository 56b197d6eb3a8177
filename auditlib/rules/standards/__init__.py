"""Holding the standard (把握保障标准): STD-01 … STD-04. Grounding, traps and sources: DOMAIN §2.9."""
