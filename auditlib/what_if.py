"""What a county's rules would say if policy values were others (试算): the same ledgers, nothing written, never the run of record."""

import difflib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from auditlib.audit import in_turn, judge, reads_leads
from auditlib.errors import NotRun, ParameterError
from auditlib.fingerprint import POLICY
from auditlib.found import Judged
from auditlib.ledgers import Ledgers
from auditlib.parameters import County, Parameters, PolicyValue
from auditlib.rules import RULES, Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import as_sql
from auditlib.strict_yaml import as_day

#: What stands in place of the document in all that is made of a value tried.
TRIED = "试算（不是文件规定的取值）"
#: By unit of a policy value what it must be, and an example; of any other unit a number.
WANTED = {"文字": ("文字", '"户借户用户还"'), "日期": ("写作 YYYY-MM-DD 的日期", '"2019-12-31"')}


@dataclass(frozen=True)
class Tried:
    """``values``: each policy value as it is in force, and what was tried instead. ``judged``: what every rule that reads one of them then
    says.

    ``left_out``: rules on one of them that can not be tried: they read what other rules found, or the ledgers of all counties.
    """

    values: list[tuple[PolicyValue, Decimal | str | list[str]]]
    judged: list[Judged]
    left_out: list[Rule]


def tried(values: Mapping[str, object], ledgers: Ledgers, county: County, parameters: Parameters) -> Tried:
    """Run the county's rules that read one of these policy values (id → what it shall be, on all its days). Nothing else is to be run on
    ``ledgers``.

    Raises ParameterError for an id that does not exist and for a value of another kind than the policy value's.
    """
    known = parameters.policy_of(county)
    typed = {policy_id: _typed(policy_id, value, known) for policy_id, value in values.items()}
    entries = {
        i: [e.model_copy(update={"value": v, "document": TRIED, "article": None}) for e in known[i].values] for i, v in typed.items()
    }
    other = county.model_copy(update={"policy": {**county.policy, **entries}})
    asked = {POLICY + policy_id for policy_id in typed}
    alone = [rule for rule in in_turn() if not reads_leads(rule) and asked & _read(rule, ledgers, county, parameters)]
    apart = [rule for rule in RULES.values() if (rule.scope == "city" or reads_leads(rule)) and typed.keys() & {*rule.basis}]
    return Tried([(known[i], v) for i, v in typed.items()], [judge(rule, ledgers, other, parameters) for rule in alone], apart)


def _read(rule: Rule, ledgers: Ledgers, county: County, parameters: Parameters) -> set[str]:
    """The names of what a rule looks up on these ledgers, also of the policy values for want of which it is not run."""
    policy = Policy(parameters.policy_of(county), parameters.run.as_of, words=parameters.words)
    with suppress(NotRun):
        as_sql(rule, ledgers, policy, parameters.run.audit_from)
    return policy.read


def _typed(policy_id: str, value: object, known: Mapping[str, PolicyValue]) -> Decimal | str | list[str]:
    """The value as the policy value demands it: a number as Decimal, of a fraction the digits as they were written."""
    if policy_id not in known:
        near = difflib.get_close_matches(policy_id, known, 3, cutoff=0.5)
        raise ParameterError(f"没有参数 {policy_id}" + (f"；是否想写 {'、'.join(near)}？" if near else "；参数见 parameters/policy/"))
    unit = known[policy_id].unit
    if unit not in WANTED and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and Decimal(str(value)).is_finite():
        return Decimal(str(value))
    if unit == "日期":
        with suppress(ValueError):
            return as_day(value).isoformat()
    listed = any(isinstance(entry.value, list) for entry in known[policy_id].values)
    texts = value if listed and isinstance(value, list) else [value]
    if unit == "文字" and texts and all(isinstance(text, str) and text for text in texts):
        return texts if listed else value
    kind, example = WANTED.get(unit, ("数，不加引号", "30000"))
    raise ParameterError(f"参数 {policy_id}（{known[policy_id].description}）单位为“{unit}”，应为{kind}，如 {example}；现为 {value!r}")
