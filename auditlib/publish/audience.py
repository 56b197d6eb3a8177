"""Who reads a site, and all that follows from it (DOMAIN §5.4, §5.7, §6): the one place where audiences differ."""

from dataclasses import dataclass

from auditlib.casework.cases import Case
from auditlib.decisions import VERIFIED
from auditlib.report.page import BANNER, FOOTER

#: What an auditee is not asked: what was dismissed or signed off, and what went to others who look into it.
SETTLED = ("排除", "移送", "销号")


@dataclass(frozen=True)
class Audience:
    """One kind of reader.

    banner, footer  what stands above and below each of its pages
    ranks       leads of strength C, which only rank                         evidence   with the rows as received
    reported    of the matters only those that are verified and stand in the report (报告反映), whatever became of them since
    without     states whose matters are left out
    one_unit    of a single county at a time
    smallest    a count of persons or households that is less is not shown, nor to be had by subtraction; 0: every count is shown
    dominance   nor an amount of persons of which one alone makes more than this share
    approval    somebody has to approve this very content, by name, in the case record
    """

    name: str
    banner: str
    footer: str
    ranks: bool = False
    evidence: bool = False
    reported: bool = False
    without: tuple[str, ...] = ()
    one_unit: bool = False
    smallest: int = 0
    dominance: float = 1.0
    approval: bool = False

    def takes(self, case: Case) -> bool:
        """Whether it is told of a matter. What was decided on facts that have changed since is verified no more."""
        if self.reported and not (case.group == VERIFIED and case.values.get("reported") == "报告反映" and not case.changed):
            return False
        return case.state not in self.without


INTERNAL = Audience("internal", BANNER, FOOTER, ranks=True, evidence=True)
AUDITEE = Audience(
    "auditee",
    "供被审计单位核对 · 疑点待核实",
    "本页所列为待核实的疑点，不是审计结论，仅供所列单位核对和反馈，不得转发、公开。",
    without=SETTLED,
    one_unit=True,
)
PUBLIC = Audience(
    "public",
    "审计结果公告",
    "本公告只列经核实并写入审计报告的问题，按县级单位和问题类别汇总，不含个人信息。扶贫监督举报电话 12317。",
    reported=True,
    smallest=5,
    dominance=0.8,
    approval=True,
)
AUDIENCES = {audience.name: audience for audience in (INTERNAL, AUDITEE, PUBLIC)}
