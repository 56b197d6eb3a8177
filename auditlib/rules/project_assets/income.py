"""Income of assets: not collected (ASSET-04)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _rent
from auditlib.rules._assets import LAW
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, literal_date


@rule(
    "ASSET-04",
    title="Income below contract or not collected",
    zh="资产收益应收未收",
    basis="asset.rent_grace",
    law=LAW,
    phrase="收益未及时收缴",
    severity="H",
    strength="A",
    amount="I",
    answers=("村", "经营主体"),
    disposition="追收",
    needs=("asset_income.received_amount|asset_income.arrears",),
    procedure="查合同、收款凭证、村账；约谈经营主体",
    labels={
        "year": "收益年度", "due": "应收", "received": "已收", "owed": "欠收", "due_on": "应缴期限", "overdue_days": "超期天数",
        "x_waiver": "有减免决定", "x_offset": "以维修等抵顶", "x_ended": "合同已终止",
    },
)  # fmt: skip
def income_not_collected(asset_contract, asset_income, *, policy, as_of):
    """到期应收的租金、保底收益超过宽限期仍未收足，或合同年度在收缴台账中没有记录。

    Without a day agreed, rent is due by the later of 31 December and the end of the contract year. Only whole contract years count.
    """
    leases = _rent.contracts(asset_contract)
    rows = _rent.incomes(asset_income, leases)
    found = _rent.received(rows, leases, as_of)
    short = found.select(
        "row_id", "asset", "asset_name", "year", "due", "received", "annual_rent", "payment_terms", "related",
        contract_no=ibis.coalesce(found.contract_no, found.income_contract), operator="payer", due_on=_rent.due_on(found), aspect=ibis.null("string"),
        x_waiver=found.waived.fill_null(False) | _rent.applies(found.terms_remark, _rent.WAIVED, found.year),
        x_offset=found.offset.fill_null(False) | _rent.applies(found.terms_remark, _rent.OFFSET, found.year),
        x_ended=ibis.literal(False),
    )  # fmt: skip
    gaps = _rent.unrecorded(leases, rows)
    unrecorded = gaps.select(
        "row_id", "asset", "asset_name", "year", due=gaps.annual_rent, received=ibis.literal(0).cast(MONEY), annual_rent="annual_rent",
        payment_terms="payment_terms", related=ibis.array([ibis.null("int64")]),
        contract_no="contract_no", operator="operator", due_on="due_on", aspect=gaps.year.cast("string"),
        x_waiver=_rent.applies(gaps.remark, _rent.WAIVED, gaps.year),
        x_offset=_rent.applies(gaps.remark, _rent.OFFSET, gaps.year),
        x_ended=_rent.applies(gaps.remark, _rent.ENDED, gaps.year),
    )  # fmt: skip
    found = short.union(unrecorded)
    found = found.mutate(owed=(found.due - found.received).cast(MONEY), overdue_days=literal_date(as_of).delta(found.due_on, unit="day"))
    found = found.filter((_.owed > 0) & (_.overdue_days > int(policy.value("asset.rent_grace"))))
    return found.mutate(occurred_on=_.due_on, questioned_amount=_.owed)
