"""What became of a county's matters, for its report: findings, what is new, and 期限日历, what is open on a day."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from auditlib.casework.actions import STATES, Due, actions, load_plan, open_on, standing, terms
from auditlib.casework.cases import Case
from auditlib.casework.visits import Plan, savings
from auditlib.decisions import Decided, matters_in
from auditlib.diff.changes import STATE_ZH, changes
from auditlib.headings import rule_text
from auditlib.parameters import County, Parameters
from auditlib.report.parts import Note, Together
from auditlib.report.rectification import NO_RECORD
from auditlib.report.tables import MAX_ROWS, Table, headed

#: What columns of a finding hold of persons.
FINDING = {"标题": "words", "对象": "party", "村": "place", "定性": "words", "责任单位": "body"}


@dataclass(frozen=True)
class Casework:
    """``decided``: the snapshot of the case record, None without one; ``matters``: matters.parquet; ``ran``: ids of the rules that ran;
    ``filed``: see actions.filed; ``planned``: makes the visits for these cases, by id."""

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
        found = []
        for one in (one for one in matters_in(self.decided) if one.verified):
            values = {name: text or None for name, text in one.values.items()}
            row = {"问题编号": values.get("finding_no"), "标题": values.get("title") or rule_text(one.rule_id)}
            amount = values.get("verified_amount")
            row |= {
                "属实金额（元）": amount and Decimal(amount),
                "状态": one.state,
                "对象": one.facts.get("subject"),
                "村": one.facts.get("village"),
            }
            found.append(row | {"定性": values.get("phrase"), "责任单位": values.get("unit")})
        if not found:
            return Note("还没有核实属实的事项。")
        found.sort(key=lambda row: (-(row["属实金额（元）"] or 0), row["问题编号"] or ""))
        return headed(found, "核实属实的问题", kinds=FINDING, max_rows=rows, full_list="问题清单.xlsx")

    def since(self) -> Table | Note:
        """Matters new, gone, changed and the same since the record was last brought up to date, by rule."""
        if self.decided is None:
            return Note("没有案件记录，无从与上次比较；导出疑点核查表以后，再次运行时在此列出变化。")
        before = {one.id: one.facts for one in matters_in(self.decided)}
        accusing = self.matters.filter([strength != "C" for strength in self.matters["strength"].to_pylist()])
        found = changes(before, accusing, self.ran)
        differ = {rule: counts for rule, counts in sorted(found.by_rule.items()) if counts.total() > counts["same"]}
        told = {rule_text(rule): counts for rule, counts in differ.items()} | {"全部规则": found.counts}
        rows = [{"规则": name} | {title: counts[state] for state, title in STATE_ZH.items()} for name, counts in told.items()]
        return headed(rows, "与案件记录上次收录时相比（事项；没有变化的规则不列）")

    def calendar(self, rows: int = MAX_ROWS) -> Together:
        """What the plan asks of the county, and the terms that run in its matters: how they stand, and ``rows`` of what is open."""
        plan, as_of = load_plan(self.parameters), self.parameters.run.as_of
        dues: list[Due] = [due for due in actions(plan, self.filed, self.parameters) if due.county == self.county.id]
        dues += terms(plan, self._cases.values(), self.parameters)
        return Together(summary(dues, as_of, plan.soon), calendar(dues, as_of, plan.soon, rows))

    def visits(self) -> Note:
        """Villages, visits and visits saved against separate checks."""
        (saved,) = savings({self.county.name: self.planned(self._cases)})
        told = "，".join(f"{name} {value:,}" for name, value in saved.items() if name != "单位")
        return Note(f"合并入户核查（减少重复进村入户）：{told}。")

    @property
    def _cases(self) -> dict[str, Case]:
        known = matters_in(self.decided or [])
        return {one.id: Case(one.id, self.county.id, {one.state: one.group}, state=one.state, values=one.values) for one in known}


def calendar(dues: Iterable[Due], as_of: dt.date, soon: int, rows: int = MAX_ROWS) -> Table:
    """What was open on a day, the longest overdue first."""
    found = [
        {
            "期限": due.last_day,
            "状态": due.state(as_of, soon),
            "逾期天数": due.late(as_of) or None,
            "单位": due.unit,
            "应办事项": due.what,
            "报送对象": due.to,
            "编号": due.id,
            "依据": due.basis,
        }
        for due in open_on(dues, as_of, soon)
    ]
    # a unit that an auditor typed in may be a person
    caption, kinds = f"{as_of} 尚未办结的事项（按自然日计算）", {"单位": "party"}
    return headed(found, caption, kinds=kinds, max_rows=rows, full_list="行动台账.xlsx")


def summary(dues: Iterable[Due], as_of: dt.date, soon: int) -> Table:
    """How many units, or matters, stand where: one row for each thing of the plan."""
    dues = list(dues)
    titles = {due.plan_id: due.what for due in dues}
    found = sorted(standing(dues, as_of, soon).items())
    rows = [{"编号": id, "应办事项": titles[id]} | {state: counts[state] for state in STATES} for id, counts in found]
    return headed(rows, f"{as_of} 各项办理情况")
