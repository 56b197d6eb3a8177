"""Who was a pupil where, and in which terms: the school register (L33), term by term.

A term is counted as one running number: spring (February to July) of a year, then its autumn (August to January).
"""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date, month
from auditlib.models.identity import folded
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.vocabulary import first_true, lookup, one_copy, one_per, subquery

#: Concepts of what a list writes as the grade, or what a school is called (grade.primary, school.primary), and the stage that they tell;
#: the first that fits. A bare 三年级 of a school that tells nothing tells none.
STAGE_OF_GRADE = {
    "preschool": "学前教育", "college": "高职高专", "university": "本科", "vocational": "中职", "senior_high": "普通高中",
    "junior_high": "初中", "primary": "小学",
}  # fmt: skip
STAGE_OF_SCHOOL = {
    "preschool": "学前教育", "vocational": "中职", "college": "高职高专", "senior_high": "普通高中", "junior_high": "初中",
    "primary": "小学",
}  # fmt: skip
GONE = ("退学", "毕业", "转学", "死亡", "休学")
HERE = ("在校", "送教上门")
LISTED = ("name", "id_no", "student_no", "school", "stage", "grade", "enrol_date", "status", "leave_date", "return_date", "snapshot_date")


def term(date: ir.DateValue) -> ir.IntegerValue:
    """The running number of the term that holds a day."""
    return ((month(date) - 2) // 6).cast("int32")


def term_end(number: ir.IntegerValue) -> ir.DateValue:
    """Last day of a term: 31 July, 31 January."""
    spring = number % 2 == 0
    return ibis.date((number // 2 + ibis.ifelse(spring, 0, 1)).cast("int32"), ibis.ifelse(spring, 7, 1), ibis.literal(31))


def term_begin(number: ir.IntegerValue) -> ir.DateValue:
    return ibis.date((number // 2).cast("int32"), ibis.ifelse(number % 2 == 0, 2, 8), ibis.literal(1))


def term_name(number: ir.IntegerValue) -> ir.StringValue:
    """As rosters write it: 2019春."""
    return (number // 2).cast("int32").cast("string") + ibis.ifelse(number % 2 == 0, "春", "秋")


def terms_of(first: ir.DateValue, last: ir.DateValue) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """First and last term that a period pays for. A calendar year is its spring and autumn: a month or two at its edge name no term."""
    first, last = ibis.coalesce(first, last), ibis.coalesce(last, first)
    short = month(last) - month(first) < 3
    begins = ibis.ifelse(short, month(first) - 2, month(first)) // 6
    ends = ibis.ifelse(short, month(last) - 2, month(last) - 4) // 6
    return begins.cast("int32"), ends.cast("int32")


def school_year(date: ir.DateValue) -> ir.IntegerValue:
    """The year in which the school year begins that holds a day."""
    return ((month(date) - 8) // 12).cast("int32")


def school_year_of(number: ir.IntegerValue) -> ir.IntegerValue:
    """The year in which the school year of a term begins: spring belongs to the one before."""
    return (number // 2 - ibis.ifelse(number % 2 == 0, 1, 0)).cast("int32")


def grade_number(grade: ir.StringValue) -> ir.IntegerValue:
    """Which year of its school a grade is (高二, 中职三年级, 2018级2年级): 1 to 6; null where the text tells none."""
    told = [(grade.re_search(f"(高|初|职|中专){zh}|[{zh}{n}]年级"), n) for n, zh in enumerate("一二三四五六", 1)]
    return ibis.cases(*told, else_=ibis.null("int8")).cast("int32")


def own_number(student_no: ir.StringValue) -> ir.StringValue:
    """The identity number inside a student number (G + number)."""
    return student_no.upper().re_extract(r"(\d{17}[\dX])$", 1).nullif("")


def stage_told(stage: ir.StringValue, grade: ir.StringValue, school: ir.StringValue) -> ir.StringValue:
    """The stage (学段) as its own column tells it, else as the grade (初中九年级) or the school's name does; null where nothing does."""
    by_grade = first_true({name: said(f"grade.{concept}", grade) for concept, name in STAGE_OF_GRADE.items()})
    by_school = first_true({name: said(f"school.{concept}", school) for concept, name in STAGE_OF_SCHOOL.items()})
    return ibis.coalesce(stage, by_grade, by_school)


def by_name_of_year(date: ir.DateValue, day: int, mon: int) -> ir.DateValue:
    """A date written as a year only arrives as 1 January: it means another day of that year."""
    return ibis.ifelse((date.month() == 1) & (date.day() == 1), ibis.date(date.year(), mon, day), date)


@prepared
def pupils(student_register: ir.Table, as_of: dt.date) -> ir.Table:
    """Each entry of the school register with the pupil's number and the time it speaks for.

    ``stage`` is told by the grade or the school's name where the list has none. Adds pupil; gone (not at this school any more); seen_on;
    stale (an older snapshot than the newest school year's of the stage: whether the pupil is still there, it does not say); reach (the last
    term of the snapshot's school year: of later ones it tells nothing); enrolled_on; away_from/away_to (a suspension that ended); left_on;
    undated (gone, and no day of leaving tells since when); first_term, last_term of whole terms attended (null: open); until (last term of
    which anything was attended); first_year (the school year in which the pupil was in the first grade of this school: by the grade on the
    day of the list, else by enrolment; null where the two disagree).
    """
    today = literal_date(as_of)
    rows = one_copy(student_register, LISTED)
    rows = rows.mutate(
        stage=stage_told(rows.stage, rows.grade, rows.school),
        pupil=ibis.coalesce(rows.id_no, own_number(rows.student_no)),
        seen_on=ibis.least(by_name_of_year(rows.snapshot_date, 31, 12), today),
        enrolled_on=by_name_of_year(rows.enrol_date, 1, 9),
        back=(rows.return_date >= rows.leave_date).fill_null(rows.return_date.notnull() & (rows.return_date <= today)),
    )
    # Who is on the list again after the day of leaving has come back, though nobody wrote when.
    again = rows.status.isin(HERE) & (rows.leave_date <= ibis.coalesce(rows.seen_on, today))
    rows = subquery(rows.mutate(back=rows.back | again.fill_null(False)))
    # Vocational and compulsory schools report apart, often not of the same year.
    rows = rows.mutate(
        newest=school_year(rows.seen_on).max().over(ibis.window(group_by="stage")), reach=(school_year(rows.seen_on) + 1) * 2
    )
    rows = rows.mutate(gone=rows.status.isin(GONE).fill_null(False) & ~rows.back)
    rows = rows.mutate(undated=rows.gone & rows.leave_date.isnull() & (rows.status != "毕业"))
    rows = rows.mutate(stale=(school_year(rows.seen_on) < rows.newest).fill_null(False) & ~rows.gone)
    year_end = ibis.date(school_year(rows.seen_on) + 1, ibis.literal(7), ibis.literal(31))
    summer = ibis.date(rows.seen_on.year() - ibis.ifelse(rows.seen_on.month() < 7, 1, 0), ibis.literal(7), ibis.literal(31))
    left = ibis.cases(
        (rows.back, ibis.null("date")),
        (rows.leave_date <= today, rows.leave_date),
        ((rows.status == "毕业") & (summer <= rows.seen_on), summer),
        (rows.gone, rows.seen_on),
        (rows.stale, year_end),
        else_=ibis.null("date"),
    )
    rows = rows.mutate(left_on=left, away_from=ibis.ifelse(rows.back, rows.leave_date, ibis.null("date")), away_to=rows.return_date)
    begun = ibis.coalesce(rows.enrolled_on, ibis.date(school_year(ibis.coalesce(rows.seen_on, today)), ibis.literal(9), ibis.literal(1)))
    last_seen = ibis.ifelse(rows.stale, rows.seen_on, rows.left_on)
    by_grade = school_year(rows.seen_on) - grade_number(rows.grade) + 1
    by_enrolment = school_year(rows.enrolled_on)
    told = ibis.ifelse(by_grade != by_enrolment, ibis.null("int32"), ibis.coalesce(by_grade, by_enrolment))
    rows = rows.mutate(
        first_year=told.cast("int32"),
        first_term=((month(begun) + 1) // 6).cast("int32"),
        last_term=ibis.ifelse(rows.stale, term(last_seen), ((month(last_seen) - 6) // 6).cast("int32")),
        until=((month(rows.left_on) - 3) // 6).cast("int32"),
    )
    return subquery(rows.filter(_.pupil.notnull()))


def unnumbered(student_register: ir.Table) -> ir.Table:
    """The names (called) of pupils whose entries have no number: any of that name may be the one."""
    blank = ibis.coalesce(student_register.id_no, own_number(student_register.student_no)).isnull()
    rows = student_register.filter(blank, ~_.status.isin(GONE).fill_null(False), _.name.notnull())
    return rows.select(called=folded(rows.name)).distinct()


def last_entries(student_register: ir.Table, as_of: dt.date) -> ir.Table:
    """Each pupil's entry at the school entered last: id_no, r_stage, r_boarding, r_first_year."""
    rows = one_per(pupils(student_register, as_of), "pupil", [_.enrolled_on.desc(), _.row_id])
    return rows.select(id_no="pupil", r_stage="stage", r_boarding="boarding", r_first_year="first_year")


def by_student_no(rows: ir.Table, student_register: ir.Table, as_of: dt.date) -> ir.Table:
    """``rows`` with ``pupil`` as the school register knows the row's student_no, where it knows one pupil under it."""
    entries = pupils(student_register, as_of).filter(_.student_no.notnull()).group_by("student_no")
    known = entries.agg(of_no=_.pupil.min(), pupils=_.pupil.nunique()).filter(_.pupils == 1)
    return lookup(rows, known, "student_no").mutate(pupil=ibis.coalesce(_.of_no, _.pupil)).drop("of_no", "pupils")
