"""Safe drinking water (饮水安全有保障): WATER-01 … WATER-04. Grounding, traps and sources: DOMAIN §2.8."""
