"""Projects by the name that another ledger gives them."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.assets import plain
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import lookup, subquery


@prepared
def with_project_no(table: ir.Table, project: ir.Table) -> ir.Table:
    """The table with a missing project_no filled from the project's name, where that name stands for one project only."""
    named = project.filter(_.project_no.notnull()).mutate(of_name=plain(_.project_name)).group_by("of_name")
    one = named.agg(named_no=_.project_no.min(), n=_.project_no.nunique()).filter(_.n == 1, _.of_name.notnull()).drop("n")
    joined = lookup(table.mutate(of_name=plain(table.project_name)), one, "of_name")
    return subquery(joined.mutate(project_no=ibis.coalesce(joined.project_no, joined.named_no)), *table.columns)
