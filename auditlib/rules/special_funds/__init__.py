"""Special poverty funds (财政专项扶贫资金), DOMAIN §2.1; one module for each kind of matter, importing this package registers them all."""

from auditlib.rules.special_funds import budgets, households, payments, uses

__all__ = ["budgets", "households", "payments", "uses"]
