"""What a contract yields on the assets that it lets, who operates them, and where the operator's money came from (ASSET-05)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.asset_income import receipts
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.texts import said
from auditlib.models.vocabulary import as_listed, lookup, one_per, subquery

PUBLIC = ("公益性", "到户类")
EPOCH = dt.date(2000, 1, 1)
GONE = ("注销", "吊销", "经营异常", "停业", "迁出", "撤销", "严重违法")


def leases(asset_contract: ir.Table, assets: ir.Table) -> ir.Table:
    """One row per contract: ``worth`` of its assets (null when one is unknown), ``rent`` (stated once or asset by asset) and
    ``least_rent``.

    A contract over several assets that repeats one rent may mean the rent of all or of each: ``rent`` is then the sum, ``least_rent`` the
    single one.
    """
    parts = _parts(asset_contract, assets)
    sums = parts.group_by("lease").agg(
        worth=ibis.ifelse(_.original_value.isnull().any(), ibis.null(MONEY), _.original_value.sum().cast(MONEY)),
        rent=_.annual_rent.sum().cast(MONEY),
        least=_.annual_rent.min(),
        most=_.annual_rent.max(),
        public=_.asset_class.isin(PUBLIC).fill_null(False).any(),
    )
    found = lookup(one_per(parts, "lease", [_.annual_rent.desc(nulls_first=False), _.asset, _.row_id]), sums, "lease")
    return subquery(found.mutate(least_rent=ibis.ifelse(found.least == found.most, found.least, found.rent)))


def _parts(asset_contract: ir.Table, assets: ir.Table) -> ir.Table:
    """One row per contract (``lease``) and asset, with what the register knows of the asset."""
    rows = asset_contract.mutate(
        asset=plain(ibis.coalesce(asset_contract.asset_no, asset_contract.asset_name)),
        start=ibis.coalesce(asset_contract.start_date, asset_contract.sign_date),
    )
    # Rows without number of one operator, day and rent may be one contract that repeats its rent.
    rent = rows.annual_rent.cast("string")
    whose = ibis.coalesce(rows.operator + "|" + rent, rows.asset)
    apart = whose + "|" + rows.start.cast("string").fill_null("")
    rows = rows.mutate(lease=ibis.coalesce(rows.contract_no, apart)).filter(_.lease.notnull())
    rows = lookup(rows, assets.select("asset", "original_value", "asset_class"), "asset")
    return one_per(rows, ["lease", "asset"], [_.end_date.desc(nulls_first=False), _.row_id])


def operators_gone(rows: ir.Table, business_registration: ir.Table) -> ir.Table:
    """Contracts (with ``status``, ``firm_row``) whose operator is struck off or abnormal in the register of businesses.

    By its number, else by its name where all entries of that name say so.
    """
    firms = business_registration.mutate(gone=business_registration.status.isin(GONE), firm=plain(business_registration.ent_name))
    facts = {"status": _.status.min(), "firm_row": _.row_id.min(), "gone": _.gone.fill_null(False).all()}
    rows = rows.mutate(firm=plain(rows.operator))
    for by in ("uscc", "firm"):
        told = firms.filter(firms[by].notnull()).group_by(by).agg(**{f"{by}_{name}": fact for name, fact in facts.items()})
        rows = lookup(rows, told, by)
    either = {name: ibis.coalesce(rows[f"uscc_{name}"], rows[f"firm_{name}"]) for name in facts}
    rows = rows.mutate(**either).filter(_.gone)
    return rows.mutate(amount=_.annual_rent, lent_status=_.status, related=ibis.array([_.firm_row]))


def unknown(rows: ir.Table) -> ir.Table:
    """Contracts (`leases`) of which neither rent and value nor a ratio is known: ``row_id``, ``not_judged``."""
    known = ((rows.worth > 0) & (rows.rent >= 0)).fill_null(False) | rows.yield_ratio.notnull()
    return rows.filter(~known).select("row_id", not_judged=ibis.literal("年租金或资产原值不明，收益率也为空"))


def from_projects(asset_income: ir.Table, project_payment: ir.Table, asset_contract: ir.Table, days: int) -> ir.Table:
    """Receipts whose remark or account says that they are principal or project money, or before which the payer (the operator by the
    contract where the receipt names none) got as much from a project.

    Adds ``paid_row``, ``paid_on``, ``paid`` of the last such payment within ``days``.
    """
    lessees = asset_contract.filter(_.contract_no.notnull(), _.operator.notnull()).group_by("contract_no")
    rows = as_listed(receipts(asset_income).filter(_.received_amount > 0), "contract_no", asset_contract)
    rows = lookup(rows, lessees.agg(lessee=_.operator.min()), "contract_no")
    rows = rows.mutate(payer=plain(ibis.coalesce(_.operator, _.lessee)))
    money = project_payment.filter(_.pay_date.notnull())
    money = money.select(payer=plain(money.payee), paid_row="row_id", paid_on="pay_date", paid="amount")
    pairs = rows.select("row_id", "payer", "received_on", "received_amount").join(money, "payer")
    before = pairs.received_on.delta(literal_date(EPOCH), unit="day") - pairs.paid_on.delta(literal_date(EPOCH), unit="day")
    pairs = pairs.filter(before.between(0, days), pairs.paid >= pairs.received_amount)
    last = one_per(pairs, "row_id", [_.paid_on.desc(), _.paid_row]).select("row_id", "paid_row", "paid_on", "paid")
    rows = lookup(rows, last, "row_id")
    return rows.filter(_.paid_row.notnull() | said("income.from_principal", _.remark, _.account))
