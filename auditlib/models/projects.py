"""Projects by the name that another ledger gives them."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import subquery


@prepared
def with_project_no(table: ir.Table, project: ir.Table | None) -> ir.Table:
    """The table with a missing project_no filled from the project's name, where that name stands for one project only."""
    if project is None:
        return table
    named = (
        project.filter(_.project_name.notnull(), _.project_no.notnull())
        .group_by("project_name")
        .agg(named_no=_.project_no.min(), projects=_.project_no.nunique())
    )
    one = named.filter(_.projects == 1).select("named_no", of_name="project_name")
    joined = table.left_join(one, [table.project_name == one.of_name])
    others = [c for c in table.columns if c != "project_no"]
    return subquery(joined.select(*others, project_no=ibis.coalesce(joined.project_no, joined.named_no)), *table.columns)
