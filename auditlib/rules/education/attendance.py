"""Children of compulsory school age in no school (EDU-01): who they are, and what may explain it."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date, month
from auditlib.models.identity import born
from auditlib.models.persons import departed, misread
from auditlib.models.register import yearly
from auditlib.models.schooling import by_name_of_year, pupils, school_year
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, lookup, one_per, subquery

#: Disabilities that may keep a child from school at any grade; others only when severe.
OF_MIND = "智力|精神|多重"
SEVERE = ("一级", "二级")
KEPT = (
    "row_id", "id_no", "name", "hh_no", "village_name", "birth_date", "student_status", "health", "alive", "death_date", "moved_out", "decrease_reason", "stopped", "year",
)  # fmt: skip


def absent(poor_person: ir.Table, student_register: ir.Table, ages: tuple[int, int], as_of: dt.date) -> ir.Table:
    """Registered children of those ages (newest year of the register) whom no entry of the school register shows at school."""
    persons = yearly(poor_person, as_of).select(*KEPT)
    persons = persons.cross_join(persons.agg(newest=_.year.max())).filter(_.year == _.newest).drop("newest")
    newest = student_register.agg(seen=ibis.least(by_name_of_year(student_register.snapshot_date, 31, 12).max(), literal_date(as_of)))
    rows = persons.cross_join(newest.select(school_year=school_year(ibis.coalesce(newest.seen, literal_date(as_of)))))
    age = (rows.school_year * 10000 + 831 - born(rows.id_no, rows.birth_date)) // 10000
    rows = rows.mutate(age=age.cast("int32")).filter(_.age.between(*ages))
    at_school = pupils(student_register, as_of).filter(~_.gone, _.left_on.isnull(), (_.stage != "学前教育").fill_null(True))
    return subquery(rows.anti_join(at_school.select("pupil").distinct(), [("id_no", "pupil")]))


def judged(
    rows, poor_person, student_register, disability, screening_ledger, register_change, death_register, months: int, as_of: dt.date
) -> ir.Table:
    """The exceptions: what the school register's last entry, the list of the disabled, the screening and the changes of the register say."""
    last = _last_entry(student_register, as_of)
    rows = subquery(lookup(departed(rows, register_change, death_register, as_of), last, "id_no"))
    typos = misread(rows, student_register, poor_person).mutate(typo=ibis.literal(True))
    rows = lookup(rows, typos, "row_id")
    rows = subquery(_with_notes(_with_disability(rows, disability), screening_ledger))
    age_of_leaving = rows.register_status.isin(["毕业"]) & (rows.register_stage == "初中")
    upper = said("pupil.upper_school", rows.student_status).fill_null(False) & (rows.age >= 14)
    recent = month(literal_date(as_of)) - month(rows.left_on) <= months
    return breach(
        rows,
        "age school_year student_status register_status register_school left_on x_died x_moved x_serving x_physical x_deferred",
        on=ibis.date(rows.school_year, ibis.literal(8), ibis.literal(31)),
        amount=ibis.null("decimal(18,2)"),
        x_elsewhere=ibis.cases(
            (rows.note_elsewhere.fill_null(False) | (rows.register_status == "转学").fill_null(False), True), else_=UNKNOWN
        ),
        x_finished=ibis.cases((age_of_leaving.fill_null(False) | upper, True), (rows.age < 14, False), else_=UNKNOWN),
        x_suspended=ibis.cases((rows.register_status == "休学", ibis.ifelse(recent.fill_null(False), True, UNKNOWN)), else_=False),
        x_typo=rows.typo.fill_null(False),
    )


def _last_entry(student_register, as_of):
    rows = pupils(student_register, as_of)
    rows = one_per(rows, "pupil", [_.seen_on.desc(), _.enrolled_on.desc(), _.row_id])
    return rows.select(
        "left_on",
        id_no="pupil",
        register_status="status",
        register_school="school",
        register_stage="stage",
        r_elsewhere=said("pupil.elsewhere", rows.remark),
        r_physical=said("pupil.physical", rows.remark),
        r_deferred=said("pupil.deferred", rows.remark),
    )


def _with_disability(rows, disability):
    if disability is None:
        return rows.mutate(disabled=UNKNOWN)
    severe = disability.grade.isin(SEVERE) | disability.disability_type.re_search(OF_MIND).fill_null(False) | disability.grade.isnull()
    listed = disability.filter(_.id_no.notnull()).mutate(severe=severe).group_by("id_no").agg(severe=_.severe.any())
    joined = lookup(rows, listed, "id_no")
    # A light disability keeps no child from school by itself.
    return joined.mutate(disabled=ibis.cases((joined.severe, True), (joined.severe.notnull(), UNKNOWN), else_=False)).drop("severe")


def _with_notes(rows, screening_ledger):
    """x_physical, x_deferred and note_elsewhere: of the school register's remark and of the household's screening."""
    if screening_ledger is None:
        rows = rows.mutate(s_physical=UNKNOWN, s_elsewhere=UNKNOWN, s_deferred=UNKNOWN)
    else:
        notes = screening_ledger.filter(_.hh_no.notnull(), (_.item == "教育").fill_null(True))
        words = (notes.problem, notes.measure, notes.remark)
        told = {f"s_{name}": said(f"pupil.{name}", *words).fill_null(False) for name in ("physical", "elsewhere", "deferred")}
        notes = notes.mutate(**told)
        rows = lookup(rows, notes.group_by("hh_no").agg(**{name: notes[name].any() for name in told}), "hh_no")

    def either(*marks):
        return ibis.cases(*((mark.fill_null(False), True) for mark in marks), else_=UNKNOWN)

    physical = either(rows.r_physical, rows.s_physical, rows.disabled)
    ill = said("pupil.grave_illness", rows.health).fill_null(False)
    return rows.mutate(
        x_physical=ibis.cases((physical.isnull() & ~rows.disabled & ~ill, False), else_=physical),
        x_deferred=ibis.ifelse(rows.age > 7, False, either(rows.r_deferred, rows.s_deferred)),
        note_elsewhere=either(rows.r_elsewhere, rows.s_elsewhere),
    )
