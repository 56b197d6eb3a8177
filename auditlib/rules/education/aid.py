"""Aid to pupils: not given, late, after leaving, twice (EDU-02 to EDU-05)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.dates import literal_date
from auditlib.models.payments import arrived
from auditlib.models.schooling import term_begin, term_end, term_name
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, lookup
from auditlib.rules.catalogue import rule
from auditlib.rules.education import payment
from auditlib.rules.education.entitlement import KIND_ZH, aid


@rule(
    "EDU-02",
    basis=(
        "edu.yulu",
        "edu.high_school_aid",
        "edu.vocational_aid",
        "edu.boarding_aid_primary",
        "edu.boarding_aid_junior",
        "edu.term_paid_share",
    ),
    severity="M",
    strength="B",
    amount="I",
)
def unaided(
    poor_person, student_register, education_aid, benefit_payment=None, register_change=None, poor_household=None, *, policy, as_of
):
    """A registered pupil who got no aid of his stage (or no 雨露计划) in a term in which others got it; the amount is what should have been paid.

    Aid counts when it stands in the aid list or the one-card ledger, under the pupil's number, student number, or name in the household. A term is
    judged once it has ended and the list holds it, or earlier when most pupils have been paid. One lead a pupil and kind of aid.
    """
    return payment.unaided(poor_person, student_register, education_aid, benefit_payment, register_change, poor_household, policy, as_of)


@rule(
    "EDU-03",
    basis="edu.aid_days",
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("pay_date", "term_from|term_to", "amount"),
)
def late_aid(education_aid, *, policy, as_of):
    """Aid paid after the end of its term (31 January, 31 July), or later than the county's number of days after the term began.

    What one school's pupils got late on one day is one matter.
    """
    rows = aid(education_aid).filter(~_.termless, _.kind != "", _.pay_date <= literal_date(as_of))
    due = term_end(rows.last_term)
    if (days := policy.entered("edu.aid_days")) is not None:
        due = ibis.least(due, (term_begin(rows.last_term) + ibis.interval(days=int(days))).cast("date"))
    rows = rows.mutate(due=due, who=ibis.coalesce(rows.pupil, rows.name))
    tried = rows.filter(~arrived(_.pay_status), _.pay_date <= _.due)
    tried = tried.select("who", "kind", "last_term", tried=ibis.literal(True)).distinct()
    rows = lookup(rows.filter(_.paid, _.pay_date > _.due), tried, ["who", "kind", "last_term"])
    return breach(
        rows,
        "due x_ret",
        on="pay_date",
        amount="amount",
        term_name=term_name(rows.last_term),
        thing=ibis.coalesce(rows.school, "") + "｜" + ibis.coalesce(rows.aid_type, rows.kind) + "｜" + rows.pay_date.cast("string"),
        days=_.pay_date.delta(_.due, unit="day"),
        x_arrears=said("payment.top_up", _.remark) | said("payment.late_entitled", _.remark) | said("aid.applied_late", _.remark),
        x_retry=_.tried.fill_null(False),
    )


@rule(
    "EDU-04",
    severity="H",
    strength="B",
    amount="V",
    decides=("term_from|term_to|pay_date", "amount"),
    downgrades={"x_name": "D", "x_typo": "D"},
)
def aided_after_leaving(education_aid, student_register, poor_person=None, *, as_of):
    """Aid for a term after the pupil had left school (graduated, dropped out, suspended), or for somebody in no school register.

    The term paid for counts, not the day of payment. Of a school year only the terms after leaving are questioned. Somebody in no register is
    accused only where the school that the aid names is in it, and for terms that the register reaches back to.
    """
    return payment.after_leaving(education_aid, student_register, poor_person, as_of)


@rule(
    "EDU-05",
    basis=(
        "edu.high_school_aid_top",
        "edu.vocational_aid",
        "edu.yulu",
        "edu.boarding_aid_primary",
        "edu.boarding_aid_junior",
        "edu.university_aid_top",
    ),
    severity="M",
    strength="A",
    amount="V",
    decides=("term_from|term_to|pay_date", "amount"),
)
def aid_twice_or_above(education_aid, student_register=None, *, policy, as_of):
    """Aid of one kind paid twice for one term, aid of two stages in one term, or an amount above the (highest) standard; the excess is questioned.

    The two copies of a payment that two lists hold are one. Of duplicates the largest is taken for the lawful one.
    """
    rows = aid(education_aid).filter(_.paid, _.kind.isin(list(KIND_ZH)), _.first_term.notnull(), _.pupil.notnull())
    return payment.excess(rows, student_register, policy, as_of)
