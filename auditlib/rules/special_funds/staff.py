"""Persons on the fiscal payroll in households that live by means-tested benefits (FUND-02). DOMAIN §2.1."""

from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import share
from auditlib.models.dates import month, year_month
from auditlib.models.households import living, registered
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import at_home, homes, members, spells
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, breach, either, kinds, likeliest, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule

ALWAYS = 999_999
EXCEPTIONS = ("x_staff", "x_retired", "x_spell", "x_pol", "x_ret", "x_returned")


@rule(
    "FUND-02",
    basis="fund.staff_types",
    severity="H",
    strength="B",
    amount="V",
    accuses=("benefit_payment", "poor_person"),
    decides=(
        "benefit_payment.id_no",
        "benefit_payment.amount",
        "benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",
        "benefit_payment.pay_status?",
        "poor_person.id_no",
        "poor_person.hh_no",
    ),
    against=("fiscal_payroll.id_no", "benefit_payment", "poor_person"),
    tests=("fiscal_payroll.staff_type", "fiscal_payroll.status", "fiscal_payroll.month"),
    downgrades={"x_name": "D"},
    claims="x_returned",
)
def staff_paid_benefits(
    fiscal_payroll, programme, programme_standard, benefit_payment=ABSENT, poor_person=ABSENT, poor_household=ABSENT, *, policy
):
    """Means-tested benefit paid to a person on the fiscal payroll, or to a household with such a member when it was identified.

    A household of the register with such a member of which no payment is accused is accused by the member's row. A job taken after
    identification or exit is M: the household is due for the next adjustment; so is a member's whose beginning lies before the payroll
    (unknown). Of whom the payroll tells no kind of staff is ranked (C). Amount: the payment's part for the months within the employment.
    """
    jobs = _jobs(fiscal_payroll, policy.value("fund.staff_types"))
    families = registered(poor_person, poor_household)
    persons = _persons_paid(accusable(payments(benefit_payment, programme, programme_standard)), poor_person, families, jobs)
    paid = likeliest(_paid(persons), "row_id", EXCEPTIONS, [_.own.desc(), _.x_spell.fill_null(False), _.first_month, _.staff_row])
    accused = paid.filter(~reduce(or_, (paid[x].fill_null(False) for x in EXCEPTIONS)))
    found = kinds({"发放": paid, "在册": _listed(poor_person, families.anti_join(accused, "home"), jobs)})
    return breach(
        found.mutate(first_month=year_month(_.first_month), last_month=year_month(_.last_month)),
        "programme period_from period_to pay_date amount new_job x_spell x_pol x_ret x_returned x_returned_words "
        "staff_type staff_status staff_name employer matched x_staff x_retired x_name severity strength first_month last_month x_out",
        on="on",
        amount="kept",
        related=ibis.array([_.staff_row]),
    )


def _jobs(fiscal_payroll: ir.Table, staff: list[str]) -> ir.Table:
    """`spells` with employer, ``x_staff`` (no 财政供养 by the kind of staff) and ``x_retired``; whose they are is person_id."""
    job = spells(fiscal_payroll)
    other = said("staff.not_fiscal", job.staff_type)
    proper = job.staff_type.isin(staff) | (job.staff_type.re_search("|".join(staff)) & ~other)
    job = job.mutate(
        x_staff=ibis.cases((proper, False), (other, True), else_=UNKNOWN),
        x_retired=ibis.cases((said("staff.left", job.staff_status), True), (said("staff.serving", job.staff_status), False), else_=UNKNOWN),
    )
    return job.rename(person_id="id_no", employer="unit")


def _in_question(rows: ir.Table) -> ir.Table:
    """Add ``held``: the job was held when the household was identified (unknown where the payroll does not reach back so far); without
    those known to be no staff proper in service, or to have found the job later, unless the payment is their ``own``."""
    since = month(rows.identified)
    before = (rows.last_month < since) | ((rows.first_month > since) & rows.first_known)
    rows = rows.mutate(held=ibis.cases((before, False), ((rows.first_month <= since) | (rows.seen_from <= since), True), else_=UNKNOWN))
    return subquery(rows.filter(_.own | ~(_.x_staff | _.x_retired | ~_.held).fill_null(False)))


