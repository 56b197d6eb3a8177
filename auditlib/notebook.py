"""`Audit`, the one object that a notebook works with; `open_audit` and `open_city` make it from the notebook's own parameters."""

from __future__ import annotations

import ast
import datetime as dt
import difflib
from collections.abc import Mapping
from functools import cached_property
from html import escape
from pathlib import Path

from auditlib import audit as auditing
from auditlib.contracts import load_ledgers
from auditlib.decisions import LEDGER
from auditlib.errors import ParameterError
from auditlib.matters import matters_of
from auditlib.parameters import Parameters, home, load_parameters
from auditlib.privacy.known import gate_of
from auditlib.privacy.open_gates import OPEN
from auditlib.report.chapter import ORDINALS, Chapter
from auditlib.report.city import City
from auditlib.report.display import STYLE, Done, Revealed, guard
from auditlib.report.finding import Finding
from auditlib.report.overview import Overview
from auditlib.report.parts import Note, Together
from auditlib.report.rectification import Rectification
from auditlib.report.result import Result
from auditlib.report.what_if import WhatIf
from auditlib.results import Results
from auditlib.rules import RULES, SUBJECTS, rules_of
from auditlib.standing import run_digest
from auditlib.what_if import tried


def open_audit(namespace: Mapping) -> Audit:
    """The audit of one county, from the parameters ``county``, ``data``, ``outputs`` and ``as_of`` of the notebook.

    ``namespace`` is ``globals()`` of the notebook. Raises ParameterError for an unknown, misspelt or mistyped parameter.
    """
    given = notebook_parameters(namespace, {"county": str, "data": str, "outputs": str, "as_of": str})
    return Audit(**given)


def open_city(namespace: Mapping) -> City:
    """All counties that have results under ``outputs``; parameters ``outputs`` and ``as_of``."""
    given = notebook_parameters(namespace, {"outputs": str, "as_of": str})
    outputs = folder_of(given["outputs"])
    parameters = parameters_at(given["as_of"]).for_results(outputs)
    contracts = load_ledgers(parameters.folder / "ledgers")
    for unit in auditing.counties_read(outputs, parameters):
        OPEN.open(gate_of(outputs / unit, parameters, contracts), contracts)
    guard()
    return City(outputs, parameters, contracts)


