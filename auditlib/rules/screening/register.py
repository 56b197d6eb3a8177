"""The register and what other offices know (SCREEN-01, SCREEN-02, SCREEN-05)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import same_name
from auditlib.models.persons import deaths
from auditlib.models.vocabulary import breach, lookup, subquery
from auditlib.rules.catalogue import rule
from auditlib.rules.screening import defects, labelled, missed


@rule(
    "SCREEN-01",
    basis=("screen.newborn_months", "screen.student_ages", "screen.labour_age_min", "screen.labour_age_max", "screen.reg_lag_months"),
    severity="D",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("poor_person", "poor_household"),
)
def register_defects(poor_person, poor_household=None, register_change=None, *, policy, as_of):
    """Rows of the current register that are invalid, incomplete or contradict themselves; several defects of one row are several leads.

    Only each town's newest snapshot is judged. A column that nobody filled is no defect of a row. Schooling is held against the age by
    calendar years.
    """
    people = defects.with_change(defects.current(poor_person, as_of), register_change, ("自然减少",), as_of)
    left = defects.gone(people) | people.changed.fill_null(False)
    people = subquery(people.select(*defects.PERSON, who=ibis.coalesce(_.id_no, _.name), left=left))
    homes = people.filter(_.relation.re_search(defects.HEAD)) if poor_household is None else defects.current(poor_household, as_of)
    newborn = int(policy.value("screen.newborn_months"))
    ages = int(policy.value("screen.labour_age_min")), int(policy.value("screen.labour_age_max"))
    return ibis.union(
        defects.numbers(people, newborn),
        defects.duplicates(people, newborn),
        defects.heads(people, register_change, int(policy.value("screen.reg_lag_months"))),
        defects.counts(homes, people),
        defects.causes(homes),
        defects.contradictions(people, policy.value("screen.student_ages"), *ages, newborn),
    )


@rule(
    "SCREEN-02",
    basis="screen.reg_lag_months",
    severity="M",
    strength="B",
    amount="N",
    needs="death_register.id_no",
    downgrades={"x_name": "D"},
)
def changes_not_made(poor_person, death_register, register_change=None, *, policy, as_of):
    """Person in the current register who had died, or moved away, longer before the snapshot than changes may take.

    The dead whom the list marks as dead, and those with an entry in the ledger of changes, are lawful. Moved out: the register's own
    flag or the cancelled hukou, while the person is still listed.
    """
    people = defects.current(poor_person, as_of).mutate(
        away=_.moved_out.fill_null(False) | _.hukou_cancelled_on.notnull(), snapshot=ibis.coalesce(_.snapshot_date, literal_date(as_of))
    )
    people = lookup(people, deaths(death_register, as_of).rename(dead_on="death_date"), "id_no")
    found = people.filter(_.dead_on.notnull() | _.away).mutate(
        event=ibis.ifelse(_.dead_on.notnull(), "死亡", "迁出"),
        event_date=ibis.ifelse(_.dead_on.notnull(), _.dead_on, ibis.coalesce(_.hukou_cancelled_on, _.decreased_on)),
    )
    found = found.filter((_.event_date <= _.snapshot).fill_null(True))
    marked_dead = (_.alive == False).fill_null(False) | _.death_date.notnull()  # noqa: E712 - null is alive
    listed_as_left = _.decrease_reason.notnull() | _.decreased_on.notnull()
    found = found.mutate(months=month(found.snapshot) - month(found.event_date), marked=marked_dead | listed_as_left)
    found = defects.with_change(found, register_change, ("自然减少", "清退"), as_of)
    return breach(
        found,
        "event event_date death_source months",
        on=_.snapshot,
        amount=NO_AMOUNT,
        x_marked=_.marked,
        x_change=_.changed,
        x_lag=_.months <= int(policy.value("screen.reg_lag_months")),
        x_name=ibis.ifelse(_.event == "死亡", ~same_name(_.name, _.death_name), False),
        related=ibis.array([_.death_row]),
    )


@rule(
    "SCREEN-05",
    severity="D",
    strength="A",
    amount="N",
    accuses=("medical_enrol", "house_renovation", "education_aid"),
    decides=("medical_enrol.id_no", "house_renovation.id_no", "education_aid.id_no"),
    needs="medical_enrol.identity_type|house_renovation.category|education_aid.tier|education_aid.remark",
)
def departments_disagree(poor_person, medical_enrol=None, house_renovation=None, education_aid=None, register_change=None, *, as_of):
    """Person whom an office's list calls registered poor but the register does not hold, or holds while the list calls them ordinary.

    Lists of insurance, house renovation and school aid that carry such a label; each with the numbers of both sides for the village.
    """
    people = subquery(poor_person.filter(_.id_no.notnull(), (_.snapshot_date <= literal_date(as_of)).fill_null(True)))
    listed = labelled.labels(medical_enrol, house_renovation, education_aid)
    rows = lookup(listed, labelled.in_register(people), "id_no")
    wrong = rows.filter(ibis.ifelse(rows.poor, rows.reg_status.isnull(), rows.reg_status.notnull()))
    wrong = lookup(lookup(wrong, labelled.by_village(listed, people), ["office", "village_name"]), labelled.homes(people), "hh_no")
    wrong = subquery(defects.with_change(wrong.mutate(person_no=ibis.null("string")), register_change, ("自然减少", "清退", "脱贫"), as_of))
    wrong = lookup(wrong, missed.similar(wrong, people), "row_id").cross_join(people.agg(first_year=_.snapshot_date.min().year()))
    absent = wrong.poor
    return breach(
        wrong,
        "office label office_count register_count",
        on=ibis.date(_.year, 12, 31),
        amount=NO_AMOUNT,
        difference=ibis.ifelse(absent, "部门有、名册无", "名册有、部门标为一般"),
        x_change=ibis.ifelse(absent, _.changed, False),
        x_member=absent & _.home_listed.fill_null(False),
        x_typo=absent & _.similar.fill_null(False),
        x_before=ibis.ifelse(absent, _.year < _.first_year, False),
        x_status=ibis.ifelse(absent, False, (_.reg_status == "脱贫不享受政策") | (_.reg_since.year() >= _.year)),
        aspect=_.office,
    )
