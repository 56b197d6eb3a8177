"""Payments to persons and households: to the dead, to staff, twice, too much, to the unregistered.

DOMAIN §2.1. How payment rows are made ready (programme, refunds, period paid for, lawful amount): `auditlib.models.payments`;
groups of duplicates: ``duplicates``; standing in the register: ``_entitled``; the payee's household: ``_households``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import money, share
from auditlib.models.dates import month, year_month
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, is_arrears, lawful_amount, paid_for, payments
from auditlib.models.persons import deaths, spells
from auditlib.models.vocabulary import UNKNOWN, one_per
from auditlib.rules.catalogue import rule
from auditlib.rules.special_funds import _entitled, _households, duplicates

#: Lawful after death whoever pays it, for programmes that the catalogue does not know (DOMAIN FUND-01).
BECAUSE_OF_DEATH = "丧葬|抚恤|遗属|流转|地力"
#: Not tested by means, for programmes that the catalogue does not know.
BY_LAND = "地力|流转|种粮|粮食直补|农机"
#: Kinds of staff that are no 财政供养 (DOMAIN §2.0 X-STAFF, FUND-02 traps).
NOT_STAFF = "离退休|退休|遗属|公益|村|社区|编外|临时|三支一扶|派遣|民办|代课|网格|协管|辅警|军|兵"


@rule(
    "FUND-01",
    basis="death_grace_months",
    severity="H",
    strength="B",
    amount="V",
    needs=(
        "benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",
        "death_register.id_no|death_register.death_date",
    ),
    downgrades={"x_hh": "L", "x_name": "D"},
)
def paid_after_death(benefit_payment, death_register, programme, programme_standard, poor_person=None, *, policy, as_of):
    """Benefit paid to a person for time after the month of death.

    With a period: judged by its months. A period that holds the month of death is divided only where the programme accrues monthly.
    Without one: by the day of payment and the months of grace. The time of a household's own benefit goes to its living members (L).
    """
    grace = ibis.coalesce(_.grace_months, int(policy.value("death_grace_months")))
    paid = accusable(paid_for(benefit_payment, programme, programme_standard))
    found = paid.inner_join(deaths(death_register, as_of), "id_no")
    found = found.mutate(died=month(found.death_date), dated=found.stated.notnull() & (found.covers == found.stated))
    found = found.mutate(
        whole=_.dated & (_.slot_from > _.died),
        part=_.dated & (_.slot_from <= _.died) & (_.slot_to > _.died) & (_.accrual_rule == "monthly").fill_null(False),
        months_after=ibis.ifelse(_.dated, _.slot_to - ibis.greatest(_.died, _.slot_from - 1), ibis.null("int32")),
    ).filter((_.pay_date > _.death_date).fill_null(False) | (_.dated & (_.slot_to > _.died)))
    found = _households.with_living(found, poor_person, death_register, as_of)
    # An unknown programme: only what is plainly due because of death or by contract is spared.
    lawful_by_wording = ibis.ifelse(found.programme.re_search(BECAUSE_OF_DEATH), True, UNKNOWN)
    return found.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "payee_level", "after_death", "death_date", "death_source",
        "months_after",
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        days=_.pay_date.delta(_.death_date, unit="day"),
        questioned_amount=ibis.ifelse(_.part, share(_.amount, _.slot_to - _.died, _.slot_to - _.slot_from + 1), _.amount),
        x_acc=ibis.ifelse(_.dated, ~(_.whole | _.part), ibis.literal(False)),
        x_grace=ibis.ifelse(_.dated, ibis.literal(False), month(_.pay_date) <= _.died + grace),
        x_pol=ibis.coalesce(_.after_death.isin(["因死亡发放", "可继承"]), lawful_by_wording),
        x_ret=_.x_ret,
        x_hh=_.x_hh,
        x_name=~same_name(_.name, _.death_name),
        related=ibis.array([_.death_row]),
    )  # fmt: skip


@rule(
    "FUND-02",
    basis="fund.staff_types",
    severity="H",
    strength="B",
    amount="V",
    downgrades={"x_name": "D"},
)
def staff_paid_benefits(benefit_payment, fiscal_payroll, programme, poor_person=None, poor_household=None, *, policy):
    """Means-tested benefit paid to a person on the fiscal payroll, or to a household with such a member when it was identified.

    A job taken after identification or exit is M: the household is due for the next adjustment. A payroll of a single month, or
    without months, says nothing of earlier ones (x_spell unknown). Amount: the payment's part for the months within the employment.
    """
    paid = accusable(payments(benefit_payment, programme))
    job = spells(fiscal_payroll)
    persons = _households.persons_paid(paid, poor_person, poor_household, job.select("id_no").distinct())
    kinds = policy.value("fund.staff_types")
    pairs = persons.inner_join(job, [("person_id", "id_no")], rname="job_{name}")
    begins, ends = month(ibis.coalesce(pairs.period_from, pairs.pay_date)), month(ibis.coalesce(pairs.period_to, pairs.pay_date))
    last = ibis.coalesce(pairs.last_month, 999_999)
    outside = (ends < pairs.first_month) | (begins > last)
    inside = (begins >= pairs.first_month) & (ends <= last)
    paid_in_spell = month(pairs.pay_date).between(pairs.first_month, last)
    staff_proper = pairs.staff_type.isin(kinds) | (pairs.staff_type.re_search("|".join(kinds)) & ~pairs.staff_type.re_search(NOT_STAFF))
    known = ibis.coalesce(pairs.means_tested | pairs.poverty_only, pairs.means_tested, pairs.poverty_only)
    # Of a period that is only partly within the spell the months within are questioned.
    months_in = (ibis.least(ends, last) - ibis.greatest(begins, ibis.coalesce(pairs.first_month, begins)) + 1).cast("int32")
    pairs = pairs.mutate(
        months_in=months_in,
        months_paid=(ends - begins + 1).cast("int32"),
        x_staff=ibis.cases((staff_proper, False), (pairs.staff_type.re_search(NOT_STAFF), True), else_=UNKNOWN),
        x_retired=ibis.cases(
            (pairs.staff_status.re_search("退|离|调|辞|亡|停|除"), True), (pairs.staff_status.re_search("在"), False), else_=UNKNOWN
        ),
        # A period that is only partly within the spell: the day of payment decides against, never for.
        x_spell=ibis.cases((outside, True), (inside, False), (~paid_in_spell, True), else_=UNKNOWN),
        x_pol=ibis.coalesce(~known, ibis.ifelse(pairs.programme.re_search(BY_LAND), True, UNKNOWN)),
        x_name=~same_name(pairs.person_name, pairs.staff_name),
        new_job=((pairs.first_month > month(pairs.identified)) | ((pairs.first_month - 1) // 12 > pairs.exit_year)) & pairs.first_known,
    )
    # Of another member only what is certain: staff proper, in service, on the payroll when the household was identified.
    at_identification = month(pairs.identified).between(pairs.first_month, last)
    pairs = pairs.filter((_.relation == "本人") | (~_.x_staff & ~_.x_retired & at_identification).fill_null(False))
    spared = sum(pairs[c].fill_null(False).cast("int32") for c in ("x_staff", "x_retired", "x_spell", "x_pol"))
    pairs = pairs.mutate(spared=spared, own=pairs.relation != "本人")
    best = one_per(pairs, "row_id", [_.spared, _.own, _.x_spell.fill_null(False), _.first_month, _.staff_row])
    return best.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "staff_type", "staff_status", "new_job",
        "x_staff", "x_retired", "x_spell", "x_pol", "x_name", "x_ret", "staff_name",
        matched="relation",
        employer="job_unit",
        first_month=year_month(_.first_month),
        last_month=year_month(_.last_month),
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=ibis.ifelse(
            (_.months_in.between(1, _.months_paid - 1)).fill_null(False), share(_.amount, _.months_in, _.months_paid), _.amount
        ),
        severity=ibis.ifelse(_.new_job.fill_null(False), "M", "H"),
        related=ibis.array([_.staff_row]),
    )  # fmt: skip


@rule(
    "FUND-04",
    severity="H",
    strength="A",
    amount="V",
    matter="thing",
    needs=("benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",),
    downgrades={"x_name": "D"},
)
def paid_twice(benefit_payment, programme, programme_standard, poor_person=None):
    """The same entitlement paid more than once: to one person, to one household, or to one account under another person's number.

    The largest payment is taken for the lawful one (of equal ones the earliest); each of the others is a lead over what it adds to that,
    or to the standard where that is more.
    """
    paid = paid_for(benefit_payment, programme, programme_standard)
    return duplicates.repeated(paid, poor_person)


@rule(
    "FUND-06",
    basis="fund.tolerance",
    severity="M",
    strength="A",
    amount="V",
)
def paid_above_standard(benefit_payment, programme, programme_standard, *, policy):
    """Payment above the standard in force times quantity and period.

    The catalogue's standard counts, else the roster's own (standard × quantity). A benefit by 亩 without its area is not judged.
    """
    paid = accusable(paid_for(benefit_payment, programme, programme_standard))
    paid = paid.mutate(lawful=lawful_amount(paid, paid.covers), known=paid.programme_code.notnull())
    over = paid.filter(_.amount > _.lawful + money(policy.value("fund.tolerance")))
    return over.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "standard", "quantity", "unit", "amount", "lawful", "per", "x_ret",
        standard_in_force=_.in_force,
        months=_.covers,
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.amount - _.lawful,
        x_pol=ibis.ifelse(_.known, _.top_up_doc.notnull(), UNKNOWN),
        x_arrears=is_arrears(_),
    )  # fmt: skip


@rule(
    "FUND-07",
    severity="H",
    strength="B",
    amount="V",
    needs=("poor_person.id_no",),
    downgrades={"x_typo": "D"},
)
def paid_to_unregistered(benefit_payment, poor_person, programme, poor_household=None, register_change=None):
    """Poverty-only benefit paid to a person who is not in the register of that year, or whose household no longer enjoys the policies."""
    paid = accusable(payments(benefit_payment, programme)).filter(_.poverty_only, _.id_no.notnull())
    return _entitled.not_entitled(paid, poor_person, poor_household, register_change)
