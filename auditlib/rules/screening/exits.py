"""Income and open problems in the year of leaving poverty (SCREEN-03)."""

from collections.abc import Iterable

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import NO_DATE
from auditlib.models.houses import called_unsafe
from auditlib.models.persons import at_home
from auditlib.models.screenings import is_problem, unsolved
from auditlib.models.vocabulary import UNKNOWN, either, latest, lookup, one_per

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
    incomes = poor_household.filter(_.per_capita_income.notnull()).mutate(
        exit_year=_.snapshot_date.year(), registered_income=_.per_capita_income
    )
    incomes = one_per(incomes, ["hh_no", "exit_year"], [_.snapshot_date.desc(), _.registered_income, _.row_id])
    rows = lookup(left, incomes.select("hh_no", "exit_year", "registered_income"), ["hh_no", "exit_year"])
    return rows.mutate(exit_day=ibis.date(_.exit_year, 12, 31))


def with_stable_income(rows: ir.Table, household_income: ir.Table, items: list[str]) -> ir.Table:
    """Add ``surveyed_income`` per head in the exit year, ``stable_income`` without the unstable items, and ``counted`` (see `_counted`)."""
    survey = household_income.mutate(unstable=_total(household_income, (ITEMS[item] for item in items)), counted=_counted(household_income))
    own = survey.filter(_.hh_no.notnull(), _.year.notnull(), _.per_capita.notnull())
    own = one_per(own, ["hh_no", "year"], [_.per_capita, _.row_id])
    stable = (own.per_capita - share(own.unstable, 1, own.member_count.nullif(0))).cast(MONEY)
    own = own.select("hh_no", "counted", exit_year="year", surveyed_income="per_capita", stable_income=stable)
    return lookup(rows, own, ["hh_no", "exit_year"])


def _total(incomes: ir.Table, columns: Iterable[str]) -> ir.DecimalValue:
    return sum((incomes[c].fill_null(money(0)) for c in columns), money(0))


def _counted(incomes: ir.Table) -> ir.BooleanValue:
    """Whether the unstable items are in the net income at all; false where the four heads make the net income up and the sub-items the
    transfers, unknown where the sheet does not say."""
    heads, listed = _total(incomes, HEADS) - incomes.business_cost.fill_null(money(0)), _total(incomes, TRANSFERS)
    of_heads, of_items = (heads - incomes.net_income).abs() <= 1, (listed - incomes.transfer).abs() <= 1
    return ibis.cases(((of_heads & of_items & (listed > 0)).fill_null(False), False), (~of_heads, True), else_=UNKNOWN)


def with_open_problem(rows: ir.Table, screening_ledger: ir.Table, poor_household: ir.Table, places: ir.Table) -> ir.Table:
    """Add ``open_item``: a guarantee in which the screening, or the register's own list, found a problem by the end of the exit year and
    nobody solved it by then.

    A later one of the year that finds the item in order shows it solved. ``places``: see `persons.homes`.
    """
    told = at_home(either(_screened(screening_ledger), *_listed(poor_household)), places)
    found = told.filter(_.trouble).select("home", "item", "check_date", "solved_on", problem_row="row_id")
    found = at_home(rows, places).select("row_id", "home", "exit_day").inner_join(found, "home")
    found = found.filter(_.check_date <= _.exit_day, unsolved(found, found.exit_day))
    fine = told.filter(_.fine).select("home", "item", fine_on="check_date")
    solved = found.inner_join(fine, ["home", "item"]).filter(_.fine_on.between(_.check_date, _.exit_day))
    first = one_per(found.anti_join(solved, ["row_id", "problem_row"]), "row_id", [_.check_date, _.item, _.problem_row])
    return lookup(rows, first.select("row_id", "problem_row", open_item=ibis.coalesce(_.item, "三保障")), "row_id")


def _screened(screening_ledger: ir.Table) -> ir.Table:
    trouble = is_problem(screening_ledger)
    fine = ~trouble & (screening_ledger.result == "有保障")
    return screening_ledger.select("row_id", "id_no", "hh_no", "item", "check_date", "solved_on", trouble=trouble, fine=fine)


def _listed(poor_household: ir.Table) -> list[ir.Table]:
    """What each list of the register says of house and water: 危房户, 住房是否安全, 是否解决安全饮用水."""
    told = {"住房": called_unsafe(poor_household), "饮水": ~poor_household.safe_water}
    own = poor_household.select("row_id", "id_no", "hh_no", check_date="snapshot_date", solved_on=NO_DATE, **told)
    return [
        own.select("row_id", "id_no", "hh_no", "check_date", "solved_on", item=ibis.literal(item), trouble=own[item], fine=~own[item])
        for item in told
    ]
