"""Being insured, and who pays the premium (MED-01 to MED-03)."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, share
from auditlib.models.dates import NO_DATE, literal_date
from auditlib.models.households import registered_persons
from auditlib.models.identity import born, same_name
from auditlib.models.payments import arrived, premium_year
from auditlib.models.persons import deaths, departed, misread, own_death
from auditlib.models.register import Register, aspect_of_year, in_years, yearly_status
from auditlib.models.texts import said
from auditlib.models.vocabulary import (
    UNKNOWN,
    breach,
    either,
    exists,
    filled,
    first_true,
    kinds,
    left_empty,
    lookup,
    one_copy,
    subquery,
    unread,
)
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.medical.settlements import PERSON

NOT_INSURED = ("未参保", "停保")
#: What a person may lack.
BASIC, CRITICAL = "基本医保", "大病保险"
ENROLMENT = ("id_no", "name", "insure_type", "year", "enrol_place", "personal_paid", "gov_subsidy", "paid_on", "status")


@rule(
    "MED-01",
    basis=("med.insurance_scope", "med.newborn_days", "med.enrol_coverage"),
    severity="H",
    strength="B",
    amount="N",
    decides="id_no",
    tests=("critical_illness_insured", "medical_enrol.status", "medical_enrol.insure_type"),
)
def not_insured(
    poor_person,
    medical_enrol,
    medical_settlement=ABSENT,
    fiscal_payroll=ABSENT,
    housing_fund=ABSENT,
    register_change=ABSENT,
    death_register=ABSENT,
    poor_household=ABSENT,
    *,
    policy,
    as_of,
):
    """A living registered person who stands in no enrolment (居民 or 职工) of the year, or as a resident who has no 大病保险 by the
    register's word.

    Years are judged of which there is a register or an enrolment list (of a year without a register its newest one before holds on), and
    the list covers most of the registered; of the others the rows are told as not judged, as is somebody whose state in the list could not
    be read. An enrolment without a year counts for every year in a list of no years, and for none that can be known in another; one in
    another place counts as any other; one that is 停保 or 未参保 is none. Who died or left by the end of the year
    judged is excused, who did later is not. Not tested: enrolment in 医疗救助 and 商业补充保险, of which no ledger tells (MED-04 asks
    what they paid).
    """
    percent = int(policy.value("med.enrol_coverage"))
    listed = yearly_status(poor_person, as_of, poor_household)
    persons = in_years(listed, either(listed.select("year"), medical_enrol).filter(_.year <= as_of.year))
    rows = _uninsured(
        subquery(persons.select(*PERSON, "listed", "critical_illness_insured", insured_flag="resident_insured")), medical_enrol, percent
    )
    ends = ibis.date(rows.year, 12, 31)
    rows = departed(rows, register_change, death_register, as_of, by=ends)
    rows = exists(rows, misread(rows, medical_enrol, poor_person), "row_id", "x_typo")
    rows = exists(rows, _employed(fiscal_payroll, housing_fund), ["id_no", "year"], "x_employee")
    rows = exists(rows, _in_year(fiscal_payroll.filter(_.staff_type.isnull())), ["id_no", "year"], "of_staff")
    rows = exists(rows, _treated(medical_settlement), ["id_no", "year", "lack"], "x_elsewhere")
    return breach(
        rows,
        "lack insured_flag listed_status x_died x_moved x_serving x_employee x_elsewhere x_typo",
        on=ibis.date(_.year, 1, 1),
        amount=NO_AMOUNT,
        x_newborn=_newborn(rows, as_of, int(policy.value("med.newborn_days"))),
        x_stopped="stopped",
        severity=ibis.ifelse(rows["lack"] == BASIC, "H", "M"),
        aspect=aspect_of_year(rows, rows["lack"].nullif(BASIC)),
        not_judged=_why_not(rows, percent),
    )


def _uninsured(persons, medical_enrol, percent: int):
    """Persons who ``lack`` an enrolment of their year, or 大病保险, with listed_status, garbled (it could not be read) and thin (the year's
    list holds fewer of the registered than ``percent``)."""
    # Nobody paid the premium: whatever the state says that could not be read, it is no insurance.
    unpaid = ((_.personal_paid == 0) & (_.gov_subsidy == 0)).fill_null(False)
    listed = medical_enrol.filter(_.id_no.notnull()).mutate(
        unread_status=unread(_, "status"), unpaid=unpaid, dated=filled(medical_enrol.year) | unread(medical_enrol, "year")
    )
    valid = listed.filter(~_.status.isin(NOT_INSURED).fill_null(False), ~_.unread_status)
    rows = exists(persons, valid, ["id_no", "year"], "of_year")
    rows = exists(rows, valid.filter(_.year.isnull(), ~_.dated), "id_no", "of_list").mutate(insured=_.of_year | _.of_list)
    rows = exists(rows, valid.filter(_.year.isnull(), _.dated), "id_no", "any_year")
    share_of = ibis.window(group_by="year")
    thin = (rows.insured | rows.any_year).sum().over(share_of) * 100 < rows.id_no.count().over(share_of) * percent
    rows = exists(rows.mutate(thin=~rows.insured & thin), valid.filter(_.insure_type == "居民"), ["id_no", "year"], "resident")
    rows = rows.mutate(lack=first_true({BASIC: ~rows.insured, CRITICAL: rows.resident & ~rows.critical_illness_insured}))
    return _with_state(rows.filter(rows["lack"].notnull()), listed)


def _with_state(rows, listed):
    """Add listed_status, and garbled: the state of an enrolment of the year, or of no year, could not be read."""
    garbled = listed.filter(_.unread_status, ~_.unpaid)
    status = listed.group_by("id_no", "year").agg(listed_status=_.status.max())
    rows = exists(lookup(rows, status, ["id_no", "year"]), garbled, ["id_no", "year"], "of_this")
    rows = exists(rows, garbled.filter(_.year.isnull()), "id_no", "of_none")
    return subquery(rows.mutate(garbled=_.of_this | _.of_none))


def _newborn(rows, as_of, days: int):
    """Who is born late in the year may be insured from the next one; the newborn of the audit date's last weeks are not late."""
    limit = (ibis.least(ibis.date(rows.year, 12, 31), literal_date(as_of)) - ibis.interval(days=days)).cast("date")
    return born(rows.id_no, rows.birth_date) >= limit.year() * 10000 + limit.month() * 100 + limit.day()


