"""The rates a loan is measured by: the PBoC benchmark of its tenor, from 20 August 2019 the loan prime rate (LPR). DOMAIN §3.1."""

from decimal import Decimal

import ibis
from ibis.expr import types as ir

from auditlib.models.amounts import fen_share

RATES = ("loan.benchmark_1y", "loan.benchmark_1_5y", "loan.benchmark_over_5y", "loan.lpr_1y", "loan.lpr_5y")

#: Months of a loan of more than five years.
LONG = 61


def tenor(loan: ir.Table) -> ir.IntegerValue:
    """Months of the loan: as agreed, else from the dates, a part of a month counting as one."""
    issued, due = loan.issue_date, loan.due_date
    months = (due.year() - issued.year()) * 12 + due.month() - issued.month() + (due.day() > issued.day()).cast("int32")
    return ibis.coalesce(loan.term_months, months)


def base_rate(policy, day: ir.DateValue, months: ir.IntegerValue) -> ir.DecimalValue:
    """The lowest rate that may be the base on a day, % p.a.: the benchmark of the tenor (the lowest where that is unknown), then the
    one-year LPR.

    Null where no rate is known: before the first benchmark, and after the day to which the LPR is known.
    """
    benchmark = ibis.cases(
        (months.fill_null(0) <= 12, policy.at("loan.benchmark_1y", day)),
        (months <= 60, policy.at("loan.benchmark_1_5y", day)),
        else_=policy.at("loan.benchmark_over_5y", day),
    )
    first = policy.first_date("loan.lpr_1y")
    return ibis.ifelse(day >= ibis.literal(first), policy.at("loan.lpr_1y", ibis.greatest(day, ibis.literal(first))), benchmark)


def highest_base_rate(policy, day: ir.DateValue, months: ir.IntegerValue) -> ir.DecimalValue:
    """As ``base_rate``, but the five-year LPR where a loan of more than a year may be linked to it, which only the contract says, and the
    longest benchmark where the tenor is unknown."""
    first = ibis.literal(policy.first_date("loan.lpr_5y"))
    linked = (day >= first) & (months > 12).fill_null(True)
    return ibis.ifelse(linked, policy.at("loan.lpr_5y", ibis.greatest(day, first)), base_rate(policy, day, months.fill_null(LONG)))


def interest(fen_days: ir.IntegerValue, rate: ir.DecimalValue, day_count: Decimal) -> ir.DecimalValue:
    """Interest in 元, rounded half up to the fen, on fen × days at a yearly rate in %: exact on every engine."""
    return fen_share(fen_days, (rate.round(5) * 100_000).cast("int64"), int(day_count) * 100 * 100_000)


def fen(amount: ir.DecimalValue) -> ir.IntegerValue:
    """An amount in 元 as whole fen."""
    return (amount * 100).cast("int64")
