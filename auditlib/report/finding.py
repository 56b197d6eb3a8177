"""One rule as a notebook shows it, in the order of an audit report: fact, basis, 定性, disposition, rectification; then the rows."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from html import escape

import pandas as pd

from auditlib.contracts import OWN_TABLES, Ledger
from auditlib.dated_values import DatedValue, PolicyValue
from auditlib.errors import NotRun
from auditlib.found import Judged
from auditlib.headings import LEAD_KINDS, LEAD_LABELS, WORDS, fact_label
from auditlib.leads import facts_of
from auditlib.matters import Figures, Several, amount_of, figures, several
from auditlib.money import total
from auditlib.privacy.open_gates import OPEN, UNTOLD, kinds_of
from auditlib.report.charts import bars
from auditlib.report.charts.drawing import FEWEST
from auditlib.report.page import render
from auditlib.report.parts import Note
from auditlib.report.tables import Table, html_table
from auditlib.report.way import Way
from auditlib.rules import Rule
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH
from auditlib.rules.run import Compiled

#: Facts that are a county's id; a page shows its name.
COUNTIES = ("county_id", "other_county")
SHOWN = ("severity", "questioned_amount", "town", "village", "subject", "leads", "occurred_on")
ORIGIN = ("source_file", "source_sheet", "source_row")
SYSTEMIC = (
    "系统性问题：被判断的对象中大部分（五十个以上的三分之一以上，或十个以上的全部）都有此疑点，合为一个事项；请先核实制度、口径或资料本身。"
)


@dataclass(repr=False, eq=False)
class Finding:
    """The finding of one rule; ``counties``: id → name; ``rows``: as many are shown.

    ``issues``: what the rectification ledger says, object → status; None when the county has not handed it in.
    ``notice``: why it is not of the run of record. ``compiled``: tells the SQL of a rule on the county's ledgers.
    ``drawn``: column and limit of the chart that is part of it.
    """

    judged: Judged
    contracts: Mapping[str, Ledger]
    counties: Mapping[str, str]
    rows: int
    issues: Mapping[str, str] | None = None
    notice: str = ""
    compiled: Callable[[Rule], Compiled] | None = None
    drawn: tuple[str, str] | None = None

    @property
    def rule(self) -> Rule:
        return self.judged.rule

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Its leads with every fact as a column (unmasked)."""
        return frame_of(self.judged)

    def __repr__(self) -> str:
        record = self.judged.record()
        if not self.judged.ran:
            return f"{self.rule.id} 未执行：{record['reason']}"
        if self.rule.statement:
            return f"{self.rule.id} 情况表\n{self.table()!r}"
        counted = f"事项 {record['matters']}，疑点 {record['leads']}，疑点金额 {record['amount'] or '—'} 元"
        return f"{self.rule.id} 候选 {record['candidates']}，排除 {record['spared']}，{counted}"

    @property
    def title(self) -> str:
        """Id and title, with the limits in force."""
        return self.judged.title

    def _repr_html_(self) -> str:
        judged, rule = self.judged, self.rule
        given = {"basis": self.limits(dict.fromkeys([*rule.basis, *judged.policy.used])), "systemic": SYSTEMIC, "tables": [], "leads": None}
        if judged.ran:
            given |= self._result() | {"compared": self._compared()}
            given["tables"] = [self.table()] if judged.leads.num_rows or rule.statement else []
            given["tables"] += [self._claimed()] if self._by_words else []
            given["leads"] = self.leads() if len(judged.by_matter) < judged.leads.num_rows else None
        rectified = self._rectified() if judged.leads.num_rows else ""
        page = render("finding.html.j2", finding=self, judged=judged, rule=rule, rectified=rectified, weight=self._severity(), **given)
        return page + (self.chart(*self.drawn)._repr_html_() if self.drawn and len(self.frame) >= FEWEST else "")

    def table(self) -> Table:
        """The matters, the gravest and largest first: whom, how much, both sides of the comparison, rows as received; or the statement."""
        if self.rule.statement:
            return self._statement()
        facts = [c for c in self.frame.columns if c in self.judged.facts]
        own = [n for n, usual in (("strength", self.rule.strength), ("amount_class", self.rule.amount)) if (self.frame[n] != usual).any()]
        names = ["matter_id", SHOWN[0], *own, *SHOWN[1:], *facts, *ORIGIN]
        rows = [self._matter(leads, names) for leads in self._frames()]
        kept = [n for n in names if n not in ("town", "village", *facts) or any(row[n] is not None for row in rows)]
        return self._shown(rows, kept, facts, f"{self.rule.id} 事项（未经核实；金额单位：元）", "matters.parquet", foot=self._total())

    @cached_property
    def way(self) -> Way:
        """Where the rows went, in numbers that add up; of a rule that has run and accuses."""
        return Way.of(self.judged, {name: self._title(name) for name in self.judged.rows_read})

    def sql(self) -> Sql | Note:
        """The SQL that was run for this finding, with what the program says it does."""
        try:
            return Sql(self.rule, self.compiled(self.rule))
        except NotRun as reason:
            return Note(f"{self.rule.id} 没有 SQL：{reason}")

    @cached_property
    def figures(self) -> Figures:
        """What its leads come to, each yuan once."""
        return figures(self.judged.leads, [self.rule.id])

    @cached_property
    def sums(self) -> dict[str, Decimal]:
        """Its money by what the amounts are called."""
        return {AMOUNT_ZH[letter]: amount for letter, amount in total(self.judged.leads, [self.rule.id]).items() if amount}

    @cached_property
    def rectified(self) -> Counter | None:
        """Of its leads' objects, how many the rectification ledger has, by status; None where it is not asked, or not there."""
        # the rules of rectification read that ledger themselves
        if self.issues is None or self.rule.subject == "rectification":
            return None
        return Counter(self.issues[s] for s in self.judged.leads["subject"].to_pylist() if s in self.issues)

    @cached_property
    def _by_words(self) -> list[dict]:
        """The candidates that nothing but the words of a remark cleared."""
        rows = frame_of(self.judged, "spared").to_dict("records")
        return [row for row in rows if {*row["spared_by"].split(",")} <= {*self.rule.claims}]

    def _claimed(self) -> Table:
        """Those candidates with the words as they stand in the ledger: for a person to read, since a remark is but a claim."""
        rows = [row | {"spared_by": "、".join(self.rule.label(x) or x for x in row["spared_by"].split(","))} for row in self._by_words]
        words = [f"{x}_words" for x in self.rule.claims if f"{x}_words" in self.judged.facts]
        names = ["lead_id", "subject", "occurred_on", "questioned_amount", "spared_by", *words, *ORIGIN]
        return self._shown(rows, names, words, f"{self.rule.id} 仅凭文字说明排除，请看原文（未经核实；金额单位：元）", "spared.parquet")

    def reserve(self) -> str:
        """What a reader must know beside a rule that found nothing: rows not judged, ledgers that it was not held against, columns
        that nobody filled."""
        missing = "、".join(self._title(n) for n in self.rule.compared if n not in self.judged.rows_read)
        told = [f"未判断 {rows:,} 行"] if (rows := sum(self.judged.not_judged.values())) else []
        told += [f"未与{missing}比对"] if missing else []
        told += [f"{'、'.join(self.judged.untested)}没有内容，未检验"] if self.judged.untested else []
        return "，".join([*told, *([f"仅凭文字排除 {len(self._by_words)} 条"] if self._by_words else [])])

    def leads(self) -> Table:
        """The leads below the matters, one by one: the days and amounts, and the facts in which the leads of a matter differ."""
        groups = self._frames()
        differ = [c for c in self.judged.facts if any(leads[c].map(str).nunique() > 1 for leads in groups)]
        names = ["matter_id", "lead_id", "occurred_on", "questioned_amount", *differ, *ORIGIN]
        rows = [row for leads in groups for row in leads.sort_values("occurred_on", kind="stable")[names].to_dict("records")]
        return self._shown(rows, names, differ, f"{self.rule.id} 逐条疑点（未经核实；金额单位：元）", "leads.parquet", foot=self._total())

    def _total(self) -> list[dict]:
        """The row below a table of its matters or leads."""
        whole = self.figures
        return [{"matter_id": "合计", "leads": whole.leads, "questioned_amount": whole.amount}] if whole.amount else []

    def _frames(self) -> list[pd.DataFrame]:
        """The frame of each matter, in the order of matters."""
        groups = dict([*self.frame.groupby("matter_id", sort=False)]) if len(self.frame) else {}
        return [groups[matter] for matter in self.judged.by_matter]

    def _matter(self, leads: pd.DataFrame, names: list[str]) -> dict:
        """One row for the leads of a matter: what they share, and of what differs the first values."""
        amount = amount_of(self.judged.by_matter[leads["matter_id"].iloc[0]])
        return {n: several(leads[n]) for n in names if n in leads} | {"leads": len(leads), "questioned_amount": amount}

    def _shown(self, rows: list[dict], names: list[str], facts: list[str], caption: str, full_list: str, foot: Sequence[dict] = ()):
        words = WORDS | dict.fromkeys(COUNTIES, self.counties.get)
        shown = [row | {n: _worded(row[n], word) for n, word in words.items() if n in names} for row in rows]
        labels, kinds = {n: self.label(n) for n in names}, LEAD_KINDS | {n: self.kind(n) for n in facts}
        return html_table(shown, labels, caption, kinds=kinds, max_rows=self.rows, full_list=full_list, foot=foot)

    def _statement(self) -> Table:
        columns = self.judged.columns
        rows = [{name: _typed(row[name], kind) for name, kind in columns.items()} for row in self.judged.statement]
        labels, kinds = ({name: told(name) for name in columns} for told in (self.label, self.kind))
        return html_table(rows, labels, f"{self.title}（情况表，不认定任何疑点）", kinds=kinds, full_list="rules.json")

    def chart(self, by: str, threshold: str = ""):
        """Leads by a category (``town``, a text fact) or the spread of a number (a fact, ``amount``), with the limit if named."""
        column = "questioned_amount" if by == "amount" and "amount" not in self.judged.facts else by
        if not len(self.frame):
            return Note("没有疑点，不作图。" if self.judged.ran else "规则未执行，不作图。")
        if column not in self.frame:
            return Note(f"{self.rule.id} 没有“{by}”这一列，不作图；可用：town、village、amount、{'、'.join(self.judged.facts)}。")
        title, label, values = self.title, self.label(column), self.frame[column]
        if column == "questioned_amount" and values.isna().all():
            return Note("疑点没有金额，不作图。")
        numbers = pd.to_numeric(values, errors="coerce")
        if column not in ("town", "village") and numbers.notna().all():
            limits = pd.to_numeric(self.frame[threshold], errors="coerce").dropna() if threshold in self.frame else []
            limit = float(limits.iloc[0]) if len(limits) and limits.nunique() == 1 else None
            alt = f"{title}：{len(numbers)} 条疑点的{label}分布，最小 {numbers.min():,.2f}，最大 {numbers.max():,.2f}"
            return bars.histogram(numbers.tolist(), caption=f"{title}：{label}分布", unit=label, alt=alt, limit=limit)
        texts = values.map(lambda v: "、".join(v) if isinstance(v, list) else v, na_action="ignore")
        counts = pd.Series(OPEN.column(texts.tolist(), self.kind(column)), dtype=object).fillna("未注明").value_counts()
        shown = counts.sort_index().sort_values(ascending=False, kind="stable").head(20)
        alt = f"{title}：按{label}，" + "，".join(f"{name} {count} 条" for name, count in shown.head(5).items())
        return bars.bar({str(k): int(v) for k, v in shown.items()}, caption=f"{title}：按{label}", category=label, unit="条", alt=alt)

    def label(self, column: str) -> str:
        """The Chinese label of a lead's column or of a fact."""
        return fact_label(self.rule, column, self.contracts) or LEAD_LABELS.get(column, column)

    def kind(self, column: str) -> str | None:
        """What a fact holds: as the contract of the rule's ledgers says of the column of its name; of others the fact itself may tell."""
        return self._kinds.get(column, UNTOLD)

    @cached_property
    def _kinds(self) -> dict[str, str | None]:
        return kinds_of({n: self.contracts[n] for n in (*self.rule.ledgers, *self.rule.optional) if n in self.contracts})

    def _result(self) -> dict[str, object]:
        whole, sums = self.figures, "、".join(f"{name} {amount:,.2f} 元" for name, amount in self.sums.items())
        money = f"疑点金额 {whole.amount:,.2f} 元（{sums}）" if sums else "无金额"
        found = [f"事项 {whole.matters} 项，疑点 {whole.leads} 条，{money}"] if whole.leads or not whole.ranks else []
        return {"found": "；".join([*found, *([f"分析性线索 {whole.ranks} 条"] if whole.ranks else [])]), "ranks": whole.ranks}

    def _compared(self) -> str:
        rows = "；".join(f"{self._title(name)} {count:,} 行" for name, count in self.judged.rows_read.items())
        absent = [n for n in self.rule.optional if n not in self.judged.rows_read]
        named = {
            "未收到、因而没有比对": "、".join(self._title(n) for n in absent if n in self.rule.compared),
            "未收到、因而相关例外无法检验": "、".join(self._title(n) for n in absent if n not in self.rule.compared),
            "没有内容、因而没有检验": "、".join(self.judged.untested),
        }
        return rows + "".join(f"。{why}：{titles}" for why, titles in named.items() if titles)

    def limits(self, ids: Iterable[str]) -> list[tuple[PolicyValue, DatedValue | None]]:
        """Policy values, each with what is in force at the audit date."""
        policy = self.judged.policy
        return [(policy.values[id], policy.entry(id, policy.as_of)) for id in ids]

    def _severity(self) -> str:
        """Of the rule; where its rows differ, how many of each."""
        by = Counter(self.judged.leads["severity"].to_pylist())
        counted = "、".join(f"{SEVERITY_ZH[s]} {by[s]} 条" for s in SEVERITIES if by[s])
        return counted if set(by) - {self.rule.severity} else SEVERITY_ZH[self.rule.severity]

    def _rectified(self) -> str:
        """What the rectification ledger says about the leads' objects; the plan sends the three kinds of failure to accountability."""
        known = self.rectified
        if known is None:
            return (
                "" if self.issues is not None or self.rule.subject == "rectification" else "未收到问题整改台账（L47），没有与以往问题核对。"
            )
        states = f"（{'、'.join(f'{state} {n}' for state, n in sorted(known.items()))}）" if known else ""
        outside = self.judged.leads.num_rows - known.total()
        return f"按对象与整改台账核对：台账内 {known.total()} 条{states}，台账中未见 {outside} 条；对象写法不同的须人工核对。"

    def _title(self, name: str) -> str:
        return self.contracts[name].title if name in self.contracts else OWN_TABLES.get(name, name)