def _why_not(rows, percent: int):
    """Why a person cannot be judged, as a reader is told it."""
    return first_true(
        {
            f"医保参保信息所含的登记人口不足 {percent}%": rows.thin,
            "“参保状态”未能读出": rows.garbled,
            "“参保年度”为空或未能读出": rows.any_year,
            "在财政供养人员中，人员类别不明": rows.of_staff & ~rows.x_employee.fill_null(False),
        }
    )


def _employed(fiscal_payroll, housing_fund):
    """On a payroll or in the housing fund in the year: insured as an employee, whom a list of residents does not hold. A kind of staff that
    nobody knows tells nothing."""
    real = fiscal_payroll.filter(~_.staff_type.isin(("村干部", "公益岗", "遗属")))
    return either(_in_year(real), _in_year(housing_fund))


def _in_year(table):
    return table.select("id_no", year=table.month.year().cast("int32"))


def _treated(medical_settlement):
    """The insurance that one may ``lack`` paid for the person in the year: insured somewhere, whatever the lists say."""
    year = ibis.coalesce(_.discharge, _.settled_on, _.admit).year().cast("int32")
    paid = {BASIC: medical_settlement.basic_pay, CRITICAL: medical_settlement.critical_pay}
    return either(
        *(medical_settlement.filter(money > 0).select("id_no", year=year, lack=ibis.literal(lack)) for lack, money in paid.items())
    )


@rule(
    "MED-02",
    basis="med.resident_premium",
    severity="M",
    strength="A",
    amount="I",
    needs="poor_person.id_no",
    decides=("id_no", "year", "personal_paid", "insure_type?", "status?"),
    tests=("gov_subsidy|premium", "insure_type"),
    downgrades={"x_name": "D"},
)
def premium_not_paid(medical_enrol, poor_person, benefit_payment=ABSENT, poor_household=ABSENT, register_change=ABSENT, *, policy):
    """A registered person under policies who paid the resident premium himself, with nothing paid by the budget.

    An empty budget cell counts as nothing only in a list that fills the column, and when the person paid the whole premium (the list's,
    else the national minimum); else the row is not judged, nor is one of no insurance beside rows that tell theirs.
    """
    valid = ~_.status.isin(NOT_INSURED).fill_null(False)
    listed = one_copy(medical_enrol, ENROLMENT)
    listed = listed.mutate(untyped=left_empty(listed, "insure_type")).filter(
        _.insure_type.fill_null("居民") == "居民", _.year.notnull(), valid
    )
    rows = listed.mutate(begins=ibis.date(listed.year, 1, 1), budgeted=filled(listed.gov_subsidy)).filter(_.personal_paid > 0)
    rows = subquery(rows.mutate(alone=_alone(rows, policy)).filter(_.alone.fill_null(True)))
    rows = registered_persons(
        rows, Register(poor_person, poor_household, register_change), ibis.coalesce(rows.paid_on, rows.begins), rows.year
    )
    rows = exists(rows, listed.filter(_.gov_subsidy > 0), ["id_no", "year"], "x_other")
    rows = exists(rows, _repaid(benefit_payment), ["id_no", "year"], "x_repaid")
    return breach(
        rows,
        "identified_on x_not_yet x_stopped x_name x_repaid x_other",
        on="on",
        amount="personal_paid",
        x_ret=said("remark.returned", rows.remark),
        not_judged=first_true({"“财政代缴”为空，是否由财政代缴不明": rows.alone.isnull(), "“参保类型”为空": rows.untyped}),
    )


