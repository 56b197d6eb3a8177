"""The poverty register as rules ask it."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.vocabulary import lookup, one_per, subquery

STOPPED = "不享受|不再享受"


def newest_year(table: ir.Table) -> ir.Table:
    """The rows of the register's newest year (whoever left it before is in none of them), and those without a date."""
    year = table.snapshot_date.year()
    newest = year.max().over(ibis.window())
    return subquery(table.mutate(newest_year=newest).filter((year == _.newest_year) | _.snapshot_date.isnull()), *table.columns)


def yearly(poor_person: ir.Table, as_of: dt.date, poor_household: ir.Table | None = None) -> ir.Table:
    """One row per registered id_no and year of the snapshot (the newest within the year), with ``year`` and ``stopped`` (policies ended).

    The national export of persons names no policy status: it is the household's of that year then.
    """
    of_year = ibis.coalesce(_.snapshot_date.year(), as_of.year).cast("int32")
    rows = poor_person.filter(_.id_no.notnull()).mutate(year=of_year)
    rows = one_per(rows, ["id_no", "year"], [_.snapshot_date.desc(), _.hh_no, _.row_id])
    if poor_household is None:
        return subquery(rows.mutate(stopped=rows.policy_status.re_search(STOPPED)))
    homes = poor_household.filter(_.hh_no.notnull(), _.policy_status.notnull()).mutate(year=of_year)
    homes = one_per(homes, ["hh_no", "year"], [_.snapshot_date.desc(), _.row_id]).select("hh_no", "year", hh_status="policy_status")
    rows = lookup(rows, homes, ["hh_no", "year"])
    return subquery(rows.mutate(stopped=ibis.coalesce(rows.policy_status, rows.hh_status).re_search(STOPPED)).drop("hh_status"))
