"""Water supplies with the villages that they serve, and their tests (WATER-02 … WATER-04)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.rules._villages import items, with_place
from auditlib.rules.shared import one_per

STOPPED = "停用"


def supplies(water_project: ir.Table) -> ir.Table:
    """The newest row of each supply, with ``supply`` (number, else name) and ``works`` (not out of use)."""
    rows = water_project.mutate(supply=ibis.coalesce(_.supply_no, _.supply_name))
    return one_per(rows, "supply", [_.year.desc(), _.row_id]).mutate(works=(_.status != STOPPED).fill_null(True))


def served(supply: ir.Table, names: ir.Table) -> ir.Table:
    """One row (``of``: the supply's row_id, ``place``) for each village that a supply serves: those listed, else its own."""
    listed = with_place(items(supply, "villages"), names, "item", None).select("of", "place")
    own = with_place(supply.filter(_.villages.isnull()), names).select("place", of="row_id")
    return listed.union(own).filter(_.place.notnull()).distinct()


def tests(water_test: ir.Table, supply: ir.Table) -> ir.Table:
    """Tests with the ``supply`` that they are of, by number, else by a name that stands for one."""
    named = supply.filter(_.supply_name.notnull()).group_by(n_name=_.supply_name).agg(n_supply=_.supply.min(), many=_.supply.nunique())
    joined = water_test.left_join(named.filter(_.many == 1), [("supply_name", "n_name")])
    rows = joined.mutate(
        supply=ibis.coalesce(_.supply_no, _.n_supply, _.supply_name),
        bad=(_.result == "不合格").fill_null(False) | (~_.qualified).fill_null(False),
        good=((_.result == "合格") | (_.result.isnull() & _.qualified)).fill_null(False),
    )
    return rows.select(*water_test.columns, "supply", "bad", "good")
