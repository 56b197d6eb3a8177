"""The rectification ledger (问题整改): RECT-01 … RECT-05. Grounding, traps and sources: DOMAIN §2.12."""
