"""Water supplies with the villages that they serve, and their tests (WATER-02 … WATER-04)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.villages import items, with_place
from auditlib.models.vocabulary import as_listed, either, exists, lookup, one_per

STOPPED = "停用"


def keyed(water_project: ir.Table) -> ir.Table:
    """All rows with ``supply``: its number, else its name."""
    return water_project.mutate(supply=ibis.coalesce(_.supply_no, _.supply_name))


@prepared
def supplies(water_project: ir.Table) -> ir.Table:
    """The newest row of each supply, with ``supply``, ``works`` (not out of use) and how many ``rows`` it has (years, or villages)."""
    rows = keyed(water_project)
    rows = rows.mutate(rows=rows.count().over(ibis.window(group_by=["supply", "year"])))
    return one_per(rows, "supply", [_.year.desc(), _.row_id]).mutate(works=(_.status != STOPPED).fill_null(True))


@prepared
def served(water_project: ir.Table, names: ir.Table) -> ir.Table:
    """One row (``supply``, ``place``) for each village that a supply serves: those that its rows list, else the rows' own."""
    rows = keyed(water_project)
    listed = with_place(items(rows, "villages"), names, "item", None)
    own = with_place(rows.filter(_.villages.isnull()), names).mutate(of=_.row_id)
    every = either(listed.select("of", "place"), own).filter(_.place.notnull())
    return every.inner_join(rows.select("supply", of="row_id"), "of").select("supply", "place").distinct()


def unlisted(supply: ir.Table) -> ir.Table:
    """Supplies of which it is not known which villages they serve: none listed, or a list that is cut short."""
    nowhere = supply.villages.isnull() & (
        supply.village_name.isnull() | ((supply.supply_type != "分散").fill_null(False) & (supply.rows == 1))
    )
    return supply.filter(nowhere | said("water.open_list", supply.villages).fill_null(False))


def tests(water_test: ir.Table, supply: ir.Table) -> ir.Table:
    """Tests with the ``supply`` that they are of, by a number that is known, else by a name that stands for one; bad, good, and the items
    ``asked``."""
    named = supply.group_by(bare=plain(_.supply_name)).agg(named=_.supply.min(), many=_.supply.nunique())
    rows = lookup(water_test.mutate(bare=plain(_.supply_name)), named.filter(_.many == 1), "bare")
    rows = exists(as_listed(rows, "supply_no", supply), supply, "supply_no", "known")
    return rows.mutate(
        supply=ibis.coalesce(ibis.ifelse(_.known, _.supply_no, ibis.null("string")), _.named, _.supply_no, _.supply_name),
        asked=_["items"].re_replace(r"[，,；;/|\s　和及]+", "、").split("、"),
        bad=(_.result == "不合格").fill_null(False) | (~_.qualified).fill_null(False),
        good=((_.result == "合格") | (_.result.isnull() & _.qualified)).fill_null(False),
    )
