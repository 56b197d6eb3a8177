"""One rule as a notebook shows it: why, what was compared, the result as a masked table, and a chart."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from html import escape

import pandas as pd

from auditlib.audit import Judged
from auditlib.contracts import Ledger
from auditlib.report import charts
from auditlib.report.tables import html_table
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

LEAD_LABELS = {
    "lead_id": "疑点编号",
    "rule_id": "规则",
    "severity": "严重程度",
    "strength": "证据强度",
    "amount_class": "金额类型",
    "town": "镇街",
    "village": "村",
    "subject": "对象",
    "occurred_on": "发生日期",
    "questioned_amount": "疑点金额（元）",
    "source_file": "来源文件",
    "source_sheet": "工作表",
    "source_row": "行号",
    "amount": "金额（元）",
    "exceptions": "例外检验",
}
SHOWN = ("lead_id", "severity", "town", "village", "subject", "occurred_on", "questioned_amount")
ORIGIN = ("source_file", "source_sheet", "source_row")


class Finding:
    """The finding of one rule. ``frame`` is a pandas frame of its leads with every fact as a column (unmasked)."""

    def __init__(self, judged: Judged, contracts: dict[str, Ledger], rows: int):
        self.judged = judged
        self.rule = judged.rule
        self.contracts = contracts
        self.rows = rows
        self.frame = frame_of(judged)

    def __repr__(self) -> str:
        record = self.judged.record()
        if not self.judged.outcome.ran:
            return f"{self.rule.id} 未执行：{record['reason']}"
        return f"{self.rule.id} 候选 {record['candidates']}，排除 {record['spared']}，疑点 {record['leads']}，金额 {record['amount'] or '—'} 元"

    def _repr_html_(self) -> str:
        parts = [f'<section class="finding" data-rule="{self.rule.id}">', self._why()]
        if not self.judged.outcome.ran:
            parts.append(f'<p class="not-run"><strong>未执行 · Not run</strong>　{escape(self.judged.outcome.reason)}</p>')
        else:
            parts += [self._compared(), self._result()]
            if self.judged.leads.num_rows:
                parts.append(self.table()._repr_html_())
        return "".join([*parts, "</section>"])

    def table(self):
        """The leads as a masked table: whom, when, how much, both sides of the comparison, and the row as received."""
        facts = [c for c in self.frame.columns if c in self.judged.outcome.facts]
        names = [*SHOWN, *facts, *ORIGIN]
        kept = [n for n in names if n in self.frame.columns and (n not in ("town", "village") or self.frame[n].notna().any())]
        shown = self.frame[kept].assign(severity=self.frame["severity"].map(severity_text))
        return html_table(
            shown.to_dict("records"),
            labels={n: self.label(n) for n in kept},
            caption=f"{self.rule.id} 疑点（金额单位：元）",
            max_rows=self.rows,
        )

    def chart(self, by: str, threshold: str | None = None):
        """Leads by a category (``town``, a text fact) or the spread of a number (a fact, ``amount``), with the limit if named."""
        column = "questioned_amount" if by == "amount" and "amount" not in self.judged.outcome.facts else by
        if not len(self.frame) or column not in self.frame:
            return Note("没有疑点，不作图。" if self.judged.outcome.ran else "规则未执行，不作图。")
        label, values = self.label(column), self.frame[column]
        numbers = pd.to_numeric(values, errors="coerce")
        title = f"{self.rule.id} {self.rule.zh}"
        if column not in ("town", "village") and numbers.notna().all():
            limits = pd.to_numeric(self.frame[threshold], errors="coerce").dropna() if threshold in self.frame else []
            limit = float(limits.iloc[0]) if len(limits) and limits.nunique() == 1 else None
            alt = f"{title}：{len(numbers)} 条疑点的{label}分布，最小 {numbers.min():,.2f}，最大 {numbers.max():,.2f}"
            return charts.histogram(numbers.tolist(), caption=f"{title}：{label}分布", unit=label, alt=alt, threshold=limit)
        counts = values.map(lambda v: "、".join(v) if isinstance(v, list) else v).fillna("未注明").value_counts()
        shown = counts.sort_index().sort_values(ascending=False, kind="stable").head(20)
        alt = f"{title}：按{label}，" + "，".join(f"{name} {count} 条" for name, count in shown.head(5).items())
        return charts.bar({str(k): int(v) for k, v in shown.items()}, caption=f"{title}：按{label}", category=label, unit="条", alt=alt)

    def label(self, column: str) -> str:
        """The Chinese label of a lead's column or of a fact."""
        for contract in [self.contracts.get(n) for n in (*self.rule.ledgers, *self.rule.optional)]:
            known = contract.columns.get(column) if contract else None
            if self.rule.label(column) or known:
                return self.rule.label(column) or known.header
        return LEAD_LABELS.get(column, column)

    def _why(self) -> str:
        rule, policy = self.rule, self.judged.outcome.policy
        lines = []
        for policy_id in dict.fromkeys([*rule.basis, *policy.used]):
            value, entry = policy.values[policy_id], policy.entry(policy_id, policy.as_of)
            if entry is None:
                lines.append(f"{escape(value.description)}：审计截止日无取值（{policy_id}）")
                continue
            shown = "、".join(map(str, entry.value)) if isinstance(entry.value, list) else entry.value
            mark = "" if entry.confirmed else ' <em class="unconfirmed">参数待核</em>'
            document = escape(" ".join(filter(None, [entry.document, entry.article])))
            lines.append(f"{escape(value.description)}：<b>{escape(str(shown))}</b> {escape(value.unit or '')}（{entry.from_} 起，{document}）{mark}")
        lines += [escape(text) for text in rule.law]
        head = (
            f"<p>定性：{escape(rule.phrase or '—')}　严重程度：{SEVERITY_ZH[rule.severity]}　"
            f"证据强度：{STRENGTH_ZH[rule.strength]}　金额类型：{AMOUNT_ZH[rule.amount]}　"
            f"责任单位：{escape('、'.join(rule.answers))}　处理：{escape(rule.disposition)}　核查方式：{escape(rule.procedure)}</p>"
        )
        return f'<div class="why">{head}<ul>{"".join(f"<li>{line}</li>" for line in lines)}</ul></div>'

    def _compared(self) -> str:
        rows = "；".join(f"{self._title(name)} {count:,} 行" for name, count in self.judged.outcome.rows_read.items())
        absent = "、".join(self._title(n) for n in self.rule.optional if n not in self.judged.outcome.rows_read)
        more = f"。未收到、因而相关例外无法检验：{absent}" if absent else ""
        skipped = "".join(
            f'<p class="not-judged">未判断 {count:,} 行：日期早于 {policy_id} 的起始日 {self.judged.outcome.policy.first_date(policy_id)}。</p>'
            for policy_id, count in self.judged.outcome.not_judged.items()
        )
        return f'<p class="compared">比对：{escape(rows + more)}。</p>{skipped}'

    def _result(self) -> str:
        record = self.judged.record()
        by = Counter(x for text in self.judged.spared["spared_by"].to_pylist() for x in text.split(","))
        why = "、".join(f"{escape(self.rule.label(x) or x)} {n}" for x, n in sorted(by.items()))
        period = f"；审计期间以外 {record['out_of_period']} 条" if record["out_of_period"] else ""
        amount = "无金额" if record["amount"] is None else f"{Decimal(record['amount']):,.2f} 元"
        spared = f"{record['spared']}" + (f"（{why}）" if why else "")
        return f'<p class="result"><strong>疑点 {record["leads"]} 条，{amount}</strong>　候选 {record["candidates"]}，经例外检验排除 {spared}{period}。</p>'

    def _title(self, name: str) -> str:
        return self.contracts[name].title if name in self.contracts else "补贴项目目录"


def severity_text(letter: str) -> str:
    return f"{letter} {SEVERITY_ZH[letter]}"


class Note:
    """One line of text that shows alike in a notebook and on a page."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text)}</p>"


def frame_of(judged: Judged) -> pd.DataFrame:
    """A rule's leads as a pandas frame, every fact a column of its own; decimal facts are Decimal again."""
    rows = judged.leads.to_pylist()
    if not rows:
        return pd.DataFrame(columns=judged.leads.column_names, dtype=object)
    decimals = {name for name, kind in judged.outcome.columns.items() if kind.startswith("decimal")}
    for row in rows:
        facts = json.loads(row["facts"])
        for name in judged.outcome.facts:
            value = facts.get(name)
            row.setdefault(name, Decimal(value) if name in decimals and value is not None else value)
    return pd.DataFrame(rows, dtype=object)
