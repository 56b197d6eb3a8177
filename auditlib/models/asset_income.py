"""Income of assets and who got it: what stayed undistributed, each receiver once."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.assets import plain, project_names, with_project
from auditlib.models.dates import literal_date
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import lookup, one_copy, one_per, subquery

INCOME = ("asset_no", "asset_name", "contract_no", "income_year", "received_amount", "received_on", "account")
#: The village's own share as a plan states it: 村集体提留30%.
VILLAGE_SHARE = r"集体[^0-9%％，。；]{0,6}([0-9]{1,2})[%％]"


def undistributed(asset_income: ir.Table, distribution: ir.Table, register: ir.Table | None, as_of: dt.date, months: int) -> ir.Table:
    """Per asset (or project) and year: ``received`` longer than ``months`` ago, ``distributed``, and the last such receipt to accuse.

    A project whose distribution names no asset is compared as a whole. ``village_share``: what of it the plan leaves to the village.
    """
    incomes = one_copy(asset_income, INCOME).select("row_id", *INCOME, "remark")
    incomes = incomes.mutate(
        asset=plain(ibis.coalesce(incomes.asset_no, incomes.asset_name)),
        year=ibis.coalesce(incomes.income_year, incomes.received_on.year()),
    )
    paid = distribution.select("row_id", "asset_no", "project_no", "income_year", "amount", "pay_date", "plan_doc", "remark", "reason")
    paid = paid.mutate(year=ibis.coalesce(paid.income_year, paid.pay_date.year()))
    paid = paid.filter(_.amount.notnull() & (_.pay_date.isnull() | (_.pay_date <= literal_date(as_of))))
    incomes, paid = _with_unit(incomes, paid, register)
    incomes = subquery(incomes.filter(_.unit.notnull() & _.year.notnull() & _.received_amount.notnull() & _.received_on.notnull()))
    old = (incomes.received_on + ibis.literal(months).as_interval("M")).cast("date") < literal_date(as_of)
    last = one_per(
        incomes.filter(old & (incomes.received_amount > 0)), ["unit", "year"], [_.received_on.desc(), _.received_amount.desc(), _.row_id]
    )
    sums = incomes.filter(old).group_by("unit", "year").agg(received=_.received_amount.sum().cast(MONEY), related=_.row_id.collect())
    noted = incomes.group_by("unit", "year").agg(
        noted=said("distribution.carried_over", _.remark).fill_null(False).any(),
        noted_words=quoted("distribution.carried_over", _.remark).max(),
    )
    shares = (
        paid.filter(_.unit.notnull() & _.year.notnull())
        .group_by("unit", "year")
        .agg(
            distributed=_.amount.sum().cast(MONEY),
            planned=said("distribution.carried_over", _.remark, _.plan_doc).fill_null(False).any(),
            planned_words=quoted("distribution.carried_over", _.remark, _.plan_doc).max(),
            percent=_.plan_doc.re_extract(VILLAGE_SHARE, 1).nullif("").cast("int64").max(),
            listed=said("distribution.collective", _.reason).fill_null(False).any(),
        )
    )
    key = ["unit", "year"]
    found = lookup(lookup(lookup(last, sums, key), noted, key), shares, key)
    # The village's share that the plan states stays with the village; where the list itself names it, it is distributed already.
    stays = ibis.ifelse(found.listed.fill_null(False), 0, found.percent).fill_null(0)
    return found.mutate(
        distributed=found.distributed.fill_null(0).cast(MONEY),
        village_share=share(found.received, stays, 100),
        x_carry=found.noted | found.planned.fill_null(False),
        x_carry_words=ibis.coalesce(found.noted_words, found.planned_words),
    )


def _with_unit(incomes: ir.Table, paid: ir.Table, register: ir.Table | None) -> tuple[ir.Table, ir.Table]:
    """Both with ``unit``: the asset, or its project where a distribution of the project names no asset."""
    if register is None:
        paid = paid.mutate(asset=plain(paid.asset_no))
        return incomes.mutate(unit=incomes.asset), paid.mutate(unit=ibis.coalesce(paid.asset, plain(paid.project_no)))
    names = project_names(register)
    assets = with_project(register, names, "asset_no", "asset_name")
    assets = assets.select(asset=plain(ibis.coalesce(assets.asset_no, assets.asset_name)), project="project")
    assets = assets.filter(_.asset.notnull()).group_by("asset").agg(project=_.project.min())
    paid = with_project(
        paid.mutate(project_name=ibis.null("string"), asset=plain(paid.asset_no)),
        names,
        "asset",
        "year",
        "amount",
        "plan_doc",
        "remark",
        "reason",
    )
    paid = lookup(paid.rename(stated="project"), assets, "asset")
    paid = paid.mutate(project=ibis.coalesce(paid.project, paid.stated))
    incomes = lookup(incomes, assets, "asset")
    incomes, paid = subquery(incomes), subquery(paid)
    whole = paid.filter(_.asset.isnull() & _.project.notnull()).select("project").distinct().mutate(whole=ibis.literal(True))
    incomes, paid = lookup(incomes, whole, "project"), lookup(paid, whole, "project")

    def unit(table: ir.Table) -> ir.Table:
        of_project = ibis.ifelse(table.whole.fill_null(False), ibis.literal("项目 ") + table.project, ibis.null("string"))
        return table.mutate(unit=ibis.coalesce(of_project, table.asset))

    return unit(incomes), unit(paid)


def receivers(distribution: ir.Table) -> ir.Table:
    """Payments to persons: amount above 0, ``year`` of the income."""
    rows = distribution.mutate(year=ibis.coalesce(distribution.income_year, distribution.pay_date.year()))
    rows = rows.filter((_.amount > 0) & _.id_no.notnull())
    return subquery(rows.select("row_id", "asset_no", "project_no", "year", "name", "id_no", "hh_no", "reason", "amount", "pay_date"))
