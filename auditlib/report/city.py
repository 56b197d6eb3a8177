"""All counties of a run side by side: coverage, leads and amounts, and fair rates."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cached_property
from html import escape
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.audit import basis, departs
from auditlib.contracts import Ledger
from auditlib.intake import load_intake
from auditlib.leads import total
from auditlib.parameters import County, Parameters
from auditlib.report import charts
from auditlib.report.finding import Note
from auditlib.report.scope import SAMPLED, measure, ratio
from auditlib.report.tables import Table, html_table
from auditlib.rules import RULES, SUBJECTS, rules_of

#: 万元.
WAN = 10_000

class City:
    """Every county with results under ``outputs`` that stand for these parameters; the others are listed as not audited, never as free of leads."""

    def __init__(self, outputs: Path, parameters: Parameters, contracts: dict[str, Ledger], done):
        self.outputs = outputs
        self.parameters = parameters
        self.contracts = contracts
        self._done = done
        now = basis(parameters)
        why = {unit: departs(outputs / unit, now) for unit in parameters.counties}
        self.units = {unit: parameters.counties[unit] for unit in why if not why[unit]}
        self.others: dict[str, list[str]] = defaultdict(list)
        for unit in filter(why.get, why):
            self.others[why[unit]].append(parameters.counties[unit].name)

    def __repr__(self) -> str:
        if not self.units:
            return f"没有正式运行结果：审计截止日 {self.parameters.run.as_of} 没有一个单位可列入（{'；'.join(self.others)}）"
        return f"{len(self.units)} 个单位，审计截止日 {self.parameters.run.as_of}"

    def _repr_html_(self) -> str:
        others = "".join(f"<p>未列入：{escape('、'.join(names))}（{escape(why)}）</p>" for why, names in self.others.items())
        return f'<div class="loaded"><p>{escape(repr(self))}</p>{others}</div>'

    @cached_property
    def facts(self) -> dict[str, dict]:
        """Per unit: leads by rule (those of strength C apart), amounts by class, scope, rules not run."""
        return {unit: self._facts(self.outputs / unit) for unit in self.units}

    def _facts(self, out: Path) -> dict:
        leads = pq.read_table(out / "leads.parquet")
        records = json.loads((out / "rules.json").read_text(encoding="utf-8"))
        ranks = pc.equal(leads["strength"], "C")
        return {
            "found": Counter(leads["rule_id"].to_pylist()),
            "leads": Counter(leads.filter(pc.invert(ranks))["rule_id"].to_pylist()),
            "ranks": pc.sum(ranks).as_py() or 0,
            "amounts": total(leads),
            "by_subject": {s: total(leads, {i for i, r in RULES.items() if r.subject == s}) for s in SUBJECTS},
            "scope": measure(out / "ledgers"),
            "not_run": {r["rule_id"]: r["reason"] for r in records if r["status"] != "run"},
            "intake": load_intake(out),
        }

    def coverage(self) -> Table:
        """Full coverage (审计全覆盖): what of each unit was audited by data, and how many rules were run."""
        rows = []
        for unit in self.parameters.counties.values():
            fact = self.facts.get(unit.id)
            if fact is None:
                rows.append({"unit": unit.name, "state": "没有结果"})
                continue
            scope, states = fact["scope"], Counter(f["state"] for f in fact["intake"].files)
            rows.append(
                {
                    "unit": unit.name,
                    "state": f"读取 {states['read']}" + (f"，未能读取 {states['refused']}" if states["refused"] else ""),
                    "ledgers": len(fact["intake"].ledgers),
                    "rows": sum(scope.rows.values()),
                    "towns": scope.towns,
                    "villages": scope.villages,
                    "households": scope.households,
                    "persons": scope.persons,
                    "projects": scope.projects,
                    "loans": scope.loans,
                    "money": ratio(scope.sampled, WAN),
                    "run": f"{len(RULES) - len(fact['not_run'])}/{len(RULES)}",
                }
            )
        labels = {"unit": "单位", "state": "文件", "ledgers": "台账", "rows": "行数", "towns": "镇街", "villages": "村", "households": "户", "persons": "人"}
        labels |= {"projects": "项目", "loans": "贷款", "money": "抽审资金（万元）", "run": "执行规则"}
        return html_table(rows, labels, "审计覆盖情况（全部以数据方式审计；空白为未收到资料）", kinds=dict.fromkeys(labels), frozen=True)

    def not_run(self) -> Table | Note:
        """Rules not run and why, with the units that it concerns."""
        where: dict[tuple, list[str]] = defaultdict(list)
        for unit, fact in self.facts.items():
            for rule, reason in fact["not_run"].items():
                where[rule, reason].append(_short(self.units[unit]))
        rules: dict[tuple, list[str]] = defaultdict(list)
        for (rule, reason), units in sorted(where.items()):
            rules[reason, tuple(units)].append(rule)
        rows = [
            {"reason": reason, "rules": "、".join(ids), "units": "全部单位" if len(units) == len(self.units) else "、".join(units)}
            for (reason, units), ids in sorted(rules.items(), key=lambda item: item[1])
        ]
        labels = {"rules": "规则", "reason": "未执行的原因", "units": "单位"}
        return html_table(rows, labels, "未执行的规则（不等于没有问题）", kinds=dict.fromkeys(labels)) if rows else Note("各单位全部规则都已执行。")

    def table(self) -> Table:
        """Leads by unit and subject; those of strength C stand apart."""
        rows = []
        for unit, fact in self.facts.items():
            by = {s: sum(fact["leads"][rule] for rule in ran) if ran else None for s, ran in self._ran(fact).items()}
            rows.append({"unit": self.units[unit].name, "leads": fact["leads"].total(), **by, "ranks": fact["ranks"]})
        labels = {"unit": "单位", "leads": "合计"} | {s.name: s.short for s in SUBJECTS.values()} | {"ranks": "另有线索"}
        return html_table(rows, labels, "各单位疑点数（条，未经核实；“线索”只排序，不计入合计；空白＝没有执行）", kinds=dict.fromkeys(labels), frozen=True)

    def amounts(self) -> Table:
        """Questioned amounts by unit and subject, 万元; a source row counts once in each figure."""
        rows = []
        for unit, fact in self.facts.items():
            sums = {s: ratio(sum(fact["by_subject"][s].values(), Decimal(0)), WAN) if ran else None for s, ran in self._ran(fact).items()}
            whole = ratio(sum(fact["amounts"].values(), Decimal(0)), WAN)
            rows.append({"unit": self.units[unit].name, "amount": whole, **sums})
        labels = {"unit": "单位", "amount": "合计（不重复）"} | {s.name: s.short for s in SUBJECTS.values()}
        return html_table(rows, labels, "各单位疑点金额（万元，未经核实；空白＝没有执行）", kinds=dict.fromkeys(labels), frozen=True)

    @staticmethod
    def _ran(fact: dict) -> dict[str, list[str]]:
        """The rules run of each subject: one of which none was run has no figure, not a zero."""
        return {s: [rule.id for rule in rules_of(s) if rule.id not in fact["not_run"]] for s in SUBJECTS}

    def _rates(self) -> list[dict]:
        rows = []
        for unit, fact in self.facts.items():
            scope, leads, amount = fact["scope"], fact["leads"].total(), sum(fact["amounts"].values(), Decimal(0))
            rows.append(
                {
                    "unit": self.units[unit].name,
                    "households": scope.households,
                    "money": ratio(scope.sampled, WAN),
                    "per_households": ratio(1000 * leads, scope.households),
                    "per_million": ratio(amount * 1_000_000, scope.sampled),
                    "run": len(RULES) - len(fact["not_run"]),
                }
            )
        return rows

    def rates(self) -> Table:
        """Leads per thousand registered households, questioned yuan per million yuan audited."""
        labels = {
            "unit": "单位",
            "households": "建档立卡户数",
            "money": "抽审资金（万元）",
            "per_households": "每千户疑点（条）",
            "per_million": "每百万元疑点金额（元）",
            "run": "执行规则（条）",
        }
        caption = f"可比口径（抽审资金＝{'＋'.join(self.contracts[n].title for n in SAMPLED)}）"
        return html_table(self._rates(), labels, caption, kinds=dict.fromkeys(labels), frozen=True)

    def rules(self) -> Table:
        """Leads by rule and unit; an empty cell is a rule not run there."""
        rows = []
        for rule_id, rule in sorted(RULES.items()):
            counts = {u: None if rule_id in f["not_run"] else f["found"].get(rule_id, 0) for u, f in self.facts.items()}
            rows.append({"rule": f"{rule_id} {rule.zh}", **counts})
        labels = {"rule": "规则"} | {u: _short(unit) for u, unit in self.units.items()}
        return html_table(rows, labels, "各规则疑点数（含分析性线索；空白＝未执行）", kinds=dict.fromkeys(labels), frozen=True)

    def chart(self, what: str):
        """``leads``: leads by unit; ``rates``: leads per thousand households by unit."""
        if what == "rates":
            values = {r["unit"]: float(r["per_households"]) for r in self._rates() if r["per_households"] is not None}
            title, unit = "每千户疑点数", "条/千户"
        else:
            values = {self.units[u].name: f["leads"].total() for u, f in self.facts.items()}
            title, unit = "各单位疑点数", "条"
        if not values:
            return Note("没有可比的数据，不作图。")
        values = dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
        alt = title + "：" + "，".join(f"{name} {value:g}" for name, value in values.items())
        return charts.bar(values, caption=title, category="单位", unit=unit, alt=alt)

    def finish(self, notebook: str):
        """The completion marker of the whole city."""
        leads = {unit: fact["found"].total() for unit, fact in self.facts.items()}
        return self._done({"notebook": notebook, "as_of": self.parameters.run.as_of.isoformat(), "units": leads})


def _short(unit: County) -> str:
    """The shortest name of a unit, for columns."""
    return min([unit.name, *unit.aliases], key=len)
