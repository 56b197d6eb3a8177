"""Projects by the number or the name that another ledger gives them."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import either, lookup, subquery


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


@prepared
def with_project_no(table: ir.Table, project: ir.Table) -> ir.Table:
    """The table with project_no as the list of projects writes it, wherever `with_project` finds it there; else as it stands."""
    kept = [column for column in table.columns if column not in ("row_id", "project_no", "project_name")]
    rows = with_project(table, project_names(project), *kept)
    listed = project.filter(_.project_no.notnull()).group_by(project=plain(project.project_no)).agg(listed_no=_.project_no.min())
    rows = lookup(rows, listed, "project")
    return subquery(rows.mutate(project_no=ibis.coalesce(rows.listed_no, rows.project_no)), *table.columns)
