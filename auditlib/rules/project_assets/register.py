"""The register of assets: assets missing in it (ASSET-01), ownership (ASSET-02), value (ASSET-03)."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import ibis
from ibis import _

from auditlib.errors import NotRun
from auditlib.models import assets as models
from auditlib.models.amounts import MONEY, share
from auditlib.models.assets import last_acceptance, one_asset, plain, project_names, settled, with_project
from auditlib.models.dates import literal_date
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import lookup, one_per, subquery
from auditlib.rules.catalogue import rule

ASSET = ("row_id", "asset_no", "asset_name", "asset_class", "project_no", "project_name", "original_value")
#: A personal name: two to four characters, none of which makes it a village, a place or an office.
PERSON = r"^[一-龥·]{2,4}$"


@rule(
    "ASSET-01",
    severity="M",
    strength="A",
    amount="I",
    accuses=("project", "asset_register"),
    needs=("asset_register.project_no|asset_register.project_name", "acceptance.conclusion"),
)
def asset_not_registered(project, asset_register, acceptance, *, as_of):
    """An accepted project has no asset in the register, or the asset is registered and not booked by the village collective.

    Accepted means that the last conclusion is 合格. Where several projects share a name, an asset that has only the name
    stands for the project of its village.
    """
    names = project_names(project, acceptance)
    acceptances = with_project(acceptance, names, *models.ACCEPTANCE)
    accepted = subquery(last_acceptance(acceptances, as_of).filter(_.passed))
    projects = one_per(
        with_project(project, names, "category", "village_name", "approved_amount").filter(_.project.notnull()),
        "project",
        [_.project_no.asc(nulls_first=False), _.row_id],
    )
    assets = with_project(asset_register, names, *models.ASSET)
    amounts = settled(acceptances)
    missing = subquery(lookup(projects.join(accepted, "project"), amounts, "project").anti_join(assets, "project"))
    missing = missing.anti_join(_by_name(missing, assets), "project")
    texts = [missing.category, missing.project_name]
    unregistered = missing.select(
        "row_id",
        "project_no",
        "project_name",
        "category",
        "accepted_on",
        kind=ibis.literal("未登记"),
        asset_name=ibis.null("string"),
        value=ibis.coalesce(missing.audited, missing.submitted, missing.approved_amount),
        related=ibis.array([missing.acceptance_row]),
        x_consumable=said("asset.consumable", *texts),
        x_household=said("asset.of_households", *texts),
    )

    known_state = lookup(one_asset(assets), projects.select("project", of_project=_.row_id), "project")
    known_state = lookup(known_state, accepted, "project").filter(~_.booked & (_.of_project.isnull() | _.passed.notnull()))
    unbooked = known_state.select(
        "row_id",
        "project_no",
        "project_name",
        category="asset_class",
        accepted_on="accepted_on",
        kind=ibis.literal("未入账"),
        asset_name="asset_name",
        value="original_value",
        related=ibis.array([ibis.null("int64")]),
        x_consumable=said("asset.consumable", known_state.asset_name),
        x_household=known_state.asset_class.contains("到户"),
    )
    found = unregistered.union(unbooked)
    return found.mutate(occurred_on=_.accepted_on, questioned_amount=_.value.cast(MONEY), aspect=_.kind)


def _by_name(projects, assets):
    """Projects for which an asset has the project's name only, in the same village where both name one."""
    one, other = (assets.select(text=plain(column), asset_village="village_name") for column in (assets.project_no, assets.project_name))
    named, wanted = one.union(other).distinct(), projects.select("project", "village_name", text=plain(projects.project_name)).distinct()
    elsewhere = (wanted.village_name != named.asset_village).fill_null(False)
    return wanted.join(named, [wanted.text == named.text, ~elsewhere]).select("project").distinct()


