"""Income and open problems in the year of leaving poverty (SCREEN-03)."""

from collections.abc import Iterable

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import NO_DATE
from auditlib.models.houses import called_unsafe
from auditlib.models.persons import at_home
from auditlib.models.screenings import is_problem
from auditlib.models.vocabulary import TRUE, UNKNOWN, either, filled, first_true, latest, lookup, one_per, subquery, unread

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


#: Of a screening and of a register's list, what is told of an item: since when a problem may be, and whether the list tells of solutions.
LISTED = ("row_id", "id_no", "hh_no", "item", "check_date", "since", "solved_on", "trouble", "fine", "told")


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


def unclear(poor_household: ir.Table, as_of) -> ir.Table:
    """Households said to have left poverty that no year or no number lets follow: ``row_id``, ``untold``."""
    known = poor_household.filter((_.snapshot_date <= ibis.literal(as_of)).fill_null(True))
    rows = either(latest(known, "hh_no"), known.filter(_.hh_no.isnull())).filter(_.exit_status == "已脱贫")
    why = {"“户编号”为空": rows.hh_no.isnull(), "“脱贫年度”为空": rows.exit_year.isnull()}
    return rows.mutate(untold=first_true(why)).filter(_.untold.notnull()).select("row_id", "untold")


def with_stable_income(rows: ir.Table, household_income: ir.Table, items: list[str]) -> ir.Table:
    """Add ``surveyed_income`` per head in the exit year, ``stable_income`` without the unstable items, ``loose`` (those of a
    household of an unknown number of heads), and ``counted`` (see `_counted`)."""
    survey = household_income.mutate(unstable=_total(household_income, (ITEMS[item] for item in items)), counted=_counted(household_income))
    own = survey.filter(_.hh_no.notnull(), _.year.notnull(), _.per_capita.notnull())
    own = one_per(own, ["hh_no", "year"], [_.per_capita, _.row_id])
    stable = (own.per_capita - share(own.unstable, 1, own.member_count.nullif(0))).cast(MONEY)
    loose = ibis.ifelse(stable.isnull(), own.unstable, money(0))
    own = own.select("hh_no", "counted", exit_year="year", surveyed_income="per_capita", stable_income=stable, loose=loose)
    return lookup(rows, own, ["hh_no", "exit_year"])


def _total(incomes: ir.Table, columns: Iterable[str]) -> ir.DecimalValue:
    return sum((incomes[c].fill_null(money(0)) for c in columns), money(0))


def _counted(incomes: ir.Table) -> ir.BooleanValue:
    """Whether the unstable items are in the net income at all; false where the four heads make the net income up and the sub-items the
    transfers, unknown where the sheet does not say."""
    heads, listed = _total(incomes, HEADS) - incomes.business_cost.fill_null(money(0)), _total(incomes, TRANSFERS)
    of_heads, of_items = (heads - incomes.net_income).abs() <= 1, (listed - incomes.transfer).abs() <= 1
    return ibis.cases(((of_heads & of_items & (listed > 0)).fill_null(False), False), (~of_heads, True), else_=UNKNOWN)


def untold(rows: ir.Table) -> ir.StringValue:
    """Why a household can not be judged by what is told of its year of exit."""
    why = {
        "三保障问题的排查日期、项目或解决情况未知": rows.perhaps_open,
        "“家庭人口数”为空，扣除不稳定收入后的人均收入未知": rows.surveyed_income - rows.loose < rows.line,
        "没有脱贫当年的收入": ibis.coalesce(rows.registered_income, rows.surveyed_income, rows.stable_income).isnull(),
    }
    return first_true(why)


