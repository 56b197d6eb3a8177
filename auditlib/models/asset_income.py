"""Income of assets and who got it: what stayed undistributed, each receiver once."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.projects import project_names, with_project
from auditlib.models.texts import percent_said, quoted, said
from auditlib.models.vocabulary import TRUE, UNKNOWN, exists, first_true, lookup, one_copy, one_per, subquery, taken_back

#: What makes two receipts the same; of what is due and not received, the amount due too.
RECEIPT = ("asset_no", "asset_name", "contract_no", "income_year", "received_amount", "received_on", "account", "open_due")
#: What makes two entries of the distribution the same, whichever list holds them.
ENTRY = ("asset_no", "project_no", "income_year", "village_name", "hh_no", "name", "id_no", "reason", "amount", "pay_date")


@prepared
def receipts(asset_income: ir.Table) -> ir.Table:
    """Every receipt once, whatever lists hold it, with ``asset`` (its key) and ``year`` (of the income, else of the receipt)."""
    rows = asset_income.mutate(open_due=ibis.ifelse(asset_income.received_amount.isnull(), asset_income.due_amount, ibis.null(MONEY)))
    rows = one_copy(rows, RECEIPT, "due_amount").drop("open_due")
    asset = plain(ibis.coalesce(rows.asset_no, rows.asset_name))
    return subquery(rows.mutate(asset=asset, year=ibis.coalesce(rows.income_year, rows.received_on.year()).cast("int64")))


@prepared
def distributed(income_distribution: ir.Table) -> ir.Table:
    """Every entry of the distribution once, with ``year`` (of the income, else of the payment) and ``taken_back``, by a later entry or the
    remark."""
    rows = one_copy(income_distribution, ENTRY)
    rows = rows.mutate(
        year=ibis.coalesce(rows.income_year, rows.pay_date.year()).cast("int64"),
        who=ibis.coalesce(rows.id_no, rows.hh_no, rows.name),
        unit=ibis.coalesce(plain(rows.asset_no), plain(rows.project_no), ""),
    )
    rows = taken_back(rows, ("who", "unit", "year"))
    return subquery(rows.mutate(taken_back=_.taken_back | said("remark.returned", _.remark).fill_null(False)).drop("who", "unit"))


def undistributed(asset_income: ir.Table, distribution: ir.Table, register: ir.Table, as_of: dt.date, months: int) -> ir.Table:
    """Per asset (or project) and year: ``received`` longer than ``months`` ago, ``distributed``, and the last such receipt to accuse.

    A project whose distribution names no asset is compared as a whole. ``village_share``: what of it the plan leaves to the village;
    ``share_kept``: whether the list leaves it out (unknown where it does not tell what its rows are for). ``doubt``: why part of the
    distribution may be of this income though nobody tells.
    """
    key, carried = ["unit", "year"], "distribution.carried_over"
    dated = receipts(asset_income).filter(_.asset.notnull(), _.year.notnull(), _.received_amount.notnull(), _.received_on.notnull())
    incomes, paid = _with_unit(dated, _paid(distribution, as_of), register)
    paid = of_income(paid, incomes)
    old = incomes.filter((_.received_on + ibis.literal(months).as_interval("M")).cast("date") < literal_date(as_of))
    last = one_per(old.filter(_.received_amount > 0), key, [_.received_on.desc(), _.received_amount.desc(), _.row_id])
    sums = old.group_by(key).agg(received=_.received_amount.sum().cast(MONEY), related=_.row_id.collect())
    noted = incomes.group_by(key).agg(noted=said(carried, _.remark).fill_null(False).any(), noted_words=quoted(carried, _.remark).max())
    shares = (
        paid.filter(_.unit.notnull() & _.year.notnull())
        .group_by(key)
        .agg(
            distributed=_.amount.sum().cast(MONEY),
            planned=said(carried, _.remark, _.plan_doc).fill_null(False).any(),
            planned_words=quoted(carried, _.remark, _.plan_doc).max(),
            percent=percent_said("distribution.village_share", _.plan_doc).max(),
            listed=said("distribution.collective", _.reason).fill_null(False).any(),
            untold=_.reason.isnull().any(),
        )
    )
    found = _in_doubt(lookup(lookup(lookup(last, sums, key), noted, key), shares, key), paid, incomes)
    # The village's share that the plan states stays with the village; where the list itself names it, it is distributed already.
    stays = ibis.ifelse(found.listed.fill_null(False), 0, found.percent).fill_null(0)
    return found.mutate(
        distributed=found.distributed.fill_null(0).cast(MONEY),
        village_share=share(found.received, stays, 100),
        share_kept=ibis.ifelse(~found.listed & found.untold, UNKNOWN, TRUE),
        x_carry=found.noted | found.planned.fill_null(False),
        x_carry_words=ibis.coalesce(found.noted_words, found.planned_words),
    )


def _in_doubt(found: ir.Table, paid: ir.Table, incomes: ir.Table) -> ir.Table:
    """Add ``doubt``: entries of the year (or of a year not told) of a project that nobody knows to be another's, of nothing at all, or
    without an amount. Without its day an entry of the year after, of which nothing was received, may be of this."""
    strays = paid.filter(_.stray).mutate(by_name=_.stated.re_search("[一-龥]{2}"))
    strays = subquery(strays.union(strays.filter(_.income_year.isnull()).mutate(year=_.year - 1)))
    after = paid.filter(_.pay_date.isnull()).anti_join(incomes, ["unit", "year"]).select("unit", year=_.year - 1)
    undated = paid.filter(_.year.isnull()).select("unit")
    for name, part in {
        "of_number": strays.filter(~_.by_name),
        "of_name": strays.filter(_.by_name),
        "of_none": strays.filter(_.stated.isnull()),
    }.items():
        found = exists(found, part, "year", name)
    found = exists(exists(found, undated, "unit", "undated"), after, ["unit", "year"], "later")
    found = exists(found, paid.filter(_.amount.isnull()), ["unit", "year"], "blank")
    found = exists(found.mutate(before=_.year - 1), paid.select("unit", before="year"), ["unit", "before"], "year_before")
    elsewhere = (found.of_number & found.project_number.isnull()) | (found.of_name & found.project_named.isnull())
    reason = {
        "分配只写明项目，资产台账中没有对应关系，无法判断这项资产的收益是否已分配": found.distributed.isnull() & elsewhere,
        "分配没有写明资产、项目": found.of_none,
        "分配没有写明年度": found.undated | found.later,
        "分配金额为空": found.blank,
        "收益年度为空": found.income_year.isnull() & found.year_before,
    }
    return found.mutate(doubt=first_true(reason))


def _paid(distribution: ir.Table, as_of: dt.date) -> ir.Table:
    paid = distributed(distribution).filter(_.pay_date.isnull() | (_.pay_date <= literal_date(as_of)))
    return paid.mutate(asset=plain(paid.asset_no), project_name=ibis.null("string"))


def _with_unit(incomes: ir.Table, paid: ir.Table, register: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Both with ``project`` and ``unit``: the asset, or its project where a distribution of the project names no asset; ``stray``: whose
    assets nobody tells."""
    names = project_names(register)
    assets = with_project(register, names, "asset_no", "asset_name").mutate(asset=plain(ibis.coalesce(_.asset_no, _.asset_name)))
    numbered, named = _.project_no.min(), _.project_name.min()
    assets = assets.filter(_.asset.notnull()).group_by("asset").agg(project=_.project.min(), project_number=numbered, project_named=named)
    paid = with_project(paid, names, "asset", "year", "income_year", "pay_date", "amount", "plan_doc", "remark", "reason").rename(
        stated="project"
    )
    paid = subquery(lookup(paid, assets, "asset").mutate(project=ibis.coalesce(_.project, _.stated)))
    paid = exists(paid, assets, "project", "known").mutate(stray=_.asset.isnull() & ~_.known.fill_null(False))
    whole = paid.filter(_.asset.isnull() & _.project.notnull()).select("project").distinct().mutate(whole=True)

    def unit(table: ir.Table) -> ir.Table:
        table = lookup(table, whole, "project")
        return subquery(table.mutate(unit=ibis.ifelse(table.whole, ibis.literal("项目 ") + table.project, table.asset)))

    return unit(subquery(lookup(incomes, assets, "asset"))), unit(paid)


