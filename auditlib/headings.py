"""What the columns of leads and matters are called, what they hold of persons, and what their letters and facts mean to a reader."""

from collections.abc import Mapping

from auditlib.contracts import Ledger
from auditlib.rules import RULES, Rule
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

MATTER_LABELS = {
    "matter_id": "事项编号",
    "rule_id": "规则",
    "severity": "严重程度",
    "questioned_amount": "疑点金额（元）",
    "town": "镇街",
    "village": "村",
    "subject": "对象",
    "leads": "疑点（条）",
    "first_on": "最早日期",
    "last_on": "最晚日期",
    "strength": "证据强度",
    "amount_class": "金额类型",
}
LEAD_LABELS = MATTER_LABELS | {
    "lead_id": "疑点编号",
    "occurred_on": "发生日期",
    "source_file": "来源文件",
    "source_sheet": "工作表",
    "source_row": "行号",
    "amount": "金额（元）",
    "exceptions": "例外检验",
    "spared_by": "排除理由",
}
#: What the columns of every lead hold of persons; the subject may be one.
HELD = {"subject": "party", "town": "place", "village": "place", "source_file": "words", "source_sheet": "words"}
LEAD_KINDS = dict.fromkeys(LEAD_LABELS) | HELD


def rule_text(rule_id: str) -> str:
    """A rule by id and name; by id alone one that this version does not have any more."""
    return f"{rule_id} {RULES[rule_id].zh}" if rule_id in RULES else rule_id


def severity_text(letter: str) -> str:
    return f"{letter} {SEVERITY_ZH[letter]}"


#: Letters that a reader sees with their meaning.
WORDS = {"severity": severity_text, "strength": STRENGTH_ZH.get, "amount_class": AMOUNT_ZH.get}


def fact_label(rule: Rule | None, name: str, contracts: Mapping[str, Ledger]) -> str:
    """What a fact is called: by its rule, else by the heading in the rule's ledgers; nothing where neither knows it."""
    if rule is None:
        return ""
    columns = (contracts[ledger].columns for ledger in (*rule.ledgers, *rule.optional) if ledger in contracts)
    return rule.label(name) or next((of_ledger[name].header for of_ledger in columns if name in of_ledger), "")
