"""Tender: split into parts to avoid it (PROJ-03), signs of collusion (PROJ-04)."""

from __future__ import annotations

from functools import reduce
from operator import add

import ibis
from ibis import _

from auditlib.models.vocabulary import breach, lookup
from auditlib.rules.catalogue import rule
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
def split_contracts(procurement_contract, project=None, *, policy):
    """Contracts of one owner with one supplier, or for one content, each below the limit for tender, together within some days at or above it.

    Each contract of the group is accused of its own amount, so that a group, which is one matter, counts once. Contracts put out to
    tender avoid nothing;
    money of separate years is separate. 政府采购 limits count for goods and services once the county has entered them.
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
def collusion_signs(procurement_contract, business_registration=None, *, policy):
    """Bidders of a package share a person, bid in equal steps, or one of them never bids but beside the same other one.

    Signs only, to choose packages whose papers are read. Bidders who act together are one matter, whatever number of packages they bid for.
    Phone, address and network traces are in no ledger.
    """
    offers = bidders.bids(procurement_contract)
    rows = lookup(bidders.packages(procurement_contract), offers.group_by("package").agg(bidders=_.count()), "package")
    market = offers.group_by(kind=_.category.fill_null("")).agg(market=_.bidder.nunique())
    rows = lookup(rows.mutate(kind=rows.category.fill_null("")), market, "kind")
    shared = bidders.linked(offers, procurement_contract, business_registration)
    steps = bidders.stepped(offers).mutate(steps=ibis.literal(True))
    for signs in (shared, steps, bidders.companions(offers, int(policy.value("collusion.together_min")))):
        rows = lookup(rows, signs, "package")
    found = rows.filter(rows.linked.notnull() | rows.steps.notnull() | rows.rotating.notnull())
    priced = offers.filter(_.price.notnull())
    found = lookup(found, bidders.together(priced, "package", prices=priced.bidder + priced.price.cast("string") + "元"), "package")
    found = lookup(found, bidders.together(offers, "package", all_bidders=offers.bidder), "package")
    texts = (
        (found.linked.notnull(), "投标单位有同一法定代表人或股东"), (found.steps, "报价成等差"), (found.rotating, "同一批单位轮流中标"),
        (~found.rotating, "同一单位总是陪标"),
    )  # fmt: skip
    signs = reduce(add, (ibis.ifelse(sign.fill_null(False), f"；{text}", "") for sign, text in texts)).substr(1)
    alone = found.rotating.notnull() & found.linked.isnull() & found.steps.isnull()
    return breach(
        found,
        "contract_no project_name supplier contract_amount bidders market linked common_name companions prices",
        on=ibis.coalesce(found.bid_open_date, found.award_date, found.contract_date),
        amount="contract_amount",
        bidder="all_bidders",
        signs=signs,
        thing=ibis.coalesce(found.companions, found.linked, found.package),
        x_market=alone & (found.market <= int(policy.value("collusion.market_bidders"))),
    )
