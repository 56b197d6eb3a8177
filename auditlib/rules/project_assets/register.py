"""The register of assets: assets missing in it (ASSET-01), ownership (ASSET-02), value (ASSET-03)."""

from decimal import Decimal

import ibis
from ibis import _

from auditlib.models.acceptances import ACCEPTANCE, concluded
from auditlib.models.amounts import MONEY, share
from auditlib.models.contracts import each_once
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.operation import one_asset
from auditlib.models.projects import may_hold, project_names, with_project
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import TRUE, UNKNOWN, as_listed, breach, exists, filled, first_true, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule

ASSET = "asset_no asset_name asset_class project_no project_name original_value"
LISTED = "asset_no asset_name asset_class original_value village_name booked formed_on owner right_date right_cert_no".split()
PAYMENT = "contract_no pay_date payee amount voucher_no purpose stage source_file source_sheet".split()
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

    Accepted means that the last conclusion says so. Where several projects share a name, an asset that has only the name stands for the
    project of its village. What may be in either list under no project's name, or is in both under a conclusion that is blank, is not
    judged.
    """
    names = project_names(project, acceptance)
    accepted = _accepted(acceptance, names, as_of)
    listed = with_project(project, names, "category", "village_name", "approved_amount").filter(_.project.notnull())
    projects = one_per(listed, "project", [_.project_no.asc(nulls_first=False), _.row_id])
    projects = lookup(projects, accepted, "project").mutate(acceptance_of=_.refused.notnull())
    projects = may_hold(projects, with_project(acceptance, names, "village_name"), "perhaps_accepted")
    assets = with_project(asset_register, names, *LISTED)
    projects = may_hold(projects, assets, "perhaps_registered")
    found = kinds({"未登记": _to_be_registered(_unregistered(projects, assets)), "未入账": _unbooked(assets, projects)})
    facts = "project_no project_name category accepted_on kind asset_name value related x_consumable x_household not_judged"
    return breach(found.mutate(kind=_.aspect), facts, on="accepted_on", amount="value", aspect="kind")


def _accepted(acceptance, names, as_of):
    """What acceptances up to the audit date say, per ``project``."""
    rows = with_project(acceptance, names, *ACCEPTANCE)
    return concluded(rows.filter(_.accept_date.isnull() | (_.accept_date <= literal_date(as_of))), "project")


def _unregistered(projects, assets):
    """Projects of which no asset is in the register, that were accepted or of which that is not known."""
    projects = subquery(projects.anti_join(assets, "project"))
    named = _by_name(projects, assets)
    rows = lookup(projects.anti_join(named.filter(_.sure), "project"), named.select("project", shared=TRUE).distinct(), "project")
    unknown = rows.passed.isnull() & (rows.acceptance_of | rows.perhaps_accepted)
    reason = {"验收没有写明是哪个项目": rows.perhaps_accepted, "验收结论为空": unknown}
    sure = rows.passed.fill_null(False)
    doubt = {"资产没有写明是哪个项目的，可能是该项目的": rows.perhaps_registered, "几个项目同名，资产没有写明是哪个村的": rows.shared}
    rows = rows.mutate(not_judged=ibis.ifelse(sure, first_true(doubt), ibis.ifelse(unknown, first_true(reason), ibis.null("string"))))
    return rows.filter(sure | unknown)


def _to_be_registered(rows):
    concepts = {"x_consumable": "asset.consumable", "x_household": "asset.of_households"}
    told = {x: said(concept, rows.category, rows.project_name).fill_null(False) for x, concept in concepts.items()}
    silent = rows.category.isnull() | rows.project_name.isnull()
    return rows.mutate(
        value=ibis.coalesce(rows.audited, rows.submitted, rows.approved_amount),
        related=ibis.array([rows.acceptance_row]),
        **{x: ibis.cases((yes, True), (silent, UNKNOWN), else_=False) for x, yes in told.items()},
    )


def _unbooked(assets, projects):
    """Assets not booked, of accepted projects or of none that is listed; where the register does not say whether, or nobody whether the
    project was accepted, they are not judged."""
    facts = "project accepted_on passed acceptance_of perhaps_accepted acceptance_row".split()
    rows = lookup(one_asset(assets), projects.select(*facts, of_project=_.row_id), "project").filter(~_.booked.fill_null(False))
    unknown = rows.of_project.notnull() & rows.passed.isnull() & (rows.acceptance_of | rows.perhaps_accepted)
    rows = rows.mutate(unknown=unknown.fill_null(False)).filter(_.of_project.isnull() | _.passed | _.unknown)
    return rows.mutate(
        value=rows.original_value,
        category=rows.asset_class,
        not_judged=first_true({"“是否入账”为空": rows.booked.isnull(), "不知道项目是否验收合格": rows.unknown}),
        x_consumable=said("asset.consumable", rows.asset_name),
        x_household=rows.asset_class.contains("到户"),
    )


def _by_name(projects, assets):
    """Projects for which an asset has the project's name only, in the same village where both name one; ``sure`` where they do, or no other
    project is called so."""
    one, other = (assets.select(text=plain(column), asset_village="village_name") for column in (assets.project_no, assets.project_name))
    named = one.union(other).distinct()
    wanted = projects.select("project", "village_name", text=plain(projects.project_name)).distinct()
    wanted = wanted.mutate(alike=_.project.count().over(ibis.window(group_by="text")))
    same = wanted.village_name == named.asset_village
    pairs = wanted.join(named, [wanted.text == named.text, same.fill_null(True)])
    return pairs.group_by("project").agg(sure=((_.village_name == _.asset_village) | (_.alike == 1)).fill_null(False).any())


@rule(
    "ASSET-02",
    basis="asset.right_days",
    severity="M",
    strength="A",
    amount="I",
    needs=("asset_register.right_date|asset_register.right_cert_no",),
)
def ownership_unsettled(asset_register, acceptance=ABSENT, asset_share=ABSENT, *, policy, as_of):
    """An asset has no title too long after acceptance, a firm or person has that of one that earns, or the villages' shares do not add up.

    The amount is the asset's value; where only the shares do not add up, what they differ by. How long an asset is without title is not
    known where neither acceptance nor the day it was formed is; nor whose one is without owner or class, nor what shares come to that are
    not all told.
    """
    names = project_names(asset_register, acceptance)
    passed = _accepted(acceptance, names, as_of).filter(_.passed)
    listed = with_project(asset_register.mutate(certs=filled(_.right_cert_no)), names, *LISTED, "certs")
    assets = lookup(one_asset(listed), passed.select("project", "accepted_on"), "project")
    assets = assets.mutate(since=ibis.coalesce(_.accepted_on, _.formed_on))
    assets = _with_owner(subquery(lookup(assets, _shares(asset_share, asset_register), "asset_no")))
    assets = assets.mutate(days=literal_date(as_of).delta(assets.since, unit="day"), titled=answered(assets.right_cert_no).notnull())
    by_ratio = (assets.ratio_sum - 1).abs() > ibis.literal(Decimal("0.001"), type="decimal(4,3)")
    uneven = by_ratio | ((assets.amount_sum - assets.original_value).abs() > 1)
    untitled = assets.filter(_.right_date.isnull()).mutate(
        amount=_.original_value, x_cert=ibis.ifelse(_.titled | _.certs, _.titled, UNKNOWN)
    )
    told = {
        "未确权": untitled.filter(_.days > int(policy.value("asset.right_days"))),
        "权属不当": assets.filter((_.asset_class == "经营性") & _.private).mutate(amount=_.original_value),
        "份额不符": assets.filter(uneven).mutate(amount=_uneven_by(assets)),
    }
    accused = ibis.union(*(table.select("row_id") for table in told.values()))
    found = kinds(told | {"未判断": _open(assets).anti_join(accused, "row_id")})
    facts = f"{ASSET} owner right_date right_cert_no since days ratio_sum amount_sum kind x_cert not_judged"
    return breach(
        found.mutate(kind=_.aspect), facts, on="since", amount="amount", aspect="kind", x_household=_.asset_class.contains("到户")
    )


def _open(assets):
    """Assets of which nobody can say since when they have no title, whether a firm or person owns them, or what the shares come to."""
    apart = ibis.coalesce(assets.asset_class == "经营性", True)
    sums = assets.ratio_sum.isnull() & (assets.amount_sum.isnull() | assets.original_value.isnull())
    reason = {
        "验收日期、形成日期都没有": assets.right_date.isnull() & assets.since.isnull() & ~assets.titled,
        "“所有权人”为空": apart & assets.owner.isnull(),
        "“资产类别”为空": assets.asset_class.isnull() & assets.private,
        "所有权人是人还是村，没有写明": apart & assets.private.isnull() & assets.owner.notnull(),
        "村级份额或资产原值没有写全": assets.shares.notnull() & sums,
    }
    return assets.mutate(not_judged=first_true(reason)).filter(_.not_judged.notnull())


def _uneven_by(assets):
    """What the villages' shares together lack of the asset, or have too much of it: by their amounts, else by their ratios."""
    by_ratio = share(assets.original_value, ((assets.ratio_sum - 1).abs() * 100_000_000).cast("int64"), 100_000_000)
    return ibis.coalesce((assets.amount_sum - assets.original_value).abs().nullif(0), by_ratio).cast(MONEY)


