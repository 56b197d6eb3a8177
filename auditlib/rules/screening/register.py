"""The register and what other offices know (SCREEN-01, SCREEN-02, SCREEN-05)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import same_name
from auditlib.models.persons import deaths, mistyped, with_death
from auditlib.models.register import list_day, yearly_status
from auditlib.models.vocabulary import breach, exists, kinds, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.screening import defects, labelled


@rule(
    "SCREEN-01",
    basis=("screen.newborn_months", "screen.student_ages", "screen.labour_age_min", "screen.labour_age_max", "screen.reg_lag_months"),
    severity="D",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("poor_person", "poor_household"),
    tests=(
        *(f"poor_person.{column}" for column in "id_no hh_no relation sex birth_date student_status labour".split()),
        *(f"poor_household.{column}" for column in "main_cause member_count".split()),
    ),
)
def register_defects(poor_person, poor_household=ABSENT, register_change=ABSENT, *, policy, as_of):
    """Rows of the current register that are invalid, incomplete or contradict themselves; several defects of one row are several leads.

    Only each town's newest snapshot is judged. A column that nobody filled is no defect of a row. Schooling is held against the age by
    calendar years.
    """
    people = defects.people(poor_person, register_change, as_of)
    homes = defects.homes(poor_household, people, as_of)
    newborn, lag = (int(policy.value(f"screen.{name}_months")) for name in ("newborn", "reg_lag"))
    ages = tuple(int(policy.value(f"screen.labour_age_{end}")) for end in ("min", "max"))
    told = {
        "证件号码缺失或无效": defects.numbers(people, newborn),
        "同一证件号码重复登记": defects.duplicates(people, newborn),
        "户内无户主": defects.headless(people, register_change, lag),
        "户内有两个户主": defects.two_heads(people),
        "户人数与成员行数不符": defects.counts(homes, people),
        "致贫原因空白": defects.causes(homes),
        **defects.unlike_number(people, ages[0], newborn),
        **defects.contradictions(people, policy.value("screen.student_ages"), ages),
    }
    return breach(
        kinds(told),
        "name relation sex birth_date student_status health labour work_months member_count aspect shown related"
        " x_newborn x_export x_dead x_lists x_head",
        on="snapshot_date",
        amount=NO_AMOUNT,
        thing=ibis.ifelse(_.aspect.isin(defects.OF_HOUSEHOLD), _.hh_no, ibis.null("string")),
        defect="aspect",
    )


@rule(
    "SCREEN-02",
    basis="screen.reg_lag_months",
    severity="M",
    strength="B",
    amount="N",
    against="death_register.id_no",
    downgrades={"x_name": "D"},
)
def changes_not_made(poor_person, death_register, register_change=ABSENT, *, policy, as_of):
    """Person in the current register who had died, or moved away, longer before the snapshot than changes may take.

    The dead whom the list marks as dead, and those with an entry in the ledger of changes, are lawful. Moved out: the register's own
    flag or the cancelled hukou, while the person is still listed. Of who has no number nobody knows whether he died.
    """
    people = with_death(defects.current(poor_person, as_of), deaths(death_register, as_of))
    died, left = people.dead_on.notnull(), people.moved_out.fill_null(False) | people.hukou_cancelled_on.notnull()
    people = people.mutate(
        snapshot=ibis.coalesce(list_day(people.snapshot_date, as_of), literal_date(as_of)),
        event=ibis.ifelse(died, "死亡", "迁出"),
        event_date=ibis.ifelse(died, people.dead_on, ibis.coalesce(people.hukou_cancelled_on, people.decreased_on)),
        happened=died | left,
        marked=gone_by_list(people),
    ).filter(_.happened | (_.id_no.isnull() & ~_.marked), (_.event_date <= _.snapshot).fill_null(True))
    found = defects.with_change(people, register_change, ("自然减少", "清退"), as_of).mutate(months=month(_.snapshot) - month(_.event_date))
    return breach(
        found,
        "event event_date death_source months",
        on="snapshot",
        amount=NO_AMOUNT,
        x_marked="marked",
        x_change="changed",
        not_judged=ibis.ifelse(_.happened, ibis.null("string"), "“证件号码”为空"),
        x_lag=_.months <= int(policy.value("screen.reg_lag_months")),
        x_name=ibis.ifelse(_.event == "死亡", ~same_name(_.name, _.death_name), False),
        related=ibis.array([_.death_row]),
    )


def gone_by_list(rows):
    """The list itself marks the person as dead or taken off."""
    dead = (rows.alive == False).fill_null(False) | rows.death_date.notnull()  # noqa: E712 - null is alive
    return dead | rows.decrease_reason.notnull() | rows.decreased_on.notnull()


@rule(
    "SCREEN-05",
    severity="D",
    strength="A",
    amount="N",
    accuses=("medical_enrol", "house_renovation", "education_aid"),
    decides=("medical_enrol.id_no", "house_renovation.id_no", "education_aid.id_no"),
    needs="medical_enrol.identity_type|house_renovation.category|education_aid.tier|education_aid.remark",
    against=("medical_enrol", "house_renovation", "education_aid"),
)
def departments_disagree(
    poor_person,
    medical_enrol=ABSENT,
    house_renovation=ABSENT,
    education_aid=ABSENT,
    register_change=ABSENT,
    poor_household=ABSENT,
    *,
    as_of,
):
    """Person whom an office's list calls registered poor but the register does not hold, or holds while the list calls them ordinary.

    Lists of insurance, house renovation and school aid that carry such a label; each with the numbers of both sides for the village.
    """
    people = subquery(poor_person.filter(_.id_no.notnull(), (_.snapshot_date <= literal_date(as_of)).fill_null(True)))
    listed = labelled.labels(medical_enrol, house_renovation, education_aid)
    rows = lookup(listed, labelled.in_register(yearly_status(people, as_of, poor_household)), "id_no")
    rows = rows.mutate(unheld=rows.poor & rows.reg_row.isnull()).filter(_.poor == _.reg_row.isnull())
    rows = lookup(rows, labelled.by_village(listed, people), ["office", "village_name"])
    rows = exists(rows, people, "hh_no", "home_listed")
    rows = subquery(defects.with_change(rows.mutate(person_no=ibis.null("string")), register_change, ("自然减少", "清退", "脱贫"), as_of))
    rows = mistyped(rows, poor_person).cross_join(people.agg(first_year=_.snapshot_date.min().year()))
    known = _.reg_stopped | (_.reg_since.year() >= _.year)
    return breach(
        rows,
        "office label office_count register_count",
        on=ibis.date(_.year, 12, 31),
        amount=NO_AMOUNT,
        difference=ibis.ifelse(_.unheld, "部门有、名册无", "名册有、部门标为一般"),
        x_change=ibis.ifelse(_.unheld, _.changed, False),
        x_member=_.unheld & _.home_listed.fill_null(False),
        x_typo=_.unheld & _.mistyped,
        x_before=ibis.ifelse(_.unheld, _.year < _.first_year, False),
        x_status=ibis.ifelse(_.unheld, False, known),
        aspect="office",
    )
