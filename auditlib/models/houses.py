"""Appraisals and renovations of houses, each once and by household, and what remarks say of living elsewhere."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.persons import at_home
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, one_copy, one_per, taken_back

DANGEROUS, SAFE = ("C", "D"), ("A", "B")


def called_unsafe(poor_household: ir.Table) -> ir.BooleanValue:
    """Whether the register's row calls the house dangerous (危房户, 住房是否安全); null where it tells neither."""
    dangerous, safe = poor_household.dangerous_house, poor_household.house_safe
    return ibis.cases(((dangerous | ~safe).fill_null(False), True), (ibis.coalesce(dangerous, safe).notnull(), False), else_=UNKNOWN)


@prepared
def appraisals(house_appraisal: ir.Table, places: ir.Table) -> ir.Table:
    """Appraisals, each once, with whose and home (`_at_home`), house (the address as compared, "" without one), dangerous and safe (null
    without a level)."""
    rows = _at_home(house_appraisal, places)
    rows = rows.mutate(
        house=_.address.re_replace(r"[\s　,，、]|号$", "").fill_null(""), dangerous=_.level.isin(DANGEROUS), safe=_.level.isin(SAFE)
    )
    return one_copy(rows, ("whose", "house", "level", "appraise_date"), "report_no")


@prepared
def renovations(house_renovation: ir.Table, places: ir.Table) -> ir.Table:
    """Renovations, each once, with whose and home (`_at_home`), planned (year of the plan), began (first day: works, else payment) and
    ended (acceptance, else completion)."""
    rows = _at_home(house_renovation, places).mutate(
        planned=ibis.coalesce(_.plan_year, _.start_date.year(), _.pay_date.year(), _.accept_date.year()),
        began=ibis.coalesce(_.start_date, _.pay_date),
        ended=ibis.coalesce(_.accept_date, _.done_on),
    )
    return one_copy(rows, ("whose", "planned", "subsidy"), "accept_date")


@prepared
def subsidised(house_renovation: ir.Table, places: ir.Table) -> ir.Table:
    """Renovations that money was paid for, with returned: the money was taken back, by a later entry or by the words of the remark."""
    rows = taken_back(renovations(house_renovation, places), ("whose",), "subsidy").filter(_.subsidy > 0)
    return rows.mutate(returned=_.taken_back | said("remark.returned", _.remark))


def _at_home(rows: ir.Table, places: ir.Table) -> ir.Table:
    """Add home, a row without a number being nobody's but its own, and whose: by which two lists tell of one house, without a number by
    village and name."""
    rows, alone = at_home(rows, places), "row " + _.row_id.cast("string")
    return rows.mutate(home=ibis.coalesce(_.home, alone), whose=ibis.coalesce(_.home, _.village_name + "|" + _.name, alone))


def newest(rows: ir.Table, by: list[str]) -> ir.Table:
    """The newest appraisal per key; of two of one day that differ, the better level (HOUSE-02 asks about the two)."""
    return one_per(rows, by, [_.appraise_date.desc(), _.level, _.row_id])


def lives_elsewhere(rows: ir.Table) -> ir.BooleanValue:
    """What an appraisal says of living somewhere safe; unknown where it says nothing."""
    return said("house.lives_elsewhere", rows.remark, rows.address, rows.lived_in) | said("house.not_lived_in", rows.lived_in)


def gone(rows: ir.Table) -> ir.BooleanValue:
    """What an appraisal says of the house being pulled down, or sealed; unknown where it says nothing."""
    return said("house.old_gone", rows.remark, rows.lived_in)


def local_fund(rows: ir.Table) -> ir.BooleanValue:
    """Paid by another fund than the central one; unknown when nothing says so."""
    return said("house.local_fund", rows.fund_source, rows.remark) & ~said("house.central_fund", rows.fund_source).fill_null(False)


def bought(real_estate: ir.Table) -> ir.Table:
    """Dwellings that somebody bought and still has: no resettlement, no inheritance, no farmhouse. Where the land registry does not say so,
    none."""
    how, use = real_estate.acquire_type, real_estate.use
    given = said("wealth.given_home", how, use, real_estate.remark) | said("wealth.no_dwelling", use) | said("wealth.shop", use)
    sold = said("wealth.disposed", real_estate.status)
    return real_estate.filter(said("wealth.bought_home", how, use), ~given.fill_null(False), ~sold.fill_null(False))