@rule(
    "ASSET-02",
    basis="asset.right_days",
    severity="M",
    strength="A",
    amount="I",
    needs=("asset_register.right_date|asset_register.right_cert_no",),
)
def ownership_unsettled(asset_register, acceptance=None, asset_share=None, *, policy, as_of):
    """An asset has no title too long after acceptance, a firm or person has that of one that earns, or the villages' shares do not add up.

    The amount is the asset's value; where only the shares do not add up, what they differ by.
    """
    names = project_names(asset_register, acceptance)
    assets = one_asset(with_project(asset_register, names, *models.ASSET))
    if acceptance is None:
        assets = assets.mutate(accepted_on=ibis.null("date"))
    else:
        passed = last_acceptance(with_project(acceptance, names, *models.ACCEPTANCE), as_of).filter(_.passed)
        assets = lookup(assets, passed.select("project", "accepted_on"), "project")
    assets = assets.mutate(since=ibis.coalesce(assets.accepted_on, assets.formed_on))
    assets = (
        lookup(assets, _shares(asset_share), "asset_no")
        if asset_share is not None
        else assets.mutate(ratio_sum=ibis.null("decimal(18,8)"), amount_sum=ibis.null(MONEY))
    )
    assets = subquery(assets)
    days = literal_date(as_of).delta(assets.since, unit="day")
    untitled = assets.right_date.isnull() & (days > int(policy.value("asset.right_days")))
    uneven = ((assets.ratio_sum - 1).abs() > ibis.literal(Decimal("0.001"), type="decimal(4,3)")) | (
        (assets.amount_sum - assets.original_value).abs() > 1
    )
    kinds = (("未确权", untitled), ("权属不当", (assets.asset_class == "经营性") & _private(assets)), ("份额不符", uneven))
    certified = answered(assets.right_cert_no).notnull()
    parts = [
        assets.mutate(kind=ibis.literal(kind), days=days, certified=certified if kind == "未确权" else ibis.literal(False)).filter(
            breach.fill_null(False)
        )
        for kind, breach in kinds
    ]
    return ibis.union(*parts).select(
        *ASSET,
        "owner",
        "right_date",
        "right_cert_no",
        "since",
        "days",
        "ratio_sum",
        "amount_sum",
        "kind",
        aspect="kind",
        occurred_on="since",
        questioned_amount=ibis.ifelse(_.kind == "份额不符", _uneven_by(_), _.original_value),
        x_cert="certified",
        x_household=_.asset_class.contains("到户"),
    )


def _uneven_by(assets):
    """What the villages' shares together lack of the asset, or have too much of it: by their amounts, else by their ratios."""
    by_ratio = share(assets.original_value, ((assets.ratio_sum - 1).abs() * 100_000_000).cast("int64"), 100_000_000)
    return ibis.coalesce((assets.amount_sum - assets.original_value).abs().nullif(0), by_ratio).cast(MONEY)


def _private(assets):
    """Owned by an enterprise or a person instead of the collective; a village's bare name (李家庄) is no person."""
    owner = assets.owner.re_replace(r"\s", "")
    villages = assets.filter(_.village_name.notnull()).select(name=_.village_name.re_replace("(村|社区|居委会|村委会)$", "")).distinct()
    person = owner.re_search(PERSON) & ~said("asset.not_a_person", owner) & ~owner.isin(villages.name).fill_null(False)
    return ~said("asset.collective_owner", owner) & (said("asset.enterprise_owner", owner) | person)


def _shares(asset_share):
    """Per asset the sums of shares, null when a village's share is blank; a village's equal row in two lists counts once."""
    columns = ["asset_no", "village_code", "village_name", "share_ratio", "share_amount"]
    rows = asset_share.filter(_.asset_no.notnull()).select(*columns).distinct()
    sums = rows.group_by("asset_no").agg(
        n=_.count(),
        ratios=_.share_ratio.count(),
        amounts=_.share_amount.count(),
        ratio=_.share_ratio.sum().cast("decimal(18,8)"),
        amount=_.share_amount.sum().cast(MONEY),
    )
    return sums.select(
        "asset_no",
        ratio_sum=ibis.ifelse(sums.n == sums.ratios, sums.ratio, ibis.null("decimal(18,8)")),
        amount_sum=ibis.ifelse(sums.n == sums.amounts, sums.amount, ibis.null(MONEY)),
    )


