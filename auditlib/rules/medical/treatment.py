"""Hospital bills and chronic patients (MED-04 to MED-06)."""

import ibis
from ibis import _

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.dates import literal_date, month
from auditlib.models.households import registered_persons
from auditlib.models.persons import departed
from auditlib.models.places import outside, place_of
from auditlib.models.register import Register, aspect_of_year, in_years, yearly_status
from auditlib.models.settlements import stays
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import UNKNOWN, breach, exists, first_true, left_empty, lookup, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.medical.settlements import PERSON, assisted, entitlement, far_away, third_party


@rule(
    "MED-04",
    basis=("med.assistance_ratio", "med.self_pay_min", "med.critical_deductible", "med.critical_ratio", "med.assistance_cap"),
    severity="M",
    strength="B",
    amount="I",
    matter="id_no",
    needs="poor_person.id_no",
    decides=("id_no", "in_scope_fee", "discharge"),
    tests=("basic_pay", "critical_pay", "assist_pay", "commercial_pay", "hospital_reduction"),
    downgrades={"x_name": "D"},
)
def chain_not_applied(
    medical_settlement, poor_person, benefit_payment=ABSENT, poor_household=ABSENT, register_change=ABSENT, *, policy, as_of
):
    """An inpatient stay of a registered person with a share of his own in the covered costs, and nothing of the four further payers.

    The amount is what was due: the critical illness insurance above its (lowered) deductible, as far as the county has entered it, and the
    assistance on the rest, up to the county's cap. Without those values it is a lower bound: assistance on the whole share. That no
    assistance was paid is told by an empty cell where the list fills its column, else by fee, basic insurance and the patient's own part.
    """
    whole = stays(medical_settlement).filter(_.inpatient, _.id_no.notnull(), _.discharge <= literal_date(as_of), ~_.refund)
    nobody_else = (whole.total_fee - whole.basic_pay - whole.own <= 0).fill_null(False)
    rows = whole.mutate(own_share=(_.in_scope_fee - _.basic_pay).cast(MONEY), unknown=whole.no_assist & ~nobody_else)
    rows = rows.filter(_.payers == _.basic_pay, _.own_share > money(policy.value("med.self_pay_min")))
    rows = registered_persons(rows, Register(poor_person, poor_household, register_change), rows.discharge, rows.discharge.year())
    rows = exists(rows, whole.filter(_.payers > _.basic_pay), ["id_no", "discharge"], "x_other")
    rows = assisted(rows, benefit_payment)
    days = literal_date(as_of).delta(ibis.coalesce(rows.settled_on, rows.discharge), unit="day")
    return breach(
        rows,
        "hospital admit discharge own_share identified_on x_not_yet x_stopped x_name x_paid_later x_other",
        on="discharge",
        amount=entitlement(rows.own_share, policy),
        related="rows",
        x_far=far_away(rows) | rows.n_pending,
        x_unlisted=rows.n_unlisted | said("med.unlisted", rows.hospital_level).fill_null(False),
        x_third=third_party(rows),
        x_pending=days <= int(policy.value("med.pending_days")),
        not_judged=first_true(
            {"“统筹支付”没有数据": rows.no_basic, "“医疗救助金额”没有数据，由总费用、统筹支付和个人自付也推算不出": rows.unknown}
        ),
    )


@rule(
    "MED-05",
    severity="L",
    strength="A",
    amount="N",
    matter="id_no",
    decides=("id_no", "one_stop|prepaid"),
    tests=("one_stop", "prepaid"),
    downgrades={"x_name": "D"},
)
def not_one_stop(medical_settlement, poor_person=ABSENT, poor_household=ABSENT, register_change=ABSENT, *, as_of):
    """An inpatient of a county hospital who had to pay a deposit, or was not settled in one place.

    With the poverty register, only its persons under policies; without it, everybody in the list.
    """
    rows = stays(medical_settlement).filter(_.inpatient, ~_.refund, _.day <= literal_date(as_of))
    problem = true_names({"收取押金": rows.prepaid > 0, "未一站式结算": ~rows.one_stop})
    rows = rows.mutate(problem=problem).filter((_.problem != "") | _.garbled)
    rows = registered_persons(
        rows, Register(poor_person, poor_household, register_change), ibis.coalesce(rows.admit, rows.day), rows.day.year()
    )
    return breach(
        rows,
        "hospital hospital_level prepaid one_stop problem x_not_yet x_stopped x_name",
        on="day",
        amount=NO_AMOUNT,
        related="rows",
        x_outside=_outside(rows),
        x_third=third_party(rows),
        not_judged=first_true({"“押金”或“是否一站式结算”未能读出": (_.problem == "") & _.garbled}),
    )


def _outside(rows):
    """The hospital is none of the county's. Where it stands tells more than its grade: a county's own hospital may be 三级乙等; unknown
    where only the place is told, and not the county."""
    county = ibis.coalesce(rows.county_name, rows.reg_county)
    stem, named = county.substr(0, 2), outside(place_of(rows.hospital_place, rows.hospital), county)
    here = rows.hospital_place.contains(stem).fill_null(False) | rows.hospital.contains(stem).fill_null(False)
    unplaced = county.isnull() & rows.hospital_place.notnull()
    higher, lower = (said(f"hospital.{of}", rows.hospital_level).fill_null(False) for of in ("above_county", "of_county"))
    return ibis.cases(
        (far_away(rows).fill_null(False), True), (here, False), (unplaced, UNKNOWN), (higher & ~lower, True), (lower, False), else_=named
    )


