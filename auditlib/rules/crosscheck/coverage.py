"""How much of the county the data of the audit cover (CROSS-05)."""

from __future__ import annotations

from auditlib.models.vocabulary import either
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.crosscheck import list_coverage


@rule(
    "CROSS-05",
    severity="L",
    strength="A",
    amount="N",
    needs=(
        "poor_household.hh_no|poor_person.id_no|project.project_no|budget_allocation.amount|"
        "micro_loan.principal|benefit_payment.amount|village.village_name",
    ),
    statement=True,
)
def coverage(
    programme,
    poor_household=ABSENT,
    poor_person=ABSENT,
    village=ABSENT,
    project=ABSENT,
    procurement_contract=ABSENT,
    project_payment=ABSENT,
    acceptance=ABSENT,
    budget_allocation=ABSENT,
    treasury_payment=ABSENT,
    benefit_payment=ABSENT,
    micro_loan=ABSENT,
):
    """How much of towns, villages, projects, funds, payments, loans, households and persons the data analysis covers."""
    lines = [
        *list_coverage.places(village, [poor_person, project, benefit_payment, micro_loan]),
        list_coverage.projects(project, procurement_contract, project_payment, acceptance),
        list_coverage.funds(budget_allocation, treasury_payment),
        list_coverage.benefits(benefit_payment, programme),
        list_coverage.loans(micro_loan),
        *list_coverage.people(poor_household, poor_person),
    ]
    order = "place object population by_data share amount amount_by_data judged_by".split()
    return either(*lines).select(*order).order_by("place")
