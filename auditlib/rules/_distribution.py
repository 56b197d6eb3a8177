"""Asset income and who got it: what stayed undistributed (ASSET-06), which receivers were not entitled (ASSET-07)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import same_name
from auditlib.models.persons import deaths, members, spells
from auditlib.models.vocabulary import UNKNOWN, lookup, one_copy, one_per, subquery
from auditlib.rules._assets import plain, project_names, with_project

INCOME = ("asset_no", "asset_name", "contract_no", "income_year", "received_amount", "received_on", "account")
CARRIED = "结转"
STOPPED = "不享受|不再享受"
KINDS = ("死亡", "不享受政策", "非建档", "财政供养", "村干部")


def undistributed(asset_income: ir.Table, distribution: ir.Table, register: ir.Table | None, as_of: dt.date, months: int) -> ir.Table:
    """Per asset (or project) and year: ``received`` longer than ``months`` ago, ``distributed``, and the last such receipt to accuse.

    A project whose distribution names no asset is compared as a whole.
    """
    incomes = one_copy(asset_income, INCOME).select("row_id", *INCOME, "remark")
    incomes = incomes.mutate(
        asset=plain(ibis.coalesce(incomes.asset_no, incomes.asset_name)),
        year=ibis.coalesce(incomes.income_year, incomes.received_on.year()),
    )
    paid = distribution.select("row_id", "asset_no", "project_no", "income_year", "amount", "pay_date", "plan_doc", "remark")
    paid = paid.mutate(year=ibis.coalesce(paid.income_year, paid.pay_date.year()))
    paid = paid.filter(_.amount.notnull() & (_.pay_date.isnull() | (_.pay_date <= literal_date(as_of))))
    incomes, paid = _with_unit(incomes, paid, register)
    incomes = subquery(incomes.filter(_.unit.notnull() & _.year.notnull() & _.received_amount.notnull() & _.received_on.notnull()))
    old = (incomes.received_on + ibis.literal(months).as_interval("M")).cast("date") < literal_date(as_of)
    last = one_per(
        incomes.filter(old & (incomes.received_amount > 0)), ["unit", "year"], [_.received_on.desc(), _.received_amount.desc(), _.row_id]
    )
    sums = incomes.filter(old).group_by("unit", "year").agg(received=_.received_amount.sum().cast(MONEY), related=_.row_id.collect())
    noted = incomes.group_by("unit", "year").agg(noted=_.remark.re_search(CARRIED).fill_null(False).any())
    shares = (
        paid.filter(_.unit.notnull() & _.year.notnull())
        .group_by("unit", "year")
        .agg(
            distributed=_.amount.sum().cast(MONEY),
            planned=(_.remark.re_search(CARRIED).fill_null(False) | _.plan_doc.re_search(CARRIED).fill_null(False)).any(),
        )
    )
    key = ["unit", "year"]
    found = lookup(lookup(lookup(last, sums, key), noted, key), shares, key)
    return found.mutate(distributed=found.distributed.fill_null(0).cast(MONEY), x_carry=found.noted | found.planned.fill_null(False))


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
        paid.mutate(project_name=ibis.null("string"), asset=plain(paid.asset_no)), names, "asset", "year", "amount", "plan_doc", "remark"
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


def with_death(rows: ir.Table, death_register: ir.Table | None, persons: ir.Table | None, as_of: dt.date) -> ir.Table:
    """Add ``dead`` (paid after death, or income of a later year), ``accrued`` (income of the year of death or earlier), ``living`` others of the household."""
    if death_register is None:
        return rows.mutate(
            dead=ibis.literal(False),
            accrued=ibis.literal(False),
            death_date=ibis.null("date"),
            dead_name=UNKNOWN,
            living=UNKNOWN,
            dead_row=ibis.null("int64"),
        )
    rows = lookup(rows, deaths(death_register, as_of).rename(dead_row="death_row"), "id_no")
    accrued = (rows.year <= rows.death_date.year()).fill_null(False)
    dead = (rows.death_date.notnull() & ((rows.pay_date > rows.death_date) | ~accrued)).fill_null(False)
    rows = rows.mutate(dead=dead, accrued=dead & accrued, dead_name=~same_name(rows.name, rows.death_name)).drop(
        "death_name", "death_source"
    )
    if persons is None:
        return rows.mutate(living=UNKNOWN)
    rows = subquery(rows)
    others = members(persons).filter(_.member_id.notnull())
    others = lookup(others.rename(id_no="member_id"), deaths(death_register, as_of).select("id_no", "death_row"), "id_no")
    alive = others.filter(others.death_row.isnull() & others.alive.fill_null(True) & others.died_on.isnull()).select("reg_hh").distinct()
    home = persons.filter(_.hh_no.notnull() & _.id_no.notnull()).select("id_no", reg_hh="hh_no").distinct()
    asked = rows.select("row_id", "id_no", reg_hh="hh_no").union(
        rows.select("row_id", "id_no").join(home, "id_no").select("row_id", "id_no", "reg_hh")
    )
    met = asked.filter(_.reg_hh.notnull()).join(alive, "reg_hh").select("row_id").distinct()
    rows = lookup(rows, met.mutate(living=ibis.literal(True)), "row_id")
    return rows.mutate(living=rows.living.fill_null(False))


def with_register(rows: ir.Table, persons: ir.Table | None, households: ir.Table | None) -> ir.Table:
    """Add ``unlisted`` (neither person nor household in the register), ``stopped`` (no longer enjoying the policy by the end of the income's
    year) and ``stopped_before`` (already by its first day; null when nothing is known for then)."""
    sources = [t for t in (persons, households) if t is not None]
    if not sources:
        return rows.mutate(unlisted=ibis.literal(False), stopped=ibis.literal(False), stopped_before=UNKNOWN)
    rows = subquery(rows)
    keyed = [
        t.select("snapshot_date", "policy_status", key=ibis.literal(kind) + t[c])
        for t in sources
        for kind, c in (("id:", "id_no"), ("hh:", "hh_no"))
    ]
    entries = ibis.union(*keyed).filter(_.key.notnull())
    asked = [
        rows.select("row_id", "year", key=ibis.literal("id:") + rows.id_no),
        rows.select("row_id", "year", key=ibis.literal("hh:") + rows.hh_no),
    ]
    if persons is not None:
        home = persons.filter(_.hh_no.notnull() & _.id_no.notnull()).select("id_no", of_hh="hh_no").distinct()
        via = rows.select("row_id", "year", "id_no").join(home, "id_no")
        asked.append(via.select("row_id", "year", key=ibis.literal("hh:") + via.of_hh))
    met = ibis.union(*asked).join(entries, "key")
    said = met.policy_status.re_search(STOPPED)
    met = met.mutate(
        said=said, ahead=met.snapshot_date.year() < met.year, by_start=_first_day(met), by_end=met.snapshot_date.year() <= met.year
    )
    met = met.mutate(by_start=met.ahead | met.by_start)
    found = met.group_by("row_id").agg(
        newest=_.snapshot_date.max(where=_.by_end & _.said.notnull()),
        newest_before=_.snapshot_date.max(where=_.by_start & _.said.notnull()),
    )
    met = lookup(met, found, "row_id")
    # of two entries of one snapshot the one in favour of the household
    stopped = met.group_by("row_id").agg(
        stopped=_.said.all(where=_.snapshot_date == _.newest), stopped_before=_.said.all(where=_.snapshot_date == _.newest_before)
    )
    rows = lookup(rows, stopped.mutate(listed=ibis.literal(True)), "row_id")
    # heads only: who is not the head, without a household number, may still belong to a listed household
    judged = rows.hh_no.notnull() if persons is None else ibis.literal(True)
    return rows.mutate(unlisted=rows.listed.isnull() & judged, stopped=rows.stopped.fill_null(False))


def _first_day(met: ir.Table) -> ir.BooleanValue:
    """A snapshot of 1 January, or of a bare year, speaks for the whole year."""
    date = met.snapshot_date
    return (date.year() == met.year) & (date.month() == 1) & (date.day() == 1)


def with_staff(rows: ir.Table, fiscal_payroll: ir.Table | None, kinds: list[str]) -> ir.Table:
    """Add ``staff`` (on the payroll in service in the income's year or month of payment), ``staff_unit``, ``staff_name_differs``."""
    if fiscal_payroll is None:
        return rows.mutate(
            staff=ibis.literal(False), staff_unit=ibis.null("string"), staff_name_differs=UNKNOWN, staff_row=ibis.null("int64")
        )
    rows = subquery(rows)
    real = spells(fiscal_payroll).filter(_.staff_type.isin(kinds) & (_.staff_status.isnull() | (_.staff_status == "在职")))
    pairs = rows.select("row_id", "id_no", "name", "year", paid_month=month(rows.pay_date)).join(real, "id_no")
    year_from, year_to = pairs.year * 12 + 1, pairs.year * 12 + 12
    begun, open_ = ibis.coalesce(pairs.first_month, 0), ibis.coalesce(pairs.last_month, 999999)
    within = ((begun <= year_to) & (open_ >= year_from)) | pairs.paid_month.between(begun, open_)
    found = pairs.filter(within.fill_null(False))
    found = found.mutate(differs=~same_name(found.name, found.staff_name))
    found = one_per(found, "row_id", [_.differs.asc(nulls_first=False), _.unit, _.staff_row])
    found = found.select("row_id", "staff_row", staff_unit="unit", staff_name_differs="differs", staff=ibis.literal(True))
    rows = lookup(rows, found, "row_id")
    return rows.mutate(staff=rows.staff.fill_null(False))


def with_cadre(rows: ir.Table, village_cadre: ir.Table | None) -> ir.Table:
    """Add ``cadre`` (a village cadre in office in the income's year), ``post``, ``cadre_name_differs``."""
    if village_cadre is None:
        return rows.mutate(cadre=ibis.literal(False), post=ibis.null("string"), cadre_name_differs=UNKNOWN, cadre_row=ibis.null("int64"))
    rows = subquery(rows)
    office = village_cadre.filter(_.id_no.notnull()).select("id_no", "post", "from_date", "to_date", cadre_name="name", cadre_row="row_id")
    pairs = rows.select("row_id", "id_no", "name", "year").join(office, "id_no")
    begun = (pairs.from_date.year() <= pairs.year).fill_null(True)
    still = (pairs.to_date.year() >= pairs.year).fill_null(True)
    found = pairs.filter(begun & still)
    found = found.mutate(differs=~same_name(found.name, found.cadre_name))
    found = one_per(found, "row_id", [_.differs.asc(nulls_first=False), _.post, _.cadre_row])
    found = found.select("row_id", "post", "cadre_row", cadre_name_differs="differs", cadre=ibis.literal(True))
    rows = lookup(rows, found, "row_id")
    return rows.mutate(cadre=rows.cadre.fill_null(False))


def kinds(rows: ir.Table) -> ir.StringValue:
    """The reasons that speak against a receiver, in Chinese, joined by 、."""
    text = ibis.literal("")
    for column, name in zip(("dead", "stopped", "unlisted", "staff", "cadre"), KINDS, strict=True):
        text = text + ibis.ifelse(rows[column], f"、{name}", "")
    return text.substr(1)
