"""One subject as a chapter of the county report: its findings in the order of an audit report, then the rules without any."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from auditlib.headings import LEAD_KINDS
from auditlib.matters import Several, several
from auditlib.report.finding import SYSTEMIC, Finding
from auditlib.report.page import render, wan
from auditlib.report.tables import column_texts
from auditlib.rules import Subject
from auditlib.rules.catalogue import SEVERITIES

#: 一 … 十三: the numbering of Chinese reports.
ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")
#: Matters told of a rule by its severity, facts of a matter, items of a list; the subject's own page has all of them.
MATTERS, FACTS, LISTED = {"H": 3, "M": 2, "L": 1, "D": 1}, 3, 3
#: Facts that a line repeats, or that tell nothing to a reader of a report.
DULL = ("amount", "county_id")
#: What a policy value is, before its notes.
CLAUSE = re.compile("[;；,，]")


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
        briefs = [*map(_brief, self.found)]
        return render("chapter.html.j2", briefs=briefs, title=self.title, quiet=self.quiet, not_run=self.not_run)


def _brief(finding: Finding) -> dict:
    """A paragraph from fact to rectification, then the gravest matters, a line each."""
    rule, found = finding.rule, finding.figures
    brief = {"finding": finding, "rule": rule, "accusation": rule.worded("finding", finding.judged.policy.said)}
    if rule.statement:
        return brief
    money = f"，疑点金额 {wan(found.amount)} 万元（{'、'.join(finding.sums)}）" if finding.sums else ""
    known = finding.rectified
    rectified = "" if known is None else f"台账内 {known.total()} 条，台账中未见 {finding.judged.leads.num_rows - known.total()} 条"
    told = [("", SYSTEMIC if finding.judged.systemic else ""), ("", finding.reserve()), ("依据", "；".join(_basis(finding)))]
    told += [("定性", rule.phrase), ("处理意见", rule.disposition), ("责任单位", "、".join(rule.answers)), ("整改", rectified)]
    return brief | {
        "found": f"事项 {found.matters} 项，疑点 {found.leads} 条{money}" if found.leads else "",
        "ranks": f"分析性线索 {found.ranks} 条（只用于选样，不计入合计）" if found.ranks else "",
        "told": told,
        "matters": _matters(finding),
    }


def _basis(finding: Finding) -> Iterator[str]:
    """The limits that the rule declares, each with its document once that is confirmed, then what else it cites."""
    for value, entry in finding.limits(finding.rule.basis):
        if entry is not None and entry.value is not None:
            several = [*map(str, entry.value)] if isinstance(entry.value, list) else [f"{entry.value} {value.unit or ''}".strip()]
            said = "、".join(several[:LISTED]) + (f"等 {len(several)} 项" if len(several) > LISTED else "")
            source = entry.source if entry.confirmed else "参数待核"
            yield f"{CLAUSE.split(value.description)[0]} {said}（{source}）"
    yield from finding.rule.law


def _matters(finding: Finding) -> Iterator[str]:
    """Whom a matter is about, how much, and what the rule found of it, masked: what it alone tells before what the ledger tells."""
    own = [name for name in finding.judged.facts if not name.endswith("_words") and name not in DULL]
    facts = sorted(own, key=lambda name: name not in finding.rule.labels)
    groups, most = [*finding.judged.by_matter.values()], MATTERS[finding.rule.severity]
    for place, leads in enumerate(groups[:most], 1):
        rows = finding.frame[finding.frame["lead_id"].isin([lead["lead_id"] for lead in leads])]
        subject, town, village = (_cell(finding, name, rows[name]) for name in ("subject", "town", "village"))
        amount = sum((lead["questioned_amount"] or 0 for lead in leads), Decimal("0.00"))
        told = [f"{finding.label(name)} {text}" for name in facts if (text := _cell(finding, name, rows[name])) and text != subject]
        where = f"（{town}{village}）" if town or village else ""
        head = [f"{subject}{where}", f"{amount:,.2f} 元" if amount else "", f"{len(leads)} 条疑点" if len(leads) > 1 else ""]
        more = f"；另有 {len(groups) - most} 项" if place == most < len(groups) else ""
        yield "，".join(filter(None, head)) + ("：" + "，".join(told[:FACTS]) if told else "") + more


def _cell(finding: Finding, name: str, values: Iterable[object]) -> str:
    """One value of all the leads of a matter; nothing where they have more than two."""
    shared = several(values, most=2)
    if isinstance(shared, Several) and shared.count > 2:
        return ""
    return column_texts(name, [shared], LEAD_KINDS[name] if name in LEAD_KINDS else finding.kind(name))[0]