def _alone(rows, policy):
    """Whether nobody but the person paid the premium of the year; unknown where the list does not tell."""
    unknown = rows.gov_subsidy.isnull() & rows.premium.isnull()
    minimum = policy.at("med.resident_premium", ibis.ifelse(unknown, rows.begins, NO_DATE)).cast(MONEY)
    whole = ibis.ifelse(rows.budgeted & (rows.personal_paid >= ibis.coalesce(rows.premium, minimum)), True, UNKNOWN)
    return ibis.cases((rows.gov_subsidy == 0, True), (rows.gov_subsidy > 0, False), (rows.personal_paid < rows.premium, False), else_=whole)


def _repaid(benefit_payment):
    """Premiums that the county paid to persons' cards (医保代缴): id_no, year."""
    paid = benefit_payment.filter(_.programme_code == "YBDJ", _.amount > 0, arrived(_.pay_status))
    return paid.select("id_no", year=premium_year(paid))


@rule(
    "MED-03",
    severity="M",
    strength="B",
    amount="V",
    decides=("id_no", "year", "gov_subsidy?", "insure_type?"),
    tests="gov_subsidy",
    against=("medical_enrol", "death_register"),
    downgrades={"x_name": "D"},
)
def subsidised_twice(medical_enrol, death_register=ABSENT, *, as_of):
    """The budget paid a premium for somebody enrolled twice in the year, or dead before the year began.

    Of two enrolments the employee's stays, else the earlier one; two residents' enrolments count only when both were subsidised. Where the
    employee's began within the year, the premium's part for the months in common is questioned.
    """
    rows = one_copy(medical_enrol, ENROLMENT).filter(_.id_no.notnull(), _.year.notnull(), ~(_.status == "未参保").fill_null(False))
    rows = rows.mutate(begins=ibis.date(rows.year, 1, 1), employee=(rows.insure_type == "职工").fill_null(False))
    dead = own_death(rows.filter(_.gov_subsidy > 0), deaths(death_register, as_of)).filter(_.dead_on < _.begins)
    dead = dead.mutate(x_alive_paid=_.paid_on <= _.dead_on, other_row=_.death_row, other_name=_.death_name, money=_.gov_subsidy)
    return breach(
        kinds({"重复参保": _enrolled_twice(subquery(rows)), "死亡人员": dead}),
        "aspect death_name other_type other_place other_paid x_switched x_alive_paid",
        on=ibis.coalesce(_.paid_on, _.begins),
        amount="money",
        death_date="dead_on",
        related=ibis.array([_.other_row]),
        x_name=~same_name(_.name, _.other_name),
        x_ret=said("remark.returned", _.remark),
    )


def _enrolled_twice(rows):
    """Residents' subsidised enrolments beside the one that stays, with the money paid twice."""
    year = ["id_no", "year"]
    paying = rows.filter(rows.employee | (rows.gov_subsidy > 0).fill_null(False))
    order = [paying.employee.desc(), paying.paid_on.asc(nulls_first=False), paying.row_id]
    ranked = subquery(paying.mutate(nth=ibis.row_number().over(group_by=year, order_by=order)))
    of = ranked.group_by(year).agg(stopped=(_.status == "停保").fill_null(False).any())
    kept = ranked.filter(_.nth == 0).select(*year, *(ranked[column].name(f"other_{name}") for name, column in KEPT.items()))
    found = lookup(lookup(ranked.filter(_.nth > 0, ~_.employee, _.gov_subsidy > 0), kept, year), of, year)
    # A premium is for a year: from the month on in which an employer began to pay it was paid twice.
    employed = found.other_type == "职工"
    within = (employed & (found.other_paid.year() == found.year)).fill_null(False)
    later = found.other_paid.isnull() | ((found.other_paid > found.paid_on) & (found.other_paid > found.begins))
    return found.mutate(
        money=ibis.ifelse(within, share(found.gov_subsidy, 13 - found.other_paid.month(), 12), found.gov_subsidy),
        x_switched=ibis.cases((found.stopped, True), ((employed & later).fill_null(False), UNKNOWN), else_=False),
    )


KEPT = {"type": "insure_type", "place": "enrol_place", "paid": "paid_on", "name": "name", "row": "row_id"}
