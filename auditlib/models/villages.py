"""Which village a name or a code means: written three ways, merged into a community, listed in one cell (DOMAIN §1.99, §4.1).

The code is compared first, then the name without its ending (村, 社区, 居委会 …) and without its town.
"""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import one_per, subquery

ENDING = "(村民委员会|社区居民委员会|居民委员会|村委会|居委会|社区|村|居)+$"
BETWEEN = r"[,，;；/|\s　、]+"


def core(name: ir.StringValue, town: ir.StringValue) -> ir.StringValue:
    """A village's name as it is compared; null when nothing is left."""
    bare = name.re_replace(r"[(（【\[][^)）】\]]*[)）】\]]|[\s　]", "")
    bare = ibis.ifelse(bare.startswith(town), bare.replace(town, ""), bare)
    return bare.re_replace(ENDING, "").nullif("")


def items(table: ir.Table, text: str) -> ir.Table:
    """One row (``of``, town_name, item) for each village that a cell lists."""
    cells = table.filter(table[text].notnull()).select("town_name", of="row_id", cell=table[text].re_replace(BETWEEN, "、"))
    return subquery(cells.select("of", "town_name", item=_.cell.split("、").unnest())).filter(_.item != "")


@prepared
def known_villages(village: ir.Table | None, *others: ir.Table | None) -> ir.Table:
    """Names and codes that mean a place, one row each: code, town, name → place. From L05 with its former names; without it from other ledgers."""
    if village is None:
        rows = [t.select(code="village_code", town="town_name", name=core(t.village_name, t.town_name)) for t in others if t is not None]
        rows = [t.mutate(place=ibis.coalesce(t.code, t.town.fill_null("") + "|" + t.name)) for t in rows]
    else:
        own = village.mutate(own=core(village.village_name, village.town_name))
        own = own.mutate(place=ibis.coalesce(own.village_code, own.town_name.fill_null("") + "|" + own.own))
        former = items(own, "former_names").inner_join(own.select("row_id", "place"), [("of", "row_id")])
        rows = [
            own.select("place", code="village_code", town="town_name", name="own"),
            former.select("place", code=ibis.null("string"), town="town_name", name=core(_.item, _.town_name)),
        ]
    rows = ibis.union(*rows, distinct=True) if len(rows) > 1 else rows[0].distinct()
    return subquery(rows.filter(_.place.notnull()))


def with_place(table: ir.Table, names: ir.Table, village: str = "village_name", code: str | None = "village_code") -> ir.Table:
    """Add ``place``: by the code, by town and name, by a name that only one place has; else the bare name, which may still equal another's."""
    rows = table.mutate(bare=core(table[village], table.town_name))
    by_town = one_per(names.filter(_.name.notnull()), ["town", "name"], [_.place]).select(t_town="town", t_name="name", t_place="place")
    alone = (
        names.filter(_.name.notnull()).group_by(n_name=_.name).agg(n_place=_.place.min(), places=_.place.nunique()).filter(_.places == 1)
    )
    rows = rows.left_join(by_town, [("town_name", "t_town"), ("bare", "t_name")])
    rows = subquery(rows.left_join(alone, [("bare", "n_name")]), *table.columns, "bare", "t_place", "n_place")
    found = [rows.t_place, rows.n_place, rows.bare]
    if code is not None:
        by_code = one_per(names.filter(_.code.notnull()), "code", [_.place]).select(c_code="code", c_place="place")
        rows = rows.left_join(by_code, [(code, "c_code")])
        found = [rows.c_place, rows.t_place, rows.n_place, rows.bare]
    return subquery(rows.mutate(place=ibis.coalesce(*found)), *table.columns, "place")
