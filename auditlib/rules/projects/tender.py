"""Tender: split into parts to avoid it (PROJ-03), signs of collusion (PROJ-04)."""

from __future__ import annotations

import ibis

from auditlib.rules import _tender
from auditlib.rules.catalogue import rule


@rule(
    "PROJ-03",
    title="Avoiding tender by splitting",
    zh="化整为零规避招标、政府采购",
    basis=("tender.works", "tender.goods", "tender.services", "project.split_window_days"),
    law=("招标投标法 第四、四十九条", "政府采购法 第二十八条", "国家发展改革委令第16号"),
    phrase="规避招标",
    severity="H",
    strength="B",
    amount="I",
    answers=("实施单位", "行业监督部门"),
    disposition="整改，移送",
    procedure="查合同、采购审批、实施方案和招标限额；核实是否同一事项",
    needs=("procurement_contract.contract_amount", "procurement_contract.contract_date"),
    labels={
        "owner": "实施单位或村", "by": "拆分依据", "ceiling": "招标限额", "total": "合计金额", "together": "合同份数",
        "x_small": "村级小额，四议两公开",
    },
)  # fmt: skip
def split_contracts(procurement_contract, project=None, *, policy):
    """Contracts of one owner with one supplier, or for one content, each below the limit for tender, together within some days at or above it.

    Each contract of the group is accused of its own amount, so that a group counts once. Contracts put out to tender avoid nothing;
    money of separate years is separate. 政府采购 limits count for goods and services once the county has entered them.
    """
    rows = _tender.untendered(procurement_contract, project)
    limits = {"货物": "tender.goods", "服务": "tender.services"}
    tender = [(rows.kind == kind, policy.at(policy_id, rows.contract_date)) for kind, policy_id in limits.items()]
    limit = ibis.cases(*tender, else_=policy.at("tender.works", rows.contract_date))
    if any(entry.value is not None for entry in policy.values["gov_procurement.limit"].values):
        bought = ibis.ifelse(rows.kind != "工程", policy.at("gov_procurement.limit", rows.contract_date), limit)
        limit = ibis.least(limit, ibis.coalesce(bought, limit))
    rows = rows.mutate(ceiling=limit.cast("decimal(18,2)"))
    found = _tender.split(rows.filter(rows.contract_amount < rows.ceiling), int(policy.value("project.split_window_days")))
    return found.select(
        "row_id", "contract_no", "supplier", "owner", "by", "method", "contract_date", "contract_amount", "ceiling", "total", "together", "related",
        occurred_on="contract_date",
        questioned_amount="contract_amount",
        x_small="small",
    )  # fmt: skip
