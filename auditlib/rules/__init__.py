"""The audit rules, a package per audit subject; importing this one registers them all. Modules that hold no rule are what the rules beside
them read."""

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from auditlib.rules.catalogue import RULES, Rule


@dataclass(frozen=True)
class Subject:
    """An audit subject: one name for its rules, policy values, tests, notebook and page; its Chinese title and a short one for columns."""

    name: str
    title: str
    short: str


#: Audit subjects in the order of an audit report: the plan's four money areas, its six problem areas, rectification, cross-checks.
SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject("special_funds", "财政专项扶贫资金", "资金"),
        Subject("projects", "扶贫项目建设与运行", "项目"),
        Subject("micro_loans", "扶贫小额信贷", "贷款"),
        Subject("project_assets", "扶贫资产", "资产"),
        Subject("education", "义务教育有保障", "教育"),
        Subject("medical", "基本医疗有保障", "医疗"),
        Subject("housing", "住房安全有保障", "住房"),
        Subject("water", "饮水安全有保障", "饮水"),
        Subject("standards", "把握保障标准", "标准"),
        Subject("screening", "常态化排查", "排查"),
        Subject("consumption", "消费扶贫", "消费"),
        Subject("rectification", "问题整改", "整改"),
        Subject("crosscheck", "交叉比对与覆盖", "比对"),
    )
}

for _name in SUBJECTS:
    for _module in iter_modules(import_module(f"auditlib.rules.{_name}").__path__, f"auditlib.rules.{_name}."):
        import_module(_module.name)


def rules_of(subject: str) -> list[Rule]:
    """The rules of one subject, by id."""
    return [rule for _, rule in sorted(RULES.items()) if rule.subject == subject]


__all__ = ["RULES", "SUBJECTS", "Rule", "Subject", "rules_of"]
