"""Children of compulsory school age in no school (EDU-01): who they are, and what may explain it."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import born, folded
from auditlib.models.persons import at_home, certified, departed, homes, misread
from auditlib.models.register import yearly
from auditlib.models.schooling import pupils, school_year, unnumbered
from auditlib.models.screenings import by_household, told_of
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, exists, first_true, lookup, one_per, subquery, unread
from auditlib.rules.catalogue import ABSENT, rule

COMPULSORY = ("小学", "初中", "特殊教育")
#: Of these grades any disability may keep a child from school; of the mind one of any grade.
SEVERE = ("一级", "二级")
KEPT = ("row_id id_no name hh_no village_name birth_date student_status health alive death_date moved_out decrease_reason year").split()
#: What remarks may explain.
TOLD = ("physical", "elsewhere", "deferred")


@rule(
    "EDU-01",
    basis=("edu.school_age", "edu.school_age_last", "edu.suspension_months"),
    severity="H",
    strength="B",
    amount="N",
    decides="id_no",
)
def not_in_school(
    poor_person,
    student_register,
    disability=ABSENT,
    screening_ledger=ABSENT,
    register_change=ABSENT,
    death_register=ABSENT,
    *,
    policy,
    as_of,
):
    """A registered child of compulsory school age who is in no school of the school register.

    The school year is the one of the newest list of compulsory schools, at most that of the audit date; the age is that of its 31 August.
    An entry of an older snapshot does not show that the child is still at school. Schools elsewhere are not in this register: unknown,
    unless a record says so. Who may be a pupil that the register names without a number is not judged.
    """
    today, entries = literal_date(as_of), pupils(student_register, as_of)
    rows = _of_age(poor_person, entries, (policy.value("edu.school_age"), policy.value("edu.school_age_last")), as_of)
    rows = _absent(_with_screened(rows, screening_ledger, poor_person), entries, student_register)
    rows = departed(rows, register_change, death_register, as_of)
    rows = _with_disability(exists(rows, misread(rows, student_register, poor_person), "row_id", "x_typo"), disability)
    rows = subquery(lookup(rows, _last_entry(entries), "id_no"))
    recent = (month(today) - month(rows.suspended_on) <= int(policy.value("edu.suspension_months"))).fill_null(False)
    upper = said("pupil.upper_school", rows.student_status).fill_null(False) & (rows.age >= 14)
    finished = ((rows.register_status == "毕业") & (rows.register_stage == "初中")).fill_null(False) | upper
    ill, physical = said("pupil.grave_illness", rows.health).fill_null(False), _one_of(rows.r_physical, rows.s_physical, rows.disabled)
    return breach(
        rows,
        "age school_year student_status register_status register_school left_on x_died x_moved x_serving x_typo",
        on=ibis.date(_.school_year, 8, 31),
        amount=NO_AMOUNT,
        x_physical=ibis.cases((physical.isnull() & ~rows.disabled & ~ill, False), else_=physical),
        x_deferred=ibis.ifelse(_.age > 7, False, _one_of(rows.r_deferred, rows.s_deferred)),
        x_elsewhere=_one_of(rows.r_elsewhere, rows.s_elsewhere, rows.register_status == "转学"),
        x_finished=ibis.cases((finished, True), (rows.age < 14, False), else_=UNKNOWN),
        x_suspended=_suspended(rows, recent),
        not_judged=_untold(rows),
    )


def _untold(rows):
    """Why it is not known of a child whether it should be at school, and is."""
    reasons = {
        "“出生日期”未知": rows.age.isnull(),
        "学籍信息“学籍状态”未能读出": rows.unread_status,
        "学籍信息有同名学生没有证件号码": rows.nameless & ~rows.x_typo.fill_null(False),
    }
    return first_true(reasons)


def _suspended(rows, recent):
    """Suspended for less than the law allows; unknown since when, or in what state the pupil is."""
    told = rows.register_status == "休学"
    return ibis.cases((told & recent, True), (~told | rows.entered.isnull(), False), else_=UNKNOWN)


def _one_of(*marks):
    """True where one of the marks is; that none is says nothing: unknown."""
    return ibis.ifelse(ibis.or_(*(mark.fill_null(False) for mark in marks)), True, UNKNOWN)


def _of_age(poor_person, entries, ages, as_of):
    """Registered persons of those ages (newest year of the register), with age and school_year (of the newest list of compulsory
    schools)."""
    persons = yearly(poor_person, as_of).select(*KEPT)
    persons = persons.cross_join(persons.agg(newest=_.year.max())).filter(_.year == _.newest).drop("newest")
    newest = entries.filter(_.stage.isin(COMPULSORY).fill_null(True)).agg(seen=_.seen_on.max())
    rows = persons.cross_join(newest.select(school_year=school_year(ibis.coalesce(newest.seen, literal_date(as_of)))))
    age = (rows.school_year * 10000 + 831 - born(rows.id_no, rows.birth_date)) // 10000
    return rows.mutate(age=age.cast("int32")).filter(_.age.between(*map(int, ages)).fill_null(True))


def _absent(rows, entries, student_register):
    """Children whom no entry shows at school, with unread_status (one might, if its state could be read) and nameless (or its number)."""
    here = entries.filter(~_.gone, _.left_on.isnull(), (_.stage != "学前教育").fill_null(True)).mutate(unread=unread(_, "status"))
    rows = subquery(rows.anti_join(here.filter(~_.unread), [("id_no", "pupil")])).mutate(called=folded(_.name))
    rows = exists(rows, unnumbered(student_register), "called", "nameless")
    return exists(rows, here.filter(_.unread).select(id_no="pupil"), "id_no", "unread_status")


def _last_entry(entries):
    """Each pupil's last entry in the school register: entered, register_status, register_school, register_stage, left_on, suspended_on
    (null: nobody wrote it), and what its remark says (r_…)."""
    rows = subquery(one_per(entries, "pupil", [_.seen_on.desc(), _.enrolled_on.desc(), _.row_id]))
    told = {f"r_{name}": said(f"pupil.{name}", rows.remark) for name in TOLD}
    when = {"left_on": rows.left_on, "suspended_on": rows.leave_date, "entered": ibis.literal(True)}
    return rows.select(id_no="pupil", **when, **{f"register_{c}": c for c in ("status", "school", "stage")}, **told)


def _with_screened(rows, screening_ledger, poor_person):
    """Add what the screenings of the household's schooling say of the child (s_…)."""
    places = homes(poor_person)
    notes = by_household(screening_ledger, poor_person, places)
    return told_of(at_home(rows, places), notes, "教育", {f"s_{name}": f"pupil.{name}" for name in TOLD})


def _with_disability(rows, disability):
    """Add disabled: severely; of a light one, which keeps no child from school by itself, and of one without a grade it is unknown."""
    disability = certified(disability)
    severe = _.grade.isin(SEVERE) | said("disability.of_mind", _.disability_type).fill_null(False)
    rows = exists(exists(rows, disability, "id_no", "certified"), disability.filter(severe), "id_no", "severe")
    return rows.mutate(disabled=ibis.cases((rows.severe, True), (~rows.certified, False), else_=UNKNOWN))
