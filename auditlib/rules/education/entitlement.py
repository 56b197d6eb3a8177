"""Education aid (L34, and what the one-card ledger paid): which kind, for which terms, for whom; what a pupil is entitled to."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.payments import arrived
from auditlib.models.persons import household_of
from auditlib.models.prepared import prepared
from auditlib.models.schooling import by_student_no, own_number, pupils, school_year_of, term, terms_of
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, either, first_true, lookup, one_copy, subquery, taken_back, unread

#: Kinds of aid by the programmes' codes (parameters/programmes.yaml), and the concepts by which lists name them; the first that fits.
WORDING = (
    ("YULU", "aid.yulu"), ("", "aid.no_grant"), ("XQZZ", "aid.preschool"), ("GXZX", "aid.university"), ("YJSH", "aid.compulsory"),
    ("ZZZX", "aid.vocational"), ("GZZX", "aid.senior_high"),
)  # fmt: skip
OF_STAGE = {"学前教育": "XQZZ", "小学": "YJSH", "初中": "YJSH", "普通高中": "GZZX", "中职": "ZZZX", "高职高专": "GXZX", "本科": "GXZX"}
KIND_ZH = {
    "YULU": "雨露计划",
    "XQZZ": "学前教育政府助学金",
    "YJSH": "义务教育生活补助",
    "GZZX": "普高国家助学金",
    "ZZZX": "中职国家助学金",
    "GXZX": "高校国家助学金",
}
#: A list that says 助学金 only: the kind is that of the pupil's stage. And an entry that names no kind, of which the stage tells none: a
#: vocational pupil gets 雨露计划, too.
ANY = "助学金"
SAME = ("name", "id_no", "student_no", "school", "aid_type", "term_from", "term_to", "amount", "pay_date", "pay_status")


@prepared
def aid(education_aid: ir.Table) -> ir.Table:
    """Every entry of the aid list once, with kind, pupil, first_term, last_term (of the payment where it names none), termless, paid,
    unsure (whether it was, nobody can read or wrote), x_ret."""
    rows = one_copy(education_aid, SAME)
    worded = first_true({kind: said(concept, rows.aid_type) for kind, concept in WORDING})
    staged = ibis.ifelse(rows.aid_type.isnull(), ANY, rows.stage.cases(*OF_STAGE.items(), else_=ANY))
    termless, (first, last) = rows.term_from.isnull() & rows.term_to.isnull(), terms_of(rows.term_from, rows.term_to)
    rows = rows.mutate(
        kind=ibis.coalesce(worded, staged),
        pupil=ibis.coalesce(own_number(rows.student_no), rows.id_no),
        termless=termless,
        first_term=ibis.ifelse(termless, term(rows.pay_date), first),
        last_term=ibis.ifelse(termless, term(rows.pay_date), last),
        paid=_paid(rows).fill_null(False),
        unsure=_paid(rows).isnull(),
    )
    rows = taken_back(subquery(rows.mutate(of_term=ibis.ifelse(termless, 0, rows.first_term))), ("pupil", "kind", "of_term"))
    return subquery(rows.mutate(x_ret=rows.taken_back | said("remark.returned", rows.remark).fill_null(False)))


def _paid(rows: ir.Table) -> ir.BooleanValue:
    """Whether an entry's money came; unknown where its sum or its state is."""
    return (rows.amount > 0) & ibis.ifelse(unread(rows, "pay_status"), UNKNOWN, arrived(rows.pay_status))


def named_kind(kind: ir.StringValue) -> ir.StringValue:
    """A kind of aid as a reader is told."""
    return kind.cases(*KIND_ZH.items(), else_=kind)


