"""Income of assets: not collected (ASSET-04), too low or above reality (ASSET-05)."""

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.amounts import MONEY, percent, share
from auditlib.models.dates import literal_date
from auditlib.models.texts import claim
from auditlib.models.vocabulary import breach, first_true, kinds
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.project_assets import rent, yields


@rule(
    "ASSET-04",
    basis="asset.rent_grace",
    severity="H",
    strength="A",
    amount="I",
    accuses=("asset_contract", "asset_income"),
    needs="asset_income.received_amount|asset_income.arrears",
    decides=(
        "asset_income.income_year|asset_income.received_on",
        "asset_income.asset_no|asset_income.asset_name|asset_income.contract_no",
    ),
    claims=("x_waiver", "x_offset", "x_ended"),
)
def income_not_collected(asset_contract, asset_income, *, policy, as_of):
    """Rent or guaranteed income is not collected in full after the days of grace, or a contract year has no record of collection.

    Without a day agreed, rent is due by the later of 31 December and the end of the contract year. Only whole contract years count. What
    other years brought beyond their due may cover the arrears. A contract year without record is not judged where receipts that do not tell
    whose or of which year they are may be of it.
    """
    leases = rent.contracts(asset_contract)
    rows = rent.incomes(asset_income, leases)
    told = {"少收": rent.received(rows, leases, as_of), "无记录": rent.unrecorded(leases, rows), "未判断": rent.undated(leases)}
    found = kinds(told)
    unrecorded = found.aspect == "无记录"
    found = rent.excused(found, unrecorded).mutate(
        overdue_days=literal_date(as_of).delta(found.due_on, unit="day"),
        aspect=ibis.ifelse(unrecorded, found.year.cast("string"), ibis.null("string")),
    )
    found = rent.with_other_years(found.mutate(overdue=_.overdue_days > int(policy.value("asset.rent_grace"))))
    facts = (
        "asset asset_name year due received annual_rent payment_terms related contract_no operator due_on aspect "
        "x_waiver x_waiver_words x_offset "
        "x_offset_words x_ended x_ended_words x_other_year owed overdue_days not_judged"
    )
    return breach(
        found.filter((found.overdue & (found.owed > 0)) | (found.overdue.fill_null(True) & found.not_judged.notnull())),
        facts,
        on="due_on",
        amount="owed",
    )


@rule(
    "ASSET-05",
    basis=("asset.min_yield", "asset.max_yield", "asset.round_trip_days"),
    severity="M",
    strength="B",
    amount="I",
    accuses=("asset_contract", "asset_income"),
    exceeds=("asset.min_yield", "asset.max_yield"),
    claims="x_agreed",
)
def yield_unreal(
    asset_contract, asset_register, asset_income=ABSENT, project_payment=ABSENT, business_registration=ABSENT, *, policy, as_of
):
    """A contract yields less or more than the usual range, its operator is struck off or abnormal, or income was paid out of principal or
    project money.

    Weak agricultural projects earn little: a low yield alone is only pointed out (提示), without an amount. The range is our choice: as
    long as nobody has confirmed it, a yield outside it only ranks, as in PROJ-09.
    """
    rows = yields.leases(asset_contract, operation.registered(asset_register))
    gone = yields.operators_gone(rows, business_registration)
    days = int(policy.value("asset.round_trip_days"))
    paid = yields.from_projects(asset_income, project_payment, asset_contract, days)
    told = {
        "收益率": _outside(rows, policy),
        "经营主体异常": gone.mutate(x_ended=(_.end_date < literal_date(as_of)).fill_null(False)),
        "未判断": yields.unknown(rows).anti_join(gone, "row_id"),
        "以本返息": paid.mutate(amount=_.received_amount, start=_.received_on, related=ibis.array([_.paid_row])),
    }
    found = kinds(told)
    by_range = found.aspect == "收益率"
    return breach(
        found.mutate(kind=ibis.ifelse(by_range, found.kind, found.aspect)),
        "asset_name contract_no operator annual_rent worth kind earned lent_status paid paid_on related x_agreed x_agreed_words "
        "x_public x_ended not_judged",
        on="start",
        amount="amount",
        aspect="kind",
        severity=ibis.ifelse(_.kind == "收益率偏低", "L", "M"),
        strength=ibis.ifelse(by_range, ibis.null("string"), "B"),
    )


def _outside(rows, policy):
    """Contracts outside the range however a repeated rent is read; without values the ratio that the contract states."""
    least, most = (int(policy.value(f"asset.{end}_yield") * 100) for end in ("min", "max"))
    stated = (rows.yield_ratio * 100).cast("int64")
    by_value = ((rows.worth > 0) & (rows.rent >= 0)).fill_null(False)
    ceiling = share(rows.worth, most, 10_000)
    low = ibis.ifelse(by_value, rows.rent < share(rows.worth, least, 10_000), (stated > 0) & (stated < least))
    high = ibis.ifelse(by_value, rows.least_rent > ceiling, stated > most)
    rows = rows.mutate(
        kind=first_true({"收益率偏低": low, "收益率偏高": high}),
        amount=ibis.ifelse(high & by_value, rows.least_rent - ceiling, ibis.null(MONEY)).cast(MONEY),
        earned=ibis.ifelse(by_value, percent(rows.rent, rows.worth), rows.yield_ratio.cast(MONEY)),
        x_public="public",
    )
    return claim(rows.filter(_.kind.notnull()), "x_agreed", "document.cited", _.remark).mutate(x_agreed=_.x_agreed.fill_null(False))
