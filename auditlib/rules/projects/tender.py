"""Tender: split into parts to avoid it (PROJ-03), signs of collusion (PROJ-04)."""

import ibis

from auditlib.models.vocabulary import breach, true_names
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
    avoid nothing; money of separate years is separate. 政府采购 limits count for goods and services once the county has entered them.
    """
    rows = splitting.untendered(procurement_contract, project)
    limits = {"货物": "tender.goods", "服务": "tender.services"}
    tender = [(rows.kind == kind, policy.at(policy_id, rows.contract_date)) for kind, policy_id in limits.items()]
    limit = ibis.cases(*tender, else_=policy.at("tender.works", rows.contract_date))
    if policy.entered("gov_procurement.limit") is not None:
        bought = ibis.ifelse(rows.kind != "工程", policy.at("gov_procurement.limit", rows.contract_date), limit)
        limit = ibis.least(limit, ibis.coalesce(bought, limit))
    rows = rows.mutate(ceiling=limit.cast("decimal(18,2)"))
    found = splitting.split(rows.filter(rows.contract_amount < rows.ceiling), int(policy.value("project.split_window_days")))
    return breach(
        found,
        "contract_no supplier owner by method contract_date contract_amount ceiling total together related",
        on="contract_date",
        amount="contract_amount",
        thing="group",
        x_small="small",
    )


@rule(
    "PROJ-04",
    basis=("collusion.together_min", "collusion.market_bidders"),
    severity="M",
    strength="C",
    amount="I",
    matter="thing",
    needs=("procurement_contract.bidder",),
    decides="bidder|supplier",
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
    return breach(
        found,
        "contract_no project_name supplier contract_amount bidders market linked common_name companions prices",
        on=ibis.coalesce(found.bid_open_date, found.award_date, found.contract_date),
        amount="contract_amount",
        bidder="all_bidders",
        signs=true_names(signs).replace("、", "；"),
        thing=ibis.coalesce(found.companions, found.linked, found.package),
        x_market=alone & (found.market <= int(policy.value("collusion.market_bidders"))),
    )
