"""Residents' medical premiums that the budget paid for employees (FUND-05). DOMAIN §2.1."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import share
from auditlib.models.identity import same_name
from auditlib.models.payments import premium_year
from auditlib.models.vocabulary import FALSE, UNKNOWN, one_per, subquery

#: The employees' insurance in the catalogue of programmes: whom its exclusive_with names is not paid beside it.
EMPLOYEES = "ZGYB"
TOLD = "row_id programme period_from period_to pay_date amount x_returned x_returned_words".split()


def premiums_of_employees(paid: ir.Table, medical_enrol: ir.Table, pairs: ir.Table, lawful_months: int) -> ir.Table:
    """Payments (`accusable`) of a benefit that employees' insurance excludes, for a year in which the payee was insured as an employee: of
    the year's premium the part for the months in common. Where the list of the insured tells of the subsidy, too, MED-03 accuses that."""
    excluded = pairs.filter(_.other_code == EMPLOYEES).select(programme_code="code")
    rows = paid.filter(_.id_no.notnull()).semi_join(excluded, "programme_code")
    rows = subquery(rows.mutate(year=premium_year(rows)))
    listed = medical_enrol.filter(_.id_no.notnull(), ~_.status.isin(("未参保", "停保")).fill_null(False))
    subsidised = listed.filter((_.insure_type == "居民").fill_null(False), _.gov_subsidy > 0)
    employees = one_per(listed.filter(_.insure_type == "职工"), ["id_no", "year"], [_.paid_on.asc(nulls_first=False), _.row_id])
    jobs = employees.select("id_no", "year", o_row="row_id", o_name="name", since="paid_on", other_programme="insure_type")
    return _in_common(subquery(rows.anti_join(subsidised, ["id_no", "year"]).inner_join(jobs, ["id_no", "year"])), lawful_months)


def _in_common(met: ir.Table, lawful_months: int) -> ir.Table:
    """Who was employed within the year was insured twice from that month on; whether he was when the premium was paid, and since when,
    where nobody tells, is not known."""
    within = (met.since.year() == met.year).fill_null(False)
    months = ibis.ifelse(within, 13 - met.since.month(), 12).cast("int32")
    later = met.since.isnull() | (within & (met.since > met.pay_date).fill_null(True))
    return met.select(
        *TOLD,
        "other_programme",
        on=ibis.coalesce(met.pay_date, met.period_from),
        overlap=months,
        part=ibis.greatest(share(met.amount, months, 12) - met.back, 0),
        related=ibis.array([met.o_row]),
        x_ret=met.refunded,
        x_transfer=ibis.cases((months <= lawful_months, True), (later, UNKNOWN), else_=FALSE),
        x_name=~same_name(met.name, met.o_name),
    )
