"""Abnormal medical settlements (MED-07), each pattern an aspect: 死亡后结算, 报销超过费用, 单日多机构, 频繁结算, 短期或反复住院."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import literal_date
from auditlib.models.identity import same_name
from auditlib.models.persons import deaths
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, one_per

NO_DATE, NO_TEXT = ibis.null("date"), ibis.null("string")


def found(rows: ir.Table, death_register: ir.Table | None, policy, as_of: dt.date) -> ir.Table:
    """All patterns over settlements up to the audit date; ``rows`` as ``settlements.stays`` gives them."""
    rows = rows.filter(_.day <= literal_date(as_of), ~_.refund)
    parts = [_above_fee(rows, policy), _one_day(rows, policy), _frequent(rows, policy), _short(rows, policy)]
    if death_register is not None:
        parts.append(_after_death(rows, death_register, policy, as_of))
    return ibis.union(*parts)


def _answer(rows, aspect, amount, **changes):
    usual = {
        "severity": ibis.literal("H"), "strength": ibis.literal("B"), "amount_class": ibis.literal("V"), "death_date": NO_DATE, "death_name": NO_TEXT,
        "death_source": NO_TEXT, "times": ibis.null("int64"), "x_name": ibis.literal(False), "x_settled_later": ibis.literal(False),
        "x_in_stay": ibis.literal(False), "x_long_term": ibis.literal(False),
    }  # fmt: skip
    return breach(
        rows,
        "hospital admit discharge total_fee payers",
        on="day",
        amount=amount,
        aspect=ibis.literal(aspect),
        related="rows",
        x_ret=rows.n_back,
        x_baby=said("med.mother_baby", rows.diagnosis).fill_null(False) | rows.n_baby,
        **usual | changes,
    )


def _after_death(rows, death_register, policy, as_of):
    """Admitted or discharged after death; a death within the stay is followed by the paperwork within some days."""
    rows = rows.inner_join(deaths(death_register, as_of), "id_no")
    treated = ibis.coalesce(rows.discharge, rows.admit)
    rows = rows.filter((treated > rows.death_date).fill_null(False) | (rows.settled_on > rows.death_date).fill_null(False))
    treated, days = ibis.coalesce(rows.discharge, rows.admit), int(policy.value("med.death_stay_days"))
    within = (rows.admit <= rows.death_date) & (rows.discharge.delta(rows.death_date, unit="day") <= days)
    return _answer(
        rows,
        "死亡后结算",
        rows.funds,
        death_date=rows.death_date,
        death_name=rows.death_name,
        death_source=rows.death_source,
        x_name=~same_name(rows.name, rows.death_name),
        x_settled_later=treated <= rows.death_date,
        x_in_stay=within & (rows.discharge > rows.death_date),
    )


def _above_fee(rows, policy):
    rows = rows.filter(_.total_fee > 0, _.payers > _.total_fee + money(policy.value("med.settle_tolerance")))
    return _answer(rows, "报销超过费用", rows.payers - rows.total_fee, strength=ibis.literal("A"))


def _one_day(rows, policy):
    """Settlements of a person at that many institutions on one day of admission or visit."""
    begun = rows.mutate(begun=ibis.coalesce(rows.admit, rows.settled_on)).filter(_.id_no.notnull(), _.begun.notnull(), _.hospital.notnull())
    busy = begun.group_by("id_no", "begun").agg(times=_.hospital.nunique()).filter(_.times >= int(policy.value("med.institutions_a_day")))
    found = begun.inner_join(busy, ["id_no", "begun"])
    return _answer(found, "单日多机构", found.funds, times=found.times.cast("int64"))


def _frequent(rows, policy):
    """The last settlement of a year with that many; the amount is not questioned as such."""
    least = int(policy.value("med.settlements_a_year"))
    rows = rows.filter(_.id_no.notnull()).mutate(year=rows.day.year())
    long_term = said("med.long_term", rows.diagnosis).fill_null(False).any().over(ibis.window(group_by=["id_no", "year"]))
    rows = rows.mutate(times=rows.row_id.count().over(ibis.window(group_by=["id_no", "year"])), long_term=long_term)
    found = one_per(rows.filter(_.times >= least), ["id_no", "year"], [_.day.desc(), _.row_id])
    return _answer(
        found,
        "频繁结算",
        ibis.null(MONEY),
        severity=ibis.literal("M"),
        amount_class=ibis.literal("N"),
        times=found.times.cast("int64"),
        x_long_term=found.long_term,
    )


def _short(rows, policy):
    """A person's year with that many stays that were short, or followed a discharge within days: a pattern that ranks samples."""
    days = int(policy.value("med.short_stay_days"))
    again = int(policy.value("med.readmission_days"))
    stays = rows.filter(_.id_no.notnull(), _.inpatient, _.admit.notnull(), _.discharge.notnull()).mutate(year=rows.discharge.year())
    before = stays.discharge.lag().over(ibis.window(group_by="id_no", order_by=[stays.admit, stays.row_id]))
    stays = stays.mutate(gap=stays.admit.delta(before, unit="day"), length=stays.discharge.delta(stays.admit, unit="day"))
    odd = stays.mutate(odd=((stays.length < days) | stays.gap.between(0, again)).fill_null(False)).filter(_.odd)
    odd = odd.mutate(times=odd.row_id.count().over(ibis.window(group_by=["id_no", "year"])))
    found = one_per(odd.filter(_.times >= int(policy.value("med.short_stays_min"))), ["id_no", "year"], [_.day.desc(), _.row_id])
    return _answer(
        found,
        "短期或反复住院",
        ibis.null(MONEY),
        severity=ibis.literal("L"),
        strength=ibis.literal("C"),
        amount_class=ibis.literal("N"),
        times=found.times.cast("int64"),
        x_long_term=said("med.long_term", found.diagnosis),
    )