class Audit(Overview):
    """One county at one audit date: ledgers received, rules, leads and the tables and charts that show them.

    ``ledgers[name]`` is an Ibis table (``.to_pandas()`` for a look), ``rule(id)`` a finding, ``source(id)`` the rows as received of a lead
    or matter, ``what_if(...)`` a trial of other policy values, ``matters()`` all matters. What a cell displays is masked; ``reveal()``
    shows it plain from then on.
    """

    def __init__(self, county: str, data: str, outputs: str, as_of: str):
        parameters = parameters_at(as_of)
        contracts, received, run = load_ledgers(parameters.folder / "ledgers"), folder_of(data), folder_of(outputs)
        parameters = parameters.for_results(run)
        results = Results(parameters.county(county), parameters, contracts, received, run)
        super().__init__(results, is_demo=(received / "answer_key.csv").exists())
        OPEN.open(gate_of(self.results.out, parameters, self.contracts), self.contracts)
        self._kernel = guard()
        self._shown: set[str] = set()
        self._revealed = False

    @property
    def ledgers(self):
        """The county's typed ledgers, by name."""
        return self.results.ledgers

    @cached_property
    def _issues(self) -> dict[str, str] | None:
        """What the rectification ledger says: object → status."""
        table = self.results.table("issue_ledger")
        return None if table is None else {row["object"]: row["status"] or "状态不明" for row in table.to_pylist() if row["object"]}

    @cached_property
    def _rectified(self) -> Rectification:
        standing = auditing.issues_standing(self.results.out, self.county, self.parameters, self.contracts)
        ledger = self.results.table(LEDGER) if standing is None else standing
        similarity = self.results.policy.value("rect.similarity")
        given = (self.county.id, self.parameters.key, self.contracts[LEDGER], self.parameters.run.as_of, similarity)
        return Rectification(self.results.decided, ledger, self.results.leads(), *given)

    def _repr_html_(self) -> str:
        notice = f'<p class="fail"><strong>{escape(self._notice)}</strong></p>' if self.results.informal else ""
        return notice + self.card() + STYLE

    def __repr__(self) -> str:
        return f"{self.county.name} {self.parameters.run.as_of} 数据摘要 {self.results.intake.digest[:12]}" + (
            f"\n{self._notice}" if self.results.informal else ""
        )

    @property
    def _notice(self) -> str:
        why = f"非正式运行结果：{self.results.informal}。以下由本笔记本临时算出，未写入结果文件夹，不得作为正式结果引用；"
        return why + "正式结果由 auditlib run 产生。"

    def rule(self, rule_id: str, chart: str = "", limit: str = "", rows: int = 200) -> Finding:
        """A section on one rule: what it found, where the rows went, the reasoning with the values in force, the matters; at most ``rows``
        rows shown.

        ``chart``: a fact, ``amount`` or ``town`` whose spread is drawn, ``limit``: the fact that holds its limit.
        """
        self._shown.add(rule_id)
        finding = self._finding(rule_id, rows)
        finding.drawn = (chart, limit) if chart else None
        return finding

    def further(self, subject: str, rows: int = 200) -> Together | Note:
        """The rules of a subject that the notebook has not shown by ``rule``: a new rule needs no edit of a notebook."""
        left = [rule.id for rule in rules_of(subject) if rule.id not in self._shown]
        return Together(*(self._finding(i, rows) for i in left)) if left else Note("本专题的规则都已在上面列出。")

    def result(self, subject: str | None = None) -> Result:
        """What a page begins with: what was found, the gravest matters, what was not run and not judged, of a subject or of all."""
        rules = rules_of(subject) if subject else [RULES[i] for i in sorted(RULES)]
        notice = self._notice if self.results.informal else ""
        judged = [self.results.judged(rule.id) for rule in rules]
        return Result(
            self.county, self.parameters.run, judged, self.results.leads(subject), whole=subject is None, notice=notice, demo=self.is_demo
        )

    def chapters(self, *subjects: str) -> Together:
        """The findings of whole subjects, briefly, as chapters of the county report; numbered in the order given."""
        return Together(
            *(
                Chapter(SUBJECTS[s], [self._finding(rule.id, 0) for rule in rules_of(s)], number)
                for s, number in zip(subjects, ORDINALS, strict=False)
            )
        )

    def _finding(self, rule_id: str, rows: int) -> Finding:
        notice = "" if rule_id in self.results.records else f"非正式运行结果：{self.results.informal or '运行时没有这条规则'}"
        return Finding(
            self.results.judged(rule_id), self.contracts, self.parameters.names, rows, self._issues, notice, self.results.compiled
        )

    def what_if(self, policy: str | Mapping[str, object], value: object = None) -> WhatIf:
        """What the rules that read a policy value would say if it were another (``"loan.ceiling", 30000``), beside what they say; of
        several values a mapping of id → value. A trial: the run's folder, `rule` and `finish` know nothing of it.

        Raises ParameterError for an id that does not exist and for a value of another kind than the policy value's.
        """
        found = tried({policy: value} if isinstance(policy, str) else policy, self.results.opened(), self.county, self.parameters)
        return WhatIf([self.results.asked(item.rule.id) for item in found.judged], found)

    def source(self, thing: str, most: int = 5) -> Together:
        """The rows as received that a lead stands on, by its id, or the first ``most`` leads of a matter: each in its file with the rows
        around it.

        Raises ParameterError for an id that is not there.
        """
        from auditlib.evidence.files import Files
        from auditlib.report.evidence import evidence_table

        found, gates = self.results.named(thing), None if self._revealed else OPEN
        more = [Note(f"{thing} 共有 {len(found)} 条疑点，以上是前 {most} 条。")] if len(found) > most else []
        with Files(self.results.received, self.results.out, self.county, self.parameters, self.contracts) as files:
            shown = [evidence_table(files.of(lead), self.contracts, gates) for lead in found[:most]]
        return Together(*shown, *more)

    @cached_property
    def fieldwork(self):
        """Samples drawn and evaluated, and what was covered how: ``papers()``, ``results()``, ``coverage()``."""
        from auditlib.report.fieldwork import Fieldwork  # its distributions would cost every kernel half a second

        return Fieldwork(self.results.out, self.county, self.parameters, self.contracts, self.measured)

    @cached_property
    def charts(self):
        """Charts, each the answer to one question: ``loans()``, ``idle_money()``, ``flow()``, ``towns()``, ``links()``."""
        from auditlib.report.charts.county import CountyCharts

        return CountyCharts(self.results)

    @cached_property
    def casework(self):
        """Findings, what is new, open terms and visits: ``findings()``, ``since()``, ``calendar()``, ``visits()``."""
        from auditlib.casework.snapshot import filed_of
        from auditlib.desk.visit_plan import planned
        from auditlib.report.casework import Casework

        ran = {item.rule.id for item in self.results.all_judged if item.ran}
        matters, of_county = matters_of(self.results.leads()), (self.county, self.parameters)
        return Casework(
            self.results.decided,
            matters,
            ran,
            *of_county,
            filed_of(self.results.out),
            lambda cases: planned(self.results.out, self.ledgers, *of_county, cases),
        )

    def decisions(self):
        """What became of the matters, by subject: 生成 = 排除 + 属实 + 无法核实 + 在办."""
        return self._rectified.decisions()

    def rectification(self, rows: int = 100):
        """Open issues by days overdue and their terms, money by kind, results: issues handed in and this audit's findings together."""
        return self._rectified.all(rows)

    def transfers(self, rows: int = 200):
        """The three lists that go to accountability (台账外, 台账内不整改, 整改不到位), each line with its evidence."""
        return self._rectified.transfers(rows)

    def reveal(self) -> Revealed:
        """Let cells display frames, tables and values as they are, for the auditor's eyes. The batch refuses a notebook that does so."""
        if self._kernel:
            self._kernel.plain = True
        self._revealed = True
        return Revealed()

    def finish(self, notebook: str):
        """The completion marker: what was read, run and found, and why it is not the run of record. Every notebook ends with it."""
        rules = self.results.used
        return Done(
            {
                "notebook": notebook,
                "county": self.county.id,
                "as_of": self.parameters.run.as_of.isoformat(),
                "digest": self.results.intake.digest,
                "rows": {name: entry["rows"] for name, entry in sorted(self.results.intake.ledgers.items())},
                "rules": {i: self.results.judged(i).leads.num_rows for i in rules},
                "leads": sum(self.results.judged(i).leads.num_rows for i in rules),
                "read": sorted(self.results.read),
                **({"informal": self.results.informal} if self.results.informal else {"run": run_digest(self.results.out)}),
            }
            | ({"revealed": True} if self._revealed else {})
        )


