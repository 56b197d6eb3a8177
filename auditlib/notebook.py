"""`Audit`, the one object that a notebook works with; `open_audit` and `open_city` make it from the notebook's own parameters."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib import audit as auditing
from auditlib import leads as lead_table
from auditlib.contracts import load_ledgers
from auditlib.decisions import LEDGER, Decided, decided_of
from auditlib.errors import ParameterError
from auditlib.intake import input_digest, load_intake, read_county
from auditlib.intake.folders import county_folders
from auditlib.matters import matters_of
from auditlib.money import Books
from auditlib.notebook_parameters import folder_of, notebook_parameters, parameters_at
from auditlib.report.chapter import ORDINALS, Chapter, Chapters, Findings
from auditlib.report.city import City
from auditlib.report.display import REVEALED, guard
from auditlib.report.finding import Finding, Note
from auditlib.report.gates import OPEN
from auditlib.report.known import gate_of
from auditlib.report.overview import Overview
from auditlib.report.rectification import Rectification
from auditlib.report.result import Result
from auditlib.report.scope import Scope, bases_of, measure
from auditlib.rules import RULES, SUBJECTS, Rule, rules_of
from auditlib.rules.policy import Policy
from auditlib.rules.run import Outcome
from auditlib.scratch import Scratch, sweep

#: The completion marker: a notebook whose output lacks it has not done its work.
DONE = "application/vnd.auditlib.done+json"
#: Why a notebook outside of a run has no result of a rule over all counties.
ONLY_IN_A_RUN = "全市比对只在正式运行（auditlib run）中执行"


def open_audit(namespace: Mapping) -> Audit:
    """The audit of one county, from the parameters ``county``, ``data``, ``outputs`` and ``as_of`` of the notebook.

    ``namespace`` is ``globals()`` of the notebook. Raises ParameterError for an unknown, misspelt or mistyped parameter.
    """
    given = notebook_parameters(namespace, {"county": str, "data": str, "outputs": str, "as_of": str})
    return Audit(**given)


def open_city(namespace: Mapping) -> City:
    """All counties that have results under ``outputs``; parameters ``outputs`` and ``as_of``."""
    given = notebook_parameters(namespace, {"outputs": str, "as_of": str})
    parameters = parameters_at(given["as_of"])
    contracts, outputs = load_ledgers(parameters.folder / "ledgers"), folder_of(given["outputs"])
    for unit in auditing.counties_read(outputs, parameters):
        OPEN.open(gate_of(outputs / unit, parameters, contracts), contracts)
    guard()
    return City(outputs, parameters, contracts, _done)


@cache
def _own_place() -> Scratch:
    """Where this kernel keeps what it reads itself: gone with the kernel, or swept by the next one that needs such a place."""
    sweep()
    return Scratch()


class Audit:
    """One county at one audit date: ledgers received, rules, leads and the tables and charts that show them.

    ``ledgers[name]`` is an Ibis table (``.to_pandas()`` for a look), ``rule(id)`` a finding, ``matters()`` all matters. What a cell displays is
    masked; ``reveal()`` shows it plain from then on.
    """

    def __init__(self, county: str, data: str, outputs: str, as_of: str):
        self.parameters = parameters_at(as_of)
        self.contracts = load_ledgers(self.parameters.folder / "ledgers")
        self.county = self.parameters.county(county)
        self.parameters = self.parameters.for_results(folder_of(outputs))
        received = folder_of(data)
        self.out, self.informal = self._place(folder_of(outputs) / self.county.id, self._county_folder(received))
        self.intake = load_intake(self.out)
        self.is_demo = (received / "answer_key.csv").exists()
        OPEN.open(gate_of(self.out, self.parameters, self.contracts), self.contracts)
        self._kernel = guard()
        self._judged: dict[str, auditing.Judged] = {}
        self._shown: set[str] = set()
        self._revealed = False

    def _place(self, run: Path, received: Path) -> tuple[Path, str]:
        """Where the county's ledgers are, and why what is made of them is not the run of record (``run``); nothing when it is.

        A run's folder is only read. Where its ledgers are not those of these very files and parameters, the files are read into a place of
        this kernel's own.
        """
        why = auditing.departs(run, auditing.basis(self.parameters))
        digest = input_digest(received, self.parameters)
        with suppress(OSError, ValueError, TypeError):  # none there, or not written to its end
            if load_intake(run).digest == digest:
                return run, why
        own = _own_place().path / digest[:16] / self.county.id
        if not (own / "intake.json").exists():
            read_county(received, self.county, self.parameters, self.contracts, own)
        return own, why or "收到的资料与运行时不同"

    def _county_folder(self, received: Path) -> Path:
        """The county's folder among those received, by whatever name of the county it bears."""
        if not received.is_dir():
            raise ParameterError(f"参数 data：没有文件夹 {received.name}；演示数据请先运行 make demo 或 auditlib demo")
        found = county_folders(received, self.parameters)[0].get(self.county.id, [])
        if len(found) != 1:
            what = "、".join(folder.name for folder in found) or "没有"
            raise ParameterError(f"参数 data：{received.name} 下属于{self.county.name}的文件夹应恰有一个，现有：{what}")
        return found[0]

    @cached_property
    def ledgers(self):
        """The county's typed ledgers, by name."""
        return auditing.open_county(self.out, self.county, self.parameters, self.contracts)

    @cached_property
    def _records(self) -> dict[str, dict]:
        """The run of record, looked at once: by rule id, empty when this is another."""
        return {} if self.informal else auditing.records_of(self.out)

    @cached_property
    def _found(self) -> tuple[pa.Table, pa.Table]:
        """What the stage found by all rules, read once."""
        return auditing.all_found(self.out)

    @cached_property
    def _scope(self) -> Scope:
        stands = self._records and (self.out / "money.json").exists()
        return measure(self.out / "ledgers", bases_of(self.out) if stands else Books.of(self.ledgers).bases())

    def _table(self, ledger: str) -> pa.Table | None:
        """A ledger as intake left it; None when it was not received."""
        path = self.out / "ledgers" / f"{ledger}.parquet"
        return pq.read_table(path) if path.exists() else None

    @cached_property
    def _issues(self) -> dict[str, str] | None:
        """What the rectification ledger says: object → status."""
        table = self._table("issue_ledger")
        return None if table is None else {row["object"]: row["status"] or "状态不明" for row in table.to_pylist() if row["object"]}

    @cached_property
    def _decided(self) -> list[Decided] | None:
        """What the case record said of the county when the run was made; None without a record."""
        return decided_of(self.out)

    @cached_property
    def _rectified(self) -> Rectification:
        standing = auditing.issues_standing(self.out, self.county, self.parameters, self.contracts)
        ledger = self._table(LEDGER) if standing is None else standing
        policy = Policy(self.parameters.policy_of(self.county), self.parameters.run.as_of)
        given = (self.county.id, self.parameters.key, self.contracts[LEDGER], self.parameters.run.as_of, policy.value("rect.similarity"))
        return Rectification(self._decided, ledger, self.all_leads(), *given)

    @property
    def overview(self) -> Overview:
        return Overview(self.county, self.parameters, self.contracts, self.intake, self.is_demo)

    def _repr_html_(self) -> str:
        notice = f'<p class="fail"><strong>{escape(self._notice)}</strong></p>' if self.informal else ""
        return notice + self.overview.card()

    def __repr__(self) -> str:
        return f"{self.county.name} {self.parameters.run.as_of} 数据摘要 {self.intake.digest[:12]}" + (f"\n{self._notice}" if self.informal else "")

    @property
    def _notice(self) -> str:
        return f"非正式运行结果：{self.informal}。以下由本笔记本临时算出，未写入结果文件夹，不得作为正式结果引用；正式结果由 auditlib run 产生。"

    def judged(self, rule_id: str) -> auditing.Judged:
        """What a rule said: from the run of record, else run here, once.

        Raises ParameterError for an unknown rule.
        """
        if rule_id not in RULES:
            near = difflib.get_close_matches(rule_id, RULES, 1)
            raise ParameterError(f"没有规则 {rule_id}" + (f"；是否想写 {near[0]}？" if near else ""))
        if rule_id not in self._judged:
            rule = RULES[rule_id]
            if rule_id in self._records:
                self._judged[rule_id] = auditing.recorded(rule, self._records[rule_id], self._found, self.county, self.parameters)
            else:
                self._judged[rule_id] = self._judge(rule)
        return self._judged[rule_id]

    def _judge(self, rule: Rule) -> auditing.Judged:
        """Run a rule here: on this county's ledgers, or on the leads of all its rules.

        A rule over all counties is not: a notebook has one of them only, and what stands of the others in a run's folder is of another audit.
        A rule that breaks is told by the kind of error only: an engine's message, or its traceback in the notebook, may quote a value.
        """
        judged, broken = [], []
        try:
            if rule.scope == "city":
                broken = [{"rule_id": rule.id, "reason": ONLY_IN_A_RUN}]
            elif auditing.reads_leads(rule):
                judged, broken = auditing.judge_county(self.ledgers, self.county, self.parameters, self._decided or ())
            else:
                judged = [auditing.judge(rule, self.ledgers, self.county, self.parameters)]
        except Exception as error:
            broken = [{"rule_id": rule.id, "reason": f"规则出错：{type(error).__name__}"}]
        reasons = {record["rule_id"]: record["reason"] for record in broken}
        policy = Policy(self.parameters.policy_of(self.county), self.parameters.run.as_of)
        return {item.rule.id: item for item in judged}.get(rule.id) or auditing.Judged(Outcome(rule, policy, reason=reasons[rule.id]))

    def rule(self, rule_id: str, rows: int = 200) -> Finding:
        """Fact, basis and the leads of one rule; at most ``rows`` rows shown."""
        self._shown.add(rule_id)
        return self._finding(rule_id, rows)

    def further(self, subject: str, rows: int = 200) -> Findings | Note:
        """The rules of a subject that the notebook has not shown by ``rule``: a new rule needs no edit of a notebook."""
        left = [rule.id for rule in rules_of(subject) if rule.id not in self._shown]
        return Findings([self._finding(i, rows) for i in left]) if left else Note("本专题的规则都已在上面列出。")

    def result(self, subject: str | None = None) -> Result:
        """What a page begins with: what was found, the gravest matters, what was not run and not judged; of a subject, or of the whole county."""
        rules = rules_of(subject) if subject else [RULES[i] for i in sorted(RULES)]
        notice = self._notice if self.informal else ""
        judged = [self.judged(rule.id) for rule in rules]
        return Result(self.county, self.parameters, judged, self.all_leads(subject), whole=subject is None, notice=notice, demo=self.is_demo)

    def chapters(self, *subjects: str) -> Chapters:
        """The findings of whole subjects, briefly, as chapters of the county report; numbered in the order given."""
        return Chapters([Chapter(SUBJECTS[s], [self._finding(rule.id, 0) for rule in rules_of(s)], number) for s, number in zip(subjects, ORDINALS, strict=False)])

    def _finding(self, rule_id: str, rows: int) -> Finding:
        counties = {county.id: county.name for county in self.parameters.counties.values()}
        notice = "" if rule_id in self._records else f"非正式运行结果：{self.informal or '运行时没有这条规则'}"
        return Finding(self.judged(rule_id), self.contracts, counties, rows, self._issues, notice)

    def all_leads(self, subject: str | None = None) -> pa.Table:
        """The leads of a subject, or of the whole catalogue, in the form of leads.parquet."""
        ids = [rule.id for rule in rules_of(subject)] if subject else sorted(RULES)
        return lead_table.by_weight(pa.concat_tables([lead_table.LEADS.empty_table(), *(self.judged(i).leads for i in ids)]))

    def matters(self, subject: str | None = None):
        """The list of matters (事项清单), masked."""
        return self.overview.matter_list(matters_of(self.all_leads(subject)))

    def leads(self, subject: str | None = None):
        """The list of leads (疑点清单) below the matters, masked."""
        return self.overview.lead_list(self.all_leads(subject))

    def received(self, *ledgers: str):
        """What was received for these ledgers (default: all), row by row accounted for."""
        return self.overview.received(ledgers or tuple(self.contracts))

    def ledger(self, name: str, rows: int = 50):
        """Some rows of a ledger, masked; also of one that the auditor has defined. ``ledgers[name]`` is all of it, unmasked.

        Raises ParameterError for a ledger that parameters/ledgers/ does not know.
        """
        if name not in self.contracts:
            near = difflib.get_close_matches(name, self.contracts, 1)
            raise ParameterError(f"没有台账 {name}" + (f"；是否想写 {near[0]}？" if near else ""))
        table = self._table(name)
        return Note(f"未收到{self.contracts[name].title}。") if table is None else self.overview.ledger(name, table, rows)

    def scope(self):
        """What was audited: period, places, households, money."""
        return self.overview.scope(self._scope)

    def funds(self):
        """The money that each ledger holds."""
        return self.overview.funds(self._scope)

    def totals(self):
        """Matters, leads and questioned money by amount class."""
        return self.overview.totals(self.all_leads())

    def money(self):
        """Questioned money by kind of money, against what was audited of that kind."""
        return self.overview.money(self.all_leads(), self._scope)

    def subjects(self):
        """Rules run, leads and amounts by subject."""
        return self.overview.subjects(self._all_judged, self.all_leads())

    def issues(self):
        """Earlier findings and their rectification, by origin."""
        return self.overview.issues(self._table("issue_ledger"))

    @cached_property
    def fieldwork(self):
        """Samples drawn and evaluated, and what was covered how: ``papers()``, ``results()``, ``coverage()``."""
        from auditlib.report.fieldwork import Fieldwork  # its distributions would cost every kernel half a second

        return Fieldwork(self.out, self.county, self.parameters, self.contracts, self._scope)

    @cached_property
    def charts(self):
        """Charts, each the answer to one question: ``loans()``, ``idle_money()``, ``flow()``, ``towns()``, ``links()``."""
        from auditlib.report.charts.county import CountyCharts

        return CountyCharts(self)

    @cached_property
    def casework(self):
        """Findings, what is new, open terms and visits: ``findings()``, ``since()``, ``calendar()``, ``visits()``."""
        from auditlib.casework.snapshot import filed_of
        from auditlib.desk.visit_plan import planned
        from auditlib.report.casework import Casework

        ran = {item.rule.id for item in self._all_judged if item.outcome.ran}
        matters, of_county = matters_of(self.all_leads()), (self.county, self.parameters)
        return Casework(self._decided, matters, ran, *of_county, filed_of(self.out), lambda cases: planned(self.out, self.ledgers, *of_county, cases))

    def decisions(self):
        """What became of the matters, by subject: 生成 = 排除 + 属实 + 无法核实 + 在办."""
        return self._rectified.decisions()

    def rectification(self, rows: int = 100):
        """Open issues by days overdue and their terms, money by kind, results: issues handed in and this audit's findings together."""
        return self._rectified.all(rows)

    def transfers(self, rows: int = 200):
        """The three lists that go to accountability (台账外, 台账内不整改, 整改不到位), each line with its evidence."""
        return self._rectified.transfers(rows)

    def unconfirmed(self):
        """Policy values used that nobody has checked against the document (参数待核)."""
        return self.overview.unconfirmed(self._all_judged)

    @property
    def _all_judged(self) -> list[auditing.Judged]:
        return [self.judged(i) for i in sorted(RULES)]

    def summary(self, subject: str | None = None):
        """Rules, matters, leads and amounts of a subject or of all; money that several rules question counts once."""
        ids = [rule.id for rule in rules_of(subject)] if subject else sorted(RULES)
        return self.overview.summary([self.judged(i) for i in ids], self.all_leads(subject))

    def not_run(self):
        """Rules that could not be run and rows that could not be judged, and why."""
        return self.overview.not_run(self._all_judged)

    def by_village(self, rows: int = 200):
        """Matters by village, the heaviest first: one visit can cover them all."""
        return self.overview.by_village(self.all_leads(), rows)

    def chart(self, what: str = "subject"):
        """Matters by subject, or by a text column of matters.parquet."""
        return self.overview.chart(matters_of(self.all_leads()), what)

    def reveal(self) -> Revealed:
        """Let cells display frames, tables and values as they are, for the auditor's eyes. The batch refuses a notebook that does so."""
        if self._kernel:
            self._kernel.plain = True
        self._revealed = True
        return Revealed()

    def finish(self, notebook: str):
        """The completion marker: county, data digest, rows read, rules run and their leads, and why it is not the run of record. Every notebook ends with it."""
        rules = sorted(self._judged)
        return _done(
            {
                "notebook": notebook,
                "county": self.county.id,
                "as_of": self.parameters.run.as_of.isoformat(),
                "digest": self.intake.digest,
                "rows": {name: entry["rows"] for name, entry in sorted(self.intake.ledgers.items())},
                "rules": {i: self.judged(i).leads.num_rows for i in rules},
                "leads": sum(self.judged(i).leads.num_rows for i in rules),
                **({"informal": self.informal} if self.informal else {}),
            }
            | ({"revealed": True} if self._revealed else {})
        )


class Revealed:
    """Says on the output that from here on values are plain; to the batch, too."""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {REVEALED: {}, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "⚠ 以下显示未遮盖的姓名和号码，仅供审计组内部查看；保存前请清除输出。批量运行不接受调用 reveal() 的笔记本。"


class _done:
    """Shows as one line for people and as data for the batch."""

    def __init__(self, data: dict):
        self.data = data

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {DONE: self.data, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "完成 " + json.dumps(self.data, ensure_ascii=False, default=str)


__all__ = ["DONE", "Audit", "open_audit", "open_city"]
