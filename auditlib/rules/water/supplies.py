"""Water supplies with the villages that they serve, and their tests (WATER-02 … WATER-04)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.villages import items, with_place
from auditlib.models.vocabulary import UNKNOWN, as_listed, either, exists, left_empty, lookup, one_per, unread

STOPPED = "停用"


def keyed(water_project: ir.Table) -> ir.Table:
    """All rows with ``supply``: its number, else its name in its town; a row without either is a supply of its own."""
    named = _.town_name.fill_null("") + "｜" + _.supply_name
    return water_project.mutate(supply=ibis.coalesce(_.supply_no, named, _.row_id.cast("string")))


@prepared
def supplies(water_project: ir.Table) -> ir.Table:
    """The newest row of each supply, with ``supply``, how many ``rows`` it has (years, or villages) and ``works``: it is not out of use,
    unknown where a list that tells the state of others does not tell its."""
    rows = keyed(water_project)
    silent = left_empty(rows, "status") | unread(rows, "status")
    rows = rows.mutate(
        rows=rows.count().over(ibis.window(group_by=["supply", "year"])),
        works=ibis.cases((rows.status.notnull(), rows.status != STOPPED), (silent, UNKNOWN), else_=True),
    )
    return one_per(rows, "supply", [_.year.desc(), _.row_id])


@prepared
def served(water_project: ir.Table, names: ir.Table) -> ir.Table:
    """One row (``supply``, ``town_name``, ``place``) for each village that a supply serves: those that its rows list, else the rows' own.
    ``place`` is null for one that is not known."""
    rows = keyed(water_project)
    listed = with_place(items(rows, "villages"), names, "item", None)
    own = with_place(rows.filter(_.villages.isnull()), names).mutate(of=_.row_id)
    every = either(listed.select("of", "town_name", "place"), own)
    return every.inner_join(rows.select("supply", of="row_id"), "of").select("supply", "town_name", "place").distinct()


def unlisted(supply: ir.Table, strange: ir.Table) -> ir.Table:
    """Supplies of which it is not known which villages they serve: none listed, a list that is cut short, or a ``strange`` village
    (`villages.unplaced`)."""
    nowhere = supply.villages.isnull() & (
        supply.village_name.isnull() | ((supply.supply_type != "分散").fill_null(False) & (supply.rows == 1))
    )
    vague = supply.filter(nowhere | said("water.open_list", supply.villages).fill_null(False))
    return vague.union(supply.semi_join(strange, "supply"), distinct=True)


def of_whole_town(supply: ir.Table) -> ir.Table:
    """Supplies that serve their whole town, by the words of their list."""
    return supply.filter(said("water.whole_town", supply.villages), _.town_name.notnull())


def tests(water_test: ir.Table, supply: ir.Table) -> ir.Table:
    """Tests with the ``supply`` that they are of, by a number that is known, else by a name that stands for one (in its town, or at all);
    bad, good, and the items ``asked``."""
    bare = supply.mutate(bare=plain(_.supply_name))
    of_town, alone = (
        bare.group_by(by).agg(**{name: _.supply.min(), "many": _.supply.nunique()}).filter(_.many == 1).drop("many")
        for name, by in (("in_town", ["bare", "town_name"]), ("named", ["bare"]))
    )
    rows = lookup(lookup(water_test.mutate(bare=plain(_.supply_name)), of_town, ["bare", "town_name"]), alone, "bare")
    rows = exists(as_listed(rows, "supply_no", supply), supply, "supply_no", "known")
    return rows.mutate(
        supply=ibis.coalesce(ibis.ifelse(_.known, _.supply_no, ibis.null("string")), _.in_town, _.named, _.supply_no, _.supply_name),
        asked=_["items"].re_replace(r"[，,；;/|\s　和及]+", "、").split("、"),
        bad=(_.result == "不合格").fill_null(False) | (~_.qualified).fill_null(False),
        good=((_.result == "合格") | (_.result.isnull() & _.qualified)).fill_null(False),
    )
