"""Safe housing (住房安全有保障): HOUSE-01 … HOUSE-06. Grounding, traps and sources: DOMAIN §2.7."""
