"""The county's project library: which entry a project has, under its own or under another name (PROJ-01)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.identity import plain
from auditlib.models.projects import with_project_no
from auditlib.models.texts import less
from auditlib.models.villages import core
from auditlib.models.vocabulary import FALSE, lookup, one_per, subquery

#: The library is kept in 万元: amounts less than this apart are equal.
ROUNDING = 100


def funded(rows: ir.Table, budget_allocation: ir.Table, project: ir.Table) -> ir.Table:
    """Projects that were given money, or of which that is not known: ``funded`` (approved, else issued), ``issued`` (null where budgets
    were not handed in, or one of them that names no project may be of this one)."""
    given = with_project_no(budget_allocation, project)
    sums = given.filter(_.project_no.notnull()).group_by("project_no")
    sums = sums.agg(given=ibis.ifelse(_.amount.isnull().any(), NO_AMOUNT, _.amount.sum().cast(MONEY)), named=_.row_id.count())
    rows = lookup(rows, sums, "project_no").cross_join(given.agg(stray=_.project_no.isnull().any().fill_null(False)))
    none = FALSE if absent(budget_allocation) else rows.named.isnull() & rows.project_no.notnull() & ~rows.stray
    rows = rows.mutate(issued=ibis.ifelse(none, money(0), rows.given))
    rows = rows.mutate(funded=ibis.coalesce(rows.approved_amount.nullif(0), rows.given, rows.approved_amount).cast(MONEY))
    return subquery(rows.filter((_.funded > 0) | _.funded.isnull()).drop("given", "named", "stray"))


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
    """Add the library's ``entry_row`` and earliest ``entry_date``, and ``renamed_row``, ``renamed_day``: an entry nobody else's under
    another name, in time; ``comparable``, ``renamable``: whether row and library tell what such an entry is found by.

    A name stands for a project of its village only, where both tell theirs: every village builds a road.
    """
    library = library.mutate(no=plain(library.project_no), name=plain(library.project_name))
    rows = rows.mutate(project_no=_.project_no.nullif(_.project_name))
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
    return _compared(lookup(rows, _renamed(rows.filter(_.entry_row.isnull()), free), "row_id"), library)


def _compared(rows: ir.Table, library: ir.Table) -> ir.Table:
    """Add comparable (by number or name) and renamable (by name, village and amount)."""
    filled = {"numbers": _.no.count(), "names": _.name.count(), "sums": _.planned_amount.count()}
    rows = rows.cross_join(library.agg(**filled, places=ibis.coalesce(_.village_name, _.place).count()))
    by_name = rows.name.notnull() & (rows.names > 0)
    placed = rows.village_name.notnull() & (rows.places > 0) & rows.funded.notnull() & (rows.sums > 0)
    told = {"comparable": by_name | (rows.no.notnull() & (rows.numbers > 0)), "renamable": by_name & placed}
    return subquery(rows.mutate(**told).drop(*filled, "places"))


def _renamed(rows: ir.Table, free: ir.Table) -> ir.Table:
    """``row_id``, ``renamed_row``, ``renamed_day``: the same village and amount, half of the characters that tell the name in both, entered
    before approval."""
    told = {"renamed_row": "row_id", "as_name": "name", "at": "place", "of_village": "village_name", "of_town": "town_name"}
    entries = free.select(**told, planned="planned_amount", renamed_day="entry_date")
    pairs = rows.select(*"row_id name town_name village_name funded approval_date".split()).cross_join(entries)
    in_time = (pairs.renamed_day <= pairs.approval_date).fill_null(True)
    pairs = pairs.filter((pairs.funded - pairs.planned).abs() < ROUNDING, _here(pairs), in_time)
    place = pairs.town_name.fill_null("")
    names = (name.replace(place, "").replace(pairs.village_name, "") for name in (pairs.name, pairs.as_name))
    one, other = (less("project.common_word", name) for name in names)
    # an edit distance counts bytes on one engine and characters on another
    near = pairs.filter(other != "", one.translate(other, "").length() * 2 <= one.length())
    order = [_.renamed_day.asc(nulls_first=False), _.renamed_row]
    return one_per(near, "row_id", order).select("row_id", "renamed_row", "renamed_day")


def _here(pairs: ir.Table) -> ir.BooleanValue:
    """Whether the library's entry is of the project's village; unknown where one of them names none."""
    entry = core(pairs.of_village, ibis.coalesce(pairs.of_town, pairs.town_name))
    return ibis.coalesce(entry == core(pairs.village_name, pairs.town_name), pairs.at.contains(pairs.village_name))
