"""Medical settlements (L36), each once: one stay or visit put together from its payers' rows; what was taken back is none."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.vocabulary import left_empty, one_copy, subquery, taken_back, unread

PAYERS = ("basic_pay", "critical_pay", "assist_pay", "commercial_pay", "hospital_reduction")
FUNDS = ("basic_pay", "critical_pay", "assist_pay")
SAME = ("settle_no", "id_no", "name", "hospital", "admit", "discharge", "settled_on", "total_fee", *PAYERS, "self_pay")
#: What a settlement's remark may say, by concept.
NOTES = {
    "far": "place.far", "pending": "med.not_settled", "third": "med.third_party", "baby": "med.mother_baby", "back": "remark.returned",
    "unlisted": "med.unlisted", "mental": "med.mental", "maternity": "med.maternity", "relief": "med.special_relief",
}  # fmt: skip


@prepared
def stays(medical_settlement: ir.Table) -> ir.Table:
    """One row per settlement: ``row_id`` of its first row, ``rows`` all of them, each payer's money once, the fee once, ``own`` the
    patient's part; ``refund``: a row of it, or a later settlement, takes it back, or it takes back another.

    A settlement often stands in one row a payer under one number, the fee repeated in each; without a number the stay (person, hospital,
    days, fee) is the settlement. A payer's money is the largest of its rows: repeated, it counts once; ``no_basic``, ``no_assist``: whether
    that payer paid anything is not told, for the list never fills its column or the cell could not be read. ``garbled``: a row's deposit,
    or whether it was settled in one place, could not be read, and no other row tells it.
    """
    rows = one_copy(medical_settlement, SAME)
    rows = rows.mutate(
        **{f"no_{c}": ~(rows[f"{c}_pay"].notnull() | left_empty(rows, f"{c}_pay")).fill_null(False) for c in ("basic", "assist")}
    )
    text = [rows[c].cast("string").fill_null("") for c in ("id_no", "name", "hospital", "admit", "discharge", "settled_on", "total_fee")]
    rows = rows.mutate(stay=ibis.coalesce(rows.settle_no, ibis.literal("|").join(text)))
    of_person = "id_no name hospital hospital_level hospital_place visit_type diagnosis liability county_name".split()
    whole = rows.group_by("stay").agg(
        row_id=_.row_id.min(),
        rows=_.row_id.collect(),
        **{c: rows[c].max() for c in (*of_person, "discharge", "settled_on", "total_fee", "in_scope_fee", "prepaid")},
        **{c: ibis.coalesce(rows[c].max(), money(0)) for c in PAYERS},
        admit=_.admit.min(),
        no_basic=_.no_basic.all(),
        no_assist=_.no_assist.all(),
        garbled=ibis.or_(*(unread(rows, c).any() & rows[c].isnull().all() for c in ("prepaid", "one_stop"))),
        one_stop=_.one_stop.cast("int8").min().cast("boolean"),
        own=_.self_pay.max(),
        refund=((_.total_fee < 0) | (_.self_pay < 0)).fill_null(False).any(),
        **{f"n_{name}": said(concept, rows.remark).fill_null(False).any() for name, concept in NOTES.items()},
    )
    return subquery(_summed(whole))


def _summed(whole: ir.Table) -> ir.Table:
    """Add funds and payers (their money together), day, inpatient, and to ``refund`` what a settlement of its own number takes back."""
    whole = whole.mutate(
        funds=sum((whole[c] for c in FUNDS), money(0)).cast(MONEY),
        payers=sum((whole[c] for c in PAYERS), money(0)).cast(MONEY),
        day=ibis.coalesce(whole.discharge, whole.admit, whole.settled_on),
        inpatient=ibis.coalesce(whole.visit_type == "住院", (whole.discharge > whole.admit).fill_null(False)),
        at=whole.hospital.fill_null(""),
        billed=ibis.coalesce(whole.total_fee, whole.own),
    )
    back = taken_back(whole, ["id_no", "at"], "billed", "day")
    return back.mutate(refund=back.refund | back.taken_back).drop("taken_back", "at", "billed")
