"""The audit rules, one module per audit subject; importing this package registers them all."""

from importlib import import_module

from auditlib.rules.catalogue import RULES, Rule

#: Audit subjects in the order of an audit report, with their Chinese titles.
SUBJECTS = {
    "special_funds": "财政专项扶贫资金",
    "projects": "扶贫项目建设",
    "micro_loans": "扶贫小额信贷",
    "project_assets": "扶贫资产",
}

for _subject in SUBJECTS:
    import_module(f"auditlib.rules.{_subject}")


def rules_of(subject: str) -> list[Rule]:
    """The rules of one subject, by id."""
    return [rule for _, rule in sorted(RULES.items()) if rule.subject == subject]


__all__ = ["RULES", "SUBJECTS", "Rule", "rules_of"]
