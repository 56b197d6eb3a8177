"""The announcement: verified findings that the audit report tells, counted by county and by problem, and nothing of any person."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.decisions import shared_out
from auditlib.money import BESIDE, questioned
from auditlib.publish.audience import Audience
from auditlib.publish.cells import dominated, shown
from auditlib.publish.source import Source
from auditlib.report import page
from auditlib.rules import RULES

#: A rule that accuses rows about one of these accuses persons or households.
PERSONAL = {"identity", "account", "phone", "birth", "name", "party"}
MERGED = {"county": "其他县级单位（合并）", "problem": "其他问题（合并）"}
#: What was made good of findings (元), by column of the case record.
RESULTS = {"recovered": "追缴", "returned": "归还原渠道", "reactivated": "盘活", "made_good": "补发", "adjusted": "调账"}
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Finding:
    """One verified matter; ``claim`` is what it says of money, as a lead's row does (matters.counted)."""

    county: str
    problem: str
    persons: bool
    amount: Decimal
    claim: dict
    values: dict


@dataclass(frozen=True)
class Row:
    name: str
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Table:
    """A margin with its total, which is the sum of its counts. An amount counts each thing once, so a total may be less than its parts."""

    title: str
    by: str
    persons: bool
    rows: tuple[Row, ...]
    total: Row


def findings(source: Source, audience: Audience) -> tuple[list[Finding], Counter]:
    """The findings to be told of, and how many other matters there are, by state."""
    found, others = [], Counter()
    for county in source.counties:
        leads = source.leads(county)
        for case in source.cases(county).values():
            if audience.takes(case):
                found.append(_finding(source, case, county.name, leads.get(case.id, [])))
            else:
                others["属实后事实有变化" if case.changed else case.state] += 1
    return found, others


def _finding(source: Source, case: Case, county: str, leads: list[dict]) -> Finding:
    rule, amount = RULES.get(case.rule_id), case.money("verified_amount") or ZERO
    claims = [*{json.dumps(claim): claim for lead in leads for claim in json.loads(lead["money"])}.values()]
    # what the last run did not find again is a thing of its own
    claims = shared_out(amount, claims or [{"of": "other", "thing": case.id, "ledger": "", "row": case.id, "amount": f"{amount:f}"}])
    claim = {"county": case.county, "strength": "A", "amount_class": case.facts.get("amount_class") or "V", "money": json.dumps(claims)}
    return Finding(county, rule.zh if rule else "其他", _persons(source, case.rule_id), amount, claim, case.values)


def _persons(source: Source, rule_id: str) -> bool:
    """Whether a rule's matters are persons or households, or may be."""
    contracts = source.office.contracts
    if rule_id not in RULES or any(name not in contracts for name in RULES[rule_id].accused):
        return True
    return any(contracts[name].kinds.get(column) in PERSONAL for name in RULES[rule_id].accused for column in contracts[name].subject)


def _row(name: str, found: Iterable[Finding]) -> Row:
    found = list(found)
    money = questioned(one.claim for one in found)
    return Row(name, len(found), sum((amount for (kind, _), amount in money.items() if kind not in BESIDE), ZERO))


def tables(found: list[Finding], audience: Audience) -> list[Table]:
    """Margins of the things, as they are; and of the persons, small parts merged, or none where even all of them are few."""
    made = []
    for persons, title in ((False, "项目、资产、资金和单位"), (True, "个人和家庭")):
        of_kind = [one for one in found if one.persons == persons]
        for by, heading in (("county", "按县级单位"), ("problem", "按问题")):
            if of_kind and (rows := _margin(of_kind, by, audience if persons else None)):
                made.append(Table(f"{title}：{heading}", by, persons, tuple(rows), _row("合计", of_kind)))
    return made


def _margin(found: list[Finding], by: str, audience: Audience | None) -> list[Row]:
    parts: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        parts[getattr(one, by)].append(one)
    alone, merged = [*parts], []
    if audience:
        split = shown({name: [one.amount for one in ones] for name, ones in parts.items()}, audience.smallest, audience.dominance)
        if split is None:
            return []
        alone, merged = split
    rows = sorted((_row(name, parts[name]) for name in alone), key=lambda row: (-row.count, row.name))
    return rows + ([_row(MERGED[by], (one for name in merged for one in parts[name]))] if merged else [])


def results(found: list[Finding], told: list[Table], audience: Audience) -> list[tuple[str, Decimal]]:
    """What was made good of the findings that a table tells of; no sum of which one finding makes nearly all."""
    persons = any(table.persons for table in told)
    found = [one for one in found if persons or not one.persons]
    sums = {title: [Decimal(one.values.get(name) or 0) for one in found] for name, title in RESULTS.items()}
    safe = {title: amounts for title, amounts in sums.items() if sum(amounts) and not (persons and dominated(amounts, audience.dominance))}
    return [(title, sum(amounts, ZERO)) for title, amounts in safe.items()]


def text(source: Source, audience: Audience, found: list[Finding], told: list[Table]) -> str:
    """The page."""
    withheld = any(one.persons for one in found) and not any(table.persons for table in told)
    given = {"run": source.office.parameters.run, "counties": len(source.counties), "results": results(found, told, audience)}
    body = page.render("public.html.j2", tables=told, withheld=withheld, **given)
    return page.build("扶贫审计结果公告", body, kind="public", banner=audience.banner, footer=audience.footer)
