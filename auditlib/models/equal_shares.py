"""Income shared out in equal parts (PROJ-11, ASSET-08)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.persons import at_home, homes
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import latest, lookup, one_per, subquery


def to_households(rows: ir.Table, poor_person: ir.Table, poor_household: ir.Table) -> ir.Table:
    """What of the distribution (`distributed`) was shared out to persons and kept: with ``household`` (the register's, else as listed, else
    the person); not the village's part."""
    rows = at_home(rows, homes(poor_person, poor_household)).mutate(household=ibis.coalesce(_.home, _.name))
    kept = rows.filter(_.household.notnull(), _.year.notnull(), _.amount > 0, ~_.taken_back)
    return subquery(kept.filter(~said("distribution.collective", _.reason).fill_null(False)))


def equal(rows: ir.Table, unit: str, poor_household: ir.Table, least: int) -> ir.Table:
    """Wages apart: ``unit``, ``year``, ``each``, ``households``, ``row`` (the first household's), ``related``: at least ``least``
    households got one and the same amount.

    ``x_size``: they are all of one size (unknown where a size is); ``x_design``: the plan or list says so much for each household, in
    ``x_design_words``.
    """
    shares = rows.filter(~said("distribution.wages", _.reason).fill_null(False))
    sums = shares.group_by(unit, "year", "household").agg(
        amount=_.amount.sum().cast(MONEY), row=_.row_id.min(), design=quoted("distribution.by_household", _.plan_doc, _.remark).max()
    )
    sizes = latest(poor_household, "hh_no").select(household="hh_no", size="member_count")
    found = (
        lookup(sums, sizes, "household")
        .group_by(unit, "year")
        .agg(
            households=_.count(),
            each=_.amount.min(),
            most=_.amount.max(),
            x_design_words=_.design.max(),
            sized=_["size"].count(),
            sizes=_["size"].nunique(),
            related=_.row.collect(),
        )
    )
    found = lookup(found, one_per(sums, [unit, "year"], [_.household]).select(unit, "year", "row"), [unit, "year"])
    one_size = ibis.cases((found.sizes > 1, False), (found.sized < found.households, ibis.null("boolean")), else_=True)
    found = found.filter((_.households >= least) & (_.each == _.most)).mutate(x_size=one_size, x_design=_.x_design_words.notnull())
    return found.drop("most", "sized", "sizes")
