"""Consumption-based help (消费扶贫): CONS-01 … CONS-03. Grounding, traps and sources: DOMAIN §2.11."""
