"""Compulsory education (义务教育有保障): EDU-01 … EDU-06. Grounding, traps and sources: DOMAIN §2.5."""
