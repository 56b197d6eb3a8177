"""Basic medical care (基本医疗有保障): MED-01 … MED-07. Grounding, traps and sources: DOMAIN §2.6."""
