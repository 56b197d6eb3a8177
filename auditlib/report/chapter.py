"""One subject as a chapter of the county report: its findings in the order of an audit report, then the rules without any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

from auditlib.headings import LEAD_KINDS
from auditlib.matters import Several, figures, several
from auditlib.money import total
from auditlib.report.finding import SYSTEMIC, Finding
from auditlib.report.page import wan
from auditlib.report.tables import column_texts
from auditlib.rules import Subject
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH

#: 一 … 十三: the numbering of Chinese reports.
ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")
#: Matters told of a rule by its severity, facts of a matter, items of a list; the subject's own page has all of them.
MATTERS, FACTS, LISTED = {"H": 3, "M": 2, "L": 1, "D": 1}, 3, 3
#: Facts that a line repeats, or that tell nothing to a reader of a report.
DULL = ("amount", "county_id")
#: What a policy value is, before its notes.
CLAUSE = re.compile("[;；,，]")


class Brief:
    """One rule in a report: a paragraph from fact to rectification, then its gravest matters, a line each."""

    def __init__(self, finding: Finding):
        self.finding, self.rule, self.judged = finding, finding.rule, finding.judged

    def __repr__(self) -> str:
        return repr(self.finding)

    def _repr_html_(self) -> str:
        severity = f'<span class="tag{" bad" if self.rule.severity == "H" else ""}">{SEVERITY_ZH[self.rule.severity]}</span>'
        head = f'<h4 id="{self.rule.id}">{escape(self.judged.title)} {severity}</h4>'
        if self.rule.statement:
            return f"{head}<p>{self._accusation}情况表共 {len(self.judged.statement)} 行，不认定任何疑点，见专题底稿。</p>"
        named = "".join(f"<li>{line}</li>" for line in self._matters())
        return f"{head}<p>{self._told()}</p><ol>{named}</ol>"

    @property
    def _accusation(self) -> str:
        return escape(self.rule.worded("finding", self.judged.policy.said))

    def _told(self) -> str:
        parts = [("", f"{self._accusation}{self._found()}"), ("依据", escape("；".join(self._basis()))), ("定性", escape(self.rule.phrase))]
        parts += [
            ("处理意见", escape(self.rule.disposition)),
            ("责任单位", escape("、".join(self.rule.answers))),
            ("整改", escape(self._rectified())),
        ]
        return "".join((f"<b>{name}</b>：" if name else "") + text.rstrip("。") + "。" for name, text in parts if text)

    def _found(self) -> str:
        found = figures(self.judged.leads, [self.rule.id])
        sums = {AMOUNT_ZH[letter]: amount for letter, amount in total(self.judged.leads, [self.rule.id]).items() if amount}
        money = f"，疑点金额 {wan(found.amount)} 万元（{'、'.join(sums)}）" if sums else ""
        told = f"<b>事项 {found.matters} 项，疑点 {found.leads} 条{money}</b>" if found.leads else ""
        ranks = f"分析性线索 {found.ranks} 条（只用于选样，不计入合计）" if found.ranks else ""
        note = SYSTEMIC if self.judged.systemic else ""
        return "".join(f"{text.rstrip('。')}。" for text in ("；".join(filter(None, [told, ranks])), note, self.finding.reserve()) if text)

    def _basis(self) -> Iterator[str]:
        """The limits that the rule declares, each with its document once that is confirmed, then what else it cites."""
        policy = self.judged.policy
        for policy_id in self.rule.basis:
            value, entry = policy.values[policy_id], policy.entry(policy_id, policy.as_of)
            if entry is not None and entry.value is not None:
                several = [*map(str, entry.value)] if isinstance(entry.value, list) else [f"{entry.value} {value.unit or ''}".strip()]
                said = "、".join(several[:LISTED]) + (f"等 {len(several)} 项" if len(several) > LISTED else "")
                source = entry.source if entry.confirmed else "参数待核"
                yield f"{CLAUSE.split(value.description)[0]} {said}（{source}）"
        yield from self.rule.law

    def _rectified(self) -> str:
        """How many of its leads the rectification ledger knows by their object; nothing where none was received."""
        if self.finding.issues is None or self.rule.subject == "rectification":
            return ""
        subjects = self.judged.leads["subject"].to_pylist()
        known = sum(subject in self.finding.issues for subject in subjects)
        return f"台账内 {known} 条，台账中未见 {len(subjects) - known} 条"

    def _matters(self) -> Iterator[str]:
        """Whom a matter is about, how much, and what the rule found of it, masked: what it alone tells before what the ledger tells."""
        own = [name for name in self.judged.facts if not name.endswith("_words") and name not in DULL]
        facts = sorted(own, key=lambda name: name not in self.rule.labels)
        groups = [*self.judged.by_matter.values()]
        most = MATTERS[self.rule.severity]
        for place, leads in enumerate(groups[:most], 1):
            rows = self.finding.frame[self.finding.frame["lead_id"].isin([lead["lead_id"] for lead in leads])]
            subject, town, village = (self._cell(name, rows[name]) for name in ("subject", "town", "village"))
            amount = sum((lead["questioned_amount"] or 0 for lead in leads), Decimal("0.00"))
            told = [f"{self.finding.label(name)} {text}" for name in facts if (text := self._cell(name, rows[name])) and text != subject][
                :FACTS
            ]
            where = f"（{town}{village}）" if town or village else ""
            head = [f"{subject}{where}", f"{amount:,.2f} 元" if amount else "", f"{len(leads)} 条疑点" if len(leads) > 1 else ""]
            more = f"；另有 {len(groups) - most} 项" if place == most < len(groups) else ""
            yield escape("，".join(filter(None, head)) + ("：" + "，".join(told) if told else "") + more)

    def _cell(self, name: str, values: Iterable[object]) -> str:
        """One value of all the leads of a matter; nothing where they have more than two."""
        shared = several(values, most=2)
        if isinstance(shared, Several) and shared.count > 2:
            return ""
        return column_texts(name, [shared], LEAD_KINDS[name] if name in LEAD_KINDS else self.finding.kind(name))[0]


class Chapter:
    """The findings of one subject, the gravest and largest first: those with leads or a statement, the others in a sentence."""

    def __init__(self, subject: Subject, findings: list[Finding], number: str):
        self.title = f"（{number}）{subject.title}"
        findings = sorted(findings, key=lambda f: (SEVERITIES.index(f.rule.severity), -(f.judged.amount or 0)))
        self.found = [f for f in findings if f.judged.ran and (f.judged.leads.num_rows or f.rule.statement)]
        self.quiet = [f for f in findings if f.judged.ran and f not in self.found]
        self.not_run = [f for f in findings if not f.judged.ran]

    def __repr__(self) -> str:
        return "\n".join([self.title, *map(repr, [*self.found, *self.quiet, *self.not_run])])

    def _repr_html_(self) -> str:
        parts = [f"<h3>{escape(self.title)}</h3>", *(Brief(finding)._repr_html_() for finding in self.found)]
        if self.quiet:
            told = "；".join(f.title + (f"（{f.reserve()}）" if f.reserve() else "") for f in self.quiet)
            parts.append(f"<p><b>已执行、没有疑点</b>：{escape(told)}。</p>")
        if self.not_run:
            parts.append(f"<p><b>未执行（原因见附件）</b>：{escape('；'.join(f.title for f in self.not_run))}。</p>")
        return f'<section class="chapter">{"".join(parts)}</section>'
