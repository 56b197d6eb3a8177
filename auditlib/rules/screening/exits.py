"""Income and open problems in the year of leaving poverty (SCREEN-03)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.vocabulary import latest, lookup, one_per
from auditlib.rules.screening.screened import is_problem

#: Income items as the policy value names them → columns of the income ledger.
ITEMS = {
    "助学补助": "education_aid",
    "医疗报销": "medical_refund",
    "危改补助": "house_subsidy",
    "一次性奖补": "one_off",
    "小额贷款": "loan_received",
    "临时救助": "relief",
}
HEADS = ("wage", "business", "property", "transfer")
TRANSFERS = ("family_planning", "dibao_income", "tekun_income", "pension", "ecology", "other_transfer")


def exited(poor_household: ir.Table, as_of) -> ir.Table:
    """One row per household that has left poverty, with ``exit_day`` (the year's last), and the income registered for that year."""
    newest = latest(poor_household.filter((_.snapshot_date <= ibis.literal(as_of)).fill_null(True)), "hh_no")
    left = newest.filter(_.exit_year.between(2010, as_of.year), ibis.coalesce(_.exit_status, "已脱贫") == "已脱贫")
    incomes = poor_household.filter(_.per_capita_income.notnull()).select(
        "hh_no", "per_capita_income", "snapshot_date", "row_id", exit_year=_.snapshot_date.year()
    )
    registered = one_per(incomes, ["hh_no", "exit_year"], [_.snapshot_date.desc(), _.per_capita_income, _.row_id])
    rows = left.drop("per_capita_income")
    return lookup(rows, registered.select("hh_no", "exit_year", registered_income="per_capita_income"), ["hh_no", "exit_year"]).mutate(
        exit_day=ibis.date(_.exit_year, 12, 31)
    )


def with_stable_income(rows: ir.Table, household_income: ir.Table | None, items: list[str]) -> ir.Table:
    """Add ``surveyed_income`` per head in the exit year, ``stable_income`` without the unstable items, and ``counted``.

    ``counted``: whether those items are in the net income at all; false where the four heads make the net income up and the
    sub-items the transfers, unknown where the sheet does not say.
    """
    if household_income is None:
        return rows.mutate(surveyed_income=ibis.null(MONEY), stable_income=ibis.null(MONEY), counted=ibis.null("boolean"))
    nothing = ibis.literal(0).cast(MONEY)

    def total(columns):
        return sum((household_income[c].fill_null(nothing) for c in columns), nothing)

    net = household_income.net_income
    heads = total(HEADS) - household_income.business_cost.fill_null(nothing)
    listed = household_income.transfer.notnull() & (total(TRANSFERS) > 0)
    left_out = (heads - net).abs().between(0, 1) & listed & (total(TRANSFERS) - household_income.transfer).abs().between(0, 1)
    survey = household_income.mutate(
        unstable=total(ITEMS[item] for item in items),
        counted=ibis.cases((left_out.fill_null(False), False), ((heads - net).abs() > 1, True), else_=ibis.null("boolean")),
    )
    own = survey.filter(_.hh_no.notnull(), _.year.notnull(), _.per_capita.notnull())
    own = one_per(own, ["hh_no", "year"], [_.per_capita, _.row_id])
    per_head = share(own.unstable, 1, own.member_count.nullif(0))
    own = own.select(
        "hh_no", "counted", exit_year=_.year, surveyed_income=_.per_capita, stable_income=(_.per_capita - per_head).cast(MONEY)
    )
    return lookup(rows, own, ["hh_no", "exit_year"])


def with_open_problem(rows: ir.Table, screening_ledger: ir.Table | None) -> ir.Table:
    """Add ``open_item``: a guarantee in which a problem was found by the end of the exit year and not solved by then.

    A later screening of the year that finds the item in order shows it solved.
    """
    if screening_ledger is None:
        return rows.mutate(open_item=ibis.null("string"), problem_row=ibis.null("int64"))
    problems = screening_ledger.filter(is_problem(screening_ledger)).select(
        "hh_no", "item", "check_date", "solved_on", problem_row="row_id"
    )
    found = rows.select("row_id", "hh_no", "exit_day").inner_join(problems, "hh_no")
    found = found.filter(_.check_date <= _.exit_day, (_.solved_on > _.exit_day).fill_null(True))
    fine = screening_ledger.filter(screening_ledger.result == "有保障", ~is_problem(screening_ledger)).select(
        "hh_no", "item", fine_on="check_date"
    )
    met = found.select("row_id", "problem_row", "hh_no", "item", "check_date", "exit_day").inner_join(fine, ["hh_no", "item"])
    solved = met.filter(_.fine_on >= _.check_date, _.fine_on <= _.exit_day).select("row_id", "problem_row").distinct()
    found = found.anti_join(solved, ["row_id", "problem_row"])
    first = one_per(found, "row_id", [_.check_date, _.item, _.problem_row])
    return lookup(rows, first.select("row_id", "problem_row", open_item=ibis.coalesce(_.item, "三保障")), "row_id")
