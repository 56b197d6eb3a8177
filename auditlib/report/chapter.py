"""One subject as a chapter of the county report: its findings in the order of an audit report, then the rules without any."""

from __future__ import annotations

from html import escape

from auditlib.report.finding import Finding
from auditlib.rules import Subject
from auditlib.rules.catalogue import SEVERITIES

#: 一 … 十三: the numbering of Chinese reports.
ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")


class Findings:
    """Several findings, shown one after the other under headings of a level of their own."""

    def __init__(self, findings: list[Finding], level: int = 3):
        self.findings = findings
        self.level = level

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.findings))

    def _repr_html_(self) -> str:
        return "".join(
            f"<h{self.level}>{f.rule.id} {escape(f.rule.zh)} · {escape(f.rule.title)}</h{self.level}>{f._repr_html_()}" for f in self.findings
        )


class Chapter:
    """The findings of one subject, the gravest and largest first: those with leads or a statement in full, the others named in a sentence."""

    def __init__(self, subject: Subject, findings: list[Finding], number: str):
        self.subject = subject
        self.title = f"（{number}）{subject.title}"
        findings = sorted(findings, key=lambda f: (SEVERITIES.index(f.rule.severity), -(f.judged.amount or 0)))
        self.full = [f for f in findings if f.judged.outcome.ran and (f.judged.leads.num_rows or f.rule.statement)]
        self.quiet = [f for f in findings if f.judged.outcome.ran and f not in self.full]
        self.not_run = [f for f in findings if not f.judged.outcome.ran]

    def __repr__(self) -> str:
        return "\n".join([self.title, *map(repr, [*self.full, *self.quiet, *self.not_run])])

    def _repr_html_(self) -> str:
        parts = [f"<h3>{escape(self.title)}</h3>", Findings(self.full, 4)._repr_html_()]
        if self.quiet:
            told = "；".join(f"{f.rule.id} {f.rule.zh}" + (f"（{f.reserve()}）" if f.reserve() else "") for f in self.quiet)
            parts.append(f"<p><b>已执行、没有疑点：</b>{escape(told)}。</p>")
        if self.not_run:
            lines = "".join(f"<li>{escape(f'{f.rule.id} {f.rule.zh}：{f.judged.outcome.reason}')}</li>" for f in self.not_run)
            parts.append(f'<div class="not-run"><b>未执行（不等于没有问题）：</b><ul>{lines}</ul></div>')
        if not (self.full or self.quiet or self.not_run):
            parts.append("<p>本专题还没有规则。</p>")
        return "".join(parts)


class Chapters:
    """Chapters one after the other."""

    def __init__(self, chapters: list[Chapter]):
        self.chapters = chapters

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.chapters))

    def _repr_html_(self) -> str:
        return "".join(chapter._repr_html_() for chapter in self.chapters)
