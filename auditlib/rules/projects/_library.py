"""The county's project library: which entry a project has, under its own or under another name (PROJ-01)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.assets import plain
from auditlib.models.vocabulary import lookup, one_per, subquery

#: Words that do not tell one project from another.
COMMON = "20[0-9][0-9]年?度?|项目|工程|建设|扶贫|产业|村级|新建"
#: The library is kept in 万元: amounts less than this apart are equal.
ROUNDING = 100


def funded(rows: ir.Table, budget_allocation: ir.Table | None) -> ir.Table:
    """Projects that were given money: ``funded`` (approved, else issued), ``issued`` (null where budgets were not handed in)."""
    if budget_allocation is None:
        rows = rows.mutate(issued=ibis.null(MONEY))
    else:
        sums = budget_allocation.filter(_.project_no.notnull()).group_by("project_no").agg(issued=_.amount.sum().cast(MONEY))
        rows = lookup(rows, sums, "project_no").mutate(issued=_.issued.fill_null(0).cast(MONEY))
    rows = rows.mutate(funded=ibis.coalesce(rows.approved_amount.nullif(0), rows.issued).cast(MONEY))
    return subquery(rows.filter(_.funded > 0))


def with_entry(rows: ir.Table, library: ir.Table) -> ir.Table:
    """Add the library's ``entry_row`` and earliest ``entry_date``, and ``renamed_row``: an entry nobody else's under another name, in time."""
    library = library.mutate(no=plain(library.project_no), name=plain(library.project_name))
    rows = rows.mutate(no=plain(rows.project_no), name=plain(rows.project_name))
    for key in ("no", "name"):
        entry = library.filter(library[key].notnull()).group_by(key).agg(**{f"{key}_row": _.row_id.min(), f"{key}_day": _.entry_date.min()})
        rows = lookup(rows, entry, key)
    rows = subquery(
        rows.mutate(
            entry_row=ibis.coalesce(rows.no_row, rows.name_row), entry_date=ibis.ifelse(rows.no_row.notnull(), rows.no_day, rows.name_day)
        )
    )
    taken = rows.filter(_.entry_row.notnull())
    free = library.anti_join(taken, "no").anti_join(taken, "name")
    return lookup(rows, _renamed(rows.filter(_.entry_row.isnull()), free), "row_id")


def _renamed(rows: ir.Table, free: ir.Table) -> ir.Table:
    """``row_id``, ``renamed_row``: the same village and amount, half of the characters that tell the name in both, entered before approval."""
    entries = free.select(
        renamed_row="row_id", as_name="name", at="place", of_village="village_name", planned="planned_amount", entered="entry_date"
    )
    pairs = rows.select("row_id", "name", "town_name", "village_name", "funded", "approval_date").cross_join(entries)
    pairs = pairs.filter(
        (_.funded - _.planned).abs() < ROUNDING,
        ibis.coalesce(_.of_village == _.village_name, _.at.contains(_.village_name)),
        (_.entered <= _.approval_date).fill_null(True),
    )
    one, other = (
        pairs[c].replace(pairs.town_name.fill_null(""), "").replace(pairs.village_name, "").re_replace(COMMON, "") for c in ("name", "as_name")
    )
    pairs = pairs.mutate(one=one, other=other).filter(_.other != "")
    # an edit distance counts bytes on one engine and characters on another
    apart = pairs.one.translate(pairs.other, "")
    near = pairs.filter(apart.length() * 2 <= pairs.one.length())
    return one_per(near, "row_id", [_.renamed_row]).select("row_id", "renamed_row")