@rule(
    "ASSET-03",
    basis=("asset.value_abs_tol", "asset.value_rel_tol"),
    severity="M",
    strength="A",
    amount="I",
    needs=("asset_register.original_value", "asset_register.project_no|asset_register.project_name"),
)
def value_mismatch(asset_register, acceptance=None, project_payment=None, project=None, procurement_contract=None, *, policy, as_of):
    """The original values of a project's assets differ from the audited sum (else from what was paid) by more than is allowed.

    The project's largest asset is accused. A project whose asset stands at the contract price while the price is not yet paid
    in full, and nothing is audited yet, is spared.
    """
    if acceptance is None and project_payment is None:
        raise NotRun("缺少资料：验收与结算台账、项目报账支付明细都没有")
    names = project_names(project, acceptance, project_payment, asset_register)
    assets = one_asset(with_project(asset_register, names, *models.ASSET)).filter(_.project.notnull())
    totals = assets.group_by("project").agg(
        value=_.original_value.sum().cast(MONEY), assets=_.count(), valued=_.original_value.count(), related=_.row_id.collect()
    )
    totals = totals.filter(_.assets == _.valued)
    totals = lookup(totals, _costs(names, acceptance, project_payment, project, procurement_contract, as_of), "project")
    relative = ibis.literal(policy.value("asset.value_rel_tol"), type=MONEY)
    absolute = ibis.literal(policy.value("asset.value_abs_tol"), type=MONEY)
    cost = ibis.coalesce(totals.audited, totals.paid)
    totals = totals.mutate(cost=cost, deviation=(totals.value - cost).cast(MONEY))
    totals = totals.mutate(
        allowed=ibis.greatest((totals.cost * relative * ibis.literal(Decimal("0.01"), type="decimal(3,2)")).round(2).cast(MONEY), absolute)
    )
    found = totals.filter((_.cost > 0) & (_.deviation.abs() > _.allowed))
    largest = one_per(assets, "project", [_.original_value.desc(), _.asset_no.asc(nulls_first=False), _.asset_name, _.row_id])
    found = largest.select(*ASSET, "project").join(found, "project")
    gap = found.deviation.abs()

    def explains(amount):
        return ibis.ifelse(amount > 0, (gap - amount).abs() <= found.allowed, False)

    return found.select(
        *ASSET,
        "assets",
        "value",
        "cost",
        "deviation",
        "allowed",
        "related",
        cost_basis=ibis.ifelse(found.audited.notnull(), "审定金额", "累计支付"),
        occurred_on="accepted_on",
        questioned_amount=gap.cast(MONEY),
        x_fees=explains(found.fees),
        x_other=explains(found.other_amount) | explains(found.other_amount + found.fees.fill_null(0)),
        x_unpaid=ibis.ifelse(found.audited.isnull(), (found.contracted - found.value).abs() <= found.allowed, False)
        & (found.deviation > 0),
    )


def _costs(names, acceptance, project_payment, project, procurement_contract, as_of):
    """Per project what went into it: ``audited``, ``paid``, ``fees``, ``other_amount``, ``contracted``, ``accepted_on``; null where not handed in."""
    none = {c: ibis.null(MONEY) for c in ("audited", "paid", "fees", "other_amount", "contracted")} | {"accepted_on": ibis.null("date")}
    parts = []
    if acceptance is not None:
        keyed = with_project(acceptance, names, *models.ACCEPTANCE)
        parts += [settled(keyed).select("project", "audited"), last_acceptance(keyed, as_of).select("project", "accepted_on")]
    if project_payment is not None:
        parts.append(models.paid(with_project(project_payment, names, *models.PAYMENT), as_of).select("project", "paid", "fees"))
    if project is not None:
        parts.append(with_project(project, names, "other_amount").group_by("project").agg(other_amount=_.other_amount.max()))
    if procurement_contract is not None:
        contracts = one_per(
            with_project(procurement_contract, names, "contract_no", "package_no", "contract_amount"),
            ["project", "contract_no", "package_no"],
            [_.row_id],
        )
        parts.append(contracts.group_by("project").agg(contracted=_.contract_amount.sum().cast(MONEY)))
    keys = reduce(lambda one, other: one.union(other), [part.select("project") for part in parts]).filter(_.project.notnull()).distinct()
    costs = reduce(lambda one, other: lookup(one, other, "project"), parts, keys)
    return costs.mutate(**{name: null for name, null in none.items() if name not in costs.columns})
