"""Across counties and persons (交叉比对): CROSS-01 … CROSS-05. Grounding, traps and sources: DOMAIN §2.13."""
