"""Medical settlements (L36): one stay or visit put together from its payers' rows, and whom the poverty register knows."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.identity import same_name
from auditlib.models.payments import arrived
from auditlib.models.persons import household_of
from auditlib.models.prepared import prepared
from auditlib.models.register import Register
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, lookup, one_copy, subquery

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
    whole = rows.group_by("stay").agg(
        row_id=_.row_id.min(),
        rows=_.row_id.collect(),
        **{
            c: rows[c].max()
            for c in (
                "id_no",
                "name",
                "hospital",
                "hospital_level",
                "hospital_place",
                "visit_type",
                "diagnosis",
                "liability",
                "county_name",
            )
        },
        admit=_.admit.min(),
        discharge=_.discharge.max(),
        settled_on=_.settled_on.max(),
        **{c: rows[c].max() for c in ("total_fee", "in_scope_fee", "prepaid", *PAYERS)},
        one_stop=_.one_stop.cast("int8").min().cast("boolean"),
        refund=(_.total_fee < 0).fill_null(False).any(),
        **{f"n_{name}": said(concept, rows.remark).fill_null(False).any() for name, concept in NOTES.items()},
    )
    paid = {c: ibis.coalesce(whole[c], money(0)) for c in PAYERS}
    whole = whole.mutate(**paid)
    return subquery(
        whole.mutate(
            funds=sum((whole[c] for c in FUNDS[1:]), whole[FUNDS[0]]).cast(MONEY),
            payers=sum((whole[c] for c in PAYERS[1:]), whole[PAYERS[0]]).cast(MONEY),
            day=ibis.coalesce(whole.discharge, whole.admit, whole.settled_on),
            inpatient=ibis.coalesce(whole.visit_type == "住院", (whole.discharge > whole.admit).fill_null(False)),
        )
    )


#: What a settlement's remark may say, by concept.
NOTES = {
    "far": "place.far", "pending": "med.not_settled", "third": "med.third_party", "baby": "med.mother_baby", "back": "remark.returned",
    "unlisted": "med.unlisted",
}  # fmt: skip


def third_party(rows: ir.Table) -> ir.BooleanValue:
    """Somebody else pays for the injury; unknown when no column speaks of it."""
    named = rows.liability.notnull() & ~said("cell.nothing", rows.liability).fill_null(False)
    found = named | said("med.third_party", rows.diagnosis).fill_null(False) | rows.n_third
    return ibis.cases((found, True), (rows.liability.notnull() | rows.diagnosis.notnull(), False), else_=UNKNOWN)


def far_away(rows: ir.Table) -> ir.BooleanValue:
    """Treated outside the county's reach; unknown without the place."""
    found = rows.n_far | said("place.far", rows.hospital_place).fill_null(False)
    return ibis.cases((found, True), (rows.hospital_place.notnull(), False), else_=UNKNOWN)


def registered(rows: ir.Table, register: Register, on: ir.DateValue, year: ir.IntegerValue) -> ir.Table:
    """The rows of registered persons (not of whom the register knows only as 边缘户), with reg_hh, identified_on, x_not_yet (identified after the day), x_stopped (policies ended by the end of the
    year; unknown before the first list) and x_name."""
    named = household_of(register.persons).select("id_no", "reg_name", "reg_hh", "reg_county")
    rows = subquery(rows.inner_join(named, "id_no").mutate(on=on, begins=ibis.date(year, 1, 1), ends=ibis.date(year, 12, 31)))
    asked = register.ask(rows, on="begins", until="ends", own={"id": "id_no"}).filter(~_.own_edge.fill_null(False))
    return subquery(
        asked.mutate(
            identified_on=asked.own_since,
            x_not_yet=asked.own_since > asked.on,
            x_stopped=asked.own_stopped_by_end,
            x_name=~same_name(asked.name, asked.reg_name),
        ),
        *rows.columns,
        "identified_on",
        "x_not_yet",
        "x_stopped",
        "x_name",
    )


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


def assisted(rows: ir.Table, benefit_payment: ir.Table | None) -> ir.Table:
    """Medical assistance paid to the person's or the household's card after the stay."""
    if benefit_payment is None:
        return rows.mutate(x_paid_later=UNKNOWN)
    paid = benefit_payment.filter(_.programme_code == "YLJZ", _.amount > 0, arrived(_.pay_status))
    own = paid.filter(_.id_no.notnull()).group_by("id_no").agg(own_last=_.pay_date.max())
    home = paid.filter(_.hh_no.notnull()).group_by(reg_hh=_.hh_no).agg(home_last=_.pay_date.max())
    joined = subquery(lookup(lookup(rows, own, "id_no"), home, "reg_hh"))
    last = ibis.greatest(ibis.coalesce(joined.own_last, joined.home_last), ibis.coalesce(joined.home_last, joined.own_last))
    return joined.mutate(x_paid_later=(last >= joined.discharge).fill_null(False))