def _persons_paid(paid: ir.Table, poor_person: ir.Table, families: ir.Table, jobs: ir.Table) -> ir.Table:
    """Payments with each job of the payee (``own``), and of a household's benefit of its other members: matched, person_name, identified,
    exit_year."""
    rows = at_home(paid, homes(poor_person)).drop("registered")
    rows = lookup(rows, families.select("home", "identified", "exit_year"), "home")
    own = rows.mutate(person_id=rows.id_no, person_name=rows.name, matched=ibis.literal("本人"), own=TRUE)
    family = members(poor_person).semi_join(jobs, [("member_id", "person_id")])
    family = family.select("member_relation", home="reg_hh", person_id="member_id", person_name="member_name").distinct()
    others = rows.filter(_.payee_level == "到户").inner_join(family, "home").filter((_.person_id != _.id_no).fill_null(True))
    others = others.mutate(matched=ibis.coalesce(_.member_relation, "家庭成员"), own=FALSE)
    return _in_question(subquery(either(own, others).inner_join(jobs, "person_id")))


def _paid(rows: ir.Table) -> ir.Table:
    """The exceptions, severity and amount (``kept``) of each payment and job."""
    tested = ibis.coalesce(rows.means_tested | rows.poverty_only, rows.means_tested, rows.poverty_only)
    by_land = ibis.ifelse(said("programme.by_land", rows.programme), True, UNKNOWN)
    new_job = ((rows.first_month > month(rows.identified)) | ((rows.first_month - 1) // 12 > rows.exit_year)) & rows.first_known
    return _within_job(rows).mutate(
        on=ibis.coalesce(rows.pay_date, rows.period_from),
        new_job=new_job,
        x_pol=ibis.coalesce(~tested, by_land),
        x_name=~same_name(rows.person_name, rows.staff_name),
        x_ret=_.refunded | (_.kept <= 0),
        **_ranked(rows, new_job.fill_null(False) | ~(rows.own | rows.held.fill_null(False))),
    )


def _within_job(rows: ir.Table) -> ir.Table:
    """Add x_spell (paid for a time outside the job) and what was ``kept`` of the payment's part for the months within it."""
    begins, ends = month(ibis.coalesce(rows.period_from, rows.pay_date)), month(ibis.coalesce(rows.period_to, rows.pay_date))
    first, last = ibis.coalesce(rows.first_month, rows.seen_from), ibis.coalesce(rows.last_month, ALWAYS)
    outside = ((ends < rows.first_month) & rows.first_known) | (begins > last)
    # A period that is only partly within the job: the day of payment decides against, never for. Its months within are questioned.
    partly = ~month(rows.pay_date).between(rows.first_month, last) & (rows.first_known | (begins >= first))
    months = (ibis.least(ends, last) - ibis.greatest(begins, ibis.coalesce(rows.first_month, begins)) + 1).cast("int32")
    length = (ends - begins + 1).cast("int32")
    within = ibis.ifelse(months.between(1, length - 1).fill_null(False), share(rows.amount, months, length), rows.amount)
    return rows.mutate(
        x_spell=ibis.cases((outside, True), ((begins >= first) & (ends <= last), False), (partly, True), else_=UNKNOWN),
        kept=ibis.greatest(within - rows.back, 0),
    )


def _listed(poor_person: ir.Table, families: ir.Table, jobs: ir.Table) -> ir.Table:
    """One member per household: on the payroll still when it was last listed, and not known to have found the job after it was
    identified."""
    people = living(poor_person).select("row_id", "name", "relation", "snapshot_date", home="hh_no", person_id="id_no")
    rows = subquery(people.inner_join(families.select("home", "identified", "x_out"), "home"))
    rows = _in_question(subquery(rows.inner_join(jobs, "person_id")).mutate(own=FALSE))
    rows = rows.filter(~(_.last_month < month(_.snapshot_date)).fill_null(False))
    best = likeliest(rows, "home", ["x_out"], [_.held.desc(nulls_first=False), _.staff_row, _.row_id])
    return best.mutate(
        on=_.identified,
        matched=ibis.coalesce(_.relation, "家庭成员"),
        x_name=~same_name(best.name, best.staff_name),
        **_ranked(best, ~best.held.fill_null(False)),
    )


def _ranked(rows: ir.Table, modest: ir.BooleanValue) -> dict[str, ir.StringValue]:
    """Severity and strength: who is on the payroll in a kind of staff that it does not tell is ranked, for presence alone accuses
    nobody."""
    untold = rows.x_staff.isnull()
    return {"severity": ibis.ifelse(modest | untold, "M", "H"), "strength": ibis.ifelse(untold, "C", ibis.null("string"))}