def notebook_parameters(namespace: Mapping, declared: dict[str, type]) -> dict:
    """The declared parameters as the notebook holds them, checked; also what Papermill injected that nobody declared."""
    for cell in namespace.get("In", []):
        if cell.startswith("# Parameters"):
            for name in _assigned(cell):
                if name not in declared:
                    near = difflib.get_close_matches(name, declared, 1)
                    raise ParameterError(f"未知参数 {name}；可用：{', '.join(declared)}" + (f"；是否想写 {near[0]}？" if near else ""))
    for name, kind in declared.items():
        if name not in namespace:
            raise ParameterError(f"缺少参数 {name}；请在带 parameters 标签的单元格中给出")
        if not isinstance(namespace[name], kind):
            raise ParameterError(
                f"参数 {name} 应为文本，现为 {type(namespace[name]).__name__}；用 papermill 时请写 -r {name} 值，或在值两边加引号"
            )
    return {name: namespace[name] for name in declared}


def _assigned(source: str) -> list[str]:
    targets = [t for node in ast.parse(source).body if isinstance(node, ast.Assign) for t in node.targets]
    return [t.id for t in targets if isinstance(t, ast.Name)]


def parameters_at(as_of: str) -> Parameters:
    """The parameters with the audit date that a notebook was given."""
    try:
        day = dt.date.fromisoformat(as_of)
    except ValueError:
        raise ParameterError(f"参数 as_of 为“{as_of}”，应为存在的日期，写作 YYYY-MM-DD，如 2019-12-31") from None
    return load_parameters().at(day)


def folder_of(text: str) -> Path:
    """A folder as given, from the working folder or from the folder that holds parameters/ and notebooks/."""
    path = Path(text).expanduser()
    return path if path.is_absolute() or path.exists() else home() / path
