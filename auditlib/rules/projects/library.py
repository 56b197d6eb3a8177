"""The county's project library: which entry a project has, under its own or under another name (PROJ-01)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY
from auditlib.models.identity import plain
from auditlib.models.texts import less
from auditlib.models.villages import core
from auditlib.models.vocabulary import lookup, one_per, subquery

#: The library is kept in 万元: amounts less than this apart are equal.
ROUNDING = 100


def funded(rows: ir.Table, budget_allocation: ir.Table) -> ir.Table:
    """Projects that were given money, or of which that is not known: ``funded`` (approved, else issued), ``issued`` (null where budgets
    were not handed in)."""
    sums = budget_allocation.filter(_.project_no.notnull()).group_by("project_no").agg(issued=_.amount.sum().cast(MONEY))
    nothing = ibis.null(MONEY) if absent(budget_allocation) else ibis.literal(0)
    rows = lookup(rows, sums, "project_no").mutate(issued=ibis.coalesce(_.issued, nothing).cast(MONEY))
    rows = rows.mutate(funded=ibis.coalesce(rows.approved_amount.nullif(0), rows.issued, rows.approved_amount).cast(MONEY))
    return subquery(rows.filter((_.funded > 0) | _.funded.isnull()))


def unlisted(budget_allocation: ir.Table, rows: ir.Table) -> ir.Table:
    """Rows of the budget that give money to a project in no list of projects: as `funded` rows of projects, ``funded`` and ``issued`` all
    that it was given, ``amount`` this row's, ``thing`` its number."""
    given = budget_allocation.filter(_.project_no.notnull(), _.amount.notnull())
    given = given.mutate(no=plain(given.project_no), name=plain(given.project_name))
    listed = rows.select(no=plain(rows.project_no), name=plain(rows.project_name))
    given = given.anti_join(listed.filter(_.no.notnull()), "no").anti_join(listed.filter(_.name.notnull()), "name")
    given = subquery(given.mutate(funded=_.amount.sum().over(ibis.window(group_by="no")).cast(MONEY)))
    given = given.filter(_.amount > 0, _.funded > 0).mutate(issued=_.funded, thing=_.project_no)
    facts = "row_id project_no project_name town_name village_name funded issued amount thing remark".split()
    first = ibis.coalesce(given.issued_on, given.received_on)
    return given.select(*facts, plan_year="budget_year", plan_doc="doc_no", approval_date=first)


def with_entry(rows: ir.Table, library: ir.Table) -> ir.Table:
    """Add the library's ``entry_row`` and earliest ``entry_date``, and ``renamed_row``: an entry nobody else's under another name, in time.

    A name stands for a project of its village only, where both tell theirs: every village builds a road.
    """
    library = library.mutate(no=plain(library.project_no), name=plain(library.project_name))
    rows = rows.mutate(no=plain(rows.project_no), name=plain(rows.project_name))
    numbered = library.filter(_.no.notnull()).group_by("no").agg(no_row=_.row_id.min(), no_day=_.entry_date.min())
    entries = library.select("name", entry="row_id", day="entry_date", of_village="village_name", of_town="town_name", at="place")
    named = subquery(rows.select("row_id", "name", "town_name", "village_name").join(entries, "name"))
    named = named.filter(_here(named).fill_null(True))
    named = named.group_by("row_id").agg(name_row=_.entry.min(), name_day=_.day.min())
    rows = lookup(lookup(rows, numbered, "no"), named, "row_id").mutate(entry_row=ibis.coalesce(_.no_row, _.name_row))
    rows = subquery(rows.mutate(entry_date=ibis.ifelse(_.no_row.notnull(), _.no_day, _.name_day)))
    taken = rows.filter(_.entry_row.notnull())
    free = library.anti_join(taken, "no").anti_join(taken.select(row_id="entry_row"), "row_id")
    return lookup(rows, _renamed(rows.filter(_.entry_row.isnull()), free), "row_id")


def _renamed(rows: ir.Table, free: ir.Table) -> ir.Table:
    """``row_id``, ``renamed_row``: the same village and amount, half of the characters that tell the name in both, entered before
    approval."""
    told = {"renamed_row": "row_id", "as_name": "name", "at": "place", "of_village": "village_name", "of_town": "town_name"}
    entries = free.select(**told, planned="planned_amount", entered="entry_date")
    pairs = rows.select(*"row_id name town_name village_name funded approval_date".split()).cross_join(entries)
    in_time = (pairs.entered <= pairs.approval_date).fill_null(True)
    pairs = pairs.filter((pairs.funded - pairs.planned).abs() < ROUNDING, _here(pairs), in_time)
    place = pairs.town_name.fill_null("")
    names = (name.replace(place, "").replace(pairs.village_name, "") for name in (pairs.name, pairs.as_name))
    one, other = (less("project.common_word", name) for name in names)
    # an edit distance counts bytes on one engine and characters on another
    near = pairs.filter(other != "", one.translate(other, "").length() * 2 <= one.length())
    return one_per(near, "row_id", [_.renamed_row]).select("row_id", "renamed_row")


def _here(pairs: ir.Table) -> ir.BooleanValue:
    """Whether the library's entry is of the project's village; unknown where one of them names none."""
    entry = core(pairs.of_village, ibis.coalesce(pairs.of_town, pairs.town_name))
    return ibis.coalesce(entry == core(pairs.village_name, pairs.town_name), pairs.at.contains(pairs.village_name))
