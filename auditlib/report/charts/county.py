"""The charts of one county, each by the question that it answers."""

from collections.abc import Callable
from functools import cached_property

from auditlib.audit import ask
from auditlib.found import Judged
from auditlib.report.charts import flow, idle_money, links, loans, towns
from auditlib.report.charts.asked import Asked
from auditlib.report.charts.drawing import Chart
from auditlib.report.parts import Note
from auditlib.results import Results
from auditlib.rules import populations
from auditlib.rules.run import Outcome


class CountyCharts:
    """A chart shows all that was judged and, marked, what is accused of it. Where there is nothing to draw, a sentence says why."""

    def __init__(self, results: Results):
        self.results = results
        self._answers: dict[Callable, Outcome] = {}

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
        return towns.chart(self._asked(populations.towns), self.results.leads())

    def links(self) -> Chart | Note:
        """Which accounts, telephones, cadres and firms tie persons and projects together in the leads."""
        return links.chart(*self._linked)

    @cached_property
    def _linked(self) -> tuple[list[Judged], list[dict]]:
        """What the rules of links said, and whom the rows behind it tell of; a table is added to the ledgers once."""
        judged = [self.results.judged(rule_id) for rule_id in links.RULES]
        self.results.ledgers.add("linked", links.linked(judged))
        return judged, self._answer(populations.people).statement

    def _asked(self, question: Callable, rule_id: str = "") -> Asked:
        return Asked(self._answer(question), self.results.ledgers, self.results.judged(rule_id) if rule_id else None)

    def _answer(self, question: Callable) -> Outcome:
        """Asked once, also where two charts show it."""
        if question not in self._answers:
            self._answers[question] = ask(question, self.results.ledgers, self.results.county, self.results.parameters)
        return self._answers[question]
