"""All counties of a run side by side: coverage, leads and amounts, and fair rates."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from html import escape
from pathlib import Path

import pyarrow.parquet as pq

from auditlib.casework.actions import actions, load_plan
from auditlib.casework.snapshot import filed_of
from auditlib.contracts import MONEY, Ledger
from auditlib.decisions import all_matters, decided_of
from auditlib.headings import rule_text
from auditlib.intake import load_intake
from auditlib.matters import Figures, figures
from auditlib.money import SAMPLED, by_kind
from auditlib.parameters import County, Parameters
from auditlib.report.casework import calendar, summary
from auditlib.report.charts.drawing import Chart
from auditlib.report.charts.units import Tile, tiles
from auditlib.report.display import Done
from auditlib.report.page import wan
from auditlib.report.parts import Note, Together
from auditlib.report.rectification import NO_RECORD, counts
from auditlib.report.scope import bases_of, measure, ratio
from auditlib.report.tables import Table, headed
from auditlib.rules import RULES, SUBJECTS, rules_of
from auditlib.rules.catalogue import SEVERITIES, note_texts
from auditlib.standing import basis, departs, read_by_rules, run_digest

#: 万元.
WAN = 10_000
#: What of a unit's scope the table of coverage shows.
COVERED = {"镇街": "towns", "村": "villages", "户": "households", "人": "persons", "项目": "projects", "贷款": "loans"}


class City:
    """Every county whose results under ``outputs`` stand for these parameters; the others are listed as not audited."""

    def __init__(self, outputs: Path, parameters: Parameters, contracts: dict[str, Ledger]):
        self.outputs = outputs
        self.read: set[str] = set()
        self.parameters = parameters.noting(self.read)
        note_texts(self.read)
        self.contracts = contracts
        now = basis(parameters)
        why = {unit: departs(outputs / unit, now) for unit in parameters.counties}
        read = [read_by_rules(outputs / unit) for unit in parameters.counties]
        self.read.update(name for scopes in read for rules in scopes.values() for values in rules.values() for name in values)
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
        return self._cards() + f'<div class="loaded"><p>{escape(repr(self))}</p>{others}</div>'

    def _cards(self) -> str:
        """What was found in all of them, as the index of the run has it; nothing without a unit."""
        wholes = [fact["whole"] for fact in self.facts.values()]
        told = {"单位列入": f"{len(self.units)} / {len(self.parameters.counties)}", "事项（项）": f"{sum(w.matters for w in wholes):,}"}
        told |= {"疑点（条）": f"{sum(w.leads for w in wholes):,}"}
        told |= {"疑点金额（万元，各单位相加）": wan(sum((w.amount for w in wholes), Decimal(0)))}
        cards = "".join(f"<li><b>{number}</b><span>{name}</span></li>" for name, number in told.items())
        return f'<ul class="cards result">{cards}</ul>' if wholes else ""

    @cached_property
    def facts(self) -> dict[str, dict]:
        """Per unit: figures of the whole and by subject, matters by rule, what is questioned of the money audited, scope, rules not run."""
        return {unit: self._facts(self.outputs / unit) for unit in self.units}

    def _facts(self, out: Path) -> dict:
        leads = pq.read_table(out / "leads.parquet")
        records = json.loads((out / "rules.json").read_text(encoding="utf-8"))
        return {
            "whole": figures(leads),
            "by_subject": {s: figures(leads, {i for i, r in RULES.items() if r.subject == s}) for s in SUBJECTS},
            "by_rule": {r["rule_id"]: r.get("matters", 0) for r in records},
            "sampled": sum((amount for kind, amount in by_kind(leads).items() if kind in SAMPLED), Decimal("0.00")),
            "scope": measure(out / "ledgers", bases_of(out)),
            "not_run": {r["rule_id"]: r["reason"] for r in records if r["status"] != "run"},
            "intake": load_intake(out),
            "decided": None if (decided := decided_of(out)) is None else all_matters(decided, leads),
        }

    def coverage(self) -> Table:
        """Full coverage (审计全覆盖): what of each unit was audited by data, and how many rules were run."""
        rows = []
        for unit in self.parameters.counties.values():
            fact = self.facts.get(unit.id)
            if fact is None:
                rows.append({"单位": unit.name, "文件": "没有结果"})
                continue
            scope, states = fact["scope"], Counter(f["state"] for f in fact["intake"].files)
            read = f"读取 {states['read']}" + (f"，未能读取 {states['refused']}" if states["refused"] else "")
            row = {"单位": unit.name, "文件": read, "台账": len(fact["intake"].ledgers), "行数": sum(scope.rows.values())}
            row |= {title: getattr(scope, name) for title, name in COVERED.items()} | {"抽审资金（万元）": ratio(scope.sampled, WAN)}
            rows.append(row | {"执行规则": f"{len(RULES) - len(fact['not_run'])}/{len(RULES)}"})
        return headed(rows, "审计覆盖情况（全部以数据方式审计；空白为未收到资料）")

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
            {"规则": "、".join(ids), "未执行的原因": reason, "单位": "全部单位" if len(units) == len(self.units) else "、".join(units)}
            for (reason, units), ids in sorted(rules.items(), key=lambda item: item[1])
        ]
        return headed(rows, "未执行的规则（不等于没有问题）") if rows else Note("各单位全部规则都已执行。")

    def table(self) -> Table:
        """Matters by unit and subject; leads of strength C stand apart."""
        rows = []
        for unit, fact in self._heaviest():
            by = {SUBJECTS[s].short: fact["by_subject"][s].matters if ran else None for s, ran in self._ran(fact).items()}
            whole = fact["whole"]
            rows.append({"单位": self.units[unit].name, "事项": whole.matters, "疑点（条）": whole.leads, **by, "另有线索": whole.ranks})
        return headed(rows, "各单位事项数（项，未经核实；“线索”只排序，不计入合计；空白＝没有执行）")

    def amounts(self) -> Table:
        """Questioned amounts by unit and subject, 万元; each thing counts once in each figure."""
        rows = []
        for unit, fact in self._heaviest():
            sums = {SUBJECTS[s].short: ratio(fact["by_subject"][s].amount, WAN) if ran else None for s, ran in self._ran(fact).items()}
            rows.append({"单位": self.units[unit].name, "合计（不重复）": ratio(fact["whole"].amount, WAN), **sums})
        return headed(rows, "各单位疑点金额（万元，未经核实；空白＝没有执行）")

    def _heaviest(self) -> list[tuple[str, dict]]:
        """The units, those with the largest questioned amount first."""
        return sorted(self.facts.items(), key=lambda item: -item[1]["whole"].amount)

    @staticmethod
    def _ran(fact: dict) -> dict[str, list[str]]:
        """The rules run of each subject: one of which none was run has no figure, not a zero."""
        return {s: [rule.id for rule in rules_of(s) if rule.id not in fact["not_run"]] for s in SUBJECTS}

    def rates(self) -> Table:
        """Matters per thousand registered households; of a million yuan audited, how many are questioned."""
        rows = [
            {
                "单位": self.units[unit].name,
                "建档立卡户数": fact["scope"].households,
                "抽审资金（万元）": ratio(fact["scope"].sampled, WAN),
                "每千户事项（项）": ratio(1000 * fact["whole"].matters, fact["scope"].households),
                "每百万元疑点金额（元）": ratio(fact["sampled"] * 1_000_000, fact["scope"].sampled),
                "执行规则（条）": len(RULES) - len(fact["not_run"]),
            }
            for unit, fact in self.facts.items()
        ]
        return headed(rows, f"可比口径（抽审资金＝{'＋'.join(MONEY[kind] for kind in SAMPLED)}，疑点金额只计其中的）")

    def rules(self) -> Table:
        """Matters by rule and unit, the gravest rules first and of these the most frequent; an empty cell is a rule not run there."""
        rows = []
        for rule_id, rule in RULES.items():
            counts = {u: None if rule_id in f["not_run"] else f["by_rule"].get(rule_id, 0) for u, f in self.facts.items()}
            row = {"规则": rule_text(rule_id)} | {_short(self.units[u]): count for u, count in counts.items()}
            rows.append((SEVERITIES.index(rule.severity), -sum(filter(None, counts.values())), row))
        rows = [row for *_weight, row in sorted(rows, key=lambda row: row[:2])]
        return headed(rows, "各规则事项数（含分析性线索；空白＝未执行）")

    def decisions(self) -> Table | Note:
        """What became of each unit's matters: 生成 = 排除 + 属实 + 无法核实 + 在办; units without a case record are not listed."""
        known = {unit: fact["decided"] for unit, fact in self.facts.items() if fact["decided"] is not None}
        if not known:
            return Note(NO_RECORD)
        rows = [{"单位": self.units[unit].name} | counts(matters) for unit, matters in known.items()]
        foot = [{"单位": "合计"} | counts([one for matters in known.values() for one in matters])]
        return headed(rows, "各单位事项核实情况（没有案件记录的单位不列）", foot=foot)

    def calendar(self) -> Together:
        """What the plan asks of every unit by when, and what is open at the audit date (terms of matters stand in each county's report)."""
        plan, as_of = load_plan(self.parameters), self.parameters.run.as_of
        filed = {action: values for unit in self.units for action, values in filed_of(self.outputs / unit).items()}
        dues = actions(plan, filed, self.parameters)
        return Together(summary(dues, as_of, plan.soon), calendar(dues, as_of, plan.soon))

    def matters_map(self) -> Chart | Note:
        """Matters per thousand registered households, every unit against every subject."""
        caption = "哪个单位在哪个专题疑点多？（每千户建档立卡户事项数）"
        return self._map(caption, "项/千户", lambda fact, found: ratio(1000 * found.matters, fact["scope"].households))

    def amounts_map(self) -> Chart | Note:
        """Questioned amounts, every unit against every subject."""
        return self._map("哪个单位在哪个专题疑点金额大？（万元）", "万元", lambda fact, found: ratio(found.amount, WAN))

    def _map(self, caption: str, unit: str, value: Callable[[dict, Figures], Decimal | None]) -> Chart | Note:
        """A row of tiles for each unit, the heaviest first; units without a result last, with tiles that say so."""
        told = {_short(county): self._tiles(self.facts.get(name), value) for name, county in self.parameters.counties.items()}
        order = sorted(told, key=lambda name: -sum(tile.value or 0 for tile in told[name]))
        results = f"{len(self.units)} 个单位的正式运行结果（疑点未经核实；每笔资金在一个专题内只计一次）"
        source = f"单位：{unit}。来源：{results}；户数见可比口径。"
        return tiles({name: told[name] for name in order}, [subject.short for subject in SUBJECTS.values()], caption, unit, source)

    def _tiles(self, fact: dict | None, value: Callable[[dict, Figures], Decimal | None]) -> list[Tile]:
        if fact is None:
            return [Tile(None)] * len(SUBJECTS)
        found = {s: (ran, value(fact, fact["by_subject"][s])) for s, ran in self._ran(fact).items()}
        return [Tile(one if ran else None, len(ran) < len(rules_of(s))) for s, (ran, one) in found.items()]

    def finish(self, notebook: str):
        """The completion marker of the whole city."""
        leads = {unit: fact["whole"].leads + fact["whole"].ranks for unit, fact in self.facts.items()}
        told = {"notebook": notebook, "as_of": self.parameters.run.as_of.isoformat(), "units": leads}
        return Done(told | {"run": run_digest(*(self.outputs / unit for unit in self.units)), "read": sorted(self.read)})


def _short(unit: County) -> str:
    """The shortest name of a unit, for columns."""
    return min([unit.name, *unit.aliases], key=len)
