"""What a page begins with: what was found, of a whole county or of one subject, what was not run and what was not judged."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.found import Judged
from auditlib.headings import LEAD_KINDS
from auditlib.matters import MATTERS, figures, matters_of
from auditlib.money import total
from auditlib.parameters import County, Run
from auditlib.privacy.open_gates import OPEN
from auditlib.report.page import render, wan
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH

#: Matters, and rules not run, named on the first screen.
TOP, NAMED = 5, 6


@dataclass(repr=False, eq=False)
class Result:
    """``judged``: the rules told of; ``leads``: those of them; ``whole``: of all subjects, with the title of the county's report.

    ``notice``: why it is not of the run of record; ``demo``: the data are made up. Both a subject's page tells with the county.
    """

    county: County
    run: Run
    judged: list[Judged]
    leads: pa.Table
    whole: bool
    notice: str
    demo: bool

    def __post_init__(self):
        self.ids = None if self.whole else [item.rule.id for item in self.judged]
        self.figures = figures(self.leads, self.ids)

    def __repr__(self) -> str:
        found = self.figures
        ran = sum(item.ran for item in self.judged)
        if not ran:
            return f"没有一条规则得以执行（0/{len(self.judged)}），不能说有没有疑点"
        return f"事项 {found.matters} 项，疑点 {found.leads} 条，疑点金额 {wan(found.amount)} 万元；执行规则 {ran}/{len(self.judged)}"

    def _repr_html_(self) -> str:
        return render(
            "result.html.j2",
            of=self,
            ran=any(item.ran for item in self.judged),  # of none that ran there is no figure, not a zero
            severities={SEVERITY_ZH[letter]: self.figures.severities[letter] for letter in SEVERITIES if self.figures.severities[letter]},
            classes={AMOUNT_ZH[letter]: amount for letter, amount in total(self.leads, self.ids).items() if amount},
            top=self._top(),
            named=NAMED,
            not_run=[item for item in self.judged if not item.ran],
            not_judged={item.rule.id: count for item in self.judged if (count := sum(item.not_judged.values()))},
        )

    def _top(self) -> list[dict]:
        """The gravest and largest matters, masked."""
        matters = matters_of(self.leads.filter(pc.not_equal(self.leads["strength"], "C"))).slice(0, TOP)
        shown = {name: OPEN.column(matters[name].to_pylist(), LEAD_KINDS.get(name)) for name in MATTERS.names}
        rows = [dict(zip(shown, values, strict=True)) for values in zip(*shown.values(), strict=True)]
        titles = {item.rule.id: item.rule.worded("zh", item.policy.said) for item in self.judged}
        for row in rows:
            place = "".join(filter(None, [row["town"], row["village"]]))
            who = f"{row['subject']}（{place}）" if row["subject"] and place else row["subject"] or place
            row |= {"rule": titles[row["rule_id"]], "severity": SEVERITY_ZH[row["severity"]], "who": who}
        return rows
