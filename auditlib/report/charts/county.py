"""The charts of one county, each by the question that it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditlib.audit import ask
from auditlib.report.charts import flow, idle_money, loans, towns
from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart
from auditlib.report.finding import Note
from auditlib.rules import populations

if TYPE_CHECKING:
    from auditlib.notebook import Audit


class CountyCharts:
    """A chart shows all that was judged and, marked, what is accused of it. Where there is nothing to draw, a sentence says why."""

    def __init__(self, audit: Audit):
        self.audit = audit

    def loans(self) -> Chart | Note:
        """Every loan beside the ceiling of its day (LOAN-02)."""
        return loans.chart(self._asked(populations.loans, "LOAN-02"))

    def idle_money(self) -> Chart | Note:
        """How long money lies that was received and not spent (FUND-09)."""
        return idle_money.chart(self._asked(populations.allotments, "FUND-09"))

    def flow(self) -> Chart | Note:
        """Where the money of allocations stops on its way to those who are paid (FUND-08, FUND-09)."""
        return flow.chart(self._asked(populations.allotments, "FUND-09"))

    def towns(self) -> Chart | Note:
        """What each town received for each of its registered poor households, and what of it is questioned."""
        return towns.chart(self._asked(populations.towns), self.audit.results.leads())

    def _asked(self, question: Callable, rule_id: str = "") -> Asked:
        audit = self.audit
        outcome = ask(question, audit.ledgers, audit.county, audit.parameters)
        return Asked(outcome, audit.ledgers, audit.results.judged(rule_id) if rule_id else None)
