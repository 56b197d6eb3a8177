"""How much of the county the data of the audit cover (CROSS-05)."""

from __future__ import annotations

import ibis

from auditlib.rules.catalogue import rule
from auditlib.rules.crosscheck import list_coverage


@rule(
    "CROSS-05",
    severity="L",
    strength="A",
    amount="N",
    needs=(
        "poor_household.hh_no|poor_person.id_no|project.project_no|budget_allocation.amount|micro_loan.principal|benefit_payment.amount|village.village_name",
    ),
    statement=True,
)
def coverage(
    poor_household=None,
    poor_person=None,
    village=None,
    project=None,
    procurement_contract=None,
    project_payment=None,
    acceptance=None,
    budget_allocation=None,
    treasury_payment=None,
    benefit_payment=None,
    micro_loan=None,
):
    """How much of towns, villages, projects, funds, payments, loans, households and persons the data analysis covers."""
    lines = [*list_coverage.people(poor_household, poor_person)]
    named = [t for t in (poor_person, project, benefit_payment, micro_loan) if t is not None]
    if village is not None and named:
        lines += list_coverage.places(village, named)
    if project is not None:
        lines.append(list_coverage.projects(project, [t for t in (procurement_contract, project_payment, acceptance) if t is not None]))
    if budget_allocation is not None:
        lines.append(list_coverage.funds(budget_allocation, treasury_payment))
    if benefit_payment is not None:
        lines.append(list_coverage.benefits(benefit_payment))
    if micro_loan is not None:
        lines.append(list_coverage.loans(micro_loan))
    whole = (
        ibis.union(*(line.select(*list_coverage.COLUMNS) for line in lines)) if len(lines) > 1 else lines[0].select(*list_coverage.COLUMNS)
    )
    return whole.order_by("place")
