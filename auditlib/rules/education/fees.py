"""What schools charge that must be free (EDU-06)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT, money
from auditlib.models.dates import NO_DATE
from auditlib.models.households import registered_persons
from auditlib.models.register import Register
from auditlib.models.schooling import last_entries, own_number, stage_told
from auditlib.models.texts import said, without
from auditlib.models.vocabulary import UNKNOWN, breach, filled, first_true, lookup, one_copy, subquery, taken_back
from auditlib.rules.catalogue import ABSENT, rule

FEE = ("id_no", "student_no", "name", "school", "fee_item", "term_from", "amount", "charged_on", "receipt_no")
#: Policy value with the items that are free → stages.
FREE = {
    "compulsory_free_items": ["小学", "初中"],
    "high_school_tuition_waiver": ["普通高中"],
    "vocational_tuition_waiver": ["中职"],
}


@rule(
    "EDU-06",
    basis=("edu.high_school_tuition_waiver", "edu.vocational_tuition_waiver", "edu.compulsory_free_items"),
    severity="M",
    strength="B",
    amount="V",
    decides=("fee_item", "amount", "id_no|student_no"),
    downgrades={"x_name": "D"},
)
def unlawful_fee(school_fee, poor_person, student_register=ABSENT, poor_household=ABSENT, register_change=ABSENT, *, policy, as_of):
    """A registered pupil charged what must be free: tuition of senior high and vocational schools, any tuition or sundries in compulsory
    school.

    The stage is the fee list's, else the school register's, else that of the item or the school's name; without any, or without a day, what
    some stage has free is not judged. Of a sum for tuition and other items (学费、住宿费) the part is unknown, and no amount is questioned.
    Private schools may charge above the public rate.
    """
    rows = one_copy(school_fee, FEE).mutate(id_no=ibis.coalesce(_.id_no, own_number(_.student_no)))
    rows = taken_back(rows.mutate(refunds=filled(rows.refunded)), ["id_no", "fee_item"], day="charged_on").filter(_.amount > 0)
    rows = rows.mutate(on=ibis.coalesce(_.term_from, _.charged_on))
    rows = _with_free_items(lookup(rows, last_entries(student_register, as_of), "id_no"), policy)
    rows = subquery(rows.filter(_["item"].re_search(_.free_items).fill_null(_.untold.notnull())))
    rows = registered_persons(rows, Register(poor_person, poor_household, register_change), rows.on, rows.on.year())
    refunded = ibis.coalesce(rows.refunded, money(0))
    told_returned = rows.refunded.isnull() & said("remark.returned", rows.remark)
    back = rows.taken_back | (refunded >= rows.amount) | told_returned.fill_null(False)
    return breach(
        rows,
        "fee_stage free_items identified_on x_not_yet x_stopped x_name",
        on=ibis.coalesce(rows.charged_on, rows.on),
        amount=ibis.ifelse(said("fee.beside_tuition", rows["item"]), NO_AMOUNT, ibis.greatest(rows.amount - refunded, money(0))),
        x_refunded=ibis.cases((back, True), (rows.refunds, False), else_=UNKNOWN),
        not_judged="untold",
        x_private=said("place.private_school", rows.school, rows.remark),
    )


def _with_free_items(rows, policy):
    """Add fee_stage, item (the fee's words without those that ask for nothing), free_items (what is free at that stage on that day) and
    untold: what is not known of an item that some stage has free."""
    told = stage_told(ibis.null("string"), rows.fee_item, rows.school)
    rows = rows.mutate(fee_stage=ibis.coalesce(rows.stage, rows.r_stage, told), item=without("fee.no_fee", rows.fee_item))
    meant = {value: ibis.ifelse(rows.fee_stage.isin(stages), rows.on, NO_DATE) for value, stages in FREE.items()}
    some = rows["item"].re_search("|".join(policy.value(f"edu.{value}") for value in FREE))
    lacking = {"“学段”未知": rows.fee_stage.isnull(), "“收费日期”为空": rows.on.isnull()}
    rows = rows.mutate(untold=first_true({reason: some & lacks for reason, lacks in lacking.items()}))
    return subquery(rows.mutate(free_items=ibis.coalesce(*(policy.at(f"edu.{value}", on) for value, on in meant.items()))))
