"""Matters (事项): one rule and one real thing with all its leads: the man paid after his death, not eight rows of 560 yuan."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

import pyarrow as pa

from auditlib.leads import LEADS, by_weight
from auditlib.money import BESIDE, CLAIMED, CLASSES, counted, of_rules, questioned
from auditlib.rules.catalogue import SEVERITIES

#: ``leads``: how many; ``first_on``, ``last_on``: the days of the first and the last; ``evidence_digest`` changes when the facts of one
#: change.
MATTERS = pa.schema(
    [
        LEADS.field("matter_id"),
        *(LEADS.field(name) for name in "rule_id severity strength amount_class county town village subject questioned_amount".split()),
        ("leads", pa.int32()),
        ("first_on", pa.date32()),
        ("last_on", pa.date32()),
        LEADS.field("evidence_digest"),
    ]
)
#: What figures need of a lead beside what it claims.
FIGURED = ("matter_id", "severity")


def matters_of(leads: pa.Table) -> pa.Table:
    """The matters of a table of leads (leads.parquet), the gravest and largest first."""
    rows = [_matter(found) for found in grouped(leads.to_pylist()).values()]
    return by_weight(pa.Table.from_pylist(rows, schema=MATTERS))


def grouped(leads: Iterable[dict]) -> dict[str, list[dict]]:
    """The leads of each matter, in their order."""
    groups: dict[str, list[dict]] = defaultdict(list)
    for lead in leads:
        groups[lead["matter_id"]].append(lead)
    return groups


def _matter(leads: list[dict]) -> dict:
    """A place or a subject that differs between its leads is nobody's, and left empty."""
    days = sorted(lead["occurred_on"] for lead in leads if lead["occurred_on"])
    common = {
        name: values.pop() if len(values) == 1 else None
        for name in ("town", "village", "subject")
        for values in [{lead[name] for lead in leads}]
    }
    return {
        **{name: leads[0][name] for name in ("matter_id", "rule_id", "county")},
        **common,
        "severity": min((lead["severity"] for lead in leads), key=SEVERITIES.index),
        "strength": min(lead["strength"] for lead in leads),
        "amount_class": min((lead["amount_class"] for lead in leads), key=CLASSES.index),
        "questioned_amount": amount_of(leads),
        "leads": len(leads),
        "first_on": days[0] if days else None,
        "last_on": days[-1] if days else None,
        "evidence_digest": sha256("|".join(sorted(lead["evidence_digest"] for lead in leads)).encode()).hexdigest()[
            :16
        ],  # of keyed digests
    }


def amount_of(leads: list[dict]) -> Decimal | None:
    """What these leads question (元), each thing once; None when none of them has an amount."""
    if all(lead["questioned_amount"] is None for lead in leads):
        return None
    return sum(counted(leads).values(), Decimal("0.00"))


@dataclass(frozen=True)
class Figures:
    """What terminal, index and reports print of a set of leads, each number with its one meaning.

    matters     事项: matters with at least one lead that accuses        leads   疑点: leads that accuse
    ranks       线索: leads of strength C, which only rank samples       amount  疑点金额 (元): each thing once, never above its own amount
    severities  matters by severity
    """

    matters: int
    leads: int
    ranks: int
    amount: Decimal
    severities: Counter


def figures(leads: pa.Table, rules: Iterable[str] | None = None) -> Figures:
    """The figures of a table of leads; ``rules``: ids to keep. Of all together, what earlier audits found stands apart (money.BESIDE)."""
    kept = of_rules(leads, rules).select([*FIGURED, *CLAIMED]).to_pylist()
    return figures_of(kept, apart=BESIDE if rules is None else ())


def figures_of(leads: list[dict], apart: tuple[str, ...] = BESIDE) -> Figures:
    """The figures of some leads; ``apart``: kinds of money that do not count."""
    accusing = [lead for lead in leads if lead["strength"] != "C"]
    worst = [min((lead["severity"] for lead in found), key=SEVERITIES.index) for found in grouped(accusing).values()]
    amount = sum((amount for (kind, _letter), amount in questioned(leads).items() if kind not in apart), Decimal("0.00"))
    return Figures(len(worst), len(accusing), len(leads) - len(accusing), amount, Counter(worst))


@dataclass(frozen=True)
class Several:
    """A cell that stands for several values: some of them, and how many there are; ``between``: these are the least and the greatest."""

    values: list
    count: int
    between: bool = False

    def joined(self, texts: list[str]) -> str:
        return ("～" if self.between else "、").join(texts) + (f"（共 {self.count} 个）" if len(texts) < self.count else "")


def several(values: Iterable[object], most: int = 3) -> object:
    """Different values of one column as one cell: the value where there is one only, the first and the last of many days or numbers."""
    known = list(dict.fromkeys(value for value in values if value is not None and value == value))
    if len(known) < 2:
        return known[0] if known else None
    if all(isinstance(value, (dt.date, int, Decimal)) and not isinstance(value, bool) for value in known):
        known.sort()
        return Several([known[0], known[-1]], len(known), between=True) if len(known) > most else Several(known, len(known))
    return Several(known[:most], len(known))
