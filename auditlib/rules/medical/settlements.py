"""Medical settlements (L36): one stay or visit put together from its payers' rows, and whom the poverty register knows."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.payments import arrived
from auditlib.models.places import place_of
from auditlib.models.prepared import prepared
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import UNKNOWN, match, one_copy, subquery

#: What the rules show of a registered person.
PERSON = (
    "row_id", "id_no", "name", "hh_no", "village_name", "birth_date", "health", "work_months", "alive", "death_date", "moved_out", "decrease_reason", "stopped", "year",
)  # fmt: skip
PAYERS = ("basic_pay", "critical_pay", "assist_pay", "commercial_pay", "hospital_reduction")
FUNDS = ("basic_pay", "critical_pay", "assist_pay")
SAME = ("settle_no", "id_no", "name", "hospital", "admit", "discharge", "settled_on", "total_fee", *PAYERS, "self_pay")


@prepared
def stays(medical_settlement: ir.Table) -> ir.Table:
    """One row per settlement: ``row_id`` of its first row, ``rows`` all of them, each payer's money once, the fee once.

    A settlement often stands in one row a payer under one number, the fee repeated in each; without a number the stay (person, hospital,
    days, fee) is the settlement. A payer's money is the largest of its rows: repeated, it counts once.
    """
    rows = one_copy(medical_settlement, SAME)
    text = [rows[c].cast("string").fill_null("") for c in ("id_no", "name", "hospital", "admit", "discharge", "settled_on", "total_fee")]
    rows = rows.mutate(stay=ibis.coalesce(rows.settle_no, ibis.literal("|").join(text)))
    of_person = "id_no name hospital hospital_level hospital_place visit_type diagnosis liability county_name".split()
    whole = rows.group_by("stay").agg(
        row_id=_.row_id.min(),
        rows=_.row_id.collect(),
        **{c: rows[c].max() for c in (*of_person, "discharge", "settled_on", "total_fee", "in_scope_fee", "prepaid")},
        **{c: ibis.coalesce(rows[c].max(), money(0)) for c in PAYERS},
        admit=_.admit.min(),
        one_stop=_.one_stop.cast("int8").min().cast("boolean"),
        refund=(_.total_fee < 0).fill_null(False).any(),
        **{f"n_{name}": said(concept, rows.remark).fill_null(False).any() for name, concept in NOTES.items()},
    )
    return subquery(_summed(whole))


def _summed(whole: ir.Table) -> ir.Table:
    """Add funds and payers (their money together), day and inpatient."""
    return whole.mutate(
        funds=sum((whole[c] for c in FUNDS), money(0)).cast(MONEY),
        payers=sum((whole[c] for c in PAYERS), money(0)).cast(MONEY),
        day=ibis.coalesce(whole.discharge, whole.admit, whole.settled_on),
        inpatient=ibis.coalesce(whole.visit_type == "住院", (whole.discharge > whole.admit).fill_null(False)),
    )


#: What a settlement's remark may say, by concept.
NOTES = {
    "far": "place.far", "pending": "med.not_settled", "third": "med.third_party", "baby": "med.mother_baby", "back": "remark.returned",
    "unlisted": "med.unlisted",
}  # fmt: skip


def third_party(rows: ir.Table) -> ir.BooleanValue:
    """Somebody else pays for the injury; unknown when no column speaks of it. The column asks for the cause, too: 本人摔伤 names nobody."""
    named = answered(rows.liability, "med.third_party").notnull() & ~said("med.own_injury", rows.liability)
    found = named.fill_null(False) | said("med.third_party", rows.diagnosis, rows.liability).fill_null(False) | rows.n_third
    return ibis.cases((found, True), (rows.liability.notnull() | rows.diagnosis.notnull(), False), else_=UNKNOWN)


def far_away(rows: ir.Table) -> ir.BooleanValue:
    """Treated outside the county's reach; unknown without the place."""
    place = place_of(rows.hospital_place, rows.hospital)
    found = rows.n_far | said("place.far", place).fill_null(False)
    return ibis.cases((found, True), (place.notnull(), False), else_=UNKNOWN)


def entitlement(share_of_own: ir.DecimalValue, policy) -> ir.DecimalValue:
    """Critical illness insurance where its values are entered, then assistance on the rest."""
    deductible, percent, cap = (policy.entered(f"med.{name}") for name in ("critical_deductible", "critical_ratio", "assistance_cap"))
    critical = money(0)
    if deductible is not None and percent is not None:
        lowered = money(deductible * (100 - policy.value("med.critical_deductible_cut")) / 100)
        above = ibis.greatest(share_of_own - lowered, money(0)).cast(MONEY)
        critical = share(above, int(percent + policy.value("med.critical_ratio_plus")), 100)
    relief = share((share_of_own - critical).cast(MONEY), int(policy.value("med.assistance_ratio")), 100)
    return (critical + (relief if cap is None else ibis.least(relief, money(cap)))).cast(MONEY)


def assisted(rows: ir.Table, benefit_payment: ir.Table) -> ir.Table:
    """Add x_paid_later: medical assistance was paid to the person's or the household's card after the stay."""
    paid = benefit_payment.filter(_.programme_code == "YLJZ", _.amount > 0, arrived(_.pay_status))
    paid = paid.select("row_id", "id_no", "pay_date", reg_hh="hh_no")
    rows = match(rows, paid, "id_no", "own", lambda pair: pair.own_pay_date >= pair.discharge)
    rows = match(rows, paid, "reg_hh", "home", lambda pair: pair.home_pay_date >= pair.discharge)
    return rows.mutate(x_paid_later=_.own | _.home.fill_null(False))
