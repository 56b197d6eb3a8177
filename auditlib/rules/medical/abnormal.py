"""Abnormal medical settlements (MED-07), each pattern an aspect: 死亡后结算, 报销超过费用, 单日多机构, 频繁结算, 短期或反复住院."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import literal_date
from auditlib.models.identity import same_name
from auditlib.models.persons import deaths, own_death
from auditlib.models.settlements import stays
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, first_true, kinds, one_per
from auditlib.rules.catalogue import ABSENT, rule

#: Severity, strength and kind of money of each pattern.
WEIGHT = {
    "死亡后结算": ("H", "B", "V"),
    "报销超过费用": ("H", "A", "V"),
    "单日多机构": ("H", "B", "V"),
    "频繁结算": ("M", "B", "N"),
    "短期或反复住院": ("L", "C", "N"),
}


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
    decides="discharge|admit|settled_on",
    tests=("id_no", "hospital", "total_fee", "basic_pay|critical_pay|assist_pay|commercial_pay|hospital_reduction"),
    against=("medical_settlement", "death_register"),
    downgrades={"x_name": "D"},
)
def abnormal_settlement(medical_settlement, death_register=ABSENT, *, policy, as_of):
    """A settlement for treatment after death, payers above the fee, several institutions on one day, or too many settlements in a year.

    Treatment, not the day of settlement, is compared with the death; where only the latter is known after it, nothing is said. All rows of
    one settlement count once. Short stays and quick readmissions are a pattern (strength C) and given once a person and year, without an
    amount.
    """
    rows = stays(medical_settlement).filter(_.day <= literal_date(as_of), ~_.refund)
    told = {
        "死亡后结算": _after_death(rows, deaths(death_register, as_of), int(policy.value("med.death_stay_days"))),
        "报销超过费用": _above_fee(rows, money(policy.value("med.settle_tolerance"))),
        "单日多机构": _one_day(rows, int(policy.value("med.institutions_a_day"))),
        "频繁结算": _frequent(rows, int(policy.value("med.settlements_a_year"))),
        "短期或反复住院": _short(
            rows, *(int(policy.value(f"med.{name}")) for name in ("short_stay_days", "readmission_days", "short_stays_min"))
        ),
        "未判断": _untold(rows),
    }
    weight = (_.aspect.cases(*((aspect, letters[n]) for aspect, letters in WEIGHT.items())) for n in range(3))
    return breach(
        kinds(told),
        "hospital admit discharge total_fee payers aspect death_name death_source times x_settled_later x_in_stay x_long_term not_judged",
        on="day",
        amount="money",
        death_date="dead_on",
        related="rows",
        **dict(zip(("severity", "strength", "amount_class"), weight, strict=True)),
        x_name=ibis.ifelse(_.aspect == "死亡后结算", ~same_name(_.name, _.death_name), False),
        x_ret="n_back",
        x_baby=said("med.mother_baby", _.diagnosis).fill_null(False) | _.n_baby,
    )


def _after_death(rows, dead, days: int):
    """Admitted or discharged after death; a death within the stay is followed by the paperwork within some days."""
    rows = own_death(rows, dead)
    treated = ibis.coalesce(rows.discharge, rows.admit)
    within = (rows.admit <= rows.dead_on) & (rows.discharge.delta(rows.dead_on, unit="day") <= days)
    # Of who was in hospital until nobody knows when, or was treated nobody knows when, the day of settlement tells nothing.
    unknown = treated.isnull() | (rows.inpatient & rows.discharge.isnull() & (rows.admit <= rows.dead_on)).fill_null(False)
    rows = rows.mutate(money=rows.funds, x_settled_later=treated <= rows.dead_on, x_in_stay=within & (rows.discharge > rows.dead_on))
    rows = rows.mutate(not_judged=first_true({"死亡后结算，就诊或出院日期不明": unknown}))
    return rows.filter((treated > rows.dead_on).fill_null(False) | (rows.settled_on > rows.dead_on).fill_null(False))


def _untold(rows):
    """Settlements of which a pattern cannot be asked: of no person, or without the fee that payers are held against."""
    unknown = {"“医疗总费用”为空，无从与支付比较": rows.total_fee.isnull() & (rows.payers > 0), "“患者身份证号”为空": rows.id_no.isnull()}
    return rows.mutate(not_judged=first_true(unknown)).filter(_.not_judged.notnull())


def _above_fee(rows, tolerance):
    return rows.filter(_.total_fee > 0, _.payers > _.total_fee + tolerance).mutate(money=(_.payers - _.total_fee).cast(MONEY))


def _one_day(rows, least: int):
    """Settlements of a person at that many institutions on one day of admission or visit."""
    begun = rows.mutate(begun=ibis.coalesce(rows.admit, rows.settled_on), money=rows.funds)
    begun = begun.filter(_.id_no.notnull(), _.begun.notnull(), _.hospital.notnull())
    busy = begun.group_by("id_no", "begun").agg(times=_.hospital.nunique()).filter(_.times >= least)
    return begun.inner_join(busy, ["id_no", "begun"])


def _frequent(rows, least: int):
    """The last settlement of a year with that many; the amount is not questioned as such."""
    rows, of_year = rows.filter(_.id_no.notnull()).mutate(year=_.day.year()), ibis.window(group_by=["id_no", "year"])
    long_term = said("med.long_term", rows.diagnosis).fill_null(False).any().over(of_year)
    rows = rows.mutate(times=rows.row_id.count().over(of_year), x_long_term=long_term)
    return one_per(rows.filter(_.times >= least), ["id_no", "year"], [_.day.desc(), _.row_id])


def _short(rows, days: int, again: int, least: int):
    """A person's year with that many stays that were short, or followed a discharge within days: a pattern that ranks samples."""
    stays = rows.filter(_.id_no.notnull(), _.inpatient, _.admit.notnull(), _.discharge.notnull()).mutate(year=_.discharge.year())
    before = stays.discharge.lag().over(ibis.window(group_by="id_no", order_by=[stays.admit, stays.row_id]))
    short, soon = stays.discharge.delta(stays.admit, unit="day") < days, stays.admit.delta(before, unit="day").between(0, again)
    odd = stays.mutate(odd=(short | soon).fill_null(False)).filter(_.odd)
    odd = odd.mutate(
        times=odd.row_id.count().over(ibis.window(group_by=["id_no", "year"])), x_long_term=said("med.long_term", odd.diagnosis)
    )
    return one_per(odd.filter(_.times >= least), ["id_no", "year"], [_.day.desc(), _.row_id])