def with_open_problem(
    rows: ir.Table, screening_ledger: ir.Table, poor_household: ir.Table, house_renovation: ir.Table, places: ir.Table
) -> ir.Table:
    """Add ``open_item``: a guarantee in which the screening, or the register's own list, found a problem by the end of the exit year and
    nobody solved it by then (``told``: its list tells of solutions at all); ``perhaps_open``: there is one of which day, item or solution
    could not be read, or nobody wrote when it was found, or of what it was found in order.

    ``places``: see `persons.homes`.
    """
    told = at_home(either(_screened(screening_ledger), *_listed(poor_household)), places)
    found = told.filter(_.trouble).select("home", "item", "check_date", "since", "solved_on", "blank", "told", problem_row="row_id")
    found = at_home(rows, places).select("row_id", "home", "exit_day").inner_join(found, "home")
    still = (found.solved_on > found.exit_day).fill_null(found.blank)
    found = subquery(found.mutate(open=(found.check_date <= found.exit_day) & still).filter(_.open.fill_null(True)))
    # One row of the register may tell of the house and of the water.
    found = found.mutate(of_item=_.item.fill_null(""))
    found = lookup(found, _in_order(found, told, _accepted(house_renovation, places)), ["row_id", "problem_row", "of_item"])
    found = found.filter(~_.surely.fill_null(False)).mutate(sure=_.open.fill_null(False) & _.surely.isnull())
    first = one_per(found, "row_id", [_.sure.desc(), _.check_date, _.item, _.problem_row])
    item = ibis.ifelse(first.sure, ibis.coalesce(first.item, "三保障"), ibis.null("string"))
    return lookup(rows, first.select("row_id", "problem_row", "told", open_item=item, perhaps_open=~first.sure), "row_id")


def _in_order(found: ir.Table, told: ir.Table, accepted: ir.Table) -> ir.Table:
    """Problems (row_id, problem_row, of_item) of which a later row of the year finds the item in order: ``surely``, or where an item or a
    day is not told perhaps. A house accepted after its renovation is in order, for a list's flag from that list's year on."""
    fine = told.filter(_.fine).select("home", "check_date", fine_item="item", fine_on="check_date")
    fine = either(fine, accepted).select("home", "fine_item", "fine_on", renewed=_.check_date.isnull() & _.fine_on.notnull())
    pairs = found.inner_join(fine, "home")
    after = pairs.fine_on.between(ibis.ifelse(pairs.renewed, pairs.since, pairs.check_date), pairs.exit_day)
    pairs = pairs.mutate(solved=(pairs.item == pairs.fine_item) & after).filter(_.solved.fill_null(True))
    return pairs.group_by("row_id", "problem_row", "of_item").agg(surely=_.solved.fill_null(False).any())


def _screened(screening_ledger: ir.Table) -> ir.Table:
    trouble = is_problem(screening_ledger)
    fine = ~trouble & (screening_ledger.result == "有保障")
    rows = screening_ledger.mutate(trouble=trouble, fine=fine, since="check_date", told=filled(screening_ledger.solved_on))
    return rows.select(*LISTED, blank=ibis.ifelse(unread(rows, "solved_on"), UNKNOWN, TRUE))


def _accepted(house_renovation: ir.Table, places: ir.Table) -> ir.Table:
    """Houses accepted after their renovation, as what finds a house in order: home, check_date (none), fine_item, fine_on."""
    rows = at_home(house_renovation, places).filter(_.accept_date.notnull())
    return rows.select("home", check_date=NO_DATE, fine_item=ibis.literal("住房"), fine_on="accept_date")


def _listed(poor_household: ir.Table) -> list[ir.Table]:
    """What each list of the register says of house and water: 危房户, 住房是否安全, 是否解决安全饮用水."""
    told = {"住房": called_unsafe(poor_household), "饮水": ~poor_household.safe_water}
    day = poor_household.snapshot_date
    rows = poor_household.mutate(check_date=day, since=ibis.date(day.year(), 1, 1), solved_on=NO_DATE, told=TRUE, blank=TRUE)
    return [rows.mutate(item=ibis.literal(item), trouble=found, fine=~found).select(*LISTED, "blank") for item, found in told.items()]
