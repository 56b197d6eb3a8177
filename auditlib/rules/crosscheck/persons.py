"""People who stand twice where they may stand once (CROSS-01 to CROSS-03)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.rules.catalogue import rule
from auditlib.rules.crosscheck import kinship, means, two_places


@rule(
    "CROSS-01",
    severity="H",
    strength="B",
    amount="V",
    accuses=("poor_person", "benefit_payment"),
    decides=("poor_person.id_no", "benefit_payment.id_no?", "benefit_payment.amount?"),
    needs=("poor_person.id_no",),
    downgrades={"x_name": "D"},
    claims="x_returned",
    scope="city",
)
def in_two_places(poor_person, programme, programme_standard, benefit_payment=None, register_change=None):
    """Person registered in two households at the same time, or paid the same benefit for the same time by two counties.

    Both rows of the register are accused, without an amount; of the payments the later one, of its part for the months in common.
    """
    found = two_places.registered_twice(poor_person, register_change)
    if benefit_payment is not None:
        found = found.union(two_places.paid_twice(benefit_payment, programme, programme_standard, register_change))
    return found.mutate(aspect=_.kind)


@rule(
    "CROSS-02",
    basis="cross.households_per_means",
    severity="M",
    strength="C",
    amount="N",
    matter="value",
    accuses=("poor_household", "benefit_payment", "poor_person"),
    decides=("poor_household.account_no|poor_household.phone?", "benefit_payment.account_no|benefit_payment.phone?", "poor_person.phone?"),
    needs=("benefit_payment.account_no|benefit_payment.phone|poor_household.account_no|poor_household.phone|poor_person.phone",),
)
def shared_means(poor_household=None, benefit_payment=None, poor_person=None, village_cadre=None, *, policy):
    """Account or telephone number of more households than one would share."""
    more_than = int(policy.value("cross.households_per_means"))
    rows = means.uses(benefit_payment, poor_household, poor_person, more_than)
    found = means.shared(rows, more_than, village_cadre)
    return found.mutate(questioned_amount=ibis.null(MONEY), aspect=_.kind + _.value)


@rule(
    "CROSS-03",
    basis=("cross.kin_homes_min", "cross.kin_chance_max"),
    severity="M",
    strength="C",
    amount="V",
    matter="thing",
    decides=("relative_id", "village_name"),
    needs=("village_cadre.relative_id", "village.total_persons", "benefit_payment.amount|micro_loan.principal|income_distribution.amount"),
)
def kin_concentration(
    village_cadre, village, programme, benefit_payment=None, micro_loan=None, income_distribution=None, poor_person=None, *, policy
):
    """More households of the cadres' relatives receive benefits, loans or dividends in a village than chance would allow.

    Chance: the binomial tail of that many relatives' households among all that receive, with the relatives' share of the people.
    Not tested: households split to receive more often (分户拆户).
    """
    rows = kinship.received(benefit_payment, programme, micro_loan, income_distribution, poor_person)
    least, chance = int(policy.value("cross.kin_homes_min")), policy.value("cross.kin_chance_max")
    return kinship.concentrated(rows, village_cadre, village, least, chance).mutate(questioned_amount=ibis.null(MONEY), aspect=_.kind)
