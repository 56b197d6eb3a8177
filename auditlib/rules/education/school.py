"""Being at school, and what schools charge (EDU-01, EDU-06)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.identity import same_name
from auditlib.models.register import yearly
from auditlib.models.schooling import own_number, pupils, stage_told
from auditlib.models.texts import said, without
from auditlib.models.vocabulary import breach, lookup, one_copy, one_per, subquery
from auditlib.rules.catalogue import rule
from auditlib.rules.education import attendance

FEE = ("id_no", "student_no", "name", "school", "fee_item", "term_from", "amount", "charged_on", "receipt_no")
#: Policy value with the items that are free → stages.
FREE = {
    "compulsory_free_items": ["小学", "初中"], "high_school_tuition_waiver": ["普通高中"], "vocational_tuition_waiver": ["中职"],
}  # fmt: skip


@rule(
    "EDU-01",
    basis=("edu.school_age", "edu.school_age_last", "edu.suspension_months"),
    severity="H",
    strength="B",
    amount="N",
)
def not_in_school(
    poor_person, student_register, disability=None, screening_ledger=None, register_change=None, death_register=None, *, policy, as_of
):
    """A registered child of compulsory school age who is in no school of the school register.

    The school year is the one of the newest school register, at most that of the audit date; the age is that of its 31 August. An entry
    of an older snapshot does not show that the child is still at school. Schools elsewhere are not in this register: unknown, unless a record says so.
    """
    ages = (int(policy.value("edu.school_age")), int(policy.value("edu.school_age_last")))
    months = int(policy.value("edu.suspension_months"))
    rows = attendance.absent(poor_person, student_register, ages, as_of)
    return attendance.judged(
        rows, poor_person, student_register, disability, screening_ledger, register_change, death_register, months, as_of
    )


@rule(
    "EDU-06",
    basis=("edu.high_school_tuition_waiver", "edu.vocational_tuition_waiver", "edu.compulsory_free_items"),
    severity="M",
    strength="B",
    amount="V",
    decides=("fee_item", "amount", "id_no|student_no"),
    downgrades={"x_name": "D"},
)
def unlawful_fee(school_fee, poor_person, student_register=None, poor_household=None, *, policy, as_of):
    """A registered pupil charged what must be free: tuition of senior high and vocational schools, any tuition or sundries in compulsory school.

    The stage is the fee list's, else the school register's, else that of the item or the school's name. Of a sum for tuition and other items
    (学费、住宿费) the part is unknown, and no amount is questioned. Private schools may charge above the public rate.
    """
    rows = one_copy(school_fee, FEE).mutate(
        on=ibis.coalesce(_.term_from, _.charged_on), pupil=ibis.coalesce(_.id_no, own_number(_.student_no))
    )
    if student_register is None:
        rows = rows.mutate(r_stage=ibis.null("string"))
    else:
        entries = one_per(pupils(student_register, as_of), "pupil", [_.enrolled_on.desc(), _.row_id])
        rows = lookup(rows, entries.select("pupil", r_stage="stage"), "pupil")
    told = ibis.coalesce(rows.stage, rows.r_stage, stage_told(ibis.null("string"), rows.fee_item, rows.school))
    rows = subquery(rows.mutate(fee_stage=told, item=without("fee.no_fee", rows.fee_item)))
    no_day = ibis.null("date")
    free = ibis.coalesce(
        *(policy.at(f"edu.{value}", ibis.ifelse(rows.fee_stage.isin(stages), rows.on, no_day)) for value, stages in FREE.items())
    )
    rows = rows.mutate(free_items=free).filter(_.amount > 0, _["item"].re_search(_.free_items))
    persons = yearly(poor_person, as_of, poor_household)
    since = ibis.coalesce(persons.identified_on, persons.first_identified)
    persons = persons.select(pupil="id_no", year="year", identified_on=since, p_name=persons.name, stopped=persons.stopped)
    newest = one_per(persons, "pupil", [_.year.desc()]).select("pupil", "p_name", "identified_on")
    of_year = persons.select("pupil", "year", "stopped")
    rows = lookup(subquery(rows.mutate(year=rows.on.year().cast("int32"))).inner_join(newest, "pupil"), of_year, ["pupil", "year"])
    refunded = ibis.coalesce(rows.refunded, money(0))
    return breach(
        rows,
        "fee_stage free_items identified_on",
        on=ibis.coalesce(rows.charged_on, rows.on),
        amount=ibis.ifelse(
            said("fee.beside_tuition", rows["item"]), NO_AMOUNT, ibis.greatest(rows.amount - refunded, money(0)).cast(MONEY)
        ),
        x_refunded=(refunded >= rows.amount) | (rows.refunded.isnull() & said("remark.returned", rows.remark)).fill_null(False),
        x_not_yet=rows.identified_on > rows.on,
        x_stopped=rows.stopped,
        x_private=said("place.private_school", rows.school, rows.remark),
        x_name=~same_name(rows.name, rows.p_name),
    )
