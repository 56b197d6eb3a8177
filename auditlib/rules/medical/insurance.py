"""Being insured, and who pays the premium (MED-01 to MED-03)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import literal_date
from auditlib.models.identity import born, same_name
from auditlib.models.payments import arrived
from auditlib.models.persons import deaths, departed, misread
from auditlib.models.register import Register, yearly
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, lookup, one_copy, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.medical.settlements import PERSON, registered

NOT_INSURED = "未参保|停保"
ENROLMENT = ("id_no", "name", "insure_type", "year", "enrol_place", "personal_paid", "gov_subsidy", "paid_on", "status")


@rule(
    "MED-01",
    basis=("med.insurance_scope", "med.newborn_days", "med.enrol_coverage"),
    severity="H",
    strength="B",
    amount="N",
)
def not_insured(
    poor_person,
    medical_enrol,
    medical_settlement=None,
    fiscal_payroll=None,
    housing_fund=None,
    register_change=None,
    death_register=None,
    poor_household=None,
    *,
    policy,
    as_of,
):
    """A living registered person who stands in no enrolment (居民 or 职工) of the year.

    Years are judged for which the register has a snapshot and the enrolment list covers most of the registered; of the others the rows are told
    as not judged, as is somebody whose state in the list could not be read. An enrolment without a year counts for every year, one in another
    place as any other; one that is 停保 or 未参保 is none. Who died or left by the end of the year judged is excused, who did later is not.
    """
    persons = yearly(poor_person, as_of, poor_household).filter(_.year <= as_of.year)
    persons = subquery(persons.select(*PERSON, insured_flag="resident_insured"))
    known = ~_.status.re_search(NOT_INSURED).fill_null(False) & ~_.unread.contains(",status,").fill_null(False)
    # Nobody paid the premium: whatever the state says that could not be read, it is no insurance.
    unpaid = ((_.personal_paid == 0) & (_.gov_subsidy == 0)).fill_null(False)
    listed = medical_enrol.filter(_.id_no.notnull()).mutate(valid=known, unpaid=unpaid)
    of_year = listed.filter(_.valid, _.year.notnull()).select("id_no", "year").distinct().mutate(insured=ibis.literal(True))
    any_year = listed.filter(_.valid, _.year.isnull()).select("id_no").distinct().mutate(dateless=ibis.literal(True))
    rows = lookup(lookup(persons, of_year, ["id_no", "year"]), any_year, "id_no")
    rows = rows.mutate(insured=rows.insured.fill_null(False) | rows.dateless.fill_null(False))
    covered = rows.insured.cast("int64").sum().over(ibis.window(group_by="year"))
    whole = rows.id_no.count().over(ibis.window(group_by="year"))
    percent = int(policy.value("med.enrol_coverage"))
    thin = f"医保参保信息所含的登记人口不足 {percent}%"
    rows = rows.mutate(covered=covered * 100 >= whole * percent).filter(~_.insured)
    status = listed.group_by("id_no", "year").agg(listed_status=_.status.max(), garbled=(_.unread.contains(",status,") & ~_.unpaid).any())
    rows = subquery(lookup(rows, status, ["id_no", "year"]))
    rows = departed(rows, register_change, death_register, as_of, by=ibis.date(rows.year, 12, 31))
    rows = lookup(rows, misread(rows, medical_enrol, poor_person).mutate(typo=ibis.literal(True)), "row_id")
    rows = _elsewhere(_employed(rows, fiscal_payroll, housing_fund), medical_settlement)
    # Who is born late in the year may be insured from the next one; the newborn of the audit date's last weeks are not late.
    days = int(policy.value("med.newborn_days"))
    limit = ibis.least(ibis.date(rows.year, ibis.literal(12), ibis.literal(31)), literal_date(as_of)) - ibis.interval(days=days)
    limit = limit.cast("date")
    late = born(rows.id_no, rows.birth_date) >= limit.year() * 10000 + limit.month() * 100 + limit.day()
    return breach(
        rows,
        "insured_flag listed_status x_died x_moved x_serving x_employee x_elsewhere",
        on=ibis.date(rows.year, ibis.literal(1), ibis.literal(1)),
        amount=ibis.null(MONEY),
        x_newborn=late,
        x_stopped=rows.stopped,
        x_typo=rows.typo.fill_null(False),
        not_judged=ibis.cases((~rows.covered, thin), (rows.garbled.fill_null(False), "“参保状态”未能读出"), else_=ibis.null("string")),
    )


def _employed(rows, fiscal_payroll, housing_fund):
    """On a payroll or in the housing fund in the year: insured as an employee, whom a list of residents does not hold."""
    lists = []
    if fiscal_payroll is not None:
        real = ~fiscal_payroll.staff_type.re_search("村干部|公益|遗属").fill_null(False)
        lists.append(fiscal_payroll.filter(real).select("id_no", year=_.month.year().cast("int32")))
    if housing_fund is not None:
        lists.append(housing_fund.select("id_no", year=_.month.year().cast("int32")))
    if not lists:
        return rows.mutate(x_employee=UNKNOWN)
    found = ibis.union(*lists).distinct() if len(lists) > 1 else lists[0].distinct()
    found = found.filter(_.id_no.notnull(), _.year.notnull()).mutate(employee=ibis.literal(True))
    joined = lookup(rows, found, ["id_no", "year"])
    return subquery(joined.mutate(x_employee=joined.employee.fill_null(False)).drop("employee"))


def _elsewhere(rows, medical_settlement):
    """The funds paid for the person in the year: insured somewhere, whatever the list says."""
    if medical_settlement is None:
        return rows.mutate(x_elsewhere=UNKNOWN)
    day = ibis.coalesce(medical_settlement.discharge, medical_settlement.settled_on, medical_settlement.admit)
    found = medical_settlement.filter(_.id_no.notnull(), _.basic_pay > 0).select("id_no", year=day.year().cast("int32")).distinct()
    joined = lookup(rows, found.filter(_.year.notnull()).mutate(settled=ibis.literal(True)), ["id_no", "year"])
    return subquery(joined.mutate(x_elsewhere=joined.settled.fill_null(False)).drop("settled"))


@rule(
    "MED-02",
    basis="med.resident_premium",
    severity="M",
    strength="A",
    amount="I",
    decides=("id_no", "year", "personal_paid"),
    downgrades={"x_name": "D"},
)
def premium_not_paid(medical_enrol, poor_person, benefit_payment=None, poor_household=ABSENT, register_change=ABSENT, *, policy):
    """A registered person under policies who paid the resident premium himself, with nothing paid by the budget.

    An empty budget column counts as nothing only when the person paid the whole premium (the list's, else the national minimum).
    """
    rows = one_copy(medical_enrol, ENROLMENT).filter(
        _.insure_type.fill_null("居民") == "居民", _.year.notnull(), ~_.status.re_search(NOT_INSURED).fill_null(False)
    )
    begins = ibis.date(rows.year, ibis.literal(1), ibis.literal(1))
    whole = ibis.coalesce(
        rows.premium,
        policy.at("med.resident_premium", ibis.ifelse(rows.gov_subsidy.isnull() & rows.premium.isnull(), begins, ibis.null("date"))).cast(
            MONEY
        ),
    )
    alone = (rows.gov_subsidy == 0) | (rows.gov_subsidy.isnull() & (rows.personal_paid >= whole))
    helped = rows.filter(_.gov_subsidy > 0).select("id_no", "year").distinct().mutate(helped=ibis.literal(True))
    rows = subquery(rows.filter(rows.personal_paid > 0, alone.fill_null(False)).mutate(begins=begins))
    rows = registered(rows, Register(poor_person, poor_household, register_change), ibis.coalesce(rows.paid_on, rows.begins), rows.year)
    rows = _repaid(lookup(rows, helped, ["id_no", "year"]), benefit_payment)
    return breach(
        rows,
        "identified_on x_not_yet x_stopped x_name x_repaid",
        on="on",
        amount="personal_paid",
        x_ret=said("remark.returned", rows.remark),
        x_other=rows.helped.fill_null(False),
    )


def _repaid(rows, benefit_payment):
    """The county paid the premium to the person's card (医保代缴) for that year."""
    if benefit_payment is None:
        return rows.mutate(x_repaid=UNKNOWN)
    paid = benefit_payment.filter(_.programme_code == "YBDJ", _.amount > 0, arrived(_.pay_status))
    # A premium is collected from autumn on for the year to come.
    for_year = ibis.coalesce(paid.period_to.year(), paid.pay_date.year() + ibis.ifelse(paid.pay_date.month() >= 9, 1, 0))
    paid = paid.select("id_no", year=for_year.cast("int32")).filter(_.id_no.notnull()).distinct().mutate(repaid=ibis.literal(True))
    joined = lookup(rows, paid, ["id_no", "year"])
    return joined.mutate(x_repaid=joined.repaid.fill_null(False)).drop("repaid")


@rule(
    "MED-03",
    severity="M",
    strength="B",
    amount="V",
    decides=("id_no", "year"),
    downgrades={"x_name": "D"},
)
def subsidised_twice(medical_enrol, death_register=None, *, as_of):
    """The budget paid a premium for somebody enrolled twice in the year, or dead before the year began.

    Of two enrolments the employee's stays, else the earlier one; two residents' enrolments count only when both were subsidised. Where
    the employee's began within the year, the premium's part for the months in common is questioned.
    """
    rows = one_copy(medical_enrol, ENROLMENT).filter(_.id_no.notnull(), _.year.notnull(), ~(_.status == "未参保").fill_null(False))
    rows = subquery(
        rows.mutate(begins=ibis.date(rows.year, ibis.literal(1), ibis.literal(1)), employee=(rows.insure_type == "职工").fill_null(False))
    )
    twice = _enrolled_twice(rows)
    return twice if death_register is None else twice.union(_enrolled_dead(rows, death_register, as_of).select(*twice.columns))


def _enrolled_twice(rows):
    paying = rows.filter(rows.employee | (rows.gov_subsidy > 0).fill_null(False))
    order = [paying.employee.desc(), paying.paid_on.asc(nulls_first=False), paying.row_id]
    ranked = subquery(paying.mutate(nth=ibis.row_number().over(group_by=["id_no", "year"], order_by=order)))
    of = ranked.group_by("id_no", "year").agg(stopped=(_.status == "停保").fill_null(False).any())
    kept = ranked.filter(_.nth == 0).select(
        "id_no", "year", kept_type="insure_type", kept_place="enrol_place", kept_paid="paid_on", kept_name="name", kept_row="row_id"
    )
    found = lookup(lookup(ranked.filter(_.nth > 0, ~_.employee, _.gov_subsidy > 0), kept, ["id_no", "year"]), of, ["id_no", "year"])
    # A premium is for a year: from the month on in which an employer began to pay it was paid twice.
    within = (found.kept_type == "职工") & (found.kept_paid.year() == found.year)
    common = share(found.gov_subsidy, 13 - found.kept_paid.month(), 12)
    changed = (found.kept_type == "职工") & (found.kept_paid > found.paid_on) & (found.kept_paid > found.begins)
    return breach(
        found,
        on=ibis.coalesce(found.paid_on, found.begins),
        amount=ibis.ifelse(within.fill_null(False), common, found.gov_subsidy),
        aspect=ibis.literal("重复参保"),
        death_date=ibis.null("date"),
        death_name=ibis.null("string"),
        other_type="kept_type",
        other_place="kept_place",
        other_paid="kept_paid",
        related=ibis.array([found.kept_row]),
        x_name=~same_name(found.name, found.kept_name),
        x_ret=said("remark.returned", found.remark),
        x_switched=ibis.cases((found.stopped, True), (changed.fill_null(False), UNKNOWN), else_=False),
        x_alive_paid=ibis.literal(False),
    )


def _enrolled_dead(rows, death_register, as_of):
    found = rows.filter(_.gov_subsidy > 0).inner_join(deaths(death_register, as_of), "id_no").filter(_.death_date < _.begins)
    text = ibis.null("string")
    return breach(
        found,
        "death_date death_name",
        on=ibis.coalesce(found.paid_on, found.begins),
        amount="gov_subsidy",
        aspect=ibis.literal("死亡人员"),
        other_type=text,
        other_place=text,
        other_paid=ibis.null("date"),
        related=ibis.array([found.death_row]),
        x_name=~same_name(found.name, found.death_name),
        x_ret=said("remark.returned", found.remark),
        x_switched=ibis.literal(False),
        x_alive_paid=found.paid_on <= found.death_date,
    )