def _with_owner(assets):
    """Add private: owned by an enterprise or a person instead of the collective; a village's bare name (李家庄) is no person."""
    rows = assets.mutate(holder=answered(assets.owner).re_replace(r"\s|[（(].*$", ""))
    villages = assets.select(holder=_.village_name.re_replace("(村|社区|居委会|村委会)$", ""))
    rows = exists(rows, villages, "holder", "a_village")
    # Where the village is not told, a short name may be the village's own.
    village = ibis.ifelse(rows.village_name.isnull() & ~rows.a_village, UNKNOWN, rows.a_village)
    person = rows.holder.re_search(PERSON) & ~said("asset.not_a_person", rows.holder) & ~village
    public = said("place.village_body", rows.holder) | said("place.fiscal_body", rows.holder)
    return rows.mutate(private=~public & (said("asset.enterprise_owner", rows.holder) | person))


def _shares(asset_share, asset_register):
    """Per asset the sums of ``shares``, null when a village's share is blank, or of equal ones it is not told which village's they are; a
    village's equal row in two lists counts once."""
    columns = ["asset_no", "village_code", "village_name", "share_ratio", "share_amount"]
    listed = as_listed(asset_share, "asset_no", asset_register).filter(_.asset_no.notnull()).group_by(columns).agg(times=_.count())
    repeated = ibis.coalesce(listed.village_code, listed.village_name).isnull() & (listed.times > 1)
    blank = {"share_ratio": ibis.null("decimal(18,8)"), "share_amount": ibis.null(MONEY)}
    rows = listed.mutate(
        **{name: ibis.ifelse(repeated, nothing.cast(listed[name].type()), listed[name]) for name, nothing in blank.items()}
    )
    whole = {"ratio_sum": (_.share_ratio, "decimal(18,8)"), "amount_sum": (_.share_amount, MONEY)}
    sums = {name: ibis.ifelse(cell.isnull().any(), ibis.null(kind), cell.sum().cast(kind)) for name, (cell, kind) in whole.items()}
    return rows.group_by("asset_no").agg(shares=_.count(), **sums)


