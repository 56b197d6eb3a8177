"""A trial of other policy values beside what is in force: per rule, and who comes and who goes. Every part says that it is no result."""

from html import escape

import pyarrow as pa

from auditlib.diff.changes import STATE_ZH, compared
from auditlib.found import Judged
from auditlib.headings import rule_text
from auditlib.leads import LEADS, plain
from auditlib.matters import figures, matters_of
from auditlib.parameters import PolicyValue
from auditlib.report.tables import Table, headed
from auditlib.what_if import Tried

#: Stands in every caption, so that a table copied from the page still says what it is.
MARK = "试算，不是审计结果"
#: States of matters that the trial tells of.
MOVED = ("new", "gone", "changed")
#: What of a matter is compared; the evidence would differ in the value cited alone.
COMPARED = ("severity", "strength", "amount_class", "questioned_amount", "leads")


class WhatIf:
    """``now``: what the rules of ``tried`` say by the values in force, in the same order."""

    def __init__(self, now: list[Judged], tried: Tried, rows: int = 200):
        self.now, self.tried, self.rows = now, tried, rows
        before = {row["matter_id"]: row for item in now for row in matters_of(item.leads).to_pylist()}
        after = {row["matter_id"]: row for item in tried.judged for row in matters_of(item.leads).to_pylist()}
        ran = {item.rule.id for item in tried.judged if item.ran}
        self.changes = compared(before, after, lambda matter: {name: plain(matter[name]) for name in COMPARED}, ran)

    def __repr__(self) -> str:
        return "\n".join([self.told, *map(repr, (self.by_rule(), self.matters()) if self.now else ())])

    def _repr_html_(self) -> str:
        tables = "".join(table.html for table in (self.by_rule(), self.matters())) if self.now else ""
        return f'<section class="what-if"><p class="fail"><strong>{escape(self.told)}</strong></p>{tables}</section>'

    @property
    def told(self) -> str:
        """What was tried, and that it is no result."""
        tried = "；".join(
            f"{value.description}（{value.id}）由 {_in_force(value)} 改为 {_shown(new)} {value.unit}" for value, new in self.tried.values
        )
        lines = [f"{MARK}：{tried}。结果文件夹未写入任何内容，正式结果以 auditlib run 为准。"]
        if not self.now:
            lines.append("没有可以试算的规则读取这个参数。")
        if self.tried.left_out:
            lines.append(f"未试算：{'、'.join(rule_text(rule.id) for rule in self.tried.left_out)}（依据其他规则的疑点或各县资料）。")
        return "".join(lines)

    def by_rule(self) -> Table:
        """Matters, leads and amounts of every rule, in force and tried; all of them together where there are several."""
        pairs = [([now], [tried], rule_text(now.rule.id)) for now, tried in zip(self.now, self.tried.judged, strict=True)]
        if len(pairs) > 1:
            pairs.append((self.now, self.tried.judged, "合计（每笔资金只计一次，分析性线索不计）"))
        return headed([self._compared(*pair) for pair in pairs], f"{MARK}：现行与试算对照", full_list="各规则")

    def _compared(self, now: list[Judged], tried: list[Judged], name: str) -> dict:
        row, ids = {"规则": name}, {item.rule.id for item in now}
        found = {
            side: figures(_leads(items), ids) if any(item.ran for item in items) else None
            for side, items in (("现行", now), ("试算", tried))
        }
        row |= {f"事项（{side}）": of.matters if of else "未执行" for side, of in found.items()}
        row |= {f"疑点（{side}）": of and of.leads + of.ranks for side, of in found.items()}
        row |= {f"疑点金额（{side}，元）": of and of.amount for side, of in found.items()}
        became = [change.state for change in self.changes.found if change.rule_id in ids]
        return row | {f"{STATE_ZH[state]}事项": became.count(state) for state in MOVED}

    def matters(self) -> Table:
        """Who comes, who goes, whose matter changes, masked."""
        rows = [
            {
                "试算后": STATE_ZH[state],
                "规则": rule_text(change.rule_id),
                "对象": whom["subject"],
                "镇街": whom["town"],
                "村": whom["village"],
                "现行金额（元）": change.before and change.before["questioned_amount"],
                "试算金额（元）": change.now and change.now["questioned_amount"],
                "事项编号": whom["matter_id"],
            }
            for state in MOVED
            for change in self.changes.of(state)
            for whom in [change.now or change.before]
        ]
        kinds = {"对象": "party", "镇街": "place", "村": "place"}
        return headed(rows, f"{MARK}：新增、消失和变化的事项", kinds=kinds, max_rows=self.rows, full_list="试算")


def _leads(items: list[Judged]) -> pa.Table:
    return pa.concat_tables([LEADS.empty_table(), *(item.leads for item in items)])


def _in_force(value: PolicyValue) -> str:
    """What holds on one day or another, the earliest first; of many, the first and the last."""
    held = [*dict.fromkeys(entry.text for entry in value.values)]
    return "、".join(held if len(held) < 4 else [held[0], "…", held[-1]])


def _shown(value: object) -> str:
    return "（未填）" if value is None else "、".join(value) if isinstance(value, list) else str(value)
