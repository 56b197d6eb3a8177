"""What a contract yields on the assets that it lets, who operates them, and where the operator's money came from (ASSET-05)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.asset_income import INCOME
from auditlib.models.assets import plain
from auditlib.models.dates import literal_date
from auditlib.models.vocabulary import lookup, one_copy, one_per, subquery

EPOCH = dt.date(2000, 1, 1)
GONE = "注销|吊销|异常|迁出|停业|严重违法|撤销"


def leases(asset_contract: ir.Table, assets: ir.Table) -> ir.Table:
    """One row per contract: ``worth`` of its assets (null when one is unknown), ``rent`` (stated once or asset by asset) and ``least_rent``.

    A contract over several assets that repeats one rent may mean the rent of all or of each: ``rent`` is then the sum, ``least_rent`` the single one.
    """
    rows = asset_contract.mutate(
        asset=plain(ibis.coalesce(asset_contract.asset_no, asset_contract.asset_name)),
        start=ibis.coalesce(asset_contract.start_date, asset_contract.sign_date),
    )
    rows = lookup(rows, assets.select("asset", "original_value", "asset_class"), "asset")
    rows = rows.mutate(
        lease=ibis.coalesce(
            rows.contract_no, rows.asset + "|" + rows.operator.fill_null("") + "|" + rows.start.cast("string").fill_null("")
        )
    )
    parts = one_per(rows.filter(_.lease.notnull()), ["lease", "asset"], [_.end_date.desc(nulls_first=False), _.row_id])
    sums = parts.group_by("lease").agg(
        assets=_.count(),
        valued=_.original_value.count(),
        worth=_.original_value.sum().cast(MONEY),
        rents=_.annual_rent.sum().cast(MONEY),
        least=_.annual_rent.min(),
        most=_.annual_rent.max(),
        public=_.asset_class.re_search("公益|到户").fill_null(False).any(),
    )
    first = one_per(parts, "lease", [_.annual_rent.desc(nulls_first=False), _.asset, _.row_id])
    found = lookup(first, sums, "lease")
    return subquery(
        found.mutate(
            worth=ibis.ifelse(found.assets == found.valued, found.worth, ibis.null(MONEY)),
            rent=found.rents,
            least_rent=ibis.ifelse(found.least == found.most, found.least, found.rents),
        )
    )


def operators_gone(rows: ir.Table, business_registration: ir.Table) -> ir.Table:
    """``lease``, ``status``, ``firm_row``: contracts whose operator is struck off or abnormal in the register of businesses.

    By its number, else by its name where all entries of that name say so.
    """
    firms = business_registration.mutate(gone=business_registration.status.re_search(GONE), firm=plain(business_registration.ent_name))
    facts = {"status": _.status.min(), "firm_row": _.row_id.min(), "gone": _.gone.fill_null(False).all()}
    by_no = firms.filter(_.uscc.notnull()).group_by("uscc").agg(**facts).rename(no_status="status", no_row="firm_row", no_gone="gone")
    by_name = (
        firms.filter(_.firm.notnull()).group_by("firm").agg(**facts).rename(name_status="status", name_row="firm_row", name_gone="gone")
    )
    found = lookup(lookup(rows.mutate(firm=plain(rows.operator)), by_no, "uscc"), by_name, "firm")
    found = found.filter(ibis.coalesce(found.no_gone, found.name_gone))
    return found.mutate(status=ibis.coalesce(found.no_status, found.name_status), firm_row=ibis.coalesce(found.no_row, found.name_row))


def from_projects(asset_income: ir.Table, project_payment: ir.Table, days: int) -> ir.Table:
    """Receipts whose remark or account says that they are principal or project money, or before which the payer got as much from a project.

    Adds ``paid_row``, ``paid_on``, ``paid`` of the last such payment within ``days``.
    """
    rows = one_copy(asset_income, INCOME).filter(_.received_amount > 0).mutate(payer=plain(_.operator))
    money = project_payment.filter(_.pay_date.notnull())
    money = money.select(payer=plain(money.payee), paid_row="row_id", paid_on="pay_date", paid="amount")
    pairs = rows.select("row_id", "payer", "received_on", "received_amount").join(money, "payer")
    before = pairs.received_on.delta(literal_date(EPOCH), unit="day") - pairs.paid_on.delta(literal_date(EPOCH), unit="day")
    pairs = pairs.filter(before.between(0, days), pairs.paid >= pairs.received_amount)
    last = one_per(pairs, "row_id", [_.paid_on.desc(), _.paid_row]).select("row_id", "paid_row", "paid_on", "paid")
    return lookup(rows, last, "row_id")