@rule(
    "ASSET-03",
    basis=("asset.value_abs_tol", "asset.value_rel_tol"),
    severity="M",
    strength="A",
    amount="I",
    needs=("asset_register.original_value", "asset_register.project_no|asset_register.project_name"),
    against=("acceptance", "project_payment"),
)
def value_mismatch(
    asset_register, acceptance=ABSENT, project_payment=ABSENT, project=ABSENT, procurement_contract=ABSENT, *, policy, as_of
):
    """The original values of a project's assets differ from the audited sum (else from what was paid) by more than is allowed.

    The project's largest asset is accused. A project whose asset stands at the contract price while the price is not yet paid in full, and
    nothing is audited yet, is spared. Without project, value or cost nothing is judged.
    """
    names = project_names(project, acceptance, project_payment, asset_register)
    assets = one_asset(with_project(asset_register, names, *LISTED))
    totals = _valued(assets.filter(_.project.notnull()))
    for part in _costs(names, acceptance, project_payment, project, procurement_contract, as_of):
        totals = lookup(totals, part, "project")
    totals = totals.mutate(cost=ibis.coalesce(totals.audited, totals.paid))
    totals = totals.mutate(deviation=(_.value - _.cost).cast(MONEY), allowed=_allowed(totals.cost, policy))
    largest = one_per(assets, "project", [_.original_value.desc(), _.asset_no.asc(nulls_first=False), _.asset_name, _.row_id])
    largest = largest.filter(_.project.notnull()).select("row_id", "project", *ASSET.split())
    found = subquery(largest.join(totals.filter((_.cost > 0) & (_.deviation.abs() > _.allowed)), "project"))
    fees, other, both = (
        _explains(found, amount) for amount in (found.fees, found.other_amount, found.other_amount + found.fees.fill_null(0))
    )
    agreed = ibis.ifelse(found.audited.isnull(), (found.contracted - found.value).abs() <= found.allowed, False)
    found = found.mutate(x_fees=fees, x_other=other | both, x_unpaid=agreed & (found.deviation > 0), amount=found.deviation.abs())
    found = kinds({"": found, "未判断": _unvalued(assets, totals)}).mutate(aspect=ibis.null("string"))
    return breach(
        found,
        f"{ASSET} assets value cost deviation allowed related x_fees x_other x_unpaid not_judged",
        on="accepted_on",
        amount="amount",
        cost_basis=ibis.ifelse(found.audited.notnull(), "审定金额", "累计支付"),
    )


