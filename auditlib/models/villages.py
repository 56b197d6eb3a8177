"""Which village a name or a code means: written three ways, merged into a community, listed in one cell (DOMAIN §1.99, §4.1).

The code is compared first, then the name without its ending (村, 社区, 居委会 …) and without its town.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import either, exists, lookup, one_per, subquery

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
def known_villages(village: ir.Table, *others: ir.Table) -> ir.Table:
    """Names and codes that mean a place, one row each: code, town, name → place. From L05 with its former names; without it from other
    ledgers."""
    given = [table for table in (others if absent(village) else (village,)) if not absent(table)] or [village]
    own = either(*(t.select("row_id", code="village_code", town="town_name", name=core(t.village_name, t.town_name)) for t in given))
    own = own.mutate(place=ibis.coalesce(_.code, _.town.fill_null("") + "|" + _.name)).filter(_.place.notnull())
    former = items(village, "former_names").inner_join(own.select("place", of="row_id"), "of")
    former = former.select(code=ibis.null("string"), town="town_name", name=core(_.item, _.town_name), place="place")
    return subquery(own.drop("row_id").union(former).distinct())


def with_place(table: ir.Table, names: ir.Table, village: str = "village_name", code: str | None = "village_code") -> ir.Table:
    """Add ``place``: by the code, by town and name, by a name that only one place has; else the bare name, which may still equal
    another's. Null where no village is told, or a name that several towns have for one of another town, or of none."""
    rows = table.mutate(bare=core(table[village], table.town_name))
    named = names.filter(_.name.notnull())
    by_town = one_per(named, ["town", "name"], [_.place]).select(town_name="town", bare="name", of_town="place")
    several = _.place.nunique() > 1
    alone = named.group_by(bare=_.name).agg(of_name=ibis.ifelse(several, ibis.null("string"), _.place.min()), several=several)
    rows = subquery(lookup(lookup(rows, by_town, ["town_name", "bare"]), alone, "bare"))
    rows = rows.mutate(bare=ibis.ifelse(rows.several.fill_null(False), ibis.null("string"), rows.bare))
    if code is None:
        return subquery(rows.mutate(place=ibis.coalesce(_.of_town, _.of_name, _.bare)), *table.columns, "place")
    by_code = one_per(names.filter(_.code.notnull()), "code", [_.place]).select("place", **{code: "code"})
    rows = lookup(rows, by_code.rename(of_code="place"), code)
    return subquery(rows.mutate(place=ibis.coalesce(_.of_code, _.of_town, _.of_name, _.bare)), *table.columns, "place")


def unplaced(rows: ir.Table, names: ir.Table, village: ir.Table) -> ir.Table:
    """Rows (`with_place`) whose village is not known: none is told, or one that is not in the county's list of villages."""
    return rows.filter(_.place.isnull()) if absent(village) else rows.anti_join(names, "place")


def may_be_here(rows: ir.Table, others: ir.Table, name: str) -> ir.Table:
    """``rows`` with ``name``: whether any of ``others``, whose villages are not known, may be of a row's: they are of its town, or one of
    the two tells no town."""
    rows = exists(rows, others, "town_name", "in_town")
    rows = rows.cross_join(others.agg(some=_.count() > 0, anywhere=_.town_name.isnull().any().fill_null(False)))
    return subquery(rows.mutate(**{name: rows.in_town.fill_null(rows.some) | rows.anywhere}).drop("in_town", "some", "anywhere"))
