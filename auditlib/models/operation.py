"""What inspections say of projects and assets in operation, and what an asset earns (PROJ-09, ASSET-09)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.asset_income import receipts
from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.projects import project_names, with_project
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import filled, lookup, one_per, subquery

IDLE = ("闲置", "停用", "损毁")
LOST = "未找到"
#: Why the newest of several inspections is not known.
DISORDERED = "巡查日期为空，几次巡查状况不同，不知先后"
REGISTER = (
    "asset_no asset_name asset_class village_name state formed_on original_value book_value disposal_doc operator right_cert_no remark"
).split()


def one_asset(assets: ir.Table) -> ir.Table:
    """One row per asset: the same number and name in two lists is one asset (a running number alone may be several), without a number the
    same name in a village, of one project and value."""
    where, value = assets.village_name.fill_null("") + "｜", assets.original_value.cast("string").fill_null("")
    other = where + assets.project.fill_null("") + "｜" + value
    rows = assets.mutate(other=ibis.ifelse(assets.asset_no.isnull(), other, ""))
    return one_per(rows, ["asset_no", "asset_name", "other"], [_.original_value.desc(nulls_first=False), _.row_id]).drop("other")


@prepared
def registered(asset_register: ir.Table) -> ir.Table:
    """One row per asset with ``asset`` (its key: the number, else a name that no other asset without number has), ``project``,
    ``asset_row``; further columns as listed."""
    names = project_names(asset_register)
    rows = one_asset(with_project(asset_register, names, *REGISTER))
    alike = ibis.window(group_by=["asset_no", "asset_name"])
    own = ibis.ifelse(rows.asset_no.isnull() & (_.row_id.count().over(alike) > 1), "#" + rows.row_id.cast("string"), rows.asset_name)
    rows = rows.mutate(asset=plain(ibis.coalesce(rows.asset_no, own)), asset_row="row_id")
    return subquery(one_per(rows.filter(_.asset.notnull()), "asset", [_.original_value.desc(nulls_first=False), _.row_id]))


def inspected(operation_inspection: ir.Table, asset_register: ir.Table, as_of: dt.date) -> ir.Table:
    """All inspections up to the audit date with ``thing``, ``newest`` (no later one of the thing is known), and what the register knows of
    it.

    An inspection that names only the project is of its asset, where it has one. ``no``: the project that it names. Where one without a day
    found another state than the others, nobody knows which was the last: ``disordered``.
    """
    rows = operation_inspection.filter(_.inspect_date.isnull() | (_.inspect_date <= literal_date(as_of)))
    rows = rows.mutate(
        asset=plain(ibis.coalesce(rows.asset_no, rows.asset_name)), no=plain(ibis.coalesce(rows.project_no, rows.project_name))
    )
    assets = registered(asset_register)
    only = assets.group_by(no="project").agg(n=_.count(), only=_.asset.min()).filter(_.n == 1).drop("n")
    rows = lookup(rows, only, "no").mutate(asset=ibis.coalesce(_.asset, _.only))
    known = "asset asset_row original_value book_value formed_on asset_class".split()
    rows = lookup(rows, assets.select(*known), "asset")
    rows = rows.mutate(thing=ibis.coalesce(rows.asset, rows.no), value=rows.original_value, since=rows.formed_on)
    place = ibis.row_number().over(ibis.window(group_by="thing", order_by=[_.inspect_date.desc(nulls_first=False), _.state, _.row_id]))
    alike = ibis.window(group_by="thing")
    undated = (rows.row_id.count().over(alike) > rows.inspect_date.count().over(alike)) & (
        rows.state.min().over(alike) != rows.state.max().over(alike)
    )
    rows = rows.mutate(first=place == 0, disordered=undated.fill_null(False)).filter(_.thing.notnull())
    return subquery(rows.mutate(newest=_.first | (_.disordered & _.inspect_date.isnull())).drop("first"))


def of_projects(rows: ir.Table, project: ir.Table) -> ir.Table:
    """Inspections with the project's fiscal money and last day as ``value`` and ``since``, where the register does not know the asset's."""
    facts = projects(project).mutate(no=plain(ibis.coalesce(_.project_no, _.project_name))).filter(_.no.notnull())
    rows = lookup(rows, facts.select("no", money="approved_amount", done="finish_date"), "no")
    return subquery(rows.mutate(value=ibis.coalesce(rows.value, rows.money), since=ibis.coalesce(rows.since, rows.done)))


def unused(rows: ir.Table, value: ir.DecimalValue) -> ir.DecimalValue:
    """The part of a value that is not in use by an inspection; the whole where it does not say."""
    idle = ibis.ifelse(rows.utilisation.between(0, 100), 100 - rows.utilisation, 100).fill_null(100)
    return share(value, (idle * 100).cast("int64"), 10_000)


def first_year(since: ir.DateValue, on: ir.DateValue) -> ir.BooleanValue:
    """Whether a day lies within the year of trial after completion."""
    return on < (since + ibis.interval(months=12)).cast("date")


def speaking_for(rows: ir.Table) -> ir.Table:
    """Inspections with reasons for standing still that are no breach: the first year, a disaster, rent waived by a document (x_trial …,
    and the words)."""
    rows = claim(claim(rows, "x_disaster", "disaster", rows.reason, rows.remark), "x_waiver", "rent.waived", rows.reason, rows.remark)
    return rows.mutate(
        x_trial=first_year(rows.since, rows.inspect_date),
        x_waiver=rows.x_waiver & said("document.cited", rows.reason, rows.remark),
    )


def earnings(asset_income: ir.Table, assets: ir.Table, as_of: dt.date) -> ir.Table:
    """Per operating asset: ``nothing_months`` (closed years listed without any income, and none since), ``empty_until`` (the last of them),
    ``waived`` (the rent of all of them, by a document) and of the last year that can be judged ``year``, ``received`` and ``noted``
    (remarks waive the rent by a document).

    A year can be judged when it is over, or its dues are received, in a list that tells what was. ``operates``: it is an operating asset by
    its class, or where that is not told by what is due for it (else unknown).
    """
    waived = (said("rent.waived", _.remark) & said("document.cited", _.remark)).fill_null(False)
    years = (
        receipts(asset_income)
        .mutate(waived=waived, told=_.received_amount.notnull() | filled(_.received_amount))
        .filter(_.asset.notnull(), _.year.notnull(), _.told)
        .group_by("asset", "year")
        .agg(received=_.received_amount.fill_null(0).sum().cast(MONEY), due=_.due_amount.max(), noted=_.waived.any())
    )
    closed = as_of.year - 1
    ended = years.filter(_.year <= closed).mutate(paid_year=_.year.max(where=_.received > 0).over(ibis.window(group_by="asset")))
    last = ended.group_by("asset").agg(
        first_year=_.year.min(),
        last_year=_.year.max(),
        paid_year=_.paid_year.max(),
        waived=_.noted.all(where=_.year > ibis.coalesce(_.paid_year, 0)),
    )
    later = years.filter(_.year > closed, _.received > 0).select("asset").distinct()
    empty = last.anti_join(later, "asset").mutate(nothing_months=(_.last_year - ibis.coalesce(_.paid_year, _.first_year - 1)) * 12)
    judged = years.filter((_.year <= closed) | (_.received >= _.due)).filter(_.received > 0)
    judged = one_per(judged, "asset", [_.year.desc()]).drop("due")
    let = years.group_by("asset").agg(let=(_.due > 0).fill_null(False).any())
    found = lookup(lookup(assets, empty.select("asset", "nothing_months", "waived", empty_until="last_year"), "asset"), judged, "asset")
    operates = ibis.coalesce(_.asset_class == "经营性", _.let.nullif(False))
    return lookup(found, let, "asset").mutate(operates=operates).filter(_.operates.fill_null(True))
