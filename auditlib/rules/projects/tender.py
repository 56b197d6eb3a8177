"""Tender: split into parts to avoid it (PROJ-03), signs of collusion (PROJ-04)."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.vocabulary import UNKNOWN, breach, kinds, true_names
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.projects import bidders, splitting


@rule(
    "PROJ-03",
    basis=("tender.works", "tender.goods", "tender.services", "project.split_window_days"),
    severity="H",
    strength="B",
    amount="I",
    matter="thing",
    decides=("contract_amount", "contract_date"),
)
def split_contracts(procurement_contract, project=ABSENT, *, policy):
    """Contracts of one owner with one supplier, or for one content, each below the limit for tender, together within some days at or
    above it.

    Each contract of the group is accused of its own amount, so that a group, which is one matter, counts once. Contracts put out to tender
    avoid nothing; money of separate years is separate; what is of no kind is held to the limit of works. 政府采购 limits count for goods
    and services once the county has entered them. Where nobody tells how, for whom or of what kind a contract was let, and that decides, it
    is not judged.
    """
    rows = _limited(splitting.untendered(procurement_contract, project), policy)
    days = int(policy.value("project.split_window_days"))
    rows = rows.filter(rows.contract_amount < rows.ceiling)
    found = splitting.split(rows.filter(_.method.notnull(), _.owner.notnull()), days)
    doubtful = splitting.doubtful(rows, found, days, policy.at("tender.services", rows.contract_date))
    found = kinds({"": found, "未判断": doubtful}).mutate(aspect=ibis.null("string"))
    return breach(
        found,
        "contract_no supplier owner by method contract_date contract_amount ceiling total together related not_judged",
        on="contract_date",
        amount="contract_amount",
        thing="group",
        x_small="small",
    )


def _limited(rows, policy):
    """Add ceiling, the limit for tender of its kind on its day."""
    limits = {"货物": "tender.goods", "服务": "tender.services"}
    tender = [(rows.kind == kind, policy.at(policy_id, rows.contract_date)) for kind, policy_id in limits.items()]
    limit = ibis.cases(*tender, else_=policy.at("tender.works", rows.contract_date))
    if policy.entered("gov_procurement.limit") is not None:
        bought = ibis.ifelse(rows.kind != "工程", policy.at("gov_procurement.limit", rows.contract_date), limit)
        limit = ibis.least(limit, ibis.coalesce(bought, limit))
    return rows.mutate(ceiling=limit.cast(MONEY))


@rule(
    "PROJ-04",
    basis=("collusion.together_min", "collusion.market_bidders"),
    severity="M",
    strength="C",
    amount="I",
    matter="thing",
    needs=("procurement_contract.bidder",),
    decides=("bidder|supplier", "package_no|project_no|contract_no|project_name"),
)
def collusion_signs(procurement_contract, business_registration=ABSENT, *, policy):
    """Bidders of a package share a person, bid in equal steps, or one of them never bids but beside the same other one.

    Signs only, to choose packages whose papers are read. Bidders who act together are one matter, whatever number of packages they bid for.
    Phone, address and network traces are in no ledger.
    """
    offers = bidders.bids(procurement_contract)
    found = bidders.acting_together(procurement_contract, business_registration, offers, int(policy.value("collusion.together_min")))
    alone = found.rotating.notnull() & found.linked.isnull() & found.steps.isnull()
    signs = {
        "投标单位有同一法定代表人或股东": found.linked.notnull(),
        "报价成等差": found.steps,
        "同一批单位轮流中标": found.rotating,
        "同一单位总是陪标": ~found.rotating,
    }
    small = ibis.ifelse(found.category.isnull(), UNKNOWN, found.market <= int(policy.value("collusion.market_bidders")))
    found = found.mutate(signs=true_names(signs).replace("、", "；"), x_market=alone & small)
    doubtful = bidders.doubtful(procurement_contract, business_registration, offers).anti_join(found, "package")
    found = kinds({"": found, "未判断": doubtful}).mutate(aspect=ibis.null("string"))
    return breach(
        found,
        "contract_no project_name supplier contract_amount bidders market linked common_name companions prices signs x_market not_judged",
        on=ibis.coalesce(found.bid_open_date, found.award_date, found.contract_date),
        amount="contract_amount",
        bidder="all_bidders",
        thing=ibis.coalesce(found.companions, found.linked, found.package),
    )
