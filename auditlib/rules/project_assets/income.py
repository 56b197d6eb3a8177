"""Income of assets: not collected (ASSET-04), too low or above reality (ASSET-05)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.amounts import MONEY, percent, share
from auditlib.models.dates import literal_date
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import breach
from auditlib.rules.catalogue import rule
from auditlib.rules.project_assets import rent, yields


@rule(
    "ASSET-04",
    basis="asset.rent_grace",
    severity="H",
    strength="A",
    amount="I",
    accuses=("asset_contract", "asset_income"),
    needs="asset_income.received_amount|asset_income.arrears",
    claims=("x_waiver", "x_offset", "x_ended"),
)
def income_not_collected(asset_contract, asset_income, *, policy, as_of):
    """Rent or guaranteed income is not collected in full after the days of grace, or a contract year has no record of collection.

    Without a day agreed, rent is due by the later of 31 December and the end of the contract year. Only whole contract years count.
    """
    leases = rent.contracts(asset_contract)
    rows = rent.incomes(asset_income, leases)
    found = rent.received(rows, leases, as_of)
    short = found.select(
        "row_id",
        "asset",
        "asset_name",
        "year",
        "due",
        "received",
        "annual_rent",
        "payment_terms",
        "related",
        contract_no=ibis.coalesce(found.contract_no, found.income_contract),
        operator="payer",
        due_on=rent.due_on(found),
        aspect=ibis.null("string"),
        x_waiver=found.waived.fill_null(False) | rent.applies(found.terms_remark, "rent.waived", found.year),
        x_waiver_words=ibis.coalesce(found.waived_words, quoted("rent.waived", found.terms_remark)),
        x_offset=found.offset.fill_null(False) | rent.applies(found.terms_remark, "rent.offset", found.year),
        x_offset_words=ibis.coalesce(found.offset_words, quoted("rent.offset", found.terms_remark)),
        x_ended=ibis.literal(False),
        x_ended_words=ibis.null("string"),
    )
    gaps = rent.unrecorded(leases, rows)
    unrecorded = gaps.select(
        "row_id",
        "asset",
        "asset_name",
        "year",
        due=gaps.annual_rent,
        received=ibis.literal(0).cast(MONEY),
        annual_rent="annual_rent",
        payment_terms="payment_terms",
        related=ibis.array([ibis.null("int64")]),
        contract_no="contract_no",
        operator="operator",
        due_on="due_on",
        aspect=gaps.year.cast("string"),
        x_waiver=rent.applies(gaps.remark, "rent.waived", gaps.year),
        x_waiver_words=quoted("rent.waived", gaps.remark),
        x_offset=rent.applies(gaps.remark, "rent.offset", gaps.year),
        x_offset_words=quoted("rent.offset", gaps.remark),
        x_ended=rent.applies(gaps.remark, "asset.contract_ended", gaps.year),
        x_ended_words=quoted("asset.contract_ended", gaps.remark),
    )
    found = short.union(unrecorded)
    found = found.mutate(owed=(found.due - found.received).cast(MONEY), overdue_days=literal_date(as_of).delta(found.due_on, unit="day"))
    found = found.filter((_.owed > 0) & (_.overdue_days > int(policy.value("asset.rent_grace"))))
    return found.mutate(occurred_on=_.due_on, questioned_amount=_.owed)


@rule(
    "ASSET-05",
    basis=("asset.min_yield", "asset.max_yield", "asset.round_trip_days"),
    severity="M",
    strength="B",
    amount="I",
    accuses=("asset_contract", "asset_income"),
)
def yield_unreal(asset_contract, asset_register, asset_income=None, project_payment=None, business_registration=None, *, policy, as_of):
    """A contract yields less or more than the usual range, its operator is struck off or abnormal, or income was paid out of principal or project money.

    Weak agricultural projects earn little: a low yield alone is only pointed out (提示), without an amount.
    """
    rows = yields.leases(asset_contract, operation.registered(asset_register))
    found = _outside(rows, policy)
    if business_registration is not None:
        gone = yields.operators_gone(rows, business_registration)
        ended = (gone.end_date < literal_date(as_of)).fill_null(False)
        found = found.union(
            _yield_lead(gone, "经营主体异常", gone.annual_rent, lent_status=gone.status, x_ended=ended, related=ibis.array([gone.firm_row]))
        )
    if asset_income is not None:
        paid = yields.from_projects(asset_income, project_payment, int(policy.value("asset.round_trip_days")))
        paid = paid.filter(_.paid_row.notnull() | said("income.from_principal", _.remark, _.account))
        paid = paid.mutate(start="received_on", annual_rent=ibis.null(MONEY), worth=ibis.null(MONEY))
        found = found.union(
            _yield_lead(
                paid,
                "以本返息",
                paid.received_amount,
                paid=paid.paid,
                paid_on=paid.paid_on,
                related=ibis.array([paid.paid_row]),
            )
        )
    return found


def _yield_lead(rows, kind, amount, **changes):
    usual = {
        "earned": ibis.null(MONEY), "lent_status": ibis.null("string"), "paid": ibis.null(MONEY), "paid_on": ibis.null("date"),
        "severity": ibis.literal("M"), "related": ibis.array([ibis.null("int64")]), "x_agreed": ibis.literal(False), "x_public": ibis.literal(False),
        "x_ended": ibis.literal(False),
    }  # fmt: skip
    kind = ibis.literal(kind) if isinstance(kind, str) else kind
    return breach(
        rows, "asset_name contract_no operator annual_rent worth", on="start", amount=amount, kind=kind, aspect=kind, **usual | changes
    )


def _outside(rows, policy):
    """Contracts outside the range however a repeated rent is read; without values the ratio that the contract states."""
    least, most = (int(policy.value(f"asset.{end}_yield") * 100) for end in ("min", "max"))
    stated = (rows.yield_ratio * 100).cast("int64")
    by_value = ((rows.worth > 0) & (rows.rent > 0)).fill_null(False)
    low = ibis.ifelse(by_value, rows.rent < share(rows.worth, least, 10_000), (stated > 0) & (stated < least))
    ceiling = share(rows.worth, most, 10_000)
    high = ibis.ifelse(by_value, rows.least_rent > ceiling, stated > most)
    rows = rows.mutate(by_value=by_value, kind=ibis.cases((low, "收益率偏低"), (high, "收益率偏高"), else_=ibis.null("string")))
    rows = rows.mutate(over=ibis.ifelse(high & by_value, rows.least_rent - ceiling, ibis.null(MONEY))).filter(_.kind.notnull())
    earned = ibis.ifelse(rows.by_value, percent(rows.rent, rows.worth), rows.yield_ratio.cast(MONEY))
    return _yield_lead(
        rows,
        rows.kind,
        rows.over,
        earned=earned,
        severity=ibis.ifelse(rows.kind == "收益率偏低", "L", "M"),
        x_agreed=said("document.cited", rows.remark).fill_null(False),
        x_public="public",
    )
