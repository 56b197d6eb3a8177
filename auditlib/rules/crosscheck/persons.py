"""People who stand twice where they may stand once (CROSS-01 to CROSS-03)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.payments import payments
from auditlib.models.vocabulary import breach, first_true, kinds
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.crosscheck import kinship, means, two_places


@rule(
    "CROSS-01",
    severity="H",
    strength="B",
    amount="V",
    accuses=("poor_person", "benefit_payment"),
    decides=("poor_person.id_no", "benefit_payment.id_no", "benefit_payment.amount", "benefit_payment.programme"),
    needs=("poor_person.id_no",),
    downgrades={"x_name": "D"},
    claims="x_returned",
    scope="city",
)
def in_two_places(poor_person, programme, programme_standard, benefit_payment=ABSENT, register_change=ABSENT):
    """Person registered in two households at the same time, or paid the same benefit for the same time by two counties.

    Both rows of the register are accused, without an amount; of the payments the later one, of its part for the months in common.
    """
    paid = two_places.paid_twice(benefit_payment, programme, programme_standard, register_change, poor_person)
    found = kinds({"建档": two_places.registered_twice(poor_person, register_change), "领取": paid})
    return breach(
        found,
        "county_id kind other_county x_moved x_name x_ret x_returned x_returned_words x_land related",
        on=ibis.coalesce(_.snapshot_date, _.pay_date),
        amount="excess",
        aspect="kind",
    )


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
def shared_means(poor_household=ABSENT, benefit_payment=ABSENT, poor_person=ABSENT, village_cadre=ABSENT, *, policy):
    """Account or telephone number of more households than one would share."""
    more_than = int(policy.value("cross.households_per_means"))
    found = means.shared(means.uses(benefit_payment, poor_household, poor_person, more_than), more_than, village_cadre)
    facts = "kind value homes persons villages related x_institution x_village x_guardian x_cadre"
    return breach(found, facts, on="on", amount=NO_AMOUNT, aspect=_.kind + _.value)


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
    village_cadre,
    village,
    programme,
    programme_standard,
    benefit_payment=ABSENT,
    micro_loan=ABSENT,
    income_distribution=ABSENT,
    poor_person=ABSENT,
    *,
    policy,
):
    """More households of the cadres' relatives receive benefits, loans or dividends in a village than chance would allow.

    Chance: the binomial tail of that many relatives' households among all that receive, with the relatives' share of the people; without
    the people of a village it is not judged. Not tested: households split to receive more often (分户拆户).
    """
    paid = payments(benefit_payment, programme, programme_standard)
    rows = kinship.received(benefit_payment, paid, micro_loan, income_distribution, poor_person)
    least, most = int(policy.value("cross.kin_homes_min")), policy.value("cross.kin_chance_max")
    return breach(
        kinship.concentrated(rows, village_cadre, village, least, most),
        "kind kin_homes total related x_left homes kin_persons total_persons chance",
        on="on",
        amount=NO_AMOUNT,
        thing="place",
        aspect="kind",
        not_judged=first_true({"没有该村可用的人口数": _.chance.isnull()}),
    )
