"""Distribution of asset income: retained (ASSET-06), to persons not entitled (ASSET-07)."""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
from ibis import _

from auditlib.errors import NotRun
from auditlib.models.amounts import MONEY
from auditlib.models.vocabulary import UNKNOWN
from auditlib.rules import _distribution
from auditlib.rules.catalogue import rule


@rule(
    "ASSET-06",
    basis="asset.dist_months",
    severity="H",
    strength="A",
    amount="I",
    needs=("asset_income.received_amount", "asset_income.received_on"),
)
def income_not_distributed(asset_income, income_distribution, asset_register=None, *, policy, as_of):
    """Income received was not distributed within the months allowed (more than 1 yuan is left).

    Everything in the distribution ledger counts as distributed, the village's own share included.
    """
    found = _distribution.undistributed(asset_income, income_distribution, asset_register, as_of, int(policy.value("asset.dist_months")))
    found = found.mutate(kept=(found.received - found.distributed).cast(MONEY)).filter(_.kept > 1)
    return found.select(
        "row_id", "asset_no", "asset_name", "year", "received", "distributed", "kept", "related", "x_carry",
        occurred_on="received_on",
        questioned_amount="kept",
    )  # fmt: skip


@rule(
    "ASSET-07",
    basis="fund.staff_types",
    severity="H",
    strength="B",
    amount="V",
    needs=("income_distribution.id_no",),
    downgrades={"x_hh": "L", "x_name": "D"},
)
def distributed_to_ineligible(
    income_distribution,
    poor_person=None,
    poor_household=None,
    death_register=None,
    fiscal_payroll=None,
    village_cadre=None,
    *,
    policy,
    as_of,
):
    """Income was distributed to somebody dead, not entitled, not registered, on the fiscal payroll, or a village cadre.

    Exceptions spare or lower a row only when they cover every reason against it.
    """
    if all(t is None for t in (poor_person, poor_household, death_register, fiscal_payroll, village_cadre)):
        raise NotRun("缺少资料：建档立卡、死亡、财政供养、村干部信息都没有，无从比对")
    rows = _distribution.with_death(_distribution.receivers(income_distribution), death_register, poor_person, as_of)
    rows = _distribution.with_register(rows, poor_person, poor_household)
    rows = _distribution.with_staff(rows, fiscal_payroll, policy.value("fund.staff_types") if fiscal_payroll is not None else [])
    rows = _distribution.with_cadre(rows, village_cadre)
    found = rows.filter(_.dead | _.stopped | _.unlisted | _.staff | _.cadre)
    dead = found.dead & ~found.accrued
    other = found.unlisted | found.staff | found.cadre
    lately = (found.stopped_before == False).fill_null(False)  # noqa: E712
    stopped = found.stopped & ~lately
    matches = ((found.dead, found.dead_name), (found.staff, found.staff_name_differs), (found.cadre, found.cadre_name_differs))
    same = found.stopped | found.unlisted | reduce(or_, [is_ & ~differs.fill_null(True) for is_, differs in matches])
    open_ = reduce(or_, [is_ & differs.isnull() for is_, differs in matches])
    return found.select(
        "row_id", "asset_no", "project_no", "year", "name", "id_no", "hh_no", "reason", "amount", "pay_date", "death_date", "staff_unit", "post",
        kinds=_distribution.kinds(found),
        related=ibis.array([found.dead_row, found.staff_row, found.cadre_row]),
        occurred_on="pay_date",
        questioned_amount="amount",
        x_acc=found.accrued & ~stopped & ~other,
        x_status_date=ibis.cases((~found.stopped | other | dead, False), (lately, True), (found.stopped_before.isnull(), UNKNOWN), else_=False),
        x_hh=ibis.ifelse(dead & ~stopped & ~other, found.living, False),
        x_name=ibis.cases((same, False), (open_, UNKNOWN), else_=True),
        x_collective=ibis.ifelse(dead, False, found.reason.re_search("集体|二次分配|全体村民|小型公益")),
    )  # fmt: skip
