"""Hospital bills, chronic patients and abnormal settlements (MED-04 to MED-07)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import literal_date, month
from auditlib.models.persons import departed
from auditlib.models.register import Register, yearly
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.medical import abnormal
from auditlib.rules.medical.settlements import PERSON, assisted, entitlement, far_away, registered, stays, third_party


@rule(
    "MED-04",
    basis=("med.assistance_ratio", "med.self_pay_min", "med.critical_deductible", "med.critical_ratio", "med.assistance_cap"),
    severity="M",
    strength="B",
    amount="I",
    matter="id_no",
    decides=("in_scope_fee", "discharge"),
    downgrades={"x_name": "D"},
)
def chain_not_applied(
    medical_settlement, poor_person, benefit_payment=None, poor_household=ABSENT, register_change=ABSENT, *, policy, as_of
):
    """An inpatient stay of a registered person with a share of his own in the covered costs, and nothing of the four further payers.

    The amount is what was due: the critical illness insurance above its (lowered) deductible, as far as the county has entered it, and the
    assistance on the rest, up to the county's cap. Without those values it is a lower bound: assistance on the whole share.
    """
    rows = stays(medical_settlement).filter(_.inpatient, _.id_no.notnull(), _.discharge <= literal_date(as_of), ~_.refund)
    helped = rows.filter(_.payers > _.basic_pay).select("id_no", "discharge").distinct().mutate(helped=ibis.literal(True))
    rows = rows.mutate(own_share=(rows.in_scope_fee - rows.basic_pay).cast(MONEY)).filter(
        _.payers == _.basic_pay, _.own_share > money(policy.value("med.self_pay_min"))
    )
    rows = registered(rows, Register(poor_person, poor_household, register_change), rows.discharge, rows.discharge.year())
    rows = assisted(lookup(rows, helped, ["id_no", "discharge"]), benefit_payment)
    days = literal_date(as_of).delta(ibis.coalesce(rows.settled_on, rows.discharge), unit="day")
    return breach(
        rows,
        "hospital admit discharge own_share identified_on x_not_yet x_stopped x_name x_paid_later",
        on="discharge",
        amount=entitlement(rows.own_share, policy),
        related="rows",
        x_far=far_away(rows) | rows.n_pending,
        x_unlisted=rows.n_unlisted | said("med.unlisted", rows.hospital_level).fill_null(False),
        x_third=third_party(rows),
        x_pending=days <= int(policy.value("med.pending_days")),
        x_other=rows.helped.fill_null(False),
    )


@rule(
    "MED-05",
    severity="L",
    strength="A",
    amount="N",
    matter="id_no",
    decides="one_stop|prepaid",
    downgrades={"x_name": "D"},
)
def not_one_stop(medical_settlement, poor_person=None, poor_household=ABSENT, register_change=ABSENT, *, as_of):
    """An inpatient of a county hospital who had to pay a deposit, or was not settled in one place.

    With the poverty register, only its persons under policies; without it, everybody in the list.
    """
    rows = stays(medical_settlement).filter(_.inpatient, ~_.refund, _.day <= literal_date(as_of))
    deposit, divided = (rows.prepaid > 0).fill_null(False), ~rows.one_stop.fill_null(True)
    problem = ibis.cases((deposit & divided, "收取押金、未一站式结算"), (deposit, "收取押金"), else_="未一站式结算")
    rows = subquery(rows.mutate(problem=problem).filter(deposit | divided))
    if poor_person is None:
        rows = rows.mutate(x_not_yet=UNKNOWN, x_stopped=UNKNOWN, x_name=UNKNOWN, reg_county=ibis.null("string"))
    else:
        rows = registered(
            rows, Register(poor_person, poor_household, register_change), ibis.coalesce(rows.admit, rows.day), rows.day.year()
        )
    higher = said("hospital.above_county", rows.hospital_level)
    county = said("hospital.of_county", rows.hospital_level)
    # Where it stands tells more than its grade: a county's own hospital may be 三级乙等.
    stem = ibis.coalesce(rows.county_name, rows.reg_county).substr(0, 2)
    here = rows.hospital_place.contains(stem).fill_null(False) | rows.hospital.contains(stem).fill_null(False)
    return breach(
        rows,
        "hospital hospital_level prepaid one_stop problem x_not_yet x_stopped x_name",
        on="day",
        amount=ibis.null(MONEY),
        related="rows",
        x_outside=ibis.cases(
            (far_away(rows).fill_null(False), True),
            (here, False),
            ((higher & ~county).fill_null(False), True),
            (county, False),
            else_=UNKNOWN,
        ),
        x_third=third_party(rows),
    )


@rule(
    "MED-06",
    basis=("med.visits_min", "med.migrant_months"),
    severity="L",
    strength="B",
    amount="N",
    decides="health",
)
def chronic_unserved(poor_person, doctor_contract, register_change=None, death_register=None, poor_household=None, *, policy, as_of):
    """A chronically ill registered person without a family doctor's contract, or with hypertension or diabetes and too few visits.

    Years are judged that both lists cover. Of a year signed late, or not over at the audit date, the visits due are those of the months left.
    """
    persons = yearly(poor_person, as_of, poor_household).filter(said("med.chronic", _.health), _.year <= as_of.year).select(*PERSON)
    contracts = doctor_contract.mutate(of_year=ibis.coalesce(_.year, _.sign_date.year()).cast("int32"))
    refused = ((contracts.refused.notnull() & ~said("cell.nothing", contracts.refused)) | said("med.refused", contracts.remark)).fill_null(
        False
    )
    contracts = subquery(
        contracts.mutate(
            no=refused,
            signed=contracts.sign_date.notnull() | contracts.doctor.notnull(),
            ill=said("med.high_pressure_or_sugar", contracts.disease),
        )
    )
    years = contracts.select(year="of_year").filter(_.year.notnull()).distinct()
    of_year = (
        contracts.filter(_.id_no.notnull())
        .group_by("id_no", year=_.of_year)
        .agg(
            signed=_.signed.any(),
            refused=_.no.any(),
            visits_made=_.visits.sum().cast("int64"),
            ill=_.ill.any(),
            signed_on=_.sign_date.min(),
        )
    )
    # A contract that names no year runs on from its signing.
    running = contracts.filter(_.id_no.notnull(), _.year.isnull(), _.signed).group_by("id_no").agg(since=_.of_year.min())
    rows = lookup(lookup(persons.inner_join(years, "year"), of_year, ["id_no", "year"]), running, "id_no")
    rows = subquery(rows)
    rows = departed(rows, register_change, death_register, as_of, by=ibis.date(rows.year, 12, 31))
    last = ibis.least(ibis.date(rows.year, ibis.literal(12), ibis.literal(31)), literal_date(as_of))
    first = ibis.greatest(ibis.coalesce(rows.signed_on, ibis.date(rows.year, 1, 1)), ibis.date(rows.year, 1, 1))
    months = ibis.greatest(month(last) - month(first) + 1, 0)
    due = (months * int(policy.value("med.visits_min")) // 12).cast("int64")
    unsigned = ~rows.signed.fill_null(False) & ~(rows.since <= rows.year).fill_null(False)
    few = rows.ill.fill_null(False) & (rows.visits_made < due).fill_null(False)
    untold = ~unsigned & rows.ill.fill_null(False) & rows.visits_made.isnull() & rows.signed.fill_null(False)
    rows = rows.mutate(visits_due=due, problem=ibis.ifelse(unsigned, "未签约", "随访不足"), untold=untold).filter(unsigned | few | untold)
    return breach(
        rows,
        "problem signed_on visits_made visits_due x_died x_moved x_serving",
        on=ibis.least(ibis.date(rows.year, ibis.literal(12), ibis.literal(31)), literal_date(as_of)),
        amount=ibis.null(MONEY),
        x_refused=rows.refused.fill_null(False),
        x_migrant=rows.work_months >= int(policy.value("med.migrant_months")),
        x_stopped=rows.stopped,
        not_judged=ibis.ifelse(rows.untold, "签约的高血压、糖尿病患者没有随访次数", ibis.null("string")),
    )


@rule(
    "MED-07",
    basis=(
        "med.settle_tolerance",
        "med.institutions_a_day",
        "med.settlements_a_year",
        "med.short_stay_days",
        "med.readmission_days",
        "med.short_stays_min",
    ),
    severity="H",
    strength="B",
    amount="V",
    matter="id_no",
    downgrades={"x_name": "D"},
)
def abnormal_settlement(medical_settlement, death_register=None, *, policy, as_of):
    """A settlement for treatment after death, payers above the fee, several institutions on one day, or too many settlements in a year.

    Treatment, not the day of settlement, is compared with the death. All rows of one settlement count once. Short stays and quick
    readmissions are a pattern (strength C) and given once a person and year, without an amount.
    """
    return abnormal.found(stays(medical_settlement), death_register, policy, as_of)
