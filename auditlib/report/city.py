"""All counties of a run side by side: coverage, leads and amounts, and fair rates."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from html import escape
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.contracts import Ledger
from auditlib.intake import load_intake
from auditlib.leads import total
from auditlib.parameters import Parameters
from auditlib.report import charts
from auditlib.report.finding import Note
from auditlib.report.overview import FUNDS
from auditlib.report.tables import Table, html_table
from auditlib.rules import RULES, SUBJECTS

#: Money of the rates' denominator: each yuan once (payments to people, projects approved, loans).
DENOMINATOR = ("benefit_payment", "project", "micro_loan")


class City:
    """Every county with results under ``outputs``; the others are listed as not audited, never as free of leads."""

    def __init__(self, outputs: Path, parameters: Parameters, contracts: dict[str, Ledger], done):
        self.outputs = outputs
        self.parameters = parameters
        self.contracts = contracts
        self._done = done
        self.units = {i: unit for i, unit in parameters.counties.items() if (outputs / i / "rules.json").exists()}

    def __repr__(self) -> str:
        return f"{len(self.units)} 个单位，审计截止日 {self.parameters.run.as_of}"

    def _repr_html_(self) -> str:
        missing = "、".join(u.name for i, u in self.parameters.counties.items() if i not in self.units)
        more = f"；没有结果的单位：{escape(missing)}" if missing else ""
        return f'<div class="loaded"><p>{escape(repr(self))}{more}</p></div>'

    @cached_property
    def facts(self) -> dict[str, dict]:
        """Per unit: leads by rule, amount by class, households, audited money (元), rules not run."""
        return {unit: self._facts(self.outputs / unit) for unit in self.units}

    def _facts(self, out: Path) -> dict:
        leads = pq.read_table(out / "leads.parquet")
        records = json.loads((out / "rules.json").read_text(encoding="utf-8"))
        money = {}
        for name, column in FUNDS.items():
            path = out / "ledgers" / f"{name}.parquet"
            if path.exists():
                money[name] = pc.sum(pq.read_table(path, columns=[column])[column]).as_py() or Decimal("0.00")
        households = out / "ledgers" / "poor_household.parquet"
        persons = out / "ledgers" / "poor_person.parquet"
        register = households if households.exists() else persons
        return {
            "leads": Counter(leads["rule_id"].to_pylist()),
            "amounts": total(leads),
            "by_subject": {s: total(leads, {i for i, r in RULES.items() if r.subject == s}) for s in SUBJECTS},
            "households": pc.count_distinct(pq.read_table(register, columns=["hh_no"])["hh_no"]).as_py() if register.exists() else None,
            "money": money,
            "not_run": {r["rule_id"]: r["reason"] for r in records if r["status"] != "run"},
            "intake": load_intake(out),
        }

    def coverage(self) -> Table:
        """Full coverage (审计全覆盖): each unit's files, ledgers, rows, rules run, and what was not run and why."""
        rows = []
        for unit in self.parameters.counties.values():
            if unit.id not in self.units:
                rows.append({"unit": unit.name, "state": "未审计：没有结果"})
                continue
            fact = self.facts[unit.id]
            reasons = defaultdict(list)
            for rule_id, reason in fact["not_run"].items():
                reasons[reason].append(rule_id)
            intake = fact["intake"]
            rows.append(
                {
                    "unit": unit.name,
                    "state": "已审计",
                    "files": sum(f["state"] == "read" for f in intake.files),
                    "ledgers": len(intake.ledgers),
                    "rows": sum(ledger["rows"] for ledger in intake.ledgers.values()),
                    "run": f"{len(RULES) - len(fact['not_run'])}/{len(RULES)}",
                    "missing": "；".join(f"{'、'.join(ids)}：{reason}" for reason, ids in sorted(reasons.items())),
                }
            )
        labels = {"unit": "单位", "state": "状态", "files": "文件", "ledgers": "台账", "rows": "入账行数", "run": "执行规则", "missing": "未执行及原因"}
        return html_table(rows, labels, "审计覆盖情况", kinds=dict.fromkeys(labels))

    def table(self) -> Table:
        """Leads and questioned amounts by unit and subject; a source row counts once in each figure."""
        rows = []
        for unit, fact in self.facts.items():
            row = {"unit": self.units[unit].name}
            for subject in SUBJECTS:
                row[subject] = sum(n for rule, n in fact["leads"].items() if RULES[rule].subject == subject)
                row[f"{subject}_amount"] = sum(fact["by_subject"][subject].values(), Decimal("0.00"))
            row |= {"leads": sum(fact["leads"].values()), "amount": sum(fact["amounts"].values(), Decimal("0.00"))}
            rows.append(row)
        labels = {"unit": "单位"}
        for subject in SUBJECTS.values():
            labels |= {subject.name: f"{subject.title}疑点", f"{subject.name}_amount": f"{subject.title}金额（元）"}
        labels |= {"leads": "疑点合计", "amount": "金额合计（元，不重复）"}
        return html_table(rows, labels, "各单位疑点与金额（未经核实）", kinds=dict.fromkeys(labels))

    def _rates(self) -> list[dict]:
        rows = []
        for unit, fact in self.facts.items():
            money = sum((fact["money"].get(name, Decimal(0)) for name in DENOMINATOR), Decimal(0))
            leads, amount = sum(fact["leads"].values()), sum(fact["amounts"].values(), Decimal(0))
            households = fact["households"]
            rows.append(
                {
                    "unit": self.units[unit].name,
                    "households": households,
                    "money": money.quantize(Decimal("0.01")),
                    "per_households": _ratio(1000 * leads, households),
                    "per_million": _ratio(amount * 1_000_000, money),
                }
            )
        return rows

    def rates(self) -> Table:
        """Leads per thousand registered households, questioned yuan per million yuan audited."""
        labels = {
            "unit": "单位",
            "households": "建档立卡户数",
            "money": "审计资金（元）",
            "per_households": "每千户疑点（条）",
            "per_million": "每百万元疑点金额（元）",
        }
        caption = "可比口径（审计资金＝到户发放＋项目批复＋贷款本金）"
        return html_table(self._rates(), labels, caption, kinds=dict.fromkeys(labels))

    def rules(self) -> Table:
        """Leads by rule and unit; an empty cell is a rule not run there."""
        rows = []
        for rule_id, rule in sorted(RULES.items()):
            counts = {u: None if rule_id in f["not_run"] else f["leads"].get(rule_id, 0) for u, f in self.facts.items()}
            rows.append({"rule": f"{rule_id} {rule.zh}", **counts})
        labels = {"rule": "规则"} | {u: unit.name for u, unit in self.units.items()}
        return html_table(rows, labels, "各规则疑点数（空白＝未执行）", kinds=dict.fromkeys(labels))

    def chart(self, what: str):
        """``leads``: leads by unit; ``rates``: leads per thousand households by unit."""
        if what == "rates":
            values = {r["unit"]: float(r["per_households"]) for r in self._rates() if r["per_households"] is not None}
            title, unit = "每千户疑点数", "条/千户"
        else:
            values = {self.units[u].name: sum(f["leads"].values()) for u, f in self.facts.items()}
            title, unit = "各单位疑点数", "条"
        if not values:
            return Note("没有可比的数据，不作图。")
        values = dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
        alt = title + "：" + "，".join(f"{name} {value:g}" for name, value in values.items())
        return charts.bar(values, caption=title, category="单位", unit=unit, alt=alt)

    def finish(self, notebook: str):
        """The completion marker of the whole city."""
        leads = {unit: sum(fact["leads"].values()) for unit, fact in self.facts.items()}
        return self._done({"notebook": notebook, "as_of": self.parameters.run.as_of.isoformat(), "units": leads})


def _ratio(part: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
