"""How the income of an asset is divided: the poor's part, wages of power stations, equal shares (ASSET-08)."""

import ibis
from ibis import _

from auditlib.models import equal_shares
from auditlib.models.amounts import MONEY, money, share
from auditlib.models.asset_income import distributed, of_income, receipts
from auditlib.models.identity import plain
from auditlib.models.texts import percent_said, quoted, said
from auditlib.models.vocabulary import breach, either, kinds, lookup, match, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "ASSET-08",
    basis=("asset.poor_share_project", "asset.pv_share_labour", "asset.share_tol", "project.equal_split_n"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("amount", "reason|plan_doc", "asset_no|project_no", "income_year|pay_date"),
    exceeds=("asset.poor_share_project", "asset.pv_share_labour"),
    claims=("x_design", "x_contract"),
)
def distribution_structure(
    income_distribution,
    asset_register=ABSENT,
    asset_contract=ABSENT,
    poor_household=ABSENT,
    poor_person=ABSENT,
    asset_income=ABSENT,
    *,
    policy,
):
    """Of a year's income too little went to the poor, of a power station's too little to work (比例不足), or all households got the same
    (平均分配).

    The matter is the asset's, whoever's row is accused. The plan's own ratio goes before the county's. The largest row kept by the village
    is accused of what is short by more than a tolerance of the whole. Equal shares only rank, and so do rows held against a share that
    nobody confirmed.
    """
    rows = _with_asset(income_distribution, asset_register, asset_income)
    rows = rows.filter(_.unit.notnull(), _.year.notnull(), _.amount > 0, ~_.taken_back)
    shares = equal_shares.to_households(rows, poor_person, poor_household)
    alike = equal_shares.equal(shares, "unit", poor_household, int(policy.value("project.equal_split_n")))
    days = rows.select("asset_no", "project_no", "pay_date", row="row_id")
    alike = lookup(alike, days, "row").mutate(row_id=_.row, total=(_.each * _.households).cast(MONEY), strength=ibis.literal("C"))
    short = _with_contract(_short(rows, policy), asset_contract).mutate(strength=ibis.ifelse(_.stated.notnull(), "A", ibis.null("string")))
    found = kinds({"比例不足": short, "平均分配": alike}).mutate(kind=_.aspect)
    facts = (
        "asset_no project_no year kind total part least households each related strength x_size x_design "
        "x_design_words x_contract x_contract_words"
    )
    amount = ibis.ifelse(found.kind == "平均分配", found.total, found.lacking)
    return breach(found, facts, on="pay_date", amount=amount, thing="unit", aspect=_.kind + _.year.cast("string"))


def _with_asset(income_distribution, asset_register, asset_income):
    """Add ``unit`` (the asset, else the project), ``year`` (of the income) and ``power`` (a power station; unknown where the register does
    not know the unit)."""
    rows = distributed(income_distribution).mutate(unit=ibis.coalesce(plain(_.asset_no), plain(_.project_no)))
    rows = of_income(rows, receipts(asset_income).mutate(unit=_.asset))
    named = "asset_name", "project_name"
    units = [
        asset_register.select(*named, unit=plain(asset_register[of]), place=ibis.literal(n))
        for n, of in enumerate(("asset_no", "project_no"))
    ]
    listed = either(*units).filter(_.unit.notnull()).group_by("unit", "place")
    power = listed.agg(power=said("asset.power", _.asset_name, _.project_name).fill_null(False).all())
    return subquery(lookup(rows, one_per(power, "unit", ["place"]).drop("place"), "unit"))


def _with_contract(short, asset_contract):
    """With x_contract: a contract of the asset fixes a ratio, as its remark says (x_contract_words)."""
    fixed = asset_contract.mutate(unit=plain(asset_contract.asset_no), words=quoted("distribution.fixed_ratio", asset_contract.remark))
    found = match(short, fixed.filter(_.words.notnull()), "unit", "x_contract", take=["words"])
    return found.drop("x_contract_row")


def _short(rows, policy):
    """Per unit and year what ``part`` of the ``total`` went where it should, and what is ``lacking``; with the largest row that went
    elsewhere."""
    rows = _counted(rows)
    sums = rows.group_by("unit", "year").agg(
        total=_.amount.sum().cast(MONEY),
        part=_.amount.sum(where=_.counted).fill_null(0).cast(MONEY),
        stated=_.stated.max(),
        power=_.power.any().fill_null(False),
        pay_date=_.pay_date.max(),
        related=_.row_id.collect(),
    )
    usual = ibis.ifelse(sums.power, policy.at("asset.pv_share_labour", sums.pay_date), money(policy.value("asset.poor_share_project")))
    sums = sums.mutate(least=ibis.coalesce(sums.stated.cast("decimal(9,2)"), usual.cast("decimal(9,2)")))
    sums = sums.mutate(lacking=(share(sums.total, (sums.least * 100).cast("int64"), 10_000) - sums.part).cast(MONEY))
    short = sums.filter(sums.lacking > share(sums.total, int(policy.value("asset.share_tol") * 100), 10_000))
    largest = one_per(rows.filter(~_.counted), ["unit", "year"], [_.amount.desc(), _.pay_date, _.row_id])
    return lookup(short, largest.select("row_id", "unit", "year", "asset_no", "project_no"), ["unit", "year"])


def _counted(rows):
    """Add counted: it went where it should, which a row without a reason does in the village's favour; and stated, the share of the poor
    (%) by its plan or remark."""
    kept, labour = said("distribution.collective", rows.reason), said("distribution.labour", rows.reason)
    text = ibis.coalesce(rows.plan_doc, "") + " " + ibis.coalesce(rows.remark, "")
    of_poor, of_village = (percent_said(f"distribution.{whose}_share", text) for whose in ("poor", "village"))
    counted = ibis.ifelse(rows.power.fill_null(False), labour, ~kept).fill_null(True)
    return rows.mutate(counted=counted, stated=ibis.coalesce(of_poor, 100 - of_village))