def of_income(paid: ir.Table, incomes: ir.Table) -> ir.Table:
    """``paid`` with the ``year`` of the income: a list that writes the year of payment (分红年度) shares out the year before, when nothing
    of its own year had been received yet from a ``unit`` whose ``incomes`` are known."""
    rows = lookup(paid, incomes.group_by("unit", "year").agg(first=_.received_on.min()), ["unit", "year"])
    rows = exists(rows, incomes, "unit", "earns")
    before = rows.earns & (rows.pay_date < rows["first"]).fill_null(True) & (rows.pay_date.year() == rows.year)
    return subquery(rows.mutate(year=rows.year - before.fill_null(False).cast("int64")).drop("first", "earns"))


def receivers(distribution: ir.Table) -> ir.Table:
    """Payments to persons: amount above 0, ``year`` of the income, and x_ret (taken back)."""
    rows = distributed(distribution).filter(_.amount > 0, _.id_no.notnull())
    columns = "row_id asset_no project_no year name id_no hh_no village_name reason amount pay_date".split()
    return subquery(rows.select(*columns, x_ret="taken_back"))


def nobodys(distribution: ir.Table) -> ir.Table:
    """Entries for a household or person that do not tell who got them, or how much: ``row_id``, ``not_judged``."""
    rows = distributed(distribution)
    person = ibis.coalesce(rows.hh_no, rows.name).notnull() & ~said("distribution.collective", rows.reason).fill_null(False)
    reason = {"“证件号码”为空": rows.id_no.isnull() & person, "“分配金额”为空": rows.id_no.notnull() & rows.amount.isnull()}
    return rows.select("row_id", not_judged=first_true(reason)).filter(_.not_judged.notnull())
