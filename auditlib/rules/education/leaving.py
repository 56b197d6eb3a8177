"""Aid for terms after the pupil had left school, or for somebody in no school register (EDU-04)."""

import ibis
from ibis import _

from auditlib.models.amounts import share
from auditlib.models.dates import month
from auditlib.models.identity import folded, same_name
from auditlib.models.persons import household_of
from auditlib.models.schooling import HERE, by_student_no, own_number, pupils, school_year_of, stage_told, term, term_begin, term_name
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, exists, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.education.entitlement import OF_STAGE, aid, of_stage

#: Stages whose aid no other stage has.
ONE_STAGE = ("普通高中", "中职")


@rule(
    "EDU-04",
    severity="H",
    strength="B",
    amount="V",
    decides=("term_from|term_to|pay_date", "amount", "id_no|student_no", "pay_status?"),
    downgrades={"x_name": "D", "x_typo": "D"},
)
def aided_after_leaving(education_aid, student_register, poor_person=ABSENT, *, as_of):
    """Aid for a term after the pupil had left school (graduated, dropped out, suspended) or before he came, or for somebody in no school
    register.

    The term paid for counts, not the day of payment. Of a school year only the terms after leaving are questioned. Somebody in no register
    is accused only where the school that the aid names is in it, and for terms that the register reaches back to; else he is not judged.
    Nor is a term in which nobody knows whether the pupil had left: his entry has no day.
    """
    rows = by_student_no(aid(education_aid).filter(_.paid, _.kind != "", _.first_term.notnull()), student_register, as_of)
    rows, entries = subquery(rows.filter(_.pupil.notnull())), subquery(pupils(student_register, as_of))
    return breach(
        kinds(
            {
                "离校": _left(rows, entries),
                "入学前": _before_entry(rows, entries),
                "无学籍": _in_no_register(rows, entries, student_register, poor_person),
            }
        ),
        "register_status register_school register_name x_ret kind_zh left_on related not_judged"
        " x_name x_back x_internship x_moved_school x_elsewhere x_typo x_family",
        on=ibis.coalesce(_.pay_date, term_begin(_.last_term)),
        amount="money",
        term_name=term_name(_.last_term),
    )


def _left(rows, entries):
    """Pupils whose every entry has ended before the last term paid for, or who were suspended for the whole of it."""
    rows = subquery(lookup(_with_last_entry(rows, entries), _suspended(rows, entries), "row_id"))
    rows = exists(rows, entries, "school", "of_county")
    off, span = rows.off_since.notnull(), rows.last_term - rows.first_term + 1
    after = ibis.ifelse(off, span, ibis.least(rows.last_term - rows.until, span))
    told = {
        "kind_zh": ibis.ifelse(off, "休学期间", "离校后"),
        "left_on": ibis.coalesce(rows.off_since, rows.gone_on),
        "not_judged": ibis.ifelse(_perhaps_gone(rows), "学籍信息“离校日期”为空", ibis.null("string")),
    }
    rows = rows.mutate(**_excuses(rows), **told, money=share(rows.amount, after, span), related=ibis.array([rows.entry_row]), off=off)
    return rows.filter(_.off | (~_.still & (_.until < _.last_term)).fill_null(False) | _.not_judged.notnull())


def _excuses(rows):
    """What may explain aid after the last entry's end; unknown where nobody wrote how it ended."""
    internship = (rows.register_stage == "中职") & said("pupil.internship", rows.register_remark, rows.register_grade, rows.remark)
    moved = ibis.cases(
        (rows.register_status == "转学", rows.school != rows.register_school), (rows.register_status.isnull(), UNKNOWN), else_=False
    )
    return {
        "x_name": ~same_name(rows.name, rows.register_name) & (rows.id_no == rows.pupil),
        "x_back": _of_a_term_before(rows),
        "x_internship": internship.fill_null(False),
        "x_moved_school": moved,
        "x_elsewhere": _moved_up(rows),
    }


def _perhaps_gone(rows):
    """Gone by the list, nobody wrote since when, and in the term paid for no list has the pupil at school."""
    unseen = (rows.last_term > rows.seen_in).fill_null(True)
    return (~rows.still & rows.undated & unseen & (rows.until >= rows.last_term)).fill_null(False)


def _moved_up(rows):
    """Whether a graduate may be at another school that this register does not hold: he is, where the aid is of another stage than the one
    left; of the same stage it is unknown, where it names another school."""
    told = stage_told(rows.stage, ibis.null("string"), rows.school)
    other = (told != rows.register_stage).fill_null(~of_stage(rows.kind, rows.register_stage))
    away = (rows.register_status == "毕业").fill_null(False) & ~rows.of_county.fill_null(False)
    perhaps = away & (rows.school != rows.register_school).fill_null(False)
    return ibis.cases((away & other, True), (perhaps | rows.register_status.isnull(), UNKNOWN), else_=False)


