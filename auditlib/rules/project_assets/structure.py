"""How the income of an asset is divided: the poor's part, wages of power stations, equal shares (ASSET-08)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import equal_shares
from auditlib.models.amounts import MONEY, money, share
from auditlib.models.assets import plain
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_per, subquery
from auditlib.rules.catalogue import rule

#: What counts as work paid: posts, labour for the village, small public works (国开办司发〔2020〕3号).
LABOUR = "工资|岗位|劳务|小型公益"
#: A plan or list that states the poor's part itself: 贫困户占60%.
STATED = r"贫困(?:户|人口)?[^0-9%％]{0,6}([0-9]{1,3})[%％]"


@rule(
    "ASSET-08",
    basis=("asset.poor_share_project", "asset.pv_share_labour", "asset.share_tol", "project.equal_split_n"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("amount", "reason|plan_doc"),
    exceeds=("asset.poor_share_project", "asset.pv_share_labour"),
)
def distribution_structure(income_distribution, asset_register=None, asset_contract=None, poor_household=None, *, policy):
    """Of a year's income too little went to the poor, of a power station's too little to work (比例不足), or all households got the same (平均分配).

    The matter is the asset's, whoever's row is accused. The plan's own ratio goes before the county's. The largest row kept by the
    village is accused of what is short by more than a tolerance of the whole. Equal shares only rank, and so do rows held against a share that nobody confirmed.
    """
    rows = _with_asset(income_distribution, asset_register, asset_contract)
    rows = rows.filter(_.unit.notnull(), _.year.notnull(), _.amount > 0)
    short = _short(rows, policy).mutate(
        x_size=ibis.literal(False), x_design=ibis.literal(False), strength=ibis.ifelse(_.stated.notnull(), "A", ibis.null("string"))
    )
    equal = equal_shares.equal(equal_shares.to_households(rows), "unit", poor_household, int(policy.value("project.equal_split_n")))
    days = rows.select(row="row_id", day="pay_date", asset_no="asset_no", project_no="project_no")
    equal = lookup(equal, days, "row").select(
        "asset_no",
        "project_no",
        "year",
        "related",
        "x_size",
        "x_design",
        row_id="row",
        thing="unit",
        kind=ibis.literal("平均分配"),
        total=(_.each * _.households).cast(MONEY),
        part=ibis.null(MONEY),
        least=ibis.null("decimal(9,2)"),
        households="households",
        each="each",
        occurred_on="day",
        questioned_amount=(_.each * _.households).cast(MONEY),
        strength=ibis.literal("C"),
        x_contract=ibis.literal(False),
    )
    return short.select(*equal.columns).union(equal).mutate(aspect=_.kind + _.year.cast("string"))


def _with_asset(income_distribution, asset_register, asset_contract):
    """Add ``unit`` (the asset, else the project), ``year``, ``power`` (a power station), ``agreed`` (the contract fixes a ratio)."""
    rows = income_distribution.mutate(
        asset=plain(income_distribution.asset_no),
        year=ibis.coalesce(income_distribution.income_year, income_distribution.pay_date.year()).cast("int64"),
    )
    rows = rows.mutate(unit=ibis.coalesce(rows.asset, plain(rows.project_no)), power=ibis.null("boolean"), agreed=ibis.null("boolean"))
    if asset_register is not None:
        power = said("asset.power", asset_register.asset_name, asset_register.project_name).fill_null(False)
        stations = asset_register.mutate(power=power)
        for column in ("asset_no", "project_no"):
            of = stations.group_by(unit=plain(stations[column])).agg(found=_.power.all()).filter(_.unit.notnull())
            rows = lookup(rows, of, "unit").mutate(power=ibis.coalesce(_.power, _.found)).drop("found")
    if asset_contract is not None:
        agreed = asset_contract.group_by(unit=plain(asset_contract.asset_no)).agg(
            found=said("distribution.fixed_ratio", _.remark).fill_null(False).any()
        )
        rows = lookup(rows, agreed.filter(_.unit.notnull()), "unit").mutate(agreed=_.found.fill_null(False)).drop("found")
    return subquery(rows)


def _short(rows, policy):
    """Per unit and year what ``part`` of the ``total`` went where it should; a row without a reason counts in the village's favour."""
    tolerance = int(policy.value("asset.share_tol") * 100)
    kept, labour = said("distribution.collective", rows.reason), rows.reason.re_search(LABOUR)
    counted = ibis.ifelse(rows.power.fill_null(False), labour, ~kept).fill_null(True)
    stated = ibis.coalesce(rows.plan_doc, "") + " " + ibis.coalesce(rows.remark, "")
    rows = rows.mutate(counted=counted, stated=stated.re_extract(STATED, 1).nullif("").cast("int64"))
    sums = rows.group_by("unit", "year").agg(
        total=_.amount.sum().cast(MONEY),
        part=_.amount.sum(where=_.counted).fill_null(0).cast(MONEY),
        stated=_.stated.max(),
        power=_.power.any(),
        agreed=_.agreed.any(),
        day=_.pay_date.max(),
        related=_.row_id.collect(),
    )
    default = ibis.ifelse(
        sums.power.fill_null(False), policy.at("asset.pv_share_labour", sums.day), money(policy.value("asset.poor_share_project"))
    )
    sums = sums.mutate(least=ibis.coalesce(sums.stated.cast("decimal(9,2)"), default.cast("decimal(9,2)")))
    sums = sums.mutate(due=share(sums.total, (sums.least * 100).cast("int64"), 10_000)).filter(
        _.due - _.part > share(_.total, tolerance, 10_000)
    )
    largest = one_per(rows.filter(~_.counted), ["unit", "year"], [_.amount.desc(), _.pay_date, _.row_id]).select(
        "row_id", "unit", "year", "asset_no", "project_no"
    )
    found = lookup(sums, largest, ["unit", "year"])
    return found.mutate(
        kind=ibis.literal("比例不足"),
        thing="unit",
        households=ibis.null("int64"),
        each=ibis.null(MONEY),
        occurred_on="day",
        questioned_amount=(found.due - found.part).cast(MONEY),
        x_contract="agreed",
    )