@rule(
    "MED-06",
    basis=("med.visits_min", "med.migrant_months"),
    severity="L",
    strength="B",
    amount="N",
    needs="doctor_contract.id_no",
    decides=("id_no", "health"),
    tests=("doctor_contract.id_no", "doctor_contract.disease", "doctor_contract.visits"),
)
def chronic_unserved(
    poor_person,
    doctor_contract,
    register_change=ABSENT,
    death_register=ABSENT,
    poor_household=ABSENT,
    visit_log=ABSENT,
    *,
    policy,
    as_of,
):
    """A chronically ill registered person without a family doctor's contract, or with hypertension or diabetes and too few visits.

    Years are judged that the contracts tell of, by the register of the year, or of one that is over by its newest before. Of a year signed
    late, or not over at the audit date, the visits due are those of the months left. What the log of visits (L48) says of doctors at the
    household counts as visits, too.
    """
    contracts, today = _contracts(doctor_contract), literal_date(as_of)
    rows = in_years(yearly_status(poor_person, as_of, poor_household), contracts.filter(_.year <= as_of.year))
    rows = rows.filter(said("med.chronic", _.health), (_.year == _.listed) | (ibis.date(_.year, 12, 31) <= today))
    rows = _with_contract(rows.select(*PERSON, "listed"), contracts)
    ends, begins = ibis.date(rows.year, 12, 31), ibis.date(rows.year, 1, 1)
    rows = departed(rows.mutate(ends=ibis.least(ends, today)), register_change, death_register, as_of, by=ends)
    months = ibis.greatest(month(rows.ends) - month(ibis.greatest(rows.signed_on.fill_null(begins), begins)) + 1, 0)
    rows = rows.mutate(visits_due=(months * int(policy.value("med.visits_min")) // 12).cast("int64"))
    rows = lookup(rows, _logged(visit_log), ["hh_no", "year"])
    rows = exists(rows, contracts.filter(_.id_no.isnull(), _.signed), ["name", "village_name"], "namesake")
    few = (rows.visits_made < rows.visits_due).fill_null(rows.signed)
    rows = rows.mutate(few=few & rows.signed & rows.ill.fill_null(True))
    return breach(
        rows.filter(~_.signed | _.few),
        "signed_on visits_made visits_due x_died x_moved x_serving",
        on="ends",
        amount=NO_AMOUNT,
        problem=ibis.ifelse(_.signed, "随访不足", "未签约"),
        aspect=aspect_of_year(rows, ibis.null("string")),
        x_refused=ibis.ifelse(_.ever_refused & ~_.refused, UNKNOWN, _.refused),
        x_migrant=(_.work_months >= int(policy.value("med.migrant_months"))) | _.away,
        x_stopped="stopped",
        x_visited=ibis.ifelse(absent(visit_log), UNKNOWN, _.signed & (_.logged >= _.visits_due).fill_null(False)),
        not_judged=_why_not(_),
    )


def _why_not(rows):
    """Why a chronically ill person cannot be judged, as a reader is told it."""
    return first_true(
        {
            "签约名单中有同村同名者没有证件号码": ~rows.signed & rows.namesake,
            "签约的高血压、糖尿病患者没有随访次数": rows.few & rows.visits_made.isnull(),
            "签约的慢性病患者病种不明": rows.few & rows.ill.isnull(),
            "签约日期不明，无从计算应随访次数": rows.few & rows.undated,
        }
    )


def _contracts(doctor_contract):
    """Contracts with the year (one that names none runs on from its signing), signed, refused, away (why there is none) and ill (high
    pressure or sugar)."""
    rows, undated = doctor_contract, left_empty(doctor_contract, "sign_date") | unread(doctor_contract, "sign_date")
    marks = {
        "refused": said("cell.yes", rows.refused).fill_null(False) | said("med.refused", rows.refused, rows.remark),
        "away": said("person.away", rows.refused, rows.remark),
        "signed": rows.sign_date.notnull() | answered(rows.doctor).notnull(),
        "undated": undated & rows.visits.notnull(),
    }
    ill = said("med.high_pressure_or_sugar", rows.disease)
    year = ibis.coalesce(rows.year, rows.sign_date.year()).cast("int32")
    return rows.mutate(year=year, runs_on=rows.year.isnull(), ill=ill, **{name: told.fill_null(False) for name, told in marks.items()})


def _with_contract(rows, contracts):
    """Persons with signed, refused, away, ill, visits_made and signed_on of the year's contracts."""
    marks, visits = ("signed", "refused", "away", "undated"), {"visits_made": _.visits.sum().cast("int64"), "signed_on": _.sign_date.min()}
    of_year = contracts.group_by("id_no", "year").agg(**{name: _[name].any() for name in marks}, ill=_.ill.max(), **visits)
    of_no_year = contracts.filter(_.year.isnull()).group_by("id_no").agg(ever_refused=_.refused.any())
    running = contracts.filter(_.runs_on, _.signed).group_by("id_no").agg(since=_.year.min())
    rows = lookup(lookup(lookup(rows, of_year, ["id_no", "year"]), running, "id_no"), of_no_year, "id_no")
    rows = rows.mutate(**{m: _[m].fill_null(False) for m in (*marks, "ever_refused")})
    return rows.mutate(signed=_.signed | (_.since <= _.year).fill_null(False))


def _logged(visit_log):
    """Days on which a doctor was at the household, by the log of visits: hh_no, year, logged."""
    seen = visit_log.filter(said("visit.medical", _.team, _.purpose, _.items_checked, _.remark))
    return seen.group_by("hh_no", year=_.visit_date.year().cast("int32")).agg(logged=_.visit_date.nunique())
