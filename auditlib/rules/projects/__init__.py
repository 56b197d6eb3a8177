"""Project construction and operation (扶贫项目建设与运行). Grounding, traps and sources: DOMAIN §2.2."""

from auditlib.rules.projects import beneficiaries, money, notices, procedure, results, tender

__all__ = ["beneficiaries", "money", "notices", "procedure", "results", "tender"]
