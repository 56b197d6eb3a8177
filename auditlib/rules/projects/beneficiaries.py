"""Who gains by projects: weak links to the poor, equal shares for all (PROJ-11)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import equal_shares
from auditlib.models.amounts import MONEY, percent
from auditlib.models.assets import plain, project_names, with_project
from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.projects import with_project_no
from auditlib.models.vocabulary import breach, lookup, one_per, subquery
from auditlib.rules.catalogue import rule


@rule(
    "PROJ-11",
    basis=("project.link_min", "project.operator_max", "project.equal_split_n"),
    severity="M",
    strength="C",
    amount="I",
    decides="project_no|project_name",
    claims="x_design",
)
def weak_link(
    project,
    income_distribution,
    asset_register=None,
    project_library=None,
    poor_household=None,
    project_payment=None,
    asset_contract=None,
    *,
    policy,
    as_of,
):
    """Far fewer poor households gain than planned (带动不足), the operator got the money and shared out nothing (垒大户), or all got the same (平均分配).

    Households are those in the distribution of income; the village's own part does not count. Wages by post and a plan that is per
    household by design are no equal split.
    """
    rows = projects(project).mutate(of=plain(ibis.coalesce(_.project_no, _.project_name))).filter(_.of.notnull())
    paid = _of_projects(equal_shares.to_households(income_distribution), asset_register)
    found = _equal_split(rows, paid, poor_household, int(policy.value("project.equal_split_n")))
    if project_library is not None:
        found = found.union(_reached(rows, paid, project_library, ibis.literal(policy.value("project.link_min"), type=MONEY)))
    if asset_register is not None and asset_contract is not None and project_payment is not None:
        money = with_project_no(project_payment, project)
        shares = _to_operators(money, asset_register, asset_contract, ibis.literal(policy.value("project.operator_max"), type=MONEY))
        shared = _of_projects(income_distribution, asset_register).select("of").distinct()
        found = found.union(_operator_gains(rows, shares.anti_join(shared, "of"), literal_date(as_of)))
    return found.mutate(aspect=_.kind)


def _of_projects(paid, asset_register):
    """Distribution rows with ``of``, the project behind the asset."""
    stated = plain(paid.project_no)
    if asset_register is None:
        return paid.mutate(of=stated)
    assets = with_project(asset_register, project_names(asset_register), "asset_no").filter(_.asset_no.notnull())
    behind = assets.group_by("asset_no").agg(behind=_.project.min())
    return subquery(lookup(paid.mutate(stated=stated), behind, "asset_no").mutate(of=ibis.coalesce(_.stated, _.behind)))


def _lead(rows, kind, **facts):
    """One kind of lead in the shape that all kinds share."""
    usual = {
        "planned": ibis.null("int64"), "reached": ibis.null("int64"), "to_operator": ibis.null(MONEY), "year": ibis.null("int64"),
        "each": ibis.null(MONEY), "x_size": ibis.literal(False), "x_design": ibis.literal(False), "x_trial": ibis.literal(False),
        "x_design_words": ibis.null("string"),
    }  # fmt: skip
    usual |= {"related": ibis.array([ibis.null("int64")])}
    return breach(rows, "project_name", on="approval_date", amount="approved_amount", kind=ibis.literal(kind), **usual | facts)


def _equal_split(rows, paid, poor_household, least):
    """The last year in which all households of the project got the same."""
    equal = one_per(equal_shares.equal(paid.filter(_.of.notnull()), "of", poor_household, least), "of", [_.year.desc()])
    found = subquery(rows.join(equal, "of"))
    return _lead(
        found,
        "平均分配",
        reached=found.households.cast("int64"),
        year=found.year,
        each=found.each,
        related=found.related,
        x_size=found.x_size,
        x_design=found.x_design,
        x_design_words=found.x_design_words,
    )


def _reached(rows, paid, project_library, least):
    """Projects whose distribution reached less than the least part of the households that the library promised."""
    planned = project_library.filter(_.beneficiary_households > 0)
    planned = planned.group_by(of=plain(planned.project_no)).agg(planned=_.beneficiary_households.max(), entry=_.row_id.min())
    reached = paid.filter(_.of.notnull()).group_by("of").agg(reached=_.household.nunique())
    found = subquery(rows.join(planned, "of").join(reached, "of")).filter(_.reached * 100 < _.planned * least)
    return _lead(
        found, "带动不足", planned=found.planned.cast("int64"), reached=found.reached.cast("int64"), related=ibis.array([found.entry])
    )


def _to_operators(payments, asset_register, asset_contract, most):
    """``of``, ``to_operator``: projects whose money went for the greater part to those who now run the assets."""
    leases = asset_contract.filter(_.asset_no.notnull()).select("asset_no", operator=plain(asset_contract.operator))
    assets = with_project(asset_register, project_names(asset_register), "asset_no").filter(_.asset_no.notnull())
    operators = assets.select("project", "asset_no").join(leases, "asset_no").select(of="project", payee="operator").distinct()
    money = payments.filter(_.amount.notnull()).select("amount", of=plain(payments.project_no), payee=plain(payments.payee))
    money = lookup(money, operators.filter(_.payee.notnull()).mutate(own=ibis.literal(True)), ["of", "payee"])
    sums = money.filter(_.of.notnull()).group_by("of").agg(whole=_.amount.sum(), part=_.amount.sum(where=_.own).fill_null(0))
    found = sums.filter(_.whole > 0, _.part * 100 >= _.whole * most)
    return found.select("of", to_operator=percent(found.part, found.whole))


def _operator_gains(rows, shares, today):
    found = subquery(rows.join(shares, "of"))
    trial = today < (found.finish_date + ibis.interval(months=12)).cast("date")
    return _lead(found, "垒大户", to_operator=found.to_operator, x_trial=trial)