def _of_a_term_before(rows):
    """Whether what names no term, or arrears paid while the term that they name still runs, may be of the term before leaving."""
    arrears, paid_within = said("payment.arrears", rows.remark).fill_null(False), (term(rows.pay_date) <= rows.last_term).fill_null(False)
    return ibis.ifelse(rows.termless | (arrears & paid_within), rows.first_term - rows.until <= ibis.ifelse(arrears, 2, 1), False)


def _before_entry(rows, entries):
    """Aid of a stage for a term before the school year in which the pupil began it, by grade and enrolment."""
    stages = entries.filter(_.stage.isin(ONE_STAGE)).mutate(kind=_.stage.cases(*OF_STAGE.items())).group_by("pupil", "kind")
    begun = stages.agg(
        first_year=_.first_year.min(), unknown=_.first_year.isnull().any(), entry_row=_.row_id.min(), register_name=_.name.min()
    )
    found = rows.inner_join(begun.filter(~_.unknown), ["pupil", "kind"]).filter(school_year_of(_.last_term) < _.first_year)
    x_name = ~same_name(found.name, found.register_name) & (found.id_no == found.pupil)
    return found.mutate(kind_zh=ibis.literal("入学前"), money=_.amount, x_name=x_name, related=ibis.array([_.entry_row]))


def _with_last_entry(rows, entries):
    """Add of the pupil's entry that ended last register_…, gone_on, undated, entry_row; of all of them still (one has not ended), until
    (the last term) and seen_in (the last in which a list has the pupil at school)."""
    here = entries.status.isin(HERE).fill_null(False)
    # Gone without any date: from when, is unknown.
    last = entries.group_by("pupil").agg(still=entries.left_on.isnull().any(), until=_.until.max(), seen_in=term(_.seen_on).max(where=here))
    newest = one_per(entries, "pupil", [_.left_on.desc(), _.row_id])
    shown = {f"register_{c}": c for c in ("status", "school", "name", "stage", "remark", "grade")}
    return lookup(lookup(rows, last, "pupil"), newest.select("pupil", "undated", gone_on="left_on", entry_row="row_id", **shown), "pupil")


def _suspended(rows, entries):
    """Rows of whose whole span the pupil was suspended: row_id, off_since."""
    away = entries.filter(_.away_from.notnull(), _.away_to.notnull())
    away = away.select("pupil", "away_from", first_away=(month(_.away_from) + 1) // 6, last_away=(month(_.away_to) - 6) // 6)
    off = rows.inner_join(away, "pupil").filter(_.first_term >= _.first_away, _.last_term <= _.last_away)
    return off.group_by("row_id").agg(off_since=_.away_from.min())


def _in_no_register(rows, entries, student_register, poor_person):
    """Aid for somebody whom the register never had; not judged where it names no school, or one and a term of which the lists do not
    tell."""
    seen = entries.group_by("school").agg(since=ibis.least(term(entries.seen_on).min(), entries.until.min()), reach=entries.reach.max())
    rows = lookup(subquery(rows.anti_join(entries, "pupil")), seen, "school")
    told = ((rows.first_term >= rows.since) & (rows.last_term <= rows.reach).fill_null(True)).fill_null(False)
    rows = rows.mutate(
        not_judged=ibis.cases((told, ibis.null("string")), (rows.school.isnull(), "“学校名称”为空"), else_="学籍信息没有该校该学期的名单")
    )
    # The same name in the same school: a number misread or not written, or the pupil named with a parent's number.
    names = student_register.select("school", called=folded(_.name), of_pupil=ibis.coalesce(_.id_no, own_number(_.student_no)))
    alike = rows.mutate(called=folded(rows.name)).inner_join(names, ["called", "school"]).group_by("row_id")
    alike = alike.agg(x_typo=(_.pupil.levenshtein(_.of_pupil) <= 2).fill_null(True).any(), register_name=_.called.min())
    rows = _with_family(lookup(rows, alike, "row_id"), entries, poor_person)
    parent = ((rows.register_name.notnull() & ~rows.x_typo) | rows.family).fill_null(False)
    rows = rows.mutate(kind_zh=ibis.literal("无学籍"), money=_.amount, register_school=_.school, x_elsewhere=UNKNOWN)
    rows = rows.mutate(x_typo=_.x_typo.fill_null(False), x_family=ibis.ifelse(parent, True, rows.family))
    return rows.mutate(x_internship=said("pupil.internship", rows.remark))


def _with_family(rows, entries, poor_person):
    """Add family: the payee's household in the poverty register has a pupil; unknown without a household."""
    of_home = household_of(poor_person).select("reg_hh", pupil="id_no")
    rows = lookup(rows, of_home, "pupil")
    return exists(rows, of_home.semi_join(entries, "pupil"), "reg_hh", "family")
