"""What became of a county's matters, as its report tells it: findings, what is new since the record was last brought up to date, and open terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from auditlib.casework.actions import Due, actions, terms
from auditlib.casework.cases import Case
from auditlib.casework.plan import load_plan
from auditlib.casework.visits import Plan, savings
from auditlib.decisions import Decided, matters_in
from auditlib.diff.changes import STATE_ZH, changes
from auditlib.parameters import County, Parameters
from auditlib.report.calendar import calendar, summary
from auditlib.report.finding import Note, rule_text
from auditlib.report.rectification import NO_RECORD, Together
from auditlib.report.tables import MAX_ROWS, Table, html_table
from auditlib.rules import RULES

#: Of a finding, what the report tells, with what each column holds of persons.
FINDING = {
    "finding_no": ("问题编号", None),
    "title": ("标题", "words"),
    "amount": ("属实金额（元）", None),
    "state": ("状态", None),
    "subject": ("对象", "party"),
    "village": ("村", "place"),
    "phrase": ("定性", "words"),
    "unit": ("责任单位", "body"),
}


@dataclass(frozen=True)
class Casework:
    """``decided``: the snapshot of the case record, None without one; ``matters``: matters.parquet; ``ran``: ids of the rules that ran; ``filed``: see
    actions.filed; ``planned``: makes the visits for these cases, by id.
    """

    decided: list[Decided] | None
    matters: pa.Table
    ran: Collection[str]
    county: County
    parameters: Parameters
    filed: Mapping[str, dict[str, str]]
    planned: Callable[[dict[str, Case]], Plan]

    def findings(self, rows: int = 200) -> Table | Note:
        """The verified matters (问题), the largest first: these, and no lead, may be quoted."""
        if self.decided is None:
            return Note(NO_RECORD)
        found = [self._finding(one) for one in matters_in(self.decided) if one.verified]
        if not found:
            return Note("还没有核实属实的事项。")
        found.sort(key=lambda row: (-(row["amount"] or 0), row["finding_no"] or ""))
        labels, kinds = ({name: of[place] for name, of in FINDING.items()} for place in (0, 1))
        return html_table(found, labels, "核实属实的问题", kinds=kinds, max_rows=rows, full_list="问题清单.xlsx")

    @staticmethod
    def _finding(one: Decided) -> dict:
        values, amount = one.values, one.values.get("verified_amount")
        told = {name: values.get(name) or None for name in FINDING} | {name: one.facts.get(name) for name in ("subject", "village")}
        title = told["title"] or (rule_text(one.rule_id) if one.rule_id in RULES else one.rule_id)
        return told | {"title": title, "amount": Decimal(amount) if amount else None, "state": one.state}

    def since(self) -> Table | Note:
        """Matters new, gone, changed and the same since the record was last brought up to date, by rule."""
        if self.decided is None:
            return Note("没有案件记录，无从与上次比较；导出疑点核查表以后，再次运行时在此列出变化。")
        before = {one.id: one.facts for one in matters_in(self.decided)}
        accusing = self.matters.filter([strength != "C" for strength in self.matters["strength"].to_pylist()])
        found = changes(before, accusing, self.ran)
        differ = {rule: counts for rule, counts in sorted(found.by_rule.items()) if counts.total() > counts["same"]}
        rows = [
            {"rule": rule_text(rule) if rule in RULES else rule, **{state: counts[state] for state in STATE_ZH}}
            for rule, counts in differ.items()
        ]
        rows.append({"rule": "全部规则", **{state: found.counts[state] for state in STATE_ZH}})
        labels = {"rule": "规则"} | STATE_ZH
        return html_table(rows, labels, "与案件记录上次收录时相比（事项；没有变化的规则不列）", kinds=dict.fromkeys(labels))

    def calendar(self, rows: int = MAX_ROWS) -> Together:
        """What the plan asks of the county, and the terms that run in its matters: how they stand, and the first ``rows`` of what is open."""
        plan, as_of = load_plan(self.parameters), self.parameters.run.as_of
        dues: list[Due] = [due for due in actions(plan, self.filed, self.parameters) if due.county == self.county.id]
        dues += terms(plan, self._cases.values(), self.parameters)
        return Together(summary(dues, as_of, plan.soon), calendar(dues, as_of, plan.soon, rows))

    def visits(self) -> Note:
        """Villages, visits and visits saved against separate checks."""
        (saved,) = savings({self.county.name: self.planned(self._cases)})
        return Note(
            "合并入户核查（减少重复进村入户）：" + "，".join(f"{name} {value:,}" for name, value in saved.items() if name != "单位") + "。"
        )

    @property
    def _cases(self) -> dict[str, Case]:
        return {
            one.id: Case(one.id, self.county.id, {one.state: one.group}, state=one.state, values=one.values)
            for one in matters_in(self.decided or [])
        }