def _unvalued(assets, totals):
    """Assets of which nobody knows the project, the value, or what the project cost."""
    rows = lookup(assets, totals.select("project", "cost", known=_.value), "project")
    reason = {
        "来源项目为空": rows.project.isnull(),
        "项目的资产原值没有写全": rows.known.isnull(),
        "审定金额、累计支付都没有": rows.cost.isnull(),
    }
    return rows.select("row_id", not_judged=first_true(reason)).filter(_.not_judged.notnull())


def _valued(assets):
    """Per project ``value`` of its assets; without a project of which an asset has no value."""
    sums = assets.group_by("project").agg(
        value=_.original_value.sum().cast(MONEY), assets=_.count(), valued=_.original_value.count(), related=_.row_id.collect()
    )
    return sums.filter(_.assets == _.valued)


def _allowed(cost, policy):
    relative, absolute = (ibis.literal(policy.value(f"asset.value_{tol}_tol"), type=MONEY) for tol in ("rel", "abs"))
    return ibis.greatest((cost * relative * ibis.literal(Decimal("0.01"), type="decimal(3,2)")).round(2).cast(MONEY), absolute)


def _explains(found, amount):
    """Whether the amount (unknown: nobody tells it) is what the value differs by."""
    return ibis.ifelse((amount > 0).fill_null(True), (found.deviation.abs() - amount).abs() <= found.allowed, False)


def _costs(names, acceptance, project_payment, project, procurement_contract, as_of):
    """What went into a project, per project: ``audited``, ``accepted_on``, ``paid`` and ``fees``, ``other_amount``, ``contracted``."""
    signed = with_project(procurement_contract, names, "contract_no", "package_no", "contract_amount")
    signed = one_per(signed, ["project", "contract_no", "package_no"], [_.row_id])
    return (
        _accepted(acceptance, names, as_of).select("project", "audited", "accepted_on"),
        _paid(with_project(project_payment, names, *PAYMENT), as_of),
        with_project(project, names, "other_amount").group_by("project").agg(other_amount=_.other_amount.max()),
        signed.group_by("project").agg(contracted=_.contract_amount.sum().cast(MONEY)),
    )


def _paid(rows, as_of):
    """Per ``project``: ``paid`` up to the audit date, and ``fees`` of it for design, supervision and the like."""
    rows = each_once(rows, "project", as_of).filter(_.project.notnull())
    fee = said("contract.service_fee", rows.payee, rows.purpose, rows.stage).fill_null(False)
    return (
        rows.mutate(fee=fee)
        .group_by("project")
        .agg(
            paid=ibis.ifelse(_.amount.isnull().any(), ibis.null(MONEY), _.amount.sum().cast(MONEY)),
            fees=_.amount.sum(where=_.fee).fill_null(0).cast(MONEY),
        )
    )