@prepared
def received(
    education_aid: ir.Table, benefit_payment: ir.Table, student_register: ir.Table, poor_person: ir.Table, as_of: dt.date
) -> ir.Table:
    """Aid that reached somebody, from both ledgers: kind, first_term, last_term, pupil, holder's household hh, name, school, remark.

    Money often goes to a parent's card, the list then naming the parent: hh tells whose household it is.
    """
    listed = aid(education_aid).filter(_.paid, ~_.x_ret, _.kind != "").mutate(holder=_.id_no)
    kept = ~said("remark.returned", benefit_payment.remark).fill_null(False)
    paid = benefit_payment.filter(kept, _.programme_code.isin(list(KIND_ZH)), _.amount > 0, arrived(_.pay_status))
    (first, last), own = terms_of(paid.period_from, paid.period_to), term(paid.pay_date)
    spans = {"first_term": ibis.coalesce(first, own), "last_term": ibis.coalesce(last, own)}
    paid = paid.mutate(**spans, kind=_.programme_code, pupil=_.id_no, holder=_.id_no, school=ibis.null("string"))
    columns = "row_id kind first_term last_term pupil hh_no name school remark holder".split()
    rows = either(by_student_no(listed, student_register, as_of).select(*columns), paid)
    rows = lookup(rows, household_of(poor_person).select("reg_hh", holder="id_no"), "holder")
    return subquery(rows.mutate(hh=ibis.coalesce(rows.reg_hh, rows.hh_no)).drop("reg_hh", "hh_no"))


def claims(student_register: ir.Table, as_of: dt.date) -> ir.Table:
    """What pupils would be entitled to, if registered: one row per pupil, kind of aid and span of terms at one school (first_term,
    last_term: at most those of the list's school year). Of who left, nobody wrote when, that entry tells no term.

    ``cover``: the list that would show it (compulsory, senior high and vocational schools report together); ``day``: a day pupil's aid.
    """
    rows = pupils(student_register, as_of).filter(~_.undated.fill_null(False))
    rows = rows.select(
        *"pupil school stage grade boarding school_place county_name first_term first_year".split(),
        last_term=ibis.coalesce(_.last_term, _.reach),
        pupil_row="row_id",
        pupil_remark="remark",
        school_aid=_.stage.cases(*OF_STAGE.items()),
    )
    school = rows.filter(_.school_aid.notnull()).mutate(kind=_.school_aid)
    yulu = rows.filter(_.stage.isin(["中职", "高职高专"])).mutate(kind=ibis.literal("YULU"))
    both = school.union(yulu).mutate(day=(_.kind == "YJSH") & ~_.boarding.fill_null(False))
    return both.mutate(cover=ibis.cases((both.day, "走读"), (both.kind.isin(["YJSH", "GZZX", "ZZZX"]), "学校"), else_=both.kind))


def of_stage(kind: ir.StringValue, stage: ir.StringValue) -> ir.BooleanValue:
    """Whether a kind of aid belongs to the stage that the register tells; false when it tells none."""
    vocational = (kind == "YULU") & stage.isin(["中职", "高职高专"])
    return (vocational | (kind == stage.cases(*OF_STAGE.items()))).fill_null(False)


def of_later_year(kind: ir.StringValue, first_year: ir.IntegerValue, term_no: ir.IntegerValue) -> ir.BooleanValue:
    """Vocational aid is of the first two years: whether a term lies in a later one; unknown where the pupil's year is."""
    return ibis.ifelse(kind == "ZZZX", school_year_of(term_no) - first_year >= 2, False)


def standard(rows: ir.Table, on: ir.DateValue, policy, top: bool = False) -> ir.DecimalValue:
    """The yearly amount of each row's kind (stage, day) at a day; ``top``: the highest lawful one, null where none is known."""
    primary, compulsory = (rows.stage == "小学").fill_null(False), rows.kind == "YJSH"
    top = "_top" if top else ""
    where = {
        "edu.yulu": rows.kind == "YULU",
        "edu.vocational_aid": rows.kind == "ZZZX",
        f"edu.high_school_aid{top}": rows.kind == "GZZX",
        f"edu.university_aid{top}": rows.kind == "GXZX",
        "edu.boarding_aid_primary": compulsory & ~rows.day & primary,
        "edu.boarding_aid_junior": compulsory & ~rows.day & ~primary,
        "edu.day_pupil_aid_primary": compulsory & rows.day & primary,
        "edu.day_pupil_aid_junior": compulsory & rows.day & ~primary,
    } | ({} if top else {"edu.preschool_aid": rows.kind == "XQZZ"})
    return ibis.coalesce(*(policy.at(value, ibis.ifelse(meant, on, ibis.null("date"))) for value, meant in where.items())).cast(MONEY)


def half(yearly_amount: ir.DecimalValue) -> ir.DecimalValue:
    return share(yearly_amount, 1, 2)
