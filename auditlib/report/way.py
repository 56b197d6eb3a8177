"""Where the rows of a rule went: read, not judged, without a breach, candidates, cleared by which exception, leads. Every line adds up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditlib.found import Judged

#: What cleared a candidate: the ledgers, or nothing but the words of a remark.
BY_DATA, BY_WORDS = "凭资料", "仅凭文字"


@dataclass(frozen=True)
class Way:
    """read = not judged + without a breach (``quiet``) + ``found``, in rows of the ledgers accused;
    ``candidates`` = ``out_of_period`` + cleared + ``leads``, of which a found row makes one or several.

    ``not_judged``: reason → rows. ``cleared``: (labels of the exceptions that are true, BY_DATA or BY_WORDS) → candidates, each once.
    """

    accused: str
    read: int
    not_judged: dict[str, int]
    found: int
    out_of_period: int
    cleared: dict[tuple[str, str], int]
    leads: int

    @classmethod
    def of(cls, judged: Judged, titles: dict[str, str]) -> Way:
        """``titles``: ledger → what it is called. The rule has run, and accuses."""
        rule, rows = judged.rule, judged.rows_read
        read = [name for name in rule.accused if name in rows] or [*rows]
        cleared = Counter()
        for text in judged.spared["spared_by"].to_pylist():
            names = text.split(",")
            how = BY_WORDS if {*names} <= {*rule.claims} else BY_DATA
            cleared["＋".join(rule.label(name) or name for name in names), how] += 1
        accused = "、".join(titles.get(n, n) for n in read)
        of_rule = (judged.not_judged, judged.found, judged.out_of_period, dict(cleared), judged.leads.num_rows)
        return cls(accused, sum(rows[name] for name in read), *of_rule)

    @property
    def quiet(self) -> int:
        return self.read - sum(self.not_judged.values()) - self.found

    @property
    def candidates(self) -> int:
        return self.out_of_period + sum(self.cleared.values()) + self.leads

    @property
    def lines(self) -> list[str]:
        """The two sums as a reader sees them."""
        rows = [_sum("未判断", self.not_judged, "行"), f"未触发 {self.quiet:,} 行", f"候选 {self.found:,} 行"]
        cleared = {f"{labels}，{how}": count for (labels, how), count in sorted(self.cleared.items(), key=lambda item: (-item[1], item[0]))}
        outside = f"审计期间以外 {self.out_of_period:,} 条" if self.out_of_period else ""
        found = [_sum("例外排除", cleared, "条"), outside, f"疑点 {self.leads:,} 条"]
        lines = [f"{self.accused} {self.read:,} 行 ＝ {' ＋ '.join(filter(None, rows))}"]
        return [*lines, f"候选 {self.candidates:,} 条 ＝ {' ＋ '.join(filter(None, found))}"] if self.candidates else lines


def _sum(what: str, parts: dict[str, int], unit: str) -> str:
    """The sum of these parts, and what it is made of; nothing of none."""
    told = [f"{name} {count:,}" for name, count in parts.items()] if len(parts) > 1 else [*parts]
    return f"{what} {sum(parts.values()):,} {unit}（{'；'.join(told)}）" if parts else ""