def _worded(value: object, word) -> object:
    """A letter or id in words, also where a cell stands for several."""
    return replace(value, values=[word(item) for item in value.values]) if isinstance(value, Several) else word(value)


class Sql:
    """The SQL of a rule as text; ``str()`` of it can be run where the ledgers are opened."""

    def __init__(self, rule: Rule, compiled: Compiled):
        self.rule, self.dialect = rule, compiled.dialect
        made = [f'CREATE TABLE "{name}" AS\n{sql};\n\n' for name, sql in compiled.prepared.items()]
        self.text = "".join([*made, compiled.sql])

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        told = escape(inspect.getdoc(self.rule.function))
        return f'<p>{self.rule.id} 的 SQL（{self.dialect}）：<span lang="en">{told}</span></p><pre class="sql">{escape(self.text)}</pre>'


def frame_of(judged: Judged, which: str = "leads") -> pd.DataFrame:
    """A rule's leads (or ``spared``) as a pandas frame, every fact a column of its own; decimal facts are Decimal again."""
    table = getattr(judged, which)
    rows = table.to_pylist()
    if not rows:
        return pd.DataFrame(columns=table.column_names, dtype=object)
    for row in rows:
        facts = facts_of(row)
        for name in judged.facts:
            row.setdefault(name, _typed(facts.get(name), judged.columns[name]))
    return pd.DataFrame(rows, dtype=object)


def _typed(value: object, kind: str) -> object:
    """A fact as the rule gave it: JSON holds decimals as text."""
    return Decimal(value) if kind.startswith("decimal") and isinstance(value, str) else value
