"""Projects by the number or the name that another ledger gives them."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import TRUE, either, lookup, subquery


def project_names(*tables: ir.Table) -> ir.Table:
    """``text`` → ``number`` for every project name that stands for one number in the ledgers given."""
    pairs = either(*(t.select(text=plain(t.project_name), number=plain(t.project_no)) for t in tables))
    pairs = pairs.filter(_.text.notnull() & _.number.notnull() & (_.text != _.number))
    return pairs.group_by("text").agg(numbers=_.number.nunique(), number=_.number.min()).filter(_.numbers == 1).drop("numbers")


def with_project(table: ir.Table, names: ir.Table, *columns: str) -> ir.Table:
    """``columns`` of ``table`` with ``project``: the project's number, also where its name stands in the number's place, else its name."""
    table = table.select("row_id", "project_no", "project_name", *columns)
    table = table.mutate(as_no=plain(table.project_no), as_name=plain(table.project_name))
    table = lookup(table, names.select(as_no="text", by_no="number"), "as_no")
    table = lookup(table, names.select(as_name="text", by_name="number"), "as_name")
    key = ibis.coalesce(table.by_no, table.as_no, table.by_name, table.as_name)
    return subquery(table.mutate(project=key).drop("as_no", "as_name", "by_no", "by_name"))


def numbered(project: ir.Table) -> ir.Table:
    """The list of projects, in which the name of one without a number stands for it, where no project of another place, or with a number,
    is called so."""
    place = project.town_name.fill_null("") + "｜" + project.village_name.fill_null("")
    named = project.mutate(text=plain(project.project_name), place=place)
    own = named.filter(_.text.notnull()).group_by("text").agg(places=_.place.nunique(), numbers=_.project_no.count())
    rows = lookup(named, own, "text")
    name = ibis.ifelse((rows.places == 1) & (rows.numbers == 0), rows.project_name, ibis.null("string"))
    return subquery(rows.mutate(project_no=ibis.coalesce(rows.project_no, name)), *project.columns)


@prepared
def with_project_no(table: ir.Table, project: ir.Table) -> ir.Table:
    """The table with project_no as the list of projects writes it, wherever `with_project` finds it there; else as it stands."""
    kept = [column for column in table.columns if column not in ("row_id", "project_no", "project_name")]
    rows = with_project(table, project_names(project), *kept)
    listed = numbered(project).filter(_.project_no.notnull()).group_by(project=plain(_.project_no)).agg(listed_no=_.project_no.min())
    rows = lookup(rows, listed, "project")
    return subquery(rows.mutate(project_no=ibis.coalesce(rows.listed_no, rows.project_no)), *table.columns)


def may_hold(rows: ir.Table, other: ir.Table, name: str) -> ir.Table:
    """``rows`` (projects, with ``project``) with ``name``: whether ``other`` (`with_project`) holds an entry that nothing ties to any of
    them and that may be theirs: it names no project, or by its number one that they know by name only, or the other way; and no other
    village.
    """
    strays = other.anti_join(rows, "project")
    strays = strays.select(s_no=plain(_.project_no), s_name=plain(_.project_name), s_village="village_name").distinct()
    facts = rows.select("project", "village_name", no=plain(rows.project_no), name=plain(rows.project_name))
    pairs = strays.cross_join(facts)
    no, text = (cell.isnull() for cell in (pairs.s_no, pairs.s_name))
    tied = ~(no & text) & ~(text & pairs.no.isnull()) & ~(no & pairs.name.isnull())
    near = (pairs.s_village == pairs.village_name).fill_null(True)
    held = pairs.filter(~tied, near).select("project").distinct().mutate(held=TRUE)
    return subquery(lookup(rows, held, "project").mutate(**{name: _.held.fill_null(False)}).drop("held"))
