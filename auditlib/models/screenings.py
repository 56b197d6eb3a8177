"""The screening ledger (L45): which rows report a problem, and of which household of the register they are."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_per

#: What a row is known by where the register is not asked.
KEY = ibis.coalesce(_.hh_no, _.id_no, _.village_name + "|" + _.name)


def is_problem(rows: ir.Table) -> ir.BooleanValue:
    """The row reports a problem: by its result or by its text."""
    told = rows.problem.notnull() & ~said("problem.none", rows.problem)
    return (rows.result == "无保障").fill_null(False) | told


def members(people: ir.Table) -> ir.Table:
    """``hh_no`` and ``id_no`` of every member of the register, so that a ledger by heads, or under an old household number, is found."""
    return people.filter(_.hh_no.notnull(), _.id_no.notnull()).select("hh_no", "id_no").distinct()


def by_household(screening_ledger: ir.Table, people: ir.Table, homes: ir.Table) -> ir.Table:
    """The screening rows with ``home``: the register's household, by its number, by a member, or by a name that is one household's in its
    village."""
    of_member = one_per(members(people), "id_no", [_.hh_no]).rename(reg_hh="hh_no")
    rows = lookup(screening_ledger, of_member, "id_no")
    at = ibis.coalesce(_.village_name, "")
    names = people.filter(_.hh_no.notnull()).group_by(at=at, name=_.name).agg(named_hh=_.hh_no.min(), homes=_.hh_no.nunique())
    rows = lookup(rows.mutate(at=at), names.filter(_.homes == 1).drop("homes"), ["at", "name"])
    own = people.select("hh_no").union(homes.select("hh_no")).filter(_.hh_no.notnull()).distinct().mutate(is_home=ibis.literal(True))
    rows = lookup(rows, own, "hh_no")
    return rows.mutate(home=ibis.ifelse(rows.is_home.fill_null(False), rows.hh_no, ibis.coalesce(rows.reg_hh, rows.named_hh, rows.hh_no)))
